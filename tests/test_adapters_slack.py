"""Slack, driven through its own SDK over real sockets: who is shown what, and where."""

from __future__ import annotations

import json

import pytest

from adapters.slack_blocks import payloads
from adapters.slack_reach import slacks
from bot.adapter import Undeliverable
from bot.events import Asked, Checked, Opened, Pressed, Verb
from bot.messages import Message, Said, To
from tests.slack_chat import SlackChat
from tests.slack_server import CHANNEL, TEAM
from tests.slack_told import IDS
from tests.slack_watched import QUOTE, WORDS, Watched, public, to

pytestmark = pytest.mark.anyio
pytest_plugins = ("tests.slack_running",)


# Asking


async def test_a_mention_is_answered_to_the_asker_alone(chat: SlackChat, counter: Watched) -> None:
    await chat.mention("may I?")
    (shown,) = await chat.shown(1)
    assert (shown.to, shown.person, shown.place, shown.quotes) == (To.asker, "ann", CHANNEL, WORDS)
    assert shown.buttons == ("Share here", "Helpful", "Not helpful")
    assert [type(event) for event in counter.events] == [Asked]
    assert chat.server.deliveries[0].way == "chat.postEphemeral"


async def test_a_mention_in_a_thread_is_answered_in_it_and_outside_one_is_not(chat: SlackChat) -> None:
    await chat.mention("may I?", thread="1795100000.000001")
    await chat.mention("may I?")
    await chat.shown(2)
    assert {each.thread for each in chat.server.deliveries} == {"1795100000.000001", ""}


async def test_a_direct_message_is_answered_in_the_conversation(chat: SlackChat) -> None:
    await chat.direct("may I?")
    (shown,) = await chat.shown(1)
    assert (shown.to, shown.person, shown.place) == (To.asker, "ann", "D0ANN")
    assert chat.server.deliveries[0].way == "chat.postMessage"


async def test_the_command_and_the_shortcut_are_answered_at_their_addresses(
    chat: SlackChat, counter: Watched
) -> None:
    await chat.command("may I <really> & truly?")
    await chat.shown(1)
    await chat.check("I gave a pupil a lift")
    first, second = await chat.shown(2)
    assert (first.person, second.person, first.quotes) == ("ann", "ann", WORDS)
    assert [each.way for each in chat.server.deliveries] == ["response", "response"]
    assert [each.payload["response_type"] for each in chat.server.deliveries] == ["ephemeral"] * 2
    asked, checked = counter.events
    assert isinstance(asked, Asked)
    assert asked.text == "may I <really> & truly?"
    assert isinstance(checked, Checked)
    assert checked.text == "I gave a pupil a lift"


@pytest.mark.parametrize("label", ["Share here", "Not helpful"])
async def test_a_press_carries_verb_and_answer_and_is_answered_privately(
    chat: SlackChat, counter: Watched, label: str
) -> None:
    await chat.mention("may I?")
    await chat.shown(1)
    await chat.press(label)
    shown = await chat.shown(2)
    assert (shown[1].to, shown[1].person) == (To.asker, "ann")
    pressed = counter.events[-1]
    assert isinstance(pressed, Pressed)
    assert pressed.answer == "3f2a"
    assert pressed.verb == {"Share here": Verb.share, "Not helpful": Verb.unhelpful}[label]


async def test_a_press_in_the_direct_conversation_is_answered_there(chat: SlackChat) -> None:
    await chat.direct("may I?")
    await chat.shown(1)
    await chat.press("Helpful")
    await chat.shown(2)
    assert [(each.way, each.channel) for each in chat.server.deliveries] == [
        ("chat.postMessage", "D0ANN")
    ] * 2


async def test_buttons_work_after_a_restart(socket: SlackChat, counter: Watched) -> None:
    await socket.mention("may I?")
    await socket.shown(1)
    await socket.stop()
    await socket.start(counter)
    await socket.press("Share here", "bob")
    assert (await socket.shown(2))[1].person == "bob"
    assert isinstance(counter.events[-1], Pressed)


# The first look


async def test_the_first_opening_of_the_conversation_is_greeted_and_no_later_one(
    chat: SlackChat, counter: Watched
) -> None:
    counter.replies = (Message(parts=(Said(text="Hello."),), prompts=("One?", "Two?", "3?", "4?", "5?")),)
    await chat.greet()
    (shown,) = await chat.shown(1)
    assert (shown.text, shown.place) == ("Hello.", "D0ANN")
    await chat.server.until(lambda: any(name.endswith("Prompts") for name, _ in chat.server.calls))
    await chat.greet()
    await chat.greet("bob")
    assert [each.person for each in await chat.shown(2)] == ["ann", "bob"]
    assert [event.person.id for event in counter.events] == [IDS["ann"], IDS["bob"]]
    prompts = next(about for name, about in chat.server.calls if name.endswith("Prompts"))
    assert [each["message"] for each in prompts["prompts"]] == ["One?", "Two?", "3?", "4?"]


async def test_the_home_tab_shows_the_greeting(chat: SlackChat, counter: Watched) -> None:
    await chat.open("ann", "home")
    (shown,) = await chat.shown(1)
    assert (shown.place, shown.person, shown.quotes, shown.buttons) == ("home", "ann", WORDS, ())
    assert isinstance(counter.events[0], Opened)


# Sending elsewhere


async def test_a_message_to_a_person_opens_their_conversation(chat: SlackChat, counter: Watched) -> None:
    counter.replies = (to("lead"),)
    await chat.mention("may I?")
    (shown,) = await chat.shown(1)
    assert (shown.to, shown.person, shown.place) == (To.person, "lead", "D0LEAD")


async def test_a_person_is_written_to_where_slack_does_not_name_the_conversation(
    chat: SlackChat, counter: Watched
) -> None:
    chat.server.terse = True
    counter.replies = (to("lead"),)
    await chat.mention("may I?")
    (shown,) = await chat.shown(1)
    assert (shown.to, shown.person, shown.place) == (To.person, "lead", "D0LEAD")


async def test_who_set_no_name_shares_under_their_handle(chat: SlackChat, counter: Watched) -> None:
    chat.server.users[IDS["ann"]] = {"id": IDS["ann"], "team_id": TEAM, "name": "ann.a", "profile": {}}
    counter.replies = (public(by=IDS["ann"]),)
    await chat.mention("may I?")
    (shown,) = await chat.shown(1)
    assert shown.text.splitlines()[0] == "Shared by ann.a"


async def test_a_shared_answer_is_posted_with_the_sharers_name_and_no_mention(
    chat: SlackChat, counter: Watched
) -> None:
    counter.replies = (public(by=IDS["ann"]),)
    await chat.mention("may I?", thread="1795100000.000001")
    (shown,) = await chat.shown(1)
    assert (shown.to, shown.person, shown.place) == (To.everyone, "", CHANNEL)
    assert shown.text.splitlines()[0] == "Shared by Ann A."
    assert IDS["ann"] not in json.dumps(chat.server.deliveries[0].payload)


async def test_where_the_bot_is_no_member_a_command_can_still_share_in_its_own_channel(
    socket: SlackChat, counter: Watched
) -> None:
    socket.server.member_of = set()
    counter.replies = (public(),)
    await socket.command("may I?")
    (shown,) = await socket.shown(1)
    assert (shown.to, socket.server.deliveries[0].payload["response_type"]) == (To.everyone, "in_channel")
    counter.replies = (public(channel="C0OTHER"),)
    await socket.command("may I?")
    await counter.done(2)
    assert [str(fault) for fault in counter.failed] == ["not_in_channel"]


# Private stays private


async def test_a_private_answer_that_is_refused_goes_nowhere_else(chat: SlackChat, counter: Watched) -> None:
    chat.refused = {"private"}
    await chat.mention("may I?")
    await chat.command("may I?")
    await counter.done(2)
    assert [type(fault) for fault in counter.failed] == [Undeliverable] * 2
    assert {str(fault) for fault in counter.failed} == {"user_not_in_channel"}
    assert chat.server.deliveries == []
    assert "chat.postMessage" not in [name for name, _ in chat.server.calls]


async def test_a_dead_response_address_is_made_up_for_by_an_ephemeral_message(
    socket: SlackChat, counter: Watched
) -> None:
    long = Message(parts=(QUOTE.model_copy(update={"words": "word " * 14_000}),))
    assert len(payloads(long)) > 6
    counter.replies = (long,)
    await socket.command("may I?")
    shown = await socket.shown(len(payloads(long)))
    assert "".join(each.quotes for each in shown) == "word " * 14_000
    ways = [each.way for each in socket.server.deliveries]
    assert ways == ["response"] * 5 + ["chat.postEphemeral"] * (len(ways) - 5)
    assert [name for name, _ in socket.server.calls].count("response") == 5
    assert {each.person for each in shown} == {"ann"}


async def test_a_refused_direct_or_public_message_is_reported_by_slacks_own_word(
    socket: SlackChat, counter: Watched
) -> None:
    socket.refused = {"direct", "public"}
    counter.replies = (to("lead"), public())
    await socket.mention("may I?")
    await counter.done(1)
    assert [str(fault) for fault in counter.failed] == ["cannot_dm_bot", "not_in_channel"]


@pytest.mark.parametrize(
    ("url", "slacks_own"),
    [
        ("https://hooks.slack.com/commands/T1/2/x", True),
        ("https://hooks.slack-gov.com/actions/T1/2/x", True),
        ("http://hooks.slack.com/commands/T1/2/x", False),
        ("https://hooks.slack.com.evil.example/", False),
        ("https://hooks.slack.com@evil.example/", False),
        ("https://evilslack.com/", False),
        ("http://127.0.0.1:8642/", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_answers_are_posted_at_slacks_own_addresses_only(url: str, slacks_own: bool) -> None:
    assert slacks(url, "https://slack.com/api/") is slacks_own


@pytest.mark.parametrize(("url", "there"), [("http://127.0.0.1:7/x", True), ("https://evil.example/", False)])
def test_a_stand_in_is_answered_on_its_machine_only(url: str, there: bool) -> None:
    assert slacks(url, "http://127.0.0.1:5/api/") is there
