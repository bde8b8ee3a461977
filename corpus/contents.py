"""Contents: the list of headings that a document prints before them, which states nothing itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

LONGEST = 250
"""Characters of the longest line that can be an entry."""

MOST_ENTRIES = 150
"""Lines after its title within which a table of contents ends."""

_TITLE = re.compile(
    r"(?:\W*|\d{1,2}\.? )(?:(?:table of )?contents(?: page)?|index|(?:in|on) this (?:policy|document|page))\W*",
    re.IGNORECASE,
)
_LEADERS = re.compile(r"\S.{0,150}?\s?(?:[.…·_]\s?){4,}\s*(?:page )?\d{1,3}", re.IGNORECASE)
_PAGED = re.compile(r"\S.{0,120}?\s+(?:page )?\d{1,3}", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:(?:section|part|appendix|annex) )?(?:[a-z]|[ivx]+|\d{1,3}(?:\.\d{1,3})*)[.:)]*\s", re.IGNORECASE
)


def contents_of(lines: Sequence[str]) -> frozenset[int]:
    """The places of the lines that belong to a table of contents, its title included."""
    lines = [line if len(line) <= LONGEST else "" for line in lines]
    found = {place for place, line in enumerate(lines) if _LEADERS.fullmatch(line)}
    if len(found) < 3:
        found.clear()
    later: dict[str, int] = {}
    for place, line in enumerate(lines):
        later[_plain(line)] = place
    for place, line in enumerate(lines):
        if _TITLE.fullmatch(line):
            entries = _entries(lines, place, later, found)
            if len(entries) >= 2:
                found.update((place, *entries))
    return frozenset(found)


def _entries(lines: Sequence[str], title: int, later: dict[str, int], led: set[int]) -> list[int]:
    """The lines beneath a title of contents that name a page or a heading printed further on."""
    entries: list[int] = []
    names: set[str] = set()
    for place in range(title + 1, min(len(lines), title + 1 + MOST_ENTRIES)):
        line = lines[place]
        name = _plain(line)
        if re.fullmatch(r"(?:page|section|\W|no\.?)*", line, re.IGNORECASE) and not entries:
            continue
        if name in names and place not in led and not _PAGED.fullmatch(line):
            break
        printed_again = bool(name) and later.get(name, place) > place
        paged = len(line.split()) <= 16 and bool(_PAGED.fullmatch(line)) and not re.search(r"[.;:,]$", line)
        if not (place in led or printed_again or paged):
            break
        names.add(name)
        entries.append(place)
    return entries


def _plain(line: str) -> str:
    """An entry without its number, leaders and page."""
    bare = re.sub(r"[\s.…·_]+(?:page )?\d{1,3}$", "", _NUMBER.sub("", line.strip() + " ", count=1).strip())
    return re.sub(r"\W+", " ", bare).strip().lower()
