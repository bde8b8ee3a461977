"""What was given on the command line, understood: days, spans of time, places, and who does it."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from bot import phrases
from bot.errors import NotConnected, WrongUse
from bot.members import LEADS, holder
from bot.people import Office, Organisation
from bot.places import CHATS, Place, Platform
from bot.session import who

if TYPE_CHECKING:
    from bot.directory import Directory

_SPAN = re.compile(r"(\d{1,6})\s*([mhd])", re.IGNORECASE)
_MINUTES = {"m": 1, "h": 60, "d": 1_440}


def whole(typed: str) -> str:
    """What was typed, with a mark in place of bytes that are no text."""
    return typed.encode("utf-8", "replace").decode()


def day(text: str, option: str) -> dt.date:
    """The day that an option names; raises WrongUse where it names none."""
    from corpus.details import stated_date

    found = stated_date(text)
    if found is None or found.day is None:
        raise WrongUse(what=phrases.NOT_A_DAY.format(option=option, text=repr(text)))
    return found.first_day


def minutes(text: str, option: str) -> int:
    """The minutes that an option names as 5m, 4h or 2d; raises WrongUse where it names none."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise WrongUse(what=phrases.NOT_A_SPAN.format(option=option, text=repr(text)))
    return int(found[1]) * _MINUTES[found[2].lower()]


def place(text: str, directory: Directory, organisation: Organisation) -> Place:
    """The channel that PLATFORM:WORKSPACE:CHANNEL names, in a workspace of the organisation's.

    Raises WrongUse where it names none, and NotConnected.
    """
    platform, _, rest = text.strip().partition(":")
    workspace, _, channel = rest.partition(":")
    if platform not in CHATS or not workspace or not channel or len(channel) > 300 or " " in text:
        raise WrongUse(what=phrases.NOT_A_PLACE.format(text=repr(text)))
    kind = phrases.WORKSPACES[platform]
    known = directory.workspace(Platform(platform), workspace)
    if known is None:
        raise NotConnected(kind=kind, platform=platform, workspace=workspace)
    if known.organisation.short != organisation.short:
        wrong = phrases.OF_ANOTHER.format(
            kind=kind,
            workspace=workspace,
            other=known.organisation.name,
            organisation=organisation.name,
        )
        raise WrongUse(what=wrong)
    return Place(platform=Platform(platform), workspace=workspace, channel=channel)


def lead(text: str, directory: Directory, organisation: Organisation) -> str:
    """The lead or deputy of that id, such as slack:U0123; raises BadName and WrongUse."""
    named = holder(Office.lead, text)
    if named.group:
        raise WrongUse(what=phrases.NOT_A_PERSON.format(who=named.who))
    offices = [each for each in directory.holders(organisation.short) if each.role in LEADS]
    if named.who not in {each.who for each in offices}:
        missing = phrases.NOT_A_LEAD.format(
            who=named.who, organisation=organisation.name, short=organisation.short
        )
        raise WrongUse(what=missing)
    return named.who


def doer(text: str, directory: Directory, organisation: Organisation) -> str:
    """Who does it, for the audit: the lead or deputy that is named, or whoever runs the command."""
    return lead(text, directory, organisation) if text else who()
