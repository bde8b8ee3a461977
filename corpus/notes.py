"""Notes: which clauses change which others (stars, "Please note", cross-references, definitions)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from corpus.stars import carries
from corpus.units import Role, Unit

SHARE_OF_USERS = 1 / 3
"""A defined word that more than this share of the clauses uses is the document's subject, not a note."""

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
    words = [unit.span.of(text) for unit in units]
    found: dict[int, set[int]] = defaultdict(set)
    for place, unit in enumerate(units):
        if unit.role is Role.star:
            for anchor in _anchors(units, words, place):
                found[anchor].add(place)
        elif unit.role is Role.please_note:
            for noted in _noted(units, place):
                found[noted].add(place)
        elif unit.role is Role.resumed:
            for child in unit.parent.children if unit.parent else ():
                if child is not unit:
                    found[units.index(child)].add(place)
    _cross_references(units, words, found)
    _definitions(units, words, text, found)
    return {place: tuple(sorted(notes - {place})) for place, notes in found.items() if notes - {place}}


def _anchors(units: Sequence[Unit], words: Sequence[str], place: int) -> list[int]:
    """Units that carry the star of a note: of its section, else the nearest before it."""
    bare = carries(units[place].mark or "*")
    carriers = [
        p
        for p, unit in enumerate(units)
        if p != place and unit.role is not Role.star and bare.search(words[p])
    ]
    near = [p for p in carriers if units[p].section == units[place].section]
    chosen = near or [p for p in carriers if p < place][-1:] or carriers[:1]
    # A later note with the same mark answers for what stands between them.
    for earlier in range(place - 1, -1, -1):
        if units[earlier].role is Role.star and units[earlier].mark == units[place].mark:
            since = [p for p in chosen if p > earlier]
            return since or chosen
    # A mark on a lead-in holds for all that hangs on it.
    return [
        *chosen,
        *(units.index(child) for p in chosen for child in units[p].children if child.role is not Role.star),
    ]


def _noted(units: Sequence[Unit], place: int) -> list[int]:
    """Items of the list that a "Please note" introduces or closes."""
    note = units[place]
    if note.parent is not None:
        return [units.index(child) for child in note.parent.children if child is not note]
    before = units[place - 1] if place else None
    if before is not None and before.section == note.section and before.parent is not None and before.is_item:
        return [units.index(child) for child in before.parent.children if child.role is Role.rule]
    return []


def _cross_references(units: Sequence[Unit], words: Sequence[str], found: dict[int, set[int]]) -> None:
    by_number: dict[str, list[int]] = defaultdict(list)
    for place, unit in enumerate(units):
        if unit.number:
            by_number[_plain(unit.number)].append(place)
    for place, sentence in enumerate(words):
        for match in _CHANGES.finditer(sentence):
            if _DOES_CHANGE.search(sentence):
                for changed in _targets(units, by_number, match.group("number")):
                    found[changed].add(place)
        for match in _LEANS_ON.finditer(sentence):
            found[place].update(_targets(units, by_number, match.group("number")))


def _targets(units: Sequence[Unit], by_number: dict[str, list[int]], number: str) -> list[int]:
    places = by_number.get(_plain(number), [])
    if len(places) != 1:
        return []
    unit = units[places[0]]
    if unit.role is Role.lead:
        return [units.index(child) for child in unit.children]
    return places


def _plain(number: str) -> str:
    return re.sub(r"[^0-9a-z]+", ".", number.lower()).strip(".")


def _definitions(units: Sequence[Unit], words: Sequence[str], text: str, found: dict[int, set[int]]) -> None:
    rules = [p for p, unit in enumerate(units) if unit.role in (Role.rule, Role.row, Role.resumed)]
    for place in rules:
        match = _DEFINED.match(words[place]) or (
            _TERM_FIRST.match(words[place]) if _is_glossary(units[place], text) else None
        )
        named = match.groupdict() if match else {}
        outright = named.get("quoted") or named.get("term")
        if not match or (outright is None and not _is_term(words[place], match.group("plain"))):
            continue
        term = (outright or match.group("plain")).strip()
        use = re.compile(rf"\b{re.escape(term)}(?:s|es)?\b", re.IGNORECASE)
        users = [p for p in rules if p != place and use.search(words[p])]
        if users and len(users) <= max(3, len(rules) * SHARE_OF_USERS):
            for user in users:
                found[user].add(place)


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
