"""Small talk gets a short reply, and a question never does."""

from __future__ import annotations

import pytest

from bot import phrases
from bot.manners import is_gibberish, small_talk


@pytest.mark.parametrize(
    ("message", "reply"),
    [
        ("hi", phrases.GREETING),
        ("Morning all", phrases.GREETING),
        ("heyyyy", phrases.GREETING),
        ("helo", phrases.GREETING),
        ("GOOD MORNING", phrases.GREETING),
        ("good mornign team 😀", phrases.GREETING),
        ("hi :)", phrases.GREETING),
        ("ta", phrases.WELCOME),
        ("Cheers!", phrases.WELCOME),
        ("cheers mate x", phrases.WELCOME),
        ("thnaks", phrases.WELCOME),
        ("thankssss 🙏", phrases.WELCOME),
        ("thank you so much for your help", phrases.WELCOME),
        ("ok ta thats brilliant", phrases.WELCOME),
        ("👍", phrases.WELCOME),
        ("u there?", phrases.READY),
        ("hello, anyone there", phrases.READY),
        ("hi how r u", phrases.READY),
        ("who are you?", phrases.WHO_I_AM),
        ("hi, what can you do", phrases.WHO_I_AM),
        ("are you a robot or a real person lol", phrases.WHO_I_AM),
        ("how does this work?", phrases.WHO_I_AM),
        ("help me please", phrases.HELP),
        ("thanks bye", phrases.WELCOME),
        ("see you later", phrases.FAREWELL),
        ("lol ok never mind", phrases.ALL_RIGHT),
        ("testing testing 456", phrases.READY),
        ("no thats wrong", phrases.SORRY),
        ("not what i asked", phrases.SORRY),
        ("ur useless lol", phrases.SORRY),
        ("didnt answer my question", phrases.SORRY),
        ("fghjdk wrtpl", phrases.NOT_UNDERSTOOD),
        ("??", phrases.NOT_UNDERSTOOD),
        ("😂😂", phrases.NOT_UNDERSTOOD),
        ("asdfgh", phrases.NOT_UNDERSTOOD),
        ("asdf qwerty", phrases.NOT_UNDERSTOOD),
        ("aaaaaaaaaaa", phrases.NOT_UNDERSTOOD),
        ("12345", phrases.NOT_UNDERSTOOD),
    ],
)
def test_small_talk_is_met_in_kind(message: str, reply: str) -> None:
    assert small_talk(message) == reply


@pytest.mark.parametrize(
    "message",
    [
        "thanks, and what about parents?",
        "hi can i add a pupil",
        "morning, is it ok to film assembly",
        "ta but what if they are 18",
        "ok and volunteers?",
        "cheers. phones?",
        "who are you allowed to tell",
        "what can you do about a pupil who swears",
        "what is this policy about gifts",
        "are you allowed to smoke on site",
        "help a child",
        "can you help me with a dbs",
        "good morning messages to parents",
        "thank you cards from pupils",
        "is this bot allowed in class",
        "mourning leave",
        "evening events",
        "dbs?",
        "nspcc",
        "GDPR",
        "strengths",
        "lado number",
        "why?",
        "and then?",
        "so?",
        "are you a bot or can i add a pupil",
        "phones",
        "hello kitty lunchbox",
        "is it wrong to add a parent",
        "thats not right what he posted about me",
        "test results on facebook",
        "the policy is wrong, who do i tell",
    ],
)
def test_a_question_is_never_taken_for_small_talk(message: str) -> None:
    assert small_talk(message) is None


def test_a_bare_number_may_go_on_with_a_conversation() -> None:
    assert small_talk("17?", goes_on=True) is None
    assert small_talk("?", goes_on=True) == phrases.NOT_UNDERSTOOD


@pytest.mark.parametrize(
    "word", ["property", "poverty", "opportunity", "cwtch", "rhythm", "catchphrase", "Młynarczyk", "ofsted"]
)
def test_a_word_is_no_gibberish(word: str) -> None:
    assert not is_gibberish(word)


def test_a_long_message_is_judged_at_once() -> None:
    for message, reply in (
        ("hi " * 3_000, None),
        ("a" * 10_000, phrases.NOT_UNDERSTOOD),
        ("thanks so so " * 700, None),
        ("😂" * 10_000, phrases.NOT_UNDERSTOOD),
        ("k " * 45 + "can i add a pupil", None),
    ):
        assert small_talk(message) == reply
