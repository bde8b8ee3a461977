"""Questions that people put to the lead: the queue, one of them, and what a lead does with it."""

from __future__ import annotations

from starlette.responses import Response

from adapters.console import alerts
from adapters.console.access import Access
from adapters.console.leads import concern, leading, told
from adapters.console.page import Page
from adapters.console.visit import Turned, Visit
from bot import console_phrases as phrases
from bot import phrases as said
from bot.errors import NoSuchPin
from bot.letters import Letters
from bot.messages import Message
from bot.pins import Pin, PinState
from bot.queue import LONGEST_REPLY, QueueState, Waiting

EACH = 20
"""Questions on a page, of those that are over and of each other kind."""


def questions(visit: Visit) -> Response:
    """Show the alerts, then the questions that wait, those somebody has taken, and those that are over."""
    found = visit.cabinet.queue.all(visit.short)
    over = [each for each in reversed(found) if not each.open]
    page = visit.number("page")
    waiting = [each for each in found if each.state is QueueState.waiting]
    return visit.render(
        "questions.html",
        alerts=alerts.listed(visit),
        waiting=waiting[:EACH],
        taken=[each for each in found if each.state is QueueState.claimed][:EACH],
        over=over[page * EACH : (page + 1) * EACH],
        more_waiting=max(0, len(waiting) - EACH),
        page=page,
        further=len(over) > (page + 1) * EACH,
    )


def question(visit: Visit) -> Response:
    """Show one question: who asks, what, the clauses they were shown, and what can be done."""
    return _shown(visit, _mine(visit))


def claim(visit: Visit) -> Response:
    """Let the lead have a question."""
    return _done(visit, told(leading(visit).claim(visit.member, _mine(visit).id)))


def give_back(visit: Visit) -> Response:
    """Let others have a question that the lead had taken."""
    return _done(visit, told(leading(visit).give_back(visit.member, _mine(visit).id)))


def reply(visit: Visit) -> Response:
    """Show a reply as the asker will see it, and send it when the lead has looked it over."""
    waiting = _mine(visit)
    text = visit.field("text").strip()
    if not text:
        return _shown(visit, waiting, 422, fault=phrases.EMPTY_REPLY)
    if len(text) > LONGEST_REPLY:
        fault = said.TOO_LONG_REPLY.format(limit=LONGEST_REPLY)
        return _shown(visit, waiting, 422, text, fault)
    if not waiting.open:
        return _shown(visit, waiting, 409, text, phrases.REPLIED_MEANWHILE)
    risk = concern(visit, text)
    if risk or visit.field("step", 10) != "send":
        letter = Letters(visit.cabinet).reply(waiting, text, visit.person)
        card = visit.console.views.message(visit, letter)
        status = 422 if risk else 200
        return visit.render("question_reply.html", status, asked=waiting, text=text, card=card, risk=risk)
    if leading(visit).answered(visit.member, waiting.id, text) is None:
        return _shown(visit, _mine(visit), 409, text, phrases.REPLIED_MEANWHILE)
    return _done(visit, said.REPLIED.format(who=waiting.asker.name or said.THE_ASKER))


def closing(visit: Visit) -> Response:
    """Ask whether a question is to be closed without a written reply."""
    waiting = _mine(visit)
    return visit.render("question_close.html", asked=waiting) if waiting.open else _shown(visit, waiting)


def close(visit: Visit) -> Response:
    """Close a question; whoever asked is told to speak to the lead."""
    return _done(visit, told(leading(visit).close(visit.member, _mine(visit).id)))


def pin(visit: Visit) -> Response:
    """Pin a lead's reply, so that the next who asks the same is given it."""
    waiting = _mine(visit)
    outcome = leading(visit).vouching.vouch(visit.member, waiting.id)
    pinned = _pinned(visit, waiting)
    back = visit.href("pins", pinned.id) if pinned else visit.href("questions", waiting.id)
    return visit.redirect(back, told(outcome))


def _done(visit: Visit, sentence: str) -> Response:
    return visit.redirect(visit.href("questions", visit.path("question")), sentence)


def _mine(visit: Visit) -> Waiting:
    """The question that the address names, if it is the organisation's."""
    waiting = visit.cabinet.queue.get(visit.path("question"))
    if waiting is None or waiting.organisation != visit.short:
        raise Turned(404, phrases.QUESTION_GONE)
    return waiting


def _pinned(visit: Visit, waiting: Waiting) -> Pin | None:
    """The pin that was made of the reply to a question, if it stands."""
    try:
        found = visit.cabinet.pins.get(waiting.id)
    except NoSuchPin:
        return None
    return found if found.organisation == visit.short and found.state is not PinState.dropped else None


def _shown(visit: Visit, waiting: Waiting, status: int = 200, text: str = "", fault: str = "") -> Response:
    shown = Message(parts=tuple(Letters(visit.cabinet).shown(waiting)))
    taker = waiting.taken_by
    return visit.render(
        "question.html",
        status,
        asked=waiting,
        clauses=visit.console.views.message(visit, shown),
        mine=taker is not None and taker.key == visit.who,
        pin=_pinned(visit, waiting) if waiting.reply else None,
        text=text,
        fault=fault,
        limit=LONGEST_REPLY,
    )


PAGES = (
    Page("GET", "/o/{organisation}/questions", Access.lead, questions),
    Page("GET", "/o/{organisation}/questions/{question}", Access.lead, question),
    Page("POST", "/o/{organisation}/questions/{question}/claim", Access.lead, claim),
    Page("POST", "/o/{organisation}/questions/{question}/give-back", Access.lead, give_back),
    Page("POST", "/o/{organisation}/questions/{question}/reply", Access.lead, reply),
    Page("GET", "/o/{organisation}/questions/{question}/close", Access.lead, closing),
    Page("POST", "/o/{organisation}/questions/{question}/close", Access.lead, close),
    Page("POST", "/o/{organisation}/questions/{question}/pin", Access.lead, pin),
)
