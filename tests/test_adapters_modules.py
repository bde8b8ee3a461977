"""Every module of a chat adapter is held to what import-linter checks of them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bot.places import CHATS, Platform

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("platform", CHATS)
def test_no_module_of_an_adapter_escapes_the_contracts(platform: Platform) -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = [each for each in settings["tool"]["importlinter"]["contracts"] if "source_modules" in each]
    modules = {f"adapters.{path.stem}" for path in (ROOT / "adapters").glob(f"{platform}*.py")}
    holding = [each for each in contracts if modules <= set(each["source_modules"])]
    forbidding = [each for each in contracts if modules <= set(each["forbidden_modules"])]
    assert (len(modules) >= 3, len(holding), len(forbidding)) == (True, 2, 2)
