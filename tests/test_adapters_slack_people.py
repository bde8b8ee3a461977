"""Slack says who asks: members, guests and bots, and the groups they are in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack_people import People
from bot.events import Asked
from bot.places import Person, Platform
from tests.chats import PEOPLE
from tests.slack_chat import SlackChat
from tests.slack_server import BOT_TOKEN, TEAM
from tests.slack_told import IDS, user
from tests.slack_watched import ANSWER, PLACE, Watched, running

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def counter() -> Watched:
    return Watched(ANSWER)


@pytest.fixture
async def socket(counter: Watched) -> AsyncIterator[SlackChat]:
    async with running(counter) as held:
        yield held


@pytest.mark.parametrize("sign", ["is_restricted", "is_ultra_restricted", "is_stranger"])
async def test_guests_and_bots_are_told_apart_from_members(
    socket: SlackChat, counter: Watched, sign: str
) -> None:
    socket.server.users[IDS["bob"]] = user("bob", **{sign: True})
    for number, who in enumerate(PEOPLE, 1):
        await socket.mention("may I?", who)
        await socket.shown(number)
    found = {event.person.id: (event.person.guest, event.person.bot) for event in counter.events}
    assert found == {
        IDS["ann"]: (False, False),
        IDS["bob"]: (True, False),
        IDS["lead"]: (False, False),
        IDS["guest"]: (True, False),
        IDS["robot"]: (False, True),
    }


async def test_somebody_of_another_workspace_of_the_same_enterprise_is_no_guest(
    socket: SlackChat, counter: Watched
) -> None:
    known = user("guest", enterprise_user={"id": "W0", "teams": ["T0OTHER", TEAM]})
    socket.server.users[IDS["guest"]] = known
    await socket.mention("may I?", "guest")
    await socket.shown(1)
    assert not counter.events[0].person.guest


async def test_what_slack_says_of_people_is_kept(socket: SlackChat, counter: Watched) -> None:
    counter.known_groups = frozenset({"S0DSL", "S0GONE"})
    socket.server.groups = {"S0DSL": [IDS["lead"]]}
    for number, who in enumerate(("lead", "ann", "lead"), 1):
        await socket.mention("may I?", who)
        await socket.shown(number)
    assert [event.person.groups for event in counter.events] == [("S0DSL",), (), ("S0DSL",)]
    asked = [name for name, _ in socket.server.calls if name in ("users.info", "usergroups.users.list")]
    assert sorted(asked) == ["usergroups.users.list"] * 2 + ["users.info"] * 2


async def test_people_are_asked_about_again_after_an_hour_and_groups_after_five_minutes(
    socket: SlackChat,
) -> None:
    hour = [0.0]
    client = AsyncWebClient(token=BOT_TOKEN, base_url=socket.server.url)
    people = People(client, lambda: hour[0])
    event = Asked(id="1", place=PLACE, person=Person(platform=Platform.slack, id=IDS["lead"]), text="")
    socket.server.groups = {"S0DSL": [IDS["lead"]]}
    groups = frozenset({"S0DSL"})

    async def after(seconds: float) -> tuple[bool, tuple[str, ...]]:
        hour[0] = seconds
        person = (await people.known(event, groups)).person
        return person.guest, person.groups

    assert await after(0) == (False, ("S0DSL",))
    socket.server.users[IDS["lead"]] = user("lead", is_restricted=True)
    socket.server.groups = {"S0DSL": []}
    assert await after(299) == (False, ("S0DSL",))
    assert await after(301) == (False, ())
    assert await after(3_601) == (True, ())


async def test_somebody_slack_knows_nothing_sensible_of_is_taken_as_a_member(
    socket: SlackChat, counter: Watched
) -> None:
    socket.server.users[IDS["ann"]] = {"team_id": 7}
    await socket.mention("may I?")
    await socket.shown(1)
    assert not counter.events[0].person.guest


async def test_a_guest_stays_one_where_slack_does_not_say_whose_they_are(
    socket: SlackChat, counter: Watched
) -> None:
    socket.server.users[IDS["guest"]] = {"id": IDS["guest"], "name": "guest", "profile": {}}
    await socket.mention("may I?", "guest")
    await socket.shown(1)
    assert counter.events[0].person.guest


async def test_groups_are_not_asked_for_where_none_means_anything(socket: SlackChat) -> None:
    await socket.mention("may I?")
    await socket.shown(1)
    assert "usergroups.users.list" not in [name for name, _ in socket.server.calls]


async def test_who_cannot_be_looked_up_is_answered_as_a_member(socket: SlackChat, counter: Watched) -> None:
    socket.server.broken = {"users.info", "usergroups.users.list"}
    counter.known_groups = frozenset({"S0DSL"})
    await socket.mention("may I?")
    await socket.shown(1)
    assert (counter.events[0].person.guest, counter.events[0].person.groups) == (False, ())


class Gated(AsyncWebClient):
    """A client whose calls wait until its gate is opened."""

    def __init__(self, url: str) -> None:
        super().__init__(token=BOT_TOKEN, base_url=url)
        self.gate = asyncio.Event()

    async def api_call(self, *args: Any, **more: Any) -> Any:
        """Wait, then call."""
        await self.gate.wait()
        return await super().api_call(*args, **more)


async def test_an_answer_does_not_wait_long_for_who_somebody_is_and_the_next_one_knows(
    socket: SlackChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.slack_people.PATIENCE", 0.01)
    client = Gated(socket.server.url)
    people = People(client)
    socket.server.users[IDS["bob"]] = user("bob", is_restricted=True)
    event = Asked(id="1", place=PLACE, person=Person(platform=Platform.slack, id=IDS["bob"]), text="")
    assert not (await people.known(event, frozenset())).person.guest
    monkeypatch.setattr("adapters.slack_people.PATIENCE", 10.0)
    client.gate.set()
    assert (await people.known(event, frozenset())).person.guest


async def test_people_are_called_by_the_name_that_others_see(socket: SlackChat, counter: Watched) -> None:
    counter.replies = ()
    ways = (socket.mention, socket.direct, socket.command, socket.check)
    for number, way in enumerate(ways, 1):
        await way("may I?")
        await counter.done(number)
    assert [event.person.name for event in counter.events] == ["Ann A."] * 4


async def test_where_slack_does_not_say_people_are_called_by_their_handle_or_nothing(
    socket: SlackChat, counter: Watched
) -> None:
    socket.server.broken = {"users.info"}
    counter.replies = ()
    await socket.command("may I?")
    await socket.mention("may I?")
    await counter.done(2)
    assert {event.person.name for event in counter.events} == {"ann", ""}
    assert {event.person.called for event in counter.events} == {"ann", "slack:U0ANN"}
