"""What the store keeps besides documents: names, publications, and who did what."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from enum import StrEnum

from pydantic import Field

from bot.errors import BadName
from corpus.document import Details, Value

LONGEST_NAME = 200


class DraftOutcome(StrEnum):
    """What became of a document that was saved as a draft."""

    new = "new"
    replaced = "replaced"
    unchanged = "unchanged"


class StoredDocument(Value):
    """A published revision as the store keeps it: its text, and the hash it was stored under."""

    document_id: str
    text: str
    text_sha256: str

    @property
    def intact(self) -> bool:
        """Whether the text still has the hash it was stored under."""
        return sha256(self.text) == self.text_sha256


class State(StrEnum):
    """What a revision is to its organisation: only what is published is quoted."""

    draft = "draft"
    scheduled = "scheduled"
    published = "published"
    superseded = "superseded"
    withdrawn = "withdrawn"


class Revision(Value):
    """One revision of a policy as the store lists it, without its words.

    `starts_on` is the day from which it is in force, as it states or else as it was published; None for a draft.
    `ended_at` is when it was superseded, withdrawn or, where `taken_back`, rolled back from.
    """

    key: int
    document_id: str
    policy: str
    state: State
    source: str
    details: Details
    added_at: dt.datetime
    published_at: dt.datetime | None = None
    starts_on: dt.date | None = None
    ended_at: dt.datetime | None = None
    taken_back: bool = False

    @property
    def title(self) -> str:
        """The policy's title, or its short name where it has none."""
        return self.details.title or self.policy


class Act(StrEnum):
    """How a publication came about."""

    published = "published"
    took_effect = "took effect"
    rolled_back = "rolled back"
    withdrawn = "withdrawn"
    imported = "imported"


class Publication(Value):
    """One move of an organisation's pointer to a snapshot, or to none where no policy is left in force.

    `documents` are the ids of the revisions in force from then on, `scheduled` of those that take effect on a later day.
    `reason` is why a failed check was overridden, or a policy withdrawn; `approved_by` the second person, where one had
    to approve. `restores` is the number of the publication whose policies a rollback brought back. `changes` counts the
    clauses that were changed, by the kind of their change.
    """

    number: int = 0
    organisation: str
    act: Act = Act.published
    snapshot: str | None
    previous: str | None
    documents: tuple[str, ...]
    scheduled: tuple[str, ...] = ()
    published_by: str
    published_at: dt.datetime
    approved_by: str | None = None
    reason: str | None = None
    restores: int | None = None
    changes: dict[str, int] = Field(default_factory=dict)


class AuditEntry(Value):
    """Who did what to which thing, and when."""

    organisation: str | None
    at: dt.datetime
    who: str
    did: str
    thing: str


def day_of(moment: dt.datetime) -> dt.date:
    """The day of a moment where this machine stands."""
    return moment.astimezone().date()


def sha256(text: str) -> str:
    """SHA-256 of a text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def slug(name: str) -> str:
    """The short name of a name: lower case, without accents or apostrophes, words joined by hyphens.

    Raises BadName where nothing is left or the name is too long.
    """
    if len(name) > LONGEST_NAME:
        raise BadName(name=name[:40] + "…", why=f"it is longer than {LONGEST_NAME} characters")
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(c for c in plain if not unicodedata.combining(c) and c not in "'’‘`")
    short = "-".join(re.findall(r"[^\W_]+", kept))
    if not short:
        raise BadName(name=repr(name), why="it holds no letter or digit")
    return short[:LONGEST_NAME]
