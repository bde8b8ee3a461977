"""Revisions to try the console's pages with: drafts of the trust's policies, own questions, and pins that rest on them."""

from __future__ import annotations

import re
from typing import Any

import httpx

from bot.answers import Cited
from bot.arrangements import Arrangements
from bot.pins import Pin, PinState, rest
from tests.bot_desks import CONDUCT, TRUST, file
from tests.console_served import Consoled, Visitor
from tests.houses import SHORT

OLD = "Staff may give a pupil a lift only if the head has agreed in writing."
NEW = "Staff must not give a pupil a lift."
AT = f"/o/{SHORT}"

QUESTIONS = """# Kept since the inspection.
[[question]]
ask = "may I give a pupil a lift home?"
cite = ["conduct 2.1"]

# Small talk is met with no rule.
[[question]]
ask = "hello"
silent = true
"""


def draft(console: Consoled, new: str = NEW, details: str = "", more: str = "") -> None:
    """Keep a draft of the conduct policy with this rule on lifts, these details of its own, and more rules below."""
    text = CONDUCT.replace(OLD, new).replace("effective: 2025-01-01\n", details or "effective: 2025-01-01\n")
    path = file(console.desk.settings.home / "in", "conduct.md", text + more)
    (added,) = console.desk.add(TRUST, [path], by="tests")
    assert added.problem is None


def questions(console: Consoled, text: str = QUESTIONS) -> None:
    """Write the file of own questions."""
    folder = console.desk.settings.home / "questions"
    folder.mkdir(exist_ok=True)
    (folder / f"{SHORT}.toml").write_text(text, encoding="utf-8")


def kept(console: Consoled) -> str:
    """The file of own questions as it stands."""
    return (console.desk.settings.home / "questions" / f"{SHORT}.toml").read_text(encoding="utf-8")


def pin(console: Consoled, phrasing: str = "can I drive a pupil home?", number: str = "2.1") -> Pin:
    """A pin of the lead's that rests on a clause of the conduct policy."""
    desk, now = console.desk, console.console.cabinet.now()
    organisation = desk.organisation(SHORT)
    edition = desk.edition(organisation)
    (clause,) = [each for each, _ in edition.by_policy["conduct"] if each.place == number]
    made = Pin(
        id="",
        organisation=SHORT,
        state=PinState.active,
        phrasings=(phrasing,),
        rests=(rest(Cited(clause_id=clause.id, document_id=clause.document_id), edition),),
        pinned_by="slack:ULEAD",
        pinned_at=now,
        changed_at=now,
    )
    return desk.pins.make(made, organisation.snapshot)


def two_people(console: Consoled) -> None:
    """Have two people agree before anything is published."""
    arrangements = Arrangements(console.desk.store.database)
    before = arrangements.of(SHORT)
    arrangements.arrange(SHORT, before.model_copy(update={"two_people": True}), "tests")


def checked(visitor: Visitor, then: str = "") -> httpx.Response:
    """Have the drafts checked, and give the page to which that leads."""
    return visitor.follow(visitor.post(f"{AT}/revisions/check", {"then": then} if then else {}))


def here(response: httpx.Response) -> str:
    """The path of a page below the console."""
    return response.url.path.removeprefix("/console")


def published(visitor: Visitor, **form: Any) -> httpx.Response:
    """Have the drafts published with two presses, and give the page to which that leads."""
    shown = checked(visitor, "publish")
    assert shown.status_code == 200, shown.text
    return visitor.follow(visitor.post(here(shown), form))


def hidden(response: httpx.Response, name: str) -> str:
    """What a page's form carries unseen under that name."""
    found = re.search(rf'name="{name}" value="([^"]*)"', response.text)
    assert found is not None, name
    return found[1]


def numbers(console: Consoled) -> list[int]:
    """The numbers of the trust's publications, oldest first."""
    return [each.number for each in console.desk.store.publications.all(SHORT)]
