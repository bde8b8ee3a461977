"""The lead's desk: pins that are served, the queue, alerts, what is to be sent, notices, figures, and a chained audit."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.chain import START, link

revision = "0003"
down_revision = "0002"

MOMENT = sa.DateTime(timezone=True)
KEPT_WHOLE = "the audit is only ever added to"


def upgrade() -> None:
    """Make the tables, and chain the audit entries there are."""
    _pins()
    op.add_column("answers", sa.Column("kind", sa.String(20), nullable=False, server_default="quoted"))
    op.add_column("answers", sa.Column("pin_id", sa.String(64)))
    op.add_column("answers", sa.Column("text", sa.Text))
    op.add_column("answers", sa.Column("told_at", MOMENT))
    op.drop_column("answers", "passed_on_at")
    op.add_column("feedback", sa.Column("why", sa.Text))
    op.add_column("workspaces", sa.Column("line", sa.String(500)))
    _queue()
    _outbox()
    _arrangements()
    _kept()
    _audit()


def _pins() -> None:
    """Pins as they are served; those there are held no question, and so are kept suspended."""
    connection = op.get_bind()
    old = connection.execute(
        sa.text("SELECT id, organisation_id, clauses, pinned_by, pinned_at FROM pins")
    ).all()
    op.drop_table("pins")
    made = op.create_table(
        "pins",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("organisation_id", sa.Integer, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("phrasings", sa.JSON, nullable=False),
        sa.Column("rests", sa.JSON, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("audience", sa.JSON, nullable=False),
        sa.Column("review_on", sa.Date),
        sa.Column("pinned_by", sa.String(300), nullable=False),
        sa.Column("pinned_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("suspended_at", MOMENT),
        sa.Column("served", sa.Integer, nullable=False),
        sa.Column("helped", sa.Integer, nullable=False),
        sa.Column("unhelped", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pins"),
        _of_organisation("pins"),
        sa.CheckConstraint("state IN ('active', 'suspended', 'dropped')", name="ck_pins_state"),
    )
    op.create_index("ix_pins_organisation_id", "pins", ["organisation_id"])
    for row in old:
        clauses, at = _json(row.clauses), _moment(row.pinned_at)
        values = {
            "id": row.id,
            "organisation_id": row.organisation_id,
            "state": "suspended",
            "phrasings": [],
            "rests": [{"cited": each, "identity": "", "binding": ""} for each in clauses],
            "note": "",
            "audience": [],
            "pinned_by": row.pinned_by,
            "pinned_at": at,
            "changed_at": at,
            "suspended_at": at,
            "served": 0,
            "helped": 0,
            "unhelped": 0,
        }
        connection.execute(made.insert().values(values))


def _queue() -> None:
    op.create_table(
        "queue",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("organisation_id", sa.Integer, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("clauses", sa.JSON, nullable=False),
        sa.Column("answered", sa.Boolean, nullable=False),
        sa.Column("asker", sa.JSON, nullable=False),
        sa.Column("place", sa.JSON, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("taken_by", sa.JSON),
        sa.Column("taken_at", MOMENT),
        sa.Column("reply", sa.Text),
        sa.Column("closed_by", sa.JSON),
        sa.Column("closed_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_queue"),
        _of_organisation("queue"),
        sa.CheckConstraint("state IN ('waiting', 'claimed', 'answered', 'closed')", name="ck_queue_state"),
    )
    op.create_index("ix_queue_organisation_id", "queue", ["organisation_id"])
    op.create_table(
        "alerts",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("organisation_id", sa.Integer, nullable=False),
        sa.Column("asker", sa.JSON, nullable=False),
        sa.Column("place", sa.JSON, nullable=False),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("seen_by", sa.JSON),
        sa.Column("seen_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
        _of_organisation("alerts"),
    )
    op.create_index("ix_alerts_organisation_id", "alerts", ["organisation_id"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.String(500), nullable=False),
        sa.Column("organisation_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("about", sa.String(100), nullable=False),
        sa.Column("place", sa.JSON, nullable=False),
        sa.Column("person", sa.String(300), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("taken_until", MOMENT),
        sa.Column("done_at", MOMENT),
        sa.Column("failed", sa.String(100)),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        _of_organisation("outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
        # An id is never given again, for somebody may be sending the item that had it.
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_due_at", "outbox", ["due_at"])


def _arrangements() -> None:
    op.create_table(
        "arrangements",
        sa.Column("organisation_id", sa.Integer, nullable=False),
        sa.Column("chosen", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_arrangements"),
        _of_organisation("arrangements"),
    )
    op.create_table(
        "absences",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("organisation_id", sa.Integer, nullable=False),
        sa.Column("who", sa.String(300), nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_absences"),
        _of_organisation("absences"),
    )
    op.create_index("ix_absences_organisation_id", "absences", ["organisation_id"])


def _kept() -> None:
    op.create_table(
        "posted",
        sa.Column("message", sa.String(500), nullable=False),
        sa.Column("answer_id", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("message", name="pk_posted"),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answers.id"], name="fk_posted_answer_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_posted_answer_id", "posted", ["answer_id"])
    op.create_table(
        "awaited",
        sa.Column("person", sa.String(300), nullable=False),
        sa.Column("organisation_id", sa.Integer, nullable=False),
        sa.Column("verb", sa.String(20), nullable=False),
        sa.Column("about", sa.String(100), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_awaited"),
        _of_organisation("awaited"),
    )
    op.create_table(
        "tallies",
        sa.Column("organisation_id", sa.Integer, nullable=False),
        sa.Column("week", sa.Date, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("policy", sa.String(250), nullable=False),
        sa.Column("clause", sa.String(64), nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "week", "kind", "policy", "clause", name="pk_tallies"),
        _of_organisation("tallies"),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("organisation_id", sa.Integer, nullable=False),
        sa.Column("person", sa.String(300), nullable=False),
        sa.Column("place", sa.JSON, nullable=False),
        sa.Column("changes", sa.JSON, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("told_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        _of_organisation("notices"),
        # An id is never given again, for the outbox knows by it what was sent.
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notices_organisation_id", "notices", ["organisation_id"])


def _audit() -> None:
    """Chain the entries there are, and have the database refuse to change or delete any."""
    connection = op.get_bind()
    op.add_column("audit", sa.Column("before", sa.JSON))
    op.add_column("audit", sa.Column("after", sa.JSON))
    op.add_column("audit", sa.Column("hash", sa.String(64), nullable=False, server_default=START))
    previous = START
    rows = connection.execute(
        sa.text("SELECT id, organisation_id, at, who, did, thing FROM audit ORDER BY id")
    ).all()
    for row in rows:
        previous = link(previous, row.organisation_id, _moment(row.at), row.who, row.did, row.thing)
        connection.execute(
            sa.text("UPDATE audit SET hash = :hash WHERE id = :id"), {"hash": previous, "id": row.id}
        )
    if connection.dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON audit "
                f"BEGIN SELECT RAISE(ABORT, '{KEPT_WHOLE}'); END"
            )
        # INSERT OR REPLACE deletes without firing a trigger on DELETE, and an older Quoth writes entries without a hash.
        refused = "EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)"
        op.execute(
            f"CREATE TRIGGER audit_only_chained BEFORE INSERT ON audit WHEN {refused} OR NEW.hash = '{START}' "
            f"BEGIN SELECT RAISE(ABORT, '{KEPT_WHOLE}'); END"
        )
    else:
        op.alter_column("audit", "hash", server_default=None)
        op.execute(
            "CREATE FUNCTION audit_kept_whole() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{KEPT_WHOLE}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_kept_whole BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_kept_whole()"
        )


def _of_organisation(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["organisation_id"], ["organisations.id"], name=f"fk_{table}_organisation_id"
    )


def downgrade() -> None:
    """Drop the tables, and all that they hold; of pins, their clauses stay, and of the audit, who did what."""
    connection = op.get_bind()
    pins = connection.execute(
        sa.text("SELECT id, organisation_id, rests, pinned_by, pinned_at FROM pins WHERE state <> 'dropped'")
    ).all()
    if connection.dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_no_update")
        op.execute("DROP TRIGGER audit_no_delete")
        op.execute("DROP TRIGGER audit_only_chained")
    else:
        op.execute("DROP TRIGGER audit_kept_whole ON audit")
        op.execute("DROP FUNCTION audit_kept_whole()")
    for column in ("before", "after", "hash"):
        op.drop_column("audit", column)
    for table in ("notices", "tallies", "awaited", "posted", "absences", "arrangements", "outbox"):
        op.drop_table(table)
    for table in ("alerts", "queue", "pins"):
        op.drop_table(table)
    op.drop_column("feedback", "why")
    op.drop_column("workspaces", "line")
    for column in ("kind", "pin_id", "text", "told_at"):
        op.drop_column("answers", column)
    op.add_column("answers", sa.Column("passed_on_at", MOMENT))
    made = op.create_table(
        "pins",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("organisation_id", sa.Integer, nullable=False),
        sa.Column("clauses", sa.JSON, nullable=False),
        sa.Column("pinned_by", sa.String(300), nullable=False),
        sa.Column("pinned_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pins"),
        _of_organisation("pins"),
    )
    op.create_index("ix_pins_organisation_id", "pins", ["organisation_id"])
    for row in pins:
        values = {"id": row.id, "organisation_id": row.organisation_id, "pinned_by": row.pinned_by}
        clauses = [each["cited"] for each in _json(row.rests)]
        connection.execute(made.insert().values(clauses=clauses, pinned_at=_moment(row.pinned_at), **values))


def _json(column: str | list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A JSON column read without its type: PostgreSQL's driver has read it already."""
    return json.loads(column) if isinstance(column, str) else column


def _moment(column: str | dt.datetime) -> dt.datetime:
    """A moment read without its type: SQLite keeps it as text, without a time zone."""
    at = dt.datetime.fromisoformat(column) if isinstance(column, str) else column
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)
