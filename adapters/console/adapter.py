"""The adapter seam on the console's side: what is posted → events, messages → HTML, and letters that wait in the console."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from bot.adapter import Counter, Payload, Sent, Unfetchable, Unfetched
from bot.events import Asked, Event, File, Pressed
from bot.messages import Message
from bot.places import OPERATOR, Person, Place, Platform

Carries = Callable[[Place, Message], Awaitable[Sent]]
"""Brings a message to somebody else, on the platform that its place is on; raises Undeliverable."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """What somebody sent from a page: words of their own, or a button's verb and what it is about.

    `awaited`: the words are what a button asked them to write, and not a question.
    """

    person: Person
    place: Place
    text: str = ""
    verb: str = ""
    about: str = ""
    awaited: bool = False


class ConsoleAdapter:
    """The console as an adapter: `shown` gives the HTML of a message to whom it is shown."""

    name = Platform.console

    def __init__(self, shown: Callable[[Message], Markup]) -> None:
        self._shown = shown

    def read(self, raw: Submitted) -> Event | None:
        """The event that a form tells of, or None where it is none of ours."""
        known: dict[str, object] = {
            "id": secrets.token_hex(12),
            "place": raw.place,
            "person": _named(raw.person),
        }
        try:
            if raw.verb:
                return Pressed.model_validate({**known, "verb": raw.verb, "answer": raw.about})
            return Asked.model_validate({**known, "text": raw.text, "apart": not raw.awaited})
        except ValueError:
            return None

    def render(self, message: Message) -> Sequence[Payload]:
        """The one payload that shows a message, however long it is."""
        return ({"html": str(self._shown(message))},)

    async def run(self, counter: Counter) -> None:
        """Take the letters to people of the console, until cancelled."""
        counter.connected(Platform.console, Letterbox())
        try:
            await asyncio.Event().wait()
        finally:
            counter.connected(Platform.console, None)


def _named(person: Person) -> Person:
    """The person with something to call them: whoever signs in by an address alone is called by that."""
    if person.name or person.platform is not Platform.console:
        return person
    return person.model_copy(update={"name": person.id.removeprefix(OPERATOR)})


class Letterbox:
    """Lets letters to people of the console arrive at once: they are kept, and their page of messages shows them."""

    async def carry(self, _place: Place, _message: Message) -> Sent:
        """Take a letter for delivered."""
        return ()


@dataclass
class Shown:
    """The reach of somebody who looks at a page: what is for them is kept for the page, `carries` takes the rest."""

    person: Person
    place: Place
    carries: Carries
    messages: list[Message] = field(default_factory=list)

    async def privately(self, message: Message) -> Sent:
        """Keep a message for the page."""
        self.messages.append(message)
        return ()

    async def directly(self, person: str, message: Message) -> Sent:
        """Keep a message for the page, or hand it to the platform that the person is on."""
        if person == self.person.id:
            return await self.privately(message)
        return await self.carries(self.place, message)

    async def publicly(self, place: Place, message: Message) -> Sent:
        """Hand a message to the platform that its place is on."""
        return await self.carries(place, message)

    async def fetch(self, _file: File, _most: int) -> bytes:
        """Give nothing: files come with the form itself."""
        raise Unfetchable(Unfetched.gone)
