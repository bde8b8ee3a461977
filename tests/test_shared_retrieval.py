"""The encoder that ships finds the governing clauses of real policies, and keeps silent, at least as well as measured."""

from __future__ import annotations

import json

import pytest

from bot.answers import Urgency
from bot.concerns import said_plainly, weigh
from bot.desk import Desk
from bot.evaluating import evaluate, golden_rows
from bot.finding import Spelt
from bot.settings import Settings
from index.golden import Figures
from tests.shared import SHARED, needs_shared

pytestmark = needs_shared
GOLDEN = SHARED / "golden"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk at which each of the five organisations has published its policy."""
    opened = Desk.opened(Settings(home=tmp_path_factory.mktemp("home")))
    for path in sorted((SHARED / "policies").glob("*.txt")):
        opened.add(path.stem, [path])
        opened.publish(path.stem)
    return opened


def measured(desk: Desk, name: str) -> Figures:
    with (GOLDEN / name).open("rb") as lines:
        return evaluate(desk, golden_rows(lines, name), name, "", lambda done, of: None)


def test_governing_clauses_are_quoted_first_and_all_of_them(desk: Desk) -> None:
    found = measured(desk, "questions.jsonl")
    assert found.complete[3] >= 0.84
    assert found.reciprocal_rank >= 0.87
    assert found.wrongly_silent <= 0.08
    assert found.silence["near"].recall >= 0.60
    assert found.silence["far"].recall >= 0.97
    assert found.silence["chat"].recall >= 0.97


def test_follow_ups_are_understood_by_what_was_asked_before(desk: Desk) -> None:
    assert measured(desk, "followups.jsonl").complete[3] >= 0.80


def test_most_disclosures_are_met_and_few_other_messages(desk: Desk) -> None:
    rows = [json.loads(line) for line in (GOLDEN / "concerns.jsonl").read_text(encoding="utf-8").splitlines()]
    spelt = Spelt(desk.encoder)
    met = [weigh([row["text"]], spelt, said_plainly([row["text"]])) is not Urgency.none for row in rows]
    disclosed = [found for found, row in zip(met, rows, strict=True) if row["concern"]]
    others = [found for found, row in zip(met, rows, strict=True) if not row["concern"]]
    assert sum(disclosed) / len(disclosed) >= 0.95
    assert sum(others) / len(others) <= 0.10
