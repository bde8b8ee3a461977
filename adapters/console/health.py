"""Health: what is running and what went wrong lately, the doctor, and a question to try."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from pydantic import ValidationError
from starlette.responses import Response

from adapters.console.access import Access
from adapters.console.console import said
from adapters.console.jobs import Done, Progress
from adapters.console.page import Page
from adapters.console.visit import Turned, Visit
from adapters.recent import RECENT, Trouble
from bot import composing
from bot import console_phrases as phrases
from bot.answers import LONGEST_QUESTION, Question
from bot.errors import QuothError
from bot.messages import Message
from bot.people import Role
from bot.places import CHATS
from bot.queue import OPEN
from bot.tallies import Counted, week_of
from corpus.document import Value

SHOWN = 50
"""Warnings and errors that the page shows, at most."""

WEEKS = 4
"""Weeks that the figures are of, this one included."""

PATIENCE = dt.timedelta(minutes=5)
"""How late a letter may be before it is said that it waits."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One part of the service: what it is called, whether it works, and what there is to know of it."""

    what: str
    well: bool
    said: str


class Looked(Value):
    """One thing that the doctor looked at, as far as whoever asked may see it."""

    what: str
    health: str
    said: str


class Checkup(Value):
    """What the doctor found, and when."""

    at: dt.datetime
    found: tuple[Looked, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """A question that was tried: what would be answered, from which index, and how long that took."""

    text: str
    role: Role
    message: Message
    snapshots: tuple[str, ...]
    seconds: float


def health(visit: Visit) -> Response:
    """Show what is running, the figures, and what went wrong lately."""
    return _shown(visit)


def examine(visit: Visit) -> Response:
    """Have the doctor look at everything; it asks the platforms who we are, which takes a while."""
    # Imported where it is needed: it knows everything that serves, this page included.
    from adapters.doctor import Finding, examined

    desk, directory, at = visit.desk, visit.cabinet.directory, visit.now
    operator, short, who, console = visit.person.operator, visit.short, visit.who, visit.console

    def seen(each: Finding) -> Looked:
        hidden = not operator and each.organisation != short
        sentence = phrases.MACHINE_FINDING[each.health.value] if hidden else each.said
        return Looked(what=each.what, health=each.health.value, said=sentence)

    def work(_progress: Progress) -> Done:
        # Of other organisations nobody else learns, not even that there are any.
        everything = [
            each for each in examined(desk, directory) if operator or each.organisation in ("", short)
        ]
        found = console.findings.keep(who, short, Checkup(at=at, found=tuple(map(seen, everything))))
        return Done(visit.href("health", found=found) + "#doctor")

    return visit.work(phrases.EXAMINING, visit.href("health"), work)


def repair(visit: Visit) -> Response:
    """Put in order what can be: damaged indexes are written anew."""
    from adapters.doctor import Health, repaired

    desk, at, short, who, console = visit.desk, visit.now, visit.short, visit.who, visit.console

    def work(progress: Progress) -> Done:
        done = tuple(
            Looked(what=each.what, health=each.health.value, said=each.said)
            for each in repaired(desk, progress)
        ) or (Looked(what="indexes", health=Health.well.value, said=phrases.NOTHING_TO_REPAIR),)
        found = console.findings.keep(who, short, Checkup(at=at, found=done))
        return Done(visit.href("health", found=found) + "#doctor", phrases.REPAIRED)

    return visit.work(phrases.REPAIRING, visit.href("health"), work)


def ask(visit: Visit) -> Response:
    """Answer a question as a trial: nothing of it is kept or counted."""
    text, role = visit.field("text"), visit.field("role", 20)
    if role not in set(Role):
        raise Turned(422, phrases.CHOOSE_ROLE)
    if not text.strip():
        return _shown(visit, text=text, role=Role(role), fault=phrases.NOTHING_TYPED, status=422)
    try:
        question = Question(text=text, organisation=visit.short, asker=Role(role))
    except ValidationError:
        fault = phrases.TOO_LONG.format(most=f"{LONGEST_QUESTION:,}")
        return _shown(visit, text=text, role=Role(role), fault=fault, status=422)
    begun = time.monotonic()
    try:
        card = visit.desk.ask(question)
    except QuothError as broken:
        return _shown(visit, text=text, role=Role(role), fault=said(broken), status=409)
    seconds = time.monotonic() - begun
    # Without buttons: there is nothing kept that they could work on.
    message = composing.answer(card, visit.place).model_copy(update={"buttons": ()})
    snapshots = tuple(filter(None, (card.snapshot, *card.above)))
    return _shown(
        visit, text=text, role=Role(role), tried=Tried(text, Role(role), message, snapshots, seconds)
    )


def _shown(
    visit: Visit,
    text: str = "",
    role: Role = Role.staff,
    fault: str = "",
    tried: Tried | None = None,
    status: int = 200,
) -> Response:
    checkup = visit.console.findings.get(visit.query("found"), visit.who, visit.short, Checkup)
    return visit.render(
        "health.html",
        status,
        standings=_standings(visit),
        figures=_figures(visit),
        troubles=_troubles(visit),
        since=RECENT.since,
        version=_version(),
        checkup=checkup,
        words=phrases.HEALTH,
        asked=text,
        asker=role,
        roles={each: phrases.ROLES[each] for each in Role},
        fault=fault,
        tried=tried,
    )


def _standings(visit: Visit) -> list[Standing]:
    """How each part stands, as far as it can be told at once."""
    service, organisation = visit.console.service, visit.organisation
    connected = {each.platform for each in visit.cabinet.directory.workspaces(visit.short)}
    found = [Standing(phrases.CONSOLE_PART, True, phrases.SHOWS_THIS)]
    for each in CHATS:
        if each in connected or service.is_up(each):
            up = service.is_up(each)
            found.append(
                Standing(phrases.PLATFORMS[each], up, phrases.REACHED if up else phrases.NOT_REACHED)
            )
    found.append(Standing(phrases.STORE_PART, True, phrases.CAN_BE_READ))
    try:
        found.append(Standing(phrases.ENCODER_PART, True, visit.desk.encoder.name))
    except QuothError:
        # Its own sentence may name folders of the machine.
        found.append(Standing(phrases.ENCODER_PART, False, phrases.ENCODER_AWAY))
    if organisation.snapshot is None:
        found.append(Standing(phrases.INDEX_PART, False, phrases.NOTHING_PUBLISHED))
    else:
        ready = visit.desk.ready(organisation)
        sentence = phrases.INDEX_OPEN if ready else phrases.INDEX_NOT_OPEN
        found.append(Standing(phrases.INDEX_PART, True, sentence.format(snapshot=organisation.snapshot)))
    return found


def _figures(visit: Visit) -> list[tuple[str, int]]:
    """What was asked lately, and what waits."""
    cabinet, short, now = visit.cabinet, visit.short, visit.now
    since = week_of(now) - dt.timedelta(weeks=WEEKS - 1)
    times: Counter[Counted] = Counter()
    for each in cabinet.tallies.since(short, since):
        times[each.kind] += each.times
    waiting = cabinet.outbox.waiting(short)
    late = sum(each.due_at < now - PATIENCE for each in waiting)
    return [
        (phrases.FIGURE_ANSWERED, times[Counted.quoted] + times[Counted.pinned]),
        (phrases.FIGURE_SILENT, times[Counted.silent]),
        (phrases.FIGURE_WAITING, len(cabinet.queue.all(short, OPEN))),
        (phrases.FIGURE_LETTERS, len(waiting) - late),
        (phrases.FIGURE_LATE, late),
        (phrases.FIGURE_UNDELIVERED, cabinet.outbox.undelivered(short, now - dt.timedelta(weeks=WEEKS))),
    ]


def _troubles(visit: Visit) -> list[Trouble]:
    """What went wrong lately and concerns nobody else: nobody sees another organisation's name or workspaces."""
    mine = {each.workspace for each in visit.cabinet.directory.workspaces(visit.short)} | {"", visit.short}
    found = (
        each
        for each in RECENT.newest()
        if visit.person.operator or (each.organisation in ("", visit.short) and each.workspace in mine)
    )
    return [each for each, _ in zip(found, range(SHOWN), strict=False)]


def _version() -> str:
    try:
        return version("quoth")
    except PackageNotFoundError:
        return ""


PAGES = (
    Page("GET", "/o/{organisation}/health", Access.admin, health),
    Page("POST", "/o/{organisation}/health/examine", Access.admin, examine),
    Page("POST", "/o/{organisation}/health/repair", Access.operator, repair),
    Page("POST", "/o/{organisation}/health/ask", Access.admin, ask),
)
