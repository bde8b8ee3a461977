"""The pairs that the network for pins is trained on: invented pins, and what means the same or only looks it."""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.encoder import Encoder
from index.training.dress import dressed, reframed
from index.training.noise import mistype

FOLDER = Path(__file__).parent / "material" / "pins"
KEPT = CHOOSING, MEASURING = "gus", "hal"
"""The authors kept back from training: on the first's pins everything is chosen, on the second's it is measured."""

NEAR = 6  # pins of the same author that are most like one, whose questions are asked of it too
SAME, OTHER, EASY, TURNED = 5, 5, 1, 2  # pairs of each pin a step: see `_pairs`
MISTYPED, RENAMED, REFRAMED, SWAPPED = 0.15, 0.2, 0.1, 0.15  # shares of the texts or pairs
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
    """One pin: its phrasings, questions that its answer serves, and others, each with the kind of its difference."""

    author: str
    topic: str
    pinned: tuple[str, ...]
    same: tuple[str, ...]
    other: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two questions, whether they mean the same, and the number of the pin whose phrasing the first is, or None."""

    pinned: str
    asked: str
    same: bool
    ranked: int | None
    weight: float = 1.0


def read(folder: Path = FOLDER) -> list[Pin]:
    """Read every pin of a material folder, one file an author."""
    return [
        Pin(
            path.stem,
            row["topic"],
            tuple(row["pinned"]),
            tuple(row["same"]),
            tuple((text, kind) for text, kind in row["other"]),
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
    counts: Mapping[str, float],
    size: int,
    dress: bool,
    chance: random.Random,
) -> Iterator[list[Pair]]:
    """Give one epoch: some pairs of every pin once, `size` pins a step; `counts` is what a question counts, `dress`
    whether the manner of some is changed.
    """
    order = list(range(len(pins)))
    chance.shuffle(order)
    for at in range(0, len(order), size):
        yield [
            _worn(pair, manner if dress else 0.0, chance)
            for number, place in enumerate(order[at : at + size])
            for pair, manner in _pairs(pins[place], near[place], counts, number, chance)
        ]


def _pairs(
    pin: Pin, near: Sequence[Pin], counts: Mapping[str, float], number: int, chance: random.Random
) -> Iterator[tuple[Pair, float]]:
    """Give the pairs of one pin, and how likely the manner of each question is changed.

    A phrasing stands beside what means the same, the hard others, and questions of pins like it. An other stands in
    the phrasing's place too, beside itself in another manner and beside what the pin serves: neither text by itself,
    nor how many words they share, tells what is right.
    """
    good = [*pin.pinned, *pin.same]
    others = [text for text, _ in pin.other]
    first = chance.choice(pin.pinned if chance.random() < 0.7 else good)
    good.remove(first)
    turned, another = chance.sample(others, 2)
    yield from (
        (Pair(first, text, True, number, counts.get(text, 1.0)), 0.25) for text in chance.sample(good, SAME)
    )
    yield from (
        (Pair(first, text, False, number, counts.get(text, 1.0)), 0.45)
        for text in chance.sample(others, OTHER)
    )
    yield from ((Pair(text, text, True, None), 1.0) for text in (first, turned, another))
    yield from ((Pair(turned, text, False, None), 0.25) for text in chance.sample(good, TURNED))
    yield Pair(turned, another, False, None), 0.45
    for one in chance.sample(list(near), EASY):
        text = chance.choice([*one.pinned, *one.same, *(text for text, _ in one.other)])
        yield Pair(first, text, False, None), 0.25


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
    return Pair(pinned, asked, pair.same, pair.ranked, pair.weight)


_OTHER_NAMES: dict[str, list[str]] = defaultdict(list)
for _names in NAMES:
    for _name in _names:
        _OTHER_NAMES[_name.lower()] = [each for each in _names if each != _name]
_NAME = re.compile(rf"\b({'|'.join(_OTHER_NAMES)})\b", re.IGNORECASE)


def _renamed(text: str, chance: random.Random) -> str:
    return _NAME.sub(lambda found: chance.choice(_OTHER_NAMES[found[0].lower()]), text)
