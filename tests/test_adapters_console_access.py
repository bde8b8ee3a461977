"""Every page of the console, and who may open it: a page that is not listed here fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapters.console.access import Access
from adapters.console.pages import PAGES
from tests.console_served import OTHER, PEOPLE, Consoled, consoled
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
    "GET /openid": Access.anyone,
    "GET /openid/back": Access.anyone,
    "GET /set-up": Access.operator,
    "POST /set-up": Access.operator,
    "POST /set-up/samples": Access.operator,
    "GET /o/{organisation}/set-up": Access.operator,
    "POST /o/{organisation}/set-up/contacts": Access.operator,
    "POST /o/{organisation}/set-up/policies": Access.operator,
    "POST /o/{organisation}/set-up/publish": Access.operator,
    "POST /o/{organisation}/set-up/ask": Access.operator,
    "POST /o/{organisation}/set-up/people": Access.operator,
    "GET /static/{mark}/{name}": Access.anyone,
    "GET /o/{organisation}/": Access.member,
    "GET /o/{organisation}/jobs/{job}": Access.member,
    "GET /o/{organisation}/ask": Access.member,
    "POST /o/{organisation}/ask": Access.member,
    "POST /o/{organisation}/ask/anew": Access.member,
    "POST /o/{organisation}/press": Access.member,
    "GET /o/{organisation}/messages": Access.member,
    "GET /o/{organisation}/messages/kept": Access.member,
    "GET /o/{organisation}/messages/forget": Access.member,
    "POST /o/{organisation}/messages/forget": Access.member,
    "GET /manifest.webmanifest": Access.anyone,
    "GET /jobs/{job}": Access.visitor,
    "GET /o/{organisation}/policies/add": Access.admin,
    "POST /o/{organisation}/policies/add": Access.admin,
    "GET /o/{organisation}/policies/added/{batch}": Access.admin,
    "GET /o/{organisation}/policies/unsure": Access.admin,
    "POST /o/{organisation}/policies/unsure/{file}": Access.admin,
    "GET /o/{organisation}/drafts/{document}": Access.admin,
    "GET /o/{organisation}/drafts/{document}/drop": Access.admin,
    "POST /o/{organisation}/drafts/{document}/drop": Access.admin,
    "GET /o/{organisation}/drafts/{document}/details": Access.admin,
    "POST /o/{organisation}/drafts/{document}/details": Access.admin,
    "POST /o/{organisation}/drafts/{document}/take-back": Access.admin,
    "GET /o/{organisation}/drafts/{document}/clause/{clause:path}": Access.admin,
    "POST /o/{organisation}/drafts/{document}/clause/{clause:path}": Access.admin,
    "GET /o/{organisation}/policies": Access.member,
    "GET /o/{organisation}/policies/{document}": Access.member,
    "GET /o/{organisation}/policies/{document}/at/{clause:path}": Access.member,
    "GET /o/{organisation}/policies/{document}/original": Access.member,
    "GET /o/{organisation}/policies/{document}/original/{page}": Access.member,
    "GET /o/{organisation}/policies/{document}/original/{page}/picture": Access.member,
    "GET /o/{organisation}/policies/{document}/since/{before}": Access.desk,
    "GET /o/{organisation}/revisions": Access.admin,
    "GET /o/{organisation}/revisions/changes": Access.admin,
    "GET /o/{organisation}/revisions/changes.html": Access.admin,
    "GET /o/{organisation}/revisions/changes/{policy}": Access.admin,
    "POST /o/{organisation}/revisions/check": Access.admin,
    "GET /o/{organisation}/revisions/check/{found}": Access.admin,
    "GET /o/{organisation}/revisions/publish/{found}": Access.admin,
    "POST /o/{organisation}/revisions/publish/{found}": Access.admin,
    "GET /o/{organisation}/revisions/history": Access.admin,
    "GET /o/{organisation}/revisions/history/{number}": Access.admin,
    "GET /o/{organisation}/revisions/back": Access.admin,
    "GET /o/{organisation}/revisions/back/{number}": Access.admin,
    "POST /o/{organisation}/revisions/back/{number}": Access.admin,
    "GET /o/{organisation}/revisions/withdraw/{policy}": Access.admin,
    "POST /o/{organisation}/revisions/withdraw/{policy}": Access.admin,
    "GET /o/{organisation}/revisions/said": Access.admin,
    "POST /o/{organisation}/revisions/said": Access.admin,
    "GET /o/{organisation}/checks": Access.admin,
    "GET /o/{organisation}/checks/add": Access.admin,
    "POST /o/{organisation}/checks/add": Access.admin,
    "GET /o/{organisation}/checks/question/{number}": Access.admin,
    "POST /o/{organisation}/checks/question/{number}": Access.admin,
    "GET /o/{organisation}/checks/question/{number}/remove": Access.admin,
    "POST /o/{organisation}/checks/question/{number}/remove": Access.admin,
    "POST /o/{organisation}/checks/question/{number}/ask": Access.admin,
    "POST /o/{organisation}/checks/propose": Access.admin,
    "GET /o/{organisation}/checks/proposals/{found}": Access.admin,
    "POST /o/{organisation}/checks/proposals/{found}": Access.admin,
    "GET /o/{organisation}/checks/file": Access.admin,
    "POST /o/{organisation}/checks/file": Access.admin,
    "GET /o/{organisation}/calendar": Access.admin,
    "POST /o/{organisation}/calendar": Access.admin,
    "GET /o/{organisation}/organisations": Access.admin,
    "POST /o/{organisation}/organisations": Access.operator,
    "POST /o/{organisation}/organisations/conflicts": Access.admin,
    "GET /o/{organisation}/organisations/conflicts/{found}": Access.admin,
    "GET /o/{organisation}/carrying": Access.admin,
    "POST /o/{organisation}/carrying": Access.admin,
    "GET /o/{organisation}/carrying/{found}": Access.admin,
    "GET /o/{organisation}/carrying/{found}/file": Access.admin,
    "GET /import": Access.operator,
    "POST /import": Access.operator,
    "GET /o/{organisation}/people": Access.admin,
    "POST /o/{organisation}/people/appoint": Access.admin,
    "GET /o/{organisation}/people/dismiss": Access.admin,
    "POST /o/{organisation}/people/dismiss": Access.admin,
    "GET /o/{organisation}/people/signed-in": Access.admin,
    "POST /o/{organisation}/people/sign-out": Access.admin,
    "POST /o/{organisation}/people/invite": Access.admin,
    "GET /o/{organisation}/people/kept": Access.admin,
    "POST /o/{organisation}/people/kept": Access.admin,
    "GET /o/{organisation}/people/forget": Access.admin,
    "POST /o/{organisation}/people/forget": Access.admin,
    "GET /o/{organisation}/people/contacts": Access.admin,
    "POST /o/{organisation}/people/contacts": Access.admin,
    "GET /o/{organisation}/people/contacts/change": Access.admin,
    "POST /o/{organisation}/people/contacts/change": Access.admin,
    "GET /o/{organisation}/people/contacts/remove": Access.admin,
    "POST /o/{organisation}/people/contacts/remove": Access.admin,
    "POST /o/{organisation}/people/contacts/move": Access.admin,
    "GET /o/{organisation}/workspaces": Access.admin,
    "POST /o/{organisation}/workspaces/connect": Access.admin,
    "GET /o/{organisation}/workspaces/disconnect": Access.admin,
    "POST /o/{organisation}/workspaces/disconnect": Access.admin,
    "GET /o/{organisation}/workspaces/channels": Access.admin,
    "POST /o/{organisation}/workspaces/bind": Access.admin,
    "GET /o/{organisation}/settings": Access.desk,
    "POST /o/{organisation}/settings/publishing": Access.admin,
    "POST /o/{organisation}/settings/general": Access.admin,
    "GET /o/{organisation}/audit": Access.admin,
    "POST /o/{organisation}/audit/verify": Access.admin,
    "GET /o/{organisation}/audit/download": Access.admin,
    "GET /o/{organisation}/health": Access.admin,
    "POST /o/{organisation}/health/examine": Access.admin,
    "POST /o/{organisation}/health/repair": Access.operator,
    "POST /o/{organisation}/health/ask": Access.admin,
    "POST /o/{organisation}/alerts/{alert}/seen": Access.lead,
    "GET /o/{organisation}/questions/told": Access.lead,
    "GET /o/{organisation}/questions": Access.lead,
    "GET /o/{organisation}/questions/{question}": Access.lead,
    "POST /o/{organisation}/questions/{question}/claim": Access.lead,
    "POST /o/{organisation}/questions/{question}/give-back": Access.lead,
    "POST /o/{organisation}/questions/{question}/reply": Access.lead,
    "GET /o/{organisation}/questions/{question}/close": Access.lead,
    "POST /o/{organisation}/questions/{question}/close": Access.lead,
    "POST /o/{organisation}/questions/{question}/pin": Access.lead,
    "GET /o/{organisation}/pins/new": Access.lead,
    "POST /o/{organisation}/pins/new": Access.lead,
    "GET /o/{organisation}/pins/{pin}/edit": Access.lead,
    "POST /o/{organisation}/pins/{pin}/edit": Access.lead,
    "GET /o/{organisation}/pins/{pin}/clauses": Access.lead,
    "POST /o/{organisation}/pins/{pin}/clauses": Access.lead,
    "GET /o/{organisation}/pins": Access.lead,
    "GET /o/{organisation}/pins/export.jsonl": Access.lead,
    "GET /o/{organisation}/pins/export.csv": Access.lead,
    "GET /o/{organisation}/pins/{pin}": Access.lead,
    "GET /o/{organisation}/pins/{pin}/collisions": Access.lead,
    "POST /o/{organisation}/pins/{pin}/approve": Access.lead,
    "GET /o/{organisation}/pins/{pin}/drop": Access.lead,
    "POST /o/{organisation}/pins/{pin}/drop": Access.lead,
    "GET /o/{organisation}/gaps": Access.lead,
    "GET /o/{organisation}/gaps/weeks.svg": Access.lead,
    "GET /o/{organisation}/gaps/policies.svg": Access.lead,
    "GET /o/{organisation}/gaps/questions": Access.lead,
    "GET /o/{organisation}/gaps/never/{policy}": Access.lead,
    "GET /o/{organisation}/gaps/packs": Access.lead,
    "GET /o/{organisation}/gaps/packs/{policy}": Access.lead,
    "GET /o/{organisation}/gaps/packs/{policy}/clauses.csv": Access.lead,
    "GET /o/{organisation}/gaps/packs/{policy}/questions.csv": Access.lead,
    "GET /o/{organisation}/gaps/packs/{policy}/review.zip": Access.lead,
    "GET /o/{organisation}/desk": Access.desk,
    "POST /o/{organisation}/desk": Access.desk,
    "POST /o/{organisation}/desk/away": Access.desk,
    "POST /o/{organisation}/desk/back": Access.desk,
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


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Consoled]:
    """One console for all that changes nothing in it."""
    with consoled(tmp_path_factory.mktemp("untouched") / "home") as made:
        yield made


@pytest.mark.parametrize("name", LISTED)
def test_a_page_opens_for_those_who_may_and_for_nobody_else(
    name: str, request: pytest.FixtureRequest
) -> None:
    method, _, path = name.partition(" ")
    console: Consoled = request.getfixturevalue("untouched" if method == "GET" else "console")
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
            nowhere = who == "outsider" and "{organisation}" in name
            assert response.status_code == (404 if nowhere else 403), (who, response.status_code)


@pytest.mark.parametrize("name", [each for each in LISTED if "{organisation}" in each])
def test_nobody_opens_a_page_of_another_organisation(untouched: Consoled, name: str) -> None:
    method, _, path = name.partition(" ")
    there = filled(path.replace("{organisation}", OTHER))
    for who in PEOPLE:
        if who in ("outsider", "operator"):
            continue
        visitor = untouched.visitor(who)
        response = visitor.get(there) if method == "GET" else visitor.post(there)
        assert response.status_code == 404, (who, response.status_code)


@pytest.mark.parametrize(
    "name", [each for each in LISTED if each.startswith("POST") and LISTED[each] is not Access.anyone]
)
def test_nothing_is_done_for_a_form_without_its_token(untouched: Consoled, name: str) -> None:
    visitor = untouched.visitor("operator")
    response = visitor.post(filled(name.partition(" ")[2]), csrf=False)
    assert response.status_code == 403
