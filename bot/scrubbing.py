"""Takes out of a question what tells who somebody is, before the question is stored.

Of what had to go in 155 sentences written before the rules and used only to report, 96.6 % went (113 of 117 stretches, a
stretch being a whole name, handle, address or number); of 1,373 other words all stayed. On the 203 sentences that the rules
were made with: 96.9 % (158 of 163), and all of 1,323. `pytest tests/test_bot_scrubbing.py -k nearly` asserts the floors.
Some 1 to 2 ms a question; the lists take 30 to 55 ms and 10 MB at the first one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.name_cues import TITLES
from bot.naming import names
from bot.reachable import reachable
from bot.wordlists import bare, lists

LONGEST = 10_000
"""Characters that come out at most; what is longer is cut off, as it is at the door."""

_MARK = re.compile(r"\[(?:name|handle|e-mail|number|link)\]")
_WORDS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SIDE_BY_SIDE = re.compile(r"\[name\](?:[ \-]\[name\])+")
_FIRST = {kind: rank for rank, kind in enumerate(("e-mail", "link", "handle", "number", "name"))}


def scrubbed(text: str, known: Iterable[str] = ()) -> str:
    """A question without names, handles, e-mail addresses, telephone and other telling numbers, and links.

    Each is replaced by [name], [handle], [e-mail], [number] or [link]. `known` are names of people of the
    organisation, which go in any case of letters; such as are ordinary words too (Will, Grace) where they stand
    as a name. Scrubbing again changes nothing. Never more than `LONGEST` characters come out.
    """
    told = tuple(known)
    before, after = "", _cut(text)
    # What stands beside a name may be one too, once the name is gone. Each round takes away letters, so it ends.
    while before != after:
        before, after = after, _cut(_once(after, told))
    return after


def _cut(text: str) -> str:
    across = (mark.start() for mark in _MARK.finditer(text) if mark.start() < LONGEST < mark.end())
    return text[: next(across, LONGEST)]


def _once(text: str, known: tuple[str, ...]) -> str:
    marks = [found.span() for found in _MARK.finditer(text)]
    single = _single(known)
    ordinary = {word for word in single if word in lists().words or word in lists().either}
    spans = [(*span, "name") for span in names(text, single - ordinary, frozenset(ordinary))]
    spans += [(*span, "name") for span in _phrases(text, known)]
    spans += reachable(text)
    free = [span for span in spans if not any(span[0] < end and start < span[1] for start, end in marks)]
    return _SIDE_BY_SIDE.sub("[name]", _replaced(text, free))


def _replaced(text: str, spans: list[tuple[int, int, str]]) -> str:
    pieces: list[str] = []
    until = 0
    for start, end, kind in _apart(spans):
        if not (
            kind == "name" and pieces and pieces[-1] == "[name]" and text[until:start] in (" ", "-", ". ")
        ):
            pieces += [text[until:start], f"[{kind}]"]
        until = end
    return "".join([*pieces, text[until:]])


def _apart(spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Stretches that do not overlap: those that did are one, of the kind that comes first."""
    apart: list[tuple[int, int, str]] = []
    for start, end, kind in sorted(spans):
        if apart and start < apart[-1][1]:
            begun, ended, other = apart[-1]
            apart[-1] = (begun, max(end, ended), min(kind, other, key=_FIRST.__getitem__))
        elif start < end:
            apart.append((start, end, kind))
    return apart


def _single(known: tuple[str, ...]) -> frozenset[str]:
    """Each word of the names that are known, bare."""
    return frozenset(
        word for name in known for word in _WORDS.findall(bare(name)) if len(word) > 1 and word not in TITLES
    )


def _phrases(text: str, known: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where names of several words that are known stand whole, in any case of letters."""
    found: list[tuple[int, int]] = []
    for name in known:
        parts = name.split()
        if len(parts) > 1:
            pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, parts)) + r"(?!\w)"
            found += [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]
    return found
