"""An organisation's own questions where policies of organisations above it hold too."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot import own_questions, question_files
from bot.checking import Checked, check, loses
from bot.desk import Desk
from bot.errors import CheckFailed
from bot.gate import Gate
from bot.own_questions import keep_true
from bot.pinning import pinned
from tests.bot_desks import file, question
from tests.bot_published import quiet
from tests.bot_trusts import (
    ABOVE,
    ASH,
    DOGS,
    LIFTS,
    PHONES,
    SCHOOL,
    SCHOOL_CONDUCT,
    TRUST,
    TRUST_CONDUCT,
    put,
    trusts,
)

LIFT_RULE = "2.1 Staff must not give a pupil a lift in a private car.\n"
NOW = dt.datetime(2026, 9, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk at which a trust and its schools have published."""
    return trusts(tmp_path)


def ask(desk: Desk, text: str) -> bool:
    """Keep that a question of the school's goes on being answered with the first clause that answers it now."""
    card = desk.ask(question(text, SCHOOL))
    return keep_true(desk, SCHOOL, text, [card.quotes[0].cited], "tests")


def checked(desk: Desk, organisation: str = SCHOOL) -> Checked:
    return check(desk, Gate(desk).candidate(organisation, quiet))


def cites(desk: Desk) -> list[str]:
    found = own_questions.questions(desk, desk.organisation(SCHOOL)).questions
    return [str(cite) for each in found for cite in each.cite]


def test_a_trusts_clause_is_named_with_the_trust_and_passes_beside_the_schools_own(desk: Desk) -> None:
    assert ask(desk, LIFTS)
    assert ask(desk, PHONES)
    assert cites(desk) == ["larkmere-trust/staff-conduct 2.1", "staff-conduct 1.1"]
    assert [each.passed for each in checked(desk).questions] == [True, True]


def test_a_trusts_clause_can_be_cited_by_hand(desk: Desk) -> None:
    (cite,) = own_questions.cited(desk, desk.organisation(SCHOOL), ["larkmere-trust/staff-conduct 2.1"])
    assert cite.words.startswith("Staff must not give")


def test_a_trusts_clause_that_the_trust_renumbers_is_still_that_clause(desk: Desk, tmp_path: Path) -> None:
    ask(desk, LIFTS)
    moved = TRUST_CONDUCT.replace("2.2 Staff", "2.3 Staff").replace("2.1 Staff", "2.2 Staff")
    put(
        desk,
        tmp_path,
        ABOVE,
        "staff-conduct.md",
        moved.replace("2.2 Staff must not", "2.1 Be kind.\n2.2 Staff must not"),
    )
    (row,) = checked(desk).questions
    assert row.passed
    assert "now (renumbered)" in row.why
    ask(desk, PHONES)
    assert cites(desk)[0] == "larkmere-trust/staff-conduct 2.2"


def test_a_schools_pin_on_a_trusts_clause_is_told_when_the_trust_checks(desk: Desk, tmp_path: Path) -> None:
    card = desk.ask(question(LIFTS, SCHOOL))
    made = pinned(desk, SCHOOL, [LIFTS], [card.quotes[0].cited], "slack:ULEAD", NOW)
    changed = TRUST_CONDUCT.replace("in a private car", "in any car")
    path = tmp_path / "in" / "staff-conduct.md"
    path.write_text(changed, encoding="utf-8")
    assert [each.problem for each in desk.add(TRUST, [path], policy="staff-conduct")] == [None]
    (fate,) = checked(desk, TRUST).suspended
    assert (fate.id, fate.organisation) == (made.id, SCHOOL)


def test_a_schools_draft_is_asked_with_the_trusts_policies_beside_it(desk: Desk, tmp_path: Path) -> None:
    ask(desk, LIFTS)
    ask(desk, PHONES)
    path = tmp_path / "in" / "staff-conduct.md"
    path.write_text(
        SCHOOL_CONDUCT.replace("1.1 Staff", "1.1 Everybody is kind.\n1.2 Staff"), encoding="utf-8"
    )
    assert [each.problem for each in desk.add(ASH, [path], policy="staff-conduct")] == [None]
    found = checked(desk)
    assert [each.passed for each in found.questions] == [True, True]
    assert found.questions[1].why == "staff-conduct 1.1 is staff-conduct 1.2 now (renumbered)"


# What the trust's revisions do to the schools' questions


def draft(desk: Desk, home: Path, text: str) -> None:
    path = file(home / "new", "staff-conduct.md", text)
    assert [each.problem for each in desk.add(TRUST, [path], policy="staff-conduct")] == [None]


def test_a_clause_that_the_trusts_draft_removes_fails_the_trusts_check_and_names_the_school(
    desk: Desk, tmp_path: Path
) -> None:
    ask(desk, LIFTS)
    draft(desk, tmp_path, TRUST_CONDUCT.replace(LIFT_RULE, ""))
    found = checked(desk, TRUST)
    assert found.failures == (
        "Ash School's question 1 (it must be: cite larkmere-trust/staff-conduct 2.1) fails:"
        " larkmere-trust/staff-conduct 2.1 is removed.",
    )
    assert found.questions == ()
    (row,) = found.below
    assert (row.organisation, row.number, row.question) == (SCHOOL, 1, LIFTS)
    with pytest.raises(CheckFailed, match="Ash School's question 1"):
        Gate(desk).publish(TRUST, "tests", NOW, quiet)
    assert "2.1" in str([each.number for each in desk.ask(question(LIFTS, SCHOOL)).quotes])


def test_a_schools_question_is_asked_with_the_trusts_draft_above_it(desk: Desk, tmp_path: Path) -> None:
    ask(desk, LIFTS)
    draft(desk, tmp_path, TRUST_CONDUCT.replace("in a private car", "in any private car"))
    found = checked(desk, TRUST)
    (row,) = found.below
    assert (row.passed, row.why) == (True, "larkmere-trust/staff-conduct 2.1: reworded")
    assert found.failures == ()
    assert (found.passed, found.questions) == (0, ())
    Gate(desk).publish(TRUST, "tests", NOW, quiet)
    (after,) = checked(desk).questions
    assert (after.passed, after.got) == (row.passed, row.got)


def test_what_the_draft_leaves_in_force_and_no_longer_quoted_fails_too(desk: Desk, tmp_path: Path) -> None:
    ask(desk, LIFTS)
    draft(desk, tmp_path, TRUST_CONDUCT.replace(LIFT_RULE, "2.1 Staff must not drive anybody privately.\n"))
    assert checked(desk, TRUST).failures[0].startswith("Ash School's question 1 ")


def test_a_later_day_of_the_trusts_is_asked_of_the_schools_questions(desk: Desk, tmp_path: Path) -> None:
    ask(desk, LIFTS)
    later = TRUST_CONDUCT.replace(LIFT_RULE, "").replace("review:", "effective: 2026-10-01\nreview:")
    draft(desk, tmp_path, later)
    found = checked(desk, TRUST)
    assert [(each.passed, each.on) for each in found.below] == [(True, None), (False, dt.date(2026, 10, 1))]
    assert "fails from 1 October 2026: larkmere-trust/staff-conduct 2.1 is removed" in found.failures[0]


def test_a_schools_question_that_fails_today_already_only_warns_the_trust(desk: Desk, tmp_path: Path) -> None:
    ask(desk, LIFTS)
    path = question_files.place(desk.settings.home, SCHOOL)
    path.write_text(path.read_text().replace(LIFTS, DOGS), encoding="utf-8")
    draft(desk, tmp_path, TRUST_CONDUCT.replace("every lift", "each lift"))
    found = checked(desk, TRUST)
    assert (found.failures, found.below) == ((), ())
    (warning,) = found.warnings
    assert warning.startswith("Ash School's question 1 ")
    assert warning.endswith("It fails today too, so that is no fault of this revision.")


def test_a_schools_file_that_cannot_be_read_warns_the_trust_without_its_place(
    desk: Desk, tmp_path: Path
) -> None:
    ask(desk, LIFTS)
    path = question_files.place(desk.settings.home, SCHOOL)
    path.write_text("[[question]\n", encoding="utf-8")
    draft(desk, tmp_path, TRUST_CONDUCT.replace(LIFT_RULE, ""))
    found = checked(desk, TRUST)
    assert found.failures == ()
    assert found.warnings == (
        "Ash School's questions were not asked, for their file cannot be read;"
        " quoth check --org ash-school says why.",
    )


def test_a_schools_questions_on_its_own_policies_are_not_asked_for_the_trust(
    desk: Desk, tmp_path: Path
) -> None:
    ask(desk, PHONES)
    draft(desk, tmp_path, TRUST_CONDUCT.replace(LIFT_RULE, ""))
    assert checked(desk, TRUST).below == ()


def test_a_failure_says_whose_clause_it_is_where_both_have_that_number(desk: Desk, tmp_path: Path) -> None:
    card = desk.ask(question(PHONES, SCHOOL))
    own, above = (each.cited for each in card.quotes)
    assert keep_true(desk, SCHOOL, PHONES, [own, above], "tests")
    changed = TRUST_CONDUCT.replace("may use a mobile phone", "should keep a tablet or a computer")
    put(desk, tmp_path, ABOVE, "staff-conduct.md", changed)
    (row,) = checked(desk).questions
    assert "larkmere-trust/staff-conduct 1.1" in row.why
    assert " staff-conduct 1.1" not in f" {row.why.replace('larkmere-trust/', '#')}"


def test_a_policy_that_is_not_there_is_named_with_its_organisation(desk: Desk) -> None:
    path = question_files.place(desk.settings.home, SCHOOL)
    path.parent.mkdir(exist_ok=True)
    path.write_text('[[question]]\nask = "x"\ncite = "larkmere-trust/staff-conducts 2.1"\n', encoding="utf-8")
    (row,) = checked(desk).questions
    assert row.why == (
        "no policy larkmere-trust/staff-conducts would be in force; did you mean larkmere-trust/staff-conduct"
    )


# What a withdrawal breaks


def test_a_withdrawal_is_told_what_rests_on_the_policy_here_and_below(desk: Desk) -> None:
    ask(desk, LIFTS)
    ask(desk, PHONES)
    assert keep_true(desk, TRUST, LIFTS, [desk.ask(question(LIFTS, TRUST)).quotes[0].cited], "tests")
    pin = pinned(
        desk, SCHOOL, [LIFTS], [desk.ask(question(LIFTS, SCHOOL)).quotes[0].cited], "slack:ULEAD", NOW
    )
    assert loses(desk, desk.organisation(TRUST), "staff-conduct") == (
        f"Question 1, “{LIFTS}”, must be answered from it, and fails without it.",
        f"Ash School's question 1, “{LIFTS}”, must be answered from it, and fails without it.",
        f"Pin {pin.id} (“{LIFTS}”) of Ash School rests on it, and is not served without it.",
    )
    assert loses(desk, desk.organisation(SCHOOL), "staff-conduct") == (
        f"Question 2, “{PHONES}”, must be answered from it, and fails without it.",
    )


def test_a_withdrawal_of_what_nothing_rests_on_is_told_nothing(desk: Desk) -> None:
    ask(desk, PHONES)
    assert loses(desk, desk.organisation(TRUST), "staff-conduct") == ()
    assert loses(desk, desk.organisation(SCHOOL), "no-such") == ()


def test_a_withdrawal_with_a_file_that_cannot_be_read_says_so(desk: Desk) -> None:
    ask(desk, PHONES)
    path = question_files.place(desk.settings.home, SCHOOL)
    path.write_text("[[question]\n", encoding="utf-8")
    (said,) = loses(desk, desk.organisation(SCHOOL), "staff-conduct")
    assert said.endswith("quoth check --org ash-school says why.")
    assert str(path) not in said
