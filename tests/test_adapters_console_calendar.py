"""The calendar of reviews in the console: what is overdue first, and who is reminded of what."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from bot.arrangements import Arrangements
from tests.bot_desks import TRUST, file
from tests.console_browsed import SIZES, faults, go, opened, shoot, wide
from tests.console_revised import AT
from tests.console_served import Consoled, text_of
from tests.houses import SHORT

pytest_plugins = ("tests.console_fixtures",)


def dated(console: Consoled, name: str, review: str) -> None:
    """Publish a policy that is to be reviewed by that day."""
    text = f'---\ntitle: {name.title()}\nversion: "1"\nreview: {review}\nowner: the bursar\n---\n\n1. Staff must {name}.\n'
    path = file(console.desk.settings.home / "in", f"{name}.md", text)
    console.desk.add(TRUST, [path], policy=name, by="tests")
    console.desk.publish(TRUST, by="tests")


def owners(console: Consoled) -> dict[str, str]:
    """Who is reminded of which policy."""
    return Arrangements(console.desk.store.database).of(SHORT).owners


def test_what_is_overdue_comes_first_then_the_months_ahead_then_what_states_no_day(
    console: Consoled,
) -> None:
    dated(console, "sing", "2026-10-15")
    dated(console, "swim", "2027-02-01")
    text = text_of(console.visitor("admin").get(f"{AT}/calendar"))
    order = ["Overdue", "Staff Conduct", "1 day overdue", "October 2026", "in 44 days", "February 2027"]
    places = [text.index(each) for each in [*order, "No review date", "House Rules"]]
    assert places == sorted(places)
    assert "Reminders: 15 September 2026, 15 October 2026" in text
    assert "Its owner, as the policy states: the bursar" in text


def test_somebody_is_named_and_named_no_more(console: Consoled) -> None:
    visitor = console.visitor("admin")
    form = {"policy": "conduct", "who": "slack:ULEAD"}
    told = visitor.follow(visitor.post(f"{AT}/calendar", form))
    assert "slack:ULEAD is reminded of the review of “Staff Conduct”" in text_of(told)
    assert owners(console) == {"conduct": "slack:ULEAD"}
    assert console.desk.store.audit(SHORT)[-1].who == "slack:UADMIN"
    told = visitor.follow(visitor.post(f"{AT}/calendar", {**form, "who": ""}))
    assert "Nobody is named any more for the review of “Staff Conduct”" in text_of(told)
    assert owners(console) == {}
    assert "Nobody is named" in text_of(visitor.follow(visitor.post(f"{AT}/calendar", {**form, "who": ""})))


@pytest.mark.parametrize("who", ["Priya", "pigeon:7", "slack:group:S1", "slack:", "x" * 150])
def test_who_cannot_be_reminded_is_shown_again_beside_the_policy(console: Consoled, who: str) -> None:
    response = console.visitor("admin").post(f"{AT}/calendar", {"policy": "conduct", "who": who})
    assert response.status_code == 422
    assert f'value="{who}"' in response.text
    assert owners(console) == {}


def test_only_own_policies_have_owners(console: Consoled) -> None:
    for policy in ("pets", "", "../conduct"):
        form = {"policy": policy, "who": "slack:ULEAD"}
        assert console.visitor("admin").post(f"{AT}/calendar", form).status_code == 404


@pytest.mark.parametrize("size", SIZES)
def test_the_calendar_in_a_browser(chromium: Browser, console: Consoled, size: str) -> None:
    dated(console, "sing", "2026-10-15")
    page = opened(chromium, console, "admin", size)
    go(page, console, f"{AT}/calendar")
    page.get_by_label("Who is reminded of Sing").fill("slack:ULEAD")
    page.get_by_role("button", name="Keep who is reminded of Sing").click()
    page.get_by_text("is reminded of the review of “Sing”").wait_for()
    assert (faults(page), wide(page)) == ([], False)
    shoot(page, f"calendar-{size}")
