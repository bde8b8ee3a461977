"""The commands check and questions, as people and programs run them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.answers import Question
from bot.cli import main
from tests.bot_desks import CONDUCT, TRUST, file
from tests.bot_led import ANN, LIFT, NEW_LIFT, NOW, SHORT, THERE, Said, cabinet, pinned

pytest_plugins = ("tests.bot_leads",)

LIFTS = "can i give a pupil a lift home?"
KEEP = ["questions", "--org", TRUST, "--ask", LIFTS, "--cite", "conduct 2.1"]
GONE = CONDUCT.replace("## 2 Lifts\n\n2.1 " + LIFT, "## 2 Dogs\n\n2.1 Staff must not bring a dog.")


def add(home: Path, text: str, capsys: Said) -> None:
    assert text != CONDUCT
    assert (
        main(["add", str(file(home / "in", "conduct.md", text)), "--org", TRUST, "--policy", "conduct"]) == 0
    )
    capsys.readouterr()


def run(capsys: Said, *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main([*arguments, "--org", TRUST])
    said = capsys.readouterr()
    return code, said.out, said.err


def rows(capsys: Said, *arguments: str) -> list[dict[str, Any]]:
    code, out, _ = run(capsys, "questions", *arguments, "--json")
    assert code == 0
    found: list[dict[str, Any]] = json.loads(out)
    return found


def helped(text: str, asked: str | None = None, helpful: bool = True) -> None:
    """Let Ann be answered and find it helpful; `asked` is what is kept of the question."""
    with cabinet() as found:
        card = found.desk.ask(Question(text=text, organisation=TRUST), most=1)
        found.history.keep(SHORT, card, ANN, THERE, NOW, text if asked is None else asked or None)
        found.history.rate(card.id, ANN, helpful, NOW)


# check


def test_without_questions_a_check_says_how_to_get_some(home: Path, capsys: Said) -> None:
    assert run(capsys, "check")[:2] == (
        0,
        "Larkmere Trust has no questions of its own yet. Propose some: quoth questions --propose\n",
    )


def test_a_check_shows_each_question_and_what_moved(home: Path, capsys: Said) -> None:
    assert main(KEEP) == 0
    add(home, CONDUCT.replace(LIFT, NEW_LIFT), capsys)
    code, out, err = run(capsys, "check")
    assert (code, err) == (0, "")
    assert out == f"✓ 1. {LIFTS}\n    conduct 2.1: reworded\n1 question passed.\n"


def test_a_failed_check_exits_with_15_and_names_the_reason_on_standard_error(
    home: Path, capsys: Said
) -> None:
    assert main(KEEP) == 0
    add(home, GONE, capsys)
    code, out, err = run(capsys, "check")
    assert code == 15
    assert f"✗ 1. {LIFTS}\n    must be: cite conduct 2.1\n" in out
    assert out.endswith("    conduct 2.1 is removed\n1 question failed, 0 questions passed.\n")
    assert "Question 1 (it must be: cite conduct 2.1) fails: conduct 2.1 is removed." in err
    assert "larkmere-trust.toml" in err


def test_a_check_is_one_object_for_programs_also_where_it_fails(home: Path, capsys: Said) -> None:
    assert main(KEEP) == 0
    add(home, GONE, capsys)
    code, out, err = run(capsys, "check", "--json")
    assert code == 15
    found = json.loads(out)
    (question,) = found["questions"]
    assert {"question", "expected", "got", "passed", "why"} <= question.keys()
    assert (question["question"], question["expected"], question["passed"]) == (
        LIFTS,
        "cite conduct 2.1",
        False,
    )
    assert (found["passed"], found["pins"]) == (0, [])
    assert err.startswith("Larkmere Trust's own questions do not all pass.")


def test_a_check_tells_which_pins_would_be_suspended(led: Path, capsys: Said) -> None:
    id = pinned(capsys)["id"]
    assert run(capsys, "check")[1].endswith("1 pin would be served as now.\n")
    add(led, CONDUCT.replace(LIFT, NEW_LIFT), capsys)
    code, out, _ = run(capsys, "check")
    assert code == 0
    assert f"Pin {id} (“can i give a pupil a lift home”) would be suspended: conduct 2.1: reworded.\n" in out


def test_a_bad_file_is_named_with_its_line(home: Path, capsys: Said) -> None:
    assert main(KEEP) == 0
    path = home / "questions" / f"{SHORT}.toml"
    path.write_text(path.read_text() + '\n[[question]]\nask = "x"\n', encoding="utf-8")
    for command in (["check"], ["questions"], KEEP[:1] + KEEP[3:], ["questions", "--drop", "1"]):
        code, out, err = run(capsys, *command)
        assert (code, out) == (7, "")
        assert "larkmere-trust.toml cannot be used: write exactly one of" in err


# publish


def test_publish_is_blocked_by_a_failed_check_and_overridden_with_a_reason(home: Path, capsys: Said) -> None:
    assert main(KEEP) == 0
    add(home, GONE, capsys)
    code, out, err = run(capsys, "publish", "--json")
    assert (code, out) == (15, "")
    assert "so nothing was published: Question 1 " in err
    code, out, _ = run(capsys, "publish", "--json", "--override", "So decided.")
    assert code == 0
    published = json.loads(out)
    assert published["publication"]["reason"] == "So decided."
    assert [each["passed"] for each in published["check"]["questions"]] == [False]


# questions


def test_a_question_is_kept_listed_and_dropped(home: Path, capsys: Said) -> None:
    assert run(capsys, *KEEP[:1], *KEEP[3:])[:2] == (0, f"Kept: “{LIFTS}” must be: cite conduct 2.1.\n")
    assert run(capsys, *KEEP[:1], *KEEP[3:])[1] == f"“{LIFTS}” is among the questions already.\n"
    assert main(["questions", "--org", TRUST, "--ask", "dogs?", "--silent", "--as", "parent"]) == 0
    assert run(capsys, "questions")[1] == (
        f"Number\tQuestion\tMust be\tAsker\n1\t{LIFTS}\tcite conduct 2.1\tstaff\n2\tdogs?\tsilent\tparent\n"
    )
    listed = rows(capsys)
    assert [(each["number"], each["ask"], each["silent"]) for each in listed] == [
        (1, LIFTS, False),
        (2, "dogs?", True),
    ]
    assert run(capsys, "questions", "--drop", "1")[1] == f"Dropped: “{LIFTS}”.\n"
    assert [each["ask"] for each in rows(capsys)] == ["dogs?"]


def test_a_question_that_is_not_answered_so_today_is_kept_and_that_is_said(home: Path, capsys: Said) -> None:
    _, out, _ = run(capsys, *KEEP[:1], "--ask", LIFTS, "--silent")
    assert out.startswith(f"Kept: “{LIFTS}” must be: silent.\nIt is not answered so today.")


WRONG = {
    ("--propose", "--drop", "1"): 2,
    ("--ask", "x"): 2,
    ("--ask", "x", "--silent", "--pinned"): 2,
    ("--silent",): 2,
    ("--cite", "conduct 2.1"): 2,
    ("--ask", " ", "--silent"): 2,
    ("--ask", "x" * 10_001, "--silent"): 2,
    ("--ask", "x", "--cite", "conduct"): 2,
    ("--ask", "x", "--cite", "conduct 9"): 3,
    ("--ask", "x", "--cite", "pets 1"): 3,
    ("--drop", "1"): 2,
    ("--add", "1"): 2,
}


@pytest.mark.parametrize("arguments", WRONG, ids=lambda each: " ".join(each)[:40])
def test_what_cannot_be_kept_or_dropped_is_refused(
    home: Path, capsys: Said, arguments: tuple[str, ...]
) -> None:
    code, out, err = run(capsys, "questions", *arguments)
    assert (code, out) == (WRONG[arguments], "")
    assert len(err) > 20
    assert not (home / "questions" / f"{SHORT}.toml").exists()


# proposals


def test_pins_and_answers_that_helped_are_proposed_and_kept_by_their_numbers(led: Path, capsys: Said) -> None:
    pinned(capsys, "--question", "driving pupils")
    helped("may staff message a pupil from a private account")
    shown = [(each["ask"], each["expected"]) for each in rows(capsys, "--propose")]
    assert shown[:3] == [
        ("can i give a pupil a lift home", "pinned"),
        ("can i give a pupil a lift home", "cite conduct 2.1"),
        ("driving pupils", "pinned"),
    ]
    (answer,) = shown[3:]
    assert answer[0] == "may staff message a pupil from a private account"
    assert "message a pupil from a" in answer[1]
    _, out, _ = run(capsys, "questions", "--propose")
    assert "4\tmay staff message a pupil" in out
    assert out.endswith("helpful answer\nKeep one with: quoth questions --add NUMBER\n")
    assert run(capsys, "questions", "--add", "2", "--add", "4")[0] == 0
    assert [each["ask"] for each in rows(capsys)] == [shown[1][0], answer[0]]
    assert [each["ask"] for each in rows(capsys, "--propose")] == [shown[0][0], shown[2][0]]
    assert run(capsys, "check")[0] == 0


def test_nothing_is_proposed_of_answers_that_helped_nobody_or_whose_words_are_not_kept(
    led: Path, capsys: Said
) -> None:
    helped("may staff message a pupil from a private account", helpful=False)
    helped("may staff give a pupil a lift", asked="")
    assert rows(capsys, "--propose") == []
    assert run(capsys, "questions", "--propose")[1].startswith("There is nothing to propose")


def test_a_question_that_followed_up_another_is_not_proposed(led: Path, capsys: Said) -> None:
    helped("may staff message a pupil from a private account", asked="photograph in lessons")
    assert rows(capsys, "--propose") == []


def test_a_dropped_pin_is_not_proposed_and_a_note_alone_only_as_pinned(led: Path, capsys: Said) -> None:
    id = str(pinned(capsys)["id"])
    assert main(["unpin", id]) == 0
    assert main(["pin", "--org", TRUST, "--question", "where do i park", "--note", "Behind."]) == 0
    assert [(each["ask"], each["expected"]) for each in rows(capsys, "--propose")] == [
        ("where do i park", "pinned")
    ]


# Organisations below, and withdrawals


def school(home: Path, capsys: Said) -> None:
    """A school under the trust that has kept a question on the trust's policy."""
    bells = str(file(home / "in", "bells.txt", "Bells\n\n1. Staff must ring the bell at nine.\n"))
    assert main(["add", bells, "--org", "Ash School"]) == 0
    assert main(["publish", "--org", "ash-school"]) == 0
    assert main(["organisations", "--org", "ash-school", "--under", SHORT]) == 0
    cites = ["--cite", f"{SHORT}/conduct 2.1"]
    assert main(["questions", "--org", "ash-school", "--ask", LIFTS, *cites]) == 0
    capsys.readouterr()


def test_a_check_of_the_trust_shows_a_schools_question_and_where_it_stands(home: Path, capsys: Said) -> None:
    school(home, capsys)
    add(home, GONE, capsys)
    code, out, err = run(capsys, "check")
    assert code == 15
    assert f"✗ ash-school 1. {LIFTS}\n    must be: cite larkmere-trust/conduct 2.1\n" in out
    assert out.endswith("1 question failed, 0 questions passed.\n")
    assert "Ash School's question 1 (it must be: cite larkmere-trust/conduct 2.1) fails" in err
    assert "ash-school.toml" in err
    assert "larkmere-trust.toml" not in err


def test_publishing_says_which_schools_questions_were_not_asked(home: Path, capsys: Said) -> None:
    school(home, capsys)
    (home / "questions" / "ash-school.toml").write_text("[[question]\n", encoding="utf-8")
    add(home, CONDUCT.replace(LIFT, NEW_LIFT), capsys)
    assert "quoth check --org ash-school says why.\n" in run(capsys, "check")[1]
    code, out, _ = run(capsys, "publish")
    assert code == 0
    assert out.endswith("quoth check --org ash-school says why.\n")


def test_a_withdrawal_names_the_questions_and_pins_that_rested_on_the_policy(led: Path, capsys: Said) -> None:
    id = pinned(capsys)["id"]
    assert main(KEEP) == 0
    code, out, _ = run(capsys, "withdraw", "--policy", "conduct")
    assert code == 0
    assert out.endswith(
        f"Question 1, “{LIFTS}”, must be answered from it, and fails without it.\n"
        f"Pin {id} (“can i give a pupil a lift home”) rests on it, and is not served without it.\n"
    )


def test_what_a_withdrawal_breaks_is_one_list_for_programs(home: Path, capsys: Said) -> None:
    assert main(KEEP) == 0
    code, out, _ = run(capsys, "withdraw", "--policy", "conduct", "--json")
    assert code == 0
    found = json.loads(out)
    assert found["loses"] == [f"Question 1, “{LIFTS}”, must be answered from it, and fails without it."]
    assert found["publication"]["act"] == "withdrawn"
