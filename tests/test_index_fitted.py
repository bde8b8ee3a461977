"""The constants say what they promise, and lie whole beside the weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.encoder import CONSTANTS, DEFAULT_FOLDER
from index.errors import WeightsDamaged
from index.fitted import PLAIN, Fitted


def test_a_line_lets_through_no_more_wrong_answers_than_are_accepted() -> None:
    fitted = PLAIN.model_copy(update={"lines": ((0.1, 0.7), (0.2, 0.4), (0.3, 0.2))})
    assert [fitted.line(wrong) for wrong in (0.1, 0.15, 0.2, 0.9)] == [0.7, 0.7, 0.4, 0.2]
    assert fitted.line(0.05) == 1.0
    assert fitted.line(1) == 0.0


def test_the_shipped_lines_fall_as_more_wrong_answers_are_accepted() -> None:
    fitted = Fitted.load(DEFAULT_FOLDER / CONSTANTS)
    shares, lines = zip(*fitted.lines, strict=True)
    assert list(shares) == sorted(shares)
    assert list(lines) == sorted(lines, reverse=True)
    assert 0 < fitted.concern < 1


def test_a_lone_unit_leads_nobody_and_a_wide_lead_counts_no_more_than_a_clear_one() -> None:
    fitted = PLAIN.model_copy(update={"sure_lead": 1.0})
    best = np.array([[0.5, 0.5, 0.0, 0.0]], np.float32)
    lone = fitted.surety(np.array([3.0], np.float32), best)
    level = fitted.surety(np.array([3.0, 3.0], np.float32), best)
    clear = fitted.surety(np.array([9.0, 3.0], np.float32), best)
    wide = fitted.surety(np.array([99.0, 3.0], np.float32), best)
    assert lone == level < clear == wide <= 1


def test_constants_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / CONSTANTS).write_text('{"cosine": 1}')
    with pytest.raises(WeightsDamaged, match=CONSTANTS):
        Fitted.load(tmp_path / CONSTANTS)
    with pytest.raises(WeightsDamaged, match="missing"):
        Fitted.load(tmp_path / "nowhere.json")
