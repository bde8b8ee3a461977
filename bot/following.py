"""What follows a publication in its own transaction: pins, notices, and the news that goes to a channel."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from bot import notices, outbox, pins
from bot.arrangements import of as arranged
from bot.outbox import Item, Letter
from bot.people import Organisation
from corpus.document import Value
from corpus.revisions import Edition


class Followed(Value):
    """What a publication brought about: the ids of the pins that it suspended."""

    suspended: tuple[str, ...] = ()


def follow(
    connection: sa.Connection,
    organisation: Organisation,
    organisation_id: int,
    number: int,
    old: Edition,
    new: Edition,
    by: str,
    at: dt.datetime,
) -> Followed:
    """Let what was vouched for and what was answered follow, so that nothing is served of the old words."""
    suspended = pins.follow(connection, organisation_id, old, new, by, at)
    notices.follow(connection, organisation, old, new, at)
    _announce(connection, organisation, organisation_id, number, at)
    return Followed(suspended=tuple(each.id for each in suspended))


def _announce(
    connection: sa.Connection, organisation: Organisation, organisation_id: int, number: int, at: dt.datetime
) -> None:
    """Have the organisation's channel told, where one was named."""
    place = arranged(connection, organisation_id).announce
    if place is not None:
        item = Item(
            key=f"{Letter.published}:{number}",
            organisation=organisation.short,
            kind=Letter.published,
            about=str(number),
            place=place,
            due_at=at,
        )
        outbox.put(connection, [item])
