"""How days, moments, people and telephone numbers are written on pages."""

from __future__ import annotations

import datetime as dt

from markupsafe import Markup, escape

from bot.places import OPERATOR, Platform
from corpus.document import StatedDate

DIGITS = 7
"""Digits that a telephone number has, at least."""


def said_day(day: dt.date | StatedDate | None) -> str:
    """A day as people write it, 3 September 2026; nothing where there is none."""
    if day is None:
        return ""
    return str(day) if isinstance(day, StatedDate) else f"{day.day} {day:%B %Y}"


def said_moment(moment: dt.datetime | None) -> Markup:
    """A moment where this machine stands, for people and machines; nothing where there is none."""
    if moment is None:
        return Markup()
    local = moment.astimezone()
    words = escape(f"{local.day} {local:%B %Y, %H:%M}")
    return Markup('<time datetime="{}">{}</time>').format(moment.isoformat(timespec="seconds"), words)


def said_person(key: str) -> str:
    """A person by their platform and id; one of the console by what they sign in with alone."""
    return key.removeprefix(f"{Platform.console}:").removeprefix(OPERATOR)


def ringable(text: str) -> Markup:
    """A sentence of the bot's own, in which a telephone number can be pressed to be rung; its words stay as they are."""
    if sum(character.isdigit() for character in text) < DIGITS:
        return escape(text)
    # Its data on all countries is slow to import, and few sentences hold so many digits.
    from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher, format_number

    made, end = Markup(), 0
    for found in PhoneNumberMatcher(text, "GB", leniency=Leniency.POSSIBLE, max_tries=100):
        digits = sum(map(str.isdigit, found.raw_string))
        around = f"{text[: found.start][-1:]}{text[found.end :][:1]}"
        if digits < DIGITS or found.raw_string[0] not in "+(0" or any(map(str.isalnum, around)):
            continue
        href = format_number(found.number, PhoneNumberFormat.RFC3966)
        made += escape(text[end : found.start])
        made += Markup('<a href="{}">{}</a>').format(href, found.raw_string)
        end = found.end
    return made + escape(text[end:])
