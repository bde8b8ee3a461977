"""The command line: what people see, what programs read, and how it ends when something is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.cli import main
from bot.cli_ask import evaluate
from tests.bot_desks import TRUST, file

ROOT = Path(__file__).parent.parent
FRIEND = "can i accept a friend request from a pupil?"
Said = pytest.CaptureFixture[str]
pytest_plugins = ("tests.bot_homes",)


def test_a_question_is_answered_with_the_clause(home: Path, capsys: Said) -> None:
    assert main(["ask", FRIEND, "--org", "larkmere-trust"]) == 0
    said = capsys.readouterr()
    assert "[MUST NOT]" in said.out
    assert "Staff must not:\naccept a friend request from a pupil*\n" in said.out
    assert "(Staff Conduct" in said.out
    assert said.err == ""


def test_a_question_of_broken_bytes_is_answered_all_the_same(home: Path, capsys: Said) -> None:
    assert main(["ask", FRIEND + "\udc80", "--org", TRUST, "--after", "\udcff"]) == 0
    assert "[MUST NOT]" in capsys.readouterr().out


def test_what_was_understood_is_shown_and_a_bad_file_does_not_stop_the_others(
    home: Path, capsys: Said, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.docx"
    bad.write_bytes(b"no document")
    good = file(tmp_path, "badges.md", "# Badges\n\n1. Staff must wear a badge.\n")
    assert main(["add", str(bad), str(good), "--org", TRUST, "--review", "2030-05"]) == 4
    said = capsys.readouterr()
    assert "bad.docx" in said.err
    assert "badges.md: kept as a new draft" in said.out
    assert "Title: Badges" in said.out
    assert "Review by: May 2030" in said.out
    assert "Version: not stated" in said.out
    assert main(["policies", "--org", TRUST, "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["policy"], line["state"]) for line in lines] == [
        ("badges", "draft"),
        ("conduct", "published"),
        ("learners", "published"),
    ]


def test_add_as_json_says_what_became_of_each_file(home: Path, capsys: Said, tmp_path: Path) -> None:
    good = file(tmp_path, "badges.md", "# Badges\n\n1. Staff must wear a badge.\n")
    assert main(["add", str(good), "--org", TRUST, "--json", "--policy", "Name Badges"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["outcome"], found["policy"], found["clauses"], found["problem"]) == (
        "new",
        "name-badges",
        1,
        None,
    )


def test_dates_for_programs_are_as_exact_as_they_are_stated(home: Path, capsys: Said, tmp_path: Path) -> None:
    good = file(tmp_path, "badges.md", "# Badges\n\n1. Staff must wear a name badge.\n")
    dates = ["--effective", "2024-09-01", "--review", "2030-05"]
    assert main(["add", str(good), "--org", "New School", "--json", *dates]) == 0
    details = json.loads(capsys.readouterr().out)["details"]
    assert (details["effective_on"], details["review_on"], details["reviewed_on"]) == (
        "2024-09-01",
        "2030-05",
        None,
    )
    assert main(["publish", "--org", "new-school"]) == 0
    capsys.readouterr()
    assert main(["ask", "must staff wear a name badge?", "--org", "new-school", "--json"]) == 0
    (quote,) = json.loads(capsys.readouterr().out)["quotes"]
    assert (quote["effective_on"], quote["review_on"]) == ("2024-09-01", "2030-05")


def test_an_organisation_is_announced_once_a_file_of_its_own_is_kept(
    home: Path, capsys: Said, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.docx"
    bad.write_bytes(b"no document")
    good = file(tmp_path, "badges.md", "# Badges\n\n1. Staff must wear a badge.\n")
    assert main(["add", str(bad), "--org", "New School"]) == 4
    assert capsys.readouterr().out == ""
    assert main(["contacts", "--org", "new-school"]) == 3
    capsys.readouterr()
    assert main(["add", str(bad), str(good), "--org", "New School"]) == 4
    said = capsys.readouterr().out
    assert said.startswith("New organisation: New School\n")
    assert "quoth publish --org new-school" in said


def test_a_policy_without_a_rule_is_said_to_have_none(home: Path, capsys: Said, tmp_path: Path) -> None:
    assert main(["add", str(file(tmp_path, "title.md", "# Badges\n")), "--org", TRUST]) == 0
    assert "No rule was found in it" in capsys.readouterr().out


def test_a_date_is_taken_as_people_write_it(home: Path, capsys: Said, tmp_path: Path) -> None:
    policy = tmp_path / "keys.md"
    policy.write_text("# Keys\n\n1 Keys must be worn.\n", encoding="utf-8")
    assert main(["add", str(policy), "--org", "larkmere-trust", "--review", "31/10/2026", "--json"]) == 0
    assert '"review_on": "2026-10-31"' in capsys.readouterr().out


def test_publishing_nothing_new_says_so(home: Path, capsys: Said) -> None:
    assert main(["publish", "--org", TRUST]) == 0
    assert "Nothing new" in capsys.readouterr().out


def test_contacts_are_set_and_named_where_no_policy_answers(
    home: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (
        main(["contacts", "--org", TRUST, "--role", "Head", "--name", "P. Okoro", "--reach", "ext. 1"]) == 0
    )
    monkeypatch.setenv("QUOTH_WRONG_ANSWERS", "0")
    assert main(["ask", FRIEND, "--org", TRUST]) == 0
    assert "Ask P. Okoro (Head, ext. 1)." in capsys.readouterr().out


def test_chat_understands_a_follow_up(home: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "bot.cli", "chat", "--org", TRUST],
        input="may staff give a pupil a lift\nand with the head's agreement?\n\nthanks\n",
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    assert run.stdout.count("Staff may give a pupil a lift only if") >= 2
    assert "You are welcome." in run.stdout


def test_the_lines_that_the_help_and_the_quickstart_show_can_be_evaluated(
    home: Path, capsys: Said, tmp_path: Path
) -> None:
    quickstart = (ROOT / "docs" / "quickstart.md").read_text(encoding="utf-8")
    for shown in (evaluate.__doc__ or "", quickstart):
        lines = [line.strip() for line in shown.splitlines() if line.strip().startswith('{"id"')]
        assert len(lines) >= 2
        golden = file(tmp_path, "questions.jsonl", "\n".join(lines))
        assert main(["evaluate", str(golden), "--org", TRUST, "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["questions"] == len(lines)
        assert 0 < found["answerable"] < len(lines)


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["ask", "x", "--org", "larkmere-trst"], 3, "Did you mean larkmere-trust?"),
        (["ask", "x"], 2, "larkmere-trust, other-school"),
        (["ask", " "], 2, "The question is empty."),
        (["ask"], 2, "The question is empty."),
        (["ask", "x" * 10_001, "--org", "larkmere-trust"], 2, "longer than 10000"),
        (["ask", "x", "--jsonl", "y"], 2, "not both"),
        (["ask", "--jsonl", "absent.jsonl"], 2, "absent.jsonl cannot be opened (no such file or directory)"),
        (["evaluate", "absent.jsonl"], 2, "absent.jsonl cannot be opened"),
        (["ask", "x", "--as", "owner"], 2, "owner"),
        (["clauses", "--org", "larkmere-trust", "--policy", "conducts"], 3, "Did you mean conduct?"),
        (["add", "x.md", "--org", "larkmere-trust", "--review", "soon"], 2, "--review 'soon' is not a date"),
        (["add", "x.md", "y.md", "--org", "larkmere-trust", "--policy", "z"], 2, "one file"),
        (["add", "x.md", "--org", "!!"], 2, "no letter or digit"),
        (["contacts", "--org", "larkmere-trust", "--name", "Someone"], 2, "--role"),
        (["nonsense"], 2, "nonsense"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    home: Path, capsys: Said, arguments: list[str], code: int, sentence: str
) -> None:
    assert main(arguments) == code
    said = capsys.readouterr()
    assert sentence in said.err
    assert "Traceback" not in said.err
    assert said.out == ""


def test_a_wrong_setting_is_said_in_a_sentence(
    home: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTH_MAX_QUOTES", "many")
    assert main(["policies"]) == 8
    assert "QUOTH_MAX_QUOTES is wrong" in capsys.readouterr().err


def test_an_empty_home_says_how_to_begin(
    tmp_path: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTH_HOME", str(tmp_path / "new" / "home"))
    assert main(["policies"]) == 0
    assert "quoth samples" in capsys.readouterr().out
    assert main(["ask", FRIEND]) == 3
    assert "There is no organisation yet. Add a policy with `quoth add" in capsys.readouterr().err
    assert (tmp_path / "new" / "home").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("start", [0, 100])
def test_a_damaged_database_is_named_and_what_to_do_with_it(home: Path, capsys: Said, start: int) -> None:
    database = home / "quoth.sqlite"
    for beside in home.glob("quoth.sqlite-*"):
        beside.unlink()
    whole = database.read_bytes()
    database.write_bytes(whole[:start] + b"\x5a" * 60_000 + whole[start + 60_000 :])
    for arguments in (["policies"], ["ask", FRIEND, "--org", TRUST], ["publish", "--org", TRUST]):
        assert main(arguments) == 10
        said = capsys.readouterr()
        assert "The database is damaged" in said.err
        assert f"Put back a copy of {database}" in said.err
        assert said.out == ""


def test_a_home_that_cannot_be_one_is_named(
    tmp_path: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTH_HOME", str(file(tmp_path, "home", "a file")))
    assert main(["policies"]) == 10
    assert f"{tmp_path / 'home'} cannot be used (file exists)" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_is_said_in_a_sentence(home: Path) -> None:
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(
            [sys.executable, "-m", "bot.cli", "policies"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            check=False,
        )
    assert run.returncode == 10
    assert "no space left on device" in run.stderr
    assert "Traceback" not in run.stderr


def test_the_unexpected_is_one_fixed_sentence(home: Path, capsys: Said) -> None:
    (home / "snapshots").rename(home / "elsewhere")
    (home / "snapshots").write_text("not a folder")
    assert main(["publish", "--org", TRUST]) != 0
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    assert len(said.err.strip().splitlines()) == 1


@pytest.mark.parametrize("arguments", [["--help"], ["ask", FRIEND, "--org", TRUST], ["policies"]])
def test_a_command_imports_only_what_it_needs(home: Path, arguments: list[str]) -> None:
    heavy = [
        "torch",
        "transformers",
        "sentence_transformers",
        "docx",
        "pypdfium2",
        "selectolax",
        "lxml",
        "markdown_it",
        "alembic",
        "psycopg",
        "onnx",
        "pysbd",
    ]
    script = f"import sys; from bot.cli import main; main({arguments!r}); sys.exit(','.join(set({heavy!r}) & set(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert run.stderr.strip() == ""


def test_output_into_a_closed_pipe_ends_quietly(home: Path) -> None:
    command = f"{sys.executable} -m bot.cli clauses --org larkmere-trust --jsonl | true"
    run = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT, check=False)
    assert run.stderr == ""


def test_words_beyond_ascii_are_printed_whatever_the_terminal_speaks(home: Path, tmp_path: Path) -> None:
    text = "# Fees\n\n1. Staff must pay £5 – “per day” 😀.\n"
    assert main(["add", str(file(tmp_path, "fees.md", text)), "--org", "Third"]) == 0
    env = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    run = subprocess.run(
        [sys.executable, "-m", "bot.cli", "clauses", "--org", "third"],
        capture_output=True,
        cwd=ROOT,
        env=env,
        check=True,
    )
    assert "£5 – “per day” 😀" in run.stdout.decode()


def test_the_built_in_samples_load_once_and_answer(
    tmp_path: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTH_HOME", str(tmp_path))
    assert main(["samples"]) == 0
    first = capsys.readouterr().out
    assert "is loaded: ask it" in first
    started = time.monotonic()
    assert main(["samples"]) == 0
    assert time.monotonic() - started < 2
    assert "loaded already" in capsys.readouterr().out
    assert main(["policies", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) >= 8
    assert {line["state"] for line in lines} == {"published"}
    assert len({line["source"].rsplit(".", 1)[-1] for line in lines}) == 5
