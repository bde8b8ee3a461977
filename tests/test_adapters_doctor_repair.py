"""The doctor says which index is damaged, writes it anew when told to, and names what it cannot mend."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from adapters.cli import main
from tests.bot_desks import CONDUCT, desk, file
from tests.bot_spoiling import altered, missing, truncated

pytest_plugins = ("tests.bot_homes",)

Found = dict[str, list[tuple[str, str]]]
FRIEND = "may I accept a friend request from a pupil"


def examined(capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, Found]:
    """What `quoth doctor` ends with and finds: health and sentence, by what was looked at."""
    capsys.readouterr()
    code = main(["doctor", "--json", *more])
    found: Found = {}
    for line in capsys.readouterr().out.splitlines():
        each = json.loads(line)
        found.setdefault(each["what"], []).append((each["health"], each["said"]))
    return code, found


def tamper(home: Path, statement: str) -> None:
    engine = sa.create_engine(f"sqlite:///{home / 'quoth.sqlite'}")
    with engine.begin() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


def quoted(capsys: pytest.CaptureFixture[str]) -> object:
    capsys.readouterr()
    assert main(["ask", FRIEND, "--org", "larkmere-trust", "--json"]) == 0
    return json.loads(capsys.readouterr().out)["quotes"]


def test_a_damaged_index_is_named_and_repair_mends_it(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = quoted(capsys)
    truncated(home / "snapshots")
    code, found = examined(capsys)
    assert code == 13
    for short in ("larkmere-trust", "other-school"):
        health, said = found[short][0]
        assert health == "wrong"
        assert "quoth doctor --repair" in said
    assert quoted(capsys) == before
    code, found = examined(capsys, "--repair")
    assert code == 0
    assert "written anew" in found["larkmere-trust"][0][1]
    assert ("ok", "Its policies answer.") in found["other-school"]
    code, found = examined(capsys)
    assert code == 0
    assert not any("written anew" in said for each in found.values() for _, said in each)
    assert quoted(capsys) == before


def test_an_index_that_is_not_here_is_fetched_by_building_it(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing(home / "snapshots")
    code, found = examined(capsys, "--repair")
    assert code == 0
    assert ("ok", "Its policies answer.") in found["larkmere-trust"]


def test_what_was_left_half_written_is_named_and_cleared_away(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    left = home / "snapshots" / ".writing-abc"
    left.mkdir()
    assert examined(capsys)[1]["indexes"][0][0] == "look"
    assert "cleared away" in examined(capsys, "--repair")[1]["indexes"][0][1]
    assert not left.exists()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE documents SET text = replace(text, 'must not', 'may')", "not the text that was published"),
        ("UPDATE organisations SET snapshot_id = NULL, next_on = NULL", "quoth publish"),
        ("UPDATE documents SET state = 'superseded' WHERE policy = 'learners'", "worked on the database"),
    ],
)
def test_what_no_repair_can_mend_stays_wrong_and_says_what_to_do(
    home: Path, capsys: pytest.CaptureFixture[str], statement: str, said: str
) -> None:
    tamper(home, statement)
    altered(home / "snapshots")
    code, found = examined(capsys, "--repair")
    assert code == 13
    assert any(
        health == "wrong" and said in sentence
        for what in ("larkmere-trust", "repair")
        for health, sentence in found.get(what, [])
    )


def test_where_the_words_in_force_are_damaged_it_names_what_goes_back_before_them(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = desk(home)
    newer = CONDUCT.replace("a friend request", "any friend request")
    held.add("larkmere-trust", [file(home, "conduct.md", newer)], policy="conduct", by="tests")
    held.publish("larkmere-trust", by="tests")
    held.store.close()
    tamper(home, "UPDATE documents SET text = replace(text, 'must not', 'may') WHERE state = 'published'")
    altered(home / "snapshots")
    _, found = examined(capsys)
    assert "quoth rollback --org larkmere-trust." in found["larkmere-trust"][0][1]
    # What was published once only has nothing before it.
    assert "quoth rollback" not in found["other-school"][0][1]
    assert "put back a copy of the database" in found["other-school"][0][1]


def test_a_damaged_database_is_named(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = home / "quoth.sqlite"
    # Without pages that nothing uses any more, so that what is spoilt is in use.
    with closing(sqlite3.connect(path)) as database:
        database.execute("VACUUM")
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 8192] = b"\0" * 8192
    path.write_bytes(data)
    capsys.readouterr()
    code = main(["doctor", "--json"])
    shown = capsys.readouterr()
    assert code in (10, 13)
    assert "database" in shown.out + shown.err
    assert "Traceback" not in shown.out + shown.err
