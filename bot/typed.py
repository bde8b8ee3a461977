"""What people may write to the bot that is no question: about their own data, and for leads about their desk."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from bot import console_phrases as console
from bot import forgetting, phrases
from bot.admin import Admin, is_admin
from bot.answers import Urgency
from bot.arrangements import Absence
from bot.awaiting import Awaited
from bot.composing import said
from bot.concerns import said_plainly
from bot.events import Asked, Verb
from bot.gaps import gaps, monthly
from bot.hearing import heard
from bot.leading import Leading
from bot.members import Member
from bot.messages import Button, Message, Said
from bot.outcomes import Outcome
from bot.pins import PinState
from bot.places import Platform
from bot.queue import OPEN
from bot.refusing import refused
from bot.scrubbing import scrubbed
from bot.sessions import LINK_MINUTES, Sessions, entrance
from bot.turns import Turns

KIND = "typed"
MOST_SHOWN = 5
"""Pins and questions that are shown at once."""

GAPS_WEEKS = 8

COMMANDS = frozenset({"pins", "queue", "gaps", "back", "i am back", "i'm back"})

_AWAY = re.compile(r"away (?:from )?(\d{4}-\d\d-\d\d) (?:to|until|-) (\d{4}-\d\d-\d\d)")


@dataclass(frozen=True)
class Typed:
    """Understands the few things that may be written besides questions."""

    leading: Leading
    turns: Turns

    def met(self, member: Member, event: Asked) -> Outcome | None:
        """What comes of a message that is no question, or None where it is one."""
        text = " ".join(heard(event.text).casefold().split()).strip(" .!?")
        if text == "my data":
            return _said(*self.data_of(member))
        if text == "forget me":
            return _said(*self.forget(member))
        if text == "console":
            return self._console(member, event)
        order = Admin(self.leading.cabinet).typed(member, event)
        if order is not None and is_admin(member):
            return order
        if member.leads and self._is_command(text):
            return self._lead(member, text)
        awaited = self._awaited(member, event, text)
        if awaited is not None:
            return awaited
        return (self._lead(member, text) if member.leads else None) or order

    def data_of(self, member: Member) -> tuple[str, ...]:
        """What somebody is told of what is kept of them by their organisation."""
        cabinet = self.leading.cabinet
        database, settled = cabinet.desk.store.database, cabinet.directory.settled
        kept = forgetting.data_of(database, member.person.key, _organisation(member), settled)
        return forgetting.said_of(kept)

    def forget(self, member: Member) -> tuple[str, ...]:
        """Have their organisation forget somebody; returns what they are told: what is gone, and what stays and why."""
        cabinet, person = self.leading.cabinet, member.person.key
        database, settled = cabinet.desk.store.database, cabinet.directory.settled
        self.turns.forget(member.person)
        gone = forgetting.forget(database, person, cabinet.now(), _organisation(member), settled=settled)
        return forgetting.said_after(gone)

    def _console(self, member: Member, event: Asked) -> Outcome:
        """Give somebody a link that signs them in to the console."""
        cabinet = self.leading.cabinet
        settings = cabinet.desk.settings
        if not settings.console:
            return _said(console.CONSOLE_OFF)
        if not settings.public_url:
            return _said(console.CONSOLE_NO_ADDRESS)
        if event.public:
            return _said(console.CONSOLE_IN_PRIVATE)
        # Where the conversation belongs to no workspace, they belong to all that they are known to be in.
        known = (event.place.workspace,) if event.place.workspace else member.person.workspaces
        person = member.person.model_copy(update={"workspaces": known})
        token = Sessions(cabinet.desk.store.database).link(person, cabinet.now())
        opens = Button(
            label=phrases.BUTTONS[Verb.console],
            verb=Verb.console,
            answer="",
            url=entrance(settings.public_url, token),
        )
        said_so = Said(text=console.CONSOLE_LINK.format(minutes=LINK_MINUTES))
        return Outcome(kind=KIND, messages=(Message(parts=(said_so,), buttons=(opens,)),))

    def _is_command(self, text: str) -> bool:
        """Whether it can be nothing else than what a lead writes about the desk, whatever else is awaited."""
        return text in COMMANDS or _AWAY.fullmatch(text) is not None

    def _awaited(self, member: Member, event: Asked, text: str) -> Outcome | None:
        cabinet = self.leading.cabinet
        apart = event.public or event.apart
        what = None if apart else cabinet.awaiting.expected(member.person, cabinet.now())
        if what is None or what.organisation != _organisation(member) or not text:
            return None
        cabinet.awaiting.over(member.person)
        if text in phrases.CANCEL:
            return _said(phrases.CANCELLED)
        meant = f"{what.verb}:"
        if text.startswith(meant):
            event = event.model_copy(update={"text": event.text.strip()[len(meant) :].strip() or event.text})
        elif said_plainly([heard(event.text)]) is not Urgency.none:
            # It is met as what it is, and no word of it is kept.
            if what.verb is Verb.why:
                return None
            sentence = phrases.MEANT_SO.format(verb=what.verb)
            return Outcome(kind="concern", messages=(refused(event, sentence),))
        if what.verb is Verb.why:
            return self._why(member, event, what)
        return self.leading.written(member, event, what)

    def _why(self, member: Member, event: Asked, what: Awaited) -> Outcome:
        cabinet = self.leading.cabinet
        names = [member.person.name, *(each.name for each in cabinet.desk.store.contacts(what.organisation))]
        why = scrubbed(event.text, filter(None, names))
        kept = cabinet.history.why(what.about, member.person.key, why)
        return _said(phrases.WHY_KEPT if kept else phrases.ANSWER_GONE)

    def _lead(self, member: Member, text: str) -> Outcome | None:
        first, _, rest = text.partition(" ")
        if first == "pins":
            return self._pins(member, rest)
        if text == "queue":
            return self._queue(member)
        if text == "gaps":
            return self._gaps(member)
        if first == "away":
            return self._away(member, text)
        if text in ("back", "i am back", "i'm back"):
            cabinet = self.leading.cabinet
            cabinet.arrangements.back(_organisation(member), member.person.key, member.person.key)
            return _said(phrases.BACK)
        return None

    def _pins(self, member: Member, words: str) -> Outcome:
        cabinet = self.leading.cabinet
        held = cabinet.pins.all(_organisation(member), (PinState.active, PinState.suspended))
        wanted = words.split()
        found = [
            each
            for each in held
            if all(word in " ".join((*each.phrasings, each.note)).casefold() for word in wanted)
        ]
        if not found:
            about = phrases.PINS_ABOUT.format(words=words) if words else phrases.PINS_YET
            return _said(phrases.NO_PINS_FOUND.format(about=about))
        shown = tuple(self.leading.letters.pin(each) for each in found[:MOST_SHOWN])
        if len(found) > MOST_SHOWN:
            more = phrases.MORE_PINS.format(count=len(found) - MOST_SHOWN)
            shown = (*shown, said(more))
        return Outcome(kind=KIND, messages=shown)

    def _queue(self, member: Member) -> Outcome:
        found = self.leading.cabinet.queue.all(_organisation(member), OPEN)
        if not found:
            return _said(phrases.QUEUE_EMPTY)
        shown = tuple(self.leading.letters.question(each) for each in found[:MOST_SHOWN])
        if len(found) > MOST_SHOWN:
            shown = (*shown, said(phrases.MORE_QUESTIONS.format(count=len(found) - MOST_SHOWN)))
        return Outcome(kind=KIND, messages=shown)

    def _gaps(self, member: Member) -> Outcome:
        cabinet = self.leading.cabinet
        since = cabinet.now().date() - dt.timedelta(weeks=GAPS_WEEKS)
        organisation = member.workspace.organisation
        found = gaps(
            cabinet.desk, cabinet.history, cabinet.tallies, cabinet.pins, organisation, since, cabinet.now()
        )
        there = member.person.platform is Platform.console
        return Outcome(kind=KIND, messages=(monthly(found, console=there),))

    def _away(self, member: Member, text: str) -> Outcome:
        found = _AWAY.fullmatch(text)
        try:
            first, last = (dt.date.fromisoformat(each) for each in found.groups()) if found else (None, None)
        except ValueError:
            first = last = None
        if first is None or last is None or last < first or last < self.leading.cabinet.now().date():
            return _said(phrases.AWAY_HOW)
        absence = Absence(who=member.person.key, first_day=first, last_day=last)
        self.leading.cabinet.arrangements.away(_organisation(member), absence, member.person.key)
        days = (f"{each.day} {each:%B %Y}" for each in (first, last))
        return _said(phrases.AWAY.format(first=next(days), last=next(days)))


def _organisation(member: Member) -> str:
    return member.workspace.organisation.short


def _said(*sentences: str) -> Outcome:
    return Outcome(kind=KIND, messages=(Message(parts=tuple(Said(text=each) for each in sentences)),))
