"""A web server to test with: a real store in which one policy is published, behind a real socket."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
from selectolax.lexbor import LexborHTMLParser

from adapters.figures import Figures
from adapters.web import Web, serve
from bot.signing import ClauseLink, Links
from bot.store import Store
from corpus.document import Block, BlockKind, Details, Document, Span, StatedDate
from tests.bot_publications import put_in_force

TRUST = "Larkmere Trust"
SHORT = "larkmere-trust"
RULE = "Staff must not accept a friend request from a pupil.\n  They must <b>not</b> send one & “ask”."
TEXT = f"Staff Conduct\n\n1 Friends online\n\n{RULE}\n\n2 Lifts\n\n\tAsk the head first.\n" + "More.\n" * 60
TODAY = dt.date(2026, 9, 1)
NOW = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)


def document(text: str = TEXT, policy: str = "conduct") -> Document:
    return Document(
        policy=policy,
        source=f"{policy}.md",
        sha256="0" * 64,
        text=text,
        blocks=(Block(kind=BlockKind.paragraph, span=Span(start=0, end=len(text))),),
        details=Details(
            title="Staff <Conduct> & Friends",
            revision="3.2",
            effective_on=StatedDate(year=2025, month=9, day=1),
            review_on=StatedDate(year=2026, month=8),
        ),
    )


def link(of: Document, words: str = RULE, organisation: str = SHORT) -> ClauseLink:
    start = of.text.index(words)
    return ClauseLink(organisation=organisation, document_id=of.id, start=start, end=start + len(words))


@dataclass
class Served:
    """A web server over a store in which one policy is published, and what speaks to it."""

    store: Store
    database: str
    figures: Figures = field(default_factory=Figures)
    now: float = 1_780_000_000
    ready: dict[str, bool] = field(default_factory=lambda: {"store": True, "slack": True})

    def __post_init__(self) -> None:
        self.links = Links("s" * 40, 7, "https://quoth.example.org", lambda: self.now)
        self.web = Web(self.store, self.links, self.figures, self._ready, 30, lambda: TODAY)

    def _ready(self) -> Mapping[str, bool]:
        return self.ready

    def publish(self, *documents: Document) -> None:
        for each in documents:
            self.store.save_draft(TRUST, each, b"x", create=True)
        before = self.store.current_snapshot(TRUST)
        put_in_force(self.store, TRUST, f"after {before}", documents, "tests", NOW, before)

    def path(self, to: ClauseLink) -> str:
        return self.links.url(to).removeprefix("https://quoth.example.org").removesuffix("#clause")

    @asynccontextmanager
    async def client(self) -> AsyncIterator[httpx.AsyncClient]:
        listening = serve(self.web, "127.0.0.1", 0)
        async with (
            listening,
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{listening.port}") as client,
        ):
            yield client

    async def get(self, path: str) -> httpx.Response:
        async with self.client() as client:
            return await client.get(path)


def text_of(response: httpx.Response | str, selector: str) -> str:
    html = response if isinstance(response, str) else response.text
    found = LexborHTMLParser(html).css_first(selector)
    assert found is not None, selector
    return found.text(deep=True, strip=False)
