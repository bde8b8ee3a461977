"""Long lists, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from adapters.console.visit import Visit

MOST = 25
"""Entries on a page, at most."""

HEAVIEST = 40_000
"""Characters on a page, as far as single entries allow, so that it stays quick to load."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Paged(Generic[T]):
    """The entries of one page: which it is, of how many pages, and how many entries there are in all."""

    entries: Sequence[T]
    number: int
    pages: int
    all: int


def paged(
    visit: Visit, entries: Sequence[T], most: int = MOST, weigh: Callable[[T], int] = lambda _each: 0
) -> Paged[T]:
    """The page of a list that the address asks for with `page`; the last one, where it asks for more than there are."""
    starts, weight = [0], 0
    for place, each in enumerate(entries):
        weight += weigh(each)
        if place > starts[-1] and (place - starts[-1] >= most or weight > HEAVIEST):
            starts.append(place)
            weight = weigh(each)
    number = min(visit.number("page", least=1, default=1), len(starts))
    ends = [*starts[1:], len(entries)]
    return Paged(entries[starts[number - 1] : ends[number - 1]], number, len(starts), len(entries))
