"""Who was told that words have changed: how many people, of which clauses, and when; never who."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from starlette.responses import Response

from adapters.console.access import Access
from adapters.console.page import Page
from adapters.console.visit import Visit
from bot.notices import Notice
from bot.sides import Side, Sides
from corpus.document import Value

EACH = 20
"""Changes on a page."""


class Batch(Value):
    """People who are told of the same changes of the same moment: how many were told, and from when the others are."""

    made_at: dt.datetime
    sides: tuple[Side, ...]
    people: int
    told: int
    last_told: dt.datetime | None
    due_at: dt.datetime


def notices(visit: Visit) -> Response:
    """List what people were told of, the newest first."""
    held = visit.cabinet.notices.all(visit.short)
    batches = _batches(held)
    page = visit.number("page")
    sides = Sides(visit.desk, visit.organisation)
    shown = [
        Batch(
            made_at=each[0].made_at,
            sides=sides.all([change.cited for change in each[0].changes]),
            people=len(each),
            told=sum(one.told_at is not None for one in each),
            last_told=max((one.told_at for one in each if one.told_at), default=None),
            due_at=max(one.due_at for one in each),
        )
        for each in batches[page * EACH : (page + 1) * EACH]
    ]
    return visit.render(
        "notices.html",
        batches=shown,
        done=sum(each.told_at is not None for each in held),
        waiting=sum(each.told_at is None for each in held),
        on=visit.cabinet.arrangements.of(visit.short).notices,
        page=page,
        further=len(batches) > (page + 1) * EACH,
    )


def _batches(held: Iterable[Notice]) -> list[list[Notice]]:
    """Notices of the same moment about the same clauses together, the newest first."""
    found: dict[object, list[Notice]] = {}
    for each in held:
        found.setdefault((each.made_at, frozenset(one.cited for one in each.changes)), []).append(each)
    return sorted(found.values(), key=lambda each: each[0].made_at, reverse=True)


PAGES = (Page("GET", "/o/{organisation}/questions/told", Access.lead, notices),)
