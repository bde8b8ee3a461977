"""Slack, Teams and Discord keep the contract of every adapter."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import ClassVar

import pytest

from tests.chats import Chat
from tests.contract import Contract

pytestmark = pytest.mark.anyio
pytest_plugins = ("tests.house_made",)


class TestSlack(Contract):
    """Slack, in Socket Mode."""

    @pytest.fixture
    async def chat(self) -> AsyncIterator[Chat]:
        from tests.slack_chat import SlackChat

        made = SlackChat()
        yield made
        await made.close()


class TestDiscord(Contract):
    """Discord."""

    greets: ClassVar[bool] = False

    @pytest.fixture
    async def chat(self, tmp_path: Path) -> AsyncIterator[Chat]:
        from tests.discord_chat import DiscordChat

        made = DiscordChat(tmp_path)
        yield made
        await made.close()


class TestTeams(Contract):
    """Microsoft Teams."""

    @pytest.fixture
    async def chat(self) -> AsyncIterator[Chat]:
        from tests.teams_chat import TeamsChat

        made = TeamsChat()
        yield made
        await made.close()
