"""Who somebody is in Teams: guests and groups, asked for once and kept for a while."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from adapters.teams_events import activity_of, event_of
from adapters.teams_sdk import Client, ClientOptions
from adapters.teams_service import MEMBER_SECONDS, Service
from bot.places import Person, Platform
from tests.chats import FakeCounter
from tests.teams_chat import IDS, OWN_IDS, TeamsChat, activity, alone, in_channel
from tests.teams_said import ANSWER, counter
from tests.teams_server import Json

pytestmark = pytest.mark.anyio
pytest_plugins = ("tests.teams_fixtures", "tests.fresh_logs")


async def test_a_guest_is_known_by_the_member_list_which_is_asked_once_an_hour(chat: TeamsChat) -> None:
    asked = counter()
    await chat.start(asked)
    for person in ("guest", "guest", "ann"):
        await chat.mention("may I?", person=person)
    await chat.stop()
    assert sorted(event.person.guest for event in asked.events) == [False, True, True]
    assert chat.server.calls.count("member") <= 3


async def test_what_was_found_out_is_kept_for_its_time_and_no_longer(chat: TeamsChat) -> None:
    asked, now, cloud = counter(), [0.0], chat.server.cloud
    await chat.start(asked)
    client = Client(ClientOptions(token=lambda: chat.server.tokens(cloud.bot_scope)))
    service = Service(client, chat.server.tokens, "", cloud.graph_scope, clock=lambda: now[0])
    told = activity_of(activity(chat.server.url, "guest", "message", {"text": "hello"}, in_channel("1"), "1"))
    assert told
    person = Person(platform=Platform.teams, id=IDS["guest"])
    looked_up = []
    for seconds in (0, MEMBER_SECONDS - 1, MEMBER_SECONDS + 1):
        now[0] = seconds
        assert (await service.known(told, person, asked)).guest is True
        looked_up.append(chat.server.calls.count("member"))
    assert looked_up == [1, 1, 2]
    await client.http.aclose()


async def test_a_member_list_that_cannot_be_read_makes_nobody_a_guest(chat: TeamsChat) -> None:
    chat.refused = {"member"}
    asked = counter()
    await chat.start(asked)
    with capture_logs() as logged:
        await chat.mention("may I?")
        await chat.stop()
    assert not asked.events[0].person.guest
    assert {"platform": "teams", "event": "looking up a member failed"}.items() <= logged[0].items()


@pytest.mark.parametrize(
    ("told", "refused", "called"),
    [("Ann Lee", set(), "Ann Lee"), (None, set(), "Bob A."), (None, {"member"}, "")],
    ids=["by the message", "by the member list", "by neither"],
)
async def test_somebody_is_called_what_teams_calls_them(
    chat: TeamsChat, told: str | None, refused: set[str], called: str
) -> None:
    chat.refused = refused
    asked = counter()
    await chat.start(asked)
    sender = {"id": OWN_IDS["bob"], "aadObjectId": IDS["bob"], "name": told}
    await chat.act("bob", "message", {"text": "may I?", "from": sender}, alone("bob"))
    await chat.stop()
    assert [event.person.name for event in asked.events] == [called]


@pytest.mark.parametrize(
    ("name", "called"), [("  Ann\n Lee ", "Ann Lee"), ("x" * 500, "x" * 200), (None, "")]
)
def test_a_name_is_one_line_and_no_longer_than_names_are(name: str | None, called: str) -> None:
    sender: Json = {"id": "29:x", "name": name}
    said = {"text": "may I?", "from": sender}
    told = activity_of(activity("http://127.0.0.1:9/", "ann", "message", said, alone("ann"), "1"))
    assert told
    event = event_of(told)
    assert event
    assert event.person.name == called


async def test_what_somebody_did_first_is_answered_first(chat: TeamsChat) -> None:
    asked = counter(known_groups=frozenset({"group-1"}))
    await chat.start(asked)
    chat.limited = 3
    for number in range(6):
        await chat.direct(f"question {number}")
    await chat.stop()
    assert len(asked.events) == 6
    ids = [int(event.id.partition("@")[0]) for event in asked.events]
    assert ids == sorted(ids)
    assert chat.server.calls.count("member") == 4


async def test_groups_that_mean_something_are_looked_up_twenty_at_a_time(chat: TeamsChat) -> None:
    groups = frozenset(f"group-{number}" for number in range(45))
    chat.server.groups = {IDS["lead"]: {"group-1", "group-44", "another"}}
    asked = counter(known_groups=groups)
    await chat.start(asked)
    await chat.mention("may I?", person="lead")
    await chat.stop()
    assert asked.events[0].person.groups == ("group-1", "group-44")
    assert chat.server.calls.count("groups") == 3
    assert chat.server.faults == []


async def test_groups_are_not_asked_for_where_none_mean_anything(chat: TeamsChat) -> None:
    await chat.start(counter())
    await chat.mention("may I?", person="lead")
    await chat.stop()
    assert "groups" not in chat.server.calls


async def test_groups_that_cannot_be_read_are_none(chat: TeamsChat) -> None:
    chat.refused = {"groups"}
    asked = counter(known_groups=frozenset({"group-1"}))
    await chat.start(asked)
    with capture_logs() as logged:
        await chat.mention("may I?", person="lead")
        await chat.stop()
    assert asked.events[0].person.groups == ()
    assert [entry["event"] for entry in logged] == ["looking up groups failed"]


async def test_of_an_unknown_tenant_nobody_is_looked_up(chat: TeamsChat) -> None:
    asked = FakeCounter()
    await chat.start(asked)
    await chat.mention("may I?")
    await chat.stop()
    assert (len(asked.events), chat.server.calls) == (1, [])


async def test_an_answer_does_not_wait_long_for_who_somebody_is_and_the_next_one_knows(
    chat: TeamsChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.teams_service.LOOKING_UP", 0.01)
    asked = counter(ANSWER)
    await chat.start(asked)
    chat.limited, chat.server.retry_after = 1, "1"
    await chat.mention("may I?", person="guest")
    await chat.shown(1)
    monkeypatch.setattr("adapters.teams_service.LOOKING_UP", 10.0)
    await chat.mention("and now?", person="guest")
    await chat.stop()
    assert [event.person.guest for event in asked.events] == [False, True]
