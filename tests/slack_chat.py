"""Slack's stand-in as a chat: speaking, pressing and seeing, with the adapter and the real SDK connected to it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.slack import SlackAdapter
from adapters.slack_manifest import CHECK, COMMAND, PATH
from bot.adapter import Counter
from bot.credentials import Credentials
from bot.messages import To
from bot.places import Platform
from bot.settings import Settings
from tests.chats import Shown
from tests.slack_faults import Json
from tests.slack_server import (
    APP_TOKEN,
    BOT_TOKEN,
    BOT_USER,
    CHANNEL,
    OTHER_TEAM,
    PATIENCE,
    SECRET,
    TEAM,
    Delivery,
    SlackServer,
)
from tests.slack_shown import actions, quotes, text

IDS = {"ann": "U0ANN", "bob": "U0BOB", "lead": "U0LEAD", "guest": "U0GUEST", "robot": "U0ROBOT"}
NAMES = {person: name for name, person in IDS.items()}


class Site:
    """A web server on loopback with the routes that an adapter adds."""

    def __init__(self) -> None:
        self.routes: list[Route] = []
        self.address = ""

    def add(self, path: str, endpoint: Callable[[Request], Awaitable[Response]]) -> None:
        self.routes.append(Route(path, endpoint, methods=["POST"]))

    async def start(self) -> None:
        listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{listening.getsockname()[1]}{PATH}"
        config = uvicorn.Config(Starlette(routes=self.routes), log_config=None, lifespan="off")
        self._server = uvicorn.Server(config)
        # Signals belong to the test runner.
        self._server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]
        self._serving = asyncio.create_task(self._server.serve(sockets=[listening]))

    async def stop(self) -> None:
        self._server.should_exit = True
        await self._serving


class SlackChat:
    """See `tests.chats.Chat`; `http` puts the adapter into HTTP mode."""

    platform = Platform.slack
    workspace = TEAM

    def __init__(self, http: bool = False, **settings: Any) -> None:
        self.server = SlackServer()
        self.server.users = {IDS[name]: user(name) for name in ("ann", "bob", "lead", "guest")}
        self.http = http
        self.site: Site | None = None
        self.adapter: SlackAdapter | None = None
        self._settings = settings
        self._running: asyncio.Task[None] | None = None
        self._serving = False

    @property
    def refused(self) -> set[str]:
        return self.server.refused

    @refused.setter
    def refused(self, deliveries: set[str]) -> None:
        self.server.refused = deliveries

    @property
    def limited(self) -> int:
        return max(0, self.server.limited)

    @limited.setter
    def limited(self, calls: int) -> None:
        self.server.limited = calls

    async def start(self, counter: Counter) -> None:
        if not self._serving:
            await self.server.start()
            self._serving = True
        self.site = Site()
        given = {"slack_signing_secret": SECRET} if self.http else {"slack_app_token": APP_TOKEN}
        credentials = Credentials.model_validate({"slack_bot_token": BOT_TOKEN, **given})
        settings = Settings(slack_api=self.server.url, **self._settings)
        self.adapter = SlackAdapter(credentials, settings, self.site)
        before = self.server.connections, len(self.server.calls)
        if self.http:
            await self.site.start()
        self._running = asyncio.create_task(self.adapter.run(counter))
        if self.http:
            await self.server.until(lambda: len(self.server.calls) > before[1])
            await self._ready()
        else:
            await self.server.until(lambda: self.server.connections > before[0])

    async def _ready(self) -> None:
        """Until the endpoint no longer says that it is too early."""
        async with asyncio.timeout(PATIENCE):
            while (await self.server.post(self.site.address, {"type": "url_verification", "challenge": "c"}))[
                0
            ] == 503:
                pass

    async def stop(self) -> None:
        if self._running:
            self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._running
            self._running = None
        if self.http and self.site and self.site.address:
            await self.site.stop()
            self.site = None

    async def close(self) -> None:
        await self.stop()
        if self._serving:
            await self.server.stop()
            self._serving = False

    def id(self, person: str) -> str:
        return IDS[person]

    # What people do

    async def mention(self, text: str, person: str = "ann", thread: str = "", event: str = "") -> None:
        happening = self._said(person, f"<@{BOT_USER}> {escaped(text)}", "app_mention", CHANNEL)
        if thread:
            happening["thread_ts"] = thread
        await self.event(happening, event)

    async def direct(self, text: str, person: str = "ann") -> None:
        channel = self.server.direct_channel(IDS[person])
        self.server.opened.discard(channel)
        happening = self._said(person, escaped(text), "message", channel)
        await self.event({**happening, "channel_type": "im"})

    async def command(self, text: str, person: str = "ann") -> None:
        await self.send(
            "slash_commands",
            {
                "team_id": TEAM,
                "channel_id": CHANNEL,
                "user_id": IDS[person],
                "command": COMMAND,
                "text": text,
                "api_app_id": "A0",
                "is_enterprise_install": "false",
                "response_url": self.server.response_address(CHANNEL, IDS[person]),
                "trigger_id": f"{self.server.number()}.2.x",
            },
        )

    async def check(self, text: str, person: str = "ann") -> None:
        message = {"type": "message", "user": IDS["bob"], "text": escaped(text), "ts": self.server.ts()}
        await self.send(
            "interactive",
            self._pressed("message_action", person, CHANNEL)
            | {"callback_id": CHECK, "message": message, "message_ts": message["ts"]},
        )

    async def press(self, label: str, person: str = "ann") -> None:
        delivery, action = next(
            (each, action)
            for each in reversed(self.server.deliveries)
            for action in actions(each.payload["blocks"])
            if action["text"]["text"] == label
        )
        self.server.opened.discard(delivery.channel)
        hidden = delivery.way == "chat.postEphemeral" or (
            delivery.way == "response" and delivery.person != ""
        )
        container = {
            "type": "message",
            "message_ts": delivery.ts,
            "channel_id": delivery.channel,
            "is_ephemeral": hidden,
        } | ({"thread_ts": delivery.thread} if delivery.thread else {})
        await self.send(
            "interactive",
            self._pressed("block_actions", person, delivery.channel)
            | {"container": container, "actions": [{**action, "action_ts": self.server.ts()}]},
        )

    async def greet(self, person: str = "ann") -> None:
        await self.open(person, "messages")

    async def open(self, person: str, tab: str) -> None:
        """Open the bot's conversation or its Home tab."""
        channel = self.server.direct_channel(IDS[person])
        self.server.opened.discard(channel)
        at = self.server.ts()
        await self.event(
            {"type": "app_home_opened", "user": IDS[person], "channel": channel, "tab": tab, "event_ts": at}
        )

    async def unknown(self) -> None:
        await self.event({"type": "tomorrow_dawned", "user": IDS["ann"], "event_ts": self.server.ts()})

    async def event(self, happening: Json, event: str = "") -> None:
        """Have something happen, under a given event id or a new one."""
        await self.send(
            "events_api",
            {
                "team_id": TEAM,
                "api_app_id": "A0",
                "type": "event_callback",
                "event_id": event or f"Ev{self.server.number()}",
                "event": happening,
                "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
            },
        )

    async def send(self, kind: str, payload: Json) -> None:
        """Send a payload by whichever way the adapter listens."""
        if self.http and self.site:
            status, _ = await self.server.post(self.site.address, payload)
            assert status == 200
        else:
            await self.server.send(kind, payload)

    def _said(self, person: str, text: str, kind: str, channel: str) -> Json:
        ts = self.server.ts()
        said = {"type": kind, "text": text, "channel": channel, "ts": ts, "event_ts": ts}
        team = OTHER_TEAM if person == "guest" else TEAM
        by_bot = {"bot_id": "B0ROBOT"} if person == "robot" else {}
        return said | {"user": IDS[person], "team": team} | by_bot

    def _pressed(self, kind: str, person: str, channel: str) -> Json:
        team = OTHER_TEAM if person == "guest" else TEAM
        return {
            "type": kind,
            "team": {"id": TEAM, "domain": "home"},
            "user": {"id": IDS[person], "username": person, "team_id": team},
            "channel": {"id": channel, "name": "a-channel"},
            "api_app_id": "A0",
            "is_enterprise_install": False,
            "trigger_id": f"{self.server.number()}.2.x",
            "response_url": self.server.response_address(channel, IDS[person]),
            "action_ts": self.server.ts(),
        }

    # What people see

    async def shown(self, count: int) -> Sequence[Shown]:
        await self.server.until(lambda: len(self.server.deliveries) >= count)
        assert self.server.faults == []
        return [self._as_shown(each) for each in self.server.deliveries]

    def _as_shown(self, delivery: Delivery) -> Shown:
        blocks = delivery.payload["blocks"]
        person = NAMES.get(delivery.person, delivery.person)
        to = To.asker if person else To.everyone
        if delivery.way == "chat.postMessage" and delivery.channel in self.server.opened:
            to = To.person
        labels = tuple(action["text"]["text"] for action in actions(blocks))
        return Shown(to, person, delivery.channel, text(blocks), quotes(blocks), labels)


def user(name: str, **about: Any) -> Json:
    """What Slack says of a person."""
    team = OTHER_TEAM if name == "guest" else TEAM
    return {"id": IDS[name], "team_id": team, "profile": {"display_name": f"{name.title()} A."}, **about}


def escaped(said: str) -> str:
    """A text as Slack hands it on."""
    return said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
