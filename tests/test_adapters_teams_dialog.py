"""The dialog that a checked message is answered in: what it shows, and what goes another way."""

from __future__ import annotations

import asyncio

import pytest

from bot import phrases
from bot.adapter import Reach
from bot.composing import said
from bot.events import Checked, Event
from bot.messages import Message
from tests.chats import FakeCounter
from tests.teams_chat import TeamsChat, alone, in_channel
from tests.teams_said import ANSWER, QUOTE, TO_LEAD, WORDS, Held, counter
from tests.teams_server import BOT, TENANT

pytestmark = pytest.mark.anyio
pytest_plugins = ("tests.teams_fixtures", "tests.fresh_logs")


async def test_a_checked_message_is_answered_in_a_dialog(chat: TeamsChat) -> None:
    asked = counter(ANSWER, ANSWER)
    await chat.start(asked)
    await chat.check("I have accepted <Mia>")
    [shown] = await chat.shown(1)
    assert (shown.person, shown.place, shown.quotes) == ("ann", "dialog", WORDS * 2)
    [event] = asked.events
    assert isinstance(event, Checked)
    assert event.text == "I have accepted <Mia>"
    await chat.press("Share here")
    assert [each.place for each in await chat.shown(2)] == ["dialog", "dialog"]
    assert chat.server.calls == ["member"]


async def test_what_does_not_fit_the_dialog_is_not_put_there(chat: TeamsChat) -> None:
    long = Message(parts=(QUOTE.model_copy(update={"words": "x" * 45_000}),))
    asked = counter(ANSWER, long)
    await chat.start(asked)
    await chat.check("I have accepted it")
    [shown] = await chat.shown(1)
    assert shown.quotes == WORDS
    assert [str(fault) for fault in asked.failed] == ["dialog_full"]


async def test_a_dialog_that_shows_nothing_says_where_the_answer_went(chat: TeamsChat) -> None:
    await chat.start(counter(TO_LEAD))
    await chat.check("I have accepted it")
    shown = await chat.shown(2)
    assert [each.text for each in shown] == ["Somebody asks.", phrases.SENT_DIRECTLY]


async def test_a_dialog_does_not_wait_for_ever(chat: TeamsChat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.teams.SECONDS_IN_DIALOG", 0.01)
    slow = Held()
    await chat.start(slow)
    await chat.check("I have accepted it")
    [shown] = await chat.shown(1)
    assert shown.quotes == ""
    slow.go_on.set()
    await chat.stop()
    assert [str(fault) for fault in slow.failed] == ["dialog_shown"]


class Slow(FakeCounter):
    """A counter that says it is looking, and answers when it is told to."""

    def __init__(self, *replies: Message) -> None:
        super().__init__(replies=replies, connected_workspaces=frozenset({TENANT}))
        self.go_on = asyncio.Event()

    async def handle(self, event: Event, reach: Reach) -> None:
        await reach.privately(said(phrases.LOOKING))
        await self.go_on.wait()
        await super().handle(event, reach)


CHECKED = {"commandId": "check", "messagePayload": {"body": {"contentType": "text", "content": "is it so?"}}}
INVOKE = {"name": "composeExtension/fetchTask", "value": CHECKED}


async def test_a_dialog_does_not_say_that_it_is_waited_for(chat: TeamsChat) -> None:
    slow = Slow(ANSWER)
    slow.go_on.set()
    await chat.start(slow)
    await chat.check("I have accepted it")
    [shown] = await chat.shown(1)
    assert phrases.LOOKING not in shown.text
    assert shown.quotes == WORDS


async def test_an_answer_too_late_for_the_dialog_comes_in_the_chat_with_the_bot(
    chat: TeamsChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.teams.SECONDS_IN_DIALOG", 0.01)
    slow = Slow(ANSWER)
    await chat.start(slow)
    answered = await chat.act("ann", "invoke", INVOKE, alone("ann"))
    assert answered == {"task": {"type": "message", "value": phrases.LOOKING_THERE}}
    slow.go_on.set()
    [shown] = await chat.shown(1)
    assert (shown.person, shown.place, shown.quotes) == ("ann", "a:29:ann", WORDS)
    assert slow.failed == []


async def test_in_two_peoples_own_chat_the_bot_is_not_alone_with_anybody(chat: TeamsChat) -> None:
    asked = counter(ANSWER)
    await chat.start(asked)
    there = {"id": "19:one_other@unq.gbl.spaces", "conversationType": "personal", "tenantId": TENANT}
    await chat.act("ann", "invoke", INVOKE, there)
    assert [event.place.direct for event in asked.events] == [False]


async def test_a_conversation_of_which_teams_does_not_say_the_kind_is_not_taken_for_private(
    chat: TeamsChat,
) -> None:
    chat.refused = {"private"}
    asked = counter(ANSWER)
    await chat.start(asked)
    where = {"id": in_channel("1")["id"], "tenantId": TENANT}
    mention = {"type": "mention", "text": "<at>Quoth</at>", "mentioned": {"id": BOT}}
    await chat.act("ann", "message", {"text": "<at>Quoth</at> may I?", "entities": [mention]}, where)
    await chat.stop()
    assert [event.place.direct for event in asked.events] == [False]
    assert len(asked.failed) == 1
    assert chat.server.deliveries == []
