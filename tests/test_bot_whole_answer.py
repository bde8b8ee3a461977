"""The whole answer: what travels with a rule, rules that pull apart, and rules for other people."""

from __future__ import annotations

import io
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot import phrases
from bot.answers import AnswerCard, Kind
from bot.conflicts import conflicts
from bot.desk import Desk
from bot.gathering import Chosen, gather
from bot.people import Role, audiences
from bot.terminal import Screen
from corpus.assemble import document
from corpus.clauses import cut
from corpus.document import Audience, Clause, Document, LinkKind
from index.build import build
from index.search import Hit
from index.snapshot import Snapshot
from tests.bot_desks import TRUST, desk, file, question
from tests.fakes import FakeEncoder

KEYS = """# Key Rules

1.1 Staff must not lend a key to anyone.*

1.2 Staff must wear their fobs on a lanyard, in line with section 1.5.

1.3 The rule in 1.1 does not apply to the caretaker.

1.4 Windows must be latched at dusk.

1.5 Lanyards must be blue.

1.6 A "fob" means a tag that opens a door.

1.7 Gates must be shut at noon.

1.8 Lamps must be lit at dusk.

1.9 Dogs must stay outside.

\\* A locksmith may be lent one.
"""


def snapshot_of(text: str, name: str = "keys.md") -> Snapshot:
    read = document(text.encode(), name)
    return build("trust", (read,), FakeEncoder(), None, lambda done, of: None)


def chosen(snapshot: Snapshot, *numbers: str, role: Role = Role.staff) -> tuple[Chosen, ...]:
    by_place = {clause.place: clause for clause in snapshot.clauses}
    hits = [Hit(by_place[number].id, 1.0 - place / 10) for place, number in enumerate(numbers)]
    return gather(snapshot, hits, audiences(role))


def told(found: Sequence[Chosen]) -> list[tuple[str | None, str | None, str | None]]:
    """Number, why it travels, and with which rule, of each clause."""
    return [
        (
            each.clause.place,
            each.travels.kind.value if each.travels else None,
            each.travels.rule if each.travels else None,
        )
        for each in found
    ]


def test_a_rule_comes_with_its_exception_and_its_star() -> None:
    first, second = chosen(snapshot_of(KEYS), "1.1")
    assert told((first, second)) == [("1.1", None, None), ("1.3", "exception", "1.1")]
    assert [note.text for note in first.notes] == ["A locksmith may be lent one."]


def test_a_rule_comes_with_what_it_refers_to_and_with_the_word_it_leans_on() -> None:
    first, second = chosen(snapshot_of(KEYS), "1.2")
    assert told((first, second)) == [("1.2", None, None), ("1.5", "reference", "1.2")]
    assert [note.place for note in first.notes] == ["1.6"]


def test_what_governs_comes_first_and_what_travels_after_all_of_it() -> None:
    found = chosen(snapshot_of(KEYS), "1.1", "1.7", "1.2")
    assert told(found) == [
        ("1.1", None, None),
        ("1.7", None, None),
        ("1.2", None, None),
        ("1.3", "exception", "1.1"),
        ("1.5", "reference", "1.2"),
    ]


def test_a_clause_that_was_found_anyway_is_shown_once_and_said_what_it_is() -> None:
    found = chosen(snapshot_of(KEYS), "1.1", "1.3", "1.1*")
    assert told(found) == [
        ("1.1", None, None),
        ("1.3", "exception", "1.1"),
        ("1.1*", "starred note", "1.1"),
    ]
    assert all(each.notes == () for each in found)


def test_a_star_or_an_exception_that_is_the_best_hit_brings_its_rule() -> None:
    assert told(chosen(snapshot_of(KEYS), "1.1*")) == [("1.1*", None, None), ("1.1", "rule", "1.1*")]
    assert told(chosen(snapshot_of(KEYS), "1.3")) == [("1.3", None, None), ("1.1", "rule", "1.3")]
    assert told(chosen(snapshot_of(KEYS), "1.7", "1.3")) == [("1.7", None, None), ("1.3", None, None)]


def test_an_answer_holds_at_most_five_quotes_and_nothing_that_governs_gives_way() -> None:
    found = chosen(snapshot_of(KEYS), "1.7", "1.8", "1.9", "1.1", "1.2")
    assert told(found) == [(number, None, None) for number in ("1.7", "1.8", "1.9", "1.1", "1.2")]
    found = chosen(snapshot_of(KEYS), "1.7", "1.8", "1.1", "1.2")
    assert told(found)[4:] == [("1.3", "exception", "1.1")]


def test_where_more_than_five_govern_nothing_travels() -> None:
    text = "# K\n\n" + "".join(f"1.{number} Gate {number} must be shut.\n\n" for number in range(1, 7))
    text += "1.7 Rule 1.1 does not apply at noon.\n\n1.8 Rule 1.1 does not apply at dusk.\n"
    numbers = [f"1.{number}" for number in range(1, 7)]
    assert [clause for clause, _, _ in told(chosen(snapshot_of(text), *numbers))] == numbers


def test_a_note_that_two_rules_share_is_shown_with_the_first() -> None:
    text = "# K\n\n1.1 Keys must be worn.*\n\n1.2 Fobs must be worn.*\n\n\\* In the pool they may be left.\n"
    first, second = chosen(snapshot_of(text), "1.1", "1.2")
    assert ([len(first.notes), len(second.notes)]) == [1, 0]


def test_no_clause_for_others_travels() -> None:
    text = "# K\n\n## For learners\n\n1.1 Learners must wear their passes, as set out in 2.1.\n\n## For managers\n\n2.1 Managers must print the passes.\n"
    snapshot = snapshot_of(text)
    assert Audience.managers in next(each for each in snapshot.clauses if each.place == "2.1").audience
    assert told(chosen(snapshot, "1.1", role=Role.learner)) == [("1.1", None, None)]
    assert len(chosen(snapshot, "1.1", role=Role.manager)) == 2


def clauses_of(text: str) -> tuple[tuple[Clause, ...], Document]:
    read = document(f"# Policy\n\n{text}".encode(), "p.md")
    return tuple(clause for clause in cut(read) if clause.part_of is None), read


def pairs(text: str) -> list[tuple[str, str]]:
    clauses, read = clauses_of(text)
    return [(each.first, each.second) for each in conflicts(clauses, lambda _: read)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Staff may accept friend requests from former pupils.",
            "Staff must not accept friend requests from former pupils.",
        ),
        (
            "You are allowed to keep a personal phone on your desk.",
            "Staff must not keep personal phones on their desks.",
        ),
    ],
)
def test_a_permission_and_a_ban_on_the_same_matter_pull_apart(one: str, other: str) -> None:
    assert pairs(f"1.1 {one}\n\n1.2 {other}\n") == [("p/1.1", "p/1.2")]
    assert pairs(f"1.1 {other}\n\n1.2 {one}\n") == [("p/1.1", "p/1.2")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Staff must not give a pupil a lift home.", "Staff may give a pupil a lift home in an emergency."),
        (
            "Staff must not give a pupil a lift home.",
            "Staff may give a pupil a lift home if the Head agrees.",
        ),
        ("Staff must not give a pupil a lift home.", "However, staff may give a pupil a lift home."),
        (
            "Staff must not give a pupil a lift home.",
            "The rule in 1.1 does not apply: staff may give a pupil a lift home.",
        ),
        (
            "Staff may use a personal phone in the staff room.",
            "Staff must not use a personal phone in classrooms.",
        ),
        ("Staff may keep a personal phone in their bag.", "Staff must not lend a personal phone to a pupil."),
        ("Staff may park bicycles.", "Staff must not park cars."),
        (
            "Staff must accept friend requests from former pupils.",
            "Staff must accept friend requests from former pupils.",
        ),
    ],
)
def test_a_rule_with_its_exception_or_another_matter_does_not_pull_apart(one: str, other: str) -> None:
    assert pairs(f"1.1 {one}\n\n1.2 {other}\n") == []


def test_rules_for_different_people_do_not_pull_apart() -> None:
    text = "1.1 Staff may keep a phone on the desk.\n\n1.2 Learners must not keep a phone on the desk.\n"
    assert pairs(text) == []


APART = """# Friends Online

1.1 Staff may accept friend requests from former pupils.

1.2 Staff must not accept friend requests from former pupils.

1.3 Gates must be shut at noon.
"""

PASSES = """# Passes

## For staff

1.1 Staff must report a lost purple pass to the porter within one hour.

## For learners

2.1 Learners must queue quietly for lunch beside the hall.
"""


def published(home: Path, name: str, text: str, **settings: object) -> Desk:
    held = desk(home, **settings)
    assert [each.problem for each in held.add(TRUST, [file(home / "in", name, text)])] == [None]
    held.publish(TRUST)
    return held


def plain(card: AnswerCard) -> str:
    out = io.StringIO()
    Screen(out, rich=False).card(card)
    return out.getvalue()


def test_a_card_says_that_two_of_its_clauses_pull_apart_and_whom_to_ask(tmp_path: Path) -> None:
    held = published(tmp_path, "friends.md", APART)
    card = held.ask(question("accept friend requests from former pupils"))
    assert len(card.conflicts) == 1
    said = plain(card)
    assert "These two clauses pull in different directions: 1." in said
    assert "Ask your designated safeguarding lead or line manager." in said


def test_a_card_says_what_travels_in_words(tmp_path: Path) -> None:
    held = published(tmp_path, "keys.md", KEYS, max_quotes=1)
    card = held.ask(question("may staff lend a key to anyone"))
    assert [quote.number for quote in card.quotes] == ["1.1", "1.3"]
    travels = card.quotes[1].travels
    assert travels is not None
    assert (travels.kind, travels.rule) == (LinkKind.exception, "1.1")
    assert "(Exception to 1.1)\nThe rule in 1.1 does not apply to the caretaker.\n" in plain(card)
    stored = held.store.stored_document(card.quotes[1].document_id, TRUST)
    assert stored is not None
    assert card.quotes[1].words.span.of(stored.text) == card.quotes[1].words.text


LOST = "report a lost purple pass to the porter within one hour"


def line_between(held: Desk) -> float:
    """A line that the staff rule reaches and nothing for learners does."""
    own = held.ask(question(LOST, asker=Role.staff)).score
    others = held.ask(question(LOST, asker=Role.learner)).score
    assert others < own
    return (own + others) / 2


def test_a_learner_is_told_the_staff_rule_where_nothing_for_learners_governs(tmp_path: Path) -> None:
    line = line_between(published(tmp_path, "passes.md", PASSES, line=0.0))
    card = desk(tmp_path, line=line).ask(question(LOST, asker=Role.learner))
    assert card.kind is Kind.quoted
    assert card.quotes[0].audience == (Audience.staff,)
    assert Audience.staff in card.addressed_to
    assert plain(card).startswith(
        "I found no rule for learners that answers this. What follows is addressed to staff."
    )


def test_where_something_for_the_asker_governs_no_other_rule_is_quoted(tmp_path: Path) -> None:
    held = published(tmp_path, "passes.md", PASSES, line=0.0)
    card = held.ask(question(LOST, asker=Role.learner))
    assert card.addressed_to == ()
    assert [quote.audience for quote in card.quotes] == [(Audience.learners,)]


def test_where_nothing_governs_for_anyone_there_is_silence(tmp_path: Path) -> None:
    held = published(tmp_path, "passes.md", PASSES, line=1.1)
    card = held.ask(question(LOST, asker=Role.learner))
    assert (card.kind, card.addressed_to) == (Kind.silent, ())
    assert {quote.audience for quote in card.nearest} == {(Audience.learners,)}


@pytest.mark.parametrize("text", ["Czy mogę zaprosić ucznia do znajomych?", "هل يمكنني إضافة طالب؟"])
def test_another_language_is_met_politely_and_never_with_a_guess(tmp_path: Path, text: str) -> None:
    card = published(tmp_path, "keys.md", KEYS).ask(question(text))
    assert (card.kind, card.quotes, card.nearest) == (Kind.silent, (), ())
    assert plain(card) == f"{phrases.ENGLISH_ONLY}\n{phrases.ASK_THE_USUAL_PEOPLE}\n"


@pytest.mark.parametrize(
    "text",
    [
        "CAN I LEND A KEY TO ANYONE",
        "can i lend a key 😂😂 to any1 pls",
        "c\u200ban I l\u0300end a \x07key",
        "\u202ecan i lend a key",
        "may staff lend a key to anyone? " + "Sam: ok\n" * 700,
        "can't i lend a key / [bold] <b> \\n -- drop table",
    ],
)
def test_however_it_is_typed_the_rule_is_found(tmp_path: Path, text: str) -> None:
    held = published(tmp_path, "keys.md", KEYS)
    assert "1.1" in [quote.number for quote in held.ask(question(text)).quotes]


def test_a_very_long_conversation_before_the_question_is_read_in_time(tmp_path: Path) -> None:
    held = published(tmp_path, "keys.md", KEYS)
    started = time.monotonic()
    card = held.ask(question("may staff lend a key to anyone", earlier=("blah blah bus. " * 14_000,)))
    assert card.kind is Kind.quoted
    assert time.monotonic() - started < 10
