"""Who somebody is on Discord: the connected servers they are a member of, their roles that mean something, their name."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from weakref import WeakValueDictionary

import aiohttp
import discord
import structlog
from cachetools import TTLCache

from bot.adapter import Counter
from bot.events import Event
from bot.places import Platform

FRESH = 300
"""Seconds for which Discord is not asked again about the same person."""

MOST = 10_000
"""People kept in mind."""

PATIENCE = 1.0
"""Seconds that an answer waits for Discord to say who somebody is; the person is waiting for the answer."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Membership:
    """What a server says of one of its members: their roles, and what they are called there."""

    roles: frozenset[str]
    name: str


class Register:
    """Asks Discord about people who write to the bot directly, and remembers the answers for a while."""

    def __init__(self, client: discord.Client, counter: Counter) -> None:
        self._client, self._counter = client, counter
        self._asked: TTLCache[tuple[int, int], Membership | None] = TTLCache(MOST, FRESH)
        self._lines: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def known(self, event: Event) -> Event:
        """The event with its person's workspaces, where the place has none, their groups, and their name there."""
        person, wanted = event.person, self._counter.groups(Platform.discord)
        found: dict[str, object] = {"groups": tuple(each for each in person.groups if each in wanted)}
        if event.place.workspace:
            self._seen(event)
        else:
            # One after the other for each person, for what they did first is to be answered first.
            async with self._lines.setdefault(person.id, asyncio.Lock()):
                theirs = await self._everywhere(int(person.id))
            held = frozenset[str]().union(*(each.roles for each in theirs.values()))
            found = {"workspaces": tuple(theirs), "groups": tuple(sorted(held & wanted))}
            if len(theirs) == 1:
                # What colleagues call them; in several servers that may be several names.
                [found["name"]] = (each.name for each in theirs.values())
        return event.model_copy(update={"person": person.model_copy(update=found)})

    def _seen(self, event: Event) -> None:
        """Remember what a message in a server says of its writer, for when they write directly."""
        person = event.person
        if person.groups:
            held = None if person.guest else Membership(frozenset(person.groups), person.name)
            key = (int(event.place.workspace), int(person.id))
            self._asked[key] = held

    async def _everywhere(self, person: int) -> dict[str, Membership]:
        """The connected servers that somebody is a member of, with what each says of them."""
        connected = sorted(self._counter.workspaces(Platform.discord))
        here = [
            guild for each in connected if each.isdecimal() and (guild := self._client.get_guild(int(each)))
        ]
        theirs = await asyncio.gather(*(self._membership(guild, person) for guild in here))
        return {str(guild.id): held for guild, held in zip(here, theirs, strict=True) if held is not None}

    async def _membership(self, guild: discord.Guild, person: int) -> Membership | None:
        """What a server says of somebody; None where they are no member, or Discord will not say."""
        with suppress(KeyError):
            return self._asked[guild.id, person]
        held: Membership | None = None
        try:
            async with asyncio.timeout(PATIENCE):
                member = await guild.fetch_member(person)
            if not member.flags.guest:
                held = Membership(frozenset(str(role.id) for role in member.roles), member.display_name)
        except discord.NotFound:
            pass
        except (discord.DiscordException, aiohttp.ClientError, OSError):
            log.warning("membership not known", platform="discord", workspace=str(guild.id), exc_info=True)
            return None
        self._asked[guild.id, person] = held
        return held
