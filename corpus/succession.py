"""Which headings and numbers of one revision became which of the next, told by the clauses that stand under them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.alignment import Match
from corpus.document import Clause
from corpus.references import plain
from corpus.revisions import LEADING_NUMBER
from corpus.rewording import printed

Path = tuple[str, ...]

HALF = 0.5
"""Share of the clauses under a heading, before and after, that make another heading the same one under a new name."""


@dataclass(frozen=True)
class Succession:
    """What followed what: numbers, headings by their words without numbers, and which clauses left their order.

    `renamed` are the headings that got other words, as they are printed.
    """

    numbers: Mapping[str, frozenset[str]]
    headings: Mapping[Path, Path]
    renamed: tuple[tuple[str, str], ...]
    out_of_order: frozenset[str]

    def has_moved(self, old: Clause, new: Clause) -> bool:
        """Whether a clause stands under another heading now, or has changed places with others."""
        if old.headings != new.headings:
            path = path_of(old)
            if self.headings.get(path, path) != path_of(new):
                return True
        return new.id in self.out_of_order


def succession(matches: Sequence[Match]) -> Succession:
    """Tell it by the clauses that were matched one to one; the matches in the order of the new print."""
    pairs = [(each.old[0], each.new[0]) for each in matches if len(each.old) == len(each.new) == 1]
    headings = _headings(matches, pairs)
    renamed: dict[tuple[str, str], None] = {}
    for old, new in pairs if headings else ():
        path = path_of(old)
        if path in headings and headings[path] == path_of(new):
            for was, now in zip(old.headings, new.headings, strict=False):
                if _named(was) != _named(now):
                    renamed[(was, now)] = None
    return Succession(_numbers(pairs), headings, tuple(renamed), _out_of_order(pairs))


def _headings(matches: Sequence[Match], pairs: Sequence[tuple[Clause, Clause]]) -> dict[Path, Path]:
    """The headings that are no more, and those that are new and hold most of what stood under them."""
    before = Counter(path_of(unit) for each in matches for unit in each.old)
    after = Counter(path_of(unit) for each in matches for unit in each.new)
    went = Counter((path_of(old), path_of(new)) for old, new in pairs)
    found: dict[Path, Path] = {}
    for (was, now), clauses in went.most_common():
        fresh = was not in after and now not in before and was not in found and now not in found.values()
        most = clauses >= HALF * before[was] and clauses >= HALF * after[now]
        if fresh and most and len(was) == len(now):
            found[was] = now
    return found


def _numbers(pairs: Iterable[tuple[Clause, Clause]]) -> dict[str, frozenset[str]]:
    """The numbers of clauses, of what they are printed under and of sections, and what they are now, where they are others."""
    found: dict[str, set[str]] = defaultdict(set)
    for old, new in pairs:
        if (old.number, old.under, old.headings) == (new.number, new.under, new.headings):
            continue
        for was, now in zip(old.headings, new.headings, strict=False):
            one, other = LEADING_NUMBER.match(was), LEADING_NUMBER.match(now)
            if one and other:
                found[_number(one)].add(_number(other))
        for own, its in ((old.number, new.number), (old.under, new.under)):
            if not (own and its):
                continue
            one_parts, other_parts = plain(own).split("."), plain(its).split(".")
            found[".".join(one_parts)].add(".".join(other_parts))
            while len(one_parts) > 1 and len(other_parts) > 1 and one_parts.pop() == other_parts.pop():
                found[".".join(one_parts)].add(".".join(other_parts))
    return {was: frozenset(now) for was, now in found.items()}


def _number(match: re.Match[str]) -> str:
    return plain(re.sub(r"^(?:section|part|appendix)\s+", "", match.group(), flags=re.IGNORECASE))


def _out_of_order(pairs: Sequence[tuple[Clause, Clause]]) -> frozenset[str]:
    """The fewest clauses that, set aside, leave all others in the order in which they stood; by their new ids."""
    ends: list[int] = []
    at: list[int] = []
    before: list[int] = []
    starts = [old.span.start for old, _ in pairs]
    for place, start in enumerate(starts):
        length = bisect_left(ends, start)
        before.append(at[length - 1] if length else -1)
        if length == len(ends):
            ends.append(start)
            at.append(place)
        else:
            ends[length], at[length] = start, place
    kept: set[int] = set()
    place = at[-1] if at else -1
    while place >= 0:
        kept.add(place)
        place = before[place]
    return frozenset(new.id for place, (_, new) in enumerate(pairs) if place not in kept)


def path_of(clause: Clause) -> Path:
    """The headings that a clause stands under, by their words without numbers."""
    return _words_of(clause.headings)


@lru_cache(maxsize=1 << 12)
def _words_of(headings: Path) -> Path:
    return tuple(_named(each) for each in headings)


@lru_cache(maxsize=1 << 12)
def _named(heading: str) -> str:
    """The words of a heading, without its number."""
    return printed(LEADING_NUMBER.sub("", heading)).casefold()
