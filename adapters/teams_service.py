"""Speaking to Teams: messages, and who people are; patient where it asks for patience."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import quote
from weakref import WeakValueDictionary

import httpx
import structlog
from cachetools import TTLCache
from pydantic import JsonValue, TypeAdapter
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    wait_exponential_jitter,
)

from adapters.teams_events import Account, Activity
from adapters.teams_sdk import Client
from adapters.teams_tokens import Sleep, Tokens
from bot.adapter import Counter, Payload, Undeliverable
from bot.places import Person, Platform

MOMENTARY = frozenset({412, 429, 500, 502, 503, 504})
"""Answers after which Microsoft says to try again (Teams: rate limiting of bots), and others of a fault of its own."""

CUT = (httpx.ConnectError, httpx.ReadError, httpx.RemoteProtocolError)
"""A connection that was refused or cut: most often one that had been idle, so that nothing arrived."""

ATTEMPTS = 4
LONGEST_WAIT = 20.0
"""Seconds; whoever asks for more is not waited for."""

LOOKING_UP = 1.0
"""Seconds that an answer waits for who somebody is; what takes longer counts from their next question on."""

MOST_GROUPS = 20
"""Ids that one call of Graph's checkMemberGroups takes."""

MEMBER_SECONDS = 3_600.0
GROUP_SECONDS = 300.0
MOST_KEPT = 10_000

_PLAIN = re.compile(r"[\w.-]{1,60}", re.ASCII)
_BACK_OFF = wait_exponential_jitter(multiplier=0.5, max=LONGEST_WAIT)
_IDS = TypeAdapter(tuple[str, ...])


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
    if isinstance(fault, CUT):
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


@dataclass(frozen=True)
class Line:
    """The way into one tenant: the address of its service, its id, and the bot's own id where it is known."""

    url: str
    tenant: str
    bot: str = ""

    @classmethod
    def of(cls, activity: Activity) -> Line:
        """The way back to where an activity came from."""
        return cls(activity.service_url, activity.tenant, activity.recipient.id)


class Service:
    """One installation's way to Teams and to Graph, by the SDK's client.

    `targeted`: in groups and channels, messages may be sent that only one person sees.
    """

    def __init__(
        self,
        client: Client,
        tokens: Tokens,
        graph: str,
        graph_scope: str,
        targeted: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.targeted = targeted
        self._client, self._tokens, self._graph, self._graph_scope = client, tokens, graph, graph_scope
        self._members: TTLCache[object, Account] = TTLCache(MOST_KEPT, MEMBER_SECONDS, clock)
        self._groups: TTLCache[object, frozenset[str]] = TTLCache(MOST_KEPT, GROUP_SECONDS, clock)
        self._lines: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._looking: dict[str, asyncio.Task[Person]] = {}

    async def send(self, line: Line, conversation: str, payload: Payload, to: Account | None = None) -> str:
        """Post a message in a conversation, and give its id; with `to` it is shown to that person alone."""
        path = f"/v3/conversations/{_quoted(conversation)}/activities"
        if to:
            path += "?isTargetedActivity=true"
            recipient: JsonValue = {"id": to.id, "name": to.name, "isTargeted": True}
            payload = {**payload, "recipient": recipient}
        return _id(await self._post(line, path, payload))

    async def open(self, line: Line, person: str) -> str:
        """Give the id of the conversation with one person, which Teams makes where there is none."""
        asked: dict[str, JsonValue] = {
            "members": [{"id": person}],
            "isGroup": False,
            "tenantId": line.tenant,
            "channelData": {"tenant": {"id": line.tenant}},
        }
        if line.bot:
            asked["bot"] = {"id": line.bot}
        id = _id(await self._post(line, "/v3/conversations", asked))
        if not id:
            raise Undeliverable("no_conversation")
        return id

    async def name_of(self, line: Line, person: str) -> str:
        """What Teams calls a person, by their id; empty where it does not say so at once."""
        try:
            async with asyncio.timeout(LOOKING_UP):
                found = await self._member(line, await self.open(line, person), person)
        except (TimeoutError, Undeliverable):
            return ""
        return found.called if found else ""

    async def known(self, activity: Activity, person: Person, counter: Counter) -> Person:
        """Complete what is known of a person: whether they are a guest, and which groups they are in."""
        if person.bot or activity.tenant not in counter.workspaces(Platform.teams):
            return person
        # One after the other for each person, for what they did first is to be answered first.
        async with self._lines.setdefault(person.key, asyncio.Lock()):
            looking = self._looking.get(person.key)
            if looking is None:
                looked_up = self._looked_up(activity, person, counter.groups(Platform.teams))
                looking = self._looking[person.key] = asyncio.create_task(looked_up)
                looking.add_done_callback(lambda _: self._looking.pop(person.key))
            await asyncio.wait({looking}, timeout=LOOKING_UP)
        if not looking.done():
            structlog.get_logger().warning("looking somebody up takes long", platform="teams")
            return person
        found = looking.result()
        known = {
            "guest": person.guest or found.guest,
            "groups": found.groups,
            "name": person.name or found.name,
        }
        return person.model_copy(update=known)

    async def _looked_up(self, activity: Activity, person: Person, wanted: frozenset[str]) -> Person:
        guest, name = person.guest, person.name
        if not guest:
            member = await self._member(Line.of(activity), activity.conversation.id, activity.sender.id)
            if member:
                guest, name = member.guest_of(activity.tenant), member.called
        asked = wanted and activity.sender.aad_object_id and not guest
        groups = await self._groups_of(activity.sender.aad_object_id, wanted) if asked else frozenset()
        return person.model_copy(update={"guest": guest, "groups": tuple(sorted(groups)), "name": name})

    async def _member(self, line: Line, conversation: str, person: str) -> Account | None:
        """What Teams says of a member of a conversation; None where it says nothing."""
        key = (line.tenant, person)
        if kept := self._members.get(key):
            return kept
        path = f"/v3/conversations/{_quoted(conversation)}/members/{_quoted(person)}"
        try:
            answer = await self._client.get(line.url.rstrip("/") + path)
            found = self._members[key] = Account.model_validate(answer.json())
        except Exception as fault:
            structlog.get_logger().warning(
                "looking up a member failed", platform="teams", error=type(fault).__name__
            )
            return None
        return found

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
        self._groups[person, wanted] = frozenset(found)
        return frozenset(found)

    async def _post(self, line: Line, path: str, payload: Payload) -> Mapping[str, JsonValue]:
        try:
            answer = await self._client.post(line.url.rstrip("/") + path, json=payload)
            answered = answer.json()
        except httpx.HTTPStatusError as fault:
            raise Undeliverable(_code(fault.response)) from None
        except Exception as fault:
            raise Undeliverable(type(fault).__name__) from None
        return answered if isinstance(answered, dict) else {}


def _id(answered: Mapping[str, JsonValue]) -> str:
    id = answered.get("id")
    return id if isinstance(id, str) else ""


def _quoted(id: str) -> str:
    return quote(id, safe=":@;=")


def _code(response: httpx.Response) -> str:
    """Teams' own word for a refusal, else the status; never its sentence, which may repeat what was sent."""
    try:
        code = response.json()["error"]["code"]
    except Exception:
        code = ""
    return code if isinstance(code, str) and _PLAIN.fullmatch(code) else f"status_{response.status_code}"
