"""Is this a question, or someone at risk? Phrases that disclose a concern, and those that only sound like it.

A first judgement by phrases, made to miss little of what is said plainly; what is only hinted at it
often misses. It decides no more than whether the card leads with whom to tell: the policy is quoted
all the same.
"""

from __future__ import annotations

import re

from bot.answers import Urgency
from bot.cues import ABOUT_WORDS, ASKED_IN_GENERAL, CUES, HARMLESS, NOW, Cue


def weigh(text: str, earlier: tuple[str, ...] = ()) -> Urgency:
    """How urgent the concern is that this message, or an earlier one of the same conversation, discloses."""
    found = {_weigh(plain(message)) for message in (text, *earlier)}
    for urgency in (Urgency.immediate, Urgency.high):
        if urgency in found:
            return urgency
    return Urgency.none


def plain(message: str) -> str:
    """Lower case, without apostrophes, white space collapsed: what the phrases are written for."""
    return " ".join(re.sub(r"['’‘`]", "", message.lower()).split())


def _weigh(message: str) -> Urgency:
    sentences = [each for each in re.split(r"(?<=[.?!]) +|\n", message) if each]
    # A phrase may run over two sentences, so the whole is looked at too, unless it asks in general.
    looked_at = sentences if len(sentences) == 1 else [*sentences, message]
    met = [cue for each in looked_at for cue in _met(each)]
    if any(pattern.search(message) for pattern in HARMLESS):
        return Urgency.none
    if not met:
        return Urgency.none
    if any(cue.urgency is Urgency.immediate for cue in met) or NOW.search(message):
        return Urgency.immediate
    return Urgency.high


def _met(sentence: str) -> list[Cue]:
    if ABOUT_WORDS.search(sentence):
        return []
    general = ASKED_IN_GENERAL.search(sentence) is not None
    return [cue for cue in CUES if cue.pattern.search(sentence) and not (general and cue.may_be_general)]
