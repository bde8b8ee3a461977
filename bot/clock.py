"""The clock: what has to be said because time has passed; safe to ask at any moment, by any number of processes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import structlog

from bot.alerts import Alert
from bot.approving import Approvals
from bot.cabinet import Cabinet
from bot.news import News
from bot.outbox import Item, Letter
from bot.pins import Pin, PinState
from bot.places import Place
from bot.queue import QueueState, Waiting
from bot.tallies import week_of

REPEATS = 3
"""How often everyone is alerted again while nobody has confirmed."""


@dataclass(frozen=True)
class Clock:
    """Puts into the outbox what is due; everything there has a key, so that nothing is sent twice."""

    cabinet: Cabinet

    def tick(self) -> None:
        """Put everything into the outbox that has come to be due; what fails for one holds up no other."""
        for waiting in self.cabinet.queue.everywhere():
            self._put(partial(self._waiting, waiting))
        for alert in self.cabinet.alerts.unseen():
            self._put(partial(self._unseen, alert))
        for organisation in self.cabinet.desk.store.organisations():
            self._put(partial(self._coming, organisation.short))
            self._put(partial(self._month, organisation.short))
            self._put(partial(self._asked_for, organisation.short))
            self._put(partial(News(self.cabinet).reviews, organisation.short))
            held = self.cabinet.pins.all(organisation.short, (PinState.active, PinState.suspended))
            for pin in held:
                self._put(partial(self._pin, pin))

    def _put(self, due: Callable[[], Iterable[Item]]) -> None:
        try:
            items = tuple(due())
            if items:
                self.cabinet.outbox.put(*items)
        except Exception as fault:
            structlog.get_logger().error("the clock failed", error=type(fault).__name__)

    def asked(self, waiting: Waiting) -> tuple[Item, ...]:
        """The letters that bring a new question to the lead's place, or to the leads directly."""
        organisation, but, near = waiting.organisation, waiting.asker.key, waiting.place
        found = tuple(self._to(organisation, Letter.asked, waiting.id, but, near))
        # Where everyone is away it waits for whoever is back first, and is there for them all.
        everyone = self.cabinet.everyone(organisation, but, near)
        return found or tuple(self._each(organisation, Letter.asked, waiting.id, everyone))

    def again(self, waiting: Waiting, but: str = "") -> tuple[Item, ...]:
        """The letters that bring a question anew which somebody had taken and has no more; not to `but`."""
        since = waiting.taken_at.isoformat() if waiting.taken_at else ""
        found = self._to(waiting.organisation, Letter.asked, waiting.id, waiting.asker.key, waiting.place)
        others = (each for each in found if not but or each.person != but.partition(":")[2])
        return tuple(each.model_copy(update={"key": f"{each.key}:{since}"}) for each in others)

    def directly(self, waiting: Waiting) -> tuple[Item, ...]:
        """The letters that bring a question to the leads directly, because it did not arrive in their place."""
        leads = self.cabinet.leads(waiting.organisation, waiting.asker.key, waiting.place)
        return tuple(self._each(waiting.organisation, Letter.asked, waiting.id, leads))

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
        organisation, taker = waiting.organisation, waiting.taken_by
        if waiting.state is QueueState.claimed and taker and waiting.taken_at:
            away = self.cabinet.arrangements.absent(organisation, self.cabinet.now().date())
            since = waiting.taken_at.isoformat()
            # Whoever runs Quoth may take a question, and holds no office by name.
            leads = taker.operator or self.cabinet.may_lead(organisation, taker.key)
            if taker.key in away or not leads:
                letters = self.again(waiting)
                if letters:
                    self.cabinet.queue.release(waiting.id, self.cabinet.now(), *letters)
                return
            place = self.cabinet.place_of(organisation, taker.key, waiting.place)
            if place and self._since(waiting.taken_at, arrangement.deputy_minutes):
                item = self.letter(Letter.reminder, organisation, waiting.id, place, taker.id)
                yield item.model_copy(update={"key": f"{item.key}:{since}"})
            if self._since(waiting.taken_at, 2 * arrangement.deputy_minutes):
                others = self.cabinet.deputies(organisation, taker.key, waiting.place)
                yield from self._each(organisation, Letter.deputised, waiting.id, others)
            return
        if self._since(waiting.asked_at, arrangement.remind_minutes):
            yield from self._to(organisation, Letter.reminder, waiting.id, waiting.asker.key, waiting.place)
        if self._since(waiting.asked_at, arrangement.deputy_minutes):
            deputies = self.cabinet.deputies(organisation, waiting.asker.key, waiting.place)
            yield from self._each(organisation, Letter.deputised, waiting.id, deputies)

    def _unseen(self, alert: Alert) -> Iterator[Item]:
        arrangement = self.cabinet.arrangements.of(alert.organisation)
        passed = (self.cabinet.now() - alert.raised_at) // dt.timedelta(minutes=arrangement.alert_minutes)
        if passed < 1:
            return
        yield self.to_asker(Letter.unseen, alert)
        for item in self._everyone(Letter.alert_again, alert):
            yield item.model_copy(update={"key": f"{item.key}:{min(passed, REPEATS)}"})

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
        """Where a pin's owner is written to while they may lead and are there; else the leads."""
        away = self.cabinet.arrangements.absent(pin.organisation, self.cabinet.now().date())
        place = self.cabinet.place_of(pin.organisation, pin.pinned_by)
        if place and pin.pinned_by not in away and self.cabinet.may_lead(pin.organisation, pin.pinned_by):
            return (place,)
        return self.cabinet.leads(pin.organisation) or self.cabinet.everyone(pin.organisation)

    def _coming(self, organisation: str) -> Iterator[Item]:
        """Let what was published for today take effect, though nobody asks; its news goes out with it."""
        self.cabinet.desk.organisation(organisation)
        yield from ()

    def _asked_for(self, organisation: str) -> Iterator[Item]:
        """Tell the others what somebody asks to publish, from whatever place they asked."""
        approvals = Approvals(self.cabinet)
        asked = approvals.pending(organisation)
        if asked is not None:
            yield from approvals.letters(asked)

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

    def _to(self, organisation: str, kind: Letter, about: str, but: str, near: Place) -> Iterator[Item]:
        """To the lead's place, or where there is none, to the leads directly, but not to whoever asks."""
        place = self.cabinet.arrangements.of(organisation).place
        if place:
            yield self.letter(kind, organisation, about, place)
        else:
            leads = self.cabinet.leads(organisation, but, near)
            yield from self._each(organisation, kind, about, leads)

    def _everyone(self, kind: Letter, alert: Alert) -> Iterator[Item]:
        """To the lead's place, to every lead and to every deputy, those who are away too: it cannot wait."""
        place = self.cabinet.arrangements.of(alert.organisation).place
        if place:
            yield self.letter(kind, alert.organisation, alert.id, place)
        everyone = self.cabinet.everyone(alert.organisation, alert.asker.key, alert.place)
        yield from self._each(alert.organisation, kind, alert.id, everyone)

    def _each(self, organisation: str, kind: Letter, about: str, places: Iterable[Place]) -> Iterator[Item]:
        for place in places:
            yield self.letter(kind, organisation, about, place, place.channel)

    def _since(self, at: dt.datetime, minutes: int) -> bool:
        return self.cabinet.now() - at >= dt.timedelta(minutes=minutes)
