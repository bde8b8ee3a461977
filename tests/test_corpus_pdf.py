"""A PDF is read as printed lines, in reading order, without what repeats on each page."""

from __future__ import annotations

import io
import threading
from typing import Any

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from corpus.pieces import Line
from corpus.readers.pdf import read_pdf
from tests.convert import SAMPLE, parsed, to_pdf
from tests.pdf_files import Word, pages

BODY = "Staff must ask the Head before any visit and must wait for a written answer."


def lines(data: bytes) -> tuple[Line, ...]:
    return read_pdf(data, "policy.pdf").lines


def texts(data: bytes) -> list[str]:
    return [line.text for line in lines(data)]


def column(left: float, top: float, *rows: str, leading: float = 14) -> list[Word]:
    return [(left, top + leading * at, row) for at, row in enumerate(rows)]


def built(*flowables: Any) -> bytes:
    whole = io.BytesIO()
    SimpleDocTemplate(whole, pagesize=A4, invariant=1).build(list(flowables))
    return whole.getvalue()


def test_lines_come_from_top_to_bottom_with_their_page() -> None:
    data = pages([(72, 200, "second"), (72, 100, "first")], [(72, 100, "third")])
    assert [(line.text, line.page) for line in lines(data)] == [("first", 1), ("second", 1), ("third", 2)]


def test_words_drawn_one_by_one_are_put_together() -> None:
    data = pages([(72, 100, "Staff"), (101, 100, "must"), (129, 100, "ask.")])
    assert texts(data) == ["Staff must ask."]


def test_indents_are_counted_in_characters_from_the_left_margin() -> None:
    data = pages([*column(72, 100, BODY, BODY), (102, 128, "(a) ask first;"), (132, 142, "and wait.")])
    indents = [line.indent for line in lines(data)]
    assert indents[:2] == [0, 0]
    assert 4 <= indents[2] <= 8 < indents[3]


def test_a_gap_is_told_only_where_blank_space_stands_above() -> None:
    data = pages(column(72, 100, BODY, BODY, BODY) + column(72, 154, BODY, BODY))
    assert [line.gap for line in lines(data)] == [False, False, False, True, False]


def test_size_and_bold_are_told() -> None:
    whole = io.BytesIO()
    canvas = Canvas(whole, pagesize=A4)
    canvas.setFont("Helvetica-Bold", 16)
    canvas.drawString(72, 700, "Phones")
    canvas.setFont("Helvetica", 10)
    for at in range(4):
        canvas.drawString(72, 660 - 12 * at, BODY)
    canvas.save()
    first, second, *_ = lines(whole.getvalue())
    assert (first.size, first.bold, second.size, second.bold) == (1.6, True, 1.0, False)


def test_running_headers_footers_and_page_numbers_are_removed_and_told() -> None:
    data = pages(*[
        [(72, 40, "Phones Policy, version 3"), *column(72, 120, f"{at} {BODY}", BODY), (280, 810, f"Page {at} of 3")]
        for at in (1, 2, 3)
    ])  # fmt: skip
    reading = read_pdf(data, "x.pdf")
    assert len(reading.lines) == 6
    assert reading.meta == (("running", "Phones Policy, version 3"),)


def test_rules_that_start_alike_at_the_top_of_pages_are_no_running_lines() -> None:
    data = pages(*[[(72, 80, f"{at}. {BODY}"), (72, 400, BODY)] for at in (3, 9, 14)])
    assert len(lines(data)) == 6


def test_a_ruled_header_that_counts_the_pages_is_removed() -> None:
    whole = io.BytesIO()
    canvas = Canvas(whole, pagesize=A4)
    for at in (1, 2, 3):
        table = Table([["Harrow Trust", f"Page {at} of 3"]], colWidths=[150, 150],
                      style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)]))  # fmt: skip
        table.wrapOn(canvas, 300, 50)
        table.drawOn(canvas, 72, A4[1] - 50)
        canvas.drawString(72, 600 + at, f"{BODY} {at}")
        canvas.showPage()
    canvas.save()
    assert texts(whole.getvalue()) == [f"{BODY} {at}" for at in (1, 2, 3)]


def test_a_cell_that_wraps_without_rules_stays_in_its_row() -> None:
    words = [(72, 100, "Gift"), (260, 100, "What to do"), (72, 120, "Up to £20"), (260, 120, "Keep it and say thank"),
             (260, 133, "you to the giver"), (72, 154, "More"), (260, 154, "Return it")]  # fmt: skip
    assert texts(pages(words)) == [
        "Gift | What to do",
        "Up to £20 | Keep it and say thank you to the giver",
        "More | Return it",
    ]


def test_a_line_that_repeats_in_the_middle_of_pages_stays() -> None:
    data = pages(
        *[[(72, 400, "Please note:"), (72, 420, f"{word} {BODY}")] for word in ("One", "Two", "Three")]
    )
    assert texts(data).count("Please note:") == 3


def test_a_ruled_table_gives_one_line_for_each_row_though_its_cells_wrap() -> None:
    style = getSampleStyleSheet()["BodyText"]
    cells = [["Level", "What it means", "Who"],
             ["1 Minor", "Late to lesson, no equipment, talking while others talk, more than once", "Class teacher"],
             ["2 Serious", "Truancy", "Head of year, with the pastoral manager present"]]  # fmt: skip
    table = Table([[Paragraph(cell, style) for cell in row] for row in cells], colWidths=[70, 150, 110],
                  style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)]))  # fmt: skip
    assert texts(built(Paragraph("Before.", style), table, Paragraph("After.", style))) == [
        "Before.", *(" | ".join(row) for row in cells), "After."]  # fmt: skip


def test_a_table_that_goes_on_over_the_page_prints_its_heads_once() -> None:
    style = getSampleStyleSheet()["BodyText"]
    rows = [["Ref", "Record"]] + [
        [f"R{at}", f"Record number {at} " + "and more words " * 12] for at in range(40)
    ]
    table = Table([[Paragraph(cell, style) for cell in row] for row in rows], colWidths=[60, 220], repeatRows=1,
                  style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)]))  # fmt: skip
    found = texts(built(table))
    assert found.count("Ref | Record") == 1
    assert len(found) == 41


def test_aligned_columns_without_rules_are_rows_too() -> None:
    words = [(left, 100 + 16 * at, text) for at, row in enumerate([("Gift", "Keep it?"), ("Up to £20", "Yes"), ("More", "No")])
             for left, text in zip((72, 260), row, strict=True)]  # fmt: skip
    assert texts(pages(words)) == ["Gift | Keep it?", "Up to £20 | Yes", "More | No"]


def test_a_number_at_a_tab_stop_is_no_table() -> None:
    words = [(left, 100 + 14 * at, text) for at in range(3)
             for left, text in ((72, f"1.{at + 1}"), (120, "Staff must ask first."))]  # fmt: skip
    assert texts(pages(words)) == [f"1.{at} Staff must ask first." for at in (1, 2, 3)]


def test_labels_with_values_at_a_tab_stop_are_no_table() -> None:
    words = [(left, 100 + 14 * at, text) for at, row in enumerate([("Owner:", "Head"), ("Review date:", "1 May 2026")])
             for left, text in zip((72, 220), row, strict=True)]  # fmt: skip
    assert texts(pages(words)) == ["Owner: Head", "Review date: 1 May 2026"]


def test_two_columns_are_read_one_after_the_other() -> None:
    left = column(60, 140, *[f"left line {at} with words enough to fill it" for at in range(14)])
    right = column(310, 147, *[f"right line {at} with words enough to fill" for at in range(14)])
    title = [
        (
            60.0,
            100.0,
            "A title that runs over the width of both of the columns of this page, from edge to edge.",
        )
    ]
    found = lines(pages(title + left + right))
    assert [line.text.split()[0] for line in found] == ["A"] + ["left"] * 14 + ["right"] * 14
    assert [at for at, line in enumerate(found) if line.column_break] == [15]
    assert {line.indent for line in found} == {0}


def test_bullets_keep_their_glyph_and_their_indent() -> None:
    data = pages(
        [
            *column(72, 100, BODY),
            (90, 114, "•"),
            (108, 114, "first item"),
            (90, 128, "•"),
            (108, 128, "second item"),
        ]
    )
    assert texts(data)[1:] == ["• first item", "• second item"]
    assert lines(data)[1].indent > 0


def test_a_raised_figure_is_a_reference_to_a_note() -> None:
    style = getSampleStyleSheet()["BodyText"]
    assert texts(built(Paragraph("No phones.<super>1</super>", style))) == ["No phones.[1]"]


def test_a_diagonal_watermark_is_not_read() -> None:
    whole = io.BytesIO()
    canvas = Canvas(whole, pagesize=A4)
    canvas.drawString(72, 700, BODY)
    canvas.rotate(45)
    canvas.setFont("Helvetica", 80)
    canvas.drawString(300, 100, "DRAFT")
    canvas.save()
    assert texts(whole.getvalue()) == [BODY]


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_page_is_read_upright(degrees: int) -> None:
    whole = io.BytesIO()
    width, height = (A4[1], A4[0]) if degrees in (90, 270) else A4
    canvas = Canvas(whole, pagesize=A4)
    canvas.setPageRotation(degrees)
    moves = {90: (0, 1, -1, 0, A4[0], 0), 180: (-1, 0, 0, -1, A4[0], A4[1]), 270: (0, -1, 1, 0, 0, A4[1])}
    canvas.transform(*moves[degrees])
    canvas.drawString(72, height - 100, "first line")
    canvas.drawString(72, height - 120, "second line")
    canvas.save()
    assert width > 0
    assert texts(whole.getvalue()) == ["first line", "second line"]


def test_a_table_of_contents_is_dropped() -> None:
    words = [(72, 100, "Contents"), (72, 120, "1 Purpose ................. 2"), (72, 134, "2 Phones ................. 5"),
             (72, 160, "1 Purpose"), (72, 180, BODY)]  # fmt: skip
    assert texts(pages(words)) == ["1 Purpose", BODY]


def test_a_signature_line_is_not_taken_for_contents() -> None:
    assert texts(pages([(72, 100, "Signed ................................ Date ............")]))[
        0
    ].startswith("Signed")


def test_every_word_of_a_policy_comes_back_from_a_pdf() -> None:
    whole = " ".join(" ".join(texts(to_pdf(SAMPLE))).split())
    for block in parsed(SAMPLE).blocks:
        if block.kind != "title":
            assert (
                " | ".join(block.cells) or " ".join(f"{block.marker or ''} {block.text}".split())
            ) in whole


def test_a_page_without_text_is_reported_and_the_others_read() -> None:
    reading = read_pdf(pages([(72, 100, BODY)], []), "x.pdf")
    assert [line.text for line in reading.lines] == [BODY]
    assert reading.faults == ("No text could be read on page 2: pictures or scans without text.",)


def test_many_threads_may_read_at_once() -> None:
    data = to_pdf(SAMPLE)
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(len(lines(data)))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found) == 6
