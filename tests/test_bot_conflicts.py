"""What differs in force between two organisations is told by what clauses say, not by where they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.desk import Desk
from bot.differing import BY_DEGREE, Differing, Gravity, differ, gravity, listed
from corpus.document import Force
from tests.bot_trusts import ABOVE, ASH, SCHOOL, TRUST, put, trusts

HEAD = "---\ntitle: {title}\naudience: [staff]\n---\n\n# {title}\n\n"


def found(held: Desk, home: Path, own: str, above: str) -> tuple[Differing, ...]:
    """What differs where the school says `own` and its trust `above`."""
    put(held, home, ASH, "staff-conduct.md", HEAD.format(title="Rules") + own)
    put(held, home, ABOVE, "staff-conduct.md", HEAD.format(title="Code") + above)
    source = held.source(held.organisation(SCHOOL))
    assert source is not None
    return listed(source)


def test_the_gravest_comes_first(tmp_path: Path) -> None:
    own = "1. Staff must wear a name badge at work.\n2. Staff may accept a small gift from a parent.\n"
    above = (
        "1. Staff should wear a name badge at work.\n2. Staff must not accept a small gift from a parent.\n"
    )
    pairs = found(trusts(tmp_path), tmp_path, own, above)
    assert [each.gravity for each in pairs] == [
        Gravity.permitted_prohibited,
        Gravity.required_recommended,
    ]
    assert [(each.own.number, each.above.number) for each in pairs] == [("2", "2"), ("1", "1")]


def test_clauses_of_the_same_force_or_on_other_matters_do_not_differ(tmp_path: Path) -> None:
    own = "1. Staff must not accept a small gift from a parent.\n2. Staff may eat lunch in the garden.\n"
    above = "1. Staff must not accept a small gift from a parent.\n2. Visitors must sign the book.\n"
    assert found(trusts(tmp_path), tmp_path, own, above) == ()


def test_what_is_for_learners_does_not_conflict_with_what_is_for_staff(tmp_path: Path) -> None:
    own = "1. Staff may use a mobile phone in the library.\n"
    above = "1. Learners must not use a mobile phone in the library.\n"
    assert found(trusts(tmp_path), tmp_path, own, above) == ()


def test_both_clauses_are_quoted_each_as_its_organisations(tmp_path: Path) -> None:
    own, above = "1. Staff may smoke in the yard.\n", "1. Staff must not smoke in the yard.\n"
    (pair,) = found(trusts(tmp_path), tmp_path, own, above)
    assert (pair.own.words.text, pair.own.whose) == ("Staff may smoke in the yard.", None)
    assert pair.above.words.text == "Staff must not smoke in the yard."
    assert pair.above.whose is not None
    assert pair.above.whose.short == TRUST


def test_what_is_listed_is_what_a_card_would_say(tmp_path: Path) -> None:
    held = trusts(tmp_path)
    own = "1. Staff may smoke in the yard.\n2. Staff must wear a name badge at work.\n"
    above = "1. Staff must not smoke in the yard.\n2. Staff should wear a name badge at work.\n3. Cars must be parked.\n"
    pairs = {(each.own.clause_id, each.above.clause_id) for each in found(held, tmp_path, own, above)}
    one, other = (held.snapshot(held.organisation(each)) for each in (SCHOOL, TRUST))
    assert one is not None
    assert other is not None
    said = {
        (mine.id, theirs.id)
        for mine in one.units
        for theirs in other.units
        if differ(one, mine.id, other, theirs.id)
    }
    assert pairs == said
    assert len(pairs) == 2


@pytest.mark.parametrize("one", Force)
@pytest.mark.parametrize("other", Force)
def test_any_two_forces_that_bind_differ_unless_they_are_the_same(one: Force, other: Force) -> None:
    differs = one is not other and Force.information not in (one, other)
    assert (gravity(one, other) is not None) == differs
    assert gravity(one, other) is gravity(other, one)


def test_what_points_the_same_way_differs_only_by_degree() -> None:
    assert gravity(Force.obligation, Force.recommendation) in BY_DEGREE
    assert gravity(Force.permission, Force.prohibition) not in BY_DEGREE
