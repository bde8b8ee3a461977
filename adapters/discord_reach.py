"""Sending on Discord: how people and places are reached, and what Discord says when it will not."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient, Route
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt

from adapters import discord_files
from adapters.discord_components import render
from adapters.discord_events import named
from bot.adapter import NO_PRIVATE_WAY, Payload, Sent, Undeliverable, Unfetchable, Unfetched
from bot.events import File
from bot.messages import Message, To
from bot.places import Person, Place

EPHEMERAL = 1 << 6
"""The flag of a message that only the person who acted sees."""
MAY_NOT_POST = frozenset({"50001", "50013"})
"""Discord's codes where the bot has no access to a channel, or no permission to write in it."""
OTHER_SERVER = "other_server"
"""Why nothing is posted in a channel that is not one of the server it was to be in."""

NONCE = 12
"""Bytes of what a message is known by while it is sent; written out, Discord takes 25 characters."""
ATTEMPTS = 3
LONGEST_WAIT = 20.0
"""Seconds; whoever asks for more is not waited for."""


class MessageReach:
    """How the writer of a message is reached: privately only where the message was a direct one."""

    def __init__(self, http: HTTPClient, place: Place, person: Person) -> None:
        self._http, self._place, self._person = http, place, person

    async def privately(self, message: Message) -> Sent:
        """Answer in the direct conversation; nothing written in a server's channel can be private."""
        if not self._place.direct:
            raise Undeliverable(NO_PRIVATE_WAY)
        return await _post(self._http, self._place.channel, render(message))

    async def directly(self, person: str, message: Message) -> Sent:
        """Send into the direct conversation with a person; Discord's code 50007 where theirs is closed."""
        return await _directly(self._http, person, render(message))

    async def publicly(self, place: Place, message: Message) -> Sent:
        """Post in the channel or the thread."""
        return await _post(self._http, place.thread or place.channel, render(message))

    async def fetch(self, file: File, most: int) -> bytes:
        """Give the bytes of a file that came with the message."""
        return await discord_files.fetched(self._http, file, most)


class InteractionReach:
    """How somebody is reached who used a command, a message's menu or a button: by an answer only they see.

    Discord shows "thinking" from the acknowledgement on. The first answer takes its place and is private
    whatever it asks for; `close` takes it away where no private answer came.
    """

    def __init__(self, http: HTTPClient, interaction: discord.Interaction) -> None:
        self._http = http
        self._interaction = interaction
        self._thinking = True

    async def privately(self, message: Message) -> Sent:
        """Answer so that only the person who acted sees it; nobody can pin such a message."""
        for payload in render(message):
            await self._follow_up(payload, EPHEMERAL)
        return ()

    async def directly(self, person: str, message: Message) -> Sent:
        """Send into the direct conversation with a person."""
        return await _directly(self._http, person, render(message))

    async def publicly(self, place: Place, message: Message) -> Sent:
        """Post in the place; where the bot itself may not, by way of an interaction that is in it."""
        there = place.thread or place.channel
        try:
            return await _post(self._http, there, render(message))
        except Undeliverable as refused:
            if refused.why not in MAY_NOT_POST or there != str(self._interaction.channel_id):
                raise
            await self.close()
            posted = [await self._follow_up(payload, 0) for payload in render(message)]
            return [named(there, each["id"]) for each in posted]

    async def fetch(self, _file: File, _most: int) -> bytes:
        """Give nothing: no file comes with what somebody presses or commands."""
        raise Unfetchable(Unfetched.gone)

    async def close(self) -> None:
        """Take away the "thinking" that no answer has replaced."""
        if self._thinking:
            await _send(self._http, self._route("DELETE", "/messages/@original"))
            self._thinking = False

    async def _follow_up(self, payload: Mapping[str, Any], flag: int) -> Any:
        posted = await _send(self._http, self._route("POST"), {**payload, "flags": payload["flags"] | flag})
        self._thinking = False
        return posted

    def _route(self, method: str, below: str = "") -> Route:
        return Route(
            method,
            "/webhooks/{webhook_id}/{webhook_token}" + below,
            webhook_id=self._interaction.application_id,
            webhook_token=self._interaction.token,
        )


class DiscordCourier:
    """How people and channels are reached that no event has just come from; it remembers nothing.

    `start` runs each delivery in a task that is waited for before the connection is given up.
    """

    def __init__(
        self,
        client: discord.Client,
        start: Callable[[Coroutine[Any, Any, Sent]], asyncio.Task[Sent]],
    ) -> None:
        self._client, self._start = client, start

    async def carry(self, place: Place, message: Message) -> Sent:
        """Deliver a message to its person, or to everybody in its place, a channel of the server it names."""
        return await self._start(self._carried(message))

    async def _carried(self, message: Message) -> Sent:
        payloads = render(message, asked=False)
        if message.to is To.person:
            return await _directly(self._client.http, message.person, payloads, message.key)
        if message.place is None:
            raise Undeliverable(NO_PRIVATE_WAY)
        there = message.place.thread or message.place.channel
        if await self._server(there) != message.place.workspace:
            raise Undeliverable(OTHER_SERVER)
        return await _post(self._client.http, there, payloads, message.key)

    async def _server(self, channel: str) -> str:
        """The id of the server that a channel is in; Discord is asked where it has not said so itself."""
        known = self._client.get_channel(int(channel)) if channel.isdecimal() else None
        guild = getattr(known, "guild", None)
        if guild is not None:
            return str(guild.id)
        route = Route("GET", "/channels/{channel_id}", channel_id=channel)
        return str((await _send(self._client.http, route)).get("guild_id", ""))


async def _directly(http: HTTPClient, person: str, payloads: Sequence[Payload], key: str = "") -> Sent:
    channel = await _send(http, Route("POST", "/users/@me/channels"), {"recipient_id": person})
    return await _post(http, str(channel["id"]), payloads, key)


async def _post(http: HTTPClient, channel: str, payloads: Sequence[Payload], key: str = "") -> Sent:
    sent = []
    for part, payload in enumerate(payloads):
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel)
        # Where only Discord's answer is lost, what is sent again is known by its nonce and not posted twice.
        again = hashlib.sha256(f"{key}:{part}".encode()).hexdigest()[: 2 * NONCE]
        nonce = {"nonce": again if key else secrets.token_hex(NONCE), "enforce_nonce": True}
        posted = await _send(http, route, {**payload, **nonce})
        sent.append(named(channel, posted["id"]))
    return sent


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
    # A RuntimeError says that the connection was given up meanwhile.
    except (aiohttp.ClientError, OSError, RuntimeError):
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
