"""A document → its clauses, each with its number, headings, lead-in, notes, force and audience."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from itertools import chain, count

from corpus.audience import AudienceReader
from corpus.document import Audience, Clause, Correction, Document, Link, Span
from corpus.force import Reader as ForceReader
from corpus.notes import Tie, notes_of, ties_of
from corpus.outline import outline
from corpus.recutting import Recutting, plain, readdressed
from corpus.reference_lists import with_reference_lists
from corpus.sentences import sentences
from corpus.units import Role, Unit

_MODAL = re.compile(r"\b(?:must|should|shall|may|is|are)\b(?: (?:not|never))?", re.IGNORECASE)
_COUNTED = re.compile(r"(?P<under>.*?)\s?(?P<own>•\d+|row \d+)$")
RULE_WORDS = 10
"""Words behind its verb from which on a lead-in states a rule of its own."""


def cut(document: Document) -> tuple[Clause, ...]:
    """Cut a document into its clauses, in document order; every text is a slice of the document."""
    return _Cutter(document).run()


def lapsed(document: Document) -> tuple[Correction, ...]:
    """The corrections of a document's clauses that apply to none of them."""
    cutter = _Cutter(document)
    cutter.run()
    return tuple(cutter.lapsed)


def behind(document: Document, clause_id: str) -> str:
    """The plain words that a clause may be joined with: those of the unit behind it; empty where it cannot be."""
    cutter = _Cutter(document)
    cutter.run()
    return cutter.behind(clause_id)


class _Cutter:
    """Names, labels and links the units of one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text
        self.force = ForceReader(document.text)
        self.audience = AudienceReader(document.details.title or "", document.details.audience, document.text)
        self.names: Counter[str] = Counter()
        self.lapsed: list[Correction] = []
        self.ids: dict[Unit, str] = {}

    def run(self) -> tuple[Clause, ...]:
        self.units = with_reference_lists(outline(self.document), self.text)
        ties = self._ties()
        self.ids = {unit: self._name(unit) for unit in self.units if self._is_clause(unit)}
        if not self.document.corrections:
            return self._clauses(ties)
        recutting = self._recut()
        clauses, unfit = readdressed(self._clauses(self._ties()), recutting.for_parts)
        self.lapsed = [*recutting.lapsed, *unfit]
        return clauses

    def behind(self, clause_id: str) -> str:
        """The plain words of the unit behind a clause, where it may be joined with it; else none."""
        unit = next((each for each, id in self.ids.items() if id == clause_id), None)
        other = self._recutting().behind(unit) if unit is not None else None
        return plain(other.span.of(self.text)) if other is not None else ""

    def _ties(self) -> dict[int, tuple[Tie, ...]]:
        ties = ties_of(self.units, self.text)
        _number_stars(self.units, {place: notes_of(tied) for place, tied in ties.items()})
        return ties

    def _recutting(self) -> Recutting:
        return Recutting(
            self.document,
            self.units,
            self._is_clause,
            lambda unit: self._audience(unit, self._lead_words(self._lead(unit), unit)),
        )

    def _recut(self) -> Recutting:
        """Put the units right, each by the name that it had before."""
        recutting = self._recutting()
        recutting.run()
        before, self.ids = self.ids, {}
        taken = set(before.values())
        for unit in self.units:
            if self._is_clause(unit):
                half_of = recutting.halves.get(unit)
                name = before.get(unit) or self.ids.get(half_of or unit) or self._name(unit)
                self.ids[unit] = name if unit in before else _untaken(name, taken)
                taken.add(self.ids[unit])
        return recutting

    def _clauses(self, ties: dict[int, tuple[Tie, ...]]) -> tuple[Clause, ...]:
        ids = {place: self.ids[unit] for place, unit in enumerate(self.units) if unit in self.ids}
        clauses: list[Clause] = []
        for place in ids:
            unit = self.units[place]
            tied = tuple(tie for tie in ties.get(place, ()) if tie.place in ids)
            whole = self._clause(unit, ids[place], tied, ids)
            clauses.append(whole)
            clauses.extend(self._parts(whole, unit))
        return tuple(clauses)

    def _is_clause(self, unit: Unit) -> bool:
        """Whether a unit states something; a bare lead-in states only what hangs on it."""
        words = unit.span.of(self.text)
        if not re.search(r"\w", words):
            return False
        if unit.role is not Role.lead:
            return True
        parts = sentences(words)
        if len(parts) > 1 and sum(len(part.of(words).split()) for part in parts[:-1]) >= RULE_WORDS:
            return True
        verb = _MODAL.search(words)
        return verb is not None and len(words[verb.end() :].split()) >= RULE_WORDS

    def _name(self, unit: Unit) -> str:
        """An id from policy and number, or from the place under a number or heading."""
        if unit.number and unit.role is not Role.row:
            base = re.sub(r"\s+", "", unit.number)
        else:
            above = unit.parent
            while above is not None and above.number is None:
                above = above.parent
            under = above.number if above is not None else None
            if under is None and unit.headings:
                heading = unit.headings[-1]
                printed = re.match(r"(?:[A-Z]?\d+(?:\.\d+)*|[A-Z](?=\.))", heading)
                under = (
                    printed.group() if printed else "-".join(re.findall(r"[a-z0-9]+", heading.lower())[:6])
                )
            under = re.sub(r"\s+", "", under or "text").rstrip(".")
            letter = {Role.row: "row", Role.star: "note", Role.please_note: "note"}.get(
                unit.role, "item" if unit.is_item else "para"
            )
            self.names[f"{under} {letter}"] += 1
            base = f"{under}/{letter}{self.names[f'{under} {letter}']}"
        name = f"{self.document.policy}/{base}"
        self.names[name] += 1
        return name if self.names[name] == 1 else f"{name}~{self.names[name]}"

    def _clause(self, unit: Unit, name: str, tied: tuple[Tie, ...], ids: dict[int, str]) -> Clause:
        words = unit.span.of(self.text)
        lead = self._lead(unit)
        lead_words = self._lead_words(lead, unit)
        near = lead[-1].of(self.text) if lead and unit.role is not Role.resumed else ""
        if unit.role is Role.row and len(lead) > 1:
            near = lead_words
        elif unit.role is Role.rule and len(lead) > 1 and near[:1].islower() and not _MODAL.search(near):
            # "Staff must not:" "give pupils a number, whether" is one sentence over two lists.
            near = f"{lead[-2].of(self.text).rstrip(' :-–—')} {near}"
        parts = [part.of(words) for part in sentences(words)]
        counted = _COUNTED.match(unit.number or "")
        force = self.force.clause(words, near, parts)
        if force.value == "information" and len(lead) > 1 and unit.role is Role.rule:
            force = self.force.clause(words, lead_words, parts)
        return Clause(
            id=name,
            document_id=self.document.id,
            policy=self.document.policy,
            number=counted.group("own").replace("row ", "|") if counted else unit.number,
            under=(counted.group("under") or None) if counted else None,
            headings=unit.headings,
            lead=lead,
            span=unit.span,
            text=words,
            force=force,
            audience=self._audience(unit, lead_words),
            notes=tuple(ids[place] for place in notes_of(tied)),
            links=tuple(Link(clause_id=ids[tie.place], kind=tie.kind, term=tie.term) for tie in tied),
            page=unit.page,
        )

    def _lead(self, unit: Unit) -> tuple[Span, ...]:
        return tuple(self._last_words(span) for span in unit.lead)

    def _lead_words(self, lead: tuple[Span, ...], unit: Unit) -> str:
        return "" if unit.role is Role.resumed else " ".join(span.of(self.text) for span in lead)

    def _audience(self, unit: Unit, lead_words: str) -> tuple[Audience, ...]:
        """Whom a unit speaks to: as somebody said, else as it is read."""
        return unit.audience or self.audience.of(unit.span.of(self.text), lead_words, unit.headings)

    def _last_words(self, lead: Span) -> Span:
        """The sentence of a lead-in paragraph that the list hangs on, with the one it leans on."""
        words = lead.of(self.text)
        parts = sentences(words)
        if len(parts) < 2 or " | " in words:
            return lead
        first = len(parts) - 1
        while first > 0 and re.match(
            r"(?:These|Those|They|This|It|Such|The following|\()", parts[first].of(words)
        ):
            first -= 1
        return Span(start=lead.start + parts[first].start, end=lead.end)

    def _parts(self, whole: Clause, unit: Unit) -> list[Clause]:
        """The sentences of a unit as clauses of their own, where their force differs."""
        spans = sentences(whole.text)
        if len(spans) < 2 or unit.role in (Role.row, Role.reference_list):
            return []
        lead = " ".join(span.of(self.text) for span in whole.lead[-1:])
        forces = []
        for place, span in enumerate(spans):
            words = span.of(whole.text)
            forces.append(
                self.force.clause(words, lead if place == 0 and unit.role is Role.rule else "", [words])
            )
        if len(set(forces)) < 2:
            return []
        found = []
        for place, (span, force) in enumerate(zip(spans, forces, strict=True), 1):
            words = span.of(whole.text)
            found.append(
                whole.model_copy(
                    update={
                        "id": f"{whole.id}/s{place}",
                        "span": Span(start=whole.span.start + span.start, end=whole.span.start + span.end),
                        "text": words,
                        "force": force,
                        "audience": self._audience_of_part(words, whole, unit, place == 1),
                        "part_of": whole.id,
                    }
                )
            )
        return found

    def _audience_of_part(self, words: str, whole: Clause, unit: Unit, first: bool) -> tuple[Audience, ...]:
        """A later sentence speaks to the unit's audience unless it names another."""
        if unit.audience:
            return unit.audience
        if first:
            lead_words = " ".join(span.of(self.text) for span in whole.lead)
            return self.audience.of(words, lead_words, unit.headings)
        return self.audience.of(words, whole.text, whole.headings) or whole.audience


def _untaken(name: str, taken: Container[str]) -> str:
    """The first of a name and those that count on from it that nothing has."""
    counted = chain([name], (f"{name}~{number}" for number in count(2)))
    return next(each for each in counted if each not in taken)


def _number_stars(units: Sequence[Unit], notes: dict[int, tuple[int, ...]]) -> None:
    """A starred note goes by the number of what carries its star: "3.2*"."""
    for place, unit in enumerate(units):
        if unit.role is not Role.star or unit.by_hand:
            continue
        carriers = [units[p].number for p, noted in notes.items() if place in noted and units[p].number]
        mark = (unit.mark or "").strip("[]^:()")
        if carriers and mark:
            unit.number = f"{carriers[0]} note {mark}" if mark.isdigit() else f"{carriers[0]}{mark}"
