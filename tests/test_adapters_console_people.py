"""People: appointing and dismissing, who is signed in, links for those without a chat, and forgetting."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from playwright.sync_api import Browser

from adapters.console.signed_in import vouched
from bot.arrangements import Absence
from bot.audit import entries
from bot.errors import BadName
from bot.members import Holder, holder
from bot.people import Office, Role
from bot.places import OPERATOR, Person, Platform
from bot.sessions import CONSOLE
from tests.console_browsed import SIZES, faults, go, opened, shoot, wide
from tests.console_served import OTHER, PEOPLE, Consoled, Visitor, text_of
from tests.houses import SHORT

pytest_plugins = ("tests.console_fixtures",)

AT = f"/o/{SHORT}/people"


def held(console: Consoled, short: str = SHORT) -> set[tuple[str, str]]:
    return {(str(each.role), each.who) for each in console.directory.holders(short)}


def done(console: Consoled) -> list[tuple[str, str, str]]:
    return [(each.who, each.did, each.thing) for each in entries(console.desk.store.database, SHORT)]


def appoint(visitor: Visitor, **typed: str) -> int:
    form = {"role": "lead", "platform": "slack", "kind": "person", "id": "UNEW", **typed}
    return visitor.post(f"{AT}/appoint", form).status_code


@pytest.mark.parametrize("who", ["admin", "second", "operator"])
def test_an_admin_appoints_and_dismisses(console: Consoled, who: str) -> None:
    visitor = console.visitor(who)
    assert appoint(visitor) == 303
    assert ("lead", "slack:UNEW") in held(console)
    assert (PEOPLE[who].key, "made lead", "slack:UNEW") in done(console)
    page = text_of(visitor.get(AT))
    assert "slack:UNEW now holds the role Lead (DSL)." in page
    asked = visitor.get(f"{AT}/dismiss?role=lead&who=slack:UNEW")
    assert "will no longer hold the role lead" in text_of(asked)
    assert visitor.post(f"{AT}/dismiss", {"role": "lead", "who": "slack:UNEW"}).status_code == 303
    assert ("lead", "slack:UNEW") not in held(console)
    assert (PEOPLE[who].key, "no longer lead", "slack:UNEW") in done(console)


def test_a_group_is_appointed_and_an_id_may_be_pasted_whole(console: Consoled) -> None:
    visitor = console.visitor("admin")
    assert appoint(visitor, platform="discord", kind="group", id="discord:group:42", role="learner") == 303
    assert ("learner", "discord:group:42") in held(console)
    assert "group" in text_of(visitor.get(AT))


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"id": ""}, 422),
        ({"id": "two words"}, 422),
        ({"id": "x" * 201}, 422),
        ({"id": "x" * 400}, 422),
        ({"role": "emperor"}, 422),
        ({"platform": "fax"}, 422),
        ({"kind": "crowd"}, 422),
        ({"platform": "console", "id": f"{OPERATOR}root"}, 422),
        ({"id": "ULEAD"}, 409),
    ],
)
def test_what_is_no_id_or_no_role_is_not_appointed(
    console: Consoled, typed: dict[str, str], status: int
) -> None:
    before = held(console)
    assert appoint(console.visitor("admin"), **typed) == status
    assert held(console) == before


def test_what_was_typed_is_kept_where_it_cannot_be(console: Consoled) -> None:
    form = {"role": "deputy", "platform": "teams", "kind": "group", "id": "two words"}
    page = console.visitor("admin").post(f"{AT}/appoint", form).text
    assert 'value="two words"' in page
    assert re.search(r'value="deputy" selected', page)
    assert re.search(r'value="teams" selected', page)
    assert re.search(r'value="group" checked', page)


def test_those_of_the_file_of_settings_are_marked_and_cannot_be_dismissed(console: Consoled) -> None:
    console.directory.settled = {SHORT: (Holder(role=Office.lead, who="slack:UFILE"),)}
    visitor = console.visitor("admin")
    assert "Named in quoth.toml" in text_of(visitor.get(AT))
    assert visitor.get(f"{AT}/dismiss?role=lead&who=slack:UFILE").status_code == 404
    assert visitor.post(f"{AT}/dismiss", {"role": "lead", "who": "slack:UFILE"}).status_code == 404


def test_nobody_is_dismissed_who_does_not_hold_the_role_here(console: Consoled) -> None:
    visitor = console.visitor("admin")
    elsewhere = {"role": "admin", "who": PEOPLE["outsider"].key}
    assert visitor.post(f"{AT}/dismiss", elsewhere).status_code == 404
    assert ("admin", PEOPLE["outsider"].key) in held(console, OTHER)
    assert visitor.post(f"{AT}/dismiss", {"role": "lead", "who": "slack:UADMIN"}).status_code == 404
    assert visitor.post(f"{AT}/dismiss").status_code == 404


def test_the_last_admin_is_dismissed_only_by_whoever_was_warned(console: Consoled) -> None:
    visitor = console.visitor("admin")
    own = {"role": "admin", "who": "slack:UADMIN"}
    assert visitor.get(f"{AT}/dismiss?role=admin&who=slack:UADMIN").text.count("callout bad") == 1
    console.directory.dismiss(SHORT, holder(Office.admin, "slack:USECOND"))
    # The page that was opened before knew nothing of it.
    again = visitor.post(f"{AT}/dismiss", {**own, "warned": ["1"]})
    assert again.status_code == 409
    assert "This is the last admin." in text_of(again)
    assert ("admin", "slack:UADMIN") in held(console)
    last = visitor.post(f"{AT}/dismiss", {**own, "warned": ["1", "2"]})
    assert (last.status_code, last.headers["Location"]) == (303, f"{CONSOLE}/")
    assert ("admin", "slack:UADMIN") not in held(console)
    assert visitor.get(AT).status_code == 403


def test_an_admin_sees_who_is_signed_in_and_signs_them_out(console: Consoled) -> None:
    visitor, staff = console.visitor("admin"), console.visitor("staff")
    console.visitor("staff")
    for who in ("outsider", "operator", "web staff"):
        console.visitor(who)
    page = visitor.get(f"{AT}/signed-in")
    shown = text_of(page)
    assert "slack:UANN" in shown
    assert PEOPLE["web staff"].key in shown
    assert PEOPLE["outsider"].key not in shown
    assert OPERATOR not in page.text
    assert staff.get(f"/o/{SHORT}/").status_code == 303
    assert visitor.post(f"{AT}/sign-out", {"who": "slack:UANN"}).status_code == 303
    assert staff.get(f"/o/{SHORT}/").headers["Location"] == f"{CONSOLE}/sign-in"
    assert (PEOPLE["admin"].key, "signed out", "a person") in done(console)


def test_nobody_of_another_organisation_is_signed_out(console: Consoled) -> None:
    outsider, operator = console.visitor("outsider"), console.visitor("operator")
    visitor = console.visitor("admin")
    for who in ("outsider", "operator"):
        assert visitor.post(f"{AT}/sign-out", {"who": PEOPLE[who].key}).status_code == 404
    assert visitor.post(f"{AT}/sign-out").status_code == 404
    assert outsider.get(f"/o/{OTHER}/").status_code == 303
    assert operator.get(f"/o/{SHORT}/people").status_code == 200


def test_whoever_signs_themselves_out_is_signed_out(console: Consoled) -> None:
    visitor = console.visitor("admin")
    assert visitor.post(f"{AT}/sign-out", {"who": "slack:UADMIN"}).headers["Location"] == f"{CONSOLE}/sign-in"
    assert visitor.get(AT).status_code == 303


def test_a_link_lets_somebody_in_who_has_no_chat(console: Consoled) -> None:
    page = console.visitor("admin").post(f"{AT}/invite", {"name": "  Amy  Smith "})
    assert page.status_code == 200
    link = re.search(r"/console(/enter/[\w-]+)", page.text)
    assert link is not None
    assert (PEOPLE["admin"].key, "made a link", f"console:{SHORT}/amy-smith") in done(console)
    amy = console.visitor()
    assert amy.post(link[1]).status_code == 303
    assert amy.get(f"/o/{SHORT}/ask").status_code in (200, 404)
    assert amy.get(f"/o/{OTHER}/").status_code == 404
    assert amy.get(AT).status_code == 403
    assert console.visitor().post(link[1]).status_code == 410


@pytest.mark.parametrize("office", list(Office))
def test_an_admin_sees_no_link_of_whoever_holds_an_office(console: Consoled, office: Office) -> None:
    amy = f"console:{SHORT}/amy-smith"
    console.directory.appoint(SHORT, holder(office, amy), PEOPLE["second"].key)
    refused = console.visitor("admin").post(f"{AT}/invite", {"name": "Amy Smith"})
    assert refused.status_code == 409
    assert "Only whoever runs Quoth may make it" in text_of(refused)
    assert "/enter/" not in refused.text
    assert "made a link" not in [did for _, did, _ in done(console)]
    given = console.visitor("operator").post(f"{AT}/invite", {"name": "Amy Smith"})
    assert (given.status_code, "/enter/" in given.text) == (200, True)
    assert (PEOPLE["operator"].key, "made a link", amy) in done(console)


def test_an_office_as_whose_holder_nobody_can_sign_in_is_told(console: Consoled) -> None:
    visitor = console.visitor("admin")
    appoint(visitor, role="admin", platform="console", id=f"{SHORT}/ghost")
    assert f"nobody can sign in as console:{SHORT}/ghost" in text_of(visitor.get(AT))
    visitor.post(f"{AT}/invite", {"name": "Amy"})
    appoint(visitor, role="admin", platform="console", id=f"{SHORT}/amy")
    assert "nobody can sign in" not in text_of(visitor.get(AT))


def test_an_admin_lets_nobody_in_as_somebody_of_another_organisation(console: Consoled) -> None:
    console.directory.appoint(OTHER, holder(Office.admin, "console:head@other.example"))
    console.directory.appoint(OTHER, holder(Office.admin, f"console:{OTHER}/head"))
    visitor = console.visitor("admin")
    for name in ("head@other.example", f"{OTHER}/head", f"{OPERATOR}root", "operator", "group:staff", "../x"):
        page = visitor.post(f"{AT}/invite", {"name": name})
        assert page.status_code == 200
        link = re.search(r"/console(/enter/[\w-]+)", page.text)
        assert link is not None
        found = console.visitor()
        found.post(link[1])
        assert found.get(f"/o/{OTHER}/").status_code == 404, name
        assert found.get(f"/o/{SHORT}/health").status_code == 403, name
        assert found.get("/set-up").status_code in (403, 404), name


def test_a_name_to_sign_in_with_gives_an_id_that_only_its_organisation_can_give() -> None:
    person = vouched("a-school", "Zoë O’Neil")
    assert person == Person(
        platform=Platform.console, id="a-school/zoe-oneil", workspaces=("a-school",), name="Zoë O’Neil"
    )
    for name in ("", "…", "  "):
        with pytest.raises(BadName):
            vouched("a-school", name)
    assert not vouched("operator", "root").operator


@pytest.mark.parametrize("name", ["", "   ", "…", "x" * 61])
def test_a_link_for_nobody_is_not_made(console: Consoled, name: str) -> None:
    assert console.visitor("admin").post(f"{AT}/invite", {"name": name}).status_code == 422


def test_how_much_is_kept_is_told_without_words_and_everything_on_request(console: Consoled) -> None:
    staff, visitor = PEOPLE["staff"].key, console.visitor("admin")
    console.directory.appoint(SHORT, holder(Role.manager, staff))
    first = text_of(visitor.get(f"{AT}/kept?who={staff}"))
    assert "Roles1" in first.replace(" ", "")
    everything = visitor.post(f"{AT}/kept", {"who": staff})
    assert "You hold the role manager" in text_of(everything)
    noted = [each for each in done(console) if each[1] == "looked up"]
    assert noted == [(PEOPLE["admin"].key, "looked up", "a person")]


@pytest.mark.parametrize("who", ["nobody", "slack:", "slack:group:S1", "x" * 400, "slack:a b"])
def test_nothing_is_told_of_what_is_no_person(console: Consoled, who: str) -> None:
    visitor = console.visitor("admin")
    assert (
        visitor.get(
            f"{AT}/kept",
        ).status_code
        == 200
    )
    assert visitor.post(f"{AT}/kept", {"who": who}).status_code == 422
    assert visitor.post(f"{AT}/forget", {"who": who}).status_code == 422
    assert visitor.get(f"{AT}/forget?who={who}").status_code == 404


def test_somebody_is_forgotten_here_and_nowhere_else(console: Consoled) -> None:
    lead = PEOPLE["lead"].key
    away = Absence(who=lead, first_day=dt.date(2030, 1, 1), last_day=dt.date(2030, 1, 2))
    for short in (SHORT, OTHER):
        console.console.cabinet.arrangements.away(short, away, "tests")
    visitor = console.visitor("admin")
    assert "Absences1" in text_of(visitor.get(f"{AT}/forget?who={lead}")).replace(" ", "")
    assert console.console.cabinet.arrangements.absences(SHORT)
    page = visitor.post(f"{AT}/forget", {"who": lead})
    assert page.status_code == 200
    assert "You still hold the role lead" in text_of(page)
    assert not console.console.cabinet.arrangements.absences(SHORT)
    assert console.console.cabinet.arrangements.absences(OTHER)
    forgot = [each for each in entries(console.desk.store.database, SHORT) if each.did == "forgot"]
    assert [(each.who, each.thing) for each in forgot] == [(PEOPLE["admin"].key, "a person")]
    assert lead not in json.dumps([each.after for each in forgot])


def test_many_people_are_listed_some_at_a_time(console: Consoled) -> None:
    for number in range(130):
        console.directory.appoint(SHORT, holder(Role.governor, f"slack:U{number:08}"))
    visitor = console.visitor("admin")
    first = visitor.get(AT)
    assert len(first.content) < 100_000
    assert "Page 1 of 2" in text_of(first)
    assert "U00000129" in text_of(visitor.get(f"{AT}?page=2"))


@pytest.mark.parametrize("size", SIZES)
def test_people_are_appointed_and_dismissed_in_a_browser(
    chromium: Browser, console: Consoled, size: str
) -> None:
    console.directory.settled = {SHORT: (Holder(role=Office.lead, who="slack:group:SFILE"),)}
    page = opened(chromium, console, "admin", size)
    go(page, console, AT)
    page.get_by_label("Role", exact=True).select_option("deputy")
    page.get_by_label("Their id").fill("UDAVE")
    shoot(page, f"people-{size}")
    assert (faults(page), wide(page)) == ([], False)
    page.get_by_role("button", name="Appoint").click()
    page.get_by_text("slack:UDAVE now holds the role Deputy lead.").wait_for()
    assert (faults(page), wide(page)) == ([], False)
    page.get_by_role("link", name="Take away the role Deputy lead from slack:UDAVE").click()
    page.get_by_role("button", name="Take it away").wait_for()
    assert (faults(page), wide(page)) == ([], False)
    shoot(page, f"people-dismiss-{size}")
    page.get_by_role("button", name="Take it away").click()
    page.get_by_text("slack:UDAVE no longer holds the role Deputy lead.").wait_for()
    go(page, console, f"{AT}/signed-in")
    assert (faults(page), wide(page)) == ([], False)
    shoot(page, f"people-signed-in-{size}")
    page.get_by_label("Their name").fill("Amy Smith")
    page.get_by_role("button", name="Make a link").click()
    page.get_by_role("heading", name="A link for Amy Smith").wait_for()
    assert (faults(page), wide(page)) == ([], False)
    shoot(page, f"people-link-{size}")
    go(page, console, f"{AT}/kept?who=slack:UDAVE")
    assert (faults(page), wide(page)) == ([], False)
    shoot(page, f"people-kept-{size}")
    page.get_by_role("link", name="Forget them").click()
    assert (faults(page), wide(page)) == ([], False)
    shoot(page, f"people-forget-{size}")
    page.get_by_role("button", name="Forget them").click()
    page.get_by_role("heading", name="Forgotten").wait_for()
    assert (faults(page), wide(page)) == ([], False)


def test_people_are_appointed_without_javascript(chromium: Browser, console: Consoled) -> None:
    page = opened(chromium, console, "admin", script=False, color_scheme="dark")
    go(page, console, AT)
    page.get_by_label("Their id").fill("UDAVE")
    page.get_by_role("button", name="Appoint").click()
    page.get_by_text("slack:UDAVE now holds the role Lead (DSL).").wait_for()
    shoot(page, "people-dark")
