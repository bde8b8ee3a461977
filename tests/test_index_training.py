"""The material is sound, what training does with it too, and what is exported gives what was trained."""

from __future__ import annotations

import dataclasses
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
    assert len({policy.name for policy in policies}) == len(policies) >= 140
    assert {policy.hand for policy in policies} == set(material.HANDS)
    assert set(material.HELD_POLICIES) < {policy.name for policy in policies if material.held(policy)}
    assert set(material.HELD_ORGANISATIONS) < {
        policy.organisation for policy in policies if material.held(policy)
    }
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
    from index.training.train import FOREIGN, steps

    policies = [policy for policy in material.read() if not held(policy)][:3]
    asked = list(steps(policies, material.messages(), random.Random(1)))
    own = sum(len(policy.questions) for policy in policies)
    assert sum(len(step.questions) - FOREIGN for step in asked) == own
    for step in asked:
        assert step.right.shape == step.neutral.shape == (len(step.questions), len(step.clauses))
        assert not (step.right & step.neutral).any()


@with_torch
def test_the_loss_falls_as_right_clauses_lead_and_leaves_neutral_ones_alone() -> None:
    import torch

    from index.training.reading import ranking_loss

    right = torch.tensor([[True, False, False]])
    neutral = torch.tensor([[False, True, False]])
    good = ranking_loss(torch.tensor([[5.0, 9.0, 0.0]]), right, neutral)
    bad = ranking_loss(torch.tensor([[0.0, -9.0, 5.0]]), right, neutral)
    assert float(good) < 0.1 < 4 < float(bad)
    assert float(ranking_loss(torch.tensor([[1.0, 2.0]]), torch.zeros(1, 2) > 0, torch.zeros(1, 2) > 0)) == 0


@with_torch
def test_finders_side_by_side_give_the_mean_of_what_each_gives() -> None:
    import torch

    from index.training.base import base_weights
    from index.training.model import Finder, Finders, covered

    torch.manual_seed(1)
    members = [Finder(base_weights()).eval() for _ in range(2)]
    together = Finders(members).eval()
    texts = ["can i add a pupil on insta", "Staff must not befriend pupils online."]
    with torch.no_grad():
        alone = [member.encode(texts, 32) for member in members]
        both = together.encode(texts, 32)
        cosines = [float(one.vectors[0] @ one.vectors[1]) for one in alone]
        assert float(both.vectors[0] @ both.vectors[1]) == pytest.approx(sum(cosines) / 2, abs=1e-5)
        assert both.words.norm(dim=-1)[both.mask].tolist() == pytest.approx(
            [1] * int(both.mask.sum()), abs=1e-5
        )
        first = [
            one.reader(
                alone[at].words[:1],
                alone[at].mask[:1],
                alone[at].words[1:],
                alone[at].mask[1:],
                torch.zeros(1, 2),
            )
            for at, one in enumerate(members)
        ]
        read = together.reader(
            both.words[:1], both.mask[:1], both.words[1:], both.mask[1:], torch.zeros(1, 2)
        )
        assert float(read) == pytest.approx(sum(float(one) for one in first) / 2, abs=1e-4)
        assert covered(both, both).diagonal().tolist() == pytest.approx([1, 1], abs=1e-5)


@with_torch
@pytest.mark.filterwarnings("ignore")
def test_an_exported_reader_gives_what_the_trained_one_gives(tmp_path: Path) -> None:
    import torch

    from index.encoder import OnnxReader, Words
    from index.training.export import write_reader
    from index.training.model import Reader, Readers

    torch.manual_seed(1)
    reader = Readers([Reader(), Reader()]).eval()
    write_reader(reader, tmp_path / "reader.onnx")
    serving = OnnxReader(tmp_path / "reader.onnx")
    wanted, got = [], []
    for pair in range(40):
        question = torch.nn.functional.normalize(torch.randn(1, 4 + pair % 9, reader.width), dim=-1)
        clause = torch.nn.functional.normalize(torch.randn(1, 3 + pair, reader.width), dim=-1)
        scores = torch.rand(1, 2) * 8
        asked, said = torch.ones(question.shape[:2]) > 0, torch.ones(clause.shape[:2]) > 0
        with torch.no_grad():
            wanted.append(float(reader(question, asked, clause, said, scores)))
        words = Words(np.zeros(384, np.float32), question[0].numpy(), np.ones(question.shape[1], np.float32))
        got += serving.read(words, [clause[0].numpy()], scores.numpy()).tolist()
    # Its matrices are rounded to eight bits.
    assert np.abs(np.array(got) - wanted).max() < 0.1 * np.std(wanted)


@with_torch
@pytest.mark.filterwarnings("ignore")
def test_the_last_epochs_train_the_readers_and_nothing_else() -> None:
    import torch

    from index.training.base import base_weights
    from index.training.model import Finder, Finders
    from index.training.polish import polish

    torch.manual_seed(1)
    finders = Finders([Finder(base_weights()) for _ in range(2)])
    before = {name: value.clone() for name, value in finders.state_dict().items()}
    first = material.read()[0]
    polish(
        finders,
        [dataclasses.replace(first, questions=first.questions[:24])],
        material.foreign([first]),
        epochs=1,
        seed=1,
    )
    changed = {name for name, value in finders.state_dict().items() if not value.equal(before[name])}
    assert changed
    assert all(".reader." in name or name.startswith("reader.") for name in changed)
    assert {name.split("reader.")[1] for name in changed if name.startswith("members.1")}
