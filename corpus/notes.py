"""Links: which clauses go along with which others (stars, "Please note", references, definitions)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.document import LinkKind
from corpus.references import references
from corpus.stars import carries
from corpus.units import Role, Unit

SHARE_OF_USERS = 1 / 3
"""A defined word that more than this share of the clauses uses is the document's subject, not a note."""

MOST_TERMS = 200
"""Defined words of one document that are followed up; no policy defines as many."""

_EVERYDAY_WORDS = "this it they that policy which what there these abuse we us you must should may can will day days week year school college"
EVERYDAY = frozenset(_EVERYDAY_WORDS.split())
"""Words that no reader needs to have explained, whatever the policy says of them."""

_QUOTED = r"[\"'“‘](?P<quoted>[^\"'“”‘’]{2,40})[\"'”’]"
_DEFINED = re.compile(
    rf"^(?:In this (?:policy|code|procedure|document),?\s*)?(?:In the context of this policy,?\s*)?(?:An?\s|The\s)?(?:{_QUOTED}|(?P<plain>[\w-]+(?:\s[\w-]+){{0,3}}?)[’']?)"
    r"(?:\s\([A-Z]{2,6}\))?\s+(?:means?|refers? to|is defined as|is (?:any|anything|anyone|one on|someone)\b|covers|includes|is read|is used|should,? [^.]{0,30}be taken)",
    re.IGNORECASE,
)


_TERM_FIRST = re.compile(rf"{_QUOTED}(?P<plain>)|(?P<term>[A-Z][\w -]{{2,40}})(?:\n|:\s)")
_GLOSSARY = re.compile(
    r"\b(?:definitions?|glossary|meanings?|interpretation|terms used|words used|(?:words|terms) (?:we use|in this)|what (?:the|our|these) (?:words|terms) mean)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Tie:
    """The place of a unit that goes along with another, why, and the word it defines if it does."""

    place: int
    kind: LinkKind
    term: str | None = None


def ties_of(units: Sequence[Unit], text: str) -> dict[int, tuple[Tie, ...]]:
    """For each unit's place, the units that go along with it, notes first, then references, then definitions."""
    return _Ties(units, text).run()


def notes_of(ties: Sequence[Tie]) -> tuple[int, ...]:
    """Of what goes along with a unit, the places of all but the rules that it changes, in document order."""
    return tuple(sorted({tie.place for tie in ties if tie.kind is not LinkKind.rule}))


class _Ties:
    """Links the units of one document to those that go along with them."""

    def __init__(self, units: Sequence[Unit], text: str) -> None:
        self.units = units
        self.text = text
        self.words = [unit.span.of(text) for unit in units]
        self.place_of = {id(unit): place for place, unit in enumerate(units)}
        self.found: dict[int, dict[int, Tie]] = defaultdict(dict)
        self.carriers: dict[str, list[int]] = {}
        self.last_star: dict[str, int] = {}
        self.anchored: dict[int, tuple[int, ...]] = {}

    def run(self) -> dict[int, tuple[Tie, ...]]:
        for place, unit in enumerate(self.units):
            if unit.role is Role.star:
                for each in self._anchors(place):
                    self._tie(each, place, LinkKind.starred)
                for each in self._printed_on(place):
                    self._tie(place, each, LinkKind.rule)
            elif unit.role is Role.please_note:
                for each in self._noted(place):
                    self._tie(each, place, LinkKind.note)
            elif unit.role is Role.resumed and unit.parent is not None:
                for each in self._children(unit.parent):
                    self._tie(each, place, LinkKind.note)
        for reference in references(self.units, self.text):
            self._tie(reference.place, reference.brings, reference.kind)
            if reference.kind is LinkKind.exception:
                self._tie(reference.brings, reference.place, LinkKind.rule)
        self._definitions()
        return {place: tuple(ties.values()) for place, ties in self.found.items() if ties}

    def _tie(self, place: int, other: int, kind: LinkKind, term: str | None = None) -> None:
        """Let one unit go along with another; the first reason found for it counts."""
        if place != other:
            self.found[place].setdefault(other, Tie(other, kind, term))

    def _children(self, unit: Unit) -> list[int]:
        """What hangs on a lead-in, notes apart."""
        return [
            self.place_of[id(child)]
            for child in unit.children
            if child.role in (Role.rule, Role.row, Role.lead)
        ]

    def _carriers(self, mark: str) -> list[int]:
        if mark not in self.carriers:
            carrying = carries(mark)
            self.carriers[mark] = [
                place
                for place, unit in enumerate(self.units)
                if unit.role is not Role.star and carrying.search(self.words[place])
            ]
        return self.carriers[mark]

    def _anchors(self, place: int) -> list[int]:
        """Units that carry the star of a note: of its section, else the nearest before it."""
        mark = self.units[place].mark or "*"
        carriers = self._carriers(mark)
        near = [p for p in carriers if self.units[p].section == self.units[place].section]
        chosen = near or [p for p in carriers if p < place][-1:] or carriers[:1]
        # A later note with the same mark answers for what stands between them.
        earlier = self.last_star.get(mark)
        if earlier is not None:
            chosen = [p for p in chosen if p > earlier] or chosen
        self.last_star[mark] = place
        self.anchored[place] = tuple(chosen)
        # A mark on a lead-in holds for all that hangs on it.
        return [*chosen, *(child for p in chosen for child in self._children(self.units[p]))]

    def _noted(self, place: int) -> list[int]:
        """Items of the list that a "Please note" introduces or closes."""
        note = self.units[place]
        if note.parent is not None:
            return self._children(note.parent)
        before = self.units[place - 1] if place else None
        closes = before is not None and before.section == note.section and before.is_item
        return self._children(before.parent) if before and closes and before.parent else []

    def _printed_on(self, place: int) -> list[int]:
        """The clauses that a star is printed on; for one on a lead-in, what hangs on it."""
        found: list[int] = []
        for each in self.anchored[place]:
            unit = self.units[each]
            found += self._children(unit) if unit.role is Role.lead else [each]
        return found

    def _definitions(self) -> None:
        rules = [p for p, unit in enumerate(self.units) if unit.role in (Role.rule, Role.row, Role.resumed)]
        terms = 0
        for place in rules:
            term = self._term(place)
            if term is None:
                continue
            terms += 1
            if terms > MOST_TERMS:
                return
            use = re.compile(rf"\b{re.escape(term)}(?:s|es)?\b", re.IGNORECASE)
            users = [p for p in rules if p != place and use.search(self.words[p])]
            if users and len(users) <= max(3, len(rules) * SHARE_OF_USERS):
                for user in users:
                    self._tie(user, place, LinkKind.definition, term)

    def _term(self, place: int) -> str | None:
        """The word or words that a unit defines; None where it defines none."""
        words = self.words[place]
        match = _DEFINED.match(words)
        if match is None and _is_glossary(self.units[place], self.text):
            match = _TERM_FIRST.match(words)
        if match is None:
            return None
        named = match.groupdict()
        outright = named.get("quoted") or named.get("term")
        if outright is None and not _is_term(words, named["plain"]):
            return None
        term = str(outright or named["plain"]).strip()
        return None if term.lower() in EVERYDAY else term


def _is_glossary(unit: Unit, text: str) -> bool:
    above = " ".join((*unit.headings[-1:], *(span.of(text) for span in unit.lead[-1:])))
    return bool(_GLOSSARY.search(above))


def _is_term(sentence: str, term: str) -> bool:
    """An unquoted term counts where the sentence says outright what it means."""
    return bool(re.match(rf"(?:An?\s|The\s)?{re.escape(term)}\s+means?\b", sentence, re.IGNORECASE))
