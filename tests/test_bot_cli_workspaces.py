"""The commands that say whose bot it is: what they do, print, and refuse."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import main
from bot.directory import Directory
from bot.members import Workspace
from bot.people import Role
from bot.places import Platform
from bot.settings import load
from bot.store import Store
from corpus.document import Audience
from tests.bot_desks import TRUST

ROOT = Path(__file__).parent.parent
SHORT = "larkmere-trust"
Said = pytest.CaptureFixture[str]
pytest_plugins = ("tests.bot_homes",)


def workspace(id: str = "T1", platform: Platform = Platform.slack) -> Workspace | None:
    """The connected workspace of that id, as any other process finds it."""
    store = Store(load().database)
    found = Directory(store.database).workspace(platform, id)
    store.close()
    return found


@pytest.fixture
def connected(home: Path, capsys: Said) -> Path:
    """A home whose trust has a workspace on Slack."""
    assert main(["connect", "slack", "T1", "--org", TRUST]) == 0
    capsys.readouterr()
    return home


# connect and workspaces


def test_a_workspace_is_connected_and_disconnected(home: Path, capsys: Said) -> None:
    assert main(["connect", "slack", "T1", "--org", TRUST]) == 0
    assert (
        capsys.readouterr().out
        == "Slack workspace T1 is connected to Larkmere Trust. Its people are answered as staff.\n"
    )
    found = workspace()
    assert found is not None
    assert (found.organisation.short, found.role) == (SHORT, Role.staff)
    assert main(["connect", "slack", "T1", "--remove"]) == 0
    assert (
        capsys.readouterr().out == "Slack workspace T1 is disconnected. Nobody there is answered any more.\n"
    )
    assert workspace() is None


def test_its_people_are_what_connecting_says(home: Path, capsys: Said) -> None:
    assert main(["connect", "discord", "1122", "--org", SHORT, "--role", "learner"]) == 0
    assert "answered as learner" in capsys.readouterr().out
    found = workspace("1122", Platform.discord)
    assert found is not None
    assert found.role is Role.learner


def test_another_organisations_workspace_is_not_taken_over(connected: Path, capsys: Said) -> None:
    assert main(["connect", "slack", "T1", "--org", "other-school"]) == 2
    said = capsys.readouterr().err
    assert "Slack workspace T1 is connected to Larkmere Trust already." in said
    assert said.rstrip().endswith("quoth connect slack T1 --remove")
    found = workspace()
    assert found is not None
    assert found.organisation.short == SHORT


def test_workspaces_are_listed_with_what_their_channels_are_bound_to(connected: Path, capsys: Said) -> None:
    main(["connect", "teams", "tenant-2", "--org", "other-school", "--role", "volunteer"])
    main(
        ["bind", "slack", "T1", "C9", "--policy", "learners", "--policy", "conduct", "--audience", "learners"]
    )
    capsys.readouterr()
    assert main(["workspaces"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["slack", "T1", SHORT, "staff"] in lines
    assert ["C9", "learner", "conduct,", "learners"] in lines
    assert ["teams", "tenant-2", "other-school", "volunteer"] in lines
    assert main(["workspaces", "--org", "other-school"]) == 0
    assert "T1" not in capsys.readouterr().out


def test_workspaces_are_listed_for_programs(connected: Path, capsys: Said) -> None:
    main(["bind", "slack", "T1", "C9", "--policy", "conduct"])
    capsys.readouterr()
    assert main(["workspaces", "--json"]) == 0
    (line,) = [Workspace.model_validate_json(line) for line in capsys.readouterr().out.splitlines()]
    assert line == workspace()


def test_where_none_is_connected_it_is_said_how(home: Path, capsys: Said) -> None:
    assert main(["workspaces"]) == 0
    assert "quoth connect slack WORKSPACE-ID --org NAME" in capsys.readouterr().out
    assert main(["workspaces", "--json"]) == 0
    assert capsys.readouterr().out == ""


# bind


def test_a_channel_is_bound_and_freed(connected: Path, capsys: Said) -> None:
    assert main(["bind", "slack", "T1", "C9", "--policy", "conduct", "--audience", "governors"]) == 0
    assert capsys.readouterr().out == "C9 is bound to conduct, the audience governors.\n"
    found = workspace()
    assert found is not None
    assert (found.binding("C9").policies, found.binding("C9").role) == (frozenset({"conduct"}), Role.governor)
    assert main(["bind", "slack", "T1", "C9"]) == 0
    assert capsys.readouterr().out == "C9 is bound to nothing.\n"
    freed = workspace()
    assert freed is not None
    assert freed.bindings == ()


@pytest.mark.parametrize("audience", [each for each in Audience if each is not Audience.all])
def test_a_channel_is_bound_to_every_audience_there_is(connected: Path, audience: Audience) -> None:
    assert main(["bind", "slack", "T1", "C9", "--audience", audience]) == 0
    found = workspace()
    assert found is not None
    role = found.binding("C9").role
    assert role is not None
    assert audience.startswith(role.value)


def test_a_channel_of_all_is_bound_to_nothing_special(connected: Path, capsys: Said) -> None:
    assert main(["bind", "slack", "T1", "C9", "--audience", "all"]) == 0
    assert "bound to nothing" in capsys.readouterr().out


def test_a_binding_holds_only_policies_of_the_workspaces_own_organisation(
    connected: Path, capsys: Said
) -> None:
    assert main(["bind", "slack", "T1", "C9", "--policy", "pets"]) == 3
    assert "Larkmere Trust has no policy called pets" in capsys.readouterr().err
    assert main(["bind", "slack", "T1", "C9", "--policy", "conduct", "--policy", "learner"]) == 3
    assert "Did you mean learners?" in capsys.readouterr().err
    found = workspace()
    assert found is not None
    assert found.bindings == ()


# roles


def test_roles_are_given_listed_and_taken(home: Path, capsys: Said) -> None:
    assert main(["roles", "--org", TRUST]) == 0
    assert "Nobody holds a role yet." in capsys.readouterr().out
    added = ["--add", "slack:U1", "--add", "teams:group:G-1"]
    assert main(["roles", "--org", TRUST, "--role", "lead", *added]) == 0
    assert main(["roles", "--org", TRUST, "--role", "learner", "--add", "slack:U1"]) == 0
    capsys.readouterr()
    assert main(["roles", "--org", TRUST, "--json"]) == 0
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [
        {"role": "lead", "who": "slack:U1"},
        {"role": "lead", "who": "teams:group:G-1"},
        {"role": "learner", "who": "slack:U1"},
    ]
    assert main(["roles", "--org", TRUST, "--role", "lead", "--remove", "slack:U1"]) == 0
    assert [line.split() for line in capsys.readouterr().out.splitlines()][-1] == ["lead", "teams:group:G-1"]
    assert main(["roles", "--org", "other-school"]) == 0
    assert "Nobody holds a role yet." in capsys.readouterr().out


def test_roles_of_the_settings_are_listed_and_taken_there_only(home: Path, capsys: Said) -> None:
    (home / "quoth.toml").write_text(f'[roles.{SHORT}]\nlead = ["slack:U9"]\n')
    assert main(["roles", "--org", TRUST]) == 0
    assert "slack:U9" in capsys.readouterr().out
    assert main(["roles", "--org", TRUST, "--role", "lead", "--remove", "slack:U9"]) == 2
    assert "do not hold the role lead by this command" in capsys.readouterr().err


@pytest.mark.parametrize("line", ['boss = ["slack:U1"]', 'lead = ["U1"]'])
def test_a_wrong_role_in_the_settings_is_named_with_its_place(home: Path, capsys: Said, line: str) -> None:
    (home / "quoth.toml").write_text(f"[roles.{SHORT}]\n{line}\n")
    assert main(["roles", "--org", TRUST]) == 8
    said = capsys.readouterr().err
    assert "The setting roles is wrong" in said
    assert str(home / "quoth.toml") in said


# What is refused.


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["connect", "irc", "T1", "--org", SHORT], 2, "irc"),
        (["connect", "slack", "T 1", "--org", SHORT], 2, "'T 1' cannot be used as a name"),
        (["connect", "slack", "", "--org", SHORT], 2, "not the id of a workspace"),
        (["connect", "slack", "T1", "--org", "larkmere-trst"], 3, "Did you mean larkmere-trust?"),
        (["connect", "slack", "T1"], 2, "larkmere-trust, other-school"),
        (["connect", "slack", "T1", "--org", SHORT, "--role", "lead"], 2, "lead"),
        (
            ["connect", "slack", "T9", "--remove"],
            2,
            "Slack workspace T9 is not connected to any organisation",
        ),
        (["workspaces", "--org", "larkmere-trst"], 3, "Did you mean larkmere-trust?"),
        (["bind", "slack", "T9", "C1", "--audience", "staff"], 2, "quoth connect slack T9 --org NAME"),
        (["bind", "slack", "T1", "C 1", "--audience", "staff"], 2, "not the id of a channel"),
        (["bind", "slack", "T1", "C1", "--audience", "owners"], 2, "owners"),
        (["roles", "--org", SHORT, "--add", "slack:U1"], 2, "Say with --role which role it is."),
        (["roles", "--org", SHORT, "--role", "boss", "--add", "slack:U1"], 2, "none of the roles lead"),
        (["roles", "--org", SHORT, "--role", "lead", "--add", "U1"], 2, "not of the form slack:U0123"),
        (["roles", "--org", SHORT, "--role", "lead", "--remove", "slack:U1"], 2, "do not hold the role lead"),
        (["roles"], 2, "larkmere-trust, other-school"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_and_nothing_is_done(
    connected: Path, capsys: Said, arguments: list[str], code: int, sentence: str
) -> None:
    before = workspace()
    assert main(arguments) == code
    said = capsys.readouterr()
    assert sentence in said.err
    assert "Traceback" not in said.err
    assert said.out == ""
    assert workspace() == before


def test_secrets_in_the_environment_are_taken_without_a_word(home: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "bot.cli", "workspaces"],
        env={**os.environ, "QUOTH_SLACK_BOT_TOKEN": "xoxb-quokka"},
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    assert run.stderr == ""
    assert "quokka" not in run.stdout
