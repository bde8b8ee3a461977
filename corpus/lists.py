"""Open lists: which list the next item belongs to, and the number that follows from it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.document import Span
from corpus.markers import LEFT_OUT, Marker, ordinal
from corpus.units import Role, Unit


@dataclass
class OpenList:
    """A list that may go on: how it counts, what it hangs on, and its last member."""

    style: str
    parent: Unit | None
    lead: tuple[Span, ...]
    level: int | None
    last: tuple[str, ...] = ()
    unit: Unit | None = None
    count: int = 0

    @property
    def is_bulleted(self) -> bool:
        """Whether its items carry glyphs instead of numbers."""
        return self.style.startswith("bullet")

    def takes(self, style: str, marker: Marker | None, level: int | None) -> bool:
        """Whether an item of this style is the list's next."""
        if level is not None and self.level is not None and level != self.level:
            return False
        if self.style == style or {self.style, style} == {"bullet •", "bullet "}:
            return True
        if style.startswith("bullet") or self.is_bulleted or marker is None or not self.last:
            return False
        # "(i)" goes on "(h)" as a letter unless a Roman count is open.
        if re.sub(r"[a-zA-Z]", "x", self.style) != re.sub(r"[a-zA-Z]", "x", style):
            return False
        now, before = marker.values[-1], self.last[-1]
        same_case = now.islower() == before.islower()
        if not same_case or len(now) > 1 or len(before) > 1:
            return False
        # A letter may have been taken out before "(v)", but "(i)" may begin a Roman count.
        furthest = 1 if now in "iI" else LEFT_OUT + 1
        return 1 <= ord(now) - ord(before) <= furthest


class OpenLists:
    """The lists that are open at one place of a document, outermost first."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._open: list[OpenList] = []

    @property
    def last_item(self) -> Unit | None:
        """The last item of the innermost list."""
        return self._open[-1].unit if self._open else None

    def goes_on_around(self, style: str) -> bool:
        """Whether a list of this style is open around the innermost one."""
        return any(each.style == style for each in self._open[:-1])

    def close(self) -> None:
        """End every list, as a heading does."""
        self._open = []

    def close_bulleted(self) -> None:
        """End the lists without numbers, as a paragraph between them does."""
        self._open = [each for each in self._open if not each.is_bulleted]

    def close_under(self, opener: Unit) -> None:
        """End the list that hangs on a lead-in whose sentence goes on."""
        self._open = [each for each in self._open if each.parent is not opener]

    def opener(self) -> Unit | None:
        """The nearest lead-in that an open list hangs on."""
        return next((o.parent for o in reversed(self._open) if o.parent and o.parent.role is Role.lead), None)

    def of_item(self, style: str, marker: Marker | None, level: int | None, pending: Unit | None) -> OpenList:
        """The open list that an item belongs to, or a new one under the `pending` lead-in."""
        if pending is None or not pending.is_item or self._leaves_empty(style, marker, pending):
            for place in range(len(self._open) - 1, -1, -1):
                if self._open[place].takes(style, marker, level):
                    if pending is not None and not pending.is_item and _starts_anew(marker):
                        break
                    self._open = self._open[: place + 1]
                    return self._open[place]
        found = self._begun(style, level, pending)
        self._open.append(found)
        return found

    def _leaves_empty(self, style: str, marker: Marker | None, pending: Unit) -> bool:
        """After a lead-in item, only an item that goes on an outer list's count leaves it empty."""
        same = any(each.style == style and each.unit is pending for each in self._open)
        return same and not _starts_anew(marker)

    def _begun(self, style: str, level: int | None, pending: Unit | None) -> OpenList:
        if pending is not None:
            if not pending.is_item:
                self.close_bulleted()
            return OpenList(style, pending, (*pending.lead, pending.span), level)
        bulleted = style.startswith("bullet")
        if level is None and not bulleted:
            # Numbers that hang on nothing end the bullets before them, and their lead-in with them.
            self.close_bulleted()
        parent = self.last_item
        if parent is None:
            return OpenList(style, None, (), level)
        above = self._open[-1].level
        if level is None or above is None or level <= above:
            return OpenList(style, self._open[0].parent if bulleted else parent, (), level)
        # A bullet set in under words without an end hangs on them.
        hangs = bulleted and not re.search(r"[.;!?]$", parent.span.of(self._text))
        return OpenList(style, parent, (*parent.lead, parent.span) if hangs else (), level)


def _starts_anew(marker: Marker | None) -> bool:
    return marker is None or marker.is_bullet or 1 in ordinal(marker.values[-1])


def number_of(marker: Marker | None, within: OpenList, heading_numbers: Sequence[str | None]) -> str | None:
    """The number as printed, with that of the item or heading it is printed under.

    A bullet is counted under its item's number ("4.1 •2"); None where nothing above it has one.
    """
    if marker is None or marker.is_bullet:
        above = within.parent.number if within.parent is not None else None
        within.count += 1
        return f"{above} •{within.count}" if above else None
    own = marker.text.rstrip(":").rstrip(".") or marker.text
    if marker.depth > 1 or (marker.style.startswith(("1.", "A1", "§")) and marker.style != "1."):
        return own
    outer = within.parent
    while outer is not None and outer.number is None:
        outer = outer.parent
    above = outer.number if outer is not None else None
    if above is None and not own[:1].isdigit():
        above = next((printed for printed in reversed(heading_numbers) if printed), None)
        if above and re.match(r"[A-Z][a-z]+\s", above):
            above = None
    if above is None:
        return own
    above = above.rstrip(".: ")
    return f"{above}{own}" if own.startswith("(") else f"{above}.{own}"
