"""How many questions one person, and one workspace, may ask in a minute."""

from __future__ import annotations

import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from bot import phrases
from bot.places import Person, Place


class Limits:
    """Counts the questions of the last minute, in memory; safe to share between threads."""

    def __init__(self, person: int, workspace: int) -> None:
        self._window = MovingWindowRateLimiter(MemoryStorage())
        self._person = RateLimitItemPerMinute(person)
        self._workspace = RateLimitItemPerMinute(workspace)

    def refusal(self, person: Person, place: Place) -> str:
        """Count a question; returns why it is too many, or nothing.

        What one person asks beyond their own limit does not count against the workspace's.
        """
        if not self._window.hit(self._person, person.key):
            return phrases.TOO_MANY.format(wait=self._wait(self._person, person.key))
        # Where a conversation belongs to no workspace, strangers must not use up what members may ask.
        theirs = (place.platform, *((place.workspace,) if place.workspace else sorted(person.workspaces)))
        if not self._window.hit(self._workspace, *theirs):
            return phrases.TOO_BUSY.format(wait=self._wait(self._workspace, *theirs))
        return ""

    def _wait(self, limit: RateLimitItemPerMinute, *key: str) -> str:
        freed = self._window.get_window_stats(limit, *key).reset_time
        return phrases.counted(max(1, math.ceil(freed - time.time())), "second", "seconds")
