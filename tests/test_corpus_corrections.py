"""What was put right by hand: each kind of it, on real policies, and that nothing else is touched by it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.errors import BadCorrection
from bot.wanted import Wanted, cuts, understood
from corpus.assemble import document
from corpus.clauses import cut, lapsed
from corpus.corrections import as_read, corrected, stated
from corpus.document import Audience, Clause, Correction, CorrectionKind, Document, Force, StatedDate
from tests.shared import SHARED

SAMPLES = Path(__file__).parent.parent / "corpus" / "samples"
FILES = sorted(
    each for each in SAMPLES.glob("*-*/*") if each.suffix in (".txt", ".md", ".html", ".docx", ".pdf")
)
PRACTICE = sorted((SHARED / "practice" / "policies").glob("*.md"))

PHONES = """---
title: Phones
effective: 2025-09-01
audience: [staff]
---

# Phones

## 4 In lessons

4.1 Staff must not use a phone in lessons. Learners may use one if a teacher agrees; they must ask first.

4.2 Staff must lock:

- phones that were taken
- chargers*

\\* A charger means any lead that fits a phone.

A phone that was taken

must be given back at the end of the day.

4.3 Staff should keep a list.
"""


def phones(text: str = PHONES) -> Document:
    return document(text.encode(), "phones.md")


@cache
def policy(path: Path) -> Document:
    return document(path.read_bytes(), path.name)


def by(document: Document, words: str) -> Clause:
    """The one whole clause that begins with these words."""
    (found,) = [each for each in cut(document) if each.text.startswith(words) and each.part_of is None]
    return found


def put_right(document: Document, kind: CorrectionKind, words: str = "", **more: str | int) -> Document:
    """A document in which one thing was put right."""
    clause = by(document, words).id if words else ""
    wanted = Wanted.model_validate({"kind": kind, "clause": clause, **more})
    made = corrected(document, [*document.corrections, understood(document, cut(document), wanted)])
    assert made.lapsed == ()
    return made.document


def parted(document: Document, words: str, before: str) -> Document:
    at = by(document, words).text.index(before)
    return put_right(document, CorrectionKind.parted, words, at=at)


# Each kind


def test_a_number_put_right_is_what_is_cited_and_the_id_stays() -> None:
    before = phones()
    after = put_right(before, CorrectionKind.number, "Staff should keep", right="4.4")
    old, new = by(before, "Staff should keep"), by(after, "Staff should keep")
    assert (old.place, new.place) == ("4.3", "4.4")
    assert (old.id, old.span, old.force) == (new.id, new.span, new.force)


def test_what_is_numbered_under_a_number_put_right_goes_with_it() -> None:
    after = put_right(phones(), CorrectionKind.number, "chargers", right="4.2 (b)")
    assert by(after, "chargers").place == "4.2 (b)"
    assert by(after, "A charger means").place == "4.2 (b)*"
    text = "Keys\n\n1. Staff must ask the keyholder, who:\n\n   (a) is named in writing\n   (b) keeps a list of keys\n\n2. Staff must lock up.\n"
    keys = document(text.encode(), "keys.txt")
    lead = next(each for each in cut(keys) if each.text.startswith("is named"))
    assert lead.place == "1(a)"
    long = "Staff must ask the keyholder for any key that they need on any day of the week, who:"
    keys = document(text.replace("Staff must ask the keyholder, who:", long).encode(), "keys.txt")
    moved = put_right(keys, CorrectionKind.number, "Staff must ask", right="3")
    assert [each.place for each in cut(moved)] == ["3", "3(a)", "3(b)", "2"]
    none = put_right(keys, CorrectionKind.number, "Staff must ask", right="")
    assert [each.place for each in cut(none)] == [None, "(a)", "(b)", "2"]


def test_the_number_of_a_starred_note_can_be_put_right_too() -> None:
    after = put_right(phones(), CorrectionKind.number, "A charger means", right="Note 1")
    assert by(after, "A charger means").place == "Note 1"


def test_an_audience_put_right_holds_for_the_sentences_of_the_clause() -> None:
    after = put_right(phones(), CorrectionKind.audience, "Staff must not use", right="learners, parents")
    found = [each for each in cut(after) if each.number == "4.1"]
    assert len(found) > 1
    assert {each.audience for each in found} == {(Audience.learners, Audience.parents)}


def test_the_audience_of_one_sentence_can_be_put_right_alone() -> None:
    before = phones()
    clauses = cut(before)
    (sentence,) = [each for each in clauses if each.part_of and each.text.startswith("Learners may")]
    wanted = Wanted(kind=CorrectionKind.audience, clause=sentence.id, right="governors")
    made = corrected(before, [understood(before, clauses, wanted)])
    assert made.lapsed == ()
    after = {each.id: each.audience for each in cut(made.document)}
    assert after.pop(sentence.id) == (Audience.governors,)
    assert after == {each.id: each.audience for each in clauses if each.id != sentence.id}


def test_a_clause_split_is_two_that_are_understood_anew() -> None:
    after = parted(phones(), "Staff must not use", "Learners may")
    first, second = by(after, "Staff must not use"), by(after, "Learners may")
    assert first.text == "Staff must not use a phone in lessons."
    assert second.text == "Learners may use one if a teacher agrees; they must ask first."
    assert (first.force, second.force) == (Force.prohibition, Force.permission)
    assert (first.place, second.place) == ("4.1", "4.1")
    assert first.id == "phones/4.1"
    assert second.id == "phones/4.1~2"
    assert not any(each.part_of == first.id for each in cut(after))
    assert second.audience == (Audience.learners,)


def test_a_half_can_be_split_and_numbered_and_joined_again() -> None:
    once = parted(phones(), "Staff must not use", "Learners may")
    twice = parted(once, "Learners may", "they must")
    assert by(twice, "they must").id == "phones/4.1~2~2" or by(twice, "they must").id == "phones/4.1~3"
    numbered = put_right(twice, CorrectionKind.number, "they must", right="4.1a")
    assert by(numbered, "they must").place == "4.1a"
    joined = put_right(once, CorrectionKind.joined, "Staff must not use")
    assert by(joined, "Staff must not use").text == by(phones(), "Staff must not use").text


def test_what_was_read_in_two_is_joined_with_all_that_stands_between() -> None:
    after = put_right(phones(), CorrectionKind.joined, "A phone that was taken")
    clause = by(after, "A phone that was taken")
    assert clause.text == "A phone that was taken\n\nmust be given back at the end of the day."
    assert clause.force is Force.obligation


def test_a_lead_in_that_is_split_leads_in_with_its_end() -> None:
    told = "4.2 The office has a safe for this, to which only the head and the deputy have a key. Staff must lock:"
    after = parted(phones(PHONES.replace("4.2 Staff must lock:", told)), "The office has", "Staff must lock:")
    item = by(after, "phones that were taken")
    assert [span.of(after.text) for span in item.lead] == ["Staff must lock:"]
    assert (item.force, item.id) == (Force.obligation, "phones/4.2•1")
    assert by(after, "The office has a safe").text.endswith("have a key.")


def test_what_hangs_on_a_joined_lead_in_hangs_on_all_of_it() -> None:
    told = "Staff who are on duty after school must not leave.\n\nThey must lock away:"
    after = put_right(
        phones(PHONES.replace("4.2 Staff must lock:", told)), CorrectionKind.joined, "Staff who are on duty"
    )
    item = by(after, "phones that were taken")
    assert [span.of(after.text) for span in item.lead] == [told]


def test_details_put_right_are_what_the_document_states_and_can_be_undone() -> None:
    before = phones()
    after = put_right(before, CorrectionKind.detail, field="effective_on", right="1 October 2025")
    after = put_right(
        after, CorrectionKind.detail, field="audience", right="Teachers, office staff, Teachers"
    )
    after = put_right(after, CorrectionKind.detail, field="title", right="Phones  in\nlessons")
    after = put_right(after, CorrectionKind.detail, field="effective_on", right="2025-11-01")
    assert after.details.effective_on == StatedDate(year=2025, month=11, day=1)
    assert after.details.audience == ("Teachers", "office staff")
    assert after.details.title == "Phones in lessons"
    assert as_read(after) == before


def test_a_title_put_right_moves_no_clause_under_another_heading() -> None:
    before = phones()
    after = put_right(before, CorrectionKind.detail, field="title", right="Telephones")
    assert [each.headings for each in cut(after)] == [each.headings for each in cut(before)]


# What cannot be put right


@pytest.mark.parametrize(
    ("kind", "words", "more", "why"),
    [
        (CorrectionKind.number, "Staff should keep", {"right": "4.3"}, "read so already"),
        (CorrectionKind.number, "Staff should keep", {"right": "x" * 41}, "at most 40"),
        (CorrectionKind.number, "Staff should keep", {"right": "–"}, "a letter or a digit"),
        (CorrectionKind.audience, "Staff should keep", {"right": "cleaners"}, "no audience"),
        (CorrectionKind.audience, "Staff should keep", {"right": " , "}, "somebody has to be named"),
        (CorrectionKind.audience, "Staff should keep", {"right": "Staff"}, "read so already"),
        (CorrectionKind.parted, "Staff should keep", {"at": 0}, "no words to cut before"),
        (CorrectionKind.parted, "Staff should keep", {"at": 999}, "no words to cut before"),
        (CorrectionKind.parted, "Staff should keep", {"at": 2}, "within a word"),
        (CorrectionKind.parted, "Staff should keep", {"at": len("Staff should keep a list")}, "no words"),
        (CorrectionKind.joined, "Staff should keep", {}, "nothing stands right behind"),
        (CorrectionKind.detail, "", {"field": "review_on", "right": "next week"}, "no date"),
        (CorrectionKind.detail, "", {"field": "review_on", "right": "5 May"}, "no date"),
        (CorrectionKind.detail, "", {"field": "review_on", "right": "31 February 2026"}, "no date"),
        (CorrectionKind.detail, "", {"field": "review_on", "right": ""}, "read so already"),
        (CorrectionKind.detail, "", {"field": "text", "right": "x"}, "no such detail"),
        (CorrectionKind.detail, "", {"field": "title", "right": "x" * 301}, "longer than 300"),
    ],
)
def test_what_cannot_be_put_right_is_refused_with_why(
    kind: CorrectionKind, words: str, more: dict[str, str | int], why: str
) -> None:
    with pytest.raises(BadCorrection, match=why):
        put_right(phones(), kind, words, **more)


def test_a_clause_that_is_not_there_and_a_sentence_for_a_clause_are_refused() -> None:
    clauses = cut(phones())
    sentence = next(each for each in clauses if each.part_of)
    for id, why in (("phones/9", "no such clause"), (sentence.id, "take the whole clause")):
        with pytest.raises(BadCorrection, match=why):
            understood(phones(), clauses, Wanted(kind=CorrectionKind.number, clause=id, right="1"))


@pytest.mark.parametrize(
    "made",
    [
        {"kind": "audience", "right": "everyone"},
        {"kind": "detail", "field": "text", "right": "x"},
        {"kind": "detail", "field": "review_on", "right": "soon"},
        {"kind": "force", "right": "may"},
    ],
)
def test_a_correction_that_could_not_be_applied_is_none(made: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Correction.model_validate(made)


# Later revisions


def test_a_correction_holds_in_a_later_revision_where_the_same_is_read_in_the_same_wrong_way() -> None:
    before = phones()
    made = put_right(before, CorrectionKind.number, "Staff should keep", right="4.4")
    made = put_right(made, CorrectionKind.audience, "Staff should keep", right="managers")
    made = parted(made, "Staff must not use", "Learners may")
    made = put_right(made, CorrectionKind.joined, "A phone that was taken")
    assert len(made.corrections) == 4
    later = phones(PHONES.replace("## 4 In", "Phones are a distraction.\n\n## 4 In"))
    read = corrected(later, made.corrections, same_words=False)
    assert read.lapsed == ()
    clause = by(read.document, "Staff should keep")
    assert (clause.place, clause.audience) == ("4.4", (Audience.managers,))
    assert by(read.document, "Learners may").id == "phones/4.1~2"


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("4.3 Staff should keep a list.", "4.3 Staff must keep a list."),
        ("4.3 Staff should", "4.5 Staff should"),
        ("4.3 Staff should", "Staff should"),
    ],
)
def test_a_correction_lapses_where_the_words_or_what_was_wrong_are_others(was: str, now: str) -> None:
    made = put_right(phones(), CorrectionKind.number, "Staff should keep", right="4.4")
    read = corrected(phones(PHONES.replace(was, now)), made.corrections, same_words=False)
    assert read.lapsed == made.corrections
    assert read.document == phones(PHONES.replace(was, now))


def test_a_join_lapses_where_other_words_follow() -> None:
    made = put_right(phones(), CorrectionKind.joined, "A phone that was taken")
    later = phones(PHONES.replace("must be given back", "is given back"))
    assert corrected(later, made.corrections, same_words=False).lapsed == made.corrections


def test_a_date_that_was_filled_in_is_not_taken_for_that_of_the_next_revision() -> None:
    made = put_right(phones(), CorrectionKind.detail, field="review_on", right="2026-08-31")
    made = put_right(made, CorrectionKind.detail, field="owner", right="The Head")
    later = phones(PHONES.replace("keep a list", "keep a long list"))
    read = corrected(later, made.corrections, same_words=False)
    assert read.document.details.review_on is None
    assert read.document.details.owner == "The Head"
    assert [each.field for each in read.lapsed] == ["review_on"]
    assert corrected(phones(), made.corrections).document == made


def test_a_detail_lapses_where_another_value_is_read() -> None:
    made = put_right(phones(), CorrectionKind.detail, field="effective_on", right="2025-10-01")
    later = phones(PHONES.replace("2025-09-01", "2026-09-01"))
    read = corrected(later, made.corrections, same_words=False)
    assert read.lapsed == made.corrections
    assert stated(read.document.details, "effective_on") == "2026-09-01"
    again = corrected(phones(PHONES.replace("a list", "lists")), made.corrections, same_words=False)
    assert stated(again.document.details, "effective_on") == "2025-10-01"


def test_of_two_clauses_that_say_the_same_the_one_that_was_meant_is_put_right() -> None:
    text = "Keys\n\n1. Staff must ask.\n\n2. Staff must wait.\n\n3. Staff must ask.\n"
    keys = document(text.encode(), "keys.txt")
    clauses = cut(keys)
    wanted = Wanted(kind=CorrectionKind.number, clause=clauses[2].id, right="5")
    made = corrected(keys, [understood(keys, clauses, wanted)]).document
    assert [each.place for each in cut(made)] == ["1", "2", "5"]


# What stays as it was


def test_a_document_without_corrections_is_named_and_kept_as_ever() -> None:
    before = phones()
    assert "corrections" not in before.model_dump(mode="json")
    assert before.id == "phones@" + before.fingerprint[:12]
    assert Document.model_validate_json(before.model_dump_json()) == before
    after = put_right(before, CorrectionKind.number, "Staff should keep", right="4.4")
    assert after.id != before.id
    assert Document.model_validate_json(after.model_dump_json()) == after
    assert corrected(after, []).document == before


IDS = {
    "attendance.txt": "attendance@aca5a7304ad1",
    "mobile-phones.html": "mobile-phones@b2913a3228a9",
    "staff-social-media.docx": "staff-social-media@eb02c95eef11",
    "staff-code-of-conduct.pdf": "staff-code-of-conduct@eac5775822e1",
}
"""The names that revisions had before anything could be put right, by which databases hold them."""


@pytest.mark.parametrize("name", IDS)
def test_the_revisions_that_databases_hold_are_called_what_they_were_called(name: str) -> None:
    (path,) = [each for each in FILES if each.name == name]
    assert policy(path).id == IDS[name]


def test_a_correction_that_applies_to_nothing_never_hinders_the_cutting() -> None:
    before = phones()
    made = put_right(before, CorrectionKind.number, "Staff should keep", right="4.4")
    stray = before.model_copy(update={"corrections": (*made.corrections, *made.corrections)})
    assert lapsed(stray) == made.corrections
    assert [each.place for each in cut(stray)] == [each.place for each in cut(made)]


@given(data=st.data(), path=st.sampled_from(FILES + PRACTICE))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
def test_on_real_policies_every_text_stays_a_slice_and_other_clauses_stay_as_they_were(
    data: st.DataObject, path: Path
) -> None:
    before = policy(path)
    clauses = cut(before)
    whole = [each for each in clauses if each.part_of is None]
    clause = data.draw(st.sampled_from(whole))
    kind = data.draw(st.sampled_from([each for each in CorrectionKind if each is not CorrectionKind.detail]))
    places = cuts(clause)
    assume(kind is not CorrectionKind.parted or places)
    at = data.draw(st.sampled_from(places)).at if kind is CorrectionKind.parted else 0
    right = "99.9" if kind is CorrectionKind.number else "parents"
    try:
        wanted = Wanted(kind=kind, clause=clause.id, right=right, at=at)
        made = corrected(before, [understood(before, clauses, wanted)])
    except BadCorrection:
        assume(False)
    assert made.lapsed == ()
    after = cut(made.document)
    assert len({each.id for each in after}) == len(after)
    assert all(each.text == each.span.of(before.text) for each in after)
    known = {each.id for each in after}
    assert all(link.clause_id in known for each in after for link in each.links)
    assert all(note in known for each in after for note in each.notes)
    assert as_read(made.document) == before
    touched = {id for one, two in _pairs(clauses, after) if (id := one.id) and one.span != two.span}
    gone = {each.id for each in clauses} - known
    for one, two in _pairs(clauses, after):
        mine = clause.id in (one.id, one.part_of) or one.id in touched | gone
        if mine or _hangs(one, clause) or _hangs(two, clause):
            continue
        assert (one.span, one.text, one.force, one.audience, one.headings) == (
            two.span, two.text, two.force, two.audience, two.headings,
        )  # fmt: skip
        # A note goes by the number of what carries its mark, which may be another clause now.
        if kind is not CorrectionKind.number and not re.search(r"note|[*†‡§]", one.place or ""):
            assert one.place == two.place
    if kind is CorrectionKind.parted:
        halves = [each for each in after if each.part_of is None and _within(each, clause)]
        assert len(halves) == 2
        said = "".join("".join(each.text.split()) for each in halves)
        assert said == "".join(clause.text.split())


def _pairs(before: tuple[Clause, ...], after: tuple[Clause, ...]) -> list[tuple[Clause, Clause]]:
    now = {each.id: each for each in after}
    return [(each, now[each.id]) for each in before if each.id in now]


def _hangs(clause: Clause, other: Clause) -> bool:
    return any(span.start < other.span.end and other.span.start < span.end for span in clause.lead)


def _within(clause: Clause, other: Clause) -> bool:
    return other.span.start <= clause.span.start and clause.span.end <= other.span.end


def test_the_practice_policies_were_there_to_measure_with() -> None:
    if not PRACTICE:
        pytest.skip(f"NOT MEASURED: no practice policies in {SHARED.name}/ beside the checkout")
    assert len(PRACTICE) >= 10
