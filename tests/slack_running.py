"""The fixtures of Slack's tests: a counter that answers alike, and a chat that is running over either transport."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.slack_chat import SlackChat
from tests.slack_watched import ANSWER, Watched, running


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def counter() -> Watched:
    return Watched(ANSWER)


@pytest.fixture(params=["socket", "http"])
async def chat(request: pytest.FixtureRequest, counter: Watched) -> AsyncIterator[SlackChat]:
    async with running(counter, request.param == "http") as held:
        yield held


@pytest.fixture
async def socket(counter: Watched) -> AsyncIterator[SlackChat]:
    async with running(counter) as held:
        yield held
