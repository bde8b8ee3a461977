"""A disclosure is met first with whom to tell; what only sounds like one is not."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest

from bot import phrases
from bot.answers import Urgency
from bot.concerns import by_phrases, said_plainly, weigh
from bot.errors import VerificationFailed
from bot.finding import Spelt
from bot.manners import small_talk
from bot.terminal import Screen
from index.encoder import open_encoder
from tests.bot_desks import TRUST, desk, file, published, question


@pytest.mark.parametrize(
    "message",
    [
        "a pupil says she wants to kill herself",
        "he’s got a knife in his bag, year 10",
        "boy says he's taken a load of tablets",
        "Can I go home early? My partner had his hands round my throat last night.",
        "the childminder picking up smells of drink and she has the car keys",
        "we can't find Amir anywhere and the gate is open",
        "she was raped on saturday",
    ],
)
def test_someone_in_danger_now_is_immediate(message: str) -> None:
    assert by_phrases(message) is Urgency.immediate


@pytest.mark.parametrize(
    "message",
    [
        "he came in with bruises on his arms and says he fell again",
        "A learner disclosed to me that her brother controls her money.",
        "there are cuts on her forearm",
        "she is being groomed by a man she met online",
        "What is the policy on lifts? Mr Price was caught messaging a year 9 girl late at night on snap.",
        "he doesn't want to go home on fridays",
    ],
)
def test_a_disclosure_without_danger_this_minute_is_high(message: str) -> None:
    assert by_phrases(message) is Urgency.high


@pytest.mark.parametrize(
    "message",
    [
        "can i accept a friend request from a former pupil?",
        "can staff message a pupil on snap at night?",
        "what do i do if a child discloses abuse",
        "hypothetically, if a pupil turned up with a knife, who searches?",
        "what counts as grooming in the policy",
        "this timetable is killing me",
        "training q: a child says 'my dad hits me', do i promise secrecy?",
        "is there a lesson on county lines for year 9",
        "the fire drill was missing one on the register",
        "we're doing a lockdown practice, who locks the doors",
        "how long do we keep records of an allegation found to be false",
        "he showed me marks up his arm, it was henna",
        "hi",
        "",
    ],
)
def test_what_only_sounds_like_one_is_none(message: str) -> None:
    assert by_phrases(message) is Urgency.none


def test_a_disclosure_on_its_own_line_is_not_hidden_by_the_question_above_it() -> None:
    assert by_phrases("can i add a parent on insta\nshe disclosed abuse to me") is Urgency.high


def test_a_concern_stays_through_the_conversation(tmp_path: Path) -> None:
    held = published(tmp_path)
    said = question("what do i do now", earlier=("a pupil says she wants to kill herself",))
    assert held.ask(said).concern is Urgency.immediate


@pytest.fixture(scope="module")
def listening() -> Spelt:
    return Spelt(open_encoder(threads=1))


@pytest.mark.parametrize(
    "message",
    [
        "he keeps wearing his coat in this heat and wont roll his sleeves up",
        "shes 13 and her boyfriend picks her up in a bmw, hes got to be 25",
        "the new TA always seems to be alone with the same little boy and shuts the door",
    ],
)
def test_what_is_only_hinted_at_is_heard(listening: Spelt, message: str) -> None:
    assert by_phrases(message) is Urgency.none
    assert weigh([message], listening, said_plainly([message])) is not Urgency.none


@pytest.mark.parametrize(
    "message",
    [
        "what do i do if a pupil adds me",
        "who do we report self harm to",
        "year 9 are killing me today, where do i sign out the ipads",
        "can i search a bag for a knife",
    ],
)
def test_a_question_about_such_things_is_no_disclosure(listening: Spelt, message: str) -> None:
    assert weigh([message], listening, said_plainly([message])) is Urgency.none


def test_a_very_long_message_is_weighed_quickly() -> None:
    import time

    started = time.monotonic()
    by_phrases("she said he was going to the " * 340)
    by_phrases("a" * 10_000)
    by_phrases("he he he " * 1_100)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "message",
    ["hello", "Hi!", "good morning", "thanks so much", "cheers", "Who are you?", "bye", "are you a robot?"],
)
def test_small_talk_has_a_reply(message: str) -> None:
    assert small_talk(message)


@pytest.mark.parametrize(
    "message",
    [
        "can i say hello to pupils on facebook",
        "thanks to parents who give gifts",
        "help a child",
        "hi can i take photos",
    ],
)
def test_a_question_that_begins_like_small_talk_is_a_question(message: str) -> None:
    assert small_talk(message) is None


REPORTING = """# Child Protection

1.1 Staff must wash up their own cups.

1.2 Anyone worried that a child may be at risk of harm must tell the Designated Safeguarding Lead at once.

1.3 Staff must not lend a key.
"""


def test_a_card_leads_with_the_policys_own_words_on_reporting_and_shows_them_once(tmp_path: Path) -> None:
    held = desk(tmp_path)
    held.add(TRUST, [file(tmp_path / "in", "protection.md", REPORTING)])
    held.publish(TRUST)
    card = held.ask(question("a pupil says she wants to kill herself, may i lend her a key"))
    assert card.reporting is not None
    assert card.reporting.number == "1.2"
    assert "1.2" not in [quote.number for quote in card.quotes]
    out = io.StringIO()
    Screen(out, rich=False).card(card)
    said = out.getvalue()
    places = [
        said.index(each) for each in ("999", phrases.HOW_TO_REPORT, "must tell the Designated", "lend a key")
    ]
    assert places == sorted(places)
    assert held.ask(question("may i lend her a key")).reporting is None


def test_what_is_said_outright_is_met_whatever_else_is_said() -> None:
    assert by_phrases("im going to kill myself tonight, the marking broke me") is Urgency.immediate
    assert by_phrases("she told me in assembly that she took an overdose") is Urgency.immediate


def test_who_discloses_hears_whom_to_tell_even_when_the_policy_cannot_be_quoted(tmp_path: Path) -> None:
    held = published(tmp_path)
    shutil.rmtree(tmp_path / "snapshots")
    with held.store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE documents SET text = replace(text, 'must', 'may')")
    card = held.ask(question("a pupil says she wants to kill herself"))
    assert card.concern is Urgency.immediate
    assert card.remark == phrases.CANNOT_QUOTE_NOW
    with pytest.raises(VerificationFailed):
        held.ask(question("may i lend a key"))


def test_beside_a_disclosure_only_what_surely_answers_is_quoted(tmp_path: Path) -> None:
    held = published(tmp_path, line=0.9, wrong_answers=1)
    card = held.ask(question("a pupil says she wants to kill herself"))
    assert card.remark == phrases.ASK_APART
    assert not card.quotes
    assert not card.nearest
    # Whoever then asks what they want to know is answered, and still told whom to tell.
    asked = held.ask(
        question("can i give a pupil a lift", earlier=("a pupil says she wants to kill herself",))
    )
    assert asked.concern is Urgency.immediate
    assert asked.quotes


def test_the_clause_about_reporting_is_that_of_the_policy_in_force(tmp_path: Path) -> None:
    made = desk(tmp_path)
    said = question("a pupil says she wants to kill herself, may i lend her a key")
    shown = []
    for whom in ("Designated Safeguarding Lead", "Head or the police"):
        text = REPORTING.replace("Designated Safeguarding Lead", whom)
        made.add(TRUST, [file(tmp_path / "in", "protection.md", text)])
        made.publish(TRUST)
        for _ in range(2):
            card = made.ask(said)
            assert card.reporting is not None
            shown.append(card.reporting.words.text)
    assert ["Designated" in words for words in shown] == [True, True, False, False]


def test_a_policy_that_says_nothing_of_reporting_is_not_made_to(tmp_path: Path) -> None:
    card = published(tmp_path).ask(question("a pupil says she wants to kill herself"))
    assert card.concern is Urgency.immediate
    assert card.reporting is None
