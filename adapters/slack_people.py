"""Who somebody is in Slack: whether they belong to the workspace, their name, and the user groups they are in."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

import aiohttp
import structlog
from cachetools import TLRUCache
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.events import Event

KNOWN = 3_600.0
"""Seconds for which what Slack says of a person is kept."""
GROUPED = 300.0
"""Seconds for which the members of the user groups are kept."""
FAILED = 60.0
"""Seconds after which Slack is asked again where it could not say."""
PATIENCE = 0.8
"""Seconds that an answer waits for any of this; the person is waiting for the answer."""
LONGEST = 10.0
"""Seconds that Slack is given to say who somebody is; what comes late counts from their next question on."""
MOST = 20_000
"""People kept in mind; beyond it those who were asked about longest ago are forgotten."""
MOST_NAME = 200
"""Characters of a name that are handed on; Slack itself has display names of 80 at most."""

TROUBLE = (SlackClientError, aiohttp.ClientError, OSError, TimeoutError)
"""What a call to Slack may end in instead of an answer."""

_CODE = re.compile(r"[a-z_]{1,60}")


class _Profile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    display_name: str = ""
    real_name: str = ""


class _Enterprise(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    teams: tuple[str, ...] = ()


class _User(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    team_id: str = ""
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    is_bot: bool = False
    handle: str = Field(default="", alias="name")
    profile: _Profile = _Profile()
    enterprise_user: _Enterprise = _Enterprise()

    @property
    def name(self) -> str:
        """The name that others see."""
        return called(self.profile.display_name, self.profile.real_name, self.handle)

    def guest(self, workspace: str, otherwise: bool) -> bool:
        """Whether they are no full member of a workspace; `otherwise` where Slack names none of theirs."""
        if self.is_restricted or self.is_ultra_restricted or self.is_stranger:
            return True
        homes = (self.team_id, *self.enterprise_user.teams)
        return workspace not in homes if self.team_id else otherwise


class People:
    """Asks Slack who people are, and keeps the answers for a while."""

    def __init__(self, client: AsyncWebClient, now: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._users: TLRUCache[str, _User | None] = TLRUCache(
            MOST, lambda _person, user, now: now + (KNOWN if user else FAILED), now
        )
        self._looking: dict[str, asyncio.Task[_User | None]] = {}
        self._members: TLRUCache[str, frozenset[str] | None] = TLRUCache(
            MOST, lambda _group, people, now: now + (FAILED if people is None else GROUPED), now
        )
        self._asking = asyncio.Lock()

    async def known(self, event: Event, groups: frozenset[str]) -> Event:
        """The event with what Slack knows of its person; where it does not say, the event as it is."""
        person = event.person
        user, found = await asyncio.gather(
            self._user("" if person.bot else person.id), self._in(person.id, groups)
        )
        update: dict[str, object] = {"groups": found}
        if user:
            update |= {"guest": user.guest(event.place.workspace, person.guest), "bot": user.is_bot}
            update |= {"name": user.name or person.name}
        return event.model_copy(update={"person": person.model_copy(update=update)})

    async def name(self, person: str) -> str:
        """The name that others see, or nothing where Slack does not say."""
        user = await self._user(person)
        return user.name if user else ""

    async def _user(self, person: str) -> _User | None:
        """What Slack says of a person, asked for once however many wait for it."""
        with suppress(KeyError):
            return self._users[person]
        if not person:
            return None
        looking = self._looking.get(person)
        if looking is None:
            looking = self._looking[person] = asyncio.create_task(self._looked_up(person))
            looking.add_done_callback(lambda _: self._looking.pop(person))
        await asyncio.wait({looking}, timeout=PATIENCE)
        return looking.result() if looking.done() else None

    async def _looked_up(self, person: str) -> _User | None:
        raw = await asked(self._client, "users.info", {"user": person}, LONGEST)
        user: _User | None = None
        if raw is not None:
            try:
                user = _User.model_validate(raw.get("user"))
            except ValidationError:
                structlog.get_logger().warning("a person was unreadable", platform="slack")
        self._users[person] = user
        return user

    async def _in(self, person: str, groups: frozenset[str]) -> tuple[str, ...]:
        """Those of some user groups that a person is in; one look at a time, for Slack counts them."""
        if not groups:
            return ()
        async with self._asking:
            members = await asyncio.gather(*map(self._of, sorted(groups)))
        return tuple(group for group, people in zip(sorted(groups), members, strict=True) if person in people)

    async def _of(self, group: str) -> frozenset[str]:
        with suppress(KeyError):
            return self._members[group] or frozenset()
        raw = await asked(self._client, "usergroups.users.list", {"usergroup": group})
        users = raw.get("users") if raw else None
        found = frozenset(map(str, users)) if isinstance(users, list) else frozenset[str]()
        self._members[group] = None if raw is None else found
        return found


async def asked(
    client: AsyncWebClient, method: str, about: Mapping[str, str], seconds: float = PATIENCE
) -> Mapping[str, object] | None:
    """What Slack answers to a question, or None where it does not, or not within so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            response = await client.api_call(method, http_verb="GET", params=dict(about))
    except TROUBLE as fault:
        structlog.get_logger().warning("a lookup failed", platform="slack", error=code(fault))
        return None
    return response.data if isinstance(response.data, dict) else None


def called(*names: str) -> str:
    """What to call somebody: the first of some names that says anything."""
    return next(filter(None, (name.strip()[:MOST_NAME] for name in names)), "")


def code(fault: BaseException) -> str:
    """The short word for a fault: Slack's own, else the exception's class; never what was sent."""
    data = getattr(fault.response, "data", None) if isinstance(fault, SlackApiError) else None
    said = data.get("error") if isinstance(data, dict) else None
    return said if isinstance(said, str) and _CODE.fullmatch(said) else type(fault).__name__
