"""Fits when a question is read as a follow-up, on the conversations of the material: `python -m index.training.following`.

Every conversation's last turn is a follow-up; a question by itself, set behind one or two others of the same policy, is
none. Prints the weights fitted on policies that are not kept back, and for those that are, how often each kind is read
with the turns before it, and how often a clause that governs is then among the first three.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from index.encoder import Encoder, open_encoder
from index.follow_ups import features
from index.search import compared, reading
from index.training import material
from index.training.calibrate import spelt_texts, tables_of
from index.training.material import Policy, Question, held

POLICIES = 30  # not kept back, of which conversations are taken
LINES = (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class Row:
    """One last turn: its text, its likeness to the turns before, its surety alone, and whether gold is found either way.

    Where nothing governs it, `answerable` is False, and nothing is found.
    """

    follows: bool
    kept_back: bool
    text: str
    cosine: float
    surety: float
    answerable: bool
    alone: bool
    together: bool


def rows(policies: list[Policy], encoder: Encoder) -> Iterator[Row]:
    """Read every conversation of the policies, and as many made-up ones, both ways."""
    chance = random.Random(5)
    for policy in policies:
        kept = tables_of(spelt_texts([clause.text() for clause in policy.clauses], encoder), encoder)
        threads = [each for each in policy.questions if len(each.turns) > 1 and each.gold]
        single = [each for each in policy.questions if len(each.turns) == 1]
        apart = [
            Question(
                (*(chance.choice(single).turns[0] for _ in range(chance.choice((1, 1, 2)))), *each.turns),
                each.gold,
                each.also,
                each.kind,
                each.register,
            )
            for each in chance.sample(single, min(len(single), 2 * len(threads) + 6))
        ]
        everything = np.ones(len(policy.clauses), np.bool_)
        for question in (*threads, *apart):
            *earlier, last = question.turns
            texts = (last, reading(earlier), reading(question.turns))
            alone, before, together = encoder.spell(texts)
            found = compared(kept, encoder, alone, last, everything, {})
            scores = encoder.fitted.scores(found.features)
            order = np.argsort(-scores, kind="stable")
            both = compared(kept, encoder, together, texts[2], everything, {})
            best = np.argsort(-encoder.fitted.scores(both.features), kind="stable")
            yield Row(
                follows=question in threads,
                kept_back=held(policy),
                text=last,
                cosine=float(alone.vector @ before.vector),
                surety=encoder.fitted.surety(scores[order], found.features[order]),
                answerable=bool(question.gold),
                alone=bool(np.isin(found.units[order][:3], question.gold).any()),
                together=bool(np.isin(both.units[best][:3], question.gold).any()),
            )


def table(found: list[Row]) -> NDArray[np.float64]:
    """The features of rows, as `index.follow_ups` counts them: (rows, 6)."""
    return np.array([features(row.text, row.cosine, row.surety) for row in found])


def main() -> None:
    """Fit, and print."""
    everything = material.read()
    others = [policy for policy in everything if not held(policy)]
    random.Random(5).shuffle(others)
    encoder = open_encoder("quoth-minilm")
    found = list(rows([*others[:POLICIES], *(each for each in everything if held(each))], encoder))
    learnt, tested = ([row for row in found if row.kept_back is kept] for kept in (False, True))
    fitted = LogisticRegression(max_iter=2_000, class_weight="balanced")
    fitted.fit(table(learnt), [row.follows for row in learnt])
    print("weights", fitted.coef_[0].round(2).tolist(), "bias", fitted.intercept_.round(2).tolist())
    likely = fitted.predict_proba(table(tested))[:, 1]
    for line in LINES:
        for follows in (True, False):
            mine = [(row, p >= line) for row, p in zip(tested, likely, strict=True) if row.follows is follows]
            right = np.mean([row.together if read else row.alone for row, read in mine if row.answerable])
            share = np.mean([read for _, read in mine])
            kind = "follow-ups" if follows else "new questions"
            print(
                f"line {line}: {len(mine)} {kind}, {share:.1%} read with what was before, gold in three {right:.3f}"
            )


if __name__ == "__main__":
    main()
