"""A conversation is read for whom it is and by what they asked before in it, and never by what others did."""

from __future__ import annotations

from bot import phrases
from bot.events import Opened, Verb
from bot.people import Role
from bot.places import Platform
from tests.bot_receptions import (
    ANN,
    BOB,
    DM,
    FRIEND,
    SHORT,
    School,
    ada,
    checked,
    person,
    place,
    quotes_nothing,
    sentences,
    titles,
)

pytest_plugins = ("tests.bot_schools",)


# Direct messages that belong to no workspace.


def test_in_a_direct_message_a_member_of_one_organisation_is_answered(larkmere: School) -> None:
    message = larkmere.ask(FRIEND, ada("G999", "G1"), DM)
    assert titles(message) == {"Staff Conduct"}
    assert Verb.share not in [button.verb for button in message.buttons]


def test_in_a_direct_message_a_member_of_several_organisations_is_asked_to_say_where(
    larkmere: School,
) -> None:
    message = larkmere.ask(FRIEND, ada("G1", "G2"), DM)
    assert message.plain == phrases.WHICH_WORKSPACE
    assert quotes_nothing(message)


def test_in_a_direct_message_somebody_who_belongs_nowhere_is_refused(larkmere: School) -> None:
    for who in (ada(), ada("G999"), ada("T1")):
        message = larkmere.ask(FRIEND, who, DM)
        assert message.plain == phrases.NO_WORKSPACE
        assert quotes_nothing(message)


def test_in_a_direct_message_a_button_belongs_to_the_organisation_that_gave_the_answer(
    larkmere: School,
) -> None:
    server = place("C1", workspace="G1", platform=Platform.discord)
    answer = larkmere.ask(FRIEND, ada(), server).buttons[0].answer
    for servers in (("G1", "G2"), ("G2", "G1")):
        (shown,) = larkmere.press(Verb.context, answer, ada(*servers), DM).messages
        assert sentences(shown)[0] == phrases.IN_CONTEXT.format(title="Staff Conduct")
        assert titles(shown) == {"Staff Conduct"}
    (refused,) = larkmere.press(Verb.context, answer, ada("G2"), DM).messages
    assert quotes_nothing(refused)


def test_a_member_of_two_servers_of_one_organisation_asks_in_the_wider_role(larkmere: School) -> None:
    larkmere.directory.connect(SHORT, Platform.discord, "G3", Role.learner)
    for servers in (("G1", "G3"), ("G3", "G1")):
        larkmere.ask(FRIEND, ada(*servers), DM)
    assert [each.asker for each in larkmere.desk.questions] == [Role.staff, Role.staff]


# Earlier turns.


def test_a_follow_up_is_read_with_what_the_same_person_asked_in_the_same_thread(larkmere: School) -> None:
    first, thread = "may staff give a pupil a lift", place(thread="1.1")
    larkmere.ask(first, where=thread)
    for who, where in (
        (ANN, thread),
        (BOB, thread),
        (ANN, place(thread="1.2")),
        (ANN, place("C2", thread="1.1")),
        (ANN, place(workspace="T2", thread="1.1")),
    ):
        larkmere.ask("and in writing?", who, where)
    assert [each.earlier for each in larkmere.desk.questions] == [(), (first,), (), (), (), ()]


def test_what_one_person_asked_on_one_platform_is_not_read_for_a_namesake_on_another(
    larkmere: School,
) -> None:
    larkmere.ask("may staff give a lift", ada("G1"), DM)
    larkmere.ask("and in writing?", person("7"), place("D1", direct=True))
    assert larkmere.desk.questions[-1].earlier == ()


def test_a_message_that_is_checked_stands_by_itself(larkmere: School) -> None:
    larkmere.ask(FRIEND)
    larkmere.reception.meet(checked("I gave her a lift home"))
    larkmere.ask("and in writing?")
    assert [each.earlier for each in larkmere.desk.questions] == [(), (), (FRIEND,)]


def test_small_talk_is_no_turn(larkmere: School) -> None:
    larkmere.ask("hello")
    larkmere.ask(FRIEND)
    assert larkmere.desk.questions[-1].earlier == ()


def test_whoever_opens_the_conversation_before_it_is_connected_is_greeted_later(larkmere: School) -> None:
    opened = Opened(id="o1", place=place("D9", workspace="T9", direct=True), person=ANN)
    assert [larkmere.reception.meet(opened).kind for _ in range(2)] == ["refused", "ignored"]
    larkmere.directory.connect(SHORT, Platform.slack, "T9")
    assert larkmere.reception.meet(opened).kind == "opened"
    assert larkmere.reception.meet(opened).kind == "ignored"
