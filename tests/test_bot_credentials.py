"""Secrets come from the environment or a file that only its owner may read, and are shown nowhere."""

from __future__ import annotations

import os
import pickle
import stat
from pathlib import Path

import pytest

from bot.credentials import FILE, NEEDS, Credentials, load, variable, variables
from bot.errors import WrongSetting
from bot.places import CHATS, Platform
from bot.settings import unknown_variables

SECRET = "xoxb-17-quokka"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, and no secret in the environment."""
    for name in [name for name in os.environ if name.startswith("QUOTH_")]:
        monkeypatch.delenv(name)
    return tmp_path


def write(home: Path, text: str | bytes, mode: int = 0o600, name: str = FILE) -> Path:
    path = home / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    path.chmod(mode)
    return path


def refused(home: Path) -> str:
    """What is said where the secrets cannot be read; never a secret itself."""
    with pytest.raises(WrongSetting) as raised:
        load(home)
    for shown in (str(raised.value), repr(raised.value), repr(raised.value.about)):
        assert "quokka" not in shown
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__ or raised.value.__context__ is None
    return str(raised.value)


def test_without_any_there_are_none(home: Path) -> None:
    assert load(home) == Credentials()
    assert load(home).configured() == ()


def test_the_file_is_read_and_the_environment_goes_before_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(home, f"# Slack\nQUOTH_SLACK_BOT_TOKEN={SECRET}\nexport QUOTH_DISCORD_TOKEN='quokka.2$X'\n")
    found = load(home)
    assert found.need("slack_bot_token") == SECRET
    assert found.need("discord_token") == "quokka.2$X"
    assert found.configured() == (Platform.slack, Platform.discord)
    monkeypatch.setenv("QUOTH_SLACK_BOT_TOKEN", " xoxb-other\n")
    assert load(home).need("slack_bot_token") == "xoxb-other"
    assert load(home).need("discord_token") == "quokka.2$X"


def test_an_empty_line_is_as_good_as_none(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(home, "QUOTH_SLACK_BOT_TOKEN=\nQUOTH_TEAMS_CLIENT_ID\n")
    monkeypatch.setenv("QUOTH_DISCORD_TOKEN", "  ")
    assert load(home) == Credentials()


def test_a_file_that_a_windows_editor_saved_is_read(home: Path) -> None:
    write(home, b"\xef\xbb\xbfQUOTH_DISCORD_TOKEN=quokka\r\nQUOTH_TEAMS_CLIENT_ID=abc\r\n")
    assert load(home).need("discord_token") == "quokka"
    assert load(home).need("teams_client_id") == "abc"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o666, 0o601, 0o620])
def test_a_file_that_others_may_use_is_refused(home: Path, mode: int) -> None:
    path = write(home, f"QUOTH_SLACK_BOT_TOKEN={SECRET}\n", mode)
    said = refused(home)
    assert f"mode {mode:o}" in said
    assert "600" in said
    assert str(path) in said


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o700])
def test_a_file_that_only_its_owner_may_use_is_read(home: Path, mode: int) -> None:
    assert stat.S_IMODE(write(home, "QUOTH_DISCORD_TOKEN=x\n", mode).stat().st_mode) == mode
    assert load(home).need("discord_token") == "x"


def test_a_file_elsewhere_is_named_in_the_environment_and_must_be_there(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(home, "QUOTH_DISCORD_TOKEN=first\n")
    path = write(home, "QUOTH_DISCORD_TOKEN=second\n", name="elsewhere.env")
    monkeypatch.setenv("QUOTH_SECRETS", str(path))
    assert load(home).need("discord_token") == "second"
    for missing in (home / "missing.env", home):
        monkeypatch.setenv("QUOTH_SECRETS", str(missing))
        assert "The setting QUOTH_SECRETS is wrong: there is no such file." in refused(home)


def test_a_name_that_is_none_is_said(home: Path) -> None:
    write(home, f"QUOTH_SLACK_BOT_TOKN={SECRET}\n")
    said = refused(home)
    assert "QUOTH_SLACK_BOT_TOKN" in said
    assert "there is no such secret" in said


@pytest.mark.parametrize(
    "line",
    [
        SECRET,
        f"{SECRET}=",
        f"{SECRET}==",
        f"QUOTH_SLACK_BOT_TOKEN:{SECRET}",
        f"QUOTH_SLACK_BOT_TOKEN: {SECRET}=",
        f"slack={SECRET}",
        "MTk4-quokka.Cl2FMQ.abc=",
        'QUOTH_SLACK_BOT_TOKEN="quokka',
    ],
)
def test_a_secret_that_stands_where_a_name_belongs_is_not_repeated(home: Path, line: str) -> None:
    write(home, f"QUOTH_DISCORD_TOKEN=x\n{line}\n")
    said = refused(home)
    assert "line 2 of it is not of the form QUOTH_NAME=value" in said
    assert str(home / FILE) in said


@pytest.mark.parametrize(
    "value", ["xoxb quokka", "'quo\nkka'", "xoxb-quokka\u200b", "xoxb\u00a0quokka", '"quo\\tkka"', "‘quokka’"]
)
def test_a_value_with_a_sign_that_no_secret_has_is_named(home: Path, value: str) -> None:
    write(home, f"QUOTH_SLACK_BOT_TOKEN={value}\n")
    said = refused(home)
    assert said.startswith("The setting QUOTH_SLACK_BOT_TOKEN is wrong: it holds a space")


@pytest.mark.parametrize("content", [b"QUOTH_DISCORD_TOKEN=quokka\xff\xfe", b"\xff\xfeQ\x00U\x00"])
def test_a_file_that_is_no_text_is_named(home: Path, content: bytes) -> None:
    write(home, content)
    assert "secrets.env" in refused(home)


def test_a_short_signing_secret_for_links_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTH_WEB_SECRET", "quokka" * 5)
    assert "shorter than 32 characters" in refused(home)
    monkeypatch.setenv("QUOTH_WEB_SECRET", "quokka" * 6)
    assert load(home).configured() == ()


def test_a_secret_that_is_missing_is_named_by_its_variable() -> None:
    for name in Credentials.model_fields:
        with pytest.raises(WrongSetting, match=rf"{variable(name)} is missing\.") as raised:
            Credentials().need(name)
        assert raised.value.about["setting"] == variable(name)


def test_no_secret_is_shown(home: Path) -> None:
    write(home, "".join(f"{name}={'quokka' * 6}\n" for name in sorted(variables())))
    found = load(home)
    assert found.configured() == CHATS
    for shown in (repr(found), str(found), str(found.model_dump()), found.model_dump_json(), f"{found!r:>9}"):
        assert "quokka" not in shown
    assert b"quokka" in pickle.dumps(found), "otherwise this test would prove nothing"


def test_what_a_platform_needs_is_among_the_secrets() -> None:
    assert {name for needs in NEEDS.values() for name in needs} <= set(Credentials.model_fields)
    assert set(NEEDS) == set(CHATS)


def test_secrets_in_the_environment_are_no_misspelt_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*variables(), "QUOTH_SECRETS"):
        monkeypatch.setenv(name, "quokka")
    assert unknown_variables() == ()
    monkeypatch.setenv("QUOTH_SLACK_BOT_TOKN", "quokka")
    assert unknown_variables() == ("QUOTH_SLACK_BOT_TOKN",)


def test_every_secret_says_what_it_is() -> None:
    for name, field in Credentials.model_fields.items():
        assert field.description, name
        assert field.description.endswith("."), name
