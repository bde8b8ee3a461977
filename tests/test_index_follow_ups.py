"""A question follows up what was before it where it refers back, says little, and is not answered by itself."""

from __future__ import annotations

import pytest

from index.follow_ups import ALIKE, follows


@pytest.mark.parametrize(
    "text",
    [
        "what if they are 19?",
        "and on a trip?",
        "even if its my nephew",
        "does that go for supply staff too",
        "is he",
    ],
)
def test_what_refers_back_and_says_little_follows_up(text: str) -> None:
    assert follows(text, ALIKE, 0.2)


@pytest.mark.parametrize(
    "text",
    [
        "can i accept a friend request from a former pupil on facebook",
        "where do visitors have to sign in when they come to school",
        "what do i have to do before i take year 6 on a coach",
    ],
)
def test_a_whole_question_that_is_answered_by_itself_begins_a_new_subject(text: str) -> None:
    assert not follows(text, ALIKE, 0.9)


def test_the_likelier_it_is_to_follow_the_more_it_is_like_what_was_before() -> None:
    found = [follows("phone in my pocket at lunch time", alike, 0.5) for alike in (-0.2, 0.9)]
    assert found == [False, True]
