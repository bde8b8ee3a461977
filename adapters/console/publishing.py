"""Checking and publishing: what a check finds is shown first, and a press publishes exactly what was shown, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from starlette.responses import Response

from adapters.console import comparing
from adapters.console.access import Access
from adapters.console.citations import Citations, Link, quoted_links
from adapters.console.jobs import Done, Progress
from adapters.console.page import Page
from adapters.console.paging import paged
from adapters.console.revisions import listed
from adapters.console.titles import Titles
from adapters.console.visit import Visit
from bot import admin_checks, own_questions
from bot import console_phrases as phrases
from bot import revision_phrases as revised
from bot.admin_messages import published
from bot.approving import Approvals, plan_of
from bot.candidates import Plan
from bot.checking import Checked
from bot.composing import quoted
from bot.errors import ApprovalNeeded, BadQuestions, NothingToPublish
from bot.gate import Gate
from bot.messages import Message, Quoted, Said
from bot.moving import LONGEST_REASON, Confirmed, Moving
from bot.question_files import OwnQuestion
from bot.records import Act
from bot.requests import Request, Requests
from bot.suspending import Suspending, suspending
from bot.verdicts import Asked

MOST_ROWS = 30
"""Questions that a page of a check lists."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a check found, and of which plan: what a page shows, and what a press may publish.

    `now`: something changes with the next question, and not on a later day alone.
    """

    plan: Plan
    checked: Checked
    suspending: tuple[Suspending, ...]
    questions: tuple[OwnQuestion, ...]
    changed: bool
    now: bool

    @property
    def exactly(self) -> str:
        """What tells whether it still is what would be published."""
        return plan_of(self.plan, None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a question: why it fails or what moved, what it wants, what it gets, and where it fails the words that would be quoted."""

    asked: Asked
    why: str
    wants: list[Link]
    gets: list[Link]
    quotes: list[Quoted]


class Press(StrEnum):
    """What the button does below what would be published, or why there is none."""

    publish = "publish"
    agree = "agree"
    ask = "ask"
    asked = "asked"
    stale = "stale"
    nothing = "nothing"


def check(visit: Visit) -> Response:
    """Check the drafts, or where there are none what is in force, as a job; then show what was found."""
    desk, short, who = visit.desk, visit.short, visit.who
    after = "publish" if visit.field("then", 20) == "publish" else "check"

    def work(progress: Progress) -> Done:
        candidate = Gate(desk).candidate(short, progress)
        checked = admin_checks.found(desk, candidate, progress)
        changes = candidate.snapshot is None or candidate.snapshot.id != candidate.organisation.snapshot
        looked = Looked(
            plan=candidate.plan,
            checked=checked,
            suspending=suspending(desk, candidate, checked),
            questions=_questions(visit),
            changed=candidate.changed,
            now=changes,
        )
        return Done(visit.href("revisions", after, visit.console.findings.keep(who, short, looked)))

    return visit.work(phrases.CHECKING, visit.href("revisions"), work)


def result(visit: Visit) -> Response:
    """Show what a check found: what fails first."""
    looked = visit.finding(Looked)
    asked = sorted((*looked.checked.questions, *looked.checked.below), key=lambda each: each.passed)
    citations = Citations(visit)
    # Whose file could not be read has no questions to show beside it.
    told = looked.checked.failures if not asked else ()
    titles = Titles(visit, citations)
    return visit.render(
        "checked.html",
        looked=looked,
        rows=paged(
            visit, [_verdict(visit, looked, citations, titles, each) for each in asked], MOST_ROWS, _weight
        ),
        unread=told,
        failing=sum(not each.passed for each in asked) or len(told),
        warnings=[titles.said(each) for each in looked.checked.warnings],
        pins=_pins(visit, looked, titles),
        stale=_plan(visit) != looked.exactly,
        id=visit.path("found"),
    )


def confirm(visit: Visit) -> Response:
    """Show exactly what would be published, and ask once more."""
    return _confirm(visit, visit.finding(Looked))


def publish(visit: Visit) -> Response:
    """Publish what was shown and nothing else, or ask the others for it."""
    looked, short, who, desk = visit.finding(Looked), visit.short, visit.who, visit.desk
    given = visit.field("reason").strip()
    press, asked = _press(visit, looked)
    if press not in (Press.publish, Press.agree, Press.ask):
        return _twice(visit, looked, given) or _confirm(visit, looked, 409)
    if len(given) > LONGEST_REASON:
        sentence = phrases.TOO_LONG.format(most=LONGEST_REASON)
        return _confirm(visit, looked, 422, given, sentence)
    theirs = asked.reason if asked else None
    if looked.checked.failures and not (given or theirs):
        return _confirm(visit, looked, 422, given, phrases.OVERRIDE_WHY)
    reason = (given or theirs) if looked.checked.failures else None
    approvals = Approvals(visit.cabinet)
    exactly = plan_of(looked.plan, reason)
    gate = Confirmed(desk, approvals.letters, exactly, reason, frozenset(looked.checked.failures))

    def work(progress: Progress) -> Done:
        try:
            done = gate.publish(short, who, visit.now, progress, reason).published
        except ApprovalNeeded:
            wish = approvals.pending(short)
            told = bool(wish and approvals.letters(wish))
            return Done(visit.href("revisions"), phrases.ASKED_OTHERS if told else phrases.ASKED_NOBODY)
        Requests(desk.store.database).over(short)
        there = [str(done.publication.number)] if done.publication else []
        return Done(
            visit.href("revisions", "history", *there), said_in(published(done, False, comparing.counted_as))
        )

    return visit.work(phrases.PUBLISHING, visit.href("revisions"), work)


def _twice(visit: Visit, looked: Looked, given: str) -> Response | None:
    """Where a press that has just been done leads that is sent again; None where it was not."""
    moving = Moving(visit.cabinet, Approvals(visit.cabinet))
    for reason in dict.fromkeys((None, given or None)):
        if moving.just_did(visit.member, Act.published, plan_of(looked.plan, reason)):
            newest = visit.desk.store.publications.newest(visit.short)
            return visit.redirect(visit.href("revisions", "history", str(newest)), revised.DONE_ALREADY)
    return None


def said_in(message: Message) -> str:
    """The sentences of a message that quotes nothing, as one line of text."""
    return " ".join(each.text for each in message.parts if isinstance(each, Said))


def _confirm(visit: Visit, looked: Looked, status: int = 200, given: str = "", fault: str = "") -> Response:
    press, asked = _press(visit, looked)
    drafts = {each.document_id for each in looked.plan.drafts}
    found = comparing.drafts(visit) if press is not Press.stale else ()
    titles = Titles(visit)
    return visit.render(
        "publish.html",
        status,
        looked=looked,
        press=press,
        asked=asked,
        drafts=listed(tuple(each for each in found if each.draft.document_id in drafts)),
        later={each.document_id for each in looked.plan.later},
        failing=[titles.said(each) for each in admin_checks.failing(looked.checked)],
        given=given,
        fault=fault,
        most=LONGEST_REASON,
        id=visit.path("found"),
    )


def _plan(visit: Visit) -> str:
    """What would be published now, as `Looked.exactly` tells it; nothing where there is nothing to publish."""
    try:
        return plan_of(visit.desk.publisher.candidates.plan(visit.organisation, visit.today), None)
    except NothingToPublish:
        return ""


def _press(visit: Visit, looked: Looked) -> tuple[Press, Request | None]:
    """What the button does for whoever looks, and what somebody else has asked for, if it is the same."""
    if _plan(visit) != looked.exactly:
        return Press.stale, None
    if not looked.changed:
        return Press.nothing, None
    if not visit.cabinet.arrangements.of(visit.short).two_people:
        return Press.publish, None
    approvals, fails = Approvals(visit.cabinet), bool(looked.checked.failures)
    asked = approvals.by_another(looked.plan, visit.who)
    # Whoever asked while all passed has not agreed to what fails now.
    if asked and (asked.reason or not fails):
        return Press.agree, asked
    mine = approvals.pending(visit.short)
    same = mine is not None and mine.asked_by == visit.who and (bool(mine.reason) or not fails)
    return (Press.asked if same else Press.ask), None


def _questions(visit: Visit) -> tuple[OwnQuestion, ...]:
    """The organisation's own questions as they were asked; none where their file cannot be read."""
    try:
        return own_questions.questions(visit.desk, visit.organisation).questions
    except BadQuestions:
        return ()


def _pins(visit: Visit, looked: Looked, titles: Titles) -> list[tuple[Suspending, str, list[comparing.Row]]]:
    """The pins that would be suspended, each with why, and the rows of the clauses under it that change."""
    return [
        (each, titles.said(each.fate.why), comparing.rows(visit, each.changes)) for each in looked.suspending
    ]


def _verdict(visit: Visit, looked: Looked, citations: Citations, titles: Titles, asked: Asked) -> Verdict:
    """What came of a question, with links to the clauses that it wants and gets."""
    own = not asked.organisation and asked.number <= len(looked.questions)
    wants = (
        citations.links(looked.questions[asked.number - 1]) if own else [Link(titles.said(asked.expected))]
    )
    gets = quoted_links(visit, asked.quotes) or [Link(phrases.SILENCE)]
    quotes = [] if asked.passed else [quoted(each) for each in asked.quotes]
    return Verdict(asked, titles.said(asked.why), wants, gets, quotes)


def _weight(verdict: Verdict) -> int:
    """How much of a page a question takes: what fails is shown with the words that would be quoted."""
    return len(verdict.asked.question) + 600 + sum(len(each.words) + 600 for each in verdict.quotes)


PAGES = (
    Page("POST", "/o/{organisation}/revisions/check", Access.admin, check),
    Page("GET", "/o/{organisation}/revisions/check/{found}", Access.admin, result),
    Page("GET", "/o/{organisation}/revisions/publish/{found}", Access.admin, confirm),
    Page("POST", "/o/{organisation}/revisions/publish/{found}", Access.admin, publish),
)
