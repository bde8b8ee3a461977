"""Homes to test with: two organisations that have published, by the commands themselves."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from bot.cli import main
from tests.bot_desks import CONDUCT, LEARNERS, TRUST, file

OTHER = "Pets\n\n1. Staff must not bring a dog to work.\n2. Visitors may bring an assistance dog.\n"


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which two organisations have published, made by the commands themselves."""
    home = tmp_path_factory.mktemp("home")
    folder = tmp_path_factory.mktemp("policies")
    before = os.environ.get("QUOTH_HOME")
    os.environ["QUOTH_HOME"] = str(home)
    try:
        conduct, learners = file(folder, "conduct.md", CONDUCT), file(folder, "learners.txt", LEARNERS)
        assert main(["add", str(conduct), str(learners), "--org", TRUST]) == 0
        assert main(["add", str(file(folder, "pets.txt", OTHER)), "--org", "Other School"]) == 0
        assert main(["publish", "--org", TRUST]) == main(["publish", "--org", "other-school"]) == 0
    finally:
        os.environ.pop("QUOTH_HOME")
        if before is not None:
            os.environ["QUOTH_HOME"] = before
    return home


@pytest.fixture
def home(loaded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that home, and no other setting."""
    for name in [name for name in os.environ if name.startswith("QUOTH_")]:
        monkeypatch.delenv(name)
    copy = tmp_path / "home"
    shutil.copytree(loaded, copy)
    monkeypatch.setenv("QUOTH_HOME", str(copy))
    return copy
