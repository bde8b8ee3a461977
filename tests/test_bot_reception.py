"""The reception answers members with their own organisation's words, and everybody else with a reason or with silence."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot import phrases
from bot.answers import LONGEST_QUESTION
from bot.errors import StoreUnavailable
from bot.events import Opened, Verb
from bot.members import Binding, holder
from bot.people import Role
from bot.places import Person, Place, Platform
from bot.reception import IGNORED
from tests.bot_receptions import (
    ANN,
    BOB,
    DISCLOSED,
    DM,
    FRIEND,
    LEAD,
    SHORT,
    School,
    ada,
    asked,
    checked,
    person,
    place,
    quotes_nothing,
    read,
    school,
    strong,
    titles,
)

pytest_plugins = ("tests.bot_databases", "tests.bot_schools")
# Who is answered.


def test_a_member_is_answered_privately_with_buttons(larkmere: School) -> None:
    outcome = larkmere.reception.meet(asked(FRIEND))
    (message,) = outcome.messages
    assert outcome.kind == "quoted"
    assert "accept a friend request from a pupil" in "".join(message.exact)
    assert (message.to, message.place) == ("asker", None)
    assert [button.verb for button in message.buttons][:2] == [Verb.share, Verb.context]


@pytest.mark.parametrize("text", [FRIEND, "hello", "who is the lead", ""])
def test_an_unknown_workspace_is_told_how_it_is_connected_and_nothing_of_any_policy(
    larkmere: School, text: str
) -> None:
    outcome = larkmere.reception.meet(asked(text, where=place(workspace="T999")))
    (message,) = outcome.messages
    assert outcome.kind == "refused"
    assert "quoth connect slack T999 --org NAME" in message.plain
    assert quotes_nothing(message)
    assert "Larkmere" not in read(message)


@pytest.mark.parametrize("workspace", ["T1", "T999"])
def test_a_guest_is_refused_politely_and_never_answered(larkmere: School, workspace: str) -> None:
    guest = person("UGUEST", guest=True)
    outcome = larkmere.reception.meet(asked(FRIEND, guest, place(workspace=workspace)))
    assert (outcome.kind, outcome.messages[0].plain) == ("refused", phrases.GUEST)
    assert quotes_nothing(outcome.messages[0])
    assert larkmere.desk.questions == []


def test_a_bot_is_met_with_silence_and_costs_nothing(larkmere: School) -> None:
    before = larkmere.kept()
    robot = person("UROBOT", bot=True)
    assert larkmere.reception.meet(asked(FRIEND, robot)) == IGNORED
    assert larkmere.reception.meet(asked("I want to end my life", robot)) == IGNORED
    assert larkmere.kept() == before


def test_a_disconnected_workspace_is_answered_no_more(larkmere: School) -> None:
    larkmere.directory.disconnect(Platform.slack, "T1")
    assert quotes_nothing(larkmere.ask(FRIEND))


def test_a_workspace_of_the_same_id_on_another_platform_is_another(larkmere: School) -> None:
    there = place(workspace="T1", platform=Platform.teams)
    message = larkmere.ask(FRIEND, person(platform=Platform.teams), there)
    assert "quoth connect teams T1" in message.plain


# Once.


def test_an_event_that_is_delivered_twice_is_answered_once(larkmere: School) -> None:
    event = asked(FRIEND)
    assert larkmere.reception.meet(event).kind == "quoted"
    assert larkmere.reception.meet(event) == IGNORED
    assert larkmere.reception.meet(event.model_copy(update={"text": "something else"})) == IGNORED


def test_an_event_that_comes_again_after_a_restart_is_not_answered_again(
    larkmere: School, school_home: Path
) -> None:
    event = asked(FRIEND)
    larkmere.reception.meet(event)
    larkmere.desk.store.close()
    assert school(school_home).reception.meet(event) == IGNORED


def test_of_several_copies_that_meet_one_event_at_once_one_answers(url: str, tmp_path: Path) -> None:
    event = asked(FRIEND)
    with ExitStack() as opened, ThreadPoolExecutor(8) as threads:
        copies = [school(tmp_path / "home", url) for _ in range(4)]
        for copy in copies:
            opened.callback(copy.desk.store.close)
        kinds = list(threads.map(lambda number: copies[number % 4].reception.meet(event).kind, range(16)))
    assert sorted(kinds) == ["ignored"] * 15 + ["quoted"]


def test_the_same_id_on_two_platforms_is_two_events(larkmere: School) -> None:
    larkmere.reception.meet(asked(FRIEND, id="1"))
    elsewhere = place(workspace="G1", platform=Platform.discord)
    assert larkmere.reception.meet(asked(FRIEND, ada(), elsewhere, id="1")).kind == "quoted"


# Whose policy.


@pytest.mark.parametrize("text", [FRIEND, "may I bring a dog to work", "phones in lessons", "anything"])
def test_an_answer_never_crosses_organisations(larkmere: School, text: str) -> None:
    assert titles(larkmere.ask(text)) <= {"Staff Conduct", "Learner Agreement"}
    assert titles(larkmere.ask(text, where=place(workspace="T2"))) == {"Pets"}
    silent = school(larkmere.desk.settings.home, line=1.1)
    assert titles(silent.ask(text)) <= {"Staff Conduct", "Learner Agreement"}
    assert titles(silent.ask(text, where=place(workspace="T2"))) == {"Pets"}


def test_a_bound_channel_quotes_only_its_policies_and_the_others_all(larkmere: School) -> None:
    bound = Binding(channel="CBOUND", policies=frozenset({"learners"}), role=Role.manager)
    larkmere.directory.bind(Platform.slack, "T1", bound)
    for text in (FRIEND, "phones in lessons", "photograph anyone", "a lift"):
        assert titles(larkmere.ask(text, where=place("CBOUND"))) == {"Learner Agreement"}
    assert titles(larkmere.ask(FRIEND)) == {"Staff Conduct"}
    silent = school(larkmere.desk.settings.home, line=1.1)
    assert titles(silent.ask(FRIEND, where=place("CBOUND"))) == {"Learner Agreement"}


def test_a_channel_bound_to_what_speaks_to_others_stays_silent(larkmere: School) -> None:
    bound = Binding(channel="CBOUND", policies=frozenset({"withdrawn"}))
    larkmere.directory.bind(Platform.slack, "T1", bound)
    outcome = larkmere.reception.meet(asked(FRIEND, where=place("CBOUND")))
    assert outcome.kind == "silent"
    assert outcome.messages[0].exact == ()


def test_a_bound_channel_is_one_of_its_own_workspace_only(larkmere: School) -> None:
    larkmere.directory.bind(Platform.slack, "T2", Binding(channel="C1", policies=frozenset({"none"})))
    assert titles(larkmere.ask(FRIEND)) == {"Staff Conduct"}


def test_everybody_in_a_bound_channel_is_answered_as_its_audience(larkmere: School) -> None:
    larkmere.directory.bind(Platform.slack, "T1", Binding(channel="C2", role=Role.learner))
    larkmere.directory.appoint(SHORT, holder(Role.manager, LEAD.key))
    for who in (ANN, LEAD):
        assert titles(larkmere.ask("phones in lessons", who, place("C2"))) == {"Learner Agreement"}
    assert [each.asker for each in larkmere.desk.questions] == [Role.learner, Role.learner]


def test_people_ask_in_the_role_that_they_or_their_group_or_their_workspace_hold(school_home: Path) -> None:
    larkmere = school(school_home, roles={SHORT: {"governor": ("slack:UGOV",)}})
    larkmere.directory.appoint(SHORT, holder(Role.learner, "slack:ULEARNER"))
    larkmere.directory.appoint(SHORT, holder(Role.parent, "slack:group:SPARENTS"))
    larkmere.directory.connect(SHORT, Platform.slack, "T3", Role.volunteer)
    larkmere.ask(FRIEND, person("UGOV"))
    larkmere.ask(FRIEND, person("ULEARNER"))
    larkmere.ask(FRIEND, person("UMUM", groups=("SOTHER", "SPARENTS")))
    larkmere.ask(FRIEND, ANN, place(workspace="T3"))
    larkmere.ask(FRIEND, person("ULEARNER"), place(workspace="T2"))
    roles = [each.asker for each in larkmere.desk.questions]
    assert roles == [Role.governor, Role.learner, Role.parent, Role.volunteer, Role.staff]


def test_only_a_lead_is_offered_to_pin(larkmere: School) -> None:
    def pins(who: Person, where: Place | None = None) -> bool:
        return Verb.pin in [button.verb for button in larkmere.ask(FRIEND, who, where).buttons]

    assert pins(LEAD)
    assert not pins(ANN)
    assert not pins(person("UOTHERLEAD"))
    assert not pins(LEAD, place(workspace="T2"))


# Refused with a reason.


def test_what_one_person_asks_beyond_their_limit_is_refused_politely_and_others_are_answered(
    school_home: Path,
) -> None:
    larkmere = school(school_home, person_limit=2)
    kinds = [larkmere.reception.meet(asked(FRIEND)) for _ in range(3)]
    assert [each.kind for each in kinds] == ["quoted", "quoted", "limited"]
    sentence = kinds[-1].messages[0].plain
    assert sentence.startswith("That is more questions in a minute than I can take from one person.")
    assert quotes_nothing(kinds[-1].messages[0])
    assert larkmere.reception.meet(asked(FRIEND, BOB)).kind == "quoted"


def test_a_flood_writes_nothing(school_home: Path) -> None:
    larkmere = school(school_home, person_limit=1)
    larkmere.ask(FRIEND)
    before = larkmere.kept()
    for _ in range(50):
        larkmere.reception.meet(asked(FRIEND))
    assert larkmere.kept() == before


def test_too_long_a_question_is_refused_with_the_reason(larkmere: School) -> None:
    outcome = larkmere.reception.meet(asked("x " * (LONGEST_QUESTION // 2) + "y"))
    assert (outcome.kind, outcome.messages[0].plain) == (
        "refused",
        "That is longer than 10000 characters. Please ask in a sentence or two.",
    )
    assert larkmere.reception.meet(asked("may staff " + "x " * 4_995)).kind in ("quoted", "silent")
    assert [len(each.text) for each in larkmere.desk.questions] == [LONGEST_QUESTION]


def test_whoever_discloses_a_risk_is_told_whom_to_tell_even_where_they_are_refused(school_home: Path) -> None:
    larkmere = school(school_home, person_limit=2)
    refusals = [
        asked(DISCLOSED, person("UGUEST", guest=True)),
        asked(DISCLOSED, BOB, place(workspace="T999")),
        asked(DISCLOSED, ada("G1", "G2"), DM),
        asked(f"{DISCLOSED}. " + "We talked on. " * 1_000, LEAD),
        checked(DISCLOSED + " x" * LONGEST_QUESTION, LEAD),
        asked(DISCLOSED, LEAD),
    ]
    for event in refusals:
        (message,) = larkmere.reception.meet(event).messages
        assert strong(message)[:2] == [phrases.IMMEDIATE, phrases.TELL_THE_USUAL_PEOPLE], event.person
        assert "quokka" not in read(message)
        assert message.exact == ()
        assert {each.verb for each in message.buttons} <= {Verb.now}
    assert larkmere.desk.questions == []


# A first look, and failures.


def test_a_first_look_is_met_with_a_welcome_and_questions_to_try(larkmere: School) -> None:
    outcome = larkmere.reception.meet(Opened(id="O1", place=place(direct=True), person=ANN))
    (message,) = outcome.messages
    assert (outcome.kind, message.plain, message.prompts) == (
        "opened",
        phrases.WELCOME_HERE,
        phrases.PROMPTS,
    )


def test_what_failed_is_said_with_its_reference_and_nothing_else(larkmere: School) -> None:
    message = larkmere.reception.broken(asked(FRIEND), "a1b2c3")
    assert "a1b2c3" in message.plain
    assert quotes_nothing(message)
    assert "friend" not in read(message)


def test_where_answering_failed_a_disclosure_is_still_told_whom_to_tell(larkmere: School) -> None:
    message = larkmere.reception.broken(asked(DISCLOSED), "a1b2c3")
    assert strong(message)[:2] == [phrases.IMMEDIATE, phrases.TELL_THE_USUAL_PEOPLE]
    assert "a1b2c3" in read(message)


def test_a_database_that_cannot_be_read_answers_nothing(larkmere: School) -> None:
    with larkmere.desk.store.database.writing() as connection:
        connection.exec_driver_sql("DROP TABLE handled")
    with pytest.raises(StoreUnavailable):
        larkmere.reception.meet(asked(FRIEND))


def test_an_answer_waits_for_the_index_until_it_is_open(school_home: Path) -> None:
    again = school(school_home)
    assert again.reception.building(asked(FRIEND))
    assert not again.reception.building(asked(FRIEND, where=place(workspace="T999")))
    again.ask(FRIEND)
    assert not again.reception.building(asked(FRIEND))
    assert again.reception.building(asked(FRIEND, where=place(workspace="T2")))
