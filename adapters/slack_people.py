"""Who somebody is in Slack: whether they belong to the workspace, their name, and the user groups they are in."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Mapping

import aiohttp
import structlog
from pydantic import BaseModel, ConfigDict, ValidationError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.events import Event

KNOWN = 3_600.0
"""Seconds for which what Slack says of a person is kept."""
GROUPED = 300.0
"""Seconds for which the members of the user groups are kept."""
FAILED = 60.0
"""Seconds after which Slack is asked again where it could not say."""
PATIENCE = 1.5
"""Seconds that an answer waits for any of this; the person is waiting for the answer."""
MOST = 20_000
"""People kept in mind; beyond it all are forgotten and asked for again."""


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
    profile: _Profile = _Profile()
    enterprise_user: _Enterprise = _Enterprise()

    @property
    def name(self) -> str:
        """The name that others see."""
        return self.profile.display_name or self.profile.real_name

    def guest(self, workspace: str) -> bool:
        """Whether they are no full member of a workspace."""
        if self.is_restricted or self.is_ultra_restricted or self.is_stranger:
            return True
        homes = (self.team_id, *self.enterprise_user.teams)
        return bool(self.team_id) and workspace not in homes


class People:
    """Asks Slack who people are, and keeps the answers for a while."""

    def __init__(self, client: AsyncWebClient, now: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._now = now
        self._users: dict[str, tuple[float, _User | None]] = {}
        self._looking: dict[str, asyncio.Task[_User | None]] = {}
        self._members: dict[str, tuple[float, frozenset[str]]] = {}
        self._asking = asyncio.Lock()

    async def known(self, event: Event, groups: frozenset[str]) -> Event:
        """The event with what Slack knows of its person; where it does not say, the event as it is."""
        person, user = event.person, None
        if not person.bot:
            user = await self._user(person.id)
        found = await self._in(person.id, groups) if groups else ()
        update: dict[str, object] = {"groups": found}
        if user:
            update |= {"guest": user.guest(event.place.workspace), "bot": user.is_bot}
        return event.model_copy(update={"person": person.model_copy(update=update)})

    async def name(self, person: str) -> str:
        """The name that others see, or nothing where Slack does not say."""
        user = await self._user(person) if person else None
        return user.name if user else ""

    async def _user(self, person: str) -> _User | None:
        """What Slack says of a person, asked for once however many wait for it."""
        kept = self._users.get(person)
        if kept and kept[0] > self._now():
            return kept[1]
        if person not in self._looking:
            looking = self._looking[person] = asyncio.create_task(self._looked_up(person))
            looking.add_done_callback(lambda _: self._looking.pop(person))
        return await asyncio.shield(self._looking[person])

    async def _looked_up(self, person: str) -> _User | None:
        raw = await asked(self._client, "users.info", {"user": person})
        user: _User | None = None
        if raw is not None:
            try:
                user = _User.model_validate(raw.get("user"))
            except ValidationError:
                structlog.get_logger().warning("a person was unreadable", platform="slack")
        if len(self._users) >= MOST:
            self._users.clear()
        self._users[person] = (self._now() + (KNOWN if user else FAILED), user)
        return user

    async def _in(self, person: str, groups: frozenset[str]) -> tuple[str, ...]:
        """Those of some user groups that a person is in; one look at a time, for Slack counts them."""
        async with self._asking:
            members = await asyncio.gather(*map(self._of, sorted(groups)))
        return tuple(group for group, people in zip(sorted(groups), members, strict=True) if person in people)

    async def _of(self, group: str) -> frozenset[str]:
        kept = self._members.get(group)
        if kept and kept[0] > self._now():
            return kept[1]
        raw = await asked(self._client, "usergroups.users.list", {"usergroup": group})
        users = raw.get("users") if raw else None
        found = frozenset(map(str, users)) if isinstance(users, list) else frozenset[str]()
        self._members[group] = (self._now() + (FAILED if raw is None else GROUPED), found)
        return found


async def asked(client: AsyncWebClient, method: str, about: Mapping[str, str]) -> Mapping[str, object] | None:
    """What Slack answers to a question, or None where it does not, or not soon enough."""
    try:
        async with asyncio.timeout(PATIENCE):
            response = await client.api_call(method, http_verb="GET", params=dict(about))
    except TROUBLE as fault:
        structlog.get_logger().warning("a lookup failed", platform="slack", error=code(fault))
        return None
    return response.data if isinstance(response.data, dict) else None


def code(fault: BaseException) -> str:
    """The short word for a fault: Slack's own, else the exception's class; never what was sent."""
    data = getattr(fault.response, "data", None) if isinstance(fault, SlackApiError) else None
    said = data.get("error") if isinstance(data, dict) else None
    return said if isinstance(said, str) and _CODE.fullmatch(said) else type(fault).__name__
