"""Returning: which page somebody wanted before they had to sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request

if TYPE_CHECKING:
    from adapters.console.console import Console

NEXT = "quoth-next"
"""The cookie that remembers the page."""

LONGEST = 1_000
"""Characters of an address that is remembered, at most."""


def wanted(console: Console, request: Request) -> str:
    """The page of the console that somebody wanted before they signed in, or nothing; never an address elsewhere."""
    found = request.cookies.get(NEXT, "")
    return found if inside(console, found) else ""


def inside(console: Console, where: str) -> bool:
    """Whether an address is one of an organisation's pages, and can be understood in no other way."""
    plain = where.isascii() and where.isprintable() and not {"\\", " "} & set(where)
    return plain and len(where) < LONGEST and where.startswith(console.at("/o/")) and "//" not in where
