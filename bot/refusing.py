"""What is said instead of an answer; where somebody may be at risk, whom to tell goes first even then."""

from __future__ import annotations

import hashlib

from bot import composing, hearing, phrases
from bot.answers import Urgency
from bot.composing import said
from bot.concerns import said_plainly
from bot.events import LONGEST_TEXT, Asked, Checked, Event, Verb
from bot.messages import Message, Said


def refused(event: Event, sentence: str, listened: int = LONGEST_TEXT, helps: bool = True) -> Message:
    """Say why an event is not answered; whom to tell goes first where its words plainly disclose a risk.

    The last `listened` characters of them are looked at. `helps`: the lead can be alerted for this person.
    """
    text = event.text[-listened:] if isinstance(event, (Asked, Checked)) else ""
    urgency = said_plainly([hearing.heard(text)])
    if urgency is Urgency.none:
        return said(sentence)
    first = phrases.IMMEDIATE if urgency is Urgency.immediate else phrases.HIGH
    strong = (first, phrases.TELL_THE_USUAL_PEOPLE)
    plain = (phrases.DO_NOT_INVESTIGATE, phrases.CANNOT_QUOTE_NOW)
    told = (*(Said(text=each, strong=True) for each in strong), *(Said(text=each) for each in plain))
    parts = (*told, Said(text=sentence, quiet=True))
    if not helps:
        return Message(parts=parts)
    id = hashlib.sha256(f"{event.place.platform}:{event.id}".encode()).hexdigest()[:16]
    need = Said(text=phrases.NEED_NOW, quiet=True)
    return Message(parts=(*parts, need), buttons=(composing.button(Verb.now, id),))
