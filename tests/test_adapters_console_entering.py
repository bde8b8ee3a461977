"""Coming in to the console: by a link that works once, and out again."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from adapters.console.console import COOKIE, SAFE_COOKIE
from bot.sessions import CONSOLE
from tests.console_browsed import SIZES, faults, go, opened, shoot, wide
from tests.console_served import PEOPLE, Consoled, consoled, text_of
from tests.houses import SHORT

pytest_plugins = ("tests.console_fixtures",)


def test_a_link_works_once(console: Consoled) -> None:
    token = console.console.sessions.link(PEOPLE["staff"], console.console.cabinet.now())
    first, second = console.visitor(), console.visitor()
    assert "Sign in to Quoth" in text_of(first.get(f"/enter/{token}"))
    assert first.post(f"/enter/{token}").status_code == 303
    assert second.post(f"/enter/{token}").status_code == 410
    assert second.get(f"/enter/{token}").status_code == 410


@pytest.mark.parametrize("size", SIZES)
def test_somebody_signs_in_and_out_in_a_browser(chromium: Browser, console: Consoled, size: str) -> None:
    token = console.console.sessions.link(PEOPLE["operator"], console.console.cabinet.now())
    page = opened(chromium, console, "", size)
    go(page, console, f"/enter/{token}")
    assert faults(page) == []
    shoot(page, f"enter-{size}")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Larkmere Trust").wait_for()
    assert (faults(page), wide(page)) == ([], False)
    shoot(page, f"choose-{size}")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    assert (faults(page), wide(page)) == ([], False)
    shoot(page, f"sign-in-{size}")


def test_looking_at_a_link_does_not_use_it_up(console: Consoled) -> None:
    token = console.console.sessions.link(PEOPLE["staff"], console.console.cabinet.now())
    for _ in range(3):
        assert console.visitor().get(f"/enter/{token}").status_code == 200
        assert console.visitor().client.head(f"{CONSOLE}/enter/{token}").status_code == 200
    assert console.visitor().post(f"/enter/{token}").status_code == 303


def test_a_session_gets_a_key_of_its_own_and_the_one_before_ends(console: Consoled) -> None:
    visitor = console.visitor("staff")
    before = visitor.client.cookies[COOKIE]
    token = console.console.sessions.link(PEOPLE["admin"], console.console.cabinet.now())
    response = visitor.post(f"/enter/{token}")
    cookie = response.headers.get_list("Set-Cookie")[-1]
    assert before not in cookie
    assert console.console.sessions.of(before, console.console.cabinet.now()) is None
    for part in ("HttpOnly", "SameSite=lax", "Path=/", "Max-Age=43"):
        assert part in cookie
    assert "Secure" not in cookie


def test_a_key_that_somebody_else_chose_is_not_taken_over(console: Consoled) -> None:
    visitor = console.visitor()
    visitor.client.cookies.set(COOKIE, "chosen-by-somebody-else")
    token = console.console.sessions.link(PEOPLE["staff"], console.console.cabinet.now())
    assert "chosen-by-somebody-else" not in visitor.post(f"/enter/{token}").headers["Set-Cookie"]
    stranger = console.visitor()
    stranger.client.cookies.set(COOKIE, "chosen-by-somebody-else")
    assert stranger.get("/").headers["Location"].endswith("/sign-in")


def test_behind_https_the_cookie_goes_nowhere_else(tmp_path: Path) -> None:
    with consoled(tmp_path / "home", public_url="https://quoth.example/below") as made:
        token = made.console.sessions.link(PEOPLE["staff"], made.console.cabinet.now())
        client = made.visitor().client
        here = {"Host": "quoth.example", "Origin": "https://quoth.example"}
        response = client.post(f"{CONSOLE}/enter/{token}", headers=here)
        assert response.headers["Location"] == "/below/console/"
        cookie = response.headers.get_list("Set-Cookie")[-1]
        assert cookie.startswith(f"{SAFE_COOKIE}=")
        for part in ("HttpOnly", "SameSite=lax", "Path=/", "Secure"):
            assert part in cookie
        assert "Domain" not in cookie
        # The key that is good there is none without its safe name.
        key = cookie.partition("=")[2].partition(";")[0]
        plain = client.get(f"{CONSOLE}/", headers={**here, "Cookie": f"{COOKIE}={key}"})
        safe = client.get(f"{CONSOLE}/", headers={**here, "Cookie": f"{SAFE_COOKIE}={key}"})
        assert (plain.headers["Location"], safe.headers["Location"]) == (
            "/below/console/sign-in",
            f"/below/console/o/{SHORT}/",
        )


def test_signing_out_ends_the_session_and_no_other(console: Consoled) -> None:
    first, second = console.visitor("staff"), console.visitor("staff")
    key = first.client.cookies[COOKIE]
    response = first.post("/leave")
    assert response.headers["Location"] == f"{CONSOLE}/sign-in"
    assert "Max-Age=0" in response.headers["Set-Cookie"]
    first.client.cookies.set(COOKIE, key)
    assert first.get("/").headers["Location"] == f"{CONSOLE}/sign-in"
    assert second.get("/").headers["Location"] == f"{CONSOLE}/o/{SHORT}/"


def test_whoever_has_signed_in_already_is_not_asked_to(console: Consoled) -> None:
    assert console.visitor("staff").get("/sign-in").headers["Location"] == f"{CONSOLE}/"


def test_a_part_of_a_page_sends_whoever_is_signed_out_to_sign_in(console: Consoled) -> None:
    response = console.visitor().get(f"/o/{SHORT}/ask", **{"HX-Request": "true"})
    assert (response.status_code, response.headers["HX-Redirect"]) == (204, f"{CONSOLE}/sign-in")


def test_the_console_is_found_without_its_last_stroke(console: Consoled) -> None:
    response = console.visitor().client.get(CONSOLE)
    assert response.headers["Location"] == f"{CONSOLE}/"


@pytest.mark.parametrize(
    ("path", "above"),
    [
        (f"/o/{SHORT}/people/appoint", f"/o/{SHORT}/people"),
        (f"/o/{SHORT}/health/ask", f"/o/{SHORT}/health"),
        (f"/o/{SHORT}/checks/question/3/ask", f"/o/{SHORT}/checks/question/3"),
        ("/set-up/samples", "/set-up"),
    ],
)
def test_the_address_of_a_form_leads_to_the_page_above_it(console: Consoled, path: str, above: str) -> None:
    response = console.visitor("admin").get(f"{path}?x=//elsewhere.example")
    assert (response.status_code, response.headers["Location"]) == (303, f"{CONSOLE}{above}")
    assert response.headers["X-Frame-Options"] == "DENY"


def test_the_address_of_a_form_without_a_page_above_it_leads_nowhere(console: Consoled) -> None:
    visitor = console.visitor("staff")
    for path in (f"/o/{SHORT}/press", "/leave", f"/o/{SHORT}/alerts/x/seen"):
        assert visitor.get(path).status_code == 405, path
    assert visitor.client.put(f"{CONSOLE}/o/{SHORT}/people/appoint").status_code == 405
