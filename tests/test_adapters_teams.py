"""Quoth on Teams: the SDK's own checks of Microsoft's tokens, and messages over real sockets to a loopback Teams."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from adapters.teams import ABILITIES, TeamsAdapter
from adapters.teams_events import activity_of
from adapters.teams_sdk import Client
from adapters.teams_service import GUEST_SECONDS, LONGEST_WAIT, Kept, Patience
from adapters.teams_tokens import LONGEST_PAUSE, sign_in
from bot import events, phrases
from bot.adapter import Reach, Undeliverable, Wanted
from bot.credentials import Credentials
from bot.errors import WrongSetting
from bot.events import Asked, Checked, Event, Pressed, Verb
from bot.messages import Button, Message, Quoted, Said, To
from bot.places import Place, Platform
from bot.settings import Settings
from corpus.document import Force
from tests import teams_screen
from tests.chats import FakeCounter
from tests.teams_chat import CREDENTIALS, IDS, TeamsChat, activity, alone, in_channel
from tests.teams_server import CHANNEL, CLIENT, TENANT, Json, Site

pytestmark = pytest.mark.anyio
pytest_plugins = ("tests.fresh_logs",)

PAYLOADS = sorted((Path(__file__).parent / "payloads" / "teams").glob("*.json"))
PLACE = Place(platform=Platform.teams, workspace=TENANT, channel=CHANNEL, thread="1763712000000")
WORDS = "3.2 Staff must not accept a friend request from a pupil, *ever*. <at>Ann</at>"
QUOTE = Quoted(
    force=Force.prohibition, label="MUST NOT", words=WORDS, citation="Staff Conduct", audience="For: staff"
)
ANSWER = Message(parts=(QUOTE,), buttons=(Button(label="Share here", verb=Verb.share, answer="3f2a"),))
SHARED = Message(parts=(QUOTE,), to=To.everyone, place=PLACE, by=IDS["ann"])
TO_LEAD = Message(parts=(Said(text="Somebody asks."),), to=To.person, person=IDS["lead"])


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def chat() -> AsyncIterator[TeamsChat]:
    chat = TeamsChat()
    yield chat
    await chat.close()


def counter(*replies: Message, **more: Any) -> FakeCounter:
    return FakeCounter(replies=replies, connected_workspaces=frozenset({TENANT}), **more)


def question(service: str, **changed: Any) -> Json:
    return activity(service, "ann", "message", {"text": "may I?"}, alone("ann"), "7") | changed


# What is read.


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


# What arrives, and where.


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


class Held(FakeCounter):
    """A counter that answers when it is told to."""

    def __init__(self) -> None:
        super().__init__(connected_workspaces=frozenset({TENANT}))
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()

    async def handle(self, event: Event, reach: Reach) -> None:
        self.begun.set()
        await self.go_on.wait()
        try:
            await reach.privately(ANSWER)
        except Undeliverable as fault:
            self.failed.append(fault)


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


# What is refused.


@pytest.mark.parametrize(("way", "message"), [("private", ANSWER), ("public", SHARED), ("direct", TO_LEAD)])
async def test_a_refusal_is_told_by_teams_own_word_and_nothing_is_sent_another_way(
    chat: TeamsChat, way: str, message: Message
) -> None:
    chat.refused = {way}
    asked = counter(message)
    await chat.start(asked)
    with capture_logs() as logged:
        await chat.mention("may I?")
        await chat.stop()
    [fault] = asked.failed
    assert isinstance(fault, Undeliverable)
    assert (fault.why, chat.server.deliveries) == ("BotNotInConversationRoster", [])
    assert "SECRET" not in repr(logged)


async def test_a_service_that_cannot_be_reached_is_told_of(chat: TeamsChat) -> None:
    asked = counter(ANSWER)
    await chat.start(asked)
    chat.server.members.clear()
    await chat.server.site.stop()
    try:
        answer = await chat.post(question(chat.server.url))
        # The keys of Microsoft's tokens cannot be fetched either, so that nobody is let in.
        assert answer.status_code == 401
    finally:
        await chat.server.site.start()
    assert asked.events == []


async def test_a_pause_that_teams_asks_for_is_made(chat: TeamsChat) -> None:
    chat.server.members.clear()
    await chat.start(counter(ANSWER))
    await chat.direct("may I?")
    await chat.shown(1)
    chat.limited = 2
    await chat.direct("and now?")
    await chat.shown(2)
    assert chat.server.calls == ["member", "direct", "member", "member", "member", "direct"]


async def _waits(*answers: httpx.Response | Exception) -> tuple[list[float], httpx.Response | Exception]:
    """The waits that the SDK's client makes between these answers, and what comes of it."""
    left = list(answers)

    def answer(_request: httpx.Request) -> httpx.Response:
        next_ = left.pop(0)
        if isinstance(next_, Exception):
            raise next_
        return next_

    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    client = Client()
    await client.http.aclose()
    client.http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    client.use(Patience(sleep))
    try:
        return waited, await client.post("http://127.0.0.1/x", json={})
    except httpx.HTTPError as fault:
        return waited, fault
    finally:
        await client.http.aclose()


async def test_retry_after_is_obeyed_in_seconds_and_as_a_date() -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=9), usegmt=True)
    refused = [httpx.Response(429, headers={"Retry-After": asked}) for asked in ("3", date, "soon")]
    waited, answer = await _waits(*refused, httpx.Response(200, json={}))
    assert isinstance(answer, httpx.Response)
    assert waited[0] == 3.0
    assert 7 <= waited[1] <= 9
    assert 0 < waited[2] <= LONGEST_WAIT


@pytest.mark.parametrize(
    ("answers", "waits"),
    [
        ([httpx.Response(429, headers={"Retry-After": "600"})], 0),
        ([httpx.Response(403)], 0),
        ([httpx.Response(502)] * 4, 3),
        ([httpx.ConnectError("no")] * 4, 3),
        ([httpx.ReadTimeout("may have arrived")], 0),
    ],
)
async def test_what_does_not_pass_is_not_waited_for(answers: list[Any], waits: int) -> None:
    waited, fault = await _waits(*answers)
    assert isinstance(fault, Exception)
    assert len(waited) == waits


# Who is let in.


GOOD: dict[str, Any] = {}
BAD: dict[str, dict[str, Any]] = {
    "for another bot": {"aud": "another"},
    "by another issuer": {"iss": "https://evil.example"},
    "expired": {"exp": 1_700_000_000},
    "not yet valid": {"nbf": 4_000_000_000},
    "signed by a stranger": {"signed_by": "foreign"},
    "signed with a shared secret": {"algorithm": "HS256"},
    "not signed": {"algorithm": "none"},
    "for another service": {"serviceurl": "https://evil.example"},
    "for no service": {"serviceurl": None},
}


async def test_a_token_of_microsofts_lets_in(chat: TeamsChat) -> None:
    asked = counter()
    await chat.start(asked)
    assert (await chat.post(question(chat.server.url))).status_code == 200
    await chat.stop()
    assert len(asked.events) == 1


@pytest.mark.parametrize("claims", BAD.values(), ids=BAD.keys())
async def test_any_other_token_does_not(chat: TeamsChat, claims: dict[str, Any]) -> None:
    asked = counter()
    await chat.start(asked)
    token = chat.server.token(**claims)
    with capture_logs() as logged:
        answer = await chat.post(question(chat.server.url), Authorization=f"Bearer {token}")
    await chat.stop()
    assert (answer.status_code, answer.content, asked.events) == (401, b"", [])
    assert token not in repr(logged)


@pytest.mark.parametrize("header", ["", "Bearer", "Basic YTpi", "bearer x", "Bearer not.a.token"])
async def test_no_token_does_not(chat: TeamsChat, header: str) -> None:
    asked = counter()
    await chat.start(asked)
    assert (await chat.post(question(chat.server.url), Authorization=header)).status_code == 401
    assert asked.events == []


@pytest.mark.parametrize(
    "changed",
    [
        {"channelId": "webchat"},
        {"channelId": "emulator"},
        {"channelId": None},
        {"serviceUrl": None},
        {"serviceUrl": ""},
        {"serviceUrl": "http://127.0.0.1:9/"},
        {"serviceUrl": "http://smba.trafficmanager.net/uk/"},
        {"serviceUrl": "https://smba.trafficmanager.net.evil.example/"},
        {"serviceUrl": "https://smba.trafficmanager.net@evil.example/"},
        {"serviceUrl": "https://evil.example\\@smba.trafficmanager.net/"},
        {"serviceUrl": "https://smba.trafficmanager.net:8443/"},
        {"serviceUrl": "https://smba.trafficmanager.net/?x="},
        {"serviceUrl": "file:///etc/passwd"},
    ],
)
async def test_what_is_not_from_teams_is_refused(chat: TeamsChat, changed: dict[str, Any]) -> None:
    asked = counter()
    await chat.start(asked)
    url = changed.get("serviceUrl", chat.server.url)
    token = chat.server.token(serviceurl=url or chat.server.url)
    body = question(chat.server.url) | changed
    answer = await chat.post(body, Authorization=f"Bearer {token}")
    assert (answer.status_code, asked.events) == (403, [])


async def test_teams_own_services_are_those_that_are_answered() -> None:
    from adapters.teams_door import SERVICES, Door
    from adapters.teams_sdk import PUBLIC

    door = Door(CLIENT, PUBLIC, SERVICES)
    urls = ["https://smba.trafficmanager.net/uk/", "https://smba.trafficmanager.net/teams"]
    urls += [f"{service}/amer/{TENANT}/" for service in SERVICES]
    for url in urls:
        sent = activity_of(question(url))
        assert sent
        assert door.from_teams(sent)
    door.close()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[1]", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b'{"type": 7}', 400),
        (b" " * 1_048_577, 413),
    ],
)
async def test_what_is_not_an_activity_is_refused(chat: TeamsChat, body: bytes, status: int) -> None:
    await chat.start(counter())
    assert (await chat.post(body)).status_code == status


async def test_before_it_is_connected_nobody_is_answered(chat: TeamsChat) -> None:
    await chat.start(counter())
    assert chat.adapter
    assert chat.site
    early = Site()
    TeamsAdapter(CREDENTIALS, Settings(), early)
    await early.start()
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{early.url}/api/messages", json=question(chat.server.url))
    await early.stop()
    assert answer.status_code == 503


# Who they are.


async def test_a_guest_is_known_by_the_member_list_which_is_asked_once_an_hour(chat: TeamsChat) -> None:
    asked = counter()
    await chat.start(asked)
    for person in ("guest", "guest", "ann"):
        await chat.mention("may I?", person=person)
    await chat.stop()
    assert sorted(event.person.guest for event in asked.events) == [False, True, True]
    assert chat.server.calls.count("member") <= 3


def test_what_was_found_out_is_kept_for_its_time_and_no_longer() -> None:
    now = [0.0]
    kept: Kept[bool] = Kept(GUEST_SECONDS, lambda: now[0])
    kept.put("ann", True)
    now[0] = GUEST_SECONDS - 1
    assert kept.get("ann") is True
    now[0] = GUEST_SECONDS + 1
    assert kept.get("ann") is None


async def test_a_member_list_that_cannot_be_read_makes_nobody_a_guest(chat: TeamsChat) -> None:
    chat.refused = {"member"}
    asked = counter()
    await chat.start(asked)
    with capture_logs() as logged:
        await chat.mention("may I?")
        await chat.stop()
    assert not asked.events[0].person.guest
    assert {"platform": "teams", "event": "looking up a member failed"}.items() <= logged[0].items()


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


# The settings.


@pytest.mark.parametrize(
    ("refusal", "variable"),
    [
        ("invalid_client", "QUOTH_TEAMS_CLIENT_SECRET"),
        ("unauthorized_client", "QUOTH_TEAMS_CLIENT_ID"),
        ("invalid_request", "QUOTH_TEAMS_TENANT_ID"),
        ("Unable to get authority configuration for https://x", "QUOTH_TEAMS_TENANT_ID"),
    ],
)
async def test_a_refused_secret_is_named(refusal: str, variable: str) -> None:
    async def tokens(_scope: str) -> str:
        raise ValueError(refusal)

    asked = FakeCounter()
    with pytest.raises(WrongSetting, match=variable) as fault:
        await TeamsAdapter(CREDENTIALS, Settings(), Site(), tokens=tokens).run(asked)
    assert "secret." not in str(fault.value).replace("secrets.env", "")
    assert asked.up == {Platform.teams: False}


async def test_signing_in_is_tried_again_while_microsoft_cannot_be_reached() -> None:
    left: list[Exception] = [ConnectionError("no"), ValueError("temporarily_unavailable"), TimeoutError()]
    waited: list[float] = []
    told: list[bool] = []

    async def tokens(_scope: str) -> str:
        if left:
            raise left.pop()
        return "token"

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    await sign_in(tokens, "scope", lambda: told.append(True), sleep)
    assert (len(waited), len(told)) == (3, 3)
    assert all(0 < seconds <= LONGEST_PAUSE for seconds in waited)


@pytest.mark.parametrize("missing", ["teams_client_id", "teams_client_secret", "teams_tenant_id"])
def test_a_missing_secret_is_named(missing: str) -> None:
    credentials = CREDENTIALS.model_copy(update={missing: None})
    with pytest.raises(WrongSetting, match=f"QUOTH_{missing.upper()}"):
        TeamsAdapter(credentials, Settings(), Site())


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "quoth.example.org", ""])
def test_development_is_refused_where_others_can_reach_it(host: str) -> None:
    with pytest.raises(WrongSetting, match="QUOTH_TEAMS_DEVELOPMENT"):
        TeamsAdapter(Credentials(), Settings(teams_development=True, host=host), Site())


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({}, 200),
        ({"channelId": "emulator"}, 200),
        ({"channelId": "webchat"}, 403),
        ({"serviceUrl": "https://smba.trafficmanager.net/uk/"}, 403),
        ({"serviceUrl": "http://192.168.1.4:80/"}, 403),
        ({"serviceUrl": "http://localhost.evil.example/"}, 403),
        ({"serviceUrl": "http://[::1]:5/"}, 200),
        ({"serviceUrl": "http://localhost:56150/_connector"}, 200),
    ],
)
async def test_development_answers_on_this_machine_only(changed: dict[str, Any], status: int) -> None:
    site, asked = Site(), FakeCounter()
    adapter = TeamsAdapter(Credentials(), Settings(teams_development=True), site)
    await site.start()
    running = asyncio.create_task(adapter.run(asked))
    body = question("http://127.0.0.1:9/") | changed
    body = body | {"conversation": {"id": "c", "conversationType": "personal"}, "channelData": {}}
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{site.url}/api/messages", json=body)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await site.stop()
    assert answer.status_code == status
    assert {event.place.workspace for event in asked.events} == ({"development"} if status == 200 else set())


def test_nothing_stray_switches_the_checks_off(tmp_path: Path) -> None:
    stray = {
        "DANGEROUSLY_ALLOW_UNAUTHENTICATED_REQUESTS": "true",
        "CLIENT_ID": "stray",
        "SERVICE_URL": "https://evil.example",
        "CLOUD": "China",
    }
    lines = [f"{name}={value}" for name, value in stray.items()]
    (tmp_path / ".env").write_text("\n".join([*lines, "QUOTH_TEAMS_DEVELOPMENT=true"]), encoding="utf-8")
    program = (
        "import asyncio, os, sys\n"
        "from adapters.teams import TeamsAdapter\n"
        "assert 'QUOTH_TEAMS_DEVELOPMENT' not in os.environ\n"
        "assert 'PYTHON_DOTENV_DISABLED' not in os.environ\n"
        "from tests import test_adapters_teams as tests\n"
        "from tests.teams_chat import TeamsChat\n"
        "from tests.chats import FakeCounter\n"
        "async def main():\n"
        "    chat, asked = TeamsChat(), FakeCounter()\n"
        "    await chat.start(asked)\n"
        "    body = tests.question(chat.server.url)\n"
        "    statuses = [(await chat.post(body, Authorization=given)).status_code for given in ('', 'Bearer x')]\n"
        "    await chat.close()\n"
        "    print(statuses, asked.events)\n"
        "asyncio.run(main())\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[1])} | stray,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.stdout.splitlines()[-1:] == ["[401, 401] []"], ran.stderr[-2_000:]


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


def test_what_is_rendered_is_what_is_sent() -> None:
    adapter = TeamsAdapter(CREDENTIALS, Settings(), Site())
    assert teams_screen.boxes(adapter.render(ANSWER)) == [WORDS]
    assert adapter.name is Platform.teams


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
