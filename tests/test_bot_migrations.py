"""Walking the schema up and down loses nothing that either side has a place for."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from bot.answers import Cited, Kind
from bot.audit import entries, verify
from bot.database import Database
from bot.history import History
from bot.pins import Pins, PinState
from bot.places import Person, Place, Platform
from bot.store import Store
from bot.tables import metadata

pytest_plugins = ("tests.bot_databases",)
MIGRATIONS = Path(__file__).parent.parent / "bot" / "migrations"
SHORT = "larkmere-trust"
NOW = dt.datetime(2026, 3, 1, 8, 30, 15, 123_456, tzinfo=dt.UTC)
CITED = {"clause_id": "conduct/2.1", "document_id": "conduct@1"}
PLACE = {"platform": "slack", "workspace": "T1", "channel": "C1", "thread": "", "direct": False}

JSON = sa.JSON()
MOMENT = sa.DateTime(timezone=True)
ORGANISATIONS = sa.table(
    "organisations", sa.column("id"), sa.column("short"), sa.column("name"), sa.column("created_at", MOMENT)
)
AUDIT = sa.table(
    "audit", sa.column("organisation_id"), sa.column("at", MOMENT), *map(sa.column, ("who", "did", "thing"))
)
PINS = sa.table(
    "pins",
    *map(sa.column, ("id", "organisation_id", "pinned_by")),
    sa.column("clauses", JSON),
    sa.column("pinned_at", MOMENT),
)
ANSWERS = sa.table(
    "answers",
    *map(sa.column, ("id", "organisation_id", "person", "asker")),
    *(sa.column(name, JSON) for name in ("place", "clauses", "further", "addressed_to")),
    *(sa.column(name, MOMENT) for name in ("given_at", "shared_at", "passed_on_at")),
)
FEEDBACK = sa.table(
    "feedback",
    *map(sa.column, ("answer_id", "person")),
    sa.column("helpful", sa.Boolean),
    sa.column("at", MOMENT),
)


def walk(database: Database, how: str) -> None:
    """Walk the schema to 0002: "upgrade" from nothing, or "downgrade"."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.writing() as connection:
        config.attributes["connection"] = connection
        getattr(command, how)(config, "0002")


@pytest.fixture
def old(url: str) -> Iterator[Database]:
    """A database as the Quoth before kept it, with an entry of each kind."""
    database = Database(url)
    walk(database, "upgrade")
    with database.writing() as connection:
        connection.execute(ORGANISATIONS.insert().values(short=SHORT, name="Larkmere Trust", created_at=NOW))
        said = [
            {
                "organisation_id": 1,
                "at": NOW + dt.timedelta(days=n),
                "who": f"u{n}",
                "did": "added",
                "thing": "é",
            }
            for n in range(4)
        ]
        connection.execute(AUDIT.insert(), [*said, {**said[0], "organisation_id": None}])
        for id in ("p1", "p2"):
            values = {"id": id, "organisation_id": 1, "pinned_by": "slack:ULEAD"}
            connection.execute(PINS.insert().values(clauses=[CITED], pinned_at=NOW, **values))
        answer = {"id": "a1", "organisation_id": 1, "person": "slack:UANN", "asker": "staff"}
        lists = {"place": PLACE, "clauses": [CITED], "further": [], "addressed_to": ["staff"]}
        moments = {"given_at": NOW, "shared_at": NOW, "passed_on_at": NOW}
        connection.execute(ANSWERS.insert().values(**answer, **lists, **moments))
        connection.execute(
            FEEDBACK.insert().values(answer_id="a1", person="slack:UANN", helpful=False, at=NOW)
        )
    yield database
    database.close()


def columns(database: Database, table: str) -> set[str]:
    with database.reading() as connection:
        return {each["name"] for each in sa.inspect(connection).get_columns(table)}


def test_answers_and_feedback_are_kept_on_the_way_up(old: Database) -> None:
    old.migrate()
    given = History(old).given("a1")
    assert given is not None
    assert (given.person, given.kind, given.text, given.pin) == ("slack:UANN", Kind.quoted, None, None)
    assert (given.clauses, given.given_at, given.shared) == ((Cited(**CITED),), NOW, True)
    assert History(old).feedback(["a1"]) == {"a1": (False, None)}
    ann = Person(platform=Platform.slack, id="UANN")
    assert History(old).why("a1", ann.key, "too long")


def test_pins_are_kept_suspended_on_the_way_up_for_they_held_no_question(old: Database) -> None:
    old.migrate()
    found = Pins(old).all(SHORT)
    assert [each.id for each in found] == ["p1", "p2"]
    for each in found:
        assert (each.state, each.phrasings, each.clauses) == (PinState.suspended, (), (Cited(**CITED),))
        assert (each.pinned_by, each.pinned_at, each.suspended_at) == ("slack:ULEAD", NOW, NOW)


def test_entries_from_before_are_chained_as_they_were(old: Database) -> None:
    old.migrate()
    found = entries(old)
    assert [(each.who, each.did, each.thing, each.organisation) for each in found] == [
        ("u0", "added", "é", SHORT),
        ("u1", "added", "é", SHORT),
        ("u2", "added", "é", SHORT),
        ("u3", "added", "é", SHORT),
        ("u0", "added", "é", None),
    ]
    assert [each.at - NOW for each in found[:4]] == [dt.timedelta(days=n) for n in range(4)]
    assert (verify(old).entries, verify(old).whole, verify(old).guarded) == (5, True, True)


def test_what_is_written_next_goes_on_with_their_chain(old: Database, url: str) -> None:
    old.migrate()
    before = verify(old).head
    store = Store(url)
    store.create_organisation("Other School", by="admin")
    store.close()
    found = verify(old, before)
    assert (found.entries, found.whole, found.noted) == (6, True, True)


def test_an_older_quoth_that_still_runs_cannot_write_an_entry_without_a_hash(old: Database) -> None:
    old.migrate()
    with pytest.raises(DBAPIError), old.writing() as connection:
        connection.execute(AUDIT.insert().values(organisation_id=1, at=NOW, who="u", did="added", thing="x"))
    assert (verify(old).entries, verify(old).whole) == (5, True)


def test_on_the_way_down_pins_answers_feedback_and_the_audit_stay(old: Database) -> None:
    before = {name: columns(old, name) for name in ("answers", "feedback", "pins", "audit")}
    old.migrate()
    with old.writing() as connection:
        connection.execute(sa.text("UPDATE pins SET state = 'dropped' WHERE id = 'p2'"))
    walk(old, "downgrade")
    assert {name: columns(old, name) for name in before} == before
    with old.reading() as connection:
        pins = connection.execute(sa.select(PINS)).all()
        assert [(each.id, each.clauses, each.pinned_by) for each in pins] == [("p1", [CITED], "slack:ULEAD")]
        assert pins[0].pinned_at.replace(tzinfo=dt.UTC) == NOW
        assert connection.execute(sa.text("SELECT count(*) FROM audit")).scalar() == 5
        assert connection.execute(sa.text("SELECT count(*) FROM feedback")).scalar() == 1
        place = connection.execute(sa.text("SELECT place FROM answers")).scalar_one()
        assert (json.loads(place) if isinstance(place, str) else place) == PLACE
    with old.writing() as connection:
        connection.execute(AUDIT.insert().values(organisation_id=1, at=NOW, who="u", did="added", thing="x"))
        connection.execute(sa.text("DELETE FROM audit WHERE who = 'u1'"))


def test_down_and_up_again_is_as_up_at_once(old: Database) -> None:
    old.migrate()
    before = (verify(old), Pins(old).all(SHORT), History(old).given("a1"))
    walk(old, "downgrade")
    old.migrate()
    assert (verify(old), Pins(old).all(SHORT), History(old).given("a1")) == before


@pytest.mark.parametrize("table", ["outbox", "notices"])
def test_the_number_of_what_is_sent_is_never_given_again(url: str, table: str) -> None:
    store = Store(url)
    store.migrate()
    store.create_organisation("Larkmere Trust", by="admin")
    place = Place.model_validate(PLACE).model_dump(mode="json")
    whole = metadata.tables[table]
    rest: dict[str, object] = {"organisation_id": 1, "person": "U1", "place": place, "due_at": NOW}
    rest |= (
        {"key": "k", "kind": "notice", "about": "1", "attempts": 0}
        if table == "outbox"
        else {"changes": [], "made_at": NOW}
    )
    given = []
    for _ in range(2):
        with store.database.writing() as connection:
            connection.execute(whole.insert().values(rest))
            given.append(connection.execute(sa.select(sa.func.max(whole.c.id))).scalar_one())
            connection.execute(whole.delete())
    assert given[1] > given[0]
    store.close()
