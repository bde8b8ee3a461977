"""A list reads as before when one of its clauses was taken out and the rest keep their numbers."""

from __future__ import annotations

import re

import pytest

from corpus.assemble import document
from corpus.clauses import cut
from corpus.document import Clause, Document

WORDS = ("lend a lamp", "copy a key", "prop a door", "leave a tap on", "move a ladder", "ride a bicycle")
COUNTS = {
    "dotted": ("1.", "2.", "3.", "4.", "5.", "6."),
    "two figures": ("8.", "9.", "10.", "11.", "12.", "13."),
    "letters": ("a.", "b.", "c.", "d.", "e.", "f."),
    "half brackets": ("a)", "b)", "c)", "d)", "e)", "f)"),
    "Roman": ("(i)", "(ii)", "(iii)", "(iv)", "(v)", "(vi)"),
    "brackets": ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)"),
}


def read(text: str, name: str = "policy.txt") -> tuple[Document, list[Clause]]:
    found = document(text.encode(), name)
    return found, [clause for clause in cut(found) if clause.part_of is None]


def rules(text: str, name: str = "policy.txt") -> dict[str, str]:
    _, clauses = read(text, name)
    return {clause.place or f"#{place}": clause.text for place, clause in enumerate(clauses)}


def listed(numbers: tuple[str, ...], without: set[int], end: str = ";", joint: str = "\n\n") -> str:
    """A policy whose clause 4.1 has this list, without the items at some places."""
    before = "".join(f"{n}. Staff must wear badge {n}.\n\n" for n in range(1, 8)) if "8." in numbers else ""
    items = [f"{numbers[i]} Staff must not {WORDS[i]}{end}" for i in range(6) if i not in without]
    return "Policy on Lamps\n\n" + before + "4.1 These are the rules:\n\n" + joint.join(items) + "\n"


@pytest.mark.parametrize("name", ["lamps.txt", "lamps.md"])
@pytest.mark.parametrize("joint", ["\n\n", "\n"])
@pytest.mark.parametrize("without", [{2}, {1, 2}, {3}])
@pytest.mark.parametrize("numbers", COUNTS.values(), ids=COUNTS)
def test_a_clause_taken_out_leaves_the_others_as_they_were(
    numbers: tuple[str, ...], without: set[int], joint: str, name: str
) -> None:
    whole = rules(listed(numbers, set(), joint=joint), name)
    for place in without:
        del whole[next(number for number, text in whole.items() if WORDS[place] in text)]
    assert rules(listed(numbers, without, joint=joint), name) == whole


def test_items_without_an_end_stay_apart_where_one_was_taken_out() -> None:
    text = (
        "Policy on Lamps\n\nIt is important that all who work in the building, for however short a time:\n\n"
        "a. Do not behave in a manner that would lead any reasonable person to question whether\nthey should hold a lamp\n"
        "c. Never accept a lamp from a visitor or from anybody whose name is not written down in\nthe book\n"
    )
    assert [number for number in rules(text) if number[0] != "#"] == ["a", "c"]


def test_a_letter_that_could_be_roman_goes_on_the_letters_where_one_was_taken_out() -> None:
    items = [f"{letter}) Staff must wear badge {letter}.\n\n" for letter in "abcdefghijklmnopqrstvw"]
    found = rules("Policy on Lamps\n\n4.1 These are the rules:\n\n" + "".join(items))
    assert list(found)[-3:] == ["4.1.t)", "4.1.v)", "4.1.w)"]


def test_a_list_whose_first_clause_was_taken_out_begins_with_the_second() -> None:
    text = "Policy on Lamps\n\n4.1 Staff must not:\n\nb. copy a key;\n\nc. prop a door.\n"
    assert rules(text) == {"4.1.b": "copy a key;", "4.1.c": "prop a door."}


def test_a_section_taken_out_leaves_the_next_its_number() -> None:
    text = (
        "Policy on Lamps\n\n1. Lamps in the hall. Staff should light the lamps in the hall before they let any pupil in,\n"
        "and must:\n\na. Light every lamp\nb. Tell the site manager about every lamp\n"
        "4. Lamps in the yard. Staff may mend a lamp that stands in the yard when the manager asks\nthem to.\n"
    )
    _, clauses = read(text)
    assert [(c.number, c.headings[-1:]) for c in clauses if c.text.startswith(("Tell", "Staff may"))] == [
        ("1.b", ("1. Lamps in the hall.",)),
        (None, ("4. Lamps in the yard.",)),
    ]


FULL = "{n}. Staff must not take any lamp out of the building unless it is as is set out in {end}"


@pytest.mark.parametrize(
    ("end", "following"),
    [
        ("the long rule", "12. Then the lamp is signed for in the book by the person who takes it out."),
        ("a letter by", "12. May 2026 is the last day on which a lamp may be taken out of a building."),
        ("the big book", "12. Pupils may go on using the lamps that they have been given until then."),
        ("notices of £", "12. 50 is the sum that is paid for each lamp which does not come back to us."),
    ],
)
def test_a_figure_that_begins_a_line_in_mid_sentence_is_no_number(end: str, following: str) -> None:
    items = "\n".join(FULL.format(n=n, end="the book.") for n in range(1, 10))
    text = f"Policy on Lamps\n\n{items}\n{FULL.format(n=10, end=end)}\n{following}\n"
    found = rules(text)
    assert "12" not in found
    assert found["10"].endswith(f"{end} {following}")


@pytest.mark.parametrize(
    "line", ["12. May 2026", "(c) Crown copyright 2016", "E. Smith", "15. Then wait.", "2016. It rained."]
)
def test_a_date_a_name_or_a_far_number_goes_on_no_count(line: str) -> None:
    badges = "".join(f"{n}. Staff must wear badge {n}.\n\n" for n in (*range(1, 11), "A", "B", "C"))
    text = f"Policy on Lamps\n\n{badges}(a) Pupils must walk.\n\n{line}\n"
    number = re.match(r"\(?\w+", line)
    assert number is not None
    assert not any(place.strip("().") == number.group().strip("(") for place in rules(text))


@pytest.mark.parametrize("dash", ["-", "–", "—"])
@pytest.mark.parametrize("name", ["lamps.txt", "lamps.md"])
def test_a_lead_in_may_end_with_a_colon_and_any_dash(name: str, dash: str) -> None:
    text = f"Policy on Lamps\n\n4.1 Staff must not act in a way which may:{dash}\n\n break a lamp.\n\n4.2 Staff must wait.\n"
    found, clauses = read(text, name)
    leads = [(" ".join(s.of(found.text) for s in c.lead), c.text) for c in clauses]
    assert leads == [
        (f"Staff must not act in a way which may:{dash}", "break a lamp."),
        ("", "Staff must wait."),
    ]


def test_bullets_lost_beneath_a_colon_and_a_long_dash_are_found_in_a_file_of_whole_paragraphs() -> None:
    rule = "Staff must not lend a lamp to anybody who has not signed for it in the book, and must write down who has it. "
    text = f"Policy on Lamps\n\n3.1 {rule * 3}\n\n3.2 {rule * 3}\n\n4.1 Staff must not act in a way which may:–\n\n break a lamp;\n lose a lamp.\n"
    assert list(rules(text)) == ["3.1", "3.2", "4.1 •1", "4.1 •2"]


def test_a_title_in_capitals_is_not_joined_with_the_line_below_it() -> None:
    body = "This policy says how lamps are lent, lit and mended in every building that the school\nowns or hires, and by whom.\n"
    text = (
        "POLICY ON THE LENDING AND MENDING OF LAMPS AND OTHER FORMS OF ELECTRIC LIGHT\n"
        f"Alder Primary School\n\n1. PURPOSE\n\n{body}\n2. SCOPE\n\n{body}"
    )
    found, _ = read(text)
    assert found.details.title == text.split("\n")[0]
