"""Gaps in the console: figures, pictures that run nothing, lists, and review packs."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser

from adapters.console import pictures
from bot.answers import AnswerCard, Cited, Kind
from bot.events import Verb
from bot.gap_policies import AskedOf
from bot.gaps import Week
from bot.tallies import Counted, Tally, week_of
from tests.console_browsed import SIZES, faults, go, opened, shoot, wide
from tests.console_led import LIFT, LIFTS, asked, clause, pressed
from tests.console_served import PEOPLE, Consoled, text_of
from tests.houses import SHORT

pytest_plugins = ("tests.console_fixtures",)

AT = f"/o/{SHORT}/gaps"
LEADS = ("lead", "deputy", "web lead", "operator")
SVG = "{http://www.w3.org/2000/svg}"


def silent(console: Consoled, text: str, near: Cited, who: str = "staff") -> None:
    """Let somebody have asked what no rule answers."""
    cabinet = console.console.cabinet
    at = cabinet.now()
    blank = console.desk.blank(console.desk.organisation(SHORT), "staff")  # type: ignore[arg-type]
    card = AnswerCard.model_validate({**dict(blank), "kind": Kind.silent, "further": (near,)})
    person = PEOPLE[who]
    place = console.service.reception.cabinet.place_of(SHORT, person.key)
    assert place is not None
    cabinet.history.keep(SHORT, card, person, place, at, text)
    cabinet.tallies.count(SHORT, [Tally(week=week_of(at), kind=Counted.silent)])


def busy(console: Consoled) -> None:
    """A school where things were asked: one answered, one of no help, two that found no rule."""
    asked(console, LIFTS)
    pressed(console, Verb.unhelpful, asked(console, "may I accept a friend request from a pupil").about)
    lift = clause(console, LIFT)
    silent(console, "may I drive a pupil's mother home", lift)
    silent(console, "may I drive a pupil's mother home", lift, "second")


class TestFigures:
    def test_where_nothing_was_asked_it_says_so(self, console: Consoled) -> None:
        page = text_of(console.visitor("lead").get(AT))
        assert "Nothing was asked in this time." in page

    @pytest.mark.parametrize("who", LEADS)
    def test_what_was_asked_is_counted(self, console: Consoled, who: str) -> None:
        busy(console)
        page = text_of(console.visitor(who).get(AT))
        assert "4 questions, 50% answered. 2 found no rule." in page
        assert "Staff Conduct" in page
        assert "Never quoted" in page

    def test_questions_are_put_together_and_nobody_is_named(self, console: Consoled) -> None:
        busy(console)
        visitor = console.visitor("lead")
        response = visitor.get(f"{AT}/questions")
        page = text_of(response)
        assert "“may I drive a pupil's mother home” 2 questions from 2 people." in page
        assert "Answered, but marked not helpful" in page
        assert "UANN" not in response.text
        part = visitor.get(f"{AT}/questions", **{"HX-Request": "true"}).text
        assert "<html" not in part
        assert "2 questions from 2 people" in part

    def test_another_period_can_be_chosen_and_nonsense_is_the_usual_one(self, console: Consoled) -> None:
        visitor = console.visitor("lead")
        for query, weeks in (("?weeks=4", 4), ("?weeks=52", 52), ("?weeks=7", 8), ("?weeks=x", 8)):
            rows = visitor.get(f"{AT}{query}")
            now = console.console.cabinet.now().date()
            first = now - dt.timedelta(weeks=weeks - 1)
            monday = first - dt.timedelta(days=first.weekday())
            assert f"{monday.day} {monday:%B %Y} to" in text_of(rows), query

    def test_clauses_never_quoted_lead_to_their_place_in_the_document(self, console: Consoled) -> None:
        busy(console)
        page = console.visitor("lead").get(f"{AT}/never/learners")
        assert "2 of 2 clauses" in text_of(page)
        cited = clause(console, "Learners must keep")
        assert f"/policies/{cited.document_id.replace('@', '%40')}/at/" in page.text

    def test_there_is_nothing_of_a_policy_that_is_not_in_force(self, console: Consoled) -> None:
        visitor = console.visitor("lead")
        for path in ("never/pets", "never/nothing", "packs/pets", "packs/nothing/review.zip"):
            assert visitor.get(f"{AT}/{path}").status_code == 404


class TestPictures:
    @pytest.mark.parametrize("name", ["weeks", "policies"])
    def test_a_picture_runs_and_fetches_nothing(self, console: Consoled, name: str) -> None:
        busy(console)
        response = console.visitor("lead").get(f"{AT}/{name}.svg")
        assert response.headers["Content-Type"] == "image/svg+xml"
        policy = response.headers["Content-Security-Policy"]
        assert policy == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
        drawn = ElementTree.fromstring(response.text)
        tags = {each.tag.removeprefix(SVG) for each in drawn.iter()}
        assert tags.isdisjoint({"script", "image", "use", "a", "foreignObject"})
        assert not any(name.startswith("on") for each in drawn.iter() for name in each.attrib)
        assert response.text.count("http") == response.text.count("http://www.w3.org/")

    def test_weeks_without_questions_and_many_weeks_are_drawn(self) -> None:
        for number in (1, 8, 52, 520):
            monday = dt.date(2020, 1, 6)
            found = [Week(week=monday + dt.timedelta(weeks=each)) for each in range(number)]
            assert b"<svg" in pictures.weeks(found)
        assert b"<svg" in pictures.weeks([])
        assert b"<svg" in pictures.policies([])

    def test_the_bars_are_as_high_as_the_numbers(self) -> None:
        monday = dt.date(2026, 8, 3)
        found = [Week(week=monday, quoted=4, silent=2), Week(week=monday + dt.timedelta(weeks=1), pinned=2)]
        drawn = ElementTree.fromstring(pictures.weeks(found))
        series = [each for each in drawn.iter(f"{SVG}g") if each.get("class") == "bars"]
        heights = [[float(bar.get("height", 0)) for bar in each.iter(f"{SVG}rect")] for each in series]
        (four, two), (silent, none) = heights
        assert four == pytest.approx(2 * two, rel=0.02)
        assert silent == pytest.approx(two, rel=0.02)
        assert none == 0

    @pytest.mark.parametrize(
        "title", ["W" * 40, "PSHE AND SEND POLICY OF THE TRUST", "i" * 80, "SEND", "WMWM"]
    )
    def test_the_whole_label_of_a_bar_stands_in_the_picture(
        self, chromium: Browser, console: Consoled, title: str
    ) -> None:
        page = chromium.new_page()
        drawn = pictures.policies([AskedOf(policy="a", title=title, quoted=1)]).decode()
        page.set_content(drawn)
        left = "document.querySelector('svg').getBoundingClientRect().left"
        label = page.locator(".axis text", has_text=title[:4]).first
        assert label.evaluate(f"each => each.getBoundingClientRect().left >= {left}")
        shown = label.text_content() or ""
        assert shown == title or (shown.endswith("…") and title.startswith(shown[:-1]))
        page.close()

    def test_a_title_is_text_and_nothing_else(self) -> None:
        title = "<script>alert(1)</script> & 'x'"
        drawn = pictures.policies([AskedOf(policy="a", title=title, quoted=1)])
        tags = {each.tag.removeprefix(SVG) for each in ElementTree.fromstring(drawn).iter()}
        assert "script" not in tags


class TestPacks:
    def test_the_packs_of_the_policies_in_force_are_offered(self, console: Consoled) -> None:
        page = text_of(console.visitor("lead").get(f"{AT}/packs"))
        for title in ("Staff Conduct", "House Rules", "Learner Agreement"):
            assert title in page
        assert "Pets" not in page

    @pytest.mark.parametrize("who", LEADS)
    def test_a_pack_is_a_page_two_tables_and_all_of_it(self, console: Consoled, who: str) -> None:
        busy(console)
        visitor = console.visitor(who)
        page = visitor.get(f"{AT}/packs/conduct")
        assert "may I drive a pupil&#39;s mother home" in page.text
        assert "default-src 'none'; style-src 'unsafe-inline'" in page.headers["Content-Security-Policy"]
        assert LIFT in visitor.get(f"{AT}/packs/conduct/clauses.csv").text
        assert "mother home" in visitor.get(f"{AT}/packs/conduct/questions.csv").text
        whole = visitor.get(f"{AT}/packs/conduct/review.zip")
        assert whole.headers["Content-Disposition"] == 'attachment; filename="conduct-review.zip"'
        names = zipfile.ZipFile(io.BytesIO(whole.content)).namelist()
        assert names == ["conduct-review.html", "conduct-clauses.csv", "conduct-questions.csv"]


@pytest.mark.parametrize("who", ["staff", "admin", "web staff", "outsider"])
def test_others_see_no_gaps(console: Consoled, who: str) -> None:
    visitor = console.visitor(who)
    for path in ("", "/questions", "/weeks.svg", "/packs", "/packs/conduct", "/packs/conduct/review.zip"):
        assert visitor.get(f"{AT}{path}").status_code == (404 if who == "outsider" else 403)


class TestInABrowser:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("size", SIZES)
    def test_the_gaps_are_seen(self, chromium: Browser, console: Consoled, size: str, scheme: str) -> None:
        busy(console)
        page = opened(chromium, console, "lead", size, color_scheme=scheme)
        go(page, console, AT)
        page.get_by_text("2 questions from 2 people").wait_for()
        drawn = page.evaluate("[...document.images].every((each) => each.complete && each.naturalWidth > 0)")
        assert drawn
        assert (faults(page), wide(page)) == ([], False)
        shoot(page, f"gaps-{size}-{scheme}")
        page.get_by_role("link", name="Review packs").click()
        page.get_by_role("heading", name="Review packs").wait_for()
        assert (faults(page), wide(page)) == ([], False)
        shoot(page, f"packs-{size}-{scheme}")
        page.get_by_role("link", name=re.compile("Open the page for the meeting.*Staff Conduct")).click()
        page.get_by_role("heading", name="Staff Conduct").wait_for()
        assert not wide(page)

    def test_they_are_seen_without_javascript(self, chromium: Browser, console: Consoled) -> None:
        busy(console)
        page = opened(chromium, console, "deputy", "phone", script=False)
        go(page, console, AT)
        page.get_by_role("link", name="Show these questions").click()
        page.get_by_text("2 questions from 2 people").wait_for()
        go(page, console, f"{AT}/never/learners")
        page.get_by_role("heading", name="Never quoted: Learner Agreement").wait_for()
