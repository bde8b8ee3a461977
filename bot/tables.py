"""The tables of the store, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}


class Moment(sa.TypeDecorator[dt.datetime]):
    """A moment in UTC, read back as such even where the database keeps no time zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Keep the moment in UTC."""
        return value.astimezone(dt.UTC) if value else None

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Say again that it is UTC."""
        return (value if value.tzinfo else value.replace(tzinfo=dt.UTC)).astimezone(dt.UTC) if value else None


metadata = sa.MetaData(naming_convention=NAMES)

organisations = sa.Table(
    "organisations",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("short", sa.String(200), nullable=False, unique=True),
    sa.Column("name", sa.String(500), nullable=False),
    sa.Column("snapshot_id", sa.String(200)),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("parent_id", sa.ForeignKey("organisations.id")),
    sa.Column("for_all", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("next_on", sa.Date),
)

documents = sa.Table(
    "documents",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("organisation_id", sa.ForeignKey("organisations.id"), nullable=False),
    sa.Column("document_id", sa.String(300), nullable=False),
    sa.Column("policy", sa.String(250), nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("source", sa.String(500), nullable=False),
    sa.Column("source_sha256", sa.String(64), nullable=False),
    sa.Column("source_bytes", sa.LargeBinary, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("text_sha256", sa.String(64), nullable=False),
    sa.Column("blocks", sa.JSON, nullable=False),
    sa.Column("details", sa.JSON, nullable=False),
    sa.Column("faults", sa.JSON, nullable=False),
    sa.Column("corrections", sa.JSON, nullable=False, server_default="[]"),
    sa.Column("added_at", Moment, nullable=False),
    sa.Column("published_at", Moment),
    sa.Column("starts_on", sa.Date),
    sa.Column("ended_at", Moment),
    sa.Column("taken_back", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.CheckConstraint(
        "state IN ('draft', 'scheduled', 'published', 'superseded', 'withdrawn')", name="state"
    ),
    sa.Index("ix_documents_organisation_id_document_id", "organisation_id", "document_id"),
    # One draft and one published revision of a policy at most, whoever writes at the same time.
    sa.Index(
        "uq_documents_one_draft",
        "organisation_id",
        "policy",
        unique=True,
        sqlite_where=sa.text("state = 'draft'"),
        postgresql_where=sa.text("state = 'draft'"),
    ),
    sa.Index(
        "uq_documents_one_published",
        "organisation_id",
        "policy",
        unique=True,
        sqlite_where=sa.text("state = 'published'"),
        postgresql_where=sa.text("state = 'published'"),
    ),
)

publications = sa.Table(
    "publications",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("organisation_id", sa.ForeignKey("organisations.id"), nullable=False, index=True),
    sa.Column("kind", sa.String(20), nullable=False, server_default="published"),
    sa.Column("snapshot_id", sa.String(200)),
    sa.Column("previous_snapshot_id", sa.String(200)),
    sa.Column("documents", sa.JSON, nullable=False),
    sa.Column("scheduled", sa.JSON, nullable=False, server_default="[]"),
    sa.Column("published_by", sa.String(300), nullable=False),
    sa.Column("published_at", Moment, nullable=False),
    sa.Column("approved_by", sa.String(300)),
    sa.Column("reason", sa.Text),
    sa.Column("restores", sa.Integer),
    sa.Column("changes", sa.JSON, nullable=False, server_default="{}"),
)

requests = sa.Table(
    "requests",
    metadata,
    sa.Column("organisation_id", sa.ForeignKey("organisations.id"), primary_key=True),
    sa.Column("drafts", sa.JSON, nullable=False),
    sa.Column("asked_by", sa.String(300), nullable=False),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("reason", sa.Text),
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("organisation_id", sa.ForeignKey("organisations.id"), index=True),
    sa.Column("at", Moment, nullable=False),
    # SQLite counts no characters, and a table built anew there would lose the triggers that keep it whole.
    sa.Column("who", sa.String(200).with_variant(sa.String(300), "postgresql"), nullable=False),
    sa.Column("did", sa.String(50), nullable=False),
    sa.Column("thing", sa.String(500), nullable=False),
    sa.Column("before", sa.JSON),
    sa.Column("after", sa.JSON),
    sa.Column("hash", sa.String(64), nullable=False),
)

contacts = sa.Table(
    "contacts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("organisation_id", sa.ForeignKey("organisations.id"), nullable=False),
    sa.Column("role", sa.String(200), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("reach", sa.String(500), nullable=False),
    sa.UniqueConstraint("organisation_id", "role"),
)

workspaces = sa.Table(
    "workspaces",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("organisation_id", sa.ForeignKey("organisations.id"), nullable=False, index=True),
    sa.Column("platform", sa.String(20), nullable=False),
    sa.Column("workspace", sa.String(200), nullable=False),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("connected_at", Moment, nullable=False),
    sa.Column("line", sa.String(500)),
    sa.UniqueConstraint("platform", "workspace"),
)

bindings = sa.Table(
    "bindings",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("workspace_id", sa.ForeignKey("workspaces.id"), nullable=False),
    sa.Column("channel", sa.String(300), nullable=False),
    sa.Column("policies", sa.JSON, nullable=False),
    sa.Column("role", sa.String(20)),
    sa.UniqueConstraint("workspace_id", "channel"),
)

holders = sa.Table(
    "holders",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("organisation_id", sa.ForeignKey("organisations.id"), nullable=False),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("who", sa.String(300), nullable=False),
    sa.UniqueConstraint("organisation_id", "role", "who"),
)

answers = sa.Table(
    "answers",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("organisation_id", sa.ForeignKey("organisations.id"), nullable=False),
    sa.Column("person", sa.String(300), nullable=False),
    sa.Column("place", sa.JSON, nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("pin_id", sa.String(64)),
    sa.Column("text", sa.Text),
    sa.Column("clauses", sa.JSON, nullable=False),
    sa.Column("further", sa.JSON, nullable=False),
    sa.Column("asker", sa.String(20), nullable=False),
    sa.Column("addressed_to", sa.JSON, nullable=False),
    sa.Column("given_at", Moment, nullable=False, index=True),
    sa.Column("shared_at", Moment),
    sa.Column("told_at", Moment),
)

feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("answer_id", sa.ForeignKey("answers.id", ondelete="CASCADE"), nullable=False),
    sa.Column("person", sa.String(300), nullable=False),
    sa.Column("helpful", sa.Boolean, nullable=False),
    sa.Column("why", sa.Text),
    sa.Column("at", Moment, nullable=False),
    sa.UniqueConstraint("answer_id", "person"),
)

pins = sa.Table(
    "pins",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("organisation_id", sa.ForeignKey("organisations.id"), nullable=False, index=True),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("phrasings", sa.JSON, nullable=False),
    sa.Column("rests", sa.JSON, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("audience", sa.JSON, nullable=False),
    sa.Column("review_on", sa.Date),
    sa.Column("pinned_by", sa.String(300), nullable=False),
    sa.Column("pinned_at", Moment, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
    sa.Column("suspended_at", Moment),
    sa.Column("served", sa.Integer, nullable=False),
    sa.Column("helped", sa.Integer, nullable=False),
    sa.Column("unhelped", sa.Integer, nullable=False),
    sa.CheckConstraint("state IN ('active', 'suspended', 'dropped')", name="state"),
)

queue = sa.Table(
    "queue",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("organisation_id", sa.ForeignKey("organisations.id"), nullable=False, index=True),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("text", sa.Text),
    sa.Column("clauses", sa.JSON, nullable=False),
    sa.Column("answered", sa.Boolean, nullable=False),
    sa.Column("asker", sa.JSON, nullable=False),
    sa.Column("place", sa.JSON, nullable=False),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("taken_by", sa.JSON),
    sa.Column("taken_at", Moment),
    sa.Column("reply", sa.Text),
    sa.Column("closed_by", sa.JSON),
    sa.Column("closed_at", Moment),
    sa.CheckConstraint("state IN ('waiting', 'claimed', 'answered', 'closed')", name="state"),
)

alerts = sa.Table(
    "alerts",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("organisation_id", sa.ForeignKey("organisations.id"), nullable=False, index=True),
    sa.Column("asker", sa.JSON, nullable=False),
    sa.Column("place", sa.JSON, nullable=False),
    sa.Column("raised_at", Moment, nullable=False),
    sa.Column("seen_by", sa.JSON),
    sa.Column("seen_at", Moment),
)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(500), nullable=False, unique=True),
    sa.Column("organisation_id", sa.ForeignKey("organisations.id"), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("about", sa.String(100), nullable=False),
    sa.Column("place", sa.JSON, nullable=False),
    sa.Column("person", sa.String(300), nullable=False),
    sa.Column("due_at", Moment, nullable=False, index=True),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("taken_until", Moment),
    sa.Column("done_at", Moment),
    sa.Column("failed", sa.String(100)),
    sqlite_autoincrement=True,  # a number once given is never another one's
)

arrangements = sa.Table(
    "arrangements",
    metadata,
    sa.Column("organisation_id", sa.ForeignKey("organisations.id"), primary_key=True),
    sa.Column("chosen", sa.JSON, nullable=False),
)

absences = sa.Table(
    "absences",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("organisation_id", sa.ForeignKey("organisations.id"), nullable=False, index=True),
    sa.Column("who", sa.String(300), nullable=False),
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("last_day", sa.Date, nullable=False),
)

posted = sa.Table(
    "posted",
    metadata,
    sa.Column("message", sa.String(500), primary_key=True),
    sa.Column("answer_id", sa.ForeignKey("answers.id", ondelete="CASCADE"), nullable=False, index=True),
)

awaited = sa.Table(
    "awaited",
    metadata,
    sa.Column("person", sa.String(300), primary_key=True),
    sa.Column("organisation_id", sa.ForeignKey("organisations.id"), nullable=False),
    sa.Column("verb", sa.String(20), nullable=False),
    sa.Column("about", sa.String(100), nullable=False),
    sa.Column("at", Moment, nullable=False),
)

tallies = sa.Table(
    "tallies",
    metadata,
    sa.Column("organisation_id", sa.ForeignKey("organisations.id"), primary_key=True),
    sa.Column("week", sa.Date, primary_key=True),
    sa.Column("kind", sa.String(20), primary_key=True),
    sa.Column("policy", sa.String(250), primary_key=True),
    sa.Column("clause", sa.String(64), primary_key=True),
    sa.Column("times", sa.Integer, nullable=False),
)

notices = sa.Table(
    "notices",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("organisation_id", sa.ForeignKey("organisations.id"), nullable=False, index=True),
    sa.Column("person", sa.String(300), nullable=False),
    sa.Column("place", sa.JSON, nullable=False),
    sa.Column("changes", sa.JSON, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("told_at", Moment),
    sqlite_autoincrement=True,  # a number once given is never another one's
)

handled = sa.Table(
    "handled",
    metadata,
    sa.Column("event", sa.String(400), primary_key=True),
    sa.Column("at", Moment, nullable=False, index=True),
)

sign_ins = sa.Table(
    "sign_ins",
    metadata,
    sa.Column("token", sa.String(64), primary_key=True),
    sa.Column("who", sa.String(300), nullable=False, index=True),
    sa.Column("person", sa.JSON, nullable=False),
    sa.Column("expires_at", Moment, nullable=False, index=True),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("who", sa.String(300), nullable=False, index=True),
    sa.Column("person", sa.JSON, nullable=False),
    sa.Column("csrf", sa.String(64), nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False, index=True),
    sa.Column("told", sa.Text, nullable=False),
)

corrections = sa.Table(
    "corrections",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("organisation_id", sa.ForeignKey("organisations.id"), nullable=False, index=True),
    sa.Column("policy", sa.String(250), nullable=False),
    sa.Column("correction", sa.JSON, nullable=False),
    sa.Column("made_by", sa.String(300), nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sqlite_autoincrement=True,  # a number once given is never another one's
)
