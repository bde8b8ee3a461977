"""The commands about what is kept: the audit, what is kept of a person, and forgetting them."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.audit import verify
from bot.cli import main
from bot.history import History
from bot.people import Role
from bot.places import Person, Place, Platform
from bot.settings import load
from bot.store import Store
from tests.bot_desks import TRUST, desk, question

Said = pytest.CaptureFixture[str]
pytest_plugins = ("tests.bot_homes",)
SHORT = "larkmere-trust"
ANN = Person(platform=Platform.slack, id="U0123")
PLACE = Place(platform=Platform.slack, workspace="T1", channel="D1", direct=True)
WORDS = "may I accept a friend request from a pupil"


@pytest.fixture
def asked(home: Path, capsys: Said) -> Path:
    """A home where somebody was given an answer, and whose lead is named by the command."""
    held = desk(home)
    card = held.ask(question(WORDS, asker=Role.staff))
    History(held.store.database).keep(SHORT, card, ANN, PLACE, dt.datetime(2026, 9, 1, tzinfo=dt.UTC), WORDS)
    held.store.close()
    assert main(["roles", "--org", TRUST, "--role", "lead", "--add", "slack:ULEAD"]) == 0
    capsys.readouterr()
    return home


def tamper(*statements: str) -> None:
    """Work on the audit as somebody who owns the database can."""
    store = Store(load().database)
    with store.database.writing() as connection:
        for name in ("audit_no_update", "audit_no_delete"):
            connection.execute(sa.text(f"DROP TRIGGER {name}"))
        for each in statements:
            connection.execute(sa.text(each))
    store.close()


# audit


def test_the_audit_lists_who_did_what_and_when(asked: Path, capsys: Said) -> None:
    assert main(["audit", "list", "--org", SHORT]) == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == ["When", "Organisation", "Who", "Did", "What"]
    assert {line[1] for line in lines[1:]} == {SHORT}
    assert lines[1][3:] == ["created", SHORT]
    assert lines[-1][3:] == ["made lead", "slack:ULEAD"]


def test_without_an_organisation_the_audit_of_all_is_listed(asked: Path, capsys: Said) -> None:
    assert main(["audit", "list", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["organisation"] for row in rows} == {SHORT, "other-school"}
    assert set(rows[0]) == {"id", "organisation", "at", "who", "did", "thing", "before", "after", "hash"}
    assert len({row["hash"] for row in rows}) == len(rows)


def test_the_audit_holds_no_words_of_a_question(asked: Path, capsys: Said) -> None:
    main(["audit", "list", "--json"])
    assert "friend" not in capsys.readouterr().out


def test_an_untouched_audit_is_verified_and_its_hash_is_there_the_next_time(
    asked: Path, capsys: Said
) -> None:
    assert main(["audit", "verify", "--json"]) == 0
    first = json.loads(capsys.readouterr().out)
    assert (first["whole"], first["guarded"], first["fault"], first["noted"]) == (True, True, None, None)
    main(["roles", "--org", TRUST, "--role", "deputy", "--add", "slack:U9"])
    capsys.readouterr()
    assert main(["audit", "verify", "--head", first["head"]]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert (
        lines[0]
        == f"The audit is whole: {first['entries'] + 1} entries fit together, each with the one before it."
    )
    assert lines[1] == "The entry that was noted down is among them."
    assert lines[2].rpartition(" ")[2] not in ("", first["head"])


def test_a_changed_audit_ends_in_a_sentence_and_an_exit_code(asked: Path, capsys: Said) -> None:
    tamper("UPDATE audit SET who = 'nobody' WHERE id = 2")
    assert main(["audit", "verify"]) == 14
    said = capsys.readouterr()
    assert "no longer refuses to change or delete" in said.out
    assert "entry 2 is not what was written down" in said.err
    assert "(1 entry)" in said.err
    assert "Traceback" not in said.err


def test_a_changed_audit_is_told_to_programs_as_well(asked: Path, capsys: Said) -> None:
    tamper("DELETE FROM audit WHERE id = 2")
    assert main(["audit", "verify", "--json"]) == 14
    found = json.loads(capsys.readouterr().out)
    assert (found["whole"], found["fault"], found["entry"], found["entries"]) == (False, "missing", 3, 1)
    assert found["guarded"] is False


def test_an_audit_that_was_cut_off_needs_the_hash_that_was_noted_down(asked: Path, capsys: Said) -> None:
    store = Store(load().database)
    head = verify(store.database).head
    store.close()
    tamper("DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)")
    assert main(["audit", "verify"]) == 0
    assert main(["audit", "verify", "--head", head]) == 14
    assert "no entry with the hash that was noted down" in capsys.readouterr().err


def test_a_spoilt_entry_ends_the_list_in_a_sentence(asked: Path, capsys: Said) -> None:
    tamper("UPDATE audit SET at = 'yesterday' WHERE id = 2")
    assert main(["audit", "list"]) == 14
    assert "entry 2 is not what was written down" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["verify", "--head", "abc"], "64 digits and letters"),
        (["list", "--head", "a" * 64], "--head goes with"),
        (["verify", "--org", SHORT], "one chain for all organisations"),
        (["list", "--org", "nowhere"], "no organisation called nowhere"),
        (["burn"], "burn"),
    ],
)
def test_what_the_audit_cannot_do_is_a_plain_sentence(
    home: Path, capsys: Said, arguments: list[str], sentence: str
) -> None:
    assert main(["audit", *arguments]) in (2, 3)
    assert sentence in capsys.readouterr().err


def test_the_audit_of_nothing_is_empty_and_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    monkeypatch.setenv("QUOTH_HOME", str(tmp_path / "new"))
    assert main(["audit", "list"]) == 0
    assert capsys.readouterr().out == "The audit holds no entry yet.\n"
    assert main(["audit", "verify", "--head", "0" * 64]) == 0
    assert "0 entries fit together" in capsys.readouterr().out


# data and forget


def test_what_is_kept_of_somebody_is_shown(asked: Path, capsys: Said) -> None:
    assert main(["data", "slack:U0123"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "What Quoth keeps of slack:U0123, as they are told it themselves:"
    assert lines[2] == "1 answer."
    assert lines[3].startswith(f"On 1 September 2026 you asked “{WORDS}”, and I quoted Staff Conduct")


def test_what_is_kept_of_somebody_is_told_to_programs_whole(asked: Path, capsys: Said) -> None:
    assert main(["data", "slack:ULEAD", "--org", SHORT, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["roles"] == [{"organisation": SHORT, "role": "lead", "settled": False}]
    assert (found["person"], found["audited"], found["answers"]) == ("slack:ULEAD", 1, [])


def test_a_role_that_the_settings_give_is_shown(asked: Path, capsys: Said) -> None:
    (asked / "quoth.toml").write_text(f'[roles.{SHORT}]\nadmin = ["slack:U0123"]\n')
    main(["data", "slack:U0123"])
    assert f"You hold the role admin at {SHORT}." in capsys.readouterr().out


def test_a_role_in_the_settings_that_is_none_is_a_plain_sentence(asked: Path, capsys: Said) -> None:
    (asked / "quoth.toml").write_text(f'[roles.{SHORT}]\nadmin = ["nonsense"]\n')
    assert main(["data", "slack:U0123"]) == main(["forget", "slack:U0123"]) == 8
    assert "roles" in capsys.readouterr().err


def test_somebody_is_forgotten_and_it_is_said_what_stays(asked: Path, capsys: Said) -> None:
    assert main(["forget", "slack:U0123"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "Done. I have forgotten 1 answer with what you asked."
    ]
    main(["data", "slack:U0123"])
    assert capsys.readouterr().out.splitlines()[1:] == ["I keep nothing of you."]
    assert main(["forget", "slack:ULEAD"]) == 0
    said = capsys.readouterr().out
    assert f"You still hold the role lead at {SHORT}" in said
    assert "The audit still names you in 1 entry" in said
    assert main(["audit", "verify"]) == 0


def test_forgetting_tells_programs_how_much(asked: Path, capsys: Said) -> None:
    assert main(["forget", "slack:U0123", "--org", "other-school", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["answers"] == 0
    assert main(["forget", "slack:U0123", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["answers"] == 1


@pytest.mark.parametrize(
    "user", ["U0123", "myspace:U1", "slack:", "slack:a b", "", "slack:group:G1", "slack:" + "x" * 201]
)
@pytest.mark.parametrize("command", ["data", "forget"])
def test_who_is_nobody_is_a_plain_sentence(home: Path, capsys: Said, command: str, user: str) -> None:
    assert main([command, user]) == 2
    said = capsys.readouterr().err
    assert "slack:U0123" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("command", ["data", "forget"])
def test_an_organisation_there_is_not_is_a_plain_sentence(home: Path, capsys: Said, command: str) -> None:
    assert main([command, "slack:U0123", "--org", "nowhere"]) == 3
    assert "no organisation called nowhere" in capsys.readouterr().err
