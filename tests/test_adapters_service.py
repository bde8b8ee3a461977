"""The service answers everybody, in order and in time, whatever becomes of the others."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from bot import phrases
from bot.adapter import NO_PRIVATE_WAY, Sent, Undeliverable
from bot.database import Database
from bot.desk import Desk
from bot.directory import Directory
from bot.events import Asked, Pressed, Verb
from bot.members import holder
from bot.messages import Message, Said
from bot.people import Office, Organisation
from bot.places import Person, Place, Platform
from bot.wording import URGENT
from tests import houses
from tests.houses import SHORT, Gated

pytestmark = pytest.mark.anyio
pytest_plugins = ("tests.house_made", "tests.fresh_logs")

BELL = "must we ring the bell before swimming"


@dataclass
class FakeReach:
    """A reach that keeps what it is given; what is in `refused` fails, and `gate` holds deliveries up."""

    refused: frozenset[str] = frozenset()
    gate: asyncio.Event | None = None
    why: str = "refused"
    sent: list[tuple[str, Message]] = field(default_factory=list)

    async def privately(self, message: Message) -> Sent:
        return await self._send("privately", message)

    async def directly(self, person: str, message: Message) -> Sent:
        return await self._send("directly", message)

    async def publicly(self, place: Place, message: Message) -> Sent:
        return await self._send("publicly", message)

    async def _send(self, how: str, message: Message) -> Sent:
        if self.gate is not None:
            await self.gate.wait()
        if how in self.refused:
            raise Undeliverable(self.why)
        self.sent.append((how, message))
        return (f"M{len(self.sent)}",)

    @property
    def said(self) -> list[tuple[str, str]]:
        return [(how, message.plain) for how, message in self.sent]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def held(house: Path, tmp_path: Path) -> Desk:
    return houses.copied(house, tmp_path / "home")


@pytest.fixture
def book(held: Desk) -> Directory:
    made = Directory(held.store.database)
    made.connect(SHORT, Platform.slack, "T1")
    return made


def asked(text: str = BELL, person: str = "U1", id: str = "", direct: bool = True) -> Asked:
    """A question of somebody in the connected workspace."""
    place = Place(platform=Platform.slack, workspace="T1", channel=f"D{person}", direct=direct)
    return Asked(
        id=id or f"{person}:{text}", place=place, person=Person(platform=Platform.slack, id=person), text=text
    )


async def test_a_slow_delivery_holds_up_nobody_else(held: Desk, book: Directory) -> None:
    service = houses.service(held, book)
    slow, quick = FakeReach(gate=asyncio.Event()), FakeReach()
    waiting = asyncio.create_task(service.handle(asked(person="U1"), slow))
    await service.handle(asked(person="U2"), quick)
    assert ([how for how, _ in quick.sent], slow.sent) == (["privately"], [])
    assert slow.gate is not None
    slow.gate.set()
    await waiting
    assert len(slow.sent) == 1


async def test_a_failing_delivery_holds_up_nobody_and_is_counted(held: Desk, book: Directory) -> None:
    service = houses.service(held, book)
    failing, working = FakeReach(frozenset({"privately"})), FakeReach()
    await asyncio.gather(
        service.handle(asked(person="U1"), failing), service.handle(asked(person="U2"), working)
    )
    assert (failing.sent, len(working.sent)) == ([], 1)
    assert b'quoth_deliveries_total{how="undeliverable",platform="slack"} 1.0' in service.figures.text()[0]


async def test_a_private_way_that_a_place_has_not_got_is_no_cause_for_concern(
    held: Desk, book: Directory
) -> None:
    service = houses.service(held, book)
    for why, level in ((NO_PRIVATE_WAY, "info"), ("50007", "warning")):
        with capture_logs() as logged:
            await service.handle(asked(id=why, direct=False), FakeReach(frozenset({"privately"}), why=why))
        (line,) = [each for each in logged if each["event"] == "not delivered"]
        assert (line["why"], line["how"], line["log_level"]) == (why, "privately", level)


async def test_questions_under_way_are_finished_before_it_stops_and_later_ones_are_told(
    held: Desk, book: Directory
) -> None:
    gated = Gated(held)
    service = houses.service(gated, book)
    first, late = FakeReach(), FakeReach()
    under_way = asyncio.create_task(service.handle(asked(), first))
    await asyncio.sleep(0)
    stopping = asyncio.create_task(service.stop(20))
    await asyncio.sleep(0)
    await service.handle(asked(person="U2"), late)
    gated.gate.set()
    assert await stopping is True
    await under_way
    assert late.said == [("privately", phrases.STOPPING)]
    assert "Staff must ring the bell" in "".join(first.sent[0][1].exact)


async def test_it_does_not_wait_for_ever(held: Desk, book: Directory) -> None:
    gated = Gated(held)
    service = houses.service(gated, book)
    waiting = asyncio.create_task(service.handle(asked(), FakeReach()))
    await asyncio.sleep(0)
    assert await service.stop(0.01) is False
    gated.gate.set()
    await waiting


async def test_whoever_waits_for_an_index_is_told_that_it_is_being_built(held: Desk, book: Directory) -> None:
    gated = Gated(held)
    service = houses.service(gated, book, patience=0.01)
    reach = FakeReach()
    waiting = asyncio.create_task(service.handle(asked(), reach))
    while not reach.sent:
        await asyncio.sleep(0)
    gated.gate.set()
    await waiting
    assert reach.said[0] == ("privately", phrases.INDEX_BEING_BUILT)
    assert len(reach.sent) == 2


async def test_a_notice_of_waiting_that_fails_costs_nobody_the_answer(held: Desk, book: Directory) -> None:
    gated = Gated(held)
    service = houses.service(gated, book, patience=0.01)
    reach = FakeReach(frozenset({"privately"}))
    waiting = asyncio.create_task(service.handle(asked(direct=False), reach))
    while not reach.sent:
        await asyncio.sleep(0)
    gated.gate.set()
    await waiting
    assert [how for how, _ in reach.sent] == ["directly", "directly", "publicly"]
    (_, direct), (_, public) = reach.sent[1:]
    assert direct.parts[0] == Said(text=phrases.DIRECT_INSTEAD, quiet=True)
    assert public.plain == phrases.SENT_DIRECTLY


async def test_what_goes_by_direct_message_instead_still_begins_with_whom_to_tell(
    held: Desk, book: Directory
) -> None:
    reach = FakeReach(frozenset({"privately"}))
    event = asked("a pupil just told me her dad hits her", direct=False)
    await houses.service(held, book).handle(event, reach)
    (how, direct), _ = reach.sent
    assert how == "directly"
    strong = [isinstance(part, Said) and part.strong for part in direct.parts]
    assert strong == [True] * URGENT + [False] * (len(strong) - URGENT)
    assert direct.parts[URGENT] == Said(text=phrases.DIRECT_INSTEAD, quiet=True)


async def test_what_is_known_of_the_store_outlives_its_failing(held: Desk, book: Directory) -> None:
    service = houses.service(held, book)
    assert service.workspaces(Platform.slack) == {"T1"}
    book.connect(SHORT, Platform.slack, "T2")
    book.appoint(SHORT, holder(Office.lead, "slack:group:S1"))
    service.refresh()
    with held.store.database.writing() as connection:
        connection.execute(sa.text("DROP TABLE bindings"))
        connection.execute(sa.text("DROP TABLE workspaces"))
    service.refresh()
    assert (service.workspaces(Platform.slack), service.groups(Platform.slack)) == ({"T1", "T2"}, {"S1"})


async def test_while_it_stops_bots_are_met_with_silence_and_whom_to_tell_comes_first(
    held: Desk, book: Directory
) -> None:
    service = houses.service(held, book)
    assert await service.stop(1)
    robot, disclosed = FakeReach(), FakeReach()
    event = asked()
    bot = event.person.model_copy(update={"bot": True})
    await service.handle(event.model_copy(update={"person": bot}), robot)
    await service.handle(asked("a pupil told me her stepdad hits her with a belt"), disclosed)
    assert robot.sent == []
    [(_, message)] = disclosed.sent
    sentences = [part.text for part in message.parts if isinstance(part, Said)]
    assert sentences[1] == phrases.TELL_THE_USUAL_PEOPLE
    assert sentences[-2:] == [phrases.STOPPING, phrases.NEED_NOW]


class Stuck(Gated):
    """A desk that does not even say whether it is ready, until its gate is opened."""

    def ready(self, organisation: Organisation) -> bool:
        """Wait, then say."""
        assert self.gate.wait(20)
        return super().ready(organisation)


async def test_whoever_waits_is_told_so_though_nobody_knows_why(held: Desk, book: Directory) -> None:
    stuck = Stuck(held)
    service = houses.service(stuck, book, patience=0.01)
    reach = FakeReach()
    waiting = asyncio.create_task(service.handle(asked(), reach))
    async with asyncio.timeout(3):
        while not reach.sent:
            await asyncio.sleep(0)
    stuck.gate.set()
    await waiting
    assert reach.said[0] == ("privately", phrases.LOOKING)


@dataclass
class Forgetful(FakeReach):
    """A reach at whose public delivery the store fails as well."""

    database: Database | None = None

    async def publicly(self, place: Place, message: Message) -> None:
        assert self.database
        with self.database.writing() as connection:
            connection.execute(sa.text("DROP TABLE feedback"))
            connection.execute(sa.text("DROP TABLE answers"))
        await super().publicly(place, message)


async def test_who_shares_in_vain_is_told_so_even_where_that_cannot_be_noted(
    held: Desk, book: Directory
) -> None:
    service = houses.service(held, book)
    reach = Forgetful(frozenset({"publicly"}), database=held.store.database)
    question = asked(direct=False)
    await service.handle(question, reach)
    [button] = [each for each in reach.sent[0][1].buttons if each.verb is Verb.share]
    press = Pressed(
        id="press", place=question.place, person=question.person, verb=Verb.share, answer=button.answer
    )
    await service.handle(press, reach)
    assert reach.said[-1] == ("privately", phrases.NOT_POSTED)


async def test_an_answer_is_counted_by_its_kind_and_never_by_its_words(held: Desk, book: Directory) -> None:
    service = houses.service(held, book)
    await service.handle(asked(), FakeReach())
    text = service.figures.text()[0].decode()
    assert 'quoth_answers_total{kind="quoted",platform="slack"} 1.0' in text
    assert "bell" not in text
