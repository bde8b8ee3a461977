"""How one activity's person and place are reached in Teams: by messages, or in the dialog that it opens."""

from __future__ import annotations

from pydantic import JsonValue

from adapters import teams_cards
from adapters.teams_events import Account, Activity
from adapters.teams_service import Service
from bot import phrases
from bot.adapter import NO_PRIVATE_WAY, Undeliverable
from bot.messages import Message
from bot.places import Place

WAITING = frozenset({phrases.LOOKING, phrases.INDEX_BEING_BUILT})
"""What is said to somebody who waits for an answer."""


class Here:
    """The person and the place of one activity, reached by messages."""

    def __init__(self, service: Service, activity: Activity) -> None:
        self._service, self._activity = service, activity

    async def privately(self, message: Message) -> None:
        """Show a message to the activity's person alone: in their chat, else as a message for them only."""
        to = None if self._activity.direct else self._activity.sender
        if to and not self._service.targeted:
            raise Undeliverable(NO_PRIVATE_WAY)
        await self._send(self._activity.conversation.id, message, to)

    async def directly(self, person: str, message: Message) -> None:
        """Send a message into the chat with a person."""
        sender = self._activity.sender
        own = person in {sender.id, sender.aad_object_id}
        if own and self._activity.direct:
            return await self._send(self._activity.conversation.id, message)
        conversation = await self._service.open(self._activity, sender.id if own else person)
        return await self._send(conversation, message)

    async def publicly(self, place: Place, message: Message) -> None:
        """Post a message in a place, in its thread where it has one."""
        thread = f";messageid={place.thread}" if place.thread else ""
        await self._send(f"{place.channel}{thread}", message)

    async def _send(self, conversation: str, message: Message, to: Account | None = None) -> None:
        sender = self._activity.sender
        sharer = sender.name if message.by in {sender.id, sender.aad_object_id} else ""
        for payload in teams_cards.render(message, sharer):
            await self._service.send(self._activity, conversation, payload, to)


class InDialog(Here):
    """The person and the place of one activity that a dialog answers: what is private is gathered for it."""

    def __init__(self, service: Service, activity: Activity) -> None:
        super().__init__(service, activity)
        self.gathered: tuple[Message, ...] = ()
        self.elsewhere = False
        self._shown = False

    async def privately(self, message: Message) -> None:
        """Put a message into the dialog while it has not been shown and there is room, else into their own chat.

        A dialog shows by itself that it is waited for.
        """
        if not self._shown and message.plain in WAITING:
            return
        together = (*self.gathered, message)
        if not self._shown and teams_cards.weight(teams_cards.whole(together)) <= teams_cards.MOST_BYTES:
            self.gathered = together
            return
        if not self._activity.direct:
            raise Undeliverable("dialog_shown" if self._shown else "dialog_full")
        await super().privately(message)
        self.elsewhere = True

    async def directly(self, person: str, message: Message) -> None:
        """Send a message into the chat with a person, and remember that it was."""
        await super().directly(person, message)
        self.elsewhere = True

    def show(self) -> JsonValue:
        """Give the card of the dialog, to which nothing is added any more; None where it is empty."""
        self._shown = True
        return teams_cards.whole(self.gathered) if self.gathered else None
