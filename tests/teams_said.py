"""What the tests of the Teams adapter ask and answer with."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.adapter import Reach, Undeliverable
from bot.events import Event, Verb
from bot.messages import Button, Message, Quoted, Said, To
from bot.places import Place, Platform
from corpus.document import Force
from tests.chats import FakeCounter
from tests.teams_chat import IDS, activity, alone
from tests.teams_server import CHANNEL, TENANT, Json

PLACE = Place(platform=Platform.teams, workspace=TENANT, channel=CHANNEL, thread="1763712000000")
WORDS = "3.2 Staff must not accept a friend request from a pupil, *ever*. <at>Ann</at>"
QUOTE = Quoted(
    force=Force.prohibition, label="MUST NOT", words=WORDS, citation="Staff Conduct", audience="For: staff"
)
ANSWER = Message(parts=(QUOTE,), buttons=(Button(label="Share here", verb=Verb.share, answer="3f2a"),))
SHARED = Message(parts=(QUOTE,), to=To.everyone, place=PLACE, by=IDS["ann"])
TO_LEAD = Message(parts=(Said(text="Somebody asks."),), to=To.person, person=IDS["lead"])


def counter(*replies: Message, **more: Any) -> FakeCounter:
    """A counter that answers with these, in whose tenant everybody is looked up."""
    return FakeCounter(replies=replies, connected_workspaces=frozenset({TENANT}), **more)


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
