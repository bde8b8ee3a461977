"""Turned pages: places on a page that is shown rotated."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """A page's rotation, which its text coordinates do not know of."""

    degrees: int
    width: float
    height: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point stands once the page is turned upright."""
        match self.degrees:
            case 90:
                return y, self.width - x
            case 180:
                return self.width - x, self.height - y
            case 270:
                return self.height - y, x
            case _:
                return x, y

    def way(self, x: float, y: float) -> tuple[float, float]:
        """Which way a direction points once the page is turned upright."""
        match self.degrees:
            case 90:
                return y, -x
            case 180:
                return -x, -y
            case 270:
                return -y, x
            case _:
                return x, y
