"""On Discord, a cut connection or a busy proxy loses no answer, and who writes directly is known from elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.messages import Message, Said, To
from tests.chats import FakeCounter
from tests.discord_chat import DiscordChat
from tests.discord_guild import CHANNEL, GUILD, LEADS

pytestmark = pytest.mark.anyio

ANSWER = Message(parts=(Said(text="For you alone."),))


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[DiscordChat]:
    chat = DiscordChat(tmp_path)
    yield chat
    await chat.close()


@pytest.mark.parametrize("fault", ["cut", "busy"])
async def test_what_is_refused_for_a_moment_is_sent_again(chat: DiscordChat, fault: str) -> None:
    await chat.start(FakeCounter(replies=(ANSWER,)))
    setattr(chat.server, fault, ["/messages", "/webhooks"])
    await chat.direct("may I?")
    await chat.shown(1)
    await chat.command("may I?")
    shown = await chat.shown(2)
    assert [each.to for each in shown] == [To.person, To.asker]
    assert (chat.server.cut, chat.server.busy) == ([], [])


async def test_an_interaction_whose_acknowledgement_is_lost_is_answered_as_a_mention_is(
    chat: DiscordChat,
) -> None:
    counter = FakeCounter(replies=(ANSWER,))
    await chat.start(counter)
    chat.server.cut = ["/callback"]
    asking = asyncio.create_task(chat.command("may I?"))
    async with asyncio.timeout(10):
        while not counter.failed:
            await asyncio.sleep(0)
    asking.cancel()
    assert [str(fault) for fault in counter.failed] == ["no_private_way"]
    assert [each.place.channel for each in counter.events] == [CHANNEL]


async def test_who_wrote_in_a_server_is_known_when_they_write_directly(chat: DiscordChat) -> None:
    counter = FakeCounter(
        replies=(ANSWER,), connected_workspaces=frozenset({GUILD}), known_groups=frozenset({LEADS})
    )
    await chat.start(counter)
    await chat.command("may I?", "lead")
    await chat.direct("may I?", "lead")
    await chat.shown(2)
    assert (counter.events[1].person.workspaces, counter.events[1].person.groups) == ((GUILD,), (LEADS,))
    assert not any("/members/" in path for _, path in chat.server.requests)


@pytest.mark.parametrize("first", ["in the server", "directly"])
async def test_a_guest_of_a_server_is_none_of_its_members_when_they_write_directly(
    chat: DiscordChat, first: str
) -> None:
    chat.server.not_members = set()
    counter = FakeCounter(replies=(ANSWER,), connected_workspaces=frozenset({GUILD}))
    await chat.start(counter)
    if first == "in the server":
        await chat.command("may I?", "guest")
    await chat.direct("may I?", "guest")
    await chat.shown(len(counter.events) or 1)
    async with asyncio.timeout(10):
        while not counter.events or not counter.events[-1].place.direct:
            await asyncio.sleep(0)
    assert counter.events[-1].person.workspaces == ()
