"""The clock: what has to be said because time has passed; safe to ask at any moment, by any number of processes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.alerts import Alert
from bot.cabinet import Cabinet
from bot.members import LEADS
from bot.outbox import Item, Letter
from bot.pins import Pin, PinState
from bot.places import Place
from bot.queue import QueueState, Waiting
from bot.tallies import week_of


@dataclass(frozen=True)
class Clock:
    """Puts into the outbox what is due; everything there has a key, so that nothing is sent twice."""

    cabinet: Cabinet

    def tick(self) -> None:
        """Put everything into the outbox that has come to be due."""
        due = [item for waiting in self.cabinet.queue.everywhere() for item in self._waiting(waiting)]
        due += [item for alert in self.cabinet.alerts.unseen() for item in self._unseen(alert)]
        for organisation in self.cabinet.desk.store.organisations():
            held = self.cabinet.pins.all(organisation.short, (PinState.active, PinState.suspended))
            due += [item for pin in held for item in self._pin(pin)]
            due += self._month(organisation.short)
        if due:
            self.cabinet.outbox.put(*due)

    def asked(self, waiting: Waiting) -> tuple[Item, ...]:
        """The letters that bring a new question to the lead's place, or to the leads directly."""
        return tuple(self._to(waiting.organisation, Letter.asked, waiting.id, waiting.asker.key))

    def alert(self, alert: Alert) -> tuple[Item, ...]:
        """The letters that bring an alert to everyone who may be there."""
        return tuple(self._everyone(Letter.alert, alert))

    def letter(self, kind: Letter, organisation: str, about: str, place: Place, person: str = "") -> Item:
        """One letter, to be sent at once."""
        where = person or place.channel
        return Item(
            key=f"{kind}:{about}:{place.platform}:{where}",
            organisation=organisation,
            kind=kind,
            about=about,
            place=place,
            person=person,
            due_at=self.cabinet.now(),
        )

    def to_asker(self, kind: Letter, about: Waiting | Alert) -> Item:
        """A letter to whoever asked or raised an alert, privately."""
        return self.letter(kind, about.organisation, about.id, about.place, about.asker.id)

    def _waiting(self, waiting: Waiting) -> Iterator[Item]:
        arrangement = self.cabinet.arrangements.of(waiting.organisation)
        if waiting.state is QueueState.claimed and waiting.taken_by and waiting.taken_at:
            place = self.cabinet.place_of(waiting.organisation, waiting.taken_by.key)
            if place and self._since(waiting.taken_at, arrangement.deputy_minutes):
                yield self.letter(
                    Letter.reminder, waiting.organisation, waiting.id, place, waiting.taken_by.id
                )
            return
        if self._since(waiting.asked_at, arrangement.remind_minutes):
            yield from self._to(waiting.organisation, Letter.reminder, waiting.id, waiting.asker.key)
        if self._since(waiting.asked_at, arrangement.deputy_minutes):
            deputies = self.cabinet.deputies(waiting.organisation, waiting.asker.key)
            yield from self._each(waiting.organisation, Letter.deputised, waiting.id, deputies)

    def _unseen(self, alert: Alert) -> Iterator[Item]:
        arrangement = self.cabinet.arrangements.of(alert.organisation)
        if self._since(alert.raised_at, arrangement.alert_minutes):
            yield from self._everyone(Letter.alert_again, alert)
            yield self.to_asker(Letter.unseen, alert)

    def _pin(self, pin: Pin) -> Iterator[Item]:
        if pin.state is PinState.suspended and pin.suspended_at:
            once = pin.suspended_at.isoformat()
            kind = Letter.suspended
        elif pin.state is PinState.active and pin.review_on and pin.review_on <= self.cabinet.now().date():
            once = pin.review_on.isoformat()
            kind = Letter.review
        else:
            return
        for item in self._each(pin.organisation, kind, pin.id, self._owner(pin)):
            yield item.model_copy(update={"key": f"{item.key}:{once}"})

    def _owner(self, pin: Pin) -> tuple[Place, ...]:
        """Where a pin's owner is written to while they lead and are there; else the leads."""
        holders = self.cabinet.directory.holders(pin.organisation)
        away = self.cabinet.arrangements.absent(pin.organisation, self.cabinet.now().date())
        leads = any(each.role in LEADS and each.who == pin.pinned_by for each in holders)
        place = self.cabinet.place_of(pin.organisation, pin.pinned_by)
        if place and leads and pin.pinned_by not in away:
            return (place,)
        return self.cabinet.leads(pin.organisation)

    def _month(self, organisation: str) -> Iterator[Item]:
        if not self.cabinet.arrangements.of(organisation).monthly:
            return
        last = self.cabinet.now().date().replace(day=1) - dt.timedelta(days=1)
        first = dt.datetime.combine(last.replace(day=1), dt.time(), dt.UTC)
        counted = self.cabinet.tallies.since(organisation, week_of(first))
        # A week that reaches into this month says nothing of the last one.
        if any(each.week + dt.timedelta(days=6) <= last for each in counted):
            month = f"{last:%Y-%m}"
            for item in self._each(organisation, Letter.monthly, month, self.cabinet.leads(organisation)):
                yield item.model_copy(update={"key": f"{item.key}:{organisation}"})

    def _to(self, organisation: str, kind: Letter, about: str, but: str) -> Iterator[Item]:
        """To the lead's place, or where there is none, to the leads directly, but not to whoever asks."""
        place = self.cabinet.arrangements.of(organisation).place
        if place:
            yield self.letter(kind, organisation, about, place)
        else:
            yield from self._each(organisation, kind, about, self.cabinet.leads(organisation, but))

    def _everyone(self, kind: Letter, alert: Alert) -> Iterator[Item]:
        """To the lead's place, to every lead and to every deputy, those who are away too: it cannot wait."""
        place = self.cabinet.arrangements.of(alert.organisation).place
        if place:
            yield self.letter(kind, alert.organisation, alert.id, place)
        holders = self.cabinet.directory.holders(alert.organisation)
        who = dict.fromkeys(
            each.who for each in holders if each.role in LEADS and each.who != alert.asker.key
        )
        places = (self.cabinet.place_of(alert.organisation, each) for each in who)
        yield from self._each(alert.organisation, kind, alert.id, [each for each in places if each])

    def _each(self, organisation: str, kind: Letter, about: str, places: Iterable[Place]) -> Iterator[Item]:
        for place in places:
            yield self.letter(kind, organisation, about, place, place.channel)

    def _since(self, at: dt.datetime, minutes: int) -> bool:
        return self.cabinet.now() - at >= dt.timedelta(minutes=minutes)
