"""References: where a clause names another by its number, and how it leans on it or changes it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.document import LinkKind
from corpus.units import Role, Unit

SHORT = 60
"""Words of an appendix or a section up to which a reference to it brings the whole of it."""

FEW = 2
"""Clauses up to which a reference to a list brings all of them; of a longer list it brings none."""

_I = re.IGNORECASE
_WORD = r"(?:rule|clause|paragraph|para|section|sub-?section|part|point|item)s?\.?"
_LETTER = r"(?:\s?\([a-z]{1,4}\)|\.?\s?[a-z]\)|[ivx]{1,4}\))"
_DOTTED = rf"[A-Z]?\d{{1,3}}(?:\.\d{{1,3}}){{1,4}}{_LETTER}{{0,3}}"
_SINGLE = rf"[A-Z]?\d{{1,3}}{_LETTER}{{0,3}}|\([a-z]{{1,4}}\){{1,2}}|§\s?\d{{1,3}}(?:\.\d{{1,3}}){{0,4}}"
_EITHER = rf"(?:{_DOTTED}|{_SINGLE})"
_MORE = rf"(?:(?:,\s?|,? and |,? or |,? to |\s?[–-]\s?)(?:{_WORD}\s)?{_EITHER}){{0,4}}"
# A number by itself is one only where it has a dot or a letter: "see 3.3", "see 4(b)"; never "by 18".
_NAMED = rf"(?:{_WORD}\s+(?P<worded>{_EITHER}{_MORE})|(?P<bare>(?:{_DOTTED}|[A-Z]?\d{{1,3}}{_LETTER}{{1,3}}){_MORE}))"
# What belongs to another document: "section 175 of the Education Act", "clause 4 of your contract".
_OWN_ONLY = (
    r"(?![\w%£(])(?!\.\d)(?!\s?\([a-z]{1,4}\))(?!\s?(?:m|km|metres|miles|hours|am|pm|a\.m|p\.m|MB|GB)\b)"
    r"(?!,? of (?:the (?!policy|code|procedure|document)|your|our|an?\b|its|their|schedule|(?-i:[A-Z])))"
    r"(?!,? (?-i:[A-Z])[\w']+(?: [\w']+){0,6} (?:Act|Regulations|Order)\b)"
)

_LEANS = re.compile(
    rf"\b(?:see(?: also)?|refer to|in (?:line|accordance|keeping|agreement) with|according to|subject to|but see|"
    rf"(?:as |is |are )?(?:set out|described|defined|explained|listed|given|laid down|stated|allowed|permitted|required|shown) (?:in|at|by|under)|"
    rf"under|apart from|except (?:as |where |when )?(?:[^.;]{{0,30}}? )?(?:in|under|by)|unless [^.;]{{0,30}}? (?:in|under|by)|follow(?:ing)?|"
    rf"the (?:steps|procedure|process|conditions|rules|list|form) (?:in|at|of)|meets?|using|complies with|comply with)\s+{_NAMED}{_OWN_ONLY}",
    _I,
)
_CHANGES = re.compile(
    rf"\b(?:rule|ban|exceptions?|duty|requirement|prohibition|limit|restriction|permission|exemptions?|clause|paragraph)s?\b"
    rf"(?: (?:in|of|under|at|to|from))?(?: (?:rule|clause|paragraph|section))?\s+(?P<worded>{_EITHER}{_MORE})(?P<bare>){_OWN_ONLY}",
    _I,
)
_DOES_CHANGE = re.compile(
    r"\b(?:not (?:apply|cover|extend)|applies|apply|continues? to apply|extends?|only applies|is (?:lifted|relaxed|suspended)|also)\b"
    r"|\b(?:exceptions?|exemptions?) (?:to|from)\b",
    _I,
)
_LIFTS = re.compile(
    r"\b(?:(?:do|does|shall|will|need) not (?:apply|cover|extend)|(?:is|are) (?:lifted|relaxed|suspended|waived)|exceptions?|exemptions?)\b",
    _I,
)
_FOLLOWS_ON = re.compile(
    r"(?:however|nevertheless|even so|that said|but)\b,?\s"
    r"|(?:this|these|the above|the same)(?: (?:rule|ban|duty|limit|requirement|restriction|prohibition|paragraph|clause|section)s?)?"
    r" (?:(?:do|does|shall|will) not (?:apply|cover|extend|include|prevent|stop)|(?:is|are) (?:lifted|relaxed|waived)|may be (?:lifted|relaxed|waived))"
    r"|(?:the (?:only |sole )?exceptions? (?:to this )?(?:is|are)|an exception (?:to this )?(?:is|may be|can be)|exceptions?(?: to this)?:|exceptions? (?:may|can) be)"
    r"|(?:unless|except)\b(?!.*\b(?:must|may|should|shall|can|will|need)\b)",
    _I,
)
_HEADED = re.compile(rf"\bexceptions? to (?:{_WORD}\s+)?(?P<worded>{_EITHER}{_MORE})(?P<bare>)", _I)
_APPENDIX = re.compile(r"\b(?:appendix|annex|schedule)\s+(?P<name>[A-Z]|\d{1,2})\b(?! (?:of|to) )", _I)
_EACH = re.compile(rf"{_DOTTED}|{_SINGLE}", _I)


@dataclass(frozen=True, slots=True)
class Reference:
    """That the unit at one place goes along with the unit at another, and why."""

    place: int
    brings: int
    kind: LinkKind


def references(units: Sequence[Unit], text: str) -> Iterator[Reference]:
    """Give every reference and exception that the units of one document name or plainly imply."""
    yield from _References(units, text).run()


class _References:
    """Looks up the numbers that the units of one document name."""

    def __init__(self, units: Sequence[Unit], text: str) -> None:
        self.units = units
        self.words = [unit.span.of(text) for unit in units]
        self.place_of = {id(unit): place for place, unit in enumerate(units)}
        self.by_number: dict[str, list[int]] = defaultdict(list)
        self.by_heading: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for place, unit in enumerate(units):
            if unit.number:
                self.by_number[plain(unit.number)].append(place)
            for depth in range(1, len(unit.headings) + 1):
                self.by_heading[unit.headings[:depth]].append(place)
        self.sections: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for headings in self.by_heading:
            if match := _EACH.match(headings[-1]):
                self.sections[plain(match.group())].append(headings)
            if match := _APPENDIX.match(headings[-1]):
                self.sections[f"appendix {match.group('name').lower()}"].append(headings)

    def run(self) -> Iterator[Reference]:
        for place, words in enumerate(self.words):
            changed = set(self._changed(place, words))
            for each in sorted(changed):
                lifts = _LIFTS.search(words) or each in self._headed(place)
                yield Reference(each, place, LinkKind.exception if lifts else LinkKind.note)
            for match in _LEANS.finditer(words):
                for brought in self._named(place, match, few=True):
                    if brought not in changed:
                        yield Reference(place, brought, LinkKind.reference)
            for match in _APPENDIX.finditer(words):
                for brought in self._section(f"appendix {match.group('name').lower()}"):
                    if brought != place:
                        yield Reference(place, brought, LinkKind.reference)
            for each in self._followed(place, words):
                if each not in changed:
                    yield Reference(each, place, LinkKind.exception)

    def _changed(self, place: int, words: str) -> Iterator[int]:
        """The units whose rule this one lifts, limits or extends by their number."""
        yield from self._headed(place)
        if _DOES_CHANGE.search(words):
            for match in _CHANGES.finditer(words):
                yield from self._named(place, match)

    def _headed(self, place: int) -> list[int]:
        """The units to which this one, by its heading, lead-in or own words, holds the exceptions."""
        unit = self.units[place]
        above = [unit.headings[-1]] if unit.headings else []
        parent = unit.parent
        while parent is not None:
            above.append(self.words[self.place_of[id(parent)]] if id(parent) in self.place_of else "")
            parent = parent.parent
        return [
            each
            for words in (*above, self.words[place])
            for match in _HEADED.finditer(words)
            for each in self._named(place, match)
        ]

    def _named(self, place: int, match: re.Match[str], few: bool = False) -> list[int]:
        """The units whose numbers a match names, the items of a list in place of its lead-in."""
        found: list[int] = []
        for number in _EACH.findall(match.group("worded") or match.group("bare") or ""):
            brought = self._numbered(place, number)
            if len(brought) <= FEW or not few:
                found += [each for each in brought if each != place and each not in found]
        return found

    def _numbered(self, place: int, number: str) -> list[int]:
        wanted = plain(number)
        places = self.by_number.get(wanted, [])
        if not places and number.startswith("("):
            # "(b)" by itself is a neighbour in the same list.
            own = plain(self.units[place].number or "").split(".")
            for kept in range(len(own) - 1, 0, -1):
                places = places or self.by_number.get(".".join([*own[:kept], wanted]), [])
        if len(places) != 1:
            return [] if places else self._section(wanted)
        unit = self.units[places[0]]
        if unit.role is not Role.lead:
            return places
        return [self.place_of[id(each)] for each in unit.children if each.role in (Role.rule, Role.row)]

    def _section(self, wanted: str) -> list[int]:
        """The one short clause that stands under the heading of this number, if that is all there is."""
        headings = self.sections.get(wanted, [])
        places = self.by_heading[headings[0]] if len(headings) == 1 else []
        is_short = len(places) == 1 and len(self.words[places[0]].split()) <= SHORT
        return places if is_short else []

    def _followed(self, place: int, words: str) -> list[int]:
        """What a clause without any number in it takes an exception to: the one before it, or its list."""
        if place == 0 or not _FOLLOWS_ON.match(words):
            return []
        unit, before = self.units[place], self.units[place - 1]
        if before.section != unit.section or unit.role in (Role.star, Role.row, Role.resumed):
            return []
        if before.role in (Role.star, Role.please_note, Role.lead):
            return []
        if before.parent is not None and before.parent is not unit.parent:
            return [self.place_of[id(each)] for each in before.parent.children if each.role is Role.rule]
        return [place - 1]


def plain(number: str) -> str:
    """A number without its brackets and full stops: "3.2(b)" and "3.2 b)" are the same."""
    return re.sub(r"[^0-9a-z]+", ".", number.lower()).strip(".")
