"""The pairs that the network for pins is trained on: invented pins, and what means the same or only looks it."""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.encoder import Encoder
from index.training.dress import dressed, reframed
from index.training.noise import mistype

FOLDER = Path(__file__).parent / "material" / "pins"
CHOOSING, MEASURING = ("gus", "oli"), ("hal",)
KEPT = (*CHOOSING, *MEASURING)
"""The authors kept back from training: on the pins of some everything is chosen, on the others' it is only measured."""

NEAR = 6  # pins of the same author that are most like one, whose questions are asked of it too
SAME, CLOSE, OTHER, TURNED, PLACES, EASY = 3, 3, 4, 2, 2, 1  # pairs of each pin a step: see `_pairs`
MISTYPED, RENAMED, REFRAMED, SWAPPED = 0.15, 0.2, 0.1, 0.15  # shares of the texts or pairs
DRESSED, SELDOM = 0.3, 0.15  # how likely the manner of a question is changed; the latter where it was already
NAMES = (
    ("pupil", "student", "learner"),
    ("pupils", "students", "learners"),
    ("Facebook", "Instagram", "Snapchat", "TikTok"),
    ("mum", "mother"),
    ("kid", "child"),
    ("kids", "children"),
    ("head", "principal", "headteacher"),
)
"""Names of which one does as well as another."""


@dataclass(frozen=True, slots=True)
class Pin:
    """One pin: its phrasings, questions that its answer serves, and others, each with the kind of its difference.

    `same` are in other words than the pin's and `close` in its own; of `turned` each is the place of an other and that
    other in words far from its own and the pin's.
    """

    author: str
    topic: str
    pinned: tuple[str, ...]
    same: tuple[str, ...]
    other: tuple[tuple[str, str], ...]
    close: tuple[str, ...] = ()
    turned: tuple[tuple[int, str], ...] = ()

    @property
    def served(self) -> tuple[str, ...]:
        """Every question written for the pin that its answer serves."""
        return (*self.same, *self.close)

    @property
    def not_served(self) -> tuple[str, ...]:
        """Every question written to be taken for the pin's that its answer does not serve."""
        return (*(text for text, _ in self.other), *(text for _, text in self.turned))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two questions, whether they mean the same, and the number of the question whose wording the first is, or None."""

    pinned: str
    asked: str
    same: bool
    ranked: int | None


def read(folder: Path = FOLDER) -> list[Pin]:
    """Read every pin of a material folder, one file an author."""
    return [
        Pin(
            path.stem,
            row["topic"],
            tuple(row["pinned"]),
            tuple(row["same"]),
            tuple((text, kind) for text, kind in row["other"]),
            tuple(row.get("close", ())),
            tuple((place, text) for place, text in row.get("turned", ())),
        )
        for path in sorted(folder.glob("*.jsonl"))
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())
    ]


def neighbours(pins: Sequence[Pin], encoder: Encoder) -> list[list[Pin]]:
    """Give for each pin those of its author that are most like it; nobody pinned one question twice."""
    vectors = np.stack([word.vector for word in encoder.spell([pin.pinned[0] for pin in pins])])
    authors = np.array([pin.author for pin in pins])
    alike = np.where(authors[:, None] == authors, vectors @ vectors.T, -1.0)
    np.fill_diagonal(alike, -1.0)
    return [[pins[place] for place in np.argsort(-row)[:NEAR]] for row in alike]


def steps(
    pins: Sequence[Pin],
    near: Sequence[Sequence[Pin]],
    size: int,
    dress: bool,
    chance: random.Random,
) -> Iterator[list[Pair]]:
    """Give one epoch: some pairs of every pin once, `size` pins a step; `dress` is whether the manner of some is changed."""
    order = list(range(len(pins)))
    chance.shuffle(order)
    for at in range(0, len(order), size):
        yield [
            _worn(pair, manner if dress else 0.0, chance)
            for number, place in enumerate(order[at : at + size])
            for pair, manner in _pairs(pins[place], near[place], number, chance)
        ]


def _pairs(pin: Pin, near: Sequence[Pin], number: int, chance: random.Random) -> Iterator[tuple[Pair, float]]:
    """Give the pairs of one pin, and how likely the manner of each question is changed.

    A phrasing stands beside what means the same and the hard others, each in words near to its own and far from them.
    Some of the others stand in the phrasing's place too, beside their own rewordings, what the pin serves, and each
    other: neither text by itself, nor how many words they share, tells what is right.
    """
    first = chance.choice(pin.pinned if chance.random() < 0.7 else pin.served)
    near_it = [text for text in (*pin.pinned, *pin.close) if text != first]
    far = [text for text in pin.same if text != first]
    others = [text for text, _ in pin.other]
    for some, many, same, dress in (
        (far, SAME, True, DRESSED),
        (near_it, CLOSE, True, SELDOM),
        (others, OTHER, False, DRESSED),
        ([text for _, text in pin.turned], TURNED, False, SELDOM),
    ):
        for text in chance.sample(some, min(many, len(some))):
            yield Pair(first, text, same, number * (PLACES + 1)), dress
    reworded = dict(pin.turned)
    places = chance.sample(sorted(reworded) or range(len(others)), PLACES)
    for group, place in enumerate(places, number * (PLACES + 1) + 1):
        itself, again = others[place], reworded.get(place, others[place])
        if chance.random() < 0.4:
            itself, again = again, itself
        yield Pair(itself, again, True, group), DRESSED if place in reworded else 1.0
        yield Pair(itself, chance.choice(pin.served), False, group), DRESSED
        elsewhere = chance.choice([each for each in range(len(others)) if each != place])
        text = others[elsewhere] if chance.random() < 0.5 else reworded.get(elsewhere, others[elsewhere])
        yield Pair(itself, text, False, group), DRESSED
    for one in chance.sample(list(near), EASY):
        yield Pair(first, chance.choice([*one.pinned, *one.served]), False, None), DRESSED


def _worn(pair: Pair, manner: float, chance: random.Random) -> Pair:
    """Give a pair as life wears it: in another manner, mistyped, with another name of the same thing, the other way round."""
    pinned, asked = pair.pinned, pair.asked
    if chance.random() < manner:
        asked = dressed(asked, chance)
    if manner and chance.random() < REFRAMED:
        pinned = reframed(pinned, chance)
    pinned, asked = (
        _renamed(text, chance) if chance.random() < RENAMED else text for text in (pinned, asked)
    )
    if chance.random() < MISTYPED:
        asked = mistype(asked, chance)
    if chance.random() < SWAPPED:
        pinned, asked = asked, pinned
    return Pair(pinned, asked, pair.same, pair.ranked)


_OTHER_NAMES: dict[str, list[str]] = defaultdict(list)
for _names in NAMES:
    for _name in _names:
        _OTHER_NAMES[_name.lower()] = [each for each in _names if each != _name]
_NAME = re.compile(rf"\b({'|'.join(_OTHER_NAMES)})\b", re.IGNORECASE)


def _renamed(text: str, chance: random.Random) -> str:
    return _NAME.sub(lambda found: chance.choice(_OTHER_NAMES[found[0].lower()]), text)
