"""Quoth on Discord: the real discord.py against a loopback gateway and REST interface."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from adapters.discord import DiscordAdapter
from adapters.discord_manifest import commands
from bot import events
from bot.adapter import Reach, Undeliverable
from bot.credentials import Credentials
from bot.errors import WrongSetting
from bot.events import Asked, Checked, Event, Pressed, Verb
from bot.messages import Button, Message, Quoted, Said, To
from bot.places import Place, Platform
from bot.settings import Settings
from corpus.document import Force
from tests.chats import FakeCounter
from tests.discord_chat import DiscordChat
from tests.discord_guild import CHANNEL, GUILD, LEADS
from tests.discord_server import RETRY_AFTER

pytestmark = pytest.mark.anyio

PAYLOADS = sorted((Path(__file__).parent / "payloads" / "discord").glob("*.json"))
PLACE = Place(platform=Platform.discord, workspace=GUILD, channel=CHANNEL)
WORDS = "3.2 Staff must not accept a friend request from a pupil, *ever*."
ANSWER = Message(
    parts=(
        Quoted(
            force=Force.prohibition,
            label="MUST NOT",
            words=WORDS,
            citation="Staff Conduct",
            audience="For: staff",
        ),
    ),
    buttons=(Button(label="Share here", verb=Verb.share, answer="3f2a"),),
)
SHARED = ANSWER.model_copy(update={"to": To.everyone, "place": PLACE, "by": "1", "buttons": ()})
TO_LEAD = Message(parts=(Said(text="Somebody asks."),), to=To.person, person="3")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[DiscordChat]:
    chat = DiscordChat(tmp_path)
    yield chat
    await chat.close()


class Waiting(FakeCounter):
    """A counter that tells when events came, and answers only when it is let."""

    def __init__(self, *replies: Message, held: bool = False) -> None:
        super().__init__(replies=replies)
        self.came = asyncio.Event()
        self.done = asyncio.Event()
        self.may = asyncio.Event()
        if not held:
            self.may.set()

    async def handle(self, event: Event, reach: Reach) -> None:
        self.came.set()
        await self.may.wait()
        await super().handle(event, reach)
        self.done.set()


async def test_a_mention_is_a_question_and_cannot_be_answered_privately(chat: DiscordChat) -> None:
    counter = Waiting(ANSWER)
    await chat.start(counter)
    await chat.mention("may I?")
    await asyncio.wait_for(counter.done.wait(), 5)
    assert [type(each) for each in counter.events] == [Asked]
    assert [str(each) for each in counter.failed] == ["no_private_way"]
    assert chat.server.deliveries == []


async def test_a_direct_message_is_answered_where_it_was_asked(chat: DiscordChat) -> None:
    await chat.start(FakeCounter(replies=(ANSWER,)))
    await chat.direct("may I?")
    [shown] = await chat.shown(1)
    assert (shown.to, shown.person, shown.quotes) == (To.person, "ann", WORDS)


@pytest.mark.parametrize("way", ["command", "check"])
async def test_the_command_and_the_menu_are_answered_so_that_only_the_asker_sees_it(
    chat: DiscordChat, way: str
) -> None:
    counter = FakeCounter(replies=(ANSWER, ANSWER))
    await chat.start(counter)
    await getattr(chat, way)("I added a pupil.")
    for shown in await chat.shown(2):
        assert (shown.to, shown.person, shown.quotes) == (To.asker, "ann", WORDS)
    assert isinstance(counter.events[0], Asked if way == "command" else Checked)
    assert chat.server.thinking() == 0


async def test_a_command_without_a_question_is_an_empty_one(chat: DiscordChat) -> None:
    counter = FakeCounter(replies=(ANSWER,))
    await chat.start(counter)
    await chat.command("")
    await chat.shown(1)
    assert isinstance(counter.events[0], Asked)
    assert counter.events[0].text == ""


async def test_a_button_works_after_a_restart(chat: DiscordChat) -> None:
    await chat.start(FakeCounter(replies=(ANSWER,)))
    await chat.command("may I?")
    await chat.shown(1)
    await chat.stop()
    counter = FakeCounter(replies=(SHARED,))
    await chat.start(counter)
    await chat.press("Share here", "bob")
    [_, shared] = await chat.shown(2)
    [pressed] = counter.events
    assert isinstance(pressed, Pressed)
    assert (pressed.verb, pressed.answer, pressed.person.id) == (Verb.share, "3f2a", "2")
    assert (shared.to, shared.place, shared.quotes) == (To.everyone, CHANNEL, WORDS)
    await chat.server.until(lambda: "DELETE" in {method for method, _ in chat.server.requests})
    assert chat.server.thinking() == 0


async def test_what_the_bot_may_not_post_is_posted_by_way_of_the_interaction_for_everyone(
    chat: DiscordChat,
) -> None:
    await chat.start(FakeCounter(replies=(SHARED, ANSWER)))
    chat.server.no_access.add(CHANNEL)
    await chat.command("may I?")
    [shared, private] = await chat.shown(2)
    assert (shared.to, private.to, private.person) == (To.everyone, To.asker, "ann")


async def test_a_direct_message_to_somebody_else_and_one_that_is_refused(chat: DiscordChat) -> None:
    counter = FakeCounter(replies=(TO_LEAD,))
    await chat.start(counter)
    await chat.mention("may I?")
    [shown] = await chat.shown(1)
    assert (shown.to, shown.person) == (To.person, "lead")
    chat.refused.add("direct")
    waiting = Waiting(TO_LEAD)
    await chat.stop()
    await chat.start(waiting)
    await chat.mention("may I?")
    await asyncio.wait_for(waiting.done.wait(), 5)
    assert [str(each) for each in waiting.failed] == ["50007"]


async def test_what_is_refused_privately_is_never_shown_to_everyone(chat: DiscordChat) -> None:
    counter = Waiting(ANSWER)
    await chat.start(counter)
    chat.refused.add("private")
    await chat.command("may I?")
    await asyncio.wait_for(counter.done.wait(), 5)
    assert [str(each) for each in counter.failed] == ["10015"]
    assert all(isinstance(each, Undeliverable) for each in counter.failed)
    await chat.server.until(lambda: chat.server.thinking() == 0)
    assert chat.server.deliveries == []


async def test_an_answer_in_a_thread_is_posted_in_the_thread(chat: DiscordChat) -> None:
    there = PLACE.model_copy(update={"thread": "555"})
    await chat.start(FakeCounter(replies=(SHARED.model_copy(update={"place": there}),)))
    await chat.mention("may I?", thread="555")
    [shown] = await chat.shown(1)
    assert shown.place == "555"


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
async def test_each_kind_of_payload_is_read(chat: DiscordChat, path: Path) -> None:
    recorded = json.loads(path.read_text(encoding="utf-8"))
    counter = Waiting()
    counter.connected_workspaces = frozenset({GUILD})
    counter.known_groups = frozenset({LEADS})
    await chat.start(counter)
    await chat.server.thread("555")
    await chat.server.replay(recorded["payload"])
    await chat.mention("the last", "bob", event="1441000000000009999")
    expected = recorded["event"]
    count = 2 if expected else 1
    async with asyncio.timeout(5):
        while len(counter.events) < count:
            counter.done.clear()
            await counter.done.wait()
    read = [each for each in counter.events if each.id != "1441000000000009999"]
    if expected is None:
        assert read == []
        return
    kind = getattr(events, expected.pop("kind"))
    assert read == [kind.model_validate(expected)]


async def test_an_event_that_comes_twice_has_the_same_id(chat: DiscordChat) -> None:
    counter = FakeCounter(replies=(TO_LEAD,))
    await chat.start(counter)
    await chat.mention("may I?", event="once")
    await chat.mention("may I?", event="once")
    await chat.shown(2)
    assert counter.events[0] == counter.events[1]


async def test_an_interaction_that_is_acknowledged_already_is_not_answered_again(chat: DiscordChat) -> None:
    recorded = json.loads((PAYLOADS[0].parent / "command.json").read_text(encoding="utf-8"))
    counter = FakeCounter(replies=(TO_LEAD,))
    await chat.start(counter)
    await chat.server.replay(recorded["payload"])
    await chat.shown(1)
    await chat.server.replay(recorded["payload"])
    await chat.mention("the last")
    await chat.shown(2)
    assert [type(each) for each in counter.events] == [Asked, Asked]
    assert counter.events[0].id != counter.events[1].id


async def test_in_a_direct_message_the_servers_are_those_the_person_is_a_member_of(chat: DiscordChat) -> None:
    counter = FakeCounter(
        replies=(ANSWER,), connected_workspaces=frozenset({GUILD, "77"}), known_groups=frozenset({LEADS})
    )
    await chat.start(counter)
    for person in ("lead", "lead", "guest"):
        await chat.direct("may I?", person)
    await chat.shown(3)
    found = {each.person.id: (each.person.workspaces, each.person.groups) for each in counter.events}
    assert found == {"3": ((GUILD,), (LEADS,)), "4": ((), ())}


async def test_discord_is_asked_about_a_person_once_in_five_minutes(chat: DiscordChat) -> None:
    await chat.start(FakeCounter(replies=(ANSWER,), connected_workspaces=frozenset({GUILD})))
    for count in (1, 2, 3):
        await chat.direct("may I?", "guest")
        await chat.shown(count)
    assert chat.server.requests.count(("GET", f"/guilds/{GUILD}/members/4")) == 1


async def test_an_unknown_event_is_no_business_of_the_bots(chat: DiscordChat) -> None:
    counter = FakeCounter(replies=(TO_LEAD,))
    await chat.start(counter)
    await chat.unknown()
    await chat.mention("may I?")
    await chat.shown(1)
    assert len(counter.events) == 1


async def test_a_lost_connection_comes_back_and_takes_up_where_it_was(chat: DiscordChat) -> None:
    counter = FakeCounter(replies=(ANSWER,))
    await chat.start(counter)
    await chat.server.drop()
    await chat.server.until(lambda: chat.server.resumed == 1)
    await chat.direct("may I?")
    await chat.shown(1)
    assert counter.up == {Platform.discord: True}


async def test_discord_says_how_long_to_wait_and_that_long_is_waited(chat: DiscordChat) -> None:
    await chat.start(FakeCounter(replies=(ANSWER,)))
    chat.limited = 2
    began = asyncio.get_running_loop().time()
    await chat.direct("may I?")
    [shown] = await chat.shown(1)
    assert shown.quotes == WORDS
    assert chat.server.limits_told == 2
    assert asyncio.get_running_loop().time() - began >= 2 * RETRY_AFTER


async def test_a_network_that_fails_at_first_is_tried_again(chat: DiscordChat) -> None:
    chat.server.unavailable = 1
    await chat.start(FakeCounter(replies=(ANSWER,)))
    await chat.direct("may I?")
    await chat.shown(1)
    assert chat.server.requests.count(("GET", "/users/@me")) == 2


async def test_a_wrong_token_is_named_and_not_shown(chat: DiscordChat) -> None:
    chat.server.token_right = False
    with pytest.raises(WrongSetting) as refused:
        await chat.start(FakeCounter())
    assert refused.value.about["setting"] == "QUOTH_DISCORD_TOKEN"
    assert "loopback" not in str(refused.value)


async def test_a_token_withdrawn_while_serving_is_named_too(chat: DiscordChat) -> None:
    counter = FakeCounter()
    running = asyncio.create_task((await chat.adapter()).run(counter))
    await chat.server.until(lambda: bool(chat.server.identified))
    await chat.server.drop(code=4004)
    with pytest.raises(WrongSetting):
        await asyncio.wait_for(running, 5)
    assert counter.up == {Platform.discord: False}


async def test_no_token_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match="QUOTH_DISCORD_TOKEN"):
        DiscordAdapter(Credentials(), Settings(home=tmp_path))


@pytest.mark.parametrize("name", ["discord_api", "discord_gateway"])
async def test_a_stand_in_elsewhere_must_be_encrypted(tmp_path: Path, name: str) -> None:
    elsewhere = {name: "http://discord.example/api"}
    adapter = DiscordAdapter(
        Credentials(discord_token=SecretStr("x")),
        Settings(home=tmp_path, **elsewhere),  # type: ignore[arg-type]
    )
    with pytest.raises(WrongSetting, match=name):
        await adapter.run(FakeCounter())


async def test_answers_in_flight_finish_when_the_adapter_is_stopped(chat: DiscordChat) -> None:
    counter = Waiting(ANSWER, held=True)
    await chat.start(counter)
    await chat.command("may I?")
    await counter.came.wait()
    stopping = asyncio.create_task(chat.stop())
    finished, _ = await asyncio.wait({stopping}, timeout=0.05)
    assert not finished
    counter.may.set()
    await asyncio.wait_for(stopping, 5)
    [shown] = await chat.shown(1)
    assert (shown.to, shown.quotes) == (To.asker, WORDS)


async def test_nothing_anybody_wrote_and_no_answer_is_logged(
    chat: DiscordChat, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await chat.start(FakeCounter(replies=(ANSWER,)))
    chat.limited = 1
    await chat.direct("an unheard-of secret")
    await chat.check("an unheard-of secret")
    await chat.unknown()
    await chat.shown(2)
    assert "secret" not in caplog.text
    assert "friend request" not in caplog.text


async def test_only_what_the_bot_needs_is_asked_of_discord(chat: DiscordChat) -> None:
    await chat.start(FakeCounter())
    await chat.server.until(lambda: bool(chat.server.identified))
    guilds, guild_messages, direct_messages = 1 << 0, 1 << 9, 1 << 12
    assert chat.server.identified[0]["intents"] == guilds | guild_messages | direct_messages
    assert chat.server.commands == commands()
