"""The steps of setting an organisation up, and what of them is done: derived each time from what there is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.credentials import load
from bot.errors import WrongSetting
from bot.members import LEADS
from bot.people import Office, Organisation
from bot.places import CHATS, Platform

if TYPE_CHECKING:
    from adapters.console.visit import Visit


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name in addresses, and whether it is done."""

    name: str
    done: bool


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat platform as far as it is set up: the secrets that are missing, by their names, or what is wrong with them."""

    platform: Platform
    missing: tuple[str, ...]
    begun: bool
    fault: str = ""


def steps(visit: Visit, organisation: Organisation) -> tuple[Step, ...]:
    """The steps of an organisation, in their order."""
    store, directory, short = visit.desk.store, visit.cabinet.directory, organisation.short
    safe = any("safeguarding" in each.role.lower() for each in store.contacts(short))
    held = {each.role for each in directory.holders(short)}
    answers = organisation.snapshot is not None
    return (
        Step("contacts", safe),
        Step("policies", answers or bool(store.drafts(short))),
        Step("publish", answers),
        Step("ask", bool(visit.cabinet.history.of(short, visit.who))),
        Step("people", not held.isdisjoint(LEADS) and Office.admin in held),
        Step("connect", bool(directory.workspaces(short))),
    )


def chats(home: Path) -> tuple[Chat, ...]:
    """The chat platforms, and what each lacks; no secret is shown, only the names of those that are missing."""
    try:
        credentials = load(home)
    except WrongSetting as fault:
        return tuple(Chat(each, (), begun=True, fault=str(fault)) for each in CHATS)
    begun = credentials.configured()
    return tuple(Chat(each, credentials.missing(each), each in begun) for each in CHATS)
