"""A desk where questions have been asked, answered, left open and rated, as the figures of gaps are made from."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from bot.answers import AnswerCard, Cited, Kind
from bot.desk import Desk
from bot.editions import edition
from bot.gaps import Gaps, gaps
from bot.history import History
from bot.people import Organisation
from bot.pins import Pin, Pins, PinState, rest
from bot.places import Person, Place, Platform
from bot.tallies import Counted, Tallies, Tally, week_of
from corpus.document import Clause
from tests.bot_desks import TRUST, published, question

NOW = dt.datetime(2026, 9, 10, 12, tzinfo=dt.UTC)
"""A Thursday; the week before begins on 31 August."""

SINCE = dt.date(2026, 8, 24)
SHORT = "larkmere-trust"
PLACE = Place(platform=Platform.slack, workspace="T0SECRET", channel="C0SECRET")


class Asked:
    """A desk, and what was asked at it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        database = desk.store.database
        self.history, self.tallies, self.pins = History(database), Tallies(database), Pins(database)

    @property
    def organisation(self) -> Organisation:
        """The trust as it stands now."""
        return self.desk.organisation(TRUST)

    def unit(self, words: str) -> Clause:
        """The clause in force that holds these words."""
        snapshot = self.desk.snapshot(self.organisation)
        assert snapshot is not None
        return next(each for each in snapshot.units if words in each.text)

    def ask(
        self,
        text: str,
        clause: str,
        kind: Kind = Kind.quoted,
        who: str = "UANN",
        ago: int = 0,
        kept: bool = True,
        helpful: bool | None = None,
        why: str = "",
    ) -> str:
        """Let somebody be quoted the clause that holds `clause`, or be shown it as nearest; gives the answer's id."""
        unit = self.unit(clause)
        at = NOW - dt.timedelta(days=ago)
        card = self.desk.ask(question(text), most=1)
        if kind is Kind.silent:
            near = (Cited(clause_id=unit.id, document_id=unit.document_id),)
            card = AnswerCard(
                kind=kind, organisation=TRUST, asker=card.asker, further=near, answered_on=NOW.date()
            )
        else:
            assert card.quotes[0].clause_id == unit.id, card.quotes[0].words.text
        person = Person(platform=Platform.slack, id=who)
        self.history.keep(SHORT, card, person, PLACE, at, text if kept else None)
        counted = [Tally(week=week_of(at), kind=Counted(kind.value))]
        if kind is not Kind.silent:
            counted.append(
                Tally(week=week_of(at), kind=Counted.clause, policy=unit.policy, clause=unit.fingerprint)
            )
        if helpful is not None:
            self.history.rate(card.id, person, helpful, at)
            counted.append(Tally(week=week_of(at), kind=Counted.helpful if helpful else Counted.unhelpful))
        if why:
            assert self.history.why(card.id, person.key, why)
        self.tallies.count(SHORT, counted)
        return card.id

    def silent(
        self,
        text: str,
        clause: str,
        who: str = "UANN",
        ago: int = 0,
        kept: bool = True,
        helpful: bool | None = None,
    ) -> None:
        """Let somebody ask what no rule answers; the clause that holds `clause` is nearest."""
        self.ask(text, clause, Kind.silent, who, ago, kept, helpful)

    def pin(self, phrasing: str, clause: str, note: str = "") -> Pin:
        """Let the lead pin the clause that holds these words."""
        snapshot = self.desk.snapshot(self.organisation)
        assert snapshot is not None
        unit = self.unit(clause)
        cited = Cited(clause_id=unit.id, document_id=unit.document_id)
        pin = Pin(
            id="",
            organisation=SHORT,
            state=PinState.active,
            phrasings=(phrasing,),
            rests=(rest(cited, edition(snapshot)),),
            note=note,
            pinned_by="slack:ULEAD",
            pinned_at=NOW,
            changed_at=NOW,
        )
        return self.pins.make(pin, self.organisation.snapshot)

    def gaps(self, since: dt.date = SINCE) -> Gaps:
        """What was left open until now."""
        return gaps(self.desk, self.history, self.tallies, self.pins, self.organisation, since, NOW)


def asked(home: Path) -> Asked:
    """A desk at which nothing has been asked yet."""
    return Asked(published(home))
