"""A quote comes back out of the terminal as it went in, whatever it holds."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from bot.answers import AnswerCard, Kind, Note, NoteKind, Passage, Quote, Urgency
from bot.errors import VerificationFailed
from bot.lists import table
from bot.people import Contact, Role
from bot.quoting import cut
from bot.records import StoredDocument, sha256
from bot.terminal import Screen, shown
from corpus.document import Audience, Block, BlockKind, Clause, Details, Document, Force, Span, StatedDate

TODAY = dt.date(2026, 9, 1)
MARKUP = [
    "[bold]",
    "[/bold]",
    "[/]",
    "[red]x[/red]",
    "[link=http://x]",
    "\\[",
    ":smile:",
    "**",
    "`",
    "\u202e",
    "\u200b",
    "é",
    "😀",
    "\t",
]
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)
texts = st.lists(st.one_of(words, st.sampled_from(MARKUP), st.just("\n")), min_size=1, max_size=8).map(
    "".join
)


def document(text: str, details: Details | None = None) -> Document:
    block = Block(kind=BlockKind.paragraph, span=Span(start=0, end=len(text)))
    return Document(
        policy="p", source="p.md", sha256="0" * 64, text=text, blocks=(block,), details=details or Details()
    )


def clause(of: Document, span: Span, name: str = "p/1", **more: object) -> Clause:
    return Clause.model_validate(
        {
            "id": name,
            "document_id": of.id,
            "policy": of.policy,
            "span": span,
            "text": span.of(of.text),
            "force": Force.obligation,
            "audience": (Audience.all,),
            **more,
        }
    )


def stored(of: Document) -> StoredDocument:
    return StoredDocument(document_id=of.id, text=of.text, text_sha256=sha256(of.text))


def card(*quotes: Quote, **more: object) -> AnswerCard:
    kind = Kind.quoted if quotes else Kind.silent
    held = {
        "kind": kind,
        "organisation": "Trust",
        "asker": Role.staff,
        "quotes": quotes,
        "answered_on": TODAY,
    }
    return AnswerCard.model_validate(held | more)


def plain(held: AnswerCard) -> str:
    out = io.StringIO()
    Screen(out, rich=False).card(held)
    return out.getvalue()


def rich(held: AnswerCard, width: int) -> str:
    out = io.StringIO()
    screen = Screen(out, rich=True, width=width)
    screen.console._color_system = None
    screen.card(held)
    return out.getvalue()


def cut_parts(lead: str, rule: str, note: str) -> Quote:
    text = f"{lead}\n{rule}\n{note}"
    whole = document(text)
    one, two = len(lead) + 1, len(lead) + len(rule) + 2
    noted = clause(whole, Span(start=two, end=len(text)), "p/n")
    ruled = clause(whole, Span(start=one, end=two - 1), lead=(Span(start=0, end=one - 1),), notes=("p/n",))
    return cut(ruled, (noted,), whole, stored(whole), TODAY)


@given(texts, texts, texts)
def test_any_words_come_back_exactly_from_a_pipe(lead: str, rule: str, note: str) -> None:
    said = plain(card(cut_parts(lead, rule, note)))
    assert all(f"{part}\n" in said for part in (lead, rule))
    assert note in said


@given(texts, st.integers(min_value=10, max_value=120))
def test_no_character_of_the_words_is_lost_in_a_box(rule: str, width: int) -> None:
    quote = cut_parts("Staff must:", rule, "Note")
    said = rich(card(quote), width)
    kept = "".join(c for c in said if not c.isspace() and c not in "│╭╮╰╯─")
    assert "".join(c for c in rule if not c.isspace() and c not in "│╭╮╰╯─") in kept


@pytest.mark.parametrize("width", [12, 30, 43, 44, 60, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    quote = cut_parts("Staff must not:", "share " + "verylongword" * 9 + " with anyone", "See also.")
    assert all(cell_len(line) <= width for line in rich(card(quote), width).splitlines())


def test_a_document_cannot_steer_the_terminal() -> None:
    assert shown("a\x1b[2Jb\x07\x7f\tc\nd") == "a␛[2Jb␇␡\tc\nd"
    assert shown("a\x9b2Jb") == "a\ufffd2Jb"
    assert "\x1b[2J" not in rich(card(cut_parts("x", "a\x1b[2Jb", "y")), 80)


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_no_name_in_a_table_is_broken_however_narrow_the_terminal(width: int) -> None:
    out = io.StringIO()
    names = ("educational-visits-and-transport", "photographs-and-video")
    heads = ("Policy", "Title", "Review by")
    screen = Screen(out, rich=True, width=width)
    screen.console._color_system = None
    table(screen, heads, [(name, "Visits, Transport and Photographs", "2027-04-20") for name in names])
    lines = out.getvalue().splitlines()
    assert all(sum(name in line for line in lines) == 1 for name in names)
    assert all(cell_len(line) <= width for line in lines)


@given(texts, texts)
def test_words_that_differ_from_the_stored_ones_are_never_cut(text: str, other: str) -> None:
    whole = document(text)
    for held in (None, stored(document(other)) if other != text else None):
        with pytest.raises(VerificationFailed):
            cut(clause(whole, Span(start=0, end=len(text))), (), whole, held, TODAY)


def test_a_clause_whose_words_stand_elsewhere_is_never_cut() -> None:
    whole = document("Staff must not smoke.")
    moved = clause(whole, Span(start=0, end=5)).model_copy(update={"span": Span(start=1, end=6)})
    with pytest.raises(VerificationFailed):
        cut(moved, (), whole, stored(whole), TODAY)


def test_a_passage_is_as_long_as_its_span() -> None:
    with pytest.raises(ValueError, match="exactly as long"):
        Passage(span=Span(start=0, end=3), text="four")


def test_a_card_cannot_be_silent_and_quoted() -> None:
    with pytest.raises(ValueError, match="a quoted card has quotes"):
        card(kind=Kind.quoted)
    with pytest.raises(ValueError, match="nearest"):
        card(cut_parts("a", "b", "c"), nearest=(cut_parts("a", "b", "c"),))


def test_a_plain_card_reads_from_force_to_whom_to_ask() -> None:
    details = Details(
        title="Conduct",
        revision="2",
        effective_on=StatedDate(year=2025, month=1, day=1),
        review_on=StatedDate(year=2026, month=7),
    )
    whole = document("Staff must wear a badge.", details)
    held = clause(whole, Span(start=0, end=24), number="2.1", headings=("Conduct", "2 Dress"), page=3)
    assert plain(card(cut(held, (), whole, stored(whole), TODAY))) == (
        "\n[MUST] For: everyone\nStaff must wear a badge.\n"
        "(Conduct · 2.1 · 2 Dress · version 2 · in effect from 1 January 2025 · page 3)\n"
        "Warning: This policy was due for review by July 2026. Check that it still stands.\n"
        "If that does not settle it: ask your designated safeguarding lead or line manager.\n"
    )


@pytest.mark.parametrize(
    ("review", "warned"),
    [
        ("2026-08-31", True),
        ("2026-09-01", False),
        ("2026-08", True),
        ("2026-09", False),
        ("2026", False),
        ("2025", True),
    ],
)
def test_a_policy_is_overdue_once_the_last_day_its_date_can_mean_is_past(review: str, warned: bool) -> None:
    whole = document("Words.", Details(review_on=StatedDate.parse(review)))
    quote = cut(clause(whole, Span(start=0, end=6)), (), whole, stored(whole), TODAY)
    assert bool(quote.warnings) is warned


def test_a_definition_is_shown_once_a_card() -> None:
    text = "Staff must ask.\nStaff must tell.\n‘Staff’ means everyone who works here."
    whole = document(text)
    defined = clause(whole, Span(start=33, end=len(text)), "p/d", headings=("Definitions",))
    quotes = [
        cut(
            clause(whole, Span(start=start, end=end), f"p/{start}", notes=("p/d",)),
            (defined,),
            whole,
            stored(whole),
            TODAY,
        )
        for start, end in ((0, 15), (16, 32))
    ]
    assert [quote.notes[0].kind for quote in quotes] == [NoteKind.definition] * 2
    assert plain(card(*quotes)).count("everyone who works here") == 1


def test_a_concern_leads_with_whom_to_tell_and_999_where_it_is_pressing() -> None:
    lead = Contact(role="Designated safeguarding lead", name="R. Ainsley", reach="ext. 204")
    pressing = plain(
        card(cut_parts("a", "b", "c"), concern=Urgency.immediate, contacts=(lead, Contact(role="Head")))
    )
    assert pressing.startswith(
        "If anyone is in danger now, or is badly hurt, ring 999 first.\nTell R. Ainsley"
    )
    assert pressing.index("Tell R. Ainsley (Designated safeguarding lead, ext. 204) now") < pressing.index(
        "[MUST]"
    )
    assert "Head" not in pressing.split("[MUST]")[0]
    high = plain(card(concern=Urgency.high))
    assert "999" not in high
    assert "Tell your designated safeguarding lead now" in high


def test_silence_says_whom_to_ask_and_offers_the_nearest_as_nearest() -> None:
    quiet = plain(
        card(remark="I found no rule.", nearest=(cut_parts("a", "b", "c"),), contacts=(Contact(role="Head"),))
    )
    assert quiet.startswith("I found no rule.\nAsk Head.\n\nNearest clauses, which may not answer it:\n")
    assert "Ask your designated safeguarding lead or line manager." in plain(card(remark="I found no rule."))


def test_notes_of_every_kind_are_labelled() -> None:
    span = Span(start=0, end=1)
    for kind in NoteKind:
        assert Note(clause_id="n", number=None, kind=kind, words=Passage(span=span, text="x")).kind is kind
