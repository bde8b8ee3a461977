"""Settings come from the environment, then quoth.toml, and a wrong one is a clear sentence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.errors import WrongSetting
from bot.settings import Settings, load, unknown_variables


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, and no other setting."""
    for name in [name for name in os.environ if name.startswith("QUOTH_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("QUOTH_HOME", str(tmp_path))
    return tmp_path


def test_without_any_setting_all_lies_in_the_home_folder(home: Path) -> None:
    settings = load()
    assert settings.database == f"sqlite:///{home}/quoth.sqlite"
    assert settings.snapshots == home / "snapshots"
    assert (settings.model, settings.max_quotes) == ("quoth-minilm", 5)
    assert 0 < settings.wrong_answers < 1


def test_without_a_home_it_is_the_users_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("QUOTH_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert load().home.name == "quoth"
    assert tmp_path in load().home.parents


def test_the_environment_goes_before_the_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "quoth.toml").write_text('max_quotes = 5\norg = "Larkmere"\n')
    assert (load().max_quotes, load().org) == (5, "Larkmere")
    monkeypatch.setenv("QUOTH_MAX_QUOTES", "2")
    assert (load().max_quotes, load().org) == (2, "Larkmere")


@pytest.mark.parametrize("given", ["postgres://u@h/d", "postgresql://u@h/d"])
def test_postgresql_is_reached_by_the_driver_that_quoth_brings(given: str) -> None:
    assert Settings(database_url=given).database == "postgresql+psycopg://u@h/d"


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        ("max_quotes = 0", "max_quotes is wrong: input should be greater than or equal to 1"),
        ("max_qoutes = 4", "there is no such setting. Did you mean max_quotes?"),
        ("max_quotes = ", "it is not TOML"),
        ("org = larkmere", "Texts stand in quotation marks"),
        ('wrong_answers = "few"', "wrong_answers is wrong"),
        ('home = "/elsewhere"', "it can only be set as QUOTH_HOME"),
    ],
)
def test_a_wrong_line_of_the_file_is_named_with_its_fault_and_its_place(
    home: Path, toml: str, sentence: str
) -> None:
    (home / "quoth.toml").write_text(toml)
    with pytest.raises(WrongSetting) as raised:
        load()
    assert sentence in str(raised.value)
    assert str(home / "quoth.toml") in str(raised.value)


def test_a_wrong_variable_is_named_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTH_WRONG_ANSWERS", "quiet")
    with pytest.raises(WrongSetting, match=r"QUOTH_WRONG_ANSWERS is wrong: .* Correct it in the environment"):
        load()


def test_every_setting_says_what_it_does() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert field.description.endswith("."), name


def test_a_misspelt_variable_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTH_MAX_QOUTES", "4")
    assert unknown_variables() == ("QUOTH_MAX_QOUTES",)
