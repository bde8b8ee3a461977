"""Documents, their blocks and their clauses: the words, and where they stand."""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Value(BaseModel):
    """A frozen value that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Value):
    """A slice of a document's text, in characters: `text[start:end]`."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)

    @model_validator(mode="after")
    def _runs_forward(self) -> Span:
        if self.end < self.start:
            raise ValueError(f"a span cannot end ({self.end}) before it starts ({self.start})")
        return self

    def of(self, text: str) -> str:
        """Cut this span out of `text`, exactly."""
        return text[self.start : self.end]


class StatedDate(Value):
    """A date as exactly as a policy states it: a year, a month of a year, or a day."""

    year: int = Field(ge=1900, le=2999)
    month: int | None = Field(default=None, ge=1, le=12)
    day: int | None = Field(default=None, ge=1, le=31)

    @model_validator(mode="after")
    def _exists(self) -> StatedDate:
        if self.day is not None:
            if self.month is None:
                raise ValueError("a day needs a month")
            dt.date(self.year, self.month, self.day)
        return self

    @property
    def first_day(self) -> dt.date:
        """The earliest day this date can mean."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> dt.date:
        """The latest day this date can mean."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def iso(self) -> str:
        """The date in ISO 8601, as short as it was stated: `2019`, `2019-01` or `2019-01-31`."""
        parts = [f"{self.year:04d}"]
        if self.month:
            parts.append(f"{self.month:02d}")
        if self.day:
            parts.append(f"{self.day:02d}")
        return "-".join(parts)

    @classmethod
    def parse(cls, iso: str) -> StatedDate:
        """Read `2019`, `2019-01` or `2019-01-31`; raises ValueError for anything else."""
        pieces = [int(piece) for piece in iso.strip().split("-")]
        if not 1 <= len(pieces) <= 3:
            raise ValueError(f"{iso!r} is not a date such as 2026-10-31")
        return cls(year=pieces[0], month=dict(enumerate(pieces)).get(1), day=dict(enumerate(pieces)).get(2))

    def __str__(self) -> str:
        if self.month is None:
            return str(self.year)
        name = calendar.month_name[self.month]
        return f"{self.day} {name} {self.year}" if self.day else f"{name} {self.year}"


class Audience(StrEnum):
    """Whom a clause speaks to."""

    staff = "staff"
    learners = "learners"
    managers = "managers"
    governors = "governors"
    parents = "parents"
    volunteers = "volunteers"
    all = "all"


class Force(StrEnum):
    """How strongly a clause binds, in its own words."""

    prohibition = "prohibition"
    obligation = "obligation"
    recommendation = "recommendation"
    advised_against = "advised against"
    permission = "permission"
    information = "information"


class BlockKind(StrEnum):
    """What a block of a document is, before anything is understood of it."""

    heading = "heading"
    paragraph = "paragraph"
    item = "item"
    row = "row"
    column_heads = "column heads"
    note = "note"


class Block(Value):
    """One printed unit of a document: a heading, a paragraph, a list item or a table row.

    `span` holds its words without the number or bullet in front of them; `marker` is that number
    or bullet where there is one. `level` is 1 for the outermost heading, else the nesting depth of
    a list item where the source states it (None where it has to be inferred). `page` counts from 1.
    """

    kind: BlockKind
    span: Span
    marker: Span | None = None
    level: int | None = None
    page: int | None = None


class Details(Value):
    """What a policy says about itself; None or empty where it does not say.

    `reviewed_on` is when it was last reviewed, `review_on` when it is to be reviewed next: as stated, or
    a year after the last review where the policy says that it is reviewed annually.
    """

    title: str | None = None
    organisation: str | None = None
    revision: str | None = None
    effective_on: StatedDate | None = None
    reviewed_on: StatedDate | None = None
    review_on: StatedDate | None = None
    audience: tuple[str, ...] = ()
    owner: str | None = None


class CorrectionKind(StrEnum):
    """What of a policy somebody put right by hand."""

    number = "number"
    audience = "audience"
    parted = "split"
    joined = "join"
    detail = "detail"


class Correction(Value):
    """One thing that was read wrongly, and what is right; it holds wherever the same words are read in the same wrong way.

    A clause is named by its `words` as they are read where the correction is applied, with each run of white space as one
    space, and by which of those that say the same it is: the `nth` from 1; `sentence` where it is one of a unit. `was` and
    `right` are the number to cite it by, or the audiences, joined by commas; of a detail, those of its `field`, a date in
    ISO 8601 and several audiences a line each; empty where there is none. A split begins the second clause `at` so many
    characters of `words`; a join takes in the clause behind, whose words are `following`.
    """

    kind: CorrectionKind
    words: str = ""
    nth: int = Field(default=1, ge=1)
    sentence: bool = False
    place: str | None = None
    was: str = ""
    right: str = ""
    at: int = Field(default=0, ge=0)
    following: str = ""
    field: str = ""

    @model_validator(mode="after")
    def _can_be_applied(self) -> Correction:
        if self.kind is CorrectionKind.audience and not {*self.right.split(", ")} <= {*Audience}:
            raise ValueError(f"{self.right!r} names no audience")
        if self.kind is CorrectionKind.detail:
            if self.field not in Details.model_fields:
                raise ValueError(f"a policy has no detail {self.field!r}")
            for said in (self.was, self.right):
                if said and self.field.endswith("_on"):
                    StatedDate.parse(said)
        return self


class Document(Value):
    """One revision of one policy: its canonical text, its blocks in order, and its details.

    `policy` is the policy's short name (from the file's stem); `source` the file's name; `sha256`
    the hash of the file's bytes; `faults` sentences on what could not be understood; `corrections` what of the reading
    was put right by hand, in the order in which it is applied: those of `details` have been.
    """

    policy: str
    source: str
    sha256: str
    text: str
    blocks: tuple[Block, ...]
    details: Details = Details()
    faults: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = Field(default=(), exclude_if=lambda made: not made)

    @model_validator(mode="after")
    def _blocks_stand_in_the_text(self) -> Document:
        reached = 0
        for block in self.blocks:
            first = block.marker.start if block.marker else block.span.start
            if first < reached or block.span.end > len(self.text):
                raise ValueError(f"block at {first} overlaps its neighbour or leaves the text")
            reached = block.span.end
        return self

    @property
    def id(self) -> str:
        """Name of this revision: the policy's short name and the hash of all that it says."""
        return f"{self.policy}@{self.fingerprint[:12]}"

    @property
    def fingerprint(self) -> str:
        """SHA-256 over text, details and corrections: the same words read alike are the same revision."""
        said = f"{self.text}\0{self.details.model_dump_json()}"
        if self.corrections:
            said += "".join(f"\0{each.model_dump_json()}" for each in self.corrections)
        return hashlib.sha256(said.encode()).hexdigest()


class LinkKind(StrEnum):
    """Why one clause goes along with another."""

    starred = "starred note"
    note = "note"
    exception = "exception"
    rule = "rule"
    definition = "definition"
    reference = "reference"


class Link(Value):
    """A clause that goes along with another, and why; `term` is the word that a definition defines.

    A link of kind `rule` leads back: from an exception or a starred note to the rule that it changes.
    """

    clause_id: str
    kind: LinkKind
    term: str | None = None


class Clause(Value):
    """The smallest printed unit that states something, and all that belongs to it.

    `text` is `document.text[span]`. `lead` are the spans of the lead-ins it hangs on, outermost
    first; `notes` the ids of clauses that change it or that it leans on (starred notes, "Please note",
    exceptions, definitions, references); `links` those and the rules that it changes, each with why.
    `number` is the number as printed, with those it is printed under ("4.1(iii)"); where none is
    printed, a bullet or table row is counted ("•2", "|2") and `under` is the number it stands under.
    A sentence of a unit whose sentences differ in force is a clause of its own, `part_of` the unit.
    """

    id: str
    document_id: str
    policy: str
    number: str | None = None
    under: str | None = None
    headings: tuple[str, ...] = ()
    lead: tuple[Span, ...] = ()
    span: Span
    text: str
    force: Force
    audience: tuple[Audience, ...]
    notes: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    part_of: str | None = None
    page: int | None = None

    @property
    def place(self) -> str | None:
        """The number to cite the clause by: "4.1(iii)", "22 •2", "5 row 1"."""
        if self.number is None:
            return None
        own = self.number.replace("|", "row ")
        return f"{self.under} {own}" if self.under else own

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the clause's words alone, whitespace collapsed: equal across renumbering."""
        return hashlib.sha256(" ".join(self.text.split()).encode()).hexdigest()
