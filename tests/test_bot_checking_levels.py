"""An organisation's own questions where policies of organisations above it hold too."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot import own_questions
from bot.checking import Checked, check
from bot.desk import Desk
from bot.gate import Gate
from bot.own_questions import keep_true
from bot.pinning import pinned
from tests.bot_desks import question
from tests.bot_published import quiet
from tests.bot_trusts import (
    ABOVE,
    ASH,
    LIFTS,
    PHONES,
    SCHOOL,
    SCHOOL_CONDUCT,
    TRUST,
    TRUST_CONDUCT,
    put,
    trusts,
)

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
