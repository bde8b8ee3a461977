"""How publications are announced and agreed to, and who keeps a policy, arranged on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot import revision_phrases as revised
from bot.arrangements import Arrangement
from bot.cli import main
from bot.places import Place, Platform
from tests.bot_desks import TRUST
from tests.bot_led import LEAD, SHORT, Said, cabinet, rows

pytest_plugins = ("tests.bot_leads",)

NEWS = Place(platform=Platform.slack, workspace="T1", channel="CNEWS")


def arranged() -> Arrangement:
    """What the trust has arranged."""
    with cabinet() as found:
        return found.arrangements.of(SHORT)


def test_a_channel_is_named_for_publications_and_freed_again(led: Path, capsys: Said) -> None:
    assert main(["desk", "--org", TRUST, "--announce", "slack:T1:CNEWS"]) == 0
    assert "Publications are announced in\tslack:T1:CNEWS" in capsys.readouterr().out
    assert arranged().announce == NEWS
    assert main(["desk", "--org", TRUST, "--no-announce"]) == 0
    assert f"Publications are announced in\t{revised.NOWHERE}" in capsys.readouterr().out
    assert arranged().announce is None


def test_two_people_are_asked_for_and_one_is_enough_again(led: Path, capsys: Said) -> None:
    (row,) = rows(capsys, "desk", "--org", TRUST, "--two-people")
    assert row["two_people"] is True
    assert arranged().two_people
    assert main(["desk", "--org", TRUST, "--one-person"]) == 0
    assert revised.ONE_PERSON in capsys.readouterr().out
    assert not arranged().two_people


def test_whoever_keeps_a_policy_is_named_listed_and_named_no_more(led: Path, capsys: Said) -> None:
    assert main(["owners", "--org", TRUST]) == 0
    assert capsys.readouterr().out == revised.OWNERS_NONE.format(short=SHORT) + "\n"
    of = ["owners", "--org", TRUST, "--policy", "conduct"]
    assert main([*of, "--who", LEAD]) == 0
    assert capsys.readouterr().out == revised.OWNER_IS.format(who=LEAD, policy="conduct") + "\n"
    assert main(["owners", "--org", TRUST, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"conduct": LEAD}
    assert main(["desk", "--org", TRUST]) == 0
    assert f"Reminded of the review of conduct\t{LEAD}" in capsys.readouterr().out
    assert main([*of, "--nobody"]) == 0
    assert capsys.readouterr().out == revised.OWNER_NONE.format(policy="conduct") + "\n"
    assert arranged().owners == {}


def test_what_is_arranged_of_the_desk_stays_when_an_owner_is_named(led: Path) -> None:
    assert main(["desk", "--org", TRUST, "--announce", "slack:T1:CNEWS", "--remind", "90m"]) == 0
    assert main(["owners", "--org", TRUST, "--policy", "conduct", "--who", LEAD]) == 0
    found = arranged()
    assert (found.announce, found.remind_minutes, found.owners) == (NEWS, 90, {"conduct": LEAD})


OF = ["--org", SHORT]


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["desk", *OF, "--announce", "slack:T1:C1", "--no-announce"], 2, revised.ANNOUNCE_OR_NOT),
        (["desk", *OF, "--announce", "slack:T1"], 2, "is not a channel such as"),
        (["desk", *OF, "--announce", "slack:T9:C1"], 2, "Slack workspace T9 is not connected"),
        (["owners", *OF, "--policy", "conduct"], 2, revised.OWNER_WHO),
        (["owners", *OF, "--who", LEAD], 2, revised.OWNER_WHO),
        (["owners", *OF, "--policy", "conduct", "--who", LEAD, "--nobody"], 2, revised.OWNER_WHO),
        (["owners", *OF, "--policy", "conducts", "--who", LEAD], 3, "Did you mean conduct?"),
        (["owners", *OF, "--policy", "conduct", "--who", "the head"], 2, "cannot be used as a name"),
        (
            ["owners", *OF, "--policy", "conduct", "--who", "slack:group:S1"],
            2,
            revised.NOT_AN_OWNER.format(who="slack:group:S1"),
        ),
        (
            ["owners", *OF, "--policy", "conduct", "--nobody"],
            2,
            revised.OWNER_NOT_NAMED.format(policy="conduct"),
        ),
    ],
)
def test_what_cannot_be_arranged_is_refused_in_a_sentence_and_changes_nothing(
    led: Path, capsys: Said, arguments: list[str], code: int, sentence: str
) -> None:
    assert main(arguments) == code
    assert sentence in capsys.readouterr().err
    assert arranged() == Arrangement()
