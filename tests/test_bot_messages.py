"""Messages say to whom they go, keep what is exact in order, and give nothing of it away in a notification."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from bot import phrases
from bot.events import Verb
from bot.messages import Added, Button, Defined, Message, Part, Quoted, Said, To
from bot.places import Place, Platform
from corpus.document import Force

PLACE = Place(platform=Platform.slack, workspace="T1", channel="C1")
QUOTED = Quoted(
    force=Force.prohibition,
    label="MUST NOT",
    lead=("Staff must not:", "in lessons,"),
    words=" keep a phone* ",
    notes=(Added(label="Starred note", words="A watch is a phone."), Added(label="", words="Or a pager.")),
    citation="Staff Conduct · 1.1",
    audience="For: staff",
)
HELLO = Said(text="Hello.")


def button(verb: Verb = Verb.share, label: str = "Share here") -> Button:
    return Button(label=label, verb=verb, answer="a1")


def test_what_is_exact_comes_in_the_order_in_which_it_is_shown() -> None:
    message = Message(parts=(HELLO, QUOTED, HELLO, Defined(words="“Lesson” means a class.")))
    assert message.exact == (
        "Staff must not:",
        "in lessons,",
        " keep a phone* ",
        "A watch is a phone.",
        "Or a pager.",
        "“Lesson” means a class.",
    )


def test_a_notification_says_the_one_sentence_there_is() -> None:
    assert Message(parts=(HELLO,)).plain == "Hello."
    assert Message(parts=(HELLO,), to=To.person, person="U1").plain == "Hello."


@pytest.mark.parametrize(
    "parts",
    [
        (QUOTED,),
        (Defined(words="x"),),
        (HELLO, QUOTED),
        (HELLO, Said(text="Goodbye.")),
        (Said(text=phrases.IMMEDIATE, strong=True),),
        (Said(text=phrases.IMMEDIATE, strong=True), HELLO),
    ],
)
def test_a_notification_of_more_or_of_what_is_urgent_tells_nothing_of_it(parts: tuple[Part, ...]) -> None:
    asker = Message(parts=parts)
    everyone = Message(parts=parts, to=To.everyone, place=PLACE)
    lead = Message(parts=parts, to=To.person, person="U1")
    assert [each.plain for each in (asker, everyone, lead)] == [
        phrases.NOTIFICATION,
        phrases.NOTIFICATION_TO_EVERYONE,
        phrases.NOTIFICATION_TO_LEAD,
    ]


def test_what_belongs_together_is_told_from_the_rest() -> None:
    told, now, aside, leading = (
        Said(text="Tell them.", strong=True),
        Said(text="Now.", strong=True),
        Said(text="By the way."),
        Said(text="It says:", quiet=True),
    )
    one, two = Defined(words="“A” is x."), Defined(words="“B” is y.")
    parts = (told, now, aside, HELLO, leading, QUOTED, QUOTED, leading, one, two, aside)
    assert Message(parts=parts).together == (
        (told, now),
        (aside, HELLO),
        (leading, QUOTED),
        (QUOTED,),
        (leading, one, two),
        (aside,),
    )
    assert Message(parts=(told, QUOTED)).together == ((told,), (QUOTED,))
    assert Message(parts=(leading, told)).together == ((leading,), (told,))


def test_a_message_to_everyone_names_the_place_and_no_other_does() -> None:
    assert Message(parts=(HELLO,), to=To.everyone, place=PLACE).place == PLACE
    for to, place, person in (
        (To.everyone, None, ""),
        (To.asker, PLACE, ""),
        (To.person, PLACE, "U1"),
    ):
        with pytest.raises(ValidationError, match="names the place"):
            Message(parts=(HELLO,), to=to, place=place, person=person)


def test_a_message_to_a_person_names_them_and_no_other_does() -> None:
    assert Message(parts=(HELLO,), to=To.person, person="U1").person == "U1"
    for to, place, person in ((To.person, None, ""), (To.asker, None, "U1"), (To.everyone, PLACE, "U1")):
        with pytest.raises(ValidationError, match="names them"):
            Message(parts=(HELLO,), to=to, place=place, person=person)


def test_a_message_is_private_unless_it_says_otherwise() -> None:
    assert Message(parts=(HELLO,)).to is To.asker


def test_a_message_says_something_and_has_each_button_once() -> None:
    with pytest.raises(ValidationError):
        Message(parts=())
    with pytest.raises(ValidationError, match="each button once"):
        Message(parts=(HELLO,), buttons=(button(), button(label="Again")))
    verbs = tuple(map(button, Verb))
    assert Message(parts=(HELLO,), buttons=verbs).buttons == verbs


@pytest.mark.parametrize("change", [{"label": ""}, {"label": "x" * 41}, {"answer": "x" * 65}, {"text": "x"}])
def test_a_button_is_short_and_knows_no_more_than_its_verb_and_its_answer(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Button.model_validate(button().model_dump() | change)


def test_nothing_empty_is_said_or_quoted() -> None:
    for value in (Said, Defined):
        with pytest.raises(ValidationError):
            value.model_validate({"text" if value is Said else "words": ""})
    with pytest.raises(ValidationError):
        Quoted.model_validate(QUOTED.model_dump() | {"words": ""})


def test_a_message_is_frozen_and_comes_back_from_json_exactly() -> None:
    message = Message(parts=(HELLO, QUOTED), buttons=(button(),), by="U1", prompts=("Why?",))
    assert Message.model_validate_json(message.model_dump_json()) == message
    with pytest.raises(ValidationError):
        message.by = "U2"  # type: ignore[misc]  # it is frozen
