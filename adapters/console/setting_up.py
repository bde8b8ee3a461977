"""Setting up: from an empty console to the first answer, one step after the other; what is done stays done."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from pydantic import ValidationError
from starlette.responses import Response

from adapters.console.access import Access
from adapters.console.adapter import Shown, Submitted
from adapters.console.asking import is_disclosure
from adapters.console.console import MOST_SENT, said
from adapters.console.jobs import Done, Progress
from adapters.console.page import Page
from adapters.console.received import Batch, Received, received
from adapters.console.set_up_steps import Step, chats, steps
from adapters.console.signed_in import not_yet
from adapters.console.visit import Turned, Upload, Visit
from bot import console_phrases as phrases
from bot import samples
from bot.answers import LONGEST_QUESTION
from bot.approving import Approvals, plan_of
from bot.errors import ApprovalNeeded, BadName, CheckFailed, NothingToPublish, QuothError
from bot.members import holder
from bot.messages import Message
from bot.moving import Confirmed
from bot.people import Contact, Office
from bot.places import OPERATOR, Platform
from bot.records import slug

DSL = "Designated safeguarding lead"
"""Whom an organisation names first."""


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody typed at a step that did not work, and why it did not."""

    step: str = ""
    fault: str = ""
    fields: dict[str, str] = field(default_factory=dict)


def begin(visit: Visit) -> Response:
    """Show which organisations there are and how far each is, and how to begin with another."""
    return _begin(visit)


def organisation(visit: Visit) -> Response:
    """Make an organisation of this name; where it is there already, nothing is changed."""
    name = " ".join(visit.field("name", 300).split())
    try:
        slug(name)
    except BadName as fault:
        return _begin(visit, name, str(fault) if name else phrases.NAME_IT)
    there = visit.desk.store.organisation(name)
    made = there or visit.desk.store.create_organisation(name, visit.who)
    told = phrases.ORGANISATION_THERE if there else phrases.ORGANISATION_MADE
    return visit.redirect(visit.console.at(f"/o/{made.short}/set-up"), told.format(name=made.name))


def load_samples(visit: Visit) -> Response:
    """Load the samples, and go on at the first page."""

    def work(progress: Progress) -> Done:
        with samples.folders() as found:
            for each in found:
                samples.load(visit.desk, each, visit.who, progress)
        return Done(visit.console.at("/"), phrases.SAMPLES_LOADED)

    return visit.work(phrases.LOADING_SAMPLES, visit.console.at("/set-up"), work)


def line(visit: Visit) -> Response:
    """Show the steps of an organisation: what is done, and what comes next."""
    return _line(visit)


def contact(visit: Visit) -> Response:
    """Set whom people are sent to; again for the same role, in place of whoever held it."""
    typed = {name: " ".join(visit.field(name, 2_000).split()) for name in ("role", "name", "reach")}
    try:
        made = Contact.model_validate(typed)
    except ValidationError:
        why = phrases.NO_ROLE_TYPED if not typed["role"] else phrases.CONTACT_TOO_LONG
        return _line(visit, Given("contacts", why, typed))
    visit.desk.store.set_contact(visit.short, made, visit.who)
    return visit.redirect(visit.href("set-up"), phrases.CONTACT_SET.format(role=made.role))


def policies(visit: Visit) -> Response:
    """Read the files that were sent, each to a draft; a bad one costs no other."""
    files = visit.uploads
    if not files:
        return _line(visit, Given("policies", phrases.NO_FILES))
    back = visit.href("set-up")

    def work(progress: Progress) -> Done:
        batch = Batch()
        for at, each in enumerate(files):
            progress(at, len(files))
            batch.files.append(_read(visit, each))
        return Done(visit.href("set-up", read=visit.console.findings.keep(visit.who, visit.short, batch)))

    return visit.work(phrases.READING, back, work)


def publish(visit: Visit) -> Response:
    """Put the drafts in force that were shown, if they pass the organisation's own questions."""
    back, now = visit.href("set-up"), visit.now
    exactly = visit.field("exactly", 100)

    def work(progress: Progress) -> Done:
        gate = Confirmed(visit.desk, Approvals(visit.cabinet).letters, exactly)
        try:
            done = gate.publish(visit.short, visit.who, now, progress).published
        except ApprovalNeeded as fault:
            return Done(back, said(fault))
        except CheckFailed as fault:
            return Done(visit.href("revisions"), said(fault))
        return Done(back, phrases.IN_FORCE if done.publication else phrases.IN_FORCE_ALREADY)

    return visit.work(phrases.PUBLISHING, back, work)


async def ask(visit: Visit) -> Response:
    """Ask a question, and show its answer right there."""
    text = visit.field("text").strip()
    if not text or len(text) > LONGEST_QUESTION:
        why = phrases.TOO_LONG.format(most=f"{LONGEST_QUESTION:,}") if text else phrases.WRITE_SOMETHING
        return await asyncio.to_thread(_line, visit, Given("ask", why, {"text": text}))
    event = visit.console.adapter(visit).read(Submitted(visit.person, visit.place, text=text))
    if event is None:
        raise Turned(404)
    reach = Shown(event.person, event.place, visit.console.service.carry)
    await visit.console.service.handle(event, reach, patient=True)
    # No page repeats what discloses a risk.
    answer = tuple(reach.messages)
    asked = {} if is_disclosure(answer) else {"asked": text}
    return await asyncio.to_thread(_line, visit, Given("ask", fields=asked), answer)


def appoint(visit: Visit) -> Response:
    """Make somebody lead, deputy or admin."""
    typed = {name: visit.field(name, 300).strip() for name in ("office", "platform", "id")}
    try:
        if typed["office"] not in set(Office) or typed["id"].startswith(OPERATOR):
            raise BadName(name=repr(typed["id"]), why="it is nobody's id")
        made = holder(Office(typed["office"]), f"{typed['platform']}:{typed['id']}")
    except BadName:
        return _line(visit, Given("people", phrases.SET_UP_ID, typed))
    visit.cabinet.directory.appoint(visit.short, made, visit.who)
    told = phrases.APPOINTED.format(who=made.who, role=phrases.ROLES[made.role]) + not_yet(visit, made)
    return visit.redirect(visit.href("set-up"), told)


def _read(visit: Visit, file: Upload) -> Received:
    handing = visit.console.service.reception.handing
    try:
        added, waits = handing.added(visit.short, file.name, file.data, None, visit.who)
    except QuothError as fault:
        return Received(name=file.name, problem=said(fault))
    if waits:
        return Received(name=file.name, problem=phrases.WAITS_FOR_YOU)
    title = handing.title(visit.short, added.document) if added.document else ""
    return received(added, title)


def _begin(visit: Visit, name: str = "", fault: str = "") -> Response:
    found = [(each, all(step.done for step in steps(visit, each))) for each in visit.organisations()]
    return visit.render("set_up_begin.html", 422 if fault else 200, found=found, name=name, fault=fault)


def _line(visit: Visit, given: Given = Given(), answer: tuple[Message, ...] = ()) -> Response:
    found = steps(visit, visit.organisation)
    contacts = visit.desk.store.contacts(visit.short)
    safe = any("safeguarding" in each.role.lower() for each in contacts)
    return visit.render(
        "set_up.html",
        422 if given.fault else 200,
        steps=found,
        next=_next(found),
        given=given,
        answer=answer,
        contacts=contacts,
        role="" if safe else DSL,
        safe=safe,
        drafts=visit.desk.store.drafts(visit.short),
        exactly=_exactly(visit),
        published=visit.desk.store.published(visit.short),
        read=visit.console.findings.get(visit.query("read", 40), visit.who, visit.short, Batch),
        connected=visit.cabinet.directory.workspaces(visit.short),
        chats=chats(visit.desk.settings.home),
        labels=phrases.PLATFORMS,
        roles=phrases.ROLES,
        offices=list(Office),
        known=list(Platform),
        provider=visit.console.provider,
        holders=[each for each in visit.cabinet.directory.holders(visit.short) if each.role in set(Office)],
        most=LONGEST_QUESTION,
    )


def _exactly(visit: Visit) -> str:
    """What would be published now; nothing where there is nothing to publish."""
    try:
        return plan_of(visit.desk.publisher.candidates.plan(visit.organisation, visit.today), None)
    except NothingToPublish:
        return ""


def _next(found: tuple[Step, ...]) -> str:
    return next((each.name for each in found if not each.done), "")


PAGES = (
    Page("GET", "/set-up", Access.operator, begin),
    Page("POST", "/set-up", Access.operator, organisation),
    Page("POST", "/set-up/samples", Access.operator, load_samples),
    Page("GET", "/o/{organisation}/set-up", Access.operator, line),
    Page("POST", "/o/{organisation}/set-up/contacts", Access.operator, contact),
    Page("POST", "/o/{organisation}/set-up/policies", Access.operator, policies, MOST_SENT),
    Page("POST", "/o/{organisation}/set-up/publish", Access.operator, publish),
    Page("POST", "/o/{organisation}/set-up/ask", Access.operator, ask),
    Page("POST", "/o/{organisation}/set-up/people", Access.operator, appoint),
)
