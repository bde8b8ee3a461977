"""The service: everything between an event and its answer that is the same on every platform and takes time."""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from itertools import takewhile
from typing import TypeVar

import structlog
from tenacity import AsyncRetrying, stop_after_attempt, wait_exponential

from adapters.figures import Figures
from bot import phrases
from bot.adapter import NO_PRIVATE_WAY, Courier, Reach, Sent, Undeliverable, Unfetchable, Unfetched
from bot.composing import said
from bot.errors import ModelUnavailable, StoreUnavailable, VerificationFailed
from bot.events import Asked, Checked, Event, File, Handed
from bot.messages import Message, Said, To
from bot.outbox import Item
from bot.outcomes import IGNORED, Outcome
from bot.places import Place, Platform
from bot.reception import Reception
from bot.refusing import refused
from corpus.readers.limits import MOST_BYTES

PATIENCE = 1.5
"""Seconds after which somebody who waits is told so; the promise is three, with the delivery in it."""

GLANCE = 0.3
"""Seconds for finding out why somebody waits; beyond it they are told without a reason."""

POSTS = frozenset({"pressed", "typed"})
"""The kinds of outcome that may have put a letter into the outbox; an answer never does."""

LONGEST_FETCHING = 120.0
"""Seconds for fetching one file."""

LONGEST_SENDING = 90.0
"""Seconds for sending one letter: less than the lease that a sender has on it."""

T = TypeVar("T")


class Service:
    """Answers events: one at a time for each person, in order, and those of different people side by side.

    Answers are made in `workers` threads, by default one a core; while somebody's delivery is slow, others
    are answered. `patience` is in seconds.
    """

    def __init__(
        self, reception: Reception, figures: Figures, workers: int | None = None, patience: float = PATIENCE
    ) -> None:
        self.reception = reception
        self.figures = figures
        self.couriers: dict[Platform, Courier] = {}
        self._up: dict[Platform, bool] = {}
        self._posting = asyncio.Lock()
        self._patience = patience
        self._threads = ThreadPoolExecutor(workers or os.cpu_count() or 1, thread_name_prefix="answer")
        self._lines: dict[str, tuple[asyncio.Lock, int]] = {}
        self.under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._stopping = False
        self._known: dict[Platform, tuple[frozenset[str], frozenset[str]]] = {}
        self._log = structlog.get_logger()

    def connected(self, platform: Platform, courier: Courier | None) -> None:
        """Take note of the courier by whom the platform can be reached now, or that it cannot be."""
        up = courier is not None
        if self._up.get(platform) is not up:
            self._log.info("connected" if up else "disconnected", platform=platform)
        self._up[platform] = up
        if courier is None:
            self.couriers.pop(platform, None)
        else:
            self.couriers[platform] = courier
        self.figures.connected(platform, up)

    def is_up(self, platform: Platform) -> bool:
        """Whether the platform can be reached now."""
        return platform in self.couriers

    def workspaces(self, platform: Platform) -> frozenset[str]:
        """Give the ids of the platform's workspaces that are connected, as `refresh` last found them."""
        return self._remembered(platform)[0]

    def groups(self, platform: Platform) -> frozenset[str]:
        """Give the ids of the platform's groups that hold a role, as `refresh` last found them."""
        return self._remembered(platform)[1]

    def refresh(self, *platforms: Platform) -> None:
        """Read anew which workspaces and groups there are; it waits for the store, and so belongs into a thread."""
        directory = self.reception.directory
        for platform in platforms or Platform:
            try:
                connected = {each.workspace for each in directory.workspaces() if each.platform is platform}
                self._known[platform] = frozenset(connected), directory.groups(platform)
            except Exception as fault:
                self._log.error("reading failed", platform=platform, error=type(fault).__name__)
                self._known.setdefault(platform, (frozenset(), frozenset()))

    def _remembered(self, platform: Platform) -> tuple[frozenset[str], frozenset[str]]:
        if platform not in self._known:
            self.refresh(platform)
        return self._known[platform]

    async def handle(self, event: Event, reach: Reach, patient: bool = False) -> None:
        """Answer one event through its reach; whatever goes wrong is said, counted and logged, never raised.

        `patient`: whoever waits sees that they do, and is not told so.
        """
        platform = event.place.platform
        if self._stopping:
            if not event.person.bot:
                await self._deliver(event, reach, refused(event, phrases.STOPPING))
            return
        self.under_way += 1
        self._idle.clear()
        self.figures.waiting(platform, 1)
        begun = time.monotonic()
        try:
            outcome = await self._outcome(event, reach, patient)
            if outcome is not IGNORED:
                self.figures.answered(platform, outcome.kind, time.monotonic() - begun)
                if outcome.kind in POSTS:
                    await self.post()
        except Exception as fault:
            self._log.error("handling failed", platform=platform, error=type(fault).__name__)
            self.figures.error(platform, "unexpected")
        finally:
            self.figures.waiting(platform, -1)
            self.under_way -= 1
            if not self.under_way:
                self._idle.set()

    async def tick(self) -> None:
        """Have everything sent that has come to be due; never raises."""
        try:
            await self._threaded(self.reception.clock.tick)
        except Exception as fault:
            self._log.error("the clock failed", error=type(fault).__name__)
        await self.post()

    async def post(self) -> None:
        """Send what waits in the outbox for the platforms that can be reached; never raises."""
        try:
            async with self._posting:
                while self.couriers and await self._posted():
                    pass
        except Exception as fault:
            self._log.error("posting failed", error=type(fault).__name__)

    async def _posted(self) -> bool:
        """Send some items; False where none was waiting."""
        platforms = tuple(self.couriers)
        items = await self._threaded(lambda: self.reception.mail.take(platforms))
        for item in items:
            await self._carried(item)
        return bool(items)

    async def _carried(self, item: Item) -> None:
        """Send one item; whatever is the matter with it holds up no other."""
        platform, mail = item.place.platform, self.reception.mail
        try:
            message = await self._threaded(lambda: mail.compose(item))
            if message is None:
                await self._threaded(lambda: mail.void(item))
                return
            await self.carry(item.place, message)
        except Exception as fault:
            why = fault.why if isinstance(fault, Undeliverable) else type(fault).__name__
            self._log.warning("not sent", platform=platform, kind=item.kind, why=why)
            self.figures.delivered(platform, "undeliverable")
            doubtful = isinstance(fault, TimeoutError)
            await self._threaded(lambda: mail.failed(item, why, doubtful))
            return
        self.figures.delivered(platform, "unasked")
        # What has arrived is struck off, or it would be sent again.
        async for attempt in AsyncRetrying(
            stop=stop_after_attempt(5), wait=wait_exponential(max=5), reraise=True
        ):
            with attempt:
                await self._threaded(lambda: mail.arrived(item))

    async def _outcome(self, event: Event, reach: Reach, patient: bool) -> Outcome:
        answered = asyncio.Event()
        if patient:
            answered.set()
        async with asyncio.TaskGroup() as tasks:
            waiting = tasks.create_task(self._say_so(event, reach, answered))
            async with self._in_line(event.person.key):
                outcome = await self._met(event, reach)
                answered.set()
                # What is being said already is said to its end, and before the answer.
                await waiting
                await self._delivered(event, reach, outcome)
        return outcome

    async def _met(self, event: Event, reach: Reach) -> Outcome:
        """What comes of an event, and of each of its files, one after the other."""
        outcome = await self._tried(event, lambda: self.reception.meet(event))
        if isinstance(event, Handed):
            for file in outcome.files:
                read = await self._read(event, file, reach)
                outcome = outcome.model_copy(update={"messages": (*outcome.messages, *read.messages)})
        return outcome

    async def _read(self, event: Handed, file: File, reach: Reach) -> Outcome:
        found: bytes | Unfetched
        try:
            async with asyncio.timeout(LONGEST_FETCHING):
                found = await reach.fetch(file, MOST_BYTES)
        except Exception as fault:
            found = fault.why if isinstance(fault, Unfetchable) else Unfetched.failed
            self._log.warning("a file was not fetched", platform=event.place.platform, why=found.value)
        return await self._tried(event, lambda: self.reception.read(event, file, found))

    async def _tried(self, event: Event, call: Callable[[], Outcome]) -> Outcome:
        """What comes of a call, or that it failed."""
        try:
            return await self._threaded(call)
        except Exception as fault:
            reference = secrets.token_hex(3)
            platform = event.place.platform
            self._log.error(
                "answering failed", platform=platform, error=type(fault).__name__, reference=reference
            )
            self.figures.error(platform, _what(fault))
            return Outcome(kind="failed", messages=(self.reception.broken(event, reference),))

    @asynccontextmanager
    async def _in_line(self, person: str) -> AsyncIterator[None]:
        """Wait for this person's turn; whoever came first goes first."""
        lock, many = self._lines.get(person, (asyncio.Lock(), 0))
        self._lines[person] = (lock, many + 1)
        try:
            async with lock:
                yield
        finally:
            lock, many = self._lines.pop(person)
            if many > 1:
                self._lines[person] = (lock, many - 1)

    async def _say_so(self, event: Event, reach: Reach, answered: asyncio.Event) -> None:
        """Tell somebody who has waited long that the answer is coming, and where that is known, why it takes so long."""
        try:
            await asyncio.wait_for(answered.wait(), self._patience)
        except TimeoutError:
            building = False
            with suppress(TimeoutError):
                building = await asyncio.wait_for(asyncio.to_thread(self._building, event), GLANCE)
            sentence = phrases.INDEX_BEING_BUILT if building else phrases.LOOKING
            await self._deliver(event, reach, said(sentence), note=False)

    def _building(self, event: Event) -> bool:
        try:
            return self.reception.building(event)
        except Exception:
            # The answer itself will say what is wrong.
            return False

    async def _threaded(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, call)

    async def _delivered(self, event: Event, reach: Reach, outcome: Outcome) -> None:
        """Deliver all that comes of an event: first to others, then to the asker, who is told where nobody got it."""
        others = [each for each in outcome.messages if each.to is not To.asker]
        arrived = [await self._deliver(event, reach, each) for each in others]
        if others and not any(arrived):
            await self._threaded(lambda: self._undelivered(event))
            own = [outcome.otherwise] if outcome.otherwise else []
        else:
            own = [each for each in outcome.messages if each.to is To.asker]
        for message in own:
            await self._deliver(event, reach, message)

    def _undelivered(self, event: Event) -> None:
        try:
            self.reception.undelivered(event)
        except Exception as fault:
            # The asker is told all the same that nobody got it.
            self._log.error("not noted", platform=event.place.platform, error=type(fault).__name__)

    async def _deliver(self, event: Event, reach: Reach, message: Message, note: bool = True) -> bool:
        """Deliver one message to whom it is for; False where nobody got it.

        What is private goes by direct message where the place has no private way, and is never made public:
        with `note`, those who asked in public are told there only where the answer went.
        """
        if message.to is To.person:
            return await self._sent(
                event, "directly", message, lambda: reach.directly(message.person, message)
            )
        if message.to is To.everyone:
            place = message.place or event.place
            return await self._sent(event, "publicly", message, lambda: reach.publicly(place, message))
        if await self._sent(event, "privately", message, lambda: reach.privately(message)):
            return True
        if event.place.direct:
            return False
        return await self._instead(event, reach, message, note and isinstance(event, Asked))

    async def _instead(self, event: Event, reach: Reach, message: Message, note: bool) -> bool:
        """Send by direct message what could not be shown in the place, and say so below what must not be overlooked."""
        if not isinstance(event, (Asked, Checked)):
            return await self._sent(
                event, "directly", message, lambda: reach.directly(event.person.id, message)
            )
        urgent = [*takewhile(lambda part: isinstance(part, Said) and part.strong, message.parts)]
        parts = (*urgent, Said(text=phrases.DIRECT_INSTEAD, quiet=True), *message.parts[len(urgent) :])
        direct = message.model_copy(update={"parts": parts})
        arrived = await self._sent(event, "directly", direct, lambda: reach.directly(event.person.id, direct))
        if note:
            sentence = phrases.SENT_DIRECTLY if arrived else phrases.NOT_DELIVERED
            notice = Message(parts=(Said(text=sentence),), to=To.everyone, place=event.place)
            await self._sent(event, "publicly", notice, lambda: reach.publicly(event.place, notice))
        return arrived

    async def _sent(
        self, event: Event, how: str, message: Message, send: Callable[[], Awaitable[Sent]]
    ) -> bool:
        platform = event.place.platform
        try:
            sent = await send()
        except Exception as fault:
            why = fault.why if isinstance(fault, Undeliverable) else type(fault).__name__
            # Where there is no such way by nature, the message goes another one, and nothing is amiss.
            log = self._log.info if why == NO_PRIVATE_WAY else self._log.warning
            log("not delivered", platform=platform, how=how, why=why)
            self.figures.delivered(platform, "undeliverable")
            return False
        self.figures.delivered(platform, how)
        if message.about and sent:
            await self._threaded(lambda: self._noted(platform, message.about, sent))
        return True

    def _noted(self, platform: Platform, answer: str, sent: Sent) -> None:
        try:
            self.reception.posted(platform, answer, sent)
        except Exception as fault:
            # It was delivered; only pinning it by the platform's own gesture will do nothing.
            self._log.error("not noted", platform=platform, error=type(fault).__name__)

    async def carry(self, place: Place, message: Message) -> Sent:
        """Bring a message to a platform that no event has just come from; raises Undeliverable."""
        courier = self.couriers.get(place.platform)
        if courier is None:
            raise Undeliverable("not_connected")
        async with asyncio.timeout(LONGEST_SENDING):
            return await courier.carry(place, message)

    async def settled(self) -> None:
        """Wait until nothing is under way."""
        await self._idle.wait()

    async def stop(self, seconds: float) -> bool:
        """Take no new events, and wait at most so many seconds for those under way; False where some are left."""
        self._stopping = True
        try:
            async with asyncio.timeout(seconds):
                await self._idle.wait()
        except TimeoutError:
            return False
        finally:
            self._threads.shutdown(wait=False, cancel_futures=True)
        return True


def _what(fault: Exception) -> str:
    """What went wrong, in one word for the figures."""
    kinds = {StoreUnavailable: "store", ModelUnavailable: "encoder", VerificationFailed: "verification"}
    return next((word for kind, word in kinds.items() if isinstance(fault, kind)), "unexpected")
