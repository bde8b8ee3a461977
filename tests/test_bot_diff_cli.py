"""`quoth diff`, `quoth drop` and what `quoth add` says of a revision, as they are run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli import main
from tests.bot_desks import CONDUCT, TRUST, file

Said = pytest.CaptureFixture[str]
pytest_plugins = ("tests.bot_homes",)
REVISED = CONDUCT.replace("Staff must not:", "Staff may:").replace("agreed in writing", "agreed by email")


@pytest.fixture
def drafted(home: Path, tmp_path: Path, capsys: Said) -> str:
    """What adding a revision says."""
    assert main(["add", str(file(tmp_path, "Conduct 2027.md", REVISED)), "--org", TRUST]) == 0
    return capsys.readouterr().out


def test_adding_says_whose_revision_it_is_and_how_much_it_changes(drafted: str) -> None:
    assert "A revision of Staff Conduct (conduct): its file is named alike, its title is the same" in drafted
    assert "3 clauses changed, 2 of them bind otherwise; see: quoth diff --org larkmere-trust" in drafted


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Staff must not:", "All staff must not:", "  1 heading or lead-in changed; see"),
        ("2 Lifts", "2 Buses", "  1 heading or lead-in changed; see"),
        ("agreed in writing", "agreed by email", "  1 clause changed; see"),
        ("Staff Conduct\n\n", "Staff Conduct \n\n", "  0 clauses changed; see"),
    ],
)
def test_adding_counts_headings_and_lead_ins_that_read_otherwise(
    home: Path, tmp_path: Path, capsys: Said, old: str, new: str, said: str
) -> None:
    assert old in CONDUCT
    revised = file(tmp_path, "conduct.md", CONDUCT.replace(old, new))
    assert main(["add", str(revised), "--org", TRUST]) == 0
    assert said in capsys.readouterr().out
    assert main(["diff", "--org", TRUST]) == 0


def test_programs_read_every_clause_and_its_change(drafted: str, capsys: Said) -> None:
    assert main(["diff", "--org", TRUST, "--policy", "conduct", "--json"]) == 0
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert [each["change"] for each in found] == ["force changed"] * 2 + ["reworded", "unchanged"]
    assert said.err == ""


def test_people_read_the_marked_words(drafted: str, capsys: Said) -> None:
    assert main(["diff", "--org", TRUST]) == 0
    assert "[-in writing-]{+by email+}" in capsys.readouterr().out


def test_a_page_is_written(drafted: str, capsys: Said, tmp_path: Path) -> None:
    page = tmp_path / "changes.html"
    assert main(["diff", "--org", TRUST, "--html", str(page)]) == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert str(page) in capsys.readouterr().out


def test_a_page_and_json_at_once_are_refused(drafted: str, capsys: Said, tmp_path: Path) -> None:
    assert main(["diff", "--org", TRUST, "--json", "--html", str(tmp_path / "x.html")]) == 2
    assert not (tmp_path / "x.html").exists()


def test_no_draft_ends_with_a_sentence(home: Path, capsys: Said) -> None:
    assert main(["diff", "--org", TRUST, "--json"]) == 5
    said = capsys.readouterr()
    assert said.out == ""
    assert "Larkmere Trust has no draft" in said.err


def test_a_dropped_draft_leaves_what_is_in_force(drafted: str, capsys: Said) -> None:
    assert main(["drop", "--org", TRUST, "--policy", "conduct"]) == 0
    assert "The draft of conduct was dropped" in capsys.readouterr().out
    assert main(["drop", "--org", TRUST, "--policy", "conduct"]) == 5
    assert "no draft of conduct" in capsys.readouterr().err
    assert main(["clauses", "--org", TRUST, "--policy", "conduct"]) == 0
    assert "agreed in writing" in capsys.readouterr().out


def test_what_may_be_a_revision_is_refused_where_nobody_can_be_asked(
    home: Path, tmp_path: Path, capsys: Said
) -> None:
    other = file(tmp_path, "conduct.md", "# Kitchen Rota\n\n1. Staff must wash up.\n")
    assert main(["add", str(other), "--org", TRUST, "--json"]) == 2
    said = capsys.readouterr()
    assert json.loads(said.out)["outcome"] is None
    assert "may be a revision of Staff Conduct (conduct)" in said.err
    assert main(["diff", "--org", TRUST]) == 5


@pytest.mark.parametrize(("answer", "policy"), [("y\n", "conduct"), ("\n", "volunteers"), ("", "volunteers")])
def test_on_a_terminal_whoever_adds_is_asked_and_a_bare_enter_means_no(
    home: Path, tmp_path: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch, answer: str, policy: str
) -> None:
    import io
    import sys

    class Keys(io.StringIO):
        """What somebody types."""

        def isatty(self) -> bool:
            """Say that it is a terminal."""
            return True

    monkeypatch.setattr(sys, "stdin", Keys(answer))
    path = file(tmp_path, "volunteers.md", REVISED.replace("Staff Conduct", "Volunteers and Visitors"))
    assert main(["add", str(path), "--org", TRUST]) == 0
    assert "Is it a revision of Staff Conduct (conduct)?" in capsys.readouterr().err
    assert main(["policies", "--org", TRUST, "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["policy"] for each in lines if each["state"] == "draft"] == [policy]
