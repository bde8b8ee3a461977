"""`quoth watch` says a line for each file, and stops when it is told to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot import revision_phrases as revised
from bot.cli import main
from tests.bot_desks import CONDUCT, TRUST, published

SHORT = "larkmere-trust"
PATIENCE = 120
"""Seconds after which it counts as hanging; all the tests of a machine may run at once."""
REVISED = CONDUCT.replace('"2"', '"3"')


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    published(tmp_path / "home").store.close()
    monkeypatch.setenv("QUOTH_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def folder(home: Path) -> Path:
    made = home / "policies"
    made.mkdir()
    return made


class Watching:
    """A running `quoth watch`; where it hangs it is killed, so that nothing more is read."""

    def __init__(self, folder: Path, *options: str) -> None:
        command = [sys.executable, "-m", "bot.cli", "watch", str(folder), "--rest", "0.1", *options]
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=dict(os.environ),
        )
        self._guard = threading.Timer(PATIENCE, self.process.kill)
        self._guard.start()

    def line(self, holding: str) -> str:
        """Wait for the next line that holds these words."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if holding in line:
                return line.rstrip("\n")
        raise AssertionError(f"it ended and never said “{holding}”")

    def close(self) -> None:
        """End it, if it has not ended."""
        self._guard.cancel()
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(PATIENCE)
        if self.process.stdout is not None:
            self.process.stdout.close()

    def stop(self, how: signal.Signals) -> tuple[int, str]:
        """Tell it to stop; gives its exit code and what else it said."""
        self.process.send_signal(how)
        said, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, said


@pytest.fixture
def running(folder: Path) -> Iterator[Watching]:
    made = Watching(folder, "--org", SHORT)
    yield made
    made.close()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_keeps_what_comes_until_it_is_told_to_stop(
    folder: Path, running: Watching, how: signal.Signals
) -> None:
    assert running.line("Watching") == revised.WATCHING.format(folder=folder, organisations=TRUST)
    (folder / "conduct.md").write_text(REVISED)
    assert "kept as a new draft" in running.line("conduct.md")
    code, said = running.stop(how)
    assert (code, said.strip()) == (0, revised.WATCH_STOPPED.format(folder=folder))


def test_programs_are_given_an_object_a_line(folder: Path) -> None:
    (folder / "conduct.md").write_text(REVISED)
    (folder / "poster.png").write_text("x")
    with closing(Watching(folder, "--json")) as watching:
        shown = json.loads(watching.line('{"organisation"'))
        assert (shown["organisation"], shown["policy"], shown["outcome"]) == (SHORT, "conduct", "new")
        assert watching.stop(signal.SIGTERM)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "code", "holding"),
    [
        (["nowhere"], 2, "nowhere cannot be opened (no such file or directory)"),
        (["home/quoth.sqlite"], 2, "home/quoth.sqlite cannot be opened (it is not a folder)"),
        (["policies", "--rest", "0"], 2, "--rest is a time between 0.1 and 3600 seconds."),
        (["policies", "--poll", "-1"], 2, "--poll is a time between 0.1 and 3600 seconds."),
        (["policies", "--org", "larkmer"], 3, "There is no organisation called larkmer."),
    ],
)
def test_what_cannot_be_watched_is_said_plainly(
    home: Path,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    code: int,
    holding: str,
) -> None:
    monkeypatch.chdir(home)
    assert main(["watch", *arguments]) == code
    assert holding in " ".join(capsys.readouterr().err.split())
