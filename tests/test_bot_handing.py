"""A policy handed over in chat is kept by those who may, or asked about, and never half of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot import revision_phrases as revised
from bot.adapter import Unfetched
from bot.events import File, Handed, Verb
from bot.handing import MOST_FILES, understood
from bot.members import holder
from bot.messages import Message, Said
from bot.outcomes import Outcome
from bot.people import Office
from bot.places import Person, Place, Platform
from bot.shelf import FOLDER
from corpus.readers.limits import MOST_BYTES
from tests.bot_desks import CONDUCT, TRUST, desk, file
from tests.bot_receptions import ANN, OTHER, SHORT, School, person, place, pressed, school, sentences

pytest_plugins = ("tests.bot_schools",)

KEEPER, OTHER_KEEPER = person("UKEEPER"), person("UOTHERKEEPER")
DIRECT = place("D1", direct=True)
OTHERWISE = b"Visitors\n\n1. Visitors must wear a badge.\n2. Visitors must leave by the front door.\n"
"""A policy in a file that is called like the trust's, and has none of its words."""


@pytest.fixture
def held(larkmere: School) -> School:
    larkmere.directory.appoint(SHORT, holder(Office.admin, "slack:UKEEPER"))
    larkmere.directory.appoint(OTHER, holder(Office.admin, "slack:UOTHERKEEPER"))
    return larkmere


def handed(
    *names: str,
    text: str = "",
    who: Person = KEEPER,
    where: Place = DIRECT,
    size: int | None = 100,
    id: str = "E-handed",
) -> Handed:
    """A message with files."""
    files = tuple(File(name=name, size=size, address="https://files.example/secret") for name in names)
    return Handed(id=id, place=where, person=who, text=text, files=files)


def hand(
    held: School, data: bytes, name: str = "conduct.md", who: Person = KEEPER, id: str = "E-handed"
) -> Message:
    """Hand over one file, and give what is said of it."""
    event = handed(name, who=who, id=id)
    (wanted,) = held.reception.meet(event).files
    (message,) = held.reception.read(event, wanted, data).messages
    return message


def kept(held: School, organisation: str = SHORT) -> dict[str, str]:
    """The drafts by policy, and the files they are from."""
    return {each.policy: each.source for each in held.desk.store.drafts(organisation)}


def press(held: School, verb: Verb, asked: Message, who: Person = KEEPER) -> Outcome:
    """Press a button below a question."""
    (button,) = (each for each in asked.buttons if each.verb is verb)
    return held.reception.meet(pressed(verb, button.answer, who, DIRECT))


def test_what_is_not_sure_to_be_a_revision_is_asked_and_nothing_is_kept_before(held: School) -> None:
    asked = hand(held, OTHERWISE)
    assert [each.verb for each in asked.buttons] == [Verb.revises, Verb.stands_alone]
    assert "“Staff Conduct” (conduct)" in sentences(asked)[0]
    assert kept(held) == {}


def test_said_to_be_a_revision_it_is_the_draft_of_that_policy(held: School) -> None:
    (said,) = press(held, Verb.revises, hand(held, OTHERWISE)).messages
    assert kept(held) == {"conduct": "conduct.md"}
    assert sentences(said)[0].startswith("conduct.md: I keep it as a draft of “Staff Conduct” (conduct).")
    assert revised.HAND_CHANGES in sentences(said)


def test_said_to_be_a_policy_of_its_own_it_gets_a_name_that_no_other_has(held: School) -> None:
    press(held, Verb.stands_alone, hand(held, OTHERWISE))
    assert kept(held) == {"conduct-2": "conduct.md"}


def test_the_question_can_be_answered_after_a_restart(held: School, tmp_path: Path) -> None:
    asked = hand(held, OTHERWISE)
    again = school(held.desk.settings.home)
    press(again, Verb.revises, asked)
    assert kept(again) == {"conduct": "conduct.md"}


def test_a_second_press_does_nothing(held: School) -> None:
    asked = hand(held, OTHERWISE)
    press(held, Verb.revises, asked)
    (said,) = press(held, Verb.stands_alone, asked).messages
    assert sentences(said) == [revised.HAND_GONE]
    assert kept(held) == {"conduct": "conduct.md"}


def test_after_a_day_the_file_is_not_there_any_more(held: School) -> None:
    asked = hand(held, OTHERWISE)
    held.now += dt.timedelta(days=1, minutes=1)
    (said,) = press(held, Verb.revises, asked).messages
    assert (sentences(said), kept(held)) == ([revised.HAND_GONE], {})
    hand(held, OTHERWISE, id="E-later")
    assert len(list((held.desk.settings.home / FOLDER).iterdir())) == 1


@pytest.mark.parametrize(
    ("who", "sentence"), [(ANN, revised.HAND_NOT_ADMIN), (OTHER_KEEPER, revised.HAND_NOT_ADMIN)]
)
def test_nobody_else_says_what_it_is(held: School, who: Person, sentence: str) -> None:
    asked = hand(held, OTHERWISE)
    (said,) = press(held, Verb.revises, asked, who).messages
    assert (sentences(said), kept(held)) == ([sentence], {})


def test_a_file_of_one_organisation_is_not_given_to_another(held: School) -> None:
    asked = hand(held, OTHERWISE)
    elsewhere = place("D2", workspace="T2", direct=True)
    event = pressed(Verb.revises, asked.buttons[0].answer, OTHER_KEEPER, elsewhere)
    (said,) = held.reception.meet(event).messages
    assert (sentences(said), kept(held), kept(held, OTHER)) == ([revised.HAND_GONE], {}, {})


@pytest.mark.parametrize("answer", ["", "../../etc/passwd", "0123456789abcdef", "x" * 64])
def test_a_press_that_is_made_up_finds_nothing(held: School, answer: str) -> None:
    (said,) = held.reception.meet(pressed(Verb.revises, answer, KEEPER, DIRECT)).messages
    assert sentences(said) == [revised.HAND_GONE]


def test_in_a_direct_message_that_belongs_to_no_workspace_the_file_says_whose_it_is(held: School) -> None:
    ada = person("7", Platform.discord, workspaces=("G1", "G2"))
    held.directory.appoint(SHORT, holder(Office.admin, "discord:7"))
    asked = hand(held, OTHERWISE)
    dm = place("D9", workspace="", direct=True, platform=Platform.discord)
    held.reception.meet(pressed(Verb.revises, asked.buttons[0].answer, ada, dm))
    assert kept(held) == {"conduct": "conduct.md"}


def test_a_reader_that_finds_no_policy_in_it_says_why(held: School) -> None:
    said = hand(held, b"%PDF-1.4 cut short", "torn.pdf")
    assert sentences(said)[0].startswith("torn.pdf: ")
    assert (said.buttons, kept(held)) == ((), {})


def test_what_was_not_understood_is_said_and_a_long_list_of_it_is_cut(tmp_path: Path) -> None:
    (added,) = desk(tmp_path).add(TRUST, [file(tmp_path / "in", "conduct.md", CONDUCT)])
    assert added.document is not None
    for many in (1, 5, 9):
        faults = tuple(f"fault {number}" for number in range(many))
        told = added.model_copy(update={"document": added.document.model_copy(update={"faults": faults})})
        said = [part.text for part in understood(told) if isinstance(part, Said)]
        assert sum(each.startswith("Not understood: fault ") for each in said) == min(many, 5)
        assert any("4 more" in each for each in said) is (many == 9)


@pytest.mark.parametrize("why", list(Unfetched))
def test_a_file_that_could_not_be_had_is_named_with_the_reason(held: School, why: Unfetched) -> None:
    event = handed("conduct.md")
    (wanted,) = held.reception.meet(event).files
    (said,) = held.reception.read(event, wanted, why).messages
    (sentence,) = sentences(said)
    assert sentence.startswith("conduct.md: ")
    assert "{" not in sentence
    assert kept(held) == {}


def test_a_file_that_is_said_to_be_too_large_is_not_asked_for(held: School) -> None:
    met = held.reception.meet(handed("conduct.md", size=MOST_BYTES + 1))
    assert met.files == ()
    assert "20 MB" in sentences(met.messages[0])[0]


def test_of_many_files_so_many_are_read_and_the_others_asked_for_again(held: School) -> None:
    met = held.reception.meet(handed(*(f"{number}.md" for number in range(MOST_FILES + 3))))
    assert len(met.files) == MOST_FILES
    assert sentences(met.messages[-1]) == [revised.HAND_TOO_MANY.format(most=MOST_FILES)]


def test_whoever_is_no_admin_any_more_hands_over_nothing_more(held: School) -> None:
    event = handed("conduct.md")
    (wanted,) = held.reception.meet(event).files
    held.directory.dismiss(SHORT, holder(Office.admin, "slack:UKEEPER"))
    assert held.reception.read(event, wanted, CONDUCT.encode()).messages == ()
    assert kept(held) == {}


@pytest.mark.parametrize(
    ("who", "where", "sentence"),
    [
        (ANN, DIRECT, revised.HAND_ADMINS_ONLY),
        (ANN, place(), revised.HAND_ADMINS_ONLY),
        (KEEPER, place(), revised.HAND_DIRECTLY),
    ],
)
def test_who_may_not_or_where_others_read_along_no_file_is_asked_for(
    held: School, who: Person, where: Place, sentence: str
) -> None:
    met = held.reception.meet(handed("conduct.md", who=who, where=where))
    assert (met.files, sentences(met.messages[0])) == ((), [sentence])


def test_a_picture_beside_an_admins_question_is_not_taken_for_a_policy(held: School) -> None:
    met = held.reception.meet(handed("board.jpg", text="may I accept a friend request from a pupil"))
    assert met.files == ()
    assert "accept a friend request from a pupil" in "".join(met.messages[0].exact)
    assert sentences(met.messages[-1])[-1] == revised.HAND_WORDS_ONLY


def test_neither_the_file_nor_its_address_shows_in_what_is_printed_of_an_event(held: School) -> None:
    event = handed("conduct.md")
    met = held.reception.meet(event)
    assert "secret" not in f"{event!r}{event.files[0]!r}{met!r}"


def test_what_is_kept_of_it_is_the_draft_and_who_added_it_and_nothing_else(held: School) -> None:
    before = held.kept()
    hand(held, CONDUCT.replace('"2"', '"3"').encode())
    after = held.kept()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"documents", "audit", "handled"}
    assert "https://files.example/secret" not in str(after)
