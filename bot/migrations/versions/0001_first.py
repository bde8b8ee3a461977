"""The first tables: organisations, documents, publications, audit and contacts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "organisations",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("short", sa.String(200), nullable=False),
        sa.Column("name", sa.String(500), nullable=False),
        sa.Column("snapshot_id", sa.String(200)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organisations"),
        sa.UniqueConstraint("short", name="uq_organisations_short"),
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("organisation_id", sa.Integer, nullable=False),
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
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_documents_organisation_id"
        ),
        sa.CheckConstraint("state IN ('draft', 'published', 'superseded')", name=op.f("ck_documents_state")),
    )
    op.create_index(
        "ix_documents_organisation_id_document_id", "documents", ["organisation_id", "document_id"]
    )
    for state in ("draft", "published"):
        only = sa.text(f"state = '{state}'")
        op.create_index(
            f"uq_documents_one_{state}",
            "documents",
            ["organisation_id", "policy"],
            unique=True,
            sqlite_where=only,
            postgresql_where=only,
        )
    op.create_table(
        "publications",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("organisation_id", sa.Integer, nullable=False),
        sa.Column("snapshot_id", sa.String(200), nullable=False),
        sa.Column("previous_snapshot_id", sa.String(200)),
        sa.Column("documents", sa.JSON, nullable=False),
        sa.Column("published_by", sa.String(200), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_publications"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_publications_organisation_id"
        ),
    )
    op.create_index("ix_publications_organisation_id", "publications", ["organisation_id"])
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("organisation_id", sa.Integer),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("did", sa.String(50), nullable=False),
        sa.Column("thing", sa.String(500), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_audit_organisation_id"),
    )
    op.create_index("ix_audit_organisation_id", "audit", ["organisation_id"])
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("organisation_id", sa.Integer, nullable=False),
        sa.Column("role", sa.String(200), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("reach", sa.String(500), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contacts"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_contacts_organisation_id"
        ),
        sa.UniqueConstraint("organisation_id", "role", name="uq_contacts_organisation_id_role"),
    )


def downgrade() -> None:
    """Drop the tables, and all that they hold."""
    for table in ("contacts", "audit", "publications", "documents", "organisations"):
        op.drop_table(table)
