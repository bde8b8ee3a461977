"""What pages for leads share: the bot's own ways of doing things, and what they say of it."""

from __future__ import annotations

from adapters.console.visit import Visit
from bot import console_phrases as phrases
from bot.answers import Urgency
from bot.clock import Clock
from bot.concerns import said_plainly
from bot.hearing import heard
from bot.leading import Leading
from bot.letters import Letters
from bot.messages import Said
from bot.outcomes import Outcome
from bot.people import whom_to_tell


def leading(visit: Visit) -> Leading:
    """What leads do, over the cabinet of a visit."""
    return Leading(visit.cabinet, Letters(visit.cabinet), Clock(visit.cabinet))


def told(outcome: Outcome) -> str:
    """The first sentence of what came of something."""
    parts = (part for message in outcome.messages for part in message.parts)
    return next((part.text for part in parts if isinstance(part, Said)), "")


def concern(visit: Visit, *texts: str) -> str:
    """What to say where words plainly disclose a risk; empty where they do not, or are said to be meant so."""
    if visit.field("meant", 10) == "yes":
        return ""
    if all(said_plainly([heard(each)]) is Urgency.none for each in texts):
        return ""
    tell = whom_to_tell(visit.desk.store.contacts(visit.short))
    return phrases.READS_LIKE_A_CONCERN.format(tell=tell)
