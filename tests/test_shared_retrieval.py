"""The encoder that ships finds the governing clauses of real policies, and keeps silent, at least as well as measured."""

from __future__ import annotations

import pytest

from bot.desk import Desk
from bot.evaluating import evaluate, golden_rows
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
