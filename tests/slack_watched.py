"""What the tests of the Slack adapter share: an answer, and a counter of which one can wait until it is done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.adapter import Courier, Reach, Sent
from bot.events import Event, Verb
from bot.messages import Button, Message, Quoted, Said, To
from bot.places import Place, Platform
from corpus.document import Force
from tests.chats import FakeCounter
from tests.slack_chat import SlackChat
from tests.slack_server import CHANNEL, TEAM
from tests.slack_told import IDS

WORDS = "Staff must not accept <!channel> a *friend request*."
BUTTONS = (
    Button(label="Share here", verb=Verb.share, answer="3f2a"),
    Button(label="Helpful", verb=Verb.helpful, answer="3f2a"),
    Button(label="Not helpful", verb=Verb.unhelpful, answer="3f2a"),
)
QUOTE = Quoted(
    force=Force.prohibition, label="MUST NOT", words=WORDS, citation="Conduct · 5.2", audience="For: staff"
)
ANSWER = Message(parts=(Said(text="What the policy says:"), QUOTE), buttons=BUTTONS, about="3f2a")
PLACE = Place(platform=Platform.slack, workspace=TEAM, channel=CHANNEL)


class Noting:
    """A reach that passes everything on to another, and keeps what was sent."""

    def __init__(self, reach: Reach, sent: list[str]) -> None:
        self._reach = reach
        self._sent = sent

    async def privately(self, message: Message) -> Sent:
        """Pass on, and keep."""
        return self._kept(await self._reach.privately(message))

    async def directly(self, person: str, message: Message) -> Sent:
        """Pass on, and keep."""
        return self._kept(await self._reach.directly(person, message))

    async def publicly(self, place: Place, message: Message) -> Sent:
        """Pass on, and keep."""
        return self._kept(await self._reach.publicly(place, message))

    def _kept(self, sent: Sent) -> Sent:
        self._sent += sent
        return sent


class Watched(FakeCounter):
    """A counter of which one can wait until it has dealt with so many events, and that keeps what it sent."""

    def __init__(self, *replies: Message) -> None:
        super().__init__(replies=replies)
        self.sent: list[str] = []
        self.handled = 0
        self._changed = asyncio.Condition()

    async def handle(self, event: Event, reach: Reach) -> None:
        await super().handle(event, Noting(reach, self.sent))
        async with self._changed:
            self.handled += 1
            self._changed.notify_all()

    async def done(self, events: int) -> None:
        async with asyncio.timeout(20), self._changed:
            await self._changed.wait_for(lambda: self.handled >= events)

    @property
    def carrier(self) -> Courier:
        """The courier that the adapter gave; fails where it is not connected."""
        assert self.courier is not None
        return self.courier


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
