"""The numbers by which questions name clauses: however they are printed."""

from __future__ import annotations

import pytest

from bot.citing import Cite, Citing, found
from bot.editions import edition_of
from corpus.assemble import document
from corpus.revisions import Edition

POLICY = """# Locks

## 5 Fobs and copies

a) Keys must be worn.
b) Keys must not be copied.

## 6 Doors

a) Staff must not:

- prop a door open
- lend a fob

b) Bells must work.
"""


def edition(text: str = POLICY) -> Edition:
    """The edition of one policy."""
    return edition_of([document(text.encode(), "keys.md")])


def test_the_numbers_are_printed_with_a_bracket() -> None:
    assert [each.place for each in edition().units] == ["5.a)", "5.b)", "6.a) •1", "6.a) •2", "6.b)"]


@pytest.mark.parametrize("number", ["5.b)", "5.b", "5b", "5(b)", "5.(b)", "5 b)", "5.b."])
def test_a_clause_is_named_by_its_number_however_it_is_printed(number: str) -> None:
    meant = found(Cite(policy="keys", number=number), edition())
    assert [each.text for each in meant.clauses] == ["Keys must not be copied."]


@pytest.mark.parametrize("number", ["6.a)", "6.a", "6(a)"])
def test_a_list_is_named_by_its_number_however_it_is_printed(number: str) -> None:
    meant = found(Cite(policy="keys", number=number), edition())
    assert [each.text for each in meant.clauses] == ["prop a door open", "lend a fob"]


@pytest.mark.parametrize("number", ["5.c", "5", "b", "5.b.1", "5.bb", ")", "?"])
def test_another_number_names_no_clause(number: str) -> None:
    assert found(Cite(policy="keys", number=number), edition()).clauses == ()


def test_words_tell_which_of_two_is_meant_by_a_number_however_it_is_printed() -> None:
    twice = POLICY.replace("Keys must not be copied.", "Bells must work.")
    meant = found(Cite(policy="keys", number="6(b)", words="Bells must"), edition(twice))
    assert [each.place for each in meant.clauses] == ["6.b)"]


def test_a_number_by_hand_in_another_form_contradicts_no_words() -> None:
    now = edition()
    citing = Citing(now, {}, {"keys": next(iter(now.documents))}, lambda _whose, _id: None)
    meant = citing.meant(Cite(policy="keys", number="5(b)", words="Keys must not"), now)
    assert ([each.place for each in meant.clauses], meant.why) == (["5.b)"], "")
    assert citing.meant(Cite(policy="keys", number="5(a)", words="Keys must not"), now).clauses == ()


def test_the_number_of_a_list_in_another_form_follows() -> None:
    now = edition()
    later = edition(
        POLICY.replace("## 6 Doors\n\na)", "## 6 Doors\n\na) Locks must turn.\nb)").replace(
            "b) Bells", "c) Bells"
        )
    )
    citing = Citing(now, {}, {}, lambda _whose, _id: None)
    assert citing.successor(Cite(policy="keys", number="6(a)"), later).number == "6.b)"
