"""What is kept of whoever keeps the policies: requests to publish, publications, corrections, and whose review they are reminded of."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from bot import arrangements
from bot.kept import KeptCorrection, KeptPublication, KeptReason, KeptRequest, KeptReview
from bot.records import Act
from bot.requests import WHOM, WHY
from bot.tables import arrangements as arranged
from bot.tables import corrections, publications, requests


def asked(connection: sa.Connection, person: str, shorts: Mapping[int, str]) -> tuple[KeptRequest, ...]:
    """What a person asked to publish, to which somebody else has yet to agree."""
    mine = (requests.c.asked_by == person) & requests.c.organisation_id.in_(list(shorts))
    found = connection.execute(sa.select(requests).where(mine).order_by(requests.c.asked_at)).all()
    return tuple(
        KeptRequest(
            organisation=shorts[each.organisation_id],
            at=each.asked_at,
            drafts=tuple(one for one in each.drafts if isinstance(one, str)),
            reason=each.reason,
        )
        for each in found
    )


def reasons(connection: sa.Connection, person: str, shorts: Mapping[int, str]) -> tuple[KeptReason, ...]:
    """Why a person would publish though a check fails, where they have yet to press."""
    mine = requests.c.organisation_id.in_(list(shorts))
    return tuple(
        KeptReason(organisation=shorts[each.organisation_id], reason=one[WHY])
        for each in connection.execute(sa.select(requests).where(mine)).all()
        for one in each.drafts
        if isinstance(one, dict) and one[WHOM] == person
    )


def unasked(connection: sa.Connection, key: int, person: str) -> int:
    """Delete what a person asked to publish, and why they would, on a writing transaction; returns how much."""
    mine = requests.c.organisation_id == key
    row = connection.execute(sa.select(requests).where(mine)).one_or_none()
    if row is None:
        return 0
    theirs = [each for each in row.drafts if isinstance(each, dict) and each[WHOM] == person]
    left = [each for each in row.drafts if each not in theirs]
    if row.asked_by == person:
        left = [each for each in left if isinstance(each, dict)]
        values: dict[str, object] = {"drafts": left, "asked_by": "", "reason": None}
    else:
        values = {"drafts": left}
    if left or (row.asked_by and row.asked_by != person):
        connection.execute(requests.update().where(mine).values(values))
    else:
        connection.execute(requests.delete().where(mine))
    return len(theirs) + int(row.asked_by == person)


def published(
    connection: sa.Connection, person: str, shorts: Mapping[int, str]
) -> tuple[KeptPublication, ...]:
    """The publications that name a person, as whoever made them or agreed to them."""
    mine = named(person) & publications.c.organisation_id.in_(list(shorts))
    found = connection.execute(sa.select(publications).where(mine).order_by(publications.c.id)).all()
    return tuple(
        KeptPublication(
            number=each.id,
            organisation=shorts[each.organisation_id],
            at=each.published_at,
            act=Act(each.kind),
            agreed=each.published_by != person,
            reason=each.reason if each.published_by == person else None,
        )
        for each in found
    )


def corrected(
    connection: sa.Connection, person: str, shorts: Mapping[int, str]
) -> tuple[KeptCorrection, ...]:
    """What a person put right by hand."""
    mine = (corrections.c.made_by == person) & corrections.c.organisation_id.in_(list(shorts))
    found = connection.execute(sa.select(corrections).where(mine).order_by(corrections.c.id)).all()
    return tuple(
        KeptCorrection(organisation=shorts[each.organisation_id], policy=each.policy, at=each.made_at)
        for each in found
    )


def reviews(connection: sa.Connection, person: str, shorts: Mapping[int, str]) -> tuple[KeptReview, ...]:
    """The policies of whose review a person is reminded."""
    return tuple(
        KeptReview(organisation=short, policy=policy)
        for key, short in shorts.items()
        for policy, who in sorted(arrangements.of(connection, key).owners.items())
        if who == person
    )


def named(person: str) -> sa.ColumnElement[bool]:
    """Whether a publication names a person."""
    return (publications.c.published_by == person) | (publications.c.approved_by == person)


def disowned(connection: sa.Connection, key: int, person: str) -> int:
    """Name nobody where a person is reminded of a review, on a writing transaction; returns of how many policies."""
    before = arrangements.of(connection, key)
    owners = {policy: who for policy, who in before.owners.items() if who != person}
    gone = len(before.owners) - len(owners)
    if gone:
        left = before.model_copy(update={"owners": owners}).model_dump(mode="json", exclude_defaults=True)
        mine = arranged.c.organisation_id == key
        connection.execute(arranged.update().where(mine).values(chosen=left))
    return gone
