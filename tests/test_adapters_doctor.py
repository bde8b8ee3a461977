"""The doctor looks at everything that serving needs, and says what to do; the manifests come out whole."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from adapters import doctor
from adapters.cli import main
from tests.slack_server import APP_TOKEN, BOT_TOKEN, SlackServer

pytest_plugins = ("tests.bot_homes",)


def findings(capsys: pytest.CaptureFixture[str]) -> dict[str, list[tuple[str, str]]]:
    """What the doctor found: health and sentence, by what was looked at."""
    found: dict[str, list[tuple[str, str]]] = {}
    for line in capsys.readouterr().out.splitlines():
        each = json.loads(line)
        found.setdefault(each["what"], []).append((each["health"], each["said"]))
    return found


def test_a_home_that_can_answer_is_well_and_told_what_is_missing(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home.chmod(0o700)
    assert main(["doctor", "--json"]) == 0
    found = findings(capsys)
    assert [health for health, _ in found["database"] + found["encoder"]] == ["ok", "ok"]
    assert ("ok", "Its policies answer.") in found["larkmere-trust"]
    assert any("quoth contacts" in said for _, said in found["larkmere-trust"])
    assert found["platforms"][0][0] == "look"


def test_others_who_may_look_into_the_home_folder_are_named(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home.chmod(0o755)
    main(["doctor", "--json"])
    assert findings(capsys)["home folder"][0][0] == "look"


def test_secrets_that_others_may_read_are_wrong_and_not_shown(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "secrets.env").write_text("QUOTH_DISCORD_TOKEN=abc.def\n")
    (home / "secrets.env").chmod(0o644)
    assert main(["doctor", "--json"]) == 13
    shown = capsys.readouterr()
    assert '"health":"wrong"' in shown.out
    assert "abc.def" not in shown.out + shown.err


def test_a_platform_without_a_workspace_or_an_answer_is_named(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTH_DISCORD_TOKEN", "abc.def")
    # Nothing listens on port 9.
    monkeypatch.setenv("QUOTH_DISCORD_API", "http://127.0.0.1:9/api/v10")
    assert main(["doctor", "--json"]) == 13
    said = findings(capsys)["discord"]
    assert [health for health, _ in said] == ["look", "wrong"]
    assert "quoth connect discord" in said[1][1]


def test_roles_of_an_organisation_that_is_none_are_wrong(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "quoth.toml").write_text('[roles.nowhere]\nlead = ["slack:U1"]\n')
    assert main(["doctor", "--json"]) == 13
    assert "nowhere" in findings(capsys)["roles"][0][1]


def test_slack_over_http_needs_a_public_address(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTH_SLACK_BOT_TOKEN", BOT_TOKEN)
    monkeypatch.setenv("QUOTH_SLACK_SIGNING_SECRET", "x" * 32)
    monkeypatch.setenv("QUOTH_SLACK_API", "http://127.0.0.1:9/api/")
    assert main(["doctor", "--json"]) == 13
    assert any("QUOTH_PUBLIC_URL" in said for _, said in findings(capsys)["slack"])


def test_the_platform_is_asked_who_we_are(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTH_SLACK_BOT_TOKEN", BOT_TOKEN)
    monkeypatch.setenv("QUOTH_SLACK_APP_TOKEN", APP_TOKEN)
    with slack_running() as address:
        monkeypatch.setenv("QUOTH_SLACK_API", address)
        main(["connect", "slack", "T1", "--org", "larkmere-trust"])
        capsys.readouterr()
        assert main(["doctor", "--json"]) == 0
        said = findings(capsys)["slack"]
        monkeypatch.setenv("QUOTH_SLACK_APP_TOKEN", "xapp-wrong")
        assert main(["doctor", "--json"]) == 13
        refused = findings(capsys)["slack"]
    assert said[0][1].startswith("It knows us as")
    assert any("QUOTH_SLACK_APP_TOKEN" in each and "xapp-wrong" not in each for _, each in refused)


@contextmanager
def slack_running() -> Iterator[str]:
    """Slack's stand-in in a thread of its own, for the doctor asks from outside any loop; gives its address."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = SlackServer()
    asyncio.run_coroutine_threadsafe(server.start(), loop).result(20)
    try:
        yield server.url
    finally:
        asyncio.run_coroutine_threadsafe(server.stop(), loop).result(20)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def test_every_health_has_a_style() -> None:
    assert set(doctor.STYLES) == set(doctor.Health)


def test_each_manifest_is_printed_and_written(
    home: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["manifest", "slack"]) == 0
    assert json.loads(capsys.readouterr().out)["settings"]["socket_mode_enabled"] is True
    assert main(["manifest", "discord", "--application", "112233445566778899"]) == 0
    assert "client_id=112233445566778899" in capsys.readouterr().out
    monkeypatch.setenv("QUOTH_PUBLIC_URL", "https://quoth.example")
    assert main(["manifest", "teams", "--application", "0" * 8 + "-0000-0000-0000-" + "0" * 12]) == 0
    assert "composeExtensions" in json.loads(capsys.readouterr().out)
    for platform, name in (("slack", "slack-manifest.json"), ("discord", "discord-invitation.txt")):
        assert main(["manifest", platform, "--application", "1", "--out", str(tmp_path / "out")]) == 0
        assert (tmp_path / "out" / name).stat().st_size > 0


def test_a_manifest_says_what_it_needs(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["manifest", "discord"]) == 2
    assert "--application" in capsys.readouterr().err
    assert main(["manifest", "slack", "--http"]) == 2
    assert "QUOTH_PUBLIC_URL" in capsys.readouterr().err
