"""What comes of each button: sharing, the clause in its document, further clauses, ratings, pins and the lead who is asked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot import phrases
from bot.events import Verb
from bot.messages import Message, Quoted, To
from bot.places import Platform
from bot.reception import IGNORED
from tests.bot_desks import TRUST, file
from tests.bot_receptions import (
    ANN,
    FRIEND,
    OTHER,
    SHORT,
    School,
    answer_of,
    person,
    place,
    pressed,
    said,
    school,
    sentences,
    words,
)

pytest_plugins = ("tests.bot_schools",)

# Sharing.


def test_what_is_shared_is_the_answer_word_for_word_in_the_name_of_whoever_shares_it(
    larkmere: School, answered: Message
) -> None:
    # Pressed elsewhere, as where the answer went by direct message: it still goes where it was asked.
    shown, told = larkmere.press(Verb.share, answer_of(answered), ANN, place("DANN", direct=True)).messages
    assert (shown.to, shown.place, shown.by) == (To.everyone, place(), "UANN")
    assert shown.exact == answered.exact
    assert shown.buttons == ()
    assert (told.to, told.plain) == (To.asker, phrases.SHARED)


def test_an_answer_is_shared_once(larkmere: School, answered: Message) -> None:
    with ThreadPoolExecutor(6) as threads:
        outcomes = list(threads.map(lambda _: larkmere.press(Verb.share, answer_of(answered)), range(6)))
    posted = [message for each in outcomes for message in each.messages if message.to is To.everyone]
    assert len(posted) == 1
    assert sorted(said(each)[-1] for each in outcomes) == [phrases.SHARED] + [phrases.SHARED_ALREADY] * 5


def test_a_press_that_is_delivered_twice_is_one(larkmere: School, answered: Message) -> None:
    event = pressed(Verb.share, answer_of(answered))
    assert len(larkmere.reception.meet(event).messages) == 2
    assert larkmere.reception.meet(event) == IGNORED


def test_what_could_not_be_posted_may_be_shared_again(larkmere: School, answered: Message) -> None:
    event = pressed(Verb.share, answer_of(answered))
    larkmere.reception.meet(event)
    larkmere.reception.undelivered(event)
    assert said(larkmere.press(Verb.share, answer_of(answered)))[-1] == phrases.SHARED


def test_there_is_nobody_to_share_a_direct_conversation_with(larkmere: School) -> None:
    answer = answer_of(larkmere.ask(FRIEND, ANN, place("DANN", direct=True)))
    assert said(larkmere.press(Verb.share, answer)) == [phrases.NOT_TO_SHARE]


@pytest.mark.parametrize("organisation", [None, OTHER])
def test_nothing_is_shared_in_a_workspace_that_is_no_longer_the_organisations(
    larkmere: School, organisation: str | None
) -> None:
    there = place(workspace="G1", platform=Platform.discord)
    ada = person("7", Platform.discord)
    answer = answer_of(larkmere.ask(FRIEND, ada, there))
    larkmere.directory.disconnect(Platform.discord, "G1")
    if organisation:
        larkmere.directory.connect(organisation, Platform.discord, "G1")
    larkmere.directory.connect(SHORT, Platform.discord, "G3")
    outcome = larkmere.press(Verb.share, answer, ada, place("C9", workspace="G3", platform=Platform.discord))
    assert said(outcome) == [phrases.ANSWER_GONE]
    assert words(outcome) == ""


# Showing more.


def test_a_clause_is_shown_between_its_neighbours_in_the_documents_order(
    larkmere: School, answered: Message
) -> None:
    answers = [part.words for part in answered.parts if isinstance(part, Quoted) and not part.why]
    shown = larkmere.press(Verb.context, answer_of(answered)).messages[0]
    parts = [part for part in shown.parts if isinstance(part, Quoted)]
    assert {part.words for part in parts if not part.quiet} == set(answers)
    text = larkmere.desk.store.published(TRUST)[0].text
    stands = [text.index(part.words) for part in parts]
    assert stands == sorted(stands)
    assert len(parts) > len(answers)
    (button,) = shown.buttons
    assert (button.verb, button.url) == (Verb.context, "https://quoth.example/larkmere-trust/conduct/1/item1")


GATES = (
    "# Gates\n\n1.1 Staff must shut the east gate at noon.\n\n1.2 Staff must shut the west gate at noon.\n"
)
DOORS = "# Doors\n\n1.1 Staff must shut the gate door at noon, and bolt it.\n"


@pytest.fixture
def gated(school_home: Path) -> School:
    """A school that quotes one clause at a time, and has several on shutting gates in two policies."""
    made = school(school_home, max_quotes=1)
    for policy, text in (("gates", GATES), ("doors", DOORS)):
        (added,) = made.desk.add(TRUST, [file(school_home / "in", f"{policy}.md", text)], policy=policy)
        assert added.problem is None
    made.desk.publish(TRUST)
    return made


def test_further_clauses_are_shown_quietly(gated: School) -> None:
    message = gated.ask("must staff shut the east gate at noon")
    assert "east gate" in message.exact[-1]
    assert Verb.more in [button.verb for button in message.buttons]
    (shown,) = gated.press(Verb.more, answer_of(message)).messages
    assert sentences(shown)[0] == phrases.MORE
    assert shown.plain == phrases.NOTIFICATION
    assert "west gate" in "".join(shown.exact)
    assert not set(shown.exact) & set(message.exact)
    assert all(part.quiet for part in shown.parts if isinstance(part, Quoted))


def test_further_clauses_that_have_changed_since_are_left_out(gated: School, school_home: Path) -> None:
    answer = answer_of(gated.ask("must staff shut the east gate at noon"))
    assert "bolt it" in words(gated.press(Verb.more, answer))
    changed = DOORS.replace("Staff must shut the gate door", "Staff must not shut the gate door")
    gated.desk.add(TRUST, [file(school_home / "in", "doors.md", changed)], policy="doors")
    gated.desk.publish(TRUST)
    shown = words(gated.press(Verb.more, answer))
    assert "bolt it" not in shown
    assert "west gate" in shown


def test_where_nothing_further_came_near_that_is_said(larkmere: School, school_home: Path) -> None:
    larkmere.desk.add(
        "Third", [file(school_home / "in", "badges.md", "# Badges\n\n1. Badges must be worn.\n")]
    )
    larkmere.desk.publish("Third")
    larkmere.directory.connect("third", Platform.slack, "T3")
    there = place(workspace="T3")
    message = larkmere.ask("must badges be worn", where=there)
    assert Verb.more not in [button.verb for button in message.buttons]
    assert said(larkmere.press(Verb.more, answer_of(message), ANN, there)) == [phrases.NO_MORE]


# Rating.


def test_a_rating_is_kept_and_the_last_one_counts(larkmere: School, answered: Message) -> None:
    answer = answer_of(answered)
    assert said(larkmere.press(Verb.helpful, answer)) == [phrases.HELPFUL]
    assert larkmere.history.ratings(answer) == {"slack:UANN": True}
    assert said(larkmere.press(Verb.unhelpful, answer)) == [phrases.WHY_NOT]
    assert larkmere.history.ratings(answer) == {"slack:UANN": False}
