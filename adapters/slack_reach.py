"""How one event's person and place are reached in Slack."""

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

from adapters.slack_blocks import home, payloads
from adapters.slack_people import TROUBLE, People, code
from bot.adapter import Payload, Undeliverable
from bot.addresses import is_loopback
from bot.events import Event
from bot.messages import Message
from bot.places import Place

MOST_USES = 5
"""Answers that one response address takes within half an hour (docs.slack.dev, "Handling user interaction")."""
MOST_PROMPTS = 4
"""Suggested questions that a conversation shows (docs.slack.dev, `assistant.threads.setSuggestedPrompts`)."""
OWN = (".slack.com", ".slack-gov.com")
"""Where Slack's response addresses lie; nothing is posted anywhere else."""
OUTSIDE = ("not_in_channel", "channel_not_found")
"""What Slack answers where the bot is no member of the channel."""


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


class SlackReach:
    """Answers one event: by its response address where it has one, else through the Web API.

    `url` is the response address or empty; `on_home` where the event is a look at the Home tab.
    """

    def __init__(
        self, client: AsyncWebClient, people: People, event: Event, url: str = "", on_home: bool = False
    ) -> None:
        self._client = client
        self._people = people
        self._event = event
        self._url = url
        self._on_home = on_home
        self._uses = 0

    async def privately(self, message: Message) -> None:
        """Show a message to the event's person alone: in their conversation with the bot, else ephemerally."""
        place, person = self._event.place, self._event.person
        if self._on_home:
            await self._call("views.publish", {"user_id": person.id, "view": dict(home(message))})
            return
        for payload in await self._rendered(message):
            if place.direct:
                await self._post(place, payload)
            elif not await self._respond(payload, "ephemeral", place):
                body = {"channel": place.channel, "user": person.id, **_in_thread(place), **payload}
                await self._call("chat.postEphemeral", body)
        if message.prompts and place.direct:
            await self._suggest(message.prompts)

    async def directly(self, person: str, message: Message) -> None:
        """Send a message into the conversation between a person and the bot, opening it if need be."""
        opened = await self._call("conversations.open", {"users": person})
        channel = opened.get("channel")
        found = channel.get("id") if isinstance(channel, dict) else None
        # Slack posts to a person's id, too, in their conversation with the bot.
        to = found if isinstance(found, str) else person
        place = Place(
            platform=self._event.place.platform,
            workspace=self._event.place.workspace,
            channel=to,
            direct=True,
        )
        for payload in await self._rendered(message):
            await self._post(place, payload)

    async def publicly(self, place: Place, message: Message) -> None:
        """Post a message in a place; where the bot is no member, by the response address of an event there."""
        for payload in await self._rendered(message):
            try:
                await self._post(place, payload)
            except Undeliverable as fault:
                here = place.channel == self._event.place.channel
                if not (here and fault.why in OUTSIDE and await self._respond(payload, "in_channel", place)):
                    raise

    async def _rendered(self, message: Message) -> tuple[Payload, ...]:
        return payloads(message, await self._people.name(message.by))

    async def _post(self, place: Place, payload: Payload) -> None:
        await self._call("chat.postMessage", {"channel": place.channel, **_in_thread(place), **payload})

    async def _respond(self, payload: Payload, seen: str, place: Place) -> bool:
        """Answer by the response address; False where there is none, or it takes no more."""
        if self._uses >= MOST_USES or not slacks(self._url, self._client.base_url):
            return False
        self._uses += 1
        webhook = AsyncWebhookClient(
            self._url,
            session=self._client.session,
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
            await self._call(
                "assistant.threads.setSuggestedPrompts",
                {"channel_id": self._event.place.channel, "prompts": offered},
            )
        except Undeliverable as fault:
            structlog.get_logger().warning("suggesting failed", platform="slack", error=fault.why)

    async def _call(self, method: str, body: dict[str, JsonValue]) -> dict[str, JsonValue]:
        try:
            answer = await self._client.api_call(method, json=body)
        except TROUBLE as fault:
            raise Undeliverable(code(fault)) from None
        return answer.data if isinstance(answer.data, dict) else {}


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
    return {"thread_ts": place.thread} if place.thread else {}
