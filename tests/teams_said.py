"""What the tests of the Teams adapter ask and answer with."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from bot.adapter import Reach, Sent, Undeliverable
from bot.events import Event, Verb
from bot.messages import Button, Message, Quoted, Said, To
from bot.places import Place, Platform
from corpus.document import Force
from tests.chats import FakeCounter
from tests.teams_chat import IDS, activity, alone
from tests.teams_server import CHANNEL, TENANT, Json

HERE = Place(platform=Platform.teams, workspace=TENANT, channel=CHANNEL)
CLAIM = Button(label="I take it", verb=Verb.claim, answer="3f2a")
PLACE = Place(platform=Platform.teams, workspace=TENANT, channel=CHANNEL, thread="1763712000000")
WORDS = "3.2 Staff must not accept a friend request from a pupil, *ever*. <at>Ann</at>"
QUOTE = Quoted(
    force=Force.prohibition, label="MUST NOT", words=WORDS, citation="Staff Conduct", audience="For: staff"
)
ANSWER = Message(parts=(QUOTE,), buttons=(Button(label="Share here", verb=Verb.share, answer="3f2a"),))
SHARED = Message(parts=(QUOTE,), to=To.everyone, place=PLACE, by=IDS["ann"], about="3f2a")
TO_LEAD = Message(parts=(Said(text="Somebody asks."),), to=To.person, person=IDS["lead"])


@dataclass
class NotingCounter(FakeCounter):
    """A counter that answers every event with the same messages, and keeps what they were called."""

    sent: list[Sent] = field(default_factory=list)

    async def handle(self, event: Event, reach: Reach) -> None:
        await super().handle(event, _Noting(reach, self.sent))


@dataclass
class _Noting:
    """A reach that notes what what was sent by it is called."""

    reach: Reach
    sent: list[Sent]

    async def privately(self, message: Message) -> Sent:
        return self._noted(await self.reach.privately(message))

    async def directly(self, person: str, message: Message) -> Sent:
        return self._noted(await self.reach.directly(person, message))

    async def publicly(self, place: Place, message: Message) -> Sent:
        return self._noted(await self.reach.publicly(place, message))

    def _noted(self, sent: Sent) -> Sent:
        self.sent.append(sent)
        return sent


def counter(*replies: Message, **more: Any) -> NotingCounter:
    """A counter that answers with these, in whose tenant everybody is looked up."""
    return NotingCounter(replies=replies, connected_workspaces=frozenset({TENANT}), **more)


def question(service: str, **changed: Any) -> Json:
    """A question of somebody in their chat with the bot, as Teams posts it."""
    return activity(service, "ann", "message", {"text": "may I?"}, alone("ann"), "7") | changed


class Held(FakeCounter):
    """A counter that answers when it is told to."""

    def __init__(self) -> None:
        super().__init__(connected_workspaces=frozenset({TENANT}))
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()

    async def handle(self, event: Event, reach: Reach) -> None:
        self.begun.set()
        await self.go_on.wait()
        try:
            await reach.privately(ANSWER)
        except Undeliverable as fault:
            self.failed.append(fault)
