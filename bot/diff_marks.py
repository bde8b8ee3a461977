"""Which words of a clause are new and which are left out, so that they can be marked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum

from corpus.document import Value
from corpus.revisions import words

_PIECE = re.compile(r"\s+|[^\W_]+(?:['’][^\W_]+)*|[^\w\s]|_")


class Fate(StrEnum):
    """What became of some words."""

    kept = "kept"
    gone = "gone"
    new = "new"


class Mark(Value):
    """Some words in a row that share a fate; joined in order, those that are not gone are the new wording, exactly."""

    fate: Fate
    words: str


def marked(old: str, new: str) -> tuple[Mark, ...]:
    """Compare two wordings word by word; what differs only in its look is kept, as it is printed now."""
    from rapidfuzz.distance import Indel

    one, other = _PIECE.findall(old), _PIECE.findall(new)
    found: list[tuple[Fate, str]] = []
    for block in Indel.opcodes([_key(each) for each in one], [_key(each) for each in other]):
        gone, come = one[block.src_start : block.src_end], other[block.dest_start : block.dest_end]
        if block.tag == "equal":
            found.append((Fate.kept, "".join(come)))
            continue
        found += [(fate, "".join(each)) for fate, each in ((Fate.gone, gone), (Fate.new, come)) if each]
    return tuple(Mark(fate=fate, words=text) for fate, text in _gathered(found))


def _key(piece: str) -> str:
    if piece.isspace():
        return " "
    return unicodedata.normalize("NFKC", words(piece)).replace('"', "'").replace("\u2010", "-")


def _gathered(found: Sequence[tuple[Fate, str]]) -> list[tuple[Fate, str]]:
    """Changes with nothing but a space or a short word between them as one change: what goes, then what comes."""
    out: list[tuple[Fate, str]] = []
    gone = come = ""
    for place, (fate, text) in enumerate(found):
        bridge = fate is Fate.kept and (gone or come) and place + 1 < len(found) and len(text.strip()) <= 2
        if fate is Fate.gone or bridge:
            gone += text
        if fate is Fate.new or bridge:
            come += text
        if fate is Fate.kept and not bridge:
            out += [(each, some) for each, some in ((Fate.gone, gone), (Fate.new, come)) if some]
            gone = come = ""
            out.append((fate, text))
    return out + [(each, some) for each, some in ((Fate.gone, gone), (Fate.new, come)) if some]
