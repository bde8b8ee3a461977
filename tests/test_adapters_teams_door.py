"""Who is let in: what Microsoft signed for this bot and sends from Teams, by the SDK's own checks of real tokens."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from adapters.teams import TeamsAdapter
from adapters.teams_events import activity_of
from adapters.teams_sdk import PUBLIC
from bot.settings import Settings
from tests.teams_chat import CREDENTIALS, TeamsChat
from tests.teams_said import counter, question
from tests.teams_server import CLIENT, TENANT, Site

pytestmark = pytest.mark.anyio
pytest_plugins = ("tests.teams_fixtures", "tests.fresh_logs")

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
    "by Entra, as agents have them": {"iss": f"{PUBLIC.login_endpoint}/{TENANT}/v2.0", "tid": TENANT},
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
