"""What of a clause is encoded, and under which words it is found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.document import Clause, Document

_SENTENCE_END = re.compile(r"(?<=[.;:!?])\s+")


@dataclass(frozen=True, slots=True)
class Passages:
    """The texts by which a printed unit is found.

    `whole` is its lead-ins and words; `own` its words, then each of its sentences where it has
    several; `heading` the headings it stands under, joined, or the document's title where it has none.
    """

    whole: str
    own: tuple[str, ...]
    heading: str


def passages(clause: Clause, document: Document) -> Passages:
    """Give the texts of one printed unit of `document`."""
    words = _plain(clause.text)
    lead = " ".join(_plain(span.of(document.text)) for span in clause.lead)
    sentences = [part for part in _SENTENCE_END.split(words) if part.strip()]
    title = document.details.title or document.policy
    return Passages(
        whole=f"{lead} {words}".strip(),
        own=(words, *(sentences if len(sentences) > 1 else ())),
        heading=" > ".join(_plain(heading) for heading in clause.headings) or _plain(title),
    )


def units(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Keep the whole printed units, which are all that a quote ever shows."""
    return tuple(clause for clause in clauses if clause.part_of is None)


def _plain(text: str) -> str:
    return " ".join(text.split())
