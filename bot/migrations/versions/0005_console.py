"""The console: one-time links and sessions, and what was corrected by hand of how policies were read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the tables, and a column for what was corrected of a revision."""
    with op.batch_alter_table("documents") as table:
        table.add_column(sa.Column("corrections", sa.JSON, nullable=False, server_default="[]"))
    if op.get_bind().dialect.name == "postgresql":
        # A person's key has up to 209 characters. SQLite does not count them.
        op.alter_column("audit", "who", type_=sa.String(300), existing_type=sa.String(200))
    op.create_table(
        "sign_ins",
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("who", sa.String(300), nullable=False),
        sa.Column("person", sa.JSON, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_sign_ins"),
    )
    op.create_index("ix_sign_ins_who", "sign_ins", ["who"])
    op.create_index("ix_sign_ins_expires_at", "sign_ins", ["expires_at"])
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("who", sa.String(300), nullable=False),
        sa.Column("person", sa.JSON, nullable=False),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("told", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
    )
    op.create_index("ix_sessions_who", "sessions", ["who"])
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("organisation_id", sa.Integer, nullable=False),
        sa.Column("policy", sa.String(250), nullable=False),
        sa.Column("correction", sa.JSON, nullable=False),
        sa.Column("made_by", sa.String(300), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_corrections_organisation_id"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_corrections_organisation_id", "corrections", ["organisation_id"])


def downgrade() -> None:
    """Take the tables away again."""
    for name in ("corrections", "sessions", "sign_ins"):
        op.drop_table(name)
    with op.batch_alter_table("documents") as table:
        table.drop_column("corrections")
