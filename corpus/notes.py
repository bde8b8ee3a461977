"""Notes: which clauses change which others (stars, "Please note", cross-references, definitions)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from corpus.stars import carries
from corpus.units import Role, Unit

SHARE_OF_USERS = 1 / 3
"""A defined word that more than this share of the clauses uses is the document's subject, not a note."""

MOST_TERMS = 200
"""Defined words of one document that are followed up; no policy defines as many."""

_NUMBER = r"(?P<number>[A-Z]?\d+(?:\.\d+)*\.?(?:\s?\(?[a-z]{1,4}\))*(?:\([a-z]{1,4}\))*|[A-Z]\d+(?:\.\d+)*)"
_CHANGES = re.compile(
    rf"\b(?:rule|ban|exception|duty|requirement|prohibition|limit|restriction|permission|exemption|clause|paragraph)s?\b"
    rf"(?: (?:in|of|under|at))?(?: (?:rule|clause|paragraph|section))?\s+{_NUMBER}"
)
_LEANS_ON = re.compile(
    rf"\b(?:but see|except(?: as| where)?[^.;]{{0,30}}? (?:in|under|by)|subject to|unless [^.;]{{0,30}}? (?:in|under|by)|as (?:defined|set out|described) in)"
    rf"(?: (?:rule|clause|paragraph|section))?\s+{_NUMBER}"
)
_DOES_CHANGE = re.compile(
    r"\b(?:not (?:apply|cover|extend)|applies|apply|continues? to apply|extends?|only applies|is (?:lifted|relaxed|suspended)|also)\b",
    re.IGNORECASE,
)
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


def notes_of(units: Sequence[Unit], text: str) -> dict[int, tuple[int, ...]]:
    """For each unit's place, the places of the units that change it, in document order."""
    return _Notes(units, text).run()


class _Notes:
    """Links the units of one document to those that change them."""

    def __init__(self, units: Sequence[Unit], text: str) -> None:
        self.units = units
        self.text = text
        self.words = [unit.span.of(text) for unit in units]
        self.place_of = {id(unit): place for place, unit in enumerate(units)}
        self.found: dict[int, set[int]] = defaultdict(set)
        self.carriers: dict[str, list[int]] = {}
        self.last_star: dict[str, int] = {}

    def run(self) -> dict[int, tuple[int, ...]]:
        for place, unit in enumerate(self.units):
            if unit.role is Role.star:
                noted = self._anchors(place)
            elif unit.role is Role.please_note:
                noted = self._noted(place)
            elif unit.role is Role.resumed and unit.parent is not None:
                noted = self._children(unit.parent)
            else:
                continue
            for each in noted:
                self.found[each].add(place)
        self._cross_references()
        self._definitions()
        return {
            place: tuple(sorted(notes - {place})) for place, notes in self.found.items() if notes - {place}
        }

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

    def _cross_references(self) -> None:
        by_number: dict[str, list[int]] = defaultdict(list)
        for place, unit in enumerate(self.units):
            if unit.number:
                by_number[_plain(unit.number)].append(place)
        for place, sentence in enumerate(self.words):
            for match in _CHANGES.finditer(sentence):
                if _DOES_CHANGE.search(sentence):
                    for changed in self._targets(by_number, match.group("number")):
                        self.found[changed].add(place)
            for match in _LEANS_ON.finditer(sentence):
                self.found[place].update(self._targets(by_number, match.group("number")))

    def _targets(self, by_number: dict[str, list[int]], number: str) -> list[int]:
        places = by_number.get(_plain(number), [])
        if len(places) != 1:
            return []
        unit = self.units[places[0]]
        return self._children(unit) if unit.role is Role.lead else places

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
                    self.found[user].add(place)

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
        return str(outright or named["plain"]).strip()


def _plain(number: str) -> str:
    return re.sub(r"[^0-9a-z]+", ".", number.lower()).strip(".")


def _is_glossary(unit: Unit, text: str) -> bool:
    above = " ".join((*unit.headings[-1:], *(span.of(text) for span in unit.lead[-1:])))
    return bool(_GLOSSARY.search(above))


def _is_term(sentence: str, term: str) -> bool:
    """An unquoted term counts where the sentence says outright what it means."""
    generic = {"this", "it", "they", "that", "policy", "which", "what", "there", "these", "abuse"}
    return (
        bool(re.match(rf"(?:An?\s|The\s)?{re.escape(term)}\s+means?\b", sentence, re.IGNORECASE))
        and term.lower() not in generic
    )
