"""What an admin writes to the bot: an order of a few fixed words; anything else is a question."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.hearing import heard

LONGEST_NAME = 12
"""Words of a policy's name behind an order; what is longer is a question that begins like one."""

_ORDER = re.compile(
    r"admin(?: (?P<what>status|drafts|check|history|help)"
    r"|(?: (?P<named>diff|withdraw|drop)(?: (?P<policy>.+))?)"
    r"|(?: (?P<back>roll[ -]?back)(?: (?:to )?#?(?P<number>\d{1,9}))?)"
    r"|(?: (?P<publish>publish)(?:[ ,]+override:? ?(?P<reason>.*))?))?",
    re.IGNORECASE,
)


_BEGUN = re.compile(
    r"admin:? (?:status|drafts?|check|history|help|diff|withdraw|drop|roll[ -]?back|publish|override)\b",
    re.IGNORECASE,
)

LONGEST_UNCLEAR = 40
"""Words up to which what begins like an order is taken for one that was not understood."""


@dataclass(frozen=True)
class Order:
    """What is to be done, and to what: a policy, the number of a publication, or why a failed check is overridden."""

    what: str
    about: str = ""


def begun(text: str) -> bool:
    """Whether a text begins with the words of an order, whatever comes behind them."""
    plain = " ".join(heard(text).split()).strip(" `")
    return _BEGUN.match(plain) is not None and len(plain.split()) <= LONGEST_UNCLEAR


def ordered(text: str) -> Order | None:
    """The order that a text is, or None where it is a question."""
    plain = " ".join(heard(text).split()).strip(" `")
    found = _ORDER.fullmatch(plain.rstrip(".!? "))
    if found is None:
        return None
    if found["publish"]:
        whole = _ORDER.fullmatch(plain)
        reason = whole["reason"] if whole else found["reason"]
        return Order("publish" if reason is None else "override", reason or "")
    if found["back"]:
        return Order("rollback", found["number"] or "")
    policy = found["policy"] or ""
    if len(policy.split()) > LONGEST_NAME:
        return None
    return Order((found["what"] or found["named"] or "status").casefold(), policy.strip(" “”\"'"))
