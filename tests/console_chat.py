"""The console's pages as a chat: asking, pressing and reading over HTTP, each person with a browser of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from typing import cast

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from adapters.console import ABILITIES
from adapters.console.adapter import Letterbox
from adapters.console.console import COOKIE, MOST_SENT, Console
from adapters.console.tokens import masked
from adapters.figures import Figures
from adapters.service import Service
from adapters.web import Web, serve
from bot.adapter import Counter, Wanted
from bot.messages import To
from bot.places import Person, Place, Platform
from bot.sessions import CONSOLE
from bot.signing import Links
from tests.chats import Shown
from tests.houses import SHORT

NAMES = {"ann": "Ann", "bob": "Bob", "lead": "Lena"}
"""Those of tests.chats.PEOPLE who can sign in: the console knows neither guests nor other bots."""

PATIENCE = 20.0


def never(what: Wanted) -> None:
    """Leave a test out for what a page cannot do, with the reason that the table of abilities gives."""
    pytest.skip(next(each.how for each in ABILITIES if each.what is what))


class Browser:
    """Somebody's browser: what it sends goes one after the other, as a page sends it."""

    def __init__(self, name: str, console: Console, base: str) -> None:
        person = Person(
            platform=Platform.console, id=f"{name}@larkmere.example", workspaces=(SHORT,), name=NAMES[name]
        )
        key, self._session = console.sessions.begin(person, console.cabinet.now(), 12)
        self._client = httpx.AsyncClient(base_url=base, cookies={COOKIE: key}, timeout=60)
        self._line = asyncio.Lock()

    async def get(self, page: str) -> LexborHTMLParser:
        return self._read(await self._client.get(self._path(page)))

    async def post(self, page: str, form: Mapping[str, str]) -> LexborHTMLParser:
        async with self._line:
            sent = {**form, "csrf": masked(self._session.csrf)}
            return self._read(await self._client.post(self._path(page), data=sent))

    async def close(self) -> None:
        await self._client.aclose()

    def _path(self, page: str) -> str:
        return f"{CONSOLE}/o/{SHORT}/{page}"

    def _read(self, response: httpx.Response) -> LexborHTMLParser:
        assert response.status_code < 500
        return LexborHTMLParser(response.text)


class ConsoleChat:
    """See `tests.chats.Chat`. What is shown are the messages of the pages that come back, and of each person's letters."""

    platform = Platform.console
    workspace = SHORT
    loses_files = False

    def __init__(self) -> None:
        self.fetched: list[str] = []
        self._running = AsyncExitStack()
        self._browsers: dict[str, Browser] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._shown: list[Shown] = []
        self._presses: list[dict[str, str]] = []
        self._letters: set[tuple[str, str]] = set()
        self._service: Service | None = None

    @property
    def refused(self) -> set[str]:
        return set()

    @refused.setter
    def refused(self, deliveries: set[str]) -> None:
        pytest.skip("a page refuses nothing: what is shown is the answer to what was sent")

    @property
    def limited(self) -> int:
        return 0

    @limited.setter
    def limited(self, calls: int) -> None:
        pytest.skip("a page asks for no pause: what is shown is the answer to what was sent")

    async def start(self, counter: Counter) -> None:
        service = self._service = cast(Service, counter)
        held = service.reception.desk
        console = Console(service, held.settings)
        web = Web(held.store, Links("s" * 40, 7, ""), Figures(), dict, 30)
        web.mount(CONSOLE, console.app, MOST_SENT)
        listening = serve(web, "127.0.0.1", 0)
        await self._running.enter_async_context(listening)
        service.connected(Platform.console, Letterbox())
        base = f"http://127.0.0.1:{listening.port}"
        self._browsers = {name: Browser(name, console, base) for name in NAMES}

    async def stop(self) -> None:
        await self.settled()
        for browser in self._browsers.values():
            await browser.close()
        await self._running.aclose()
        if self._service:
            self._service.connected(Platform.console, None)

    async def close(self) -> None:
        await self.stop()

    def id(self, person: str) -> str:
        return f"{person}@larkmere.example"

    # What people do

    async def mention(self, text: str, person: str = "ann", thread: str = "", event: str = "") -> None:
        never(Wanted.mention)

    async def command(self, text: str, person: str = "ann") -> None:
        """Ask on the page, for there is nothing to command: most tests that command only ask."""
        await self.direct(text, person)

    async def direct(self, text: str, person: str = "ann") -> None:
        """Ask, or send what the newest page of somebody's asks them to write."""
        browser = self._browsers[person]

        async def ask() -> None:
            page = await browser.get("ask")
            field = page.css_first("form.writing input[name=awaited]")
            awaited = {"awaited": str(field.attributes["value"])} if field else {}
            self._take(await browser.post("ask", {"text": text, **awaited}), person)
            await self._receive()

        service = self._service
        assert service is not None
        task = self._start(ask())
        # Nothing else is sent before it has arrived: of two forms sent at once, either may be first.
        while not task.done() and not service.under_way:
            await asyncio.sleep(0)

    async def check(self, text: str, person: str = "ann") -> None:
        never(Wanted.check)

    async def press(self, label: str, person: str = "ann") -> None:
        if label == "Share here":
            never(Wanted.share)
        await self.settled()
        borne = [
            (shown, presses[label])
            for shown, presses in zip(reversed(self._shown), reversed(self._presses), strict=True)
            if label in presses
        ]
        assert borne, f"nobody was shown a button “{label}”"
        _, pressed = next((each for each in borne if each[0].person == person), borne[0])

        async def press() -> None:
            self._take(await self._browsers[person].post("press", {"press": pressed}), person)
            await self._receive()

        self._start(press())

    async def mark(self, text: str, person: str = "ann") -> None:
        never(Wanted.pinning)

    def channel_place(self, name: str) -> Place:
        never(Wanted.mention)
        raise AssertionError

    async def greet(self, person: str = "ann") -> None:
        page = await self._browsers[person].get("ask")
        welcome = page.css_first(".welcome")
        assert welcome is not None
        self._keep(To.asker, person, welcome, welcome.css("form button"))

    async def hand(
        self, files: Mapping[str, bytes], text: str = "", person: str = "ann", openly: bool = False
    ) -> None:
        pytest.skip("files are given on the page that adds policies, not in a conversation")

    async def unknown(self) -> None:
        page = await self._browsers["ann"].post("press", {"press": "dawn tomorrow"})
        assert page.css_first(".message") is None

    # What people see

    async def shown(self, count: int) -> Sequence[Shown]:
        async with asyncio.timeout(PATIENCE):
            while len(self._shown) < count:
                assert self._tasks, f"only {len(self._shown)} messages were shown"
                await asyncio.wait(set(self._tasks), return_when=asyncio.FIRST_COMPLETED)
        return tuple(self._shown)

    async def settled(self) -> None:
        """Wait until every page that was sent for has come back."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    def _start(self, work: object) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.ensure_future(work)  # type: ignore[arg-type]
        self._tasks.add(task)

        def over(done: asyncio.Task[None]) -> None:
            self._tasks.discard(done)
            if not done.cancelled():
                done.result()

        task.add_done_callback(over)
        return task

    def _take(self, page: LexborHTMLParser, person: str) -> None:
        """Take note of the messages that a page shows."""
        for message in page.css("article.message"):
            self._keep(To.asker, person, message, message.css("form.buttons [name=press]"))

    async def _receive(self) -> None:
        """Look at everybody's messages, and take note of those that were not there before."""
        for person, browser in self._browsers.items():
            page = await browser.get("messages")
            for message in reversed(page.css(".received article.message")):
                before = (person, message.text(deep=True))
                if before not in self._letters:
                    self._letters.add(before)
                    self._keep(To.person, person, message, message.css("form.buttons [name=press]"))

    def _keep(self, to: To, person: str, node: LexborNode, buttons: Sequence[LexborNode]) -> None:
        presses = {each.text(): str(each.attributes["value"]) for each in buttons}
        quotes = "".join(each.text(deep=True) for each in node.css(".exact"))
        text = " ".join(each.text(deep=True) for each in node.css("p, .exact"))
        self._shown.append(Shown(to, person, "console", text, quotes, tuple(presses)))
        self._presses.append(presses)
