"""How people and places are reached in Teams: from an activity, in the dialog that it opens, and unasked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

import structlog
from pydantic import JsonValue

from adapters import teams_cards
from adapters.teams_events import Account, Activity
from adapters.teams_files import Storage
from adapters.teams_service import Line, Service
from bot import phrases
from bot.adapter import NO_PRIVATE_WAY, Payload, Sent, Undeliverable
from bot.events import File
from bot.lines import Lines
from bot.messages import Message, Said, To
from bot.places import Place

WAITING = frozenset({phrases.LOOKING, phrases.INDEX_BEING_BUILT})
"""What is said to somebody who waits for an answer."""

_THREADED = "@thread.tacv2"
"""What the ids of channels end with, in which every message begins a thread; chats have none."""


class Here:
    """The person and the place of one activity, reached by messages; its files lie in the storage."""

    def __init__(self, service: Service, activity: Activity, storage: Storage | None = None) -> None:
        self._service, self._activity, self._line = service, activity, Line.of(activity)
        self._storage = storage or Storage()

    async def privately(self, message: Message) -> Sent:
        """Show a message to the activity's person alone: in their chat, else as a message for them only."""
        if self._activity.direct:
            return await self._send(self._activity.conversation.id, message)
        if not self._service.targeted:
            raise Undeliverable(NO_PRIVATE_WAY)
        await self._send(self._activity.conversation.id, message, self._activity.sender)
        return ()

    async def directly(self, person: str, message: Message) -> Sent:
        """Send a message into the chat with a person."""
        sender = self._activity.sender
        own = person in {sender.id, sender.aad_object_id}
        if own and self._activity.direct:
            return await self._send(self._activity.conversation.id, message)
        conversation = await self._service.open(self._line, sender.id if own else person)
        return await self._send(conversation, message)

    async def publicly(self, place: Place, message: Message) -> Sent:
        """Post a message in a place, in its thread where it has one."""
        return await self._send(_conversation(place), message)

    async def fetch(self, file: File, most: int) -> bytes:
        """Give the bytes of a file that came with the activity."""
        return await self._storage.fetched(file, most)

    async def _send(self, conversation: str, message: Message, to: Account | None = None) -> Sent:
        sender = self._activity.sender
        sharer = sender.called if message.by in {sender.id, sender.aad_object_id} else ""
        payloads = teams_cards.render(message, sharer)
        return await _posted(self._service, self._line, conversation, payloads, to)


class InDialog(Here):
    """The person and the place of one activity that a dialog answers: what is private is gathered for it."""

    def __init__(self, service: Service, activity: Activity) -> None:
        super().__init__(service, activity)
        self.gathered: tuple[Message, ...] = ()
        self.elsewhere = False
        self._shown = False

    async def privately(self, message: Message) -> Sent:
        """Put a message into the dialog while it has not been shown and there is room, else into their own chat.

        A dialog shows by itself that it is waited for.
        """
        if not self._shown and message.plain in WAITING:
            return ()
        together = (*self.gathered, message)
        if not self._shown and teams_cards.weight(teams_cards.whole(together)) <= teams_cards.MOST_BYTES:
            self.gathered = together
            return ()
        if not self._activity.direct:
            raise Undeliverable("dialog_shown" if self._shown else "dialog_full")
        sent = await super().privately(message)
        self.elsewhere = True
        return sent

    async def directly(self, person: str, message: Message) -> Sent:
        """Send a message into the chat with a person, and remember that it was."""
        sent = await super().directly(person, message)
        self.elsewhere = True
        return sent

    def show(self) -> JsonValue:
        """Give the card of the dialog, to which nothing is added any more; None where it is empty."""
        self._shown = True
        return teams_cards.whole(self.gathered) if self.gathered else None


class Exchange:
    """Knows by which line each tenant is reached: by the newest that Teams named for it, else the one for all.

    `endpoint` is the address for all, `bot` the bot's own id, and `serves` says where messages may go. The newest
    addresses are known by heart, and kept in `lines`.
    """

    def __init__(
        self, endpoint: str, bot: str, serves: Callable[[str], bool], lines: Lines | None = None
    ) -> None:
        self._endpoint, self._bot, self._serves, self._lines = endpoint, bot, serves, lines
        self._addresses: dict[str, str] = {}

    async def heard(self, tenant: str, address: str) -> None:
        """Take note of the address that Teams names for a tenant."""
        if self._addresses.get(tenant) == address:
            return
        self._addresses[tenant] = address
        if self._lines is None:
            return
        try:
            await asyncio.to_thread(self._lines.remember, tenant, address)
        except Exception as fault:
            # It is known by heart until a restart, and kept with the next address that is new.
            structlog.get_logger().error("not noted", platform="teams", error=type(fault).__name__)

    async def line(self, tenant: str) -> Line:
        """Give the line to a tenant; raises Undeliverable where none may be used."""
        known = self._addresses.get(tenant) or await self._recalled(tenant)
        for address in (known, self._endpoint):
            if self._serves(address):
                return Line(address, tenant, self._bot)
        raise Undeliverable("no_address")

    async def _recalled(self, tenant: str) -> str:
        if self._lines is None:
            return ""
        try:
            return await asyncio.to_thread(self._lines.recall, tenant)
        except Exception as fault:
            structlog.get_logger().error("not recalled", platform="teams", error=type(fault).__name__)
            return ""


class Unasked:
    """People and places that no activity has just come from, reached by messages."""

    def __init__(self, service: Service, exchange: Exchange) -> None:
        self._service, self._exchange = service, exchange

    async def carry(self, place: Place, message: Message) -> Sent:
        """Deliver a message into its person's chat, or to everybody in its place."""
        line = await self._exchange.line(place.workspace)
        if message.to is To.person:
            conversation = await self._service.open(line, message.person)
        else:
            conversation = _conversation(message.place or place)
        named = await self._service.name_of(line, message.by) if message.by else ""
        if named and any(isinstance(part, Said) and named in part.text for part in message.parts):
            # It says itself whom it is from.
            message = message.model_copy(update={"by": ""})
        return await _posted(self._service, line, conversation, teams_cards.render(message, named))


def _conversation(place: Place) -> str:
    return f"{place.channel};messageid={place.thread}" if place.thread else place.channel


async def _posted(
    service: Service,
    line: Line,
    conversation: str,
    payloads: Iterable[Payload],
    to: Account | None = None,
) -> Sent:
    """Post messages in order, and give what Teams calls them; in a channel, all stand in the thread of the first."""
    sent: list[str] = []
    channel = conversation.partition(";")[0]
    for payload in payloads:
        id = await service.send(line, conversation, payload, to)
        sent += [f"{channel}:{id}"] if id else []
        if id and to is None and conversation.endswith(_THREADED):
            conversation = f"{conversation};messageid={id}"
    return tuple(sent)
