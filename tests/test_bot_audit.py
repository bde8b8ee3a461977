"""The audit is a chain: whatever is changed, left out, put in or moved is found, on either database."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import JsonValue
from sqlalchemy.exc import DBAPIError

from bot import rows
from bot.audit import Misfit, Verified, entries, verify
from bot.chain import START, link
from bot.database import Database
from bot.errors import AuditBroken, AuditCutShort, BadName, NoSuchOrganisation
from bot.settings import Settings
from bot.store import Store
from bot.tables import audit

pytest_plugins = ("tests.bot_databases",)
NOW = dt.datetime(2026, 9, 1, 8, 30, 15, 123_456, tzinfo=dt.UTC)
TRIGGERS = ("audit_no_update", "audit_no_delete", "audit_only_chained")
WRITTEN = 6


@pytest.fixture
def chain(store: Store) -> Database:
    """The database of a school with six entries in its audit; the first says that the school was created."""
    store.create_organisation("Larkmere Trust", by="admin")
    with store.database.writing() as connection:
        key = rows.found(connection, "larkmere-trust").id
        for number in range(2, WRITTEN + 1):
            after: JsonValue = {
                "state": "active",
                "phrasings": ["sha256:ünïcode"],
                "review_on": None,
                "n": number,
            }
            rows.note(connection, key, f"slack:U{number}", "pinned", f"p{number}", NOW, None, after)
    return store.database


def unguard(database: Database) -> None:
    """Take out what has the database refuse, as somebody who owns it can."""
    with database.writing() as connection:
        if connection.dialect.name == "sqlite":
            for name in TRIGGERS:
                connection.execute(sa.text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(sa.text("DROP TRIGGER audit_kept_whole ON audit"))


def tamper(database: Database, *statements: str | sa.Executable) -> Verified:
    """Take out the triggers, work on the table, and verify."""
    unguard(database)
    with database.writing() as connection:
        for each in statements:
            connection.execute(sa.text(each) if isinstance(each, str) else each)
    return verify(database)


def kept(database: Database) -> list[rows.Row]:
    with database.reading() as connection:
        return list(connection.execute(sa.select(audit).order_by(audit.c.id)))


def rewritten(found: Iterable[rows.Row]) -> list[dict[str, object]]:
    """Entries chained anew, as somebody who knows how could."""
    previous, made = START, []
    for id, row in enumerate(found, 1):
        values = dict(row._mapping)
        previous = link(
            previous, row.organisation_id, row.at, row.who, row.did, row.thing, row.before, row.after
        )
        made.append({**values, "id": id, "hash": previous})
    return made


def test_an_untouched_audit_is_whole(chain: Database) -> None:
    found = verify(chain)
    assert (found.entries, found.whole, found.guarded) == (WRITTEN, True, True)
    assert found.head == kept(chain)[-1].hash
    found.demand()


def test_an_empty_audit_is_whole(store: Store) -> None:
    found = verify(store.database, START)
    assert (found.entries, found.head, found.whole, found.noted) == (0, START, True, True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET who = 'nobody' WHERE id = 2",
        "DELETE FROM audit WHERE id = 2",
        "DELETE FROM audit",
    ],
)
def test_the_database_refuses_to_change_or_delete_an_entry(chain: Database, statement: str) -> None:
    with pytest.raises(DBAPIError, match="only ever added to"), chain.writing() as connection:
        connection.execute(sa.text(statement))
    assert verify(chain).whole


def test_sqlite_refuses_to_replace_an_entry_and_to_add_one_that_is_not_chained(tmp_path: Path) -> None:
    store = Store(Settings(home=tmp_path).database)
    store.migrate()
    store.create_organisation("Larkmere Trust", by="admin")
    columns = "(id, organisation_id, at, who, did, thing, hash)"
    for id, hashed in ((1, "a" * 64), (2, START)):
        values = f"({id}, 1, '2026-09-01 08:30:00.000000', 'x', 'y', 'z', '{hashed}')"
        with (
            pytest.raises(DBAPIError, match="only ever added to"),
            store.database.writing() as connection,
        ):
            connection.execute(sa.text(f"INSERT OR REPLACE INTO audit {columns} VALUES {values}"))
    assert verify(store.database).entries == 1
    store.close()


def test_postgresql_refuses_to_empty_the_audit_and_an_entry_without_a_hash(chain: Database) -> None:
    if chain.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DBAPIError, match="only ever added to"), chain.writing() as connection:
        connection.execute(sa.text("TRUNCATE audit"))
    unchained = "INSERT INTO audit (organisation_id, at, who, did, thing) VALUES (1, now(), 'x', 'y', 'z')"
    with pytest.raises(DBAPIError, match="not-null"), chain.writing() as connection:
        connection.execute(sa.text(unchained))
    assert verify(chain).entries == WRITTEN


def test_a_change_in_any_column_is_found_and_so_is_putting_it_back(chain: Database) -> None:
    changes = {
        "who": "slack:U9",
        "did": "dropped pin",
        "thing": "p3 ",
        "at": NOW + dt.timedelta(microseconds=1),
        "before": {"state": "active"},
        "after": {"state": "active", "phrasings": [], "review_on": None, "n": 3},
        "organisation_id": None,
        "hash": "f" * 64,
    }
    assert set(changes) | {"id"} == {column.name for column in audit.columns}
    unguard(chain)
    third = kept(chain)[2]
    for column, value in changes.items():
        with chain.writing() as connection:
            connection.execute(audit.update().where(audit.c.id == third.id).values({column: value}))
        found = verify(chain)
        assert (found.fault, found.entry, found.entries) == (Misfit.changed, third.id, 2), column
        with chain.writing() as connection:
            before = {column: getattr(third, column)}
            connection.execute(audit.update().where(audit.c.id == third.id).values(before))
        assert verify(chain).whole, column


def test_an_entry_that_was_left_out_is_found(chain: Database) -> None:
    found = tamper(chain, "DELETE FROM audit WHERE id = 3")
    assert (found.fault, found.entry, found.entries) == (Misfit.missing, 4, 2)
    with pytest.raises(AuditBroken, match=r"before entry 4 are gone.*\(2 entries\)") as raised:
        found.demand()
    assert raised.value.exit_code == 14


def test_the_first_entry_left_out_is_found(chain: Database) -> None:
    found = tamper(chain, "DELETE FROM audit WHERE id = 1")
    assert (found.fault, found.entry, found.entries, found.head) == (Misfit.missing, 2, 0, START)


def test_an_entry_put_in_between_is_found(chain: Database) -> None:
    third = kept(chain)[2]
    said = (third.organisation_id, NOW, "slack:U9", "pinned", "p9")
    forged = audit.insert().values(
        id=4,
        organisation_id=said[0],
        at=NOW,
        who=said[2],
        did=said[3],
        thing=said[4],
        hash=link(third.hash, *said),
    )
    shifts = [f"UPDATE audit SET id = {id + 1} WHERE id = {id}" for id in range(WRITTEN, 3, -1)]
    found = tamper(chain, *shifts, forged)
    # The forged entry fits upon the third; what followed the third no longer does.
    assert (found.fault, found.entry, found.entries) == (Misfit.moved, 5, 4)
    found = tamper_again(chain, "UPDATE audit SET hash = repeat('a', 64) WHERE id = 4")
    assert (found.fault, found.entry, found.entries) == (Misfit.added, 4, 3)


def tamper_again(database: Database, statement: str) -> Verified:
    if database.engine.dialect.name == "sqlite":
        statement = statement.replace("repeat('a', 64)", f"'{'a' * 64}'")
    with database.writing() as connection:
        connection.execute(sa.text(statement))
    return verify(database)


def test_entries_in_another_order_are_found(chain: Database) -> None:
    found = tamper(
        chain,
        "UPDATE audit SET id = 99 WHERE id = 3",
        "UPDATE audit SET id = 3 WHERE id = 4",
        "UPDATE audit SET id = 4 WHERE id = 99",
    )
    assert (found.fault, found.entry, found.entries) == (Misfit.moved, 3, 2)


def test_that_the_newest_were_cut_off_shows_only_where_their_hash_was_noted_down(chain: Database) -> None:
    noted = verify(chain).head
    earlier = kept(chain)[3].hash
    assert tamper(chain, f"DELETE FROM audit WHERE id > {WRITTEN - 2}").whole
    found = verify(chain, noted)
    assert (found.fault, found.noted, found.whole, found.entries) == (None, False, False, WRITTEN - 2)
    with pytest.raises(AuditCutShort, match=r"no entry with the hash.*\(4 entries\)"):
        found.demand()
    assert verify(chain, earlier).whole


def test_a_chain_written_anew_shows_only_where_a_hash_was_noted_down(chain: Database) -> None:
    noted = verify(chain).head
    made = rewritten(row for row in kept(chain) if row.id != 3)
    assert tamper(chain, "DELETE FROM audit", audit.insert().values(made)).whole
    assert verify(chain, noted).noted is False


def test_a_hash_noted_earlier_is_still_there_after_more_was_written(chain: Database) -> None:
    noted = verify(chain).head
    with chain.writing() as connection:
        rows.note(connection, rows.found(connection, "larkmere-trust").id, "admin", "added", "x")
    found = verify(chain, f" {noted.upper()} ")
    assert (found.noted, found.whole, found.entries) == (True, True, WRITTEN + 1)


@pytest.mark.parametrize("head", ["abc", "g" * 64, "a" * 65, "sha256:" + "a" * 57])
def test_what_is_no_hash_is_a_plain_sentence(store: Store, head: str) -> None:
    with pytest.raises(BadName, match="quoth audit verify"):
        verify(store.database, head)


def test_that_the_triggers_are_gone_is_told_though_the_chain_is_whole(chain: Database) -> None:
    unguard(chain)
    found = verify(chain)
    assert (found.whole, found.guarded) == (True, False)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "'yesterday'"),
        ("after", "'{\"half'"),
        ("after", "X'FF'"),
        ("who", "X'414243'"),
        ("hash", "12"),
        ("at", "X'00'"),
    ],
)
def test_an_entry_made_unreadable_is_found_and_ends_in_a_sentence(
    tmp_path: Path, column: str, value: str
) -> None:
    store = Store(Settings(home=tmp_path).database)
    store.migrate()
    for name in ("Larkmere Trust", "Other School"):
        store.create_organisation(name, by="admin")
    found = tamper(store.database, f"UPDATE audit SET {column} = {value} WHERE id = 2")
    assert (found.fault, found.entry, found.entries) == (Misfit.changed, 2, 1)
    if column in ("at", "after"):
        with pytest.raises(AuditBroken, match="entry 2 is not what was written down"):
            entries(store.database)
    store.close()


def test_writers_at_the_same_time_keep_one_chain(url: str) -> None:
    store = Store(url)
    store.migrate()
    store.create_organisation("Larkmere Trust", by="admin")

    def write(number: int) -> None:
        own = Database(url)
        for each in range(10):
            with own.writing() as connection:
                key = rows.found(connection, "larkmere-trust").id
                rows.note(connection, key, f"slack:U{number}", "claimed", f"q{each}")
        own.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, range(4)))
    found = verify(store.database)
    assert (found.entries, found.whole) == (41, True)
    assert len({row.hash for row in kept(store.database)}) == 41
    store.close()


def test_what_was_rolled_back_leaves_no_gap_in_the_chain(chain: Database) -> None:
    def fail() -> None:
        with chain.writing() as connection:
            rows.note(connection, rows.found(connection, "larkmere-trust").id, "admin", "added", "x")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with chain.writing() as connection:
        rows.note(connection, rows.found(connection, "larkmere-trust").id, "admin", "added", "y")
    assert (verify(chain).entries, verify(chain).whole) == (WRITTEN + 1, True)


def test_more_entries_than_are_read_at_a_time_are_all_walked(chain: Database) -> None:
    with chain.writing() as connection:
        key = rows.found(connection, "larkmere-trust").id
        previous = kept_hash = connection.execute(
            sa.select(audit.c.hash).order_by(audit.c.id.desc()).limit(1)
        ).scalar_one()
        made = []
        for number in range(2_500):
            previous = link(previous, key, NOW, "admin", "added", f"d{number}")
            said = {"organisation_id": key, "at": NOW, "who": "admin", "did": "added"}
            made.append({**said, "thing": f"d{number}", "before": None, "after": None, "hash": previous})
        connection.execute(audit.insert(), made)
    found = verify(chain, kept_hash)
    assert (found.entries, found.whole, found.head) == (WRITTEN + 2_500, True, previous)


def test_entries_tell_what_a_thing_was_before_and_after(chain: Database) -> None:
    first, second = entries(chain)[:2]
    assert (first.who, first.did, first.thing) == ("admin", "created", "larkmere-trust")
    assert (first.before, first.after) == (None, None)
    assert second.at == NOW
    assert second.after == {"state": "active", "phrasings": ["sha256:ünïcode"], "review_on": None, "n": 2}
    assert json.loads(second.model_dump_json())["hash"] == second.hash


def test_one_organisations_entries_are_listed_by_themselves(chain: Database) -> None:
    with chain.writing() as connection:
        rows.created(connection, "Other School", "admin")
    assert [each.organisation for each in entries(chain, "Other School")] == ["other-school"]
    assert len(entries(chain, "larkmere-trust")) == WRITTEN
    assert len(entries(chain)) == WRITTEN + 1
    with pytest.raises(NoSuchOrganisation):
        entries(chain, "nowhere")
