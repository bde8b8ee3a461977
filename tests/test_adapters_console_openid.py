"""Signing in with an organisation's own provider: who comes in, as whom, and every answer that signs nobody in."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from joserfc import jwt
from playwright.sync_api import Browser

from adapters.console.provider import Provider
from bot.console_phrases import OPENID
from bot.credentials import Credentials
from bot.errors import MissingSetting, WrongSetting
from bot.members import holder
from bot.people import Office
from bot.settings import Settings
from tests.console_browsed import SIZES, faults, go, opened, shoot, wide
from tests.console_served import OTHER, Consoled, Visitor, text_of
from tests.houses import SHORT
from tests.openid_provider import CLIENT, SECRET, StandIn, key, standing_in

pytest_plugins = ("tests.console_fixtures",)

HEAD = {"email": "Head@Larkmere.Example", "email_verified": True, "name": "Hilda Head"}


def settings(at: str, **more: object) -> Settings:
    set_up = {
        "oidc_issuer": at,
        "oidc_client_id": CLIENT,
        "oidc_org": "Larkmere Trust",
        "oidc_domains": "larkmere.example, @LARKMERE-SIXTH.example",
    }
    return Settings.model_validate({**set_up, **more})


def provided(console: Consoled, provider: StandIn, secret: str = SECRET, **more: object) -> None:
    """Have the console believe the provider."""
    credentials = Credentials.model_validate({"oidc_secret": secret})
    console.console.provider = Provider.of(settings(provider.at, **more), credentials, "s" * 40)


@pytest.fixture
def provider(console: Consoled) -> Iterator[StandIn]:
    with standing_in(**HEAD) as made:
        provided(console, made)
        yield made


def came_back(visitor: Visitor) -> httpx.Response:
    """Go to the provider and back; returns what the console then says."""
    there = visitor.get("/openid")
    assert there.status_code == 303, there.text
    back = visitor.client.get(there.headers["Location"])
    return visitor.client.get(back.headers["Location"])


def told(response: httpx.Response, why: str) -> bool:
    """Whether nobody was signed in, and the page says why."""
    sentence = OPENID[why].format(name="your school account")
    return "set-cookie" not in response.headers and sentence in text_of(response)


def test_whoever_the_provider_vouches_for_comes_in_as_their_address_in_lower_case(
    console: Consoled, provider: StandIn
) -> None:
    visitor = console.visitor()
    assert "Sign in with your school account" in visitor.get("/sign-in").text
    inside = visitor.follow(came_back(visitor))
    assert str(inside.url) == f"{console.at}/console/o/{SHORT}/ask"
    assert "Hilda Head" in inside.text
    assert provider.asked[0]["redirect_uri"] == f"{console.at}/console/openid/back"
    [session] = console.console.sessions.everyone(console.console.cabinet.now())
    assert (session.person.key, session.person.workspaces) == ("console:head@larkmere.example", (SHORT,))


def test_they_hold_the_roles_that_their_address_and_their_groups_hold(
    console: Consoled, provider: StandIn
) -> None:
    visitor = console.visitor()
    visitor.follow(came_back(visitor))
    assert visitor.get(f"/o/{SHORT}/").headers["Location"].endswith("/ask")
    console.directory.appoint(SHORT, holder(Office.lead, "console:head@larkmere.example"))
    assert visitor.get(f"/o/{SHORT}/").headers["Location"].endswith("/questions")
    provider.says["groups"] = ["Office", "two words", 7, "x" * 300]
    console.directory.appoint(SHORT, holder(Office.admin, "console:group:Office"))
    assert visitor.get(f"/o/{SHORT}/").headers["Location"].endswith("/questions")
    visitor.follow(came_back(visitor))
    assert visitor.get(f"/o/{SHORT}/").headers["Location"].endswith("/revisions")
    assert visitor.get(f"/o/{OTHER}/").status_code == 404


def test_they_go_on_to_the_page_that_they_wanted(console: Consoled, provider: StandIn) -> None:
    visitor = console.visitor()
    assert visitor.get(f"/o/{SHORT}/ask?from=home").status_code == 303
    assert came_back(visitor).headers["Location"] == f"/console/o/{SHORT}/ask?from=home"


def test_another_session_in_the_same_browser_ends(console: Consoled, provider: StandIn) -> None:
    visitor = console.visitor("admin")
    before = visitor.client.cookies["quoth-session"]
    came = came_back(visitor)
    assert before not in came.headers["Set-Cookie"]
    assert "quoth-session=" in came.headers["Set-Cookie"]
    assert console.console.sessions.of(before, console.console.cabinet.now()) is None


def test_what_the_token_leaves_out_is_asked_for(console: Consoled, provider: StandIn) -> None:
    provider.says.clear()
    provider.known["userinfo_endpoint"] = f"{provider.at}/me"
    provider.more = {**HEAD, "sub": "17"}
    assert came_back(console.visitor()).status_code == 303
    provider.more["sub"] = "18"
    assert told(came_back(console.visitor()), "not_for_us")


def test_microsofts_word_for_a_verified_domain_counts(console: Consoled, provider: StandIn) -> None:
    provider.says |= {"email_verified": None, "xms_edov": True}
    assert came_back(console.visitor()).status_code == 303


def unsigned(claims: dict[str, Any]) -> str:
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    coded = (base64.urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=").decode() for each in parts)
    return f"{'.'.join(coded)}."


def by_the_public_key(provider: StandIn, claims: dict[str, Any]) -> str:
    """A token "signed" with what everybody knows, as if it were a secret shared with us."""
    parts = ({"alg": "HS256", "kid": "1"}, claims)
    coded = ".".join(
        base64.urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=").decode() for each in parts
    )
    seal = hmac.new(provider.key.as_pem(private=False), coded.encode(), hashlib.sha256).digest()
    return f"{coded}.{base64.urlsafe_b64encode(seal).rstrip(b'=').decode()}"


Forging = Callable[[StandIn, dict[str, Any]], str]

FORGED: dict[str, tuple[str, Forging]] = {
    "another's key": ("not_for_us", lambda provider, claims: provider.signed(claims, by=key("1"))),
    "no signature": ("not_for_us", lambda _, claims: unsigned(claims)),
    "the public key": ("not_for_us", by_the_public_key),
    "a changed claim": (
        "not_for_us",
        lambda provider, claims: changed(provider.signed(claims), {**claims, "email": "x@larkmere.example"}),
    ),
    "another audience": ("not_for_us", lambda provider, claims: provider.signed({**claims, "aud": "others"})),
    "several audiences": (
        "not_for_us",
        lambda provider, claims: provider.signed({**claims, "aud": [CLIENT, "x"]}),
    ),
    "another issuer": (
        "not_for_us",
        lambda provider, claims: provider.signed({**claims, "iss": "https://x.example"}),
    ),
    "another nonce": ("not_for_us", lambda provider, claims: provider.signed({**claims, "nonce": "1"})),
    "no nonce": (
        "not_for_us",
        lambda provider, claims: provider.signed({**claims, "nonce": None}),
    ),
    "no end": (
        "not_for_us",
        lambda provider, claims: provider.signed({k: v for k, v in claims.items() if k != "exp"}),
    ),
    "over": ("clock", lambda provider, claims: provider.signed({**claims, "exp": int(time.time()) - 180})),
    "to come": (
        "clock",
        lambda provider, claims: provider.signed({**claims, "nbf": int(time.time()) + 900}),
    ),
    "from the future": (
        "clock",
        lambda provider, claims: provider.signed({**claims, "iat": int(time.time()) + 900}),
    ),
    "no token": ("not_for_us", lambda _provider, _claims: "nothing"),
    "not verified": (
        "unverified",
        lambda provider, claims: provider.signed({**claims, "email_verified": False}),
    ),
    "verified in words": (
        "unverified",
        lambda provider, claims: provider.signed({**claims, "email_verified": "true"}),
    ),
    "another domain": (
        "stranger",
        lambda provider, claims: provider.signed({**claims, "email": "head@school.example"}),
    ),
    "a domain below": (
        "stranger",
        lambda provider, claims: provider.signed({**claims, "email": "head@x.larkmere.example"}),
    ),
    "an operator": (
        "stranger",
        lambda provider, claims: provider.signed({**claims, "email": "operator:root@larkmere.example"}),
    ),
    "a group": (
        "stranger",
        lambda provider, claims: provider.signed({**claims, "email": "group:office@larkmere.example"}),
    ),
    "a letter that looks alike": (
        "stranger",
        lambda provider, claims: provider.signed({**claims, "email": "\u212aate@larkmere.example"}),
    ),
    "two lines": (
        "stranger",
        lambda provider, claims: provider.signed({**claims, "email": "a@larkmere.example\n"}),
    ),
    "no address": (
        "stranger",
        lambda provider, claims: provider.signed({**claims, "email": ["a@larkmere.example"]}),
    ),
}


def changed(token: str, claims: dict[str, Any]) -> str:
    head, _, seal = token.split(".")
    return f"{head}.{base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b'=').decode()}.{seal}"


def test_no_forged_token_signs_anybody_in(console: Consoled, provider: StandIn) -> None:
    for name, (why, forges) in FORGED.items():
        provider.signs = lambda claims, forges=forges: forges(provider, claims)  # type: ignore[misc]
        response = came_back(console.visitor())
        assert told(response, why), (name, response.status_code, text_of(response))
    assert console.console.sessions.everyone(console.console.cabinet.now()) == ()


def test_a_clock_that_is_a_minute_wrong_does_no_harm(console: Consoled, provider: StandIn) -> None:
    provider.says |= {"iat": int(time.time()) + 60, "exp": int(time.time()) - 30}
    assert came_back(console.visitor()).status_code == 303


def test_a_key_that_the_provider_has_changed_is_looked_up_anew(
    console: Consoled, provider: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert came_back(console.visitor()).status_code == 303
    provider.key = key("2")
    provider.signs = lambda claims: jwt.encode({"alg": "RS256", "kid": "2"}, claims, provider.key)
    assert told(came_back(console.visitor()), "not_for_us")
    monkeypatch.setattr("adapters.console.discovery.ANEW", 0.0)
    assert came_back(console.visitor()).status_code == 303


def test_an_answer_to_another_browser_signs_nobody_in(console: Consoled, provider: StandIn) -> None:
    mine, theirs = console.visitor(), console.visitor()
    there = mine.get("/openid").headers["Location"]
    back = mine.client.get(there).headers["Location"]
    assert told(theirs.client.get(back), "again")
    theirs.get("/openid")
    assert told(theirs.client.get(back), "again")
    assert mine.client.get(back).status_code == 303


def test_an_answer_works_once(console: Consoled, provider: StandIn) -> None:
    visitor = console.visitor()
    there = visitor.get("/openid")
    kept = visitor.client.cookies["quoth-openid"]
    back = visitor.client.get(there.headers["Location"]).headers["Location"]
    assert visitor.client.get(back).status_code == 303
    assert told(visitor.client.get(back), "again")
    # Nor where somebody has kept the cookie: the provider gives no code twice.
    again = visitor.client.get(back, headers={"Cookie": f"quoth-openid={kept}"})
    assert told(again, "again")


@pytest.mark.parametrize(
    "query", ["", "?state=", "?state=x&code=y", "?code=y", "?state=%00&error=x", "?error=é"]
)
def test_an_answer_to_nobodys_question_signs_nobody_in(
    console: Consoled, provider: StandIn, query: str
) -> None:
    visitor = console.visitor()
    assert told(visitor.get(f"/openid/back{query}"), "again")
    visitor.get("/openid")
    assert told(visitor.get(f"/openid/back{query}"), "again")


def test_an_answer_that_another_provider_gave_is_not_used(console: Consoled, provider: StandIn) -> None:
    visitor = console.visitor()
    back = visitor.client.get(visitor.get("/openid").headers["Location"]).headers["Location"]
    mixed = back.partition("&iss=")[0] + "&iss=https%3A%2F%2Fx.example"
    assert told(visitor.client.get(mixed), "not_for_us")


def test_whoever_turns_back_is_told_so(console: Consoled, provider: StandIn) -> None:
    provider.refuses = "access_denied"
    assert told(came_back(console.visitor()), "refused")


def test_a_wrong_secret_is_named(console: Consoled, provider: StandIn) -> None:
    provided(console, provider, secret="another")
    response = came_back(console.visitor())
    assert told(response, "wrong_client")
    assert "QUOTH_OIDC_SECRET" in response.text


@pytest.mark.parametrize(
    "known",
    [
        {"issuer": "https://other.example"},
        {"token_endpoint": "http://other.example/token"},
        {"jwks_uri": "http://[x"},
    ],
)
def test_a_provider_that_speaks_for_another_is_not_asked(
    console: Consoled, provider: StandIn, known: dict[str, str]
) -> None:
    provider.known |= known
    assert told(console.visitor().get("/openid"), "not_for_us")


def test_a_provider_that_does_not_answer_is_named_and_left_alone_for_a_moment(
    console: Consoled, provider: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.down = True
    assert told(console.visitor().get("/openid"), "unreachable")
    provider.down = False
    assert told(console.visitor().get("/openid"), "unreachable")
    monkeypatch.setattr("adapters.console.discovery.RESTED", 0.0)
    assert console.visitor().get("/openid").status_code == 303
    provided(console, provider, oidc_issuer="http://127.0.0.1:9")
    assert told(console.visitor().get("/openid"), "unreachable")


def test_without_a_provider_there_is_no_such_page(console: Consoled) -> None:
    visitor = console.visitor()
    assert "Sign in with" not in visitor.get("/sign-in").text
    assert (visitor.get("/openid").status_code, visitor.get("/openid/back").status_code) == (404, 404)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"oidc_issuer": "http://login.example"}, "QUOTH_OIDC_ISSUER"),
        ({"oidc_client_id": ""}, "QUOTH_OIDC_CLIENT_ID"),
        ({"oidc_org": " , "}, "QUOTH_OIDC_ORG"),
        ({"oidc_domains": ""}, "QUOTH_OIDC_DOMAINS"),
    ],
)
def test_what_is_missing_or_wrong_is_named_at_the_start(given: dict[str, str], named: str) -> None:
    wrong = settings("https://login.example", **given)
    with pytest.raises(WrongSetting, match=named):
        Provider.of(wrong, Credentials.model_validate({"oidc_secret": SECRET}), "s" * 40)


def test_the_secret_is_needed_and_never_shown() -> None:
    with pytest.raises(MissingSetting, match="QUOTH_OIDC_SECRET"):
        Provider.of(settings("https://login.example"), Credentials(), "s" * 40)
    made = Provider.of(
        settings("https://login.example"), Credentials.model_validate({"oidc_secret": SECRET}), "s" * 40
    )
    assert SECRET not in repr(made)
    assert "ssss" not in repr(made)


@pytest.mark.parametrize("size", SIZES)
def test_somebody_signs_in_with_their_school_account_in_a_browser(
    chromium: Browser, console: Consoled, provider: StandIn, size: str
) -> None:
    page = opened(chromium, console, "", size)
    go(page, console, f"/o/{SHORT}/ask")
    assert (faults(page), wide(page)) == ([], False)
    shoot(page, f"sign-in-school-{size}")
    page.get_by_role("link", name="Sign in with your school account").click()
    page.wait_for_url(f"**/o/{SHORT}/ask")
    assert "Hilda Head" in page.locator("header").inner_text()
