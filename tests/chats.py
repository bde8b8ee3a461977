"""What every chat platform's stand-in lets a test do: speak, press, and see what each person is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.adapter import Counter, Courier, Reach
from bot.events import Event
from bot.messages import Message, To
from bot.places import Place, Platform

PEOPLE = ("ann", "bob", "lead", "guest", "robot")
"""Known to every stand-in: two members of staff, a lead, a guest of another workspace, and another bot."""


@dataclass(frozen=True)
class Shown:
    """One delivery as it arrived: who sees it, where, its words, and its buttons.

    `quotes` are the document's words as they arrive, of all the payload's quotes joined in order; `text`
    all that is read, button labels apart. `person` is one of PEOPLE, or empty where everyone sees it.
    """

    to: To
    person: str
    place: str
    text: str
    quotes: str
    buttons: tuple[str, ...] = ()


class Chat(Protocol):
    """A stand-in for one platform on loopback, with the real SDK connected to it.

    `start` returns when the adapter is connected; `stop` ends the adapter and leaves the server;
    `close` ends both. `shown(count)` waits until as many deliveries were made in all and gives them, oldest
    first, and fails after twenty seconds. Deliveries named in `refused` ("private", "direct", "public") are
    refused by the server from then on; the next `limited` calls are answered with 429 and Retry-After. `fetched` are
    the files that were asked for, none of which there are any more where it `loses_files`.
    """

    platform: Platform
    workspace: str
    refused: set[str]
    limited: int
    loses_files: bool

    @property
    def fetched(self) -> list[str]: ...

    async def start(self, counter: Counter) -> None: ...

    async def stop(self) -> None: ...

    async def close(self) -> None: ...

    def id(self, person: str) -> str: ...

    async def mention(self, text: str, person: str = "ann", thread: str = "", event: str = "") -> None:
        """Mention the bot in a channel; `event` gives the event's id, to deliver one twice."""

    async def direct(self, text: str, person: str = "ann") -> None: ...

    async def command(self, text: str, person: str = "ann") -> None: ...

    async def check(self, text: str, person: str = "ann") -> None:
        """Use the bot's action on a message with this text."""

    async def press(self, label: str, person: str = "ann") -> None:
        """Press the button of that label on the last delivery that bears it and that this person sees.

        Where they see none that does, on the last one that anybody sees: a press can be made up.
        """

    async def mark(self, text: str, person: str = "ann") -> None:
        """Pin, by the platform's own gesture, the last message of the bot's that holds these words and can be pinned."""

    def channel_place(self, name: str) -> Place:
        """A channel of the workspace into which the bot can post unasked, such as the lead's own."""

    async def greet(self, person: str = "ann") -> None:
        """Open the bot's direct conversation for the first time."""

    async def hand(
        self, files: Mapping[str, bytes], text: str = "", person: str = "ann", openly: bool = False
    ) -> None:
        """Send files to the bot with a message, directly, or `openly` where others read along."""

    async def unknown(self) -> None:
        """Send an event that the bot knows nothing of."""

    async def shown(self, count: int) -> Sequence[Shown]: ...


@dataclass
class FakeCounter:
    """A counter that answers every event with the same messages, and keeps what it was given."""

    replies: tuple[Message, ...] = ()
    connected_workspaces: frozenset[str] = frozenset()
    known_groups: frozenset[str] = frozenset()
    events: list[Event] = field(default_factory=list)
    up: dict[Platform, bool] = field(default_factory=dict)
    failed: list[Exception] = field(default_factory=list)
    courier: Courier | None = None

    async def handle(self, event: Event, reach: Reach) -> None:
        self.events.append(event)
        for message in self.replies:
            try:
                if message.to is To.everyone and message.place:
                    await reach.publicly(message.place, message)
                elif message.to is To.person:
                    await reach.directly(message.person, message)
                else:
                    await reach.privately(message)
            except Exception as fault:
                self.failed.append(fault)

    def connected(self, platform: Platform, courier: Courier | None) -> None:
        self.up[platform] = courier is not None
        self.courier = courier

    def workspaces(self, platform: Platform) -> frozenset[str]:
        return self.connected_workspaces

    def groups(self, platform: Platform) -> frozenset[str]:
        return self.known_groups


class PassedOn:
    """A counter that passes everything on to another, and also says when the adapter is connected."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self.up = asyncio.Event()

    async def handle(self, event: Event, reach: Reach) -> None:
        await self._counter.handle(event, reach)

    def connected(self, platform: Platform, courier: Courier | None) -> None:
        if courier is not None:
            self.up.set()
        else:
            self.up.clear()
        self._counter.connected(platform, courier)

    def workspaces(self, platform: Platform) -> frozenset[str]:
        return self._counter.workspaces(platform)

    def groups(self, platform: Platform) -> frozenset[str]:
        return self._counter.groups(platform)
