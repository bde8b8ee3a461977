"""What may be sent to a page: odd, hostile and oversized pieces, and forms made of them, the same each time."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from adapters.console.page import Page

ODD = (
    "",
    " ",
    "0",
    "-1",
    "1",
    "99999999999999999999999",
    "9" * 5_000,
    "1e309",
    "NaN",
    "2026-02-30",
    "0000-00-00",
    "2026-11-22",
    "\x00",
    "a\x00b",
    "\r\nSet-Cookie: a=b",
    "a\nb\tc\x1b[31m",
    "\u202e\u2066evil\ufeff",
    "\ud7ff\ue000\uffff",
    "🏫🏽" * 50,
    "ﷺ" * 200,
    "e" + "\u0301" * 500,
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}{% raw %}",
    "${7*7}",
    "' OR 1=1 --",
    '"; DROP TABLE documents; --',
    "%s%n%d",
    "{name} {0} {}",
    "../../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "//evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "console:operator:root",
    "slack:UOUT",
    "own",
    "on",
    "yes",
    "published",
    "lead",
    "admin",
    "slack",
    "[]",
    '{"a": {}}',
    "x" * 300,
    "x" * 25_000,
)
"""Pieces that are put wherever something is taken."""

FIELD = re.compile(r"""visit\.(?:field|fields|query|number)\(\s*["'](\w+)["']""")
"""Where a page's own code names what it takes; what a page reads by other means is found in its forms."""


@dataclass(frozen=True, slots=True)
class Attack:
    """One request: the address of a page, what is behind it, and what is posted."""

    path: str
    query: dict[str, str]
    form: list[tuple[str, str]]
    files: list[tuple[str, tuple[str, bytes, str]]]


def attacks(page: Page, organisation: str, ids: list[str], names: list[str], count: int) -> Iterator[Attack]:
    """Requests to a page, always the same: its address filled with `ids` and odd pieces, its `names` with odd pieces."""
    chosen = random.Random(f"{page.method} {page.path}")  # the same each time
    for at in range(count):

        def piece() -> str:
            return chosen.choice(ids) if ids and chosen.random() < 0.4 else chosen.choice(ODD)

        path = page.path.replace("{organisation}", organisation)
        path = re.sub(r"\{[^}]+\}", lambda _: _plain(piece()) or "x", path)
        wanted = chosen.sample(names, min(len(names), chosen.randint(0, 8))) if names else []
        query = {each: piece()[:2_000] for each in wanted if chosen.random() < 0.4}
        form = [(each, piece()) for each in wanted]
        form += [chosen.choice(form) for _ in range(at % 3) if form]
        files: list[tuple[str, tuple[str, bytes, str]]] = []
        if page.method == "POST" and at % 4 == 3:
            name = chosen.choice(("a.docx", "../../x.txt", "a\x00.pdf", "🏫.md", "x" * 500, "CON", ".html"))
            data = chosen.choice((b"", b"PK\x03\x04nothing", b"%PDF-1.7", b"\xff\xfe\x00", b"# A\n\n1. b\n"))
            files.append((chosen.choice([*names, "files"]), (name, data, "application/octet-stream")))
        yield Attack(path, query, form, files)


def _plain(piece: str) -> str:
    """A piece as one part of an address; a browser would not send what is longer."""
    # An address with a line break in it is none of the console's: the web server itself finds nothing there.
    return quote("".join(each for each in piece[:300] if each not in "\r\n"), safe="")


def fields_of(sources: list[str]) -> list[str]:
    """The names of everything that the pages' code takes."""
    return sorted({name for source in sources for name in FIELD.findall(source)})


def unsafe(response: Any) -> list[str]:
    """What an answer lacks that every answer has to have."""
    wanted = {
        "content-security-policy": "default-src 'none'",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "x-robots-tag": "noindex",
    }
    return [name for name, value in wanted.items() if value not in response.headers.get(name, "")]
