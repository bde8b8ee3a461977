"""A document → its clauses, each with its number, headings, lead-in, notes, force and audience."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from corpus.audience import AudienceReader
from corpus.document import Audience, Clause, Document, Link, Span
from corpus.force import Reader as ForceReader
from corpus.notes import Tie, notes_of, ties_of
from corpus.outline import outline
from corpus.sentences import sentences
from corpus.units import Role, Unit

_MODAL = re.compile(r"\b(?:must|should|shall|may|is|are)\b(?: (?:not|never))?", re.IGNORECASE)
_REFERENCE = re.compile(
    r"\b(?:Act|Policy|Policies|Procedures?|Code|Guidance|Scheme|Regulations?|Order|Standards?|Framework)\b|\b(?:19|20)\d\d\b|Education"
)
_COUNTED = re.compile(r"(?P<under>.*?)\s?(?P<own>•\d+|row \d+)$")
RULE_WORDS = 10
"""Words behind its verb from which on a lead-in states a rule of its own."""
REFERENCES = 4
"""Lines of mere titles from which on a list is one reference list."""


def cut(document: Document) -> tuple[Clause, ...]:
    """Cut a document into its clauses, in document order; every text is a slice of the document."""
    return _Cutter(document).run()


class _Cutter:
    """Names, labels and links the units of one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text
        self.force = ForceReader(document.text)
        self.audience = AudienceReader(document.details.title or "", document.details.audience, document.text)
        self.names: Counter[str] = Counter()

    def run(self) -> tuple[Clause, ...]:
        units = _with_reference_lists(outline(self.document), self.text)
        ties = ties_of(units, self.text)
        _number_stars(units, {place: notes_of(tied) for place, tied in ties.items()})
        kept = [place for place, unit in enumerate(units) if self._is_clause(unit)]
        ids = {place: self._name(units[place]) for place in kept}
        clauses: list[Clause] = []
        for place in kept:
            unit = units[place]
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
        lead = tuple(self._last_words(span) for span in unit.lead)
        lead_words = " ".join(span.of(self.text) for span in lead)
        near = lead[-1].of(self.text) if lead else ""
        if unit.role is Role.resumed:
            near, lead_words = "", ""
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
            audience=self.audience.of(words, lead_words, unit.headings),
            notes=tuple(ids[place] for place in notes_of(tied)),
            links=tuple(Link(clause_id=ids[tie.place], kind=tie.kind, term=tie.term) for tie in tied),
            page=unit.page,
        )

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
        lead_words = " ".join(span.of(self.text) for span in whole.lead)
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
                        "audience": self.audience.of(words, lead_words, unit.headings)
                        if place == 1
                        else self._audience_of_part(words, whole),
                        "part_of": whole.id,
                    }
                )
            )
        return found

    def _audience_of_part(self, words: str, whole: Clause) -> tuple[Audience, ...]:
        """A later sentence speaks to the unit's audience unless it names another."""
        own = self.audience.of(words, whole.text, whole.headings)
        return own or whole.audience


def _number_stars(units: Sequence[Unit], notes: dict[int, tuple[int, ...]]) -> None:
    """A starred note goes by the number of what carries its star: "3.2*"."""
    for place, unit in enumerate(units):
        if unit.role is not Role.star:
            continue
        carriers = [units[p].number for p, noted in notes.items() if place in noted and units[p].number]
        mark = (unit.mark or "").strip("[]^:()")
        if carriers and mark:
            unit.number = f"{carriers[0]} note {mark}" if mark.isdigit() else f"{carriers[0]}{mark}"


def _with_reference_lists(units: Sequence[Unit], text: str) -> list[Unit]:
    """Join a list of mere titles (laws, other policies) into one unit: no line of it states a rule."""
    found: list[Unit] = []
    place = 0
    while place < len(units):
        run = [units[place]]
        while place + len(run) < len(units) and _is_sibling(run[0], units[place + len(run)]):
            run.append(units[place + len(run)])
        if len(run) >= REFERENCES and run[0].is_item and all(_is_reference(unit, text) for unit in run):
            first = run[0]
            joined = Unit(
                Span(start=first.span.start, end=run[-1].span.end),
                Role.reference_list,
                first.headings,
                first.parent.number if first.parent else None,
                first.lead,
                first.parent,
                None,
                first.page,
                first.section,
                True,
                first.level,
            )
            for unit in run:
                if unit.parent is not None:
                    unit.parent.children.remove(unit)
            if joined.parent is not None:
                joined.parent.children.append(joined)
            found.append(joined)
        else:
            found.extend(run)
        place += len(run)
    return found


def _is_sibling(first: Unit, unit: Unit) -> bool:
    return (
        first.is_item
        and unit.is_item
        and unit.role is Role.rule
        and unit.parent is first.parent
        and unit.section == first.section
        and _is_bullet(unit)
        and _is_bullet(first)
    )


def _is_bullet(unit: Unit) -> bool:
    return unit.number is None or "•" in unit.number


def _is_reference(unit: Unit, text: str) -> bool:
    words = unit.span.of(text)
    return (
        len(words.split()) <= 18
        and not re.search(r"[.;?!]$", words)
        and bool(_REFERENCE.search(words) or len(words.split()) <= 4)
        and words[:1].isupper()
    )
