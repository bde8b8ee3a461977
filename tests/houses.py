"""Houses to test with: a school that has published, its workspaces connected, and the service over it."""

from __future__ import annotations

import datetime as dt
import shutil
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from adapters.figures import Figures
from adapters.service import Service
from bot.answers import AnswerCard, Question
from bot.desk import Desk
from bot.directory import Directory
from bot.history import History
from bot.limits import Limits
from bot.members import holder
from bot.people import Contact, Office
from bot.reception import Reception
from tests import bot_desks
from tests.bot_desks import TRUST, file, published
from tests.bot_reminded import reminded
from tests.chats import Chat, Shown

SHORT = "larkmere-trust"

AWKWARD = "Staff must not write `*must not*`, _this_, ~that~, <@U1>, <!channel>, @everyone, [a](http://b.example), &lt;b&gt;, ||hidden||, <t:1:R> or :smile: 🏫🏽 in a mascot's greeting."
"""A clause full of what platforms take for markup, mentions and links."""

LONG = "Staff must keep the aquarium " + "clean and bright and quiet, 100% of the time, " * 330 + "always."
"""A clause of fifteen thousand characters."""

HOUSE_RULES = f"""House Rules

1. {AWKWARD}
2. {LONG}
3. Staff must ring the bell before swimming.
"""


def desk(home: Path) -> Desk:
    """A desk at which the trust has published its policies, and a pets rule of another school is published too."""
    made = published(home)
    made.add(TRUST, [file(home / "in", "house.txt", HOUSE_RULES)], by="tests")
    made.publish(TRUST, by="tests")
    other = file(home / "in", "pets.txt", "Pets\n\n1. Staff must not bring a dog to work.\n")
    made.add("Other School", [other], by="tests")
    made.publish("Other School", by="tests")
    made.store.set_contact(
        SHORT, Contact(role="Designated safeguarding lead", name="R. Ainsley", reach="extension 204")
    )
    return made


def copied(house: Path, home: Path) -> Desk:
    """A desk over a copy of that folder."""
    shutil.copytree(house, home)
    return bot_desks.desk(home)


class Gated(Desk):
    """A desk that answers only once its gate is opened."""

    def __init__(self, inner: Desk) -> None:
        vars(self).update(vars(inner))
        self.gate = threading.Event()

    def ask(self, question: Question, most: int | None = None) -> AnswerCard:
        """Wait, then answer."""
        assert self.gate.wait(20)
        return super().ask(question, most)


class Broken(Desk):
    """A desk at which every question fails, in a way that nobody foresaw."""

    def __init__(self, inner: Desk) -> None:
        vars(self).update(vars(inner))

    def ask(self, question: Question, most: int | None = None) -> AnswerCard:
        """Fail."""
        raise RuntimeError(question.text)


def directory(held: Desk, chats: Sequence[Chat], lead: bool = True) -> Directory:
    """The directory in which each chat's workspace is connected to the trust, and its lead appointed."""
    made = Directory(held.store.database)
    for chat in chats:
        made.connect(SHORT, chat.platform, chat.workspace)
        if lead:
            made.appoint(SHORT, holder(Office.lead, f"{chat.platform}:{chat.id('lead')}"))
    reminded(held, made, SHORT)
    return made


def service(
    held: Desk,
    book: Directory,
    patience: float = 5.0,
    person: int = 1_000,
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
) -> Service:
    """The service over a desk; links to a clause lead to quoth.example, and `now` tells the moment."""
    reception = Reception(
        held,
        book,
        History(held.store.database),
        Limits(person, 100_000),
        lambda organisation, quote: f"https://quoth.example/clause/{organisation}",
        now,
    )
    return Service(reception, Figures(), workers=2, patience=patience)


async def until(chat: Chat, text: str, after: int = 0, person: str = "") -> Shown:
    """Wait for a delivery that holds these words, and give it.

    `after` skips as many deliveries, and `person` all those to anybody else.
    """
    count = after
    while True:
        count += 1
        found = (await chat.shown(count))[count - 1]
        if person in ("", found.person) and (text in found.text or text in found.quotes):
            return found


async def seen(chat: Chat, running: Service) -> Sequence[Shown]:
    """Everything that was delivered, once nothing is under way."""
    await running.settled()
    return await chat.shown(0)


def history(held: Desk) -> History:
    """The history beside a desk."""
    return History(held.store.database)
