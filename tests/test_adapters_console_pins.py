"""Pins in the console: the list, a pin with its clauses, making and changing one, and what is suspended."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from playwright.sync_api import Browser

from bot import audit, console_phrases, phrases
from bot.pins import Pin, PinState
from corpus.document import Audience
from tests.console_browsed import SIZES, faults, go, opened, shoot, wide
from tests.console_led import (
    DISCLOSED,
    LIFT,
    LIFTS,
    NEW_LIFT,
    asked,
    clause,
    pinned,
    pinned_elsewhere,
    revise,
    ticked,
)
from tests.console_served import PEOPLE, Consoled, Visitor, text_of
from tests.houses import SHORT

pytest_plugins = ("tests.console_fixtures",)

AT = f"/o/{SHORT}/pins"
LEADS = ("lead", "deputy", "web lead", "operator")


def kept(console: Consoled, id: str) -> Pin:
    return console.console.cabinet.pins.get(id)


def all_of(console: Consoled) -> tuple[Pin, ...]:
    return console.console.cabinet.pins.all(SHORT)


def hidden(page: str, name: str) -> str:
    """What a hidden field of a page holds."""
    return page.partition(f'name="{name}" value="')[2].partition('"')[0]


def typed(pin: Pin, **more: object) -> dict[str, object]:
    """The form that changes a pin, as it is opened, with other words in it."""
    as_it_is = {
        "questions": "\n".join(pin.phrasings),
        "note": pin.note,
        "changed": pin.changed_at.isoformat(),
    }
    return {**as_it_is, **more}


class TestTheList:
    def test_an_empty_list_says_how_one_is_made(self, console: Consoled) -> None:
        assert "Nothing is pinned yet. Press “Pin” below an answer" in text_of(
            console.visitor("lead").get(AT)
        )

    def test_pins_are_found_by_words_policy_and_state(self, console: Consoled) -> None:
        pinned(console, LIFTS)
        noted = pinned(console, "who has the minibus key", words="", note="Ask me.")
        visitor = console.visitor("lead")
        visitor.post(f"{AT}/{noted.id}/drop")
        for query, there, gone in (
            ("", LIFTS, "minibus"),
            ("?state=dropped", "minibus", LIFTS),
            ("?state=all&words=MINIBUS+key", "minibus", LIFTS),
            ("?state=all&policy=conduct", LIFTS, "minibus"),
            ("?state=suspended", "No pin is like that", LIFTS),
            ("?state=nonsense", LIFTS, "minibus"),
        ):
            page = text_of(visitor.get(f"{AT}{query}"))
            assert there in page, query
            assert gone not in page.replace(f'value="{gone}"', ""), query

    def test_use_is_shown(self, console: Consoled) -> None:
        pinned(console, LIFTS)
        asked(console, LIFTS)
        assert "2.1 In service 1 0 0" in text_of(console.visitor("lead").get(AT))

    def test_suspended_pins_come_first(self, console: Consoled) -> None:
        pinned(console, LIFTS)
        pinned(console, "who has the minibus key", words="", note="Ask me.")
        revise(console)
        page = text_of(console.visitor("lead").get(AT))
        assert "1 pin is suspended" in page
        assert page.index("can i give a pupil") < page.index("minibus")

    def test_all_pins_come_as_json_lines_and_as_a_table(self, console: Consoled) -> None:
        pin = pinned(console, LIFTS, note="=Ask me.")
        revise(console)
        visitor = console.visitor("lead")
        (row,) = map(json.loads, visitor.get(f"{AT}/export.jsonl").text.splitlines())
        assert (row["id"], row["state"]) == (pin.id, "suspended")
        assert (row["clauses"][0]["old"], row["clauses"][0]["new"]) == (LIFT, NEW_LIFT)
        table = visitor.get(f"{AT}/export.csv")
        assert table.headers["Content-Disposition"] == f'attachment; filename="{SHORT}-pins.csv"'
        assert "'=Ask me." in table.text


class TestOnePin:
    @pytest.mark.parametrize("who", LEADS)
    def test_a_pin_is_shown_with_its_clauses_note_and_history(self, console: Consoled, who: str) -> None:
        pin = pinned(console, LIFTS, "may i drive a pupil", note="Use the form.")
        page = text_of(console.visitor(who).get(f"{AT}/{pin.id}"))
        for words in (LIFTS, "may i drive a pupil", "Use the form.", LIFT):
            assert words in page
        assert f"Pinned by{'you' if who == 'lead' else 'slack:ULEAD'}, " in page
        assert "What was done with it (1)" in page

    def test_whoever_pinned_it_in_the_console_is_called_by_their_address(self, console: Consoled) -> None:
        pin = pinned(console, who="web lead")
        page = text_of(console.visitor("lead").get(f"{AT}/{pin.id}"))
        assert "Pinned bylead@larkmere.example, " in page
        assert "console:" not in page
        assert "Pinned byyou, " in text_of(console.visitor("web lead").get(f"{AT}/{pin.id}"))

    def test_dropping_asks_once_more_and_a_dropped_pin_can_be_put_back(self, console: Consoled) -> None:
        pin, visitor = pinned(console), console.visitor("deputy")
        assert "Drop this pin?" in text_of(visitor.get(f"{AT}/{pin.id}/drop"))
        page = visitor.follow(visitor.post(f"{AT}/{pin.id}/drop"))
        assert phrases.DROPPED in text_of(page)
        assert kept(console, pin.id).state is PinState.dropped
        again = text_of(visitor.follow(visitor.post(f"{AT}/{pin.id}/drop")))
        assert phrases.DROPPED_ALREADY in again
        visitor.post(f"{AT}/{pin.id}/approve", {"shown": hidden(page.text, "shown")})
        assert kept(console, pin.id).state is PinState.active
        did = [(e.did, e.who) for e in audit.entries(console.desk.store.database, SHORT, pin.id)]
        assert did[1:] == [("dropped pin", "slack:UDEPUTY"), ("approved pin", "slack:UDEPUTY")]

    def test_pins_that_collide_are_shown(self, console: Consoled) -> None:
        pin = pinned(console, LIFTS)
        other = pinned(console, LIFTS, words="", note="Never.")
        visitor = console.visitor("lead")
        assert f"{AT}/{other.id}" in visitor.get(f"{AT}/{pin.id}/collisions").text
        assert "Another pin answers" in text_of(visitor.get(f"{AT}/{pin.id}/collisions"))
        part = visitor.get(f"{AT}/{pin.id}/collisions", **{"HX-Request": "true"}).text
        assert "<html" not in part
        assert other.id in part


class TestSuspended:
    def test_old_and_new_words_stand_side_by_side(self, console: Consoled) -> None:
        pin = pinned(console)
        revise(console)
        page = text_of(console.visitor("lead").get(f"{AT}/{pin.id}"))
        assert page.index("When it was pinned") < page.index(LIFT) < page.index("Now") < page.index(NEW_LIFT)

    @pytest.mark.parametrize("who", LEADS)
    def test_approving_serves_it_with_the_words_that_were_shown(self, console: Consoled, who: str) -> None:
        pin = pinned(console)
        revise(console)
        visitor = console.visitor(who)
        shown = hidden(visitor.get(f"{AT}/{pin.id}").text, "shown")
        page = text_of(visitor.follow(visitor.post(f"{AT}/{pin.id}/approve", {"shown": shown})))
        assert phrases.APPROVED in page
        assert kept(console, pin.id).state is PinState.active
        assert audit.entries(console.desk.store.database, SHORT, pin.id)[-1].who == PEOPLE[who].key
        again = text_of(visitor.follow(visitor.post(f"{AT}/{pin.id}/approve", {"shown": shown})))
        assert phrases.APPROVED_ALREADY in again

    def test_nothing_is_approved_that_was_not_shown(self, console: Consoled) -> None:
        pin = pinned(console)
        revise(console)
        visitor = console.visitor("lead")
        shown = hidden(visitor.get(f"{AT}/{pin.id}").text, "shown")
        revise(console, new=LIFT.replace("in writing", "on paper"))
        response = visitor.post(f"{AT}/{pin.id}/approve", {"shown": shown})
        assert response.status_code == 409
        assert console_phrases.PIN_CHANGED_AGAIN in text_of(response)
        assert "on paper" in text_of(response)
        assert visitor.post(f"{AT}/{pin.id}/approve").status_code == 409
        assert kept(console, pin.id).state is PinState.suspended

    def test_where_the_clause_is_gone_there_is_nothing_to_approve(self, console: Consoled) -> None:
        pin = pinned(console)
        revise(console, old=f"2.1 {LIFT}", new="2.1 The hall is painted green each year in May.")
        visitor = console.visitor("lead")
        response = visitor.get(f"{AT}/{pin.id}")
        assert "There is nothing left to approve" in text_of(response)
        shown = hidden(response.text, "shown")
        assert visitor.post(f"{AT}/{pin.id}/approve", {"shown": shown}).status_code == 409
        assert kept(console, pin.id).state is PinState.suspended

    def test_other_clauses_are_chosen_instead(self, console: Consoled) -> None:
        pin, bell = pinned(console), clause(console, "ring the bell")
        revise(console)
        visitor = console.visitor("lead")
        page = visitor.get(f"{AT}/{pin.id}/clauses")
        assert "What the policy answers to its question now" in text_of(page)
        form = {"changed": hidden(page.text, "changed"), "step": "keep", "clause": ticked(bell)}
        visitor.post(f"{AT}/{pin.id}/clauses", form)
        assert (kept(console, pin.id).state, kept(console, pin.id).clauses) == (PinState.active, (bell,))


class TestMaking:
    def test_a_pin_is_made_by_hand_of_clauses_that_were_found(self, console: Consoled) -> None:
        visitor = console.visitor("lead")
        form = {"questions": "may i swim\nis there a bell", "note": "Ask me.", "audience": "staff"}
        found = visitor.post(f"{AT}/new", {**form, "step": "find", "words": "ring the bell"})
        page = text_of(found)
        assert "Staff must ring the bell before swimming." in page
        assert "may i swim" in page
        assert "Ask me." in page
        bell = ticked(clause(console, "ring the bell"))
        day = (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=30)).isoformat()
        done = visitor.post(f"{AT}/new", {**form, "step": "pin", "clause": bell, "review_on": day})
        assert console_phrases.PIN_MADE in text_of(visitor.follow(done))
        (pin,) = all_of(console)
        assert pin.phrasings == ("may i swim", "is there a bell")
        assert (pin.note, pin.audience, pin.pinned_by) == ("Ask me.", (Audience.staff,), "slack:ULEAD")
        assert pin.review_on == dt.date.fromisoformat(day)
        (message,) = [asked(console, "may i swim")]
        assert message.parts[0].text.startswith("Pinned by the DSL")  # type: ignore[union-attr]

    @pytest.mark.parametrize(
        ("words", "policy", "there"),
        [
            ("2.1", "", LIFT),
            ("2.1", "conduct", LIFT),
            ("head agreed", "", LIFT),
            ("2.1", "house", "No clause in force was found"),
            ("", "", LIFT),
        ],
    )
    def test_clauses_are_found(self, console: Consoled, words: str, policy: str, there: str) -> None:
        form = {"questions": LIFTS, "step": "find", "words": words, "policy": policy}
        response = console.visitor("lead").post(f"{AT}/new", form)
        if words == "2.1" and policy == "house":
            assert LIFT not in text_of(response)
        else:
            assert there in text_of(response)

    @pytest.mark.parametrize(
        ("form", "sentence"),
        [
            ({"questions": " \n "}, console_phrases.PIN_NEEDS_QUESTION),
            ({"questions": "why"}, "it quotes no clause and says nothing"),
            ({"questions": "why not " * 65, "note": "n"}, "longer than 500 characters"),
            ({"questions": "\n".join(map(str, range(21))), "note": "n"}, "more than 20 questions"),
            ({"questions": "why", "note": "n" * 2_001}, "longer than 2000 characters"),
            ({"questions": "why", "note": "n", "review_on": "soon"}, "review date is no day"),
            ({"questions": "why", "note": "n", "review_on": "2020-01-01"}, "lie in the future"),
            ({"questions": DISCLOSED, "note": "n"}, "reads like a safeguarding concern"),
        ],
    )
    def test_what_no_pin_can_be_is_refused_and_not_lost(
        self, console: Consoled, form: dict[str, str], sentence: str
    ) -> None:
        response = console.visitor("lead").post(f"{AT}/new", {**form, "step": "pin"})
        assert response.status_code == 422
        assert sentence in text_of(response)
        assert (
            form["questions"].strip() in text_of(response).replace(" ", "\n")
            or form["questions"] in response.text
        )
        assert all_of(console) == ()

    def test_a_clause_that_is_not_in_force_is_not_pinned(self, console: Consoled) -> None:
        lift = ticked(clause(console, "lift"))
        revise(console)
        visitor = console.visitor("lead")
        for chosen in (lift, "nothing nowhere", "nothing"):
            form = {"questions": LIFTS, "note": "n", "step": "pin", "clause": chosen}
            response = visitor.post(f"{AT}/new", form)
            assert response.status_code in (303, 409), chosen
        assert [pin.clauses for pin in all_of(console)] == [()]

    def test_a_clause_of_another_school_is_not_pinned(self, console: Consoled) -> None:
        dog = ticked(clause(console, "bring a dog", "other-school"))
        form = {"questions": "may i bring a dog", "step": "pin", "clause": dog}
        response = console.visitor("lead").post(f"{AT}/new", form)
        assert response.status_code == 409
        assert "must not bring a dog" not in response.text
        assert all_of(console) == ()


class TestChanging:
    def test_questions_note_audience_and_date_are_changed_and_audited(self, console: Consoled) -> None:
        pin, visitor = pinned(console, LIFTS, note="Old."), console.visitor("web lead")
        form = typed(
            pin, questions=f"{LIFTS}\nmay i drive a pupil", note="New.", audience=["staff", "managers"]
        )
        page = text_of(
            visitor.follow(visitor.post(f"{AT}/{pin.id}/edit", {**form, "review_on": "2999-01-01"}))
        )
        after = kept(console, pin.id)
        assert after.phrasings == (LIFTS, "may i drive a pupil")
        assert (after.note, after.audience) == ("New.", (Audience.staff, Audience.managers))
        assert after.review_on == dt.date(2999, 1, 1)
        assert "questions, note, who is given it, review date" in page
        assert after.clauses == pin.clauses

    def test_names_are_taken_out_of_a_new_wording(self, console: Consoled) -> None:
        pin = pinned(console, LIFTS)
        form = typed(pin, questions="what may R. Ainsley do, ring 01632 960117")
        console.visitor("lead").post(f"{AT}/{pin.id}/edit", form)
        (wording,) = kept(console, pin.id).phrasings
        assert "Ainsley" not in wording
        assert "960117" not in wording

    def test_what_somebody_else_changed_meanwhile_is_not_overwritten(self, console: Consoled) -> None:
        pin = pinned(console, LIFTS)
        console.visitor("deputy").post(f"{AT}/{pin.id}/edit", typed(pin, note="The deputy's."))
        response = console.visitor("lead").post(f"{AT}/{pin.id}/edit", typed(pin, note="The lead's."))
        assert response.status_code == 409
        assert console_phrases.PIN_CHANGED_MEANWHILE in text_of(response)
        assert "The lead's." in text_of(response)
        assert kept(console, pin.id).note == "The deputy's."

    @pytest.mark.parametrize(
        ("more", "sentence"),
        [
            ({"questions": "  "}, "it would answer no question any more"),
            ({"note": DISCLOSED}, "reads like a safeguarding concern"),
            ({"review_on": "2020-01-01"}, "lie in the future"),
            ({"questions": "why not " * 65}, "longer than 500 characters"),
        ],
    )
    def test_what_no_pin_can_be_is_refused(
        self, console: Consoled, more: dict[str, str], sentence: str
    ) -> None:
        pin = pinned(console, LIFTS)
        response = console.visitor("lead").post(f"{AT}/{pin.id}/edit", typed(pin, **more))
        assert response.status_code == 422
        assert sentence in text_of(response)
        assert kept(console, pin.id) == pin

    def test_a_dropped_pin_is_not_changed(self, console: Consoled) -> None:
        pin, visitor = pinned(console, LIFTS), console.visitor("lead")
        visitor.post(f"{AT}/{pin.id}/drop")
        page = text_of(visitor.follow(visitor.post(f"{AT}/{pin.id}/edit", typed(pin, note="New."))))
        assert console_phrases.PIN_IS_DROPPED in page
        assert kept(console, pin.id).note == ""

    def test_choosing_no_clause_is_refused(self, console: Consoled) -> None:
        pin = pinned(console, LIFTS)
        form = {"changed": pin.changed_at.isoformat(), "step": "keep"}
        response = console.visitor("lead").post(f"{AT}/{pin.id}/clauses", form)
        assert response.status_code == 422
        assert console_phrases.CHOOSE_A_CLAUSE in text_of(response)


class TestWhoMay:
    @pytest.mark.parametrize("who", ["staff", "admin", "web staff"])
    def test_others_see_and_change_no_pin(self, console: Consoled, who: str) -> None:
        pin, visitor = pinned(console), console.visitor(who)
        for path in ("", f"/{pin.id}", f"/{pin.id}/edit", f"/{pin.id}/clauses", "/new", "/export.jsonl"):
            assert visitor.get(f"{AT}{path}").status_code == 403
        for path in (f"/{pin.id}/drop", f"/{pin.id}/edit", f"/{pin.id}/approve", "/new"):
            assert visitor.post(f"{AT}{path}", {"questions": "x", "note": "n"}).status_code == 403
        assert all_of(console) == (pin,)

    def test_a_pin_of_another_school_is_not_there(self, console: Consoled) -> None:
        pin = pinned_elsewhere(console)
        for who in LEADS:
            visitor = console.visitor(who)
            assert nothing_at(visitor, pin.id)
            assert nothing_at(visitor, "nothing")
        assert console.console.cabinet.pins.get(pin.id) == pin


def nothing_at(visitor: Visitor, id: str) -> bool:
    """Whether there is no pin of that id, for anything that can be done with one."""
    seen = [visitor.get(f"{AT}/{id}{part}") for part in ("", "/edit", "/clauses", "/drop", "/collisions")]
    done = [visitor.post(f"{AT}/{id}{part}") for part in ("/edit", "/clauses", "/drop", "/approve")]
    return {each.status_code for each in (*seen, *done)} == {404}


class TestInABrowser:
    @pytest.mark.parametrize("size", SIZES)
    def test_a_lead_pins_by_hand_edits_and_drops(
        self, chromium: Browser, console: Consoled, size: str
    ) -> None:
        page = opened(chromium, console, "lead", size)
        go(page, console, AT)
        assert (faults(page), wide(page)) == ([], False)
        page.get_by_role("link", name="Pin an answer").click()
        page.get_by_label("Questions it answers").fill("may i swim\nis there a bell")
        page.get_by_label("Number or words of a clause").fill("ring the bell")
        page.get_by_role("button", name="Find clauses").click()
        page.get_by_text("Found: tick what it is to quote").wait_for()
        assert (faults(page), wide(page)) == ([], False)
        shoot(page, f"pin-new-{size}")
        page.get_by_label("Quote House Rules").check()
        page.get_by_role("button", name="Pin it").click()
        page.get_by_role("heading", name="may i swim").wait_for()
        page.get_by_text("No other pin answers").wait_for()
        assert (faults(page), wide(page)) == ([], False)
        shoot(page, f"pin-{size}")
        page.get_by_role("link", name="Edit questions and note").click()
        page.get_by_label("A note in your own words").fill("Ask me first.")
        assert (faults(page), wide(page)) == ([], False)
        shoot(page, f"pin-edit-{size}")
        page.get_by_role("button", name="Keep the changes").click()
        page.get_by_text("Ask me first.").wait_for()
        page.get_by_role("link", name="Drop it").click()
        page.get_by_role("button", name="Drop it").click()
        page.get_by_text("Dropped. The pin is served to nobody").wait_for()
        assert (faults(page), wide(page)) == ([], False)

    @pytest.mark.parametrize("size", SIZES)
    def test_a_suspended_pin_is_approved_beside_its_old_words(
        self, chromium: Browser, console: Consoled, size: str
    ) -> None:
        pinned(console)
        pinned(console, "who has the minibus key", words="", note="Ask me.")
        revise(console)
        page = opened(chromium, console, "deputy", size, color_scheme="dark")
        go(page, console, AT)
        assert (faults(page), wide(page)) == ([], False)
        shoot(page, f"pins-{size}-dark")
        page.get_by_role("link", name=LIFTS).click()
        page.get_by_role("heading", name="When it was pinned").wait_for()
        page.get_by_text("No other pin answers").wait_for()
        assert (faults(page), wide(page)) == ([], False)
        shoot(page, f"pin-suspended-{size}-dark")
        page.get_by_role("link", name="Choose other clauses").click()
        page.get_by_role("heading", name="Choose what this pin quotes").wait_for()
        assert (faults(page), wide(page)) == ([], False)
        shoot(page, f"pin-clauses-{size}-dark")
        page.go_back()
        page.get_by_role("button", name="Approve the words as they are now").click()
        page.get_by_text("The pin is served again").wait_for()

    def test_it_works_without_javascript(self, chromium: Browser, console: Consoled) -> None:
        page = opened(chromium, console, "web lead", "desk", script=False)
        go(page, console, f"{AT}/new")
        page.get_by_label("Questions it answers").fill(LIFTS)
        page.get_by_role("button", name="Find clauses").click()
        page.get_by_label("Quote Staff Conduct 2.1").check()
        page.get_by_role("button", name="Pin it").click()
        page.get_by_role("link", name="Which other pins answer").click()
        page.get_by_role("heading", name="Pins that answer the same question").wait_for()
        (pin,) = all_of(console)
        assert pin.clauses == (clause(console, LIFT),)
