"""kill -9 at any moment of an add, a publication, a rollback or an import leaves the last published state answering."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

MOMENTS = 40


@pytest.mark.parametrize("action", ["add", "publish", "rollback", "import"])
def test_a_killed_run_leaves_what_was_published_and_running_again_completes_it(
    action: str, tmp_path: Path
) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.bot_killed", action, str(tmp_path), str(MOMENTS)],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    tried = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(tried) >= MOMENTS
    assert [each for each in tried if each["wrong"]] == [], run.stderr
    # The moments lie on both sides of the commit.
    assert {each["left"] for each in tried} == {"before", "after"}
