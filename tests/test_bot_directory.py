"""The directory keeps whose workspace it is, what its channels are bound to, and who holds which role."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.directory import Directory
from bot.errors import BadName, ConnectedElsewhere, NoSuchOrganisation, NotConnected
from bot.members import Binding, holder, settled
from bot.people import Office, Role
from bot.places import Platform
from bot.store import Store

pytest_plugins = ("tests.bot_databases",)
TRUST, OTHER = "larkmere-trust", "other-school"
SLACK, TEAMS = Platform.slack, Platform.teams


@pytest.fixture
def directory(store: Store) -> Directory:
    """The directory of two schools."""
    store.create_organisation("Larkmere Trust")
    store.create_organisation("Other School")
    return Directory(store.database)


def test_a_workspace_is_unknown_until_it_is_connected(directory: Directory) -> None:
    assert directory.workspace(SLACK, "T1") is None
    made = directory.connect(TRUST, SLACK, "T1", by="me")
    assert (made.organisation.name, made.role, made.bindings) == ("Larkmere Trust", Role.staff, ())
    assert directory.workspace(SLACK, "T1") == made
    assert directory.workspace(TEAMS, "T1") is None
    assert directory.workspace(SLACK, "t1") is None


def test_a_workspace_belongs_to_one_organisation(directory: Directory) -> None:
    directory.connect(TRUST, SLACK, "T1")
    with pytest.raises(ConnectedElsewhere, match="quoth connect slack T1 --remove"):
        directory.connect(OTHER, SLACK, "T1")
    found = directory.workspace(SLACK, "T1")
    assert found is not None
    assert found.organisation.short == TRUST


def test_of_several_who_connect_one_workspace_at_once_one_organisation_gets_it(
    directory: Directory, store: Store
) -> None:
    def connect(number: int) -> str:
        try:
            return directory.connect((TRUST, OTHER)[number % 2], SLACK, "T1").organisation.short
        except ConnectedElsewhere:
            return ""

    with ThreadPoolExecutor(6) as threads:
        won = set(threads.map(connect, range(12))) - {""}
    assert len(won) == 1


def test_connecting_again_changes_what_its_people_are(directory: Directory) -> None:
    directory.connect(TRUST, SLACK, "T1")
    directory.bind(SLACK, "T1", Binding(channel="C1", role=Role.parent))
    again = directory.connect(TRUST, SLACK, "T1", Role.learner)
    assert again.role is Role.learner
    assert [each.channel for each in again.bindings] == ["C1"]
    assert len(directory.workspaces()) == 1


@pytest.mark.parametrize("id", ["", " ", "T 1", " T1", "T1\n", "x" * 201])
def test_what_cannot_be_the_id_of_a_workspace_or_a_channel_is_refused(directory: Directory, id: str) -> None:
    with pytest.raises(BadName, match="not the id of a workspace"):
        directory.connect(TRUST, SLACK, id)
    directory.connect(TRUST, SLACK, "T1")
    with pytest.raises(BadName, match="not the id of a channel"):
        directory.bind(SLACK, "T1", Binding(channel=id, role=Role.learner))
    assert [each.workspace for each in directory.workspaces()] == ["T1"]


def test_the_longest_ids_fit_into_every_table(directory: Directory, store: Store) -> None:
    longest = "x" * 200
    directory.connect(TRUST, TEAMS, longest, by="m" * 200)
    directory.bind(TEAMS, longest, Binding(channel=longest, role=Role.learner))
    directory.appoint(TRUST, holder(Office.lead, f"discord:group:{longest}"))
    directory.disconnect(TEAMS, longest)
    assert [len(each.thing) for each in store.audit(TRUST)[-4:]] == [206, 407, 214, 206]


def test_an_organisation_that_does_not_exist_is_named(directory: Directory) -> None:
    with pytest.raises(NoSuchOrganisation, match="Did you mean larkmere-trust"):
        directory.connect("larkmere-trst", SLACK, "T1")
    with pytest.raises(NoSuchOrganisation):
        directory.workspaces("nobody")


def test_disconnecting_forgets_what_the_channels_were_bound_to(directory: Directory) -> None:
    directory.connect(TRUST, SLACK, "T1")
    directory.bind(SLACK, "T1", Binding(channel="C1", role=Role.parent))
    directory.disconnect(SLACK, "T1")
    assert directory.workspace(SLACK, "T1") is None
    assert directory.connect(OTHER, SLACK, "T1").bindings == ()


def test_what_is_not_connected_cannot_be_disconnected_or_bound(directory: Directory) -> None:
    with pytest.raises(NotConnected, match="quoth connect slack T1 --org"):
        directory.disconnect(SLACK, "T1")
    with pytest.raises(NotConnected):
        directory.bind(SLACK, "T1", Binding(channel="C1", role=Role.parent))


def test_workspaces_are_listed_by_platform_and_id_for_all_or_for_one_organisation(
    directory: Directory,
) -> None:
    for organisation, platform, id in ((TRUST, TEAMS, "b"), (OTHER, SLACK, "T2"), (TRUST, SLACK, "T1")):
        directory.connect(organisation, platform, id)
    assert [each.workspace for each in directory.workspaces()] == ["T1", "T2", "b"]
    assert [each.workspace for each in directory.workspaces("Larkmere Trust")] == ["T1", "b"]


def test_a_channel_is_bound_in_place_of_what_it_was_bound_to_and_freed(directory: Directory) -> None:
    directory.connect(TRUST, SLACK, "T1")
    directory.connect(TRUST, SLACK, "T2")
    first = Binding(channel="C1", policies=frozenset({"conduct", "learners"}))
    second = Binding(channel="C1", role=Role.governor)
    for bound in (first, second):
        directory.bind(SLACK, "T1", bound)
        found = directory.workspace(SLACK, "T1")
        assert found is not None
        assert found.bindings == (bound,)
    other = directory.workspace(SLACK, "T2")
    assert other is not None
    assert other.bindings == ()
    directory.bind(SLACK, "T1", Binding(channel="C1"))
    freed = directory.workspace(SLACK, "T1")
    assert freed is not None
    assert freed.bindings == ()


def test_roles_are_given_and_taken_by_organisation(directory: Directory) -> None:
    lead = holder(Office.lead, "slack:U1")
    for _ in range(2):
        directory.appoint(TRUST, lead)
    directory.appoint(TRUST, holder(Role.learner, "slack:U1"))
    assert [each.role for each in directory.holders(TRUST)] == [Office.lead, Role.learner]
    assert directory.holders(OTHER) == ()
    assert not directory.dismiss(OTHER, lead)
    assert directory.dismiss(TRUST, lead)
    assert not directory.dismiss(TRUST, lead)
    assert [each.role for each in directory.holders(TRUST)] == [Role.learner]


def test_holders_of_the_settings_go_with_those_that_are_kept_and_cannot_be_dismissed(store: Store) -> None:
    store.create_organisation("Larkmere Trust")
    directory = Directory(store.database, settled({TRUST: {"lead": ("slack:U9", "slack:U1")}}))
    directory.appoint(TRUST, holder(Office.lead, "slack:U1"))
    directory.appoint(TRUST, holder(Office.deputy, "slack:U2"))
    assert [each.who for each in directory.holders(TRUST)] == ["slack:U9", "slack:U1", "slack:U2"]
    assert not directory.dismiss(TRUST, holder(Office.lead, "slack:U9"))
    assert "slack:U9" in [each.who for each in directory.holders(TRUST)]


def test_groups_are_those_of_one_platform_that_hold_some_role_anywhere(store: Store) -> None:
    store.create_organisation("Larkmere Trust")
    store.create_organisation("Other School")
    directory = Directory(store.database, settled({OTHER: {"lead": ("slack:group:S2", "teams:group:G")}}))
    assert directory.groups(Platform.discord) == frozenset()
    for who in ("slack:group:S1", "slack:U1", "teams:group:H"):
        directory.appoint(TRUST, holder(Office.deputy, who))
    assert directory.groups(SLACK) == {"S1", "S2"}
    assert directory.groups(TEAMS) == {"G", "H"}


def test_whatever_is_changed_is_written_down_with_who_did_it(directory: Directory, store: Store) -> None:
    lead = holder(Office.lead, "slack:U1")
    directory.connect(TRUST, SLACK, "T1", by="a")
    directory.bind(SLACK, "T1", Binding(channel="C1", role=Role.parent), by="b")
    directory.appoint(TRUST, lead, by="c")
    directory.dismiss(TRUST, lead, by="d")
    directory.dismiss(TRUST, lead, by="nobody")
    directory.disconnect(SLACK, "T1", by="e")
    assert [(each.who, each.did, each.thing) for each in store.audit(TRUST)[-5:]] == [
        ("a", "connected", "slack:T1"),
        ("b", "bound", "slack:T1:C1"),
        ("c", "made lead", "slack:U1"),
        ("d", "no longer lead", "slack:U1"),
        ("e", "disconnected", "slack:T1"),
    ]


def test_another_copy_over_the_same_database_sees_the_same(directory: Directory, url: str) -> None:
    made = directory.connect(TRUST, SLACK, "T1", Role.learner)
    directory.bind(SLACK, "T1", Binding(channel="C1", policies=frozenset({"conduct"})))
    other = Store(url)
    found = Directory(other.database).workspace(SLACK, "T1")
    assert found is not None
    assert (found.role, found.binding("C1").policies) == (made.role, frozenset({"conduct"}))
    other.close()
