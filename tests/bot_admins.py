"""A school with two admins, drafts to publish, and the letters that are sent there."""

from __future__ import annotations

from pathlib import Path

from bot.events import Verb
from bot.members import holder
from bot.messages import Button, Message
from bot.outcomes import Outcome
from bot.people import Office
from bot.places import Person, Platform
from tests.bot_desks import CONDUCT, TRUST, file
from tests.bot_lettered import letters
from tests.bot_receptions import SHORT, School, asked, place, school

OLD = "Staff may give a pupil a lift only if the head has agreed in writing."
NEW = "Staff must not give a pupil a lift."
ADMIN = Person(platform=Platform.slack, id="UADMIN")
SECOND = Person(platform=Platform.slack, id="USECOND")
DIRECT = place("DADMIN", direct=True)


def administered(home: Path, line: float = 0.0) -> School:
    """The school, with two admins who are no leads; it answers from the surety `line` on."""
    made = school(home, line=line)
    for who in (ADMIN, SECOND):
        made.directory.appoint(SHORT, holder(Office.admin, who.key))
    letters(made)
    return made


def draft(house: School, home: Path, new: str = NEW, details: str = "") -> None:
    """Keep a draft of the conduct policy with this rule on lifts, and these details of its own."""
    text = CONDUCT.replace(OLD, new).replace("effective: 2025-01-01\n", details or "effective: 2025-01-01\n")
    (added,) = house.desk.add(TRUST, [file(home / "in", "conduct.md", text)], by="tests")
    assert added.problem is None


def writes(house: School, text: str, who: Person = ADMIN) -> Outcome:
    """Write to the bot directly."""
    return house.reception.meet(asked(text, who, DIRECT))


def orders(house: School, text: str, who: Person = ADMIN) -> Message:
    """Order something, and give the one message that comes of it."""
    (message,) = writes(house, f"admin {text}".strip(), who).messages
    return message


def presses(house: School, message: Message, verb: Verb, who: Person = ADMIN) -> Message:
    """Press a button below a message, and give the one message that comes of it."""
    (answer,) = house.press(verb, below(message, verb).answer, who, DIRECT).messages
    return answer


def asks(house: School, text: str = "publish", who: Person = ADMIN) -> Message:
    """Have what is shown asked for, or published, by the press below it."""
    return presses(house, orders(house, text, who), Verb.publish_now, who)


def below(message: Message, verb: Verb) -> Button:
    """The button of that verb below a message."""
    (found,) = [each for each in message.buttons if each.verb is verb]
    return found


def verbs(message: Message) -> set[Verb]:
    """What the buttons below a message do."""
    return {each.verb for each in message.buttons}
