"""Admins in chat: who may order what, what they are shown, and that nothing happens but what they were shown."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot import phrases
from bot import revision_phrases as revised
from bot.admin_messages import mark
from bot.arrangements import Arrangement, Arrangements
from bot.events import Verb
from bot.lineage import Tree
from bot.members import holder
from bot.messages import Quoted, To
from bot.orders import Order, ordered
from bot.people import Office
from bot.places import Person, Platform
from bot.records import Act, State
from bot.requests import Requests
from tests.bot_admins import (
    ADMIN,
    DIRECT,
    NEW,
    OLD,
    SECOND,
    administered,
    asks,
    below,
    draft,
    orders,
    presses,
    verbs,
    writes,
)
from tests.bot_desks import TRUST, file
from tests.bot_receptions import (
    BOB,
    DISCLOSED,
    DM,
    LEAD,
    OTHER,
    SHORT,
    School,
    asked,
    place,
    pressed,
    read,
    said,
    sentences,
    words,
)

LIFTS = "may I give a pupil a lift"


@pytest.fixture
def house(tmp_path: Path) -> School:
    return administered(tmp_path)


def acts(house: School) -> list[Act]:
    """What was done to the trust's policies since it was founded."""
    return [each.act for each in house.desk.store.publications.all(SHORT)][1:]


def quoted_now(house: School) -> str:
    """What somebody is quoted who asks about lifts."""
    return words(house.reception.meet(asked(LIFTS, BOB)))


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("admin", Order("status")),
        ("Admin Status.", Order("status")),
        ("`admin drafts`", Order("drafts")),
        ("admin diff staff conduct", Order("diff", "staff conduct")),
        ("admin publish", Order("publish")),
        ("admin publish override: The governors agreed.", Order("override", "The governors agreed.")),
        ("admin publish override", Order("override")),
        ("admin roll back 3", Order("rollback", "3")),
        ("admin rollback to 7", Order("rollback", "7")),
        ("admin roll-back #1", Order("rollback", "1")),
        ("admin withdraw “Staff Conduct”", Order("withdraw", "Staff Conduct")),
        ("admin staff may give lifts", None),
        ("administration", None),
        ("admin check who has a dbs", None),
        ("who is the admin", None),
        ("admin history of the school", None),
    ],
)
def test_only_a_few_fixed_words_are_an_order_and_all_else_is_a_question(
    text: str, order: Order | None
) -> None:
    assert ordered(text) == order


def test_whoever_is_no_admin_is_refused_whatever_they_order_or_press(house: School, tmp_path: Path) -> None:
    draft(house, tmp_path)
    for who in (BOB, LEAD):
        for order in ("", "publish", "rollback", "withdraw conduct", "drop conduct", "status"):
            assert said(writes(house, f"admin {order}".strip(), who)) == [revised.ONLY_ADMINS]
        for verb in (Verb.publish, Verb.publish_now, Verb.roll_back_now, Verb.diff, Verb.keep_true):
            assert said(house.press(verb, f"{mark(SHORT)}-x", who)) == [revised.ONLY_ADMINS]
    assert acts(house) == []
    assert len(house.desk.store.drafts(SHORT)) == 1


def test_an_order_in_a_channel_is_answered_to_the_admin_alone(house: School, tmp_path: Path) -> None:
    draft(house, tmp_path)
    for order in ("admin", "admin diff", "admin publish", "admin check", "admin history"):
        mention = asked(order, ADMIN).model_copy(update={"public": True})
        assert {each.to for each in house.reception.meet(mention).messages} == {To.asker}


def test_a_message_that_discloses_a_risk_is_no_order(house: School) -> None:
    outcome = writes(house, f"admin publish override: {DISCLOSED}")
    assert outcome.kind == "concern"
    assert Requests(house.desk.store.database).of(SHORT) is None
    assert "quokkabelt" not in str(house.kept())


def test_the_status_names_what_is_in_force_with_its_dates_and_what_was_done_last(house: School) -> None:
    message = orders(house, "")
    shown = read(message)
    assert "Staff Conduct: version 2, since 1 January 2025, review by 31 August 2026, overdue" in shown
    assert revised.STATUS_NO_DRAFTS in shown
    assert "published" in sentences(message)[-1]
    assert verbs(message) == set()


def test_the_status_names_drafts_and_what_takes_effect_on_a_later_day(house: School, tmp_path: Path) -> None:
    draft(house, tmp_path, details="effective: 2026-10-01\n")
    message = orders(house, "status")
    assert "from conduct.md, takes effect on 1 October 2026" in read(message)
    assert verbs(message) == {Verb.diff, Verb.check, Verb.publish}
    house.desk.publish(TRUST)
    assert revised.STATUS_COMING in sentences(orders(house, "status"))


def test_the_difference_shows_what_binds_otherwise_in_its_new_words(house: School, tmp_path: Path) -> None:
    draft(house, tmp_path)
    message = orders(house, "diff")
    assert NEW in [part.words for part in message.parts if isinstance(part, Quoted)]
    assert "MAY" in read(message)
    assert verbs(message) == {Verb.check, Verb.publish, Verb.drop_draft}
    assert orders(house, "diff Staff Conduct") == message
    assert revised.NO_DRAFT_OF.format(name="conducts", hint=" Did you mean conduct?") in read(
        orders(house, "diff conducts")
    )


def test_publishing_asks_once_more_and_is_done_by_the_press(house: School, tmp_path: Path) -> None:
    draft(house, tmp_path)
    message = orders(house, "publish")
    assert acts(house) == []
    assert OLD in quoted_now(house)
    done = presses(house, message, Verb.publish_now)
    assert acts(house) == [Act.published]
    assert house.desk.store.publications.all(SHORT)[-1].published_by == ADMIN.key
    assert NEW in quoted_now(house)
    assert verbs(done) == {Verb.roll_back}


def test_a_press_publishes_exactly_what_was_shown_and_shows_anew_what_has_changed(
    house: School, tmp_path: Path
) -> None:
    draft(house, tmp_path)
    message = orders(house, "publish")
    draft(house, tmp_path, "Staff must never give a pupil a lift.")
    again = presses(house, message, Verb.publish_now)
    assert sentences(again)[0] == revised.CHANGED_SINCE_SHOWN
    assert acts(house) == []
    presses(house, again, Verb.publish_now)
    assert "never give a pupil a lift" in quoted_now(house)
    gone = presses(house, again, Verb.publish_now)
    assert sentences(gone) == [revised.DONE_ALREADY]
    assert acts(house) == [Act.published]


def test_a_press_of_before_somebody_else_published_does_nothing(house: School, tmp_path: Path) -> None:
    draft(house, tmp_path)
    message = orders(house, "publish")
    house.desk.add(TRUST, [file(tmp_path / "in", "bells.txt", "Bells\n\n1. Staff must ring the bell.\n")])
    house.desk.publish(TRUST)
    draft(house, tmp_path, "Staff must walk.")
    assert sentences(presses(house, message, Verb.publish_now))[0] == revised.CHANGED_SINCE_SHOWN
    assert acts(house) == [Act.published]


def test_of_two_admins_who_press_at_once_one_publishes(house: School, tmp_path: Path) -> None:
    draft(house, tmp_path)
    shown = {who: orders(house, "publish", who) for who in (ADMIN, SECOND)}
    together = threading.Barrier(2)

    def press(who: Person) -> str:
        together.wait(20)
        return sentences(presses(house, shown[who], Verb.publish_now, who))[0]

    with ThreadPoolExecutor(2) as threads:
        told = [*threads.map(press, shown)]
    assert acts(house) == [Act.published]
    assert sorted(each == revised.CHANGED_SINCE_SHOWN for each in told) == [False, True]


def test_a_later_day_is_said_before_it_is_published(house: School, tmp_path: Path) -> None:
    draft(house, tmp_path, details="effective: 2026-10-01\n")
    message = orders(house, "publish")
    assert revised.PUBLISH_SURE_LATER in sentences(message)
    done = presses(house, message, Verb.publish_now)
    assert phrases.TAKES_EFFECT.format(policy="conduct", day="1 October 2026") in sentences(done)
    assert OLD in quoted_now(house)


def test_there_is_nothing_to_publish_check_or_drop_without_a_draft(house: School) -> None:
    assert sentences(orders(house, "publish")) == [revised.NOTHING_NEW]
    assert sentences(orders(house, "drafts")) == [revised.NO_DRAFTS]
    assert sentences(orders(house, "diff")) == [revised.NO_DRAFTS]
    assert sentences(orders(house, "drop conduct")) == [revised.NO_DRAFTS]


def kept_true(house: School, question: str = LIFTS, who: Person = ADMIN) -> str:
    """Have a question kept that must be answered as it is, and give what is said."""
    message = house.ask(question, who, DIRECT)
    return sentences(presses(house, message, Verb.keep_true, who))[0]


def test_what_must_stay_true_is_kept_from_an_answer_and_checked_from_then_on(
    house: School, tmp_path: Path
) -> None:
    assert "Staff Conduct 2.1" in kept_true(house)
    assert kept_true(house) == revised.KEPT_TRUE_ALREADY
    assert "passes" in sentences(orders(house, "check"))[0]
    draft(house, tmp_path, "")
    message = orders(house, "check")
    assert sentences(message)[0] == revised.CHECK_FAILS
    assert LIFTS in sentences(message)[1]


def test_only_an_admin_is_offered_that_an_answer_must_stay_true(house: School) -> None:
    assert Verb.keep_true in verbs(house.ask(LIFTS, ADMIN, DIRECT))
    assert Verb.keep_true not in verbs(house.ask(LIFTS, LEAD, DIRECT))
    assert Verb.keep_true not in verbs(house.ask(DISCLOSED, ADMIN, DIRECT))


def test_that_no_rule_answers_is_kept_as_well(tmp_path: Path) -> None:
    house = administered(tmp_path, line=0.99)
    assert kept_true(house, "may I keep a snake in my room") == revised.KEPT_SILENT
    assert "passes" in sentences(orders(house, "check"))[0]


def test_nobody_keeps_the_answer_of_another(house: School) -> None:
    message = house.ask(LIFTS, ADMIN, DIRECT)
    pressing = house.press(Verb.keep_true, below(message, Verb.keep_true).answer, SECOND)
    assert said(pressing) == [phrases.ANSWER_OF_ANOTHER]


def test_a_failed_check_blocks_publishing_until_a_reason_overrides_it_which_is_kept(
    house: School, tmp_path: Path
) -> None:
    kept_true(house)
    draft(house, tmp_path, "")
    blocked = orders(house, "publish")
    assert revised.CHECK_WHY in sentences(blocked)
    assert Verb.publish_now not in verbs(blocked)
    assert revised.CHECK_WHY in sentences(orders(house, "publish override:"))
    assert sentences(orders(house, f"publish override: {'why ' * 200}")) == [
        phrases.TOO_LONG_REPLY.format(limit=500)
    ]
    sure = orders(house, "publish override: The governors agreed.")
    assert acts(house) == []
    presses(house, sure, Verb.publish_now)
    publication = house.desk.store.publications.all(SHORT)[-1]
    assert (publication.act, publication.reason) == (Act.published, "The governors agreed.")
    assert Requests(house.desk.store.database).of(SHORT) is None


def test_rolling_back_asks_once_more_and_brings_back_the_old_words(house: School, tmp_path: Path) -> None:
    draft(house, tmp_path)
    presses(house, orders(house, "publish"), Verb.publish_now)
    message = orders(house, "rollback")
    assert OLD in [part.words for part in message.parts if isinstance(part, Quoted)]
    assert acts(house) == [Act.published]
    done = presses(house, message, Verb.roll_back_now)
    assert acts(house) == [Act.published, Act.rolled_back]
    assert OLD in quoted_now(house)
    assert "as before" in sentences(done)[0]
    assert sentences(presses(house, message, Verb.roll_back_now)) == [revised.DONE_ALREADY]
    assert acts(house) == [Act.published, Act.rolled_back]


def test_a_press_of_before_another_publication_rolls_nothing_back(house: School, tmp_path: Path) -> None:
    draft(house, tmp_path)
    presses(house, orders(house, "publish"), Verb.publish_now)
    message = orders(house, "rollback")
    draft(house, tmp_path, "Staff must walk.")
    presses(house, orders(house, "publish"), Verb.publish_now)
    assert sentences(presses(house, message, Verb.roll_back_now))[0] == revised.CHANGED_SINCE_SHOWN
    assert acts(house) == [Act.published, Act.published]


def test_rolling_back_goes_to_the_publication_that_is_named(house: School, tmp_path: Path) -> None:
    for words_of_rule in (NEW, "Staff must walk."):
        draft(house, tmp_path, words_of_rule)
        presses(house, orders(house, "publish"), Verb.publish_now)
    first = house.desk.store.publications.all(SHORT)[0].number
    presses(house, orders(house, f"rollback {first}"), Verb.roll_back_now)
    assert OLD in quoted_now(house)
    assert f"no publication number {first + 900}" in sentences(orders(house, f"rollback {first + 900}"))[0]


def test_there_is_nothing_to_go_back_to_after_the_first_publication(house: School) -> None:
    assert "nothing to go back to" in sentences(orders(house, "rollback"))[0]


def test_a_policy_is_withdrawn_by_the_press_that_names_it(house: School) -> None:
    assert "conduct" in sentences(orders(house, "withdraw"))[0]
    assert "Did you mean conduct?" in sentences(orders(house, "withdraw conducts"))[0]
    message = orders(house, "withdraw Staff Conduct")
    assert acts(house) == []
    presses(house, message, Verb.withdraw_now)
    assert acts(house) == [Act.withdrawn]
    assert OLD not in quoted_now(house)
    assert sentences(presses(house, message, Verb.withdraw_now)) == [revised.DONE_ALREADY]
    again = presses(house, message, Verb.withdraw_now, SECOND)
    assert sentences(again) == [revised.WITHDRAW_CHANGED]


def test_a_draft_is_dropped_by_its_name_or_the_press_below_it_and_no_other(
    house: School, tmp_path: Path
) -> None:
    draft(house, tmp_path)
    message = orders(house, "drafts")
    draft(house, tmp_path, "Staff must walk.")
    assert sentences(presses(house, message, Verb.drop_draft)) == [revised.DRAFT_GONE]
    assert len(house.desk.store.drafts(SHORT)) == 1
    presses(house, orders(house, "drafts"), Verb.drop_draft)
    assert house.desk.store.drafts(SHORT) == ()
    draft(house, tmp_path)
    assert sentences(orders(house, "drop conduct")) == [revised.DROPPED_DRAFT.format(title="Staff Conduct")]
    assert house.desk.store.publications.revisions(SHORT, (State.draft,)) == ()


def test_the_history_lists_the_newest_publication_first(house: School, tmp_path: Path) -> None:
    draft(house, tmp_path)
    presses(house, orders(house, "publish"), Verb.publish_now)
    shown = sentences(orders(house, "history"))
    assert shown[0] == revised.HISTORY_IS
    assert "“Staff Conduct”, by you, " in shown[1]
    assert "by another admin" in sentences(orders(house, "history", SECOND))[1]
    assert "published, “Learner Agreement” and “Staff Conduct”, 6 added" in shown[2]
    assert "by tests" not in shown[1]
    assert len(shown) == 3


def test_the_help_names_every_order(house: School) -> None:
    shown = read(orders(house, "help"))
    for order in ("status", "drafts", "diff", "check", "publish", "rollback", "history", "withdraw", "drop"):
        assert order in shown


def test_an_admin_of_two_organisations_presses_for_the_one_whose_button_it_is(
    house: School, tmp_path: Path
) -> None:
    ada = Person(platform=Platform.discord, id="7", workspaces=("G1", "G2"))
    for organisation in (SHORT, OTHER):
        house.directory.appoint(organisation, holder(Office.admin, ada.key))
    draft(house, tmp_path)
    there = place("C1", "G1", platform=Platform.discord)
    (message,) = house.reception.meet(asked("admin publish", ada, there)).messages
    (done,) = house.reception.meet(
        pressed(Verb.publish_now, below(message, Verb.publish_now).answer, ada, DM)
    ).messages
    assert acts(house) == [Act.published]
    assert TRUST in sentences(done)[0]


def test_a_button_of_another_organisation_does_nothing(house: School) -> None:
    assert said(house.press(Verb.publish, mark(OTHER), ADMIN)) == [revised.OF_ANOTHER_ORGANISATION]


def test_a_reason_that_overrides_nothing_is_not_kept(house: School, tmp_path: Path) -> None:
    draft(house, tmp_path)
    message = orders(house, "publish override: To be sure.")
    assert revised.OVERRIDES_NOTHING in sentences(message)
    presses(house, message, Verb.publish_now)
    assert house.desk.store.publications.all(SHORT)[-1].reason is None


class TestTwoPeople:
    @pytest.fixture(autouse=True)
    def _two(self, house: School, tmp_path: Path) -> None:
        Arrangements(house.desk.store.database).arrange(SHORT, Arrangement(two_people=True), "tests")
        draft(house, tmp_path)

    def test_the_first_asks_and_the_second_agrees(self, house: School) -> None:
        shown = orders(house, "publish")
        assert below(shown, Verb.publish_now).label == revised.ASK_TO_PUBLISH
        assert Requests(house.desk.store.database).of(SHORT) is None
        first = sentences(presses(house, shown, Verb.publish_now))
        assert first == [revised.ASKED_OTHERS.format(told=revised.ASKED_TOLD)]
        assert acts(house) == []
        assert sentences(orders(house, "publish")) == [revised.ASKED_BEFORE]
        assert sentences(presses(house, shown, Verb.publish_now)) == [revised.ASKED_BEFORE]
        assert "You asked on" in read(orders(house, "status"))
        assert "Another admin asked on" in read(orders(house, "status", SECOND))
        message = orders(house, "publish", SECOND)
        assert revised.AGREES_WITH.format(who=revised.ANOTHER) in sentences(message)
        presses(house, message, Verb.publish_now, SECOND)
        publication = house.desk.store.publications.all(SHORT)[-1]
        assert (publication.published_by, publication.approved_by) == (SECOND.key, ADMIN.key)

    def test_whoever_asked_cannot_agree_with_themselves(self, house: School) -> None:
        asks(house)
        message = orders(house, "publish", SECOND)
        answer = below(message, Verb.publish_now).answer
        house.press(Verb.publish_now, answer, ADMIN, DIRECT)
        assert acts(house) == []

    def test_what_was_changed_since_it_was_asked_for_has_to_be_asked_for_again(
        self, house: School, tmp_path: Path
    ) -> None:
        asks(house)
        draft(house, tmp_path, "Staff must walk.")
        assert sentences(asks(house, who=SECOND)) == [revised.ASKED_OTHERS.format(told=revised.ASKED_TOLD)]
        assert acts(house) == []

    def test_a_reason_that_overrides_the_check_is_agreed_with_as_well(
        self, house: School, tmp_path: Path
    ) -> None:
        kept_true(house)
        draft(house, tmp_path, "")
        asks(house, "publish override: The governors agreed.")
        message = orders(house, "publish", SECOND)
        assert revised.PUBLISH_OVERRIDES.format(reason="The governors agreed.") in sentences(message)
        presses(house, message, Verb.publish_now, SECOND)
        publication = house.desk.store.publications.all(SHORT)[-1]
        assert (publication.reason, publication.approved_by) == ("The governors agreed.", ADMIN.key)

    def test_where_nobody_else_can_be_reached_the_asker_is_told_so(self, house: School) -> None:
        house.directory.dismiss(SHORT, holder(Office.admin, SECOND.key))
        told = revised.ASKED_OTHERS.format(told=revised.ASKED_TOLD_NOBODY)
        assert sentences(asks(house)) == [told]

    def test_a_press_below_what_has_changed_asks_for_nothing(self, house: School, tmp_path: Path) -> None:
        shown = orders(house, "publish")
        draft(house, tmp_path, "Staff may give any pupil a lift.")
        again = presses(house, shown, Verb.publish_now)
        assert sentences(again)[0] == revised.CHANGED_SINCE_SHOWN
        assert "Staff may give any pupil a lift." in again.exact
        assert Requests(house.desk.store.database).of(SHORT) is None
        presses(house, again, Verb.publish_now)
        assert Requests(house.desk.store.database).of(SHORT) is not None

    def test_to_look_at_what_would_be_overridden_takes_nothing_of_what_another_asked_for(
        self, house: School
    ) -> None:
        asks(house)
        asked = Requests(house.desk.store.database).of(SHORT)
        kept_true(house)
        orders(house, "publish override: To be sure.", SECOND)
        assert Requests(house.desk.store.database).of(SHORT) == asked

    def test_where_a_second_person_is_wanted_from_now_on_a_press_asks(self, house: School) -> None:
        arrangements = Arrangements(house.desk.store.database)
        arrangements.arrange(SHORT, Arrangement(two_people=False), "tests")
        shown = orders(house, "publish")
        arrangements.arrange(SHORT, Arrangement(two_people=True), "tests")
        told = sentences(presses(house, shown, Verb.publish_now))
        assert told == [revised.ASKED_OTHERS.format(told=revised.ASKED_TOLD)]
        assert acts(house) == []


def test_a_look_at_what_would_be_overridden_agrees_to_nothing(house: School, tmp_path: Path) -> None:
    kept_true(house)
    draft(house, tmp_path, "")
    shown = orders(house, "publish override: The governors agreed.")
    requests = Requests(house.desk.store.database)
    assert requests.of(SHORT) is None
    Arrangements(house.desk.store.database).arrange(SHORT, Arrangement(two_people=True), "tests")
    assert "asked on" not in read(orders(house, "status", SECOND))
    asks(house, "publish override: I think so too.", SECOND)
    assert acts(house) == []
    asked = requests.of(SHORT)
    assert asked is not None
    assert asked.asked_by == SECOND.key
    presses(house, orders(house, "publish"), Verb.publish_now)
    publication = house.desk.store.publications.all(SHORT)[-1]
    assert (publication.reason, publication.approved_by) == ("I think so too.", SECOND.key)
    assert sentences(presses(house, shown, Verb.publish_now))[0] == revised.CHANGED_SINCE_SHOWN


def test_two_admins_look_at_the_same_with_reasons_of_their_own(house: School, tmp_path: Path) -> None:
    kept_true(house)
    draft(house, tmp_path, "")
    shown = orders(house, "publish override: The governors agreed.")
    orders(house, "publish override: Something else.", SECOND)
    presses(house, shown, Verb.publish_now)
    assert house.desk.store.publications.all(SHORT)[-1].reason == "The governors agreed."


def test_a_check_that_begins_to_fail_is_shown_anew_at_the_press(house: School, tmp_path: Path) -> None:
    draft(house, tmp_path, "")
    shown = orders(house, "publish")
    kept_true(house, who=SECOND)
    again = presses(house, shown, Verb.publish_now)
    assert sentences(again)[0] == revised.CHANGED_SINCE_SHOWN
    assert revised.CHECK_WHY in sentences(again)
    assert verbs(again) == {Verb.diff, Verb.check}
    assert acts(house) == []


def test_questions_that_cannot_be_read_are_overridden_and_no_folder_is_named(
    house: School, tmp_path: Path
) -> None:
    kept_true(house)
    (held,) = (house.desk.settings.home / "questions").glob("*.toml")
    held.write_text("[[question]\nask = x")
    draft(house, tmp_path)
    for order in ("check", "publish", "publish override: We must."):
        shown = orders(house, order)
        assert sentences(shown).count(revised.CHECK_FAILS) == 1
        assert "cannot be read: line 1" in read(shown)
        assert str(house.desk.settings.home) not in read(shown)
    presses(house, shown, Verb.publish_now)
    publication = house.desk.store.publications.all(SHORT)[-1]
    assert (publication.act, publication.reason) == (Act.published, "We must.")


@pytest.mark.parametrize("order", ["rollback", "rollback 4711", "check", "publish"])
def test_no_fault_in_chat_speaks_of_the_command_line(tmp_path: Path, order: str) -> None:
    bare = administered(tmp_path)
    bare.desk.publisher.withdraw(bare.desk.organisation(SHORT), "conduct", "tests", bare.now)
    bare.desk.publisher.withdraw(bare.desk.organisation(SHORT), "learners", "tests", bare.now)
    shown = read(orders(bare, order))
    assert "quoth " not in shown
    assert "`" not in shown


def test_going_back_says_what_would_not_take_effect_any_more(house: School, tmp_path: Path) -> None:
    draft(house, tmp_path, details="effective: 2026-10-01\n")
    asks(house)
    message = orders(house, "rollback")
    assert sentences(message)[0] == revised.NOTHING_NOW
    assert revised.WOULD_NOT.format(title="Staff Conduct", day="1 October 2026") in sentences(message)
    first = house.desk.store.publications.all(SHORT)[-1].number
    presses(house, message, Verb.roll_back_now)
    forward = sentences(orders(house, f"rollback to #{first}"))
    assert revised.WOULD_LATER.format(title="Staff Conduct", day="1 October 2026") in forward
    assert "“Staff Conduct” for 1 October 2026" in sentences(orders(house, "history"))[1]


def test_a_press_twice_is_done_once_and_said_so_to_whoever_pressed(house: School, tmp_path: Path) -> None:
    for rule in (NEW, "Staff must walk."):
        draft(house, tmp_path, rule)
        shown = orders(house, "publish")
        presses(house, shown, Verb.publish_now)
        assert sentences(presses(house, shown, Verb.publish_now)) == [revised.DONE_ALREADY]
    back = orders(house, "rollback")
    presses(house, back, Verb.roll_back_now)
    assert sentences(presses(house, back, Verb.roll_back_now)) == [revised.DONE_ALREADY]
    other = presses(house, back, Verb.roll_back_now, SECOND)
    assert sentences(other)[0] == revised.CHANGED_SINCE_SHOWN
    assert acts(house) == [Act.published, Act.published, Act.rolled_back]


def test_a_clause_without_a_number_is_kept_by_its_first_words_and_each_once(house: School) -> None:
    told = kept_true(house, "may I accept a friend request from a pupil")
    assert "Staff Conduct, “accept a friend request" in told
    assert told.count("accept a friend request") == 1


@pytest.mark.parametrize(
    "text",
    ["publish conduct", "publish please", "check who has a dbs", "drop-draft conduct"],
)
def test_what_begins_like_an_order_and_is_none_is_answered_to_an_admin_with_the_help(
    house: School, text: str
) -> None:
    assert sentences(orders(house, text))[0] == revised.ORDER_UNCLEAR
    assert writes(house, f"admin {text}", BOB).kind != "pressed"


def named_policies(house: School, home: Path, count: int) -> None:
    """Keep drafts of so many policies, the last of which is overdue for review."""
    for number in range(count):
        review = "2026-01-01" if number == count - 1 else "2028-01-01"
        head = f"---\ntitle: Policy {number:02}\nreview: {review}\n---\n"
        text = f"{head}\n1.1 Staff must ring bell {number}.\n"
        house.desk.add(TRUST, [file(home / "in", f"p{number}.md", text)], policy=f"p{number}", by="tests")


def test_every_policy_is_listed_the_overdue_ones_first_and_of_many_drafts_only_the_counts(
    house: School, tmp_path: Path
) -> None:
    named_policies(house, tmp_path, 24)
    shown = orders(house, "publish")
    assert shown.exact == ()
    assert sum(each.startswith("“Policy") for each in sentences(shown)) == 24
    presses(house, shown, Verb.publish_now)
    listed = sentences(orders(house, "status"))
    assert {listed[1][:9], listed[2][:9]} == {"Policy 23", "Staff Con"}
    assert sum(each.startswith("Policy") for each in listed) == 24
    assert "“Policy 07” (p7)" in sentences(orders(house, "withdraw"))[0]


def test_the_status_lists_what_holds_from_above_under_its_name(house: School) -> None:
    Tree(house.desk.store.database).arrange(SHORT, "tests", under=OTHER)
    listed = sentences(orders(house, "status"))
    assert any(each.startswith("In force here too") for each in listed)


def test_orders_are_understood_the_same_on_a_day_when_a_draft_comes_of_age(
    house: School, tmp_path: Path
) -> None:
    draft(house, tmp_path, details="effective: 2026-09-02\n")
    message = orders(house, "publish")
    vars(house.desk)["_today"] = lambda: dt.date(2026, 9, 2)
    assert sentences(presses(house, message, Verb.publish_now))[0] == revised.CHANGED_SINCE_SHOWN
