"""Questions and alerts in the console: what a lead sees of them, and what comes of what they do."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from bot import audit, console_phrases, phrases
from bot.events import Verb
from bot.queue import LONGEST_REPLY, QueueState, Waiting
from tests.console_browsed import SIZES, faults, go, opened, shoot, wide
from tests.console_led import DISCLOSED, LIFT, alerted, elsewhere, passed_on, pressed, revise
from tests.console_served import PEOPLE, Consoled, Visitor, text_of
from tests.houses import SHORT

pytest_plugins = ("tests.console_fixtures",)

AT = f"/o/{SHORT}/questions"
LEADS = ("lead", "deputy", "web lead", "operator")


def kept(console: Consoled, id: str) -> Waiting:
    found = console.console.cabinet.queue.get(id)
    assert found is not None
    return found


def sent(console: Consoled, id: str, text: str, who: str = "lead") -> Visitor:
    """Reply to a question, and give who did."""
    visitor = console.visitor(who)
    response = visitor.post(f"{AT}/{id}/reply", {"text": text, "step": "send"})
    assert response.status_code == 303, text_of(response)
    return visitor


def letters(console: Consoled) -> list[tuple[str, str]]:
    """What waits to be sent: the kind, and to whom."""
    waiting = console.console.cabinet.outbox.waiting(SHORT)
    return [(str(each.kind), each.person) for each in waiting]


class TestTheQueue:
    def test_an_empty_queue_says_what_comes_there(self, console: Consoled) -> None:
        assert "No question is waiting. They come here when" in text_of(console.visitor("lead").get(AT))

    @pytest.mark.parametrize("who", LEADS)
    def test_a_lead_sees_what_waits_and_who_asks(self, console: Consoled, who: str) -> None:
        passed_on(console)
        page = text_of(console.visitor(who).get(AT))
        assert "can i give a pupil a lift home Ann" in page

    def test_a_question_shows_the_words_and_the_clauses_as_they_stand_now(self, console: Consoled) -> None:
        id = passed_on(console)
        page = text_of(console.visitor("lead").get(f"{AT}/{id}"))
        assert "can i give a pupil a lift home" in page
        assert LIFT in page
        revise(console)
        assert LIFT not in text_of(console.visitor("lead").get(f"{AT}/{id}"))

    def test_taking_it_tells_the_asker_and_is_audited(self, console: Consoled) -> None:
        id = passed_on(console)
        visitor = console.visitor("lead")
        page = text_of(visitor.follow(visitor.post(f"{AT}/{id}/claim")))
        assert phrases.TAKEN.format(who="Ann") in page
        assert "Taken by you" in page
        assert ("claimed", "UANN") in letters(console)
        (entry,) = [e for e in audit.entries(console.desk.store.database, SHORT, id) if e.did == "claimed"]
        assert entry.who == PEOPLE["lead"].key

    def test_of_two_leads_the_slower_is_told_who_was_quicker(self, console: Consoled) -> None:
        id = passed_on(console)
        console.visitor("deputy").post(f"{AT}/{id}/claim")
        visitor = console.visitor("lead")
        page = text_of(visitor.follow(visitor.post(f"{AT}/{id}/claim")))
        assert phrases.TAKEN_BY.format(who="Dev") in page
        assert kept(console, id).taken_by == PEOPLE["deputy"]

    def test_taking_it_twice_says_so(self, console: Consoled) -> None:
        id, visitor = passed_on(console), console.visitor("lead")
        visitor.post(f"{AT}/{id}/claim")
        page = text_of(visitor.follow(visitor.post(f"{AT}/{id}/claim")))
        assert phrases.TAKEN_BY_YOU in page

    def test_giving_it_back_lets_others_have_it_who_are_told_of_it_again(self, console: Consoled) -> None:
        id, visitor = passed_on(console), console.visitor("lead")
        visitor.post(f"{AT}/{id}/claim")
        page = text_of(visitor.follow(visitor.post(f"{AT}/{id}/give-back")))
        assert phrases.GIVEN_BACK in page
        assert kept(console, id).state is QueueState.waiting
        again = [each for each in letters(console) if each == ("asked", "lead@larkmere.example")]
        assert len(again) == 2
        entries = audit.entries(console.desk.store.database, SHORT, id)
        assert (entries[-1].did, entries[-1].who) == ("released", PEOPLE["lead"].key)

    def test_nobody_gives_back_what_another_has(self, console: Consoled) -> None:
        id = passed_on(console)
        console.visitor("deputy").post(f"{AT}/{id}/claim")
        visitor = console.visitor("lead")
        page = text_of(visitor.follow(visitor.post(f"{AT}/{id}/give-back")))
        assert phrases.NOT_YOURS_TO_GIVE_BACK in page
        assert kept(console, id).taken_by == PEOPLE["deputy"]

    def test_what_whoever_runs_quoth_has_taken_stays_theirs(self, console: Consoled) -> None:
        id = passed_on(console)
        console.visitor("operator").post(f"{AT}/{id}/claim")
        console.service.reception.clock.tick()
        assert kept(console, id).state is QueueState.claimed

    def test_a_long_list_of_what_is_over_is_paged(self, console: Consoled) -> None:
        visitor = console.visitor("lead")
        ids = [passed_on(console, f"may I keep {number} snakes") for number in range(21)]
        for id in ids:
            visitor.post(f"{AT}/{id}/close")
        first, second = visitor.get(AT).text, visitor.get(f"{AT}?page=1").text
        assert ids[20] in first
        assert ids[0] not in first
        assert ids[0] in second
        assert visitor.get(f"{AT}?page=99").status_code == 200


class TestReplying:
    @pytest.mark.parametrize("who", LEADS)
    def test_a_reply_is_looked_over_then_sent_as_the_leads_own_words(
        self, console: Consoled, who: str
    ) -> None:
        id, visitor = passed_on(console), console.visitor(who)
        look = visitor.post(f"{AT}/{id}/reply", {"text": "Only with the form.", "step": "look"})
        shown = text_of(look)
        assert "“Only with the form.”" in shown
        assert phrases.LEADS_WORDS in shown
        assert kept(console, id).reply is None
        page = text_of(
            visitor.follow(visitor.post(f"{AT}/{id}/reply", {"text": "Only with the form.", "step": "send"}))
        )
        assert phrases.REPLIED.format(who="Ann") in page
        assert kept(console, id).reply == "Only with the form."
        assert ("reply", "UANN") in letters(console)

    def test_what_the_asker_gets_is_what_was_looked_over(self, console: Consoled) -> None:
        id = passed_on(console)
        sent(console, id, "Only with the form.")
        reception = console.service.reception
        (item,) = [each for each in console.console.cabinet.outbox.waiting(SHORT) if each.kind == "reply"]
        message = reception.letters.compose(item)
        assert message is not None
        said = [getattr(part, "text", "") for part in message.parts]
        other = passed_on(console, who="second")
        look = console.visitor("deputy").post(f"{AT}/{other}/reply", {"text": "Only with the form."})
        assert said[0] == "Lena replies to your question:"
        assert all(each in text_of(look) for each in said[1:3])

    def test_an_empty_reply_is_refused(self, console: Consoled) -> None:
        id = passed_on(console)
        response = console.visitor("lead").post(f"{AT}/{id}/reply", {"text": "  \n ", "step": "send"})
        assert response.status_code == 422
        assert console_phrases.EMPTY_REPLY in text_of(response)
        assert kept(console, id).reply is None

    def test_a_reply_that_is_too_long_is_refused_and_not_lost(self, console: Consoled) -> None:
        id, text = passed_on(console), "x" * (LONGEST_REPLY + 1)
        response = console.visitor("lead").post(f"{AT}/{id}/reply", {"text": text, "step": "send"})
        assert response.status_code == 422
        assert phrases.TOO_LONG_REPLY.format(limit=LONGEST_REPLY) in text_of(response)
        assert text in text_of(response)

    def test_a_reply_that_reads_like_a_disclosure_goes_nowhere_unless_it_is_meant(
        self, console: Consoled
    ) -> None:
        id, visitor = passed_on(console), console.visitor("lead")
        response = visitor.post(f"{AT}/{id}/reply", {"text": DISCLOSED, "step": "send"})
        assert response.status_code == 422
        assert "reads like a safeguarding concern" in text_of(response)
        assert "R. Ainsley" in text_of(response)
        assert kept(console, id).reply is None
        visitor.post(f"{AT}/{id}/reply", {"text": DISCLOSED, "step": "send", "meant": "yes"})
        assert kept(console, id).reply == DISCLOSED

    def test_of_two_replies_only_the_first_is_sent_and_the_second_is_not_lost(
        self, console: Consoled
    ) -> None:
        id = passed_on(console)
        sent(console, id, "Yes.", "deputy")
        response = console.visitor("lead").post(f"{AT}/{id}/reply", {"text": "No, never.", "step": "send"})
        assert response.status_code == 409
        page = text_of(response)
        assert console_phrases.REPLIED_MEANWHILE in page
        assert "No, never." in page
        assert "Answered by Dev" in page
        assert kept(console, id).reply == "Yes."

    def test_closing_asks_once_more_and_tells_the_asker(self, console: Consoled) -> None:
        id, visitor = passed_on(console), console.visitor("lead")
        assert "Close this question without a reply?" in text_of(visitor.get(f"{AT}/{id}/close"))
        page = text_of(visitor.follow(visitor.post(f"{AT}/{id}/close")))
        assert phrases.CLOSED_TO_LEAD.format(who="Ann") in page
        assert ("closed", "UANN") in letters(console)
        again = text_of(visitor.follow(visitor.post(f"{AT}/{id}/close")))
        assert phrases.QUEUE_GONE in again

    def test_a_reply_is_pinned_for_the_next_who_asks(self, console: Consoled) -> None:
        id = passed_on(console)
        visitor = sent(console, id, "Only with the form.")
        page = visitor.follow(visitor.post(f"{AT}/{id}/pin"))
        assert str(page.url).endswith(f"/pins/{id}")
        assert "Only with the form." in text_of(page)
        assert "It is pinned" in text_of(visitor.get(f"{AT}/{id}"))
        again = text_of(visitor.follow(visitor.post(f"{AT}/{id}/pin")))
        assert phrases.PINNED_ALREADY in again

    def test_nothing_is_pinned_of_a_question_without_a_reply(self, console: Consoled) -> None:
        id, visitor = passed_on(console), console.visitor("lead")
        page = text_of(visitor.follow(visitor.post(f"{AT}/{id}/pin")))
        assert phrases.QUEUE_GONE in page
        assert console.console.cabinet.pins.all(SHORT) == ()


class TestAlerts:
    def test_an_alert_stands_first_with_who_and_never_what(self, console: Consoled) -> None:
        passed_on(console)
        alerted(console)
        response = console.visitor("lead").get(AT)
        page = text_of(response)
        assert page.index("Ann needs you now.") < page.index("can i give a pupil a lift home")
        assert "quokkabelt" not in response.text

    @pytest.mark.parametrize("who", LEADS)
    def test_whoever_has_seen_it_is_named_to_the_asker(self, console: Consoled, who: str) -> None:
        id, visitor = alerted(console), console.visitor(who)
        page = text_of(visitor.follow(visitor.post(f"/o/{SHORT}/alerts/{id}/seen")))
        assert phrases.SEEN_THANKS.format(who="Ann") in page
        assert "has seen it" in page
        assert ("seen", "UANN") in letters(console)

    def test_a_second_lead_is_told_that_it_was_seen(self, console: Consoled) -> None:
        id = alerted(console)
        console.visitor("deputy").post(f"/o/{SHORT}/alerts/{id}/seen")
        visitor = console.visitor("lead")
        page = text_of(visitor.follow(visitor.post(f"/o/{SHORT}/alerts/{id}/seen")))
        assert "Dev has seen it already" in page

    def test_nobody_confirms_their_own_alert(self, console: Consoled) -> None:
        id, visitor = alerted(console, "lead"), console.visitor("lead")
        page = text_of(visitor.follow(visitor.post(f"/o/{SHORT}/alerts/{id}/seen")))
        assert phrases.OWN_ALERT in page
        found = console.console.cabinet.alerts.get(id)
        assert found is not None
        assert found.seen_at is None


class TestWhoMay:
    @pytest.mark.parametrize("who", ["staff", "learner", "admin", "web staff"])
    def test_others_see_no_question_and_do_nothing_with_one(self, console: Consoled, who: str) -> None:
        id, visitor = passed_on(console), console.visitor(who)
        assert visitor.get(AT).status_code == 403
        assert visitor.get(f"{AT}/{id}").status_code == 403
        for does in ("claim", "reply", "close", "give-back", "pin"):
            assert visitor.post(f"{AT}/{id}/{does}", {"text": "x", "step": "send"}).status_code == 403
        assert kept(console, id).state is QueueState.waiting

    def test_a_question_of_another_school_is_not_there(self, console: Consoled) -> None:
        id = elsewhere(console)
        for who in LEADS:
            visitor = console.visitor(who)
            for path in (f"{AT}/{id}", f"{AT}/{id}/close", f"{AT}/nothing"):
                assert visitor.get(path).status_code == 404
            for does in ("claim", "reply", "close", "give-back", "pin"):
                sending = visitor.post(f"{AT}/{id}/{does}", {"text": "x", "step": "send"})
                assert sending.status_code == 404
        assert kept(console, id).state is QueueState.waiting

    def test_an_alert_of_another_school_is_not_there(self, console: Consoled) -> None:
        id = alerted(console)
        visitor = console.visitor("outsider")
        assert visitor.post(f"/o/other-school/alerts/{id}/seen").status_code == 404
        assert visitor.post("/o/other-school/alerts/nothing/seen").status_code == 404


class TestToldOfChangedWords:
    def test_how_many_were_told_is_shown_and_never_who(self, console: Consoled) -> None:
        for who in ("staff", "second"):
            passed_on(console, who=who)
        revise(console)
        response = console.visitor("lead").get(f"{AT}/told")
        page = text_of(response)
        assert "2 still to be told" in page
        assert "Staff Conduct 2.1 (reworded) 2" in page
        assert "UANN" not in response.text

    def test_nobody_told_is_said(self, console: Consoled) -> None:
        page = text_of(console.visitor("lead").get(f"{AT}/told"))
        assert "Nobody was quoted words that have changed since." in page


class TestInABrowser:
    @pytest.mark.parametrize("size", SIZES)
    @pytest.mark.parametrize("who", ["lead", "web lead"])
    def test_a_lead_takes_a_question_replies_and_pins_the_reply(
        self, chromium: Browser, console: Consoled, size: str, who: str
    ) -> None:
        id = passed_on(console)
        alerted(console)
        passed_on(console, "may I keep a snake in my room", "second")
        page = opened(chromium, console, who, size)
        go(page, console, AT)
        assert (faults(page), wide(page)) == ([], False)
        shoot(page, f"questions-{size}")
        page.get_by_role("button", name="I have seen this").click()
        page.get_by_text("Thank you. Ann is told").wait_for()
        page.get_by_role("button", name=re.compile("I take it.*can i give a pupil")).click()
        page.get_by_role("heading", name="A question from Ann").wait_for()
        assert (faults(page), wide(page)) == ([], False)
        shoot(page, f"question-{size}")
        page.get_by_label("Your reply").fill("Only with the form.\n\nCome and see me.")
        page.get_by_role("button", name="Look it over").click()
        page.get_by_role("heading", name="Look over your reply").wait_for()
        assert (faults(page), wide(page)) == ([], False)
        shoot(page, f"question-reply-{size}")
        page.get_by_role("button", name="Send it").click()
        page.get_by_text("On its way").wait_for()
        assert (faults(page), wide(page)) == ([], False)
        shoot(page, f"question-answered-{size}")
        page.get_by_role("button", name="Pin this reply").click()
        page.get_by_role("heading", name="can i give a pupil a lift home").wait_for()
        assert console.console.cabinet.pins.get(id).note.startswith("Only with the form.")

    def test_a_reply_that_reads_like_a_disclosure_is_stopped(
        self, chromium: Browser, console: Consoled
    ) -> None:
        id = passed_on(console)
        page = opened(chromium, console, "lead", "phone", color_scheme="dark")
        go(page, console, f"{AT}/{id}")
        page.get_by_label("Your reply").fill(DISCLOSED)
        page.get_by_role("button", name="Look it over").click()
        page.get_by_role("alert").wait_for()
        assert (faults(page), wide(page)) == ([], False)
        shoot(page, "question-reply-risk-phone-dark")

    def test_it_works_without_javascript(self, chromium: Browser, console: Consoled) -> None:
        id = passed_on(console)
        page = opened(chromium, console, "deputy", "desk", script=False)
        go(page, console, AT)
        page.get_by_role("button", name="I take it").click()
        page.get_by_label("Your reply").fill("Yes.")
        page.get_by_role("button", name="Look it over").click()
        page.get_by_role("button", name="Send it").click()
        page.get_by_text("On its way").wait_for()
        assert kept(console, id).reply == "Yes."
        page.get_by_role("link", name="Questions", exact=True).first.click()
        page.get_by_role("heading", name="Answered and closed").wait_for()

    @pytest.mark.parametrize("size", SIZES)
    def test_closing_asks_once_more(self, chromium: Browser, console: Consoled, size: str) -> None:
        id = passed_on(console)
        page = opened(chromium, console, "lead", size)
        go(page, console, f"{AT}/{id}")
        page.get_by_role("link", name="Close without a reply").click()
        page.get_by_role("heading", name="Close this question").wait_for()
        assert (faults(page), wide(page)) == ([], False)
        shoot(page, f"question-close-{size}")
        page.get_by_role("button", name="Close it").click()
        page.get_by_text("is told to speak to you").wait_for()

    @pytest.mark.parametrize("size", SIZES)
    def test_who_was_told_is_listed(self, chromium: Browser, console: Consoled, size: str) -> None:
        passed_on(console)
        revise(console)
        page = opened(chromium, console, "lead", size)
        go(page, console, f"{AT}/told")
        assert (faults(page), wide(page)) == ([], False)
        shoot(page, f"told-{size}")


def test_a_question_taken_in_chat_is_taken_in_the_console(console: Consoled) -> None:
    id = passed_on(console)
    pressed(console, Verb.claim, id, "deputy")
    assert "Dev has taken it already" in text_of(console.visitor("lead").get(f"{AT}/{id}"))
