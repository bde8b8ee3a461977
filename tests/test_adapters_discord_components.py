"""What Discord is given to show: every word of a quote arrives, nothing in it acts, and every limit is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from adapters.discord_components import (
    LONGEST,
    LONGEST_ID,
    LONGEST_LABEL,
    MOST_COMPONENTS,
    ROW,
    escaped,
    render,
)
from bot.events import Verb
from bot.messages import Added, Button, Defined, Message, Quoted, Said, To, Where
from bot.places import Place, Platform
from bot.splitting import utf16
from corpus.document import Force
from tests.discord_display import contents, kinds, labels, parsed, prepared, quotes, read, seen, sent
from tests.discord_schema import needs_schema, violations

NASTY = (
    "<@1> <@!1> <@&2> <#3> </policy:4> <t:1700000000:R> <:smile:5> <a:wave:6> <id:browse> <!channel>",
    "@everyone and @here, :smile: and 😀👨‍👩‍👧🇬🇧",
    "**bold** *em* _em_ __under__ ~~gone~~ ||spoiler|| `code` ``co`de``",
    "```\nfence\n``` and ````more````",
    "1. one\n2. two\n- dash\n* star\n+ plus\n> quoted\n>>> all\n# head\n## head\n-# small",
    "    indented\n\n\n  1. nested\n \n",
    "[see 4.3](https://example.org) <https://example.org> https://example.org/a_b_c?d=1#e steam://x",
    "http://a.b <tel:+4412345> <a@b.cd> discord.gg/abc www.example.org",
    "¯\\_(ツ)_/¯ and ¯_(ツ)_/¯",
    "\\ \\\\ \\* \\n ends with a backslash \\",
    "  leading and trailing  \n\n",
    "\n\n\nthree breaks first",
    "\t\ttabs\tand\fform feeds\rand\r\nreturns",
    "‮الموظفون يجب ألا‬ mixed עברית",
    "&lt;b&gt; &amp;amp; <b>bold</b>",
    "line\u2028separator\u2029paragraph > not a quote\u2028> nor this",
    "…–“”‘’†‡§",
    " ",
    "\n",
    ">",
    "-",
    "1.",
)
TEXTS = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300),
    st.text(st.sampled_from("*_~`|>#-+.[]()<>@:\\/!1a \n\t\r"), min_size=1, max_size=80),
)
PLACE = Place(platform=Platform.discord, workspace="10", channel="100")
ANSWER_VERBS = (
    Verb.share,
    Verb.context,
    Verb.more,
    Verb.helpful,
    Verb.unhelpful,
    Verb.ask_lead,
    Verb.pin,
)
EVERY_BUTTON = tuple(Button(label=verb.value.title(), verb=verb, answer="3f2a") for verb in Verb)
BUTTONS = EVERY_BUTTON[:20]
"""As many as can stand below one message beside its words, and more than stand below any."""


def quoted(words: str, lead: tuple[str, ...] = (), notes: tuple[str, ...] = ()) -> Quoted:
    return Quoted(
        force=Force.prohibition,
        label="MUST NOT",
        lead=lead,
        words=words,
        notes=tuple(Added(label="Starred note", words=each) for each in notes),
        citation="Staff Conduct · 3.2 · Friends online · version 2 · in effect from 1 January 2025",
        audience="For: staff",
    )


ANSWER = Message(
    parts=(
        Said(text="This may be a safeguarding concern.", strong=True),
        Said(text="Tell Ms O'Hara (ext. 12) now.", strong=True),
        Said(text="Do not question anyone."),
        Said(text="I do not store your message."),
        Said(text="What the policy says:"),
        Quoted(
            force=Force.prohibition,
            label="MUST NOT",
            lead=("Staff must not:",),
            words="3.2 accept a friend request from a pupil*;",
            notes=(Added(label="Starred note (3.3)", words="* “Pupil” means anyone on roll."),),
            citation="Staff Conduct · 3.2 · Friends online · version 2",
            audience="For: staff",
            warnings=("This policy was due for review by 31 August 2026. Check that it still stands.",),
        ),
        Quoted(
            force=Force.permission,
            label="MAY",
            why="Exception to 3.2",
            words="3.4 A member of staff may be in contact with a pupil who is a relative.",
            citation="Staff Conduct · 3.4",
            audience="For: staff",
        ),
        Said(text="Words the policy defines", quiet=True),
        Defined(words="“Staff” means everyone who works for the trust."),
        Quoted(
            force=Force.information,
            label="FOR INFORMATION",
            words="4 See https://example.org/help.",
            citation="Staff Conduct · 4",
            audience="For: everyone",
            quiet=True,
        ),
        Said(text="If that does not settle it: ask Ms O'Hara.", quiet=True),
    ),
    buttons=tuple(each for each in BUTTONS if each.verb in ANSWER_VERBS),
)
ALERT = Message(
    parts=(
        Said(text="Ann Smith needs you now.", strong=True),
        Where(text="They wrote to me in", place=PLACE),
        Said(text="I have not kept what they wrote."),
    ),
    buttons=(Button(label="I have seen this", verb=Verb.seen, answer="3f2a"),),
    to=To.everyone,
    place=PLACE.model_copy(update={"channel": "800"}),
    by="1",
)


def every(message: Message) -> list[dict[str, Any]]:
    """The payloads as they go over the wire, checked against the limits and Discord's own schema."""
    payloads = [json.loads(json.dumps(each)) for each in render(message)]
    for payload in payloads:
        within_limits(payload)
        assert violations("POST", "/channels/100/messages", payload) == []
        assert violations("POST", "/webhooks/900/token", payload) == []
    return payloads


def within_limits(payload: Mapping[str, Any]) -> None:
    inner = [each for top in payload["components"] for each in top.get("components", ())]
    assert len(payload["components"]) + len(inner) <= MOST_COMPONENTS
    assert sum(map(utf16, contents(payload))) + sum(map(len, labels(payload))) <= LONGEST
    for row in payload["components"]:
        if row["type"] == 1:
            assert 1 <= len(row["components"]) <= ROW
            for button in row["components"]:
                assert len(button["label"]) <= LONGEST_LABEL
                assert len(button.get("custom_id", "")) <= LONGEST_ID
    assert payload["allowed_mentions"] == {"parse": [], "replied_user": False}
    assert payload["flags"] == 1 << 15
    assert not payload.keys() & {"content", "embeds"}


@settings(deadline=None, max_examples=200)
@given(words=TEXTS, lead=st.lists(TEXTS, max_size=2), notes=st.lists(TEXTS, max_size=2))
@example(words="word " * 3000, lead=["Staff must not:"], notes=["* note"])
@example(words="*_" * 7500, lead=[], notes=["x" * 5000])
@example(words="\n" * 5000, lead=[" "], notes=["\n"])
@example(words="😀" * 3000, lead=[], notes=[])
def test_every_word_of_a_quote_arrives_and_nothing_in_it_acts(
    words: str, lead: list[str], notes: list[str]
) -> None:
    message = Message(parts=(quoted(words, tuple(lead), tuple(notes)), Defined(words=words)), buttons=BUTTONS)
    payloads = render(message)
    for payload in payloads:
        within_limits(payload)
    assert sent(payloads) == "".join(message.exact)
    assert kinds(payloads) <= {"text"}


@settings(deadline=None)
@given(words=TEXTS)
def test_a_person_sees_the_words_as_they_stand(words: str) -> None:
    assert quotes(render(Message(parts=(quoted(words),)))) == seen(words)


@pytest.mark.parametrize("words", NASTY)
def test_every_nasty_sample_is_seen_as_it_stands(words: str) -> None:
    payloads = every(Message(parts=(quoted(words),)))
    assert quotes(payloads) == seen(words)
    assert sent(payloads) == words


@given(text=TEXTS)
def test_discord_swallows_the_backslashes_and_nothing_else(text: str) -> None:
    once = prepared(text)
    assert read(list(parsed("x " + escaped(once) + "\n"))) == seen("x " + once) + "\n"


@needs_schema
def test_discord_would_refuse_what_is_too_long() -> None:
    text = {"type": 10, "content": "x" * (LONGEST + 1)}
    assert violations("POST", "/channels/100/messages", {"components": [text]}) != []


def test_without_the_backslashes_the_model_sees_the_markup() -> None:
    for sample, kind in (
        ("**a**", "strong"),
        ("x https://a.b", "link"),
        ("<@1>", "mention"),
        ("1. a", "list"),
        ("- a", "list"),
        ("# a", "heading"),
        ("> a", "quote"),
        (":smile:", "emoji name"),
        ("```a```", "code block"),
        ("||a||", "spoiler"),
    ):
        assert kind in {each.kind for each in parsed(sample)}


def test_a_long_quote_goes_on_in_further_messages_and_only_the_last_has_buttons() -> None:
    payloads = every(Message(parts=(quoted("Staff must not do this. " * 640),), buttons=BUTTONS))
    assert len(payloads) > 4
    assert [bool(labels(each)) for each in payloads] == [False] * (len(payloads) - 1) + [True]


def test_many_short_quotes_stay_within_forty_components() -> None:
    parts = tuple(quoted(f"{number} Staff must.") for number in range(60))
    payloads = every(Message(parts=parts, buttons=BUTTONS, to=To.everyone, place=PLACE, by="1"))
    assert sent(payloads) == "".join(part.words for part in parts)


def test_the_label_stands_above_the_words_and_the_small_print_below() -> None:
    [payload] = every(Message(parts=(quoted("2 Staff must not."),)))
    [content] = contents(payload)
    assert content.splitlines()[:2] == ["### MUST NOT", "> 2 Staff must not\\."]
    assert all(line.startswith("-# ") for line in content.splitlines()[2:])


def test_whom_to_tell_stands_on_top_in_one_red_box_and_the_advice_plainly_below_it() -> None:
    told, advice, leading, rule = every(ANSWER)[0]["components"][:4]
    assert told["accent_color"] == 0xC62828
    [box] = told["components"]
    assert box["content"].splitlines() == [
        "**This may be a safeguarding concern\\.**",
        "**Tell Ms O\\'Hara \\(ext\\. 12\\) now\\.**",
    ]
    assert advice == {"type": 10, "content": "Do not question anyone\\.\nI do not store your message\\."}
    assert leading == {"type": 10, "content": "What the policy says\\:"}
    assert rule["components"][0]["content"].startswith("### MUST NOT")


def test_who_shares_is_named_and_nobody_is_pinged() -> None:
    message = Message(parts=(Said(text="Here."),), to=To.everyone, place=PLACE, by="1")
    [payload] = every(message)
    assert list(contents(payload)) == ["-# Shared by <@1>", "Here\\."]
    assert payload["allowed_mentions"]["parse"] == []


def test_a_name_that_is_no_id_is_shown_as_it_is() -> None:
    message = Message(parts=(Said(text="Here."),), to=To.everyone, place=PLACE, by="<@1> @everyone")
    [first, _] = contents(every(message)[0])
    assert {each.kind for line in parsed(first) for each in line.inside} == {"text"}


def test_a_button_carries_its_verb_and_the_answer_and_one_with_an_address_opens_it() -> None:
    page = Button(
        label="Show in context", verb=Verb.context, answer="3f2a", url="https://policies.example/c/1"
    )
    share = Button(label="Share here", verb=Verb.share, answer="3f2a")
    [payload] = every(Message(parts=(Said(text="Here."),), buttons=(share, page)))
    assert payload["components"][-1]["components"] == [
        {"type": 2, "style": 2, "label": "Share here", "custom_id": "share:3f2a"},
        {"type": 2, "style": 5, "label": "Show in context", "url": "https://policies.example/c/1"},
    ]


def test_an_address_that_discord_would_refuse_costs_no_answer() -> None:
    page = Button(
        label="Show in context", verb=Verb.context, answer="3f2a", url="https://a.example/" + "x" * 512
    )
    [payload] = every(Message(parts=(Said(text="Here."),), buttons=(page,)))
    assert labels(payload) == ()


def test_a_sentence_of_the_bots_own_is_not_read_as_markup_either() -> None:
    [payload] = every(Message(parts=(Said(text="Ask *J* <@1> (head@x.example) at https://x.example"),)))
    assert {each.kind for content in contents(payload) for each in parsed(content)} == {"text"}


def where(place: Place) -> list[str]:
    """What a sentence that ends with a place is sent as."""
    [payload] = every(Message(parts=(Where(text="They wrote to me in", place=place), Said(text="Go."))))
    return list(contents(payload))


def test_a_place_of_discords_is_shown_by_its_own_name_and_a_thread_by_its_own() -> None:
    assert where(PLACE) == ["They wrote to me in <#100>\nGo\\."]
    assert where(PLACE.model_copy(update={"thread": "555"})) == ["They wrote to me in <#555>\nGo\\."]
    [piece] = [each for each in parsed(where(PLACE)[0]) if each.kind != "text"]
    assert piece.kind == "mention"


@pytest.mark.parametrize(
    ("platform", "channel", "direct", "named"),
    [
        (Platform.slack, "C0456EFGH", False, "a Slack channel"),
        (Platform.teams, "19\\:x\\@thread", False, "a Teams channel"),
        (Platform.discord, "@everyone", False, "a Discord channel"),
        (Platform.discord, "210", True, "a Discord channel"),
    ],
)
def test_a_place_that_discord_cannot_show_is_named_by_its_platform(
    platform: Platform, channel: str, direct: bool, named: str
) -> None:
    place = Place(platform=platform, workspace="T1", channel=channel, direct=direct)
    assert where(place) == [f"They wrote to me in {named}\nGo\\."]


@settings(deadline=None)
@given(
    text=st.one_of(TEXTS, st.text(min_size=1)),
    channel=st.one_of(st.integers(1, 2**63).map(str), TEXTS.filter(lambda each: len(each) <= 300)),
    thread=st.one_of(st.just(""), st.integers(1, 2**63).map(str), st.text(max_size=40)),
)
@example(text="word " * 3000, channel="100", thread="")
@example(text="In <@1> and @everyone", channel="1> @everyone <@2", thread="")
def test_a_sentence_with_a_place_pings_nobody_whatever_they_are_called(
    text: str, channel: str, thread: str
) -> None:
    place = Place(platform=Platform.discord, workspace="10", channel=channel, thread=thread)
    message = Message(parts=(Where(text=text, place=place), quoted("2 Staff must not.")))
    payloads = render(message)
    mentions = {
        each.words
        for payload in payloads
        for content in contents(payload)
        for each in parsed(prepared(content))
        if each.kind == "mention"
    }
    named = thread or channel
    assert mentions == ({f"<#{named}>"} if named.isdecimal() else set())
    assert all(payload["allowed_mentions"] == {"parse": [], "replied_user": False} for payload in payloads)
    assert sent(payloads) == "".join(message.exact) == "2 Staff must not."


def test_what_calls_the_lead_at_once_is_red_and_nothing_else_is() -> None:
    [payload] = every(Message(parts=(Said(text="Here."),), buttons=EVERY_BUTTON))
    styles = {
        button["custom_id"]: button["style"]
        for row in payload["components"]
        if row["type"] == 1
        for button in row["components"]
    }
    assert {each for each, style in styles.items() if style == 4} == {"now:3f2a"}
    assert set(styles) == {f"{verb}:3f2a" for verb in Verb}


def test_the_longest_id_of_a_button_fits() -> None:
    id = f"{'a' * 31}-{'b' * 32}"
    for verb in Verb:
        [payload] = every(
            Message(parts=(Said(text="Here."),), buttons=(Button(label="x", verb=verb, answer=id),))
        )
        assert payload["components"][-1]["components"][0]["custom_id"] == f"{verb}:{id}"


def test_a_letter_says_from_whom_it_comes_and_not_that_they_shared_it(snapshot: SnapshotAssertion) -> None:
    [payload] = [json.loads(json.dumps(each)) for each in render(ALERT, asked=False)]
    assert next(contents(payload)) == "-# From <@1>"
    assert payload == snapshot


def test_an_answer_looks_like_this(snapshot: SnapshotAssertion) -> None:
    assert every(ANSWER) == snapshot
