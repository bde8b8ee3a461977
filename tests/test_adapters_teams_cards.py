"""A card shows a document's words as they are: through Teams and back, they are what was stored."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import jsonschema
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from adapters import teams_cards
from bot import phrases
from bot.adapter import Payload
from bot.events import Verb
from bot.messages import Added, Button, Defined, Message, Quoted, Said, To, Where
from bot.places import Place, Platform
from corpus.document import Force
from tests.shared import SHARED
from tests.teams_cards_shown import ALERT, ANSWER, CHANNEL, offered, quoted
from tests.teams_screen import boxes, buttons, outside

SCHEMA = SHARED / "platforms" / "schemas" / "ac-teams.schema.json"

NASTY = (
    "*must not* _ever_ ~do~ `this` [see 4.3](https://example.org) <b>x</b> &lt;b&gt; &amp;",
    "<at>Ann</at> <@U1> <!channel> <!here|here> @everyone @here <#C1> <https://example.org|x>",
    ":smile: (y) ||spoiler|| __a__ ~~b~~ > quoted\n>>> more",
    "1. one\n2) two\n* three\n- four\n# five\n    six\n\n\n\tseven",
    "{{DATE(2026-11-21T08:00:00Z, SHORT)}} {{TIME(2026-11-21T08:00:00Z)}} {{{{ }} ${name} {name}",
    "  leading and trailing  \n\n",
    "\u202eright to left\u202c \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 e\u0301 \U0001f469\u200d\U0001f467 \U0001f3f4\U000e0067\U000e007f",
    "\x00\x01\x1f\u2028\u2029\ufeff\u200b\u00a0\u00ad",
    "\\n \\u0041 \" ' </script><script>alert(1)</script> %s %(x)s",
    "http://example.org www.example.org ann@example.org +44 1234 567890",
    "a",
    " ",
)

TEXT = st.one_of(
    st.sampled_from(NASTY),
    st.text(min_size=1, max_size=200),
    st.text(alphabet="*_`~<>@#|:[](){}&;!.1\n \\$", min_size=1, max_size=200),
    st.builds(lambda part, times: (part * times)[:15_000], st.sampled_from(NASTY), st.integers(1, 1_000)),
)

QUOTES = st.builds(
    Quoted,
    force=st.sampled_from(Force),
    label=st.sampled_from(["MUST NOT", "MAY", ""]),
    why=st.sampled_from(["", "Exception to 3.2"]),
    lead=st.lists(st.one_of(TEXT, st.just("")), max_size=2).map(tuple),
    words=TEXT,
    notes=st.lists(st.builds(Added, label=st.just("Starred note"), words=TEXT), max_size=2).map(tuple),
    citation=st.just("Staff Code of Conduct · 3.2"),
    audience=st.just("For: staff"),
    warnings=st.lists(st.just("This policy was due for review."), max_size=1).map(tuple),
    quiet=st.booleans(),
)

SAYINGS = st.builds(Said, text=TEXT, strong=st.booleans(), quiet=st.booleans())

PLACES = st.builds(
    Place,
    platform=st.sampled_from(Platform),
    workspace=st.text(max_size=50),
    channel=st.one_of(st.text(min_size=1, max_size=100), st.just(CHANNEL.channel), st.just("19:x@thread.v2")),
    thread=st.text(max_size=20),
    direct=st.booleans(),
)

MESSAGES = st.builds(
    Message,
    parts=st.lists(
        st.one_of(SAYINGS, QUOTES, st.builds(Defined, words=TEXT), st.builds(Where, text=TEXT, place=PLACES)),
        min_size=1,
        max_size=4,
    ).map(tuple),
)


def _valid(payloads: Sequence[Payload]) -> None:
    if not SCHEMA.is_file():
        pytest.skip(f"NOT CHECKED: no schema of cards in {SHARED.name}/ beside the checkout")
    check = jsonschema.Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    for payload in payloads:
        for attachment in payload["attachments"]:  # type: ignore[union-attr]
            check.validate(attachment["content"])  # type: ignore[index,call-overload]


@settings(max_examples=150, deadline=None)
@given(MESSAGES)
@example(Message(parts=tuple(quoted(words) for words in NASTY)))
@example(Message(parts=(quoted("Lorem ipsum dolor. " * 800),)))
@example(Message(parts=(quoted("\x01" * 15_000, lead=("\U0001f469" * 10_000,)),)))
def test_whatever_the_words_are_they_arrive_as_they_are(message: Message) -> None:
    payloads = teams_cards.render(message)
    assert "".join(boxes(payloads)) == "".join(message.exact)
    assert all(teams_cards.weight(payload) <= teams_cards.MOST_BYTES for payload in payloads)


@settings(max_examples=30, deadline=None)
@given(MESSAGES)
@example(ANSWER)
def test_every_card_is_one_that_the_vendors_schema_knows(message: Message) -> None:
    _valid(teams_cards.render(message.model_copy(update={"buttons": offered(*Verb), "prompts": ("a?",)})))


@settings(max_examples=60, deadline=None)
@given(TEXT)
def test_no_text_stands_where_teams_would_read_markdown(words: str) -> None:
    shown = json.dumps(teams_cards.render(Message(parts=(Said(text=words), quoted(words)))))
    assert '"TextBlock"' not in shown
    assert '"FactSet"' not in shown


def test_a_date_in_a_quote_is_not_put_into_another_time_zone() -> None:
    words = "{{DATE(2026-11-21T08:00:00Z)}}"
    [payload] = teams_cards.render(Message(parts=(quoted(words),)))
    assert words not in json.dumps(payload)
    assert boxes([payload]) == [words]


def test_an_answer_looks_like_this(snapshot: SnapshotAssertion) -> None:
    assert list(teams_cards.render(ANSWER)) == snapshot


def test_an_alert_looks_like_this(snapshot: SnapshotAssertion) -> None:
    assert list(teams_cards.render(ALERT)) == snapshot


def test_a_disclosure_looks_like_this(snapshot: SnapshotAssertion) -> None:
    message = Message(
        parts=(
            Said(text="If anyone is in danger now, ring 999 first.", strong=True),
            Said(text="Tell Ann Lee now, in person or by telephone. Do not wait.", strong=True),
            Said(text="Do not question anyone."),
            Said(text="Your message is not stored."),
            Said(text="What your policy says about reporting:"),
            quoted("Concerns must be reported at once.", force=Force.obligation, label="MUST"),
            Said(text="Press below if you need your safeguarding lead now.", quiet=True),
        ),
        buttons=(Button(label="Tell the DSL I need them now", verb=Verb.now, answer="3f2a"),),
    )
    assert list(teams_cards.render(message)) == snapshot


def test_what_must_not_be_overlooked_stands_in_one_red_box_and_the_advice_below_it() -> None:
    told = [Said(text=each, strong=True) for each in ("Ring 999 first.", "Tell Ann Lee now.")]
    aside = [Said(text=each) for each in ("Do not question anyone.", "I do not store it.")]
    [payload] = teams_cards.render(Message(parts=(*told, *aside, Said(text="It says:"), quoted())))
    body: list[Any] = payload["attachments"][0]["content"]["body"]  # type: ignore[index,call-overload,assignment]
    red, *below = body
    assert red["style"] == "attention"
    assert [item["inlines"][0]["text"] for item in red["items"]] == [each.text for each in told]
    assert outside([payload])[1:5] == [*(each.text for each in aside), "It says:", "MUST NOT"]
    assert [each["inlines"][0]["text"] for each in below if each.get("separator")] == ["It says:"]


@pytest.mark.parametrize("quiet", [False, True])
def test_a_warning_stands_in_a_box_but_below_what_is_quiet_itself(quiet: bool) -> None:
    [payload] = teams_cards.render(Message(parts=(quoted(warnings=("Check it.", "And it."), quiet=quiet),)))
    assert ('"style": "warning"' in json.dumps(payload)) is not quiet
    assert "".join(outside([payload])).endswith("Check it.And it.")


def test_how_binding_a_rule_is_stands_right_above_its_words() -> None:
    [payload] = teams_cards.render(ANSWER)
    read = outside([payload])
    assert read.index("MUST NOT") == read.index("What the policy says:") + 1
    assert read.index("Exception to 3.2") + 1 == read.index("MAY")


def test_a_label_is_not_torn_from_its_words() -> None:
    parts = tuple(quoted("x" * 9_000) for _ in range(12))
    payloads = teams_cards.render(Message(parts=parts))
    assert len(payloads) > 1
    for payload in payloads:
        body = payload["attachments"][0]["content"]["body"]  # type: ignore[index,call-overload]
        first = body[0]["inlines"][0]["text"]  # type: ignore[index,call-overload]
        assert first in {"MUST NOT", "Staff Code of Conduct · 3.2 · Online › Friends · version 4 · page 7"}


def test_a_long_quote_goes_on_in_further_messages_and_the_last_bears_theoffered() -> None:
    words = "A paragraph of a policy, long and dull. " * 2_000
    payloads = teams_cards.render(Message(parts=(quoted(words),), buttons=offered(Verb.share, Verb.more)))
    assert len(payloads) > 1
    assert [bool(buttons([payload])) for payload in payloads] == [False] * (len(payloads) - 1) + [True]
    assert "".join(boxes(payloads)) == words


def test_fifteen_thousand_characters_fit_one_message() -> None:
    assert len(teams_cards.render(Message(parts=(quoted("Policy text. " * 1_155),)))) == 1


def test_a_notification_shows_noquoted() -> None:
    for message in (Message(parts=(quoted(),)), ANSWER):
        [payload] = teams_cards.render(message)
        assert payload["summary"] == phrases.NOTIFICATION
    [payload] = teams_cards.render(Message(parts=(Said(text="Hello."),)))
    assert payload["summary"] == "Hello."


def test_a_shared_answer_names_who_shares_it_and_pings_nobody() -> None:
    place = Place(platform=Platform.teams, workspace="t", channel="c")
    message = Message(parts=(quoted(),), to=To.everyone, place=place, by="ann-id", about="3f2a")
    payloads = teams_cards.render(message, "Ann <at>Lee</at>")
    assert outside(payloads)[0] == "Shared by Ann <at>Lee</at>"
    assert "entities" not in json.dumps(payloads)
    assert outside(teams_cards.render(message))[0] == "Shared by ann-id"
    to_lead = Message(parts=(quoted(),), to=To.person, person="lead-id", by="ann-id")
    assert outside(teams_cards.render(to_lead, "Ann Lee"))[0] == "From Ann Lee"
    in_leads_channel = message.model_copy(update={"about": ""})
    assert outside(teams_cards.render(in_leads_channel, "Ann Lee"))[0] == "From Ann Lee"


def test_several_messages_are_laid_into_one_dialog() -> None:
    second = Message(parts=(quoted("And this."),), buttons=offered(Verb.more))
    payload: Payload = {"attachments": [teams_cards.whole((ANSWER, second))]}
    assert "".join(boxes([payload])) == "".join(ANSWER.exact + second.exact)
    assert len(buttons([payload])) == len(ANSWER.buttons) + 1
    _valid([payload])
