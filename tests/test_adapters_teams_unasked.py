"""Messages that answer nothing: to people and into channels, after a restart too, by the line that Teams named last."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.teams import ENDPOINT, TeamsAdapter
from adapters.teams_door import SERVICES, Door
from adapters.teams_sdk import PUBLIC
from bot import phrases
from bot.adapter import Courier, Undeliverable
from bot.credentials import Credentials
from bot.events import Pressed, Verb
from bot.messages import Button, Message, Quoted, Said, To
from bot.places import Place, Platform
from bot.settings import Settings
from tests.chats import FakeCounter
from tests.teams_chat import IDS, KnownLines, TeamsChat
from tests.teams_said import ANSWER, CLAIM, HERE, PLACE, QUOTE, SHARED, TO_LEAD, WORDS, counter, question
from tests.teams_server import CHANNEL, CLIENT, TENANT, Site

pytestmark = pytest.mark.anyio
pytest_plugins = ("tests.teams_fixtures", "tests.fresh_logs")


class Failing(KnownLines):
    """Lines whose store cannot be reached."""

    def recall(self, workspace: str) -> str:
        raise OSError("SECRET WORDS")

    def remember(self, workspace: str, address: str) -> None:
        raise OSError("SECRET WORDS")


class Noting(KnownLines):
    """Lines that note every time something is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[str] = []

    def remember(self, workspace: str, address: str) -> None:
        self.kept.append(address)


async def courier(chat: TeamsChat, asked: FakeCounter | None = None) -> Courier:
    """The courier of the adapter, once it is connected."""
    asked = asked or counter()
    await chat.start(asked)
    assert asked.courier
    return asked.courier


def into(place: Place, *parts: Quoted | Said, **more: Any) -> Message:
    """A message to everybody in a place."""
    return Message(parts=parts or (QUOTE,), to=To.everyone, place=place, **more)


async def spoken_to(chat: TeamsChat, address: str) -> None:
    """Have somebody ask by way of an address of Teams' service."""
    token = chat.server.token(serviceurl=address)
    answer = await chat.post(question(address), Authorization=f"Bearer {token}")
    assert answer.status_code == 200


async def test_somebody_is_written_to_in_their_own_chat(chat: TeamsChat) -> None:
    sent = await (await courier(chat)).carry(HERE, TO_LEAD)
    [shown] = await chat.shown(1)
    assert (shown.to, shown.person, shown.text) == (To.person, "lead", "Somebody asks.")
    assert list(sent) == [f"a:29:lead:{chat.server.deliveries[0].id}"]


async def test_the_leads_channel_is_posted_to(chat: TeamsChat) -> None:
    desk = chat.channel_place("desk")
    sent = await (await courier(chat)).carry(desk, into(desk))
    [shown] = await chat.shown(1)
    assert (shown.to, shown.place, shown.quotes) == (To.everyone, desk.channel, WORDS)
    assert list(sent) == [f"{desk.channel}:{chat.server.deliveries[0].id}"]


async def test_what_takes_several_messages_stands_in_one_thread_in_order(chat: TeamsChat) -> None:
    desk, words = chat.channel_place("desk"), "A paragraph of a policy, long and dull. " * 3_000
    sent = await (await courier(chat)).carry(desk, into(desk, QUOTE.model_copy(update={"words": words})))
    shown = await chat.shown(3)
    first, *others = chat.server.deliveries
    assert first.conversation == desk.channel
    assert {each.conversation for each in others} == {f"{desk.channel};messageid={first.id}"}
    assert "".join(each.quotes for each in shown) == words
    assert list(sent) == [f"{desk.channel}:{each.id}" for each in chat.server.deliveries]


async def test_a_thread_is_posted_to_where_the_place_has_one(chat: TeamsChat) -> None:
    await (await courier(chat)).carry(PLACE, into(PLACE))
    await chat.shown(1)
    assert chat.server.deliveries[0].conversation == f"{CHANNEL};messageid={PLACE.thread}"


async def test_a_tenant_of_which_nothing_is_known_is_reached_by_the_address_for_all(chat: TeamsChat) -> None:
    await (await courier(chat)).carry(HERE, TO_LEAD)
    assert chat.server.reached == ["/teams", "/teams"]
    door = Door(CLIENT, PUBLIC, SERVICES)
    assert door.serves(ENDPOINT)
    door.close()


async def test_a_tenant_is_reached_where_it_was_last(chat: TeamsChat) -> None:
    sending = await courier(chat)
    await spoken_to(chat, f"{chat.server.url}/uk/")
    await sending.carry(HERE, TO_LEAD)
    assert chat.server.reached == ["/uk", "/uk"]


async def test_a_tenant_is_reached_where_it_was_last_after_a_restart_too(chat: TeamsChat) -> None:
    await courier(chat)
    await spoken_to(chat, f"{chat.server.url}/uk/")
    await chat.stop()
    assert chat.lines == {TENANT: f"{chat.server.url}/uk/"}
    await (await courier(chat)).carry(HERE, TO_LEAD)
    assert chat.server.reached == ["/uk", "/uk"]


async def test_an_address_that_is_not_teams_own_is_never_written_to(chat: TeamsChat) -> None:
    chat.lines[TENANT] = "https://evil.example/"
    await (await courier(chat)).carry(HERE, TO_LEAD)
    assert chat.server.reached == ["/teams", "/teams"]


async def test_of_a_tenant_that_is_not_connected_no_address_is_kept(chat: TeamsChat) -> None:
    await courier(chat, FakeCounter())
    await spoken_to(chat, f"{chat.server.url}/uk/")
    await chat.stop()
    assert chat.lines == {}


async def test_the_same_address_is_kept_once(chat: TeamsChat) -> None:
    chat.lines = lines = Noting()
    await courier(chat)
    for address in ("/uk/", "/uk/", "/teams/"):
        await spoken_to(chat, f"{chat.server.url}{address}")
    await chat.stop()
    assert lines.kept == [f"{chat.server.url}{address}" for address in ("/uk/", "/teams/")]


async def test_a_store_that_fails_keeps_nobody_from_being_answered_or_written_to(chat: TeamsChat) -> None:
    chat.lines = Failing()
    sending = await courier(chat, counter(ANSWER))
    with capture_logs() as logged:
        await sending.carry(HERE, TO_LEAD)
        await chat.direct("may I?")
        await chat.shown(2)
        await chat.stop()
    assert {entry["event"] for entry in logged} == {"not recalled", "not noted"}
    assert "SECRET" not in repr(logged)


async def test_in_development_nobody_is_written_to_before_the_test_client_has_spoken() -> None:
    site, asked = Site(), FakeCounter()
    adapter = TeamsAdapter(Credentials(), Settings(teams_development=True), site)
    running = asyncio.create_task(adapter.run(asked))
    while not asked.courier:
        await asyncio.sleep(0)
    with pytest.raises(Undeliverable, match="no_address"):
        await asked.courier.carry(HERE, TO_LEAD)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert asked.courier is None


async def test_where_the_bot_is_no_member_that_is_told_of(chat: TeamsChat) -> None:
    away = Place(platform=Platform.teams, workspace=TENANT, channel="19:elsewhere@thread.tacv2")
    sending = await courier(chat)
    with pytest.raises(Undeliverable, match="BotNotInConversationRoster"):
        await sending.carry(away, into(away))
    with pytest.raises(Undeliverable, match="ForbiddenOperationException"):
        await sending.carry(HERE, TO_LEAD.model_copy(update={"person": "aad-stranger"}))
    assert await chat.shown(0) == []


async def test_after_the_end_nobody_is_written_to(chat: TeamsChat) -> None:
    sending = await courier(chat)
    await chat.stop()
    with pytest.raises(Undeliverable):
        await sending.carry(HERE, TO_LEAD)
    assert await chat.shown(0) == []


async def test_a_pause_that_teams_asks_for_is_made(chat: TeamsChat) -> None:
    chat.limited = 2
    await (await courier(chat)).carry(HERE, TO_LEAD)
    [shown] = await chat.shown(1)
    assert (shown.person, chat.limited) == ("lead", 0)


@pytest.mark.parametrize("named", [True, False])
async def test_a_letter_names_whom_it_is_from_as_teams_does(chat: TeamsChat, named: bool) -> None:
    desk = chat.channel_place("desk")
    if not named:
        chat.refused = {"member"}
    sending = await courier(chat)
    with capture_logs() as logged:
        await sending.carry(desk, into(desk, Said(text="They need you."), by=IDS["ann"]))
    [shown] = await chat.shown(1)
    who = "Ann A." if named else IDS["ann"]
    assert shown.text == f"{phrases.ASKED_BY.format(who=who)}\nThey need you."
    assert "Ann" not in repr(logged)


async def test_a_letter_that_names_its_person_itself_names_them_once(chat: TeamsChat) -> None:
    letter = TO_LEAD.model_copy(update={"parts": (Said(text="Ann A. needs you now."),), "by": IDS["ann"]})
    await (await courier(chat)).carry(HERE, letter)
    [shown] = await chat.shown(1)
    assert shown.text == "Ann A. needs you now."


async def test_a_letter_does_not_wait_for_a_name(chat: TeamsChat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.teams_service.LOOKING_UP", 0.0)
    await (await courier(chat)).carry(HERE, TO_LEAD.model_copy(update={"by": IDS["ann"]}))
    [shown] = await chat.shown(1)
    assert IDS["ann"] in shown.text


async def test_a_button_in_the_leads_channel_is_pressed_in_its_thread(chat: TeamsChat) -> None:
    asked, desk = counter(), chat.channel_place("desk")
    sending = await courier(chat, asked)
    await sending.carry(desk, into(desk, buttons=(CLAIM,)))
    await chat.press(CLAIM.label, person="lead")
    await chat.press(CLAIM.label, person="bob")
    await chat.stop()
    thread = chat.server.deliveries[0].id
    assert all(isinstance(each, Pressed) for each in asked.events)
    assert [each.place for each in asked.events] == [desk.model_copy(update={"thread": thread})] * 2
    assert {each.person.name for each in asked.events} == {"Lead A.", "Bob A."}


async def test_a_button_of_a_letter_is_pressed_after_a_restart(chat: TeamsChat) -> None:
    replace = Button(label="Pin this instead", verb=Verb.replace_pin, answer=f"{'0f' * 16}-{'a1' * 15}")
    await (await courier(chat)).carry(HERE, TO_LEAD.model_copy(update={"buttons": (replace,)}))
    await chat.stop()
    asked = counter()
    await chat.start(asked)
    await chat.press(replace.label, person="lead")
    await chat.stop()
    [event] = asked.events
    assert isinstance(event, Pressed)
    assert (event.verb, event.answer, event.place.direct) == (Verb.replace_pin, replace.answer, True)
    assert event.person.id == IDS["lead"]


async def test_everybody_presses_what_they_see_themselves(chat: TeamsChat) -> None:
    asked = counter()
    sending = await courier(chat, asked)
    for person, answer in (("lead", "of-lead"), ("bob", "of-bob")):
        button = CLAIM.model_copy(update={"answer": answer})
        letter = TO_LEAD.model_copy(update={"person": IDS[person], "buttons": (button,)})
        await sending.carry(HERE, letter)
    for person in ("lead", "bob", "ann"):
        await chat.press(CLAIM.label, person=person)
    await chat.stop()
    # Ann sees no such button, so that hers is made up.
    assert {each.person.id: getattr(each, "answer", "") for each in asked.events} == {
        IDS["lead"]: "of-lead",
        IDS["bob"]: "of-bob",
        IDS["ann"]: "of-bob",
    }


@pytest.mark.parametrize(
    ("message", "named"),
    [(ANSWER, ["a:29:ann:{id}"]), (SHARED, [f"{CHANNEL}:{{id}}"]), (TO_LEAD, ["a:29:lead:{id}"])],
)
async def test_what_was_sent_is_named_as_teams_names_it(
    chat: TeamsChat, message: Message, named: list[str]
) -> None:
    asked = counter(message)
    await chat.start(asked)
    await chat.direct("may I?")
    await chat.stop()
    assert [list(each) for each in asked.sent] == [
        [each.format(id=chat.server.deliveries[0].id) for each in named]
    ]


async def test_what_only_its_person_sees_for_a_day_is_not_named(chat: TeamsChat) -> None:
    asked = counter(ANSWER)
    await chat.start(asked)
    await chat.mention("may I?")
    await chat.check("I have accepted it")
    await chat.stop()
    assert [list(each) for each in asked.sent] == [[], []]
