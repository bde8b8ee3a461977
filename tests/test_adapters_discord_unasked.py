"""On Discord, what answers no event arrives all the same: directly or in a channel, once, after a restart too."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapter import Courier, Undeliverable
from bot.events import Pressed, Verb
from bot.messages import Button, Message, Quoted, Said, To, Where
from bot.places import Place, Platform
from corpus.document import Force
from tests.chats import FakeCounter, Shown
from tests.discord_chat import DiscordChat
from tests.discord_guild import CHANNEL, GUILD, PEOPLE

pytestmark = pytest.mark.anyio

PLACE = Place(platform=Platform.discord, workspace=GUILD, channel=CHANNEL)
DIRECT = Place(platform=Platform.discord, workspace="", channel="210", direct=True)
LONG = "Staff must keep the aquarium clean. " * 400
PAIR = f"{'a' * 31}-{'b' * 32}"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[DiscordChat]:
    chat = DiscordChat(tmp_path)
    yield chat
    await chat.close()


def letter(to: str = "lead", verbs: tuple[Verb, ...] = (), about: str = "3f2a", words: str = "") -> Message:
    """A letter to a person, with buttons named for their verbs, and with a quote of these words."""
    quote = Quoted(
        force=Force.obligation, label="MUST", words=words or "2 Staff must.", citation="Rules", audience=""
    )
    buttons = tuple(Button(label=verb.title(), verb=verb, answer=about) for verb in verbs)
    return Message(
        parts=(Said(text="Ann Smith asks:"), quote), buttons=buttons, to=To.person, person=PEOPLE[to]
    )


def posted(place: Place, message: Message) -> Message:
    """The same letter for everybody in a place."""
    return message.model_copy(update={"to": To.everyone, "person": "", "place": place})


async def courier(chat: DiscordChat, counter: FakeCounter | None = None) -> Courier:
    """The courier that a fresh adapter gives, to which nothing has happened before."""
    counter = counter or FakeCounter()
    await chat.start(counter)
    assert counter.courier is not None
    return counter.courier


async def only(chat: DiscordChat) -> Shown:
    """The one thing that anybody was shown."""
    [shown] = await chat.shown(1)
    return shown


@pytest.mark.parametrize("place", [PLACE, DIRECT])
async def test_a_letter_to_a_person_is_a_direct_message(chat: DiscordChat, place: Place) -> None:
    sent = await (await courier(chat)).carry(place, letter(words=LONG, verbs=(Verb.claim,)))
    shown = await chat.shown(1)
    assert {(each.to, each.person) for each in shown} == {(To.person, "lead")}
    assert "".join(each.quotes for each in shown) == LONG
    assert [each.buttons for each in shown] == [()] * (len(shown) - 1) + [("Claim",)]
    assert [*sent] == [f"{each.channel}:{each.id}" for each in chat.server.deliveries]
    assert len(sent) > 3


async def test_a_letter_to_a_place_is_posted_in_that_channel(chat: DiscordChat) -> None:
    place = chat.channel_place("leads")
    [name] = await (await courier(chat)).carry(place, posted(place, letter()))
    shown = await only(chat)
    assert (shown.to, shown.person, shown.place) == (To.everyone, "", place.channel)
    assert name == f"{place.channel}:{chat.server.deliveries[0].id}"


async def test_a_channel_made_after_the_bot_connected_is_posted_in_too(chat: DiscordChat) -> None:
    carrying = await courier(chat)
    place = chat.channel_place("leads")
    await carrying.carry(place, posted(place, letter()))
    assert (await only(chat)).place == place.channel


async def test_a_letter_to_a_thread_is_posted_in_the_thread(chat: DiscordChat) -> None:
    carrying = await courier(chat)
    await chat.server.thread("555")
    place = PLACE.model_copy(update={"thread": "555"})
    assert [each.partition(":")[0] for each in await carrying.carry(place, posted(place, letter()))] == [
        "555"
    ]
    assert (await only(chat)).place == "555"


@pytest.mark.parametrize("known", [True, False])
async def test_nothing_is_posted_in_a_channel_of_another_server(chat: DiscordChat, known: bool) -> None:
    place = (
        PLACE.model_copy(update={"workspace": "11"}) if known else PLACE.model_copy(update={"channel": "9"})
    )
    chat.server.elsewhere["9"] = "11"
    carrying = await courier(chat)
    with pytest.raises(Undeliverable, match="other_server"):
        await carrying.carry(place, posted(place, letter()))
    assert chat.server.deliveries == []


async def test_what_answers_nobody_in_particular_is_never_made_public(chat: DiscordChat) -> None:
    private = Message(parts=(Said(text="For you alone."),))
    with pytest.raises(Undeliverable, match="no_private_way"):
        await (await courier(chat)).carry(PLACE, private)
    assert chat.server.deliveries == []


@pytest.mark.parametrize(
    ("channel", "refused", "why"),
    [
        (CHANNEL, "public", "50013"),
        ("no-such-channel", "", "50035"),
        ("404404404", "", "10003"),
        ("", "direct", "50007"),
    ],
)
async def test_what_discord_refuses_has_its_code(
    chat: DiscordChat, channel: str, refused: str, why: str
) -> None:
    chat.refused.add(refused)
    place = PLACE.model_copy(update={"channel": channel or CHANNEL})
    message = posted(place, letter()) if channel else letter()
    with pytest.raises(Undeliverable) as fault:
        await (await courier(chat)).carry(place, message)
    assert fault.value.why == why
    assert chat.server.deliveries == []


@pytest.mark.parametrize("to_person", [True, False])
async def test_what_is_sent_again_because_the_answer_was_lost_arrives_once(
    chat: DiscordChat, to_person: bool
) -> None:
    chat.server.lost = ["/messages", "/messages"]
    message = letter() if to_person else posted(PLACE, letter())
    [name] = await (await courier(chat)).carry(PLACE, message)
    await only(chat)
    assert chat.server.lost == []
    assert name == f"{chat.server.deliveries[0].channel}:{chat.server.deliveries[0].id}"


async def test_the_same_letter_on_purpose_arrives_twice(chat: DiscordChat) -> None:
    carrying = await courier(chat)
    first, second = [await carrying.carry(PLACE, letter()) for _ in range(2)]
    assert first != second
    assert len(await chat.shown(2)) == 2


@pytest.mark.parametrize("there", ["directly", "in the lead's channel"])
@pytest.mark.parametrize("verb", list(Verb))
async def test_every_button_of_a_letter_is_read_back_after_a_restart(
    chat: DiscordChat, verb: Verb, there: str
) -> None:
    place = chat.channel_place("leads")
    message = letter(verbs=(verb,), about=PAIR)
    carrying = await courier(chat)
    await carrying.carry(place, message if there == "directly" else posted(place, message))
    await chat.stop()
    counter = FakeCounter()
    await chat.start(counter)
    await chat.press(verb.title(), "lead")
    async with asyncio.timeout(10):
        while not counter.events:
            await asyncio.sleep(0)
    [pressed] = counter.events
    assert isinstance(pressed, Pressed)
    assert (pressed.verb, pressed.answer, pressed.person.id) == (verb, PAIR, PEOPLE["lead"])
    assert pressed.place.direct == (there == "directly")
    assert pressed.place.direct or pressed.place == place


async def test_an_alert_says_who_and_shows_the_place_and_nobody_is_pinged(chat: DiscordChat) -> None:
    parts = (Said(text="Ann needs you.", strong=True), Where(text="They wrote to me in", place=PLACE))
    place = chat.channel_place("leads")
    alert = Message(parts=parts, to=To.everyone, place=place, by=PEOPLE["ann"])
    await (await courier(chat)).carry(place, alert)
    shown = await only(chat)
    assert "From <@1>" in shown.text
    assert f"They wrote to me in <#{CHANNEL}>" in shown.text
    assert chat.server.deliveries[0].body["allowed_mentions"]["parse"] == []


async def test_there_is_a_courier_while_discord_is_connected_and_none_after(chat: DiscordChat) -> None:
    counter = FakeCounter()
    carrying = await courier(chat, counter)
    await chat.stop()
    assert counter.courier is None
    with pytest.raises(Undeliverable, match="unreachable"):
        await carrying.carry(PLACE, letter())
    again = await courier(chat, counter)
    await again.carry(PLACE, letter())
    assert (await only(chat)).person == "lead"


async def test_after_a_lost_connection_letters_go_on(chat: DiscordChat) -> None:
    counter = FakeCounter()
    await courier(chat, counter)
    await chat.server.drop()
    await chat.server.until(lambda: chat.server.resumed == 1)
    async with asyncio.timeout(10):
        while counter.courier is None:
            await asyncio.sleep(0)
    await counter.courier.carry(PLACE, letter())
    assert (await only(chat)).person == "lead"


async def test_a_letter_on_its_way_arrives_when_the_adapter_is_stopped(chat: DiscordChat) -> None:
    carrying = await courier(chat)
    chat.limited = 2
    carried = asyncio.ensure_future(carrying.carry(PLACE, letter()))
    await chat.server.until(lambda: chat.server.limits_told == 1)
    await chat.stop()
    [name] = await carried
    assert name == f"{chat.server.deliveries[0].channel}:{chat.server.deliveries[0].id}"


async def test_no_letter_and_no_name_is_logged(chat: DiscordChat, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    carrying = await courier(chat)
    chat.limited = 1
    await carrying.carry(PLACE, letter(words="an unheard-of secret"))
    chat.refused.add("direct")
    with pytest.raises(Undeliverable):
        await carrying.carry(PLACE, letter(words="an unheard-of secret"))
    assert "secret" not in caplog.text
    assert "Smith" not in caplog.text
