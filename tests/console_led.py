"""What stands on the lead's desk, to test the console with: questions passed on, alerts, pins and revisions."""

from __future__ import annotations

import datetime as dt
import itertools

from bot import pinning
from bot.answers import Cited
from bot.events import Asked, Pressed, Verb
from bot.messages import Message, Quoted
from bot.pins import Pin
from bot.places import Person, Place
from bot.queue import Waiting
from tests.bot_desks import CONDUCT, TRUST, file
from tests.console_served import OTHER, PEOPLE, Consoled
from tests.houses import SHORT

LIFTS = "can i give a pupil a lift home"
LIFT = "Staff may give a pupil a lift only if the head has agreed in writing."
NEW_LIFT = LIFT.replace("in writing", "in advance")
DISCLOSED = "a pupil just told me her stepdad hits her with a quokkabelt"

_numbers = itertools.count(1)


def direct(who: Person, workspace: str = "T0") -> Place:
    """The person's own conversation with the bot."""
    return Place(platform=who.platform, workspace=workspace, channel=f"D{who.id}", direct=True)


def asked(console: Consoled, text: str = LIFTS, who: str = "staff", workspace: str = "T0") -> Message:
    """Ask in chat, and give the answer."""
    person = PEOPLE[who]
    event = Asked(id=f"L{next(_numbers)}", place=direct(person, workspace), person=person, text=text)
    (message, *_) = console.service.reception.meet(event).messages
    return message


def pressed(console: Consoled, verb: Verb, about: str, who: str = "staff", workspace: str = "T0") -> str:
    """Press a button in chat, and give what is said."""
    person = PEOPLE[who]
    place = direct(person, workspace)
    event = Pressed(id=f"L{next(_numbers)}", place=place, person=person, verb=verb, answer=about)
    (message, *_) = console.service.reception.meet(event).messages
    return " ".join(
        part.text for part in message.parts if not isinstance(part, Quoted) and hasattr(part, "text")
    )


def passed_on(console: Consoled, text: str = LIFTS, who: str = "staff", workspace: str = "T0") -> str:
    """Ask something and pass it on to the lead; gives the question's id."""
    answer = asked(console, text, who, workspace).about
    pressed(console, Verb.ask_lead, answer, who, workspace)
    assert console.console.cabinet.queue.get(answer) is not None
    return answer


def elsewhere(console: Consoled) -> str:
    """A question that waits at another school; gives its id."""
    asker = PEOPLE["outsider"]
    waiting = Waiting(
        id="e15e",
        organisation=OTHER,
        text="may I bring a dog to work",
        asker=asker,
        place=direct(asker, "T1"),
        asked_at=dt.datetime.now(dt.UTC),
    )
    assert console.console.cabinet.queue.add(waiting)
    return waiting.id


def alerted(console: Consoled, who: str = "staff") -> str:
    """Disclose something and ask for the lead; gives the alert's id."""
    message = asked(console, DISCLOSED, who)
    (about,) = [each.answer for each in message.buttons if each.verb is Verb.now]
    pressed(console, Verb.now, about, who)
    return about


def clause(console: Consoled, words: str, organisation: str = SHORT) -> Cited:
    """The clause in force that holds these words."""
    desk = console.desk
    edition = desk.edition(desk.organisation(organisation))
    (unit,) = [each for each in edition.units if words in each.text]
    return Cited(clause_id=unit.id, document_id=unit.document_id)


def ticked(cited: Cited) -> str:
    """A clause as the box on a page names it."""
    return f"{cited.document_id} {cited.clause_id}"


def pinned(
    console: Consoled,
    *questions: str,
    words: str = LIFT,
    note: str = "",
    who: str = "lead",
    organisation: str = SHORT,
) -> Pin:
    """Pin the clause that holds these words; without words, the note alone."""
    clauses = [clause(console, words, organisation)] if words else []
    now = dt.datetime.now(dt.UTC)
    by = PEOPLE[who].key
    return pinning.pinned(console.desk, organisation, questions or (LIFTS,), clauses, by, now, note)


def pinned_elsewhere(console: Consoled) -> Pin:
    """A pin of another school."""
    return pinned(console, "may i bring a dog", words="bring a dog", who="outsider", organisation=OTHER)


def revise(console: Consoled, old: str = LIFT, new: str = NEW_LIFT) -> None:
    """Publish the conduct policy with other words."""
    assert old in CONDUCT
    folder = console.desk.settings.home / "in"
    (added,) = console.desk.add(TRUST, [file(folder, "conduct.md", CONDUCT.replace(old, new))], by="tests")
    assert added.problem is None
    console.desk.publish(TRUST, by="tests")
