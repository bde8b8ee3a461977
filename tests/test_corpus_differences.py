"""What a revision changes is named exactly, and nothing else."""

from __future__ import annotations

import re

import pytest

from bot.editions import edition_of
from corpus.assemble import document
from corpus.differences import Difference, counted, differences
from corpus.revisions import Change, Edition

POLICY = """---
title: Staff Conduct
review: 2026-08-31
---

# Staff Conduct

## 1 Friends online

1.1 Staff must not accept a friend request from a pupil.
1.2 Staff should tell their line manager of a request on the same day.
1.3 A member of staff may keep a public page for a club that the head has approved.
1.4 Rule 1.1 does not apply to relatives; see 1.3 and section 2.

## 2 Lifts

2.1 Staff may give a pupil a lift only if the head has agreed in writing.
2.2 A second adult must be in the car. The pupil must sit in the back at all times.

Before a journey the driver must check:

- the insurance papers and the tyres
- the child seats
"""
RULE = "1.1 Staff must not accept a friend request from a pupil.\n"
TELL = "1.2 Staff should tell their line manager of a request on the same day.\n"
LIFT = "Staff may give a pupil a lift only if the head has agreed in writing."
QUIET = (Change.unchanged, Change.renumbered)


def edition(text: str) -> Edition:
    """The edition of one policy."""
    return edition_of([document(text.encode(), "conduct.md")])


def changed(new: str, old: str = POLICY) -> list[Difference]:
    """What is changed between two texts, but for what only got another number."""
    return [each for each in differences(edition(old), edition(new)) if each.change not in QUIET]


def test_one_reworded_clause_is_all_that_is_named() -> None:
    (found,) = changed(POLICY.replace("the same day", "the next working day"))
    assert (found.change, found.old[0].place, found.new[0].place) == (Change.reworded, "1.2", "1.2")


def test_an_inserted_clause_only_renumbers_the_later_ones_and_the_references_to_them() -> None:
    new = POLICY.replace(
        TELL, "1.2 Passwords must be kept secret from everyone.\n" + TELL.replace("1.2", "1.3")
    )
    new = new.replace("1.4 Rule 1.1", "1.5 Rule 1.1").replace("1.3 A member", "1.4 A member")
    new = new.replace("see 1.3 and", "see 1.4 and")
    (found,) = changed(new)
    assert (found.change, found.new[0].text) == (Change.added, "Passwords must be kept secret from everyone.")
    assert counted(differences(edition(POLICY), edition(new))) == {"added": 1, "renumbered": 3}


def test_an_inserted_section_renumbers_what_comes_after_it() -> None:
    new = POLICY.replace("## 2 Lifts", "## 2 Keys\n\n2.1 Keys must be worn on a lanyard.\n\n## 3 Lifts")
    new = new.replace("2.1 Staff may", "3.1 Staff may").replace("2.2 A second", "3.2 A second")
    (found,) = changed(new.replace("and section 2", "and section 3"))
    assert (found.change, found.new[0].place) == (Change.added, "2.1")


def test_a_reference_to_another_rule_is_another_wording() -> None:
    (found,) = changed(POLICY.replace("Rule 1.1 does", "Rule 1.2 does"))
    assert found.change is Change.reworded


def test_another_number_of_days_is_another_wording_even_where_a_clause_was_renumbered_so() -> None:
    old = "# Leave\n\n1. Staff must be kind.\n2. Staff must ask within 2 days of the event.\n3. Staff may swap.\n"
    new = old.replace("1. Staff must be kind.\n2.", "1.").replace("3. Staff may", "2. Staff may")
    new = new.replace("within 2 days", "within 1 days")
    kinds = {each.change for each in changed(new, old)}
    assert kinds == {Change.removed, Change.reworded}


def test_a_removed_clause_is_one_change() -> None:
    new = POLICY.replace(TELL, "").replace("1.3 A member", "1.2 A member").replace("1.4 Rule", "1.3 Rule")
    (found,) = changed(new.replace("see 1.3 and", "see 1.2 and"))
    assert (found.change, found.old[0].place, found.new) == (Change.removed, "1.2", ())


def test_another_date_is_a_change_of_the_details_alone() -> None:
    (found,) = changed(POLICY.replace("2026-08-31", "2027-08-31"))
    assert (found.change, found.detail) == (Change.details_changed, "review_on")
    assert (found.was, found.now) == ("31 August 2026", "31 August 2027")


def test_a_date_in_a_line_of_the_text_is_a_change_of_the_details_alone() -> None:
    old = "Lifts Policy\n\n1. Staff may give a lift if the head agrees.\n\nEffective Date: 01/11/2025 Review Date: 31/10/2026\n"
    found = changed(old.replace("31/10/2026", "31/10/2027"), old)
    assert [(each.change, each.detail) for each in found] == [(Change.details_changed, "review_on")]


HEAD = """# Lifts Policy

| | |
|---|---|
| Policy owner | Head of Site |
| Version | 2.1 |
| Review date | 30 April 2027 |

1. Staff may give a lift if the head agrees.
"""


@pytest.mark.parametrize(
    ("old", "new", "detail"),
    [
        ("30 April 2027", "30 April 2028", "review_on"),
        ("2.1", "2.2", "revision"),
        ("Head of Site", "Business Manager", "owner"),
    ],
)
def test_a_row_of_the_head_is_a_change_of_the_details_alone(old: str, new: str, detail: str) -> None:
    found = changed(HEAD.replace(old, new), HEAD)
    assert [(each.change, each.detail) for each in found] == [(Change.details_changed, detail)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a friend request", "a  friend  request"),
        ("relatives; see", "relatives ; see"),
        ("- the", "* the"),
        ("tyres\n", "tyres;\n"),
        ("the same day.\n", "the same\nday.\n"),
        ("accept a friend", "accept\u00a0a friend"),
    ],
)
def test_the_look_of_the_text_is_no_change(old: str, new: str) -> None:
    assert old in POLICY
    assert changed(POLICY.replace(old, new)) == []


def test_quotation_marks_and_dashes_are_no_change() -> None:
    old = (
        "# Rules\n\n1. Staff must say 'please' - always - to a colleague's face.\n2. Staff must be on time.\n"
    )
    new = (
        "# Rules\n\n1. Staff must say “please” — always — to a colleague’s face.\n2. Staff must be on time.\n"
    )
    assert changed(new, old) == []


def test_a_clause_in_another_section_is_moved() -> None:
    new = POLICY.replace(RULE, "").replace("2.2 A second", "2.0 " + RULE[4:] + "2.2 A second")
    (found,) = changed(new)
    assert (found.change, found.old[0].place) == (Change.moved, "1.1")


def test_a_clause_that_changed_places_with_another_is_moved() -> None:
    new = POLICY.replace(RULE + TELL, "1.1" + TELL[3:] + "1.2" + RULE[3:])
    assert [each.change for each in changed(new)] == [Change.moved]


def test_a_clause_in_two_is_split_and_its_parts_are_not_added() -> None:
    new = POLICY.replace("in the car. The pupil", "in the car.\n2.3 The pupil")
    (found,) = changed(new)
    assert (found.change, len(found.old), len(found.new)) == (Change.split_up, 1, 2)


def test_two_clauses_in_one_are_merged() -> None:
    new = POLICY.replace(RULE + TELL, RULE.rstrip("\n") + TELL[3:])
    (found,) = changed(new)
    assert (found.change, len(found.old), len(found.new)) == (Change.merged, 2, 1)


def test_what_binds_otherwise_is_said_first() -> None:
    new = POLICY.replace("the same day", "the next day").replace("must not accept", "should not accept")
    assert [each.change for each in changed(new)] == [Change.force_changed, Change.reworded]


def test_must_in_place_of_should_binds_otherwise_even_where_should_is_read_as_binding() -> None:
    advice = "".join(f"{each} Staff should not share the {each} list.\n" for each in range(1, 8))
    old = f"# Lists\n\n{advice}"
    (found,) = changed(old.replace("3 Staff should not", "3 Staff must not"), old)
    assert (found.change, found.old[0].force) == (Change.force_changed, found.new[0].force)


def test_must_in_place_of_should_in_a_lead_in_binds_otherwise_for_each_of_its_items_and_is_said_once() -> (
    None
):
    advice = "".join(f"{each}. Staff should not share the {each} list.\n" for each in range(1, 8))
    old = f"# Lists\n\n{advice}\nStaff should not:\n\n- post a list\n- print a list\n"
    found = changed(old.replace("Staff should not:", "Staff must not:"), old)
    assert [(each.change, each.detail) for each in found] == [(Change.force_changed, "")] * 2
    assert {each.old[0].force is each.new[0].force for each in found} == {True}
    assert (found[0].lead_was, found[0].lead_now) == (("Staff should not:",), ("Staff must not:",))


def test_whom_it_speaks_to_is_a_change_of_its_own() -> None:
    old = "# Phones\n\n## Part for staff\n\n1. Phones must be off.\n\n## Part for learners\n\n2. Watches must be off.\n"
    found = changed(old.replace("## Part for staff", "## Part for parents"), old)
    assert [each.change for each in found if not each.detail] == [Change.audience_changed]


def test_a_reworded_heading_is_said_once_and_moves_nothing() -> None:
    (found,) = changed(POLICY.replace("## 1 Friends online", "## 1 Friends and followers"))
    assert (found.change, found.detail) == (Change.reworded, "heading")
    assert (found.was, found.now) == ("1 Friends online", "1 Friends and followers")


def test_a_reworded_lead_in_is_said_once_and_not_for_each_of_its_items() -> None:
    (found,) = changed(POLICY.replace("Before a journey the", "Before each journey the"))
    assert (found.change, found.detail) == (Change.reworded, "lead-in")


def test_a_lead_in_that_turns_round_is_said_of_each_of_its_items() -> None:
    old = "# Rules\n\n1. Staff must not:\n\n- accept a friend request\n- send a friend request\n"
    found = changed(old.replace("must not:", "may:"), old)
    assert [each.change for each in found] == [Change.force_changed] * 2
    assert found[0].lead_was == ("Staff must not:",)


def test_a_reworded_definition_is_named_and_not_the_clauses_that_use_it() -> None:
    old = POLICY.replace("a pupil.\n1.2", "a pupil*.\n1.2") + "\n\\* A pupil means anyone on roll.\n"
    (found,) = changed(old.replace("anyone on roll", "anyone on roll or on a visit"), old)
    assert found.new[0].text == "A pupil means anyone on roll or on a visit."


def test_another_clause_in_the_same_place_is_removed_and_added() -> None:
    found = changed(POLICY.replace(LIFT, "Staff must lock the minibus whenever they leave it unattended."))
    assert [each.change for each in found] == [Change.removed, Change.added]


def test_two_clauses_reworded_at_once_keep_their_partners() -> None:
    old = """# Phones

1. Staff must hand in their phones at the office before lessons begin.
2. Staff must hand in their watches at the office before lessons begin.
"""
    new = """# Phones

1. Staff must hand in their phones at the reception before registration begins.
2. Staff must hand in their watches at the reception before registration begins.
"""
    found = changed(new, old)
    pairs = [(each.old[0].place, each.new[0].place) for each in found]
    assert ([each.change for each in found], pairs) == ([Change.reworded] * 2, [("1", "1"), ("2", "2")])


def test_partners_are_chosen_for_all_clauses_together() -> None:
    # The first clause alone would rather be the second, which is the only partner of the other.
    old = "# Keys\n\n1. Staff must sign for a key.\n2. Staff must sign for a key and a fob every morning.\n"
    new = "# Keys\n\n1. Staff must sign for a key and a fob every day.\n2. Governors must sign for a key.\n"
    found = [each for each in differences(edition(old), edition(new)) if each.old and each.new]
    partners = {each.old[0].text: each.new[0].text for each in found}
    assert partners["Staff must sign for a key and a fob every morning."].endswith("every day.")


def test_of_two_clauses_that_say_the_same_the_right_one_is_removed() -> None:
    old = "# Doors\n\n## 1 Front\n\n1.1 Doors must be shut.\n1.2 Bells must work.\n\n## 2 Back\n\n2.1 Doors must be shut.\n"
    (found,) = changed(old.replace("\n## 2 Back\n\n2.1 Doors must be shut.\n", ""), old)
    assert (found.change, found.old[0].place) == (Change.removed, "2.1")


def test_a_policy_that_is_the_same_is_passed_over_and_a_new_one_is_all_added() -> None:
    other = document(b"# Keys\n\n1. Keys must be worn.\n", "keys.md")
    conduct = document(POLICY.encode(), "conduct.md")
    found = differences(edition_of([conduct]), edition_of([conduct, other]))
    assert [(each.policy, each.change) for each in found] == [("keys", Change.added)]


def test_every_clause_is_in_exactly_one_difference() -> None:
    new = POLICY.replace("in the car. The pupil", "in the car.\n2.3 The pupil").replace(TELL, "")
    one, other = edition(POLICY), edition(new)
    found = differences(one, other)
    assert sorted(unit.id for each in found for unit in each.old) == sorted(each.id for each in one.units)
    assert sorted(unit.id for each in found for unit in each.new) == sorted(each.id for each in other.units)


PHONES = """---
title: Phones
audience: Staff
---

# Phones

## 1 Classrooms

a) The classrooms are a phone-free zone from 9.00am, and for 95% of the day.
b) Staff who find a phone must hand it to the office before 9.30am.
c) Volunteers should first tell staff of a difficult call.
d) A "phone-free area" is any room where pupils could reasonably be expected to come in.
e) Duty officers will sign the log; staff find the key.

Staff must not:

- film pupils on a self-owned phone
- reply to pupils

## 2 Part for staff

a) Phones in the staffroom must be off.
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("-", "\u2010"),
        ("-", "\u2011"),
        ("ff", "\ufb00"),
        ("fi", "\ufb01"),
        ("m", "\uff4d"),
    ],
)
def test_another_form_of_hyphen_or_letter_is_no_change(old: str, new: str) -> None:
    head, body = PHONES.split("## 1")
    body = re.sub(rf"(?<=[a-z ]){old}(?=[a-z])", new, body)
    assert new in body
    assert changed(f"{head}## 1{body}", PHONES) == []


@pytest.mark.parametrize(("old", "new"), [("9.00am", "9.00 am"), ("9.30am", "9.30\u00a0am"), ("95%", "95 %")])
def test_a_space_within_a_time_or_a_share_is_no_change(old: str, new: str) -> None:
    assert old in PHONES
    assert changed(PHONES.replace(old, new), PHONES) == []


def test_another_time_is_another_wording() -> None:
    assert [each.change for each in changed(PHONES.replace("9.00am", "9.00 pm"), PHONES)] == [Change.reworded]


def test_the_look_of_a_number_is_no_other_number() -> None:
    found = differences(edition(PHONES), edition(re.sub(r"(?m)^([a-e])\) ", r"(\1) ", PHONES)))
    assert {each.change for each in found} == {Change.unchanged}
    places = [(each.old[0].place, each.new[0].place) for each in found if each.old[0].place]
    assert ("1.b)", "1(b)") in places


def test_what_stands_elsewhere_may_change_how_a_clause_binds_whatever_else_was_done_to_its_look() -> None:
    advice = "".join(f"{each}. Staff should not share the {each} list - ever.\n" for each in range(1, 8))
    old = f"# Lists\n\n{advice}8. Keys must be worn.\n"
    new = old.replace("2 list - ever", "2 list – ever").replace(
        "8. Keys must be worn.", "".join(f"{each}. Key {each} must be worn.\n" for each in range(8, 18))
    )
    binding = [each for each in changed(new, old) if each.change is Change.force_changed]
    assert len(binding) == 7


def test_a_clause_that_differs_in_its_look_alone_is_unchanged_however_it_is_read() -> None:
    old = "# Screens\n\n1. If a ransom message appears, pull out the network cable.\n2. Keys must be worn.\n"
    one, other = edition(old), edition(old.replace("appears, pull", "appears,pull"))
    assert [each.force for each in one.units] != [each.force for each in other.units]
    assert {each.change for each in differences(one, other)} == {Change.unchanged}
