"""Is this a question, or someone at risk? What the trained encoder hears, and phrases that say it plainly.

The encoder hears what is only hinted at; the phrases make sure that what is said outright is met whatever
the encoder makes of it. Either is enough for the card to lead with whom to tell; the policy is quoted all the
same, but beside a message that surely discloses something only what surely answers it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from bot.answers import Urgency
from bot.cues import ABOUT_WORDS, ASKED_IN_GENERAL, CUES, HARMLESS, MADE_UP, NOW, Cue

if TYPE_CHECKING:
    from bot.finding import Spelt
    from index.encoder import Words
    from index.fitted import Fitted

FRAGMENT = 6
"""Words up to which a message that follows up others is a fragment."""

SURE = 0.5
"""How likely a concern has to be in a fragment."""

_ORDER = (Urgency.immediate, Urgency.high, Urgency.none)


def weigh(messages: Sequence[str], spelt: Spelt, plain: Urgency) -> Urgency:
    """How urgent the concern is that these messages of one conversation disclose; the most urgent counts.

    `plain` is what `said_plainly` makes of them.
    """
    fitted = spelt.encoder.fitted
    *earlier, last = messages or ("",)
    heard = {by_ear(spelt[message], fitted.concern, fitted) for message in earlier}
    if last:
        # "And on a trip?" says too little by itself to be heard as keenly as a whole message.
        fragment = bool(earlier) and len(last.split()) <= FRAGMENT
        heard.add(by_ear(spelt[last], max(fitted.concern, SURE) if fragment else fitted.concern, fitted))
    return most_urgent((plain, *heard))


def said_plainly(messages: Sequence[str]) -> Urgency:
    """How urgent the concern is that these messages disclose in so many words."""
    return most_urgent([by_phrases(message) for message in messages])


def surely(message: str, spelt: Spelt) -> bool:
    """Tell whether one message discloses a concern in so many words, or more likely than not."""
    heard = spelt[message].concern
    return by_phrases(message) is not Urgency.none or (heard is not None and float(heard[0]) < 0.5)


def most_urgent(found: Collection[Urgency]) -> Urgency:
    """The most urgent of them; none where there are none."""
    return next((urgency for urgency in _ORDER if urgency in found), Urgency.none)


def by_ear(words: Words, line: float, fitted: Fitted) -> Urgency:
    """What the encoder hears in one message, where it is a concern more likely than `line`."""
    if words.concern is None or 1 - float(words.concern[0]) < line:
        return Urgency.none
    return Urgency.immediate if float(words.concern[2]) >= fitted.immediate else Urgency.high


def by_phrases(message: str) -> Urgency:
    """What one message says in so many words."""
    lines = [_plain(line) for line in message.splitlines()]
    # What stands on a line of its own is a sentence of its own, full stop or not.
    sentences = [each for line in lines for each in re.split(r"(?<=[.?!]) +", line) if each]
    return _weigh(sentences, _plain(message))


def _plain(message: str) -> str:
    """Lower case, without apostrophes, white space collapsed: what the phrases are written for."""
    return " ".join(re.sub(r"['’‘`]", "", message.lower()).split())


def _weigh(sentences: Sequence[str], message: str) -> Urgency:
    # A phrase may run over two sentences, so the whole is looked at too, unless it asks in general.
    looked_at = sentences if len(sentences) == 1 else [*sentences, message]
    met = [cue for each in looked_at for cue in _met(each)]
    if not met or MADE_UP.search(message):
        return Urgency.none
    if any(cue.urgency is Urgency.immediate for cue in met):
        return Urgency.immediate
    if any(pattern.search(message) for pattern in HARMLESS):
        return Urgency.none
    return Urgency.immediate if NOW.search(message) else Urgency.high


def _met(sentence: str) -> list[Cue]:
    if ABOUT_WORDS.search(sentence):
        return []
    general = ASKED_IN_GENERAL.search(sentence) is not None
    return [cue for cue in CUES if cue.pattern.search(sentence) and not (general and cue.may_be_general)]
