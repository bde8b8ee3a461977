"""The networks that Quoth answers with, each opened when it is first needed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.errors import LikenessUnavailable, ModelUnavailable

if TYPE_CHECKING:
    from index.encoder import Encoder
    from index.likeness import Likeness


class Models:
    """The encoder that `opener` opens, the one that hears concerns, and what compares questions; safe to share between threads.

    `model` is the encoder's name, for what is said where it cannot be opened.
    """

    def __init__(self, model: str, opener: Callable[[], Encoder], likeness: Likeness | None = None) -> None:
        self._model = model
        self._opener = opener
        self._encoder: Encoder | None = None
        self._listener: Encoder | None = None
        self._likeness = likeness
        self._lock = threading.RLock()

    @property
    def encoder(self) -> Encoder:
        """The encoder; raises ModelUnavailable."""
        with self._lock:
            if self._encoder is None:
                self._encoder = _opened(self._opener, self._model)
            return self._encoder

    @property
    def listener(self) -> Encoder:
        """The encoder that hears concerns: the one that answers, or our own where it cannot; raises ModelUnavailable."""
        from index.encoder import DEFAULT_MODEL, open_encoder

        with self._lock:
            if self._listener is None:
                encoder = self.encoder
                self._listener = encoder if encoder.hears else _opened(open_encoder, DEFAULT_MODEL)
            return self._listener

    @property
    def likeness(self) -> Likeness:
        """What tells whether two questions mean the same; raises LikenessUnavailable."""
        from index.errors import IndexFault
        from index.likeness import open_likeness

        with self._lock:
            if self._likeness is None:
                try:
                    self._likeness = open_likeness()
                except IndexFault as fault:
                    raise LikenessUnavailable(why=str(fault).rstrip(".")) from fault
            return self._likeness


def _opened(opener: Callable[[], Encoder], model: str) -> Encoder:
    from index.errors import IndexFault

    try:
        return opener()
    except IndexFault as fault:
        raise ModelUnavailable(model=model, why=str(fault).rstrip(".")) from fault
