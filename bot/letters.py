"""Letters: what is said to somebody who has not just asked, composed anew each time it is sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot import phrases, pinning
from bot import revision_phrases as revised
from bot.answers import Quote, definitions
from bot.cabinet import Cabinet
from bot.composing import button, defined, quoted, said
from bot.events import Verb
from bot.gaps import gaps, monthly
from bot.messages import Button, Message, Part, Said, To, Where
from bot.news import News
from bot.outbox import Item, Letter
from bot.people import whom_to_ask, whom_to_tell
from bot.pins import Pin, PinState
from bot.places import Person, Platform
from bot.queue import QueueState, Waiting
from bot.sides import Sides

NOTIFICATIONS = {
    Letter.asked: phrases.NOTIFICATION_TO_LEAD,
    Letter.reminder: phrases.NOTIFICATION_TO_LEAD,
    Letter.deputised: phrases.NOTIFICATION_TO_LEAD,
    Letter.claimed: phrases.NOTIFICATION_OF_QUESTION,
    Letter.reply: phrases.NOTIFICATION_OF_QUESTION,
    Letter.undelivered: phrases.NOTIFICATION_TO_LEAD,
    Letter.closed: phrases.NOTIFICATION_OF_QUESTION,
    Letter.unreached: phrases.NOTIFICATION_OF_QUESTION,
    Letter.alert: phrases.NOTIFICATION_OF_ALERT,
    Letter.alert_again: phrases.NOTIFICATION_OF_ALERT,
    Letter.seen: phrases.NOTIFICATION_OF_SEEN,
    Letter.unseen: phrases.NOTIFICATION_OF_SEEN,
    Letter.suspended: phrases.NOTIFICATION_OF_PIN,
    Letter.review: phrases.NOTIFICATION_OF_PIN,
    Letter.notice: phrases.NOTICE,
    Letter.monthly: phrases.NOTIFICATION_OF_MONTH,
    Letter.published: revised.NOTIFICATION_OF_PUBLICATION,
    Letter.approval: revised.NOTIFICATION_OF_APPROVAL,
    Letter.review_due: revised.NOTIFICATION_OF_REVIEW,
}
"""What a notification says of each letter: never who, nor what about."""


TO_LEADS = frozenset(
    {
        Letter.asked,
        Letter.reminder,
        Letter.deputised,
        Letter.alert,
        Letter.alert_again,
        Letter.suspended,
        Letter.review,
        Letter.monthly,
    }
)
"""Letters that somebody gets only while they lead."""


@dataclass(frozen=True)
class Letters:
    """Composes every letter from what is kept now, so that its quotes are those in force."""

    cabinet: Cabinet

    def compose(self, item: Item, again: bool = False) -> Message | None:
        """The message that an item of the outbox is, or None where it has no point any more.

        `again`: it has arrived, and is shown once more to whom it was for.
        """
        if not self.cabinet.connected(item.organisation, item.place):
            return None
        who = f"{item.place.platform}:{item.person}"
        if item.kind in TO_LEADS and item.person and not self.cabinet.may_lead(item.organisation, who):
            return None
        found = self._composed(item, again)
        if found is None:
            return None
        parts = list(found.parts)
        if item.doubtful and not again:
            parts.insert(0, Said(text=phrases.DOUBTFUL, quiet=True))
        to: dict[str, object] = {"to": To.person, "person": item.person}
        if not item.person:
            to = {"to": To.everyone, "place": item.place}
        return found.model_copy(
            update={"parts": tuple(parts), "key": item.key, "notification": NOTIFICATIONS[item.kind], **to}
        )

    def _composed(self, item: Item, again: bool) -> Message | None:
        match item.kind:
            case Letter.asked | Letter.reminder | Letter.deputised:
                return self._asked(item)
            case Letter.claimed | Letter.reply | Letter.closed | Letter.unreached:
                return self._to_asker(item)
            case Letter.undelivered:
                waiting = self.cabinet.queue.get(item.about)
                who = waiting.asker.name if waiting else ""
                return said(phrases.UNDELIVERED.format(who=who or phrases.THE_ASKER))
            case Letter.alert | Letter.alert_again:
                return self._alert(item)
            case Letter.seen | Letter.unseen:
                return self._alert_to_asker(item)
            case Letter.suspended | Letter.review:
                return self._pin(item)
            case Letter.notice:
                return self._notice(item, again)
            case Letter.monthly:
                return self._monthly(item)
            case Letter.published:
                return News(self.cabinet).published(item)
            case Letter.approval:
                return News(self.cabinet).approval(item)
            case Letter.review_due:
                return News(self.cabinet).review_due(item)

    # The queue.

    def _asked(self, item: Item) -> Message | None:
        waiting = self.cabinet.queue.get(item.about)
        if waiting is None or not waiting.open:
            return None
        parts: list[Part] = []
        if waiting.taken_by is not None and waiting.taken_at is not None:
            if item.kind is Letter.deputised:
                parts.append(Said(text=phrases.TAKEN_LONG.format(taken=_day(waiting.taken_at))))
                return self.question(waiting, parts)
            if item.kind is not Letter.reminder or item.person != waiting.taken_by.id:
                return None
            parts.append(Said(text=phrases.REMINDER_TAKEN.format(taken=_day(waiting.taken_at))))
        elif item.kind is Letter.reminder:
            parts.append(Said(text=phrases.REMINDER.format(asked=_day(waiting.asked_at))))
        if item.kind is Letter.deputised:
            parts.append(Said(text=phrases.DEPUTISED.format(asked=_day(waiting.asked_at))))
        return self.question(waiting, parts)

    def question(self, waiting: Waiting, above: Iterable[Part] = ()) -> Message:
        """A question as a lead sees it: who asks, what, and what they were shown; with what can be done about it."""
        parts: list[Part] = [*above]
        parts.append(Said(text=phrases.ASKS_YOU.format(who=waiting.asker.name or phrases.SOMEBODY)))
        if waiting.text:
            parts.append(Said(text=phrases.ASKED_WORDS.format(words=waiting.text)))
            parts.append(Said(text=phrases.NAMES_TAKEN_OUT, quiet=True))
        else:
            parts.append(Said(text=phrases.ASKED_NO_WORDS, quiet=True))
        if waiting.reply:
            parts.append(Said(text=phrases.ASKED_WORDS.format(words=waiting.reply)))
        parts += self.shown(waiting)
        verbs = {
            QueueState.waiting: (Verb.claim, Verb.reply, Verb.close),
            QueueState.claimed: (Verb.reply, Verb.close),
        }
        return Message(parts=tuple(parts), buttons=_buttons(verbs.get(waiting.state, ()), waiting.id))

    def shown(self, waiting: Waiting) -> list[Part]:
        """The clauses that whoever asked was shown, as they stand now."""
        given = self.cabinet.history.given(waiting.id)
        clauses = given.clauses or given.further if given else waiting.clauses
        if not clauses:
            return [Said(text=phrases.WERE_SHOWN_NOTHING, quiet=True)]
        answered = bool(given.clauses) if given else waiting.answered
        organisation = self.cabinet.desk.organisation(waiting.organisation)
        source = self.cabinet.desk.source(organisation)
        if source is None or not source.holds(clauses):
            return [Said(text=phrases.SHOWN_CHANGED, quiet=True)]
        above = phrases.WERE_SHOWN if answered else phrases.WERE_SHOWN_NEAREST
        quotes = source.alone(clauses)
        return [Said(text=above, quiet=True), *(quoted(each, quiet=not answered) for each in quotes)]

    def _to_asker(self, item: Item) -> Message | None:
        waiting = self.cabinet.queue.get(item.about)
        if waiting is None:
            return None
        if item.kind is Letter.unreached:
            contacts = self.cabinet.desk.store.contacts(waiting.organisation)
            return said(phrases.UNREACHED.format(ask=whom_to_ask(contacts)))
        if item.kind is Letter.claimed:
            return (
                said(phrases.CLAIMED_TO_ASKER.format(who=_lead(waiting.taken_by))) if waiting.open else None
            )
        if item.kind is Letter.closed:
            return said(phrases.CLOSED_TO_ASKER.format(who=_lead(waiting.closed_by)))
        return None if waiting.reply is None else self.reply(waiting, waiting.reply, waiting.closed_by)

    def reply(self, waiting: Waiting, words: str, by: Person | None) -> Message:
        """What whoever asked is sent when a lead replies in these words."""
        parts = [Said(text=phrases.REPLY_FROM.format(who=_lead(by)))]
        parts.append(Said(text=phrases.ASKED_WORDS.format(words=words)))
        parts.append(Said(text=phrases.LEADS_WORDS, quiet=True))
        if waiting.text:
            parts.append(Said(text=phrases.REPLY_ABOUT.format(words=waiting.text), quiet=True))
        return Message(parts=tuple(parts))

    # Alerts.

    def _alert(self, item: Item) -> Message | None:
        alert = self.cabinet.alerts.get(item.about)
        if alert is None or alert.seen_at is not None:
            return None
        by = alert.asker.id if alert.asker.platform is item.place.platform else ""
        who = alert.asker.name or (phrases.SOMEBODY if by else alert.asker.key)
        parts: list[Part] = [Said(text=phrases.ALERT.format(who=who), strong=True)]
        if item.kind is Letter.alert_again:
            again = phrases.ALERT_AGAIN.format(raised=_time(alert.raised_at))
            parts.insert(0, Said(text=again, strong=True))
        if alert.place.direct:
            there = alert.place.platform is Platform.console
            parts.append(Said(text=phrases.ALERT_CONSOLE if there else phrases.ALERT_DIRECT))
        else:
            parts.append(Where(text=phrases.ALERT_WHERE, place=alert.place))
        parts.append(Said(text=phrases.ALERT_NOT_KEPT))
        return Message(parts=tuple(parts), buttons=_buttons((Verb.seen,), alert.id), by=by)

    def _alert_to_asker(self, item: Item) -> Message | None:
        alert = self.cabinet.alerts.get(item.about)
        if alert is None:
            return None
        if item.kind is Letter.seen and alert.seen_at is not None:
            who = _lead(alert.seen_by)
            return said(phrases.SEEN_TO_ASKER.format(who=who, at=_time(alert.seen_at)))
        if alert.seen_at is not None:
            return None
        tell = whom_to_tell(self.cabinet.desk.store.contacts(alert.organisation))
        return Message(parts=(Said(text=phrases.UNSEEN_TO_ASKER.format(tell=tell), strong=True),))

    # Pins.

    def _pin(self, item: Item) -> Message | None:
        pin = self.cabinet.pins.get(item.about)
        if item.kind is Letter.review:
            if pin.state is not PinState.active or pin.review_on is None:
                return None
            above = phrases.REVIEW_PIN.format(on=_date(pin.review_on), questions=questions(pin))
            return self.pin(pin, Said(text=above))
        if pin.state is not PinState.suspended:
            return None
        return self.suspended(pin)

    def suspended(self, pin: Pin) -> Message:
        """A pin whose words have changed: what they were and what they are, and what its owner may do."""
        parts: list[Part] = [Said(text=phrases.SUSPENDED_LETTER.format(questions=questions(pin)))]
        organisation = self.cabinet.desk.organisation(pin.organisation)
        source = self.cabinet.desk.source(organisation)
        sides, today = Sides(self.cabinet.desk, organisation), self.cabinet.now().date()
        left = False
        for rest in pin.rests:
            fate = sides.fate(rest.cited, today)
            left = left or bool(fate.now)
            if source is not None and fate.old is not None and not fate.kept:
                parts += _side_by_side(fate.old, source.whole(fate.now))
        if pin.note:
            parts.append(Said(text=phrases.DSL_SAYS.format(note=pin.note)))
        shown = f"{pin.id}-{pinning.token(self.cabinet.desk, pin)}"
        approve = (button(Verb.approve, shown),) if left else ()
        buttons = (*approve, *_buttons((Verb.edit, Verb.note, Verb.drop), pin.id))
        return Message(parts=tuple(parts), buttons=buttons)

    def pin(self, pin: Pin, *above: Part) -> Message:
        """A pin as a lead sees it: what it answers and with what, how it fared, and what can be done with it."""
        parts: list[Part] = [*above]
        if not above:
            parts.append(Said(text=phrases.PINNED_FOR.format(questions=questions(pin))))
        source = self.cabinet.desk.source(self.cabinet.desk.organisation(pin.organisation))
        if source is not None and pin.clauses and source.holds(pin.clauses):
            parts += [quoted(each) for each in source.alone(pin.clauses)]
        if pin.note:
            parts.append(Said(text=phrases.DSL_SAYS.format(note=pin.note)))
        parts.append(Said(text=figures(pin), quiet=True))
        if pin.state is PinState.suspended:
            return self.suspended(pin)
        verbs = (Verb.phrase, Verb.note, Verb.edit, Verb.drop) if pin.state is PinState.active else ()
        return Message(parts=tuple(parts), buttons=_buttons(verbs, pin.id))

    # Notices.

    def _notice(self, item: Item, again: bool) -> Message | None:
        notice = self.cabinet.notices.get(int(item.about))
        if notice is None or (notice.told_at is not None and not again):
            return None
        if not self.cabinet.arrangements.of(notice.organisation).notices:
            return None
        organisation = self.cabinet.desk.organisation(notice.organisation)
        source, sides = self.cabinet.desk.source(organisation), Sides(self.cabinet.desk, organisation)
        since = phrases.NOTICE_SINCE.format(since=_date(notice.made_at.date()))
        parts: list[Part] = [Said(text=phrases.NOTICE), Said(text=since)]
        said_before = len(parts)
        for change in notice.changes:
            fate = sides.fate(change.cited, self.cabinet.now().date())
            # It may have been changed back since.
            if fate.old is not None and source is not None and not fate.kept:
                parts += _side_by_side(fate.old, source.alone(fate.now), phrases.YOU_WERE_QUOTED)
        if len(parts) == said_before:
            return None
        contacts = self.cabinet.desk.store.contacts(notice.organisation)
        parts.append(Said(text=whom_to_ask(contacts), quiet=True))
        return Message(parts=tuple(parts))

    # The month.

    def _monthly(self, item: Item) -> Message:
        organisation = self.cabinet.desk.organisation(item.organisation)
        last = dt.date.fromisoformat(f"{item.about}-01")
        cabinet = self.cabinet
        after = dt.datetime.combine((last + dt.timedelta(days=31)).replace(day=1), dt.time(), dt.UTC)
        until = min(cabinet.now(), after - dt.timedelta(microseconds=1))
        found = gaps(cabinet.desk, cabinet.history, cabinet.tallies, cabinet.pins, organisation, last, until)
        return monthly(found, console=item.place.platform is Platform.console)


def questions(pin: Pin) -> str:
    """The questions that a pin answers, in one line."""
    said = "; ".join(f"“{each}”" for each in pin.phrasings)
    return said or phrases.SUSPENDED_NO_QUESTION


def figures(pin: Pin) -> str:
    """How often a pin was served and helped, and its state."""
    return phrases.PIN_LINE.format(
        served=phrases.counted(pin.served, "time", "times"),
        helped=pin.helped,
        unhelped=pin.unhelped,
        state=phrases.PIN_STATES[pin.state],
    )


def _side_by_side(old: Quote, new: Sequence[Quote], above: str = phrases.IT_SAID) -> list[Part]:
    """What a clause said, and below it what it says now."""
    parts: list[Part] = [Said(text=above), quoted(old, quiet=True), *defined(definitions([old]))]
    if not new:
        return [*parts, Said(text=phrases.IT_SAYS_NO_MORE)]
    same = (new[0].words.text, new[0].force) == (old.words.text, old.force)
    parts.append(Said(text=phrases.GOES_WITH_NOW if same else phrases.IT_SAYS_NOW))
    return [*parts, *(quoted(each) for each in new), *defined(definitions(new))]


def _buttons(verbs: Iterable[Verb], about: str) -> tuple[Button, ...]:
    return tuple(button(verb, about) for verb in verbs)


def _lead(person: Person | None) -> str:
    return person.name if person is not None and person.name else phrases.THE_LEAD


def _day(at: dt.datetime) -> str:
    local = at.astimezone()
    return f"{_date(local.date())}, {local:%H:%M}"


def _time(at: dt.datetime) -> str:
    return f"{at.astimezone():%H:%M}"


def _date(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
