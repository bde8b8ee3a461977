"""A home to test with whose trust has a lead, and what the commands of the lead's desk leave in it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.cabinet import Cabinet
from bot.cli import main
from bot.desk import Desk
from bot.directory import Directory
from bot.history import History
from bot.pins import Pin
from bot.places import Person, Place, Platform
from bot.settings import load
from tests.bot_desks import CONDUCT, TRUST, file

SHORT = "larkmere-trust"
LEAD = "slack:ULEAD"
LIFT = "Staff may give a pupil a lift only if the head has agreed in writing."
NEW_LIFT = LIFT.replace("in writing", "in advance")
ASKED = "can i give a pupil a lift home"
NOW = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)
ANN = Person(platform=Platform.slack, id="UANN", name="Ann")
THERE = Place(platform=Platform.slack, workspace="T1", channel="C1")
Said = pytest.CaptureFixture[str]


@contextmanager
def cabinet() -> Iterator[Cabinet]:
    """Everything that is kept, as any other process finds it."""
    desk = Desk.opened(load())
    database = desk.store.database
    yield Cabinet(desk, Directory(database), History(database), lambda: NOW)
    desk.store.close()


def pinned(capsys: Said, *more: str, question: str = ASKED, clause: str = "2.1") -> dict[str, object]:
    """Pin a clause by the command and give its row."""
    assert main(["pin", "--org", TRUST, "--question", question, "--clause", clause, "--json", *more]) == 0
    row: dict[str, object] = json.loads(capsys.readouterr().out)
    return row


def kept(id: object) -> Pin:
    """A pin, as it is kept."""
    with cabinet() as found:
        return found.pins.get(str(id))


def revise(home: Path, capsys: Said, old: str = LIFT, new: str = NEW_LIFT) -> None:
    """Publish the conduct policy with other words."""
    assert old in CONDUCT
    assert main(["add", str(file(home / "in", "conduct.md", CONDUCT.replace(old, new))), "--org", TRUST]) == 0
    assert main(["publish", "--org", TRUST]) == 0
    capsys.readouterr()


def rows(capsys: Said, *arguments: str) -> list[dict[str, object]]:
    """The rows that a command writes for programs."""
    assert main([*arguments, "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def friend() -> str:
    """The id of the clause about friend requests, which has no number."""
    with cabinet() as found:
        edition = found.desk.edition(found.desk.organisation(TRUST))
    (clause,) = [each for each in edition.units if each.text.startswith("accept a friend")]
    return clause.id
