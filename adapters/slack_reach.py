"""How people and places are reached in Slack: asked, by one event, and unasked."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

import structlog
from pydantic import JsonValue
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters import slack_files
from adapters.slack_blocks import home, payloads
from adapters.slack_people import TROUBLE, People, code
from bot.adapter import NO_PRIVATE_WAY, Payload, Sent, Undeliverable
from bot.addresses import is_loopback
from bot.events import Event, File
from bot.messages import Message, To
from bot.places import Place, Platform

MOST_USES = 5
"""Answers that one response address takes within half an hour (docs.slack.dev, "Handling user interaction")."""
MOST_PROMPTS = 4
"""Suggested questions that a conversation shows (docs.slack.dev, `assistant.threads.setSuggestedPrompts`)."""
OWN = (".slack.com", ".slack-gov.com")
"""Where Slack's response addresses lie; nothing is posted anywhere else."""
OUTSIDE = ("not_in_channel", "channel_not_found")
"""What Slack answers where the bot is no member of the channel."""
OTHER_WORKSPACE = "other_workspace"
"""Why nothing is carried to a place of a workspace that the token does not belong to."""

QUIET = logging.getLogger("quoth.slack")
"""What the SDK logs to: at lower levels than this it prints payloads, and so people's words."""
QUIET.setLevel(logging.WARNING)


def patient() -> list[AsyncRetryHandler]:
    """What tries a call again: after the time that Slack names, or after a broken connection."""
    return [
        AsyncRateLimitErrorRetryHandler(max_retry_count=3),
        AsyncConnectionErrorRetryHandler(),
        AsyncServerErrorRetryHandler(),
    ]


class SlackCourier:
    """Writes to people and places through the Web API; remembers nothing of them from one time to the next.

    `workspace` is the one that the client's token belongs to.
    """

    def __init__(self, client: AsyncWebClient, people: People, workspace: str) -> None:
        self.client = client
        self._people = people
        self._workspace = workspace

    async def carry(self, place: Place, message: Message) -> Sent:
        """Deliver a message that answers no event: to its person directly, or to everybody in its place."""
        into = message.place or place
        if {place.workspace, into.workspace} != {self._workspace}:
            raise Undeliverable(OTHER_WORKSPACE)
        if message.to is To.asker:
            raise Undeliverable(NO_PRIVATE_WAY)
        if message.to is To.person:
            return await self.directly(message.person, message)
        return [await self.post(into, payload) for payload in await self.rendered(message)]

    async def directly(self, person: str, message: Message) -> Sent:
        """Send a message into the conversation between a person and the bot, opening it if need be."""
        opened = await self.call("conversations.open", {"users": person})
        channel = opened.get("channel")
        found = channel.get("id") if isinstance(channel, dict) else None
        # Slack posts to a person's id, too, in their conversation with the bot.
        to = found if isinstance(found, str) else person
        place = Place(platform=Platform.slack, workspace=self._workspace, channel=to, direct=True)
        return [await self.post(place, payload) for payload in await self.rendered(message)]

    async def post(self, place: Place, payload: Payload) -> str:
        """Post one payload in a place, and give what Slack calls it: channel and timestamp."""
        body = {"channel": place.channel, **_in_thread(place), **payload}
        posted = await self.call("chat.postMessage", body)
        # What was sent to a person's id lies in the conversation that Slack names here.
        return f"{posted.get('channel', place.channel)}:{posted.get('ts', '')}"

    async def rendered(self, message: Message) -> tuple[Payload, ...]:
        """The payloads that show a message in this workspace."""
        return payloads(message, await self._people.name(message.by), self._workspace)

    async def call(self, method: str, body: dict[str, JsonValue]) -> dict[str, JsonValue]:
        """Call the Web API; raises Undeliverable with Slack's own word for what is wrong."""
        try:
            answer = await self.client.api_call(method, json=body)
        except TROUBLE as fault:
            raise Undeliverable(code(fault)) from None
        return answer.data if isinstance(answer.data, dict) else {}


class SlackReach:
    """Answers one event: by its response address where it has one, else by the courier.

    `url` is the response address or empty; `on_home` where the event is a look at the Home tab.
    """

    def __init__(self, courier: SlackCourier, event: Event, url: str = "", on_home: bool = False) -> None:
        self._courier = courier
        self._event = event
        self._url = url
        self._on_home = on_home
        self._uses = 0

    async def privately(self, message: Message) -> Sent:
        """Show a message to the event's person alone: in their conversation with the bot, else ephemerally."""
        place, person = self._event.place, self._event.person
        if self._on_home:
            await self._courier.call("views.publish", {"user_id": person.id, "view": dict(home(message))})
            return ()
        sent: list[str] = []
        for payload in await self._courier.rendered(message):
            if place.direct:
                sent.append(await self._courier.post(place, payload))
            elif not await self._respond(payload, "ephemeral", place):
                body = {"channel": place.channel, "user": person.id, **_in_thread(place), **payload}
                await self._courier.call("chat.postEphemeral", body)
        if message.prompts and place.direct:
            await self._suggest(message.prompts)
        return sent

    async def directly(self, person: str, message: Message) -> Sent:
        """Send a message into the conversation between a person and the bot, opening it if need be."""
        return await self._courier.directly(person, message)

    async def publicly(self, place: Place, message: Message) -> Sent:
        """Post a message in a place; where the bot is no member, by the response address of an event there."""
        sent: list[str] = []
        for payload in await self._courier.rendered(message):
            try:
                sent.append(await self._courier.post(place, payload))
            except Undeliverable as fault:
                here = place.channel == self._event.place.channel
                if not (here and fault.why in OUTSIDE and await self._respond(payload, "in_channel", place)):
                    raise
        return sent

    async def fetch(self, file: File, most: int) -> bytes:
        """Give the bytes of a file that came with the event."""
        return await slack_files.fetched(self._courier.client, file, most)

    async def _respond(self, payload: Payload, seen: str, place: Place) -> bool:
        """Answer by the response address; False where there is none, or it takes no more."""
        client = self._courier.client
        if self._uses >= MOST_USES or not slacks(self._url, client.base_url):
            return False
        self._uses += 1
        webhook = AsyncWebhookClient(
            self._url,
            session=client.session,
            retry_handlers=patient(),
            logger=QUIET,
        )
        body = {**payload, "response_type": seen, "replace_original": False, **_in_thread(place)}
        try:
            answer = await webhook.send_dict(body)
        except TROUBLE as fault:
            structlog.get_logger().warning("a response failed", platform="slack", error=code(fault))
            return False
        return answer.status_code == 200

    async def _suggest(self, prompts: tuple[str, ...]) -> None:
        """Offer questions above the composer; without them the message says enough."""
        offered: list[JsonValue] = [{"title": prompt, "message": prompt} for prompt in prompts[:MOST_PROMPTS]]
        try:
            await self._courier.call(
                "assistant.threads.setSuggestedPrompts",
                {"channel_id": self._event.place.channel, "prompts": offered},
            )
        except Undeliverable as fault:
            structlog.get_logger().warning("suggesting failed", platform="slack", error=fault.why)


def slacks(url: str, api: str) -> bool:
    """Whether a response address is Slack's own, or where a stand-in is used, on its machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if is_loopback(urlsplit(api).hostname or ""):
        return is_loopback(parts.hostname or "")
    return parts.scheme == "https" and f".{parts.hostname}".endswith(OWN)


def _in_thread(place: Place) -> dict[str, JsonValue]:
    """What a call says of the thread that it means, if any."""
    return {"thread_ts": place.thread} if place.thread else {}
