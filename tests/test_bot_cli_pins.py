"""Pins on the command line: how they are made, listed, changed, dropped and approved, and what is refused."""

from __future__ import annotations

import csv
import datetime as dt
import getpass
import io
import json
from pathlib import Path

import pytest

from bot.answers import AnswerCard, Question
from bot.audit import entries
from bot.cli import main
from bot.pins import Pin, PinState
from index.errors import WeightsMissing
from tests.alike import Alike
from tests.bot_desks import TRUST, file
from tests.bot_led import (
    ASKED,
    LEAD,
    LIFT,
    NEW_LIFT,
    SHORT,
    Said,
    cabinet,
    friend,
    kept,
    pinned,
    revise,
    rows,
)

pytest_plugins = ("tests.bot_leads",)


# pin


def test_a_pin_is_made_and_said_with_its_id_question_and_clause(led: Path, capsys: Said) -> None:
    arguments = ["--question", ASKED, "--question", "lifts?", "--clause", "2.1", "--note", "Ask me first."]
    assert main(["pin", "--org", TRUST, *arguments]) == 0
    shown = capsys.readouterr().out
    with cabinet() as found:
        (made,) = found.pins.all(SHORT)
    assert shown.startswith(f"Pinned: {made.id}\nIt answers: “{ASKED}”; “lifts?”\n\n[MAY]")
    assert f"\n{LIFT}\n(Staff Conduct · 2.1" in shown
    assert shown.endswith("The DSL says: “Ask me first.”\n")
    assert (made.phrasings, made.note, made.state) == (
        (ASKED, "lifts?"),
        "Ask me first.",
        PinState.active,
    )


def test_a_pin_is_by_whoever_runs_the_command_or_by_the_lead_that_is_named(led: Path, capsys: Said) -> None:
    assert pinned(capsys)["pinned_by"] == getpass.getuser()
    assert pinned(capsys, "--as", LEAD)["pinned_by"] == LEAD


def test_a_pin_holds_audience_and_review_date(led: Path, capsys: Said) -> None:
    row = pinned(capsys, "--audience", "staff", "--review-on", "31/10/2036")
    assert (row["audience"], row["review_on"]) == (["staff"], "2036-10-31")
    assert pinned(capsys, "--audience", "all")["audience"] == []


def test_a_pinned_question_is_answered_with_the_pin_for_people_and_programs(
    led: Path, capsys: Said, tmp_path: Path
) -> None:
    id = pinned(capsys, "--note", "Ask me first.")["id"]
    assert main(["ask", ASKED, "--org", TRUST]) == 0
    shown = capsys.readouterr().out
    assert "Pinned by the DSL on " in shown
    assert "The DSL says: “Ask me first.”" in shown
    assert LIFT in shown
    asked = [{"id": 1, "question": ASKED, "org": TRUST}, {"id": 2, "question": "may i wear a hat"}]
    path = file(tmp_path, "rows.jsonl", "\n".join(json.dumps(each) for each in asked))
    assert main(["ask", "--jsonl", str(path), "--org", TRUST]) == 0
    first, second = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (first["kind"], first["pin"], first["abstained"], first["quotes"]) == ("pinned", id, False, [LIFT])
    assert (second["kind"] != "pinned", second["pin"]) == (True, None)


def test_a_pin_of_the_leads_words_alone_is_served(led: Path, capsys: Said) -> None:
    arguments = ["--question", "where do i park", "--note", "Behind the hall."]
    assert main(["pin", "--org", TRUST, *arguments]) == 0
    assert main(["ask", "where do i park", "--org", TRUST]) == 0
    assert "The DSL says: “Behind the hall.”" in capsys.readouterr().out


def test_pins_that_collide_are_named_when_one_is_made_and_in_a_list(led: Path, capsys: Said) -> None:
    first = pinned(capsys)["id"]
    assert main(["pins", "--org", TRUST, "--collisions"]) == 0
    assert capsys.readouterr().out == "No two pins collide.\n"
    assert main(["pin", "--org", TRUST, "--question", ASKED, "--clause", friend(), "--json"]) == 0
    said = capsys.readouterr()
    second = json.loads(said.out)["id"]
    assert "Another pin answers the same question differently." in said.err
    assert str(first) in said.err
    (pair,) = rows(capsys, "pins", "--org", TRUST, "--collisions")
    assert pair == {"pins": [first, second]}
    assert main(["pins", "--org", TRUST, "--collisions"]) == 0
    assert [str(first), str(second)] == capsys.readouterr().out.splitlines()[1].split("\t")[::3]


def test_the_same_answer_pinned_twice_is_no_collision(led: Path, capsys: Said) -> None:
    pinned(capsys)
    assert main(["pin", "--org", TRUST, "--question", ASKED, "--clause", "2.1"]) == 0
    assert capsys.readouterr().err == ""


# pin --edit


def test_an_edit_adds_a_question_and_leaves_the_rest(led: Path, capsys: Said) -> None:
    id = pinned(capsys, "--note", "Ask me first.", "--review-on", "2036-10-31")["id"]
    assert main(["pin", "--edit", str(id), "--question", "driving a pupil home"]) == 0
    assert f"Changed: {id}\n" in capsys.readouterr().out
    after = kept(id)
    assert after.phrasings == (ASKED, "driving a pupil home")
    assert (after.note, after.review_on) == ("Ask me first.", dt.date(2036, 10, 31))


def test_an_edit_takes_away_a_question_a_note_and_a_date(led: Path, capsys: Said) -> None:
    id = pinned(capsys, "--question", "lifts", "--note", "Ask me first.", "--review-on", "2036-10-31")["id"]
    gone = ["--remove-question", "lifts", "--note", "", "--review-on", ""]
    assert main(["pin", "--edit", str(id), *gone]) == 0
    after = kept(id)
    assert (after.phrasings, after.note, after.review_on) == ((ASKED,), "", None)


def test_an_edit_with_other_clauses_puts_a_suspended_pin_back_in_service(led: Path, capsys: Said) -> None:
    id = pinned(capsys)["id"]
    revise(led, capsys)
    assert kept(id).state is PinState.suspended
    assert main(["pin", "--edit", str(id), "--note", "New words."]) == 0
    assert "Suspended" in capsys.readouterr().out
    assert kept(id).state is PinState.suspended
    assert main(["pin", "--edit", str(id), "--clause", "2.1"]) == 0
    after = kept(id)
    assert (after.state, after.note) == (PinState.active, "New words.")


# pins


def test_pins_are_listed_with_what_they_answer_and_how_they_fare(led: Path, capsys: Said) -> None:
    id = pinned(capsys, "--as", LEAD, "--review-on", "2036-10-31")["id"]
    with cabinet() as found:
        found.pins.count_served(str(id))
    assert main(["pins", "--org", TRUST]) == 0
    cells = capsys.readouterr().out.splitlines()[1].split("\t")
    today = f"{kept(id).pinned_at:%Y-%m-%d}"
    expected = [id, ASKED, "Staff Conduct 2.1", "active", "1", "0", LEAD, today, "2036-10-31"]
    assert cells == expected


def test_an_active_pin_says_the_same_before_and_after(led: Path, capsys: Said) -> None:
    pinned(capsys)
    (row,) = rows(capsys, "pins", "--org", TRUST)
    assert {*Pin.model_fields, "clauses"} == set(row)
    (clause,) = row["clauses"]  # type: ignore[misc]
    expected = {"number": "2.1", "policy": "conduct", "title": "Staff Conduct", "old": LIFT, "new": LIFT}
    assert {name: clause[name] for name in expected} == expected
    assert clause["change"] == "unchanged"


@pytest.mark.parametrize(
    ("new", "change", "says"),
    [
        (NEW_LIFT, "reworded", NEW_LIFT),
        ("Staff must tell the office who visits.", "removed", None),
        (LIFT.replace("may", "must"), "force changed", LIFT.replace("may", "must")),
    ],
)
def test_a_suspended_pin_shows_old_and_new_words(
    led: Path, capsys: Said, new: str, change: str, says: str | None
) -> None:
    pinned(capsys)
    revise(led, capsys, new=new)
    (row,) = rows(capsys, "pins", "--org", TRUST, "--state", "suspended")
    (clause,) = row["clauses"]  # type: ignore[misc]
    assert (row["state"], clause["number"]) == ("suspended", "2.1")
    assert (clause["old"], clause["new"], clause["change"]) == (LIFT, says, change)


def test_a_pin_whose_note_in_the_policy_changed_says_so_under_the_same_words(led: Path, capsys: Said) -> None:
    pinned(capsys, clause=friend())
    revise(led, capsys, "anyone on roll at the school", "anyone on roll at any school")
    (row,) = rows(capsys, "pins", "--org", TRUST)
    (clause,) = row["clauses"]  # type: ignore[misc]
    assert row["state"] == "suspended"
    assert clause["old"] == clause["new"]
    assert clause["change"] == "notes changed"


def test_a_pin_whose_lead_in_changed_shows_both_above_the_same_words(led: Path, capsys: Said) -> None:
    id = str(pinned(capsys, clause=friend())["id"])
    revise(led, capsys, "Staff must not:", "Staff and governors must not:")
    (row,) = rows(capsys, "pins", "--org", TRUST)
    (clause,) = row["clauses"]  # type: ignore[misc]
    assert row["state"] == "suspended"
    assert (clause["old_lead"], clause["new_lead"]) == ("Staff must not:", "Staff and governors must not:")
    assert clause["old"] == clause["new"] == "accept a friend request from a pupil*"
    assert main(["pin", "--edit", id, "--note", "Ask me."]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "Staff must not: accept a friend request from a pupil*" in lines
    assert "Staff and governors must not: accept a friend request from a pupil*" in lines


def test_a_renumbered_clause_keeps_its_pin_active_under_the_new_number(led: Path, capsys: Said) -> None:
    pinned(capsys)
    revise(led, capsys, "2.1 Staff", "2.4 Staff")
    (row,) = rows(capsys, "pins", "--org", TRUST)
    (clause,) = row["clauses"]  # type: ignore[misc]
    assert (row["state"], clause["number"], clause["old"], clause["new"]) == ("active", "2.4", LIFT, LIFT)


def test_pins_are_found_by_words_and_state(led: Path, capsys: Said) -> None:
    lift, friend = pinned(capsys)["id"], pinned(capsys, question="who may befriend whom")["id"]
    assert main(["unpin", str(friend)]) == 0
    capsys.readouterr()
    every = ("pins", "--org", TRUST, "--state", "all")
    assert [row["id"] for row in rows(capsys, *every)] == [lift, friend]
    assert [row["id"] for row in rows(capsys, *every, "BEFRIEND", "conduct")] == [friend]
    assert {row["id"] for row in rows(capsys, "pins", "--org", TRUST)} == {lift, friend}
    assert [row["id"] for row in rows(capsys, "pins", "--org", TRUST, "--state", "dropped")] == [friend]
    assert rows(capsys, "pins", "--org", TRUST, "lift", "horse") == []
    assert main(["pins", "--org", TRUST, "horse"]) == 0
    assert capsys.readouterr().out == "There is no pin about “horse”.\n"
    assert main(["pins", "--org", "other-school"]) == 0
    assert capsys.readouterr().out == "Nothing is pinned yet.\n"


def test_pins_are_exported_for_spreadsheets_without_a_formula(led: Path, capsys: Said) -> None:
    id = pinned(capsys, "--note", "=1+1, “please”")["id"]
    revise(led, capsys)
    assert main(["pins", "--org", TRUST, "--csv"]) == 0
    out = capsys.readouterr().out
    assert out[0] == "\ufeff"
    heads, cells = csv.reader(io.StringIO(out[1:], newline=""))
    row = dict(zip(heads, cells, strict=True))
    assert (row["Pin"], row["State"], row["Note"]) == (id, "suspended", "'=1+1, “please”")
    assert (row["Words"], row["Words now"]) == (LIFT, NEW_LIFT)


# unpin and approve


def test_a_dropped_pin_is_served_to_nobody_and_can_be_put_back(led: Path, capsys: Said) -> None:
    id = str(pinned(capsys)["id"])
    assert main(["unpin", id, "--as", LEAD]) == 0
    assert capsys.readouterr().out == "Dropped. The pin is served to nobody any more.\n"
    assert ask().pin is None
    assert main(["approve", id]) == 0
    served = ask()
    assert served.pin is not None
    assert served.pin.id == id
    with cabinet() as found:
        did = [(each.who, each.did) for each in entries(found.desk.store.database) if each.thing == id]
    assert did[1:] == [(LEAD, "dropped pin"), (getpass.getuser(), "approved pin")]


def ask() -> AnswerCard:
    """What the pinned question is answered with."""
    with cabinet() as found:
        return found.desk.ask(Question(text=ASKED, organisation=TRUST))


def test_a_suspended_pin_is_approved_with_the_words_as_they_are_now(led: Path, capsys: Said) -> None:
    id = str(pinned(capsys)["id"])
    revise(led, capsys)
    assert ask().pin is None
    assert main(["approve", id, "--as", LEAD]) == 0
    shown = capsys.readouterr().out
    assert f"Approved: {id}. It is served again" in shown
    assert NEW_LIFT in shown
    assert [each.words.text for each in ask().quotes] == [NEW_LIFT]
    assert main(["approve", id]) == 2
    assert "is active, so there is nothing to approve" in capsys.readouterr().err


def test_a_pin_of_which_nothing_is_left_is_not_approved(led: Path, capsys: Said) -> None:
    id = str(pinned(capsys)["id"])
    revise(led, capsys, new="Staff must tell the office who visits.")
    assert main(["approve", id]) == 2
    said = capsys.readouterr().err
    assert "the policy no longer says any of it" in said
    assert f"quoth unpin {id}" in said
    assert kept(id).state is PinState.suspended


# What is refused.

OF = ["--org", SHORT]
PIN = ["pin", *OF, "--question", ASKED]


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["pin", *OF, "--clause", "2.1"], 2, "needs a question"),
        (PIN, 2, "quotes no clause and says nothing"),
        ([*PIN, "--clause", "9.9"], 3, "no published clause 9.9"),
        ([*PIN, "--clause", "2.1", "--policy", "conducts"], 3, "Did you mean conduct?"),
        ([*PIN, "--note", "x", "--policy", "conduct"], 2, "give --clause with it"),
        ([*PIN, "--clause", "2.1", "--review-on", "soon"], 2, "--review-on 'soon' is not a day"),
        ([*PIN, "--clause", "2.1", "--review-on", "2026-10"], 2, "--review-on '2026-10' is not a day"),
        ([*PIN, "--clause", "2.1", "--audience", "owners"], 2, "owners"),
        ([*PIN, "--clause", "2.1", "--as", "UANN"], 2, "not of the form slack:U0123"),
        ([*PIN, "--clause", "2.1", "--as", "slack:UANN"], 2, "neither lead nor deputy of Larkmere Trust"),
        ([*PIN, "--clause", "2.1", "--as", "slack:group:S1"], 2, "is a group"),
        ([*PIN, "--clause", "2.1", "--remove-question", "x"], 2, "goes with --edit"),
        ([*PIN, "--clause", "2.1", "--note", "x" * 2_001], 2, "longer than 2000 characters"),
        (["pin", *OF, "--question", "x" * 501, "--clause", "2.1"], 2, "longer than 500 characters"),
        (["pin", *OF, "--question", " ", "--clause", "2.1"], 2, "one of its questions is empty"),
        (["pin", "--question", ASKED, "--clause", "2.1"], 2, "larkmere-trust, other-school"),
        (["pin", "--edit", "nothing", "--note", "x"], 3, "There is no pin nothing."),
        (["pins", "--org", "larkmere-trst"], 3, "Did you mean larkmere-trust?"),
        (["pins", *OF, "--state", "old"], 2, "old"),
        (["pins", *OF, "--csv", "--json"], 2, "--csv is printed alone"),
        (["unpin", "nothing"], 3, "There is no pin nothing."),
        (["approve", "nothing"], 3, "There is no pin nothing."),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_and_nothing_is_done(
    led: Path, capsys: Said, arguments: list[str], code: int, sentence: str
) -> None:
    assert main(arguments) == code
    said = capsys.readouterr()
    assert sentence in said.err
    assert "Traceback" not in said.err
    assert said.out == ""
    with cabinet() as found:
        assert found.pins.all(SHORT) == ()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ([], "Say what to change of the pin"),
        (["--remove-question", "horses"], "does not answer a question in these words"),
        (["--remove-question", ASKED], "it would answer no question any more"),
        (["--note", "x", "--org", "other-school"], "There is no pin"),
        (["--note", "x", "--as", "slack:UANN"], "neither lead nor deputy"),
    ],
)
def test_an_edit_that_cannot_be_leaves_the_pin(
    led: Path, capsys: Said, change: list[str], sentence: str
) -> None:
    id = str(pinned(capsys)["id"])
    before = kept(id)
    assert main(["pin", "--edit", id, *change]) in (2, 3)
    assert sentence in capsys.readouterr().err
    assert kept(id) == before


def test_a_dropped_pin_is_put_back_before_it_is_edited(led: Path, capsys: Said) -> None:
    id = str(pinned(capsys)["id"])
    main(["unpin", id])
    assert main(["unpin", id]) == 2
    assert "dropped already" in capsys.readouterr().err
    assert main(["pin", "--edit", id, "--note", "x"]) == 2
    assert f"quoth approve {id}" in capsys.readouterr().err
    assert main(["pin", "--edit", id, "--clause", "2.1"]) == 0
    assert kept(id).state is PinState.active


def test_no_pin_is_made_or_approved_where_questions_cannot_be_compared(
    led: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = str(pinned(capsys)["id"])
    assert main(["unpin", id]) == 0

    def absent() -> Alike:
        raise WeightsMissing("The file same.onnx cannot be read.")

    monkeypatch.setattr("index.likeness.open_likeness", absent)
    for arguments in ([*PIN, "--clause", "2.1"], ["approve", id]):
        assert main(arguments) == 11
        assert "same.onnx cannot be read" in capsys.readouterr().err
    with cabinet() as found:
        assert [each.state for each in found.pins.all(SHORT)] == [PinState.dropped]
