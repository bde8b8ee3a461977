"""What Slack calls the messages that were sent, and how it tells of their being pinned."""

from __future__ import annotations

import pytest

from bot.events import Marked
from bot.messages import To
from bot.places import Place, Platform
from tests import slack_told as told
from tests.slack_chat import SlackChat
from tests.slack_server import BOT_USER, CHANNEL
from tests.slack_told import IDS
from tests.slack_watched import ANSWER, PLACE, Watched, public, to

pytestmark = pytest.mark.anyio
pytest_plugins = ("tests.slack_running",)


# What sent messages are called


async def test_what_is_posted_is_called_by_channel_and_timestamp(chat: SlackChat, counter: Watched) -> None:
    counter.replies = (ANSWER, to("lead"), public())
    await chat.direct("may I?")
    await counter.done(1)
    posted = [f"{each.channel}:{each.ts}" for each in chat.server.deliveries]
    assert [each.split(":")[0] for each in posted] == ["D0ANN", "D0LEAD", CHANNEL]
    assert counter.sent == posted


async def test_where_slack_names_no_conversation_the_message_is_called_by_the_real_one(
    socket: SlackChat, counter: Watched
) -> None:
    socket.server.terse = True
    (sent,) = await counter.carrier.carry(PLACE, to("lead"))
    assert sent == f"D0LEAD:{socket.server.deliveries[0].ts}"


@pytest.mark.parametrize("way", ["mention", "command"])
async def test_what_only_the_asker_sees_has_no_name_to_be_marked_by(
    chat: SlackChat, counter: Watched, way: str
) -> None:
    await getattr(chat, way)("may I?")
    await counter.done(1)
    assert len(chat.server.deliveries) == 1
    assert counter.sent == []


async def test_what_was_posted_by_a_response_address_has_no_name_to_be_marked_by(
    socket: SlackChat, counter: Watched
) -> None:
    socket.server.member_of = set()
    counter.replies = (public(),)
    await socket.command("may I?")
    await counter.done(1)
    assert [each.way for each in socket.server.deliveries] == ["response"]
    assert counter.sent == []


async def test_the_home_tab_has_no_name_to_be_marked_by(socket: SlackChat, counter: Watched) -> None:
    await socket.open("ann", "home")
    await counter.done(1)
    assert counter.sent == []


# Marking


@pytest.mark.parametrize("how", ["mark", "react"])
@pytest.mark.parametrize("where", ["direct", "channel"])
async def test_a_message_that_somebody_pins_is_named_as_it_was_when_it_was_sent(
    chat: SlackChat, counter: Watched, where: str, how: str
) -> None:
    counter.replies = (ANSWER if where == "direct" else public(),)
    await (chat.direct if where == "direct" else chat.mention)("may I?")
    await counter.done(1)
    counter.replies = ()
    await getattr(chat, how)("friend request")
    await counter.done(2)
    marked = counter.events[-1]
    assert isinstance(marked, Marked)
    assert [marked.message] == counter.sent
    assert (marked.person.id, marked.person.name) == (IDS["ann"], "Ann A.")
    assert marked.place == Place(
        platform=Platform.slack,
        workspace=PLACE.workspace,
        channel="D0ANN" if where == "direct" else CHANNEL,
        direct=where == "direct",
    )


async def test_who_marks_a_message_in_a_channel_is_answered_alone(chat: SlackChat, counter: Watched) -> None:
    await counter.carrier.carry(PLACE, public())
    await chat.mark("friend request", "lead")
    shown = (await chat.shown(2))[1]
    assert (shown.to, shown.person, shown.place) == (To.asker, "lead", CHANNEL)


async def test_a_mark_delivered_again_has_the_same_id(socket: SlackChat, counter: Watched) -> None:
    counter.replies = ()
    await counter.carrier.carry(PLACE, public())
    await socket.mark("friend request", "lead", event="Ev0PIN")
    await socket.mark("friend request", "lead", event="Ev0PIN")
    await counter.done(2)
    assert [event.id for event in counter.events] == ["Ev0PIN", "Ev0PIN"]


async def test_other_reactions_and_the_bots_own_marks_are_passed_over(
    chat: SlackChat, counter: Watched
) -> None:
    counter.replies = ()
    await counter.carrier.carry(PLACE, public())
    (delivery,) = chat.server.deliveries
    await chat.react("friend request", "lead", "thumbsup")
    await chat.event(told.pinned(delivery, "lead", chat.server.ts()) | {"user": BOT_USER})
    await chat.event(told.reacted(delivery, "lead", "pushpin", chat.server.ts()) | {"user": BOT_USER})
    await chat.react("friend request", "lead", "round_pushpin")
    await counter.done(1)
    assert [type(event) for event in counter.events] == [Marked]


async def test_another_bots_mark_is_known_for_one(socket: SlackChat, counter: Watched) -> None:
    counter.replies = ()
    await counter.carrier.carry(PLACE, public())
    await socket.react("friend request", "robot")
    await counter.done(1)
    assert counter.events[0].person.bot
