"""Health: what runs, what went wrong, the doctor, and a question to try of which nothing is kept."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import pytest
import structlog
from playwright.sync_api import Browser
from sqlalchemy import func, select

from adapters.recent import MOST, RECENT, Recent
from bot.errors import ModelUnavailable
from bot.logs import serve_logs
from bot.outbox import Item, Letter
from bot.places import Place, Platform
from bot.tables import answers, audit, awaited, queue, tallies
from bot.tallies import Counted, Tally, week_of
from tests.console_browsed import SIZES, faults, go, opened, shoot, wide
from tests.console_rows import rows_of
from tests.console_served import OTHER, Consoled, moment, text_of
from tests.houses import SHORT

pytest_plugins = ("tests.console_fixtures",)

AT = f"/o/{SHORT}/health"


@pytest.fixture
def recent() -> Iterator[Recent]:
    """What this process remembers of its log, empty before and after."""
    before = structlog.get_config()
    RECENT._kept.clear()
    yield RECENT
    RECENT._kept.clear()
    structlog.configure(**before)


def logged(event: str, level: int = logging.ERROR, **about: object) -> None:
    """Log as the service does."""
    chain = (RECENT,)
    entry = {
        "event": event,
        "level": logging.getLevelName(level).lower(),
        "at": moment().isoformat(),
        **about,
    }
    for each in chain:
        each(None, "", entry)


def test_what_is_running_is_told(console: Consoled) -> None:
    page = console.visitor("admin").get(AT)
    assert re.search(r"Quoth [\d.]+, since \d", text_of(page))
    shown = "\n".join(rows_of(page))
    assert "Slack | look at it | It cannot be reached" in shown
    assert "Database | works" in shown
    assert "Encoder | works" in shown
    assert "Discord" not in shown


def test_the_figures_are_of_this_organisation(console: Consoled) -> None:
    cabinet, now = console.console.cabinet, console.console.cabinet.now()
    week = week_of(now)
    cabinet.tallies.count(SHORT, (Tally(week=week, kind=Counted.quoted, times=7),))
    cabinet.tallies.count(SHORT, (Tally(week=week, kind=Counted.silent, times=3),))
    cabinet.tallies.count(OTHER, (Tally(week=week, kind=Counted.quoted, times=90),))
    place = Place(platform=Platform.slack, workspace="T0", channel="C1")
    letters = [
        Item(key=f"k{number}", organisation=SHORT, kind=Letter.monthly, about="x", place=place, due_at=now)
        for number in range(2)
    ]
    cabinet.outbox.put(*letters)
    given_up = cabinet.outbox.waiting(SHORT)[0]
    cabinet.outbox.done(given_up, now, "gone")
    shown = rows_of(console.visitor("admin").get(AT))
    assert "Questions answered | 7" in shown
    assert "Questions that no clause answers | 3" in shown
    assert "Messages to be sent | 1" in shown
    assert "Messages that never arrived | 1" in shown


def test_what_went_wrong_lately_is_shown_to_those_it_concerns(console: Consoled, recent: Recent) -> None:
    logged("answering failed", platform="slack", error="StoreUnavailable", reference="9f31c2")
    logged("an index is damaged", organisation=OTHER, snapshot="other-1")
    logged("not sent", logging.WARNING, workspace="T1", kind="asked")
    logged("connected", logging.INFO, platform="slack")
    page = console.visitor("admin").get(AT)
    shown = text_of(page)
    assert "answering failed" in shown
    assert "reference=9f31c2" in shown
    assert "an index is damaged" not in shown
    assert "not sent" not in shown
    assert OTHER not in page.text
    assert "connected" not in re.findall(r"<td data-label=\"What\">([^<]*)", page.text)
    operator = text_of(console.visitor("operator").get(AT))
    assert "an index is damaged" in operator
    assert "not sent" in operator


def test_what_is_remembered_is_bounded_and_holds_only_what_the_log_may() -> None:
    kept = Recent(most=3)
    for number in range(9):
        kept(None, "", {"event": f"failed {number}", "level": "error", "at": "2026-09-01T08:00:00Z"})
    entry = {"event": "failed", "level": "warning", "at": "", "text": "may i hit him", "error": "OSError"}
    assert kept(None, "", entry) is entry
    newest = kept.newest()
    assert [each.event for each in newest] == ["failed", "failed 8", "failed 7"]
    assert newest[0].about == (("error", "OSError"),)
    assert MOST >= 100


def test_the_service_remembers_what_it_logs(recent: Recent, capsys: pytest.CaptureFixture[str]) -> None:
    handlers, level, hook = logging.root.handlers[:], logging.root.level, logging.raiseExceptions
    try:
        serve_logs(also=(RECENT,))
        structlog.get_logger().error("failed", error="OSError", text="what somebody asked")
        structlog.get_logger().info("served", port=1)
        logging.getLogger("some.library").warning("a secret %s", "question")
    finally:
        logging.captureWarnings(False)
        logging.root.handlers[:], logging.raiseExceptions = handlers, hook
        logging.root.setLevel(level)
    found = recent.newest()
    assert [each.event for each in found] == ["a library spoke", "failed"]
    assert found[0].about == (("logger", "some.library"),)
    assert "asked" not in str(found)
    assert "question" not in str(found)
    assert '"event": "failed"' in capsys.readouterr().err


def test_the_doctor_tells_an_admin_nothing_of_others(
    console: Consoled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTH_MISSPELT", "1")
    visitor = console.visitor("admin")
    response = visitor.follow(visitor.post(f"{AT}/examine"))
    shown = rows_of(response)
    assert f"{SHORT} | Well | Its policies answer." in shown
    assert "database | Well | In order." in shown
    assert "environment | Look at it | Whoever runs Quoth should look at it: quoth doctor says more." in shown
    assert OTHER not in response.text
    assert "QUOTH_MISSPELT" not in response.text
    assert str(console.desk.settings.home) not in response.text
    found = str(response.url).partition("?")[2].partition("#")[0]
    assert "What it found" not in text_of(console.visitor("second").get(f"{AT}?{found}"))
    operator = console.visitor("operator")
    response = operator.follow(operator.post(f"{AT}/examine"))
    assert f"{OTHER} | Well | Its policies answer." in rows_of(response)
    assert "QUOTH_MISSPELT" in response.text


def test_the_operator_repairs_what_is_damaged(console: Consoled) -> None:
    snapshot = console.desk.organisation(SHORT).snapshot
    assert snapshot is not None
    left = console.desk.settings.snapshots / ".writing-left"
    left.mkdir()
    assert console.visitor("admin").post(f"{AT}/repair").status_code == 403
    assert left.exists()
    operator = console.visitor("operator")
    shown = text_of(operator.follow(operator.post(f"{AT}/repair")))
    assert "What could be put in order is." in shown
    assert not left.exists()
    again = text_of(operator.follow(operator.post(f"{AT}/repair")))
    assert "What it found" in again


def counts(console: Consoled) -> list[int]:
    """How much is kept in every table that an answer could leave something in."""
    with console.desk.store.database.reading() as connection:
        return [
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (answers, tallies, queue, awaited, audit)
        ]


def test_a_question_is_tried_and_nothing_of_it_is_kept(console: Consoled) -> None:
    before = counts(console)
    visitor = console.visitor("admin")
    response = visitor.post(f"{AT}/ask", {"text": "Do staff ring the bell before swimming?", "role": "staff"})
    shown = text_of(response)
    assert "Staff must ring the bell before swimming." in shown
    assert console.desk.organisation(SHORT).snapshot in shown
    assert re.search(r"It took ?\d+\.\d\d seconds", shown)
    assert 'name="press"' not in response.text
    assert counts(console) == before


def test_whoever_tries_a_disclosure_is_told_whom_to_tell_and_nothing_is_kept(console: Consoled) -> None:
    before = counts(console)
    text = "A pupil told me her stepfather hits her"
    shown = text_of(console.visitor("admin").post(f"{AT}/ask", {"text": text, "role": "staff"}))
    assert "R. Ainsley" in shown
    assert counts(console) == before


@pytest.mark.parametrize(
    ("text", "role", "status"),
    [("", "staff", 422), ("  ", "staff", 422), ("x" * 10_001, "staff", 422), ("May I?", "emperor", 422)],
)
def test_what_is_no_question_is_not_tried(console: Consoled, text: str, role: str, status: int) -> None:
    assert console.visitor("admin").post(f"{AT}/ask", {"text": text, "role": role}).status_code == status


def test_the_page_opens_where_the_encoder_does_not(
    console: Consoled, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_desk: object) -> None:
        raise ModelUnavailable(model="x", why="it is away")

    monkeypatch.setattr(type(console.desk), "encoder", property(broken))
    shown = "\n".join(rows_of(console.visitor("admin").get(AT)))
    assert "Encoder | look at it" in shown


def test_what_keeps_a_trial_from_being_answered_is_told_and_the_question_stays(
    console: Consoled, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_desk: object, _question: object) -> None:
        raise ModelUnavailable(model="x", why="it is away")

    monkeypatch.setattr(type(console.desk), "ask", broken)
    response = console.visitor("admin").post(f"{AT}/ask", {"text": "May I bring a dog?", "role": "staff"})
    assert response.status_code == 409
    assert "May I bring a dog?" in response.text
    assert "cannot be opened" in text_of(response)


@pytest.mark.parametrize("size", SIZES)
def test_health_in_a_browser(chromium: Browser, console: Consoled, recent: Recent, size: str) -> None:
    logged("answering failed", platform="slack", error="StoreUnavailable", reference="9f31c2")
    logged("not connected", logging.WARNING, platform="slack", error="ClientConnectorDNSError")
    page = opened(chromium, console, "operator", size)
    go(page, console, AT)
    assert (faults(page), wide(page)) == ([], False)
    page.get_by_role("textbox", name="Question").fill("Do staff ring the bell before swimming?")
    page.get_by_role("button", name="Try it").click()
    page.get_by_role("heading", name="What would be answered").wait_for()
    assert (faults(page), wide(page)) == ([], False)
    shoot(page, f"health-tried-{size}")
    page.get_by_role("button", name="Have the doctor look").click()
    page.get_by_text("What it found").wait_for()
    assert (faults(page), wide(page)) == ([], False)
    shoot(page, f"health-{size}")


def test_a_question_is_tried_without_javascript(chromium: Browser, console: Consoled) -> None:
    page = opened(chromium, console, "admin", script=False, color_scheme="dark")
    go(page, console, AT)
    page.get_by_role("textbox", name="Question").fill("Do staff ring the bell before swimming?")
    page.get_by_role("button", name="Try it").click()
    page.get_by_role("heading", name="What would be answered").wait_for()
    shoot(page, "health-dark")
