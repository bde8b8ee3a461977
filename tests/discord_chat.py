"""Discord as every stand-in lets a test use it: the real discord.py, connected to the loopback server."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from adapters.discord import DiscordAdapter
from adapters.discord_manifest import CHECK, COMMAND, QUESTION
from bot.adapter import Counter
from bot.credentials import Credentials
from bot.messages import To
from bot.places import Place, Platform
from bot.settings import Settings
from tests.chats import PassedOn, Shown
from tests.discord_display import contents, labels, parsed, prepared, read, sent
from tests.discord_guild import APPLICATION, CHANNEL, GUILD, ME, PEOPLE
from tests.discord_server import TOKEN, Delivery, DiscordServer

COMMAND_KIND, COMPONENT_KIND = 2, 3
PINS_ADD = 6
"""The type of the message that Discord itself posts where somebody pins another."""


class DiscordChat:
    """A guild with its channels, the people of every stand-in, and the bot."""

    platform = Platform.discord
    workspace = GUILD

    def __init__(self, home: Path) -> None:
        self.server = DiscordServer()
        self._home = home
        self._started = False
        self._running: asyncio.Task[None] | None = None
        self._names: dict[str, str] = {}

    @property
    def refused(self) -> set[str]:
        return self.server.refused

    @refused.setter
    def refused(self, refused: set[str]) -> None:
        self.server.refused = refused

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
        return self.server.limited

    @limited.setter
    def limited(self, limited: int) -> None:
        self.server.limited = limited

    async def adapter(self) -> DiscordAdapter:
        """An adapter that speaks to the server, which is started if it is not."""
        if not self._started:
            await self.server.start()
            self._started = True
        return DiscordAdapter(
            Credentials(discord_token=SecretStr(TOKEN)),
            Settings(home=self._home, discord_api=self.server.api, discord_gateway=self.server.gateway),
        )

    async def start(self, counter: Counter) -> None:
        watched = PassedOn(counter)
        before = len(self.server.identified)
        self._running = asyncio.create_task((await self.adapter()).run(watched))
        up = asyncio.create_task(watched.up.wait())
        await asyncio.wait((up, self._running), timeout=5, return_when=asyncio.FIRST_COMPLETED)
        if not up.done():
            up.cancel()
            running, self._running = self._running, None
            await running
            raise AssertionError("it ended before it was connected")
        await self.server.until(lambda: len(self.server.identified) > before)

    async def stop(self) -> None:
        if self._running is not None:
            self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._running
            self._running = None

    async def close(self) -> None:
        await self.stop()
        if self._started:
            await self.server.close()
        assert self.server.faults == []

    def id(self, person: str) -> str:
        return PEOPLE[person]

    def _snowflake(self, name: str) -> str:
        """The id that stands for a name a test gave to an event or a thread; the same each time."""
        if not name:
            return self.server.new_id()
        if not name.isdecimal() and name not in self._names:
            self._names[name] = self.server.new_id()
        return self._names.get(name, name)

    async def mention(self, text: str, person: str = "ann", thread: str = "", event: str = "") -> None:
        channel = CHANNEL
        if thread:
            channel = self._snowflake(thread)
            await self.server.thread(channel)
        author = self.server.user(PEOPLE[person])
        words = f"<@{APPLICATION}> {text}"
        message = self.server.message(channel, author, words, id=self._snowflake(event), mentions=[ME])
        message |= {"guild_id": GUILD, "member": self.server.member(PEOPLE[person])}
        await self.server.dispatch("MESSAGE_CREATE", message)

    async def direct(self, text: str, person: str = "ann") -> None:
        channel = self.server.dm(PEOPLE[person])
        author = self.server.user(PEOPLE[person])
        await self.server.dispatch("MESSAGE_CREATE", self.server.message(channel, author, text))

    async def hand(
        self, files: Mapping[str, bytes], text: str = "", person: str = "ann", openly: bool = False
    ) -> None:
        attached = [self.server.file(name, data) for name, data in files.items()]
        author = self.server.user(PEOPLE[person])
        if openly:
            words = f"<@{APPLICATION}> {text}"
            message = self.server.message(CHANNEL, author, words, mentions=[ME], attachments=attached)
            message |= {"guild_id": GUILD, "member": self.server.member(PEOPLE[person])}
        else:
            channel = self.server.dm(PEOPLE[person])
            message = self.server.message(channel, author, text, attachments=attached)
        await self.server.dispatch("MESSAGE_CREATE", message)

    async def command(self, text: str, person: str = "ann") -> None:
        options = [{"type": 3, "name": QUESTION, "value": text}] if text else []
        data = {"id": "31", "type": 1, "name": COMMAND, "options": options}
        await self.server.interact(COMMAND_KIND, data, PEOPLE[person], CHANNEL)

    async def check(self, text: str, person: str = "ann") -> None:
        message = self.server.message(CHANNEL, self.server.user(PEOPLE["bob"]), text)
        resolved = {"messages": {message["id"]: message}}
        data = {"id": "32", "type": 3, "name": CHECK, "target_id": message["id"], "resolved": resolved}
        await self.server.interact(COMMAND_KIND, data, PEOPLE[person], CHANNEL)

    async def press(self, label: str, person: str = "ann") -> None:
        delivery, button = self._button(label, PEOPLE[person])
        data = {"component_type": 2, "id": 1, "custom_id": button}
        components = delivery.body["components"]
        message = self.server.message(
            delivery.channel, ME, id=delivery.id, components=components, flags=delivery.body["flags"]
        )
        channel = (
            self.server.dm(PEOPLE[person]) if delivery.person and not delivery.ephemeral else delivery.channel
        )
        await self.server.interact(COMPONENT_KIND, data, PEOPLE[person], channel, message=message)

    def _button(self, label: str, person: str) -> tuple[Delivery, str]:
        """The last button of that label that somebody sees, or that anybody sees, and what it is on."""
        found = [
            (delivery, button["custom_id"])
            for delivery in reversed(self.server.deliveries)
            for row in delivery.body["components"]
            if row["type"] == 1
            for button in row["components"]
            if button["label"] == label
        ]
        seen = [each for each in found if each[0].person in ("", person)]
        assert found, f"no button {label}"
        return (seen or found)[0]

    async def mark(self, text: str, person: str = "ann") -> None:
        """Pin the last message that holds these words and that somebody can pin: not one only they can see."""
        pinned = next(self._pinnable(text, PEOPLE[person]), None)
        assert pinned is not None, f"nothing to pin with {text}"
        reference: dict[str, Any] = {
            "type": 0,
            "channel_id": pinned.channel,
            "message_id": pinned.id,
        }
        more: dict[str, Any] = {}
        if not pinned.person:
            reference |= {"guild_id": GUILD}
            more = {"guild_id": GUILD, "member": self.server.member(PEOPLE[person])}
        author = self.server.user(PEOPLE[person])
        posted = self.server.message(
            pinned.channel, author, type=PINS_ADD, message_reference=reference, **more
        )
        await self.server.dispatch("MESSAGE_CREATE", posted)

    def _pinnable(self, text: str, person: str) -> Iterator[Delivery]:
        for each in reversed(self.server.deliveries):
            shown = _shown(each)
            holds = text in shown.text or text in shown.quotes
            if holds and each.person in ("", person) and not each.ephemeral:
                yield each

    def channel_place(self, name: str) -> Place:
        return Place(platform=Platform.discord, workspace=GUILD, channel=self.server.new_channel(name))

    async def greet(self, person: str = "ann") -> None:
        """Open the direct conversation: Discord tells a bot nothing of it."""
        self.server.dm(PEOPLE[person])

    async def unknown(self) -> None:
        await self.server.dispatch("SOMETHING_OF_NEXT_YEAR", {"guild_id": GUILD})
        joined = self.server.message(CHANNEL, self.server.user(PEOPLE["bob"]), "", type=7, mentions=[ME])
        joined |= {"guild_id": GUILD, "member": self.server.member(PEOPLE["bob"])}
        await self.server.dispatch("MESSAGE_CREATE", joined)

    async def shown(self, count: int) -> Sequence[Shown]:
        await self.server.until(lambda: len(self.server.deliveries) >= count)
        return [_shown(each) for each in self.server.deliveries]


def _shown(delivery: Delivery) -> Shown:
    names = {id: name for name, id in PEOPLE.items()}
    to = To.everyone if not delivery.person else To.asker if delivery.ephemeral else To.person
    return Shown(
        to=to,
        person=names.get(delivery.person, ""),
        place=delivery.channel,
        text="\n".join(read(list(parsed(prepared(each)))) for each in contents(delivery.body)),
        quotes=sent([delivery.body]),
        buttons=labels(delivery.body),
    )
