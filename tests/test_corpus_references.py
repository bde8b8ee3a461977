"""What goes along with a rule: exceptions, references, notes and definitions, and nothing else."""

from __future__ import annotations

import time

import pytest

from corpus.assemble import document
from corpus.clauses import cut
from corpus.document import Clause, LinkKind

GATES = "1.1 Gates must be shut.\n\n1.2 Lamps must be lit.\n\n1.3 Dogs stay outside.\n\n"


def clauses_of(text: str) -> dict[str, Clause]:
    found = cut(document(f"# Policy on Keys\n\n{text}".encode(), "keys.md"))
    return {clause.place or clause.text[:20]: clause for clause in found if clause.part_of is None}


def links_of(text: str, number: str) -> list[tuple[str, str]]:
    found = clauses_of(text)
    names = {clause.id: place for place, clause in found.items()}
    return [(link.kind.value, names[link.clause_id]) for link in found[number].links]


@pytest.mark.parametrize(
    "words",
    [
        "Keys may be lent (see 1.2).",
        "Keys may be lent in line with section 1.2.",
        "Keys are lent as set out in paragraph 1.2 of this policy.",
        "Keys may be lent, subject to rule 1.2, for a day.",
        "Keys may be lent in accordance with clause 1.2 to a visitor.",
        "Follow the steps in 1.2 when a key is lent.",
    ],
)
def test_a_clause_brings_the_one_it_refers_to(words: str) -> None:
    assert links_of(f"{GATES}1.4 {words}\n", "1.4") == [("reference", "1.2")]


@pytest.mark.parametrize(
    "words",
    [
        "Keys are kept under section 1.2 of the Education Act 2002.",
        "Keys are kept in line with clause 1.2 of your contract.",
        "Keys are kept in line with section 1.2 of Keeping Children Safe in Education.",
        "Keys are kept in accordance with section 7.9.",
        "Fences must be under 1.2 metres.",
        "Fences under 1.2m are painted at 1.2 litres a metre.",
        "See 1.25 for the price of a key.",
        "Keys may be lent (see 1.4).",
    ],
)
def test_a_number_that_is_no_clause_of_this_policy_brings_nothing(words: str) -> None:
    assert links_of(f"{GATES}1.4 {words}\n", "1.4") == []


def test_two_numbers_bring_two_clauses_and_a_long_list_brings_none() -> None:
    assert links_of(f"{GATES}1.4 Lend keys as set out in 1.1 and 1.3.\n", "1.4") == [
        ("reference", "1.1"),
        ("reference", "1.3"),
    ]
    listed = "1.1 Staff must not:\n\n(a) lend keys;\n\n(b) copy keys;\n\n(c) lose keys.\n\n"
    assert links_of(f"{listed}1.2 Keep keys in line with 1.1.\n", "1.2") == []
    assert links_of(f"{listed}1.2 Keep keys in line with paragraph 1.1(b).\n", "1.2") == [
        ("reference", "1.1(b)")
    ]


def test_an_appendix_comes_where_it_is_one_short_clause() -> None:
    rule = "## 1 Keys\n\n1.1 Keys are signed for (see Appendix A).\n\n"
    short = rule + "## Appendix A: Form\n\nThe form asks for name and date.\n"
    assert [kind for kind, _ in links_of(short, "1.1")] == ["reference"]
    assert links_of(short + "\nIt is kept for a year.\n", "1.1") == []
    assert links_of(rule + f"## Appendix A\n\n{'The form is long. ' * 30}\n", "1.1") == []


@pytest.mark.parametrize(
    "words",
    [
        "Rule 1.2 does not apply in the chapel.",
        "The duty in 1.2 is lifted in summer.",
        "Exceptions to 1.2: the chapel and the boat house.",
    ],
)
def test_a_clause_that_lifts_another_by_number_is_its_exception(words: str) -> None:
    text = f"{GATES}1.4 {words}\n"
    assert links_of(text, "1.2") == [("exception", "1.4")]
    assert links_of(text, "1.4") == [("rule", "1.2")]
    assert clauses_of(text)["1.2"].notes == (clauses_of(text)["1.4"].id,)
    assert clauses_of(text)["1.4"].notes == ()


def test_a_rule_that_reaches_further_by_number_is_no_exception() -> None:
    assert links_of(f"{GATES}1.4 The rule in 1.2 also applies to volunteers.\n", "1.2") == [("note", "1.4")]


def test_everything_under_exceptions_to_a_rule_is_one() -> None:
    text = "## 1 Keys\n\n1.1 Keys must not be lent.\n\n## Exceptions to 1.1\n\n2.1 The caretaker may lend keys.\n\n2.2 The Head may lend keys.\n"
    assert links_of(text, "1.1") == [("exception", "2.1"), ("exception", "2.2")]


@pytest.mark.parametrize(
    "words",
    [
        "However, the caretaker may keep one.",
        "This does not apply to the caretaker.",
        "This rule is waived on open days.",
        "The only exception is the caretaker.",
        "An exception may be made by the Head.",
        "Unless the Head says otherwise.",
    ],
)
def test_a_following_clause_that_takes_an_exception_goes_with_the_one_before(words: str) -> None:
    assert links_of(f"{GATES}1.4 {words}\n", "1.3") == [("exception", "1.4")]


@pytest.mark.parametrize(
    "words",
    [
        "Unless the Head agrees, cars must stay outside.",
        "Butter is kept cold.",
        "This policy applies to all.",
    ],
)
def test_a_rule_that_stands_by_itself_is_no_exception(words: str) -> None:
    assert links_of(f"{GATES}1.4 {words}\n", "1.3") == []


def test_an_exception_after_a_list_goes_with_each_item() -> None:
    text = "1.1 Staff must not:\n\n* lend keys;\n* copy keys.\n\nThis does not apply to the caretaker.\n"
    assert {kind for kind, _ in links_of(text, "1.1 •1")} == {"exception"}
    assert {kind for kind, _ in links_of(text, "1.1 •2")} == {"exception"}


def test_an_exception_does_not_reach_over_a_heading() -> None:
    text = "## 1 Keys\n\n1.1 Keys must be worn.\n\n## 2 Dogs\n\n2.1 However, dogs may come.\n"
    assert links_of(text, "1.1") == []


def test_a_starred_note_leads_back_to_what_carries_its_star() -> None:
    text = "1.1 Keys must be worn.*\n\n1.2 Fobs too.\n\n\\* In the pool they may be left in a locker.\n"
    found = clauses_of(text)
    assert [(link.kind, link.clause_id) for link in found["1.1*"].links] == [(LinkKind.rule, found["1.1"].id)]
    assert [(link.kind, link.clause_id) for link in found["1.1"].links] == [
        (LinkKind.starred, found["1.1*"].id)
    ]


def test_a_definition_names_the_word_it_defines_and_everyday_words_need_none() -> None:
    text = '1.1 A "fob" means a tag that opens a door.\n\n1.2 "Day" means a school day.\n\n1.3 Fobs must be worn all day.\n\n1.4 Gates are shut.\n\n1.5 Lamps are lit.\n'
    found = clauses_of(text)
    assert [(link.kind, link.term) for link in found["1.3"].links] == [(LinkKind.definition, "fob")]


@pytest.mark.parametrize(
    "line", ["see 1.1.1.1", "see Appendix A ", "in line with section 1(a)(a)(a)", "exceptions to 1.1, "]
)
def test_thousands_of_references_are_read_in_seconds(line: str) -> None:
    body = "\n\n".join(f"{number}.1 {line * 40}" for number in range(1, 300))
    appendices = "\n\n".join(f"## Appendix {letter}\n\nText." for letter in "ABCDEFGH")
    started = time.perf_counter()
    clauses_of(f"{body}\n\n{appendices}\n")
    assert time.perf_counter() - started < 20
