"""The one place where quotes are made: cut from the stored document, after comparing it with the published one."""

from __future__ import annotations

import datetime as dt
import re

from bot import phrases
from bot.answers import Note, NoteKind, Passage, Quote, Travels, Whose
from bot.errors import VerificationFailed
from bot.records import StoredDocument, sha256
from corpus.document import Clause, Details, Document, Link, LinkKind, Span

_MARKS = frozenset("*†‡§")
_DEFINES = re.compile(r"\b(means|refers to|includes|is defined as|are defined as)\b")
_DEFINITIONS = re.compile(r"\b(definitions?|glossary|interpretation|terms used)\b", re.IGNORECASE)


def cut(
    clause: Clause,
    notes: tuple[Clause, ...],
    document: Document,
    stored: StoredDocument | None,
    today: dt.date,
    score: float = 0.0,
    travels: Travels | None = None,
    whose: Whose | None = None,
) -> Quote:
    """Cut a clause and its notes out of the stored document.

    `travels` says what it is to another quoted rule, `whose` policy it is where not the asker's own. `document` is the revision as the snapshot holds it.
    Raises VerificationFailed where the stored text is missing, is not what was stored, is not what the
    snapshot was built from, or does not hold the clause's words where the clause says they stand.
    """
    text = verified(document, stored)

    def passage(span: Span, expected: str | None = None) -> Passage:
        words = span.of(text)
        if not words or (expected is not None and words != expected):
            raise VerificationFailed(document=document.id)
        return Passage(span=span, text=words)

    details = document.details
    links = {link.clause_id: link for link in clause.links}
    return Quote(
        clause_id=clause.id,
        document_id=document.id,
        policy=document.policy,
        number=clause.place,
        headings=clause.headings,
        title=details.title or document.policy,
        revision=details.revision,
        effective_on=details.effective_on,
        review_on=details.review_on,
        page=clause.page,
        force=clause.force,
        audience=clause.audience,
        lead=tuple(passage(span) for span in clause.lead),
        words=passage(clause.span, clause.text),
        notes=tuple(
            Note(
                clause_id=note.id,
                number=note.place,
                kind=note_kind(note, text, links.get(note.id)),
                words=passage(note.span, note.text),
                term=links[note.id].term if note.id in links else None,
            )
            for note in notes
        ),
        warnings=warnings(details, today),
        score=score,
        travels=travels,
        whose=whose,
    )


def verified(document: Document, stored: StoredDocument | None) -> str:
    """The stored text, once it has proved to be the published one; raises VerificationFailed."""
    if stored is None or not stored.intact or stored.text_sha256 != sha256(document.text):
        raise VerificationFailed(document=document.id)
    return stored.text


def warnings(details: Details, today: dt.date) -> tuple[str, ...]:
    """What to be warned of before relying on a policy with these details."""
    found = []
    if details.effective_on and details.effective_on.first_day > today:
        found.append(phrases.not_yet_in_effect(details.effective_on))
    if details.review_on and details.review_on.last_day < today:
        found.append(phrases.review_passed(details.review_on))
    return tuple(found)


_NOTE_KINDS = {LinkKind.starred: NoteKind.starred, LinkKind.definition: NoteKind.definition}


def note_kind(note: Clause, text: str, link: Link | None = None) -> NoteKind:
    """How a note changes its clause: as its link says, else by its mark, its headings, or its words."""
    if link is not None and link.kind in _NOTE_KINDS:
        return _NOTE_KINDS[link.kind]
    before = text[: note.span.start].rstrip(" \t(\\")[-1:]
    if before in _MARKS or note.text[:1] in _MARKS or "*" in (note.number or ""):
        return NoteKind.starred
    if any(_DEFINITIONS.search(heading) for heading in note.headings) or _DEFINES.search(note.text[:120]):
        return NoteKind.definition
    return NoteKind.note
