"""Figures of golden questions mean what they say."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from index.golden import GoldenAnswer, GoldenRow, figures, shows

ROWS = (
    GoldenRow(id="one", question="?", must_quote=("Staff must not lend a badge.",)),
    GoldenRow(
        id="two", question="?", must_quote=("Rule A.", ("Rule B.", "Rule C.")), also_ok=("Background.",)
    ),
    GoldenRow(id="near", question="?", kind="near"),
    GoldenRow(id="far", question="?", kind="far"),
)


def answers(*given: GoldenAnswer) -> dict[str, GoldenAnswer]:
    return {answer.id: answer for answer in given}


def test_a_piece_is_shown_whatever_its_white_space_case_and_marks() -> None:
    assert shows("Staff must\n not lend", "• *STAFF*  must not lend a badge")
    assert shows(["x", "badge"], "a badge")
    assert not shows("Staff must not lend", "Staff must lend")
    assert not shows("", "anything")
    assert not shows("anything", "")


def test_a_quote_inside_the_piece_counts_from_six_words_on() -> None:
    piece = "Staff must not lend a badge to anyone at all."
    assert shows(piece, "Staff must not lend a badge")
    assert not shows(piece, "Staff must not lend a")


def test_recall_and_completeness_count_every_piece_by_depth() -> None:
    found = figures(
        ROWS,
        answers(
            GoldenAnswer(id="one", quotes=("x", "Staff must not lend a badge.")),
            GoldenAnswer(id="two", quotes=("Background.", "Rule C.", "y", "Rule A.")),
        ),
    )
    assert found.recall == {1: 0, 3: 0.75, 5: 1}
    assert found.complete == {1: 0, 3: 0.5, 5: 1}
    assert found.reciprocal_rank == (1 / 2 + 1) / 2
    assert (found.questions, found.answerable, found.missing) == (4, 2, 2)


def test_silence_shows_nothing_and_is_counted_by_kind() -> None:
    found = figures(
        ROWS,
        answers(
            GoldenAnswer(id="one", quotes=("Staff must not lend a badge.",), abstained=True),
            GoldenAnswer(id="two", quotes=("Rule A.",)),
            GoldenAnswer(id="near", quotes=("Rule A.",)),
            GoldenAnswer(id="far", abstained=True),
        ),
    )
    assert found.recall[1] == 0.25
    assert found.wrongly_silent == 0.5
    assert found.silence["near"].recall == 0
    assert (found.silence["far"].recall, found.silence["far"].precision) == (1, 0.5)
    assert (found.silence["all"].questions, found.silence["all"].recall) == (2, 0.5)
    assert found.coverage is None


def test_coverage_takes_ties_whole_and_ignores_abstaining() -> None:
    rows = [GoldenRow(id=f"q{n}", question="?", must_quote=("Right.",)) for n in range(40)]
    given = [
        GoldenAnswer(id=f"q{n}", quotes=("Right." if n != 21 else "no",), score=1 - n / 100, abstained=n == 3)
        for n in range(40)
    ]
    coverage = figures(rows, answers(*given)).coverage
    assert coverage is not None
    assert (coverage.answered, coverage.right) == (40, 39)
    tied = [
        answer.model_copy(update={"score": 0.5}) if n > 20 else answer for n, answer in enumerate(given[:25])
    ]
    coverage = figures(rows, answers(*tied)).coverage
    assert coverage is not None
    assert (coverage.answered, coverage.threshold) == (25, 0.5)
    wrong = [answer.model_copy(update={"quotes": ("no",)}) for answer in given]
    coverage = figures(rows, answers(*wrong)).coverage
    assert coverage is not None
    assert (coverage.answered, coverage.threshold, coverage.of_answerable) == (0, None, 0)


def test_an_empty_set_has_figures_of_nought() -> None:
    found = figures([], {})
    assert (found.questions, found.recall[1], found.silence, found.coverage) == (0, 0, {}, None)


def test_a_row_asks_its_question_or_its_turns() -> None:
    assert ROWS[0].asked == ("?",)
    assert GoldenRow(id="t", turns=("a", "b")).asked == ("a", "b")
    with pytest.raises(ValidationError, match="neither a question nor turns"):
        GoldenRow(id="x")


def test_the_curve_tells_what_each_line_gives() -> None:
    rows = [
        GoldenRow(id="sure", question="?", must_quote=("lock the door",)),
        GoldenRow(id="unsure", question="?", must_quote=("lock the door",)),
        GoldenRow(id="wrong", question="?", must_quote=("lock the door",)),
        GoldenRow(id="near", question="?", kind="near"),
        GoldenRow(id="lost", question="?", must_quote=("lock the door",)),
    ]
    answers = {
        "sure": GoldenAnswer(id="sure", score=0.9, best="Staff lock the door."),
        "unsure": GoldenAnswer(id="unsure", score=0.4, best="Staff lock the door.", abstained=True),
        "wrong": GoldenAnswer(id="wrong", score=0.6, best="Staff open the window."),
        "near": GoldenAnswer(id="near", score=0.3, best="Staff lock the door."),
    }
    strict, middling, open_to_all = figures(rows, answers, ((0.0, 0.8), (0.5, 0.35), (1.0, 0.0))).curve
    assert (strict.answered, strict.wrong, strict.wrongly_silent, strict.rightly_silent) == (0.2, 0, 0.75, 1)
    assert (middling.answered, round(middling.wrong, 3), middling.rightly_silent) == (0.6, 0.333, 1)
    assert (open_to_all.answered, open_to_all.wrong, open_to_all.rightly_silent) == (0.8, 0.5, 0)
    assert open_to_all.wrongly_silent == 0.25
