"""Invitations: who let whom in by a one-time link, as the audit knows it, and so whose hand may be behind both."""

from __future__ import annotations

import sqlalchemy as sa

from bot import rows
from bot.database import Database
from bot.places import OPERATOR, Platform
from bot.tables import audit

MADE = "made a link"
"""What the audit calls it."""


def invited(database: Database, organisation: str) -> frozenset[str]:
    """All for whom a link was ever made."""
    return frozenset(whom for _, whom in _links(database, organisation))


def one_hand(database: Database, organisation: str, one: str, other: str) -> bool:
    """Whether one person may stand behind both: the same, or let in by one another or by the same third, however far off.

    Whoever makes a link sees it, and could use it. Links that whoever runs Quoth made count for nothing: they may do all.
    """
    links = [each for each in _links(database, organisation) if not each[0].startswith(_OPERATORS)]
    reached, new = {one}, {one}
    while new:
        beside = {each for link in links if not new.isdisjoint(link) for each in link}
        new = beside - reached
        reached |= new
    return other in reached


_OPERATORS = f"{Platform.console}:{OPERATOR}"


def _links(database: Database, organisation: str) -> list[tuple[str, str]]:
    """Who made a link for whom."""
    with database.reading() as connection:
        row = rows.found(connection, organisation)
        made = (audit.c.organisation_id == row.id) & (audit.c.did == MADE)
        found = connection.execute(sa.select(audit.c.who, audit.c.thing).where(made).distinct()).all()
    return [(each.who, each.thing) for each in found]
