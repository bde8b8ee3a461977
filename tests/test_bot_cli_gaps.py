"""The commands that show where the policy is silent: what they print, write and refuse."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from bot.answers import AnswerCard, Cited, Kind
from bot.cli import main
from bot.gap_lists import gaps as show
from bot.gap_lists import picture
from bot.gaps import Gaps, Week
from bot.history import History
from bot.people import Role
from bot.places import Person, Place, Platform
from bot.settings import load
from bot.store import Store
from bot.tallies import Counted, Tallies, Tally, week_of
from bot.terminal import Screen
from tests.bot_desks import TRUST

SHORT = "larkmere-trust"
Said = pytest.CaptureFixture[str]
pytest_plugins = ("tests.bot_homes",)
DAY = dt.date(2026, 9, 7)


@pytest.fixture
def silent(home: Path) -> Path:
    """A home whose trust was asked two questions just now that found no rule."""
    store = Store(load().database)
    now = dt.datetime.now(dt.UTC)
    document = next(each for each in store.published(SHORT) if each.policy == "conduct")
    for number, text in enumerate(("are dogs allowed on site", "what is the limit for parking permits")):
        near = (Cited(clause_id="conduct/2.1", document_id=document.id),)
        card = AnswerCard(
            kind=Kind.silent, organisation=TRUST, asker=Role.staff, further=near, answered_on=now.date()
        )
        place = Place(platform=Platform.slack, workspace="T1", channel="C1")
        History(store.database).keep(
            SHORT, card, Person(platform=Platform.slack, id=f"USECRET{number}"), place, now, text
        )
        Tallies(store.database).count(SHORT, [Tally(week=week_of(now), kind=Counted.silent)])
    store.close()
    return home


def test_where_nothing_was_asked_it_says_so(home: Path, capsys: Said) -> None:
    assert main(["gaps", "--org", TRUST]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Nothing was asked of Larkmere Trust from ")
    assert len(said.splitlines()) == 1


def test_the_questions_without_a_rule_are_listed_with_a_picture_of_the_weeks(
    silent: Path, capsys: Said
) -> None:
    assert main(["gaps", "--org", SHORT]) == 0
    said = capsys.readouterr().out
    assert "2 questions, 0% answered. 2 found no rule.\n" in said
    assert "1\t1\tare dogs allowed on site\tStaff Conduct 2.1\n" in said
    assert "░░ no rule found" in said
    assert "Learner Agreement\t2\t2\n" in said
    assert "\x1b" not in said
    assert "USECRET" not in said


def test_a_program_gets_one_object(silent: Path, capsys: Said) -> None:
    assert main(["gaps", "--org", SHORT, "--weeks", "3", "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    found = json.loads(line)
    assert (found["asked"], found["answered"], found["share"], len(found["weeks"])) == (2, 0, 0.0, 3)
    assert sorted(each["example"] for each in found["unanswered"]) == [
        "are dogs allowed on site",
        "what is the limit for parking permits",
    ]
    assert found["unanswered"][0]["nearest"][0]["stands"]["number"] == "2.1"
    assert {each["policy"] for each in found["never"]} == {"conduct", "learners"}
    assert "USECRET" not in line


@pytest.mark.parametrize("weeks", ["0", "521", "x"])
def test_a_number_of_weeks_that_is_none_is_refused(home: Path, weeks: str, capsys: Said) -> None:
    assert main(["gaps", "--org", SHORT, "--weeks", weeks]) == 2
    assert "--weeks" in capsys.readouterr().err


def test_an_unknown_organisation_is_refused(home: Path, capsys: Said) -> None:
    assert main(["gaps", "--org", "nowhere"]) == 3
    assert "There is no organisation called nowhere." in capsys.readouterr().err


def test_the_pack_is_written_and_its_files_are_named(silent: Path, tmp_path: Path, capsys: Said) -> None:
    out = tmp_path / "packs"
    assert main(["pack", "--org", SHORT, "--policy", "conduct", "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert all(str(each) in said for each in out.iterdir())
    assert "are dogs allowed on site" in (out / "conduct-review.html").read_text(encoding="utf-8")


def test_a_policy_that_there_is_not_is_refused(home: Path, tmp_path: Path, capsys: Said) -> None:
    assert main(["pack", "--org", SHORT, "--policy", "conduc", "--out", str(tmp_path / "out")]) == 3
    assert "Did you mean conduct?" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_to_is_named(home: Path, tmp_path: Path, capsys: Said) -> None:
    (tmp_path / "out").write_text("", encoding="utf-8")
    assert main(["pack", "--org", SHORT, "--policy", "conduct", "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert f"The review pack could not be written to {tmp_path / 'out'} (file exists)" in " ".join(
        said.split()
    )


@pytest.mark.parametrize("weeks", [1, 2, 8, 53, 520])
@pytest.mark.parametrize("width", [40, 72])
def test_the_picture_keeps_to_its_width_and_shows_both_kinds(weeks: int, width: int) -> None:
    drawn = picture(
        [
            Week(week=DAY + dt.timedelta(weeks=each), quoted=each + 1, silent=each + 1)
            for each in range(weeks)
        ],
        width,
    )
    assert max(map(len, drawn.splitlines())) <= width
    assert {"█", "░"} <= set(drawn)


@pytest.mark.parametrize("width", [30, 80, 160])
def test_a_terminal_of_any_width_shows_the_gaps(width: int, capsys: Said) -> None:
    screen = Screen(rich=True, width=width)
    weeks = (Week(week=DAY, quoted=3, silent=1), Week(week=DAY + dt.timedelta(weeks=1)))
    show(screen, Gaps(organisation="o", name="Larkmere", since=DAY, until=DAY, weeks=weeks, wordless=1))
    said = capsys.readouterr().out
    assert max(len(line) for line in plain(said).splitlines()) <= width
    assert "4 questions, 75% answered." in " ".join(plain(said).split())
    assert "1 more, whose words are not kept." in " ".join(plain(said).split())


def plain(said: str) -> str:
    from rich.text import Text

    return Text.from_ansi(said).plain
