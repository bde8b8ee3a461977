"""A clause is shown in its document to whoever holds a link, and to nobody else."""

from __future__ import annotations

import base64
import hashlib

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser
from structlog.testing import capture_logs
from syrupy.assertion import SnapshotAssertion

from adapters.console.paper import paper
from adapters.pages import InContext, Pages
from bot.signing import DAY, ClauseLink
from corpus.clauses import cut
from corpus.document import Block, BlockKind, Document, Span
from tests.web_served import RULE, TEXT, TRUST, Served, document, link, text_of

pytest_plugins = ("tests.web_fixtures", "tests.fresh_logs")
pytestmark = pytest.mark.anyio


async def test_a_link_shows_the_whole_document_with_the_clause_marked(served: Served) -> None:
    response = await served.get(served.path(link(document())))
    assert response.status_code == 200
    assert text_of(response, "#document") == TEXT
    assert text_of(response, "mark#clause") == RULE
    assert text_of(response, "h1") == "Staff <Conduct> & Friends"
    assert text_of(response, ".organisation") == TRUST
    assert text_of(response, ".details") == (
        "Version 3.2 · In effect from 1 September 2025 · To be reviewed by August 2026"
    )
    assert "due for review by August 2026" in text_of(response, ".banner")
    assert "replaced" not in response.text


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=80)
NASTY = [
    "</div></mark>",
    "<script>alert(1)</script>",
    "&lt;b&gt;",
    "\r\n",
    "\r",
    "\n\n x \n",
    "{{ 1 }}",
    "\u202e",
]
any_text = st.one_of(texts, st.sampled_from(NASTY))
PAGES = Pages()


def shown(before: str, words: str, after: str) -> str:
    """The page of a clause between other words, as it is sent."""
    text = before + words + after
    block = Block(kind=BlockKind.paragraph, span=Span(start=0, end=len(text)))
    of = Document(policy="p", source="p.md", sha256="0" * 64, text=text, blocks=(block,))
    marked = Span(start=len(before), end=len(before + words))
    page = PAGES.clause(InContext(organisation="o", title="t", paper=paper(of, cut(of), marked)))
    return bytes(page.body).decode()


@settings(deadline=None)
@given(before=any_text, words=any_text.filter(bool), after=any_text)
def test_a_browser_reads_exactly_the_words_of_the_document(before: str, words: str, after: str) -> None:
    html = shown(before, words, after)
    page = LexborHTMLParser(html)
    assert text_of(html, "#document") == before + words + after
    assert "".join(each.text(deep=True, strip=False) for each in page.css("mark")) == words
    assert len(page.css("mark#clause")) == 1
    assert "<script" not in html


async def test_the_page_looks_as_it_did(served: Served, snapshot: SnapshotAssertion) -> None:
    response = await served.get(served.path(link(document())))
    body = LexborHTMLParser(response.text).body
    assert body is not None
    assert body.html == snapshot


async def test_no_page_may_be_kept_indexed_framed_or_run_anything(served: Served) -> None:
    async with served.client() as client:
        paths = (served.path(link(document())), "/", "/clause/x", "/nothing", "/healthz")
        answered = [(await client.get(path)).headers for path in paths]
    for headers in answered:
        assert headers["Cache-Control"] == "private, no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert headers["X-Content-Type-Options"] == "nosniff"
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src" not in policy
        assert "Server" not in headers


async def test_the_one_style_that_is_allowed_is_the_one_that_is_there(served: Served) -> None:
    response = await served.get(served.path(link(document())))
    style = response.text.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}';" in response.headers["Content-Security-Policy"]
    assert "style=" not in response.text


async def test_a_revision_that_was_replaced_is_shown_as_such(served: Served) -> None:
    served.publish(document("Staff Conduct\n\nOther words.\n"))
    response = await served.get(served.path(link(document())))
    assert response.status_code == 200
    assert text_of(response, "#document") == TEXT
    assert "This revision has been replaced" in text_of(response, ".banner")
    assert "Version 3.2" not in response.text


async def test_a_policy_that_was_withdrawn_is_not_shown(served: Served) -> None:
    served.publish(document("Another policy.\n", "other"))
    response = await served.get(served.path(link(document())))
    assert response.status_code == 404
    assert RULE[:20] not in response.text
    assert "withdrawn" in text_of(response, "main")


async def test_a_draft_is_not_shown(served: Served) -> None:
    draft = document("Not published.\n")
    served.store.save_draft(TRUST, draft, b"x")
    assert (await served.get(served.path(link(draft, "Not")))).status_code == 404


async def test_a_link_to_what_is_not_there_says_so(served: Served) -> None:
    changes: tuple[dict[str, object], ...] = (
        {"organisation": "nobody"},
        {"organisation": "!"},
        {"document_id": "conduct@000000000000"},
        {"document_id": "conduct"},
        {"document_id": "@"},
        {"end": len(TEXT) + 1},
    )
    async with served.client() as client:
        for change in changes:
            to = ClauseLink.model_validate({**link(document()).model_dump(), **change})
            response = await client.get(served.path(to))
            assert (response.status_code, text_of(response, "h1")) == (404, "There is nothing here"), change


async def test_a_link_of_one_organisation_opens_nothing_of_another(served: Served) -> None:
    served.store.create_organisation("Other School")
    to = link(document(), organisation="other-school")
    assert (await served.get(served.path(to))).status_code == 404


async def test_an_old_link_says_how_to_get_a_new_one(served: Served) -> None:
    path = served.path(link(document()))
    served.now += 7 * DAY + 1
    response = await served.get(path)
    assert response.status_code == 410
    assert "press “Show in context” again" in text_of(response, "main")


async def test_the_first_page_says_what_is_kept_for_how_long_and_names_nobody(served: Served) -> None:
    response = await served.get("/")
    assert response.status_code == 200
    assert text_of(response, "h1") == "About Quoth"
    said = text_of(response, "main")
    assert "for 30 days: which clauses were quoted" in said
    assert "Your questions, your messages and your name." in said
    assert TRUST not in response.text
    assert "Conduct" not in response.text
    one = bytes(PAGES.about(1).body).decode()
    assert "for 1 day: which clauses" in text_of(one, "main")


async def test_title_and_version_stay_in_sight_above_the_words(served: Served) -> None:
    response = await served.get(served.path(link(document())))
    assert text_of(response, ".top .title") == "Staff <Conduct> & Friends"
    assert text_of(response, ".top .version") == "Version 3.2"
    top = LexborHTMLParser(shown("", "w", "")).css_first(".top")
    assert top is not None
    assert top.text(strip=True) == "t"


async def test_any_other_address_leads_to_nothing_and_nowhere_else(served: Served) -> None:
    async with served.client() as client:
        for path in (
            "/clause/x.y.z",
            "/clause/",
            "/clause",
            "/index.html",
            "/docs",
            "/healthz/",
            "/%00",
            "//x.org/",
        ):
            # As it stands: of the last, the client would make "/".
            response = await client.get(client.base_url.copy_with(raw_path=path.encode()))
            assert (response.status_code, text_of(response, "h1")) == (404, "There is nothing here"), path
            assert "Location" not in response.headers


async def test_words_that_were_changed_in_the_database_are_not_shown(served: Served) -> None:
    engine = sa.create_engine(served.database)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE documents SET text = replace(text, 'must not', 'may')"))
    engine.dispose()
    with capture_logs() as logged:
        response = await served.get(served.path(link(document())))
    assert response.status_code == 500
    assert "friend" not in response.text
    failed = next(line for line in logged if line["event"] == "request failed")
    assert failed["reference"] in text_of(response, "main")


async def test_replaced_words_that_were_changed_in_the_database_are_not_shown_either(served: Served) -> None:
    served.publish(document("Other words.\n"))
    engine = sa.create_engine(served.database)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE documents SET text = replace(text, 'must not', 'may')"))
    engine.dispose()
    response = await served.get(served.path(link(document())))
    assert response.status_code == 500
    assert "friend" not in response.text
