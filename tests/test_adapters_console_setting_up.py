"""The first run: from an empty console to the first answer, and what is kept where a step fails."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from bot.arrangements import Arrangement, Arrangements
from bot.credentials import FILE
from bot.directory import Directory
from bot.people import Office
from tests import bot_desks
from tests.console_browsed import SIZES, faults, go, opened, shoot, wide
from tests.console_served import PEOPLE, Consoled, Visitor, served, text_of
from tests.houses import SHORT

pytest_plugins = ("tests.console_fixtures",)

ELM = "/o/elm-bank-school"
RULE = "Staff must not use a personal phone in front of pupils."
POLICY = f"Mobile Phones\n\n1. {RULE}\n"
BLANK = ("contacts", "policies", "publish", "ask", "people", "connect")


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Consoled]:
    """A console in which nothing is."""
    held = bot_desks.desk(tmp_path / "home")
    with served(held, Directory(held.store.database)) as made:
        yield made


@pytest.fixture
def elm(empty: Consoled) -> Visitor:
    """Whoever runs Quoth, where an organisation has just been named."""
    visitor = empty.visitor("operator")
    visitor.follow(visitor.post("/set-up", {"name": "Elm Bank School"}))
    return visitor


def sent(visitor: Visitor, *files: tuple[str, str]) -> str:
    given = [("files", (name, text.encode(), "text/plain")) for name, text in files]
    response = visitor.follow(visitor.post(f"{ELM}/set-up/policies", files=given))
    assert response.status_code == 200
    return text_of(response)


def publish(visitor: Visitor, shown: str | None = None) -> httpx.Response:
    """Publish what the page shows, or what it showed before."""
    page = visitor.get(f"{ELM}/set-up").text if shown is None else shown
    found = re.search(r'name="exactly" value="([^"]*)"', page)
    return visitor.follow(visitor.post(f"{ELM}/set-up/publish", {"exactly": found[1] if found else ""}))


def done(visitor: Visitor) -> tuple[str, ...]:
    """The steps that are not done yet."""
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(visitor.get(f"{ELM}/set-up").text)
    found = page.css("details.step")
    return tuple(
        str(each.attributes["id"])
        for each in found
        if "Done" not in (badge.text() if (badge := each.css_first(".badge")) else "")
    )


def test_an_empty_console_leads_whoever_runs_it_to_the_set_up(empty: Consoled) -> None:
    visitor = empty.visitor("operator")
    page = visitor.follow(visitor.get("/"))
    assert "Nothing is here yet" in text_of(page)
    page = visitor.follow(visitor.post("/set-up", {"name": "  Elm  Bank School "}))
    assert "Set up Elm Bank School" in text_of(page)
    assert "Elm Bank School is there now" in text_of(page)
    assert done(visitor) == BLANK
    assert visitor.get("/").headers["Location"] == f"/console{ELM}/"
    assert visitor.get(f"{ELM}/").headers["Location"] == f"/console{ELM}/set-up"


def test_what_was_exported_elsewhere_is_found_from_the_empty_console(empty: Consoled) -> None:
    assert 'href="/console/import"' in empty.visitor("operator").get("/set-up").text


def test_nobody_is_told_to_go_by_an_address_that_nothing_vouches_for(elm: Visitor) -> None:
    page = elm.get(f"{ELM}/set-up")
    assert "e-mail address" not in text_of(page)
    assert f"{ELM}/people/signed-in" in page.text


def test_others_wait_until_they_belong_somewhere(empty: Consoled) -> None:
    response = empty.visitor("web lead").get("/")
    assert response.status_code == 403
    assert "belong to no organisation" in text_of(response)


@pytest.mark.parametrize("name", ["", "   ", "!!!", "x" * 250])
def test_a_name_that_is_none_is_given_back(empty: Consoled, name: str) -> None:
    response = empty.visitor("operator").post("/set-up", {"name": name})
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert f'value="{name.strip()}"' in response.text
    assert empty.desk.store.organisations() == ()


def test_an_organisation_that_is_there_is_not_made_again(elm: Visitor, empty: Consoled) -> None:
    page = elm.follow(elm.post("/set-up", {"name": "elm bank SCHOOL"}))
    assert "was there already, so nothing was changed" in text_of(page)
    assert [each.name for each in empty.desk.store.organisations()] == ["Elm Bank School"]


def test_the_steps_are_done_one_after_the_other(elm: Visitor, empty: Consoled) -> None:
    dsl = {"role": "Designated safeguarding lead", "name": "R. Ainsley", "reach": "extension 204"}
    page = elm.follow(elm.post(f"{ELM}/set-up/contacts", dsl))
    assert "R. Ainsley (Designated safeguarding lead, extension 204)" in text_of(page)
    assert "a draft of “Mobile Phones”, 1 clause" in sent(elm, ("phones.txt", POLICY))
    page = publish(elm)
    assert "from now on these policies are quoted" in text_of(page)
    page = elm.post(f"{ELM}/set-up/ask", {"text": "may i use a personal phone in front of pupils"})
    assert RULE in text_of(page, ".quote .words")
    assert text_of(page, ".exchange .asked") == "may i use a personal phone in front of pupils"
    lead = {"office": "lead", "platform": "slack", "id": "U0123"}
    elm.post(f"{ELM}/set-up/people", lead)
    elm.post(f"{ELM}/set-up/people", {**lead, "office": "admin"})
    assert done(elm) == ("connect",)
    empty.directory.connect("elm-bank-school", PEOPLE["staff"].platform, "T9")
    assert done(elm) == ()
    assert "All is done" in text_of(elm.get(f"{ELM}/set-up"))
    found = [(each.did, each.who) for each in empty.desk.store.audit("elm-bank-school")]
    for did in ("set contact", "added", "published", "made lead", "made admin"):
        assert (did, "console:operator:root") in found


def test_a_contact_without_a_role_loses_nothing(elm: Visitor) -> None:
    response = elm.post(f"{ELM}/set-up/contacts", {"role": " ", "name": "R. Ainsley", "reach": "204"})
    assert response.status_code == 422
    assert 'value="R. Ainsley"' in response.text
    assert 'value="204"' in response.text
    long = elm.post(f"{ELM}/set-up/contacts", {"role": "DSL", "name": "A" * 300})
    assert (long.status_code, "A" * 300 in long.text) == (422, True)
    assert done(elm) == BLANK


def test_a_bad_file_costs_no_other(elm: Visitor) -> None:
    told = sent(elm, ("scan.pdf", "not a pdf"), ("phones.txt", POLICY), ("empty.txt", ""))
    assert "a draft of “Mobile Phones”" in told
    assert told.count("scan.pdf") == 1
    assert done(elm) == ("contacts", "publish", "ask", "people", "connect")
    assert "Quoth has it already" in sent(elm, ("phones.txt", POLICY))


def test_no_file_is_asked_for_again(elm: Visitor) -> None:
    response = elm.post(f"{ELM}/set-up/policies", files=[("files", ("", b"", "text/plain"))])
    assert response.status_code == 422
    assert "Choose at least one file" in text_of(response)


def test_nothing_is_published_where_there_is_nothing(elm: Visitor) -> None:
    page = publish(elm)
    assert "has no policy to publish" in text_of(page)
    assert done(elm) == BLANK


def test_only_what_was_shown_is_published(elm: Visitor, empty: Consoled) -> None:
    sent(elm, ("phones.txt", POLICY))
    shown = elm.get(f"{ELM}/set-up").text
    sent(elm, ("dogs.txt", "Dogs\n\n1. Staff must not bring a dog.\n"))
    assert "nothing was done" in text_of(publish(elm, shown))
    assert "nothing was done" in text_of(publish(elm, ""))
    assert empty.desk.store.published("elm-bank-school") == ()
    assert "from now on these policies are quoted" in text_of(publish(elm))
    assert len(empty.desk.store.published("elm-bank-school")) == 2


def test_where_two_have_to_agree_the_other_is_asked_for(elm: Visitor, empty: Consoled) -> None:
    sent(elm, ("phones.txt", POLICY))
    Arrangements(empty.desk.store.database).arrange("elm-bank-school", Arrangement(two_people=True), "tests")
    page = publish(elm)
    assert "nothing is published yet" in text_of(page)
    assert "publish" in done(elm)


@pytest.mark.parametrize("text", ["", "  ", "x" * 20_000])
def test_a_question_that_is_none_is_given_back(elm: Visitor, text: str) -> None:
    response = elm.post(f"{ELM}/set-up/ask", {"text": text})
    assert response.status_code == 422
    assert text.strip() in response.text
    assert done(elm) == BLANK


@pytest.mark.parametrize(
    "wrong",
    [
        {"office": "head", "platform": "slack", "id": "U1"},
        {"office": "lead", "platform": "irc", "id": "U1"},
        {"office": "lead", "platform": "slack", "id": ""},
        {"office": "lead", "platform": "slack", "id": "two words"},
        {"office": "admin", "platform": "console", "id": "operator:mallory"},
    ],
)
def test_nobody_is_appointed_who_cannot_be(elm: Visitor, empty: Consoled, wrong: dict[str, str]) -> None:
    response = elm.post(f"{ELM}/set-up/people", wrong)
    assert response.status_code == 422
    assert wrong["id"] in response.text
    assert empty.directory.holders("elm-bank-school") == ()


def test_secrets_that_are_missing_are_named_and_none_is_shown(
    elm: Visitor, empty: Consoled, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = text_of(elm.get(f"{ELM}/set-up"), "#connect")
    for name in ("QUOTH_SLACK_BOT_TOKEN", "QUOTH_TEAMS_TENANT_ID", "QUOTH_DISCORD_TOKEN", "docs/discord.md"):
        assert name in told
    file = empty.desk.settings.home / FILE
    file.write_text("QUOTH_SLACK_BOT_TOKEN=xoxb-hidden\nQUOTH_DISCORD_TOKEN=hidden\n")
    file.chmod(0o600)
    page = elm.get(f"{ELM}/set-up")
    told = text_of(page, "#connect")
    assert "QUOTH_SLACK_BOT_TOKEN" not in told
    assert "QUOTH_SLACK_APP_TOKEN" in told
    assert "Its secrets are set" in told
    assert "hidden" not in told
    file.chmod(0o644)
    assert "it must be 600" in text_of(elm.get(f"{ELM}/set-up"), "#connect")


def test_the_samples_answer_at_once(empty: Consoled) -> None:
    visitor = empty.visitor("operator")
    begun = visitor.post("/set-up/samples")
    for each in [each for each in threading.enumerate() if each.name == "job"]:
        each.join(180)
    page = visitor.follow(begun)
    assert "Alderfen Lane Primary School" in text_of(page)
    assert "Set up another organisation" in text_of(page)
    assert all(each.snapshot for each in empty.desk.store.organisations())
    again = visitor.follow(visitor.post("/set-up/samples"))
    assert again.status_code == 200
    assert len(empty.desk.store.organisations()) == 2


def test_other_organisations_are_set_up_later_too(console: Consoled) -> None:
    visitor = console.visitor("operator")
    told = text_of(visitor.get("/set-up"))
    assert "Larkmere Trust" in told
    page = visitor.follow(visitor.post("/set-up", {"name": "Elm Bank School"}))
    assert "Set up Elm Bank School" in text_of(page)
    assert "larkmere" not in text_of(page).lower()
    assert visitor.get(f"/o/{SHORT}/").headers["Location"].endswith("/revisions")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("script", [True, False])
def test_the_first_run_flows_in_a_browser(
    chromium: Browser, empty: Consoled, tmp_path: Path, size: str, script: bool
) -> None:
    page = opened(chromium, empty, "operator", size, script)

    def looks(name: str) -> None:
        if script:
            assert (faults(page), wide(page)) == ([], False), name
            shoot(page, f"set-up-{name}-{size}")

    go(page, empty, "/")
    looks("begin")
    page.get_by_label("Name of the organisation").fill("Elm Bank School")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("heading", name="Set up Elm Bank School").wait_for()
    looks("contacts")
    page.get_by_label("Their name").fill("R. Ainsley")
    page.get_by_label("How to reach them").fill("extension 204")
    page.get_by_role("button", name="Add this contact").click()
    page.get_by_text("is named from the next answer").wait_for()
    file = tmp_path / "phones.txt"
    file.write_text(POLICY)
    page.get_by_label("Policy files").set_input_files(file)
    page.get_by_role("button", name="Read the files").click()
    page.get_by_text("a draft of “Mobile Phones”").wait_for()
    looks("read")
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("from now on these policies are quoted").wait_for()
    page.get_by_label("Question", exact=True).fill("may i use a personal phone in front of pupils")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".quote .words")).to_have_text(RULE)
    looks("answered")
    go(page, empty, f"{ELM}/set-up")
    page.get_by_label("Their id").fill("U0123")
    page.get_by_role("button", name="Appoint").click()
    page.get_by_text("slack:U0123 now holds").wait_for()
    looks("people")


@pytest.mark.parametrize("office", [Office.lead, Office.deputy])
def test_a_deputy_counts_as_somebody_who_leads(elm: Visitor, office: Office) -> None:
    elm.post(f"{ELM}/set-up/people", {"office": office, "platform": "slack", "id": "U1"})
    assert "people" in done(elm)
    elm.post(f"{ELM}/set-up/people", {"office": "admin", "platform": "console", "id": "a@elm.example"})
    assert "people" not in done(elm)


def test_what_discloses_a_risk_is_not_repeated_above_its_answer(elm: Visitor) -> None:
    page = elm.post(f"{ELM}/set-up/ask", {"text": "a child told me that his father beats him"})
    assert page.status_code == 200
    assert "a child told me" not in page.text
