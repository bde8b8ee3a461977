"""The lead's desk in chat: pins, questions, alerts; what each of them says to whom, and who may."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot import phrases, pinning
from bot.arrangements import Absence, Arrangement
from bot.events import Asked, Marked, Verb
from bot.members import holder
from bot.messages import Message, Quoted, To, Where
from bot.outcomes import Outcome
from bot.people import Office
from bot.pins import PinState
from bot.places import Person
from bot.queue import QueueState
from tests.bot_lettered import letters
from tests.bot_receptions import (
    ANN,
    BOB,
    DISCLOSED,
    FRIEND,
    LEAD,
    OTHER,
    SHORT,
    School,
    answer_of,
    asked,
    checked,
    place,
    pressed,
    read,
    revised,
    said,
    school,
    sentences,
)

LIFTS = "may I give a pupil a lift"
NAMED = ANN.model_copy(update={"name": "Ann Smith"})
PRIYA = LEAD.model_copy(update={"name": "Priya Osgathorpe"})
DEPUTY = Person(platform=ANN.platform, id="UDEP", name="Dev Patel")
DIRECT = place("DLEAD", direct=True)


@pytest.fixture
def house(tmp_path: Path) -> School:
    made = school(tmp_path)
    made.directory.appoint(SHORT, holder(Office.deputy, DEPUTY.key))
    return made


def writes(house: School, text: str, who: Person = PRIYA) -> Outcome:
    """Write to the bot directly."""
    return house.reception.meet(asked(text, who, DIRECT))


def labels(message: Message) -> list[Verb]:
    """The buttons of a message."""
    return [button.verb for button in message.buttons]


def queued(house: School, text: str = "may I keep a snake in my room") -> str:
    """Ask something and pass it on to the lead; gives the question's id."""
    answer = answer_of(house.ask(text, NAMED))
    assert said(house.press(Verb.ask_lead, answer, NAMED)) == [phrases.PASSED_ON]
    return answer


class TestPins:
    def test_what_a_lead_pins_is_served_to_the_next_asker_as_pinned_with_its_date(
        self, house: School
    ) -> None:
        answer = answer_of(house.ask(LIFTS, LEAD))
        assert said(house.press(Verb.pin, answer, LEAD))[0].startswith("Pinned.")
        message = house.ask("may I give a pupil a lift home", BOB)
        assert sentences(message)[0] == "Pinned by the DSL on 1 September 2026."
        assert any("agreed in writing" in text for text in message.exact)

    def test_a_message_that_is_checked_is_no_question_and_served_no_pin(self, house: School) -> None:
        house.press(Verb.pin, answer_of(house.ask(LIFTS, LEAD)), LEAD)
        (message,) = house.reception.meet(checked(LIFTS, BOB)).messages
        assert not any("Pinned by" in each for each in sentences(message))

    def test_nobody_but_a_lead_or_deputy_pins(self, house: School) -> None:
        answer = answer_of(house.ask(LIFTS, LEAD))
        assert said(house.press(Verb.pin, answer, BOB)) == [phrases.ONLY_LEADS]
        assert house.reception.cabinet.pins.all(SHORT) == ()
        assert said(house.press(Verb.pin, answer, DEPUTY))[0].startswith("Pinned.")

    def test_a_second_press_pins_nothing_more(self, house: School) -> None:
        answer = answer_of(house.ask(LIFTS, LEAD))
        house.press(Verb.pin, answer, LEAD)
        assert said(house.press(Verb.pin, answer, LEAD)) == [phrases.PINNED_ALREADY]

    def test_pinning_the_message_on_the_platform_pins_the_answer(self, house: School) -> None:
        answer = answer_of(house.ask(LIFTS, LEAD))
        house.reception.posted(LEAD.platform, answer, ["C1:17.5"])
        marked = Marked(id="M1", place=place(), person=LEAD, message="C1:17.5")
        assert said(house.reception.meet(marked))[0].startswith("Pinned.")
        assert house.reception.meet(marked).kind == "ignored"

    def test_marking_any_other_message_is_no_business_of_ours(self, house: School) -> None:
        marked = Marked(id="M1", place=place(), person=LEAD, message="C1:99")
        assert house.reception.meet(marked).kind == "ignored"

    def test_whoever_may_not_pin_is_told_so_when_they_mark_an_answer(self, house: School) -> None:
        answer = answer_of(house.ask(LIFTS, LEAD))
        house.reception.posted(LEAD.platform, answer, ["C1:17.5"])
        marked = Marked(id="M2", place=place(), person=BOB, message="C1:17.5")
        assert said(house.reception.meet(marked)) == [phrases.ONLY_LEADS]

    def test_another_wording_and_a_note_are_written_and_served(self, house: School) -> None:
        answer = answer_of(house.ask(LIFTS, LEAD))
        house.press(Verb.pin, answer, LEAD)
        house.press(Verb.phrase, answer, LEAD)
        assert "swimming gala" in said(writes(house, "driving kids to the swimming gala", LEAD))[0]
        house.press(Verb.note, answer, LEAD)
        assert said(writes(house, "Use the form in the office.", LEAD))[0] == phrases.NOTE_KEPT
        message = house.ask("driving kids to the swimming gala", BOB)
        assert sentences(message)[:2] == [
            "Pinned by the DSL on 1 September 2026.",
            "The DSL says: “Use the form in the office.”",
        ]

    def test_cancel_leaves_what_was_asked_for(self, house: School) -> None:
        answer = answer_of(house.ask(LIFTS, LEAD))
        house.press(Verb.pin, answer, LEAD)
        house.press(Verb.phrase, answer, LEAD)
        assert said(writes(house, "Cancel", LEAD)) == [phrases.CANCELLED]
        assert len(house.reception.cabinet.pins.get(answer).phrasings) == 1

    def test_a_dropped_pin_is_served_no_more_and_can_be_pinned_again(self, house: School) -> None:
        answer = answer_of(house.ask(LIFTS, LEAD))
        house.press(Verb.pin, answer, LEAD)
        assert said(house.press(Verb.drop, answer, LEAD)) == [phrases.DROPPED]
        assert "Pinned by" not in sentences(house.ask(LIFTS, BOB))[0]
        house.press(Verb.pin, answer, LEAD)
        assert "Pinned by" in sentences(house.ask(LIFTS, BOB))[0]

    def test_two_pins_that_collide_are_shown_to_the_lead(self, house: School) -> None:
        one, other = answer_of(house.ask(LIFTS, LEAD)), answer_of(house.ask(FRIEND, LEAD))
        house.press(Verb.pin, one, LEAD)
        house.press(Verb.pin, other, LEAD)
        house.press(Verb.phrase, other, LEAD)
        done = writes(house, LIFTS, LEAD)
        assert any(LIFTS in read(each) for each in done.messages[1:])

    def test_a_pin_counts_how_often_it_was_served_and_helped(self, house: School) -> None:
        answer = answer_of(house.ask(LIFTS, LEAD))
        house.press(Verb.pin, answer, LEAD)
        served = answer_of(house.ask(LIFTS, BOB))
        house.press(Verb.unhelpful, served, BOB)
        house.press(Verb.helpful, served, BOB)
        house.press(Verb.helpful, served, BOB)
        pin = house.reception.cabinet.pins.get(answer)
        assert (pin.served, pin.helped, pin.unhelped) == (1, 1, 0)

    def test_the_owner_of_a_suspended_pin_is_shown_old_and_new_and_approves_with_one_press(
        self, house: School, tmp_path: Path
    ) -> None:
        answer = answer_of(house.ask(LIFTS, LEAD))
        house.press(Verb.pin, answer, LEAD)
        revised(house.desk, tmp_path, "in writing", "in person")
        assert "Pinned by" not in sentences(house.ask(LIFTS, BOB))[0]
        (letter,) = letters(house)["ULEAD"]
        words = [part.words for part in letter.parts if isinstance(part, Quoted)]
        assert ("in writing" in words[0], "in person" in words[1]) == (True, True)
        assert labels(letter) == [Verb.approve, Verb.edit, Verb.note, Verb.drop]
        assert said(house.press(Verb.approve, letter.buttons[0].answer, LEAD))[0] == phrases.APPROVED
        assert "Pinned by" in sentences(house.ask(LIFTS, BOB))[0]
        assert letters(house) == {}

    def test_a_pin_whose_clause_is_gone_offers_no_approval(self, house: School, tmp_path: Path) -> None:
        clauses = pinning.numbered(house.desk, SHORT, ["2.1"])
        pinning.pinned(house.desk, SHORT, [LIFTS], clauses, LEAD.key, house.now)
        rule = "2.1 Staff may give a pupil a lift only if the head has agreed in writing."
        revised(house.desk, tmp_path, rule, "2.1 Bicycles are kept in the shed.")
        (letter,) = letters(house)["ULEAD"]
        assert labels(letter) == [Verb.edit, Verb.note, Verb.drop]
        assert phrases.IT_SAYS_NO_MORE in sentences(letter)

    def test_only_what_its_owner_was_shown_can_be_approved(self, house: School, tmp_path: Path) -> None:
        answer = answer_of(house.ask(LIFTS, LEAD))
        house.press(Verb.pin, answer, LEAD)
        revised(house.desk, tmp_path, "in writing", "in person")
        (letter,) = letters(house)["ULEAD"]
        house.now += dt.timedelta(minutes=1)
        revised(house.desk, tmp_path, "only if the head has agreed in writing", "whenever they like")
        assert said(house.press(Verb.approve, letter.buttons[0].answer, LEAD))[0] == phrases.CHANGED_AGAIN
        assert house.reception.cabinet.pins.get(answer).state is PinState.suspended
        (again,) = letters(house)["ULEAD"]
        assert "whenever they like" in read(again)
        assert said(house.press(Verb.approve, again.buttons[0].answer, LEAD))[0] == phrases.APPROVED

    def test_what_was_edited_since_is_not_shared_in_the_name_of_who_never_saw_it(self, house: School) -> None:
        answer = answer_of(house.ask(LIFTS, LEAD))
        house.press(Verb.pin, answer, LEAD)
        served = answer_of(house.ask(LIFTS, BOB))
        house.now += dt.timedelta(minutes=1)
        house.press(Verb.note, answer, LEAD)
        writes(house, "Ask me about this.", LEAD)
        assert said(house.press(Verb.share, served, BOB)) == [phrases.CHANGED_SINCE]

    def test_a_disclosure_in_place_of_a_wording_is_met_as_one_and_kept_nowhere(self, house: School) -> None:
        answer = answer_of(house.ask(LIFTS, LEAD))
        house.press(Verb.pin, answer, LEAD)
        house.press(Verb.phrase, answer, LEAD)
        (message,) = writes(house, DISCLOSED, LEAD).messages
        assert labels(message) == [Verb.now]
        assert "quokkabelt" not in str(house.kept())

    def test_a_wording_loses_its_names(self, house: School) -> None:
        answer = answer_of(house.ask(LIFTS, LEAD))
        house.press(Verb.pin, answer, LEAD)
        house.press(Verb.phrase, answer, LEAD)
        writes(house, "can Mrs Trelawney give a pupil a lift", LEAD)
        assert "Trelawney" not in str(house.reception.cabinet.pins.get(answer))

    def test_a_dropped_pin_is_put_back_with_one_press(self, house: School) -> None:
        answer = answer_of(house.ask(LIFTS, LEAD))
        house.press(Verb.pin, answer, LEAD)
        (dropped,) = house.press(Verb.drop, answer, LEAD).messages
        house.press(Verb.approve, dropped.buttons[0].answer, LEAD)
        assert house.reception.cabinet.pins.get(answer).state is PinState.active

    def test_edit_offers_what_is_answered_now_and_replaces_the_clauses_with_one_press(
        self, house: School, tmp_path: Path
    ) -> None:
        answer = answer_of(house.ask(LIFTS, LEAD))
        house.press(Verb.pin, answer, LEAD)
        revised(house.desk, tmp_path, "in writing", "in person")
        (shown,) = house.press(Verb.edit, answer, LEAD).messages
        (replace,) = (each for each in shown.buttons if each.verb is Verb.replace_pin)
        house.press(Verb.replace_pin, replace.answer, LEAD)
        pin = house.reception.cabinet.pins.get(answer)
        assert pin.state is PinState.active
        assert "Pinned by" in sentences(house.ask(LIFTS, BOB))[0]

    @pytest.mark.parametrize("verb", [Verb.approve, Verb.edit, Verb.drop, Verb.phrase, Verb.note])
    def test_nobody_but_a_lead_touches_a_pin(self, house: School, verb: Verb) -> None:
        answer = answer_of(house.ask(LIFTS, LEAD))
        house.press(Verb.pin, answer, LEAD)
        assert said(house.press(verb, answer, BOB)) == [phrases.ONLY_LEADS_DO]
        assert house.reception.cabinet.pins.get(answer).state is PinState.active

    def test_a_lead_of_another_organisation_touches_no_pin_of_ours(self, house: School) -> None:
        answer = answer_of(house.ask(LIFTS, LEAD))
        house.press(Verb.pin, answer, LEAD)
        other = Person(platform=LEAD.platform, id="UOTHERLEAD")
        assert said(house.press(Verb.drop, answer, other, place("C9", "T2"))) == [phrases.PIN_GONE]
        assert house.directory.holders(OTHER)

    def test_a_pin_past_its_review_date_is_shown_to_its_owner_once(self, house: School) -> None:
        answer = answer_of(house.ask(LIFTS, LEAD))
        house.press(Verb.pin, answer, LEAD)
        pins = house.reception.cabinet.pins
        due = pins.get(answer).model_copy(update={"review_on": house.now.date()})
        pins.change(pins.get(answer), due, LEAD.key, "edited pin", house.now)
        assert "due for review" in sentences(letters(house)["ULEAD"][0])[0]
        assert letters(house, minutes=60) == {}

    def test_a_lead_finds_pins_by_their_words(self, house: School) -> None:
        house.press(Verb.pin, answer_of(house.ask(LIFTS, LEAD)), LEAD)
        house.press(Verb.pin, answer_of(house.ask(FRIEND, LEAD)), LEAD)
        assert len(writes(house, "pins").messages) == 2
        (found,) = writes(house, "pins lift").messages
        assert LIFTS in read(found)
        assert "no pin" in said(writes(house, "pins snakes"))[0]


class TestQueue:
    def test_a_question_goes_to_the_lead_with_the_nearest_clauses_and_the_askers_name(
        self, house: School
    ) -> None:
        queued(house)
        (letter,) = letters(house)["ULEAD"]
        assert sentences(letter)[:2] == ["Ann Smith asks:", "“may I keep a snake in my room”"]
        assert labels(letter) == [Verb.claim, Verb.reply, Verb.close]
        assert letter.exact

    def test_it_goes_to_the_leads_place_where_one_is_arranged(self, house: School) -> None:
        where = place("CLEADS")
        house.reception.cabinet.arrangements.arrange(SHORT, Arrangement(place=where), "tests")
        queued(house)
        ((channel, (letter,)),) = letters(house).items()
        assert (channel, letter.to) == ("CLEADS", To.everyone)

    def test_a_second_press_sends_nothing_more(self, house: School) -> None:
        answer = queued(house)
        letters(house)
        assert said(house.press(Verb.ask_lead, answer, NAMED)) == [phrases.PASSED_ON_ALREADY]
        assert letters(house) == {}

    def test_the_asker_is_told_who_has_it_and_gets_the_reply_as_the_leads_words(self, house: School) -> None:
        answer = queued(house)
        letters(house)
        assert said(house.press(Verb.claim, answer, PRIYA)) == [phrases.TAKEN.format(who="Ann Smith")]
        (taken,) = letters(house)["UANN"]
        assert sentences(taken) == ["Priya Osgathorpe has your question."]
        house.press(Verb.reply, answer, PRIYA)
        assert said(writes(house, "Not without a tank, please.")) == [phrases.REPLIED.format(who="Ann Smith")]
        (reply,) = letters(house)["UANN"]
        assert sentences(reply)[:2] == [
            "Priya Osgathorpe replies to your question:",
            "“Not without a tank, please.”",
        ]
        assert phrases.LEADS_WORDS in sentences(reply)
        assert reply.exact == ()

    def test_a_reply_can_be_pinned_and_the_next_asker_is_served_it(self, house: School) -> None:
        answer = queued(house)
        house.press(Verb.reply, answer, PRIYA)
        (done,) = writes(house, "Not without a tank, please.").messages
        assert labels(done) == [Verb.vouch]
        house.press(Verb.vouch, answer, PRIYA)
        message = house.ask("may I keep a snake in my room please", BOB)
        assert sentences(message)[1] == "The DSL says: “Not without a tank, please.”"

    def test_whoever_comes_second_is_told_who_has_it(self, house: School) -> None:
        answer = queued(house)
        house.press(Verb.claim, answer, PRIYA)
        taken = phrases.TAKEN_BY.format(who="Priya Osgathorpe")
        assert said(house.press(Verb.claim, answer, DEPUTY)) == [taken]

    def test_closing_tells_the_asker_to_speak_to_the_lead(self, house: School) -> None:
        answer = queued(house)
        letters(house)
        house.press(Verb.close, answer, PRIYA)
        (told,) = letters(house)["UANN"]
        assert "closed your question" in sentences(told)[0]
        assert said(house.press(Verb.reply, answer, PRIYA)) == [phrases.QUEUE_GONE]

    @pytest.mark.parametrize("verb", [Verb.claim, Verb.reply, Verb.close, Verb.vouch])
    def test_nobody_but_a_lead_handles_a_question(self, house: School, verb: Verb) -> None:
        answer = queued(house)
        assert said(house.press(verb, answer, BOB)) == [phrases.ONLY_LEADS_DO]
        waiting = house.reception.cabinet.queue.get(answer)
        assert waiting is not None
        assert waiting.state is QueueState.waiting

    def test_what_nobody_takes_is_reminded_of_and_then_goes_to_the_deputies_each_once(
        self, house: School
    ) -> None:
        queued(house)
        assert set(letters(house)) == {"ULEAD"}
        assert letters(house, minutes=239) == {}
        assert set(letters(house, minutes=1)) == {"ULEAD"}
        assert set(letters(house, minutes=240)) == {"UDEP"}
        assert letters(house, minutes=10_000) == {}

    def test_what_was_taken_is_neither_reminded_of_nor_passed_to_the_deputies(self, house: School) -> None:
        answer = queued(house)
        letters(house)
        house.press(Verb.claim, answer, PRIYA)
        assert set(letters(house, minutes=479)) == {"UANN"}
        (again,) = letters(house, minutes=1)["ULEAD"]
        assert "have not replied" in sentences(again)[0]

    def test_what_a_lead_took_who_is_away_then_goes_to_the_deputies(self, house: School) -> None:
        answer = queued(house)
        letters(house)
        house.press(Verb.claim, answer, PRIYA)
        letters(house)
        writes(house, "away 2026-09-01 to 2026-09-05")
        assert set(letters(house)) == {"UDEP"}
        assert said(house.press(Verb.claim, answer, DEPUTY)) == [phrases.TAKEN.format(who="Ann Smith")]

    def test_where_everyone_is_away_the_question_waits_for_them(self, house: School) -> None:
        for who in (LEAD.key, DEPUTY.key):
            day = house.now.date()
            absence = Absence(who=who, first_day=day, last_day=day)
            house.reception.cabinet.arrangements.away(SHORT, absence, "tests")
        queued(house)
        assert set(letters(house)) == {"ULEAD", "UDEP"}

    def test_what_was_answered_is_said_to_be_so_when_it_is_passed_on_again(self, house: School) -> None:
        answer = queued(house)
        house.press(Verb.close, answer, PRIYA)
        assert "answered this question already" in said(house.press(Verb.ask_lead, answer, NAMED))[0]

    def test_a_disclosure_in_place_of_a_reply_goes_nowhere_unless_it_is_meant_so(self, house: School) -> None:
        answer = queued(house)
        letters(house)
        house.press(Verb.reply, answer, PRIYA)
        (message,) = writes(house, DISCLOSED).messages
        assert labels(message) == [Verb.now]
        assert letters(house) == {}
        assert "quokkabelt" not in str(house.kept())
        house.press(Verb.reply, answer, PRIYA)
        writes(house, "reply: If a pupil tells you he is being hit, ring me at once.")
        assert "ring me at once" in read(letters(house)["UANN"][0])

    def test_what_a_lead_writes_about_the_desk_is_no_reply(self, house: School) -> None:
        answer = queued(house)
        house.press(Verb.reply, answer, PRIYA)
        assert "snake" in read(writes(house, "queue").messages[0])
        assert said(writes(house, "Not without a tank.")) == [phrases.REPLIED.format(who="Ann Smith")]

    def test_a_letter_is_not_sent_into_a_workspace_that_is_anothers_now(self, house: School) -> None:
        queued(house)
        house.directory.disconnect(ANN.platform, "T1")
        house.directory.connect(OTHER, ANN.platform, "T1")
        assert letters(house) == {}

    def test_whoever_leads_no_more_gets_no_letter_that_still_waits(self, house: School) -> None:
        queued(house)
        house.directory.dismiss(SHORT, holder(Office.lead, LEAD.key))
        assert "ULEAD" not in letters(house)

    def test_a_reply_that_is_not_delivered_yet_outlives_the_days_of_questions(self, house: School) -> None:
        answer = queued(house)
        letters(house)
        house.press(Verb.reply, answer, PRIYA)
        writes(house, "Not without a tank.")
        house.reception.mail.tidy(house.now + dt.timedelta(days=31))
        assert "tank" in read(letters(house)["UANN"][0])
        house.reception.mail.tidy(house.now + dt.timedelta(days=31))
        assert house.reception.cabinet.queue.get(answer) is None

    def test_a_reply_pinned_loses_names_and_numbers(self, house: School) -> None:
        answer = queued(house)
        house.press(Verb.reply, answer, PRIYA)
        writes(house, "No. Ring me on 07700 900123, Ann Smith.")
        house.press(Verb.vouch, answer, PRIYA)
        note = house.reception.cabinet.pins.get(answer).note
        assert "Ring me on" in note
        assert "Smith" not in note
        assert "900123" not in note

    def test_while_the_lead_is_away_the_deputies_get_it(self, house: School) -> None:
        assert said(writes(house, "away 2026-09-01 to 2026-09-05"))[0].startswith("Noted: you are away")
        queued(house)
        assert set(letters(house)) == {"UDEP"}
        assert said(writes(house, "back")) == [phrases.BACK]
        queued(house, "may I keep a lizard there")
        assert set(letters(house)) == {"ULEAD"}

    def test_where_no_lead_can_be_reached_the_asker_is_told_whom_to_ask(self, tmp_path: Path) -> None:
        alone = school(tmp_path)
        alone.directory.dismiss(SHORT, holder(Office.lead, LEAD.key))
        answer = answer_of(alone.ask(LIFTS))
        assert "cannot pass this on" in said(alone.press(Verb.ask_lead, answer))[0]

    def test_a_lead_sees_what_waits(self, house: School) -> None:
        assert said(writes(house, "queue")) == [phrases.QUEUE_EMPTY]
        queued(house)
        assert "snake" in read(writes(house, "queue").messages[0])

    def test_a_colleagues_queue_is_a_question(self, house: School) -> None:
        queued(house)
        assert "snake" not in read(
            house.reception.meet(asked("queue", BOB, place("D2", direct=True))).messages[0]
        )

    def test_names_are_taken_out_of_what_is_kept(self, house: School) -> None:
        answer = queued(house, "may I, Ann Smith, keep a snake in my room")
        waiting = house.reception.cabinet.queue.get(answer)
        assert waiting is not None
        assert waiting.text is not None
        assert "Smith" not in waiting.text

    def test_nothing_is_lost_or_sent_twice_by_a_restart_in_between(
        self, house: School, tmp_path: Path
    ) -> None:
        answer = queued(house)
        letters(house)
        house.press(Verb.reply, answer, PRIYA)
        again = School(house.desk, house.directory, house.history, house.limits, house.now)
        assert letters(again) == {}
        assert said(writes(again, "Not without a tank.")) == [phrases.REPLIED.format(who="Ann Smith")]
        assert set(letters(again)) == {"UANN"}


class TestAlerts:
    def alert(self, house: School, who: Person = NAMED) -> tuple[str, Outcome]:
        message = house.ask(DISCLOSED, who)
        assert labels(message) == [Verb.now]
        answer = answer_of(message)
        return answer, house.press(Verb.now, answer, who)

    def test_everyone_who_leads_is_told_who_and_where_and_nothing_else(self, house: School) -> None:
        _, outcome = self.alert(house)
        assert said(outcome) == [phrases.ALERTING]
        sent = letters(house)
        assert set(sent) == {"ULEAD", "UDEP"}
        (letter,) = sent["ULEAD"]
        assert "Ann Smith needs you now" in sentences(letter)[0]
        assert [part.place.channel for part in letter.parts if isinstance(part, Where)] == ["C1"]
        assert "quokkabelt" not in read(letter)

    def test_the_place_is_where_it_was_written_and_not_where_the_button_was_pressed(
        self, house: School
    ) -> None:
        answer = answer_of(house.ask(DISCLOSED, NAMED))
        house.press(Verb.now, answer, NAMED, place("DANN", direct=True))
        (letter,) = letters(house)["ULEAD"]
        assert [part.place.channel for part in letter.parts if isinstance(part, Where)] == ["C1"]

    def test_no_word_of_it_is_kept_anywhere(self, house: School) -> None:
        self.alert(house)
        letters(house)
        assert "quokkabelt" not in str(house.kept())

    def test_the_asker_hears_who_has_seen_it_and_the_others_that_somebody_has(self, house: School) -> None:
        answer, _ = self.alert(house)
        letters(house)
        assert said(house.press(Verb.seen, answer, PRIYA)) == [phrases.SEEN_THANKS.format(who="Ann Smith")]
        (told,) = letters(house)["UANN"]
        assert sentences(told)[0].startswith("Priya Osgathorpe has seen your alert, at ")
        assert said(house.press(Verb.seen, answer, DEPUTY))[0].startswith("Priya Osgathorpe has seen it")

    def test_what_nobody_confirms_goes_to_everyone_again_and_the_asker_is_told(self, house: School) -> None:
        self.alert(house)
        letters(house)
        assert letters(house, minutes=4) == {}
        assert set(letters(house, minutes=1)) == {"ULEAD", "UDEP", "UANN"}
        assert [set(letters(house, minutes=5)) for _ in range(4)] == [{"ULEAD", "UDEP"}] * 2 + [set()] * 2

    def test_one_person_has_one_open_alert_and_confirms_none_of_their_own(self, house: School) -> None:
        self.alert(house)
        letters(house)
        assert said(house.press(Verb.now, "made-up", NAMED)) == [phrases.ALERTED_ALREADY]
        answer, _ = self.alert(house, PRIYA)
        assert said(house.press(Verb.seen, answer, PRIYA)) == [phrases.OWN_ALERT]

    def test_a_second_press_alerts_nobody_again(self, house: School) -> None:
        answer, _ = self.alert(house)
        letters(house)
        assert said(house.press(Verb.now, answer, NAMED)) == [phrases.ALERTED_ALREADY]
        assert letters(house) == {}

    def test_an_alert_reaches_a_lead_who_is_away_too(self, house: School) -> None:
        day = house.now.date()
        away = Absence(who=LEAD.key, first_day=day, last_day=day)
        house.reception.cabinet.arrangements.away(SHORT, away, "tests")
        self.alert(house)
        assert "ULEAD" in letters(house)

    def test_nobody_but_a_lead_confirms(self, house: School) -> None:
        answer, _ = self.alert(house)
        assert said(house.press(Verb.seen, answer, BOB)) == [phrases.ONLY_LEADS_DO]
        assert house.reception.cabinet.alerts.unseen()

    def test_where_nobody_can_be_reached_the_person_is_told_whom_to_tell(self, tmp_path: Path) -> None:
        alone = school(tmp_path)
        alone.directory.dismiss(SHORT, holder(Office.lead, LEAD.key))
        answer = answer_of(alone.ask(DISCLOSED))
        assert "cannot reach your safeguarding lead" in said(alone.press(Verb.now, answer))[0]


class TestFeedback:
    def test_why_an_answer_was_no_help_is_kept_without_names(self, house: School) -> None:
        answer = answer_of(house.ask(LIFTS, NAMED))
        (message,) = house.press(Verb.unhelpful, answer, NAMED).messages
        assert labels(message) == [Verb.why]
        house.press(Verb.why, answer, NAMED)
        assert said(writes(house, "says nothing of Ann Smith walking", NAMED)) == [phrases.WHY_KEPT]
        ((helpful, why),) = house.history.feedback([answer]).values()
        assert helpful is False
        assert why is not None
        assert "Smith" not in why

    def test_a_disclosure_written_as_a_reason_is_met_as_one_and_not_kept(self, house: School) -> None:
        answer = answer_of(house.ask(LIFTS, NAMED))
        house.press(Verb.unhelpful, answer, NAMED)
        house.press(Verb.why, answer, NAMED)
        (message,) = writes(house, DISCLOSED, NAMED).messages
        assert labels(message) == [Verb.now]
        assert "quokkabelt" not in str(house.kept())

    def test_what_is_written_in_public_is_a_question_and_no_reply(self, house: School) -> None:
        answer = queued(house)
        house.press(Verb.reply, answer, PRIYA)
        mention = Asked(id="E-public", place=place(), person=PRIYA, text="may I keep a snake", public=True)
        house.reception.meet(mention)
        waiting = house.reception.cabinet.queue.get(answer)
        assert waiting is not None
        assert waiting.state is QueueState.waiting


def test_a_press_made_up_for_something_unknown_does_nothing(house: School) -> None:
    for verb in Verb:
        if verb is not Verb.now:
            outcome = house.reception.meet(pressed(verb, "nosuch", PRIYA))
            assert len(outcome.messages) == 1
            assert outcome.messages[0].exact == ()
