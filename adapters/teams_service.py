"""Speaking to Teams: messages, dialogs, and who people are; patient where it asks for patience."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Generic, TypeVar
from urllib.parse import quote
from weakref import WeakValueDictionary

import httpx
import structlog
from pydantic import JsonValue, TypeAdapter
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    wait_exponential_jitter,
)

from adapters import teams_cards
from adapters.teams_events import Account, Activity
from adapters.teams_sdk import Client
from adapters.teams_tokens import Sleep, Tokens
from bot.adapter import Counter, Payload, Undeliverable
from bot.messages import Message
from bot.places import Person, Place, Platform

MOMENTARY = frozenset({412, 429, 502, 504})
"""Answers after which Microsoft says to try again (Teams: rate limiting of bots)."""

ATTEMPTS = 4
LONGEST_WAIT = 20.0
"""Seconds; whoever asks for more is not waited for."""

MOST_GROUPS = 20
"""Ids that one call of Graph's checkMemberGroups takes."""

GUEST_SECONDS = 3_600.0
GROUP_SECONDS = 300.0
MOST_KEPT = 10_000

_PLAIN = re.compile(r"[\w.-]{1,60}", re.ASCII)
_BACK_OFF = wait_exponential_jitter(multiplier=0.5, max=LONGEST_WAIT)
_IDS = TypeAdapter(tuple[str, ...])

Kind = TypeVar("Kind")


class Patience:
    """Tries again what was refused for the moment, after as long as the refusal asks for."""

    def __init__(self, sleep: Sleep = asyncio.sleep) -> None:
        self._sleep = sleep

    async def send(self, _context: object, send: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
        """Send one call of the SDK's client, several times where need be."""
        retrying = AsyncRetrying(
            retry=retry_if_exception(_passes),
            wait=_wait,
            stop=stop_after_attempt(ATTEMPTS),
            sleep=self._sleep,
            reraise=True,
        )
        return await retrying(send)


def _passes(fault: BaseException) -> bool:
    if isinstance(fault, httpx.ConnectError):
        return True
    if not isinstance(fault, httpx.HTTPStatusError) or fault.response.status_code not in MOMENTARY:
        return False
    return (_asked_for(fault.response) or 0.0) <= LONGEST_WAIT


def _wait(state: RetryCallState) -> float:
    fault = state.outcome.exception() if state.outcome else None
    asked = _asked_for(fault.response) if isinstance(fault, httpx.HTTPStatusError) else None
    return _BACK_OFF(state) if asked is None else asked


def _asked_for(response: httpx.Response) -> float | None:
    """Seconds that Retry-After asks to wait, given as such or as a date; None where it asks for nothing."""
    asked = response.headers.get("Retry-After", "").strip()
    if asked.isdigit():
        return float(asked)
    try:
        return max((parsedate_to_datetime(asked) - datetime.now(UTC)).total_seconds(), 0.0)
    except (TypeError, ValueError):
        return None


class Kept(Generic[Kind]):
    """What was found out lately, each for so many seconds, and not more than so much of it."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock = seconds, clock
        self._kept: dict[object, tuple[float, Kind]] = {}

    def get(self, key: object) -> Kind | None:
        """What is kept under a key, or None."""
        until, kept = self._kept.get(key, (0.0, None))
        return kept if until > self._clock() else None

    def put(self, key: object, kept: Kind) -> None:
        """Keep something under a key."""
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[key] = (self._clock() + self._seconds, kept)


class Service:
    """One installation's way to Teams and to Graph, by the SDK's client.

    `targeted`: in groups and channels, messages may be sent that only one person sees.
    """

    def __init__(
        self, client: Client, tokens: Tokens, graph: str, graph_scope: str, targeted: bool = True
    ) -> None:
        self.targeted = targeted
        self._client, self._tokens, self._graph, self._graph_scope = client, tokens, graph, graph_scope
        self._guests: Kept[bool] = Kept(GUEST_SECONDS)
        self._groups: Kept[frozenset[str]] = Kept(GROUP_SECONDS)
        self._lines: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def send(
        self, activity: Activity, conversation: str, payload: Payload, to: Account | None = None
    ) -> None:
        """Post a message in a conversation; with `to` it is shown to that person alone."""
        path = f"/v3/conversations/{_quoted(conversation)}/activities"
        if to:
            path += "?isTargetedActivity=true"
            recipient: JsonValue = {"id": to.id, "name": to.name, "isTargeted": True}
            payload = {**payload, "recipient": recipient}
        await self._post(activity, path, payload)

    async def open(self, activity: Activity, person: str) -> str:
        """Give the id of the conversation with one person, which Teams makes where there is none."""
        asked: dict[str, JsonValue] = {
            "bot": {"id": activity.recipient.id},
            "members": [{"id": person}],
            "isGroup": False,
            "tenantId": activity.tenant,
            "channelData": {"tenant": {"id": activity.tenant}},
        }
        opened = await self._post(activity, "/v3/conversations", asked)
        id = opened.get("id")
        if not isinstance(id, str) or not id:
            raise Undeliverable("no_conversation")
        return id

    async def known(self, activity: Activity, person: Person, counter: Counter) -> Person:
        """Complete what is known of a person: whether they are a guest, and which groups they are in."""
        tenant = activity.tenant
        if person.bot or tenant not in counter.workspaces(Platform.teams):
            return person
        # One after the other for each person, for what they did first is to be answered first.
        async with self._lines.setdefault(person.key, asyncio.Lock()):
            guest = person.guest or await self._is_guest(activity, tenant)
            wanted = counter.groups(Platform.teams)
            asked = wanted and activity.sender.aad_object_id and not guest
            groups = await self._groups_of(activity.sender.aad_object_id, wanted) if asked else frozenset()
        return person.model_copy(update={"guest": guest, "groups": tuple(sorted(groups))})

    async def _is_guest(self, activity: Activity, tenant: str) -> bool:
        key = (tenant, activity.sender.id)
        kept = self._guests.get(key)
        if kept is not None:
            return kept
        path = f"/v3/conversations/{_quoted(activity.conversation.id)}/members/{_quoted(activity.sender.id)}"
        try:
            found = await self._client.get(activity.service_url.rstrip("/") + path)
            guest = Account.model_validate(found.json()).guest_of(tenant)
        except Exception as fault:
            structlog.get_logger().warning(
                "looking up a member failed", platform="teams", error=type(fault).__name__
            )
            return False
        self._guests.put(key, guest)
        return guest

    async def _groups_of(self, person: str, wanted: frozenset[str]) -> frozenset[str]:
        kept = self._groups.get((person, wanted))
        if kept is not None:
            return kept
        url = f"{self._graph}/v1.0/users/{_quoted(person)}/checkMemberGroups"
        ids = sorted(wanted)
        found: set[str] = set()
        try:
            token = await self._tokens(self._graph_scope)
            for start in range(0, len(ids), MOST_GROUPS):
                asked = {"groupIds": ids[start : start + MOST_GROUPS]}
                answer = await self._client.post(url, json=asked, token=token)
                found |= wanted & set(_IDS.validate_python(answer.json().get("value")))
        except Exception as fault:
            structlog.get_logger().warning(
                "looking up groups failed", platform="teams", error=type(fault).__name__
            )
            return frozenset()
        self._groups.put((person, wanted), frozenset(found))
        return frozenset(found)

    async def _post(self, activity: Activity, path: str, payload: Payload) -> Mapping[str, JsonValue]:
        try:
            answer = await self._client.post(activity.service_url.rstrip("/") + path, json=payload)
            answered = answer.json()
        except httpx.HTTPStatusError as fault:
            raise Undeliverable(_code(fault.response)) from None
        except Exception as fault:
            raise Undeliverable(type(fault).__name__) from None
        return answered if isinstance(answered, dict) else {}


def _quoted(id: str) -> str:
    return quote(id, safe=":@;=")


def _code(response: httpx.Response) -> str:
    """Teams' own word for a refusal, else the status; never its sentence, which may repeat what was sent."""
    try:
        code = response.json()["error"]["code"]
    except Exception:
        code = ""
    return code if isinstance(code, str) and _PLAIN.fullmatch(code) else f"status_{response.status_code}"


class Here:
    """The person and the place of one activity, reached by messages."""

    def __init__(self, service: Service, activity: Activity) -> None:
        self._service, self._activity = service, activity

    async def privately(self, message: Message) -> None:
        """Show a message to the activity's person alone: in their chat, else as a message for them only."""
        to = None if self._activity.direct else self._activity.sender
        if to and not self._service.targeted:
            raise Undeliverable("no_private_way")
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
        """Put a message into the dialog, while it has not been shown and as far as there is room."""
        if self._shown:
            raise Undeliverable("dialog_shown")
        together = (*self.gathered, message)
        if teams_cards.weight(teams_cards.whole(together)) > teams_cards.MOST_BYTES:
            raise Undeliverable("dialog_full")
        self.gathered = together

    async def directly(self, person: str, message: Message) -> None:
        """Send a message into the chat with a person, and remember that it was."""
        await super().directly(person, message)
        self.elsewhere = True

    def show(self) -> JsonValue:
        """Give the card of the dialog, to which nothing is added any more; None where it is empty."""
        self._shown = True
        return teams_cards.whole(self.gathered) if self.gathered else None
