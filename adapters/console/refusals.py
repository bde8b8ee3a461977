"""Refusals: why somebody is not signed in by their organisation's own provider."""

from __future__ import annotations

from enum import StrEnum


class Why(StrEnum):
    """Why a provider's answer signs nobody in; `bot.console_phrases.OPENID` says each to whoever wanted to."""

    unreachable = "unreachable"
    refused = "refused"
    wrong_client = "wrong_client"
    again = "again"
    clock = "clock"
    not_for_us = "not_for_us"
    unverified = "unverified"
    stranger = "stranger"


class NotSignedIn(Exception):
    """The provider did not vouch for anybody, for this reason."""

    def __init__(self, why: Why) -> None:
        self.why = why
        super().__init__(why)
