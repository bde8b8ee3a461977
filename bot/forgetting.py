"""Forgetting a person: what is kept of them goes, and what stays is said, with why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from bot import keepers, phrases, rows
from bot import revision_phrases as revised
from bot.database import Database
from bot.kept import KeptRole, said_of
from bot.members import Holder
from bot.outbox import Letter
from bot.queue import ASKER, OPEN, QueueState
from bot.remembering import among, audited, data_of, is_them, roles, to_them
from bot.tables import (
    absences,
    alerts,
    answers,
    awaited,
    feedback,
    notices,
    outbox,
    pins,
    posted,
    publications,
    queue,
)
from corpus.document import Value

# Whoever is asked about their data in chat needs no other module.
__all__ = ["FORGOTTEN", "Forgotten", "data_of", "forget", "said_after", "said_of"]

FORGOTTEN = "forgotten"
"""Who pinned an answer, where that was somebody who is forgotten."""

ABOUT_QUESTIONS = (
    Letter.asked,
    Letter.reminder,
    Letter.deputised,
    Letter.claimed,
    Letter.reply,
    Letter.closed,
    Letter.unreached,
)
ABOUT_ALERTS = (Letter.alert, Letter.alert_again, Letter.seen, Letter.unseen)


class Forgotten(Value):
    """What was forgotten of a person, as counts of what was deleted, and what stays.

    Their own name was taken off `pins` and `deeds`; of these, `released` are questions that wait for another lead now.
    `roles` stay, and so do `unseen` alerts, `letters_kept` to them as a lead, and the `published` publications, the
    `corrected` readings and the `audited` entries that name them.
    """

    person: str
    answers: int = 0
    ratings: int = 0
    messages: int = 0
    questions: int = 0
    alerts: int = 0
    notices: int = 0
    letters: int = 0
    absences: int = 0
    awaited: int = 0
    pins: int = 0
    deeds: int = 0
    released: int = 0
    requests: int = 0
    reviews: int = 0
    published: int = 0
    corrected: int = 0
    unseen: int = 0
    letters_kept: int = 0
    audited: int = 0
    roles: tuple[KeptRole, ...] = ()


def forget(
    database: Database,
    person: str,
    at: dt.datetime,
    organisation: str | None = None,
    by: str = ASKER,
    settled: Mapping[str, Sequence[Holder]] | None = None,
) -> Forgotten:
    """Forget a person ("slack:U0123") in one organisation or in all, in one transaction.

    The audit takes note that somebody was forgotten, how much, and `by` whom, and never who. `settled` are the holders
    that the settings name, by organisation. Raises NoSuchOrganisation.
    """
    with database.writing() as connection:
        shorts = among(connection, organisation)
        counts: dict[str, int] = {}
        for key in shorts:
            gone = _Forgetting(connection, key, person, at, by).counts()
            if any(gone.values()):
                after = {name: number for name, number in gone.items() if number}
                rows.note(connection, key, by, "forgot", "a person", at, None, {**after})
            counts = {name: counts.get(name, 0) + number for name, number in gone.items()}
        mine = list(shorts)
        waits = is_them(alerts.c.asker, person) & alerts.c.organisation_id.in_(mine)
        stays = to_them(person) & outbox.c.organisation_id.in_(mine)
        return Forgotten(
            person=person,
            **counts,
            unseen=_number(connection, alerts, waits),
            letters_kept=_number(connection, outbox, stays),
            published=_number(
                connection, publications, keepers.named(person) & publications.c.organisation_id.in_(mine)
            ),
            corrected=len(keepers.corrected(connection, person, shorts)),
            audited=audited(connection, person, shorts),
            roles=roles(connection, person, shorts, settled),
        )


def said_after(forgotten: Forgotten) -> tuple[str, ...]:
    """What somebody is told after they were forgotten: what is gone, and what stays and why."""
    kinds = {**phrases.FORGOTTEN_COUNTED, **revised.FORGOTTEN_COUNTED}
    counts = [(getattr(forgotten, name), *each) for name, each in kinds.items()]
    gone = [phrases.counted(number, one, many) for number, one, many in counts if number]
    said = [phrases.FORGOTTEN.format(what=phrases.listed(gone)) if gone else phrases.NOTHING_TO_FORGET]
    for number, sentences in (
        (forgotten.pins, phrases.FORGOTTEN_PINS),
        (forgotten.released, phrases.FORGOTTEN_RELEASED),
    ):
        if number:
            said.append(sentences[number == 1].format(number=number))
    if forgotten.reviews:
        said.append(revised.FORGOTTEN_REVIEWS)
    if forgotten.unseen:
        said.append(phrases.STAYS_ALERT)
    said += [
        phrases.STAYS_ROLE.format(role=each.role, organisation=each.organisation) for each in forgotten.roles
    ]
    # Letters about an alert that stays are explained by it.
    if forgotten.letters_kept and not forgotten.unseen:
        said.append(phrases.STAYS_LETTERS)
    if forgotten.published:
        said.append(
            revised.STAYS_PUBLISHED.format(name=phrases.counted(forgotten.published, *revised.NAMES_YOU))
        )
    if forgotten.corrected:
        name = phrases.counted(forgotten.corrected, *revised.PUT_RIGHT_BY_YOU)
        said.append(revised.STAYS_CORRECTED.format(name=name))
    if forgotten.audited:
        entries = phrases.counted(forgotten.audited, "entry", "entries")
        said.append(phrases.STAYS_AUDIT.format(entries=entries))
    return tuple(said)


class _Forgetting:
    """Forgets one person in one organisation, on an open writing transaction."""

    def __init__(self, connection: sa.Connection, key: int, person: str, at: dt.datetime, by: str) -> None:
        self.connection, self.key, self.person, self.at, self.by = connection, key, person, at, by

    def counts(self) -> dict[str, int]:
        """Delete what is theirs, take them off what is not; returns how much, by kind."""
        letters = self._letters()  # while it can still be told what they are about
        reviews = keepers.disowned(self.connection, self.key, self.person)
        if reviews:
            letters += self._delete(outbox, _of((Letter.review_due,)) & to_them(self.person))
        return {
            "letters": letters,
            "reviews": reviews,
            "requests": keepers.unasked(self.connection, self.key, self.person),
            **self._answers(),
            "questions": self._delete(queue, is_them(queue.c.asker, self.person)),
            "alerts": self._delete(alerts, self._seen_alerts()),
            "notices": self._delete(notices, notices.c.person == self.person),
            "absences": self._delete(absences, absences.c.who == self.person),
            "awaited": self._delete(awaited, awaited.c.person == self.person),
            "pins": self._change(pins, pins.c.pinned_by == self.person, {"pinned_by": FORGOTTEN}),
            "released": self._release(),
            "deeds": sum(
                self._nobody(each) for each in (queue.c.taken_by, queue.c.closed_by, alerts.c.seen_by)
            ),
        }

    def _seen_alerts(self) -> sa.ColumnElement[bool]:
        """Their alerts but for those that nobody has seen: whoever raised one must not be left alone with it."""
        return is_them(alerts.c.asker, self.person) & alerts.c.seen_at.is_not(None)

    def _answers(self) -> dict[str, int]:
        here = sa.select(answers.c.id).where(answers.c.organisation_id == self.key)
        mine = here.where(answers.c.person == self.person)
        theirs = (feedback.c.person == self.person) & feedback.c.answer_id.in_(here)
        rated = self.connection.execute(feedback.delete().where(theirs)).rowcount
        self.connection.execute(feedback.delete().where(feedback.c.answer_id.in_(mine)))
        shown = self.connection.execute(posted.delete().where(posted.c.answer_id.in_(mine))).rowcount
        gone = self._delete(answers, answers.c.person == self.person)
        return {"answers": gone, "ratings": rated, "messages": shown}

    def _letters(self) -> int:
        """Delete every letter that is about what is theirs, sent or not, and that a lead's were sent on what is over.

        That a notice was sent must not outlive it, for its number may be given again.
        """
        asked = self._ids(queue, is_them(queue.c.asker, self.person))
        alerted = self._ids(alerts, self._seen_alerts())
        told = self._ids(notices, notices.c.person == self.person)
        open_questions = self._ids(queue, queue.c.state.in_([str(each) for each in OPEN]))
        open_alerts = self._ids(alerts, alerts.c.seen_at.is_(None))
        on_question, on_alert = _of(ABOUT_QUESTIONS), _of(ABOUT_ALERTS)
        over = (on_question & outbox.c.about.not_in(open_questions)) | (
            on_alert & outbox.c.about.not_in(open_alerts)
        )
        return self._delete(
            outbox,
            (on_question & outbox.c.about.in_(asked))
            | (on_alert & outbox.c.about.in_(alerted))
            | (_of((Letter.notice,)) & (outbox.c.about.in_(told) | to_them(self.person)))
            | (over & to_them(self.person)),
        )

    def _release(self) -> int:
        """Have the open questions that they took wait again; else no lead would be reminded of them."""
        mine = is_them(queue.c.taken_by, self.person) & (queue.c.state == str(QueueState.claimed))
        wanted = sa.select(queue.c.id).where(mine & (queue.c.organisation_id == self.key))
        ids = self.connection.execute(wanted.order_by(queue.c.id)).scalars().all()
        for id in ids:
            before, after = QueueState.claimed.value, QueueState.waiting.value
            values = {"state": after, "taken_by": None, "taken_at": None}
            self.connection.execute(queue.update().where(queue.c.id == id).values(values))
            rows.note(self.connection, self.key, self.by, "released", id, self.at, before, after)
        return len(ids)

    def _nobody(self, column: sa.Column[object]) -> int:
        table = column.table
        assert isinstance(table, sa.Table)
        return self._change(table, is_them(column, self.person), {column.name: None})

    def _ids(self, table: sa.Table, mine: sa.ColumnElement[bool]) -> sa.Select[str]:
        here = table.c.organisation_id == self.key
        return sa.select(sa.cast(table.c.id, sa.String)).where(mine & here)

    def _delete(self, table: sa.Table, mine: sa.ColumnElement[bool]) -> int:
        here = table.c.organisation_id == self.key
        return self.connection.execute(table.delete().where(mine & here)).rowcount

    def _change(self, table: sa.Table, mine: sa.ColumnElement[bool], values: dict[str, str | None]) -> int:
        here = table.c.organisation_id == self.key
        return self.connection.execute(table.update().where(mine & here).values(values)).rowcount


def _of(kinds: Sequence[Letter]) -> sa.ColumnElement[bool]:
    return outbox.c.kind.in_([str(each) for each in kinds])


def _number(connection: sa.Connection, table: sa.Table, wanted: sa.ColumnElement[bool]) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(table).where(wanted)).scalar_one())
