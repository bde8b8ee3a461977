"""`quoth serve`: every platform and the web server in one process, which starts, answers and stops as it should."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.serving import Serving
from adapters.web import serve
from bot.adapter import Counter, Payload
from bot.credentials import Credentials
from bot.directory import Directory
from bot.errors import WrongSetting
from bot.messages import Message
from bot.places import Platform
from tests import bot_desks, slack_server
from tests.bot_desks import TRUST
from tests.slack_chat import SlackChat
from tests.teams_server import Site

pytestmark = pytest.mark.anyio
pytest_plugins = ("tests.bot_homes",)

LIFT = "can i give a pupil a lift home"
LIFT_RULE = "Staff may give a pupil a lift only if the head has agreed in writing."
SLACK = {
    "QUOTH_SLACK_BOT_TOKEN": slack_server.BOT_TOKEN,
    "QUOTH_SLACK_APP_TOKEN": slack_server.APP_TOKEN,
}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Process:
    """`quoth serve` in a process of its own, and its log."""

    def __init__(self, running: asyncio.subprocess.Process) -> None:
        self.running = running
        self.log: list[dict[str, Any]] = []
        self.errors: list[str] = []

    async def until(self, event: str) -> dict[str, Any]:
        """Wait for an event in the log, and give its line."""
        assert self.running.stderr
        async with asyncio.timeout(60):
            while line := (await self.running.stderr.readline()).decode():
                if not line.startswith("{"):
                    self.errors.append(line)
                    continue
                self.log.append(json.loads(line))
                if self.log[-1]["event"] == event:
                    return self.log[-1]
        raise AssertionError(f"it ended without {event!r}: {self.errors}")

    async def told(self, name: signal.Signals) -> int:
        """Send a signal, and give the exit code."""
        self.running.send_signal(name)
        async with asyncio.timeout(60):
            _, rest = await self.running.communicate()
        self.log += [json.loads(line) for line in rest.decode().splitlines() if line.startswith("{")]
        return self.running.returncode or 0


@asynccontextmanager
async def serving(home: Path, **settings: str) -> AsyncIterator[Process]:
    """`quoth serve` over a home folder, on a free port."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QUOTH_")}
    environment |= {"QUOTH_HOME": str(home), "QUOTH_PORT": "0", **settings}
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "adapters.cli", "serve", env=environment, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield Process(running)
    finally:
        if running.returncode is None:
            running.kill()
            await running.communicate()


@pytest.fixture
async def slack() -> AsyncIterator[SlackChat]:
    """Slack's stand-in, to which a process connects by itself."""
    chat = SlackChat()
    await chat.server.start()
    yield chat
    await chat.server.stop()


def connected(home: Path, chat: SlackChat) -> None:
    """Connect the stand-in's workspace to the trust."""
    Directory(bot_desks.desk(home).store.database).connect("larkmere-trust", Platform.slack, chat.workspace)


async def test_it_answers_and_finishes_what_is_under_way_when_told_to_stop(
    home: Path, slack: SlackChat
) -> None:
    connected(home, slack)
    async with serving(home, QUOTH_SLACK_API=slack.server.url, **SLACK) as process:
        port = (await process.until("serving"))["port"]
        await slack.server.until(lambda: slack.server.connections > 0)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            assert (await client.get("/healthz")).text == "ok\n"
            while (ready := (await client.get("/readyz"))).status_code != 200:
                await asyncio.sleep(0)
            assert ready.json() == {"store": True, "encoder": True, "slack": True}
            await slack.command(LIFT)
            assert LIFT_RULE in (await slack.shown(1))[0].quotes
            figures = (await client.get("/metrics")).text
        assert 'quoth_answers_total{kind="quoted",platform="slack"} 1.0' in figures
        # Acknowledged, and not yet answered.
        await slack.command("must a pupil be driven home by staff")
        assert await process.told(signal.SIGTERM) == 0
        assert len(await slack.shown(2)) == 2
    assert process.log[-1]["event"] == "stopped"
    whole = json.dumps(process.log)
    assert "lift" not in whole
    assert slack_server.BOT_TOKEN not in whole
    assert slack.id("ann") not in whole


async def test_a_refused_token_is_named_without_its_value_and_ends_it(home: Path, slack: SlackChat) -> None:
    secrets = {**SLACK, "QUOTH_SLACK_BOT_TOKEN": "xoxb-wrong"}
    async with serving(home, QUOTH_SLACK_API=slack.server.url, **secrets) as process:
        async with asyncio.timeout(60):
            _, said = await process.running.communicate()
    assert process.running.returncode == WrongSetting.exit_code
    last = said.decode().splitlines()[-1]
    assert "QUOTH_SLACK_BOT_TOKEN" in last
    assert "xoxb-wrong" not in said.decode()


async def test_a_port_that_is_taken_is_named(home: Path, slack: SlackChat) -> None:
    port = slack.server.url.split(":")[2].split("/")[0]
    async with serving(home, QUOTH_SLACK_API=slack.server.url, **{**SLACK, "QUOTH_PORT": port}) as process:
        async with asyncio.timeout(60):
            _, said = await process.running.communicate()
    assert process.running.returncode == WrongSetting.exit_code
    assert "QUOTH_PORT" in said.decode().splitlines()[-1]


async def test_teams_in_development_is_answered_without_tokens_and_on_loopback_only(home: Path) -> None:
    said: asyncio.Queue[str] = asyncio.Queue()

    async def take(request: Request) -> Response:
        await said.put((await request.body()).decode())
        return JSONResponse({"id": "1"})

    server = Site([Route("/v3/{rest:path}", take, methods=["POST"])])
    await server.start()
    try:
        async with serving(home, QUOTH_TEAMS_DEVELOPMENT="true") as process:
            directory = Directory(bot_desks.desk(home).store.database)
            directory.connect("larkmere-trust", Platform.teams, "development")
            port = (await process.until("serving"))["port"]
            warned = await process.until("development, tokens are not checked")
            assert (warned["level"], warned["platform"]) == ("warning", "teams")
            await process.until("connected")
            activity = {
                "type": "message",
                "id": "1",
                "text": LIFT,
                "channelId": "msteams",
                "serviceUrl": server.url,
                "from": {"id": "user-1", "name": "Ann"},
                "recipient": {"id": "bot", "name": "Quoth"},
                "conversation": {"id": "personal-1", "conversationType": "personal"},
            }
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
                assert (await client.post("/api/messages", json=activity)).status_code == 200
                elsewhere = {**activity, "id": "2", "serviceUrl": "https://smba.trafficmanager.net/uk/"}
                assert (await client.post("/api/messages", json=elsewhere)).status_code == 403
            async with asyncio.timeout(60):
                assert LIFT_RULE in await said.get()
            assert await process.told(signal.SIGINT) == 0
    finally:
        await server.stop()


async def test_teams_in_development_does_not_face_the_world(home: Path) -> None:
    async with serving(home, QUOTH_TEAMS_DEVELOPMENT="true", QUOTH_HOST="0.0.0.0") as process:
        async with asyncio.timeout(60):
            _, said = await process.running.communicate()
    assert process.running.returncode == WrongSetting.exit_code
    assert "QUOTH_TEAMS_DEVELOPMENT" in said.decode()


async def test_a_platform_that_refuses_its_secrets_leaves_the_others_running(
    home: Path, slack: SlackChat, tmp_path: Path
) -> None:
    from tests.discord_chat import DiscordChat

    discord = DiscordChat(tmp_path / "discord")
    await discord.server.start()
    discord.server.token_right = False
    secrets = {**SLACK, "QUOTH_DISCORD_TOKEN": "wrong"}
    connected(home, slack)
    async with serving(
        home,
        QUOTH_SLACK_API=slack.server.url,
        QUOTH_DISCORD_API=discord.server.api,
        QUOTH_DISCORD_GATEWAY=discord.server.gateway,
        **secrets,
    ) as process:
        port = (await process.until("serving"))["port"]
        refused = await process.until("refused")
        assert (refused["platform"], refused["setting"]) == ("discord", "QUOTH_DISCORD_TOKEN")
        await slack.server.until(lambda: slack.server.connections > 0)
        await slack.command(LIFT)
        assert LIFT_RULE in (await slack.shown(1))[0].quotes
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            ready = await client.get("/readyz")
        assert (ready.status_code, ready.json()["discord"], ready.json()["slack"]) == (503, False, True)
        assert await process.told(signal.SIGTERM) == 0
    # At the start, discord.py would warn of what it lacks for voice.
    assert not [line for line in process.log if line.get("logger") == "discord.client"]
    await discord.server.close()


async def test_it_serves_nothing_without_a_platform(home: Path) -> None:
    async with serving(home) as process:
        async with asyncio.timeout(60):
            _, said = await process.running.communicate()
    assert process.running.returncode == 2
    assert "docs/slack.md" in said.decode()


async def test_a_link_leads_to_the_clause_in_its_document(
    home: Path, slack: SlackChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.answers import Question
    from bot.session import desk, directory

    monkeypatch.setenv("QUOTH_PORT", "0")
    monkeypatch.setenv("QUOTH_PUBLIC_URL", "https://quoth.example")
    held = desk()
    made = Serving(held, directory(held), Credentials(), ())
    quote = held.ask(Question(text=LIFT, organisation=TRUST)).quotes[0]
    address = made.address("larkmere-trust", quote)
    assert address.startswith("https://quoth.example/clause/")
    async with serve(made.web, "127.0.0.1", 0) as listening, httpx.AsyncClient() as client:
        local = address.replace("https://quoth.example", f"http://127.0.0.1:{listening.port}")
        page = await client.get(local)
    assert page.status_code == 200
    assert re.search(rf'<mark id="clause"[^>]*>\s*{re.escape(LIFT_RULE)}', page.text)


class Stubborn:
    """An adapter that does not end when it is told to, until it is told again."""

    name = Platform.slack

    def __init__(self) -> None:
        self.told = 0
        self.running = asyncio.Event()

    def read(self, raw: object) -> None:
        return None

    def render(self, message: Message) -> tuple[Payload, ...]:
        return ()

    async def run(self, counter: Counter) -> None:
        self.running.set()
        while self.told < 2:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                self.told += 1


async def test_what_hangs_when_it_is_told_to_stop_is_given_up(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.serving.LEAVE", 0.05)
    held = bot_desks.desk(home, port=0)
    made = Serving(held, Directory(held.store.database), Credentials(), ())
    stubborn = Stubborn()
    made.adapters = {Platform.slack: stubborn}
    stop = asyncio.Event()
    running = asyncio.create_task(made.run(stop))
    await stubborn.running.wait()
    stop.set()
    await asyncio.wait_for(running, 10)
    assert stubborn.told == 1
