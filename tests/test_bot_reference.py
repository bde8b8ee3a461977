"""The command-line reference says all there is to say, and is what the commands say today."""

from __future__ import annotations

import ast
import os
from importlib import import_module
from pathlib import Path

import pytest

from adapters.reference import pages
from bot import errors
from bot.adapter import Wanted
from bot.credentials import Credentials
from bot.errors import QuothError, every_error
from bot.places import Platform
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs" / "commands.md"


def test_the_reference_is_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("QUOTH_")]:
        monkeypatch.delenv(name)
    for name, text in pages().items():
        assert (ROOT / "docs" / name).read_text(encoding="utf-8") == text, (
            "run: python -m adapters.reference docs"
        )


def test_every_setting_and_every_error_stands_in_it() -> None:
    text = DOCS.read_text(encoding="utf-8")
    for name in Settings.model_fields:
        assert f"`QUOTH_{name.upper()}`" in text
    for name in Credentials.model_fields:
        assert f"`QUOTH_{name.upper()}`" in text
    for kind in every_error():
        assert f"| {kind.__name__} |" in text


@pytest.mark.parametrize("platform", Platform)
def test_every_adapter_states_every_ability_once(platform: Platform) -> None:
    abilities = import_module(f"adapters.{platform}").ABILITIES
    assert [each.what for each in abilities] == list(Wanted)


@pytest.mark.parametrize("kind", every_error())
def test_an_error_says_what_happened_and_what_to_do_next(kind: type[QuothError]) -> None:
    sentence = kind.__doc__ or ""
    assert kind.__doc__ != QuothError.__doc__
    assert len(sentence.split()) >= 3 or "{why}" in sentence
    assert kind.exit_code not in (0, 1)
    assert kind.__name__ in (errors.__doc__ or ""), "the tree at the top of errors.py"


def test_an_error_fills_in_what_it_is_about() -> None:
    fault = errors.WrongSetting(setting="QUOTH_X", why="it is {odd}.", place="here")
    assert str(fault) == "The setting QUOTH_X is wrong: it is {odd}. Correct it in here."


def test_every_error_is_raised_with_all_that_its_sentence_needs() -> None:
    kinds = {kind.__name__: kind for kind in every_error()}
    raised: set[str] = set()
    for path in (*(ROOT / "bot").rglob("*.py"), *(ROOT / "adapters").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds:
                given = {keyword.arg for keyword in node.keywords}
                sentence = kinds[node.func.id].__doc__ or ""
                needed = {part.split("}")[0] for part in sentence.split("{")[1:]}
                assert given == needed, f"{path.name}:{node.lineno} {node.func.id}"
                raised.add(node.func.id)
            elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name):
                raised.add(node.exc.id)
    assert set(kinds) - raised == set(), "errors that nothing raises"


def test_no_sentence_that_people_read_is_left_outside_phrases() -> None:
    from bot import phrases

    assert all(
        isinstance(value, (str, dict, tuple))
        for name, value in vars(phrases).items()
        if name.isupper() and name[0] != "_"
    )
