"""A Word document is read as Word prints it."""

from __future__ import annotations

import pytest

from corpus.document import BlockKind
from corpus.pieces import Piece
from corpus.readers.docx import read_docx
from tests.convert import SAMPLE, parsed, to_docx
from tests.word_files import abstract, level, num, para, restart, run, style, table, word


def pieces(body: str, **parts: str) -> tuple[Piece, ...]:
    return read_docx(word(body, **parts), "policy.docx").pieces


def marked(body: str, **parts: str) -> list[tuple[str | None, str]]:
    return [(piece.marker, piece.text) for piece in pieces(body, **parts)]


def texts(body: str, **parts: str) -> list[str]:
    return [piece.text for piece in pieces(body, **parts)]


def test_a_multilevel_list_prints_the_numbers_of_all_its_levels() -> None:
    numbering = abstract(
        0, level(0, "decimal", "%1."), level(1, "decimal", "%1.%2"), level(2, "lowerLetter", "(%3)")
    ) + num(1, 0)
    body = "".join(para(text, number=(1, at)) for text, at in
                   [("A", 0), ("B", 1), ("C", 1), ("D", 2), ("E", 2), ("F", 1), ("G", 2), ("H", 0), ("I", 1)])  # fmt: skip
    markers = [marker for marker, _ in marked(body, numbering=numbering)]
    assert markers == ["1.", "1.1", "1.2", "(a)", "(b)", "1.3", "(a)", "2.", "2.1"]


@pytest.mark.parametrize(
    ("form", "printed"),
    [
        ("decimal", ["1", "2", "3", "4"]),
        ("decimalZero", ["01", "02", "03", "04"]),
        ("lowerLetter", ["a", "b", "c", "d"]),
        ("upperLetter", ["A", "B", "C", "D"]),
        ("lowerRoman", ["i", "ii", "iii", "iv"]),
        ("upperRoman", ["I", "II", "III", "IV"]),
        ("ordinal", ["1st", "2nd", "3rd", "4th"]),
        ("cardinalText", ["One", "Two", "Three", "Four"]),
        ("bullet", ["•", "•", "•", "•"]),
        ("none", [None, None, None, None]),
    ],
)
def test_each_number_format_counts_as_word_does(form: str, printed: list[str | None]) -> None:
    numbering = abstract(0, level(0, form, "%1")) + num(1, 0)
    body = "".join(para(word, number=(1, 0)) for word in "wxyz")
    assert [marker for marker, _ in marked(body, numbering=numbering)] == printed


def test_letters_beyond_z_are_doubled() -> None:
    numbering = abstract(0, level(0, "lowerLetter", "%1)")) + num(1, 0)
    body = "".join(para(f"item {at}", number=(1, 0)) for at in range(28))
    assert [marker for marker, _ in marked(body, numbering=numbering)][25:] == ["z)", "aa)", "bb)"]


def test_a_list_goes_on_after_a_paragraph_and_restarts_only_where_word_says_so() -> None:
    numbering = abstract(0, level(0, "decimal", "%1.")) + num(1, 0) + num(2, 0) + num(3, 0, restart(0, 1))
    body = (
        para("one", number=(1, 0)) + para("between") + para("two", number=(1, 0)) + para("three", number=(2, 0))
        + para("one again", number=(3, 0)) + para("two again", number=(3, 0))
    )  # fmt: skip
    assert [marker for marker, _ in marked(body, numbering=numbering)] == ["1.", None, "2.", "3.", "1.", "2."]


def test_a_level_told_never_to_restart_runs_on_through_the_sections() -> None:
    numbering = (
        abstract(0, level(0, "upperLetter", "%1."), level(1, "decimal", "%2.", more='<w:lvlRestart w:val="0"/>')) + num(1, 0)
    )  # fmt: skip
    body = "".join(para("x", number=(1, at)) for at in (0, 1, 1, 0, 1))
    assert [marker for marker, _ in marked(body, numbering=numbering)] == ["A.", "1.", "2.", "B.", "3."]


def test_a_list_starts_where_it_is_told_to() -> None:
    numbering = abstract(0, level(0, "decimal", "%1", start=4), level(1, "decimal", "%1.%2", start=7)) + num(
        1, 0
    )
    body = para("x", number=(1, 0)) + para("y", number=(1, 1)) + para("z", number=(1, 1))
    assert [marker for marker, _ in marked(body, numbering=numbering)] == ["4", "4.7", "4.8"]


def test_legal_numbering_prints_roman_sections_as_figures() -> None:
    numbering = (
        abstract(0, level(0, "upperRoman", "Part %1"), level(1, "decimal", "%1.%2", more="<w:isLgl/>")) + num(1, 0)
    )  # fmt: skip
    body = para("x", number=(1, 0)) + para("y", number=(1, 0)) + para("z", number=(1, 1))
    assert [marker for marker, _ in marked(body, numbering=numbering)] == ["Part I", "Part II", "2.1"]


def test_numbers_come_from_a_style_and_the_style_it_is_based_on() -> None:
    numbering = (
        abstract(0, level(0, "decimal", "%1", more='<w:pStyle w:val="Top"/>'),
                 level(1, "decimal", "%1.%2", more='<w:pStyle w:val="Sub"/>')) + num(7, 0)
    )  # fmt: skip
    numbered = '<w:numPr><w:numId w:val="7"/></w:numPr>'
    styles = (
        style("Top", properties=numbered) + style("Sub", properties=numbered)
        + style("SubBlue", based_on="Sub") + style("SubPlain", based_on="Sub", properties='<w:numPr><w:numId w:val="0"/></w:numPr>')
    )  # fmt: skip
    body = (
        para("a", style="Top")
        + para("b", style="Sub")
        + para("c", style="SubBlue")
        + para("d", style="SubPlain")
    )
    assert marked(body, numbering=numbering, styles=styles) == [
        ("1", "a"),
        ("1.1", "b"),
        ("1.2", "c"),
        (None, "d"),
    ]


def test_headings_are_known_by_outline_level_whatever_their_style_is_called() -> None:
    styles = (
        style("berschrift1", title="heading 1", properties='<w:outlineLvl w:val="0"/>')
        + style("OurOwn", based_on="berschrift1") + style("Titel", title="Title")
    )  # fmt: skip
    found = pieces(
        para("The Policy", style="Titel") + para("Aims", style="OurOwn") + para("Text."), styles=styles
    )
    assert [(p.kind, p.level) for p in found] == [
        (BlockKind.heading, 1), (BlockKind.heading, 1), (BlockKind.paragraph, None)]  # fmt: skip


def test_a_whole_sentence_in_a_heading_style_is_a_rule_and_keeps_its_number() -> None:
    styles = style("H2", title="heading 2", properties='<w:outlineLvl w:val="1"/>')
    numbering = abstract(0, level(0, "decimal", "1.%1")) + num(1, 0)
    rule = "Staff must not give their own telephone number to any pupil of the school."
    (found,) = pieces(para(rule, style="H2", number=(1, 0)), styles=styles, numbering=numbering)
    assert (found.kind, found.marker, found.text) == (BlockKind.item, "1.1", rule)


def test_a_short_bold_paragraph_is_a_heading_and_a_bold_note_is_none() -> None:
    found = pieces(
        para(run("Use of phones", "<w:b/>"))
        + para(run("Please note", "<w:b/>"))
        + para(run("Not", "<w:b/>") + run(" all"))
    )
    assert [p.kind for p in found] == [BlockKind.heading, BlockKind.paragraph, BlockKind.paragraph]


def test_each_table_row_is_a_piece_and_the_first_holds_the_column_heads() -> None:
    found = pieces(table(("Level", "Who"), ("1", "Teacher"), ("2", "Head")))
    assert [(p.kind, p.text) for p in found] == [
        (BlockKind.column_heads, "Level | Who"), (BlockKind.row, "1 | Teacher"), (BlockKind.row, "2 | Head")]  # fmt: skip


def test_a_table_of_labels_and_values_has_no_column_heads() -> None:
    found = pieces(table(("Policy owner", "Head"), ("Review date", "1 May 2026"), ("Version", "3")))
    assert {p.kind for p in found} == {BlockKind.row}


def test_a_merged_cell_is_printed_once() -> None:
    down, on = "<w:tcPr><w:vMerge w:val='restart'/></w:tcPr>", "<w:tcPr><w:vMerge/></w:tcPr>"
    wide = "<w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>" + para("wide") + "</w:tc>"
    rows = (("A", "B", "C"), (f"<w:tc>{down}{para('both')}</w:tc>", "1", "2"),
            (f"<w:tc>{on}{para()}</w:tc>", "3", "4"), (wide, "5"))  # fmt: skip
    assert texts(table(*rows)) == ["A | B | C", "both | 1 | 2", "| 3 | 4", "wide | 5"]


def test_a_table_that_only_places_text_gives_paragraphs() -> None:
    found = pieces(table((f"<w:tc>{para('Staff must ask.')}{para('And wait.')}</w:tc>",)))
    assert [(p.kind, p.text) for p in found] == [
        (BlockKind.paragraph, "Staff must ask."), (BlockKind.paragraph, "And wait.")]  # fmt: skip


def test_a_table_inside_a_table_keeps_its_own_rows() -> None:
    inner = table(("Level", "Who"), ("1", "Head"))
    assert texts(table((f"<w:tc>{para('left')}</w:tc>", f"<w:tc>{inner}{para()}</w:tc>"))) == [
        "left",
        "Level | Who",
        "1 | Head",
    ]


def test_insertions_are_kept_and_deletions_dropped() -> None:
    body = para(
        run("Staff ")
        + "<w:ins>"
        + run("must not ")
        + "</w:ins><w:del><w:r><w:delText>may </w:delText></w:r></w:del>"
        + run("smoke.")
    )
    assert texts(body) == ["Staff must not smoke."]


def test_a_deleted_paragraph_neither_counts_nor_divides() -> None:
    numbering = abstract(0, level(0, "decimal", "%1.")) + num(1, 0)
    gone = para(
        "<w:del><w:r><w:delText>old</w:delText></w:r></w:del>",
        number=(1, 0),
        properties="<w:rPr><w:del/></w:rPr>",
    )
    assert marked(para("a", number=(1, 0)) + gone + para("b", number=(1, 0)), numbering=numbering) == [
        ("1.", "a"),
        ("2.", "b"),
    ]


def test_hidden_text_is_left_out() -> None:
    assert texts(para(run("Shown") + run(" hidden", "<w:vanish/>"))) == ["Shown"]


def test_text_in_content_controls_hyperlinks_and_field_results_is_read() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + run("section 4")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    body = (
        f"<w:sdt><w:sdtContent>{para('in a control')}</w:sdtContent></w:sdt>"
        + para(run("see ") + field + "<w:hyperlink>" + run(" online") + "</w:hyperlink>")
        + f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{para('Click to enter')}</w:sdtContent></w:sdt>"
    )
    assert texts(body) == ["in a control", "see section 4 online"]


def test_a_text_box_is_read_once_though_the_file_holds_it_twice() -> None:
    box = f"<w:txbxContent>{para('Call 01632 960000.')}</w:txbxContent>"
    drawn = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert texts(para(run("Before.") + drawn) + para("After.")) == ["Before.", "Call 01632 960000.", "After."]


def test_line_breaks_are_kept_and_page_breaks_are_not() -> None:
    body = para(
        run("one") + "<w:r><w:br/></w:r>" + run("two") + '<w:r><w:br w:type="page"/></w:r>' + run("three")
    )
    assert texts(body) == ["one\ntwo three"]


def test_a_footnote_follows_the_text_that_refers_to_it_with_its_printed_mark() -> None:
    notes = f'<w:footnote w:type="separator" w:id="-1">{para()}</w:footnote><w:footnote w:id="5">{para("Except on trips.")}</w:footnote>'
    found = pieces(
        para(run("No phones.") + '<w:r><w:footnoteReference w:id="5"/></w:r>') + para("Next."),
        footnotes=notes,
    )
    assert [(p.text, p.marker, p.footnote) for p in found] == [
        ("No phones.[1]", None, False), ("Except on trips.", "[1]", True), ("Next.", None, False)]  # fmt: skip


def test_symbol_font_bullets_are_bullets_and_no_break_spaces_are_spaces() -> None:
    assert texts(para('<w:r><w:sym w:font="Symbol" w:char="F0B7"/></w:r>' + run("\u00a0item"))) == ["• item"]


def test_a_table_of_contents_is_dropped() -> None:
    styles = style("TOC1", title="toc 1")
    assert texts(para("1 Purpose 3", style="TOC1") + para("Text"), styles=styles) == ["Text"]


@pytest.mark.parametrize(
    ("title", "kept"),
    [("Phones Policy", True), ("Word Document", False), ("policy_v3.docx", False), ("", False)],
)
def test_a_title_is_believed_only_if_somebody_chose_it(title: str, *, kept: bool) -> None:
    meta = dict(read_docx(word(para("x"), title=title), "x.docx").meta)
    assert meta.get("title") == (title if kept else None)


def test_automatic_and_typed_numbering_of_one_policy_say_the_same() -> None:
    automatic = read_docx(to_docx(SAMPLE, automatic_numbering=True), "a.docx").pieces
    typed = read_docx(to_docx(SAMPLE, automatic_numbering=False), "a.docx").pieces
    assert [" ".join(f"{p.marker or ''} {p.text}".split()) for p in automatic] == [
        " ".join(p.text.split()) for p in typed
    ]
    assert [p.marker for p in automatic if p.marker] == ["1", "1.1", "1.2", "(a)", "(b)", "1.3", "2", "2.1"]
    assert not any(p.marker for p in typed)


def test_every_block_of_a_policy_comes_back_from_word() -> None:
    found = {
        " ".join(f"{p.marker or ''} {p.text}".split())
        for p in read_docx(to_docx(SAMPLE, automatic_numbering=True), "a.docx").pieces
    }
    for block in parsed(SAMPLE).blocks:
        assert (" | ".join(block.cells) or " ".join(f"{block.marker or ''} {block.text}".split())) in found


def test_a_page_header_is_no_text_but_is_told() -> None:
    reading = read_docx(to_docx(SAMPLE, automatic_numbering=False), "a.docx")
    assert ("running", "Printed copies are uncontrolled") in reading.meta
    assert not any("uncontrolled" in piece.text for piece in reading.pieces)
