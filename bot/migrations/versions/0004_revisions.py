"""Revisions: what is put in force later, what was withdrawn or taken back, who approved it, and organisations as a tree."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Widen the tables, and write down from when on each revision that is or was published has been so."""
    _organisations()
    _documents()
    _publications()
    op.create_table(
        "requests",
        sa.Column("organisation_id", sa.Integer, nullable=False),
        sa.Column("drafts", sa.JSON, nullable=False),
        sa.Column("asked_by", sa.String(300), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("reason", sa.Text),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_requests"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_requests_organisation_id"
        ),
    )
    _dated()


def _organisations() -> None:
    # SQLite cannot add a constraint later, nor make a table anew that others refer to.
    op.execute(
        "ALTER TABLE organisations ADD COLUMN parent_id INTEGER"
        " CONSTRAINT fk_organisations_parent_id REFERENCES organisations (id)"
    )
    op.add_column(
        "organisations", sa.Column("for_all", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.add_column("organisations", sa.Column("next_on", sa.Date))


def _documents() -> None:
    with op.batch_alter_table("documents") as table:
        table.add_column(sa.Column("published_at", MOMENT))
        table.add_column(sa.Column("starts_on", sa.Date))
        table.add_column(sa.Column("ended_at", MOMENT))
        table.add_column(sa.Column("taken_back", sa.Boolean, nullable=False, server_default=sa.false()))
        table.drop_constraint("state", type_="check")
        table.create_check_constraint(
            "state",
            "state IN ('draft', 'scheduled', 'published', 'superseded', 'withdrawn')",
        )


def _publications() -> None:
    with op.batch_alter_table("publications") as table:
        table.add_column(sa.Column("kind", sa.String(20), nullable=False, server_default="published"))
        table.add_column(sa.Column("scheduled", sa.JSON, nullable=False, server_default="[]"))
        table.add_column(sa.Column("approved_by", sa.String(300)))
        table.add_column(sa.Column("reason", sa.Text))
        table.add_column(sa.Column("restores", sa.Integer))
        table.add_column(sa.Column("changes", sa.JSON, nullable=False, server_default="{}"))
        table.alter_column("snapshot_id", existing_type=sa.String(200), nullable=True)
        table.alter_column("published_by", existing_type=sa.String(200), type_=sa.String(300))


def downgrade() -> None:
    """Go back: what is scheduled or was withdrawn counts as superseded."""
    op.execute("UPDATE documents SET state = 'superseded' WHERE state IN ('scheduled', 'withdrawn')")
    op.execute("DELETE FROM publications WHERE snapshot_id IS NULL")
    op.drop_table("requests")
    with op.batch_alter_table("publications") as table:
        for name in ("kind", "scheduled", "approved_by", "reason", "restores", "changes"):
            table.drop_column(name)
        table.alter_column("snapshot_id", existing_type=sa.String(200), nullable=False)
        table.alter_column("published_by", existing_type=sa.String(300), type_=sa.String(200))
    with op.batch_alter_table("documents") as table:
        for name in ("published_at", "starts_on", "ended_at", "taken_back"):
            table.drop_column(name)
        table.drop_constraint("state", type_="check")
        table.create_check_constraint("state", "state IN ('draft', 'published', 'superseded')")
    for name in ("next_on", "for_all", "parent_id"):
        op.drop_column("organisations", name)


def _dated() -> None:
    """Date what is published from the publications there are, and end it where a later one left it out."""
    connection = op.get_bind()
    documents = sa.table(
        "documents",
        sa.column("id", sa.Integer),
        sa.column("organisation_id", sa.Integer),
        sa.column("document_id", sa.String),
        sa.column("state", sa.String),
        sa.column("details", sa.JSON),
        sa.column("published_at", MOMENT),
        sa.column("starts_on", sa.Date),
        sa.column("ended_at", MOMENT),
    )
    publications = sa.table(
        "publications",
        sa.column("id", sa.Integer),
        sa.column("organisation_id", sa.Integer),
        sa.column("documents", sa.JSON),
        sa.column("published_at", MOMENT),
    )
    first: dict[tuple[int, str], dt.datetime] = {}
    last: dict[tuple[int, str], dt.datetime] = {}
    standing: dict[int, set[str]] = {}
    for row in connection.execute(sa.select(publications).order_by(publications.c.id)).all():
        for gone in standing.get(row.organisation_id, set()).difference(row.documents):
            last[(row.organisation_id, gone)] = row.published_at
        standing[row.organisation_id] = set(row.documents)
        for each in row.documents:
            first.setdefault((row.organisation_id, each), row.published_at)
    wanted = sa.select(documents).where(documents.c.state.in_(("published", "superseded")))
    for row in connection.execute(wanted).all():
        key = (row.organisation_id, row.document_id)
        if key not in first:
            continue
        values: dict[str, Any] = {
            "published_at": first[key],
            "starts_on": _first_day(row.details, first[key]),
        }
        if row.state == "superseded":
            values["ended_at"] = last.get(key)
        connection.execute(documents.update().where(documents.c.id == row.id).values(values))


def _first_day(details: Any, published_at: dt.datetime) -> dt.date:
    kept = json.loads(details) if isinstance(details, str) else details
    stated = (kept or {}).get("effective_on")
    if not stated:
        return published_at.date()
    return dt.date(stated["year"], stated.get("month") or 1, stated.get("day") or 1)
