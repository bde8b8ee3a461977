"""Asking on a page: the same answers, buttons and refusals as in chat, and a field for what is to be written."""

from __future__ import annotations

import re

import pytest
from selectolax.lexbor import LexborHTMLParser
from structlog.testing import capture_logs

from bot import console_phrases, phrases
from bot.answers import LONGEST_QUESTION
from bot.limits import Limits
from bot.queue import LONGEST_REPLY
from tests.console_asked import ASK, PRESS, asked, awaited, pressed, presses
from tests.console_served import OTHER, PEOPLE, Consoled, text_of
from tests.contract import BELL, BELL_RULE, DISCLOSURE
from tests.houses import SHORT

pytest_plugins = ("tests.console_fixtures", "tests.fresh_logs")

# Asking.


@pytest.mark.parametrize("who", [who for who in PEOPLE if who not in ("outsider", "learner")])
def test_a_question_is_answered_with_the_exact_words_for_everyone_who_belongs_there(
    console: Consoled, who: str
) -> None:
    response = asked(console.visitor(who))
    assert response.status_code == 200
    words = [each.text(deep=True) for each in LexborHTMLParser(response.text).css(".words.exact")]
    assert BELL_RULE in words
    assert {"helpful", "unhelpful", "ask"} <= set(presses(response))
    assert {"share", "context"}.isdisjoint(presses(response))


def test_a_quote_leads_to_its_clause(console: Consoled) -> None:
    visitor = console.visitor("staff")
    response = asked(visitor)
    links = [each.attributes["href"] for each in LexborHTMLParser(response.text).css(".citation a")]
    assert re.fullmatch(rf"/console/o/{SHORT}/policies/house%40\w+/at/house/3#clause", str(links[0]))
    page = visitor.client.get(str(links[0]).partition("#")[0])
    assert page.status_code == 200
    assert BELL_RULE in text_of(page, "#clause")


def test_an_empty_page_greets_and_suggests_questions_that_can_be_asked_with_a_press(
    console: Consoled,
) -> None:
    visitor = console.visitor("staff")
    page = visitor.get(ASK)
    assert phrases.WELCOME_HERE in text_of(page)
    prompts = [
        str(each.attributes["value"]) for each in LexborHTMLParser(page.text).css(".welcome [name=text]")
    ]
    assert prompts == list(phrases.PROMPTS)
    assert presses(asked(visitor, prompts[0]))


def test_a_question_goes_on_from_the_one_before_until_a_new_subject(console: Consoled) -> None:
    visitor, other = console.visitor("web staff"), console.visitor("web lead")
    turns = console.service.reception.turns
    for each in (visitor, other):
        asked(each)
    place = next(key[0] for key in turns._kept if key[1] == PEOPLE["web staff"].key)
    assert turns.earlier(place, PEOPLE["web staff"]) == (BELL,)
    follow = asked(visitor, "and in writing?")
    assert len(turns.earlier(place, PEOPLE["web staff"])) == 2
    assert "and in writing?" in text_of(follow, ".asked")
    told = visitor.follow(visitor.post(f"{ASK}/anew"))
    assert phrases.NEW_SUBJECT in text_of(told)
    assert turns.earlier(place, PEOPLE["web staff"]) == ()
    assert [key[1] for key in turns._kept] == [PEOPLE["web lead"].key]


def test_what_is_asked_is_in_no_address_and_in_no_log(console: Consoled) -> None:
    visitor = console.visitor("staff")
    with capture_logs() as logged:
        response = asked(visitor, "may we ring zanzibar's bell before swimming")
    assert (response.status_code, response.history) == (200, [])
    assert "zanzibar" not in str(response.url)
    assert "zanzibar" not in repr(logged)
    assert "no-store" in response.headers["Cache-Control"]


def test_a_disclosure_is_met_with_whom_to_tell_and_its_words_are_nowhere(console: Consoled) -> None:
    visitor = console.visitor("staff")
    response = asked(visitor, DISCLOSURE)
    first = LexborHTMLParser(response.text).css_first(".exchange .message p.strong")
    assert first is not None
    assert list(presses(response)) == ["now"]
    assert "belt" not in response.text
    assert console.service.reception.history.of(SHORT, PEOPLE["staff"].key) == ()
    alerted = pressed(visitor, "now", response)
    assert phrases.ALERTING in text_of(alerted)


def test_a_question_as_long_as_may_be_is_answered_and_a_longer_one_given_back(console: Consoled) -> None:
    visitor = console.visitor("staff")
    filler = "must we ring the bell before swimming " * 400
    assert asked(visitor, filler[:LONGEST_QUESTION]).status_code == 200
    long = "q" * (LONGEST_QUESTION + 1)
    response = asked(visitor, long)
    assert response.status_code == 422
    assert phrases.TOO_LONG.format(limit=LONGEST_QUESTION) in text_of(response)
    assert long in text_of(response, "#text")
    assert asked(visitor, "word " * 40_000).status_code == 422


def test_a_disclosure_that_is_too_long_is_met_as_one(console: Consoled) -> None:
    response = asked(console.visitor("staff"), f"{DISCLOSURE}. " + "and then " * 1_200)
    assert list(presses(response)) == ["now"]
    assert phrases.TELL_THE_USUAL_PEOPLE in text_of(response)


@pytest.mark.parametrize("nothing", ["", "   ", "\n"])
def test_nothing_asked_is_said_so(console: Consoled, nothing: str) -> None:
    assert "Ask me about your policies" in text_of(asked(console.visitor("staff"), nothing))


def test_questions_in_a_great_hurry_are_refused_politely(console: Consoled) -> None:
    console.service.reception._limits = Limits(20, 1_000)
    visitor = console.visitor("staff")
    said = [text_of(asked(visitor)) for _ in range(30)]
    assert ["questions in a minute" in each for each in said] == [False] * 20 + [True] * 10
    assert BELL_RULE in text_of(asked(console.visitor("deputy")))


def test_pages_in_a_great_hurry_are_refused_politely_and_in_part_where_a_part_was_asked_for(
    console: Consoled,
) -> None:
    visitor = console.visitor("staff")
    codes = [visitor.post(f"{ASK}/anew").status_code for _ in range(90)]
    assert set(codes) == {303}
    visitor.client.headers["HX-Request"] = "true"
    refused = asked(visitor)
    assert refused.status_code == 429
    assert console_phrases.TOO_MANY in refused.text
    assert "<html" not in refused.text


def test_htmx_is_given_the_exchange_alone(console: Consoled) -> None:
    visitor = console.visitor("staff")
    visitor.client.headers["HX-Request"] = "true"
    response = asked(visitor)
    assert "<html" not in response.text
    assert text_of(response, ".exchange .words") == BELL_RULE
    assert pressed(visitor, "helpful", response).text.count("<article") == 1


# Buttons.


def test_an_answer_is_rated_and_said_why(console: Consoled) -> None:
    visitor = console.visitor("staff")
    answer = asked(visitor)
    assert phrases.HELPFUL in text_of(pressed(visitor, "helpful", answer))
    why = pressed(visitor, "unhelpful", answer)
    assert phrases.WHY_NOT in text_of(why)
    form = pressed(visitor, "why", why)
    assert console_phrases.AWAITED["why"] in text_of(form, "form.writing")
    written = visitor.post(ASK, {"awaited": awaited(form), "text": "It is about the sea."})
    assert phrases.WHY_KEPT in text_of(written)
    (given,) = console.service.reception.history.of(SHORT, PEOPLE["staff"].key)
    kept = console.service.reception.history.feedback([given.id])
    assert kept == {given.id: (False, "It is about the sea.")}


def test_a_question_at_the_top_is_not_taken_for_what_is_awaited(console: Consoled) -> None:
    visitor = console.visitor("staff")
    form = pressed(visitor, "why", pressed(visitor, "unhelpful", asked(visitor)))
    page = visitor.get(ASK)
    assert awaited(page) == awaited(form)
    assert BELL_RULE in text_of(asked(visitor))
    written = visitor.post(ASK, {"awaited": awaited(form), "text": "No help."})
    assert phrases.WHY_KEPT in text_of(written)


def test_what_is_awaited_can_be_left(console: Consoled) -> None:
    visitor = console.visitor("staff")
    form = pressed(visitor, "why", pressed(visitor, "unhelpful", asked(visitor)))
    left = visitor.post(ASK, {"awaited": awaited(form), "text": "half a wo", "cancel": "yes"})
    assert phrases.CANCELLED in text_of(left)
    assert LexborHTMLParser(visitor.get(ASK).text).css_first("form.writing") is None


def test_what_is_awaited_no_more_is_given_back(console: Consoled) -> None:
    visitor = console.visitor("staff")
    form = pressed(visitor, "why", pressed(visitor, "unhelpful", asked(visitor)))
    sent = {"awaited": awaited(form), "text": "my <words>"}
    assert visitor.post(ASK, sent).status_code == 200
    again = visitor.post(ASK, sent)
    assert again.status_code == 409
    assert console_phrases.NOT_AWAITED in text_of(again)
    assert "my <words>" in text_of(again, "form.writing textarea")
    assert visitor.post(ASK, {"awaited": "reply nothing", "text": "x"}).status_code == 409


def test_nothing_written_is_asked_for_again(console: Consoled) -> None:
    visitor = console.visitor("staff")
    form = pressed(visitor, "why", pressed(visitor, "unhelpful", asked(visitor)))
    empty = visitor.post(ASK, {"awaited": awaited(form), "text": " "})
    assert empty.status_code == 422
    assert console_phrases.WRITE_SOMETHING in text_of(empty)
    assert awaited(empty) == awaited(form)


@pytest.mark.parametrize("press", ["", "dawn a1", "helpful", "helpful " + "a" * 65, "x" * 190])
def test_a_button_that_there_is_not_is_nothing(console: Consoled, press: str) -> None:
    response = console.visitor("staff").post(PRESS, {"press": press})
    said = text_of(response)
    assert response.status_code == 404 or phrases.ANSWER_GONE in said


@pytest.mark.parametrize("verb", ["console", "context", "share", "publish", "reply", "seen"])
def test_a_press_that_is_made_up_does_nothing(console: Consoled, verb: str) -> None:
    visitor = console.visitor("staff")
    id = presses(asked(visitor))["helpful"].partition(" ")[2]
    response = visitor.post(PRESS, {"press": f"{verb} {id}"})
    assert response.status_code == 200
    assert "went wrong" not in text_of(response)


def test_an_answer_is_its_askers(console: Consoled) -> None:
    answer = asked(console.visitor("staff"))
    assert phrases.ANSWER_OF_ANOTHER in text_of(pressed(console.visitor("web staff"), "helpful", answer))
    elsewhere = console.visitor("outsider").post(f"/o/{OTHER}/press", {"press": presses(answer)["helpful"]})
    assert phrases.ANSWER_GONE in text_of(elsewhere)


def test_only_leads_pin(console: Consoled) -> None:
    answer = asked(console.visitor("web lead"))
    assert phrases.ONLY_LEADS in text_of(pressed(console.visitor("staff"), "pin", answer))
    assert "Pinned." in text_of(pressed(console.visitor("web lead"), "pin", answer))
    (pin,) = console.desk.pins.all(SHORT)
    assert pin.pinned_by == PEOPLE["web lead"].key


def test_a_reply_that_is_too_long_is_given_back(console: Consoled) -> None:
    staff, lead = console.visitor("web staff"), console.visitor("web lead")
    pressed(staff, "ask", asked(staff))
    form = pressed(lead, "reply", lead.get(f"/o/{SHORT}/messages"))
    long = "yes " * LONGEST_REPLY
    response = lead.post(ASK, {"awaited": awaited(form), "text": long})
    assert response.status_code == 422
    assert phrases.TOO_LONG_REPLY.format(limit=LONGEST_REPLY) in text_of(response)
    assert long.strip() in text_of(response, "form.writing textarea")
    done = lead.post(ASK, {"awaited": awaited(response), "text": "Yes."})
    assert (done.status_code, presses(done)) == (200, {"vouch": presses(done)["vouch"]})
