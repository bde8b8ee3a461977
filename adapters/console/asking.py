"""Asking in the console: a question and its answer, the buttons below it, and what they want somebody to write."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from starlette.responses import Response

from adapters.console.access import Access
from adapters.console.adapter import Shown, Submitted
from adapters.console.page import Page
from adapters.console.views import NAVIGATION
from adapters.console.visit import Turned, Visit
from bot import console_phrases as phrases
from bot import phrases as said
from bot.answers import LONGEST_QUESTION
from bot.awaiting import Awaited
from bot.events import LONGEST_TEXT, Verb
from bot.messages import Message, Said

MOST_SENT = 256 * 1024
"""Bytes of a form with a question: what is too long for one is read to its end, and given back to be shortened."""


ANSWER = re.compile(r"[0-9a-f]{16}")
"""The id of an answer."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What somebody wrote, and what came of it.

    `words` are empty for what is no question, and for what discloses a risk, which no page repeats and no store keeps.
    """

    messages: tuple[Message, ...]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Writing:
    """What somebody was asked to write: the question above its field, and what it is about, as its form brings it back."""

    label: str
    about: str
    words: str = ""
    trouble: str = ""


async def ask(visit: Visit) -> Response:
    """Show where one asks."""
    return await asyncio.to_thread(_asking, visit)


async def answer(visit: Visit) -> Response:
    """Answer a question, or take what somebody was asked to write."""
    text = visit.field("text", MOST_SENT)
    if about := visit.field("awaited", 100):
        return await _written(visit, about, text)
    # The reception says of every text that it is too long; of one beyond this it need not see the end.
    asked = Submitted(visit.person, visit.place, text=text[:LONGEST_TEXT])
    messages = await _come(visit, asked)
    long = len(text) > LONGEST_QUESTION
    words = "" if long or is_disclosure(messages) else text.strip()
    return await asyncio.to_thread(
        _asking, visit, Exchange(messages, words), text if long else "", 422 if long else 200
    )


async def press(visit: Visit) -> Response:
    """Do what a button says."""
    verb, _, about = visit.field("press", 200).partition(" ")
    # An alert gets the id that its button names, by which a lead confirms it: no made-up one may stand in the way.
    if not verb or (verb == Verb.now and not ANSWER.fullmatch(about)):
        raise Turned(404)
    messages = await _come(visit, Submitted(visit.person, visit.place, verb=verb, about=about))
    awaited = await asyncio.to_thread(_awaited, visit)
    wanted = awaited is not None and _key(awaited) == f"{verb} {about}"
    writing = _writing(awaited) if awaited and wanted else None
    shown = tuple(map(_for_a_field, messages)) if writing else messages
    return await asyncio.to_thread(_pressed, visit, shown, writing)


def anew(visit: Visit) -> Response:
    """Begin a new subject: forget what was asked before in this conversation."""
    visit.console.service.reception.turns.forget(visit.person, visit.place)
    return visit.redirect(visit.href("ask"), told=said.NEW_SUBJECT)


async def _come(visit: Visit, submitted: Submitted) -> tuple[Message, ...]:
    """What comes of something that was sent from a page; raises Turned for a button that there is not."""
    event = visit.console.adapter(visit).read(submitted)
    if event is None:
        raise Turned(404)
    reach = Shown(event.person, event.place, visit.console.service.carry)
    await visit.console.service.handle(event, reach, patient=True)
    return tuple(reach.messages)


async def _written(visit: Visit, about: str, text: str) -> Response:
    """Take what somebody was asked to write; where it is not awaited any more they keep their words."""
    awaited = await asyncio.to_thread(_awaited, visit)
    if awaited is None or about != _key(awaited):
        gone = Writing(phrases.NOT_AWAITED_LABEL, "", text, phrases.NOT_AWAITED)
        return await asyncio.to_thread(_pressed, visit, (), gone, 409)
    text = said.CANCEL[0] if visit.field("cancel", 10) else text
    if not text.strip():
        empty = _writing(awaited, trouble=phrases.WRITE_SOMETHING)
        return await asyncio.to_thread(_pressed, visit, (), empty, 422)
    written = Submitted(visit.person, visit.place, text=text[:LONGEST_TEXT], awaited=True)
    messages = await _come(visit, written)
    still = await asyncio.to_thread(_awaited, visit)
    # What was too long, or could not be used, is still awaited, and is given back.
    back = _writing(awaited, text) if still == awaited else None
    return await asyncio.to_thread(_pressed, visit, messages, back, 422 if back else 200)


def _asking(visit: Visit, exchange: Exchange | None = None, draft: str = "", status: int = 200) -> Response:
    if visit.partial and exchange:
        return _within(visit, visit.render("ask_exchange.html", status, exchange=exchange))
    awaited = _awaited(visit)
    return visit.render(
        "ask.html",
        status,
        exchange=exchange,
        draft=draft,
        writing=_writing(awaited) if awaited else None,
        welcome=said.WELCOME_HERE,
        prompts=said.PROMPTS,
    )


def _pressed(
    visit: Visit, messages: tuple[Message, ...], writing: Writing | None, status: int = 200
) -> Response:
    known = {each.part for each in NAVIGATION}
    back = visit.field("from", 40)
    response = visit.render(
        "ask_pressed.html", status, messages=messages, writing=writing, back=back if back in known else "ask"
    )
    return _within(visit, response)


def _within(visit: Visit, response: Response) -> Response:
    """What is put into an open page: that page may wait, with it, for whoever comes back from a clause.

    What a script fetched and may not be stored would have the browser throw the whole page away, and the answer with it.
    """
    if visit.partial:
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def _awaited(visit: Visit) -> Awaited | None:
    """What is awaited of the visitor here."""
    found = visit.cabinet.awaiting.expected(visit.person, visit.now)
    return found if found and found.organisation == visit.short else None


def _key(awaited: Awaited) -> str:
    return f"{awaited.verb} {awaited.about}"


def _writing(awaited: Awaited, words: str = "", trouble: str = "") -> Writing:
    label = phrases.AWAITED.get(awaited.verb, phrases.AWAITED_WORDS)
    return Writing(label, _key(awaited), words, trouble)


def _for_a_field(message: Message) -> Message:
    """A message that asks somebody to write, above the field for it: it need not say where to write, nor how to leave it."""
    parts = (
        part.model_copy(
            update={
                "text": part.text.replace(said.WRITE_NEXT, phrases.WRITE_HERE).removesuffix(said.WRITE_LEAVE)
            }
        )
        if isinstance(part, Said)
        else part
        for part in message.parts
    )
    return message.model_copy(update={"parts": tuple(parts)})


def is_disclosure(messages: tuple[Message, ...]) -> bool:
    """Whether the one button for help stands below an answer, as it does where somebody may be at risk."""
    return any(button.verb is Verb.now for message in messages for button in message.buttons)


PAGES = (
    Page("GET", "/o/{organisation}/ask", Access.member, ask),
    Page("POST", "/o/{organisation}/ask", Access.member, answer),
    Page("POST", "/o/{organisation}/ask/anew", Access.member, anew),
    Page("POST", "/o/{organisation}/press", Access.member, press),
)
