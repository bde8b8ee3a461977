"""On Discord, what is private never stands in a server's channel, and a press works where the button is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import phrases
from bot.events import Verb
from bot.messages import Button, Message, Said, To
from bot.places import Place, Platform
from tests.chats import FakeCounter
from tests.discord_chat import DiscordChat
from tests.discord_guild import CHANNEL, GUILD, ME, PEOPLE

pytestmark = pytest.mark.anyio

PLACE = Place(platform=Platform.discord, workspace=GUILD, channel=CHANNEL)
ANSWER = Message(
    parts=(Said(text="For you alone."),),
    buttons=(Button(label="Share here", verb=Verb.share, answer="3f2a"),),
)
SHARED = Message(parts=(Said(text="For everybody."),), to=To.everyone, place=PLACE, by=PEOPLE["ann"])
TO_LEAD = Message(parts=(Said(text="Somebody asks."),), to=To.person, person=PEOPLE["lead"], by=PEOPLE["ann"])
ELSEWHERE = "987"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[DiscordChat]:
    chat = DiscordChat(tmp_path)
    yield chat
    await chat.close()


async def _met(counter: FakeCounter, count: int) -> None:
    async with asyncio.timeout(10):
        while len(counter.events) < count or len(counter.failed) < count:
            await asyncio.sleep(0)


async def test_a_server_that_discord_has_not_described_yet_is_no_direct_message(chat: DiscordChat) -> None:
    counter = FakeCounter(replies=(ANSWER,))
    await chat.start(counter)
    ann = chat.server.user(PEOPLE["ann"])
    for mentions in ([], [ME]):
        message = chat.server.message("555", ann, "may I?", mentions=mentions)
        member = chat.server.member(PEOPLE["ann"])
        await chat.server.dispatch("MESSAGE_CREATE", message | {"guild_id": ELSEWHERE, "member": member})
    await _met(counter, 1)
    await chat.direct("the last")
    await chat.shown(1)
    [mentioned, last] = counter.events
    assert (mentioned.place.workspace, mentioned.place.direct) == (ELSEWHERE, False)
    assert [str(fault) for fault in counter.failed] == ["no_private_way"]
    assert last.place.direct
    assert [each.channel for each in chat.server.deliveries] == [chat.server.dm(PEOPLE["ann"])]


async def test_what_cannot_be_shared_is_not_posted_in_the_direct_message_it_was_shared_from(
    chat: DiscordChat,
) -> None:
    await chat.start(FakeCounter(replies=(ANSWER,)))
    await chat.direct("may I?")
    await chat.shown(1)
    await chat.stop()
    counter = FakeCounter(replies=(SHARED,))
    await chat.start(counter)
    chat.server.no_access.add(CHANNEL)
    await chat.press("Share here")
    await _met(counter, 1)
    assert [str(fault) for fault in counter.failed] == ["50013"]
    assert len(await chat.shown(1)) == 1


async def test_a_lead_is_told_whom_it_comes_from(chat: DiscordChat) -> None:
    await chat.start(FakeCounter(replies=(TO_LEAD,)))
    await chat.mention("may I?")
    [told] = await chat.shown(1)
    before = phrases.ASKED_BY.partition("{")[0]
    assert told.text.startswith(before)
    assert phrases.SHARED_BY.partition("{")[0] not in told.text


async def test_what_somebody_wrote_first_is_handed_on_first(chat: DiscordChat) -> None:
    counter = FakeCounter(replies=(ANSWER,), connected_workspaces=frozenset({GUILD}))
    await chat.start(counter)
    chat.limited = 1
    for number in range(4):
        await chat.direct(f"question {number}")
    await chat.shown(4)
    assert [getattr(each, "text", "") for each in counter.events] == [f"question {n}" for n in range(4)]
    assert chat.server.requests.count(("GET", f"/guilds/{GUILD}/members/1")) == 2


async def test_an_answer_does_not_wait_long_for_who_somebody_is(
    chat: DiscordChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord_membership.PATIENCE", 0.01)
    counter = FakeCounter(replies=(ANSWER,), connected_workspaces=frozenset({GUILD}))
    await chat.start(counter)
    chat.limited = 1
    await chat.direct("may I?")
    await chat.shown(1)
    await chat.direct("and now?")
    await chat.shown(2)
    assert [each.person.workspaces for each in counter.events] == [(), (GUILD,)]
