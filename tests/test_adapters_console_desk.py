"""The lead's desk as it is arranged in the console: where questions go, the clocks, and who is away."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from bot import audit, console_phrases
from bot.arrangements import Absence, Arrangement
from bot.places import Place, Platform
from tests.console_browsed import SIZES, faults, go, opened, shoot, wide
from tests.console_served import PEOPLE, Consoled, text_of
from tests.houses import SHORT

pytest_plugins = ("tests.console_fixtures",)

AT = f"/o/{SHORT}/desk"
LEADS = ("lead", "deputy", "web lead")
FORM = {
    "where": "direct",
    "remind_minutes": "2",
    "remind_minutes_unit": "h",
    "deputy_minutes": "1",
    "deputy_minutes_unit": "d",
    "alert_minutes": "10",
    "alert_minutes_unit": "m",
    "notice_minutes": "0",
    "notice_minutes_unit": "m",
    "notices": "yes",
    "monthly": "yes",
}
DAYS = {"first_day": "2998-12-21", "last_day": "2999-01-04"}


def arranged(console: Consoled) -> Arrangement:
    return console.console.cabinet.arrangements.of(SHORT)


def absences(console: Consoled) -> tuple[Absence, ...]:
    return console.console.cabinet.arrangements.absences(SHORT)


@pytest.mark.parametrize("who", [*LEADS, "admin", "operator"])
def test_the_clocks_are_set_and_audited(console: Consoled, who: str) -> None:
    visitor = console.visitor(who)
    page = text_of(visitor.follow(visitor.post(AT, FORM)))
    assert console_phrases.DESK_KEPT in page
    found = arranged(console)
    assert (found.remind_minutes, found.deputy_minutes) == (120, 1_440)
    assert (found.alert_minutes, found.notice_minutes) == (10, 0)
    assert (found.notices, found.monthly, found.place) == (True, True, None)
    assert audit.entries(console.desk.store.database, SHORT, SHORT)[-1].who == PEOPLE[who].key


def test_what_else_is_arranged_stays_as_it_was(console: Consoled) -> None:
    cabinet = console.console.cabinet
    cabinet.arrangements.arrange(SHORT, Arrangement(two_people=True, owners={"conduct": "slack:UADMIN"}), "t")
    console.visitor("lead").post(AT, FORM)
    assert (arranged(console).two_people, arranged(console).owners) == (True, {"conduct": "slack:UADMIN"})


def test_questions_go_to_a_channel_and_back_to_each_lead(console: Consoled) -> None:
    visitor = console.visitor("lead")
    visitor.post(AT, {**FORM, "where": "channel", "workspace": "slack:T0", "channel": "C9"})
    assert arranged(console).place == Place(platform=Platform.slack, workspace="T0", channel="C9")
    assert 'value="C9"' in visitor.get(AT).text
    visitor.post(AT, {**FORM, "notices": "", "monthly": ""})
    assert (arranged(console).place, arranged(console).notices, arranged(console).monthly) == (
        None,
        False,
        False,
    )


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"remind_minutes": "soon"}, console_phrases.CLOCK_UNFIT["remind_minutes"]),
        ({"remind_minutes": "0"}, console_phrases.CLOCK_UNFIT["remind_minutes"]),
        ({"alert_minutes": "2", "alert_minutes_unit": "d"}, console_phrases.CLOCK_UNFIT["alert_minutes"]),
        ({"notice_minutes": "-1"}, console_phrases.CLOCK_UNFIT["notice_minutes"]),
        ({"deputy_minutes_unit": "years"}, console_phrases.CLOCK_UNFIT["deputy_minutes"]),
        ({"deputy_minutes_unit": "m"}, console_phrases.DEPUTY_LATER),
        ({"where": "channel", "workspace": "slack:T0", "channel": ""}, console_phrases.NO_SUCH_PLACE),
        ({"where": "channel", "workspace": "slack:T1", "channel": "C9"}, console_phrases.NO_SUCH_PLACE),
        ({"where": "channel", "workspace": "slack:T0", "channel": "C 9"}, "is not a channel"),
    ],
)
def test_what_cannot_be_is_refused_and_shown_as_it_was_typed(
    console: Consoled, more: dict[str, str], sentence: str
) -> None:
    before = arranged(console)
    response = console.visitor("lead").post(AT, {**FORM, **more})
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert all(
        f'value="{value}"' in response.text
        for name, value in more.items()
        if name in ("channel", "remind_minutes")
    )
    assert arranged(console) == before


@pytest.mark.parametrize("who", LEADS)
def test_a_lead_is_away_and_back(console: Consoled, who: str) -> None:
    visitor, key = console.visitor(who), PEOPLE[who].key
    page = text_of(visitor.follow(visitor.post(f"{AT}/away", {"who": key, **DAYS})))
    assert "21 December 2998" in page
    assert [each.who for each in absences(console)] == [key]
    visitor.post(f"{AT}/back", {"who": key})
    assert absences(console) == ()
    page = text_of(visitor.follow(visitor.post(f"{AT}/back", {"who": key})))
    assert console_phrases.NOT_AWAY in page


@pytest.mark.parametrize(
    "days",
    [
        {"first_day": "", "last_day": ""},
        {"first_day": "2999-01-04", "last_day": "2998-12-21"},
        {"first_day": "2020-01-01", "last_day": "2020-01-02"},
        {"first_day": "2998-01-01", "last_day": "9999-01-01"},
        {"first_day": "soon", "last_day": "later"},
    ],
)
def test_days_that_cannot_be_are_refused(console: Consoled, days: dict[str, str]) -> None:
    response = console.visitor("lead").post(f"{AT}/away", {"who": "slack:ULEAD", **days})
    assert response.status_code == 422
    assert console_phrases.AWAY_DAYS in text_of(response)
    assert absences(console) == ()


def test_a_lead_speaks_for_themselves_and_an_admin_for_every_lead(console: Consoled) -> None:
    form = {"who": "slack:UDEPUTY", **DAYS}
    assert console.visitor("lead").post(f"{AT}/away", form).status_code == 422
    assert console.visitor("admin").post(f"{AT}/away", {**form, "who": "slack:UANN"}).status_code == 422
    assert absences(console) == ()
    console.visitor("admin").post(f"{AT}/away", form)
    assert [each.who for each in absences(console)] == ["slack:UDEPUTY"]
    assert audit.entries(console.desk.store.database, SHORT, "slack:UDEPUTY")[-1].who == "slack:UADMIN"


def test_others_see_no_desk(console: Consoled) -> None:
    for who, status in (("staff", 403), ("learner", 403), ("outsider", 404)):
        visitor = console.visitor(who)
        assert visitor.get(AT).status_code == status
        assert visitor.post(AT, FORM).status_code == status
        assert visitor.post(f"{AT}/away", {"who": "slack:ULEAD", **DAYS}).status_code == status
    assert (arranged(console), absences(console)) == (Arrangement(), ())


@pytest.mark.parametrize("size", SIZES)
def test_the_desk_is_arranged_in_a_browser(chromium: Browser, console: Consoled, size: str) -> None:
    page = opened(chromium, console, "admin", size)
    go(page, console, AT)
    page.locator("#who").select_option("slack:ULEAD")
    page.get_by_label("From").fill("2998-12-21")
    page.get_by_label("To", exact=True).fill("2999-01-04")
    page.get_by_role("button", name="Note it").click()
    page.get_by_text("Noted. What would come").wait_for()
    assert (faults(page), wide(page)) == ([], False)
    shoot(page, f"desk-{size}")
    page.get_by_label("Remind the leads after", exact=True).fill("3")
    page.get_by_role("button", name="Keep it so").click()
    page.get_by_text(console_phrases.DESK_KEPT).wait_for()
    assert arranged(console).remind_minutes == 180
    page.get_by_role("button", name="They are back").click()
    page.get_by_text(console_phrases.BACK_KEPT).wait_for()


def test_it_works_without_javascript_and_in_the_dark(chromium: Browser, console: Consoled) -> None:
    page = opened(chromium, console, "deputy", "phone", script=False, color_scheme="dark")
    go(page, console, AT)
    page.get_by_label("Bring it to the deputies after", exact=True).fill("1")
    page.get_by_role("button", name="Keep it so").click()
    page.get_by_text(console_phrases.DEPUTY_LATER).wait_for()
    shoot(page, "desk-phone-dark")
