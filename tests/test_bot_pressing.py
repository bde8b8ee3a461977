"""A button does what it says for whoever may press it, with the words that are in force now, and for nobody else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot import phrases
from bot.errors import VerificationFailed
from bot.events import Verb
from bot.members import holder
from bot.messages import Message
from bot.people import Office
from bot.places import Person, Platform
from bot.reception import IGNORED
from tests.bot_desks import TRUST, file
from tests.bot_receptions import (
    ANN,
    BOB,
    FRIEND,
    LEAD,
    OTHER,
    SHORT,
    School,
    answer_of,
    person,
    place,
    revised,
    said,
    school,
    words,
)

pytest_plugins = ("tests.bot_schools",)

OF_THE_ASKER = [
    Verb.share,
    Verb.context,
    Verb.more,
    Verb.helpful,
    Verb.unhelpful,
    Verb.why,
    Verb.ask_lead,
]
OF_ANSWERS = [*OF_THE_ASKER, Verb.pin]
SHOWING = [Verb.share, Verb.context, Verb.more, Verb.pin]
"""What shows or vouches for the clauses of an answer again."""


# Who may.


@pytest.mark.parametrize("verb", OF_THE_ASKER)
@pytest.mark.parametrize("who", [BOB, LEAD, person("UANN", Platform.discord)])
def test_only_the_asker_shares_rates_and_asks_on(
    larkmere: School, answered: Message, verb: Verb, who: Person
) -> None:
    before = larkmere.kept()
    where = place() if who.platform is Platform.slack else place(workspace="G1", platform=Platform.discord)
    outcome = larkmere.press(verb, answer_of(answered), who, where)
    assert said(outcome) == [phrases.ANSWER_OF_ANOTHER]
    assert words(outcome) == ""
    after = larkmere.kept()
    after.pop("handled")
    before.pop("handled")
    assert after == before


@pytest.mark.parametrize("verb", OF_ANSWERS)
def test_no_button_works_in_another_organisations_workspace(
    larkmere: School, answered: Message, verb: Verb
) -> None:
    larkmere.directory.appoint(OTHER, holder(Office.lead, ANN.key))
    for who in (ANN, person("UOTHERLEAD")):
        outcome = larkmere.press(verb, answer_of(answered), who, place(workspace="T2"))
        assert said(outcome) == [phrases.ANSWER_GONE]
        assert words(outcome) == ""
    assert larkmere.desk.pins.all(SHORT) == larkmere.desk.pins.all(OTHER) == ()


@pytest.mark.parametrize("verb", Verb)
def test_no_button_works_for_a_guest_a_bot_or_an_unknown_workspace(
    larkmere: School, answered: Message, verb: Verb
) -> None:
    answer = answer_of(answered)
    assert said(larkmere.press(verb, answer, person("UANN", guest=True))) == [phrases.GUEST]
    assert larkmere.press(verb, answer, person("UANN", bot=True)) == IGNORED
    refused = larkmere.press(verb, answer, ANN, place(workspace="T999"))
    assert (refused.kind, words(refused)) == ("refused", "")


@pytest.mark.parametrize("verb", OF_ANSWERS)
def test_a_button_of_an_answer_that_is_unknown_or_forgotten_says_so(
    larkmere: School, answered: Message, verb: Verb
) -> None:
    assert said(larkmere.press(verb, "0" * 16)) == [phrases.ANSWER_GONE]
    larkmere.history.forget(larkmere.now + dt.timedelta(days=31), days=30)
    assert said(larkmere.press(verb, answer_of(answered))) == [phrases.ANSWER_GONE]


def test_only_leads_and_deputies_of_the_organisation_pin(larkmere: School, answered: Message) -> None:
    larkmere.directory.appoint(SHORT, holder(Office.deputy, "slack:group:SDEPUTIES"))
    larkmere.directory.appoint(SHORT, holder(Office.admin, BOB.key))
    for who in (ANN, BOB, person("UOTHERLEAD"), person("UX", groups=("SOTHERS",))):
        assert said(larkmere.press(Verb.pin, answer_of(answered), who)) == [phrases.ONLY_LEADS]
    assert larkmere.desk.pins.all(SHORT) == ()
    deputy = person("UDEPUTY", groups=("SDEPUTIES",))
    assert said(larkmere.press(Verb.pin, answer_of(answered), deputy))[0].startswith("Pinned.")
    (line,) = larkmere.desk.pins.all(SHORT)
    assert (line.id, line.pinned_by) == (answer_of(answered), "slack:UDEPUTY")


# The words that are in force now.


@pytest.mark.parametrize("verb", SHOWING)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("accept a friend request from a pupil", "accept any friend request"),
        ("Staff must not:", "Staff may:"),
        ("A pupil means anyone on roll", "A pupil means any child"),
    ],
)
def test_after_a_new_revision_neither_the_old_words_nor_others_in_their_place_are_shown(
    larkmere: School, school_home: Path, verb: Verb, old: str, new: str
) -> None:
    answer = answer_of(larkmere.ask(FRIEND, LEAD))
    revised(larkmere.desk, school_home, old, new)
    outcome = larkmere.press(verb, answer, LEAD)
    assert said(outcome) == [phrases.CHANGED_SINCE]
    assert words(outcome) == ""
    assert larkmere.desk.pins.all(SHORT) == ()


@pytest.mark.parametrize("verb", SHOWING)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('version: "2"', 'version: "3"'),
        ("- accept a friend", "- lend a pupil money\n- accept a friend"),
    ],
)
def test_an_answer_stands_in_a_new_revision_that_says_the_same(
    larkmere: School, school_home: Path, verb: Verb, old: str, new: str
) -> None:
    answer = answer_of(larkmere.ask(FRIEND, LEAD))
    revised(larkmere.desk, school_home, old, new)
    assert phrases.CHANGED_SINCE not in said(larkmere.press(verb, answer, LEAD))


@pytest.mark.parametrize("verb", SHOWING)
def test_an_answer_stands_while_only_another_policy_is_revised(
    larkmere: School, school_home: Path, verb: Verb
) -> None:
    answer = answer_of(larkmere.ask(FRIEND, LEAD))
    larkmere.desk.add(TRUST, [file(school_home / "in", "keys.txt", "Keys\n\n1. Keys must be worn.\n")])
    larkmere.desk.publish(TRUST)
    assert phrases.CHANGED_SINCE not in said(larkmere.press(verb, answer, LEAD))


@pytest.mark.parametrize("verb", [Verb.share, Verb.context])
def test_words_that_are_not_what_was_published_are_never_shown(
    larkmere: School, answered: Message, verb: Verb
) -> None:
    with larkmere.desk.store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE documents SET text = replace(text, 'must not', 'may')")
    with pytest.raises(VerificationFailed):
        larkmere.press(verb, answer_of(answered))


def test_every_button_works_after_a_restart(larkmere: School, school_home: Path) -> None:
    message = larkmere.ask(FRIEND, LEAD)
    larkmere.desk.store.close()
    again = school(school_home)
    again.directory.appoint(SHORT, holder(Office.deputy, "slack:UDEPUTY"))
    for button in message.buttons:
        outcome = again.press(button.verb, button.answer, LEAD)
        assert outcome.kind == "pressed"
        assert not {phrases.ANSWER_GONE, phrases.CHANGED_SINCE} & set(said(outcome)), button.verb
