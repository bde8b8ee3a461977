"""Putting revisions in force, now and later, and going back."""

from __future__ import annotations

import datetime as dt
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import ChangedMeanwhile, NoSuchPolicy, NoSuchPublication, NothingToRollBack
from bot.records import Act, State
from bot.tables import documents
from tests.bot_desks import TRUST
from tests.bot_published import Days, conduct, quiet

FIRST = "Staff may give a pupil a lift in writing."
SECOND = "Staff must not give a pupil a lift."
THIRD = "Staff should not give a pupil a lift."


@pytest.fixture
def days(tmp_path: Path) -> Days:
    """A desk whose day can be moved."""
    return Days(tmp_path)


def states(days: Days) -> list[State]:
    return [each.state for each in days.desk.store.publications.revisions(TRUST)]


def test_a_rollback_quotes_the_words_before_and_keeps_those_rolled_back_from(days: Days) -> None:
    days.publish(conduct(FIRST))
    days.publish(conduct(SECOND))
    assert days.said() == (SECOND,)
    done = days.roll_back()
    assert days.said() == (FIRST,)
    assert done.publication is not None
    assert (done.publication.act, done.publication.restores) == (Act.rolled_back, 1)
    assert states(days) == [State.published, State.superseded]


def test_a_second_rollback_goes_further_back_and_not_forth(days: Days) -> None:
    for words in (FIRST, SECOND, THIRD):
        days.publish(conduct(words))
    days.roll_back()
    assert days.said() == (SECOND,)
    days.roll_back()
    assert days.said() == (FIRST,)
    with pytest.raises(NothingToRollBack):
        days.roll_back()


def test_a_rollback_can_be_rolled_forward_by_its_number(days: Days) -> None:
    days.publish(conduct(FIRST))
    days.publish(conduct(SECOND))
    days.roll_back()
    days.roll_back(to=2)
    assert days.said() == (SECOND,)
    with pytest.raises(NoSuchPublication, match="number 99"):
        days.roll_back(to=99)


def test_what_was_rolled_back_from_is_not_published_with_the_next_policy(days: Days) -> None:
    days.publish(conduct(FIRST))
    days.publish(conduct(SECOND))
    days.roll_back()
    days.add("# Dogs\n\n1. Dogs must be kept on a lead.\n", "dogs.md")
    days.publish()
    assert days.said() == (FIRST,)


def test_the_file_that_was_rolled_back_from_can_be_added_and_published_again(days: Days) -> None:
    days.publish(conduct(FIRST))
    days.publish(conduct(SECOND))
    days.roll_back()
    days.publish(conduct(SECOND))
    assert days.said() == (SECOND,)


def test_rolling_back_encodes_nothing_that_is_in_force_already(days: Days) -> None:
    days.publish(conduct(FIRST, more="1.2 Staff must lock the minibus.\n"))
    days.publish(conduct(SECOND, more="1.2 Staff must lock the minibus.\n"))
    days.encoder.seen.clear()
    days.roll_back()
    assert not any("minibus" in text for text in days.encoder.seen)


def test_a_revision_for_a_later_day_waits_until_then(days: Days) -> None:
    days.publish(conduct(FIRST))
    done = days.publish(conduct(SECOND, effective="2027-01-01"))
    assert done.scheduled == (("conduct", dt.date(2027, 1, 1)),)
    assert days.said() == (FIRST,)
    days.day = dt.date(2026, 12, 31)
    assert days.said() == (FIRST,)
    days.day = dt.date(2027, 1, 1)
    assert days.said() == (SECOND,)
    assert [each.act for each in days.desk.store.publications.all(TRUST)][-1] is Act.took_effect


def test_what_took_effect_stays_so_when_the_clock_is_set_back(days: Days) -> None:
    days.publish(conduct(FIRST))
    days.publish(conduct(SECOND, effective="2027-01-01"))
    days.day = dt.date(2027, 1, 1)
    assert days.said() == (SECOND,)
    days.day = dt.date(2026, 10, 1)
    assert days.said() == (SECOND,)


def test_another_policy_can_be_published_while_one_waits_for_its_day(days: Days) -> None:
    days.publish(conduct(FIRST))
    days.publish(conduct(SECOND, effective="2027-01-01"))
    days.add("# Dogs\n\n1. Dogs must be kept on a lead.\n", "dogs.md")
    days.publish()
    assert days.said() == (FIRST,)
    days.day = dt.date(2027, 1, 1)
    assert days.said() == (SECOND,)
    assert days.said("must dogs be kept on a lead") == ("Dogs must be kept on a lead.",)


def test_a_new_file_for_the_same_day_takes_the_place_of_the_one_that_waits(days: Days) -> None:
    days.publish(conduct(FIRST))
    days.publish(conduct(SECOND, effective="2027-01-01"))
    days.publish(conduct(THIRD, effective="2027-01-01"))
    days.day = dt.date(2027, 1, 1)
    assert days.said() == (THIRD,)


def test_rolling_back_takes_back_what_waits_for_its_day(days: Days) -> None:
    days.publish(conduct(FIRST))
    days.publish(conduct(SECOND, effective="2027-01-01"))
    days.roll_back()
    days.day = dt.date(2027, 1, 2)
    assert days.said() == (FIRST,)


def test_several_processes_see_a_revision_take_effect_once(days: Days) -> None:
    days.publish(conduct(FIRST))
    days.publish(conduct(SECOND, effective="2027-01-01"))
    other = days.again()
    days.day = dt.date(2027, 1, 1)
    assert [each.words.text for each in days.asked(desk=other).quotes] == [SECOND]
    assert days.said() == (SECOND,)
    assert [each.act for each in days.desk.store.publications.all(TRUST)].count(Act.took_effect) == 1


def test_the_past_and_the_future_can_be_asked(days: Days) -> None:
    days.publish(conduct(FIRST, effective="2025-09-01"))
    days.publish(conduct(SECOND, effective="2026-09-01"))
    days.publish(conduct(THIRD, effective="2027-09-01"))
    assert days.said(as_of=dt.date(2026, 1, 1)) == (FIRST,)
    assert days.said(as_of=dt.date(2026, 9, 1)) == (SECOND,)
    assert days.said(as_of=dt.date(2028, 1, 1)) == (THIRD,)
    assert days.said() == (SECOND,)
    before = days.asked(as_of=dt.date(2024, 1, 1))
    assert before.quotes == ()
    assert "no policy in force on 1 January 2024" in (before.remark or "")


def test_what_was_rolled_back_from_was_never_in_force_to_whoever_asks_the_past(days: Days) -> None:
    days.publish(conduct(FIRST))
    days.day = dt.date(2026, 9, 10)
    days.publish(conduct(SECOND))
    days.day = dt.date(2026, 9, 11)
    days.roll_back()
    days.day = dt.date(2026, 9, 20)
    assert days.said(as_of=dt.date(2026, 9, 15)) == (FIRST,)


def test_a_withdrawn_policy_is_named_with_its_day_and_not_quoted(days: Days) -> None:
    days.publish(conduct(FIRST))
    days.add("# Dogs\n\n1. Dogs must be kept on a lead.\n", "dogs.md")
    days.publish()
    days.line = 0.5
    asking = days.again()
    days.day = dt.date(2026, 9, 3)
    days.withdraw("dogs")
    card = days.asked("must dogs be kept on a lead", desk=asking)
    assert (card.quotes, card.nearest) == ((), ())
    assert card.remark == (
        "“Dogs”, which spoke of this, was withdrawn on 3 September 2026. What it said is no longer in force, so I do not quote it."
    )
    assert days.asked(as_of=dt.date(2026, 9, 2), desk=asking).quotes[0].words.text == FIRST


def test_withdrawing_the_only_policy_leaves_silence_and_rolling_back_brings_it_back(days: Days) -> None:
    days.publish(conduct(FIRST))
    days.withdraw()
    card = days.asked()
    assert card.quotes == ()
    assert "was withdrawn on 1 September 2026" in (card.remark or "")
    days.roll_back()
    assert days.said() == (FIRST,)


def test_only_what_is_in_force_can_be_withdrawn(days: Days) -> None:
    days.publish(conduct(FIRST))
    with pytest.raises(NoSuchPolicy, match="conduct"):
        days.withdraw("conducts")


def test_a_publication_counts_what_it_changed(days: Days) -> None:
    days.publish(conduct(FIRST, more="1.2 Staff must lock the minibus.\n"))
    done = days.publish(conduct(SECOND, more="1.2 Staff must lock the minibus.\n"))
    assert done.publication is not None
    assert done.publication.changes == {"force changed": 1}


def test_rolling_back_what_has_taken_effect_stays_rolled_back(days: Days) -> None:
    days.publish(conduct(FIRST))
    days.publish(conduct(SECOND, effective="2026-10-01"))
    days.day = dt.date(2026, 10, 1)
    assert days.said() == (SECOND,)
    days.roll_back()
    assert [days.said(), days.said()] == [(FIRST,), (FIRST,)]
    assert days.organisation.next_on is None


def test_whoever_planned_before_another_publication_for_a_later_day_changes_nothing(days: Days) -> None:
    days.publish(conduct(FIRST))
    days.add("# Dogs\n\n1. Dogs must be kept on a lead.\n", "dogs.md")
    publisher = days.desk.publisher
    planned = publisher.candidate(days.organisation, days.day, quiet)
    days.publish(conduct(SECOND, effective="2026-10-01"))
    with pytest.raises(ChangedMeanwhile):
        publisher.publish(planned, "tests", days.at)
    days.day = dt.date(2026, 10, 1)
    assert days.said() == (SECOND,)


def back_to_the_first(days: Days) -> None:
    days.publish(conduct(FIRST))
    days.publish(conduct(SECOND))
    days.publish(conduct(THIRD))
    days.roll_back(to=1)


def forth_again(days: Days) -> None:
    days.publish(conduct(FIRST))
    days.publish(conduct(SECOND))
    days.roll_back()
    days.roll_back(to=2)


def withdrawn_and_back(days: Days) -> None:
    days.publish(conduct(FIRST))
    days.publish(conduct(SECOND))
    days.withdraw()
    days.roll_back(to=1)


def the_same_again(days: Days) -> None:
    days.publish(conduct(FIRST))
    days.publish(conduct(SECOND))
    days.publish(conduct(FIRST))


def replaced_before_its_day(days: Days) -> None:
    days.publish(conduct(FIRST))
    days.publish(conduct(SECOND, effective="2026-10-01"))
    days.publish(conduct(THIRD, effective="2026-10-01"))
    days.roll_back(to=1)


@pytest.mark.parametrize(
    "history",
    [back_to_the_first, forth_again, withdrawn_and_back, the_same_again, replaced_before_its_day],
)
def test_asking_for_today_is_asking(days: Days, history: Callable[[Days], None]) -> None:
    history(days)
    assert days.said(as_of=days.day) == days.said()
    days.day = dt.date(2026, 10, 5)
    assert days.said(as_of=days.day) == days.said() != ()


def test_what_was_in_force_between_two_rollbacks_is_told_of_its_days(days: Days) -> None:
    days.publish(conduct(FIRST))
    days.day = dt.date(2026, 9, 5)
    days.publish(conduct(SECOND))
    days.roll_back()
    days.roll_back(to=2)
    assert days.said(as_of=dt.date(2026, 9, 3)) == (FIRST,)


def test_a_day_is_that_of_the_clock_on_the_wall(days: Days, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        late = dt.datetime(2026, 9, 2, 3, tzinfo=dt.UTC)  # eleven at night on the first of September
        days.add(conduct(FIRST))
        publisher = days.desk.publisher
        publisher.publish(publisher.candidate(days.organisation, days.day, quiet), "tests", late)
        assert days.said(as_of=dt.date(2026, 9, 1)) == (FIRST,)
        publisher.withdraw(days.organisation, "conduct", "tests", late)
        assert "was withdrawn on 1 September 2026" in (days.asked().remark or "")
    finally:
        monkeypatch.undo()
        time.tzset()


def test_going_back_works_where_nothing_of_what_is_in_force_can_be_trusted(days: Days) -> None:
    days.publish(conduct(FIRST))
    done = days.publish(conduct(SECOND))
    shutil.rmtree(days.home / "snapshots" / (done.snapshot or ""))
    with days.desk.store.database.writing() as connection:
        published = documents.c.state == "published"
        connection.execute(documents.update().where(published).values(text="Staff may do as they like."))
    days.roll_back()
    assert days.said() == (FIRST,)


def test_the_audit_names_what_was_withdrawn(days: Days) -> None:
    days.publish(conduct(FIRST))
    days.add("# Dogs\n\n1. Dogs must be kept on a lead.\n", "dogs.md")
    days.publish()
    days.withdraw("dogs")
    assert [each.thing for each in days.desk.store.audit(TRUST)][-1] == "dogs"


def test_what_takes_effect_later_is_counted_when_it_is_published(days: Days) -> None:
    days.publish(conduct(FIRST))
    done = days.publish(conduct(SECOND, effective="2026-10-01"))
    assert done.publication is not None
    assert done.publication.changes == {"force changed": 1, "details changed": 1}
