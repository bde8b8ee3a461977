"""Who somebody is on Discord: the connected servers they are a member of, and their roles that mean something."""

from __future__ import annotations

import asyncio
from contextlib import suppress
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

Roles = frozenset[str]


class Membership:
    """Asks Discord about people who write to the bot directly, and remembers the answers for a while."""

    def __init__(self, client: discord.Client, counter: Counter) -> None:
        self._client, self._counter = client, counter
        self._asked: TTLCache[tuple[int, int], Roles | None] = TTLCache(MOST, FRESH)
        self._lines: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def known(self, event: Event) -> Event:
        """The event with its person's workspaces, where the place has none, and their groups."""
        person, wanted = event.person, self._counter.groups(Platform.discord)
        found = {"groups": tuple(each for each in person.groups if each in wanted)}
        if event.place.workspace:
            self._seen(event)
        else:
            # One after the other for each person, for what they did first is to be answered first.
            async with self._lines.setdefault(person.id, asyncio.Lock()):
                roles = await self._everywhere(int(person.id))
            held = frozenset().union(*roles.values())
            found = {"workspaces": tuple(roles), "groups": tuple(sorted(held & wanted))}
        return event.model_copy(update={"person": person.model_copy(update=found)})

    def _seen(self, event: Event) -> None:
        """Remember what a message in a server says of its writer, for when they write directly."""
        person = event.person
        if person.groups:
            held = None if person.guest else frozenset(person.groups)
            key = (int(event.place.workspace), int(person.id))
            self._asked[key] = held

    async def _everywhere(self, person: int) -> dict[str, Roles]:
        """The connected servers that somebody is a member of, with their roles in each."""
        connected = sorted(self._counter.workspaces(Platform.discord))
        here = [
            guild for each in connected if each.isdecimal() and (guild := self._client.get_guild(int(each)))
        ]
        roles = await asyncio.gather(*(self._roles(guild, person) for guild in here))
        return {str(guild.id): held for guild, held in zip(here, roles, strict=True) if held is not None}

    async def _roles(self, guild: discord.Guild, person: int) -> Roles | None:
        """Somebody's roles in a server; None where they are no member, or Discord will not say."""
        with suppress(KeyError):
            return self._asked[guild.id, person]
        try:
            async with asyncio.timeout(PATIENCE):
                member = await guild.fetch_member(person)
            held = frozenset(str(role.id) for role in member.roles)
            roles: Roles | None = None if member.flags.guest else held
        except discord.NotFound:
            roles = None
        except (discord.DiscordException, aiohttp.ClientError, OSError):
            log.warning("membership not known", platform="discord", workspace=str(guild.id), exc_info=True)
            return None
        self._asked[guild.id, person] = roles
        return roles
