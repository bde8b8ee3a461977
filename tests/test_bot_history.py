"""The history keeps which clauses were given to whom for as long as the buttons need it, and the words a shorter while."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.answers import AnswerCard, Cited, Kind
from bot.events import Verb
from bot.history import EVENT_DAYS, Given, History
from bot.people import Role
from bot.places import Person, Place, Platform
from bot.store import Store
from corpus.document import Audience
from tests.bot_desks import published, question
from tests.bot_receptions import revised

pytest_plugins = ("tests.bot_databases",)
ROOT = Path(__file__).parent.parent
TRUST, OTHER = "larkmere-trust", "other-school"
NOW = dt.datetime(2026, 9, 1, 8, 30, tzinfo=dt.UTC)
ANN = Person(platform=Platform.slack, id="UANN")
LEAD = Person(platform=Platform.slack, id="ULEAD")
PLACE = Place(platform=Platform.slack, workspace="T1", channel="C1", thread="171.2")
FURTHER = (
    Cited(clause_id="conduct/2.1", document_id="conduct@1"),
    Cited(clause_id="keys/1", document_id="keys@1"),
)


@pytest.fixture
def history(store: Store) -> History:
    """The history of two schools."""
    store.create_organisation("Larkmere Trust")
    store.create_organisation("Other School")
    return History(store.database)


def card(**change: object) -> AnswerCard:
    """A card that offers further clauses."""
    made = AnswerCard(
        kind=Kind.silent,
        organisation="Larkmere Trust",
        asker=Role.learner,
        further=FURTHER,
        addressed_to=(Audience.staff, Audience.all),
        answered_on=NOW.date(),
    )
    return made.model_copy(update=change)


def kept(history: History, at: dt.datetime = NOW, organisation: str = TRUST) -> Given:
    """An answer that was kept."""
    made = card()
    history.keep(organisation, made, ANN, PLACE, at)
    given = history.given(made.id)
    assert given is not None
    return given


def count(store: Store, table: str) -> int:
    with store.database.reading() as connection:
        return int(connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_an_event_is_met_first_once(history: History) -> None:
    assert [history.first(event, NOW) for event in ("slack:1", "slack:1", "slack:2", "discord:1")] == [
        True,
        False,
        True,
        True,
    ]


def test_of_many_threads_that_meet_one_event_one_is_first(history: History) -> None:
    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(lambda _: history.first("slack:1", NOW), range(24))) == 1


def test_of_several_processes_that_meet_the_same_events_one_is_first_with_each(
    history: History, url: str
) -> None:
    script = (
        "import sys, datetime as dt; from bot.store import Store; from bot.history import History\n"
        "met = History(Store(sys.argv[1]).database)\n"
        "print(*[n for n in range(20) if met.first(f'slack:{n}', dt.datetime.now(dt.UTC))])"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", script, url], stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for _ in range(2)
    ]
    first = [number for each in running for number in each.communicate(timeout=60)[0].split()]
    assert sorted(map(int, first)) == list(range(20))


def test_an_answer_comes_back_as_it_was_kept(history: History) -> None:
    given = kept(history)
    assert given == Given(
        id=given.id,
        organisation=TRUST,
        person="slack:UANN",
        place=PLACE,
        kind=Kind.silent,
        given_at=NOW,
        clauses=(),
        further=FURTHER,
        asker=Role.learner,
        addressed_to=(Audience.staff, Audience.all),
    )
    assert history.given("0" * 16) is None


def test_keeping_an_answer_says_whether_its_words_were_published_anew_meanwhile(tmp_path: Path) -> None:
    desk = published(tmp_path)
    history = History(desk.store.database)
    answer = desk.ask(question("may I give a pupil a lift"))
    other = desk.ask(question("may learners photograph anyone", asker=Role.learner), most=1)
    assert history.keep(TRUST, answer.model_copy(update={"id": "before"}), ANN, PLACE, NOW)
    revised(desk, tmp_path, "in writing", "in advance")
    assert not history.keep(TRUST, answer, ANN, PLACE, NOW)
    unchanged = other.model_copy(update={"further": ()})
    assert {each.policy for each in unchanged.quotes} == {"learners"}
    assert history.keep(TRUST, unchanged, ANN, PLACE, NOW)


def test_an_answer_is_shared_once_and_again_only_where_that_failed(history: History) -> None:
    given = kept(history)
    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(lambda _: history.share(given.id, NOW), range(12))) == 1
    history.undo(given.id, Verb.helpful)
    assert not history.share(given.id, NOW)
    history.undo(given.id, Verb.share)
    assert history.share(given.id, NOW)
    assert not history.share("unknown", NOW)


def test_of_what_one_person_says_of_an_answer_the_last_counts(history: History, store: Store) -> None:
    given = kept(history)
    for helpful in (True, False, False):
        history.rate(given.id, ANN, helpful, NOW)
    history.rate(given.id, LEAD, True, NOW)
    assert history.ratings(given.id) == {"slack:UANN": False, "slack:ULEAD": True}
    assert count(store, "feedback") == 2


def test_why_is_kept_with_what_somebody_said_and_goes_when_they_change_their_mind(history: History) -> None:
    given = kept(history)
    assert not history.why(given.id, ANN.key, "too long")
    assert history.rate(given.id, ANN, False, NOW) is None
    assert history.why(given.id, ANN.key, "too long")
    assert history.feedback([given.id]) == {given.id: (False, "too long")}
    assert history.rate(given.id, ANN, True, NOW) is False
    assert history.feedback([given.id]) == {given.id: (True, None)}


def test_the_words_are_forgotten_before_the_answer(history: History) -> None:
    made = card()
    history.keep(TRUST, made, ANN, PLACE, NOW - dt.timedelta(days=10), "may I")
    history.rate(made.id, ANN, False, NOW)
    history.why(made.id, ANN.key, "too long")
    assert history.forget(NOW, days=30, question_days=9) == 0
    given = history.given(made.id)
    assert given is not None
    assert given.text is None
    assert history.feedback([made.id]) == {made.id: (False, None)}


def test_a_message_that_shows_an_answer_leads_to_it_until_it_is_forgotten(history: History) -> None:
    given = kept(history)
    history.post(given.id, ["slack:C1:1", "slack:C1:2"])
    history.post(given.id, ["slack:C1:2"])
    history.post("unknown", ["slack:C1:3"])
    assert [history.shown_by(f"slack:C1:{number}") for number in (1, 2, 3)] == [given.id, given.id, None]
    history.forget(NOW + dt.timedelta(days=31), days=30)
    assert history.shown_by("slack:C1:1") is None


def test_answers_are_forgotten_after_their_days_with_what_was_said_of_them(
    history: History, store: Store
) -> None:
    old, new = kept(history, NOW - dt.timedelta(days=31)), kept(history, NOW - dt.timedelta(days=29))
    for given in (old, new):
        history.rate(given.id, ANN, True, NOW)
    assert history.forget(NOW, days=30) == 1
    assert (history.given(old.id), history.given(new.id)) == (None, new)
    assert (history.ratings(old.id), count(store, "feedback")) == ({}, 1)
    assert history.forget(NOW, days=30) == 0


def test_events_are_forgotten_once_they_can_come_no_more(history: History, store: Store) -> None:
    history.first("old", NOW - dt.timedelta(days=EVENT_DAYS, minutes=1))
    history.first("new", NOW - dt.timedelta(days=EVENT_DAYS, minutes=-1))
    history.forget(NOW, days=30)
    assert count(store, "handled") == 1
    assert not history.first("new", NOW)


def test_the_longest_ids_fit(history: History) -> None:
    longest = "x" * 300
    assert history.first(f"discord:{longest}", NOW)
    who = Person(platform=Platform.discord, id="x" * 192)
    there = Place(platform=Platform.discord, workspace="x" * 200, channel=longest, thread=longest)
    made = card()
    history.keep(TRUST, made, who, there, NOW)
    given = history.given(made.id)
    assert given is not None
    assert given.place == there
