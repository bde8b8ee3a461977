"""An organisation's own questions: those that must go on being answered as they are, listed, kept, changed and asked."""

from __future__ import annotations

from starlette.responses import Response

from adapters.console.access import Access
from adapters.console.citations import MOST_ROWS, Citations, Row, Typed
from adapters.console.console import said
from adapters.console.page import Page
from adapters.console.paging import paged
from adapters.console.titles import Titles
from adapters.console.visit import Turned, Visit
from bot import composing, own_questions, question_edits
from bot import console_phrases as phrases
from bot import revision_phrases as revised
from bot.admin_messages import token
from bot.answers import LONGEST_QUESTION, Question
from bot.checking import stands
from bot.errors import (
    BadQuestions,
    ChangedMeanwhile,
    NoSuchClause,
    NoSuchOrganisation,
    WrongUse,
)
from bot.people import Role
from bot.question_files import OwnQuestion, OwnQuestions

KINDS = ("cite", "silent", "pinned")


def checks(visit: Visit) -> Response:
    """List the questions; where their file cannot be read, say in which line it is wrong."""
    try:
        held = own_questions.questions(visit.desk, visit.organisation)
    except BadQuestions as fault:
        return visit.render("checks.html", fault=said(fault), questions=None)
    citations = Citations(visit)
    every = [(number, each, citations.links(each)) for number, each in enumerate(held.questions, start=1)]
    return visit.render(
        "checks.html", fault="", questions=paged(visit, every, weigh=lambda each: len(each[1].ask) + 600)
    )


def add(visit: Visit) -> Response:
    """Show the form for a new question."""
    return _form(visit, Typed())


def added(visit: Visit) -> Response:
    """Keep a new question."""
    typed = _typed(visit)
    try:
        _demand(typed)
        wanted = Citations(visit).read(typed)
        kept = own_questions.keep(visit.desk, visit.organisation, [wanted], visit.who)
    except (WrongUse, NoSuchOrganisation) as fault:
        return _form(visit, typed, fault=_plainly(visit, fault))
    if not kept:
        return _form(visit, typed, fault=revised.QUESTION_KNOWN.format(question=wanted.ask))
    return visit.redirect(visit.href("checks"), _kept(visit, wanted))


def one(visit: Visit) -> Response:
    """Show the form that changes a question."""
    number, question = _named(visit)
    return _form(visit, _of(visit, question), number, question)


def change(visit: Visit) -> Response:
    """Change a question, if it still is the one that was shown."""
    number, question = _named(visit)
    typed = _typed(visit)
    if visit.field("shown", 64) != mark(question):
        return _form(visit, typed, number, question, phrases.QUESTION_CHANGED, 409)
    try:
        _demand(typed)
        wanted = Citations(visit).read(typed, question)
        done = question_edits.replace(visit.desk, visit.organisation, number, question, wanted, visit.who)
    except ChangedMeanwhile:
        return _form(visit, typed, number, question, phrases.QUESTION_CHANGED, 409)
    except (WrongUse, NoSuchOrganisation) as fault:
        return _form(visit, typed, number, question, _plainly(visit, fault))
    if not done:
        return _form(visit, typed, number, question, revised.QUESTION_KNOWN.format(question=wanted.ask))
    return visit.redirect(visit.href("checks"), _kept(visit, wanted))


def removing(visit: Visit) -> Response:
    """Ask once more before a question is removed."""
    number, question = _named(visit)
    return visit.render(
        "check_remove.html",
        number=number,
        question=question,
        links=Citations(visit).links(question),
        shown=mark(question),
    )


def remove(visit: Visit) -> Response:
    """Remove a question, if it still is the one that was shown."""
    number, question = _named(visit)
    if visit.field("shown", 64) != mark(question):
        raise Turned(409, phrases.QUESTION_CHANGED)
    question_edits.drop_this(visit.desk, visit.organisation, number, question, visit.who)
    return visit.redirect(visit.href("checks"), revised.QUESTION_DROPPED.format(question=question.ask))


def ask(visit: Visit) -> Response:
    """Ask a question now, and show what comes of it."""
    number, question = _named(visit)
    asked = Question(text=question.ask, organisation=visit.short, asker=question.asker)
    card = visit.desk.ask(asked)
    message = composing.answer(card, visit.place).model_copy(update={"buttons": ()})
    return visit.render(
        "check_asked.html",
        number=number,
        question=question,
        links=Citations(visit).links(question),
        passes=stands(visit.desk, visit.organisation, question),
        message=message,
    )


def mark(question: OwnQuestion) -> str:
    """What a form names a question by, so that nothing else is changed."""
    return token("question", question.model_dump_json())


def held(visit: Visit) -> OwnQuestions:
    """The organisation's questions; raises Turned, which says in which line their file is wrong."""
    try:
        return own_questions.questions(visit.desk, visit.organisation)
    except BadQuestions as fault:
        raise Turned(409, said(fault)) from None


def _named(visit: Visit) -> tuple[int, OwnQuestion]:
    """The question that the address names by its number; raises Turned where there is none."""
    named, every = visit.path("number"), held(visit).questions
    number = int(named) if named.isascii() and named.isdecimal() and len(named) < 7 else 0
    if not 1 <= number <= len(every):
        raise Turned(404)
    return number, every[number - 1]


def _typed(visit: Visit) -> Typed:
    """The form as it was sent; raises Turned for what no form of ours sends."""
    asker, kind = visit.field("asker", 40) or str(Role.staff), visit.field("kind", 40)
    policies, numbers = visit.fields("policy"), visit.fields("number")
    if asker not in set(Role) or (kind and kind not in KINDS) or len(policies) != len(numbers):
        raise Turned(422, phrases.BAD_FIELD.format(name=phrases.THE_FORM, why=phrases.NOT_OURS))
    rows = [
        Row(policy.strip()[:300], number.strip()[:300])
        for policy, number in zip(policies[:MOST_ROWS], numbers[:MOST_ROWS], strict=True)
    ]
    filled = tuple(each for each in rows if each.number)
    return Typed(visit.field("ask"), asker, kind or "cite", filled)


def _demand(typed: Typed) -> None:
    """Raise WrongUse where a form names no clause that has to, or no policy of one."""
    if typed.kind == "cite" and not typed.rows:
        raise WrongUse(what=phrases.NAME_A_CLAUSE)
    if typed.kind == "cite" and not all(each.policy for each in typed.rows):
        raise WrongUse(what=phrases.NAME_A_POLICY)


def _of(visit: Visit, question: OwnQuestion) -> Typed:
    """A question as it stands in a form."""
    kind = "silent" if question.silent else "pinned" if question.pinned else "cite"
    return Typed(question.ask, str(question.asker), kind, Citations(visit).rows(question))


def _form(
    visit: Visit,
    typed: Typed,
    number: int = 0,
    question: OwnQuestion | None = None,
    fault: str = "",
    status: int = 0,
) -> Response:
    rows = typed.rows + (Row(),) * max(0, 3 - len(typed.rows))
    return visit.render(
        "check_form.html",
        status or (422 if fault else 200),
        typed=typed,
        rows=rows,
        number=number,
        shown=mark(question) if question else "",
        fault=fault,
        policies=Citations(visit).policies,
        askers=[str(each) for each in Role],
        most=LONGEST_QUESTION,
    )


def _kept(visit: Visit, wanted: OwnQuestion) -> str:
    """What is said when a question was kept: whether it is answered so today, too."""
    sentence = phrases.QUESTION_KEPT.format(question=wanted.ask)
    if stands(visit.desk, visit.organisation, wanted):
        return sentence
    return f"{sentence} {revised.NOT_SO_TODAY}"


def _plainly(visit: Visit, fault: WrongUse | NoSuchOrganisation) -> str:
    """A fault in the words of the form, where its own speak of the command line."""
    if isinstance(fault, NoSuchClause):
        where = Titles(visit).said(str(fault.about["where"]))
        return phrases.FAULTS["NoSuchClause"].format(**{**fault.about, "where": where})
    return str(fault.about["what"]) if type(fault) is WrongUse else said(fault)


PAGES = (
    Page("GET", "/o/{organisation}/checks", Access.admin, checks),
    Page("GET", "/o/{organisation}/checks/add", Access.admin, add),
    Page("POST", "/o/{organisation}/checks/add", Access.admin, added),
    Page("GET", "/o/{organisation}/checks/question/{number}", Access.admin, one),
    Page("POST", "/o/{organisation}/checks/question/{number}", Access.admin, change),
    Page("GET", "/o/{organisation}/checks/question/{number}/remove", Access.admin, removing),
    Page("POST", "/o/{organisation}/checks/question/{number}/remove", Access.admin, remove),
    Page("POST", "/o/{organisation}/checks/question/{number}/ask", Access.admin, ask),
)
