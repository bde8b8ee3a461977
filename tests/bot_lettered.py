"""Letters as they would be sent, where time is let pass."""

from __future__ import annotations

import datetime as dt

from bot.messages import Message
from bot.places import Platform
from tests.bot_receptions import School


def letters(house: School, **passed: float) -> dict[str, list[Message]]:
    """Let time pass, send what is due, and give it by whom or where it went."""
    house.now += dt.timedelta(**passed)
    house.reception.clock.tick()
    found: dict[str, list[Message]] = {}
    mail = house.reception.mail
    while taken := mail.take((Platform.slack, Platform.discord)):
        for item in taken:
            message = mail.compose(item)
            if message is None:
                mail.void(item)
                continue
            mail.arrived(item)
            found.setdefault(message.person or item.place.channel, []).append(message)
    return found
