"""What was typed is read without what nobody sees, and of a pasted text the question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import Question
from bot.hearing import ASKED, LONG, asked, heard, read


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("can i\u200b add a \u200dpupil", "can i add a pupil"),
        ("\u202ecan i\u202c add", "can i add"),
        ("can\u00a0i\tadd", "can i add"),
        ("a\x00b\x1b[2J", "a b [2J"),
        ("ｃａｎ 𝗶", "can i"),
        ("c\u0335a\u0336n", "can"),
        ("one\r\ntwo", "one\ntwo"),
        ("café", "café"),
    ],
)
def test_what_nobody_sees_is_not_read(typed: str, text: str) -> None:
    assert heard(typed) == text


@given(st.text(max_size=300))
def test_any_text_is_read_and_reading_it_twice_changes_nothing(typed: str) -> None:
    once = heard(typed)
    assert heard(once) == once
    assert isinstance(read(Question(text=once[:300], organisation="x"))[-1], str)


def test_emoji_say_nothing_to_the_search() -> None:
    assert " ".join(read(Question(text="can i 😂 add", organisation="x"))[-1].split()) == "can i add"
    assert read(Question(text="😂", organisation="x")) == ("😂",)


def test_of_a_pasted_conversation_the_question_is_asked_last() -> None:
    chatter = "Sam: see you at the gate\nAlex: bring the blue folder\n" * 100
    for text in (f"{chatter}can i post a photo of a pupil?", f"can i post a photo of a pupil?\n{chatter}"):
        turns = read(Question(text=text, organisation="x", earlier=("hello",)))
        assert turns == ("hello", "can i post a photo of a pupil?")


def test_a_short_question_keeps_what_was_said_before_it() -> None:
    text = "Sam: they sent me a photo of it\n" * 100 + "what do i do?"
    assert read(Question(text=text, organisation="x")) == (text[-LONG:], "what do i do?")


def test_where_nothing_asks_the_end_is_taken() -> None:
    text = "the blue folder is here " * 300
    assert len(text) > LONG
    assert text.endswith(asked(text))
    assert 0 < len(asked(text)) <= ASKED
    assert asked("x" * 5_000)
