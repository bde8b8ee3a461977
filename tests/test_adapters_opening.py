"""`quoth console`: it serves alone, signs in whoever sits at the machine, and says what is in its way."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from bot.errors import WrongSetting

pytestmark = pytest.mark.anyio
pytest_plugins = ("tests.bot_homes",)

LINK = re.compile(
    rb"Open this within ten minutes; it works once: (http://127\.0\.0\.1:\d+/console/enter/\S+)"
)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@asynccontextmanager
async def running(home: Path, *words: str, **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A command of Quoth's in a process of its own, over a home folder, on a machine without a screen."""
    unwanted = ("QUOTH_", "DISPLAY", "WAYLAND_DISPLAY")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    environment |= {"QUOTH_HOME": str(home), "QUOTH_PORT": "0", **settings}
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "adapters.cli", *words, env=environment, stdout=pipe, stderr=pipe
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def first(process: asyncio.subprocess.Process) -> bytes:
    """The first line that a command writes."""
    assert process.stdout
    async with asyncio.timeout(60):
        return await process.stdout.readline()


async def comes_in(link: str) -> bool:
    """Whether a link signs somebody in who may run everything."""
    async with httpx.AsyncClient(timeout=60) as client:
        assert (await client.get(link)).status_code == 200
        if (await client.post(link)).status_code != 303:
            return False
        return (await client.get(link.partition("/enter/")[0] + "/set-up")).status_code == 200


async def test_it_answers_before_it_shows_the_link(home: Path) -> None:
    async with running(home, "console", "--open") as process:
        found = LINK.match(await first(process))
        assert found is not None
        link = found[1].decode()
        assert await comes_in(link)
        async with httpx.AsyncClient(timeout=60) as client:
            assert (await client.post(link)).status_code == 410
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(60):
            _, log = await process.communicate()
    assert process.returncode == 0
    assert link.rpartition("/")[2].encode() not in log


async def test_where_it_runs_already_only_the_link_is_made(home: Path) -> None:
    async with running(home, "console") as serving:
        where = (await first(serving)).decode().strip()
        port = where.split(":")[2].partition("/")[0]
        assert where == f"http://127.0.0.1:{port}/console/"
        async with running(home, "console", "--open", QUOTH_PORT=port) as another:
            async with asyncio.timeout(60):
                said, _ = await another.communicate()
        assert another.returncode == 0
        found = LINK.match(said)
        assert found is not None
        assert await comes_in(found[1].decode())
        async with running(home, "console", QUOTH_PORT=port) as second:
            async with asyncio.timeout(60):
                _, said = await second.communicate()
        assert second.returncode == WrongSetting.exit_code
        assert "QUOTH_PORT" in said.decode().splitlines()[-1]


async def test_it_serves_even_where_it_is_switched_off_beside_the_chats(home: Path) -> None:
    async with running(home, "console", "--open", QUOTH_CONSOLE="false") as process:
        found = LINK.match(await first(process))
        assert found is not None
        assert await comes_in(found[1].decode())


async def test_a_provider_that_is_half_set_up_is_named_at_the_start(home: Path) -> None:
    async with running(home, "console", QUOTH_OIDC_ISSUER="https://login.example") as process:
        async with asyncio.timeout(60):
            _, said = await process.communicate()
    assert process.returncode == WrongSetting.exit_code
    assert "QUOTH_OIDC_CLIENT_ID" in said.decode()


async def test_whoever_has_no_chat_is_told_of_the_console(home: Path) -> None:
    async with running(home, "serve") as process:
        async with asyncio.timeout(60):
            _, said = await process.communicate()
    assert process.returncode == 2
    assert "quoth console --open" in said.decode()
