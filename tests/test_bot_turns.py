"""Earlier turns are those of the same person in the same conversation, a few, and soon forgotten."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot import turns
from bot.answers import Urgency
from bot.places import Person, Place, Platform
from bot.turns import CONVERSATIONS, KEPT, SECONDS, Turns


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 5.0

    def __call__(self) -> float:
        """Give the time."""
        return self.now


ANN = Person(platform=Platform.slack, id="UANN")
BOB = Person(platform=Platform.slack, id="UBOB")


def place(channel: str = "C1", thread: str = "1.1", workspace: str = "T1") -> Place:
    return Place(platform=Platform.slack, workspace=workspace, channel=channel, thread=thread)


def test_the_last_few_turns_come_back_oldest_first() -> None:
    said = Turns(Clock())
    assert said.earlier(place(), ANN) == ()
    for number in range(KEPT + 2):
        said.add(place(), ANN, f"turn {number}")
    assert said.earlier(place(), ANN) == tuple(f"turn {number}" for number in range(2, KEPT + 2))


@pytest.mark.parametrize(
    ("who", "where"),
    [
        (BOB, place()),
        (ANN, place(thread="1.2")),
        (ANN, place(thread="")),
        (ANN, place("C2")),
        (ANN, place(workspace="T2")),
        (Person(platform=Platform.teams, id="UANN"), place()),
    ],
)
def test_another_person_and_another_conversation_have_none_of_them(who: Person, where: Place) -> None:
    said = Turns(Clock())
    said.add(place(), ANN, "a question")
    assert said.earlier(where, who) == ()


def test_a_person_who_is_in_other_groups_by_now_is_the_same() -> None:
    said = Turns(Clock())
    said.add(place(), ANN, "a question")
    assert said.earlier(place(), ANN.model_copy(update={"groups": ("S1",)})) == ("a question",)


def test_a_new_subject_makes_what_was_before_it_in_the_same_conversation_forgotten() -> None:
    said = Turns(Clock())
    said.add(place(thread=""), ANN, "may I give a pupil a lift?")
    said.add(place(), ANN, "and in an emergency?")
    said.add(place(), BOB, "what about gifts?")
    said.add(place(), ANN, "may I keep my phone on me?", anew=True)
    assert said.earlier(place(), ANN) == ("may I keep my phone on me?",)
    assert said.earlier(place(), BOB) == ("what about gifts?",)
    assert said.earlier(place(thread=""), ANN) == ("may I give a pupil a lift?",)
    said.add(place(), ANN, "and on a trip?")
    assert said.earlier(place(), ANN) == ("may I keep my phone on me?", "and on a trip?")


def test_of_a_disclosure_only_how_urgent_it_was_comes_back() -> None:
    said = Turns(Clock())
    said.add(place(), ANN, Urgency.immediate)
    assert said.earlier(place(), ANN) == (Urgency.immediate,)
    said.add(place(), ANN, "may I keep my phone on me?", anew=True)
    assert said.earlier(place(), ANN) == ("may I keep my phone on me?",)


def test_a_conversation_is_over_after_its_time_and_goes_on_while_it_lasts() -> None:
    clock = Clock()
    said = Turns(clock)
    said.add(place(), ANN, "first")
    clock.now += SECONDS
    assert said.earlier(place(), ANN) == ("first",)
    said.add(place(), ANN, "second")
    clock.now += SECONDS
    assert said.earlier(place(), ANN) == ("first", "second")
    clock.now += 1
    assert said.earlier(place(), ANN) == ()
    said.add(place(), ANN, "third")
    assert said.earlier(place(), ANN) == ("third",)


def test_what_is_over_is_no_longer_in_memory_once_anybody_asks() -> None:
    clock = Clock()
    said = Turns(clock)
    said.add(place(), ANN, "quokka")
    clock.now += SECONDS + 1
    said.add(place(), BOB, "a question")
    assert "quokka" not in repr(vars(said))


def test_of_too_many_conversations_the_one_that_rested_longest_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert CONVERSATIONS >= 1_000
    monkeypatch.setattr(turns, "CONVERSATIONS", 3)
    said = Turns(Clock())
    for thread in ("1", "2", "3", "1", "4"):
        said.add(place(thread=thread), ANN, f"in {thread}")
    assert [len(said.earlier(place(thread=thread), ANN)) for thread in "1234"] == [2, 0, 1, 1]


def test_nothing_is_lost_where_many_threads_add() -> None:
    said = Turns(Clock())
    people = [Person(platform=Platform.slack, id=f"U{number}") for number in range(8)]
    jobs = list(itertools.product(people, range(KEPT)))
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda job: said.add(place(), job[0], str(job[1])), jobs))
    for who in people:
        assert sorted(said.earlier(place(), who)) == [str(number) for number in range(KEPT)]


def test_a_thread_goes_on_from_what_the_person_asked_above_it() -> None:
    said = Turns(Clock())
    said.add(place(thread=""), ANN, "may I give a pupil a lift?")
    assert said.earlier(place(), BOB) == ()
    assert said.earlier(place(), ANN) == ("may I give a pupil a lift?",)
    said.add(place(), ANN, "and in an emergency?")
    assert said.earlier(place(), ANN) == ("may I give a pupil a lift?", "and in an emergency?")
    assert said.earlier(place(thread=""), ANN) == ("may I give a pupil a lift?",)
