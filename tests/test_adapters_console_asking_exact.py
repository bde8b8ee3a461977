"""The words of every quote come out of the page exactly as they stand, whatever they hold."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser
from starlette.requests import Request

from adapters.console.visit import Visit
from bot.answers import Cited
from bot.events import Verb
from bot.messages import Added, Button, Defined, Message, Quoted, Said
from bot.places import Platform
from corpus.document import Force
from tests.console_served import consoled
from tests.houses import SHORT

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=80)
NASTY = (
    "</p></blockquote><script>alert(1)</script>",
    "<b onclick=x>&lt;b&gt; &amp;amp; &nbsp;</b>",
    "{{ 7 * 7 }} {% raw %}",
    "\r\n\r",
    "\n\n  x \n",
    "\u202eright to left\u202c يجب ألا يقبل",
    "\t\u2028\ufeff ",
    "]]><!-- -->",
)
WORDS = st.one_of(texts, st.sampled_from(NASTY), texts.map(lambda each: each * 200))


@pytest.fixture(scope="module")
def looking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """A visit whose page is drawn without being asked for."""
    with consoled(tmp_path_factory.mktemp("looking") / "home") as held:
        _, session = held.session("web staff")
        workspace = held.directory.workspace(Platform.console, SHORT)
        assert workspace is not None
        member = held.console.belonging.member(session.person, workspace)
        scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}
        yield Visit(held.console, Request(scope), session=session, found=member)


@st.composite
def quotes(draw: st.DrawFn) -> Quoted:
    return Quoted(
        force=draw(st.sampled_from(Force)),
        label=draw(texts),
        lead=tuple(draw(st.lists(WORDS, max_size=2))),
        words=draw(WORDS),
        notes=tuple(Added(label="Starred note", words=each) for each in draw(st.lists(WORDS, max_size=2))),
        citation=draw(texts),
        audience="For: staff",
        warnings=tuple(draw(st.lists(texts, max_size=1))),
        cited=Cited(clause_id="a/1", document_id="a@0") if draw(st.booleans()) else None,
    )


@settings(max_examples=60, deadline=None)
@given(parts=st.lists(quotes() | st.builds(Defined, words=WORDS) | st.builds(Said, text=texts), min_size=1))
def test_a_browser_reads_exactly_the_words_of_every_quote(
    looking: Visit, parts: list[Quoted | Defined | Said]
) -> None:
    message = Message(parts=tuple(parts))
    (payload,) = looking.console.adapter(looking).render(message)
    page = LexborHTMLParser(f"<!doctype html><body>{payload['html']}</body>")
    assert tuple(each.text(deep=True) for each in page.css(".exact")) == message.exact
    assert page.css("script, b, [onclick]") == []
    assert len(page.css(".quote, .defined, p.said")) == len(parts)


def test_a_message_of_every_kind_is_drawn_with_its_buttons(looking: Visit) -> None:
    button = Button(label="Open <it>", verb=Verb.console, answer="", url="https://q.example/?a=1&b=2")
    message = Message(parts=(Said(text="One.\nTwo.", strong=True),), buttons=(button,), prompts=("Why?",))
    page = LexborHTMLParser(str(looking.console.views.message(looking, message)))
    link = page.css_first("a.button")
    assert link is not None
    assert (link.attributes["href"], link.text()) == ("https://q.example/?a=1&b=2", "Open <it>")
    assert [each.attributes["value"] for each in page.css("[name=text]")] == ["Why?"]
