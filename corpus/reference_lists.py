"""Reference lists: mere titles of laws and other policies, line by line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.document import Span
from corpus.units import Role, Unit

_REFERENCE = re.compile(
    r"\b(?:Act|Policy|Policies|Procedures?|Code|Guidance|Scheme|Regulations?|Order|Standards?|Framework)\b|\b(?:19|20)\d\d\b|Education"
)
REFERENCES = 4
"""Lines of mere titles from which on a list is one reference list."""


def with_reference_lists(units: Sequence[Unit], text: str) -> list[Unit]:
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
