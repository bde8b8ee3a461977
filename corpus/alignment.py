"""Which clauses of one revision became which of the next: found for all of them together, by what they say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

from corpus.document import Clause
from corpus.revisions import Edition, heading
from corpus.rewording import alike, covered, printed, shared, tokens

ALIKE = 0.52
"""How alike two wordings are, with what their places add, from which on one is the other reworded."""

IN_PLACE = 0.10
"""What it adds that two clauses stand between the same neighbours."""

SAME_NUMBER = 0.04
"""What it adds that they have the same number under the same heading."""

CONTAINED, COVERS, ADDS = 0.8, 0.75, 0.2
"""Shares of words: of a part that stand in the whole, of the whole that its parts hold, and that each part adds."""

MOST_PARTS = 5
FEWEST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Match:
    """Clauses that became clauses: one and one, one and several where it was split, several and one where merged."""

    old: tuple[Clause, ...]
    new: tuple[Clause, ...]


def aligned(
    old: Sequence[Clause], new: Sequence[Clause], before: Edition, after: Edition
) -> tuple[Match, ...]:
    """Give every printed unit of a policy in either edition in exactly one match; one that has none is alone in it."""
    return _Alignment(old, new, before, after).matches()


class _Alignment:
    """Two lists of units in the order of print; what is found is noted by their places in them."""

    def __init__(self, old: Sequence[Clause], new: Sequence[Clause], before: Edition, after: Edition) -> None:
        self.old, self.new = old, new
        self.leads = (_leads(old, before), _leads(new, after))
        self.pairs: dict[int, int] = {}
        self.groups: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
        self.left = (list(range(len(old))), list(range(len(new))))

    def matches(self) -> tuple[Match, ...]:
        """Match what says the same, then what was split or merged, then what reads alike."""
        keys: tuple[Callable[[Clause, tuple[str, ...]], Hashable], ...] = (
            # Nearly every unit is the same to the letter, which takes no look at its words.
            lambda unit, lead: (unit.text, lead, unit.force, unit.headings, unit.number, unit.under),
            lambda unit, lead: (printed(unit.text), _all_printed(lead), heading(unit), unit.place),
            lambda unit, lead: (printed(unit.text), _all_printed(lead), heading(unit)),
            lambda unit, lead: (printed(unit.text), _all_printed(lead)),
            lambda unit, lead: printed(unit.text),
        )
        for key in keys:
            self._same(key)
        self._in_parts()
        self._alike()
        found = [((one,), (other,)) for one, other in self.pairs.items()] + self.groups
        found += [((one,), ()) for one in self.left[0]] + [((), (other,)) for other in self.left[1]]
        return tuple(
            Match(tuple(self.old[each] for each in one), tuple(self.new[each] for each in other))
            for one, other in found
        )

    def _same(self, key: Callable[[Clause, tuple[str, ...]], Hashable]) -> None:
        """Pair what has the same key, in the order of print, where there are as many before as after."""
        sides: list[dict[Hashable, list[int]]] = []
        for units, leads, left in zip((self.old, self.new), self.leads, self.left, strict=True):
            found: dict[Hashable, list[int]] = defaultdict(list)
            for place in left:
                found[key(units[place], leads[place])].append(place)
            sides.append(found)
        for same, places in sides[0].items():
            others = sides[1].get(same, [])
            if len(places) == len(others):
                self.pairs.update(zip(places, others, strict=True))
        self._take()

    def _take(self) -> None:
        """Leave for what follows only what is not matched yet."""
        taken = [set(self.pairs), set(self.pairs.values())]
        for one, other in self.groups:
            taken[0].update(one)
            taken[1].update(other)
        for left, gone in zip(self.left, taken, strict=True):
            left[:] = [place for place in left if place not in gone]

    def _in_parts(self) -> None:
        """Find what was split, and what was merged, which is the same the other way round."""
        found: list[tuple[float, tuple[int, ...], tuple[int, ...]]] = []
        found += [(share, (whole,), parts) for share, whole, parts in self._parts(0)]
        found += [(share, parts, (whole,)) for share, whole, parts in self._parts(1)]
        taken: tuple[set[int], set[int]] = (set(), set())
        for _, one, other in sorted(found, key=lambda each: (-each[0], each[1], each[2])):
            if not (taken[0] & set(one) or taken[1] & set(other)):
                taken[0].update(one)
                taken[1].update(other)
                self.groups.append((one, other))
        self._take()

    def _parts(self, side: int) -> Iterator[tuple[float, int, tuple[int, ...]]]:
        """The units of a side that neighbours on the other side hold between them, and how much of each."""
        wholes = (self.old, self.new)[side]
        others = (self.new, self.old)[side]
        places, left = self.left[1 - side], self.left[side]
        parts = [tokens(others[place].text) for place in places]
        said = [tokens(wholes[place].text) for place in left]
        common = shared(said, parts)
        for row, whole in enumerate(left):
            length = len(said[row])
            within = {
                place: covered(said[row], part)
                for column, (place, part) in enumerate(zip(places, parts, strict=True))
                if FEWEST_WORDS <= len(part) <= length and common[row, column] >= CONTAINED * len(part)
            }
            yield from _best_run(whole, length, within)

    def _alike(self) -> None:
        """Pair what is left so that all pairs together are as alike as can be."""
        olds, news = self.left
        if not olds or not news:
            return
        import lap  # type: ignore[import-untyped]
        import numpy as np

        scores = alike(
            [tokens(self.old[each].text) for each in olds], [tokens(self.new[each].text) for each in news]
        )
        gaps = _gaps(olds, self.pairs, len(self.new))
        for row, column in np.argwhere(scores >= ALIKE - IN_PLACE - SAME_NUMBER):
            at, to = olds[row], news[column]
            low, high = gaps[row]
            scores[row, column] += IN_PLACE * (low < to < high)
            scores[row, column] += SAME_NUMBER * _same_number(self.old[at], self.new[to])
        _, partners, _ = lap.lapjv(np.maximum(2 - scores, 0), extend_cost=True, cost_limit=2 - ALIKE)
        for row, column in enumerate(partners):
            if column >= 0 and scores[row, column] >= ALIKE:
                self.pairs[olds[row]] = news[int(column)]
        self._take()


def _leads(units: Sequence[Clause], edition: Edition) -> list[tuple[str, ...]]:
    return [edition.lead_words(unit) for unit in units]


def _all_printed(lead: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(printed(each) for each in lead)


def _best_run(
    whole: int, length: int, within: dict[int, frozenset[int]]
) -> Iterator[tuple[float, int, tuple[int, ...]]]:
    """The neighbours that hold most of a whole, each a share of its own."""
    best: tuple[float, int, tuple[int, ...]] | None = None
    for first in within:
        run = [first]
        while run[-1] + 1 in within and len(run) < MOST_PARTS:
            run.append(run[-1] + 1)
            held = frozenset[int]().union(*(within[each] for each in run))
            alone = [
                len(held - frozenset[int]().union(*(within[each] for each in run if each != one)))
                for one in run
            ]
            share = len(held) / length
            if share >= COVERS and min(alone) >= max(ADDS * length / (len(run) - 1), 2):
                best = max(best or (0.0, whole, ()), (share, whole, tuple(run)))
    if best is not None:
        yield best


def _gaps(olds: Sequence[int], pairs: dict[int, int], end: int) -> list[tuple[int, int]]:
    """For each unmatched old place, the new places of its nearest neighbours before and after that are matched."""
    matched = sorted(pairs)
    found = []
    at = 0
    for old in olds:
        while at < len(matched) and matched[at] < old:
            at += 1
        low = pairs[matched[at - 1]] if at else -1
        high = pairs[matched[at]] if at < len(matched) else end
        found.append((low, high))
    return found


def _same_number(old: Clause, new: Clause) -> bool:
    return old.place is not None and old.place == new.place and heading(old) == heading(new)
