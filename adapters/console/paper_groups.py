"""Blocks as they hang together on the page: items as lists in lists, rows as tables, all others alone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from adapters.console.printed import Group, Item, Printed
from corpus.document import BlockKind
from corpus.markers import STARS, style_of

DEEPEST = 8
"""Lists within lists that are drawn as such."""

_KINDS = {BlockKind.item: "list", BlockKind.row: "table", BlockKind.column_heads: "table"}


def grouped(blocks: Sequence[Printed]) -> tuple[Group, ...]:
    """Put blocks that follow each other and belong together into groups."""
    found: list[Group] = []
    for kind, some in groupby(blocks, key=lambda block: _KINDS.get(block.kind, "alone")):
        run = list(some)
        if kind == "list":
            found += _nested(run, _depths(run))
        elif kind == "table":
            found += [
                Group(kind=kind, items=tuple(Item(block=each) for each in table)) for table in _tables(run)
            ]
        else:
            found += [Group(kind=kind, items=(Item(block=each),)) for each in run]
    return tuple(found)


def _tables(rows: Sequence[Printed]) -> list[list[Printed]]:
    """The rows of each table: heads of columns begin another one."""
    found: list[list[Printed]] = []
    for place, row in enumerate(rows):
        begins = row.kind is BlockKind.column_heads and rows[place - 1].kind is not BlockKind.column_heads
        if not found or begins:
            found.append([])
        found[-1].append(row)
    return found


def _depths(items: Sequence[Printed]) -> list[int]:
    """How deep each item stands: as its source states it, else told by how its list counts."""
    open_lists: list[tuple[int, str, str]] = []
    depths = []
    for each in items:
        if each.marker and each.marker.strip("[]():") in STARS:
            open_lists = []  # what a star ties to a rule hangs below none of a list's items
        style = style_of(each.marker) if any(map(str.isalnum, each.marker)) else each.marker
        stated = each.level
        place = next(
            (n for n, one in enumerate(open_lists) if _goes_on(one, stated, style, each.marker)), None
        )
        if place is not None:
            style = open_lists[place][1]
            del open_lists[place:]
        elif stated:
            open_lists = [one for one in open_lists if one[0] < stated]
        open_lists.append((stated, style, each.marker))
        depths.append(min(len(open_lists), DEEPEST))
    return depths


def _goes_on(one: tuple[int, str, str], stated: int, style: str, marker: str) -> bool:
    """Whether an item is the next of an open list."""
    level, counted, last = one
    if stated and level:
        return stated == level
    if style == counted:
        return True
    # "(i)" goes on "(h)" as a letter.
    before, now = ("".join(filter(str.isalpha, each)) for each in (last, marker))
    return len(before) == len(now) == 1 and ord(now) - ord(before) == 1


def _nested(items: Sequence[Printed], depths: Sequence[int]) -> list[Group]:
    """Items as lists in lists."""
    found: list[Item] = []
    place = 0
    while place < len(items):
        end = place + 1
        while end < len(items) and depths[end] > depths[place]:
            end += 1
        below = _nested(items[place + 1 : end], depths[place + 1 : end])
        found.append(Item(block=items[place], below=tuple(below)))
        place = end
    return [Group(kind="list", items=tuple(found))] if found else []
