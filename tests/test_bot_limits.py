"""Limits hold back whoever asks too much, say so politely, and hold back nobody else."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.limits import Limits
from bot.places import Person, Place, Platform


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        """Give the time."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock that everything goes by, in place of the machine's."""
    made = Clock()
    monkeypatch.setattr(time, "time", made)
    return made


def person(id: str, *workspaces: str, platform: Platform = Platform.slack) -> Person:
    return Person(platform=platform, id=id, workspaces=workspaces)


def place(workspace: str = "T1", platform: Platform = Platform.slack) -> Place:
    return Place(platform=platform, workspace=workspace, channel="C1")


ANN, BOB = person("UANN"), person("UBOB")


def test_a_person_may_ask_so_many_questions_in_a_minute_and_then_again(clock: Clock) -> None:
    limits = Limits(person=3, workspace=100)
    assert [limits.refusal(ANN, place()) for _ in range(3)] == ["", "", ""]
    clock.now += 15
    refusal = limits.refusal(ANN, place())
    assert (
        refusal
        == "That is more questions in a minute than I can take from one person. Please ask again in 45 seconds."
    )
    clock.now += 46
    assert limits.refusal(ANN, place()) == ""


def test_the_last_second_is_one_second(clock: Clock) -> None:
    limits = Limits(person=1, workspace=100)
    limits.refusal(ANN, place())
    clock.now += 59.9
    assert limits.refusal(ANN, place()).endswith("Please ask again in 1 second.")


def test_being_refused_does_not_put_off_the_next_answer(clock: Clock) -> None:
    limits = Limits(person=1, workspace=100)
    limits.refusal(ANN, place())
    for _ in range(6):
        clock.now += 9
        assert limits.refusal(ANN, place())
    clock.now += 7
    assert limits.refusal(ANN, place()) == ""


def test_one_persons_flood_holds_back_nobody_else_and_does_not_use_up_the_workspaces_limit(
    clock: Clock,
) -> None:
    limits = Limits(person=2, workspace=4)
    assert sum(not limits.refusal(ANN, place()) for _ in range(500)) == 2
    assert [limits.refusal(BOB, place()) for _ in range(2)] == ["", ""]


def test_a_person_is_one_person_in_every_place_of_a_platform(clock: Clock) -> None:
    limits = Limits(person=1, workspace=100)
    assert limits.refusal(ANN, place()) == ""
    assert limits.refusal(ANN, place("T2"))
    namesake = person("UANN", platform=Platform.teams)
    assert limits.refusal(namesake, place(platform=Platform.teams)) == ""


def test_a_busy_workspace_says_so_and_another_is_not_held_back(clock: Clock) -> None:
    limits = Limits(person=1, workspace=3)
    refusals = [limits.refusal(person(f"U{number}"), place()) for number in range(4)]
    assert refusals[:3] == ["", "", ""]
    assert (
        refusals[3]
        == "So many people here are asking at once that I cannot keep up. Please ask again in 60 seconds."
    )
    assert limits.refusal(person("U9"), place("T2")) == ""
    assert limits.refusal(person("U9", platform=Platform.teams), place("T1", Platform.teams)) == ""


def test_strangers_in_direct_messages_do_not_use_up_what_members_may_ask(clock: Clock) -> None:
    limits = Limits(person=1, workspace=2)
    nowhere = place("", Platform.discord)
    for number in range(5):
        limits.refusal(person(f"{number}", platform=Platform.discord), nowhere)
    assert limits.refusal(person("7", "G1", platform=Platform.discord), nowhere) == ""
    assert limits.refusal(person("8", "G2", platform=Platform.discord), nowhere) == ""


def test_many_threads_are_counted_as_one_would_be(clock: Clock) -> None:
    limits = Limits(person=50, workspace=1_000)
    with ThreadPoolExecutor(8) as threads:
        refusals = list(threads.map(lambda _: limits.refusal(ANN, place()), range(200)))
    assert refusals.count("") == 50
