"""Letters are sent by the courier of their platform: once, again where that failed, and never while it is away."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from adapters.service import Service
from bot.adapter import Sent, Undeliverable
from bot.desk import Desk
from bot.directory import Directory
from bot.events import Asked, Pressed, Verb
from bot.members import holder
from bot.messages import Message
from bot.outbox import Item, Outbox
from bot.people import Office
from bot.places import Person, Place, Platform
from tests import houses
from tests.bot_reminded import reminded
from tests.houses import SHORT
from tests.test_adapters_service import FakeReach

pytestmark = pytest.mark.anyio
pytest_plugins = ("tests.house_made", "tests.fresh_logs")

BELL = "must we ring the bell before swimming"


@dataclass
class FakeCourier:
    """A courier that keeps what it is given, unless it refuses; `gate` holds deliveries up."""

    refuses: bool = False
    gate: asyncio.Event | None = None
    carried: list[tuple[Place, Message]] = field(default_factory=list)

    async def carry(self, place: Place, message: Message) -> Sent:
        if self.gate is not None:
            await self.gate.wait()
        if self.refuses:
            raise Undeliverable("refused")
        self.carried.append((place, message))
        return ()

    @property
    def to(self) -> list[str]:
        return [message.person for _, message in self.carried]


@dataclass
class House:
    """A service whose clock is moved by hand, and its courier."""

    held: Desk
    book: Directory
    courier: FakeCourier = field(default_factory=FakeCourier)
    now: dt.datetime = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)

    def service(self) -> Service:
        """A service, as after a restart."""
        return houses.service(self.held, self.book, now=lambda: self.now)

    def waiting(self) -> Sequence[Item]:
        """What is still to be sent."""
        return Outbox(self.held.store.database).waiting(SHORT)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def home(house: Path, tmp_path: Path) -> House:
    held = houses.copied(house, tmp_path / "home")
    book = Directory(held.store.database)
    book.connect(SHORT, Platform.slack, "T1")
    book.appoint(SHORT, holder(Office.lead, "slack:ULEAD"))
    reminded(held, book, SHORT)
    return House(held, book)


async def ask_the_lead(service: Service) -> None:
    """Ask something, and pass it on."""
    place = Place(platform=Platform.slack, workspace="T1", channel="D1", direct=True)
    ann = Person(platform=Platform.slack, id="UANN", name="Ann Smith")
    reach = FakeReach()
    await service.handle(Asked(id="E1", place=place, person=ann, text=BELL), reach)
    answer = reach.sent[-1][1].about
    await service.handle(Pressed(id="E2", place=place, person=ann, verb=Verb.ask_lead, answer=answer), reach)


async def test_what_a_press_makes_necessary_is_sent_at_once_and_once(home: House) -> None:
    service = home.service()
    service.connected(Platform.slack, home.courier)
    await ask_the_lead(service)
    assert home.courier.to == ["ULEAD"]
    await service.tick()
    assert (home.courier.to, home.waiting()) == (["ULEAD"], ())


async def test_it_waits_while_the_platform_is_away_and_outlives_a_restart(home: House) -> None:
    await ask_the_lead(home.service())
    assert len(home.waiting()) == 1
    again = home.service()
    await again.tick()
    again.connected(Platform.slack, home.courier)
    await again.tick()
    assert (home.courier.to, home.waiting()) == (["ULEAD"], ())


async def test_what_is_refused_is_tried_again_later_and_the_asker_is_told_when_it_goes_on(
    home: House,
) -> None:
    service = home.service()
    home.courier.refuses = True
    service.connected(Platform.slack, home.courier)
    await ask_the_lead(service)
    home.now += dt.timedelta(seconds=10)
    await service.tick()
    assert {each.kind for each in home.waiting()} == {"asked", "unreached"}
    home.courier.refuses = False
    home.now += dt.timedelta(hours=1)
    await service.tick()
    assert sorted(home.courier.to) == ["UANN", "ULEAD"]
    assert home.waiting() == ()


async def test_a_courier_that_never_comes_back_leaves_a_letter_that_is_sent_again_and_says_so(
    home: House,
) -> None:
    service = home.service()
    home.courier.gate = asyncio.Event()
    service.connected(Platform.slack, home.courier)
    sending = asyncio.create_task(ask_the_lead(service))
    while not home.waiting() or home.waiting()[0].attempts == 0:
        await asyncio.sleep(0)
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    again, home.courier.gate = home.service(), None
    again.connected(Platform.slack, home.courier)
    await again.tick()
    assert home.courier.carried == []
    home.now += dt.timedelta(minutes=2)
    await again.tick()
    ((_, message),) = home.courier.carried
    assert "may have had this message already" in str(message.parts[0])


async def test_two_services_over_one_store_send_each_letter_once(home: House) -> None:
    await ask_the_lead(home.service())
    both = (home.service(), home.service())
    for service in both:
        service.connected(Platform.slack, home.courier)
    await asyncio.gather(*(service.tick() for service in both))
    assert home.courier.to == ["ULEAD"]


async def test_what_has_lost_its_point_is_not_sent(home: House) -> None:
    await ask_the_lead(home.service())
    (waiting,) = home.waiting()
    queue = home.service().reception.cabinet.queue
    lead = Person(platform=Platform.slack, id="ULEAD")
    queue.close(waiting.about, lead, home.now)
    service = home.service()
    service.connected(Platform.slack, home.courier)
    await service.tick()
    assert (home.courier.carried, home.waiting()) == ([], ())
