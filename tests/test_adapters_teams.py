"""Quoth on Teams: what is read, and what arrives where, over real sockets to a loopback Teams."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.teams import ABILITIES, TeamsAdapter
from bot import events
from bot.adapter import Wanted
from bot.events import Asked, Event, Pressed, Verb
from bot.messages import Message, Said, To
from bot.places import Platform
from bot.settings import Settings
from tests import teams_screen
from tests.chats import FakeCounter
from tests.teams_chat import CREDENTIALS, TeamsChat, alone, in_channel
from tests.teams_said import ANSWER, PLACE, SHARED, TO_LEAD, WORDS, Held, counter
from tests.teams_server import CHANNEL, Site

pytestmark = pytest.mark.anyio
pytest_plugins = ("tests.teams_fixtures", "tests.fresh_logs")

PAYLOADS = sorted((Path(__file__).parent / "payloads" / "teams").glob("*.json"))


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_what_teams_sends_is_read(path: Path) -> None:
    recorded = json.loads(path.read_text(encoding="utf-8"))
    event = TeamsAdapter(CREDENTIALS, Settings(), Site()).read(recorded["activity"])
    if recorded["event"] is None:
        assert event is None
        return
    kind: type[Event] = getattr(events, recorded["event"].pop("kind"))
    assert event == kind.model_validate(recorded["event"])


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"type": 7},
        {"type": "message", "from": "ann", "conversation": []},
        {"type": "message", "from": {"id": "x" * 500}, "conversation": {"id": "c"}},
        {"type": "message", "from": {"id": "x"}, "conversation": {"id": "c" * 500}},
        {"type": "message", "from": {"id": "x"}, "conversation": {"id": "c"}, "value": [[["press"]]]},
    ],
)
def test_what_is_no_activity_is_no_event(raw: Mapping[str, Any]) -> None:
    adapter = TeamsAdapter(CREDENTIALS, Settings(), Site())
    assert adapter.read(raw) is None


def test_every_ability_is_told_of() -> None:
    assert [ability.what for ability in ABILITIES] == list(Wanted)


def test_what_is_rendered_is_what_is_sent() -> None:
    adapter = TeamsAdapter(CREDENTIALS, Settings(), Site())
    assert teams_screen.boxes(adapter.render(ANSWER)) == [WORDS]
    assert adapter.name is Platform.teams


async def test_a_mention_is_answered_to_the_asker_alone(chat: TeamsChat) -> None:
    asked = counter(ANSWER)
    await chat.start(asked)
    await chat.mention("may I <accept> it & more?")
    [shown] = await chat.shown(1)
    assert (shown.to, shown.person, shown.place, shown.quotes) == (To.asker, "ann", CHANNEL, WORDS)
    [event] = asked.events
    assert isinstance(event, Asked)
    assert (event.text, event.place.thread) == ("may I <accept> it & more?", "1763712000000")
    assert asked.up == {Platform.teams: True}


async def test_a_question_in_the_chat_is_answered_there(chat: TeamsChat) -> None:
    await chat.start(counter(ANSWER))
    await chat.direct("policy may I?")
    [shown] = await chat.shown(1)
    assert (shown.to, shown.person, shown.place) == (To.asker, "ann", "a:29:ann")


async def test_a_shared_answer_is_posted_in_the_thread_under_the_sharers_name(chat: TeamsChat) -> None:
    await chat.start(counter(SHARED))
    await chat.mention("may I?")
    [shown] = await chat.shown(1)
    assert (shown.to, shown.quotes) == (To.everyone, WORDS)
    assert "Shared by Ann A." in shown.text
    assert chat.server.deliveries[0].conversation == f"{CHANNEL};messageid=1763712000000"


async def test_somebody_else_is_written_to_in_their_own_chat(chat: TeamsChat) -> None:
    await chat.start(counter(TO_LEAD))
    await chat.mention("may I?")
    [shown] = await chat.shown(1)
    assert (shown.to, shown.person) == (To.person, "lead")


async def test_a_button_is_pressed_after_a_restart(chat: TeamsChat) -> None:
    await chat.start(counter(ANSWER))
    await chat.mention("may I?")
    await chat.shown(1)
    await chat.stop()
    after = counter(SHARED)
    await chat.start(after)
    await chat.press("Share here")
    await chat.shown(2)
    [event] = after.events
    assert isinstance(event, Pressed)
    assert (event.verb, event.answer, event.place) == (Verb.share, "3f2a", PLACE)


async def test_answers_under_way_are_finished_before_the_end(chat: TeamsChat) -> None:
    slow = Held()
    await chat.start(slow)
    await chat.direct("may I?")
    await slow.begun.wait()
    stopping = asyncio.create_task(chat.stop())
    asyncio.get_running_loop().call_soon(slow.go_on.set)
    await stopping
    [shown] = await chat.shown(1)
    assert shown.quotes == WORDS
    assert slow.up == {Platform.teams: False}


async def test_a_greeting_comes_once_for_one_arrival(chat: TeamsChat) -> None:
    asked = counter()
    await chat.start(asked)
    await chat.greet()
    await chat.stop()
    assert len({event.id for event in asked.events}) == 1


async def test_what_is_unknown_is_answered_with_nothing(chat: TeamsChat) -> None:
    asked = counter(ANSWER)
    await chat.start(asked)
    assert await chat.act("ann", "invoke", {"name": "tomorrow/dawned"}, alone("ann")) == {}
    await chat.unknown()
    await chat.stop()
    assert (asked.events, chat.server.deliveries) == ([], [])


async def test_without_targeted_messages_a_mention_is_answered_in_the_chat_with_the_bot() -> None:
    chat = TeamsChat(teams_targeted=False)
    counter = FakeCounter(replies=(Message(parts=(Said(text="Only for you."),)),))
    await chat.start(counter)
    await chat.mention("may I give a pupil a lift?")
    async with asyncio.timeout(20):
        while not counter.failed:
            await asyncio.sleep(0)
    assert [str(fault) for fault in counter.failed] == ["no_private_way"]
    assert await chat.shown(0) == []
    await chat.close()


async def test_nothing_that_people_write_is_logged(chat: TeamsChat, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    asked = counter(ANSWER)
    await chat.start(asked)
    with capture_logs() as logged:
        await chat.direct("xylophone quokka")
        await chat.check("xylophone quokka")
        await chat.act("ann", "invoke", {"name": "x", "value": {"text": "xylophone quokka"}}, alone("ann"))
        await chat.act("ann", "message", {"text": "xylophone quokka", "value": []}, in_channel(""))
        await chat.shown(2)
        await chat.stop()
    written = repr(logged) + caplog.text
    assert "quokka" not in written
    assert "friend request" not in written
    assert "Ann A." not in written
