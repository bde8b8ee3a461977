"""The untuned encoder finds the governing clauses of real policies at least as often as was measured before."""

from __future__ import annotations

import json
from pathlib import Path

from bot.people import Role, audiences
from corpus.assemble import document
from corpus.document import Audience
from index.build import build
from index.encoder import open_encoder
from index.golden import Figures, GoldenAnswer, GoldenRow, figures
from index.search import search
from tests.shared import SHARED, needs_shared

pytestmark = needs_shared


def measured(home: Path) -> Figures:
    """Every golden question asked of its own policy, with no line below which to be silent."""
    encoder = open_encoder("all-MiniLM-L6-v2", home)
    lines = (SHARED / "golden" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [GoldenRow.model_validate(json.loads(line)) for line in lines]
    snapshots = {
        file.stem: build(file.stem, [document(file.read_bytes(), file.name)], encoder)
        for file in (SHARED / "policies").glob("*.txt")
    }
    answers = {}
    for row in rows:
        snapshot = snapshots[row.policy or ""]
        heard = audiences(Role(row.asker)) - {Audience.all}
        found = search(snapshot, encoder, row.asked, heard)
        quotes = tuple(snapshot.clause(hit.clause_id).text for hit in found.hits)
        answers[row.id] = GoldenAnswer(id=row.id, quotes=quotes, score=found.score)
    return figures(rows, answers)


def test_the_untuned_encoder_reaches_the_floors(tmp_path: Path) -> None:
    found = measured(tmp_path)
    assert found.complete[1] >= 0.500
    assert found.complete[3] >= 0.705
    assert found.complete[5] >= 0.812
    assert found.reciprocal_rank >= 0.718
