"""An admin of several organisations who writes where none is says for which, or is told how to; nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import phrases
from bot import revision_phrases as revised
from bot.directory import Directory
from bot.events import File, Handed, Verb
from bot.history import History
from bot.limits import Limits
from bot.members import holder
from bot.messages import Message
from bot.outcomes import Outcome
from bot.people import Office
from bot.places import Person, Platform
from tests.bot_receptions import DM, Listening, School, ada, asked, person, sentences
from tests.bot_trusts import (
    ABOVE,
    ASH,
    LIFTS,
    SCHOOL,
    SCHOOL_CONDUCT,
    SISTER,
    TRUST,
    TRUST_CONDUCT,
    trusts,
)

ADA = ada("G0", "G1")
"""Somebody in the servers of the trust and of one of its schools."""
SCHOOLS_NEW = SCHOOL_CONDUCT.replace("in lessons", "in class").encode()


@pytest.fixture
def held(tmp_path: Path) -> Iterator[School]:
    desk = trusts(tmp_path)
    directory = Directory(desk.store.database)
    for number, short in enumerate((TRUST, SCHOOL, SISTER)):
        directory.connect(short, Platform.discord, f"G{number}")
    yield School(Listening(desk), directory, History(desk.store.database), Limits(1_000, 1_000))
    desk.store.close()


def appointed(held: School, *shorts: str) -> School:
    """The desk, with Ada an admin of these."""
    for short in shorts:
        held.directory.appoint(short, holder(Office.admin, ADA.key))
    return held


def writes(held: School, text: str, who: Person = ADA) -> Message:
    """Write to the bot directly, and give the one message that comes of it."""
    (message,) = held.reception.meet(asked(text, who, DM)).messages
    return message


def hands(held: School, text: str = "", data: bytes = SCHOOLS_NEW) -> Outcome:
    """Hand over a file with words beside it, and give what is said of it or why it is not fetched."""
    files = (File(name="staff-conduct.md", size=len(data)),)
    event = Handed(id=f"E-{text}", place=DM, person=ADA, text=text, files=files)
    met = held.reception.meet(event)
    return held.reception.read(event, met.files[0], data) if met.files else met


def drafts(held: School) -> dict[str, list[str]]:
    """The policies with a draft, by organisation."""
    found = {short: held.desk.store.drafts(short) for short in (TRUST, SCHOOL, SISTER)}
    return {short: [each.policy for each in some] for short, some in found.items() if some}


@pytest.mark.parametrize("keeps", [TRUST, SCHOOL])
def test_who_keeps_the_policies_of_one_means_that_one(held: School, keeps: str) -> None:
    appointed(held, keeps)
    (said,) = hands(
        held, data=(SCHOOLS_NEW if keeps == SCHOOL else TRUST_CONDUCT.encode() + b"\n1.2 New.\n")
    ).messages
    name = ASH if keeps == SCHOOL else ABOVE
    assert drafts(held) == {keeps: ["staff-conduct"]}
    assert sentences(said)[0] == f"For {name}."
    assert sentences(writes(held, "admin status"))[0].startswith(f"{name}, 1 policy in force")


def test_who_keeps_several_is_asked_for_which_a_file_is_and_nothing_is_kept(held: School) -> None:
    met = hands(appointed(held, TRUST, SCHOOL))
    expected = revised.WHICH_FILE_IS_FOR.format(shorts="ash-school or larkmere-trust")
    assert (met.files, [each.plain for each in met.messages]) == ((), [expected])
    assert drafts(held) == {}


@pytest.mark.parametrize(
    ("words", "short"),
    [
        ("for ash-school", SCHOOL),
        ("Ash School", SCHOOL),
        ("the new one, for Ash  School.", SCHOOL),
        ("for larkmere-trust: new conduct policy", TRUST),
        ("Is this right for the Larkmere Trust?", TRUST),
    ],
)
def test_the_words_beside_a_file_say_for_which_it_is(held: School, words: str, short: str) -> None:
    hands(appointed(held, TRUST, SCHOOL), words)
    assert drafts(held) == {short: ["staff-conduct"]}


@pytest.mark.parametrize(
    "words", ["for all of us", "ash-schools", "from larkmere-trust for ash-school", "ash"]
)
def test_words_that_name_none_or_both_leave_it_open(held: School, words: str) -> None:
    met = hands(appointed(held, TRUST, SCHOOL), words)
    assert (met.files, drafts(held)) == ((), {})
    assert "ash-school or larkmere-trust" in met.messages[0].plain


def test_a_file_for_one_whose_policies_they_do_not_keep_goes_to_no_other(held: School) -> None:
    met = hands(appointed(held, SCHOOL), "for larkmere-trust")
    assert (met.files, drafts(held)) == ((), {})
    assert [each.plain for each in met.messages] == [revised.FILE_FOR_ANOTHER.format(organisation=ABOVE)]


def test_a_question_beside_a_file_is_not_answered_for_whose_the_file_is(held: School) -> None:
    appointed(held, SCHOOL)
    files = (File(name="staff-conduct.md", size=1),)
    met = held.reception.meet(Handed(id="E1", place=DM, person=ADA, text=f"{LIFTS}?", files=files))
    assert [each.plain for each in met.messages] == [phrases.WHICH_WORKSPACE]
    assert (met.files, held.desk.questions) == (files, [])


def test_an_order_says_for_which_it_is_and_its_button_knows(held: School) -> None:
    appointed(held, TRUST, SCHOOL)
    hands(held, "for ash-school")
    shown = writes(held, "admin ash-school publish")
    (now,) = [each for each in shown.buttons if each.verb is Verb.publish_now]
    held.press(Verb.publish_now, now.answer, ADA, DM)
    assert drafts(held) == {}
    words = held.desk.store.published(SCHOOL)[0].model_dump_json()
    assert "in class" in words


@pytest.mark.parametrize(
    ("order", "begins"),
    [
        ("admin larkmere-trust status", "Larkmere Trust, 1 policy"),
        ("Admin Ash School", "Ash School, 1 policy"),
        ("admin ash-school withdraw staff conduct", "“Staff Conduct” would not be quoted"),
    ],
)
def test_an_order_that_names_its_organisation_is_done_for_it(held: School, order: str, begins: str) -> None:
    assert sentences(writes(appointed(held, TRUST, SCHOOL), order))[0].startswith(begins)


@pytest.mark.parametrize(
    "order", ["admin", "admin status", "admin withdraw staff-conduct", "admin publish conduct"]
)
def test_an_order_that_names_none_is_answered_with_orders_that_work(held: School, order: str) -> None:
    said = writes(appointed(held, TRUST, SCHOOL), order).plain
    for works in (part for part in said.split("“")[2:]):
        again = writes(held, works.partition("”")[0])
        assert again.plain != said
        assert again.plain != phrases.WHICH_WORKSPACE
    assert said.count("“") == 3


def test_an_order_for_one_whose_policies_they_do_not_keep_is_refused(held: School) -> None:
    said = writes(appointed(held, SCHOOL), "admin larkmere-trust publish")
    assert sentences(said)[0] == revised.ONLY_ADMINS


def test_who_keeps_none_is_still_asked_to_write_where_it_is_clear(held: School) -> None:
    assert writes(held, "admin status").plain == phrases.WHICH_WORKSPACE
    assert writes(appointed(held, TRUST, SCHOOL), LIFTS).plain == phrases.WHICH_WORKSPACE


def test_in_a_place_of_its_own_an_organisation_may_be_named_too(held: School) -> None:
    appointed(held, SCHOOL)
    alone = person("7", Platform.discord, workspaces=("G1",))
    assert sentences(writes(held, "admin ash-school status", alone))[0].startswith(f"{ASH}, 1 policy")


def test_a_disclosure_beside_a_file_is_met_first_whatever_is_not_clear(held: School) -> None:
    met = hands(appointed(held, TRUST, SCHOOL), "I want to end my life")
    assert sentences(met.messages[0])[0] == phrases.IMMEDIATE
