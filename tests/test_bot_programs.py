"""What programs read and write, line by line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import main
from tests.alike import Alike
from tests.bot_desks import TRUST, file

ROOT = Path(__file__).parent.parent
FRIEND = "can i accept a friend request from a pupil?"
Said = pytest.CaptureFixture[str]
pytest_plugins = ("tests.bot_homes",)


def test_a_card_as_json_holds_spans_and_words(home: Path, capsys: Said) -> None:
    assert main(["ask", FRIEND, "--org", TRUST, "--as", "manager", "--json"]) == 0
    card = json.loads(capsys.readouterr().out)
    assert (card["kind"], card["asker"]) == ("quoted", "manager")
    assert {"span", "text"} == set(card["quotes"][0]["words"])


def test_rows_are_answered_in_order_by_the_contract(home: Path, capsys: Said, tmp_path: Path) -> None:
    rows = [
        {"id": 7, "question": FRIEND, "org": TRUST, "extra": {"ignored": True}},
        {"id": "b", "turns": ["can i bring a pet to work", "what about a dog?"], "policy": "other-school"},
        {"id": "c", "question": "thanks", "policy": "larkmere-trust", "asker": "learner"},
        {"id": "d", "question": "a pupil just told me her dad hits her", "org": "larkmere-trust"},
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("\ufeff" + "\n\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert main(["ask", "--jsonl", str(path)]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer["id"] for answer in answers] == [7, "b", "c", "d"]
    fields = {
        "id",
        "kind",
        "pin",
        "abstained",
        "score",
        "quotes",
        "clauses",
        "concern",
        "snapshot",
        "context",
        "nearest",
    }
    assert all(set(answer) == fields for answer in answers)
    first, second, third, fourth = answers
    assert first["quotes"][0] == "accept a friend request from a pupil*"
    assert first["context"][0]["lead"] == "Staff must not:"
    assert "anyone on roll" in first["context"][0]["notes"][0]
    assert len(first["context"]) == len(first["quotes"]) == len(first["clauses"])
    assert "dog" in second["quotes"][0]
    assert (third["kind"], third["abstained"], third["quotes"], third["clauses"]) == ("silent", True, [], [])
    assert fourth["concern"] == "immediate"
    assert {answer["pin"] for answer in answers} == {None}
    assert first["snapshot"] != second["snapshot"]


def test_a_bad_row_is_named_and_the_others_are_answered(home: Path, capsys: Said, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    good = json.dumps({"id": 1, "question": FRIEND, "org": TRUST})
    bad = [
        "not json",
        "[1]",
        '{"id": 2}',
        '{"question": "x"}',
        '{"id": 3, "question": "secret words", "asker": "owner"}',
        '{"id": 4, "question": "x", "org": "larkmere-trst"}',
        '{"id": 5, "question": "x"}',
        '{"id": 6, "question": 7, "org": "larkmere-trust"}',
        '{"id": 8, "turns": [], "org": "larkmere-trust"}',
        '{"id": 10, "question": "\\ud83d", "org": "larkmere-trust"}',
        json.dumps({"id": 9, "turns": ["long " * 2_001], "org": TRUST}),
    ]
    path.write_text("\n".join([good, *bad, good]) + "\n")
    assert main(["ask", "--jsonl", str(path)]) == 7
    said = capsys.readouterr()
    assert [json.loads(line)["id"] for line in said.out.splitlines()] == [1, 1]
    named = said.err.splitlines()
    assert [line.split(" of ")[0] for line in named] == [f"Line {number}" for number in range(2, 13)]
    assert "Did you mean larkmere-trust" in said.err
    assert "secret words" not in said.err
    assert "long long" not in said.err


def test_odd_questions_are_answered_too(home: Path, capsys: Said, tmp_path: Path) -> None:
    odd = [
        "\x00",
        "",
        " ",
        "?",
        "a" * 9_999,
        "😀" * 50,
        "<script>[bold]",
        "\u202e",
        "-- drop table",
    ]
    path = tmp_path / "rows.jsonl"
    rows = [
        {"id": str(number), "question": each, "org": TRUST, "asker": None} for number, each in enumerate(odd)
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows))
    assert main(["ask", "--jsonl", str(path)]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer["id"] for answer in answers] == [row["id"] for row in rows]
    assert all(isinstance(answer["score"], float) for answer in answers)


def test_rows_are_read_from_standard_input(home: Path) -> None:
    row = json.dumps({"id": 1, "question": FRIEND, "org": TRUST})
    run = subprocess.run(
        [sys.executable, "-m", "bot.cli", "ask", "--jsonl", "-"],
        input=row + "\n",
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    assert json.loads(run.stdout)["abstained"] is False


def test_clauses_are_written_by_the_contract(home: Path, capsys: Said) -> None:
    assert main(["clauses", "--org", TRUST, "--jsonl"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    fields = [
        "policy",
        "id",
        "number",
        "headings",
        "lead",
        "text",
        "start",
        "end",
        "force",
        "audience",
        "notes",
    ]
    assert all(list(row) == fields for row in rows)
    assert {row["policy"] for row in rows} == {"conduct", "learners"}
    friend = next(row for row in rows if row["text"].startswith("accept a friend"))
    assert (friend["lead"], friend["force"], friend["audience"]) == (
        "Staff must not:",
        "prohibition",
        ["staff"],
    )
    assert friend["end"] - friend["start"] == len(friend["text"])
    assert main(["clauses", "--org", TRUST, "--policy", "conduct"]) == 0
    assert "2.1 [MAY]" in capsys.readouterr().out


def test_known_questions_are_measured(home: Path, capsys: Said, tmp_path: Path) -> None:
    rows = [
        {"id": "1", "question": FRIEND, "org": TRUST, "must_quote": ["accept a friend request from a pupil"]},
        {"id": "2", "question": "hello", "org": TRUST, "must_quote": [], "kind": "chat"},
    ]
    path = file(tmp_path, "golden.jsonl", "\n".join(json.dumps(row) for row in rows))
    assert main(["evaluate", str(path), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["recall"]["1"], figures["silence"]["chat"]["recall"]) == (1.0, 1.0)
    assert main(["evaluate", str(path)]) == 0
    shown = capsys.readouterr().out
    assert "2 questions, 1 with an answer" in shown
    assert "wrong_answers" in shown
    assert "answered, % of all" in shown
    path.write_text('{"id": "1"}')
    assert main(["evaluate", str(path)]) == 7


# Questions tried on pins.

TRIED = [
    {
        "id": 7,
        "pinned": ["can i vape", "is vaping ok"],
        "question": "can i vape",
        "match": True,
        "why": "same",
    },
    {"id": "b", "pinned": ["can i vape"], "question": "who locks up", "match": False, "why": "other"},
    {"id": "c", "pinned": ["can i vape"], "question": "can i vape outside", "match": False, "why": "place"},
    {"id": "d", "pinned": ["can i vape"], "question": "smoke?", "match": True, "why": "same"},
]


@pytest.fixture
def alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of rows to try, under a home with nothing in it, where questions are compared by their words."""
    monkeypatch.setenv("QUOTH_HOME", str(tmp_path / "empty"))
    monkeypatch.setattr("index.likeness.open_likeness", Alike)
    return file(tmp_path, "pairs.jsonl", "\n".join(json.dumps(each) for each in TRIED))


def test_whether_a_pin_is_served_is_written_in_order_and_needs_no_organisation(
    alike: Path, capsys: Said
) -> None:
    assert main(["evaluate", "--pins", str(alike), "--jsonl"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["id"], row["served"]) for row in rows] == [
        (7, True),
        ("b", False),
        ("c", True),
        ("d", False),
    ]
    assert [set(row) for row in rows] == [{"id", "served", "score"}] * 4
    assert [row["score"] for row in rows] == [1.0, 0.0, 0.75, 0.0]


def test_a_bad_row_to_try_is_named_and_the_others_are_tried(alike: Path, capsys: Said) -> None:
    bad = [
        "not json",
        '{"id": 1, "question": "x"}',
        '{"id": 1, "pinned": ["secret words"]}',
        '{"id": 1, "pinned": [], "question": "x"}',
        '{"pinned": ["x"], "question": "x"}',
        '{"id": 1, "pinned": ["secret words"], "question": 7}',
    ]
    alike.write_text("\n".join([json.dumps(TRIED[0]), *bad, json.dumps(TRIED[1])]))
    assert main(["evaluate", "--pins", str(alike), "--jsonl"]) == 7
    said = capsys.readouterr()
    assert [json.loads(line)["id"] for line in said.out.splitlines()] == [7, "b"]
    named = said.err.splitlines()
    assert [line.split(" of ")[0] for line in named] == [f"Line {number}" for number in range(2, 8)]
    assert 'it has no "pinned". Every row needs "id", "pinned" and "question".' in named[1]
    assert "secret words" not in said.err
    assert main(["evaluate", "--pins", str(alike)]) == 7
    assert "Line 2 of " in capsys.readouterr().err


def test_both_rates_are_shown_and_what_makes_them(alike: Path, capsys: Said) -> None:
    assert main(["evaluate", "--pins", str(alike)]) == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == ["4 questions tried on a pin"]
    assert ["served, of those it may be served to", "50.0%"] in lines
    assert ["wrongly served, of those it may not be served to", "50.0%"] in lines
    assert ["place", "no", "1", "100.0%"] in lines
    assert ["same", "yes", "2", "50.0%"] in lines
    assert main(["evaluate", "--pins", str(alike), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["questions"], found["served"], found["wrongly_served"]) == (4, 0.5, 0.5)


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["evaluate"], 2, "Give either GOLDEN or --pins."),
        (["evaluate", "{file}", "--pins", "{file}"], 2, "Give either GOLDEN or --pins."),
        (["evaluate", "{file}", "--jsonl"], 2, "--jsonl goes with --pins."),
        (["evaluate", "--pins", "absent.jsonl", "--jsonl"], 2, "absent.jsonl cannot be opened"),
        (["evaluate", "--pins", "{file}"], 2, "says in match whether the pin may be served"),
    ],
)
def test_what_cannot_be_tried_is_said_in_a_sentence(
    alike: Path, capsys: Said, arguments: list[str], code: int, sentence: str
) -> None:
    alike.write_text('{"id": 1, "pinned": ["x"], "question": "x"}')
    assert main([each.format(file=alike) for each in arguments]) == code
    said = capsys.readouterr()
    assert sentence in said.err
    assert said.out == ""
