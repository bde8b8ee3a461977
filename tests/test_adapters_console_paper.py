"""A policy on a page: every character of it, in order, with its clauses where they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

import jinja2
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from adapters.console.paper import paper
from adapters.console.printed import Changed, Changes, Paper, Removed
from bot.diff_marks import marked
from bot.pack_files import exactly
from corpus.assemble import document as assembled
from corpus.clauses import cut
from corpus.document import Block, BlockKind, Document, Span

WORDS = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "Staff must not",
                "</div></li></mark>",
                "<script>alert(1)</script>",
                "&lt;b&gt;",
                "{{ 1 }}",
                "a | b",
                "|",
                "\u202e",
                "\r",
                "\u00a0",
                "12.*",
            ]
        ),
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=20),
    ),
    min_size=1,
    max_size=4,
).map(" ".join)
GAPS = st.sampled_from(["", " ", "\n", "\n\n", " \t\r\n", "loose words", "\u2003", "\n<b>\n"])
MARKERS = st.sampled_from(["", "1.", "4.1", "(a)", "(h)", "(i)", "•", "-", "<i>", "*"])


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A document of odd blocks with odd words between them."""
    text, blocks = "", []
    for _ in range(draw(st.integers(0, 7))):
        text += draw(GAPS)
        printed = draw(MARKERS)
        begin = len(text)
        text += f"{printed} " if printed else ""
        start = len(text)
        text += draw(WORDS)
        blocks.append(
            Block(
                kind=draw(st.sampled_from(BlockKind)),
                span=Span(start=start, end=len(text)),
                marker=Span(start=begin, end=start - 1) if printed else None,
                level=draw(st.sampled_from([None, 1, 2, 3, 6, 9])),
            )
        )
    text += draw(GAPS)
    return Document(policy="odd", source="odd.md", sha256="0" * 64, text=text, blocks=tuple(blocks))


def _page(trimmed: bool) -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("adapters.console"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=trimmed,
        lstrip_blocks=trimmed,
    )
    environment.filters["exactly"] = exactly
    return environment.from_string(
        '{% from "paper.html" import drawn %}<!doctype html><body>{{ drawn(paper, at) }}</body>'
    )


CONSOLE, SIGNED = _page(trimmed=True), _page(trimmed=False)
"""The console's pages, and the page of a signed link, are filled with different care for blank lines."""


def drawn(shown: Paper, page: jinja2.Template = CONSOLE) -> LexborHTMLParser:
    """A paper as a browser reads it."""
    return LexborHTMLParser(page.render(paper=shown, at=lambda end: f"/at/{end.clause}"))


def said(html: LexborHTMLParser, selector: str = "#document", left_out: str = ".ours, del") -> str:
    """What stands in a page, but for what is ours and what is gone."""
    for each in html.css(left_out):
        each.decompose()
    found = html.css_first(selector)
    assert found is not None, selector
    return found.text(deep=True, strip=False)


@settings(max_examples=200, deadline=None)
@given(document=documents(), data=st.data())
def test_every_character_of_a_document_is_on_its_page_in_order(
    document: Document, data: st.DataObject
) -> None:
    clauses = cut(document)
    shown = data.draw(st.sampled_from([None, *(each.span for each in clauses)]))
    for page in (CONSOLE, SIGNED):
        html = drawn(paper(document, clauses, shown, sheet=0), page)
        assert not html.css("script, b, i")
        assert said(html) == document.text


@settings(deadline=None)
@given(text=WORDS, data=st.data())
def test_what_is_shown_is_marked_exactly(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    block = Block(kind=BlockKind.paragraph, span=Span(start=0, end=len(text)))
    document = Document(policy="p", source="p.md", sha256="0" * 64, text=text, blocks=(block,))
    html = drawn(paper(document, cut(document), Span(start=start, end=end)))
    assert "".join(each.text(deep=True) for each in html.css("mark")) == text[start:end]
    assert len(html.css("mark#clause")) == 1


RULES = b"""# Conduct

## 1 Contact

1.1 Staff must not:

- give pupils a private number;*
- accept a friend request.

1.2 Staff may write to parents.

* This does not apply to family.

| Who | May |
|---|---|
| Staff | No |
| Governors | Yes, with leave |
"""


def test_lists_and_tables_are_lists_and_tables_and_headings_have_their_rank() -> None:
    document = assembled(RULES, "conduct.md")
    html = drawn(paper(document, cut(document)))
    assert [each.tag for each in html.css("h1, h2, h3")] == ["h2", "h3"]
    inner = html.css("li li")
    assert [each.css_first(".clause").text() for each in inner][:1] == ["give pupils a private number;*"]  # type: ignore[union-attr]
    assert [each.text(strip=True) for each in html.css("th")] == ["Who", "|May"]
    assert [each.attributes.get("data-label") for each in html.css("td")][:2] == ["Who", "May"]


def test_a_rule_and_its_note_lead_to_each_other() -> None:
    document = assembled(RULES, "conduct.md")
    clauses = cut(document)
    html = drawn(paper(document, clauses))
    rule = next(each for each in clauses if "private number" in each.text)
    note = next(each for each in clauses if "family" in each.text)
    places = {id: html.css_first(f'[id="{id}"]') for id in (rule.id, note.id)}
    assert all(places.values())
    links = {unquote(each.attributes["href"] or "") for each in html.css(".tie a")}
    assert {f"#{rule.id}", f"#{note.id}"} <= links
    assert "Starred note" in html.html  # type: ignore[operator]
    assert "Note to" in html.html  # type: ignore[operator]


def test_a_long_document_comes_on_sheets_that_hold_all_of_it_once() -> None:
    many = "\n\n".join(
        f"## {n} Part\n\n{n}.1 Staff must keep <rule> number {n} & more. {'x ' * 300}" for n in range(1, 260)
    )
    document = assembled(many.encode(), "long.md")
    clauses = cut(document)
    whole = paper(document, clauses, sheet=0)
    assert whole.sheets > 2
    sheets = [paper(document, clauses, sheet=place) for place in range(1, whole.sheets + 1)]
    assert "".join(said(drawn(each)) for each in sheets) == document.text == said(drawn(whole))
    assert max(len(drawn(each).html or "") for each in sheets) < 95_000
    last = clauses[-1]
    assert paper(document, clauses, last.span).sheet == whole.sheets
    assert {each.sheet for each in whole.contents} == set(range(1, whole.sheets + 1))


@settings(deadline=None)
@given(old=WORDS, new=WORDS)
def test_with_its_changes_marked_the_words_are_still_the_documents(old: str, new: str) -> None:
    text = f"4.1 {new}"
    block = Block(kind=BlockKind.item, span=Span(start=4, end=len(text)), marker=Span(start=0, end=3))
    document = Document(policy="p", source="p.md", sha256="0" * 64, text=text, blocks=(block,))
    clauses = cut(document)
    changed: Mapping[str, Changed] = {
        each.id: Changed(remarks=(), marks=marked(old, each.text)) for each in clauses if each.part_of is None
    }
    gone = Removed(kind=BlockKind.item, marker="4.2", words="It is <gone>.", at=len(text))
    html = drawn(paper(document, clauses, changes=Changes(clauses=changed, removed=(gone,))))
    struck = [each.text(deep=True) for each in html.css("del")]
    assert struck[-1] == "It is <gone>."
    assert re.sub(r"\s+$", "", said(html)) == re.sub(r"\s+$", "", text)
