"""Bullets: which of them stand in a list inside another."""

from __future__ import annotations


class Depth:
    """Tells the bullets of an inner list from those of the list around it, by glyph and indent."""

    def __init__(self) -> None:
        self.outer: tuple[str, int] | None = None

    def bullet(self, glyph: str, indent: int) -> str:
        """The bullet as it is kept: hollow where it stands below another."""
        if self.outer is None or indent < self.outer[1]:
            self.outer = (glyph, indent)
        outer, left = self.outer
        hollow = glyph in "o○◦" and outer not in "o○◦"
        return "◦" if indent >= left + 2 or (glyph != outer and hollow) else "•"
