"""Does a question follow up what was asked before, or does it begin a new subject?"""

from __future__ import annotations

import math
import re

LINE = 0.7
"""How likely a question has to be a follow-up before it is read in the light of the turns before it."""

WEIGHTS = (-4.22, 2.09, 2.17, 0.72, 3.01, -0.92)
BIAS = 2.27
"""Fitted on some 370 follow-ups and 910 questions set behind others of the same policy, by `python -m index.training.following`;
it prints how often each kind is read the right way on the policies kept back."""

ALIKE = 0.15
"""The cosine that is taken for granted where the words of the earlier turns are not kept: between those of both kinds."""

_REFERS = re.compile(
    r"\b(?:it|its|that|this|those|these|they|them|their|theyre|he|she|him|her|his|hers|hes|shes|ones?|same|(?<!is )(?<!are )there|then|so|either|both|instead|too|also|else)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"^\W*(?:and|but|so|or|what if|what about|how about|ok|okay|even if|even|then|does that|is that|would that|also|still|same|not|only|just|if|unless|yes|no|yeah|nope)\b",
    re.IGNORECASE,
)
_NAMES = re.compile(
    r"\b(?:i|we|you|staff|teachers?|pupils?|students?|parents?|child|children|kids?)\b", re.IGNORECASE
)


def features(text: str, cosine: float, surety: float) -> tuple[float, ...]:
    """What is looked at: tens of words; whether it refers back, goes on, names somebody; likeness; surety alone.

    `cosine` is that of the question to the turns before it, `surety` how sure its answer is without them.
    """
    found = (bool(pattern.search(text)) for pattern in (_REFERS, _GOES_ON, _NAMES))
    return (len(text.split()) / 10, *(float(each) for each in found), cosine, surety)


def follows(text: str, cosine: float, surety: float) -> bool:
    """Whether a question is so likely a follow-up that it is read as one."""
    sum_of = BIAS + sum(
        weight * value for weight, value in zip(WEIGHTS, features(text, cosine, surety), strict=True)
    )
    return 1 / (1 + math.exp(-sum_of)) >= LINE
