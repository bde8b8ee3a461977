"""Messages: what Quoth has told somebody without being asked, their questions to the lead, and what is kept of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from starlette.responses import Response

from adapters.console.access import Access
from adapters.console.page import Page
from adapters.console.visit import Visit
from bot.messages import Message
from bot.places import Platform

KEPT_DAYS = 30
"""Days for which a message is shown."""

MOST = 8
"""Messages on one page."""

GLANCED = 40
"""Messages that are looked at for one page, at most: of many there is nothing left to say."""

MOST_QUESTIONS = 20
"""Questions to the lead that are shown."""


@dataclass(frozen=True, slots=True)
class Received:
    """A message that somebody was sent, as it would be said now, and when."""

    at: dt.datetime
    message: Message


def messages(visit: Visit) -> Response:
    """Show the messages to the visitor, newest first, and their questions to the lead."""
    before = visit.number("before", most=999_999_999)
    received, earlier = _page(visit, before)
    asked = () if before else visit.cabinet.queue.of(visit.short, visit.person)[:MOST_QUESTIONS]
    return visit.render(
        "messages.html",
        received=received,
        earlier=earlier,
        asked=asked,
        days=KEPT_DAYS,
        chat=visit.person.platform is not Platform.console,
        first=not before,
    )


def kept(visit: Visit) -> Response:
    """Show what is kept of the visitor here."""
    sentences = visit.console.service.reception.typed.data_of(visit.member)
    return visit.render("messages_kept.html", sentences=sentences)


def forgetting(visit: Visit) -> Response:
    """Ask once more before the visitor is forgotten."""
    return visit.render("messages_forget.html")


def forget(visit: Visit) -> Response:
    """Forget the visitor here, as where they write it in chat, and end their sessions, which know their name."""
    console, member = visit.console, visit.member
    sentences = console.service.reception.typed.forget(member)
    console.sessions.end_all(visit.who)
    visit.session = visit.found = None
    response = visit.render("messages_forgotten.html", sentences=sentences)
    console.leave(response, visit.request)
    return response


def _page(visit: Visit, before: int) -> tuple[list[Received], int]:
    """The messages of one page, and the number before which there are earlier ones, or 0."""
    since, mail = visit.now - dt.timedelta(days=KEPT_DAYS), visit.console.service.reception.mail
    found = visit.cabinet.outbox.received(visit.short, visit.person, since, visit.now, before, GLANCED + 1)
    seen: set[tuple[str, ...]] = set()
    shown: list[Received] = []
    for place, item in enumerate(found):
        if len(shown) == MOST or place == GLANCED:
            return shown, found[place - 1].id
        message = mail.shown(item)
        buttons = tuple(f"{each.verb} {each.answer}" for each in message.buttons) if message else ()
        # What a reminder shows stands once, as the newest of them says it.
        if message is not None and (not buttons or buttons not in seen):
            seen.add(buttons)
            shown.append(Received(item.due_at, message))
    return shown, 0


PAGES = (
    Page("GET", "/o/{organisation}/messages", Access.member, messages),
    Page("GET", "/o/{organisation}/messages/kept", Access.member, kept),
    Page("GET", "/o/{organisation}/messages/forget", Access.member, forgetting),
    Page("POST", "/o/{organisation}/messages/forget", Access.member, forget),
)
