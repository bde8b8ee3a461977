"""The audit in the console: looking through it, verifying it, and taking it along."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from playwright.sync_api import Browser
from sqlalchemy import text

from adapters.console.audit_page import MOST
from bot import audit as audited
from bot.audit import entries
from bot.members import holder
from bot.people import Office
from tests.console_browsed import SIZES, faults, go, opened, shoot, wide
from tests.console_rows import rows_of
from tests.console_served import OTHER, PEOPLE, Consoled, text_of
from tests.houses import SHORT

pytest_plugins = ("tests.console_fixtures",)

AT = f"/o/{SHORT}/audit"


def test_the_newest_entries_come_first_and_are_of_this_organisation(console: Consoled) -> None:
    console.directory.appoint(SHORT, holder(Office.deputy, "slack:UMINE"), PEOPLE["admin"].key)
    console.directory.appoint(OTHER, holder(Office.deputy, "slack:UTHEIRS"), PEOPLE["outsider"].key)
    page = console.visitor("admin").get(AT)
    shown = text_of(page)
    assert "made deputy" in shown
    assert "slack:UMINE" in shown
    assert shown.index("slack:UMINE") < shown.index("slack:ULEAD")
    assert "slack:UTHEIRS" not in page.text
    assert PEOPLE["outsider"].key not in page.text


def test_who_did_it_is_you_another_or_an_account_of_the_machine(console: Consoled) -> None:
    for who in ("admin", "second"):
        console.directory.appoint(SHORT, holder(Office.deputy, f"slack:U{who}"), PEOPLE[who].key)
    shown = [each.partition(" | ")[2] for each in rows_of(console.visitor("admin").get(AT))]
    assert "you | made deputy | slack:Uadmin" in shown
    assert "slack:USECOND | made deputy | slack:Usecond" in shown
    assert any(each.startswith("tests (on the machine) | ") for each in shown)


def test_entries_are_found_by_deed_person_and_day(console: Consoled) -> None:
    console.directory.appoint(SHORT, holder(Office.deputy, "slack:UMINE"), PEOPLE["admin"].key)
    visitor = console.visitor("admin")
    assert "1 entry" in text_of(visitor.get(f"{AT}?who=slack:UADMIN"))
    made = text_of(visitor.get(f"{AT}?did=made+deputy"))
    assert "slack:UMINE" in made
    assert "made lead" not in made.split("newest first")[1]
    assert "No entry is like that." in text_of(visitor.get(f"{AT}?last=2001-01-01"))
    assert "slack:UMINE" in text_of(visitor.get(f"{AT}?first=2001-01-01&last=2999-12-31"))
    assert "No entry is like that." in text_of(visitor.get(f"{AT}?first=2999-01-01"))


@pytest.mark.parametrize(
    "query", ["first=never", "last=0001-01-01", "first=9999-12-31", "page=0", "page=x", "did=%00", "who=%27"]
)
def test_what_is_no_day_or_deed_does_no_harm(console: Consoled, query: str) -> None:
    assert console.visitor("admin").get(f"{AT}?{query}").status_code == 200


def test_a_long_audit_is_paged(console: Consoled) -> None:
    for number in range(MOST + 5):
        console.directory.appoint(SHORT, holder(Office.deputy, f"slack:UN{number}"), "tests")
    visitor = console.visitor("admin")
    first = visitor.get(f"{AT}?did=made+deputy")
    assert len(re.findall(r"<tr>", first.text)) == MOST + 1
    assert len(first.text) < 100_000
    assert "page=2" in first.text
    second = text_of(visitor.get(f"{AT}?did=made+deputy&page=2"))
    assert "slack:UN0" in second
    assert visitor.get(f"{AT}?page=99").status_code == 404


def test_it_is_downloaded_whole_and_harmless_to_a_spreadsheet(console: Consoled) -> None:
    audited.note(console.desk.store.database, SHORT, "=cmd|' /C calc'!A0", "tested", "+1", {"a": 1})
    visitor = console.visitor("admin")
    table = visitor.get(f"{AT}/download?as=csv")
    assert table.headers["Content-Disposition"] == f'attachment; filename="{SHORT}-audit.csv"'
    rows = list(csv.DictReader(io.StringIO(table.text.lstrip("\ufeff"))))
    known = entries(console.desk.store.database, SHORT)
    assert [int(each["id"]) for each in rows] == [each.id for each in known]
    assert rows[-1]["who"].startswith("'=")
    assert rows[-1]["thing"] == "'+1"
    lines = visitor.get(f"{AT}/download?as=jsonl").text.splitlines()
    assert [json.loads(each)["hash"] for each in lines] == [each.hash for each in known]
    only = visitor.get(f"{AT}/download?as=jsonl&did=tested").text.splitlines()
    assert len(only) == 1
    assert visitor.get(f"{AT}/download?as=exe").status_code == 404


def test_a_whole_audit_is_verified_with_the_hash_of_before(console: Consoled) -> None:
    visitor = console.visitor("admin")
    said = text_of(visitor.follow(visitor.post(f"{AT}/verify")))
    assert "The audit is whole: its entries fit together" in said
    number = audited.verify(console.desk.store.database).entries
    assert f"{number} entries" not in said
    operator = console.visitor("operator")
    assert f"{number} entries fit together" in text_of(operator.follow(operator.post(f"{AT}/verify")))
    head = audited.verify(console.desk.store.database).head
    assert head in said
    console.directory.appoint(SHORT, holder(Office.deputy, "slack:UMINE"), "tests")
    said = text_of(visitor.follow(visitor.post(f"{AT}/verify", {"head": head})))
    assert "The entry that was noted down is among them." in said


def test_a_hash_that_is_none_and_one_that_is_missing_are_told(console: Consoled) -> None:
    visitor = console.visitor("admin")
    assert visitor.post(f"{AT}/verify", {"head": "nothing"}).status_code == 422
    said = text_of(visitor.follow(visitor.post(f"{AT}/verify", {"head": "a" * 64})))
    assert "holds no entry with the hash that was noted down" in said


def test_an_audit_that_was_tampered_with_is_told(console: Consoled) -> None:
    with console.desk.store.database.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_no_update"))
        connection.execute(text("UPDATE audit SET who = 'nobody' WHERE id = 2"))
    visitor = console.visitor("admin")
    said = text_of(visitor.follow(visitor.post(f"{AT}/verify")))
    assert "The audit does not fit together" in said
    assert "entry 2" not in said
    operator = console.visitor("operator")
    assert "entry 2" in text_of(operator.follow(operator.post(f"{AT}/verify")))


def test_what_concerns_all_is_shown_to_the_operator_alone(console: Consoled) -> None:
    audited.note(console.desk.store.database, "", "tests", "changed settings", "answer_days")
    assert "changed settings" in text_of(console.visitor("operator").get(AT))
    assert "changed settings" not in console.visitor("admin").get(AT).text


@pytest.mark.parametrize("size", SIZES)
def test_the_audit_in_a_browser(chromium: Browser, console: Consoled, size: str) -> None:
    arrangements = console.console.cabinet.arrangements
    changed = arrangements.of(SHORT).model_copy(update={"two_people": True})
    arrangements.arrange(SHORT, changed, PEOPLE["admin"].key)
    page = opened(chromium, console, "admin", size)
    go(page, console, AT)
    assert (faults(page), wide(page)) == ([], False)
    page.get_by_text("Before and after").first.click()
    shoot(page, f"audit-{size}")
    page.get_by_label("What was done").select_option("made lead")
    page.get_by_role("button", name="Look").click()
    page.get_by_role("link", name="Show all").wait_for()
    assert (faults(page), wide(page)) == ([], False)
    with page.expect_download() as got:
        page.get_by_role("link", name="Download as CSV").click()
    assert got.value.suggested_filename == f"{SHORT}-audit.csv"
    page.get_by_role("button", name="Verify the audit").click()
    page.get_by_text("The audit is whole").wait_for()
    assert (faults(page), wide(page)) == ([], False)
    shoot(page, f"audit-verified-{size}")


def test_the_audit_is_verified_without_javascript(chromium: Browser, console: Consoled) -> None:
    page = opened(chromium, console, "admin", script=False, color_scheme="dark")
    go(page, console, AT)
    page.get_by_role("button", name="Verify the audit").click()
    page.get_by_text("The audit is whole").wait_for()
    shoot(page, "audit-dark")


def test_a_publication_leads_to_its_page(console: Consoled) -> None:
    visitor = console.visitor("admin")
    (newest, *_) = console.desk.store.publications.all(SHORT)
    hrefs = {n: href for href, n in re.findall(r'href="([^"]*)">publication (\d+)</a>', visitor.get(AT).text)}
    page = visitor.client.get(hrefs[str(newest.number)])
    assert f"Publication {newest.number}" in text_of(page)
