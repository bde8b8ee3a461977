"""Which of the turns before it a question belongs to: those that it follows up, or none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot import hearing
from bot.answers import Question, Urgency
from bot.finding import Spelt, find

if TYPE_CHECKING:
    from index.snapshot import Snapshot


def plain(text: str) -> str:
    """A question as it is compared with another: its words alone."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def gathered(question: Question, text: str, spelt: Spelt, snapshot: Snapshot | None) -> Question:
    """The question with the turns before it where it follows them up, and else without.

    `text` is the question as it was heard. A question that is well answered by itself, names what it is about
    and does not refer back begins a new subject.
    """
    from index.follow_ups import ALIKE, follows
    from index.search import reading

    apart = question.model_copy(update={"earlier": (), "concern": Urgency.none})
    if not text or not (question.earlier or question.concern is not Urgency.none):
        return apart
    if plain(text) in map(plain, question.earlier):
        # Whoever asks the same again asks it by itself.
        return apart
    before = reading([hearing.heard(turn) for turn in question.earlier])
    alike = float(spelt[text].vector @ spelt[before].vector) if before else ALIKE
    alone = 0.0
    if snapshot is not None:
        turns = hearing.read(apart)
        alone = find(snapshot, spelt, turns, apart.asker, 1, 1.0, False, apart.policies).score
    return question if follows(text, alike, alone) else apart
