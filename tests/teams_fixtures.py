"""The Teams adapter's stand-in as a fixture, for every test that speaks to it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.teams_chat import TeamsChat


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def chat() -> AsyncIterator[TeamsChat]:
    chat = TeamsChat()
    yield chat
    await chat.close()
