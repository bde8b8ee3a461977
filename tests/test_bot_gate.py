"""Two people have to agree where an organisation wants it so."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot.arrangements import Arrangement, Arrangements
from bot.errors import ApprovalNeeded
from bot.gate import LAPSE, Gate
from bot.places import OPERATOR, Person, Platform
from bot.requests import Requests
from bot.sessions import Sessions
from tests.bot_desks import TRUST
from tests.bot_published import Days, conduct, quiet

FIRST = "Staff may give a pupil a lift in writing."
SECOND = "Staff must not give a pupil a lift."


@pytest.fixture
def days(tmp_path: Path) -> Days:
    """A desk at which two people have to agree, with one policy in force and a draft of its revision."""
    made = Days(tmp_path)
    made.publish(conduct(FIRST))
    Arrangements(made.desk.store.database).arrange(TRUST, Arrangement(two_people=True), "tests")
    made.add(conduct(SECOND))
    return made


def asked(days: Days, who: str, at: dt.datetime | None = None) -> str | None:
    """Have somebody publish; gives who agreed to it before."""
    done = Gate(days.desk).publish(TRUST, who, at or days.at, quiet).published.publication
    return done.approved_by if done else None


def test_one_person_publishes_nothing_however_often_they_ask(days: Days) -> None:
    for _ in range(2):
        with pytest.raises(ApprovalNeeded):
            asked(days, "ann")
    assert days.said() == (FIRST,)


def test_a_second_person_publishes_what_the_first_asked_for(days: Days) -> None:
    with pytest.raises(ApprovalNeeded):
        asked(days, "ann")
    assert asked(days, "bob") == "ann"
    assert days.said() == (SECOND,)


def let_in(days: Days, by: str, whom: str) -> str:
    """Make a link for somebody; gives their key."""
    person = Person(platform=Platform.console, id=f"{TRUST}/{whom}", workspaces=(TRUST,))
    Sessions(days.desk.store.database).invite(TRUST, person, by, days.at, 10)
    return person.key


def test_whoever_one_has_let_in_is_no_second_person(days: Days) -> None:
    ghost = let_in(days, "slack:UANN", "ghost")
    further = let_in(days, ghost, "further")
    other = let_in(days, "slack:UANN", "other")
    for one, second in (
        ("slack:UANN", ghost),
        (ghost, "slack:UANN"),
        ("slack:UANN", further),
        (other, further),
    ):
        for who in (one, second):
            with pytest.raises(ApprovalNeeded):
                asked(days, who)
    assert days.said() == (FIRST,)
    assert asked(days, "slack:UBOB") == further


def test_whoever_runs_quoth_may_let_both_in(days: Days) -> None:
    ann, bob = (let_in(days, f"console:{OPERATOR}root", who) for who in ("ann", "bob"))
    with pytest.raises(ApprovalNeeded):
        asked(days, ann)
    assert asked(days, bob) == ann


def test_a_draft_that_was_dropped_is_asked_for_no_more_even_when_it_comes_back(days: Days) -> None:
    with pytest.raises(ApprovalNeeded):
        asked(days, "ann")
    days.desk.store.drop_draft(TRUST, "conduct", "ann")
    days.add(conduct(SECOND))
    with pytest.raises(ApprovalNeeded):
        asked(days, "bob")


def test_another_draft_is_asked_for_anew(days: Days) -> None:
    with pytest.raises(ApprovalNeeded):
        asked(days, "ann")
    days.add(conduct("Staff may give anyone a lift."))
    with pytest.raises(ApprovalNeeded):
        asked(days, "bob")


def test_a_request_lapses(days: Days) -> None:
    with pytest.raises(ApprovalNeeded):
        asked(days, "ann")
    with pytest.raises(ApprovalNeeded):
        asked(days, "bob", days.at + LAPSE + dt.timedelta(seconds=1))


def test_what_was_published_is_asked_for_no_more(days: Days) -> None:
    with pytest.raises(ApprovalNeeded):
        asked(days, "ann")
    asked(days, "bob")
    assert Requests(days.desk.store.database).of(TRUST) is None
