"""Groups of questions that ask about the same thing, by the cosine of their vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from index.encoder import Encoder

LINE = 0.37
"""Mean cosine between two groups from which on they are one.

Chosen on tests/data/gaps/choose.jsonl for the highest F1 over pairs (precision .95, recall .84); single and complete
linkage came out lower. On the other set, report.jsonl, which nothing was chosen on: of the pairs that were put together
.88 belong together, and of those that belong together .76 were; `pytest tests/test_bot_gaps.py -k pairs` checks both.
"""

MOST = 2_000
"""Different wordings that are compared with each other; any above that join the nearest group."""


def grouped(texts: Sequence[str], encoder: Encoder) -> tuple[tuple[int, ...], ...]:
    """The places of the texts by group, biggest group first; in each, the most central text first.

    Texts that differ in white space or capitals only are read once, and count as often as they come.
    """
    if not texts:
        return ()
    keys = [" ".join(text.split()).casefold() for text in texts]
    places: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        places.setdefault(key, []).append(place)
    wordings = list(places.values())
    spelt = encoder.spell([texts[each[0]] for each in wordings])
    vectors = np.array([each.vector for each in spelt], np.float32)
    counts = np.array([len(each) for each in wordings], np.float32)
    clusters = [_central(each, vectors, counts) for each in _clusters(vectors)]
    groups = [[place for one in group for place in wordings[one]] for group in clusters]
    return tuple(tuple(group) for group in sorted(groups, key=lambda group: (-len(group), min(group))))


def _clusters(vectors: NDArray[np.float32]) -> list[list[int]]:
    """Average linkage: the two groups that are most alike become one, as long as any two are alike enough."""
    first = vectors[:MOST]
    groups = [[each] for each in range(len(first))]
    alike = first @ first.T
    np.fill_diagonal(alike, -np.inf)
    best = alike.argmax(axis=1)
    while len(first) > 1:
        nearest = alike[np.arange(len(first)), best]
        one = int(nearest.argmax())
        other = int(best[one])
        if nearest[one] < LINE:
            break
        sizes = len(groups[one]), len(groups[other])
        mean = (sizes[0] * alike[one] + sizes[1] * alike[other]) / sum(sizes)
        mean[[one, other]] = -np.inf
        alike[one], alike[:, one] = mean, mean
        alike[other], alike[:, other] = -np.inf, -np.inf
        groups[one] += groups[other]
        groups[other] = []
        stale = np.flatnonzero((best == one) | (best == other))
        best[stale] = alike[stale].argmax(axis=1)
        best[one] = mean.argmax()
        closer = mean > alike[np.arange(len(first)), best]
        best[closer] = one
    groups = [each for each in groups if each]
    for late in range(len(first), len(vectors)):
        means = [float((vectors[each] @ vectors[late]).mean()) for each in groups]
        near = int(np.argmax(means))
        if means[near] >= LINE:
            groups[near].append(late)
        else:
            groups.append([late])
    return groups


def _central(group: list[int], vectors: NDArray[np.float32], counts: NDArray[np.float32]) -> list[int]:
    """A group with the wording in front that is most like all that was asked in it."""
    # Rounded, so that of two that are as central the earlier one is taken on every machine.
    sums = np.round(vectors[group] @ (counts[group] @ vectors[group]), 4)
    central = group[int(sums.argmax())]
    return [central, *sorted(each for each in group if each != central)]
