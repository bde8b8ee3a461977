"""How much a document resembles another: by the name of its file, its title and what its lines say."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import PurePath

from corpus.document import Value

SAME_TITLE = 0.9
"""How alike two titles are from which on they are one."""

HALF, MANY = 0.5, 0.65
"""Shares of the words of the shorter text, in fours, that stand in the other: those of a revision, of hardly another."""

A_FEW = 0.15
"""The share below which two texts have nothing to do with each other."""

_EDITION = re.compile(
    r"\b(?:19|20)\d\d\b|\bv(?:ersion)?\.? ?\d+(?:\.\d+)*\b|\b(?:draft|final|clean|tracked|changes|copy|new|revised|approved|rev)\b"
    r"|(?:\b\d{1,2}(?:st|nd|rd|th)? )?\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b"
)
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W_]+")


class Face(Value):
    """What of a document tells whether another is a revision of it."""

    policy: str
    source: str
    title: str | None
    text: str

    @property
    def stem(self) -> str:
        """The file's name without what only tells one edition from another, such as a year or "final"."""
        from corpus.assemble import short_name  # it brings all that reads

        name = short_name(PurePath(self.source).stem).replace("-", " ")
        return " ".join(_EDITION.sub(" ", name).split()) or name

    @property
    def named(self) -> str:
        """The title without such, in small letters."""
        title = " ".join(_WORD.findall((self.title or "").casefold()))
        return " ".join(_EDITION.sub(" ", title).split()) or title

    @cached_property
    def fours(self) -> frozenset[int]:
        """The hashes of all four words that stand in a row; of a very short text, of each word."""
        words = _WORD.findall(self.text.casefold())
        run = 4 if len(words) >= 40 else 1
        return frozenset(hash(tuple(words[at : at + run])) for at in range(max(len(words) - run + 1, 0)))


class Resemblance(Value):
    """How a document resembles a policy's: in the name of its file, in its title, and in which share of its words.

    `sure`: it is a revision of that policy. One that is not sure may be a policy of its own.
    """

    policy: str
    title: str
    same_name: bool
    same_title: bool
    share: float

    @property
    def sure(self) -> bool:
        """Whether it is a revision of that policy and nothing else."""
        if self.same_name and self.same_title:
            return True
        if self.same_name:
            return self.share >= A_FEW
        return self.same_title and self.share >= HALF

    @property
    def likely(self) -> bool:
        """Whether it may be one."""
        return self.same_name or self.same_title or self.share >= MANY

    @property
    def rank(self) -> tuple[bool, int, float]:
        """What makes it likelier than another."""
        return self.sure, self.same_name + self.same_title, self.share


def resemblance(one: Face, known: Face) -> Resemblance:
    """Compare a document with a policy's."""
    from rapidfuzz import fuzz

    fewest = min(len(one.fours), len(known.fours))
    return Resemblance(
        policy=known.policy,
        title=known.title or known.policy,
        same_name=one.policy == known.policy or one.stem == known.stem,
        same_title=bool(one.named)
        and _NUMBER.findall(one.named) == _NUMBER.findall(known.named)
        and fuzz.ratio(one.named, known.named) / 100 >= SAME_TITLE,
        share=len(one.fours & known.fours) / fewest if fewest else 0.0,
    )
