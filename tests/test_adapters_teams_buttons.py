"""Buttons stand where a thumb finds them and come back as what they were, and places open where Teams can open them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters import teams_cards
from adapters.teams_events import activity_of, event_of
from bot import phrases
from bot.events import Pressed, Verb
from bot.messages import Button, Message, Said, Where
from bot.places import Place, Platform
from tests.teams_cards_shown import ANSWER, CHANNEL, OFFERED, offered
from tests.teams_chat import activity, alone, in_channel
from tests.teams_screen import buttons, links, outside, prompts


def test_a_button_carries_its_verb_and_its_answer_and_nothing_else() -> None:
    message = Message(parts=(Said(text="What will you do?"),), buttons=offered(*Verb))
    pressed = [action["data"] for action in buttons(teams_cards.render(message))]
    assert sorted(data[teams_cards.PRESS] for data in pressed) == sorted(f"{verb}:3f2a" for verb in Verb)
    assert all(set(data) == {teams_cards.PRESS} for data in pressed)


def _in_twos(number: int) -> list[int]:
    return [2] * (number // 2) + [1] * (number % 2)


@pytest.mark.parametrize(
    ("verbs", "widths"),
    [(OFFERED, [2, 2, 1, 2]), (tuple(Verb), [1, 1, *_in_twos(len(Verb) - 4), 2]), ((Verb.now,), [1])],
)
def test_no_row_of_buttons_is_wider_than_a_phone(verbs: tuple[Verb, ...], widths: list[int]) -> None:
    [payload] = teams_cards.render(ANSWER.model_copy(update={"buttons": offered(*verbs)}))
    body = payload["attachments"][0]["content"]["body"]  # type: ignore[index,call-overload]
    rows: list[Any] = [each["actions"] for each in body if each["type"] == "ActionSet"]  # type: ignore[index,union-attr,call-overload]
    assert [len(row) for row in rows] == widths


def test_what_cannot_wait_stands_out_above_all_otheroffered() -> None:
    shown = buttons(teams_cards.render(ANSWER.model_copy(update={"buttons": offered(*Verb)})))
    assert [(each["title"], each.get("style")) for each in shown][:2] == [
        ("Now", "destructive"),
        ("Seen", "positive"),
    ]
    assert not any("style" in each for each in shown[2:])


PRESSABLE = st.from_regex(r"[0-9A-Za-z_-]{1,64}", fullmatch=True)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(Verb), PRESSABLE)
@example(Verb.replace_pin, f"{'a' * 32}-{'b' * 31}")
def test_every_button_is_read_back_as_what_it_was(verb: Verb, answer: str) -> None:
    button = Button(label="Press", verb=verb, answer=answer)
    [action] = buttons(teams_cards.render(Message(parts=(Said(text="Here:"),), buttons=(button,))))
    pressed = {"value": action["data"], "replyToId": "1"}
    for where in (in_channel("1763712340000", "19:desk@thread.tacv2"), alone("ann")):
        told = activity_of(activity("http://127.0.0.1:9/", "lead", "message", pressed, where, "7"))
        assert told
        event = event_of(told)
        assert isinstance(event, Pressed)
        assert (event.verb, event.answer, event.person.name) == (verb, answer, "Lead A.")


@pytest.mark.parametrize(
    ("place", "shown", "link"),
    [
        (
            CHANNEL,
            phrases.TEAMS_CHANNEL,
            "https://teams.microsoft.com/l/message/19%3A8f7e%40thread.tacv2/1763712340000"
            "?tenantId=2f4a-9c1e&parentMessageId=1763712340000&createdTime=1763712340000",
        ),
        (CHANNEL.model_copy(update={"thread": ""}), phrases.TEAMS_CHANNEL, None),
        (
            CHANNEL.model_copy(update={"channel": "19:0a1b@thread.v2", "thread": ""}),
            phrases.TEAMS_CHAT,
            "https://teams.microsoft.com/l/chat/19%3A0a1b%40thread.v2/conversations",
        ),
        (CHANNEL.model_copy(update={"channel": "a:1Kp", "direct": True}), phrases.TEAMS_OWN_CHAT, None),
        (CHANNEL.model_copy(update={"platform": Platform.slack}), "a Slack channel", None),
        (CHANNEL.model_copy(update={"platform": Platform.discord}), "a Discord channel", None),
    ],
)
def test_a_place_is_named_and_opened_where_teams_can(place: Place, shown: str, link: str | None) -> None:
    [payload] = teams_cards.render(Message(parts=(Where(text="They wrote to me in", place=place),)))
    assert outside([payload]) == [f"They wrote to me in {shown}"]
    assert links([payload]) == ([] if link is None else [link])
    assert "entities" not in json.dumps(payload)


def test_a_place_does_not_hide_what_must_not_be_overlooked_below_it() -> None:
    parts = (Where(text="In", place=CHANNEL), Said(text="Ring them now.", strong=True))
    [payload] = teams_cards.render(Message(parts=parts))
    body: list[Any] = payload["attachments"][0]["content"]["body"]  # type: ignore[index,call-overload,assignment]
    assert body[1]["style"] == "attention"


def test_a_button_with_a_link_opens_it() -> None:
    button = Button(label="Open", verb=Verb.context, answer="3f2a", url="https://quoth.example.org/clause/x")
    [action] = buttons(teams_cards.render(Message(parts=(Said(text="In context:"),), buttons=(button,))))
    assert action == {
        "type": "Action.OpenUrl",
        "title": "Open",
        "url": "https://quoth.example.org/clause/x",
    }


def test_a_suggested_question_is_asked_by_a_press() -> None:
    message = Message(parts=(Said(text="Hello."),), prompts=("May I?", "Must I?"))
    assert prompts(teams_cards.render(message)) == ["May I?", "Must I?"]
