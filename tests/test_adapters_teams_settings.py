"""What the Teams adapter needs before it runs, and that development answers on this machine only."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapters.teams import TeamsAdapter
from adapters.teams_tokens import LONGEST_PAUSE, sign_in
from bot.credentials import Credentials
from bot.errors import WrongSetting
from bot.places import Platform
from bot.settings import Settings
from tests.chats import FakeCounter
from tests.teams_chat import CREDENTIALS
from tests.teams_said import question
from tests.teams_server import Site

pytestmark = pytest.mark.anyio
pytest_plugins = ("tests.teams_fixtures", "tests.fresh_logs")


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
        "from tests import teams_said as tests\n"
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
