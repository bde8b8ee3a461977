"""Closely read candidates of labelled questions, and how well a ranking of them does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.material import Group, Labelled
from corpus.document import Audience
from index.build import index_clauses
from index.encoder import Encoder, Words
from index.fitted import Fitted
from index.search import Candidates, candidates, surety

EVERYONE = frozenset({Audience.all})


class Remembering:
    """An encoder that keeps what it has encoded, so that the same question is encoded once."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._spelt: dict[str, Words] = {}
        self.name = encoder.name
        self.dimensions = encoder.dimensions

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Give one vector a text, from memory where it can."""
        return np.array([words.vector for words in self.spell(texts)], np.float32)

    def spell(self, texts: Sequence[str]) -> tuple[Words, ...]:
        """Give each text word by word, from memory where it can."""
        new = list(dict.fromkeys(text for text in texts if text not in self._spelt))
        self._spelt.update(zip(new, self._encoder.spell(new), strict=True))
        return tuple(self._spelt[text] for text in texts)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its candidates, read by its last turn alone and by all its turns together."""

    question: Labelled
    last: Candidates
    joined: Candidates
    ids: tuple[str, ...]

    def read(self, fitted: Fitted) -> Candidates:
        """Give the candidates as search would read them."""
        if len(self.question.turns) < 2:
            return self.last
        share = np.float32(fitted.last_turn)
        return Candidates(self.last.units, share * self.last.features + (1 - share) * self.joined.features)

    def scores(self, fitted: Fitted) -> NDArray[np.float32]:
        """Score the candidates as search would."""
        scores: NDArray[np.float32] = self.read(fitted).features @ np.array(fitted.weights, np.float32)
        return scores


def ask(groups: Iterable[Group], encoder: Encoder) -> list[Asked]:
    """Index every group's perfect clauses and read the candidates of its questions."""
    remembering = Remembering(encoder)
    asked = []
    for group in groups:
        snapshot = index_clauses(group.name, group.documents, group.clauses, remembering)
        for question in group.questions:
            last = candidates(snapshot, remembering, question.turns, EVERYONE, last_turn=1.0)
            joined = candidates(snapshot, remembering, question.turns, EVERYONE, last_turn=0.0)
            asked.append(Asked(question, last, joined, tuple(snapshot.units[unit].id for unit in last.units)))
    return asked


def ranking(asked: Sequence[Asked], fitted: Fitted) -> dict[str, float]:
    """Give all@1, all@3, all@5 and MRR over the answerable questions."""
    found = {"n": 0.0, "all@1": 0.0, "all@3": 0.0, "all@5": 0.0, "MRR": 0.0}
    for one in asked:
        if not one.question.answerable:
            continue
        order = [one.ids[place] for place in np.argsort(-one.scores(fitted), kind="stable")]
        rank = {id: place for place, id in enumerate(order, start=1)}
        last = max(min(rank.get(id, 10**6) for id in any_of) for any_of in one.question.must)
        first = min((rank.get(id, 10**6) for id in one.question.fine), default=10**6)
        found["n"] += 1
        for depth in (1, 3, 5):
            found[f"all@{depth}"] += last <= depth
        found["MRR"] += 1 / first if first < 10**6 else 0
    return {key: value / max(found["n"], 1) if key != "n" else value for key, value in found.items()}


def sureties(asked: Sequence[Asked], fitted: Fitted) -> NDArray[np.float64]:
    """Give the score of each question, as search would."""
    return np.array([surety(one.read(fitted), one.scores(fitted), fitted) for one in asked])


def separation(scores: NDArray[np.float64], answerable: NDArray[np.bool_]) -> float:
    """Give the area under the curve: how often an answerable question scores above an unanswerable one."""
    right, wrong = scores[answerable], scores[~answerable]
    if not len(right) or not len(wrong):
        return float("nan")
    above = (right[:, None] > wrong[None]).mean() + 0.5 * (right[:, None] == wrong[None]).mean()
    return float(above)


def line(name: str, values: dict[str, float]) -> str:
    """Put figures on one line."""
    return f"{name:<42}" + "  ".join(
        f"{key} {value:.0f}" if key == "n" else f"{key} {value:.3f}" for key, value in values.items()
    )
