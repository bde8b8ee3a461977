"""Every page of the console, and who may open it: a page that is not listed here fails."""

from __future__ import annotations

import pytest

from adapters.console.access import Access
from adapters.console.pages import PAGES
from tests.console_served import OTHER, PEOPLE, Consoled
from tests.houses import SHORT

pytest_plugins = ("tests.console_fixtures",)

MAY: dict[Access, frozenset[str]] = {
    Access.anyone: frozenset({"", *PEOPLE}),
    Access.visitor: frozenset(PEOPLE),
    Access.operator: frozenset({"operator"}),
    Access.member: frozenset(PEOPLE) - {"outsider"},
    Access.lead: frozenset({"lead", "deputy", "web lead", "operator"}),
    Access.admin: frozenset({"admin", "second", "operator"}),
    Access.desk: frozenset({"lead", "deputy", "web lead", "admin", "second", "operator"}),
}
"""Who may open pages of each access; "" is whoever has not signed in."""

LISTED: dict[str, Access] = {
    "GET /": Access.visitor,
    "GET /sign-in": Access.anyone,
    "GET /enter/{token}": Access.anyone,
    "POST /enter/{token}": Access.anyone,
    "POST /leave": Access.visitor,
    "GET /static/{mark}/{name}": Access.anyone,
    "GET /o/{organisation}/": Access.member,
    "GET /o/{organisation}/work/{job}": Access.member,
}
"""Every page, and who may open it."""


def test_every_page_is_listed_with_who_may_open_it() -> None:
    assert {f"{each.method} {each.path}": each.access for each in PAGES} == LISTED


def filled(path: str) -> str:
    """A page's address with something for each of its parts."""
    path = path.replace("{organisation}", SHORT)
    while "{" in path:
        before, _, rest = path.partition("{")
        path = f"{before}nothing{rest.partition('}')[2]}"
    return path


@pytest.mark.parametrize("name", LISTED)
def test_a_page_opens_for_those_who_may_and_for_nobody_else(console: Consoled, name: str) -> None:
    method, _, path = name.partition(" ")
    for who in ("", *PEOPLE):
        visitor = console.visitor(who)
        response = visitor.get(filled(path)) if method == "GET" else visitor.post(filled(path))
        if who in MAY[LISTED[name]]:
            turned = (
                response.status_code in (401, 403) or response.headers.get("Location") == "/console/sign-in"
            )
            assert not turned or path == "/leave", (who, response.status_code)
            assert response.status_code < 500, (who, response.status_code)
        elif not who:
            assert (response.status_code, response.headers["Location"]) == (303, "/console/sign-in")
        else:
            assert response.status_code == (404 if who == "outsider" else 403), (who, response.status_code)


@pytest.mark.parametrize("name", [each for each in LISTED if "{organisation}" in each])
def test_nobody_opens_a_page_of_another_organisation(console: Consoled, name: str) -> None:
    method, _, path = name.partition(" ")
    there = filled(path.replace("{organisation}", OTHER))
    for who in PEOPLE:
        if who in ("outsider", "operator"):
            continue
        visitor = console.visitor(who)
        response = visitor.get(there) if method == "GET" else visitor.post(there)
        assert response.status_code == 404, (who, response.status_code)


@pytest.mark.parametrize(
    "name", [each for each in LISTED if each.startswith("POST") and LISTED[each] is not Access.anyone]
)
def test_nothing_is_done_for_a_form_without_its_token(console: Consoled, name: str) -> None:
    visitor = console.visitor("operator")
    response = visitor.post(filled(name.partition(" ")[2]), csrf=False)
    assert response.status_code == 403
