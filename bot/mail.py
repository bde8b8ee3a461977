"""The mail: takes letters from the outbox, and takes note of what became of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.cabinet import Cabinet
from bot.clock import Clock
from bot.letters import Letters
from bot.messages import Message
from bot.outbox import VOID, Item, Letter
from bot.places import Platform

PATIENT = 2
"""Attempts at bringing a question to the lead after which the asker is told that it has not arrived."""


@dataclass(frozen=True)
class Mail:
    """What whoever sends letters needs to know and to say."""

    cabinet: Cabinet
    letters: Letters
    clock: Clock

    def take(self, platforms: Sequence[Platform]) -> tuple[Item, ...]:
        """Take what is due on these platforms."""
        now = self.cabinet.now()
        if not self.cabinet.outbox.is_due(now):
            return ()
        # One at a time, so that nobody else takes those behind one that is slow.
        return self.cabinet.outbox.take(now, platforms, most=1)

    def compose(self, item: Item) -> Message | None:
        """The message that an item is, or None where it has no point any more."""
        return self.letters.compose(item)

    def shown(self, item: Item) -> Message | None:
        """The message that an item is, for whoever has had it and looks at it again; None where it has no point any more."""
        return self.letters.compose(item, again=True)

    def void(self, item: Item) -> None:
        """Take note that an item has no point any more."""
        now = self.cabinet.now()
        self.cabinet.outbox.done(item, now, VOID)
        if item.kind is Letter.notice:
            self.cabinet.notices.void(int(item.about))

    def arrived(self, item: Item) -> None:
        """Take note that an item has arrived."""
        now = self.cabinet.now()
        self.cabinet.outbox.done(item, now)
        if item.kind is Letter.notice:
            self.cabinet.notices.told(int(item.about), now)

    def failed(self, item: Item, why: str, doubtful: bool = False) -> None:
        """Have an item that did not arrive sent again, or give it up; the asker hears when the lead is not reached."""
        now = self.cabinet.now()
        if not self.cabinet.outbox.again(item, now, doubtful):
            self.cabinet.outbox.done(item, now, why)
            self._given_up(item)
        if item.kind is Letter.asked and item.attempts + 1 >= PATIENT:
            waiting = self.cabinet.queue.get(item.about)
            if waiting and not self.cabinet.outbox.reached(f"{Letter.asked}:{item.about}:"):
                direct = () if item.person else self.clock.directly(waiting)
                self.cabinet.outbox.put(self.clock.to_asker(Letter.unreached, waiting), *direct)
        if item.kind is Letter.alert:
            alert = self.cabinet.alerts.get(item.about)
            if alert and not self.cabinet.outbox.reached(f"{Letter.alert}:{item.about}:"):
                self.cabinet.outbox.put(self.clock.to_asker(Letter.unseen, alert))

    def _given_up(self, item: Item) -> None:
        """Tell the lead of a reply that never arrived."""
        waiting = self.cabinet.queue.get(item.about) if item.kind is Letter.reply else None
        if waiting is None or waiting.closed_by is None:
            return
        place = self.cabinet.place_of(waiting.organisation, waiting.closed_by.key, waiting.place)
        if place is not None:
            who = waiting.closed_by.id
            letter = self.clock.letter(Letter.undelivered, waiting.organisation, waiting.id, place, who)
            self.cabinet.outbox.put(letter)

    def tidy(self, now: dt.datetime) -> int:
        """Forget what has been kept long enough; returns how many answers were forgotten."""
        settings = self.cabinet.desk.settings
        self.cabinet.queue.forget(now, settings.question_days)
        self.cabinet.alerts.forget(now, settings.answer_days)
        self.cabinet.notices.forget(now, settings.answer_days)
        self.cabinet.outbox.tidy(now)
        self.cabinet.awaiting.tidy(now)
        self.cabinet.arrangements.tidy(now.date())
        return self.cabinet.history.forget(now, settings.answer_days, settings.question_days)
