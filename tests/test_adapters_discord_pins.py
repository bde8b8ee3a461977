"""On Discord, a person who pins a message of the bot's keeps the answer in it, and is called by their name."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapter import Reach, Sent
from bot.events import Event, Marked
from bot.messages import Message, Said, To
from bot.places import Place, Platform
from tests.chats import FakeCounter
from tests.discord_chat import PINS_ADD, DiscordChat
from tests.discord_guild import CHANNEL, GUILD, LEADS, ME, PEOPLE

pytestmark = pytest.mark.anyio

PLACE = Place(platform=Platform.discord, workspace=GUILD, channel=CHANNEL)
ANSWER = Message(parts=(Said(text="Staff must ring the bell."),))
SHARED = ANSWER.model_copy(update={"to": To.everyone, "place": PLACE, "by": PEOPLE["ann"]})


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[DiscordChat]:
    chat = DiscordChat(tmp_path)
    yield chat
    await chat.close()


class Noting(FakeCounter):
    """A counter that answers everything but a pin with one message, and notes what that was called."""

    def __init__(self, reply: Message) -> None:
        super().__init__(connected_workspaces=frozenset({GUILD}), known_groups=frozenset({LEADS}))
        self.reply = reply
        self.sent: list[str] = []

    async def handle(self, event: Event, reach: Reach) -> None:
        if not isinstance(event, Marked):
            self.sent += await self._replied(reach)
        self.events.append(event)

    async def _replied(self, reach: Reach) -> Sent:
        if self.reply.place is not None:
            return await reach.publicly(self.reply.place, self.reply)
        return await reach.privately(self.reply)

    async def met(self, count: int) -> Event:
        """The last of so many events, once they came."""
        async with asyncio.timeout(10):
            while len(self.events) < count:
                await asyncio.sleep(0)
        return self.events[count - 1]


async def test_a_pinned_answer_in_the_direct_conversation_is_the_one_that_was_sent(chat: DiscordChat) -> None:
    counter = Noting(ANSWER)
    await chat.start(counter)
    await chat.direct("may I?", "lead")
    await counter.met(1)
    await chat.mark("ring the bell", "lead")
    marked = await counter.met(2)
    assert isinstance(marked, Marked)
    assert [marked.message] == counter.sent
    assert (marked.person.id, marked.person.groups, marked.person.workspaces) == ("3", (LEADS,), (GUILD,))
    assert marked.place.direct


@pytest.mark.parametrize("thread", ["", "555"])
async def test_a_pinned_answer_that_was_shared_is_the_one_that_was_posted(
    chat: DiscordChat, thread: str
) -> None:
    place = PLACE.model_copy(update={"thread": thread})
    counter = Noting(SHARED.model_copy(update={"place": place}))
    await chat.start(counter)
    await chat.mention("may I?", thread=thread)
    await counter.met(1)
    await chat.mark("ring the bell", "lead")
    marked = await counter.met(2)
    assert isinstance(marked, Marked)
    assert [marked.message] == counter.sent
    assert (marked.place, marked.person.groups) == (place, (LEADS,))


async def test_what_the_bot_posts_by_way_of_an_interaction_can_be_pinned_too(chat: DiscordChat) -> None:
    counter = Noting(SHARED)
    await chat.start(counter)
    chat.server.no_access.add(CHANNEL)
    await chat.command("may I?")
    await counter.met(1)
    await chat.mark("ring the bell", "lead")
    marked = await counter.met(2)
    assert isinstance(marked, Marked)
    assert [marked.message] == counter.sent


async def test_what_only_one_person_sees_has_no_name_for_nobody_can_pin_it(chat: DiscordChat) -> None:
    counter = Noting(ANSWER)
    await chat.start(counter)
    await chat.command("may I?")
    await counter.met(1)
    assert counter.sent == []
    with pytest.raises(AssertionError, match="nothing to pin"):
        await chat.mark("ring the bell", "ann")


async def test_a_pin_that_is_told_twice_has_the_same_id(chat: DiscordChat) -> None:
    counter = Noting(SHARED)
    await chat.start(counter)
    reference = {"type": 0, "channel_id": CHANNEL, "message_id": "7", "guild_id": GUILD}
    author = chat.server.user(PEOPLE["lead"])
    told = chat.server.message(CHANNEL, author, type=PINS_ADD, message_reference=reference)
    told |= {"guild_id": GUILD, "member": chat.server.member(PEOPLE["lead"])}
    for _ in range(2):
        await chat.server.dispatch("MESSAGE_CREATE", told)
    await counter.met(2)
    assert counter.events[0] == counter.events[1]
    assert counter.events[0].id == told["id"]


async def test_what_a_bot_pins_or_the_bot_itself_is_nobodys_wish(chat: DiscordChat) -> None:
    counter = Noting(SHARED)
    await chat.start(counter)
    reference = {"type": 0, "channel_id": CHANNEL, "message_id": "7", "guild_id": GUILD}
    for author in (ME, chat.server.user(PEOPLE["robot"])):
        told = chat.server.message(CHANNEL, author, type=PINS_ADD, message_reference=reference)
        told |= {"guild_id": GUILD, "member": chat.server.member(PEOPLE["robot"])}
        await chat.server.dispatch("MESSAGE_CREATE", told)
    await chat.mention("the last")
    await counter.met(1)
    assert not any(isinstance(each, Marked) for each in counter.events)


async def test_people_are_called_what_their_server_calls_them(chat: DiscordChat) -> None:
    chat.server.nicks[PEOPLE["ann"]] = "Ann Smith"
    counter = Noting(SHARED)
    await chat.start(counter)
    await chat.mention("may I?", "ann")
    await chat.command("may I?", "ann")
    await chat.mention("may I?", "bob")
    await counter.met(3)
    assert sorted(each.person.name for each in counter.events) == ["Ann Smith", "Ann Smith", "Bob"]


@pytest.mark.parametrize("before", [True, False])
async def test_somebody_who_writes_directly_is_called_what_their_server_calls_them(
    chat: DiscordChat, before: bool
) -> None:
    chat.server.nicks[PEOPLE["ann"]] = "Ann Smith"
    counter = Noting(SHARED)
    await chat.start(counter)
    if before:
        await chat.mention("may I?", "ann")
        await counter.met(1)
    await chat.direct("may I?", "ann")
    assert (await counter.met(2 if before else 1)).person.name == "Ann Smith"
    asked = [path for _, path in chat.server.requests if "/members/" in path]
    assert len(asked) == (0 if before else 1)


async def test_whom_no_server_knows_is_called_what_they_call_themselves(chat: DiscordChat) -> None:
    counter = Noting(SHARED)
    await chat.start(counter)
    await chat.direct("may I?", "guest")
    met = await counter.met(1)
    assert (met.person.name, met.person.workspaces) == ("Guest", ())


async def test_no_name_is_logged(chat: DiscordChat, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    chat.server.nicks[PEOPLE["ann"]] = "Ann Smith"
    counter = Noting(SHARED)
    await chat.start(counter)
    chat.limited = 1
    await chat.direct("may I?", "ann")
    await counter.met(1)
    assert "Smith" not in caplog.text
