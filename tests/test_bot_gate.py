"""Two people have to agree where an organisation wants it so."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot.arrangements import Arrangement, Arrangements
from bot.errors import ApprovalNeeded
from bot.gate import LAPSE, Gate
from bot.requests import Requests
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
