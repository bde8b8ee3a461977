"""Roles, bindings and who holds what, as people write them and as the platforms tell them."""

from __future__ import annotations

import pytest

from bot.errors import BadName
from bot.members import Binding, Holder, Member, Workspace, holder, role, settled
from bot.people import Office, Organisation, Role
from bot.places import Person, Platform

TRUST = Organisation(short="larkmere-trust", name="Larkmere Trust")


def person(id: str = "U1", platform: Platform = Platform.slack, groups: tuple[str, ...] = ()) -> Person:
    return Person(platform=platform, id=id, groups=groups)


def workspace(role: Role = Role.staff, *bindings: Binding) -> Workspace:
    return Workspace(
        platform=Platform.slack, workspace="T1", organisation=TRUST, role=role, bindings=bindings
    )


@pytest.mark.parametrize(
    ("who", "platform", "id", "group"),
    [
        ("slack:U0123", Platform.slack, "U0123", ""),
        ("  discord:112233445566778899 ", Platform.discord, "112233445566778899", ""),
        ("teams:29:1bc-De_f", Platform.teams, "29:1bc-De_f", ""),
        ("discord:group:456", Platform.discord, "", "456"),
        ("slack:group:S01", Platform.slack, "", "S01"),
    ],
)
def test_a_holder_is_a_person_or_a_group_of_a_platform(
    who: str, platform: Platform, id: str, group: str
) -> None:
    found = holder(Office.lead, who)
    assert (found.platform, found.id, found.group) == (platform, id, group)
    assert found.who == who.strip()


@pytest.mark.parametrize(
    "who",
    [
        "",
        "slack",
        "slack:",
        "slack:group:",
        "irc:U1",
        "Slack:U1",
        "slack:U 1",
        "slack:U1\nU2",
        ":U1",
        "slack:" + "x" * 201,
    ],
)
def test_what_names_nobody_is_refused_in_a_sentence(who: str) -> None:
    with pytest.raises(BadName, match="not of the form slack:U0123, or discord:group:456 for a group"):
        holder(Office.lead, who)


def test_a_role_is_found_by_its_name() -> None:
    assert [role(name) for name in ("lead", "admin", "staff", "learner")] == [
        Office.lead,
        Office.admin,
        Role.staff,
        Role.learner,
    ]
    with pytest.raises(BadName, match=r"'boss'.* none of the roles lead, deputy, admin, staff, learner"):
        role("boss")


def test_a_person_holds_what_is_given_to_them_and_nobody_else_does() -> None:
    held = holder(Office.lead, "slack:U1")
    assert held.is_held_by(person())
    assert not held.is_held_by(person("U2"))
    assert not held.is_held_by(person("u1"))
    assert not held.is_held_by(person("U1", Platform.discord))
    assert not held.is_held_by(person("U2", groups=("U1",)))


def test_everybody_in_a_group_holds_what_is_given_to_it() -> None:
    held = holder(Office.lead, "slack:group:S1")
    assert held.is_held_by(person("U2", groups=("S0", "S1")))
    assert not held.is_held_by(person("U2", groups=("S10",)))
    assert not held.is_held_by(person("S1"))
    assert not held.is_held_by(person("U2", Platform.discord, ("S1",)))


@pytest.mark.parametrize(
    ("held", "leads"),
    [
        ((), False),
        ((Office.lead,), True),
        ((Office.deputy, Role.staff), True),
        ((Office.admin,), False),
        ((Role.manager,), False),
    ],
)
def test_leads_and_deputies_lead_and_admins_do_not(held: tuple[Office | Role, ...], leads: bool) -> None:
    assert Member(workspace=workspace(), person=person(), roles=frozenset(held)).leads is leads


@pytest.mark.parametrize(
    ("held", "bound", "asks"),
    [
        ((), None, Role.parent),
        ((Office.lead,), None, Role.parent),
        ((Role.learner,), None, Role.learner),
        ((Role.learner, Role.staff, Office.admin), None, Role.staff),
        ((Role.governor, Role.manager), None, Role.manager),
        ((Role.manager,), Role.learner, Role.learner),
    ],
)
def test_somebody_asks_as_the_channel_says_else_in_their_widest_role_else_as_the_workspace_says(
    held: tuple[Office | Role, ...], bound: Role | None, asks: Role
) -> None:
    member = Member(workspace=workspace(Role.parent), person=person(), roles=frozenset(held))
    assert member.asks_as(bound) is asks


def test_every_role_has_its_place_among_several() -> None:
    for each in Role:
        member = Member(workspace=workspace(Role.parent), person=person(), roles=frozenset({each}))
        assert member.asks_as(None) is each


def test_a_channel_that_nobody_bound_is_bound_to_nothing() -> None:
    bound = Binding(channel="C1", policies=frozenset({"conduct"}), role=Role.learner)
    there = workspace(Role.staff, bound)
    assert there.binding("C1") == bound
    assert there.binding("C2") == Binding(channel="C2", policies=frozenset(), role=None)


def test_the_settings_name_holders_for_each_organisation() -> None:
    found = settled({"larkmere-trust": {"lead": ("slack:U1", "teams:group:G"), "learner": ("discord:9",)}})
    assert found == {
        "larkmere-trust": (
            Holder(role=Office.lead, who="slack:U1"),
            Holder(role=Office.lead, who="teams:group:G"),
            Holder(role=Role.learner, who="discord:9"),
        )
    }


@pytest.mark.parametrize("table", [{"boss": ("slack:U1",)}, {"lead": ("U1",)}])
def test_settings_that_name_no_role_or_nobody_are_refused(table: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(BadName):
        settled({"larkmere-trust": table})
