"""A document is cut into its clauses, and every clause is a slice of it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.assemble import document
from corpus.clauses import cut
from corpus.document import Clause, Document
from corpus.errors import UnreadableDocument


def read(text: str, name: str = "policy.txt") -> Document:
    return document(text.encode(), name)


def clauses_of(text: str, name: str = "policy.txt") -> dict[str, Clause]:
    """Whole units of a policy by the number they are cited by, or by their first words where they have none."""
    whole = [clause for clause in cut(read(text, name)) if clause.part_of is None]
    return {clause.place or " ".join(clause.text.split()[:3]): clause for clause in whole}


def lead_of(clause: Clause, text: str) -> str:
    return " ".join(span.of(text) for span in clause.lead)


LINES = st.sampled_from(
    [
        "1. Purpose",
        "1.1 Staff must lock the door.",
        "a) Ask first;",
        "(i) never run;",
        "• walk",
        "- sit down",
        "* Starred.*",
        "Staff should not:",
        "",
        "",
        " a lost bullet",
        "Please note: this changes.",
        "| Gift | Kept? |",
        "A | B | C",
        "\f",
        "http://example.org/x",
        "Page 2 of 3",
        "† Except on Fridays.",
        "Ask the office.†",
        "2012. It rained",
        "§4 Applies",
        "the sentence goes on",
        "IN CAPITALS",
        "\u2022\u00a0odd space",
        "[1] A note",
        "See [1].",
    ]
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(lines=st.lists(LINES | st.text(max_size=60), max_size=30), name=st.sampled_from(["a.txt", "a.md"]))
def test_every_clause_is_the_slice_its_span_names(lines: list[str], name: str) -> None:
    try:
        read_document = document("\n".join(lines).encode("utf-8", "ignore"), name)
    except UnreadableDocument:
        return
    clauses = cut(read_document)
    assert [clause.text for clause in clauses] == [clause.span.of(read_document.text) for clause in clauses]
    assert len({clause.id for clause in clauses}) == len(clauses)
    ids = {clause.id for clause in clauses}
    assert all(note in ids for clause in clauses for note in clause.notes)


def test_reading_the_same_bytes_twice_gives_the_same_clauses() -> None:
    text = "Lone Working Policy\n\n1.1 Staff must carry a radio.\n\n1.2 You should:\n\n  a) sign in;\n  b) sign out."
    assert cut(read(text)) == cut(read(text))


def test_an_item_carries_the_number_it_is_printed_under() -> None:
    found = clauses_of(
        "Bicycle Policy\n\n4.1 Riders must not:\n\n(i) race;\n\n(ii) carry passengers where:\n\n • the path is wet;\n • it is dark.\n\n(iii) sing."
    )
    assert {"4.1(i)", "4.1(iii)", "4.1(ii) •1", "4.1(ii) •2"} <= set(found)


def test_a_lead_in_travels_with_every_item_beneath_it() -> None:
    text = "Bicycle Policy\n\n4.1 Riders must not:\n\n(i) race;\n\n(ii) ring the bell where:\n\n • a baby sleeps;\n • a horse passes.\n"
    deepest = clauses_of(text)["4.1(ii) •2"]
    assert lead_of(deepest, read(text).text) == "Riders must not: ring the bell where:"


def test_two_clauses_with_one_number_keep_their_own_names() -> None:
    whole = [
        c
        for c in cut(read("Policy on Keys\n\n2.3 Keys must be signed for.\n\n2.3 Keys must be returned.\n"))
        if c.number == "2.3"
    ]
    assert [c.text for c in whole] == ["Keys must be signed for.", "Keys must be returned."]
    assert len({c.id for c in whole}) == 2


def test_a_blank_line_inside_a_sentence_ends_nothing() -> None:
    text = (
        "Policy on Keys\n\n2.1   In this policy a keyholder means any person whom the site manager has given a\n\nkey, a fob or a code, for a day or for longer.\n\n"
        "2.2   Where there are doubts about who holds the keys to any building the\n\nSite Manager or a deputy will change the locks on that building.\n"
    )
    found = clauses_of(text)
    assert found["2.1"].text.endswith("given a key, a fob or a code, for a day or for longer.")
    assert found["2.2"].text.endswith(
        "building the Site Manager or a deputy will change the locks on that building."
    )


def test_a_lost_bullet_is_known_by_its_single_space() -> None:
    text = "Policy on Keys\n\n3.1 The site manager shall:\n\n keep a list of all keys that have been issued to anybody who works in the\nschool;\n\n change locks when a key is lost.\n"
    found = clauses_of(text)
    assert (
        found["3.1 •1"].text
        == "keep a list of all keys that have been issued to anybody who works in the school;"
    )
    assert found["3.1 •2"].text == "change locks when a key is lost."


def test_a_rule_that_comes_after_its_bullets_hangs_on_the_same_lead_in() -> None:
    text = "Policy on Keys\n\n2.7 Where a key has been:\n\n• lost;\n\n• copied; or\n\n• lent to a visitor\n\nthe site manager must be told within the hour.\n"
    found = clauses_of(text)
    rule = found["2.7"]
    assert rule.text == "the site manager must be told within the hour."
    assert lead_of(rule, read(text).text).startswith("Where a key has been: lost;")
    assert rule.id in found["2.7 •1"].notes


def test_a_starred_note_travels_with_the_clause_that_carries_the_star() -> None:
    text = "Policy on Keys\n\n(i) Do not lend keys to *contractors and visitors, whoever they are.\n\n(ii) Never copy a key.\n\n(*In some cases a contractor is also a parent. Ask first.)\n"
    found = clauses_of(text)
    note = found["(i)*"]
    assert note.text.startswith("In some cases")
    assert found["(i)"].notes == (note.id,)
    assert found["(ii)"].notes == ()


def test_please_note_above_a_list_travels_with_each_item() -> None:
    text = "Policy on Keys\n\n4.1 All staff should follow these rules:\n\nPlease note: anybody who cannot must see the Head.\n\n1. Keys must be worn.\n\n2. Keys must be counted.\n"
    found = clauses_of(text)
    note = found["Please note: anybody"]
    assert found["4.1.1"].notes == found["4.1.2"].notes == (note.id,)


def test_a_definition_travels_with_the_clauses_that_use_its_word() -> None:
    text = '# Keys\n\n1.1 A "fob" means a tag that opens a door.\n\n1.2 Fobs must be worn.\n\n1.3 Doors must be shut.\n\n1.4 Windows must be shut.\n\n1.5 Gates too must be shut.\n'
    found = clauses_of(text, "keys.md")
    assert found["1.2"].notes == (found["1.1"].id,)
    assert found["1.3"].notes == ()


def test_a_clause_that_lifts_another_by_number_is_its_note() -> None:
    text = "# Keys\n\n1.1 Keys must not be lent.\n\n1.2 Keys must be counted.\n\n1.3 The rule in 1.1 does not apply to the caretaker.\n"
    found = clauses_of(text, "keys.md")
    assert found["1.1"].notes == (found["1.3"].id,)


def test_a_table_row_is_a_clause_with_its_column_heads_as_lead_in() -> None:
    text = "# Gifts\n\n1 Where things are kept:\n\n| Thing | Place |\n|---|---|\n| Keys | Red box |\n| Fobs | Blue box |\n"
    row = clauses_of(text, "gifts.md")["1 row 2"]
    assert row.text == "Fobs | Blue box"
    assert lead_of(row, read(text, "gifts.md").text) == "Where things are kept: Thing | Place"


def test_a_stray_bullet_in_mid_sentence_stays_in_the_words() -> None:
    long = (
        "The keys to the building are kept by the site manager, who answers for them to the Head and to nobody else at all. "
        * 2
    )
    text = f"Policy on Keys\n\n• {long}\n• They should ensure that every key is labelled and\n• counted and never left in a door.\n• Staff should lock up.\n• Staff should look round.\n"
    texts = [c.text for c in cut(read(text)) if c.part_of is None]
    assert any("labelled and • counted and never" in words for words in texts)


def test_a_url_broken_over_two_lines_is_whole_again() -> None:
    text = "Policy on Keys\n\n1.1 Guidance on keys and on the people who may hold them can be read at\nhttp://www.example.org/resources/keys-\nand-fobs-for-schools and in the office.\n"
    assert "http://www.example.org/resources/keys-and-fobs-for-schools" in clauses_of(text)["1.1"].text


def test_a_list_of_mere_titles_is_one_clause() -> None:
    text = "# Keys\n\n## 9 Related policies\n\n- Fire Safety Policy\n- Lone Working Policy\n- Visitors Procedure\n- Health and Safety at Work Act 1974\n"
    (only,) = cut(read(text, "keys.md"))
    assert only.text.count("\n") == 3


def test_headings_with_their_numbers_make_the_path() -> None:
    text = "# Keys\n\n## 2 Holding keys\n\n### 2.1 By day\n\n2.1.1 Keys must be worn.\n"
    assert clauses_of(text, "keys.md")["2.1.1"].headings == ("2 Holding keys", "2.1 By day")


def test_sentences_of_unlike_force_become_clauses_within_their_unit() -> None:
    text = "# Keys\n\n1.1 Keys are made of steel. Staff must not copy a key. Visitors may borrow a fob.\n"
    clauses = cut(read(text, "keys.md"))
    parts = [c for c in clauses if c.part_of == clauses[0].id]
    assert [c.text for c in parts] == [
        "Keys are made of steel.",
        "Staff must not copy a key.",
        "Visitors may borrow a fob.",
    ]
    assert len({c.force for c in parts}) == 3


@pytest.mark.parametrize("name", ["keys.txt", "keys.md"])
def test_roman_and_letter_counts_are_told_apart(name: str) -> None:
    items = "\n\n".join(f"({letter}) must hold key {letter};" for letter in "abcdefghij")
    found = clauses_of(f"Policy on Keys\n\n1.1 The caretaker:\n\n{items}\n", name)
    assert {"1.1(h)", "1.1(i)", "1.1(j)"} <= set(found)
