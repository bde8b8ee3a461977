"""The Slack adapter connects, stays connected, and takes nothing that Slack did not send."""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.slack import ABILITIES, SlackAdapter, _waits
from adapters.slack_blocks import payloads
from bot.adapter import Wanted
from bot.credentials import Credentials
from bot.errors import WrongSetting
from bot.events import Asked, Opened
from bot.places import Platform
from bot.settings import Settings
from tests.slack_chat import SlackChat
from tests.slack_server import BOT_TOKEN
from tests.slack_site import Site
from tests.slack_told import IDS
from tests.slack_watched import ANSWER, WORDS, Watched, running

pytestmark = pytest.mark.anyio
pytest_plugins = ("tests.slack_running",)


@pytest.fixture
async def http(counter: Watched) -> AsyncIterator[SlackChat]:
    async with running(counter, http=True) as held:
        yield held


# What is no event


async def test_unknown_events_and_the_bots_own_messages_are_acknowledged_and_passed_over(
    chat: SlackChat, counter: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    await chat.unknown()
    await chat.event(
        {
            "type": "message",
            "channel_type": "im",
            "user": "U0QUOTH",
            "bot_id": "B0QUOTH",
            "text": "x",
            "channel": "D0ANN",
            "ts": "1.1",
            "event_ts": "1.1",
        }
    )
    await chat.send("interactive", {"type": "view_submission", "user": {"id": IDS["ann"]}, "view": {}})
    await chat.mention("may I?")
    await chat.shown(1)
    assert len(counter.events) == 1
    assert caplog.records == []


async def test_the_same_event_twice_reaches_the_counter_twice_under_one_id(
    chat: SlackChat, counter: Watched
) -> None:
    await chat.mention("may I?", event="Ev0SAME")
    await chat.mention("may I?", event="Ev0SAME")
    await chat.shown(2)
    assert [event.id for event in counter.events] == ["Ev0SAME", "Ev0SAME"]


async def test_no_word_of_anybodys_is_logged(
    chat: SlackChat, counter: Watched, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    chat.refused = {"private"}
    await chat.mention("about zebras")
    await chat.command("about zebras")
    await counter.done(2)
    out = "".join(capfd.readouterr()) + caplog.text
    assert not [word for word in ("zebras", "friend request", "Ann", BOT_TOKEN) if word in out]


# HTTP mode


async def test_requests_that_slack_did_not_sign_just_now_are_refused(
    http: SlackChat, counter: Watched
) -> None:
    assert http.site is not None
    asked = {"event": {"type": "app_mention"}, "event_id": "Ev1", "type": "event_callback"}
    assert (await http.server.post(http.site.address, asked, secret="another secret"))[0] == 401
    assert (await http.server.post(http.site.address, asked, age=301))[0] == 401
    assert (await http.server.post(http.site.address, asked, age=-400))[0] == 401
    assert (await http.server.post(http.site.address, asked))[0] == 200
    assert counter.events == []


async def test_rubbish_is_refused_quietly(
    http: SlackChat, counter: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    assert http.site is not None
    for body in ("{", "[1]", "payload=%7B", "payload=[1]", "a=b", "", "[" * 100_000, '{"event": 7}'):
        status, _ = await http.server.post(http.site.address, body, secret="another secret")
        assert status in (400, 401), body
    assert caplog.records == []
    assert counter.events == []


async def test_slack_can_verify_the_address(http: SlackChat) -> None:
    assert http.site is not None
    asked = {"type": "url_verification", "token": "x", "challenge": "c-123"}
    status, answer = await http.server.post(http.site.address, asked)
    assert (status, json.loads(answer)["challenge"]) == (200, "c-123")


async def test_before_it_runs_the_endpoint_asks_to_come_again() -> None:
    site = Site()
    SlackAdapter(Credentials(slack_bot_token="xoxb-1", slack_signing_secret="s"), Settings(), site)
    await site.start()
    held = SlackChat()
    assert (await held.server.post(site.address, {"type": "url_verification", "challenge": "c"}))[0] == 503
    await site.stop()


# Connections


async def test_a_dropped_connection_is_opened_again_and_said_to_be_lost(
    socket: SlackChat, counter: Watched
) -> None:
    assert counter.up[Platform.slack]
    ups: list[bool] = []
    counter.connected = lambda platform, courier: ups.append(courier is not None)  # type: ignore[method-assign]
    await socket.server.drop()
    await socket.server.until(lambda: socket.server.connections == 2)
    await socket.mention("may I?")
    await socket.shown(1)
    assert ups == [False, True]


async def test_slack_may_ask_for_another_connection(socket: SlackChat) -> None:
    await socket.server.disconnect()
    await socket.server.until(lambda: socket.server.connections == 2)
    await socket.mention("may I?")
    assert (await socket.shown(1))[0].quotes == WORDS


async def test_what_a_person_did_first_is_handed_on_first(socket: SlackChat, counter: Watched) -> None:
    counter.replies = ()
    socket.server.held["conversations.history"] = go = asyncio.Event()
    await socket.greet("ann")
    await socket.direct("may I?", "ann")
    await socket.direct("and I?", "bob")
    await counter.done(1)
    go.set()
    await counter.done(3)
    done = [(event.person.id, type(event)) for event in counter.events]
    assert done == [(IDS["bob"], Asked), (IDS["ann"], Opened), (IDS["ann"], Asked)]


async def test_two_hundred_events_at_once_are_acknowledged_in_time(
    socket: SlackChat, counter: Watched
) -> None:
    await asyncio.gather(*(socket.mention(f"question {each}") for each in range(200)))
    assert len(await socket.shown(200)) == 200
    assert len({event.id for event in counter.events}) == 200


@pytest.mark.parametrize("way", ["direct", "mention", "command"])
async def test_a_call_that_slack_puts_off_is_made_again_no_sooner_than_it_says(
    socket: SlackChat, way: str
) -> None:
    socket.server.pause = 1
    socket.limited = 1
    await getattr(socket, way)("may I?")
    assert [each.quotes for each in await socket.shown(1)] == [WORDS]
    assert time.monotonic() - socket.server.limited_at[0] >= 1


def test_attempts_to_connect_grow_further_apart_up_to_a_minute() -> None:
    waits = list(itertools.islice(_waits(), 40))
    assert 0.25 <= waits[0] <= 0.5
    assert all(30 <= wait <= 60 for wait in waits[8:])


async def test_answers_in_flight_are_finished_before_it_stops(socket: SlackChat, counter: Watched) -> None:
    begun, go = asyncio.Event(), asyncio.Event()
    answer = counter.handle

    async def slowly(event: Any, reach: Any) -> None:
        begun.set()
        await go.wait()
        await answer(event, reach)

    counter.handle = slowly  # type: ignore[method-assign]
    await socket.mention("may I?")
    await begun.wait()
    stopping = asyncio.create_task(socket.stop())
    await socket.server.until(lambda: socket.server.links_open == 0)
    assert await asyncio.wait([stopping], timeout=0.2) == (set(), {stopping})
    go.set()
    await stopping
    assert [each.quotes for each in await socket.shown(1)] == [WORDS]
    assert counter.up == {Platform.slack: False}


# Secrets and settings


@pytest.mark.parametrize(
    ("token", "setting"), [(BOT_TOKEN, "QUOTH_SLACK_BOT_TOKEN"), ("xapp-good", "QUOTH_SLACK_APP_TOKEN")]
)
async def test_a_refused_token_is_named_without_its_value(counter: Watched, token: str, setting: str) -> None:
    chat = SlackChat()
    await chat.server.start()
    chat.server.bad_tokens = {token: "invalid_auth"}
    credentials = Credentials(slack_bot_token=BOT_TOKEN, slack_app_token="xapp-good")
    with pytest.raises(WrongSetting) as refused:
        await SlackAdapter(credentials, Settings(slack_api=chat.server.url), Site()).run(counter)
    await chat.server.stop()
    assert refused.value.about["setting"] == setting
    assert "invalid_auth" in str(refused.value)
    assert token not in str(refused.value)


async def test_it_waits_until_slack_can_be_reached(counter: Watched) -> None:
    chat = SlackChat()
    await chat.server.start()
    chat.server.broken = {"auth.test"}
    credentials = Credentials(slack_bot_token=BOT_TOKEN, slack_app_token="xapp-good")
    running = asyncio.create_task(
        SlackAdapter(credentials, Settings(slack_api=chat.server.url), Site()).run(counter)
    )
    await chat.server.until(lambda: chat.server.failures >= 1)
    chat.server.broken = set()
    await chat.server.until(lambda: chat.server.connections == 1)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await chat.server.stop()


async def test_it_needs_a_bot_token_and_one_of_two_other_secrets() -> None:
    with pytest.raises(WrongSetting, match="QUOTH_SLACK_BOT_TOKEN"):
        SlackAdapter(Credentials(slack_app_token="xapp-1"), Settings(), Site())
    with pytest.raises(WrongSetting, match="QUOTH_SLACK_APP_TOKEN is missing, and so is QUOTH_SLACK_SIGNING"):
        SlackAdapter(Credentials(slack_bot_token="xoxb-1"), Settings(), Site())


@pytest.mark.parametrize("api", ["http://slack.com/api/", "ftp://127.0.0.1/", "slack.com/api"])
async def test_secrets_are_never_sent_in_the_clear(api: str) -> None:
    credentials = Credentials(slack_bot_token="xoxb-1", slack_app_token="xapp-1")
    with pytest.raises(WrongSetting, match="https://"):
        SlackAdapter(credentials, Settings(slack_api=api), Site())


async def test_in_socket_mode_there_is_no_endpoint_to_attack() -> None:
    site = Site()
    SlackAdapter(Credentials(slack_bot_token="xoxb-1", slack_app_token="xapp-1"), Settings(), site)
    assert site.routes == []


async def test_every_ability_is_stated_once() -> None:
    assert [ability.what for ability in ABILITIES] == list(Wanted)


async def test_render_gives_what_is_sent() -> None:
    adapter = SlackAdapter(
        Credentials(slack_bot_token="xoxb-1", slack_app_token="xapp-1"), Settings(), Site()
    )
    assert adapter.name is Platform.slack
    assert adapter.render(ANSWER) == payloads(ANSWER)
