"""A message arrives in Slack word for word, within every limit, and nothing in it is parsed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from adapters.slack_blocks import MOST_BYTES, home, payloads, weight
from bot import phrases
from bot.events import Verb
from bot.messages import Added, Button, Defined, Message, Quoted, Said, To, Where
from bot.places import Place, Platform
from corpus.document import Force
from tests.shared import SHARED
from tests.slack_faults import SCHEMAS, message_faults, view_faults
from tests.slack_shown import actions, quotes, text

NASTY = (
    "*must not* _ever_ ~old~ `code` ```block```",
    "<@U0ANN> <!channel> <!here> <!subteam^S1> @everyone @here #general",
    "see http://example.org/a_b_c and <http://example.org|4.3> or mail a@b.example",
    ":smile: :warning: 🙂 👩‍👩‍👧‍👦 e\u0301",
    "1. one\n2. two\n* three\n- four\n> five\n    six",
    "||spoiler|| **bold** [see 4.3](https://example.org) \\*",
    "&lt;b&gt; &amp; <b>&</b> \"quoted\" 'quoted' \\n \\u0041",
    "  leading, trailing and \n\n\n blank lines \n\n",
    "\u202eright to left\u202c يجب ألا يقبل الموظفون",
    "\x00\x07\x1b[31m\u200b\ufeff\u2028\u2029",
    " ",
    "\n",
)
WORDS = st.one_of(
    st.sampled_from(NASTY), st.text(min_size=1), st.text(min_size=1).map(lambda each: each * 900)
)

MOST_BUTTONS = 25
"""Buttons that Slack takes in one row (docs.slack.dev, Block Kit, "Actions block")."""

BUTTONS = (
    Button(label="Share here", verb=Verb.share, answer="a1"),
    Button(label="Show in context", verb=Verb.context, answer="a1", url="https://quoth.example.org/clause/x"),
    Button(label="More clauses", verb=Verb.more, answer="a1"),
    Button(label="Helpful", verb=Verb.helpful, answer="a1"),
    Button(label="Not helpful", verb=Verb.unhelpful, answer="a1"),
    Button(label="Ask the DSL", verb=Verb.ask_lead, answer="a1"),
    Button(label="Pin", verb=Verb.pin, answer="a1"),
)


def quoted(words: str, **about: Any) -> Quoted:
    given = {
        "force": Force.prohibition,
        "label": "MUST NOT",
        "words": words,
        "citation": "Staff Conduct · 5.2 · 5 Contact with pupils · version 3.2",
        "audience": "For: staff",
    }
    return Quoted.model_validate(given | about)


@st.composite
def messages(draw: st.DrawFn) -> Message:
    parts: list[Said | Quoted | Defined | Where] = [Said(text="What the policy says:")]
    for _ in range(draw(st.integers(1, 3))):
        lead = tuple(draw(st.lists(WORDS, max_size=2)))
        notes = tuple(Added(label="Starred note", words=each) for each in draw(st.lists(WORDS, max_size=2)))
        parts.append(quoted(draw(WORDS), lead=lead, notes=notes, quiet=draw(st.booleans())))
    if draw(st.booleans()):
        parts.append(Defined(words=draw(WORDS)))
    if draw(st.booleans()):
        channel = draw(st.sampled_from(("C0STAFF", "D0ANN", "19:x@thread.tacv2")))
        place = Place(platform=draw(st.sampled_from(Platform)), workspace="T0", channel=channel)
        parts.insert(draw(st.integers(0, len(parts))), Where(text="They wrote to me in", place=place))
    return Message(parts=tuple(parts), buttons=BUTTONS[: draw(st.integers(0, len(BUTTONS)))])


def back(message: Message) -> str:
    """The words of a message's quotes as they are read in Slack, over all its payloads."""
    return "".join(quotes(payload["blocks"]) for payload in arrived(message))


def arrived(message: Message, sharer: str = "") -> list[dict[str, Any]]:
    """The payloads of a message after their way over the wire to workspace T0."""
    return json.loads(json.dumps(payloads(message, sharer, "T0")))


@settings(max_examples=150, deadline=None)
@given(messages())
def test_the_words_that_arrive_are_the_words_of_the_document(message: Message) -> None:
    assert back(message) == "".join(message.exact)


@settings(max_examples=150, deadline=None)
@given(messages())
def test_every_payload_is_one_that_slack_takes(message: Message) -> None:
    for payload in arrived(message):
        assert list(message_faults(payload)) == []
        assert weight(payload["blocks"]) <= MOST_BYTES


@pytest.mark.parametrize("words", NASTY)
def test_nothing_in_a_quote_is_parsed(words: str) -> None:
    (payload,) = arrived(Message(parts=(Said(text="Here:"), quoted(words, lead=(words,)))))
    assert quotes(payload["blocks"]) == words * 2
    for part in every(payload["blocks"]):
        assert part.get("type") not in ("mrkdwn", "markdown", "section", "header", "user", "link", "emoji")
        if part.get("type") == "rich_text_quote":
            assert [set(run) for run in part["elements"]] == [{"type", "text"}]


def every(part: Any) -> list[dict[str, Any]]:
    found = [part] if isinstance(part, dict) else []
    for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        found += every(each)
    return found


@pytest.mark.parametrize(
    "words",
    ["word " * 3_000, "\n\n".join(["A paragraph of some length."] * 600), "يجب " * 4_000, "👩‍👩‍👧‍👦" * 2_000],
)
def test_a_quote_of_fifteen_thousand_characters_is_continued_whole(words: str) -> None:
    message = Message(parts=(Said(text="Here:"), quoted(words)), buttons=BUTTONS)
    sent = arrived(message)
    assert len(sent) > 1
    assert "".join(quotes(payload["blocks"]) for payload in sent) == words
    assert [bool(actions(payload["blocks"])) for payload in sent] == [False] * (len(sent) - 1) + [True]
    assert [list(message_faults(payload)) for payload in sent] == [[]] * len(sent)


def test_what_people_are_notified_of_is_never_a_quote() -> None:
    secret = "zebra crossing"
    sentence = Said(text="Tell <!channel> & co.")
    for parts in ((sentence, quoted(secret)), (quoted(secret),), (sentence, sentence)):
        (payload,) = arrived(Message(parts=parts))
        assert payload["text"] == phrases.NOTIFICATION
    (alone,) = arrived(Message(parts=(sentence,)))
    assert alone["text"] == "Tell &lt;!channel&gt; &amp; co."


def test_many_short_quotes_keep_within_fifty_blocks_and_each_stays_together() -> None:
    message = Message(parts=tuple(quoted(f"Rule {each}.") for each in range(60)), buttons=BUTTONS)
    sent = arrived(message)
    assert len(sent) > 1
    assert [list(message_faults(payload)) for payload in sent] == [[]] * len(sent)
    for payload in sent:
        blocks = payload["blocks"]
        assert blocks[0]["elements"][0]["elements"][0]["text"] == "MUST NOT"
        assert text(blocks).count("Rule") == text(blocks).count("For: staff")


def test_the_label_comes_first_then_what_it_is_to_another_then_the_words() -> None:
    (payload,) = arrived(Message(parts=(quoted("Except on trips.", why="Exception to 3.2"),)))
    assert text(payload["blocks"]).splitlines()[:2] == ["MUST NOT · Exception to 3.2", "Except on trips."]


def test_whom_to_tell_is_one_bold_block_behind_one_warning_sign() -> None:
    told = tuple(Said(text=each, strong=True) for each in ("Ring 999 first.", "Tell R. Ainsley now."))
    aside = tuple(Said(text=each) for each in ("Do not question anyone.", "I do not store it."))
    leading = Said(text="What the policy says:")
    (payload,) = arrived(Message(parts=(*told, *aside, leading, quoted("Report it."))))
    first, second, third, _small = payload["blocks"]
    bold = {"style": {"bold": True}, "type": "text"}
    assert [element["elements"] for element in first["elements"]] == [
        [
            {"type": "emoji", "name": "warning"},
            {"type": "text", "text": " "},
            bold | {"text": "Ring 999 first."},
        ],
        [bold | {"text": "Tell R. Ainsley now."}],
    ]
    assert [element["elements"] for element in second["elements"]] == [
        [{"type": "text", "text": each.text}] for each in aside
    ]
    assert text([third]).splitlines() == ["What the policy says:", "MUST NOT", "Report it."]


def test_buttons_carry_their_verb_and_the_answer_and_nothing_else() -> None:
    (payload,) = arrived(Message(parts=(Said(text="Here:"),), buttons=BUTTONS))
    pressed = {action["text"]["text"]: action.get("value") for action in actions(payload["blocks"])}
    assert pressed == {
        "Share here": "share:a1",
        "Show in context": None,
        "More clauses": "more:a1",
        "Ask the DSL": "ask:a1",
        "Pin": "pin:a1",
        "Helpful": "helpful:a1",
        "Not helpful": "unhelpful:a1",
    }
    assert not any("style" in action for action in actions(payload["blocks"]))


def test_only_the_call_for_help_stands_out() -> None:
    styles = {}
    for verbs in (tuple(Verb)[:MOST_BUTTONS], tuple(Verb)[MOST_BUTTONS:]):
        buttons = tuple(Button(label=verb, verb=verb, answer="a1") for verb in verbs)
        (payload,) = arrived(Message(parts=(Said(text="Here:"),), buttons=buttons))
        shown = actions(payload["blocks"])
        styles |= {action["value"]: action["style"] for action in shown if "style" in action}
        assert list(message_faults(payload)) == []
    assert styles == {"now:a1": "danger"}


STAFF = Place(platform=Platform.slack, workspace="T0", channel="C0STAFF")


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        (STAFF, "<#C0STAFF>"),
        (STAFF.model_copy(update={"thread": "1.1"}), "<#C0STAFF>"),
        (STAFF.model_copy(update={"channel": "G0GROUP"}), "<#G0GROUP>"),
        (STAFF.model_copy(update={"workspace": "T0OTHER"}), "a Slack channel"),
        (STAFF.model_copy(update={"channel": "D0ANNBOB"}), "a direct message between people on Slack"),
        (STAFF.model_copy(update={"platform": Platform.teams}), "a Microsoft Teams channel"),
        (STAFF.model_copy(update={"platform": Platform.discord}), "a Discord channel"),
    ],
)
def test_a_place_is_shown_as_a_link_where_it_has_a_name_here_and_rings_nobody(
    place: Place, shown: str
) -> None:
    message = Message(parts=(Said(text="Help.", strong=True), Where(text="They are in", place=place)))
    (payload,) = arrived(message)
    assert text(payload["blocks"]).splitlines() == [":warning: Help.", f"They are in {shown}"]
    assert list(message_faults(payload)) == []
    kinds = {each.get("type") for each in every(payload["blocks"])}
    assert not kinds & {"user", "usergroup", "broadcast", "mrkdwn"}
    assert back(message) == ""


def test_an_alert_where_the_leads_read_says_whom_it_comes_from_and_not_who_shared_it() -> None:
    message = Message(parts=(Said(text="Help.", strong=True),), to=To.everyone, place=STAFF, by="U0ANN")
    (payload,) = arrived(message, "Ann A.")
    assert text(payload["blocks"]).splitlines()[0] == phrases.ASKED_BY.format(who="Ann A.")


def test_who_shared_it_is_named_without_a_mention() -> None:
    message = Message(parts=(quoted("No."),), to=To.everyone, place=STAFF, by="U0ANN", about="a1")
    (payload,) = arrived(message, "Ann <!channel>")
    assert text(payload["blocks"]).splitlines()[0] == phrases.SHARED_BY.format(who="Ann <!channel>")
    assert not [each for each in every(payload["blocks"]) if each.get("type") == "user"]


def test_without_a_known_name_slack_shows_who_shared_it() -> None:
    message = Message(parts=(quoted("No."),), to=To.everyone, place=STAFF, by="U0ANN", about="a1")
    (payload,) = arrived(message)
    assert text(payload["blocks"]).splitlines()[0] == phrases.SHARED_BY.format(who="<@U0ANN>")


def test_the_lead_is_told_who_it_comes_from() -> None:
    message = Message(parts=(Said(text="Please ask them."),), to=To.person, person="U0LEAD", by="U0ANN")
    (payload,) = arrived(message, "Ann A.")
    assert text(payload["blocks"]).splitlines()[0] == phrases.ASKED_BY.format(who="Ann A.")


def test_the_home_tab_shows_a_message_without_its_buttons() -> None:
    view = json.loads(json.dumps(home(Message(parts=(Said(text="Hello."),), buttons=BUTTONS))))
    assert list(view_faults(view)) == []
    assert text(view["blocks"]) == "Hello."


@pytest.mark.skipif(
    not (SCHEMAS / "slack-knownblock.schema.json").is_file(),
    reason=f"NOT CHECKED: Slack's own types do not lie in {SHARED.name}/ beside the checkout",
)
def test_slacks_own_types_are_among_what_payloads_are_checked_with() -> None:
    (payload,) = arrived(Message(parts=(Said(text="Here:"),)))
    payload["blocks"][0]["colour"] = "red"
    assert list(message_faults(payload)) == ["rich_text: not as Slack's types have it"]


ANSWER = Message(
    parts=(
        Said(text="If anyone is in danger now, ring 999 first.", strong=True),
        Said(text="What the policy says:"),
        quoted(
            "accept a friend request from a pupil.*",
            lead=("Staff must not:",),
            notes=(Added(label="Starred note (5.1*)", words="This does not apply to family."),),
            warnings=("This policy was due for review by 31 August 2026. Check that it still stands.",),
        ),
        quoted("Staff may follow a school account.", label="MAY", why="Exception to 5.2", quiet=True),
        Said(text="Words the policy defines"),
        Defined(words="“Pupil” means any child on our roll."),
        Said(text="If that does not settle it: ask Priya Osgathorpe.", quiet=True),
    ),
    buttons=BUTTONS,
)


def test_an_answer_looks_as_it_should(snapshot: SnapshotAssertion) -> None:
    assert arrived(ANSWER) == snapshot


ALERT = Message(
    parts=(
        Said(text="Ann A. needs you now.", strong=True),
        Where(text="They wrote to me in", place=STAFF),
        Said(text="I have not kept what they wrote. Please speak to them at once."),
    ),
    buttons=(Button(label="I have seen this", verb=Verb.seen, answer="a1"),),
    to=To.person,
    person="U0LEAD",
    by="U0ANN",
)


def test_an_alert_looks_as_it_should(snapshot: SnapshotAssertion) -> None:
    assert arrived(ALERT, "Ann A.") == snapshot


def test_below_a_disclosure_the_call_for_help_looks_as_it_should(snapshot: SnapshotAssertion) -> None:
    told = Said(text="Tell R. Ainsley now.", strong=True)
    button = Button(label="Tell the DSL I need them now", verb=Verb.now, answer="a1")
    assert arrived(Message(parts=(told, quoted("Report it.")), buttons=(button,))) == snapshot
