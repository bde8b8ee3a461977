"""Questions, and the cards that answer them: the card model that no platform owns."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence
from enum import StrEnum
from typing import Self

from pydantic import Field, field_serializer, model_validator

from bot.people import Contact, Role
from corpus.document import Audience, Force, LinkKind, Span, StatedDate, Value

LONGEST_QUESTION = 10_000


class Urgency(StrEnum):
    """How urgent the safeguarding concern is that a message discloses."""

    none = "none"
    high = "high"
    immediate = "immediate"


class Question(Value):
    """What someone asks of one organisation, with the earlier turns of the same conversation, oldest first.

    `policies` are the short names of those that may be quoted; empty, all of them. `concern` is how urgent a
    concern was that earlier turns disclosed whose words are not kept. `loose`: the earlier turns were said in the
    same place and may have nothing to do with the question, which is then found out. `statement`: it is somebody's
    message to be laid beside the policy, and no question that a pin could answer. `as_of`: it is answered from what was or
    will be in force on that day.
    """

    text: str = Field(max_length=LONGEST_QUESTION)
    organisation: str
    earlier: tuple[str, ...] = ()
    asker: Role = Role.staff
    policies: frozenset[str] = frozenset()
    concern: Urgency = Urgency.none
    loose: bool = False
    statement: bool = False
    as_of: dt.date | None = None


class Kind(StrEnum):
    """What kind of answer a card is."""

    quoted = "quoted"
    pinned = "pinned"
    silent = "silent"


class NoteKind(StrEnum):
    """How a clause changes the one it goes with."""

    starred = "starred note"
    note = "note"
    definition = "definition"


class Passage(Value):
    """One slice of a stored document, and the words that stand there."""

    span: Span
    text: str

    @model_validator(mode="after")
    def _as_long_as_its_span(self) -> Self:
        if len(self.text) != self.span.end - self.span.start:
            raise ValueError("a passage is exactly as long as its span")
        return self


class Note(Value):
    """A clause that changes the quoted one, in its own words; `term` is the word that it defines, if it does."""

    clause_id: str
    number: str | None
    kind: NoteKind
    words: Passage
    term: str | None = None


class Travels(Value):
    """What a quoted clause is to which other rule, named by its clause and by its number."""

    kind: LinkKind
    rule_id: str
    rule: str | None
    term: str | None = None


class Whose(Value):
    """The organisation whose policy is quoted where that is not the asker's own; `for_all`: it holds everywhere."""

    short: str
    name: str
    for_all: bool = False


class Quote(Value):
    """The exact words of one clause, what belongs to them, and where they stand.

    `travels` says what it is to another quoted rule, such as its exception, where it is something to one. `whose` policy
    it is, is None for the asker's own organisation's.
    Made only by `bot.quoting.cut`, which has compared the stored document with the published one.
    """

    clause_id: str
    document_id: str
    policy: str
    number: str | None
    headings: tuple[str, ...]
    title: str
    revision: str | None
    effective_on: StatedDate | None
    review_on: StatedDate | None
    page: int | None
    force: Force
    audience: tuple[Audience, ...]
    lead: tuple[Passage, ...]
    words: Passage
    notes: tuple[Note, ...]
    warnings: tuple[str, ...] = ()
    score: float = 0.0
    travels: Travels | None = None
    whose: Whose | None = None

    @field_serializer("effective_on", "review_on", when_used="json")
    def _iso(self, stated: StatedDate | None) -> str | None:
        return stated.iso if stated else None

    @property
    def cited(self) -> Cited:
        """The clause and the revision of its policy."""
        return Cited(clause_id=self.clause_id, document_id=self.document_id)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the clause's words alone, white space collapsed, as `Clause.fingerprint`."""
        return hashlib.sha256(" ".join(self.words.text.split()).encode()).hexdigest()

    @property
    def spans(self) -> tuple[Span, ...]:
        """Every slice that is shown: lead-ins outermost first, the rule's words, then its notes."""
        return (
            *(each.span for each in self.lead),
            self.words.span,
            *(each.words.span for each in self.notes),
        )


class Cited(Value):
    """A clause as an answer referred to it: its id, and that of the revision of the policy in which it stood.

    A clause's id tells where it stands, and another rule may stand there in the next revision.
    """

    clause_id: str
    document_id: str


class Conflict(Value):
    """Two of the quoted clauses that pull in different directions, by their ids and those of their policies' revisions."""

    first: str
    second: str
    first_of: str
    second_of: str


class Vouched(Value):
    """The pin that a card serves: when it was pinned, and what the lead wrote to go with it, in their words."""

    id: str
    on: dt.date
    note: str = ""


class AnswerCard(Value):
    """The answer to one question: quotes in rank order, or silence and the nearest clauses, if any are offered.

    Where a lead has pinned the answer, `pin` says so, and its clauses are quoted; without any, the lead's words are all.

    The quotes that answer come first, `answering` of them, then those that travel with them; `conflicts` are
    pairs among them. `further` are the clauses that came next and were not quoted.
    `addressed_to` is empty unless nothing for the asker's role governs and others' rules are quoted instead.
    `remark` is the reply to small talk, or why there is silence; `nearest` is never an answer,
    and empty where the message surely discloses a concern.
    `reporting` is the policy's clause about reporting a concern, where one is disclosed and it has one.
    `followed`: it was read in the light of earlier turns. `as_of` is the day whose policies it quotes, where that was asked
    for. `score` tells how sure it is that the first quote governs: higher is surer. `snapshot` is None
    where nothing is published; `above` are the snapshots of the organisations whose policies hold here too.
    """

    id: str = Field(default_factory=lambda: secrets.token_hex(8))
    kind: Kind
    organisation: str
    asker: Role
    quotes: tuple[Quote, ...] = ()
    answering: int = 0
    further: tuple[Cited, ...] = ()
    nearest: tuple[Quote, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    addressed_to: tuple[Audience, ...] = ()
    remark: str | None = None
    small_talk: bool = False
    concern: Urgency = Urgency.none
    pin: Vouched | None = None
    reporting: Quote | None = None
    contacts: tuple[Contact, ...] = ()
    followed: bool = False
    score: float = 0.0
    snapshot: str | None = None
    above: tuple[str, ...] = ()
    as_of: dt.date | None = None
    answered_on: dt.date

    @model_validator(mode="after")
    def _quotes_or_silence(self) -> Self:
        if (self.kind is Kind.silent and self.quotes) or (self.kind is Kind.quoted and not self.quotes):
            raise ValueError("a quoted card has quotes, and a silent one has none")
        if (self.kind is Kind.pinned) != (self.pin is not None):
            raise ValueError("a pinned card names its pin, and no other does")
        if self.pin and not (self.quotes or self.pin.note):
            raise ValueError("a pin quotes a clause or says something")
        if self.nearest and self.kind is not Kind.silent:
            raise ValueError("nearest clauses belong to silence only")
        return self

    @property
    def definitions(self) -> tuple[Note, ...]:
        """The definitions that the clause on reporting or any of the quotes leans on, each once, as first met."""
        leading = (self.reporting,) if self.reporting else ()
        return definitions((*leading, *self.quotes))


def definitions(quotes: Sequence[Quote]) -> tuple[Note, ...]:
    """The definitions that any of the quotes leans on, each once, as first met."""
    met = {
        (quote.document_id, note.clause_id): note
        for quote in quotes
        for note in quote.notes
        if note.kind is NoteKind.definition
    }
    return tuple(met.values())
