"""What Teams refuses is told of by its own word, and where it asks for a pause one is made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from adapters.teams_sdk import Client
from adapters.teams_service import LONGEST_WAIT, Patience
from bot.adapter import Undeliverable
from bot.messages import Message
from tests.teams_chat import TeamsChat
from tests.teams_said import ANSWER, SHARED, TO_LEAD, counter, question

pytestmark = pytest.mark.anyio
pytest_plugins = ("tests.teams_fixtures", "tests.fresh_logs")


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
        ([httpx.Response(500)] * 4, 3),
        ([httpx.ConnectError("no")] * 4, 3),
        ([httpx.RemoteProtocolError("cut")] * 4, 3),
        ([httpx.ReadTimeout("may have arrived")], 0),
    ],
)
async def test_what_does_not_pass_is_not_waited_for(answers: list[Any], waits: int) -> None:
    waited, fault = await _waits(*answers)
    assert isinstance(fault, Exception)
    assert len(waited) == waits
