"""What the tables of a page say, row by row."""

from __future__ import annotations

import httpx
from selectolax.lexbor import LexborHTMLParser


def rows_of(response: httpx.Response) -> list[str]:
    """Each row of each table of a page, its cells in order with a bar between."""
    found = LexborHTMLParser(response.text).css("main tr")
    return [" | ".join(" ".join(cell.text().split()) for cell in row.css("th, td")) for row in found]
