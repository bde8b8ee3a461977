"""A school to test with that has published already: a copy for each test of one home folder made once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.messages import Message
from tests.bot_receptions import FRIEND, School, school


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder in which two schools have published."""
    home = tmp_path_factory.mktemp("founded")
    school(home).desk.store.close()
    return home


@pytest.fixture
def school_home(founded: Path, tmp_path: Path) -> Path:
    """A copy of that home folder."""
    return Path(shutil.copytree(founded, tmp_path / "school"))


@pytest.fixture
def larkmere(school_home: Path) -> Iterator[School]:
    """The school over that copy."""
    made = school(school_home)
    yield made
    made.desk.store.close()


@pytest.fixture
def answered(larkmere: School) -> Message:
    """An answer that the school gave to Ann."""
    return larkmere.ask(FRIEND)
