"""How two wordings of a clause compare: whether they say the same, and how alike they are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from corpus.details import DATE
from corpus.references import plain
from corpus.revisions import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_AROUND_SIGNS = re.compile(r"\s*([^\w\s])\s*")
_BEFORE = re.compile(r"^[•·▪◦●○■□➢➤*-]\s*")
_BEFORE_UNIT = re.compile(r"(?<=\d)\s+(?=(?:[ap]\.?m\b|%))", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_PARTS = re.compile(r"\d+|[^\W\d_]+|[*†‡§#•]")
_NUMBER = re.compile(
    r"(?<![\w.])([A-Z]?\d{1,3}(?:\.\d{1,3})*(?:\.?\s?\([a-z]{1,4}\)|\.?\s?[a-z]\b\)?)*)(?!\w)"
)
_NAMES_A_PART = re.compile(
    r"(?:rule|clause|paragraph|para|section|part|point|item|appendix|annex|schedule|see|and|or|to|,|\()s?\.?\s*$",
    re.IGNORECASE,
)
_STATES_A_DATE = re.compile(
    r"\b(?:effective|in force|review|reviewed|updated|version|revision|issue|date|adopted|approved|expires?)\b",
    re.IGNORECASE,
)
_STATED = re.compile(rf"{DATE}|\b(?:version|revision|issue)[\s:|]*v?[\d.]+", re.IGNORECASE)
_LABELLED = re.compile(
    r"^(?P<label>(?:policy |document |intended |lead )?(?:organi[sz]ation|school|college|owner|audience|lead|officer)"
    r"|(?:school|college) name|applies to|version|revision|issue|title"
    r"|(?:next |last |date of |date )?(?:review|reviewed|effective|in force|in effect|valid|approved|adopted|updated)"
    r"(?: date| from| by| on| due)?)\s*[:|]\s*\S",
    re.IGNORECASE,
)

STRENGTH = {"must": 3, "shall": 3, "should": 2, "ought": 2, "may": 1, "might": 1, "can": 1, "could": 1}
"""How strongly a word of duty or leave binds, beside the others."""

IN_ORDER = 0.6
"""What the words in order weigh against the letters in how alike two wordings are."""

SHORTEST, KEPT = 5, 0.8
"""From how many words on a wording that is kept but for this share of it makes two alike, however much was added."""

LINE = 40
"""Words up to which a unit that holds a date or a version is a line of the policy's own details."""


@lru_cache(maxsize=1 << 15)
def printed(text: str) -> str:
    """A text without what is only its look.

    White space, also within "9.00 am", the form of quotation marks, dashes and bullets, and the stop at the end of a list
    item are no matter.
    """
    said = unicodedata.normalize("NFKC", words(text)).translate(
        {0x22: "'", 0x2212: "-", 0x2010: "-", 0x200B: None}
    )
    said = _AROUND_SIGNS.sub(r"\1", _BEFORE_UNIT.sub("", " ".join(said.split())))
    return _BEFORE.sub("", said).rstrip(".;,")


@lru_cache(maxsize=1 << 15)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a text, in small letters and without signs."""
    return tuple(_WORD.findall(words(text).casefold()))


@lru_cache(maxsize=1 << 12)
def parts(number: str) -> tuple[str, ...]:
    """The parts of a clause's number, whatever stands between them: "4.1(iii)" and "4.1 iii)" have the same."""
    return tuple(_PARTS.findall(number))


def same(old: str, new: str, numbers: Mapping[str, frozenset[str]]) -> bool:
    """Whether two wordings say the same, where `numbers` tells which number became which.

    A reference to another clause that only follows its new number says the same.
    """
    if old == new or printed(old) == printed(new):
        return True
    one, other = _NUMBER.split(words(old)), _NUMBER.split(words(new))
    if len(one) != len(other) or len(one) < 3:
        return False
    if [printed(each) for each in one[::2]] != [printed(each) for each in other[::2]]:
        return False
    return all(
        plain(one[at]) == plain(other[at])
        or (_refers(one[at], one[at - 1]) and plain(other[at]) in numbers.get(plain(one[at]), frozenset()))
        for at in range(1, len(one), 2)
    )


def binds_otherwise(old: str, new: str) -> bool:
    """Whether a word of duty was put in the place of a stronger or a weaker one, such as "must" in that of "should".

    Where a policy's "should" binds, its force may be read the same before and after; whoever keeps it wants to know.
    """
    from rapidfuzz.distance import Levenshtein

    one, other = tokens(old), tokens(new)
    for block in Levenshtein.opcodes(one, other):
        gone = {STRENGTH[each] for each in one[block.src_start : block.src_end] if each in STRENGTH}
        come = {STRENGTH[each] for each in other[block.dest_start : block.dest_end] if each in STRENGTH}
        if block.tag == "replace" and gone and come and gone != come:
            return True
    return False


def only_details(old: str, new: str) -> bool:
    """Whether two lines state one of the policy's own details, and differ in nothing but what it is."""
    if max(len(tokens(old)), len(tokens(new))) > LINE:
        return False
    if _labelled_alike(old, new):
        return True
    if not (_STATES_A_DATE.search(old) and _STATED.search(new)):
        return False
    return printed(_STATED.sub("#", old)) == printed(_STATED.sub("#", new))


def same_line(old: str, new: str) -> bool:
    """Whether two lines state the same detail of the policy, one with a colon, say, and the other in a table."""
    return _labelled_alike(old, new) and tokens(old) == tokens(new)


def _labelled_alike(old: str, new: str) -> bool:
    one, other = _LABELLED.match(old), _LABELLED.match(new)
    return one is not None and other is not None and one["label"].casefold() == other["label"].casefold()


def shared(olds: Sequence[Sequence[str]], news: Sequence[Sequence[str]]) -> NDArray[np.int32]:
    """How many words each of the old wordings shares with each of the new ones, in the same order."""
    import numpy as np
    from rapidfuzz import process
    from rapidfuzz.distance import LCSseq

    if not olds or not news:
        return np.zeros((len(olds), len(news)), dtype=np.int32)
    return process.cdist(olds, news, scorer=LCSseq.similarity, dtype=np.int32)


def alike(olds: Sequence[Sequence[str]], news: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    """How alike each of the old wordings is to each of the new ones, from 0 to 1: by words in order, and by letters."""
    import numpy as np
    from rapidfuzz import fuzz, process

    if not olds or not news:
        return np.zeros((len(olds), len(news)))
    common = shared(olds, news)
    one = np.array([max(len(each), 1) for each in olds])[:, None]
    other = np.array([max(len(each), 1) for each in news])[None, :]
    said = [[" ".join(each) for each in wordings] for wordings in (olds, news)]
    letters = process.cdist(*said, scorer=fuzz.ratio, dtype=np.float32) / 100
    shorter = np.minimum(one, other)
    # What was cut short or added to keeps most of the shorter wording.
    kept = np.where((shorter >= SHORTEST) & (common >= KEPT * shorter), KEPT * common / shorter, 0)
    found: NDArray[np.float64] = np.maximum(
        IN_ORDER * 2 * common / (one + other) + (1 - IN_ORDER) * letters, kept
    )
    return found


def covered(whole: Sequence[str], part: Sequence[str]) -> frozenset[int]:
    """The places of the words of a whole that stand in a part too, in the same order."""
    from rapidfuzz.distance import LCSseq

    return frozenset(
        place
        for block in LCSseq.opcodes(whole, part)
        if block.tag == "equal"
        for place in range(block.src_start, block.src_end)
    )


def _refers(number: str, before: str) -> bool:
    return not number.isdigit() or _NAMES_A_PART.search(before) is not None
