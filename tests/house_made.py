"""The home folder of a house to test with, made once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home folder of `houses.desk`."""
    from tests import houses

    home = tmp_path_factory.mktemp("house")
    houses.desk(home).store.close()
    return home
