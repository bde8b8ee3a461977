"""The fixture of a home whose trust has a lead."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli import main
from tests.alike import Alike
from tests.bot_desks import TRUST

LEAD = "slack:ULEAD"
pytest_plugins = ("tests.bot_homes",)


@pytest.fixture
def led(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose trust has a workspace and a lead, where questions are compared by their words."""
    monkeypatch.setattr("index.likeness.open_likeness", Alike)
    assert main(["connect", "slack", "T1", "--org", TRUST]) == 0
    assert main(["roles", "--org", TRUST, "--role", "lead", "--add", LEAD]) == 0
    capsys.readouterr()
    return home
