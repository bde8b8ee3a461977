"""The tables of the chat platforms: who is connected, who holds which role, and what the buttons need."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "workspaces",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("organisation_id", sa.Integer, nullable=False),
        sa.Column("platform", sa.String(20), nullable=False),
        sa.Column("workspace", sa.String(200), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("connected_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workspaces"),
        _of_organisation("workspaces"),
        sa.UniqueConstraint("platform", "workspace", name="uq_workspaces_platform_workspace"),
    )
    op.create_index("ix_workspaces_organisation_id", "workspaces", ["organisation_id"])
    op.create_table(
        "bindings",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("workspace_id", sa.Integer, nullable=False),
        sa.Column("channel", sa.String(300), nullable=False),
        sa.Column("policies", sa.JSON, nullable=False),
        sa.Column("role", sa.String(20)),
        sa.PrimaryKeyConstraint("id", name="pk_bindings"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_bindings_workspace_id"),
        sa.UniqueConstraint("workspace_id", "channel", name="uq_bindings_workspace_id_channel"),
    )
    op.create_table(
        "holders",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("organisation_id", sa.Integer, nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("who", sa.String(300), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_holders"),
        _of_organisation("holders"),
        sa.UniqueConstraint("organisation_id", "role", "who", name="uq_holders_organisation_id_role_who"),
    )
    op.create_table(
        "answers",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("organisation_id", sa.Integer, nullable=False),
        sa.Column("person", sa.String(300), nullable=False),
        sa.Column("place", sa.JSON, nullable=False),
        sa.Column("clauses", sa.JSON, nullable=False),
        sa.Column("further", sa.JSON, nullable=False),
        sa.Column("asker", sa.String(20), nullable=False),
        sa.Column("addressed_to", sa.JSON, nullable=False),
        sa.Column("given_at", moment, nullable=False),
        sa.Column("shared_at", moment),
        sa.Column("passed_on_at", moment),
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
        _of_organisation("answers"),
    )
    op.create_index("ix_answers_given_at", "answers", ["given_at"])
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("answer_id", sa.String(64), nullable=False),
        sa.Column("person", sa.String(300), nullable=False),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answers.id"], name="fk_feedback_answer_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("answer_id", "person", name="uq_feedback_answer_id_person"),
    )
    op.create_table(
        "pins",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("organisation_id", sa.Integer, nullable=False),
        sa.Column("clauses", sa.JSON, nullable=False),
        sa.Column("pinned_by", sa.String(300), nullable=False),
        sa.Column("pinned_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pins"),
        _of_organisation("pins"),
    )
    op.create_index("ix_pins_organisation_id", "pins", ["organisation_id"])
    op.create_table(
        "handled",
        sa.Column("event", sa.String(400), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.PrimaryKeyConstraint("event", name="pk_handled"),
    )
    op.create_index("ix_handled_at", "handled", ["at"])


def _of_organisation(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["organisation_id"], ["organisations.id"], name=f"fk_{table}_organisation_id"
    )


def downgrade() -> None:
    """Drop the tables, and all that they hold."""
    for table in ("handled", "pins", "feedback", "answers", "holders", "bindings", "workspaces"):
        op.drop_table(table)
