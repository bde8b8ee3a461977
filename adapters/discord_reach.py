"""Sending on Discord: how one event's person and place are reached, and what Discord says when it will not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient, Route
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt

from adapters.discord_components import render
from bot.adapter import NO_PRIVATE_WAY, Undeliverable
from bot.messages import Message
from bot.places import Person, Place

EPHEMERAL = 1 << 6
"""The flag of a message that only the person who acted sees."""
MAY_NOT_POST = frozenset({"50001", "50013"})
"""Discord's codes where the bot has no access to a channel, or no permission to write in it."""


ATTEMPTS = 3
LONGEST_WAIT = 20.0
"""Seconds; whoever asks for more is not waited for."""


class MessageReach:
    """How the writer of a message is reached: privately only where the message was a direct one."""

    def __init__(self, http: HTTPClient, place: Place, person: Person) -> None:
        self._http, self._place, self._person = http, place, person

    async def privately(self, message: Message) -> None:
        """Answer in the direct conversation; nothing written in a server's channel can be private."""
        if not self._place.direct:
            raise Undeliverable(NO_PRIVATE_WAY)
        await _post(self._http, self._place.channel, message)

    async def directly(self, person: str, message: Message) -> None:
        """Send into the direct conversation with a person; Discord's code 50007 where theirs is closed."""
        await _directly(self._http, person, message)

    async def publicly(self, place: Place, message: Message) -> None:
        """Post in the channel or the thread."""
        await _post(self._http, place.thread or place.channel, message)


class InteractionReach:
    """How somebody is reached who used a command, a message's menu or a button: by an answer only they see.

    Discord shows "thinking" from the acknowledgement on. The first answer takes its place and is private
    whatever it asks for; `close` takes it away where no private answer came.
    """

    def __init__(self, http: HTTPClient, interaction: discord.Interaction) -> None:
        self._http = http
        self._interaction = interaction
        self._thinking = True

    async def privately(self, message: Message) -> None:
        """Answer so that only the person who acted sees it."""
        for payload in render(message):
            await self._follow_up(payload, EPHEMERAL)

    async def directly(self, person: str, message: Message) -> None:
        """Send into the direct conversation with a person."""
        await _directly(self._http, person, message)

    async def publicly(self, place: Place, message: Message) -> None:
        """Post in the place; where the bot itself may not, by way of an interaction that is in it."""
        there = place.thread or place.channel
        try:
            await _post(self._http, there, message)
        except Undeliverable as refused:
            if refused.why not in MAY_NOT_POST or there != str(self._interaction.channel_id):
                raise
            await self.close()
            for payload in render(message):
                await self._follow_up(payload, 0)

    async def close(self) -> None:
        """Take away the "thinking" that no answer has replaced."""
        if self._thinking:
            await _send(self._http, self._route("DELETE", "/messages/@original"))
            self._thinking = False

    async def _follow_up(self, payload: Mapping[str, Any], flag: int) -> None:
        await _send(self._http, self._route("POST"), {**payload, "flags": payload["flags"] | flag})
        self._thinking = False

    def _route(self, method: str, below: str = "") -> Route:
        return Route(
            method,
            "/webhooks/{webhook_id}/{webhook_token}" + below,
            webhook_id=self._interaction.application_id,
            webhook_token=self._interaction.token,
        )


async def _directly(http: HTTPClient, person: str, message: Message) -> None:
    channel = await _send(http, Route("POST", "/users/@me/channels"), {"recipient_id": person})
    await _post(http, str(channel["id"]), message)


async def _post(http: HTTPClient, channel: str, message: Message) -> None:
    for payload in render(message):
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel)
        await _send(http, route, payload)


async def _send(http: HTTPClient, route: Route, body: Mapping[str, Any] | None = None) -> Any:
    """Make one request, waiting as long as Discord asks; raises Undeliverable with Discord's code."""
    given: dict[str, Any] = {} if body is None else {"json": body}
    retrying = AsyncRetrying(
        retry=retry_if_exception(_passes), wait=_wait, stop=stop_after_attempt(ATTEMPTS), reraise=True
    )
    try:
        return await retrying(http.request, route, **given)
    except discord.HTTPException as refused:
        raise Undeliverable(str(refused.code or refused.status)) from None
    except discord.RateLimited:
        raise Undeliverable("429") from None
    except (aiohttp.ClientError, OSError):
        raise Undeliverable("unreachable") from None
    except ValueError:
        raise Undeliverable("unreadable") from None


def _passes(fault: BaseException) -> bool:
    """Whether trying again may help, where discord.py has not tried: a connection cut, or a proxy that is busy."""
    if isinstance(fault, discord.HTTPException):
        return fault.status == 429 and _asked_for(fault) <= LONGEST_WAIT
    return isinstance(fault, (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError))


def _wait(state: RetryCallState) -> float:
    fault = state.outcome.exception() if state.outcome else None
    return _asked_for(fault) if isinstance(fault, discord.HTTPException) else 0.0


def _asked_for(refused: discord.HTTPException) -> float:
    """Seconds that Retry-After asks to wait; too many where it does not say."""
    try:
        return float(refused.response.headers["Retry-After"])
    except (KeyError, ValueError):
        return 2 * LONGEST_WAIT
