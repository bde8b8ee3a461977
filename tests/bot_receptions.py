"""Receptions to test with: two schools that have published, their workspaces connected, and people who ask and press."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from bot.answers import AnswerCard, Question, Quote
from bot.desk import Desk
from bot.directory import Directory
from bot.events import Asked, Checked, Pressed, Verb
from bot.history import History
from bot.limits import Limits
from bot.members import holder, settled
from bot.messages import Message, Quoted, Said
from bot.people import Office
from bot.places import Person, Place, Platform
from bot.reception import Outcome, Reception
from tests import bot_desks
from tests.bot_desks import TRUST, file
from tests.bot_reminded import reminded

SHORT, OTHER = "larkmere-trust", "other-school"
FRIEND = "may I accept a friend request from a pupil"
PETS = "Pets\n\n1. Staff must not bring a dog to work.\n2. Visitors may bring an assistance dog.\n"
NOW = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)

_numbers = itertools.count(1)


def place(
    channel: str = "C1",
    workspace: str = "T1",
    thread: str = "",
    direct: bool = False,
    platform: Platform = Platform.slack,
) -> Place:
    """A place, by default a channel of the trust's workspace."""
    return Place(platform=platform, workspace=workspace, channel=channel, thread=thread, direct=direct)


def person(id: str = "UANN", platform: Platform = Platform.slack, **more: object) -> Person:
    """Somebody on Slack, by default a member of staff."""
    return Person.model_validate({"platform": platform, "id": id, **more})


ANN, BOB, LEAD = person(), person("UBOB"), person("ULEAD")
"""Two members of staff, and the trust's lead."""


DISCLOSED = "a pupil just told me her stepdad hits her with a quokkabelt"
DM = place("D1", workspace="", direct=True, platform=Platform.discord)
"""A direct message on Discord, which belongs to no workspace."""


def asked(text: str, who: Person = ANN, where: Place | None = None, id: str = "") -> Asked:
    """A question, in an event of its own unless an id is given."""
    return Asked(id=id or f"E{next(_numbers)}", place=where or place(), person=who, text=text)


def checked(text: str, who: Person = ANN, where: Place | None = None) -> Checked:
    """A message to be laid beside the policy."""
    return Checked(id=f"E{next(_numbers)}", place=where or place(), person=who, text=text)


def pressed(verb: Verb, answer: str, who: Person = ANN, where: Place | None = None, id: str = "") -> Pressed:
    """A button pressed, in an event of its own unless an id is given."""
    return Pressed(
        id=id or f"E{next(_numbers)}", place=where or place(), person=who, verb=verb, answer=answer
    )


class Listening(Desk):
    """A desk that remembers which questions it was asked."""

    def __init__(self, inner: Desk) -> None:
        vars(self).update(vars(inner))
        self.questions: list[Question] = []

    def ask(self, question: Question, most: int | None = None) -> AnswerCard:
        """Take note of a question and answer it."""
        self.questions.append(question)
        return super().ask(question, most)


@dataclass
class School:
    """A reception and all that stands behind it; its clock is moved by hand."""

    desk: Listening
    directory: Directory
    history: History
    limits: Limits
    now: dt.datetime = NOW
    reception: Reception = field(init=False)

    def __post_init__(self) -> None:
        self.reception = Reception(
            self.desk, self.directory, self.history, self.limits, address, lambda: self.now
        )

    def ask(self, text: str, who: Person = ANN, where: Place | None = None) -> Message:
        """Ask a question and give the one message that answers it."""
        (message,) = self.reception.meet(asked(text, who, where)).messages
        return message

    def press(self, verb: Verb, answer: str, who: Person = ANN, where: Place | None = None) -> Outcome:
        """Press a button and give what comes of it."""
        return self.reception.meet(pressed(verb, answer, who, where))

    def kept(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of every table."""
        database = self.desk.store.database
        with database.reading() as connection:
            names = sa.inspect(connection).get_table_names()
            return {
                name: sorted(map(tuple, connection.execute(sa.text(f'SELECT * FROM "{name}"'))), key=repr)
                for name in names
            }


def address(organisation: str, quote: Quote) -> str:
    """The address of a quote's page."""
    return f"https://quoth.example/{organisation}/{quote.clause_id}"


def school(
    home: Path,
    url: str = "",
    person_limit: int = 1_000,
    roles: dict[str, dict[str, tuple[str, ...]]] | None = None,
    line: float = 0.0,
    **settings: object,
) -> School:
    """A school over a home folder, as it is or newly opened there."""
    held = bot_desks.desk(home, line, **settings, **({"database_url": url} if url else {}))
    if held.store.organisation(TRUST) is None:
        founded(held, home)
    database = held.store.database
    directory = Directory(database, settled(roles or {}))
    return School(Listening(held), directory, History(database), Limits(person_limit, 10_000))


def founded(held: Desk, home: Path) -> None:
    """Publish the policies of two schools, and connect a workspace of each; the trust's lead is known on Slack."""
    files = [
        file(home / "in", "conduct.md", bot_desks.CONDUCT),
        file(home / "in", "learners.txt", bot_desks.LEARNERS),
    ]
    held.add(TRUST, files)
    held.publish(TRUST)
    held.add("Other School", [file(home / "in", "pets.txt", PETS)])
    held.publish("Other School")
    directory = Directory(held.store.database)
    directory.connect(SHORT, Platform.slack, "T1")
    directory.connect(SHORT, Platform.discord, "G1")
    directory.connect(OTHER, Platform.slack, "T2")
    directory.connect(OTHER, Platform.discord, "G2")
    directory.appoint(SHORT, holder(Office.lead, "slack:ULEAD"))
    directory.appoint(OTHER, holder(Office.lead, "slack:UOTHERLEAD"))
    reminded(held, directory, SHORT)


def answer_of(message: Message) -> str:
    """The id of the answer that a message's buttons belong to."""
    (answer,) = {button.answer for button in message.buttons}
    return answer


def read(message: Message) -> str:
    """All that a person reads in a message, quotes and their small print included."""
    return "\n".join(str(part.model_dump()) for part in message.parts)


def revised(held: Desk, home: Path, old: str, new: str) -> None:
    """Publish the trust's conduct policy with other words."""
    assert old in bot_desks.CONDUCT
    held.add(TRUST, [file(home / "in", "conduct.md", bot_desks.CONDUCT.replace(old, new))])
    held.publish(TRUST)


def ada(*workspaces: str) -> Person:
    """Somebody on Discord, who is in these servers."""
    return person("7", Platform.discord, workspaces=workspaces)


def titles(message: Message) -> set[str]:
    """The titles of the policies that a message quotes, as an answer or as what came near."""
    return {part.citation.split(" · ")[0] for part in message.parts if isinstance(part, Quoted)}


def sentences(message: Message) -> list[str]:
    """What the bot says itself in a message."""
    return [part.text for part in message.parts if isinstance(part, Said)]


def strong(message: Message) -> list[str]:
    """What must not be overlooked in a message."""
    return [part.text for part in message.parts if isinstance(part, Said) and part.strong]


def quotes_nothing(message: Message) -> bool:
    """Whether nothing of any policy is in a message."""
    return message.exact == () and not message.buttons and "Staff" not in read(message)


def said(outcome: Outcome) -> list[str]:
    """The first sentence of each message."""
    return [sentences(message)[0] for message in outcome.messages if sentences(message)]


def words(outcome: Outcome) -> str:
    """All the words of policies that the messages show."""
    return "\n".join(text for message in outcome.messages for text in message.exact)
