"""Messages that answer no event arrive in Slack, at people and in channels, and their buttons work."""

from __future__ import annotations

import pytest

from adapters.slack_blocks import payloads
from bot.adapter import Undeliverable
from bot.events import Pressed, Verb
from bot.messages import Button, Message, Said, To, Where
from tests.slack_chat import SlackChat
from tests.slack_server import CHANNEL
from tests.slack_told import IDS
from tests.slack_watched import ANSWER, PLACE, QUOTE, WORDS, Watched, public, to

pytestmark = pytest.mark.anyio
pytest_plugins = ("tests.slack_running",)

CLAIM = Button(label="I take it", verb=Verb.claim, answer=f"{'a' * 31}-{'b' * 32}")
LONG = "word " * 6_000


def asking(message: Message = ANSWER) -> Message:
    return message.model_copy(update={"buttons": (CLAIM,), "about": ""})


# Carrying


async def test_a_message_to_a_person_is_carried_into_their_conversation(
    chat: SlackChat, counter: Watched
) -> None:
    sent = await counter.carrier.carry(PLACE, to("lead"))
    (shown,) = await chat.shown(1)
    assert (shown.to, shown.person, shown.place, shown.quotes) == (To.person, "lead", "D0LEAD", WORDS)
    assert list(sent) == [f"D0LEAD:{chat.server.deliveries[0].ts}"]


async def test_a_message_to_everyone_is_carried_into_its_place(chat: SlackChat, counter: Watched) -> None:
    place = chat.channel_place("leads")
    sent = await counter.carrier.carry(place, public(channel=place.channel))
    (shown,) = await chat.shown(1)
    assert (shown.to, shown.person, shown.place) == (To.everyone, "", place.channel)
    assert list(sent) == [f"{place.channel}:{chat.server.deliveries[0].ts}"]


async def test_after_a_restart_messages_are_carried_to_who_was_never_heard_of(
    chat: SlackChat, counter: Watched
) -> None:
    first = counter.carrier
    await chat.stop()
    assert counter.courier is None
    await chat.start(counter)
    place = chat.channel_place("leads")
    assert counter.carrier is not first
    await counter.carrier.carry(PLACE, to("bob"))
    await counter.carrier.carry(place, public(channel=place.channel))
    assert [each.person for each in await chat.shown(2)] == ["bob", ""]
    assert counter.events == []


async def test_a_long_message_is_carried_whole_and_in_order(socket: SlackChat, counter: Watched) -> None:
    long = Message(parts=(QUOTE.model_copy(update={"words": LONG}),), to=To.person, person=IDS["lead"])
    sent = await counter.carrier.carry(PLACE, long)
    shown = await socket.shown(len(payloads(long)))
    assert "".join(each.quotes for each in shown) == LONG
    assert list(sent) == [f"D0LEAD:{each.ts}" for each in socket.server.deliveries]


async def test_a_message_to_a_thread_is_carried_into_it(socket: SlackChat, counter: Watched) -> None:
    place = PLACE.model_copy(update={"thread": "1795100000.000001"})
    await counter.carrier.carry(place, public().model_copy(update={"place": place}))
    await socket.shown(1)
    assert socket.server.deliveries[0].thread == "1795100000.000001"


async def test_an_alert_links_the_channel_it_came_from(socket: SlackChat, counter: Watched) -> None:
    alert = Message(
        parts=(Said(text="Help.", strong=True), Where(text="They are in", place=PLACE)),
        to=To.person,
        person=IDS["lead"],
        by=IDS["ann"],
    )
    await counter.carrier.carry(PLACE, alert)
    (shown,) = await socket.shown(1)
    assert shown.text.splitlines() == ["From Ann A.", ":warning: Help.", f"They are in <#{CHANNEL}>"]


@pytest.mark.parametrize(
    ("refused", "person", "why"),
    [({"direct"}, "lead", "cannot_dm_bot"), (set(), "nobody", "user_not_found")],
)
async def test_who_cannot_be_written_to_is_reported_by_slacks_own_word(
    socket: SlackChat, counter: Watched, refused: set[str], person: str, why: str
) -> None:
    socket.refused = refused
    message = to("lead").model_copy(update={"person": IDS.get(person, "U0NOBODY")})
    with pytest.raises(Undeliverable, match=f"^{why}$"):
        await counter.carrier.carry(PLACE, message)
    assert socket.server.deliveries == []


async def test_a_channel_that_the_bot_is_not_in_is_reported(socket: SlackChat, counter: Watched) -> None:
    with pytest.raises(Undeliverable, match=r"^not_in_channel$"):
        await counter.carrier.carry(PLACE, public(channel="C0ELSEWHERE"))


async def test_where_slack_cannot_be_reached_it_is_said_in_a_word(
    socket: SlackChat, counter: Watched
) -> None:
    held = counter.carrier
    await socket.close()
    with pytest.raises(Undeliverable, match=r"^[A-Za-z]+$"):
        await held.carry(PLACE, to("lead"))


@pytest.mark.parametrize("message", [to("lead"), public()])
async def test_nothing_is_carried_to_another_workspace(
    socket: SlackChat, counter: Watched, message: Message
) -> None:
    other = PLACE.model_copy(update={"workspace": "T0OTHER"})
    with pytest.raises(Undeliverable, match=r"^other_workspace$"):
        await counter.carrier.carry(other, message)
    assert [name for name, _ in socket.server.calls if name.startswith(("chat", "conversations"))] == []


async def test_what_is_for_an_asker_alone_is_not_carried_for_there_is_none(
    socket: SlackChat, counter: Watched
) -> None:
    with pytest.raises(Undeliverable, match=r"^no_private_way$"):
        await counter.carrier.carry(PLACE, ANSWER)
    assert socket.server.deliveries == []


# Pressing what was carried


@pytest.mark.parametrize("where", ["direct", "channel"])
async def test_the_buttons_of_what_was_carried_work(chat: SlackChat, counter: Watched, where: str) -> None:
    place = chat.channel_place("leads")
    message = to("lead") if where == "direct" else public(channel=place.channel)
    await counter.carrier.carry(place, asking(message))
    await chat.shown(1)
    await chat.press("I take it", "lead")
    answered = (await chat.shown(2))[1]
    (pressed,) = counter.events
    assert isinstance(pressed, Pressed)
    assert (pressed.verb, pressed.answer) == (CLAIM.verb, CLAIM.answer)
    assert pressed.place.direct is (where == "direct")
    assert (answered.to, answered.person) == (To.asker, "lead")


async def test_each_presses_the_newest_that_they_see(socket: SlackChat, counter: Watched) -> None:
    for number, person in enumerate(("lead", "bob")):
        mine = CLAIM.model_copy(update={"answer": f"a{number}"})
        await counter.carrier.carry(PLACE, to(person).model_copy(update={"buttons": (mine,)}))
    await socket.shown(2)
    for number, person in enumerate(("lead", "bob", "ann"), 1):
        await socket.press("I take it", person)
        await counter.done(number)
    assert [event.answer for event in counter.events if isinstance(event, Pressed)] == ["a0", "a1", "a1"]
