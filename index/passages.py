"""What of a clause is encoded, and under which words it is found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.document import Clause, Document


@dataclass(frozen=True, slots=True)
class Passages:
    """The texts by which a printed unit is found: its words and, apart, what they stand under."""

    words: str
    lead: str
    headings: tuple[str, ...]
    title: str

    @classmethod
    def of(cls, words: str, lead: str, headings: Sequence[str], title: str) -> Passages:
        """Take the texts with each run of whitespace as one space."""
        return cls(_plain(words), _plain(lead), tuple(_plain(one) for one in headings), _plain(title))

    @property
    def whole(self) -> str:
        """The lead-ins and the words."""
        return f"{self.lead} {self.words}".strip()

    def text(self, title: bool = True, headings: bool = True) -> str:
        """Give all in one, as the trained encoder reads it: title, headings, lead-ins and words."""
        above = [*([self.title] if title else []), *(self.headings if headings else [])]
        return f"{' > '.join(above)}: {self.whole}" if above else self.whole


def passages(clause: Clause, document: Document) -> Passages:
    """Give the texts of one printed unit of `document`."""
    lead = " ".join(span.of(document.text) for span in clause.lead)
    return Passages.of(clause.text, lead, clause.headings, document.details.title or document.policy)


def units(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Keep the whole printed units, which are all that a quote ever shows."""
    return tuple(clause for clause in clauses if clause.part_of is None)


def _plain(text: str) -> str:
    return " ".join(text.split())
