"""Organisations as a tree: whose policies hold for whom, and where documents stand that an organisation's answers rest on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from bot import rows
from bot.database import Database
from bot.errors import Circular
from bot.tables import documents, organisations
from corpus.document import Value

DEEPEST = 20
"""Levels above an organisation that are looked at, at most."""


class Branch(Value):
    """One organisation in the tree: under which it stands, if under any, and whether its policies hold for all."""

    short: str
    name: str
    under: str | None
    for_all: bool


class Tree:
    """The tree of all organisations; every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def branches(self) -> tuple[Branch, ...]:
        """Every organisation, by short name."""
        with self._database.reading() as connection:
            found = connection.execute(sa.select(organisations).order_by(organisations.c.short)).all()
        shorts = {each.id: each.short for each in found}
        return tuple(
            Branch(short=each.short, name=each.name, under=shorts.get(each.parent_id), for_all=each.for_all)
            for each in found
        )

    def arrange(
        self, organisation: str, by: str, under: str = "", alone: bool = False, for_all: bool | None = None
    ) -> None:
        """Put an organisation under another one, or `alone` under none, or let its policies hold for all or not.

        Raises Circular where the other one stands below it, and NoSuchOrganisation; then nothing is changed.
        """
        with self._database.writing() as connection:
            row = rows.found(connection, organisation)
            if under or alone:
                _place(connection, row, rows.found(connection, under) if under else None, by)
            if for_all is not None and for_all != row.for_all:
                _share(connection, row, for_all, by)


def _place(connection: sa.Connection, row: rows.Row, parent: rows.Row | None, by: str) -> None:
    if parent is not None:
        above = connection.execute(sa.select(_up(organisations.c.id == parent.id).c.id)).scalars()
        if row.id in set(above):
            raise Circular(organisation=row.name, under=parent.name)
    was = connection.execute(
        sa.select(organisations.c.short).where(organisations.c.id == row.parent_id)
    ).scalar()
    now = parent.short if parent else None
    if was == now:
        return
    mine = organisations.c.id == row.id
    connection.execute(organisations.update().where(mine).values(parent_id=parent.id if parent else None))
    rows.note(connection, row.id, by, "placed", row.short, None, was, now)
    _settled(connection, (row.id, *below(connection, row.id, everywhere=False)), by)


def _share(connection: sa.Connection, row: rows.Row, for_all: bool, by: str) -> None:
    mine = organisations.c.id == row.id
    connection.execute(organisations.update().where(mine).values(for_all=for_all))
    rows.note(connection, row.id, by, "shared", row.short, None, row.for_all, for_all)
    _settled(connection, below(connection, row.id, everywhere=True), by)


def _settled(connection: sa.Connection, holders: Iterable[int], by: str) -> None:
    """Suspend the pins that rest on what holds here no more, and serve those again whose words hold here again."""
    from bot import pins  # which asks this room where documents stand

    at = dt.datetime.now(dt.UTC)
    for each in holders:
        pins.settle(connection, each, by, at)


def levels(connection: sa.Connection, organisation: int | str) -> tuple[rows.Row, ...]:
    """The rows of one organisation, by key or short name, and of those above it, the nearest first, then of those for all.

    None where there is no such organisation. Read by one statement, so that all pointers are those of one moment.
    """
    by = "id" if isinstance(organisation, int) else "short"
    found = connection.execute(_NEAR[by], {"wanted": organisation}).all()
    own = [each for each in found if getattr(each, by) == organisation]
    if not own:
        return ()
    if own[0].parent_id is None:
        shared = sorted((each for each in found if each is not own[0]), key=lambda row: row.short)
        return (own[0], *shared)
    found = connection.execute(_FAR[by], {"wanted": organisation}).all()
    return tuple(sorted(found, key=lambda each: (each.depth is None, each.depth or 0, each.short)))


def _up(wanted: sa.ColumnElement[bool]) -> sa.CTE:
    """An organisation and those above it, each with its depth."""
    own = sa.select(organisations.c.id, organisations.c.parent_id, sa.literal(0).label("depth"))
    up = own.where(wanted).cte("up", recursive=True)
    parent = organisations.alias("parent")
    next_up = sa.select(parent.c.id, parent.c.parent_id, up.c.depth + 1)
    return up.union_all(next_up.where(parent.c.id == up.c.parent_id, up.c.depth < DEEPEST))


def _far(wanted: sa.ColumnElement[bool]) -> sa.Select[tuple[object, ...]]:
    up = _up(wanted)
    joined = sa.select(organisations, up.c.depth).outerjoin_from(
        organisations, up, up.c.id == organisations.c.id
    )
    return joined.where(up.c.id.is_not(None) | organisations.c.for_all)


# Made once: putting such a statement together takes longer than asking it.
_NEAR, _FAR = (
    {name: made(organisations.c[name] == sa.bindparam("wanted")) for name in ("id", "short")}
    for made in (lambda wanted: sa.select(organisations).where(wanted | organisations.c.for_all), _far)
)


def tree(connection: sa.Connection) -> tuple[tuple[rows.Row, tuple[rows.Row, ...]], ...]:
    """The rows of all organisations, by short name, each with those above it."""
    found = connection.execute(sa.select(organisations).order_by(organisations.c.short)).all()
    by_id = {each.id: each for each in found}
    shared = [each for each in found if each.for_all]
    return tuple((each, _above(each, by_id, shared)) for each in found)


def _above(row: rows.Row, by_id: dict[int, rows.Row], shared: Sequence[rows.Row]) -> tuple[rows.Row, ...]:
    met = [row]
    while (parent := by_id.get(met[-1].parent_id)) is not None and parent not in met:
        met.append(parent)
    return (*met[1:], *(each for each in shared if each not in met))


def below(connection: sa.Connection, organisation_id: int, everywhere: bool | None = None) -> tuple[int, ...]:
    """The keys of the organisations for which an organisation's policies hold too; `everywhere`: as though it were for all."""
    if everywhere is None:
        mine = organisations.c.id == organisation_id
        everywhere = bool(connection.execute(sa.select(organisations.c.for_all).where(mine)).scalar())
    if everywhere:
        others = sa.select(organisations.c.id).where(organisations.c.id != organisation_id)
        return tuple(connection.execute(others.order_by(organisations.c.id)).scalars())
    children = sa.select(organisations.c.id).where(organisations.c.parent_id == organisation_id)
    down = children.cte("down", recursive=True)
    child = organisations.alias("child")
    down = down.union(sa.select(child.c.id).where(child.c.parent_id == down.c.id))
    return tuple(connection.execute(sa.select(down.c.id).order_by(down.c.id)).scalars())


class Ground:
    """Where documents stand that an organisation's pins and answers rest on: whose each is, and whether it is in force."""

    def __init__(self, connection: sa.Connection, organisation_id: int, ids: Iterable[str]) -> None:
        self._own = organisation_id
        order = [each.id for each in levels(connection, organisation_id)]
        named = documents.c.organisation_id.in_(order) & documents.c.document_id.in_(sorted(set(ids)))
        wanted = sa.select(documents.c.organisation_id, documents.c.document_id, documents.c.state)
        found = connection.execute(wanted.where(named & (documents.c.state != "draft"))).all()
        self._whose: dict[str, int] = {}
        self._in_force = frozenset(each.document_id for each in found if each.state == "published")
        # Of several that have the same revision the nearest counts in which it is in force, else the nearest.
        for each in sorted(
            found, key=lambda row: (row.state != "published", order.index(row.organisation_id))
        ):
            self._whose.setdefault(each.document_id, each.organisation_id)

    def whose(self, document_id: str) -> int:
        """The key of the organisation whose document it is; one that is nobody's counts as the organisation's own."""
        return self._whose.get(document_id, self._own)

    def in_force(self, document_id: str) -> bool:
        """Whether a document is in force here, whosever it is."""
        return document_id in self._in_force
