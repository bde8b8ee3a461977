"""Quoth on Discord: mentions, direct messages, the /policy command, the message menu, buttons, and pins.

It asks for no privileged intent. Discord leaves the content out of messages without one, but not of those
that mention the bot, of direct messages to it, or of a message somebody uses its menu on: all that it reads.
That somebody pinned a message is told without its content.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, TypeAlias, TypeVar
from urllib.parse import urlsplit

import aiohttp
import discord
import structlog
import yarl
from tenacity import AsyncRetrying, retry_if_exception, wait_random_exponential

from adapters import discord_components
from adapters.discord_events import read_interaction, read_message
from adapters.discord_manifest import commands
from adapters.discord_membership import Register
from adapters.discord_reach import DiscordCourier, InteractionReach, MessageReach
from bot.adapter import Ability, Can, Counter, Payload, Undeliverable, Wanted
from bot.addresses import is_safe
from bot.credentials import FILE, Credentials, variable
from bot.errors import WrongSetting
from bot.events import Event
from bot.messages import Message
from bot.places import Platform
from bot.settings import Settings

Raw: TypeAlias = discord.Message | discord.Interaction
T = TypeVar("T")

PATIENCE = 60
"""Seconds that are waited at most, between two attempts to connect or where Discord says to slow down."""
REFUSED = 4004
"""The code with which the gateway closes on a token that is not, or no longer, right."""

ACKNOWLEDGED = 40060
"""The code for an interaction that was acknowledged already: another Quoth answers it."""

# Of what it lacks for voice, which Quoth has none of, discord.py would warn at every start.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False

log = structlog.get_logger()


class DiscordAdapter:
    """Discord by way of discord.py: one connection to the gateway, and its REST interface for all that is sent."""

    def __init__(self, credentials: Credentials, settings: Settings) -> None:
        self._token = credentials.need("discord_token")
        self._settings = settings
        self._me = 0
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def name(self) -> Platform:
        """Discord."""
        return Platform.discord

    def read(self, raw: Raw) -> Event | None:
        """Give what a message or an interaction asks for; a person's workspaces are not known yet in a direct message."""
        if isinstance(raw, discord.Message):
            return read_message(raw, self._me)
        return read_interaction(raw)

    def render(self, message: Message) -> Sequence[Payload]:
        """Give the bodies of the messages that show it."""
        return discord_components.render(message)

    async def run(self, counter: Counter) -> None:
        """Connect, and again whenever the connection is lost; raises WrongSetting for a refused token."""
        _redirect(self._settings)
        async for attempt in AsyncRetrying(
            retry=retry_if_exception(_passing), wait=wait_random_exponential(max=PATIENCE), reraise=True
        ):
            with attempt:
                await self._connect(counter)

    async def _connect(self, counter: Counter) -> None:
        async with _Client(self, counter) as client:
            try:
                await client.login(self._token)
                await client.connect()
            except (discord.LoginFailure, discord.ConnectionClosed) as refused:
                if isinstance(refused, discord.LoginFailure) or refused.code == REFUSED:
                    raise WrongSetting(
                        setting=variable("discord_token"),
                        why="Discord does not accept it.",
                        place=f"the environment or {FILE}",
                    ) from None
                raise
            finally:
                client.listening = False
                counter.connected(Platform.discord, None)
                while self._tasks:
                    await asyncio.wait(self._tasks)

    def knows(self, me: int) -> None:
        """Take note of the bot's own id, whose messages are none of its business."""
        self._me = me

    def start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Answer or send in a task of its own, which is waited for before the connection is given up."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


class _Client(discord.Client):
    """The connection to Discord; it keeps no messages and no members."""

    def __init__(self, adapter: DiscordAdapter, counter: Counter) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        super().__init__(
            intents=intents,
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=PATIENCE,
        )
        self._adapter = adapter
        self._counter = counter
        self._register = Register(self, counter)
        self._courier = DiscordCourier(self, adapter.start)
        self.listening = True

    async def setup_hook(self) -> None:
        """Register the commands; without them people can still ask by mention and directly."""
        me = self.user
        self._adapter.knows(me.id if me else 0)
        route = discord.http.Route(
            "PUT", "/applications/{application_id}/commands", application_id=self.application_id
        )
        try:
            await self.http.request(route, json=commands())
        except discord.HTTPException as refused:
            log.warning("commands not registered", platform="discord", status=refused.status)

    async def on_connect(self) -> None:
        self._counter.connected(Platform.discord, self._courier)

    async def on_resumed(self) -> None:
        self._counter.connected(Platform.discord, self._courier)

    async def on_disconnect(self) -> None:
        self._counter.connected(Platform.discord, None)

    async def on_message(self, message: discord.Message) -> None:
        event = self._adapter.read(message) if self.listening else None
        if event is not None:
            self._adapter.start(self._answer(event, MessageReach(self.http, event.place, event.person)))

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        event = self._adapter.read(interaction) if self.listening else None
        if event is not None:
            self._adapter.start(self._interact(event, interaction))

    async def on_error(self, event_method: str, /, *_args: Any, **_more: Any) -> None:
        log.error("event not read", platform="discord", kind=event_method, exc_info=True)

    async def _interact(self, event: Event, interaction: discord.Interaction) -> None:
        """Acknowledge within Discord's three seconds, then answer."""
        try:
            await interaction.response.defer(ephemeral=True, thinking=True)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as fault:
            log.warning("interaction not acknowledged", platform="discord", exc_info=True)
            if getattr(fault, "code", 0) != ACKNOWLEDGED:
                # Discord says that it failed; the answer goes where that to a mention goes.
                await self._answer(event, MessageReach(self.http, event.place, event.person))
            return
        reach = InteractionReach(self.http, interaction)
        await self._answer(event, reach)
        try:
            await reach.close()
        except Undeliverable as refused:
            log.warning("acknowledgement not taken back", platform="discord", status=refused.why)

    async def _answer(self, event: Event, reach: MessageReach | InteractionReach) -> None:
        await self._counter.handle(await self._register.known(event), reach)


def _passing(fault: BaseException) -> bool:
    """Whether trying again may help: the network failed, or Discord is not well."""
    if isinstance(fault, discord.HTTPException):
        return fault.status >= 500 or fault.status == 429
    lost = (discord.GatewayNotFound, discord.ConnectionClosed, discord.RateLimited)
    return isinstance(fault, (*lost, aiohttp.ClientError, OSError))


def _redirect(settings: Settings) -> None:
    """Point discord.py at a stand-in where one is set; for the whole process, as it has no other way."""
    shipped = Settings.model_fields
    for name, secure in (("discord_api", "https"), ("discord_gateway", "wss")):
        if not is_safe(urlsplit(getattr(settings, name)), secure):
            raise WrongSetting(
                setting=name,
                why=f"it must begin with {secure}://.",
                place="the environment or quoth.toml",
            )
    if settings.discord_api != shipped["discord_api"].default:
        discord.http.Route.BASE = settings.discord_api.rstrip("/")
    if settings.discord_gateway != shipped["discord_gateway"].default:
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.discord_gateway)


_ABILITIES = (
    (Wanted.mention, Can.yes, "Mention the bot in a channel, a thread or a forum post."),
    (Wanted.direct, Can.yes, "Write to the bot directly, sharing a connected server with it."),
    (Wanted.command, Can.yes, "`/policy`, in a server and in the direct conversation."),
    (Wanted.check, Can.yes, "A message's menu › Apps › Check against policy."),
    (Wanted.follow_up, Can.yes, "Mention the bot again in the thread, or reply to it."),
    (
        Wanted.private,
        Can.partly,
        "Answers to the command, the menu and buttons: yes. A mention cannot be answered privately, so the answer goes as a direct message and the channel is told only that it did.",
    ),
    (Wanted.share, Can.yes, "By a button, under the name of the person who shares; nobody is pinged."),
    (Wanted.context, Can.yes, "By a button that opens the clause's page in the browser."),
    (
        Wanted.feedback,
        Can.yes,
        "By buttons; what is to be written is written to the bot directly or with `/policy`.",
    ),
    (Wanted.long_quotes, Can.yes, "In further messages, whole."),
    (Wanted.prompts, Can.no, "Discord does not tell a bot that somebody opened its conversation."),
    (
        Wanted.pinning,
        Can.partly,
        "Pin Message, on an answer in the bot's own conversation or one that was shared in a channel. An answer that only one person sees cannot be pinned so; its button Pin does the same.",
    ),
    (
        Wanted.unasked,
        Can.yes,
        "As direct messages, or in a channel of the lead's once the bot is added to it.",
    ),
    (Wanted.files, Can.yes, "Attach it to a direct message."),
    (Wanted.roles, Can.yes, "By the server's roles."),
    (Wanted.no_address, Can.yes, "The bot connects to Discord; only the clause's page needs an address."),
)
ABILITIES = tuple(Ability(what=what, can=can, how=how) for what, can, how in _ABILITIES)
"""What people expect of a chat bot, and how far Discord lets Quoth do it."""
