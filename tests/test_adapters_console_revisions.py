"""Revisions in the console: what changes is seen first, checked and published, gone back from and withdrawn."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from adapters.console.publishing import Looked
from bot.pins import PinState
from bot.records import Act, State
from tests.bot_desks import CONDUCT, TRUST, file
from tests.console_revised import (
    AT,
    NEW,
    OLD,
    checked,
    draft,
    here,
    hidden,
    numbers,
    pin,
    published,
    questions,
    two_people,
)
from tests.console_served import OTHER, Consoled, text_of
from tests.houses import SHORT

pytest_plugins = ("tests.console_fixtures",)

MILD = "Staff may give a pupil a lift only if the head and a parent have agreed in writing."
FUTURE = "effective: 2026-10-01\n"


def quoted(console: Consoled, text: str = "may I give a pupil a lift") -> str:
    """All that is quoted to somebody who asks that."""
    from tests.bot_desks import question

    return " ".join(each.words.text for each in console.desk.ask(question(text)).quotes)


def test_the_first_page_says_what_is_in_force_what_is_overdue_and_what_waits(console: Consoled) -> None:
    visitor = console.visitor("admin")
    text = text_of(visitor.get(f"{AT}/revisions"))
    assert "In force: 3 policies, 1 overdue for review" in text
    assert "No draft waits" in text
    draft(console)
    text = text_of(visitor.get(f"{AT}/revisions"))
    assert "1 binds otherwise" in text
    assert "conduct.md" in text


def test_what_a_draft_changes_is_shown_word_by_word_and_what_binds_otherwise_first(console: Consoled) -> None:
    draft(console, more="\n2.2 Staff must keep a list of lifts.\n")
    visitor = console.visitor("admin")
    page = visitor.get(f"{AT}/revisions/changes")
    text = text_of(page)
    assert "MAY is now MUST NOT" in text
    assert "<del>may </del>" in page.text
    assert "<ins>must not </ins>" in page.text
    assert text.index("Binds otherwise ·") < text.index("Added ·")
    only = text_of(visitor.get(f"{AT}/revisions/changes/conduct?kind=added"))
    assert "Added ·" in only
    assert "Binds otherwise ·" not in only
    assert "Binds otherwise ·" in text_of(visitor.get(f"{AT}/revisions/changes?kind=%00nothing"))
    added = visitor.get(f"{AT}/revisions/changes?kind=added")
    (href,) = re.findall(r'href="([^"]*)">See it in the draft', added.text)
    assert "Staff must keep a list of lifts." in text_of(visitor.client.get(href))


def test_what_is_only_numbered_anew_is_shown_to_whoever_asks_for_it(console: Consoled) -> None:
    draft(console, new=f"{OLD}\n2.2 Staff must keep a list of lifts", more="")
    visitor = console.visitor("admin")
    assert "Renumbered (" not in text_of(visitor.get(f"{AT}/revisions/changes"))
    text = CONDUCT.replace(f"2.1 {OLD}", f"2.3 {OLD}")
    path = file(console.desk.settings.home / "in", "conduct.md", text)
    console.desk.add(TRUST, [path], by="tests")
    shown = text_of(visitor.get(f"{AT}/revisions/changes"))
    assert "Renumbered (1)" in shown
    assert "All (0)" in shown
    assert "from 2.1 to 2.3" not in shown
    only = text_of(visitor.get(f"{AT}/revisions/changes?kind=renumbered"))
    assert "Renumbered · from 2.1 to 2.3" in only
    assert OLD in only


def test_what_changes_can_be_downloaded_as_one_page_that_needs_nothing_else(console: Consoled) -> None:
    visitor = console.visitor("admin")
    assert visitor.get(f"{AT}/revisions/changes.html").status_code == 404
    draft(console)
    page = visitor.get(f"{AT}/revisions/changes.html?policy=conduct")
    assert page.headers["Content-Disposition"].startswith("attachment")
    assert "<ins>must not </ins>" in page.text
    assert visitor.get(f"{AT}/revisions/changes.html?policy=nothing").status_code == 404


def test_a_policy_without_a_draft_has_no_page_of_changes(console: Consoled) -> None:
    visitor = console.visitor("admin")
    draft(console)
    assert visitor.get(f"{AT}/revisions/changes/learners").status_code == 404
    assert visitor.get(f"{AT}/revisions/changes/pets").status_code == 404


def test_without_drafts_the_page_of_changes_says_what_to_do(console: Consoled) -> None:
    assert "There is no draft" in text_of(console.visitor("admin").get(f"{AT}/revisions/changes"))


def test_a_check_shows_what_fails_first_and_the_words_that_would_be_quoted(console: Consoled) -> None:
    questions(console)
    pin(console)
    draft(console, new="Pupils travel on foot.")
    page = checked(console.visitor("admin"))
    text = text_of(page)
    assert "The check fails" in text
    assert text.index("Fails may I give a pupil a lift home?") < text.index("Passes hello")
    assert "Staff Conduct 2.1 is removed" in text
    assert "Staff Conduct 2.1" in text
    assert "can I drive a pupil home?" in text
    assert OLD in text
    buttons = LexborHTMLParser(page.text).css("main .buttons .button, main .buttons button")
    assert [each.text() for each in buttons if "first" in str(each.attributes.get("class"))] == [
        "Add the mended file"
    ]
    assert buttons[-2].text() == "Go on to publish all the same"


def test_one_detail_that_changes_is_called_one_detail(console: Consoled) -> None:
    text = CONDUCT.replace("review: 2026-08-31", "review: 2027-08-31")
    assert text != CONDUCT
    console.desk.add(TRUST, [file(console.desk.settings.home / "in", "conduct.md", text)], by="tests")
    page = LexborHTMLParser(console.visitor("admin").get(f"{AT}/revisions").text)
    assert "1 detail changed" in [each.text() for each in page.css(".badge")]


def test_what_a_draft_changes_is_the_first_thing_to_look_at_and_publishing_the_last(
    console: Consoled,
) -> None:
    draft(console)
    page = LexborHTMLParser(console.visitor("admin").get(f"{AT}/revisions").text)
    section = page.css(
        "section[aria-labelledby=waits] .buttons .button, section[aria-labelledby=waits] button"
    )
    assert [(each.text(), each.attributes.get("class")) for each in section] == [
        ("See what changes", "button first"),
        ("Check", None),
        ("Publish …", None),
    ]


def test_a_check_that_passes_leads_on_to_publish_exactly_that(console: Consoled) -> None:
    questions(console)
    suspended = pin(console)
    draft(console, new=MILD)
    visitor = console.visitor("admin")
    page = checked(visitor)
    assert "The check passes" in text_of(page)
    shown = visitor.get(f"{AT}/revisions/publish/{here(page).rpartition('/')[2]}")
    assert "1 pin would be suspended" in text_of(shown)
    done = visitor.follow(visitor.post(here(shown)))
    assert "now answers from 3 policies" in text_of(done)
    assert "1 pin is suspended" in text_of(done)
    assert "force changed" not in text_of(done, "body")
    assert "Published: “Staff Conduct”" in text_of(done)
    assert MILD in quoted(console)
    assert console.desk.pins.get(suspended.id).state is PinState.suspended
    assert console.desk.store.audit(TRUST)[-1].who == "slack:UADMIN"


def test_an_index_is_checked_without_drafts_too(console: Consoled) -> None:
    questions(console)
    page = checked(console.visitor("admin"))
    assert "The check passes" in text_of(page)
    assert "Go on to publish" not in text_of(page)


def test_a_failing_check_blocks_until_a_reason_is_given_which_is_kept(console: Consoled) -> None:
    questions(console)
    draft(console, new="Pupils travel on foot.")
    visitor, before = console.visitor("admin"), numbers(console)
    shown = checked(visitor, "publish")
    refused = visitor.post(here(shown), {"reason": "  "})
    assert refused.status_code == 422
    assert "say why" in text_of(refused)
    long = visitor.post(here(shown), {"reason": "so " * 200})
    assert long.status_code == 422
    assert "so so so" in text_of(long, "textarea")
    assert numbers(console) == before
    done = visitor.follow(visitor.post(here(shown), {"reason": "The governors said so."}))
    assert "The governors said so." in text_of(done)
    assert console.desk.store.publications.all(SHORT)[-1].reason == "The governors said so."


def test_a_reason_is_not_kept_where_nothing_fails(console: Consoled) -> None:
    draft(console)
    published(console.visitor("admin"), reason="Because.")
    assert console.desk.store.publications.all(SHORT)[-1].reason is None


def test_a_file_of_questions_that_cannot_be_read_fails_and_names_its_line(console: Consoled) -> None:
    questions(console, "[[question]]\nask = 3\n")
    draft(console)
    page = checked(console.visitor("admin"))
    assert "The check fails" in text_of(page)
    assert "line 2" in text_of(page)


def test_a_press_publishes_what_was_shown_or_nothing(console: Consoled) -> None:
    draft(console)
    visitor, before = console.visitor("admin"), numbers(console)
    shown = checked(visitor, "publish")
    draft(console, new="Staff should walk.")
    refused = visitor.post(here(shown))
    assert refused.status_code == 409
    assert "Something has changed" in text_of(refused)
    assert numbers(console) == before
    again = checked(visitor, "publish")
    console.desk.publish(TRUST, by="tests")
    assert visitor.post(here(again)).status_code == 409
    assert "since this check" in text_of(visitor.get(here(again).replace("publish", "check")))


def test_more_failures_than_were_shown_are_not_overridden(console: Consoled) -> None:
    questions(console)
    draft(console, new="Pupils travel on foot.")
    visitor, before = console.visitor("admin"), numbers(console)
    shown = checked(visitor, "publish")
    questions(console, '[[question]]\nask = "friend requests?"\ncite = ["conduct 2.1"]\n' * 2)
    told = visitor.follow(visitor.post(here(shown), {"reason": "They said so."}))
    assert "Somebody else changed" in text_of(told)
    assert numbers(console) == before


def test_pressed_twice_it_is_published_once(console: Consoled) -> None:
    draft(console)
    visitor = console.visitor("admin")
    shown = checked(visitor, "publish")
    visitor.follow(visitor.post(here(shown)))
    after = numbers(console)
    twice = visitor.follow(visitor.post(here(shown)))
    assert "That is done already" in text_of(twice)
    assert numbers(console) == after


def test_a_finding_is_for_whoever_asked_and_nobody_else(console: Consoled) -> None:
    draft(console)
    shown = checked(console.visitor("admin"), "publish")
    for path in (here(shown), here(shown).replace("publish", "check")):
        other = console.visitor("second").get(path)
        assert other.status_code == 404
        assert "half an hour" in text_of(other)
    id = here(shown).rpartition("/")[2]
    assert console.console.findings.get(id, "slack:UADMIN", OTHER, Looked) is None


def test_a_revision_of_a_later_day_is_published_now_and_quoted_then(console: Consoled) -> None:
    draft(console, details=FUTURE)
    visitor = console.visitor("admin")
    shown = checked(visitor, "publish")
    assert "Takes effect on 1 October 2026" in text_of(shown)
    assert "Publish for that day" in text_of(shown)
    done = visitor.follow(visitor.post(here(shown)))
    assert "takes effect on 1 October 2026" in text_of(done)
    assert OLD in quoted(console)
    assert "Published for a later day" in text_of(visitor.get(f"{AT}/revisions"))


def test_two_people_have_to_agree_and_who_asked_cannot(console: Consoled) -> None:
    two_people(console)
    draft(console)
    first, second, before = console.visitor("admin"), console.visitor("second"), numbers(console)
    asked = published(first)
    assert "You have asked for it" in text_of(asked)
    assert numbers(console) == before
    assert "You have asked to publish" in text_of(first.get(f"{AT}/revisions"))
    again = checked(first, "publish")
    assert "Somebody else has to agree" in text_of(again)
    assert first.post(here(again)).status_code == 409
    assert numbers(console) == before
    assert "Somebody asks to publish" in text_of(second.get(f"{AT}/revisions"))
    done = published(second)
    assert "asked for by another admin" in text_of(done)
    made = console.desk.store.publications.all(SHORT)[-1]
    assert (made.published_by, made.approved_by) == ("slack:USECOND", "slack:UADMIN")


def test_two_people_override_a_check_with_both_their_reasons(console: Consoled) -> None:
    two_people(console)
    questions(console)
    draft(console, new="Pupils travel on foot.")
    published(console.visitor("admin"), reason="The head wants it.")
    second = console.visitor("second")
    shown = checked(second, "publish")
    assert "The head wants it." in text_of(shown)
    second.follow(second.post(here(shown), {"reason": "So do the governors."}))
    made = console.desk.store.publications.all(SHORT)[-1]
    assert made.reason == "The head wants it. / So do the governors."


def test_who_agrees_to_a_reason_need_not_give_another(console: Consoled) -> None:
    two_people(console)
    questions(console)
    draft(console, new="Pupils travel on foot.")
    published(console.visitor("admin"), reason="The head wants it.")
    published(console.visitor("second"))
    assert console.desk.store.publications.all(SHORT)[-1].reason == "The head wants it."


def test_what_was_asked_for_is_not_agreed_to_once_the_drafts_are_others(console: Consoled) -> None:
    two_people(console)
    draft(console)
    published(console.visitor("admin"))
    draft(console, new="Staff should walk.")
    before = numbers(console)
    assert "Ask the others to publish this" in text_of(checked(console.visitor("second"), "publish"))
    assert numbers(console) == before


def test_the_history_names_everybody_but_oneself_as_another_admin(console: Consoled) -> None:
    draft(console)
    published(console.visitor("admin"))
    mine = text_of(console.visitor("admin").get(f"{AT}/revisions/history"))
    theirs = text_of(console.visitor("second").get(f"{AT}/revisions/history"))
    assert "“Staff Conduct” you" in mine
    assert "“Staff Conduct” another admin" in theirs
    assert "UADMIN" not in mine + theirs


def test_a_publication_shows_what_it_changed(console: Consoled) -> None:
    draft(console)
    done = published(console.visitor("admin"))
    page = console.visitor("second").get(here(done))
    assert "<ins>must not </ins>" in page.text
    visitor = console.visitor("admin")
    assert visitor.get(f"{AT}/revisions/history/999999").status_code == 404
    assert visitor.get(f"{AT}/revisions/history/x").status_code == 404
    others = [each.number for each in console.desk.store.publications.all(OTHER)]
    assert visitor.get(f"{AT}/revisions/history/{others[0]}").status_code == 404
    assert visitor.get(f"{AT}/revisions/back/{others[0]}").status_code == 404


def test_going_back_shows_what_would_come_back_and_asks_once_more(console: Consoled) -> None:
    draft(console)
    visitor = console.visitor("admin")
    published(visitor)
    shown = visitor.get(f"{AT}/revisions/back")
    assert "would be in force again" in text_of(shown)
    assert OLD.partition(" only")[0].partition("may ")[2] in text_of(shown)
    form = {"shown": hidden(shown, "shown"), "reason": "The wrong file."}
    target = f"{AT}/revisions/back/{numbers(console)[-2]}"
    done = visitor.follow(visitor.post(target, form))
    assert "as before" in text_of(done)
    assert OLD in quoted(console)
    made = console.desk.store.publications.all(SHORT)[-1]
    assert (made.act, made.reason, made.published_by) == (Act.rolled_back, "The wrong file.", "slack:UADMIN")
    after = numbers(console)
    assert "That is done already" in text_of(visitor.follow(visitor.post(target, form)))
    assert numbers(console) == after


def test_going_back_is_undone_by_going_forward_and_no_button_leads_nowhere(console: Consoled) -> None:
    visitor, operator = console.visitor("admin"), console.visitor("operator")
    made, at = console.desk, "/o/third"
    rules = file(made.settings.home / "in", "third.txt", "Rules\n\n1. Staff must sing.\n")
    made.add("Third", [rules], by="t")
    made.publish("Third", by="t")
    rules.write_text("Rules\n\n1. Staff must whistle.\n", encoding="utf-8")
    made.add("Third", [rules], by="t")
    made.publish("Third", by="t")
    first, second = (each.number for each in made.store.publications.all("third"))
    shown = operator.get(f"{at}/revisions/back")
    operator.follow(operator.post(f"{at}/revisions/back/{first}", {"shown": hidden(shown, "shown")}))
    third = made.store.publications.all("third")[-1].number
    page = operator.get(f"{at}/revisions/history/{third}")
    assert f'{at}/revisions/back/{second}"' in page.text
    for path in ("revisions", "revisions/history", f"revisions/history/{third}"):
        assert f'{at}/revisions/back"' not in operator.get(f"{at}/{path}").text
    assert visitor.get(f"{at}/revisions").status_code == 404


def test_a_draft_leads_to_what_was_understood_of_it(console: Consoled) -> None:
    draft(console)
    (waits,) = console.desk.store.drafts(TRUST)
    page = console.visitor("admin").get(f"{AT}/revisions").text
    assert f"{AT}/drafts/{waits.id.replace('@', '%40')}" in page


def test_a_policy_that_got_another_title_is_named_once_in_the_history(console: Consoled) -> None:
    draft(console, details="effective: 2025-01-01\ntitle: Conduct of Staff\n")
    page = text_of(console.visitor("admin").follow(published(console.visitor("admin"))))
    assert "“Conduct of Staff”" in page
    assert "and “" not in page.partition("When")[0]


def test_going_back_does_nothing_where_something_was_published_meanwhile(console: Consoled) -> None:
    draft(console)
    visitor = console.visitor("admin")
    published(visitor)
    shown, target = visitor.get(f"{AT}/revisions/back"), f"{AT}/revisions/back/{numbers(console)[-2]}"
    draft(console, new="Staff should walk.")
    published(console.visitor("second"))
    before = numbers(console)
    refused = visitor.post(target, {"shown": hidden(shown, "shown"), "reason": "Mine."})
    assert refused.status_code == 409
    assert "Something has changed" in text_of(refused)
    assert 'value="Mine."' in refused.text
    assert visitor.post(target, {"shown": ""}).status_code == 409
    assert numbers(console) == before


def test_there_is_nothing_to_go_back_to_before_the_first_publication(console: Consoled) -> None:
    made = console.desk
    made.add(
        "Third", [file(made.settings.home / "in", "third.txt", "Rules\n\n1. Staff must sing.\n")], by="t"
    )
    made.publish("Third", by="t")
    refused = console.visitor("operator").get("/o/third/revisions/back")
    assert refused.status_code == 404
    assert "nothing to go back to" in text_of(refused)


def test_a_policy_is_withdrawn_after_what_rests_on_it_was_named(console: Consoled) -> None:
    questions(console)
    pin(console)
    visitor = console.visitor("admin")
    shown = visitor.get(f"{AT}/revisions/withdraw/conduct")
    text = text_of(shown)
    assert "must be answered from it, and fails without it" in text
    assert "rests on it, and is not served without it" in text
    before = numbers(console)
    assert visitor.post(f"{AT}/revisions/withdraw/conduct", {"shown": "x"}).status_code == 409
    assert numbers(console) == before
    form = {"shown": hidden(shown, "shown"), "reason": "Part of the code now."}
    done = visitor.follow(visitor.post(f"{AT}/revisions/withdraw/conduct", form))
    assert "“Staff Conduct” is withdrawn" in text_of(done)
    made = console.desk.store.publications.all(SHORT)[-1]
    assert (made.act, made.reason) == (Act.withdrawn, "Part of the code now.")
    assert OLD not in quoted(console)
    assert visitor.get(f"{AT}/revisions/withdraw/conduct").status_code == 404
    assert visitor.post(f"{AT}/revisions/withdraw/conduct", form).status_code == 404


def test_a_policy_of_another_organisation_is_not_withdrawn(console: Consoled) -> None:
    visitor = console.visitor("admin")
    assert visitor.get(f"{AT}/revisions/withdraw/pets").status_code == 404
    assert visitor.post(f"{AT}/revisions/withdraw/pets").status_code == 404
    assert console.desk.store.publications.revisions(OTHER, (State.published,))


def test_a_question_is_answered_as_of_a_day_and_nothing_of_it_is_kept(console: Consoled) -> None:
    draft(console, details=FUTURE)
    visitor = console.visitor("admin")
    published(visitor)
    ask = {"question": "may I give a pupil a lift", "asker": "staff"}
    now = visitor.post(f"{AT}/revisions/said", {**ask, "day": "2026-09-01"})
    then = visitor.post(f"{AT}/revisions/said", {**ask, "day": "2026-10-01"})
    assert OLD in now.text
    assert NEW in then.text
    assert OLD not in then.text
    assert not console.service.reception.cabinet.history.since(SHORT, dt.datetime(2000, 1, 1, tzinfo=dt.UTC))


@pytest.mark.parametrize(
    "form",
    [
        {"day": "", "question": "may I"},
        {"day": "2026-13-45", "question": "may I"},
        {"day": "2026-09-01", "question": "  "},
        {"day": "2026-09-01", "question": "may I", "asker": "king"},
        {"day": "2026-09-01", "question": "may I " * 2_500},
    ],
)
def test_a_day_or_question_that_cannot_be_used_is_shown_again(
    console: Consoled, form: dict[str, str]
) -> None:
    response = console.visitor("admin").post(f"{AT}/revisions/said", {"asker": "staff", **form})
    assert response.status_code == 422
    assert form["question"].strip() in text_of(response, "textarea") or not form["question"].strip()


def test_an_admin_who_is_told_of_a_job_sees_how_far_it_is(console: Consoled) -> None:
    draft(console)
    visitor = console.visitor("admin")
    response = visitor.post(f"{AT}/revisions/check")
    assert response.status_code == 303
    assert "/revisions/" in response.headers["Location"] or "/jobs/" in response.headers["Location"]
