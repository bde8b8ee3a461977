"""The database underneath the store: connections, transactions and the walk to the current schema."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from sqlite3 import DatabaseError as SqliteFault

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    NoSuchModuleError,
    OperationalError,
    ProgrammingError,
)

from bot.errors import StoreDamaged, StoreUnavailable, WrongSetting
from bot.migrations import HEAD

BUSY_MS = 15_000
# The number under which PostgreSQL keeps the writers' queue; any number that nothing else uses will do.
WRITERS_LOCK = 0x51_0074


class Database:
    """One database by URL; `reading` and `writing` are transactions, and writers go one after another."""

    def __init__(self, url: str) -> None:
        try:
            self.engine = sa.create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
        except ModuleNotFoundError as fault:
            raise StoreUnavailable(
                why=f'PostgreSQL needs the extra "postgresql", see docs/quickstart.md: {fault}'
            ) from None
        except (ArgumentError, NoSuchModuleError, ValueError) as fault:
            why = f"it is not a database URL Quoth can use ({fault})."
            raise WrongSetting(
                setting="QUOTH_DATABASE_URL", why=why, place="the environment or quoth.toml"
            ) from None
        self._sqlite = self.engine.dialect.name == "sqlite"
        if self._sqlite:
            event.listen(self.engine, "connect", _prepare)
            event.listen(self.engine, "begin", _begin)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that sees one state of the store throughout."""
        with self._transaction(writes=False) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that no other writer enters meanwhile; on any error it leaves no trace."""
        with self._transaction(writes=True) as connection:
            if not self._sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(WRITERS_LOCK)))
            yield connection

    @contextmanager
    def _transaction(self, writes: bool) -> Iterator[sa.Connection]:
        try:
            with self.engine.connect() as plain:
                connection = plain.execution_options(quoth_writes=writes)
                with connection.begin():
                    yield connection
        except OperationalError as fault:
            raise StoreUnavailable(why=_first_line(fault)) from fault
        except DatabaseError as fault:
            # What SQLite finds wrong with the file itself has no class of its own; everything else has.
            if type(fault.orig) is not SqliteFault:
                raise
            database = self.engine.url.database or str(self.engine.url)
            raise StoreDamaged(why=_first_line(fault), database=database) from fault

    def migrate(self) -> None:
        """Bring the schema to the current one; a killed walk leaves the old schema whole."""
        if self._version() != HEAD:
            with self.writing() as connection:
                _walk(connection)

    def _version(self) -> str | None:
        try:
            with self.reading() as connection:
                return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
        except StoreUnavailable as fault:
            if "no such table" in str(fault):
                return None
            raise
        except ProgrammingError:
            return None

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def _walk(connection: sa.Connection) -> None:
    # Imported here because Alembic is slow to import and needed once in a store's life.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError:
        raise StoreUnavailable(why="it was made by a newer Quoth than this one") from None


def _prepare(connection: SqliteConnection, _record: object) -> None:
    # None switches off Python's own BEGINs, so that _begin decides which lock a transaction takes.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    # What is forgotten must not stay readable in the file.
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("quoth_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _first_line(fault: DBAPIError) -> str:
    return (str(fault.orig) if fault.orig else type(fault).__name__).strip().splitlines()[0]
