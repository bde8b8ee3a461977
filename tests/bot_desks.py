"""Desks to test with: real files, a real store and real snapshots, under an encoder that is quick to open."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.answers import Question
from bot.desk import Desk
from bot.people import Role
from bot.settings import Settings
from bot.store import Store
from index.encoder import Words
from index.snapshot import Snapshots

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


class WordEncoder:
    """An encoder in which every word has a vector of its own, so that texts that share words are near."""

    name = "words-64"
    dimensions = 64

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Give one L2-normalised vector a text."""
        return (
            np.stack([words.vector for words in self.spell(texts)])
            if texts
            else np.zeros((0, 64), np.float32)
        )

    def spell(self, texts: Sequence[str]) -> tuple[Words, ...]:
        """Give each text as a vector and word by word."""
        return tuple(self._spelt(text) for text in texts)

    def _spelt(self, text: str) -> Words:
        digests = [hashlib.sha256(word.encode()).digest() for word in re.findall(r"[^\W_]+", text.lower())]
        rows = [np.frombuffer(digest + digest, np.uint8).astype(np.float32) - 127.5 for digest in digests]
        tokens = np.array(rows, np.float32).reshape(-1, 64)
        tokens /= np.linalg.norm(tokens, axis=1, keepdims=True) + 1e-9
        whole = tokens.sum(axis=0) if len(tokens) else np.ones(64, np.float32)
        ids = np.array([int.from_bytes(digest[:2], "big") for digest in digests], np.int32)
        return Words((whole / np.linalg.norm(whole)).astype(np.float32), tokens, ids)


def desk(home: Path, **settings: object) -> Desk:
    """A desk over a home folder, as the command line would open it, but for its encoder and its day."""
    made = Settings.model_validate({"home": home, "silence": 0.0, **settings})
    home.mkdir(exist_ok=True, parents=True)
    store = Store(made.database)
    store.migrate()
    return Desk(made, store, Snapshots(made.snapshots), WordEncoder, lambda: TODAY)


def file(folder: Path, name: str, text: str) -> Path:
    """Write a policy file."""
    folder.mkdir(exist_ok=True, parents=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def published(home: Path, **settings: object) -> Desk:
    """A desk at which the trust has published its conduct policy and its learner agreement."""
    made = desk(home, **settings)
    files = [file(home / "in", "conduct.md", CONDUCT), file(home / "in", "learners.txt", LEARNERS)]
    assert [added.problem for added in made.add(TRUST, files, by="tests")] == [None, None]
    made.publish(TRUST, by="tests")
    return made


def question(
    text: str, organisation: str = TRUST, asker: Role = Role.staff, earlier: tuple[str, ...] = ()
) -> Question:
    """A question."""
    return Question(text=text, organisation=organisation, asker=asker, earlier=earlier)
