"""The lead's desk on the command line: questions, notices and arrangements."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot.answers import Cited, Question
from bot.arrangements import Absence, Arrangement
from bot.cli import main
from bot.outbox import Letter
from bot.places import Place, Platform
from bot.queue import QueueState, Waiting
from tests.bot_desks import TRUST
from tests.bot_led import (
    ANN,
    LEAD,
    LIFT,
    NEW_LIFT,
    NOW,
    SHORT,
    THERE,
    Said,
    cabinet,
    revise,
    rows,
)

pytest_plugins = ("tests.bot_leads",)


# queue and notices


@pytest.fixture
def waiting(led: Path) -> Waiting:
    """A question that Ann has put to the trust's lead."""
    made = Waiting(
        id="a1",
        organisation=SHORT,
        text="may i bring my bike",
        clauses=(Cited(clause_id="conduct/2.1", document_id="conduct@1"),),
        asker=ANN,
        place=THERE,
        asked_at=NOW,
    )
    with cabinet() as found:
        assert found.queue.add(made)
    return made


def test_waiting_questions_are_listed_for_people_and_programs(waiting: Waiting, capsys: Said) -> None:
    assert main(["queue", "--org", TRUST]) == 0
    cells = capsys.readouterr().out.splitlines()[1].split("\t")
    assert (cells[0], *cells[2:]) == ("a1", "Ann", "may i bring my bike", "waiting", "")
    (row,) = rows(capsys, "queue", "--org", TRUST)
    assert Waiting.model_validate(row) == waiting
    assert main(["queue", "--org", "other-school"]) == 0
    assert capsys.readouterr().out == "No question is waiting.\n"


def test_a_reply_by_command_is_kept_and_put_out_for_the_asker(waiting: Waiting, capsys: Said) -> None:
    assert main(["queue", "--reply", "a1", "Yes, in the shed.", "--as", LEAD]) == 0
    assert capsys.readouterr().out == "Kept. Ann gets it privately, from `quoth serve`.\n"
    with cabinet() as found:
        after = found.queue.get("a1")
        (item,) = found.outbox.waiting(SHORT)
    assert after is not None
    assert after.closed_by is not None
    assert (after.state, after.reply) == (QueueState.answered, "Yes, in the shed.")
    assert after.closed_by.key == LEAD
    assert (item.kind, item.person, item.place) == (Letter.reply, "UANN", THERE)
    assert rows(capsys, "queue", "--org", TRUST) == []
    (row,) = rows(capsys, "queue", "--org", TRUST, "--all")
    assert row["state"] == "answered"


def test_a_question_is_closed_once(waiting: Waiting, capsys: Said) -> None:
    assert main(["queue", "--close", "a1", "--as", LEAD]) == 0
    assert capsys.readouterr().out == "Closed. Ann is told to speak to you.\n"
    assert main(["queue", "--close", "a1", "--as", LEAD]) == 2
    assert "no longer open" in capsys.readouterr().err
    with cabinet() as found:
        assert [each.kind for each in found.outbox.waiting(SHORT)] == [Letter.closed]


def test_notices_hold_what_was_quoted_and_what_the_policy_says_now(led: Path, capsys: Said) -> None:
    with cabinet() as found:
        card = found.desk.ask(Question(text="may staff give a pupil a lift", organisation=TRUST), most=1)
        assert [each.words.text for each in card.quotes[: card.answering]] == [LIFT]
        found.history.keep(SHORT, card, ANN, THERE, NOW)
    revise(led, capsys)
    (row,) = rows(capsys, "notices", "--org", TRUST)
    (change,) = row["changes"]  # type: ignore[misc]
    assert (row["person"], row["told_at"]) == ("slack:UANN", None)
    assert (change["old"], change["new"], change["number"]) == (LIFT, NEW_LIFT, "2.1")
    assert dt.datetime.fromisoformat(str(row["due_at"])) > dt.datetime.fromisoformat(str(row["made_at"]))
    assert main(["notices", "--org", TRUST]) == 0
    cells = capsys.readouterr().out.splitlines()[1].split("\t")
    assert cells[:2] == ["slack:UANN", "Staff Conduct 2.1 (reworded)"]
    assert cells[3].startswith("not yet; due ")
    assert main(["notices", "--org", "other-school"]) == 0
    assert capsys.readouterr().out == "Nobody was quoted words that have changed since.\n"


# desk and away


def arranged() -> Arrangement:
    """What the trust has arranged."""
    with cabinet() as found:
        return found.arrangements.of(SHORT)


def test_the_desk_is_arranged_and_shown(led: Path, capsys: Said) -> None:
    times = ["--remind", "90m", "--deputy", "1d", "--alert", "10m", "--notice-after", "2h"]
    where = ["--place", "slack:T1:C9", "--no-notices", "--no-monthly"]
    assert main(["desk", "--org", TRUST, *times, *where]) == 0
    lines = dict(line.split("\t") for line in capsys.readouterr().out.splitlines())
    assert (lines["Questions go to"], lines["Reminder after"]) == ("slack:T1:C9", "90 minutes")
    assert (lines["Deputies after"], lines["Lead"]) == ("1 day", LEAD)
    assert arranged() == Arrangement(
        place=Place(platform=Platform.slack, workspace="T1", channel="C9"),
        remind_minutes=90,
        deputy_minutes=1_440,
        alert_minutes=10,
        notices=False,
        notice_minutes=120,
        monthly=False,
    )
    (row,) = rows(capsys, "desk", "--org", TRUST, "--direct", "--notices", "--monthly")
    assert Arrangement.model_validate(row) == arranged()
    assert (arranged().place, arranged().notices, arranged().remind_minutes) == (None, True, 90)


def test_a_channels_id_may_hold_colons(led: Path) -> None:
    assert main(["connect", "teams", "tenant", "--org", TRUST]) == 0
    assert main(["desk", "--org", TRUST, "--place", "teams:tenant:19:abc@thread.tacv2"]) == 0
    place = arranged().place
    assert place is not None
    assert place.channel == "19:abc@thread.tacv2"


def test_a_desk_without_a_lead_says_how_to_name_one(led: Path, capsys: Said) -> None:
    assert main(["desk", "--org", "other-school"]) == 0
    assert "quoth roles --org other-school --role lead --add" in capsys.readouterr().out


def test_somebody_is_away_is_listed_and_is_back(led: Path, capsys: Said) -> None:
    assert main(["away", LEAD, "2026-12-21", "4/1/2027", "--org", TRUST]) == 0
    assert "is away from 2026-12-21 to 2027-01-04" in capsys.readouterr().out
    (row,) = rows(capsys, "away", "--list", "--org", TRUST)
    absence = Absence(who=LEAD, first_day=dt.date(2026, 12, 21), last_day=dt.date(2027, 1, 4))
    assert Absence.model_validate(row) == absence
    assert main(["away", "--list", "--org", TRUST]) == 0
    assert f"{LEAD}\t2026-12-21\t2027-01-04" in capsys.readouterr().out
    assert main(["away", LEAD, "--back", "--org", TRUST]) == 0
    assert main(["away", "--list", "--org", TRUST]) == 0
    assert capsys.readouterr().out == f"{LEAD} is back.\nNobody is noted as away.\n"


# What is refused.

OF = ["--org", SHORT]


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["queue", "--org", "larkmere-trst"], 3, "Did you mean larkmere-trust?"),
        (["queue", *OF, "--close", "a9", "--as", LEAD], 2, "There is no question a9."),
        (["queue", *OF, "--close", "a1"], 2, "Say with --as"),
        (["queue", *OF, "--reply", "a1", " ", "--as", LEAD], 2, "The reply is empty."),
        (["queue", *OF, "--reply", "a1", "x" * 3_001, "--as", LEAD], 2, "longer than 3000 characters"),
        (["queue", *OF, "--reply", "a1", "x", "--as", "slack:UANN"], 2, "neither lead nor deputy"),
        (["queue", *OF, "--reply", "a1", "x", "--close", "a1", "--as", LEAD], 2, "not both"),
        (["queue", "--org", "other-school", "--close", "a1", "--as", LEAD], 2, "There is no question a1."),
        (["queue", *OF, "--as", LEAD], 2, "--as goes with"),
        (["notices", "--org", "larkmere-trst"], 3, "Did you mean larkmere-trust?"),
        (["desk", *OF, "--remind", "soon"], 2, "--remind 'soon' is not a time such as 5m"),
        (["desk", *OF, "--remind", "0m"], 2, "--remind is too short or too long"),
        (["desk", *OF, "--alert", "25h"], 2, "--alert is too short or too long"),
        (["desk", *OF, "--notice-after", "99d"], 2, "--notice-after is too short or too long"),
        (["desk", *OF, "--place", "C9"], 2, "'C9' is not a channel"),
        (["desk", *OF, "--place", "irc:T1:C9"], 2, "is not a channel"),
        (["desk", *OF, "--place", "slack:T9:C9"], 2, "quoth connect slack T9 --org NAME"),
        (["desk", "--org", "other-school", "--place", "slack:T1:C9"], 2, "is connected to Larkmere Trust"),
        (["desk", *OF, "--place", "slack:T1:C9", "--direct"], 2, "not both"),
        (["away", *OF], 2, "Say who is away"),
        (["away", LEAD, *OF], 2, "Say from which day to which"),
        (["away", LEAD, "2026-12-21", "2026-12-20", *OF], 2, "The last day is before the first."),
        (["away", LEAD, "2026-12-21", "later", *OF], 2, "TO 'later' is not a day"),
        (["away", "slack:UANN", "2026-12-21", "2026-12-22", *OF], 2, "neither lead nor deputy"),
        (["away", LEAD, "--back", *OF], 2, "is not noted as away"),
        (["away", LEAD, "--list", *OF], 2, "Say who is away"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_and_nothing_is_done(
    waiting: Waiting, capsys: Said, arguments: list[str], code: int, sentence: str
) -> None:
    assert main(arguments) == code
    said = capsys.readouterr()
    assert sentence in said.err
    assert "Traceback" not in said.err
    assert said.out == ""
    with cabinet() as found:
        assert found.queue.get("a1") == waiting
        assert found.arrangements.of(SHORT) == Arrangement()
        assert found.arrangements.absences(SHORT) == ()
