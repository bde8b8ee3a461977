"""What programs that write PDFs do to numbers, letters, tables and columns is undone."""

from __future__ import annotations

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from corpus.layout import pieces_of
from corpus.pieces import Line
from corpus.readers.pdf import read_pdf
from tests.pdf_files import Word, pages, tagged, with_ligature

BODY = "Staff must ask the Head before any visit and must wait for a written answer."
WORDS = "and enough words to fill a line of it"


def lines(data: bytes) -> tuple[Line, ...]:
    return read_pdf(data, "policy.pdf").lines


def texts(data: bytes) -> list[str]:
    return [line.text for line in lines(data)]


def test_one_glyph_that_stands_for_several_letters_stays_in_its_word() -> None:
    assert texts(with_ligature("The staX ofer X", "X", "ff")) == ["The staff ofer ff"]


def test_letters_drawn_one_by_one_are_no_ligature() -> None:
    assert texts(pages([(72, 100, "f"), (76, 100, "f")])) == ["ff"]


@pytest.mark.parametrize(
    ("number", "width", "word"),
    [("1.1", 15.3, "This"), ("A.", 10.4, "Our"), ("(iv)", 15.3, "that"), ("H2", 14.1, "The")],
)
def test_a_number_that_nearly_fills_its_tab_stop_is_kept_from_its_words(
    number: str, width: float, word: str
) -> None:
    data = pages([(72, 100, number), (72 + width + 0.5, 100, f"{word} policy applies to all.")])
    assert texts(data) == [f"{number} {word} policy applies to all."]


@pytest.mark.parametrize("number", ["6. i)", "3.2 (a)", "2. (iv)", "Part 2", "10.4.2"])
def test_a_number_of_two_parts_at_a_tab_stop_is_no_cell(number: str) -> None:
    words = [(left, 100 + 40 * at, text) for at in range(3)
             for left, text in ((72, number), (150, "Head lice do not keep a child off school."))]  # fmt: skip
    assert texts(pages(words)) == [f"{number} Head lice do not keep a child off school."] * 3


def test_the_second_line_of_a_hanging_rule_is_no_list_though_the_first_ends_in_a_colon() -> None:
    first = "1.1 This policy applies to everyone who is given a college login from us:"
    hanging = [
        Line(first, 3, gap=True, page=1),
        Line("employees, agency and supply staff, governors and volunteers of any kind", 6, page=1),
        Line("and contractors.", 6, page=1),
        Line("1.2 It covers college equipment wherever it is used, and any device that", 3, gap=True, page=1),
        Line("is joined to our Wi-Fi.", 6, page=1),
    ]
    assert len(pieces_of(hanging)) == 2


def test_rows_of_a_tagged_table_are_read_as_the_file_names_them() -> None:
    data = tagged([[
        (0, [(72, 106, "Reason"), (180, 100, "Most in a year"), (262, 106, "Pay")]),
        (1, [(72, 126, "Death in the family"), (180, 126, "5 days"), (262, 120, "First day paid,")]),
        (2, [(72, 150, "Interview for another"), (180, 150, "3 occasions"), (262, 150, "Full pay")]),
    ]])  # fmt: skip
    assert texts(data) == [
        "Reason | Most in a year | Pay",
        "Death in the family | 5 days | First day paid,",
        "Interview for another | 3 occasions | Full pay",
    ]


def test_a_tagged_row_that_the_page_breaks_is_one_line() -> None:
    data = tagged([
        [(0, [(72, 780, "Item"), (200, 780, "Place")]), (1, [(72, 800, "Anything needing"), (200, 800, "Medical fridge,")])],
        [(1, [(72, 60, "Cold Storage"), (200, 60, "Locked at night")]), (2, [(72, 80, "Tablets"), (200, 80, "Locker")])],
    ])  # fmt: skip
    assert texts(data) == [
        "Item | Place",
        "Anything needing Cold Storage | Medical fridge, Locked at night",
        "Tablets | Locker",
    ]


def test_tags_that_contradict_the_page_are_not_believed() -> None:
    data = tagged(
        [[(0, [(72, 300, "below"), (200, 300, "here")]), (1, [(72, 100, "above"), (200, 200, "x")])]]
    )
    assert texts(data)[0].startswith("above")


def test_tags_that_lead_back_to_themselves_do_no_harm() -> None:
    whole = tagged(
        [[(0, [(72, 100, "Item"), (200, 100, "Place")]), (1, [(72, 120, "Fridge"), (200, 120, "Hall")])]]
    )
    circled = whole.replace(b"/P 7 0 R /K [10 0 R", b"/P 7 0 R /K [ 7 0 R")
    assert circled != whole
    assert "Fridge" in " ".join(texts(circled))


def test_cells_in_the_middle_of_their_rows_are_rows_without_rules() -> None:
    table: list[Word] = [
        (72, 100, "Reason"), (220, 100, "Most"), (300, 100, "Pay"),
        (72, 120, "Death of a near relation or"), (220, 126.5, "5 days"), (300, 126.5, "Full pay"), (72, 133, "friend"),
        (72, 156.5, "Religious festival"), (220, 156.5, "2 days"), (300, 150, "First day paid,"), (300, 163, "second unpaid"),
        (72, 180, "Moving house"), (220, 180, "1 day"), (300, 180, "None"),
    ]  # fmt: skip
    after: list[Word] = [(72, 215, BODY), (72, 228, BODY)]
    assert texts(pages(table + after)) == [
        "Reason | Most | Pay",
        "Death of a near relation or friend | 5 days | Full pay",
        "Religious festival | 2 days | First day paid, second unpaid",
        "Moving house | 1 day | None",
        BODY,
        BODY,
    ]


def test_a_cell_that_reaches_its_neighbour_is_still_a_cell() -> None:
    longest = "Open evening for the new families"
    column = 72 + stringWidth(longest, "Helvetica", 11) + 3
    rows = [
        ("Event", "Notice"),
        ("Meeting", "Ten days"),
        ("A visit that lasts all day", "At once"),
        (longest, "One week"),
    ]
    table: list[Word] = []
    for at, (event, notice) in enumerate(rows):
        table += [(72, 100 + 20 * at, event), (column, 100 + 20 * at, notice)]
    assert texts(pages(table)) == [" | ".join(row) for row in rows]


def test_a_paragraph_drawn_word_by_word_below_a_table_is_no_row_of_it() -> None:
    table: list[Word] = [(72, 100, "Level"), (130, 100, "Who"), (72, 120, "First"), (130, 120, "Tutor")]
    left, paragraph = 72.0, []
    for word in (
        "You",
        "may",
        "bring",
        "a",
        "friend",
        "or",
        "relative",
        "to",
        "each",
        "of",
        "these",
        "meetings",
    ):
        paragraph.append((left, 140.0, word))
        left += 5.6 * len(word) + 4
    assert len(texts(pages(table + paragraph))) == 3
    assert " | " not in texts(pages(table + paragraph))[-1]


def test_a_ruled_row_that_the_page_breaks_in_its_first_cell_is_one_line() -> None:
    first: list[Word] = [(72, 740, "Item"), (200, 740, "Place"), (72, 756, "Tablets"), (200, 756, "Staff locker"),
                         (72, 772, "Anything needing"), (200, 772, "Medical fridge, read")]  # fmt: skip
    second: list[Word] = [
        (72, 60, "refrigeration"),
        (200, 60, "each morning"),
        (72, 76, "Creams"),
        (200, 76, "Cabinet"),
    ]
    assert texts(pages(first, second))[2:] == [
        "Anything needing refrigeration | Medical fridge, read each morning",
        "Creams | Cabinet",
    ]


def test_columns_set_close_to_each_other_are_read_one_after_the_other() -> None:
    left: list[Word] = [(60, 100 + 13 * at, f"left {at} {WORDS}") for at in range(20)]
    right: list[Word] = [(284, 106 + 13 * at, f"right {at} {WORDS}") for at in range(20)]
    found = [text.split()[0] for text in texts(pages(left + right, size=10))]
    assert found == ["left"] * 20 + ["right"] * 20


def test_a_last_page_with_little_text_keeps_the_columns() -> None:
    left: list[Word] = [(60, 100 + 13 * at, f"left {at} {WORDS}") for at in range(20)]
    right: list[Word] = [(310, 106 + 13 * at, f"right {at} {WORDS}") for at in range(20)]
    rest: list[Word] = [(place, top + 100, f"{text} too") for place, top, text in left[:4] + right[:4]]
    found = [line.text.split()[0] for line in lines(pages(left + right, rest, size=10)) if line.page == 2]
    assert found == ["left"] * 4 + ["right"] * 4


def test_two_columns_of_a_long_table_are_no_page_columns() -> None:
    words: list[Word] = []
    for at in range(9):
        top = 100 + 60 * at
        words += [(60, top, f"cell {at} {WORDS}"), (60, top + 13, WORDS)]
        words += [(310, top, f"other {at} {WORDS}"), (310, top + 13, WORDS), (310, top + 26, WORDS)]
    assert all(text.startswith("cell") and " | other" in text for text in texts(pages(words, size=10)))
