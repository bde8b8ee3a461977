"""Jobs: what takes longer than a page may, done in a thread while its page shows how far it is."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from cachetools import TTLCache

from bot.errors import QuothError

KEPT_SECONDS = 15 * 60
"""Seconds for which it is known what became of a job."""

MOST = 1_000
"""Jobs that are known at once."""

MOST_AT_ONCE = 5
"""Jobs of one person that may be under way at the same time."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a job: where to go on, and a sentence that is shown there."""

    href: str
    told: str = ""


Progress = Callable[[int, int], None]
Work = Callable[[Progress], Done]


@dataclass
class Job:
    """Something under way for one person: how much is done, of how much, and in the end what came of it.

    `back` is where somebody goes on for whom it failed. `fault` is a sentence that may be shown.
    """

    person: str
    organisation: str
    title: str
    back: str
    id: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    done: int = 0
    of: int = 0
    ended: Done | None = None
    fault: QuothError | None = None
    broken: str = ""
    over: threading.Event = field(default_factory=threading.Event)

    def moved(self, done: int, of: int) -> None:
        """Take note of how far it is."""
        self.done, self.of = done, of


class Jobs:
    """The jobs of this process; safe to share between threads."""

    def __init__(self) -> None:
        self._known: TTLCache[str, Job] = TTLCache(MOST, KEPT_SECONDS)
        self._lock = threading.Lock()

    def start(self, job: Job, work: Work) -> bool:
        """Do a job in a thread of its own; what goes wrong is kept for its page. False where its person has too many."""
        with self._lock:
            mine = (each for each in self._known.values() if each.person == job.person)
            if sum(not each.over.is_set() for each in mine) >= MOST_AT_ONCE:
                return False
            self._known[job.id] = job
        threading.Thread(target=_done, args=(job, work), name="job", daemon=False).start()
        return True

    def get(self, id: str, person: str, organisation: str) -> Job | None:
        """The job of that id, if it is this person's in this organisation."""
        with self._lock:
            job = self._known.get(id)
        return job if job and (job.person, job.organisation) == (person, organisation) else None


def _done(job: Job, work: Work) -> None:
    try:
        job.ended = work(job.moved)
    except QuothError as fault:
        job.fault = fault
    except Exception as fault:
        job.broken = secrets.token_hex(4)
        structlog.get_logger().error("a job failed", error=type(fault).__name__, reference=job.broken)
    finally:
        job.over.set()
