"""Contacts: whom people are sent to, in which order."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from bot.audit import entries
from bot.people import Contact
from tests.console_browsed import SIZES, faults, go, opened, shoot, wide
from tests.console_served import OTHER, PEOPLE, Consoled, text_of
from tests.houses import SHORT

pytest_plugins = ("tests.console_fixtures",)

AT = f"/o/{SHORT}/people/contacts"
DSL = "Designated safeguarding lead"
HEAD = {"role": "Headteacher", "name": "Ola Head", "reach": "head@larkmere.example"}


def named(console: Consoled) -> list[str]:
    return [each.role for each in console.desk.store.contacts(SHORT)]


def test_a_contact_is_added_changed_moved_and_removed(console: Consoled) -> None:
    visitor = console.visitor("admin")
    assert visitor.post(AT, HEAD).status_code == 303
    assert "Ola Head" in text_of(visitor.get(AT))
    assert named(console) == [DSL, "Headteacher"]
    assert visitor.post(f"{AT}/move", {"role": "Headteacher"}).status_code == 303
    assert named(console) == ["Headteacher", DSL]
    changed = {**HEAD, "was": "Headteacher", "role": "Principal", "name": "Pia"}
    changing = visitor.get(f"{AT}/change?role=Headteacher")
    assert 'value="Ola Head"' in changing.text
    assert f'<a href="/console{AT}">Contacts</a>' in changing.text
    assert visitor.post(f"{AT}/change", changed).status_code == 303
    assert console.desk.store.contacts(SHORT)[0] == Contact(role="Principal", name="Pia", reach=HEAD["reach"])
    assert "Pia" in text_of(visitor.get(f"{AT}/remove?role=Principal"))
    assert visitor.post(f"{AT}/remove", {"role": "Principal"}).status_code == 303
    assert named(console) == [DSL]
    found = [(each.who, each.did) for each in entries(console.desk.store.database, SHORT)][-4:]
    who = PEOPLE["admin"].key
    deeds = ("set contact", "ordered contacts", "set contact", "removed contact")
    assert found == [(who, each) for each in deeds]


def test_the_first_contact_stays_first_when_it_is_moved_up(console: Consoled) -> None:
    before = len(entries(console.desk.store.database, SHORT))
    assert console.visitor("admin").post(f"{AT}/move", {"role": DSL}).status_code == 303
    assert named(console) == [DSL]
    assert len(entries(console.desk.store.database, SHORT)) == before


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"role": "  "}, 422),
        ({"role": "x" * 201}, 422),
        ({"name": "x" * 201}, 422),
        ({"reach": "x" * 501}, 422),
        ({"reach": "x" * 3_000}, 422),
        ({"role": DSL}, 409),
    ],
)
def test_a_contact_that_cannot_be_is_refused_and_what_was_typed_kept(
    console: Consoled, typed: dict[str, str], status: int
) -> None:
    response = console.visitor("admin").post(AT, {**HEAD, **typed})
    assert response.status_code == status
    assert named(console) == [DSL]
    if len(typed.get("reach", "")) <= 2_000 and "name" not in typed:
        assert 'value="Ola Head"' in response.text


def test_a_contact_cannot_take_the_role_of_another(console: Consoled) -> None:
    visitor = console.visitor("admin")
    visitor.post(AT, HEAD)
    assert visitor.post(f"{AT}/change", {**HEAD, "was": "Headteacher", "role": DSL}).status_code == 409
    assert named(console) == [DSL, "Headteacher"]


def test_a_contact_that_is_gone_is_neither_changed_nor_removed(console: Consoled) -> None:
    visitor = console.visitor("admin")
    console.desk.store.set_contact(OTHER, Contact(role="Headteacher", name="Olga"))
    assert visitor.get(f"{AT}/change?role=Headteacher").status_code == 404
    assert visitor.post(f"{AT}/change", {**HEAD, "was": "Headteacher"}).status_code == 404
    for name in ("remove", "move"):
        assert visitor.post(f"{AT}/{name}", {"role": "Headteacher"}).status_code == 404
    assert [each.name for each in console.desk.store.contacts(OTHER)] == ["Olga"]


def test_markup_in_a_name_is_shown_as_it_is(console: Consoled) -> None:
    visitor = console.visitor("admin")
    visitor.post(AT, {**HEAD, "name": "<b>Bo</b>", "role": "A & B"})
    page = visitor.get(AT)
    assert "<b>Bo</b>" not in page.text
    assert "<b>Bo</b>" in text_of(page)
    assert visitor.post(f"{AT}/remove", {"role": "A & B"}).status_code == 303


@pytest.mark.parametrize("size", SIZES)
def test_contacts_in_a_browser(chromium: Browser, console: Consoled, size: str) -> None:
    page = opened(chromium, console, "admin", size)
    go(page, console, AT)
    page.get_by_label("Role").fill("Headteacher")
    page.get_by_label("Name").fill("Ola Head")
    page.get_by_label("How to reach them").fill("extension 201")
    page.get_by_role("button", name="Add the contact").click()
    page.get_by_text("“Headteacher” is set.").wait_for()
    assert (faults(page), wide(page)) == ([], False)
    shoot(page, f"contacts-{size}")
    page.get_by_role("link", name="Change Headteacher").click()
    page.get_by_role("heading", name="Change a contact").wait_for()
    assert (faults(page), wide(page)) == ([], False)
    page.get_by_label("Name").fill("Otto Head")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("cell", name="Otto Head").wait_for()
    page.get_by_role("button", name="Move up Headteacher").click()
    page.get_by_role("link", name=f"Remove {DSL}").click()
    page.get_by_role("heading", name="Remove a contact").wait_for()
    assert (faults(page), wide(page)) == ([], False)
    shoot(page, f"contact-remove-{size}")
    page.get_by_role("button", name="Remove the contact").click()
    page.get_by_text("Nobody’s role names safeguarding.").wait_for()
    assert (faults(page), wide(page)) == ([], False)
    shoot(page, f"contacts-unsafe-{size}")
