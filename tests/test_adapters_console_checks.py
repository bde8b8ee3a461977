"""Own questions in the console: kept, changed, removed, asked and proposed, in the plain file that keeps its comments."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from bot.lineage import Tree
from bot.own_questions import questions as read
from tests.console_browsed import SIZES, faults, go, opened, shoot, wide
from tests.console_revised import AT, QUESTIONS, checked, draft, hidden, kept, pin, questions
from tests.console_served import OTHER, Consoled, text_of
from tests.houses import SHORT

pytest_plugins = ("tests.console_fixtures",)

CITING = {"ask": "can I drive a pupil?", "kind": "cite", "policy": ["conduct", ""], "number": ["2.1", ""]}


def asks(console: Consoled) -> list[str]:
    """The organisation's questions, as their file says."""
    held = read(console.desk, console.desk.organisation(SHORT))
    return [f"{each.ask} ({each.expected})" for each in held.questions]


def test_the_questions_are_listed_with_links_to_what_must_answer_them(console: Consoled) -> None:
    visitor = console.visitor("admin")
    assert "There are none yet" in text_of(visitor.get(f"{AT}/checks"))
    questions(console)
    page = visitor.get(f"{AT}/checks")
    assert "2 questions" in text_of(page)
    (href,) = set(re.findall(r'href="(/console[^"]*)">Staff Conduct 2\.1', page.text))
    assert "conduct" in href
    assert "silence" in text_of(page)


def test_a_question_is_kept_below_what_the_file_holds(console: Consoled) -> None:
    questions(console)
    visitor = console.visitor("admin")
    done = visitor.follow(visitor.post(f"{AT}/checks/add", CITING))
    assert "is asked before every publication" in text_of(done)
    assert asks(console)[2] == "can I drive a pupil? (cite conduct 2.1)"
    assert "# Kept since the inspection." in kept(console)
    assert console.desk.store.audit(SHORT)[-1].did == "kept question"
    again = visitor.post(f"{AT}/checks/add", CITING)
    assert again.status_code == 422
    assert "is among the questions already" in text_of(again)


def test_who_keeps_what_is_not_answered_so_today_is_told(console: Consoled) -> None:
    visitor = console.visitor("admin")
    form = {"ask": "can I drive a pupil?", "kind": "silent", "policy": "", "number": ""}
    assert "It is not answered so today" in text_of(visitor.follow(visitor.post(f"{AT}/checks/add", form)))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"ask": "  "}, "Write the question"),
        ({"ask": "why " * 3_000}, "longer than"),
        ({"policy": "", "number": ""}, "Name at least one clause"),
        ({"policy": "", "number": "2.1"}, "Choose the policy"),
        ({"policy": "conduct", "number": "9.9"}, "no clause 9.9 in force in Staff Conduct"),
        ({"policy": "pets", "number": "1"}, "no policy called pets"),
        ({"policy": "../../x y", "number": "1"}, "no policy called"),
    ],
)
def test_what_cannot_be_kept_is_shown_again_as_it_was_typed(
    console: Consoled, change: dict[str, str], says: str
) -> None:
    response = console.visitor("admin").post(f"{AT}/checks/add", {**CITING, **change})
    assert response.status_code == 422
    assert says in text_of(response)
    typed = {**CITING, **change}["ask"]
    assert " ".join(str(typed).split()) in text_of(response, "textarea")
    assert asks(console) == []


@pytest.mark.parametrize("change", [{"asker": "king"}, {"kind": "loud"}, {"policy": ["a", "b", "c"]}])
def test_a_form_that_is_none_of_ours_is_turned_away(console: Consoled, change: dict[str, object]) -> None:
    assert console.visitor("admin").post(f"{AT}/checks/add", {**CITING, **change}).status_code == 422


def test_a_question_is_changed_in_its_place_and_comments_stay(console: Consoled) -> None:
    questions(console)
    visitor = console.visitor("admin")
    page = visitor.get(f"{AT}/checks/question/1")
    assert 'value="2.1"' in page.text
    form = {**CITING, "ask": "may staff drive pupils?", "asker": "manager", "shown": hidden(page, "shown")}
    visitor.follow(visitor.post(f"{AT}/checks/question/1", form))
    assert asks(console) == ["may staff drive pupils? (cite conduct 2.1)", "hello (silent)"]
    text = kept(console)
    assert text.index("# Kept since the inspection.") < text.index("may staff drive pupils?")
    assert "# Small talk is met with no rule." in text
    assert 'asker = "manager"' in text
    page = visitor.get(f"{AT}/checks/question/1")
    silent = {"ask": "thank you", "kind": "silent", "shown": hidden(page, "shown")}
    visitor.follow(visitor.post(f"{AT}/checks/question/1", silent))
    assert asks(console) == ["thank you (silent)", "hello (silent)"]
    assert "cite" not in kept(console).split("[[question]]")[1]


def test_a_question_that_somebody_else_changed_meanwhile_stays_as_it_is(console: Consoled) -> None:
    questions(console)
    visitor = console.visitor("admin")
    shown = hidden(visitor.get(f"{AT}/checks/question/1"), "shown")
    questions(console, QUESTIONS.replace("lift home", "ride home"))
    refused = visitor.post(f"{AT}/checks/question/1", {**CITING, "shown": shown})
    assert refused.status_code == 409
    assert "can I drive a pupil?" in text_of(refused, "textarea")
    assert visitor.post(f"{AT}/checks/question/1/remove", {"shown": shown}).status_code == 409
    assert len(asks(console)) == 2
    assert "ride home" in asks(console)[0]


def test_a_question_is_removed_after_it_was_asked_once_more(console: Consoled) -> None:
    questions(console)
    visitor = console.visitor("admin")
    page = visitor.get(f"{AT}/checks/question/1/remove")
    assert "may I give a pupil a lift home?" in text_of(page)
    form = {"shown": hidden(page, "shown")}
    assert "Dropped" in text_of(visitor.follow(visitor.post(f"{AT}/checks/question/1/remove", form)))
    assert kept(console).strip() == QUESTIONS[QUESTIONS.index("# Small talk") :].strip()


@pytest.mark.parametrize("number", ["0", "3", "-1", "x", "99999999999", "²"])
def test_there_is_no_page_of_a_question_that_there_is_not(console: Consoled, number: str) -> None:
    questions(console)
    visitor = console.visitor("admin")
    for part in ("", "/remove"):
        assert visitor.get(f"{AT}/checks/question/{number}{part}").status_code == 404
        assert visitor.post(f"{AT}/checks/question/{number}{part}").status_code == 404
    assert visitor.post(f"{AT}/checks/question/{number}/ask").status_code == 404


def test_a_question_is_asked_now(console: Consoled) -> None:
    questions(console)
    page = console.visitor("admin").post(f"{AT}/checks/question/1/ask")
    assert "it is answered as it must be" in text_of(page)
    assert "Staff may give a pupil a lift only if the head has agreed in writing." in page.text
    assert '<button name="press"' not in page.text


def test_questions_are_proposed_from_pins_and_taken(console: Consoled) -> None:
    visitor = console.visitor("admin")
    assert "nothing to propose" in text_of(visitor.follow(visitor.post(f"{AT}/checks/propose")))
    pin(console)
    page = visitor.follow(visitor.post(f"{AT}/checks/propose"))
    assert "can I drive a pupil home?" in text_of(page)
    here = page.url.path.removeprefix("/console")
    assert visitor.post(here).status_code == 422
    assert visitor.post(here, {"take": ["99", "x"]}).status_code == 422
    assert console.visitor("second").get(here).status_code == 404
    done = visitor.follow(visitor.post(here, {"take": ["0", "1"]}))
    assert "2 questions are kept" in text_of(done)
    assert len(asks(console)) == 2


def test_a_file_that_cannot_be_read_is_named_by_its_line_and_mended(console: Consoled) -> None:
    questions(console, QUESTIONS + "\n[[question]]\nask = 3\n")
    visitor = console.visitor("admin")
    assert "Line 12" in text_of(visitor.get(f"{AT}/checks"))
    for path in ("question/1", "question/1/remove"):
        assert visitor.get(f"{AT}/checks/{path}").status_code == 409
    assert visitor.post(f"{AT}/checks/propose").status_code == 409
    page = visitor.get(f"{AT}/checks/file")
    assert "Line 12" in text_of(page)
    shown = hidden(page, "shown")
    worse = visitor.post(f"{AT}/checks/file", {"shown": shown, "content": "[[question]]\nasks = 3"})
    assert worse.status_code == 422
    assert "Line 2" in text_of(worse)
    assert "asks = 3" in text_of(worse, "textarea")
    assert "ask = 3" in kept(console)
    done = visitor.follow(visitor.post(f"{AT}/checks/file", {"shown": shown, "content": QUESTIONS}))
    assert "Written: 2 questions" in text_of(done)
    assert kept(console) == QUESTIONS
    assert console.desk.store.audit(SHORT)[-1].did == "wrote questions"


def test_a_file_that_somebody_else_wrote_meanwhile_is_not_overwritten_unseen(console: Consoled) -> None:
    questions(console)
    visitor = console.visitor("admin")
    shown = hidden(visitor.get(f"{AT}/checks/file"), "shown")
    theirs = QUESTIONS.replace("lift home", "ride home")
    questions(console, theirs)
    mine = QUESTIONS.replace("lift home", "trip home")
    refused = visitor.post(f"{AT}/checks/file", {"shown": shown, "content": mine})
    assert refused.status_code == 409
    assert "trip home" in text_of(refused, "textarea")
    assert kept(console) == theirs
    visitor.post(f"{AT}/checks/file", {"shown": hidden(refused, "shown"), "content": mine})
    assert kept(console) == mine


def test_a_clause_that_a_question_names_is_kept_though_it_is_in_force_no_more(console: Consoled) -> None:
    questions(console)
    draft(console, new="Pupils travel on foot.")
    console.desk.publish(SHORT, by="tests")
    visitor = console.visitor("admin")
    page = visitor.get(f"{AT}/checks/question/1")
    form = {**CITING, "ask": "lifts?", "shown": hidden(page, "shown")}
    visitor.follow(visitor.post(f"{AT}/checks/question/1", form))
    assert asks(console)[0].startswith("lifts? (cite conduct 2.1")


@pytest.mark.parametrize("size", SIZES)
def test_questions_are_kept_and_changed_in_a_browser(chromium: Browser, console: Consoled, size: str) -> None:
    pin(console)
    page = opened(chromium, console, "admin", size)

    def looks(name: str) -> None:
        assert (faults(page), wide(page)) == ([], False), name
        shoot(page, f"{name}-{size}")

    go(page, console, f"{AT}/checks")
    looks("checks-empty")
    page.get_by_role("link", name="Add a question").click()
    page.get_by_label("The question, as staff would ask it").fill("may I give a pupil a lift home?")
    page.get_by_label("Policy 1").select_option("Staff Conduct")
    page.get_by_label("Number 1").fill("9.9")
    page.get_by_role("button", name="Keep this question").click()
    page.get_by_role("alert").wait_for()
    looks("check-form")
    page.get_by_label("Number 1").fill("2.1")
    page.get_by_role("button", name="Keep this question").click()
    page.get_by_text("is asked before every publication").wait_for()
    page.get_by_role("button", name="Propose some").click()
    page.get_by_role("heading", name="Proposed questions").wait_for()
    looks("proposals")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Keep the chosen ones").click()
    page.get_by_text("1 question is kept").wait_for()
    looks("checks")
    page.get_by_role("button", name=re.compile("Ask now.*may I give")).click()
    page.get_by_text("it is answered as it must be").wait_for()
    looks("check-asked")
    go(page, console, f"{AT}/checks/file")
    looks("check-file")
    go(page, console, f"{AT}/checks/question/1/remove")
    looks("check-remove")
    page.get_by_role("button", name="Remove the question").click()
    page.get_by_text("Dropped").wait_for()


def test_who_has_lost_a_clause_is_told_what_the_form_can_do(console: Consoled) -> None:
    """The file names words that no clause begins with: the console speaks of no field that the form has not."""
    lost = """[[question]]
ask = "may I keep bees?"
cite = ["conduct"]
words = ["Staff may keep bees only if the head has agreed."]
"""
    questions(console, lost)
    shown = checked(console.visitor("admin"))
    assert "the clause of Staff Conduct that the question named is gone" in text_of(shown)
    assert "`words`" not in shown.text


def test_the_policies_of_the_organisation_above_are_told_apart(console: Consoled) -> None:
    visit = console.visitor("outsider")
    Tree(console.desk.store.database).arrange(OTHER, "tests", under=SHORT)
    options = text_of(visit.get(f"/o/{OTHER}/checks/add"), "select[name=policy]")
    assert "Staff Conduct (Larkmere Trust)" in options
    assert "Pets (" not in options
