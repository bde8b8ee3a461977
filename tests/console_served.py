"""A console to test with: a school that has published and another one, behind a real socket, and visitors of every kind."""

from __future__ import annotations

import asyncio
import atexit
import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from selectolax.lexbor import LexborHTMLParser
from starlette.types import ASGIApp

from adapters.console.adapter import Letterbox
from adapters.console.console import COOKIE, MOST_SENT, Console
from adapters.console.offering import offered
from adapters.console.tokens import masked
from adapters.figures import Figures
from adapters.service import Service
from adapters.web import Listening, Web, bound
from bot.desk import Desk
from bot.directory import Directory
from bot.history import History
from bot.limits import Limits
from bot.members import holder
from bot.people import Office, Role
from bot.places import OPERATOR, Person, Platform
from bot.reception import Reception
from bot.sessions import CONSOLE, Session
from bot.signing import Links
from tests.houses import SHORT, copied
from tests.houses import desk as house_desk

OTHER = "other-school"

PEOPLE: dict[str, Person] = {
    "staff": Person(platform=Platform.slack, id="UANN", name="Ann", workspaces=("T0",)),
    "learner": Person(platform=Platform.slack, id="ULEARNER", name="Lee", workspaces=("T2",)),
    "lead": Person(platform=Platform.slack, id="ULEAD", name="Lena", workspaces=("T0",)),
    "deputy": Person(platform=Platform.slack, id="UDEPUTY", name="Dev", workspaces=("T0",)),
    "admin": Person(platform=Platform.slack, id="UADMIN", name="Amir", workspaces=("T0",)),
    "second": Person(platform=Platform.slack, id="USECOND", name="Sue", workspaces=("T0",)),
    "web lead": Person(platform=Platform.console, id="lead@larkmere.example", name="Wes"),
    "web staff": Person(platform=Platform.console, id="ann@larkmere.example", workspaces=(SHORT,)),
    "outsider": Person(platform=Platform.slack, id="UOUT", name="Olga", workspaces=("T1",)),
    "operator": Person(platform=Platform.console, id=f"{OPERATOR}root", name="root"),
}
"""Visitors by what they are to the trust; "outsider" leads and keeps the policies of another school; "second" is an admin too."""


@dataclass
class Visitor:
    """Somebody with a browser: `get` and `post` take paths below the console."""

    client: httpx.Client
    session: Session | None

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.client.get(f"{CONSOLE}{path}", headers=headers)

    def post(
        self, path: str, data: dict[str, Any] | None = None, files: Any = None, csrf: bool = True
    ) -> httpx.Response:
        token = {"csrf": masked(self.session.csrf)} if csrf and self.session else {}
        return self.client.post(f"{CONSOLE}{path}", data={**token, **(data or {})}, files=files)

    def follow(self, response: httpx.Response, most: int = 200) -> httpx.Response:
        """Go where a response leads, past the page of a job, which is asked again until the job is over."""
        for _ in range(most):
            if response.is_redirect:
                response = self.client.get(response.headers["Location"])
            elif 'hx-trigger="every' in response.text:
                response = self.client.get(str(response.url))
            else:
                return response
        raise AssertionError("it leads nowhere")


@dataclass
class Consoled:
    """The console of a house, listening; `at` is its address without a path."""

    desk: Desk
    directory: Directory
    service: Service
    console: Console
    at: str = ""
    clients: list[httpx.Client] = field(default_factory=list)

    def session(self, who: str) -> tuple[str, Session]:
        return self.console.sessions.begin(PEOPLE[who], self.console.cabinet.now(), 12)

    def visitor(self, who: str = "") -> Visitor:
        """A visitor who has signed in, or a stranger."""
        client = httpx.Client(
            base_url=self.at, timeout=60, verify=False
        )  # it is never asked for a certificate
        self.clients.append(client)
        if not who:
            return Visitor(client, None)
        key, session = self.session(who)
        client.cookies.set(COOKIE, key)
        return Visitor(client, session)


@cache
def _house() -> TemporaryDirectory[str]:
    """A house that is made once for all tests of a process."""
    made = TemporaryDirectory(prefix="house-")
    atexit.register(made.cleanup)
    house_desk(Path(made.name)).store.close()
    return made


@contextmanager
def consoled(home: Path, **settings: object) -> Iterator[Consoled]:
    """The console over a copy of a house, while it is entered. Shown are its real pages, behind a real socket."""
    held = copied(Path(_house().name), home)
    if settings:
        held.settings = held.settings.model_copy(update=settings)
    with over(held) as made:
        yield made


@contextmanager
def over(held: Desk) -> Iterator[Consoled]:
    """The console over a desk at which the trust has published, and another school."""
    directory = Directory(held.store.database)
    directory.connect(SHORT, Platform.slack, "T0")
    directory.connect(SHORT, Platform.slack, "T2", Role.learner)
    directory.connect(OTHER, Platform.slack, "T1")
    for office, who in (
        (Office.lead, "lead"),
        (Office.deputy, "deputy"),
        (Office.admin, "admin"),
        (Office.admin, "second"),
        (Office.lead, "web lead"),
    ):
        directory.appoint(SHORT, holder(office, PEOPLE[who].key))
    for office in Office:
        directory.appoint(OTHER, holder(office, PEOPLE["outsider"].key))
    with served(held, directory) as made:
        yield made


@contextmanager
def served(held: Desk, directory: Directory) -> Iterator[Consoled]:
    """The console over a desk, with nothing in it but what is there already."""
    database = held.store.database
    limits = Limits(1_000, 100_000)
    reception = Reception(held, directory, History(database), limits, lambda _short, _quote: "")
    figures = Figures()
    service = Service(reception, figures, workers=2)
    service.connected(Platform.console, Letterbox())
    console = Console(service, held.settings)
    web = Web(held.store, Links("s" * 40, 7, ""), figures, dict, 30)
    web.offer(partial(offered, console))
    web.mount(CONSOLE, console.app, MOST_SENT)
    made = Consoled(held, directory, service, console)
    with listening(web.app) as port:
        made.at = f"http://127.0.0.1:{port}"
        try:
            yield made
        finally:
            for each in made.clients:
                each.close()


@contextmanager
def listening(app: ASGIApp) -> Iterator[int]:
    """A server in a thread of its own, so that tests and browsers may wait for it; gives its port."""
    ready: threading.Event = threading.Event()
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    taken = bound("127.0.0.1", 0)

    async def run() -> None:
        async with Listening(app, taken):
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()), name="console")
    thread.start()
    try:
        assert ready.wait(20)
        yield taken.getsockname()[1]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(30)
        loop.close()


def text_of(response: httpx.Response, selector: str = "main") -> str:
    """What a page says there, white space collapsed."""
    found = LexborHTMLParser(response.text).css_first(selector)
    assert found is not None, selector
    return " ".join(found.text(deep=True).split())


def moment() -> dt.datetime:
    """Now."""
    return dt.datetime.now(dt.UTC)
