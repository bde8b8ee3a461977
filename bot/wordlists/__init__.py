"""Which words are names of people, which are ordinary, and which may be either.

`given.txt`, `family.txt`, `words.txt` and `both.txt` are written by make.py, which says where they come from;
`chosen.txt` was written by hand.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_UNUSUAL = str.maketrans({"ł": "l", "ı": "i", "ß": "ss", "ø": "o", "đ": "d", "æ": "ae", "ə": "a", "’": "'"})


def bare(word: str) -> str:
    """A word in lower case and without accents, with a plain apostrophe."""
    plain = unicodedata.normalize("NFD", word.lower().translate(_UNUSUAL))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@dataclass(frozen=True)
class Lists:
    """Words by what they may be: bare, as `bare` gives them.

    `given` and `family` are names wherever they stand; `either` are names or words; `both` are ordinary words that
    are family names too; `places` may be names of people where the words around say so.
    """

    given: frozenset[str]
    family: frozenset[str]
    words: frozenset[str]
    both: frozenset[str]
    either: frozenset[str]
    places: frozenset[str]


@cache
def lists() -> Lists:
    """The lists that ship; read once, in some 20 ms."""
    folder = Path(__file__).parent
    read = {
        name: frozenset((folder / f"{name}.txt").read_text(encoding="utf-8").split())
        for name in ("given", "family", "words", "both")
    }
    chosen = (folder / "chosen.txt").read_text(encoding="utf-8")
    paragraphs = dict(paragraph.split("]", 1) for paragraph in chosen.split("\n[")[1:])
    return Lists(
        **read, either=frozenset(paragraphs["either"].split()), places=frozenset(paragraphs["places"].split())
    )
