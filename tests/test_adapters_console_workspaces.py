"""Workspaces: connecting and disconnecting them, and binding their channels."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from bot.audit import entries
from bot.members import Binding, holder
from bot.people import Office, Role
from bot.places import Platform
from bot.sessions import CONSOLE
from tests.console_browsed import SIZES, faults, go, opened, shoot, wide
from tests.console_served import OTHER, PEOPLE, Consoled, text_of
from tests.houses import SHORT

pytest_plugins = ("tests.console_fixtures",)

AT = f"/o/{SHORT}/workspaces"
NEW = {"platform": "discord", "workspace": "4242", "role": "learner"}


def connected(console: Consoled, short: str = SHORT) -> set[tuple[str, str, str]]:
    return {(each.platform, each.workspace, each.role) for each in console.directory.workspaces(short)}


def test_a_workspace_is_connected_changed_and_disconnected(console: Consoled) -> None:
    visitor = console.visitor("operator")
    assert visitor.post(f"{AT}/connect", NEW).status_code == 303
    assert ("discord", "4242", "learner") in connected(console)
    assert "4242" in console.service.workspaces(Platform.discord)
    assert visitor.post(f"{AT}/connect", {**NEW, "role": "staff"}).status_code == 303
    assert ("discord", "4242", "staff") in connected(console)
    assert "Discord server" in text_of(visitor.get(AT))
    there = {"platform": "discord", "workspace": "4242"}
    assert "4242" in text_of(visitor.get(f"{AT}/disconnect?platform=discord&workspace=4242"))
    assert visitor.post(f"{AT}/disconnect", there).status_code == 303
    assert not [each for each in connected(console) if each[0] == "discord"]
    assert "4242" not in console.service.workspaces(Platform.discord)
    assert visitor.post(f"{AT}/disconnect", there).status_code == 404
    done = [(each.who, each.did) for each in entries(console.desk.store.database, SHORT)][-3:]
    assert done == [(PEOPLE["operator"].key, each) for each in ("connected", "connected", "disconnected")]


@pytest.mark.parametrize(
    "typed",
    [
        {"workspace": ""},
        {"workspace": "two words"},
        {"workspace": "x" * 250},
        {"platform": "console", "workspace": SHORT},
        {"platform": "fax"},
        {"role": "emperor"},
        {"role": "admin"},
    ],
)
def test_what_cannot_be_a_workspace_is_refused(console: Consoled, typed: dict[str, str]) -> None:
    before = connected(console)
    assert console.visitor("admin").post(f"{AT}/connect", {**NEW, **typed}).status_code == 422
    assert connected(console) == before


def test_an_admin_connects_only_the_workspace_through_which_they_sign_in(console: Consoled) -> None:
    visitor, before = console.visitor("admin"), connected(console)
    for typed in (NEW, {**NEW, "platform": "slack"}, {**NEW, "platform": "discord", "workspace": "T0"}):
        response = visitor.post(f"{AT}/connect", typed)
        assert response.status_code == 409
        assert "ask whoever runs Quoth: `quoth connect`" in text_of(response)
        assert f'value="{typed["workspace"]}"' in response.text
    assert connected(console) == before
    assert visitor.post(f"{AT}/connect", {**NEW, "platform": "slack", "workspace": "T2"}).status_code == 303
    console.directory.appoint(SHORT, holder(Office.admin, PEOPLE["web staff"].key))
    console.directory.connect(SHORT, Platform.discord, "4242")
    changed = console.visitor("web staff").post(f"{AT}/connect", {**NEW, "role": "parent"})
    assert changed.status_code == 303
    assert ("discord", "4242", "parent") in connected(console)


def test_an_admin_connects_their_own_workspace(console: Consoled, monkeypatch: pytest.MonkeyPatch) -> None:
    both = PEOPLE["admin"].model_copy(update={"workspaces": ("T0", "T7")})
    monkeypatch.setitem(PEOPLE, "admin", both)
    typed = {"platform": "slack", "workspace": "T7", "role": "staff"}
    assert console.visitor("admin").post(f"{AT}/connect", typed).status_code == 303
    assert ("slack", "T7", "staff") in connected(console)


def test_another_organisations_workspace_is_refused_and_the_organisation_not_named(console: Consoled) -> None:
    visitor = console.visitor("admin")
    response = visitor.post(f"{AT}/connect", {"platform": "slack", "workspace": "T1", "role": "staff"})
    assert response.status_code == 409
    assert 'value="T1"' in response.text
    assert "Other School" not in response.text
    assert OTHER not in response.text
    assert ("slack", "T1", "staff") in connected(console, OTHER)


def test_another_organisations_workspace_is_neither_shown_nor_changed(console: Consoled) -> None:
    visitor = console.visitor("admin")
    for name in ("disconnect", "channels"):
        assert visitor.get(f"{AT}/{name}?platform=slack&workspace=T1").status_code == 404
    there = {"platform": "slack", "workspace": "T1"}
    assert visitor.post(f"{AT}/disconnect", there).status_code == 404
    assert visitor.post(f"{AT}/bind", {**there, "channel": "C1", "role": "learner"}).status_code == 404
    assert ("slack", "T1", "staff") in connected(console, OTHER)


def test_whoever_came_in_through_a_workspace_is_told_so_before_it_goes(console: Consoled) -> None:
    visitor = console.visitor("admin")
    assert "You came in through" in text_of(visitor.get(f"{AT}/disconnect?platform=slack&workspace=T0"))
    assert "You came in through" not in text_of(visitor.get(f"{AT}/disconnect?platform=slack&workspace=T2"))
    gone = visitor.post(f"{AT}/disconnect", {"platform": "slack", "workspace": "T0"})
    assert gone.headers["Location"] == f"{CONSOLE}/"
    assert visitor.get(AT).status_code == 404


def test_a_channel_is_bound_and_freed(console: Consoled) -> None:
    visitor = console.visitor("admin")
    policy = console.desk.policies(SHORT)[0].policy
    there = {"platform": "slack", "workspace": "T0", "channel": "C9"}
    assert visitor.post(f"{AT}/bind", {**there, "policy": [policy], "role": "learner"}).status_code == 303
    found = console.directory.workspace(Platform.slack, "T0")
    assert found is not None
    assert found.bindings == (Binding(channel="C9", policies=frozenset({policy}), role=Role.learner),)
    page = visitor.get(f"{AT}/channels?platform=slack&workspace=T0&channel=C9")
    assert 'value="C9"' in page.text
    assert f'value="{policy}" checked' in page.text
    assert visitor.post(f"{AT}/bind", there).status_code == 303
    found = console.directory.workspace(Platform.slack, "T0")
    assert found is not None
    assert found.bindings == ()


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"channel": ""}, 422),
        ({"channel": "two words"}, 422),
        ({"role": "emperor"}, 422),
        ({"policy": ["no-such"]}, 409),
        ({"policy": ["pets"]}, 409),
    ],
)
def test_what_cannot_be_bound_is_refused(console: Consoled, typed: dict[str, object], status: int) -> None:
    form = {"platform": "slack", "workspace": "T0", "channel": "C9", "role": "learner", **typed}
    assert console.visitor("admin").post(f"{AT}/bind", form).status_code == status
    found = console.directory.workspace(Platform.slack, "T0")
    assert found is not None
    assert found.bindings == ()


@pytest.mark.parametrize("size", SIZES)
def test_workspaces_in_a_browser(chromium: Browser, console: Consoled, size: str) -> None:
    page = opened(chromium, console, "operator", size)
    go(page, console, AT)
    assert (faults(page), wide(page)) == ([], False)
    shoot(page, f"workspaces-{size}")
    page.get_by_label("Platform").select_option("discord")
    page.get_by_label("Its id").fill("112233445566778899")
    page.get_by_role("button", name="Connect").click()
    page.get_by_text("Discord server 112233445566778899 is connected.").wait_for()
    page.get_by_role("link", name="none bound in 112233445566778899").click()
    page.get_by_label("Its id").fill("998877665544332211")
    page.get_by_role("checkbox").first.check()
    page.get_by_label("Everybody there is").select_option("learner")
    shoot(page, f"channels-{size}")
    assert (faults(page), wide(page)) == ([], False)
    page.get_by_role("button", name="Bind the channel").click()
    page.get_by_text("998877665544332211 is bound.").wait_for()
    assert (faults(page), wide(page)) == ([], False)
    shoot(page, f"channels-bound-{size}")
    page.get_by_role("button", name="Free 998877665544332211").click()
    page.get_by_text("is bound to nothing").wait_for()
    page.get_by_role("link", name="Go back").click()
    page.get_by_role("link", name="Disconnect 112233445566778899").click()
    page.get_by_role("heading", name="Disconnect a workspace").wait_for()
    assert (faults(page), wide(page)) == ([], False)
    shoot(page, f"workspace-disconnect-{size}")
    page.get_by_role("button", name="Disconnect").click()
    page.get_by_text("Nobody there is answered any more.").wait_for()


def test_a_workspace_is_connected_without_javascript(chromium: Browser, console: Consoled) -> None:
    page = opened(chromium, console, "operator", script=False, color_scheme="dark")
    go(page, console, AT)
    page.get_by_label("Its id").fill("T4242")
    page.get_by_role("button", name="Connect").click()
    page.get_by_text("Slack workspace T4242 is connected.").wait_for()
    shoot(page, "workspaces-dark")
