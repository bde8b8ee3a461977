"""Where a tenant was last reached is kept in the store, for as long as the tenant is connected."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.directory import Directory
from bot.lines import StoredLines
from bot.places import Platform
from bot.store import Store

ADDRESS = "https://smba.trafficmanager.net/uk/22222222-2222-2222-2222-222222222222/"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(f"sqlite:///{tmp_path / 'quoth.db'}")
    made.migrate()
    made.create_organisation("Larkmere Trust")
    return made


def test_the_newest_address_is_recalled_by_whoever_opens_the_store_next(store: Store, tmp_path: Path) -> None:
    Directory(store.database).connect("larkmere-trust", Platform.teams, "tenant")
    lines = StoredLines(store.database, Platform.teams)
    assert lines.recall("tenant") == ""
    for address in ("https://smba.trafficmanager.net/teams/", ADDRESS):
        lines.remember("tenant", address)
    again = Store(f"sqlite:///{tmp_path / 'quoth.db'}")
    assert StoredLines(again.database, Platform.teams).recall("tenant") == ADDRESS


def test_the_address_of_one_platform_or_tenant_is_not_anothers(store: Store) -> None:
    book = Directory(store.database)
    for platform, workspace in ((Platform.teams, "one"), (Platform.teams, "two"), (Platform.slack, "one")):
        book.connect("larkmere-trust", platform, workspace)
    lines = StoredLines(store.database, Platform.teams)
    lines.remember("one", ADDRESS)
    assert lines.recall("two") == ""
    assert StoredLines(store.database, Platform.slack).recall("one") == ""


def test_nothing_is_kept_of_a_tenant_that_is_not_connected_or_not_any_more(store: Store) -> None:
    book, lines = Directory(store.database), StoredLines(store.database, Platform.teams)
    lines.remember("tenant", ADDRESS)
    book.connect("larkmere-trust", Platform.teams, "tenant")
    assert lines.recall("tenant") == ""
    lines.remember("tenant", ADDRESS)
    book.disconnect(Platform.teams, "tenant")
    book.connect("larkmere-trust", Platform.teams, "tenant")
    assert lines.recall("tenant") == ""
