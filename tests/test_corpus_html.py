"""A web page is read as a browser prints it, without what is not the policy."""

from __future__ import annotations

import pytest

from corpus.document import BlockKind
from corpus.pieces import Piece
from corpus.readers.html import read_html
from tests.convert import SAMPLE, parsed, to_html


def pieces(body: str) -> tuple[Piece, ...]:
    return read_html(f"<!doctype html><html><body>{body}</body></html>".encode(), "policy.html").pieces


def texts(body: str) -> list[str]:
    return [piece.text for piece in pieces(body)]


def marked(body: str) -> list[tuple[str | None, int | None, str]]:
    return [(piece.marker, piece.level, piece.text) for piece in pieces(body)]


def test_headings_paragraphs_and_loose_text_are_pieces_of_their_own() -> None:
    found = pieces("<h1>Phones</h1>Loose text.<p>A paragraph.</p><div>In a box.<h3>Deeper</h3></div>")
    assert [(p.kind.value, p.level, p.text) for p in found] == [
        ("heading", 1, "Phones"), ("paragraph", None, "Loose text."), ("paragraph", None, "A paragraph."),
        ("paragraph", None, "In a box."), ("heading", 3, "Deeper")]  # fmt: skip


def test_white_space_collapses_as_in_a_browser_and_br_breaks_the_line() -> None:
    assert texts("<p>Staff   must\n\t ask&nbsp;first.<br>  Then wait.</p>") == [
        "Staff must ask first.\nThen wait."
    ]


def test_words_divided_by_tags_stay_whole() -> None:
    assert texts("<p>un<b>believ</b>able</p>") == ["unbelievable"]


@pytest.mark.parametrize(
    ("attributes", "printed"),
    [
        ("", ["1.", "2."]),
        ('type="a"', ["a.", "b."]),
        ('type="A" start="3"', ["C.", "D."]),
        ('type="i" start="4"', ["iv.", "v."]),
        ('type="I"', ["I.", "II."]),
        ('start="9"', ["9.", "10."]),
        ("reversed", ["2.", "1."]),
        ('style="list-style-type: lower-roman"', ["i.", "ii."]),
        ('style="list-style: none inside"', [None, None]),
    ],
)
def test_ordered_lists_print_their_numbers(attributes: str, printed: list[str | None]) -> None:
    assert [marker for marker, _, _ in marked(f"<ol {attributes}><li>x<li>y</ol>")] == printed


def test_a_value_on_an_item_is_counted_on_from() -> None:
    assert [m for m, _, _ in marked("<ol><li>x<li value=5>y<li>z</ol>")] == ["1.", "5.", "6."]


def test_letters_beyond_z_count_on_as_browsers_do() -> None:
    markers = [m for m, _, _ in marked("<ol type=a>" + "<li>x" * 28 + "</ol>")]
    assert markers[25:] == ["z.", "aa.", "ab."]


def test_nested_lists_have_levels_and_bullets() -> None:
    body = "<ol><li>one<ul><li>dot</ul><li><p>two</p><p>more</p></ol>"
    assert marked(body) == [("1.", 1, "one"), ("•", 2, "dot"), ("2.", 1, "two"), (None, None, "more")]


def test_a_style_sheet_can_say_how_a_list_counts() -> None:
    sheet = "<style>ol.law { list-style-type: upper-alpha }</style>"
    assert [m for m, _, _ in marked(sheet + "<ol class=law><li>x<li>y</ol>")] == ["A.", "B."]


def test_style_sheet_counters_print_nested_numbers() -> None:
    sheet = '<style>ol{counter-reset:item} li::before{counter-increment:item; content:counters(item, ".") " "}</style>'
    body = "<ol><li>x<ol><li>y</li><li>z</li></ol></li><li>w</li></ol>"
    assert [m for m, _, _ in marked(sheet + body)] == ["1", "1.1", "1.2", "2"]


def test_typed_numbers_stay_in_the_text() -> None:
    assert marked("<p>2.1 Staff must ask.</p>") == [(None, None, "2.1 Staff must ask.")]


def test_navigation_banners_and_hidden_parts_are_dropped() -> None:
    body = """<a class="skip-link" href="#m">Skip to content</a>
    <header><a href="/">Home</a></header><nav>About us</nav><div role="navigation">Menu</div>
    <div class="cookie-banner">We use cookies</div><aside>News</aside><form><label>Search</label><input></form>
    <ol class="breadcrumb"><li>Home<li>Policies</ol><p hidden>gone</p><p aria-hidden="true">gone</p>
    <p style="display:none">gone</p><script>gone()</script><template>gone</template>
    <p>The rule that stays on the page, and is long enough to be what the page is about, as a policy page is.</p>
    <p>Another rule that makes the page's own text longer than its furniture, as it is on any real page.</p>
    <footer>© 2026 <a href="/p">Privacy</a></footer>"""
    assert [text.split()[0] for text in texts(body)] == ["The", "Another"]


def test_a_table_of_contents_is_dropped_with_its_heading() -> None:
    links = "".join(f'<li><a href="#s{at}">Section {at}</a></li>' for at in range(4))
    rest = "<p>" + "A rule of the school. " * 20 + "</p>"
    assert len(pieces(f"<h2>Contents</h2><ul>{links}</ul>{rest}")) == 1


def test_main_is_preferred_only_if_it_holds_the_text() -> None:
    policy = "<p>" + "Staff must ask first. " * 30 + "</p>"
    assert len(pieces(f"<div>Outside</div><main>{policy}</main>")) == 1
    assert len(pieces(f"<main>Little</main>{policy}")) == 2


def test_a_form_around_the_whole_page_does_not_lose_it() -> None:
    assert texts("<form action=x><p>Staff must ask first.</p><input></form>") == ["Staff must ask first."]


def test_tables_give_rows_under_column_heads() -> None:
    found = pieces(
        "<table><caption>Sanctions</caption><thead><tr><th>Level<th>Who</thead>"
        "<tr><td rowspan=2>1<td>Head<tr><td>Governor</table>"
    )
    assert [(p.kind, p.text) for p in found] == [
        (BlockKind.paragraph, "Sanctions"), (BlockKind.column_heads, "Level | Who"),
        (BlockKind.row, "1 | Head"), (BlockKind.row, "| Governor")]  # fmt: skip


def test_a_layout_table_gives_its_paragraphs() -> None:
    found = pieces("<table><tr><td><h2>Rules</h2><p>Staff must ask.</p></td></tr></table>")
    assert [(p.kind, p.text) for p in found] == [
        (BlockKind.heading, "Rules"),
        (BlockKind.paragraph, "Staff must ask."),
    ]


def test_a_term_and_its_definition_are_one_row() -> None:
    found = pieces("<dl><dt>Pupil<dd>a child on our roll</dl>")
    assert [(p.kind, p.text) for p in found] == [(BlockKind.row, "Pupil | a child on our roll")]


def test_a_term_with_several_definitions_stands_above_them() -> None:
    found = pieces("<dl><dt>Staff<dd>employees<dd>volunteers</dl>")
    assert [(p.kind, p.text) for p in found] == [
        (BlockKind.paragraph, "Staff"), (BlockKind.item, "employees"), (BlockKind.item, "volunteers")]  # fmt: skip


def test_details_in_a_description_list_are_told() -> None:
    page = b"<h1>Phones</h1><dl><dt>Review date<dd>9 October 2026<dt>Applies to<dd>staff</dl>"
    assert read_html(page, "x.html").meta == (("review", "9 October 2026"), ("audience", "staff"))


def test_an_accordion_keeps_its_headings_and_text() -> None:
    body = "<h3><button>Staff</button></h3><p>Ask first.</p><details><summary>More</summary><p>Wait.</p></details>"
    assert texts(body) == ["Staff", "Ask first.", "More", "Wait."]


def test_a_footnote_is_known_by_its_link() -> None:
    found = pieces(
        '<p>No phones.<sup><a href="#n">1</a></sup></p><ol><li id="n">Except on trips. <a href="#r">↩</a></ol>'
    )
    assert [(p.text, p.marker, p.footnote) for p in found] == [
        ("No phones.[1]", None, False), ("Except on trips.", "[1]", True)]  # fmt: skip


def test_a_squared_unit_is_no_footnote() -> None:
    assert texts("<p>9 m<sup>2</sup> each</p>") == ["9 m2 each"]


@pytest.mark.parametrize(
    "data",
    [
        "<p>£5 – “yes”</p>".encode(),
        b"\xef\xbb\xbf" + "<p>£5 – “yes”</p>".encode(),
        "<p>£5 – “yes”</p>".encode("cp1252"),
        '<meta charset="iso-8859-1"><p>£5 – “yes”</p>'.encode("cp1252"),
        '<meta charset="iso-8859-1"><p>£5 – “yes”</p>'.encode(),
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252"><p>£5 – “yes”</p>'.encode(
            "cp1252"
        ),
        "\ufeff<p>£5 – “yes”</p>".encode("utf-16"),
        '<meta charset="nonsense"><p>£5 – “yes”</p>'.encode(),
    ],
)
def test_any_declared_or_undeclared_encoding_gives_the_same_words(data: bytes) -> None:
    assert [piece.text for piece in read_html(data, "x.html").pieces] == ["£5 – “yes”"]


def test_details_in_the_head_are_told() -> None:
    page = (
        "<title>Phones | Our School</title><meta name='review-date' content='2026-10-09'>"
        "<meta name='owner' content='Head'><meta name='viewport' content='x'><h1>Phones</h1><p>x"
    )
    assert read_html(page.encode(), "x.html").meta == (
        ("title", "Phones"),
        ("review", "2026-10-09"),
        ("owner", "Head"),
    )


@pytest.mark.parametrize("automatic", [True, False])
def test_every_block_of_a_policy_comes_back_from_a_web_page(*, automatic: bool) -> None:
    reading = read_html(to_html(SAMPLE, automatic_numbering=automatic), "a.html")
    found = {" ".join(f"{p.marker or ''} {p.text}".split()) for p in reading.pieces}
    for block in parsed(SAMPLE).blocks:
        expected = " | ".join(block.cells) or " ".join(f"{block.marker or ''} {block.text}".split())
        assert expected in found
    assert not any("cookies" in text or "About us" in text or "Skip" in text for text in found)
