"""What real policies do to their own text, one invented example for each."""

from __future__ import annotations

from itertools import pairwise

import pytest

from corpus.assemble import document
from corpus.clauses import cut
from corpus.document import Clause, Document, Force
from corpus.errors import UnreadableDocument


def read(text: str, name: str = "policy.txt") -> tuple[Document, list[Clause]]:
    found = document(text.encode(), name)
    return found, [clause for clause in cut(found) if clause.part_of is None]


def rules(text: str, name: str = "policy.txt") -> dict[str, str]:
    """The words of each clause by its number, or its place where none is printed."""
    _, clauses = read(text, name)
    return {clause.number or f"#{place}": clause.text for place, clause in enumerate(clauses)}


def led(text: str, name: str = "policy.txt") -> list[tuple[str, str]]:
    """Lead-in and words of each clause that hangs on one."""
    found, clauses = read(text, name)
    return [(" ".join(s.of(found.text) for s in c.lead), c.text) for c in clauses if c.lead]


LAMPS = "Policy on Lamps\n\n"


def test_a_contents_page_with_dotted_leaders_states_nothing() -> None:
    text = "Policy on Lamps\nContents\n1. Buying ........ 2\n2. Lighting ...... 3\n3. Mending . . . . . 4\n\n1. Buying\n1.1 Staff must buy lamps locally.\n2. Lighting\n2.1 Staff must not leave a lamp lit.\n3. Mending\n3.1 Staff may mend a lamp.\n"
    assert rules(text) == {
        "1.1": "Staff must buy lamps locally.",
        "2.1": "Staff must not leave a lamp lit.",
        "3.1": "Staff may mend a lamp.",
    }


def test_a_contents_page_without_leaders_or_pages_states_nothing() -> None:
    text = "# Policy on Lamps\n\nContents\n\nBuying lamps\n\nLighting lamps\n\n## Buying lamps\n\nStaff must buy lamps locally.\n\n## Lighting lamps\n\nStaff must not leave a lamp lit.\n"
    assert list(rules(text, "a.md").values()) == [
        "Staff must buy lamps locally.",
        "Staff must not leave a lamp lit.",
    ]


def test_a_list_of_links_into_the_page_states_nothing() -> None:
    text = "# Policy on Lamps {#top}\n\n* [Buying](#buy)\n* [Lighting](#light)\n\n## Buying {#buy}\n\nBuy lamps locally.\n\n## Lighting {#light}\n\nLight one lamp at a time.\n"
    found, clauses = read(text, "a.md")
    assert [clause.text for clause in clauses] == ["Buy lamps locally.", "Light one lamp at a time."]
    assert found.details.title == "Policy on Lamps"


def test_running_heads_among_the_text_are_dropped_where_they_count_pages() -> None:
    body = "".join(
        f"{page}.{line} Staff must keep lamp number {page * 10 + line} in the store room on shelf {line}\nand must not light it.\n"
        + ("Northgate Lamp Policy v2    " + str(page) + "\n" if line == 6 else "")
        for page in (1, 2, 3)
        for line in range(1, 9)
    )
    assert "Northgate" not in " ".join(rules(LAMPS + body).values())


def test_a_head_beside_every_page_number_is_dropped() -> None:
    body = "".join(
        f"{page}.{line} Staff must keep lamp number {page * 10 + line} in the store room on shelf {line}\nand must not light it.\n"
        + (f"Northgate Lamp Policy\nPage {page} of 3\n" if line == 6 else "")
        for page in (1, 2, 3)
        for line in range(1, 9)
    )
    assert "Northgate" not in document((LAMPS + body).encode(), "a.txt").text


def test_years_in_a_list_are_no_page_numbers() -> None:
    assert {"Year 7", "Year 8", "Year 9"} <= set(
        rules(LAMPS + "Lamps may be used by:\n• Year 7\n• Year 8\n• Year 9\n").values()
    )


def test_a_word_divided_at_the_line_end_is_whole_again_where_the_document_divides_words() -> None:
    text = (
        LAMPS
        + "1.1 The governors of Westmarch ask every caretaker in West-\nmarch to check each lamp and to write the con-\ndition of it down in the well-\nknown red book.\n"
    )
    assert "in Westmarch to" in rules(text)["1.1"]
    assert "the condition of" in rules(text)["1.1"]
    assert "well-known" in rules(text)["1.1"]


def test_a_compound_keeps_its_hyphen_where_no_word_is_divided() -> None:
    text = LAMPS + "1.1 Every lamp in the building must be examined each year by a fair-\nminded person.\n"
    assert "fair-minded" in rules(text)["1.1"]


def test_a_numbered_title_above_deeper_numbers_is_a_heading() -> None:
    text = (
        LAMPS
        + "1.0 Use\n1.1 Personal lamps\n1.1.1 Staff must not bring lamps.\n1.1.2 Pupils must not bring lamps.\n1.2 School lamps\n1.2.1 Staff may borrow lamps.\n"
    )
    _, clauses = read(text)
    assert [(c.number, c.headings[-1]) for c in clauses] == [
        ("1.1.1", "1.1 Personal lamps"),
        ("1.1.2", "1.1 Personal lamps"),
        ("1.2.1", "1.2 School lamps"),
    ]


def test_an_item_that_ends_in_or_does_not_lead_the_outer_item_after_it() -> None:
    text = (
        LAMPS
        + "1.1 Staff must not:\n(a) lend a lamp, whether\n(i) for a day, or\n(ii) for a week; or\n(b) sell a lamp.\n"
    )
    assert led(text) == [
        ("Staff must not: lend a lamp, whether", "for a day, or"),
        ("Staff must not: lend a lamp, whether", "for a week; or"),
        ("Staff must not:", "sell a lamp."),
    ]


def test_a_ban_reaches_through_an_inner_list() -> None:
    text = (
        LAMPS
        + "1.1 Staff must not:\n(a) lend a lamp, whether\n(i) for a day, or\n(ii) for a week; or\n(b) sell a lamp.\n"
    )
    _, clauses = read(text)
    assert {clause.force for clause in clauses} == {Force.prohibition}


def test_instructions_for_an_occasion_bind() -> None:
    _, clauses = read(LAMPS + "1.1 If a lamp breaks:\na) sweep up the glass;\nb) do not touch the wire.\n")
    assert [clause.force for clause in clauses] == [Force.obligation, Force.prohibition]


def test_nota_bene_is_no_number() -> None:
    _, clauses = read(
        LAMPS + "1. Staff must:\n\na. turn lamps off;\nb. lock the store.\n\nN.B. The red lamp stays lit.\n"
    )
    assert (clauses[-1].text, clauses[-1].number) == ("N.B. The red lamp stays lit.", None)


@pytest.mark.parametrize("number", ["1.", "1)", "(1)", "(a)"])
def test_a_number_typed_against_its_word_is_a_number(number: str) -> None:
    follows = number.replace("1", "2").replace("a", "b")
    found = rules(LAMPS + f"Lighting\n{number}Turn the lamp on slowly.\n{follows}Turn the lamp off again.\n")
    assert list(found.values()) == ["Turn the lamp on slowly.", "Turn the lamp off again."]


def test_a_letter_in_brackets_before_a_small_letter_is_no_number() -> None:
    assert list(rules(LAMPS + "The caretaker has the key.\n\n(s)he must not lend it.\n").values())[
        -1
    ].startswith("(s)he")


def test_bullets_lost_but_for_a_space_stay_apart_without_blank_lines() -> None:
    text = (
        LAMPS
        + "Before lighting a lamp in any of the rooms of the school, members of staff should:\n tell a colleague\n fill it with oil\n read the notes that the makers have printed on its side, which say how far to turn\nthe wheel\n"
    )
    assert [words for _, words in led(text)] == [
        "tell a colleague",
        "fill it with oil",
        "read the notes that the makers have printed on its side, which say how far to turn the wheel",
    ]


def test_lost_bullets_hang_on_a_duty_without_a_colon() -> None:
    text = (
        LAMPS
        + "This line is here to show how wide the page of this file has been set by its makers.\n\nWhile a lamp is lit you must never\n leave the room\n open a window\n"
    )
    assert led(text) == [
        ("While a lamp is lit you must never", "leave the room"),
        ("While a lamp is lit you must never", "open a window"),
    ]


def test_an_inner_bullet_hangs_on_the_bullet_above_it() -> None:
    text = (
        LAMPS
        + "Staff must not:\n• lend a lamp, except where\n   o the lamp is old\n   o a governor asks\n• sell a lamp.\n"
    )
    assert [lead for lead, _ in led(text)] == [
        "Staff must not: lend a lamp, except where",
        "Staff must not: lend a lamp, except where",
        "Staff must not:",
    ]


@pytest.mark.parametrize("part", ["Section", "SECTION", "Part"])
def test_a_section_stands_above_headings_that_count_anew(part: str) -> None:
    text = "".join(
        f"## {part.title()} {letter}: {who}\n\n## 1. Buying\n\n1.1 Buy lamps locally.\n\n## 2. Lighting\n\n2.1 Light one lamp at a time.\n\n"
        for letter, who in (("A", "Staff"), ("B", "Pupils"))
    )
    _, clauses = read("# Policy on Lamps\n\n" + text, "a.md")
    assert [c.headings[0][-6:].strip(": ") for c in clauses] == ["Staff", "Staff", "Pupils", "Pupils"]
    assert [c.audience[0].value for c in clauses] == ["staff", "staff", "learners", "learners"]


@pytest.mark.parametrize(
    "question", ["May I bring a lamp?", "Who looks after the lamps?", "What to do when a lamp breaks"]
)
def test_a_question_is_the_heading_of_its_answer(question: str) -> None:
    text = f"Policy on Lamps\n\n{question}\n\nAsk the caretaker, who keeps the lamps.\n\nWhy do we have lamps?\n\nThe corridors are dark in the winter months.\n"
    _, clauses = read(text)
    assert clauses[0].headings[-1] == question
    assert clauses[0].text == "Ask the caretaker, who keeps the lamps."


def test_one_instruction_with_a_full_stop_is_no_heading_of_a_run_in_list() -> None:
    text = "# Policy on Lamps\n\n1.  Count the lamps.\n\n2.  Leave a list of lamps with the office.\n\n    The list must show who has which lamp.\n\n3.  Do not lend a lamp unless the office agrees.\n\n4.  Volunteers must not light lamps. They may carry them.\n"
    assert rules(text, "a.md")["2"].startswith("Leave a list of lamps with the office.")


def test_a_paragraph_broken_into_typed_items_is_a_list() -> None:
    page = "<html><body><h1>Policy on Lamps</h1><div>You may keep:<br>&bull;&nbsp;old lamps;<br>&bull;&nbsp;small lamps.</div><p>The list says:<br>1. who has a lamp;<br>2. where it is.</p></body></html>"
    assert led(page, "a.html") == [
        ("You may keep:", "old lamps;"),
        ("You may keep:", "small lamps."),
        ("The list says:", "who has a lamp;"),
        ("The list says:", "where it is."),
    ]


def test_a_bold_line_over_a_break_is_the_heading_of_the_words_beneath() -> None:
    page = "<html><body><h1>Policy on Lamps</h1><p><strong>Who must I tell?</strong><br>Tell the caretaker about every broken lamp.</p></body></html>"
    _, clauses = read(page, "a.html")
    assert [(c.headings[-1], c.text) for c in clauses] == [
        ("Who must I tell?", "Tell the caretaker about every broken lamp.")
    ]


def test_the_button_of_an_accordion_is_a_heading() -> None:
    page = '<html><body><h1>Policy on Lamps</h1><div><button class="accordion-button" aria-expanded="false">Lamps for pupils</button><div><p>Pupils must not light lamps.</p></div></div><button>Print</button></body></html>'
    found, clauses = read(page, "a.html")
    assert clauses[0].headings[-1] == "Lamps for pupils"
    assert "Print" not in found.text


def test_a_break_set_among_counted_lines_ends_a_line() -> None:
    text = "# Policy on Lamps\n\na)  Lamps are cleaned\n    - after each use, and\n    - on Fridays.<br>\nb)  You must not lend a lamp.\n"
    assert list(rules(text, "a.md").values()) == [
        "after each use, and",
        "on Fridays.",
        "You must not lend a lamp.",
    ]


def test_an_orphan_word_ends_its_bullet() -> None:
    text = (
        LAMPS
        + "Staff never:\n● lend a lamp to anybody who has not asked for it\nfirst\n● sell a lamp that the school owns or has hired from a firm\n"
    )
    assert led(text)[0] == ("Staff never:", "lend a lamp to anybody who has not asked for it first")


def test_a_signature_is_no_heading() -> None:
    text = (
        LAMPS
        + "1. Staff must not lend a lamp.¹\n\nYours sincerely,\n\nHeadteacher\n\n¹ A torch is no lamp.\n"
    )
    _, clauses = read(text)
    assert all("Headteacher" not in clause.headings for clause in clauses)


def test_every_clause_stands_in_the_order_of_the_document() -> None:
    _, clauses = read(
        LAMPS + "1. Staff must:\n\na. turn lamps off;\n\nb. lock the store.\n\n2. Pupils may look.\n"
    )
    assert all(one.span.start < two.span.start for one, two in pairwise(clauses))


def test_clauses_with_letters_end_the_bullets_before_them_and_their_lead_in() -> None:
    text = (
        "Attendance Policy\n\n3. WHEN A CHILD IS AWAY\n\nParents should not:\n\n- send a message through an older child;\n"
        "- report an absence on social media.\n\na) Every child must have two contacts on record.\n\n"
        "b) If, on two school days running, a child\n\n- is absent with no reason given; and\n- cannot be reached,\n\n"
        "two members of staff must visit the home that day.\n"
    )
    read = document(text.encode(), "attendance.txt")
    leads = {
        clause.text: " ".join(span.of(read.text) for span in clause.lead)
        for clause in cut(read)
        if clause.part_of is None
    }
    assert leads["cannot be reached,"] == "If, on two school days running, a child"
    assert "Parents" not in leads["two members of staff must visit the home that day."]


def test_an_abbreviation_is_no_letter_of_a_list() -> None:
    text = "# Keys\n\nBefore you lend a key, consider:\n\n- Is it yours?\n\n  E.g. was it signed for?\n- Is it late?\n"
    read = document(text.encode(), "keys.md")
    assert [clause.text for clause in cut(read) if clause.part_of is None][:2] == [
        "Is it yours?\nE.g. was it signed for?",
        "Is it late?",
    ]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("pdf.txt", b"%PDF-1.4\n1 0 obj\n"),
        ("rtf.txt", b"{\\rtf1\\ansi Staff must not smoke.\\par}"),
        ("page.md", b"<!DOCTYPE html><html><p>Staff must not smoke.</p></html>"),
        ("deep.md", b"# P\n" + b"- " * 10_000 + b"Staff must not"),
        ("quoted.md", b"# P\n" + b"> " * 10_000 + b"Staff must not"),
    ],
)
def test_text_that_is_something_else_or_nested_without_end_is_refused(name: str, data: bytes) -> None:
    with pytest.raises(UnreadableDocument, match=name):
        document(data, name)
