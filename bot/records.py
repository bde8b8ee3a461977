"""What the store keeps besides documents: names, publications, and who did what."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from enum import StrEnum

from bot.errors import BadName
from corpus.document import Value

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


class Publication(Value):
    """One move of an organisation's pointer to a snapshot."""

    organisation: str
    snapshot: str
    previous: str | None
    documents: tuple[str, ...]
    published_by: str
    published_at: dt.datetime


class AuditEntry(Value):
    """Who did what to which thing, and when."""

    organisation: str | None
    at: dt.datetime
    who: str
    did: str
    thing: str


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
