"""What became of a clause in the next revision."""

from __future__ import annotations

import pytest

from bot.editions import edition_of
from corpus.assemble import document
from corpus.document import Clause
from corpus.revisions import Became, Change, Edition, became

POLICY = """# Staff Conduct

## 1 Friends online

1.1 Staff must not accept a friend request from a pupil.
1.2 Staff should tell their line manager of a request on the same day.
1.3 A member of staff may keep a public page for a club that the head has approved.

## 2 Lifts

2.1 Staff may give a pupil a lift only if the head has agreed in writing.
2.2 A second adult must be in the car. The pupil must sit in the back.
"""
RULE = "Staff must not accept a friend request from a pupil."
TELL = "Staff should tell their line manager of a request on the same day."
LIFT = "Staff may give a pupil a lift only if the head has agreed in writing."


def edition(text: str, name: str = "conduct.md") -> Edition:
    """The edition of one policy."""
    return edition_of([document(text.encode(), name)])


def unit(found: Edition, words: str) -> Clause:
    """The printed unit that holds these words."""
    return next(each for each in found.units if words in each.text)


def fate(words: str, new: str) -> tuple[Became, Edition]:
    """What became of the clause that holds these words."""
    old, then = edition(POLICY), edition(new)
    return became(unit(old, words), old, then), then


def test_a_clause_that_nobody_touched_is_unchanged() -> None:
    assert fate(RULE, POLICY.replace(LIFT, "Staff must never give lifts."))[0].change is Change.unchanged


def test_a_clause_with_another_number_is_renumbered_and_kept() -> None:
    new = POLICY.replace("1.2 Staff should", "1.2 Staff must be kind online.\n1.3 Staff should")
    new = new.replace("1.3 A member", "1.4 A member")
    found, then = fate(TELL, new)
    assert (found.change, found.kept) == (Change.renumbered, True)
    assert then.clause(found.now[0]).place == "1.3"  # type: ignore[union-attr]


def test_a_clause_under_another_heading_is_moved_and_kept() -> None:
    new = POLICY.replace(f"1.2 {TELL}\n", "").replace("## 2 Lifts\n", f"## 2 Lifts\n\n2.0 {TELL}\n")
    assert fate(TELL, new)[0] == Became(change=Change.moved, now=fate(TELL, new)[0].now)
    assert fate(TELL, new)[0].kept


@pytest.mark.parametrize(
    ("old", "new"),
    [("a pupil.", "a learner."), ("on the same day", "within the same day"), ("the head", "a head")],
)
def test_one_other_word_is_a_rewording_and_not_kept(old: str, new: str) -> None:
    words = next(each for each in (RULE, TELL, LIFT) if old in each)
    found, then = fate(words, POLICY.replace(words, words.replace(old, new)))
    assert (found.change, found.kept) == (Change.reworded, False)
    assert then.clause(found.now[0]).text == words.replace(old, new)  # type: ignore[union-attr]


def test_another_force_is_said_to_be_one() -> None:
    found, _ = fate(RULE, POLICY.replace("Staff must not accept", "Staff should not accept"))
    assert (found.change, found.kept) == (Change.force_changed, False)


def test_a_clause_that_is_gone_is_removed() -> None:
    assert fate(TELL, POLICY.replace(f"1.2 {TELL}\n", ""))[0] == Became(change=Change.removed)


def test_a_clause_in_two_is_split() -> None:
    both = "A second adult must be in the car. The pupil must sit in the back."
    new = POLICY.replace(
        f"2.2 {both}", "2.2 A second adult must be in the car.\n2.3 The pupil must sit in the back."
    )
    found, _ = fate("A second adult", new)
    assert (found.change, len(found.now)) == (Change.split_up, 2)


def test_two_clauses_in_one_are_merged() -> None:
    new = POLICY.replace(f"1.1 {RULE}\n1.2 {TELL}", f"1.1 {RULE} {TELL}")
    one, _ = fate(RULE, new)
    other, _ = fate(TELL, new)
    assert (one.change, other.change) == (Change.merged, Change.merged)
    assert one.now == other.now


def test_the_look_of_marks_is_no_change() -> None:
    old = edition("# Rules\n\n1. Staff must say 'please' - always.\n")
    new = edition("# Rules\n\n1. Staff  must say ‘please’ – always.\n")
    assert became(unit(old, "please"), old, new).change is Change.unchanged


def test_a_lead_in_that_turns_round_is_a_change_of_force() -> None:
    old = edition("# Rules\n\n1. Staff must not:\n\n- accept a friend request\n- send a friend request\n")
    new = edition("# Rules\n\n1. Staff may:\n\n- accept a friend request\n- send a friend request\n")
    assert became(unit(old, "accept"), old, new).change is Change.force_changed


def test_the_identity_of_a_clause_does_not_hang_on_its_number() -> None:
    old, new = edition(POLICY), edition(POLICY.replace("2.1 Staff", "7.4 Staff"))
    assert old.identity(unit(old, LIFT)) == new.identity(unit(new, LIFT))


def test_a_new_exception_is_bound_to_its_rule() -> None:
    starred = POLICY.replace("from a pupil.", "from a pupil*.") + "\n\\* This does not apply to family.\n"
    old = edition(POLICY.replace("from a pupil.", "from a pupil*."))
    new = edition(starred)
    one, other = unit(old, "accept a friend"), unit(new, "accept a friend")
    assert old.identity(one) == new.identity(other)
    assert old.binding(one) != new.binding(other)
    assert became(one, old, new).change is Change.notes_changed
