"""Attacks on the console: whatever is sent to whichever page, nothing breaks, nothing leaks, and nobody comes in."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator

import httpx
import pytest

from adapters.console.console import COOKIE, MOST_POSTS, MOST_STRANGERS, MOST_VISITS
from adapters.console.jobs import MOST_AT_ONCE, Done, Job
from adapters.console.returning import NEXT
from adapters.console.tokens import masked
from bot.errors import NothingToPublish
from bot.members import holder
from bot.people import Office
from bot.sessions import CONSOLE
from tests.console_attacked import unsafe
from tests.console_served import PEOPLE, Consoled, text_of
from tests.houses import SHORT

pytest_plugins = ("tests.console_fixtures",)

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"csrf": "x"}'),
        ("text/plain", b"csrf=x"),
        ("multipart/form-data", b"--x\r\n"),
        ("multipart/form-data; boundary=", b"----\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\nb"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: nonsense\r\n\r\nb\r\n--x--\r\n"),
        (
            "multipart/form-data; boundary=x; charset=nonsense",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n',
        ),
        ("application/x-www-form-urlencoded", b"%ff%fe=%00&&&==&a"),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=b" % each for each in range(2_000))),
        ("", b"\x00\xff" * 100),
    ],
)
def test_a_form_that_is_none_does_nothing(console: Consoled, kind: str, body: bytes) -> None:
    visitor = console.visitor("admin")
    response = visitor.client.post(f"{CONSOLE}/o/{SHORT}/ask", content=body, headers={"Content-Type": kind})
    assert response.status_code in (400, 403), text_of(response)
    assert unsafe(response) == []


def test_a_body_that_is_too_large_is_refused_and_said_so(console: Consoled) -> None:
    visitor = console.visitor("admin")
    response = visitor.client.post(f"{CONSOLE}/o/{SHORT}/ask", content=b"a=" + b"b" * 300_000, headers=FORM)
    assert response.status_code == 413
    response = visitor.client.post(f"{CONSOLE}/leave", content=b"a=" + b"b" * 27_000_000, headers=FORM)
    assert response.status_code == 413

    def endless() -> Iterator[bytes]:
        while True:
            yield b"b" * 65_536

    try:
        response = visitor.client.post(f"{CONSOLE}/o/{SHORT}/ask", content=endless(), headers=FORM)
    except httpx.TransportError:
        return
    assert response.status_code == 413


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "[::1", "", "a b", "evil.example:80@127.0.0.1:1", "%00", "☃"],
)
def test_no_name_that_is_not_ours_is_answered(console: Consoled, host: str) -> None:
    told = _raw(console, f"GET {CONSOLE}/sign-in HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
    status = int(told.split(" ", 2)[1])
    assert status in (400, 421), told[:200]
    assert "evil.example" not in told.partition("\r\n\r\n")[0]


@pytest.mark.parametrize(
    "cookie",
    [
        f"{COOKIE}=",
        f"{COOKIE}=\x00",
        f"{COOKIE}={'x' * 6_000}",
        f"{COOKIE}=é; {COOKIE}=ü",
        "=;;;=",
        f"__Host-{COOKIE}=x",
        'quoth-session="a;b',
    ],
)
def test_no_made_up_session_comes_in(console: Consoled, cookie: str) -> None:
    told = _raw(
        console,
        f"GET {CONSOLE}/o/{SHORT}/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n",
    )
    assert told.split(" ", 2)[1] in ("303", "400"), told[:200]


def _raw(console: Consoled, request: str) -> str:
    """What is answered to a request that no client would send."""
    port = int(console.at.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), 20) as line:
        line.sendall(request.encode("utf-8"))
        found = b""
        while piece := line.recv(65_536):
            found += piece
    return found.decode("utf-8", "replace")


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/console/o/",
        "/console/o/..//evil.example",
        "/console/o//evil.example",
        "/\\evil.example",
        "/console/o/\\\\evil.example",
        "/console/o/a\r\nX: y",
        "/console/leave",
        "/console/o/" + "a" * 2_000,
        "javascript:alert(1)",
        "/console/o/é",
    ],
)
def test_signing_in_leads_nowhere_else(console: Consoled, wanted: str) -> None:
    token = console.console.sessions.link(PEOPLE["web staff"], console.console.cabinet.now())
    visitor = console.visitor()
    quoted = "".join(f"\\{ord(each):03o}" if each in '\r\n;"\\' else each for each in wanted)
    cookie = f'{NEXT}="{quoted}"'.encode()
    response = visitor.client.post(f"{CONSOLE}/enter/{token}", headers={b"Cookie": cookie})  # type: ignore[dict-item]
    assert response.status_code == 303
    assert response.headers["Location"] == f"{CONSOLE}/"


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        (f"/o/{SHORT}/ask?from=%2F%2Fevil.example", f"/o/{SHORT}/ask?from=%2F%2Fevil.example"),
        (f"/o/{SHORT}/policies?next=//evil.example", ""),
        (f"/o/{SHORT}/policies/%E4%B8%AD/%0D%0AX:y", ""),
        (f"/o/{SHORT}/policies/%E4%B8%AD", f"/o/{SHORT}/policies/%E4%B8%AD"),
        ("/jobs/x", ""),
    ],
)
def test_the_page_that_was_wanted_is_kept_where_it_can_be_nothing_else(
    console: Consoled, path: str, kept: str
) -> None:
    visitor = console.visitor()
    response = visitor.get(path)
    cookie = response.headers.get("Set-Cookie", "")
    assert ("X" in response.headers, NEXT in cookie) == (False, bool(kept))
    token = console.console.sessions.link(PEOPLE["web staff"], console.console.cabinet.now())
    assert visitor.post(f"/enter/{token}").headers["Location"] == f"{CONSOLE}{kept or '/'}"


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_a_form_on_another_site_does_nothing(console: Consoled, site: str) -> None:
    visitor = console.visitor("admin")
    visitor.client.headers["Sec-Fetch-Site"] = site
    assert visitor.post("/leave").status_code == 403
    token = console.console.sessions.link(PEOPLE["staff"], console.console.cabinet.now())
    assert visitor.post(f"/enter/{token}").status_code == 403
    assert visitor.get("/").status_code == 303


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://[x", "http://127.0.0.1:1"])
def test_nor_does_one_of_an_old_browser(console: Consoled, origin: str) -> None:
    visitor = console.visitor("admin")
    visitor.client.headers["Origin"] = origin
    assert visitor.post("/leave").status_code == 403
    visitor.client.headers["Origin"] = console.at
    assert visitor.post("/leave").status_code == 303


@pytest.mark.parametrize("token", ["", ".", "x.y", "é.é", "\x00", "." * 200, "x" * 400])
def test_no_made_up_token_is_taken(console: Consoled, token: str) -> None:
    visitor = console.visitor("admin")
    assert visitor.post("/leave", {"csrf": token}).status_code in (403, 422)
    assert visitor.get("/").headers["Location"] != f"{CONSOLE}/sign-in"


def test_anothers_token_is_not_taken(console: Consoled) -> None:
    mine, theirs = console.visitor("admin"), console.visitor("second")
    mine.session = theirs.session
    assert mine.post("/leave").status_code == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "LOOK"])
def test_no_other_method_does_anything(console: Consoled, method: str) -> None:
    visitor = console.visitor("admin")
    for path in ("/", f"/o/{SHORT}/ask", "/leave", "/nowhere"):
        response = visitor.client.request(method, f"{CONSOLE}{path}")
        assert response.status_code in (404, 405), (path, response.status_code)
        assert unsafe(response) == []


def test_too_many_at_once_are_asked_to_wait(console: Consoled) -> None:
    stranger, admin = console.visitor(), console.visitor("admin")
    found = [stranger.get("/sign-in").status_code for _ in range(MOST_STRANGERS + 3)]
    assert (found[0], found[-1]) == (200, 429)
    answered = stranger.get("/sign-in")
    assert answered.headers["Retry-After"] == "60"
    assert unsafe(answered) == []
    # Strangers hold up nobody who has signed in, nor those behind the same proxy.
    assert admin.get("/").status_code == 303
    other = {"X-Forwarded-For": "203.0.113.7, 198.51.100.2"}
    assert stranger.get("/sign-in", **other).status_code == 200
    posted = [admin.post("/nowhere-to-post").status_code for _ in range(2)]
    assert posted == [404, 404]
    found = [admin.post(f"/o/{SHORT}/ask", {"text": ""}).status_code for _ in range(MOST_POSTS + 3)]
    assert found[-1] == 429


def test_what_is_refused_is_counted_too(console: Consoled) -> None:
    staff, stranger = console.visitor("staff"), console.visitor()
    found = [staff.get(f"/o/{SHORT}/audit").status_code for _ in range(MOST_VISITS + 3)]
    assert (found[0], found[-1]) == (403, 429)
    found = [stranger.get(f"/o/{SHORT}/audit").status_code for _ in range(MOST_STRANGERS + 3)]
    assert (found[0], found[-1]) == (303, 429)
    # What every page needs is given all the same.
    assert stranger.get("/manifest.webmanifest").status_code == 200
    assert stranger.get("/static/none/none.css").status_code == 404


def test_no_page_is_kept_by_a_browser_or_framed_by_another_site(console: Consoled) -> None:
    for who in ("", "admin"):
        for path in ("/sign-in", f"/o/{SHORT}/ask", f"/o/{SHORT}/nothing"):
            response = console.visitor(who).get(path)
            assert response.headers["Cache-Control"] == "private, no-store"
            assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
            assert "unsafe" not in response.headers["Content-Security-Policy"]


def test_what_breaks_is_told_by_a_number_and_nothing_else(console: Consoled) -> None:
    class Broken:
        def workspaces_of(self, _person: object) -> None:
            raise RuntimeError("the question was about a poodle")

    console.console.belonging = Broken()  # type: ignore[assignment]
    response = console.visitor("admin").get(f"/o/{SHORT}/ask")
    assert response.status_code == 500
    assert "poodle" not in response.text
    assert re.search(r"this number: [0-9a-f]{8}", response.text)
    assert unsafe(response) == []


def test_an_office_that_is_taken_away_is_gone_with_the_next_request(console: Consoled) -> None:
    visitor = console.visitor("admin")
    assert visitor.get(f"/o/{SHORT}/people").status_code == 200
    console.directory.dismiss(SHORT, holder(Office.admin, PEOPLE["admin"].key))
    assert visitor.get(f"/o/{SHORT}/people").status_code == 403
    console.directory.disconnect(PEOPLE["admin"].platform, "T0")
    assert visitor.get(f"/o/{SHORT}/ask").status_code == 404
    assert visitor.get("/").status_code == 403


@pytest.mark.parametrize(
    ("who", "path", "fields"),
    [
        ("admin", "people/contacts", {"role": "Head", "name": r"a\ud800b"}),
        ("admin", "people/invite", {"name": r"a\ud800b"}),
        ("admin", "settings/publishing", {"workspace": "slack:T0", "channel": r"C\ud800"}),
        ("admin", "checks/add", {"ask": r"may I \ud800 go?", "kind": "silent"}),
        ("admin", "health/ask", {"text": r"may I \ud800 go?", "role": "staff"}),
        ("lead", "pins/new", {"questions": r"may I \ud800 go?", "note": r"No \udfff."}),
    ],
)
def test_half_a_sign_in_a_made_up_encoding_breaks_nothing(
    console: Consoled, who: str, path: str, fields: dict[str, str]
) -> None:
    visitor = console.visitor(who)
    assert visitor.session
    given = {"csrf": masked(visitor.session.csrf), **fields}
    parts = (
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in given.items()
    )
    kind = "multipart/form-data; boundary=x; charset=unicode-escape"
    response = visitor.client.post(
        f"{CONSOLE}/o/{SHORT}/{path}",
        content=f"{''.join(parts)}--x--\r\n".encode(),
        headers={"Content-Type": kind},
    )
    assert response.status_code < 500, text_of(response)


@pytest.mark.parametrize("id", ["", "a/b", "..", "x" * 64, "é" * 16, "0123456789ABCDEF"])
def test_nobody_raises_an_alert_under_an_id_that_no_button_has(console: Consoled, id: str) -> None:
    visitor = console.visitor("staff")
    assert visitor.post(f"/o/{SHORT}/press", {"press": f"now {id}"}).status_code == 404
    assert console.console.cabinet.alerts.unseen() == ()
    assert visitor.post(f"/o/{SHORT}/press", {"press": f"now {'0a' * 8}"}).status_code == 200
    assert [each.id for each in console.console.cabinet.alerts.unseen()] == ["0a" * 8]


def test_an_organisation_whose_name_has_other_letters_can_take_its_files_along(console: Consoled) -> None:
    short = console.desk.store.create_organisation("Szkoła 学校", "tests").short
    visitor = console.visitor("operator")
    for path in ("audit/download?as=csv", "pins/export.csv", "pins/export.jsonl"):
        response = visitor.get(f"/o/{short}/{path}")
        assert response.status_code == 200
        assert "filename*=UTF-8''szko%C5%82a-%E5%AD%A6" in response.headers["Content-Disposition"]
    made = visitor.follow(visitor.post(f"/o/{short}/carrying"))
    assert visitor.client.get(f"{made.url}/file").content.startswith(b"PK")


def test_a_job_that_failed_leads_to_its_page_whatever_the_organisation_is_called(console: Consoled) -> None:
    short = console.desk.store.create_organisation("Szkoła", "tests").short

    def fail(_progress: object) -> object:
        raise NothingToPublish(organisation="Szkoła")

    job = Job(person=PEOPLE["operator"].key, organisation=short, title="Publishing", back="/console/")
    console.console.jobs.start(job, fail)  # type: ignore[arg-type]
    assert job.over.wait(20)
    response = console.visitor("operator").get(f"/o/{short}/jobs/{job.id}", **{"HX-Request": "true"})
    assert response.headers["HX-Redirect"] == f"{CONSOLE}/o/szko%C5%82a/jobs/{job.id}"


def test_questions_of_a_pin_that_are_too_long_or_too_many_are_told_and_not_looked_for(
    console: Consoled,
) -> None:
    lead = console.visitor("lead")
    for questions in ("q" * 15_000, "\n".join(f"zq{each} vrump" for each in range(1_000))):
        fields = {"questions": questions, "note": "No."}
        assert lead.post(f"/o/{SHORT}/pins/new", {**fields, "step": "find"}).status_code == 200
        assert lead.post(f"/o/{SHORT}/pins/new", fields).status_code == 422


def test_nobody_has_more_under_way_at_once_than_a_few_jobs(console: Consoled) -> None:
    gate, admin, jobs = threading.Event(), console.visitor("admin"), console.console.jobs

    def wait(_progress: object) -> Done:
        assert gate.wait(60)
        return Done(f"{CONSOLE}/")

    begun = [Job(PEOPLE["admin"].key, SHORT, "Checking", f"{CONSOLE}/") for _ in range(MOST_AT_ONCE)]
    try:
        assert all(jobs.start(each, wait) for each in begun)
        assert admin.post(f"/o/{SHORT}/audit/verify").status_code == 429
        assert console.visitor("second").post(f"/o/{SHORT}/audit/verify").is_redirect
    finally:
        gate.set()
    assert all(each.over.wait(20) for each in begun)
    assert admin.post(f"/o/{SHORT}/audit/verify").is_redirect
