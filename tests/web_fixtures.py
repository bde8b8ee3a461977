"""The web server as a fixture, for every test that speaks to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.store import Store
from tests.web_served import Served, document


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    database = Settings(home=tmp_path).database
    store = Store(database)
    store.migrate()
    made = Served(store, database)
    made.publish(document())
    yield made
    store.close()
