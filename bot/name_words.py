"""The words of what somebody typed: where each stands, how it is written, and whether it opens a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bot import name_cues
from bot.wordlists import bare

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+[^\W_]*")
_MARK = re.compile(r"\[(?:name|handle|e-mail|number|link)\]")
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
_STARTS = re.compile(r"(?:^|[.?!:;\n\r•*>)\]“”\"…–—]|\s[-'‘])[\s\"'“‘(\-]*$")


@dataclass(frozen=True)
class Word:
    """A word of a text: where it stands, without its possessive ending, and how it is written."""

    start: int
    end: int
    text: str
    is_first: bool

    @cached_property
    def bare(self) -> str:
        """The word in lower case, without accents."""
        return bare(self.text)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The parts of a double name, bare."""
        return tuple(self.bare.split("-"))

    @cached_property
    def is_capitalised(self) -> bool:
        """Whether it is written like a name: Jay, O'Neill, McKay, Ellie-Mae; not BBC, not YouTube."""
        heads = [part for part in re.split(r"['’-]", self.text) if part]
        return (
            bool(heads)
            and self.text[0].isupper()
            and not self.text.isupper()
            and all(_is_title(part) for part in heads)
        )


def _is_title(part: str) -> bool:
    rest = part[3:] if part.startswith("Mac") else part[2:] if part.startswith("Mc") else part
    return rest[1:].islower() or len(rest) <= 1 or part.islower()


def words(text: str) -> tuple[Word, ...]:
    """The words of a text in order; what was taken out of it before is no word."""
    masked = name_cues.NO_PEOPLE.sub(
        lambda no: "\0" * len(no[0]), _MARK.sub(lambda mark: "\0" * len(mark[0]), text)
    )
    return tuple(_words(masked))


def _words(text: str) -> Iterator[Word]:
    for found in _WORD.finditer(text):
        word = _POSSESSIVE.sub("", found[0])
        yield Word(
            found.start(),
            found.start() + len(word),
            word,
            bool(_STARTS.search(text[max(0, found.start() - 12) : found.start()])) or found.start() == 0,
        )
