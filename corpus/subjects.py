"""The subject of a sentence: who stands before its verb, and whether they act or are acted upon."""

from __future__ import annotations

import re

from corpus.groups import GROUPS
from corpus.modality import masked

_I = re.IGNORECASE
_BEFORE = re.compile(
    r"(?:the|a|an|any|all|each|every|both|no|two|three|one|only|new|our|your|some|most|other|and|or|"
    r"(?!\w+ing\b(?<!teaching)(?<!visiting)(?<!recruiting)(?<!governing)(?<!serving)|(?:those|of|to|for|if|where|when|as|with|about|by|from|that|which|in|on|at|between|before|after|during|under|against|is|are|must|should|may|can|will|has|have|not|including)\b)[\w'/-]+)",
    _I,
)
_AFTER = re.compile(
    r"\s*(?:$|[,/(]|(?:and/or|who|whose|that|which|with|without|in|on|at|of|from|and|or|to|for|by|under|aged|over|below|as|across|within|must|should|shall|may|might|can|cannot|will|would|"
    r"is|are|was|were|has|have|had|do|does|need|needs|ought|not|never|also|always|then|only|either|themselves|\w+ly|\w+ing|\w+ed|\w{2,}s?)\b)",
    _I,
)
_THING = re.compile(
    r"\s+(?:accounts?|records?|names?|data|details|database|files?|handbook|devices?|images?|photographs?|work|members?' |areas?|rooms?|facing|body|council|support|services|training|time|phones?|laptops?|"
    r"vehicles?|visits?|absence|welfare|behaviour|information|communications?|meetings?|profiles?|portal|use|safety|conduct|surveys?|forum|voice|premium|register|cards?|numbers?|lanyards?|consent|evenings?|protection)\b",
    _I,
)
PASSIVE = re.compile(
    r"\b(?:must|should|shall|may|can|will|is|are|has to|have to|needs? to|cannot)(?: \w+ly| also| always| then| only| either| all)*(?: not| never)?(?: \w+ly)? (?:be |been |(?<=is )|(?<=are )|(?<=never )|(?<=is not )|(?<=are not )|(?<=\w\wly ))(?:\w+ly )?(?:and \w+ly )?(?P<done>\w+(?:ed|en)|told|sent|shown|given|kept|held|left|put|taken|lent|rung|met|seen|made|paid|brought|taught)\b(?: \w+){0,8}?(?P<by> by (?:the |a |an )?[\w' -]{1,30})?",
    _I,
)
"""What is done to the subject."""
MARKER = re.compile(
    r"^[\W_]*(?:(?:\(?(?:\d+(?:\.\d+)*|[A-Z]\d+|[a-zA-Z]|[ivx]+)[.)]+|\d+(?:\.\d+)*|[A-Z]\d+)\s*)*[\W_]*"
)
"""The number or bullet in front of a sentence."""
CARRIED_OUT = re.compile(
    r"\b(?:carried out|done|conducted|undertaken|made|completed|passed|handled|decided|led) (?:only )?by (?:the |an? |any )?(?P<who>[^,.;]{3,60})",
    _I,
)
"""Whom a passive names as the one who acts."""
BY = re.compile(r"\bby (?:the |an? |any )?(?P<who>[^,.;]{3,60})", _I)
"""Whose act the subject is."""
MODAL = re.compile(
    r"\b(?:must|should|shall|may|might|can|cannot|will|would|is|are|was|were|has|have|do|does|need|needs|ought)\b",
    _I,
)
"""The verbs that end a subject."""


def leads_up(before: str) -> bool:
    """Whether only a few plain words stand before a group, so that it can be the subject."""
    before = re.sub(r"\b(?:members?|one|any|all|each|either|both|some|heads?|parents?) of\b", "", before)
    words = before.split()
    return len(words) <= 5 and all(_BEFORE.fullmatch(word.strip(",;:\"'")) for word in words)


def subject_and_rest(main: str, match: re.Match[str]) -> tuple[str, str]:
    """The subject that begins with a group, and what the sentence says of it."""
    end = match.end()
    if (
        main[end : end + 2] in ("'s", "' ")
        or main[end : end + 1] == "'"
        or _THING.match(main, end)
        or not _AFTER.match(main, end)
    ):
        return "", main[end:]
    more = re.match(
        rf"(?:(?:,| and| or|, and|, or|/|&| and/or)\s*(?:the |their |any |other |all )?(?:[\w-]+ )?{GROUPS}(?!'))+",
        main[end:],
        _I,
    )
    if more:
        end += more.end()
    verb = MODAL.search(masked(main), end)
    return main[match.start() : end], main[verb.start() :] if verb else main[end:]
