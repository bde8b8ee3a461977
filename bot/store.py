"""The store: organisations, their documents, what was published, and who did it; never a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from bot import lineage, rows
from bot.database import Database
from bot.errors import BadName, NoOrganisationYet, NoSuchOrganisation, WhichOrganisation
from bot.people import Contact, Organisation
from bot.publications import Publications
from bot.records import AuditEntry, DraftOutcome, StoredDocument, slug
from bot.settings import did_you_mean
from bot.tables import audit, contacts, documents, requests
from corpus.document import Document


class Store:
    """Everything that is kept, by database URL; every method is one transaction."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.publications = Publications(self.database)

    def migrate(self) -> None:
        """Bring the tables to the current schema."""
        self.database.migrate()

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def organisation(self, name: str) -> Organisation | None:
        """The organisation of this name or short name, or None."""
        try:
            short = slug(name)
        except BadName:
            return None
        with self.database.reading() as connection:
            found = lineage.levels(connection, short)
        return rows.organisation(found[0], found[1:]) if found else None

    def the(self, name: str) -> Organisation:
        """The organisation of this name or short name, or where none is named, the only one there is.

        Raises NoSuchOrganisation with the nearest name, NoOrganisationYet and WhichOrganisation.
        """
        if name:
            found = self.organisation(name)
            if found is None:
                known = [each for one in self.organisations() for each in (one.short, one.name)]
                raise NoSuchOrganisation(name=name, hint=did_you_mean(name, known))
            return found
        everyone = self.organisations()
        if not everyone:
            raise NoOrganisationYet
        if len(everyone) > 1:
            raise WhichOrganisation(names=", ".join(each.short for each in everyone))
        return everyone[0]

    def organisations(self) -> tuple[Organisation, ...]:
        """All organisations, by short name."""
        with self.database.reading() as connection:
            found = lineage.tree(connection)
        return tuple(rows.organisation(row, above) for row, above in found)

    def create_organisation(self, name: str, by: str = "") -> Organisation:
        """Create the organisation, or return it as it is where there is one of that short name."""
        with self.database.writing() as connection:
            return rows.organisation(rows.created(connection, name, by))

    def save_draft(
        self, organisation: str, document: Document, source: bytes, by: str = "", create: bool = False
    ) -> DraftOutcome:
        """Keep the document as its policy's draft; `create` makes the organisation in the same transaction."""
        with self.database.writing() as connection:
            row = (
                rows.created(connection, organisation, by) if create else rows.found(connection, organisation)
            )
            outcome = rows.drafted(connection, row.id, document, source)
            if outcome is not DraftOutcome.unchanged:
                rows.note(connection, row.id, by, "added", document.id)
            return outcome

    def drafts(self, organisation: str) -> tuple[Document, ...]:
        """The drafts that wait to be published, by policy."""
        return self._documents(organisation, "draft")

    def drop_draft(self, organisation: str, policy: str, by: str) -> bool:
        """Drop the draft of a policy; False where there is none."""
        with self.database.writing() as connection:
            row = rows.found(connection, organisation)
            mine = (documents.c.organisation_id == row.id) & (documents.c.policy == policy)
            draft = mine & (documents.c.state == "draft")
            found = connection.execute(sa.select(documents.c.document_id).where(draft)).scalar()
            if found is None:
                return False
            connection.execute(documents.delete().where(draft))
            connection.execute(requests.delete().where(requests.c.organisation_id == row.id))
            rows.note(connection, row.id, by, "dropped draft", found)
            return True

    def published(self, organisation: str) -> tuple[Document, ...]:
        """The revisions that are published now, by policy."""
        return self._documents(organisation, "published")

    def _documents(self, organisation: str, state: str) -> tuple[Document, ...]:
        with self.database.reading() as connection:
            row = rows.found(connection, organisation)
            found = connection.execute(
                sa.select(*rows.DOCUMENT)
                .where(documents.c.organisation_id == row.id, documents.c.state == state)
                .order_by(documents.c.policy)
            ).all()
        return tuple(sorted((rows.document(each) for each in found), key=lambda document: document.policy))

    def current_snapshot(self, organisation: str) -> str | None:
        """The snapshot that answers for the organisation now, or None."""
        with self.database.reading() as connection:
            pointer: str | None = rows.found(connection, organisation).snapshot_id
        return pointer

    def stored_documents(self, organisation: str, ids: Sequence[str]) -> Mapping[str, StoredDocument]:
        """The published revisions of these ids as they are stored, superseded ones too; by id."""
        with self.database.reading() as connection:
            row = rows.found(connection, organisation)
            found = connection.execute(
                sa.select(documents.c.document_id, documents.c.text, documents.c.text_sha256).where(
                    documents.c.organisation_id == row.id,
                    documents.c.document_id.in_(sorted(set(ids))),
                    documents.c.state != "draft",
                )
            ).all()
        return {
            each.document_id: StoredDocument(
                document_id=each.document_id, text=each.text, text_sha256=each.text_sha256
            )
            for each in found
        }

    def document(self, document_id: str, organisation: str) -> Document | None:
        """One revision that is or was published, or None."""
        with self.database.reading() as connection:
            row = rows.found(connection, organisation)
            found = connection.execute(
                sa.select(*rows.DOCUMENT)
                .where(
                    documents.c.organisation_id == row.id,
                    documents.c.document_id == document_id,
                    documents.c.state != "draft",
                )
                .order_by(documents.c.id.desc())
                .limit(1)
            ).one_or_none()
        return rows.document(found) if found else None

    def stored_document(self, document_id: str, organisation: str) -> StoredDocument | None:
        """One published revision as it is stored, or None."""
        return self.stored_documents(organisation, (document_id,)).get(document_id)

    def source_bytes(self, document_id: str, organisation: str) -> bytes | None:
        """The bytes of the file that the revision was read from, or None."""
        with self.database.reading() as connection:
            row = rows.found(connection, organisation)
            found: bytes | None = connection.execute(
                sa.select(documents.c.source_bytes)
                .where(documents.c.organisation_id == row.id, documents.c.document_id == document_id)
                .order_by(documents.c.id.desc())
                .limit(1)
            ).scalar()
        return found

    def audit(self, organisation: str) -> tuple[AuditEntry, ...]:
        """Who did what to the organisation's policies, oldest first."""
        with self.database.reading() as connection:
            row = rows.found(connection, organisation)
            found = connection.execute(
                sa.select(audit).where(audit.c.organisation_id == row.id).order_by(audit.c.id)
            ).all()
        return tuple(
            AuditEntry(organisation=row.short, at=each.at, who=each.who, did=each.did, thing=each.thing)
            for each in found
        )

    def contacts(self, organisation: str) -> tuple[Contact, ...]:
        """Whom to go to, in the order they were first set."""
        with self.database.reading() as connection:
            row = rows.found(connection, organisation)
            found = connection.execute(
                sa.select(contacts).where(contacts.c.organisation_id == row.id).order_by(contacts.c.id)
            ).all()
        return tuple(Contact(role=each.role, name=each.name, reach=each.reach) for each in found)

    def set_contact(self, organisation: str, contact: Contact, by: str = "") -> None:
        """Set who holds a role, in place of whoever held it."""
        with self.database.writing() as connection:
            row = rows.found(connection, organisation)
            values = {"name": contact.name, "reach": contact.reach}
            mine = (contacts.c.organisation_id == row.id) & (contacts.c.role == contact.role)
            if connection.execute(contacts.update().where(mine).values(values)).rowcount == 0:
                connection.execute(
                    contacts.insert().values(organisation_id=row.id, role=contact.role, **values)
                )
            rows.note(connection, row.id, by, "set contact", contact.role)
