"""What programs read and write: questions and answers, clauses, pins and notices, one JSON object a line."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    ValidationError,
    field_validator,
    model_validator,
)

from bot.answers import LONGEST_QUESTION, AnswerCard, Kind, Question, Quote, Urgency
from bot.errors import BadRow
from bot.notices import Notice
from bot.people import Role
from bot.pins import Pin, PinState, Rest
from bot.sides import Side
from corpus.document import Audience, Clause, Document, Value

QUOTES = 5
"""Most clauses that answer, in a program's row, whatever the setting says: it cuts for itself."""

_ONE_A_LINE = "Write one JSON object a line."
_ASKED = '"id", and "question" or "turns"'
TRIED = '"id", "pinned" and "question"'
"""What every row holds that tries a question on a pin."""


class AskedRow(BaseModel):
    """One question of a JSONL file; fields it does not know are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    line: int
    id: JsonValue
    question: str | None = Field(default=None, max_length=LONGEST_QUESTION)
    turns: tuple[str, ...] = ()
    org: str | None = None
    policy: str | None = None
    asker: Role = Role.staff

    @field_validator("asker", mode="before")
    @classmethod
    def _staff_unless_said(cls, asker: object) -> object:
        return Role.staff if asker is None else asker

    @model_validator(mode="after")
    def _asks_something(self) -> AskedRow:
        if self.question is None and not self.turns:
            raise ValueError('it has neither "question" nor "turns"')
        return self

    def asked(self, default: str) -> Question:
        """The question the row asks; `default` is the organisation where the row names none."""
        turns = self.turns if self.question is None else (*self.turns, self.question)
        if self.turns and self.question == self.turns[-1]:
            turns = self.turns
        organisation = self.org or self.policy or default
        return Question(text=turns[-1], earlier=turns[:-1], organisation=organisation, asker=self.asker)


class Context(Value):
    """What stands beside a quote: its lead-in, and the notes that change it."""

    lead: str
    notes: tuple[str, ...]


class AnsweredRow(Value):
    """One answer, in the order of the questions; `context` is parallel to `quotes`.

    `pin` is the id of the pin that was served; None where none was.
    """

    id: JsonValue
    kind: Kind
    pin: str | None
    abstained: bool
    score: float
    quotes: tuple[str, ...]
    clauses: tuple[str, ...]
    concern: Urgency
    snapshot: str | None
    context: tuple[Context, ...]
    nearest: tuple[str, ...]

    @classmethod
    def of(cls, row_id: JsonValue, card: AnswerCard) -> AnsweredRow:
        """The row that says what the card says."""
        return cls(
            id=row_id,
            kind=card.kind,
            pin=card.pin.id if card.pin else None,
            abstained=card.kind is Kind.silent,
            score=card.score,
            quotes=tuple(quote.words.text for quote in card.quotes),
            clauses=tuple(quote.clause_id for quote in card.quotes),
            concern=card.concern,
            snapshot=card.snapshot,
            context=tuple(_context(quote) for quote in card.quotes),
            nearest=tuple(quote.clause_id for quote in card.nearest),
        )


def _context(quote: Quote) -> Context:
    return Context(
        lead=" ".join(passage.text for passage in quote.lead),
        notes=tuple(note.words.text for note in quote.notes),
    )


class ClauseRow(Value):
    """One clause, for programs; `lead` is its lead-ins' text, outermost first."""

    policy: str
    id: str
    number: str | None
    headings: tuple[str, ...]
    lead: str
    text: str
    start: int
    end: int
    force: str
    audience: tuple[str, ...]
    notes: tuple[str, ...]

    @classmethod
    def of(cls, clause: Clause, document: Document) -> ClauseRow:
        """The row of one clause of the document."""
        return cls(
            policy=document.policy,
            id=clause.id,
            number=clause.number,
            headings=clause.headings,
            lead=" ".join(span.of(document.text) for span in clause.lead),
            text=clause.text,
            start=clause.span.start,
            end=clause.span.end,
            force=clause.force.value,
            audience=tuple(each.value for each in clause.audience),
            notes=clause.notes,
        )


class TriedRow(BaseModel):
    """A question tried on the phrasings of a pin; fields it does not know are ignored.

    `match`: whether the pin may be served to it, where that is known, and `why` it may or may not.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    line: int
    id: JsonValue
    pinned: tuple[str, ...] = Field(min_length=1)
    question: str = Field(max_length=LONGEST_QUESTION)
    match: bool | None = None
    why: str | None = None

    @field_validator("pinned", mode="before")
    @classmethod
    def _one_is_a_list(cls, pinned: object) -> object:
        return (pinned,) if isinstance(pinned, str) else pinned


class ServedRow(Value):
    """Whether the pin is served to the question of a TriedRow, and how likely it means the same: 0 to 1."""

    id: JsonValue
    served: bool
    score: float


class PinRow(Value):
    """One pin, for programs: all that is kept of it, and of each clause what it said and what the policy says now."""

    id: str
    organisation: str
    state: PinState
    phrasings: tuple[str, ...]
    clauses: tuple[Side, ...]
    note: str
    audience: tuple[Audience, ...]
    review_on: dt.date | None
    pinned_by: str
    pinned_at: dt.datetime
    changed_at: dt.datetime
    suspended_at: dt.datetime | None
    served: int
    helped: int
    unhelped: int
    rests: tuple[Rest, ...]

    @classmethod
    def of(cls, pin: Pin, clauses: tuple[Side, ...]) -> PinRow:
        """The row of a pin, with the sides of its clauses."""
        return cls(clauses=clauses, **{name: getattr(pin, name) for name in Pin.model_fields})


class NoticeRow(Value):
    """What one person is told, for programs: the clauses they were quoted, as they were and as they are."""

    id: int
    organisation: str
    person: str
    changes: tuple[Side, ...]
    made_at: dt.datetime
    due_at: dt.datetime
    told_at: dt.datetime | None

    @classmethod
    def of(cls, notice: Notice, changes: tuple[Side, ...]) -> NoticeRow:
        """The row of a notice, with the sides of its clauses."""
        kept = {name: getattr(notice, name) for name in cls.model_fields if name != "changes"}
        return cls(changes=changes, **kept)


def json_objects(lines: Iterable[bytes], file: str) -> Iterator[tuple[int, dict[str, JsonValue] | BadRow]]:
    """The objects of a JSONL file with their line numbers, a BadRow in the place of each that is none."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            found = json.loads(line.decode("utf-8-sig"))
        except UnicodeDecodeError:
            yield number, BadRow(line=number, file=file, why="it is not UTF-8 text. Save the file as UTF-8.")
        except json.JSONDecodeError as fault:
            yield number, BadRow(line=number, file=file, why=f"it is not JSON ({fault.msg}). {_ONE_A_LINE}")
        except RecursionError:
            yield number, BadRow(line=number, file=file, why=f"it is nested too deeply. {_ONE_A_LINE}")
        else:
            if isinstance(found, dict):
                yield number, found
            else:
                yield number, BadRow(line=number, file=file, why=f"it is not a JSON object. {_ONE_A_LINE}")


def asked_rows(lines: Iterable[bytes], file: str) -> Iterator[AskedRow | BadRow]:
    """The questions of a JSONL file in order, with a BadRow in the place of each that cannot be asked."""
    for number, found in json_objects(lines, file):
        if isinstance(found, BadRow):
            yield found
            continue
        try:
            yield AskedRow.model_validate({**found, "line": number})
        except ValidationError as faults:
            yield BadRow(line=number, file=file, why=why(faults))


def tried_rows(lines: Iterable[bytes], file: str) -> Iterator[TriedRow | BadRow]:
    """The rows of a JSONL file that try a question on a pin, with a BadRow in the place of each that is none."""
    for number, found in json_objects(lines, file):
        if isinstance(found, BadRow):
            yield found
            continue
        try:
            yield TriedRow.model_validate({**found, "line": number})
        except ValidationError as faults:
            yield BadRow(line=number, file=file, why=why(faults, TRIED))


def why(faults: ValidationError, needed: str = _ASKED) -> str:
    """The first fault of a row as a sentence; never with the text that was asked. `needed` is what every row holds."""
    first = faults.errors(include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    if first["type"] == "missing":
        return f'it has no "{place}". Every row needs {needed}.'
    message = first["msg"].removeprefix("Value error, ")
    message = message[:1].lower() + message[1:]
    return f'its "{place}" is wrong: {message}.' if place else f"{message}."
