"""What the tests of the Slack adapter share: an answer, and a counter of which one can wait until it is done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.adapter import Reach
from bot.events import Event, Verb
from bot.messages import Button, Message, Quoted, Said, To
from bot.places import Place, Platform
from corpus.document import Force
from tests.chats import FakeCounter
from tests.slack_chat import IDS, SlackChat
from tests.slack_server import CHANNEL, TEAM

WORDS = "Staff must not accept <!channel> a *friend request*."
BUTTONS = (
    Button(label="Share here", verb=Verb.share, answer="3f2a"),
    Button(label="Helpful", verb=Verb.helpful, answer="3f2a"),
    Button(label="Not helpful", verb=Verb.unhelpful, answer="3f2a"),
)
QUOTE = Quoted(
    force=Force.prohibition, label="MUST NOT", words=WORDS, citation="Conduct · 5.2", audience="For: staff"
)
ANSWER = Message(parts=(Said(text="What the policy says:"), QUOTE), buttons=BUTTONS)
PLACE = Place(platform=Platform.slack, workspace=TEAM, channel=CHANNEL)


class Watched(FakeCounter):
    """A counter of which one can wait until it has dealt with so many events."""

    def __init__(self, *replies: Message) -> None:
        super().__init__(replies=replies)
        self.handled = 0
        self._changed = asyncio.Condition()

    async def handle(self, event: Event, reach: Reach) -> None:
        await super().handle(event, reach)
        async with self._changed:
            self.handled += 1
            self._changed.notify_all()

    async def done(self, events: int) -> None:
        async with asyncio.timeout(20), self._changed:
            await self._changed.wait_for(lambda: self.handled >= events)


@asynccontextmanager
async def running(counter: FakeCounter, http: bool = False) -> AsyncIterator[SlackChat]:
    """Slack with the adapter connected to it; nothing that it was sent may have been wrong."""
    chat = SlackChat(http=http)
    await chat.start(counter)
    try:
        yield chat
    finally:
        await chat.close()
    assert chat.server.faults == []


def public(message: Message = ANSWER, by: str = "", channel: str = CHANNEL) -> Message:
    place = PLACE.model_copy(update={"channel": channel})
    return message.model_copy(update={"to": To.everyone, "place": place, "by": by})


def to(person: str, message: Message = ANSWER) -> Message:
    return message.model_copy(update={"to": To.person, "person": IDS[person]})
