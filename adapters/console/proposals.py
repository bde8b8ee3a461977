"""Questions that could be kept, from pins and from answers that helped; and the file of all questions, written by hand."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from adapters.console.access import Access
from adapters.console.checks import held
from adapters.console.citations import Citations
from adapters.console.console import said
from adapters.console.jobs import Done, Progress
from adapters.console.page import Page
from adapters.console.visit import Turned, Visit
from bot import console_phrases as phrases
from bot import own_questions, question_edits
from bot.errors import BadQuestions, ChangedMeanwhile
from bot.phrases import counted
from bot.proposing import Proposal
from bot.proposing import proposals as proposed

MOST = 60
"""Proposals that are shown at once; those that are taken make room for others."""

LONGEST_FILE = 200_000
"""Characters that the file may have, to be written in the console."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """What could be kept, as it was shown."""

    proposals: tuple[Proposal, ...]
    more: int


def propose(visit: Visit) -> Response:
    """Look for questions that could be kept, as a job; then show them."""
    held(visit)
    desk, organisation, who = visit.desk, visit.organisation, visit.who

    def work(_progress: Progress) -> Done:
        found = proposed(desk, organisation)
        if not found:
            return Done(visit.href("checks"), phrases.NOTHING_TO_PROPOSE)
        shown = Proposed(found[:MOST], max(0, len(found) - MOST))
        id = visit.console.findings.keep(who, organisation.short, shown)
        return Done(visit.href("checks", "proposals", id))

    return visit.work(phrases.PROPOSING, visit.href("checks"), work)


def proposals(visit: Visit) -> Response:
    """Show what could be kept, to be chosen from."""
    return _shown(visit)


def take(visit: Visit) -> Response:
    """Keep the proposals that were chosen."""
    found = visit.finding(Proposed)
    chosen = {each for each in visit.fields("take") if each.isascii() and each.isdecimal()}
    wanted = [each.question for place, each in enumerate(found.proposals) if str(place) in chosen]
    if not wanted:
        return _shown(visit, phrases.CHOOSE_ONE, 422)
    kept = own_questions.keep(visit.desk, visit.organisation, wanted, visit.who)
    questions = counted(len(kept), "question is", "questions are")
    return visit.redirect(visit.href("checks"), phrases.QUESTIONS_TAKEN.format(questions=questions))


def file(visit: Visit) -> Response:
    """Show the file of all questions, and in which line it is wrong, if it is."""
    content, mark = question_edits.written(visit.desk, visit.organisation)
    try:
        own_questions.questions(visit.desk, visit.organisation)
    except BadQuestions as fault:
        return _file(visit, content, mark, said(fault), 200)
    return _file(visit, content, mark)


def write(visit: Visit) -> Response:
    """Write the file, if it is right and still as it was shown; else show it again as it was typed."""
    content, mark = visit.field("content", LONGEST_FILE), visit.field("shown", 100)
    if content and not content.endswith("\n"):
        content += "\n"
    try:
        done = question_edits.rewrite(visit.desk, visit.organisation, content, mark, visit.who)
    except BadQuestions as fault:
        return _file(visit, content, mark, said(fault), 422)
    except ChangedMeanwhile:
        _, fresh = question_edits.written(visit.desk, visit.organisation)
        return _file(visit, content, fresh, phrases.FILE_CHANGED, 409)
    questions = counted(len(done.questions), "question", "questions")
    return visit.redirect(visit.href("checks"), phrases.FILE_WRITTEN.format(questions=questions))


def _file(visit: Visit, content: str, mark: str, fault: str = "", status: int = 200) -> Response:
    if len(content) > LONGEST_FILE:
        raise Turned(413, phrases.FILE_TOO_LONG)
    return visit.render("check_file.html", status, content=content, shown=mark, fault=fault)


def _shown(visit: Visit, fault: str = "", status: int = 200) -> Response:
    found, citations = visit.finding(Proposed), Citations(visit)
    rows = [(each, citations.links(each.question)) for each in found.proposals]
    return visit.render("proposals.html", status, rows=rows, more=found.more, fault=fault)


PAGES = (
    Page("POST", "/o/{organisation}/checks/propose", Access.admin, propose),
    Page("GET", "/o/{organisation}/checks/proposals/{found}", Access.admin, proposals),
    Page("POST", "/o/{organisation}/checks/proposals/{found}", Access.admin, take),
    Page("GET", "/o/{organisation}/checks/file", Access.admin, file),
    Page("POST", "/o/{organisation}/checks/file", Access.admin, write, most=1024 * 1024),
)
