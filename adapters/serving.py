"""Serving: every configured platform and the web server in one process, until it is told to stop."""

from __future__ import annotations

import asyncio
import datetime as dt
import signal
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import Any

import structlog
from tenacity import AsyncRetrying, retry_if_not_exception_type, wait_exponential_jitter

from adapters.console.adapter import Letterbox
from adapters.console.console import MOST_SENT, Console
from adapters.console.offering import offered
from adapters.console.provider import Provider
from adapters.figures import Figures
from adapters.routes import Routes
from adapters.service import Service
from adapters.web import Web, serve
from bot.adapter import Adapter
from bot.answers import Quote
from bot.credentials import Credentials
from bot.database import Database
from bot.desk import Desk
from bot.directory import Directory
from bot.errors import PlatformNotInstalled, QuothError, WrongSetting
from bot.history import History
from bot.limits import Limits
from bot.lines import StoredLines
from bot.places import Platform
from bot.reception import Reception
from bot.sessions import CONSOLE, Sessions
from bot.settings import Settings
from bot.signing import ClauseLink, Links, secret_of

FINISH = 20.0
"""Seconds that answers under way are given when it is told to stop."""

LEAVE = 10.0
"""Seconds that the platforms are given after that, before what still hangs is given up."""

LONGEST_WAIT = 60.0
"""Seconds between two attempts to reach a platform, at most."""

SWEEP = 60.0
"""Seconds between two sweeps of conversations that are over, and two looks at who is connected."""

CLOCK = 3.0
"""Seconds between two looks at what has come to be due."""

TIDY = 6 * 60 * 60.0
"""Seconds between two sweeps of answers that are too old."""

log = structlog.get_logger()


class Serving:
    """Everything that `quoth serve` runs, over one desk and for some platforms.

    Raises WrongSetting for a setting or secret that is missing or cannot be used, and PlatformNotInstalled.
    """

    def __init__(
        self, desk: Desk, directory: Directory, credentials: Credentials, platforms: Iterable[Platform]
    ) -> None:
        settings = self.settings = desk.settings
        self.desk = desk
        self.figures = Figures()
        self.history = History(desk.store.database)
        signing = secret_of(settings.home, credentials)
        links = Links(signing, settings.link_days, settings.public_url)
        limits = Limits(settings.person_limit, settings.workspace_limit)

        def address(organisation: str, quote: Quote) -> str:
            span = quote.words.span
            holder = quote.whose.short if quote.whose else organisation
            return links.url(
                ClauseLink(organisation=holder, document_id=quote.document_id, start=span.start, end=span.end)
            )

        self.address = address
        reception = Reception(desk, directory, self.history, limits, address)
        self.service = Service(reception, self.figures)
        self.web = Web(desk.store, links, self.figures, self.ready, settings.answer_days)
        self.console: Console | None = None
        if settings.console:
            provider = Provider.of(settings, credentials, signing)
            self.console = Console(self.service, settings, provider=provider)
            self.web.offer(partial(offered, self.console))
            # A proxy may hand on the path of the public address, or take it away.
            for path in dict.fromkeys((CONSOLE, self.console.at(""))):
                self.web.mount(path, self.console.app, MOST_SENT)
        database = desk.store.database
        self.adapters = {each: adapter(each, credentials, settings, self.web, database) for each in platforms}
        self._warm = False

    def ready(self) -> Mapping[str, bool]:
        """Whether the store can be read, the encoder is open, and each platform is connected."""
        try:
            self.desk.store.organisations()
            stored = True
        except QuothError:
            stored = False
        up = {platform.value: self.service.is_up(platform) for platform in self.adapters}
        return {"store": stored, "encoder": self._warm, **up}

    async def run(
        self, stop: asyncio.Event | None = None, began: Callable[[int], None] = lambda _port: None
    ) -> None:
        """Serve until `stop` is set, or SIGTERM or SIGINT comes; answers under way are finished first.

        `began` is called, in a thread, once the web server answers on a port.

        A platform that refuses its secrets is named and left out. Raises its WrongSetting where no other
        platform is left.
        """
        stop = stop or _signalled()
        async with serve(self.web, self.settings.host, self.settings.port) as listening:
            log.info("serving", port=listening.port)
            await asyncio.to_thread(began, listening.port)
            if self.settings.teams_development and Platform.teams in self.adapters:
                log.warning("development, tokens are not checked", platform=Platform.teams)
            chores = (self._warmed(), self._tidied(), self._swept(), self._clocked())
            tasks = [asyncio.create_task(chore) for chore in chores]
            if self.console is not None:
                self.service.connected(Platform.console, Letterbox())
            running = {each: asyncio.create_task(self._kept_up(each)) for each in self.adapters}
            stopped = asyncio.create_task(stop.wait())
            try:
                await self._until(stopped, set(running.values()))
            finally:
                log.info("stopping", count=self.service.under_way)
                await self.service.stop(FINISH)
                await _ended((*tasks, *running.values(), stopped))
        log.info("stopped")

    async def _until(self, stopped: asyncio.Task[bool], running: set[asyncio.Task[None]]) -> None:
        """Wait until it is told to stop; raises what ended the last platform where none is left, nor a console."""
        if self.console is not None and not running:
            await stopped
        while running:
            done, _ = await asyncio.wait({stopped, *running}, return_when=asyncio.FIRST_COMPLETED)
            if stopped in done:
                return
            running -= done
            for task in done:
                if not running:
                    task.result()

    async def _kept_up(self, platform: Platform) -> None:
        """Run one platform's adapter, again and again with growing pauses where it fails for a while."""
        attempts = AsyncRetrying(
            retry=retry_if_not_exception_type((QuothError, asyncio.CancelledError)),
            wait=wait_exponential_jitter(initial=1, max=LONGEST_WAIT),
            before_sleep=lambda state: self._down(platform, state.outcome),
            reraise=True,
        )
        try:
            async for attempt in attempts:
                with attempt:
                    await self.adapters[platform].run(self.service)
        except WrongSetting as fault:
            self._down(platform)
            log.error("refused", platform=platform, setting=str(fault.about["setting"]))
            raise

    def _down(self, platform: Platform, failed: Future[Any] | None = None) -> None:
        fault = failed.exception() if failed else None
        self.service.connected(platform, None)
        self.figures.error(platform, "connection")
        if fault is not None:
            log.warning("not connected", platform=platform, error=type(fault).__name__)

    async def _warmed(self) -> None:
        """Open the encoder, every index and what compares questions with pins before they are asked for."""
        try:
            await asyncio.to_thread(lambda: self.desk.encoder)
            self._warm = True
            for organisation in await asyncio.to_thread(self.desk.store.organisations):
                with suppress(QuothError):
                    await asyncio.to_thread(self.desk.snapshot, organisation)
                    await asyncio.to_thread(self.desk.warm, organisation)
        except QuothError as fault:
            log.error("not ready", error=type(fault).__name__)

    async def _tidied(self) -> None:
        """Forget answers that are too old, now and every few hours."""
        while True:
            try:
                now = dt.datetime.now(dt.UTC)
                count = await asyncio.to_thread(self.service.reception.mail.tidy, now)
                await asyncio.to_thread(Sessions(self.desk.store.database).tidy, now)
                log.info("tidied", count=count)
            except QuothError as fault:
                log.error("not tidied", error=type(fault).__name__)
            await asyncio.sleep(TIDY)

    async def _clocked(self) -> None:
        """Send what has come to be due, every few seconds; what somebody's press put there is sent at once."""
        while True:
            await self.service.tick()
            await asyncio.sleep(CLOCK)

    async def _swept(self) -> None:
        """Look up who is connected, and forget the turns of conversations that are over, every minute."""
        while True:
            await asyncio.to_thread(self.service.refresh)
            self.service.reception.turns.sweep()
            await asyncio.sleep(SWEEP)


def adapter(
    platform: Platform,
    credentials: Credentials,
    settings: Settings,
    web: Routes,
    database: Database | None = None,
) -> Adapter[Any]:
    """The adapter of a platform; only that platform's SDK is imported. Raises PlatformNotInstalled.

    With a `database` it remembers there what it needs to write unasked after a restart.
    """
    try:
        module = import_module(f"adapters.{platform}")
    except ModuleNotFoundError as fault:
        if (fault.name or "").split(".")[0] in ("adapters", "bot", "index", "corpus"):
            raise
        raise PlatformNotInstalled(platform=platform, package=fault.name or "") from None
    make = getattr(module, f"{platform.capitalize()}Adapter")
    given: tuple[Any, ...] = (credentials, settings)
    if platform is not Platform.discord:
        given = (*given, web)
    if platform is Platform.teams and database is not None:
        given = (*given, StoredLines(database, platform))
    made: Adapter[Any] = make(*given)
    return made


async def _ended(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """End tasks, and leave behind those that do not end in time."""
    for task in (cancelled := list(tasks)):
        task.cancel()
    ended, hanging = await asyncio.wait(cancelled, timeout=LEAVE)
    await asyncio.gather(*ended, return_exceptions=True)
    if hanging:
        log.warning("given up", count=len(hanging))


def _signalled() -> asyncio.Event:
    """An event that SIGTERM or SIGINT sets."""
    told = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, told.set)
    return told
