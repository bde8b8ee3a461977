"""Corrections by hand: what of a policy was read wrongly, who put it right, and that later revisions are read so too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from bot import correction_phrases as phrases
from bot import phrases as said
from bot import rows
from bot.errors import BadCorrection, ChangedMeanwhile, NoSuchCorrection, NoSuchPolicy
from bot.records import DraftOutcome, State
from bot.settings import did_you_mean
from bot.store import Store
from bot.tables import corrections, documents, requests
from bot.wanted import Cut, Wanted, cuts, understood
from corpus.document import Correction, CorrectionKind, Document, Value

__all__ = [
    "Cut", "Kept", "Redrafted", "Wanted", "applying", "correct", "cuts", "named", "newest", "of", "take_back", "told",
]  # fmt: skip

CORRECTED, TOOK_BACK = "corrected", "took back a correction of"
"""What the audit calls each."""

_NEWEST = (State.draft, State.scheduled, State.published)
SHORTEST = 8
"""Words of a clause by which it is called where it has no number."""


class Kept(Value):
    """A correction that is kept for a policy, who made it and when, and whether it applies to the newest revision."""

    id: int
    policy: str
    correction: Correction
    made_by: str
    made_at: dt.datetime
    applies: bool


class Redrafted(Value):
    """The newest revision as it is read now, what became of it, and what was put right before and no longer applies.

    `outcome` is `new` or `replaced` where it waits as a draft now, and `unchanged` where it reads as what is published or
    scheduled does, so that no draft is left of it.
    """

    document: Document
    outcome: DraftOutcome
    lapsed: tuple[Correction, ...] = ()


class _Newest(NamedTuple):
    """The newest revision of a policy, the key of its row, and what is scheduled of the policy."""

    document: Document
    key: int
    scheduled: tuple[Document, ...]


def of(store: Store, organisation: str, policy: str = "") -> tuple[Kept, ...]:
    """The corrections that are kept for a policy, or with "" for every policy, oldest first; raises NoSuchOrganisation."""
    with store.database.reading() as connection:
        row = rows.found(connection, organisation)
        found = _kept(connection, row.id, policy)
        read = {name: _newest(connection, row.id, name) for name in {each.policy for each in found}}
    applied = {name: each.document.corrections for name, each in read.items() if each is not None}
    return tuple(
        Kept(
            id=each.id,
            policy=each.policy,
            correction=_correction(each),
            made_by=each.made_by,
            made_at=each.made_at,
            applies=_correction(each) in applied.get(each.policy, ()),
        )
        for each in found
    )


def newest(store: Store, organisation: str, policy: str) -> Document:
    """The newest revision of a policy: its draft, else what is scheduled last, else what is published.

    Only this one can be put right. Raises NoSuchPolicy.
    """
    with store.database.reading() as connection:
        row = rows.found(connection, organisation)
        return _demanded(connection, row, policy).document


def correct(
    store: Store, organisation: str, document_id: str, wanted: Sequence[Wanted], by: str, at: dt.datetime
) -> Redrafted:
    """Put the newest revision of a policy right, as a draft, and keep what was put right, or do nothing.

    `wanted` are taken one after the other; ids of clauses stay what they are (the second half of a split gets a new one).
    Raises BadCorrection with why, and ChangedMeanwhile where the document is no longer the newest of its policy.
    """
    if not wanted:
        raise BadCorrection(why=phrases.NOTHING_WANTED)
    policy = document_id.rpartition("@")[0]
    before = newest(store, organisation, policy)
    if before.id != document_id:
        raise ChangedMeanwhile(organisation=store.the(organisation).name)
    made, after, lapsed = _put_right(before, wanted)
    with store.database.writing() as connection:
        row = rows.found(connection, organisation)
        held = _demanded(connection, row, policy)
        if held.document.id != document_id:
            raise ChangedMeanwhile(organisation=row.name)
        known = [_correction(each) for each in _kept(connection, row.id, policy)]
        for each in made:
            if each not in known:
                values = {"organisation_id": row.id, "policy": policy, "made_by": by, "made_at": at}
                kept = each.model_dump(mode="json")
                connection.execute(corrections.insert().values(**values, correction=kept))
        outcome = _redrafted(connection, row.id, held, after)
        note = {"put right": ", ".join(each.kind.value for each in made), "now": after.id}
        rows.note(connection, row.id, by, CORRECTED, document_id, at, None, {**note})
    return Redrafted(document=after, outcome=outcome, lapsed=lapsed)


def take_back(store: Store, organisation: str, policy: str, id: int, by: str, at: dt.datetime) -> Redrafted:
    """Forget a correction and read the newest revision without it, as a draft; raises NoSuchCorrection and NoSuchPolicy."""
    from corpus.corrections import corrected

    before = newest(store, organisation, policy)
    taken = next((each for each in of(store, organisation, policy) if each.id == id), None)
    name = store.the(organisation).name
    if taken is None:
        raise NoSuchCorrection(organisation=name, id=id)
    left = [each for each in before.corrections if each != taken.correction]
    read = corrected(before, left) if taken.applies else None
    after = read.document if read else before
    with store.database.writing() as connection:
        row = rows.found(connection, organisation)
        held = _demanded(connection, row, policy)
        if held.document.id != before.id:
            raise ChangedMeanwhile(organisation=name)
        gone = connection.execute(corrections.delete().where(corrections.c.id == id))
        if gone.rowcount != 1:
            raise NoSuchCorrection(organisation=name, id=id)
        outcome = _redrafted(connection, row.id, held, after) if read else DraftOutcome.unchanged
        note = {"took back": taken.correction.kind.value, "by": taken.made_by, "now": after.id}
        rows.note(connection, row.id, by, TOOK_BACK, before.id, at, None, {**note})
    return Redrafted(document=after, outcome=outcome, lapsed=read.lapsed if read else ())


def applying(store: Store, organisation: str, document: Document) -> tuple[Document, tuple[Correction, ...]]:
    """A revision that was just read, with what is kept for its policy, and what of that does not apply to it."""
    if store.organisation(organisation) is None:
        return document, ()
    with store.database.reading() as connection:
        row = rows.found(connection, organisation)
        found = _kept(connection, row.id, document.policy)
        if not found:
            return document, ()
        held = _newest(connection, row.id, document.policy)
    from corpus.corrections import corrected

    same_words = held is not None and held.document.text == document.text
    read = corrected(document, [_correction(each) for each in found], same_words)
    return read.document, read.lapsed


def told(correction: Correction) -> str:
    """What a correction says, in a sentence without its full stop."""
    was, right = correction.was, correction.right
    match correction.kind:
        case CorrectionKind.number:
            phrase = (
                phrases.NUMBERED if was and right else phrases.NUMBERED_FIRST if right else phrases.UNNUMBERED
            )
        case CorrectionKind.audience:
            phrase = phrases.FOR
            was, right = (said.listed(each.split(", ")) for each in (was, right))
        case CorrectionKind.parted:
            behind = _opening(correction.words[correction.at :])
            return phrases.PARTED.format(clause=named(correction), behind=behind)
        case CorrectionKind.joined:
            behind = _opening(correction.following)
            return phrases.JOINED.format(clause=named(correction), behind=behind)
        case CorrectionKind.detail:
            was, right = (_detail(correction.field, each) for each in (was, right))
            phrase = (
                phrases.DETAIL if was and right else phrases.DETAIL_FIRST if right else phrases.DETAIL_NONE
            )
    return phrase.format(clause=named(correction), field=named(correction), was=was, right=right)


def named(correction: Correction) -> str:
    """What a correction is about: the detail, or the clause by its number, else by the words it begins with."""
    if correction.kind is CorrectionKind.detail:
        return phrases.FIELDS[correction.field]
    return correction.place or _opening(correction.words)


def _put_right(
    document: Document, wanted: Sequence[Wanted]
) -> tuple[list[Correction], Document, tuple[Correction, ...]]:
    """What is put right in a document, as it is read then, and what of the earlier no longer applies."""
    from corpus.clauses import cut
    from corpus.corrections import corrected

    made: list[Correction] = []
    before = document.corrections
    lapsed: list[Correction] = []
    for each in wanted:
        made.append(understood(document, cut(document), each))
        read = corrected(document, [*document.corrections, made[-1]])
        if any(one in read.lapsed for one in made):
            raise BadCorrection(why=phrases.DOES_NOT_APPLY)
        lapsed += read.lapsed
        document = read.document
    return made, document, tuple(each for each in before if each in lapsed)


def _redrafted(connection: sa.Connection, key: int, held: _Newest, after: Document) -> DraftOutcome:
    """Make what the newest revision reads as now its policy's draft; what is scheduled so already needs none."""
    if after not in held.scheduled:
        source = sa.select(documents.c.source_bytes).where(documents.c.id == held.key)
        outcome = rows.drafted(connection, key, after, bytes(connection.execute(source).scalar_one()))
        return outcome if _is_draft(connection, key, after) else DraftOutcome.unchanged
    mine = (documents.c.organisation_id == key) & (documents.c.policy == after.policy)
    connection.execute(documents.delete().where(mine & (documents.c.state == str(State.draft))))
    connection.execute(requests.delete().where(requests.c.organisation_id == key))
    return DraftOutcome.unchanged


def _is_draft(connection: sa.Connection, key: int, document: Document) -> bool:
    return any(
        state == State.draft and each.id == document.id
        for state, _, each in rows.current(connection, key, document.policy)
    )


def _kept(connection: sa.Connection, key: int, policy: str = "") -> Sequence[rows.Row]:
    mine = sa.select(corrections).where(corrections.c.organisation_id == key)
    if policy:
        mine = mine.where(corrections.c.policy == policy)
    return connection.execute(mine.order_by(corrections.c.policy, corrections.c.id)).all()


def _correction(row: rows.Row) -> Correction:
    return Correction.model_validate(row.correction)


def _newest(connection: sa.Connection, key: int, policy: str) -> _Newest | None:
    wanted = (
        sa.select(documents.c.id, documents.c.state, *rows.DOCUMENT)
        .where(
            documents.c.organisation_id == key,
            documents.c.policy == policy,
            documents.c.state.in_([str(each) for each in _NEWEST]),
        )
        .order_by(documents.c.id.desc())
    )
    found = sorted(connection.execute(wanted).all(), key=lambda each: _NEWEST.index(State(each.state)))
    if not found:
        return None
    scheduled = [rows.document(each) for each in found if each.state == State.scheduled]
    return _Newest(rows.document(found[0]), found[0].id, tuple(scheduled))


def _demanded(connection: sa.Connection, row: rows.Row, policy: str) -> _Newest:
    found = _newest(connection, row.id, policy)
    if found is None:
        mine = sa.select(documents.c.policy).where(documents.c.organisation_id == row.id).distinct()
        known = sorted(connection.execute(mine).scalars())
        raise NoSuchPolicy(organisation=row.name, name=policy, hint=did_you_mean(policy, known))
    return found


def _opening(words: str) -> str:
    """The words that a clause begins with, by which it is called; never a quote."""
    begins = words.split()
    return f"“{' '.join(begins[:SHORTEST])}{' …' if len(begins) > SHORTEST else ''}”"


def _detail(field: str, value: str) -> str:
    from corpus.corrections import DATES
    from corpus.document import StatedDate

    if value and field in DATES:
        return str(StatedDate.parse(value))
    return ", ".join(value.split("\n"))
