"""How the store's values lie in its tables: rows to values and back, on an open transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from pydantic import JsonValue, ValidationError

from bot.chain import START, link
from bot.errors import NoSuchOrganisation, VerificationFailed
from bot.people import Organisation
from bot.records import DraftOutcome, Revision, sha256, slug
from bot.settings import did_you_mean
from bot.tables import audit, documents, organisations, requests
from corpus.document import Document

Row = sa.Row[*tuple[Any, ...]]

DOCUMENT = (
    documents.c.policy,
    documents.c.source,
    documents.c.source_sha256,
    documents.c.text,
    documents.c.blocks,
    documents.c.details,
    documents.c.faults,
    documents.c.corrections,
)


def found(connection: sa.Connection, name: str) -> Row:
    """The organisation's row by name or short name; raises NoSuchOrganisation with the nearest name."""
    row = connection.execute(
        sa.select(organisations).where(organisations.c.short == slug(name))
    ).one_or_none()
    if row is None:
        known = connection.execute(sa.select(organisations.c.short, organisations.c.name)).all()
        hint = did_you_mean(slug(name), [each.short for each in known])
        raise NoSuchOrganisation(name=name, hint=hint or did_you_mean(name, [each.name for each in known]))
    return row


def created(connection: sa.Connection, name: str, by: str) -> Row:
    """The organisation's row, made where there is none of that short name."""
    named = sa.select(organisations).where(organisations.c.short == slug(name))
    row = connection.execute(named).one_or_none()
    if row is not None:
        return row
    values = {"short": slug(name), "name": " ".join(name.split()), "created_at": dt.datetime.now(dt.UTC)}
    connection.execute(organisations.insert().values(values))
    row = connection.execute(named).one()
    note(connection, row.id, by, "created", row.short)
    return row


ORGANISATION = (
    organisations.c.short,
    organisations.c.name,
    organisations.c.snapshot_id,
    organisations.c.next_on,
    organisations.c.for_all,
)


def organisation(row: Row, above: Sequence[Row] = ()) -> Organisation:
    """The organisation that a row holds, below those that other rows hold."""
    return Organisation(
        short=row.short,
        name=row.name,
        snapshot=row.snapshot_id,
        next_on=row.next_on,
        for_all=row.for_all,
        above=tuple(organisation(each) for each in above),
    )


def document(row: Row) -> Document:
    """The document that a row holds; raises VerificationFailed where it holds none any more."""
    values = {
        "policy": row.policy,
        "source": row.source,
        "sha256": row.source_sha256,
        "text": row.text,
        "blocks": row.blocks,
        "details": row.details,
        "faults": row.faults,
        "corrections": row.corrections,
    }
    try:
        return Document.model_validate(values)
    except ValidationError as fault:
        raise VerificationFailed(document=row.policy) from fault


REVISION = (
    documents.c.id,
    documents.c.document_id,
    documents.c.policy,
    documents.c.state,
    documents.c.source,
    documents.c.details,
    documents.c.added_at,
    documents.c.published_at,
    documents.c.starts_on,
    documents.c.ended_at,
    documents.c.taken_back,
)


def revision(row: Row) -> Revision:
    """The revision that a row holds, without its words."""
    values = {name: getattr(row, name) for name in Revision.model_fields if name != "key"}
    return Revision.model_validate({**values, "key": row.id})


def columns(organisation_id: int, drafted: Document, source: bytes) -> dict[str, Any]:
    """The row of a document that is a draft."""
    fields = drafted.model_dump(mode="json")
    return {
        "organisation_id": organisation_id,
        "document_id": drafted.id,
        "policy": drafted.policy,
        "state": "draft",
        "source": drafted.source,
        "source_sha256": drafted.sha256,
        "source_bytes": source,
        "text": drafted.text,
        "text_sha256": sha256(drafted.text),
        "blocks": fields["blocks"],
        "details": fields["details"],
        "faults": fields["faults"],
        "corrections": fields.get("corrections", []),
        "added_at": dt.datetime.now(dt.UTC),
    }


def current(
    connection: sa.Connection, organisation_id: int, policy: str | None = None
) -> list[tuple[str, int, Document]]:
    """State, key and document of every draft and published revision, or of one policy's."""
    wanted = (documents.c.organisation_id == organisation_id) & documents.c.state.in_(("draft", "published"))
    if policy is not None:
        wanted &= documents.c.policy == policy
    rows = connection.execute(sa.select(documents.c.id, documents.c.state, *DOCUMENT).where(wanted)).all()
    return [(row.state, row.id, document(row)) for row in rows]


def drafted(
    connection: sa.Connection, organisation_id: int, document: Document, source: bytes
) -> DraftOutcome:
    """Make the document its policy's draft, on a writing transaction; one that reads as what is published is none."""
    kept = {state: (key, doc) for state, key, doc in current(connection, organisation_id, document.policy)}
    newest = kept.get("draft") or kept.get("published")
    if newest and newest[1] == document:
        return DraftOutcome.unchanged
    if "draft" in kept:
        connection.execute(documents.delete().where(documents.c.id == kept["draft"][0]))
    if "published" not in kept or kept["published"][1] != document:
        connection.execute(documents.insert().values(columns(organisation_id, document, source)))
    # Whoever asked to publish the drafts asked for what they were then.
    connection.execute(requests.delete().where(requests.c.organisation_id == organisation_id))
    return DraftOutcome.replaced if "draft" in kept else DraftOutcome.new


def note(
    connection: sa.Connection,
    organisation_id: int | None,
    who: str,
    did: str,
    thing: str,
    at: dt.datetime | None = None,
    before: JsonValue = None,
    after: JsonValue = None,
) -> None:
    """Write down who did what to which thing, and what it was before and after; hashed with the entry before.

    For use in a writing transaction, which no other writer enters meanwhile. No question's words may be in it.
    """
    at = at or dt.datetime.now(dt.UTC)
    newest = sa.select(audit.c.hash).order_by(audit.c.id.desc()).limit(1)
    previous = connection.execute(newest).scalar() or START
    hashed = link(previous, organisation_id, at, who, did, thing, before, after)
    values = {"organisation_id": organisation_id, "at": at, "who": who, "did": did, "thing": thing}
    connection.execute(audit.insert().values(**values, before=before, after=after, hash=hashed))
