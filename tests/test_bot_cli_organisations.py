"""What an admin of a trust types: the tree of organisations, where levels conflict, and what holds at a school."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import main
from bot.desk import Desk
from tests.bot_trusts import (
    ABOVE,
    ASH,
    NATION,
    NATIONAL,
    PHONES,
    SCHOOL,
    SISTER,
    TRUST,
    TRUST_CONDUCT,
    put,
    trusts,
)

Said = pytest.CaptureFixture[str]


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The desk of the trust, which the commands open."""
    made = trusts(tmp_path)
    monkeypatch.setattr("bot.desk.Desk.opened", lambda _settings: made)
    monkeypatch.setenv("QUOTH_HOME", str(tmp_path))
    yield made
    made.store.close()


def said(capsys: Said, *arguments: str) -> str:
    """What a command that succeeds writes."""
    assert main(arguments) == 0, capsys.readouterr().err
    return capsys.readouterr().out


def test_organisations_are_listed_as_the_tree_they_are(held: Desk, capsys: Said) -> None:
    assert said(capsys, "organisations") == (
        f"{ABOVE} [{TRUST}]\n  {ASH} [{SCHOOL}]\n  Elm School [{SISTER}]\n"
        f"{NATION} [{NATIONAL}] (its policies hold for every organisation)\n"
    )


def test_programs_read_under_whom_each_organisation_stands(held: Desk, capsys: Said) -> None:
    rows = [json.loads(line) for line in said(capsys, "organisations", "--json").splitlines()]
    assert [(row["short"], row["under"], row["for_all"]) for row in rows] == [
        (SCHOOL, TRUST, False),
        (SISTER, TRUST, False),
        (TRUST, None, False),
        (NATIONAL, None, True),
    ]


def test_a_school_is_placed_freed_and_shared_and_all_of_it_is_audited(held: Desk, capsys: Said) -> None:
    assert f"\n{ASH} [" in "\n" + said(capsys, "organisations", "--org", ASH, "--alone")
    assert f"  {ASH} [" in said(capsys, "organisations", "--org", SCHOOL, "--under", ABOVE)
    assert f"{ASH} [{SCHOOL}] (its policies" in said(capsys, "organisations", "--org", SCHOOL, "--for-all")
    said(capsys, "organisations", "--org", SCHOOL, "--not-for-all")
    assert [each.did for each in held.store.audit(SCHOOL)][-4:] == ["placed", "placed", "shared", "shared"]


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("--org", TRUST, "--under", SCHOOL), 2, "Larkmere Trust cannot stand under Ash School"),
        (("--org", SCHOOL, "--under", "larkmere-trsut"), 3, "Did you mean larkmere-trust?"),
        (("--org", SCHOOL, "--under", TRUST, "--alone"), 2, "give one of them"),
        (("--under", TRUST), 2, "Say with --org which organisation"),
    ],
)
def test_what_cannot_be_placed_is_refused_in_a_sentence(
    held: Desk, capsys: Said, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    before = held.store.organisations()
    assert main(["organisations", *arguments]) == code
    assert sentence in capsys.readouterr().err
    assert held.store.organisations() == before


def test_what_conflicts_between_a_school_and_its_trust_is_shown_with_both_places_and_words(
    held: Desk, capsys: Said
) -> None:
    out = said(capsys, "conflicts", "--org", SCHOOL)
    assert "1. may / must not\n" in out
    assert "[MUST NOT] For: staff\nStaff must not use a mobile phone in lessons.\n(Staff Conduct · 1.1" in out
    assert "Staff may use a mobile phone in lessons.\n(Staff Conduct (Larkmere Trust) · 1.1" in out


def test_programs_read_both_clauses_of_a_conflict(held: Desk, capsys: Said) -> None:
    (row,) = [json.loads(line) for line in said(capsys, "conflicts", "--org", SCHOOL, "--json").splitlines()]
    assert row["gravity"] == "may / must not"
    for side, organisation, force in (("own", SCHOOL, "prohibition"), ("above", TRUST, "permission")):
        found = row[side]
        assert (found["organisation"], found["policy"], found["number"]) == (
            organisation,
            "staff-conduct",
            "1.1",
        )
        assert found["force"] == force


def test_where_nothing_stands_above_or_nothing_differs_it_is_said(
    held: Desk, capsys: Said, tmp_path: Path
) -> None:
    assert "No clause of Elm School's differs" in said(capsys, "conflicts", "--org", SISTER)
    assert "No other organisation's policies hold for National Board" in said(
        capsys, "conflicts", "--org", NATIONAL
    )
    assert said(capsys, "conflicts", "--org", NATIONAL, "--json") == ""


def test_the_policies_of_a_school_are_listed_with_its_trusts_which_are_marked(
    held: Desk, capsys: Said
) -> None:
    rows = [json.loads(line) for line in said(capsys, "policies", "--org", SCHOOL, "--json").splitlines()]
    assert [(row["policy"], row["whose"]) for row in rows] == [
        ("staff-conduct", None),
        ("staff-conduct", TRUST),
        ("guide", NATIONAL),
    ]
    assert "(larkmere-trust, holds here too)" in said(capsys, "policies", "--org", SCHOOL)
    assert len(said(capsys, "policies", "--json").splitlines()) == 4


def test_what_takes_effect_later_and_what_was_withdrawn_are_listed_with_their_days(
    held: Desk, capsys: Said, tmp_path: Path
) -> None:
    later = TRUST_CONDUCT.replace("review:", "effective: 2027-01-01\nreview:")
    put(held, tmp_path, ABOVE, "staff-conduct.md", later)
    put(held, tmp_path, ABOVE, "pets.txt", "Pets\n\n1. Staff must not bring a dog to work.\n")
    held.publisher.withdraw(
        held.organisation(TRUST), "pets", "tests", dt.datetime(2026, 8, 30, tzinfo=dt.UTC)
    )
    rows = [json.loads(line) for line in said(capsys, "policies", "--org", TRUST, "--json").splitlines()]
    assert [(row["policy"], row["state"], row["on"]) for row in rows if row["whose"] is None] == [
        ("pets", "withdrawn", "2026-08-30"),
        ("staff-conduct", "published", None),
        ("staff-conduct", "scheduled", "2027-01-01"),
    ]
    assert "withdrawn 2026-08-30" in said(capsys, "policies", "--org", TRUST)


def test_an_answer_from_the_trust_is_marked_in_the_terminal(held: Desk, capsys: Said) -> None:
    assert "[MAY] For: staff (Larkmere Trust's policy, which holds here too)\n" in said(
        capsys, "ask", PHONES, "--org", SCHOOL
    )
