"""Adding policies: files become drafts, and where nobody knows whose revision one is, somebody is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from adapters.console.access import Access
from adapters.console.console import MOST_SENT, said
from adapters.console.jobs import Done, Progress
from adapters.console.page import Page
from adapters.console.received import Batch, Received, received
from adapters.console.visit import Turned, Upload, Visit
from bot import console_phrases as phrases
from bot.errors import QuothError
from bot.filing import Added
from bot.handing import Handing
from bot.policy_lines import standing
from bot.records import Revision, State
from bot.shelf import Waiting

OWN = "own"
"""What is chosen for a file that is a policy of its own."""

REVISION = "revision:"
"""What the short name of a policy stands behind that a file was chosen to revise."""

MOST_SHOWN = 30
"""Drafts, and policies of another state, that stand on the page of policies; the page of revisions has them all."""


@dataclass(frozen=True, slots=True)
class Waits:
    """What an admin sees of the organisation's own policies beside those in force."""

    drafts: tuple[Revision, ...]
    scheduled: tuple[Revision, ...]
    withdrawn: tuple[Revision, ...]
    unsure: tuple[Waiting, ...]
    known: tuple[Revision, ...]
    """One revision of every policy, by title."""

    @property
    def most(self) -> int:
        """How many of each are shown."""
        return MOST_SHOWN


def waits(visit: Visit) -> Waits:
    """What waits, comes on a later day or was withdrawn, and the policies that a file may revise."""
    found = standing(visit.desk.store, visit.short)

    def of(state: State) -> tuple[Revision, ...]:
        return tuple(each for each in found if each.state is state)

    known = {each.policy: each for each in sorted(found, key=lambda each: each.state is State.published)}
    return Waits(
        drafts=of(State.draft),
        scheduled=of(State.scheduled),
        withdrawn=of(State.withdrawn),
        unsure=_unsure(visit),
        known=tuple(sorted(known.values(), key=lambda each: each.title.casefold())),
    )


def form(visit: Visit) -> Response:
    """Show the form for files by itself."""
    return _form(visit)


def add(visit: Visit) -> Response:
    """Read the files that were sent one by one, each to a draft; a bad one costs no other."""
    wanted, files = visit.field("policy", 300), visit.uploads
    if not files:
        return _form(visit, phrases.NO_FILES, wanted)
    policies = {each.policy for each in standing(visit.desk.store, visit.short)}
    policy = wanted.removeprefix(REVISION)
    if wanted not in ("", OWN) and (policy == wanted or policy not in policies):
        return _form(visit, phrases.NO_SUCH_POLICY, "")
    if len(files) > 1 and wanted not in ("", OWN):
        return _form(visit, phrases.ONE_FILE, wanted)
    title = phrases.READING_ONE.format(name=files[0].name) if len(files) == 1 else phrases.READING
    return visit.work(title, visit.href("policies"), lambda progress: _read(visit, files, wanted, progress))


def _read(visit: Visit, files: Sequence[Upload], wanted: str, progress: Progress) -> Done:
    batch = Batch()
    for at, file in enumerate(files):
        progress(at, len(files))
        batch.files.append(_received(visit, file, wanted))
    id = visit.console.findings.keep(visit.who, visit.short, batch)
    return Done(visit.href("policies", "added", id))


def _received(visit: Visit, file: Upload, wanted: str) -> Received:
    handing, short = _handing(visit), visit.short
    policy = handing.unused(short, file.name) if wanted == OWN else wanted.removeprefix(REVISION) or None
    try:
        added, waits = handing.added(short, file.name, file.data, policy, visit.who)
    except QuothError as fault:
        return Received(name=file.name, problem=said(fault))
    if waits:
        asked = next((each for each in _unsure(visit) if each.id == waits), None)
        return Received(name=file.name, asked=asked)
    return _told(visit, added)


def _told(visit: Visit, added: Added) -> Received:
    title = _handing(visit).title(visit.short, added.document) if added.document else ""
    return received(added, title)


def added(visit: Visit) -> Response:
    """Show what became of each file that was sent."""
    batch = visit.console.findings.get(visit.path("batch"), visit.who, visit.short, Batch)
    if batch is None:
        raise Turned(404, phrases.BATCH_GONE)
    return visit.render("added.html", batch=batch, id=visit.path("batch"))


def unsure(visit: Visit) -> Response:
    """Show the files of which nobody has said yet whose revision they are."""
    return visit.render("unsure.html", files=_unsure(visit))


def decide(visit: Visit) -> Response:
    """Keep a file that waits as what somebody says it is, or drop it."""
    id, meant, batch = visit.path("file"), visit.field("is", 20), visit.field("batch", 40)
    file = next((each for each in _unsure(visit) if each.id == id), None)
    if file is None:
        raise Turned(404, phrases.FILE_GONE)
    if meant not in ("revision", OWN, "dropped"):
        raise Turned(422, phrases.SAY_WHAT_IT_IS)
    if meant == "dropped":
        _handing(visit).shelf.drop(id)
        dropped = Received(name=file.name, dropped=True)
        return visit.redirect(
            _answered(visit, batch, file, dropped), phrases.FILE_DROPPED.format(name=file.name)
        )
    title = phrases.READING_ONE.format(name=file.name)
    back = visit.href("policies", "unsure")
    return visit.work(title, back, lambda _progress: _decided(visit, file, meant == OWN, batch))


def _decided(visit: Visit, file: Waiting, alone: bool, batch: str) -> Done:
    added = _handing(visit).decided(visit.short, file.id, alone, visit.who)
    if added is None:
        return Done(visit.href("policies", "unsure"), phrases.FILE_GONE)
    return Done(_answered(visit, batch, file, _told(visit, added)))


def _answered(visit: Visit, batch: str, file: Waiting, became: Received) -> str:
    """Where it is told what became of a file, beside the others that were sent with it where that is known still."""
    findings = visit.console.findings
    known = findings.get(batch, visit.who, visit.short, Batch)
    if known is not None:
        known.answered(file.id, became)
        return visit.href("policies", "added", batch)
    if became.dropped:
        return visit.href("policies", "unsure") if _unsure(visit) else visit.href("policies")
    return visit.href("policies", "added", findings.keep(visit.who, visit.short, Batch([became])))


def _unsure(visit: Visit) -> tuple[Waiting, ...]:
    return _handing(visit).shelf.waiting(visit.short, visit.now)


def _handing(visit: Visit) -> Handing:
    return visit.console.service.reception.handing


def _form(visit: Visit, fault: str = "", wanted: str = "") -> Response:
    shown = {"waits": waits(visit), "fault": fault, "wanted": wanted}
    return visit.render("adding.html", 422 if fault else 200, **shown)


PAGES = (
    Page("GET", "/o/{organisation}/policies/add", Access.admin, form),
    Page("POST", "/o/{organisation}/policies/add", Access.admin, add, MOST_SENT),
    Page("GET", "/o/{organisation}/policies/added/{batch}", Access.admin, added),
    Page("GET", "/o/{organisation}/policies/unsure", Access.admin, unsure),
    Page("POST", "/o/{organisation}/policies/unsure/{file}", Access.admin, decide),
)
