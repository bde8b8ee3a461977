"""Reads from every table what is kept of one person."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from bot import keepers, readings, rows
from bot.answers import Cited
from bot.database import Database
from bot.events import Verb
from bot.fates import Changed
from bot.history import given
from bot.kept import (
    Kept,
    KeptAbsence,
    KeptAlert,
    KeptAnswer,
    KeptAwaited,
    KeptDeed,
    KeptLetter,
    KeptNotice,
    KeptPin,
    KeptQuestion,
    KeptRating,
    KeptRole,
)
from bot.members import Holder
from bot.outbox import Letter
from bot.pins import PinState
from bot.queue import QueueState
from bot.tables import (
    absences,
    alerts,
    answers,
    audit,
    awaited,
    documents,
    feedback,
    holders,
    notices,
    organisations,
    outbox,
    pins,
    posted,
    queue,
)


def data_of(
    database: Database,
    person: str,
    organisation: str | None = None,
    settled: Mapping[str, Sequence[Holder]] | None = None,
) -> Kept:
    """Everything that is kept of a person, by one organisation or by all, each kind oldest first.

    `settled` are the holders that the settings name, by organisation. Raises NoSuchOrganisation.
    """
    with database.reading() as connection:
        reader = _Reader(connection, person, among(connection, organisation))
        return Kept(
            person=person,
            answers=reader.answers(),
            ratings=reader.ratings(),
            questions=reader.questions(),
            alerts=reader.alerts(),
            notices=reader.notices(),
            letters=reader.letters(),
            pins=reader.pins(),
            deeds=reader.deeds(),
            requests=keepers.asked(connection, person, reader.shorts),
            reasons=keepers.reasons(connection, person, reader.shorts),
            published=keepers.published(connection, person, reader.shorts),
            corrections=keepers.corrected(connection, person, reader.shorts),
            reviews=keepers.reviews(connection, person, reader.shorts),
            roles=roles(connection, person, reader.shorts, settled),
            absences=reader.absences(),
            awaited=reader.awaited(),
            audited=audited(connection, person, reader.shorts),
        )


def among(connection: sa.Connection, organisation: str | None) -> dict[int, str]:
    """Key and short name of an organisation, or of all; raises NoSuchOrganisation."""
    if organisation is not None:
        row = rows.found(connection, organisation)
        return {row.id: row.short}
    every = sa.select(organisations.c.id, organisations.c.short).order_by(organisations.c.id)
    return dict(connection.execute(every).all())


def is_them(column: sa.ColumnElement[object], person: str) -> sa.ColumnElement[bool]:
    """Whether a JSON column holds the person of that key."""
    platform, _, id = person.partition(":")
    return sa.and_(column["platform"].as_string() == platform, column["id"].as_string() == id)


def to_them(person: str) -> sa.ColumnElement[bool]:
    """Whether a letter goes to the person of that key: the outbox has their id, and the platform with the place."""
    platform, _, id = person.partition(":")
    return sa.and_(outbox.c.person == id, outbox.c.place["platform"].as_string() == platform)


def roles(
    connection: sa.Connection,
    person: str,
    shorts: Mapping[int, str],
    settled: Mapping[str, Sequence[Holder]] | None = None,
) -> tuple[KeptRole, ...]:
    """The roles that a person holds by their own id."""
    mine = (holders.c.who == person) & holders.c.organisation_id.in_(list(shorts))
    held = connection.execute(sa.select(holders).where(mine).order_by(holders.c.id)).all()
    named = [
        KeptRole(organisation=short, role=each.role, settled=True)
        for short in shorts.values()
        for each in (settled or {}).get(short, ())
        if each.who == person
    ]
    kept = [
        KeptRole(organisation=shorts[each.organisation_id], role=each.role, settled=False) for each in held
    ]
    return (*named, *kept)


def audited(connection: sa.Connection, person: str, shorts: Mapping[int, str]) -> int:
    """How many entries of the audit name a person, as who did it, as whom it was about, or before or after it."""
    mine = (audit.c.who == person) | (audit.c.thing == person)
    for told in (audit.c.before, audit.c.after):
        mine |= sa.cast(told, sa.Text).contains(json.dumps(person), autoescape=True)
    counted = sa.select(sa.func.count()).where(mine & audit.c.organisation_id.in_(list(shorts)))
    return int(connection.execute(counted).scalar_one())


class _Reader:
    """Reads what is kept of one person, on an open transaction; `shorts` are the organisations it looks into."""

    def __init__(self, connection: sa.Connection, person: str, shorts: dict[int, str]) -> None:
        self.connection, self.person, self.shorts = connection, person, shorts

    def _rows(
        self, table: sa.Table, mine: sa.ColumnElement[bool], order: sa.ColumnElement[object]
    ) -> list[tuple[rows.Row, str]]:
        """The rows of a table that are theirs, each with its organisation."""
        among = table.c.organisation_id.in_(list(self.shorts))
        found = self.connection.execute(sa.select(table).where(mine & among).order_by(order)).all()
        return [(each, self.shorts[each.organisation_id]) for each in found]

    def answers(self) -> tuple[KeptAnswer, ...]:
        joined = sa.select(answers, organisations.c.short).join(organisations)
        mine = (answers.c.person == self.person) & answers.c.organisation_id.in_(list(self.shorts))
        found = [
            (each.organisation_id, given(each))
            for each in self.connection.execute(joined.where(mine).order_by(answers.c.given_at))
        ]
        places = self._places((id, cited) for id, each in found for cited in (*each.clauses, *each.further))
        shown: dict[str, list[str]] = {}
        theirs = sa.select(posted).join(answers).where(mine).order_by(posted.c.message)
        for row in self.connection.execute(theirs):
            shown.setdefault(row.answer_id, []).append(row.message)
        return tuple(
            KeptAnswer(
                id=each.id,
                organisation=each.organisation,
                at=each.given_at,
                kind=each.kind,
                clauses=tuple(places[id, cited] for cited in each.clauses),
                nearest=tuple(places[id, cited] for cited in each.further),
                text=each.text,
                shared=each.shared,
                messages=tuple(shown.get(each.id, ())),
            )
            for id, each in found
        )

    def ratings(self) -> tuple[KeptRating, ...]:
        joined = sa.select(feedback, answers.c.organisation_id).join(answers)
        mine = (feedback.c.person == self.person) & answers.c.organisation_id.in_(list(self.shorts))
        found = self.connection.execute(joined.where(mine).order_by(feedback.c.at, feedback.c.id)).all()
        return tuple(
            KeptRating(
                answer=each.answer_id,
                organisation=self.shorts[each.organisation_id],
                at=each.at,
                helpful=each.helpful,
                why=each.why,
            )
            for each in found
        )

    def questions(self) -> tuple[KeptQuestion, ...]:
        found = self._rows(queue, is_them(queue.c.asker, self.person), queue.c.asked_at)
        return tuple(
            KeptQuestion(
                id=each.id,
                organisation=short,
                at=each.asked_at,
                state=QueueState(each.state),
                text=each.text,
                reply=each.reply,
            )
            for each, short in found
        )

    def alerts(self) -> tuple[KeptAlert, ...]:
        found = self._rows(alerts, is_them(alerts.c.asker, self.person), alerts.c.raised_at)
        return tuple(
            KeptAlert(id=each.id, organisation=short, at=each.raised_at, seen_at=each.seen_at)
            for each, short in found
        )

    def notices(self) -> tuple[KeptNotice, ...]:
        found = self._rows(notices, notices.c.person == self.person, notices.c.made_at)
        changed = [[Changed.model_validate(one).cited for one in each.changes] for each, _ in found]
        places = self._places(
            (each.organisation_id, one)
            for (each, _), cited in zip(found, changed, strict=True)
            for one in cited
        )
        return tuple(
            KeptNotice(
                organisation=short,
                at=each.made_at,
                clauses=tuple(places[each.organisation_id, one] for one in cited),
                told_at=each.told_at,
            )
            for (each, short), cited in zip(found, changed, strict=True)
        )

    def letters(self) -> tuple[KeptLetter, ...]:
        found = self._rows(outbox, to_them(self.person), outbox.c.due_at)
        return tuple(
            KeptLetter(organisation=short, at=each.due_at, kind=Letter(each.kind), sent_at=each.done_at)
            for each, short in found
        )

    def pins(self) -> tuple[KeptPin, ...]:
        found = self._rows(pins, pins.c.pinned_by == self.person, pins.c.pinned_at)
        return tuple(
            KeptPin(
                id=each.id,
                organisation=short,
                at=each.pinned_at,
                state=PinState(each.state),
                phrasings=tuple(each.phrasings),
                note=each.note,
            )
            for each, short in found
        )

    def deeds(self) -> tuple[KeptDeed, ...]:
        kinds = (
            (queue, queue.c.taken_by, queue.c.taken_at, "took"),
            (queue, queue.c.closed_by, queue.c.closed_at, "closed"),
            (alerts, alerts.c.seen_by, alerts.c.seen_at, "saw"),
        )
        found = [
            KeptDeed(id=each.id, organisation=short, at=getattr(each, moment.name), did=did)
            for table, column, moment, did in kinds
            for each, short in self._rows(table, is_them(column, self.person) & moment.is_not(None), moment)
        ]
        return tuple(sorted(found, key=lambda deed: deed.at))

    def absences(self) -> tuple[KeptAbsence, ...]:
        found = self._rows(absences, absences.c.who == self.person, absences.c.first_day)
        return tuple(
            KeptAbsence(organisation=short, first_day=each.first_day, last_day=each.last_day)
            for each, short in found
        )

    def awaited(self) -> tuple[KeptAwaited, ...]:
        found = self._rows(awaited, awaited.c.person == self.person, awaited.c.at)
        return tuple(
            KeptAwaited(organisation=short, at=each.at, verb=Verb(each.verb), about=each.about)
            for each, short in found
        )

    def _places(self, wanted: Iterable[tuple[int, Cited]]) -> dict[tuple[int, Cited], str]:
        """Title and number of clauses, also of revisions that are no longer in force; by organisation and clause."""
        places = {each: f"{each[1].document_id} {each[1].clause_id}" for each in wanted}
        for organisation, id in sorted({(key, cited.document_id) for key, cited in places}):
            mine = (documents.c.organisation_id == organisation) & (documents.c.document_id == id)
            row = self.connection.execute(
                sa.select(*rows.DOCUMENT).where(mine).order_by(documents.c.id.desc()).limit(1)
            ).one_or_none()
            if row is None:
                continue
            document = rows.document(row)
            title = document.details.title or document.policy
            for clause in readings.cut(document):
                key = (organisation, Cited(clause_id=clause.id, document_id=id))
                if key in places:
                    places[key] = f"{title} {clause.place or next(reversed(clause.headings), '')}".rstrip()
        return places
