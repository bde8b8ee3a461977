"""What each person asked before in the same conversation: in memory, and soon forgotten."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from cachetools import TTLCache

from bot.answers import Urgency
from bot.places import Person, Place

KEPT = 3
"""Turns of a conversation that are kept."""

SECONDS = 15 * 60
"""Seconds after which a conversation is over."""

CONVERSATIONS = 10_000
"""Conversations kept at once; the one that rested longest is forgotten first."""

BETWEEN = " / "
"""What stands between the turns of a question that was understood after others."""

HOURS = 24
"""Hours for which it is remembered where a disclosure was written."""

Key = tuple[Place, str]
Turn = str | Urgency
"""What somebody asked; of a message that disclosed a risk, only how urgent it was."""


class Turns:
    """The last turns of every conversation; safe to share between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[Key, tuple[float, tuple[Turn, ...]]] = OrderedDict()
        self._lock = threading.Lock()

    def earlier(self, place: Place, person: Person) -> tuple[Turn, ...]:
        """What the person asked in this conversation, oldest first; a thread goes on from what they asked above it."""
        with self._lock:
            return self._earlier(place, person)

    def add(self, place: Place, person: Person, turn: Turn, anew: bool = False) -> None:
        """Keep a turn; `anew`, it begins a new subject, and those before it are forgotten."""
        key = (place, person.key)
        with self._lock:
            self._kept[key] = (self._clock(), (*(() if anew else self._earlier(place, person)), turn)[-KEPT:])
            self._kept.move_to_end(key)
            while len(self._kept) > CONVERSATIONS:
                self._kept.popitem(last=False)
        self.sweep()

    def forget(self, person: Person, place: Place | None = None) -> None:
        """Forget what a person asked, in one conversation or in all."""
        with self._lock:
            for key in [each for each in self._kept if each[1] == person.key and place in (None, each[0])]:
                del self._kept[key]

    def sweep(self) -> None:
        """Forget the conversations that are over."""
        with self._lock:
            while self._kept and self._clock() - next(iter(self._kept.values()))[0] > SECONDS:
                self._kept.popitem(last=False)

    def _earlier(self, place: Place, person: Person) -> tuple[Turn, ...]:
        above = place.model_copy(update={"thread": ""})
        return self._fresh((place, person.key)) or self._fresh((above, person.key))

    def _fresh(self, key: Key) -> tuple[Turn, ...]:
        at, turns = self._kept.get(key, (0.0, ()))
        return turns if self._clock() - at <= SECONDS else ()


class Disclosures:
    """Where a disclosure was written, and nothing of it, for the alert that may follow; safe to share between threads."""

    def __init__(self) -> None:
        self._places: TTLCache[str, Place] = TTLCache(CONVERSATIONS, HOURS * 60 * 60)
        self._lock = threading.Lock()

    def add(self, answer: str, place: Place) -> None:
        """Remember the place of the message that an answer met."""
        with self._lock:
            self._places[answer] = place

    def place(self, answer: str) -> Place | None:
        """The place of the message that an answer met, or None once it is forgotten."""
        with self._lock:
            return self._places.get(answer)
