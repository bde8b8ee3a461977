"""Links between the clauses of a document, both ways: from a rule to what changes it, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from adapters.console.printed import End, Printed, Tie
from bot import console_phrases as phrases
from corpus.document import Clause, LinkKind


def tied(blocks: Sequence[Printed], clauses: Sequence[Clause]) -> list[Printed]:
    """The blocks, each with what the clauses that begin in it go along with."""
    units = {each.id: each for each in clauses if each.part_of is None}
    ties = links(units)
    found, begun = [], set()
    for block in blocks:
        mine = [each for each in block.clauses if each not in begun and each in ties]
        begun.update(mine)
        if mine:
            block = block.model_copy(update={"ties": tuple(tie for each in mine for tie in ties[each])})
        found.append(block)
    return found


def links(units: Mapping[str, Clause]) -> dict[str, list[Tie]]:
    """What each whole clause is linked with, by its id: first what goes with it, then what it goes with itself."""
    places = {id: place for place, id in enumerate(units)}
    ends: dict[str, dict[str, dict[str, None]]] = {}

    def join(one: str, label: str, other: str) -> None:
        if one != other and one in units and other in units:
            ends.setdefault(one, {}).setdefault(label, {})[other] = None

    pairs = _pairs(units)
    for (rule, note), (kind, term) in pairs.items():
        join(rule, phrases.TIES[kind].format(term=term), note)
    for (rule, note), (kind, _) in pairs.items():
        join(note, phrases.TIES_BACK[kind], rule)
    return {
        id: [
            Tie(
                label=label,
                ends=tuple(
                    End(clause=other, label=_name(units[other], places[other] > places[id]))
                    for other in sorted(others, key=places.__getitem__)
                ),
            )
            for label, others in labelled.items()
        ]
        for id, labelled in ends.items()
    }


def _pairs(units: Mapping[str, Clause]) -> dict[tuple[str, str], tuple[LinkKind, str]]:
    """Each rule with each clause that changes it or that it leans on, once, and why."""
    found: dict[tuple[str, str], tuple[LinkKind, str]] = {}
    for unit in units.values():
        for link in unit.links:
            if link.kind is not LinkKind.rule:
                found[unit.id, link.clause_id] = (link.kind, link.term or "")
    for unit in units.values():
        for link in unit.links:
            if link.kind is LinkKind.rule:
                found.setdefault((link.clause_id, unit.id), (LinkKind.exception, ""))
    return found


def _name(clause: Clause, below: bool) -> str:
    """The number of a clause, or where it stands from here."""
    return clause.place or (phrases.FURTHER_DOWN if below else phrases.FURTHER_UP)
