"""The audit is searched by organisation, deed, person and day, on either database."""

from __future__ import annotations

import datetime as dt

import pytest

from bot import audit_search, rows
from bot.audit import note, verify
from bot.audit_search import Wanted
from bot.errors import NoSuchOrganisation
from bot.store import Store

pytest_plugins = ("tests.bot_databases",)
SHORT = "larkmere-trust"
NOON = dt.datetime(2026, 9, 1, 12).astimezone()


@pytest.fixture
def written(store: Store) -> Store:
    """Three days of one school, one entry of another, and one of no single one."""
    for name in ("Larkmere Trust", "Other School"):
        store.create_organisation(name, "root")
    with store.database.writing() as connection:
        key = rows.found(connection, SHORT).id
        for day in range(3):
            rows.note(connection, key, f"slack:U{day}", "pinned", f"p{day}", NOON + dt.timedelta(days=day))
    note(store.database, "other-school", "slack:U0", "pinned", "theirs")
    note(store.database, "", "root", "changed settings", "answer_days", {"answer_days": 3})
    return store


def things(store: Store, skip: int = 0, most: int = 50, **wanted: object) -> list[str]:
    """What the entries are about that are wanted."""
    asked = Wanted.model_validate({"organisation": SHORT, **wanted})
    return [each.thing for each in audit_search.search(store.database, asked, skip, most).entries]


def test_the_newest_come_first_and_some_at_a_time(written: Store) -> None:
    assert things(written) == ["p2", "p1", "p0", SHORT]
    assert things(written, 1, 2) == ["p1", "p0"]
    assert audit_search.search(written.database, Wanted(organisation=SHORT), 0, 1).total == 4
    assert things(written, 9) == []


def test_they_are_found_by_deed_person_and_day(written: Store) -> None:
    assert things(written, did="created") == [SHORT]
    assert things(written, who="slack:U1") == ["p1"]
    assert things(written, first_day=dt.date(2026, 9, 2), last_day=dt.date(2026, 9, 2)) == ["p1"]
    assert things(written, last_day=dt.date.max, did="pinned", first_day=dt.date(2026, 9, 3)) == ["p2"]


def test_what_is_of_no_single_organisation_is_shown_where_it_is_wanted(written: Store) -> None:
    assert things(written, general=True)[0] == "answer_days"
    assert "theirs" not in things(written, general=True)
    assert audit_search.deeds(written.database, SHORT) == ("created", "pinned")
    assert verify(written.database).whole


def test_an_organisation_that_is_none_is_said_so(written: Store) -> None:
    with pytest.raises(NoSuchOrganisation):
        things(written, organisation="nobody")
