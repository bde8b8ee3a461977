"""Slack's stand-in as a chat: speaking, pressing and seeing, with the adapter and the real SDK connected to it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from typing import Any

from adapters.slack import SlackAdapter
from adapters.slack_manifest import CHECK, COMMAND
from bot.adapter import Counter
from bot.credentials import Credentials
from bot.messages import To
from bot.places import Place, Platform
from bot.settings import Settings
from tests import slack_told as told
from tests.chats import PassedOn, Shown
from tests.slack_faults import Json
from tests.slack_server import (
    APP_TOKEN,
    BOT_TOKEN,
    BOT_USER,
    CHANNEL,
    PATIENCE,
    SECRET,
    TEAM,
    Delivery,
    SlackServer,
)
from tests.slack_shown import actions, quotes, text
from tests.slack_site import Site
from tests.slack_told import IDS, NAMES, escaped, user


class SlackChat:
    """See `tests.chats.Chat`; `http` puts the adapter into HTTP mode."""

    platform = Platform.slack
    workspace = TEAM

    def __init__(self, http: bool = False, **settings: Any) -> None:
        self.server = SlackServer()
        self.server.users = {IDS[name]: user(name) for name in IDS}
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
    def fetched(self) -> list[str]:
        return self.server.fetched

    @property
    def loses_files(self) -> bool:
        return self.server.loses_files

    @loses_files.setter
    def loses_files(self, lost: bool) -> None:
        self.server.loses_files = lost

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
        if self.http:
            await self.site.start()
        told_of = PassedOn(counter)
        self._running = asyncio.create_task(self.adapter.run(told_of))
        async with asyncio.timeout(PATIENCE):
            await told_of.up.wait()

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
        words = f"<@{BOT_USER}> {escaped(text)}"
        happening = told.said(person, words, "app_mention", CHANNEL, self.server.ts())
        if thread:
            happening["thread_ts"] = thread
        await self.event(happening, event)

    async def direct(self, text: str, person: str = "ann") -> None:
        channel = self.server.direct_channel(IDS[person])
        self.server.opened.discard(channel)
        happening = told.said(person, escaped(text), "message", channel, self.server.ts())
        await self.event({**happening, "channel_type": "im"})

    async def hand(
        self, files: Mapping[str, bytes], text: str = "", person: str = "ann", openly: bool = False
    ) -> None:
        attached = {"files": [self.server.file(name, data) for name, data in files.items()], "upload": False}
        if openly:
            words = f"<@{BOT_USER}> {escaped(text)}"
            happening = told.said(person, words, "app_mention", CHANNEL, self.server.ts())
            await self.event(happening | attached)
            return
        channel = self.server.direct_channel(IDS[person])
        self.server.opened.discard(channel)
        happening = told.said(person, escaped(text), "message", channel, self.server.ts())
        await self.event(happening | attached | {"channel_type": "im", "subtype": "file_share"})

    async def command(self, text: str, person: str = "ann") -> None:
        await self.send(
            "slash_commands",
            {
                "team_id": TEAM,
                "channel_id": CHANNEL,
                "user_id": IDS[person],
                "user_name": person,
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
        delivery, action = self._bearing(label, person)
        self.server.opened.discard(delivery.channel)
        hidden = delivery.way != "chat.postMessage" and delivery.person != ""
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

    def _bearing(self, label: str, person: str) -> tuple[Delivery, Json]:
        """The newest delivery with a button that a person sees, else that anybody sees, and the button."""
        borne = [
            (each, action)
            for each in reversed(self.server.deliveries)
            for action in actions(each.payload["blocks"])
            if action["text"]["text"] == label
        ]
        assert borne, f"nobody was shown a button “{label}”"
        return next((each for each in borne if self._sees(person, each[0])), borne[0])

    @staticmethod
    def _sees(person: str, delivery: Delivery) -> bool:
        return delivery.person in ("", IDS[person])

    async def mark(self, text: str, person: str = "ann", event: str = "") -> None:
        delivery = self._markable(text, person)
        await self.event(told.pinned(delivery, person, self.server.ts()), event)

    async def react(self, text: str, person: str = "ann", reaction: str = "pushpin") -> None:
        """React to the last message of the bot's that holds these words and that the person sees."""
        delivery = self._markable(text, person)
        await self.event(told.reacted(delivery, person, reaction, self.server.ts()))

    def _markable(self, words: str, person: str) -> Delivery:
        """The newest message of the bot's that can be pinned: no ephemeral one, nor what is on the Home tab."""
        found = [
            each
            for each in self.server.deliveries
            if self._sees(person, each)
            and (each.way == "chat.postMessage" or not each.person)
            and words in text(each.payload["blocks"])
        ]
        assert found, f"{person} sees nothing that can be pinned and holds “{words}”"
        return found[-1]

    def channel_place(self, name: str) -> Place:
        channel = f"C0{name.upper()}"
        self.server.member_of.add(channel)
        return Place(platform=Platform.slack, workspace=TEAM, channel=channel)

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

    def _pressed(self, kind: str, person: str, channel: str) -> Json:
        return told.pressed(kind, person, channel, self.server.ts()) | {
            "trigger_id": f"{self.server.number()}.2.x",
            "response_url": self.server.response_address(channel, IDS[person]),
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
        if delivery.unasked:
            to = To.person
        labels = tuple(action["text"]["text"] for action in actions(blocks))
        return Shown(to, person, delivery.channel, text(blocks), quotes(blocks), labels)
