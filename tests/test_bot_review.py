"""The review pack shows the policy's exact words and figures, points to places, and tells of nobody."""

from __future__ import annotations

import csv
import io
import itertools
from pathlib import Path
from urllib.parse import unquote

import pytest
import sqlalchemy as sa
from selectolax.lexbor import LexborHTMLParser

from bot import pack_files
from bot.errors import NoSuchPolicy, VerificationFailed, WrongUse
from bot.gaps import Week
from bot.pack_files import clauses_table, harmless, page, picture, questions_table, write
from bot.review import Pack, pack
from bot.tables import documents
from tests.bot_asked import NOW, SINCE, Asked, asked
from tests.bot_desks import CONDUCT, TRUST, desk, file

FRIEND, LIFT = "accept a friend request", "give a pupil a lift"
FRIEND_ASKED, LIFT_ASKED = "may I accept a friend request from a pupil", "may staff give a pupil a lift"

NASTY = """Hostile <Policy> & "Friends"

1. <script>alert(1)</script> Staff must not write {{ 7 * 7 }} & <b>tags</b>.
2. =HYPERLINK("http://evil.example") must not be followed.
3. +44 numbers must be written down, \u202ereversed.
"""


def made(held: Asked, policy: str = "conduct") -> Pack:
    return pack(held.desk, held.history, held.tallies, held.pins, held.organisation, policy, SINCE, NOW)


def busy(home: Path) -> Asked:
    """A desk where this and that was asked."""
    held = asked(home)
    for text in ("can dogs come on site", "dogs come on site"):
        held.silent(text, LIFT, who="UBEA")
    held.silent("=parking permits", FRIEND)
    held.silent("who may photograph the play", "photograph anyone")
    held.ask(FRIEND_ASKED, FRIEND, helpful=False, why="too vague")
    held.ask(FRIEND_ASKED, FRIEND)
    held.ask(LIFT_ASKED, LIFT, ago=60)
    held.pin("lifts home?", LIFT, note="Ask me first.")
    return held


def rows(table: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")))


def text(html: str, css: str) -> list[str]:
    return [each.text() for each in LexborHTMLParser(html).css(css)]


# What it holds.


def test_questions_without_a_rule_stand_under_the_heading_of_the_nearest_clause(tmp_path: Path) -> None:
    found = made(busy(tmp_path))
    assert [(each.heading, each.number) for each in found.sections] == [
        ("1 Friends online", 1),
        ("2 Lifts", 2),
    ]
    assert found.elsewhere == (("Learner Agreement", 1),)
    assert found.number == 3
    assert [each.example for each in found.unhelped] == [FRIEND_ASKED]


def test_every_clause_of_the_policy_stands_in_it_with_its_figures(tmp_path: Path) -> None:
    held = busy(tmp_path)
    found = {each.stands.clause_id: each for each in made(held).clauses}
    friend, lift = found[held.unit(FRIEND).id], found[held.unit(LIFT).id]
    assert (friend.times, friend.ever, friend.unhelpful, friend.near) == (2, 2, 1, 1)
    assert (lift.times, lift.ever, lift.unhelpful, lift.near) == (0, 1, 0, 2)
    assert (len(friend.pins), [each.note for each in lift.pins]) == (0, ["Ask me first."])
    assert friend.lead == ("Staff must not:",)
    assert [each.first_words for each in friend.goes_with] == ["A pupil means anyone on roll at the school."]
    assert list(found) == units(held)


def units(held: Asked) -> list[str]:
    """The ids of the policy's clauses, in its order."""
    snapshot = held.desk.snapshot(held.organisation)
    assert snapshot is not None
    return [each.id for each in snapshot.units if each.policy == "conduct"]


def test_questions_that_came_near_nothing_in_force_are_shown_with_every_policy(tmp_path: Path) -> None:
    held = asked(tmp_path)
    held.silent("parking permits", "message a pupil from a private account")
    gone = "- message a pupil from a private account\n"
    held.desk.add(TRUST, [file(tmp_path / "new", "conduct.md", CONDUCT.replace(gone, ""))])
    held.desk.publish(TRUST)
    for policy in ("conduct", "learners"):
        found = made(held, policy)
        assert [each.example for each in found.nowhere] == ["parking permits"]
        assert "parking permits" in page(found)


def test_an_unknown_policy_is_refused_with_the_name_that_was_meant(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPolicy, match="Did you mean conduct"):
        made(asked(tmp_path), "conduc")


def test_an_organisation_that_has_published_nothing_is_told_to_publish(tmp_path: Path) -> None:
    held = desk(tmp_path)
    held.store.create_organisation(TRUST)
    with pytest.raises(WrongUse, match="has published no policy yet"):
        made(Asked(held))


def test_a_policy_that_was_tampered_with_makes_no_pack(tmp_path: Path) -> None:
    held = asked(tmp_path)
    with held.desk.store.database.writing() as connection:
        connection.execute(documents.update().values(text=sa.func.replace(documents.c.text, "lift", "ride")))
    with pytest.raises(VerificationFailed):
        made(held)


# The page.


def test_the_page_shows_the_exact_words_of_every_clause_whatever_they_hold(tmp_path: Path) -> None:
    held = asked(tmp_path)
    held.desk.add(TRUST, [file(tmp_path / "in", "hostile.txt", NASTY)])
    held.desk.publish(TRUST)
    held.silent("<img src=x onerror=alert(2)> {{ 6 * 6 }}", "must not write")
    found = made(held, "hostile")
    html = page(found)
    assert text(html, ".clauses .exact") == [each.words for each in found.clauses]
    assert any("<script>alert(1)</script>" in each.words for each in found.clauses)
    assert LexborHTMLParser(html).css_first("script, img") is None
    assert "“<img src=x onerror=alert(2)> {{ 6 * 6 }}”" in text(html, ".once")[0]


def test_a_rule_is_shown_with_its_lead_in_and_with_what_goes_with_it(tmp_path: Path) -> None:
    held = asked(tmp_path)
    held.silent("dogs on site", FRIEND)
    held.silent("dogs on the site", FRIEND)
    (quote,) = text(page(made(held)), "blockquote")
    words = quote.split()
    assert "Staff must not: accept a friend request from a pupil*" in " ".join(words)
    assert "Goes with" in quote


def test_the_page_needs_nothing_else_and_runs_nothing(tmp_path: Path) -> None:
    html = LexborHTMLParser(page(made(busy(tmp_path))))
    assert html.css("script, link, img, iframe, object, form") == []
    assert {str(each.attributes["href"])[0] for each in html.css("a")} == {"#"}
    policy = html.css_first("meta[http-equiv]")
    assert policy is not None
    assert str(policy.attributes["content"]).startswith("default-src 'none'")


def test_every_reference_on_the_page_leads_to_a_clause_on_it(tmp_path: Path) -> None:
    html = LexborHTMLParser(page(made(busy(tmp_path))))
    ids = [str(each.attributes["id"]) for each in html.css("[id]")]
    assert len(ids) == len(set(ids))
    assert {unquote(str(each.attributes["href"])[1:]) for each in html.css("a")} <= set(ids)


def test_the_page_can_be_read_without_seeing_it(tmp_path: Path) -> None:
    html = LexborHTMLParser(page(made(busy(tmp_path))))
    root = html.css_first("html")
    assert root is not None
    assert root.attributes["lang"] == "en-GB"
    levels = [int(str(each.tag)[1]) for each in html.css("h1, h2, h3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert all(each.css_first("caption") for each in html.css("table"))
    assert all(each.attributes.get("scope") for each in html.css("th"))
    svg, words = html.css_first("svg"), html.css_first("svg desc")
    assert svg is not None
    assert words is not None
    assert svg.attributes["role"] == "img"
    assert "Week of 7 September 2026: 6 asked, 4 without a rule." in words.text()


def test_the_page_says_no_more_than_there_is_where_nothing_was_asked(tmp_path: Path) -> None:
    html = page(made(asked(tmp_path)))
    assert "Nothing was asked in this time." in html
    assert "Nothing has been counted yet." in html
    assert LexborHTMLParser(html).css_first("svg") is None


def test_nothing_in_the_pack_says_who_asked_or_pinned(tmp_path: Path) -> None:
    found = made(busy(tmp_path))
    whole = page(found) + clauses_table(found).decode() + questions_table(found).decode()
    for who in ("UANN", "UBEA", "ULEAD", "T0SECRET", "C0SECRET", "slack:"):
        assert who not in whole
    assert "lifts home?" in whole


def test_the_picture_is_as_high_as_its_highest_bar_needs_and_no_bar_leaves_it() -> None:
    day = NOW.date()
    for most in (1, 2, 3, 7, 9, 40, 999, 12_345):
        drawn = picture([Week(week=day, quoted=most), Week(week=day, silent=1), Week(week=day)])
        assert all(0 <= bar.answered + bar.silent <= pack_files.HIGH for bar in drawn.bars)
        assert drawn.bars[0].answered > pack_files.HIGH / 2.6
        assert all(bar.left + drawn.width <= pack_files.WIDE for bar in drawn.bars)
        assert 2 <= len(drawn.lines) <= 6
        assert drawn.lines[-1][1] >= most


def test_a_year_of_weeks_has_room_and_not_every_one_is_named() -> None:
    drawn = picture([Week(week=NOW.date(), quoted=each) for each in range(52)])
    assert drawn.bars[-1].left + drawn.width <= pack_files.WIDE
    assert 1 < sum(bool(bar.label) for bar in drawn.bars) <= pack_files.LABELLED


# The tables.


def test_the_tables_hold_every_clause_and_every_question(tmp_path: Path) -> None:
    found = made(busy(tmp_path))
    clauses, questions = rows(clauses_table(found)), rows(questions_table(found))
    assert [each["Words"] for each in clauses] == [each.words for each in found.clauses]
    lift = next(each for each in clauses if each["Clause"] == "2.1")
    assert (lift["Times quoted"], lift["Times quoted ever"], lift["Pins"]) == ("0", "1", "1")
    assert lift["Questions without a rule nearest to it"] == "2"
    assert [(each["What happened"], each["Section"], each["Question"]) for each in questions] == [
        ("no rule found", "1 Friends online", "'=parking permits"),
        ("no rule found", "2 Lifts", "can dogs come on site"),
        ("no rule found", "2 Lifts", "dogs come on site"),
        ("Answered, but marked not helpful", "1 Friends online", FRIEND_ASKED),
    ]
    assert questions[1]["Nearest clauses"] == "Staff Conduct 2.1"
    assert [each["Why it was no help"] for each in questions] == ["", "", "", "too vague"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "\t", "\r", "\n", " =", "\n\n@"])
def test_no_cell_of_a_table_can_be_a_formula(sign: str) -> None:
    assert harmless(f"{sign}1+1") == f"'{sign}1+1"
    assert harmless(f"a{sign}1+1") == f"a{sign}1+1"


def test_a_table_opens_in_a_spreadsheet_with_every_sign_as_it_is(tmp_path: Path) -> None:
    held = asked(tmp_path)
    held.silent("zoë’s “café” – £5?", LIFT)
    table = questions_table(made(held))
    assert table.startswith(b"\xef\xbb\xbf")
    assert rows(table)[0]["Question"] == "zoë’s “café” – £5?"


# The files.


def test_the_files_are_written_whole_and_a_second_pack_replaces_the_first(tmp_path: Path) -> None:
    held = busy(tmp_path / "home")
    out = tmp_path / "new" / "folder"
    first = write(made(held), out)
    assert [each.name for each in first] == [
        "conduct-review.html",
        "conduct-clauses.csv",
        "conduct-questions.csv",
    ]
    held.silent("a later question", LIFT)
    assert write(made(held), out) == first
    assert "a later question" in first[0].read_text(encoding="utf-8")
    assert sorted(out.iterdir()) == sorted(first)


def test_where_a_file_cannot_be_written_nothing_is_changed_and_nothing_left_behind(tmp_path: Path) -> None:
    held = busy(tmp_path / "home")
    out = tmp_path / "out"
    (out / "conduct-questions.csv").mkdir(parents=True)
    (out / "conduct-review.html").write_text("before", encoding="utf-8")
    with pytest.raises(WrongUse, match="could not be written"):
        write(made(held), out)
    assert (out / "conduct-review.html").read_text(encoding="utf-8") == "before"
    assert sorted(each.name for each in out.iterdir()) == ["conduct-questions.csv", "conduct-review.html"]


def test_only_whoever_made_the_pack_may_read_its_files(tmp_path: Path) -> None:
    for each in write(made(busy(tmp_path / "home")), tmp_path / "out"):
        assert each.stat().st_mode & 0o077 == 0
