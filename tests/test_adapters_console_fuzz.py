"""Odd and hostile pieces sent to every page and form of the console: nothing breaks, and nothing of others is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from adapters.console.access import Access
from adapters.console.page import Page
from adapters.console.pages import PAGES
from bot.answers import Question
from bot.people import Contact
from bot.sessions import CONSOLE
from tests.bot_desks import file
from tests.console_attacked import attacks, fields_of, unsafe
from tests.console_served import OTHER, Consoled, Visitor, consoled
from tests.houses import SHORT

pytest_plugins = ("tests.console_fixtures",)

PARTS = 4
"""Parts into which the pages are divided, so that several processes share them."""

TRIES = 5
"""Requests to each page."""

SLOW = frozenset({"/set-up/samples"})
"""Pages that take long whatever is sent: once is enough."""

SECRET = ("bring a dog", "Other School", "Olga", "UOUT", "K. Kennel", "a poodle")
"""What only the other organisation's people may be shown."""

FORMS = ("questions", "pins", "gaps", "revisions", "people", "policies", "settings", "desk", "workspaces")


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Consoled]:
    """A console whose other organisation has something of everything that must not be seen."""
    with consoled(tmp_path_factory.mktemp("attacked") / "home") as made:
        held = made.desk
        held.store.set_contact(OTHER, Contact(role="Kennels", name="K. Kennel"), "slack:UOUT")
        draft = file(
            held.settings.home / "in", "poodles.txt", "Poodles\n\n1. Staff must not wash a poodle.\n"
        )
        held.add(OTHER, [draft], by="slack:UOUT")
        held.ask(Question(text="may i bring a dog to work", organisation=OTHER))
        visitor = made.visitor("outsider")
        visitor.post(f"/o/{OTHER}/ask", {"text": "may i bring a dog to work"})
        visitor.post(f"/o/{OTHER}/ask", {"text": "may i bring a poodle"})
        made.visitor("admin").post(f"/o/{SHORT}/ask", {"text": "may i give a pupil a lift home"})
        yield made


def found_by(visitor: Visitor, organisation: str) -> tuple[list[str], list[str], list[str]]:
    """The addresses that lead on from an organisation's pages, the parts they are made of, and the forms' fields."""
    waiting = [f"{CONSOLE}/o/{organisation}/{each}" for each in ("ask", "policies", "messages", *FORMS)]
    seen: dict[str, None] = {}
    parts: set[str] = set()
    fields: set[str] = set()
    while waiting and len(seen) < 80:
        href = waiting.pop(0)
        if href in seen:
            continue
        seen[href] = None
        response = visitor.client.get(href)
        if "html" not in response.headers.get("content-type", ""):
            continue
        page = LexborHTMLParser(response.text)
        fields |= {str(each.attributes["name"]) for each in page.css("[name]") if each.attributes.get("name")}
        parts |= {
            str(each.attributes["value"])
            for each in page.css("input[type=hidden], option, button[value]")
            if each.attributes.get("value") and each.attributes.get("name") != "csrf"
        }
        ways = [each.attributes.get("href") for each in page.css("a[href]")]
        ways += [each.attributes.get("action") for each in page.css("form[action]")]
        for way in ways:
            if way and way.startswith(f"{CONSOLE}/o/{organisation}/"):
                split = urlsplit(way)
                parts |= {unquote(each) for each in split.path.split("/")[4:]}
                parts |= {value for _, value in parse_qsl(split.query)}
                waiting.append(way.partition("#")[0])
    return list(seen), sorted(parts - {""}), sorted(fields)


def leaked(text: str, sent: str) -> list[str]:
    """What of the other organisation stands in an answer and was not sent to it."""
    return [each for each in SECRET if each in text and each not in sent]


@pytest.fixture(scope="module")
def known(attacked: Consoled) -> tuple[list[str], list[str], list[str]]:
    """The other organisation's addresses; ids of both organisations; and the names of everything that is taken."""
    theirs, ids, fields = found_by(attacked.visitor("outsider"), OTHER)
    _, own, more = found_by(attacked.visitor("admin"), SHORT)
    _, leads, most = found_by(attacked.visitor("lead"), SHORT)
    folder = Path("adapters/console")
    sources = [each.read_text(encoding="utf-8") for each in sorted(folder.glob("*.py"))]
    names = sorted({*fields, *more, *most, *fields_of(sources)} - {"csrf"})
    assert len(names) > 20
    assert len(theirs) > 10
    return theirs, sorted({*ids, *own, *leads}), names


def whose(page: Page) -> tuple[str, ...]:
    """Who tries a page: those who get the furthest without running the machine."""
    if page.access is Access.operator:
        return ("operator",)
    if page.access in (Access.anyone, Access.visitor):
        return ("", "admin")
    return ("lead",) if page.access is Access.lead else ("admin",)


@pytest.mark.parametrize("part", range(PARTS))
def test_no_page_breaks_or_leaks_whatever_is_sent(
    attacked: Consoled, known: tuple[list[str], list[str], list[str]], part: int
) -> None:
    _, ids, names = known
    wrong = []
    for page in PAGES[part::PARTS]:
        for who in whose(page):
            visitor = attacked.visitor(who)
            for attack in attacks(page, SHORT, ids, names, 1 if page.path in SLOW else TRIES):
                path = f"{CONSOLE}{attack.path}"
                if page.method == "GET":
                    response = visitor.client.get(path, params=attack.query)
                else:
                    form: dict[str, list[str]] = {}
                    for name, value in attack.form:
                        form.setdefault(name, []).append(value)
                    response = visitor.post(attack.path, form, attack.files or None)
                where = (page.method, page.path, who, attack)
                if response.status_code >= 500:
                    wrong.append((response.status_code, where))
                if missing := unsafe(response):
                    wrong.append((missing, where))
                sent = f"{attack.path} {attack.query} {attack.form} {response.url}"
                if who != "operator" and (words := leaked(response.text, unquote(sent))):
                    wrong.append((words, where))
                away = response.headers.get("Location", "/")
                if not re.match(r"/(?!/)", away):
                    wrong.append((away, where))
    broken = [each.title for each in attacked.console.jobs._known.values() if each.broken]
    assert (wrong[:3], len(wrong), broken) == ([], 0, [])


def test_nothing_of_another_organisation_is_shown_by_its_own_addresses(
    attacked: Consoled, known: tuple[list[str], list[str], list[str]]
) -> None:
    theirs, *_ = known
    for who in ("admin", "lead", "web staff"):
        visitor = attacked.visitor(who)
        for href in theirs:
            # The address of a form may lead to the page above it, which is not theirs either.
            response = visitor.follow(visitor.client.get(href))
            assert response.status_code in (404, 405), (who, href)
            here = href.replace(f"/o/{OTHER}/", f"/o/{SHORT}/")
            response = visitor.client.get(here)
            assert response.status_code < 500, (who, here)
            assert leaked(response.text, unquote(here)) == [], (who, here)
