"""The schema is the one the code uses, and the database is told to be careful."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.database import Database
from bot.errors import StoreUnavailable, WrongSetting
from bot.migrations import HEAD
from bot.places import Person, Platform
from bot.settings import Settings
from bot.store import Store
from bot.tables import metadata

pytest_plugins = ("tests.bot_databases",)


def test_the_migrations_make_the_tables_that_the_code_uses(url: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    database = Database(url)
    database.migrate()
    database.migrate()
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    database.close()


def test_the_audit_takes_the_longest_key_that_a_person_can_have(store: Store) -> None:
    longest = Person(platform=Platform.console, id="x" * 200).key
    store.create_organisation("Elm Bank School", longest)
    assert store.audit("elm-bank-school")[-1].who == longest


def test_the_stated_head_is_the_last_migration() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent.parent / "bot" / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_the_tables_can_be_taken_down_again(url: str) -> None:
    from alembic import command
    from alembic.config import Config

    database = Database(url)
    database.migrate()
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent.parent / "bot" / "migrations"))
    with database.writing() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    with database.reading() as connection:
        assert set(sa.inspect(connection).get_table_names()) == {"alembic_version"}
    database.close()


def test_many_who_open_an_empty_database_at_once_make_one_schema(url: str) -> None:
    def migrate(_number: int) -> None:
        own = Database(url)
        own.migrate()
        own.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(migrate, range(4)))


def test_a_database_of_a_newer_quoth_is_left_alone(url: str) -> None:
    database = Database(url)
    database.migrate()
    with database.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreUnavailable, match="newer Quoth"):
        database.migrate()
    database.close()


def test_sqlite_is_set_to_survive_a_power_cut(tmp_path: Path) -> None:
    database = Database(Settings(home=tmp_path).database)
    with database.reading() as connection:
        found = {
            name: connection.execute(sa.text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
        busy = connection.execute(sa.text("PRAGMA busy_timeout")).scalar_one()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert busy >= 10_000
    database.close()


def test_a_database_that_cannot_be_reached_is_a_plain_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="QUOTH_DATABASE_URL"):
        Store(f"sqlite:///{tmp_path}/no/such/folder/x.sqlite").migrate()
    with pytest.raises(WrongSetting, match="not a database URL"):
        Store("nonsense")
    with pytest.raises(StoreUnavailable):
        Store("postgresql+psycopg://nobody:secret@127.0.0.1:1/none?connect_timeout=2").migrate()


def test_what_people_write_stands_in_these_columns_alone() -> None:
    kinds = (sa.Text, sa.JSON)
    texts = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, kinds)
    }
    policies = {"documents.text", "documents.blocks", "documents.details", "documents.faults"}
    policies |= {"documents.corrections", "corrections.correction"}
    places = {"answers.place", "outbox.place", "notices.place", "queue.place", "alerts.place"}
    clauses = {"answers.clauses", "answers.further", "queue.clauses", "notices.changes", "pins.rests"}
    people = {"queue.asker", "queue.taken_by", "queue.closed_by", "alerts.asker", "alerts.seen_by"}
    people |= {"sign_ins.person", "sessions.person"}
    chosen = {
        "publications.documents",
        "bindings.policies",
        "arrangements.chosen",
        "answers.addressed_to",
        "pins.audience",
        "audit.before",
        "audit.after",
        "sessions.told",
    }
    moves = {"publications.scheduled", "publications.changes", "requests.drafts"}
    reasons = {"publications.reason", "requests.reason"}
    written = {"answers.text", "feedback.why", "queue.text", "queue.reply", "pins.phrasings", "pins.note"}
    assert texts == policies | places | clauses | people | chosen | moves | reasons | written
