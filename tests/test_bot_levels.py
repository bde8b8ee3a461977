"""A school is answered from its own policies first and from its trust's beside them, and never from its sister's."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot import pinning
from bot.answers import AnswerCard, Kind, Urgency
from bot.desk import Desk
from bot.errors import Circular, NoSuchOrganisation, VerificationFailed
from bot.lineage import Tree, below
from bot.rehearsal import Rehearsal
from bot.store import Store
from bot.tables import documents, organisations
from bot.wording import before, citation, mark
from corpus.document import Force
from tests.bot_desks import TODAY, question
from tests.bot_trusts import (
    ABOVE,
    ASH,
    DOGS,
    ELM,
    GIFTS,
    LIFTS,
    NATIONAL,
    PHONES,
    SCHOOL,
    SCHOOL_CONDUCT,
    SISTER,
    TRUST,
    TRUST_CONDUCT,
    put,
    trusts,
)

pytest_plugins = ("tests.bot_databases",)


def whose(card: AnswerCard) -> list[str]:
    """Whose each quote is, by short name; the asker's own organisation's is empty."""
    return [quote.whose.short if quote.whose else "" for quote in card.quotes]


def shown(card: AnswerCard) -> list[str]:
    """The words of all that a card shows."""
    return [quote.words.text for quote in (*card.quotes, *card.nearest)]


def test_a_schools_own_rule_comes_first_and_its_trusts_beside_it(tmp_path: Path) -> None:
    card = trusts(tmp_path).ask(question(PHONES, SCHOOL))
    assert (card.kind, card.answering, whose(card)) == (Kind.quoted, 2, ["", TRUST])
    assert [quote.force for quote in card.quotes] == [Force.prohibition, Force.permission]
    assert card.quotes[0].clause_id == card.quotes[1].clause_id  # their numbers and short names are the same


def test_a_trusts_rule_is_marked_as_the_trusts_and_its_own_is_not(tmp_path: Path) -> None:
    own, above = trusts(tmp_path).ask(question(PHONES, SCHOOL)).quotes
    assert (mark(own), mark(above)) == (None, "Larkmere Trust's policy, which holds here too")
    assert citation(above).startswith("Staff Conduct (Larkmere Trust) · 1.1")


def test_where_the_school_says_nothing_its_trust_answers(tmp_path: Path) -> None:
    card = trusts(tmp_path).ask(question(LIFTS, SCHOOL))
    assert (card.kind, whose(card)) == (Kind.quoted, [TRUST])
    assert card.organisation == ASH


def test_a_national_document_answers_everyone_and_comes_last(tmp_path: Path) -> None:
    held = trusts(tmp_path, line=0.0)
    for name in (SCHOOL, SISTER, TRUST):
        assert whose(held.ask(question(GIFTS, name)))[-1] == NATIONAL
    guide = held.ask(question(GIFTS, SCHOOL)).quotes[-1]
    assert mark(guide) == "National Board's document, which holds everywhere"


def test_beside_an_answer_each_level_above_says_one_thing_before_any_says_two(tmp_path: Path) -> None:
    assert whose(trusts(tmp_path, line=0.0).ask(question(PHONES, SCHOOL))) == ["", TRUST, NATIONAL]


def test_no_school_is_quoted_its_sisters_policy_and_the_trust_none_of_its_schools(tmp_path: Path) -> None:
    held = trusts(tmp_path, line=0.0)
    for name in (SCHOOL, TRUST, NATIONAL):
        card = held.ask(question(DOGS, name))
        assert not any("dog" in words for words in shown(card))
        assert SISTER not in whose(card)
    assert "dog on a lead" in held.ask(question(DOGS, SISTER)).quotes[0].words.text
    assert SCHOOL_CONDUCT.rsplit("1.1 ", 1)[-1].strip() not in shown(held.ask(question(PHONES, TRUST)))


def test_it_is_silent_only_where_every_level_is_and_offers_its_own_nearest_first(tmp_path: Path) -> None:
    card = trusts(tmp_path).ask(question(DOGS, SCHOOL))
    assert card.kind is Kind.silent
    assert card.remark == f"I found no rule in {ASH}'s policies that answers this."
    assert [quote.whose.short if quote.whose else "" for quote in card.nearest] == ["", TRUST, TRUST]


def test_a_school_without_policies_of_its_own_is_answered_from_its_trusts(tmp_path: Path) -> None:
    held = trusts(tmp_path)
    held.store.create_organisation("New School")
    assert held.ask(question(LIFTS, "new-school")).snapshot is not None  # the national guide, which is silent
    Tree(held.store.database).arrange("new-school", "tests", under=TRUST)
    assert whose(held.ask(question(LIFTS, "new-school"))) == [TRUST]
    assert held.ask(question(DOGS, "new-school")).remark == (
        "I found no rule in New School's policies that answers this."
    )


def test_what_stands_higher_up_the_tree_holds_too(tmp_path: Path) -> None:
    held = trusts(tmp_path)
    held.store.create_organisation("Nursery")
    Tree(held.store.database).arrange("nursery", "tests", under=SCHOOL)
    assert whose(held.ask(question(PHONES, "nursery"))) == [SCHOOL, TRUST]


def test_the_very_same_rule_is_not_quoted_twice(tmp_path: Path) -> None:
    held = trusts(tmp_path)
    put(held, tmp_path, ASH, "staff-conduct.md", TRUST_CONDUCT.replace("2027-08-31", "2027-12-31"))
    assert whose(held.ask(question(LIFTS, SCHOOL))) == [""]


def test_a_card_says_that_a_rule_and_the_one_above_it_pull_apart(tmp_path: Path) -> None:
    card = trusts(tmp_path).ask(question(PHONES, SCHOOL))
    assert any(
        "different directions: 1.1 of Staff Conduct and 1.1 of Staff Conduct (Larkmere Trust)." in sentence
        for sentence in before(card)
    )


def test_a_card_says_that_two_rules_bind_unlike_where_they_point_the_same_way(tmp_path: Path) -> None:
    held = trusts(tmp_path, line=0.5)
    should = SCHOOL_CONDUCT.replace("must not use a mobile phone in", "should use a mobile phone in")
    put(held, tmp_path, ASH, "staff-conduct.md", should)
    assert any("do not bind alike" in sentence for sentence in before(held.ask(question(PHONES, SCHOOL))))


def test_a_trusts_words_are_verified_against_what_the_trust_published(tmp_path: Path) -> None:
    held = trusts(tmp_path)
    with held.store.database.writing() as connection:
        forged = documents.c.text.contains("lift in a private car")
        text = TRUST_CONDUCT.replace("must not give", "may give")
        connection.execute(documents.update().where(forged).values(text=text))
    with pytest.raises(VerificationFailed):
        held.ask(question(LIFTS, SCHOOL))
    assert held.ask(question(DOGS, SISTER)).kind is Kind.quoted


def test_an_answer_names_the_snapshots_of_all_levels_that_it_was_made_from(tmp_path: Path) -> None:
    held = trusts(tmp_path)
    card = held.ask(question(PHONES, SCHOOL))
    found = {each.short: each.snapshot for each in held.store.organisations()}
    assert (card.snapshot, card.above) == (found[SCHOOL], (found[TRUST], found[NATIONAL]))


def test_the_next_question_at_a_school_is_answered_with_the_trusts_new_words(tmp_path: Path) -> None:
    held = trusts(tmp_path)
    assert "must not give a pupil" in held.ask(question(LIFTS, SCHOOL)).quotes[0].words.text
    put(
        held,
        tmp_path,
        ABOVE,
        "staff-conduct.md",
        TRUST_CONDUCT.replace("2.1 Staff must not", "2.1 Staff may"),
    )
    assert "Staff may give a pupil" in held.ask(question(LIFTS, SCHOOL)).quotes[0].words.text


def test_what_a_trust_published_for_a_day_answers_its_schools_from_that_day(tmp_path: Path) -> None:
    held = trusts(tmp_path)
    later = TRUST_CONDUCT.replace("review:", "effective: 2026-10-01\nreview:").replace(
        "2.1 Staff must not", "2.1 Staff may"
    )
    put(held, tmp_path, ABOVE, "staff-conduct.md", later)
    asked = question(LIFTS, SCHOOL)
    assert "must not give" in held.ask(asked).quotes[0].words.text
    ahead = held.ask(asked.model_copy(update={"as_of": dt.date(2026, 10, 2)}))
    assert "may give" in ahead.quotes[0].words.text
    held._today = lambda: dt.date(2026, 10, 1)
    assert "may give" in held.ask(asked).quotes[0].words.text


def test_whoever_asks_a_school_what_its_trust_withdrew_is_told_so(tmp_path: Path) -> None:
    held = trusts(tmp_path)
    held.publisher.withdraw(
        held.organisation(TRUST), "staff-conduct", "tests", dt.datetime(2026, 8, 30, tzinfo=dt.UTC)
    )
    card = held.ask(question(LIFTS, SCHOOL))
    assert card.kind is Kind.silent
    assert "was withdrawn on 30 August 2026" in (card.remark or "")


def test_a_concern_at_a_school_is_met_with_the_trusts_clause_on_reporting(tmp_path: Path) -> None:
    held = trusts(tmp_path)
    words = "Staff must report any concern about a child at risk of harm to the designated safeguarding lead."
    put(held, tmp_path, ABOVE, "safeguarding.md", f"# Safeguarding\n\n1. {words}\n")
    card = held.ask(question("a pupil told me her stepdad hits her", SCHOOL, concern=Urgency.high))
    assert card.reporting is not None
    assert (card.reporting.words.text, card.reporting.whose and card.reporting.whose.short) == (words, TRUST)


def test_a_pin_of_a_school_is_served_before_its_trusts_rule(tmp_path: Path) -> None:
    held = trusts(tmp_path)
    clauses = pinning.numbered(held, SCHOOL, ["2.1"])
    now = dt.datetime.combine(TODAY, dt.time(9), dt.UTC)
    pinning.pinned(held, SCHOOL, [LIFTS], clauses, "slack:ULEAD", now)
    card = held.ask(question(LIFTS, SCHOOL))
    assert (card.kind, whose(card)) == (Kind.pinned, [TRUST])
    assert held.ask(question(LIFTS, SISTER)).kind is Kind.quoted


def names(held: Desk) -> dict[str, tuple[str, ...]]:
    """Whose policies hold for each organisation besides its own."""
    return {each.short: tuple(one.short for one in each.above) for each in held.store.organisations()}


def test_an_organisation_is_read_with_those_above_it_whichever_way_it_is_read(tmp_path: Path) -> None:
    held = trusts(tmp_path)
    expected = {SCHOOL: (TRUST, NATIONAL), SISTER: (TRUST, NATIONAL), TRUST: (NATIONAL,), NATIONAL: ()}
    assert names(held) == expected
    for short, above in expected.items():
        found = held.store.organisation(short)
        assert found is not None
        assert tuple(each.short for each in found.above) == above


def test_no_organisation_stands_below_itself(tmp_path: Path) -> None:
    held = trusts(tmp_path)
    before_it, tree = names(held), Tree(held.store.database)
    for under in (TRUST, SCHOOL):
        with pytest.raises(Circular):
            tree.arrange(TRUST, "tests", under=under, for_all=True)
    with pytest.raises(NoSuchOrganisation):
        tree.arrange(TRUST, "tests", under="nowhere", for_all=True)
    assert names(held) == before_it


def test_a_school_that_leaves_its_trust_is_quoted_the_trusts_rules_no_more(tmp_path: Path) -> None:
    held = trusts(tmp_path)
    Tree(held.store.database).arrange(SCHOOL, "tests", alone=True)
    assert held.ask(question(LIFTS, SCHOOL)).kind is Kind.silent
    assert whose(held.ask(question(LIFTS, SISTER))) == [TRUST]
    audited = [(each.who, each.did) for each in held.store.audit(SCHOOL)]
    assert audited[-1] == ("tests", "placed")


def test_documents_that_are_for_all_no_more_hold_nowhere_else(tmp_path: Path) -> None:
    held = trusts(tmp_path)
    Tree(held.store.database).arrange(NATIONAL, "tests", for_all=False)
    assert held.ask(question(GIFTS, ELM)).kind is Kind.silent


def test_the_tree_holds_on_every_database(store: Store) -> None:
    for name in ("Trust", "School", "Class", "Nation", "Other"):
        store.create_organisation(name)
    tree = Tree(store.database)
    tree.arrange("school", "tests", under="trust")
    tree.arrange("class", "tests", under="school")
    tree.arrange("nation", "tests", for_all=True)
    found = store.organisation("class")
    assert found is not None
    assert [each.short for each in found.above] == ["school", "trust", "nation"]
    with pytest.raises(Circular):
        tree.arrange("trust", "tests", under="class")
    with store.database.reading() as connection:
        keys = {row.short: row.id for row in connection.execute(sa.select(organisations)).all()}
        assert set(below(connection, keys["trust"])) == {keys["school"], keys["class"]}
        assert set(below(connection, keys["nation"])) == {*keys.values()} - {keys["nation"]}
        assert below(connection, keys["other"]) == ()


def test_rehearsing_a_school_on_a_later_day_puts_nothing_of_its_trusts_in_force(tmp_path: Path) -> None:
    held = trusts(tmp_path)
    later = TRUST_CONDUCT.replace("review:", "effective: 2026-10-01\nreview:").replace(
        "2.1 Staff must not", "2.1 Staff may"
    )
    put(held, tmp_path, ABOVE, "staff-conduct.md", later)
    school = held.organisation(SCHOOL)
    rehearsal = Rehearsal(held, school, held.snapshot(school), (), dt.date(2026, 12, 1))
    assert rehearsal.ask(question(PHONES, SCHOOL)).kind is Kind.quoted
    assert held.organisation(TRUST).next_on == dt.date(2026, 10, 1)
