"""What Slack tells of is read as what a person did, or passed over."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.slack_blocks import payloads
from adapters.slack_events import Own, is_home, read, response_url, words
from bot.events import LONGEST_TEXT, Asked, Checked, Event, File, Handed, Marked, Opened, Pressed, Verb
from bot.messages import Button, Message, Said
from bot.places import Person, Place, Platform
from tests.slack_shown import actions

PAYLOADS = Path(__file__).parent / "payloads" / "slack"
OWN = Own(team="T0HOME", user="U0QUOTH", bot="B0QUOTH")
TRIGGER = "13345224610.738474920.8088930838d88f008e1"
PRESS = f"{TRIGGER}:1795200030.000001"


def payload(name: str) -> dict[str, Any]:
    return json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))


def place(channel: str = "C0STAFF", **about: Any) -> Place:
    return Place(platform=Platform.slack, workspace="T0HOME", channel=channel, **about)


def person(who: str = "U0ANN", team: str = "T0HOME", **about: Any) -> Person:
    return Person(platform=Platform.slack, id=who, workspaces=(team,), **about)


def marked(id: str, where: Place) -> Marked:
    return Marked(id=id, place=where, person=person(), message=f"{where.channel}:1795200029.000100")


IN_DIRECT = place("D0ANN", direct=True)
ANN = person(name="ann")
EXPECTED: dict[str, Event | None] = {
    "mention": Asked(
        id="Ev0MENTION",
        place=place(),
        person=person(),
        text="can someone & I accept a friend request, see the policy <5.2>?",
        public=True,
    ),
    "mention_in_thread": Asked(
        id="Ev0THREAD",
        place=place(thread="1795200000.000100"),
        person=person(),
        text="and in writing ?",
        public=True,
    ),
    "mention_by_stranger": Asked(
        id="Ev0STRANGER",
        place=place("C0SHARED"),
        person=person("U0GUEST", "T0OTHER", guest=True, name="guest"),
        text="hello",
        public=True,
    ),
    "mention_by_bot": Asked(
        id="Ev0ROBOT", place=place(), person=person("B0ROBOT", bot=True), text="beep", public=True
    ),
    "mention_by_self": None,
    "direct": Asked(id="Ev0DIRECT", place=IN_DIRECT, person=person(), text="may I give a pupil a lift?"),
    "direct_in_thread": Asked(
        id="Ev0DIRECTTHREAD",
        place=place("D0ANN", direct=True, thread="1795200010.000100"),
        person=person(),
        text="may I give a pupil a lift?",
    ),
    "direct_with_file": Handed(
        id="Ev0FILE",
        place=IN_DIRECT,
        person=person(),
        text="does this follow the policy?",
        files=(
            File(
                name="Staff conduct.docx",
                size=48213,
                address="https://files.slack.com/files-pri/T0HOME-F0/download/staff_conduct.docx",
            ),
            File(name="minutes.gdoc", size=0),
            File(name="F2", address="F2"),
        ),
    ),
    "direct_edited": None,
    "direct_deleted": None,
    "direct_by_self": None,
    "channel_message": None,
    "command": Asked(
        id="13345224609.738474920.8088930838d88f008e0:bfad688fbf469322",
        place=place(),
        person=ANN,
        text="can I keep my phone in my pocket?",
    ),
    "shortcut": Checked(
        id=f"{TRIGGER}:1795200020.000001",
        place=place(thread="1795200018.000100"),
        person=ANN,
        text="I drove someone & a pupil home",
    ),
    "press": Pressed(id=PRESS, place=place(), person=ANN, verb=Verb.share, answer="3f2a"),
    "press_in_thread": Pressed(
        id=PRESS, place=place(thread="1795200018.000100"), person=ANN, verb=Verb.more, answer="3f2a"
    ),
    "press_in_lead_channel": Pressed(
        id=PRESS,
        place=place("C0LEADS"),
        person=person("U0LEAD", name="lead"),
        verb=Verb.claim,
        answer="3f2a",
    ),
    "press_in_direct_unasked": Pressed(
        id=PRESS,
        place=place("D0LEAD", direct=True),
        person=person("U0LEAD", name="lead"),
        verb=Verb.replace_pin,
        answer=f"{'a' * 31}-{'b' * 32}",
    ),
    "press_feedback": Pressed(
        id=f"{TRIGGER}:1795200031.000001",
        place=IN_DIRECT,
        person=ANN,
        verb=Verb.unhelpful,
        answer="3f2a",
    ),
    "press_link": None,
    "press_on_home": Pressed(
        id=PRESS, place=place("U0ANN", direct=True), person=ANN, verb=Verb.context, answer="3f2a"
    ),
    "opened_messages": Opened(id="Ev0OPENED", place=IN_DIRECT, person=person()),
    "opened_home": Opened(id="Ev0HOME", place=IN_DIRECT, person=person()),
    "pinned": marked("Ev0PINNED", place()),
    "pinned_in_thread": marked("Ev0PINNEDTHREAD", place(thread="1795200018.000100")),
    "pinned_first_of_thread": marked("Ev0PINNEDFIRST", place()),
    "pinned_in_direct": marked("Ev0PINNEDDIRECT", IN_DIRECT),
    "pinned_by_self": None,
    "pinned_of_another": None,
    "pinned_of_another_bot": None,
    "reacted": marked("Ev0REACTED", place()),
    "reacted_in_direct": marked("Ev0REACTEDDIRECT", IN_DIRECT),
    "reacted_by_self": None,
    "reacted_to_another": None,
    "reacted_to_nobodys": None,
    "reacted_to_a_file": None,
    "reaction": None,
    "view_submission": None,
}


def test_every_recorded_payload_has_its_expectation() -> None:
    assert {path.stem for path in PAYLOADS.glob("*.json")} == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_payload_is_read_as_what_it_tells_of(name: str) -> None:
    assert read(payload(name), OWN) == EXPECTED[name]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_payload_delivered_again_is_the_same_event(name: str) -> None:
    assert read(payload(name), OWN) == read(payload(name), OWN)


@pytest.mark.parametrize(
    ("name", "what"),
    [("command", "trigger_id"), ("command", "response_url"), ("shortcut", "action_ts")],
)
def test_what_is_done_a_second_time_is_another_event(name: str, what: str) -> None:
    first, second = read(payload(name), OWN), read(payload(name) | {what: "1795200099.000001"}, OWN)
    assert first is not None
    assert second is not None
    assert first.id != second.id


def test_two_presses_by_one_trigger_are_two_events() -> None:
    raw = payload("press")
    raw["actions"][0]["action_ts"] = "1795200099.000001"
    first, second = read(payload("press"), OWN), read(raw, OWN)
    assert first is not None
    assert second is not None
    assert first.id != second.id


@pytest.mark.parametrize("verb", list(Verb))
@pytest.mark.parametrize("about", ["3f2a", f"{'a' * 31}-{'b' * 32}"])
@pytest.mark.parametrize("name", ["press", "press_in_lead_channel", "press_in_direct_unasked"])
def test_every_button_is_read_back_wherever_it_was_shown(name: str, about: str, verb: Verb) -> None:
    (shown,) = payloads(
        Message(parts=(Said(text="x"),), buttons=(Button(label="x", verb=verb, answer=about),))
    )
    (pressed,) = actions(json.loads(json.dumps(shown["blocks"])))
    raw = payload(name)
    raw["actions"][0] |= pressed
    event = read(raw, OWN)
    assert isinstance(event, Pressed)
    assert (event.verb, event.answer) == (verb, about)


@pytest.mark.parametrize("name", ["pinned", "reacted"])
def test_what_is_marked_is_not_read_where_slack_does_not_say_what_it_is(name: str) -> None:
    for missing in ("user", "item"):
        raw = payload(name)
        del raw["event"][missing]
        assert read(raw, OWN) is None
    for found in ({}, {"type": "message"}, {"type": "message", "ts": "1.1", "message": {"ts": "1.1"}}, 7):
        raw = payload(name)
        raw["event"] |= {"item": found, "channel_id": ""}
        assert read(raw, OWN) is None


def test_a_name_is_never_longer_than_a_person_may_have() -> None:
    event = read(payload("command") | {"user_name": "x" * 500}, OWN)
    assert event is not None
    assert event.person.name == "x" * 200


def test_its_own_words_are_known_by_its_user_alone_before_it_knows_who_it_is() -> None:
    raw = payload("mention_by_self")
    del raw["event"]["bot_id"]
    assert read(raw, Own()) is None


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"event": None},
        {"event": {"type": "app_mention"}},
        {"event_id": "E", "event": "text"},
        {"command": "/policy"},
        {"type": "block_actions", "user": {"id": ""}, "actions": [{"value": "share:1"}]},
        {"type": "block_actions", "user": {"id": "U1"}, "actions": [{"value": 7}]},
        payload("press") | {"actions": []},
        payload("press") | {"actions": [{"action_id": "share", "value": "explode:1"}]},
        payload("press") | {"actions": [{"action_id": "share", "value": f"share:{'x' * 65}"}]},
        payload("command") | {"command": "/other"},
        payload("shortcut") | {"callback_id": "other"},
    ],
)
def test_what_is_not_as_slack_sends_it_is_passed_over(raw: dict[str, Any]) -> None:
    assert read(raw, OWN) is None


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ("<@U0QUOTH> may I?", "may I?"),
        ("<@U0QUOTH|quoth> <@U1|bob> may", "@bob may"),
        ("&amp;lt; stays &lt;", "&lt; stays <"),
        ("<!here> <!channel> <!subteam^S1|@leads> <!date^1^{date}|1 May>", "@here @channel @leads 1 May"),
        ("<#C1|general> <#C2>", "#general #C2"),
        (
            "<https://a.example/x_y|the form> <mailto:a@b.example|a@b.example> <https://b.example>",
            "the form a@b.example https://b.example",
        ),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("  \n", ""),
    ],
)
def test_a_text_is_read_as_people_saw_it(said: str, seen: str) -> None:
    assert words(said, "U0QUOTH") == seen


def test_a_text_is_never_longer_than_an_event_may_be() -> None:
    assert len(words("&" * (LONGEST_TEXT + 10))) == LONGEST_TEXT


def test_the_command_and_presses_can_be_answered_at_an_address_and_the_home_tab_is_told_apart() -> None:
    assert response_url(payload("command")) == "https://hooks.slack.com/commands/T0HOME/1/abc"
    assert response_url(payload("direct")) == ""
    assert is_home(payload("opened_home"))
    assert not is_home(payload("opened_messages"))
