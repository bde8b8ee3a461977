"""How publications look in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from bot import lists
from bot.records import Publication
from bot.terminal import Screen


def history(screen: Screen, found: Sequence[Publication]) -> None:
    """Show publications, the oldest first."""
    heads = ("Number", "When", "What", "By", "Changes", "Approved by", "Reason")
    lists.table(screen, heads, [_row(each) for each in found])


def _row(each: Publication) -> tuple[str, ...]:
    what = f"{each.act} to {each.restores}" if each.restores else str(each.act)
    return (
        str(each.number),
        f"{each.published_at.astimezone():%Y-%m-%d %H:%M}",
        what,
        each.published_by,
        ", ".join(f"{count} {change}" for change, count in each.changes.items()),
        each.approved_by or "",
        each.reason or "",
    )
