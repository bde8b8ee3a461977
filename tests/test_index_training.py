"""The material is sound, what training does with it too, and what is exported gives what was trained."""

from __future__ import annotations

import importlib.util
import json
import random
from pathlib import Path

import numpy as np
import pytest

from index.training import material
from index.training.noise import mistype

with_torch = pytest.mark.skipif(
    importlib.util.find_spec("torch") is None,
    reason="TORCH IS NOT INSTALLED: what training does stays unproven",
)


def test_every_policy_of_the_material_can_be_read_and_has_questions_of_every_sort() -> None:
    policies = material.read()
    assert len({policy.name for policy in policies}) == len(policies) >= 60
    for policy in policies:
        kinds = {question.kind for question in policy.questions}
        assert {"answerable", "near"} <= kinds <= {"answerable", "near", "far", "chat"}
        for question in policy.questions:
            assert (question.kind == "answerable") == bool(question.gold)
            assert all(turn.strip() for turn in question.turns)


def test_a_row_that_names_no_clause_is_refused(tmp_path: Path) -> None:
    rows = [
        {"policy": "p", "title": "P", "organisation": "O", "hand": "first"},
        {"clause": "1", "headings": [], "lead": "", "text": "Staff must not run."},
        {"question": "can i run", "gold": ["2"], "register": "chat"},
    ]
    (tmp_path / "p.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    with pytest.raises(ValueError, match=r"p\.jsonl.*\['2'\]"):
        material.read(tmp_path)


def test_messages_kept_back_are_not_trained_on() -> None:
    trained = {message.text for message in material.messages()}
    kept = {message.text for message in material.messages(material.FOLDER / "concerns" / "held.jsonl")}
    assert not trained & kept
    assert {message.urgency for message in material.messages()} == {0, 1, 2}


def test_typing_slips_but_the_words_stay_recognisable() -> None:
    chance = random.Random(3)
    for _ in range(200):
        typed = mistype("Can I accept a friend request from a pupil?", chance)
        assert abs(len(typed) - len("Can I accept a friend request from a pupil?")) <= 4
        assert len(typed.split()) == 9
    assert mistype("a", chance).lower() == "a"


@with_torch
def test_an_epoch_asks_every_question_once_beside_its_own_policys_clauses() -> None:
    from index.training.material import held
    from index.training.train import steps

    policies = [policy for policy in material.read() if not held(policy)][:3]
    asked = list(steps(policies, material.messages(), random.Random(1)))
    assert sum(len(step.questions) for step in asked) == sum(len(policy.questions) for policy in policies)
    for step in asked:
        assert step.right.shape == step.neutral.shape == (len(step.questions), len(step.clauses))
        assert not (step.right & step.neutral).any()


@with_torch
def test_the_loss_falls_as_right_clauses_lead_and_leaves_neutral_ones_alone() -> None:
    import torch

    from index.training.train import ranking_loss

    right = torch.tensor([[True, False, False]])
    neutral = torch.tensor([[False, True, False]])
    good = ranking_loss(torch.tensor([[5.0, 9.0, 0.0]]), right, neutral)
    bad = ranking_loss(torch.tensor([[0.0, -9.0, 5.0]]), right, neutral)
    assert float(good) < 0.1 < 4 < float(bad)
    assert float(ranking_loss(torch.tensor([[1.0, 2.0]]), torch.zeros(1, 2) > 0, torch.zeros(1, 2) > 0)) == 0


@with_torch
@pytest.mark.filterwarnings("ignore")
def test_an_exported_reader_gives_what_the_trained_one_gives(tmp_path: Path) -> None:
    import torch

    from index.encoder import OnnxReader, Words
    from index.training.export import write_reader
    from index.training.model import WIDTH, Reader

    torch.manual_seed(1)
    reader = Reader().eval()
    write_reader(reader, tmp_path / "reader.onnx")
    question = torch.nn.functional.normalize(torch.randn(1, 6, WIDTH), dim=-1)
    clause = torch.nn.functional.normalize(torch.randn(1, 11, WIDTH), dim=-1)
    scores = torch.tensor([[0.4, 0.6]])
    with torch.no_grad():
        wanted = reader(question, torch.ones(1, 6) > 0, clause, torch.ones(1, 11) > 0, scores)
    words = Words(np.zeros(384, np.float32), question[0].numpy(), np.full(6, 1 / 6, np.float32))
    got = OnnxReader(tmp_path / "reader.onnx").read(
        words, [clause[0].numpy(), clause[0, :3].numpy()], scores.repeat(2, 1).numpy()
    )
    assert got[0] == pytest.approx(float(wanted[0]), abs=1e-4)
    assert got.shape == (2,)
