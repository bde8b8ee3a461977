"""Units: what an outline is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from corpus.document import Audience, Span


class Role(Enum):
    """What a unit does in its document."""

    rule = "rule"
    lead = "lead"
    star = "star"
    please_note = "please note"
    resumed = "resumed"
    row = "row"
    reference_list = "reference list"


@dataclass(eq=False)
class Unit:
    """One printed unit with its place; `lead` are the units it hangs on, outermost first.

    `by_hand`: its number was put right by somebody. `audience` is whom it speaks to where somebody said so.
    """

    span: Span
    role: Role
    headings: tuple[str, ...] = ()
    number: str | None = None
    lead: tuple[Span, ...] = ()
    parent: Unit | None = None
    mark: str | None = None
    page: int | None = None
    section: int = 0
    is_item: bool = False
    level: int | None = None
    children: list[Unit] = field(default_factory=list)
    by_hand: bool = False
    audience: tuple[Audience, ...] | None = None
