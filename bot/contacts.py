"""Contacts changed: named otherwise, taken off the list, and put into another order."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from bot import rows
from bot.database import Database
from bot.errors import BadName, ChangedMeanwhile
from bot.people import Contact
from bot.tables import contacts


def change(database: Database, organisation: str, role: str, contact: Contact, by: str) -> None:
    """Put a contact in place of the one with that role, which may be called otherwise from then on.

    Raises ChangedMeanwhile where nobody holds the role any more, and BadName where another contact has the new one.
    """
    with database.writing() as connection:
        row = rows.found(connection, organisation)
        here = contacts.c.organisation_id == row.id
        taken = sa.select(contacts.c.id).where(here & (contacts.c.role == contact.role))
        if contact.role != role and connection.execute(taken).first():
            raise BadName(name=repr(contact.role), why="somebody else is named for that role already")
        values = contact.model_dump()
        mine = contacts.update().where(here & (contacts.c.role == role)).values(values)
        if connection.execute(mine).rowcount == 0:
            raise ChangedMeanwhile(organisation=row.name)
        rows.note(connection, row.id, by, "set contact", contact.role)


def remove(database: Database, organisation: str, role: str, by: str) -> bool:
    """Take a contact off the list; False where nobody holds the role."""
    with database.writing() as connection:
        row = rows.found(connection, organisation)
        mine = (contacts.c.organisation_id == row.id) & (contacts.c.role == role)
        if connection.execute(contacts.delete().where(mine)).rowcount == 0:
            return False
        rows.note(connection, row.id, by, "removed contact", role)
        return True


def order(database: Database, organisation: str, roles: Sequence[str], by: str) -> None:
    """Put all contacts into the order of these roles; raises ChangedMeanwhile where they are not all there are."""
    with database.writing() as connection:
        row = rows.found(connection, organisation)
        here = contacts.c.organisation_id == row.id
        found = connection.execute(sa.select(contacts).where(here).order_by(contacts.c.id)).all()
        kept = {each.role: each for each in found}
        if sorted(kept) != sorted(roles):
            raise ChangedMeanwhile(organisation=row.name)
        if [each.role for each in found] == list(roles):
            return
        # They are listed as they were first set, so they are set again.
        connection.execute(contacts.delete().where(here))
        for role in roles:
            values = {"role": role, "name": kept[role].name, "reach": kept[role].reach}
            connection.execute(contacts.insert().values(organisation_id=row.id, **values))
        rows.note(connection, row.id, by, "ordered contacts", row.short)
