"""Links work once and for ten minutes, sessions end when they should, and no secret is kept."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from bot.places import Person, Platform
from bot.sessions import LINK_MINUTES, MOST_LINKS, Sessions
from bot.store import Store
from bot.tables import sessions, sign_ins

pytest_plugins = ("tests.bot_databases",)

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
ANN = Person(platform=Platform.slack, id="UANN", name="Ann", workspaces=("T0",), groups=("S1",))
BEN = Person(platform=Platform.console, id="ben@school.example", workspaces=("school",))


def later(minutes: float) -> dt.datetime:
    return NOW + dt.timedelta(minutes=minutes)


@pytest.fixture
def held(store: Store) -> Sessions:
    return Sessions(store.database)


def test_a_link_works_once_and_for_ten_minutes(held: Sessions) -> None:
    token = held.link(ANN, NOW)
    assert held.is_good(token, later(LINK_MINUTES - 0.1))
    assert not held.is_good(token, later(LINK_MINUTES))
    assert held.enter(token, later(LINK_MINUTES), 12) is None
    assert held.enter(token, later(1), 12) is not None
    assert held.enter(token, later(1), 12) is None
    assert not held.is_good(token, later(1))


def test_of_two_who_use_a_link_at_once_one_comes_in(held: Sessions) -> None:
    for _ in range(5):
        token = held.link(ANN, NOW)
        with ThreadPoolExecutor(8) as threads:
            begun = list(threads.map(lambda token: held.enter(token, NOW, 12), [token] * 8))
        assert sum(each is not None for each in begun) == 1


def test_a_session_remembers_who_signed_in_and_ends_by_itself(held: Sessions) -> None:
    begun = held.enter(held.link(ANN, NOW), NOW, 2)
    assert begun is not None
    key, session = begun
    assert held.of(key, later(119)) == session
    assert session.person == ANN
    # Being used does not make it longer.
    assert held.of(key, later(120)) is None
    assert held.of(session.id, NOW) is None


def test_only_hashes_of_secrets_are_kept(held: Sessions, store: Store) -> None:
    token = held.link(ANN, NOW)
    key, _ = held.begin(BEN, NOW, 12)
    with store.database.reading() as connection:
        kept = str([*connection.execute(sa.select(sign_ins)), *connection.execute(sa.select(sessions))])
    assert token not in kept
    assert key not in kept


def test_older_links_of_one_person_go_when_new_ones_are_made(held: Sessions) -> None:
    made = [held.link(ANN, later(at / 10)) for at in range(MOST_LINKS + 2)]
    bens = held.link(BEN, NOW)
    good = [held.is_good(each, later(1)) for each in made]
    assert good == [False, False, *[True] * MOST_LINKS]
    assert held.is_good(bens, later(1))


def test_a_session_ends_when_it_is_told_to_and_no_other_does(held: Sessions) -> None:
    first, second = held.begin(ANN, NOW, 12), held.begin(ANN, NOW, 12)
    held.end(first[1])
    assert (held.of(first[0], NOW), held.of(second[0], NOW)) == (None, second[1])
    link, bens = held.link(ANN, NOW), held.begin(BEN, NOW, 12)
    assert held.end_all(ANN.key) == 1
    assert held.of(second[0], NOW) is None
    assert not held.is_good(link, NOW)
    assert held.of(bens[0], NOW) is not None


def test_what_is_over_is_forgotten(held: Sessions, store: Store) -> None:
    held.link(ANN, NOW)
    held.begin(ANN, NOW, 1)
    held.tidy(later(60))
    with store.database.reading() as connection:
        for table in (sign_ins, sessions):
            assert connection.execute(sa.select(sa.func.count()).select_from(table)).scalar() == 0


def test_a_sentence_waits_for_the_next_page_and_is_shown_once(held: Sessions) -> None:
    key, session = held.begin(ANN, NOW, 12)
    held.tell(session, "Done.")
    found = held.of(key, NOW)
    assert found is not None
    assert found.told == "Done."
    held.tell(session, "")
    assert held.of(key, NOW) == session
