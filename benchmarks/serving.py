"""A process that serves Quoth, asked and measured as every rival is (see benchmarks/rivals/measuring.py).

    QUOTH_HOME=… python -m benchmarks.serving hear QUESTIONS.json RESULT.json
    QUOTH_HOME=… python -m benchmarks.serving ask QUESTIONS.json RESULT.json [--warm NUMBER] [--alone]

`hear` reads a list of conversations, each a list of turns, and writes the text that is searched with for
each, or null where it is answered without a search. `ask` reads a list of {"turns", "text"} and times every whole
answer and one pass of the encoder over its text; with `--alone` no second model reads along.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from benchmarks.rivals.measuring import memory
from bot.answers import Kind, Question
from bot.desk import Desk
from bot.settings import load
from bot.store import Store
from index.encoder import Encoder, open_encoder
from index.snapshot import Snapshots


class Through:
    """An encoder that notes every text it is given and, if told so, hides its reader."""

    def __init__(self, encoder: Encoder, alone: bool) -> None:
        self._encoder = encoder
        self._alone = alone
        self.texts: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return None if name == "reader" and self._alone else getattr(self._encoder, name)

    def spell(self, texts: Sequence[str]) -> Any:
        """Note the texts and encode them."""
        self.texts += texts
        return self._encoder.spell(texts)


def main() -> None:
    """Ask, and write down how it went."""
    parser = argparse.ArgumentParser()
    parser.add_argument("work", choices=("hear", "ask"))
    parser.add_argument("questions", type=Path)
    parser.add_argument("result", type=Path)
    parser.add_argument("--warm", type=int, default=0)
    parser.add_argument("--alone", action="store_true")
    given = parser.parse_args()
    rows = json.loads(given.questions.read_text(encoding="utf-8"))
    settings = load()
    through = Through(open_encoder(settings.model), given.alone)
    desk = Desk(
        settings, Store(settings.database), Snapshots(settings.snapshots), lambda: cast(Encoder, through)
    )
    result = heard(desk, through, rows) if given.work == "hear" else measured(desk, through, rows, given.warm)
    given.result.write_text(json.dumps(result), encoding="utf-8")


def heard(desk: Desk, through: Through, conversations: Sequence[Sequence[str]]) -> list[str | None]:
    """Give the text that is searched with for each conversation, None where nothing is searched."""
    texts = []
    for turns in conversations:
        through.texts.clear()
        card = desk.ask(_question(turns))
        # The message alone may be encoded too, in which a concern is heard; all that was said is longer.
        texts.append(max(through.texts, key=len) if card.quotes or card.nearest else None)
    return texts


def measured(desk: Desk, through: Through, rows: Sequence[dict[str, Any]], warm: int) -> dict[str, Any]:
    """Ask every question once, after the first `warm` of them untimed.

    Gives what a rival gives, and "passes", the seconds of one encoder pass over each question's text,
    "encoded", how many passes each answer took, "silent", how many were not answered, and "reader",
    whether a second model read along.
    """
    for row in rows[:warm]:
        desk.ask(_question(row["turns"]))
    seconds, passes, encoded, firsts, silent = [], [], [], [], 0
    for place, row in enumerate(rows):
        # In turns before and after the answer, for whatever comes second finds things in the caches.
        if place % 2:
            passes.append(_pass(through, row["text"]))
        question = _question(row["turns"])
        through.texts.clear()
        started = time.perf_counter()
        card = desk.ask(question)
        seconds.append(time.perf_counter() - started)
        encoded.append(len(through.texts))
        if not place % 2:
            passes.append(_pass(through, row["text"]))
        firsts.append(card.quotes[0].clause_id if card.quotes else "")
        silent += card.kind is Kind.silent
    return {
        "seconds": seconds,
        "firsts": firsts,
        **memory(),
        "passes": passes,
        "encoded": encoded,
        "silent": silent,
        "reader": getattr(through, "reader", None) is not None,
    }


def _question(turns: Sequence[str]) -> Question:
    return Question(text=turns[-1], organisation="", earlier=tuple(turns[:-1]))


def _pass(through: Through, text: str) -> float:
    started = time.perf_counter()
    through.spell([text])
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
