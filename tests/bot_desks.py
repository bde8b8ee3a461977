"""Desks to test with: real files, a real store and real snapshots, under an encoder that is quick to open."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from bot.answers import Question, Urgency
from bot.desk import Desk
from bot.people import Role
from bot.settings import Settings
from bot.store import Store
from index.snapshot import Snapshots
from tests.alike import Alike
from tests.fakes import FakeEncoder

TODAY = dt.date(2026, 9, 1)
TRUST = "Larkmere Trust"

CONDUCT = """---
title: Staff Conduct
organisation: Larkmere Trust
version: "2"
effective: 2025-01-01
review: 2026-08-31
audience: [staff]
---

# Staff Conduct

## 1 Friends online

Staff must not:

- accept a friend request from a pupil*
- message a pupil from a private account

\\* A pupil means anyone on roll at the school.

## 2 Lifts

2.1 Staff may give a pupil a lift only if the head has agreed in writing.
"""

LEARNERS = """Learner Agreement

Part for learners

1. Learners must keep their phones switched off in lessons.
2. Learners must not photograph anyone without asking.
"""


def desk(home: Path, line: float = 0.0, **settings: object) -> Desk:
    """A desk over a home folder, as the command line would open it, but for its encoder and its day.

    It answers from the surety `line` on.
    """
    made = Settings.model_validate({"home": home, **settings})
    home.mkdir(exist_ok=True, parents=True)
    store = Store(made.database)
    store.migrate()
    encoder = FakeEncoder(line=line)
    return Desk(made, store, Snapshots(made.snapshots), lambda: encoder, lambda: TODAY, Alike())


def file(folder: Path, name: str, text: str) -> Path:
    """Write a policy file."""
    folder.mkdir(exist_ok=True, parents=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def published(home: Path, line: float = 0.0, **settings: object) -> Desk:
    """A desk at which the trust has published its conduct policy and its learner agreement."""
    made = desk(home, line, **settings)
    files = [file(home / "in", "conduct.md", CONDUCT), file(home / "in", "learners.txt", LEARNERS)]
    assert [added.problem for added in made.add(TRUST, files, by="tests")] == [None, None]
    made.publish(TRUST, by="tests")
    return made


def question(
    text: str,
    organisation: str = TRUST,
    asker: Role = Role.staff,
    earlier: tuple[str, ...] = (),
    concern: Urgency = Urgency.none,
    loose: bool = False,
) -> Question:
    """A question."""
    return Question(
        text=text, organisation=organisation, asker=asker, earlier=earlier, concern=concern, loose=loose
    )
