"""Two hundred questions at once over three platforms, one of them slow and one failing: nobody else notices."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from adapters.service import Service
from bot.adapter import Counter, Reach
from bot.events import Event
from bot.messages import Message
from bot.places import Place, Platform
from tests import houses
from tests.chats import Chat, PassedOn
from tests.chats_unchecked import unchecked
from tests.discord_chat import DiscordChat
from tests.slack_chat import SlackChat
from tests.teams_chat import TeamsChat

pytestmark = pytest.mark.anyio
pytest_plugins = ("tests.house_made",)

BELL = "must we ring the bell before swimming"
BELL_RULE = "Staff must ring the bell before swimming."
MEMBERS = ("ann", "bob", "lead")
EACH = {Platform.slack: 67, Platform.teams: 66, Platform.discord: 67}


class Held:
    """A reach whose deliveries wait for a gate."""

    def __init__(self, reach: Reach, gate: asyncio.Event) -> None:
        self._reach = reach
        self._gate = gate

    async def privately(self, message: Message) -> None:
        await self._gate.wait()
        await self._reach.privately(message)

    async def directly(self, person: str, message: Message) -> None:
        await self._gate.wait()
        await self._reach.directly(person, message)

    async def publicly(self, place: Place, message: Message) -> None:
        await self._gate.wait()
        await self._reach.publicly(place, message)


class SlowCounter(PassedOn):
    """A counter of a platform on which every delivery waits for a gate."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter)
        self.gate = asyncio.Event()

    async def handle(self, event: Event, reach: Reach) -> None:
        await super().handle(event, Held(reach, self.gate))


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def chats(tmp_path: Path) -> AsyncIterator[dict[Platform, Chat]]:
    made: dict[Platform, Chat] = {
        Platform.slack: SlackChat(),
        Platform.teams: TeamsChat(),
        Platform.discord: DiscordChat(tmp_path / "discord"),
    }
    yield made
    for each in made.values():
        await each.close()


@pytest.fixture
def opening(chats: dict[Platform, Chat]) -> Iterator[ExitStack]:
    """What is done before the stand-ins close, whatever became of the test."""
    with ExitStack() as stack:
        yield stack


async def asked_at_once(chat: Chat, many: int) -> None:
    """Ask as many questions at once; fails where one is not acknowledged within the platform's three seconds."""
    await asyncio.gather(*(chat.command(BELL, MEMBERS[number % len(MEMBERS)]) for number in range(many)))


async def answers(chat: Chat, many: int) -> int:
    """Wait for as many deliveries, and give how many of them hold the rule."""
    return sum(BELL_RULE in each.quotes for each in await chat.shown(many))


async def test_two_hundred_questions_at_once_with_a_slow_and_a_failing_platform(
    chats: dict[Platform, Chat],
    house: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    opening: ExitStack,
) -> None:
    unchecked(monkeypatch.setattr)
    held = houses.copied(house, tmp_path / "home")
    service: Service = houses.service(held, houses.directory(held, list(chats.values())), patience=600)
    slow = SlowCounter(service)
    opening.callback(slow.gate.set)
    for platform, chat in chats.items():
        await chat.start(slow if platform is Platform.teams else service)
    chats[Platform.slack].refused = {"private", "direct", "public"}

    await asyncio.gather(*(asked_at_once(chats[platform], many) for platform, many in EACH.items()))

    # Nobody on the platform that works notices.
    many = EACH[Platform.discord]
    assert await answers(chats[Platform.discord], many) == many
    # What was slow arrives, all of it.
    assert len(await chats[Platform.teams].shown(0)) == 0
    slow.gate.set()
    many = EACH[Platform.teams]
    assert await answers(chats[Platform.teams], many) == many
    # What could not be delivered is counted, and afterwards the platform works again.
    await service.settled()
    assert len(await chats[Platform.slack].shown(0)) == 0
    text = service.figures.text()[0].decode()
    for platform, asked in EACH.items():
        assert f'quoth_answers_total{{kind="quoted",platform="{platform}"}} {asked}.0' in text
    assert 'quoth_deliveries_total{how="undeliverable",platform="slack"}' in text
    assert 'quoth_deliveries_total{how="undeliverable",platform="discord"}' not in text
    chats[Platform.slack].refused = set()
    await chats[Platform.slack].command(BELL)
    assert await answers(chats[Platform.slack], 1) == 1
    await service.settled()
    for chat in chats.values():
        await chat.stop()
