"""Slack: reads its events, shows messages in it, and runs in Socket Mode or over HTTP."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

import aiohttp
import structlog
from slack_bolt import BoltResponse
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import Response

from adapters import slack_events
from adapters.routes import Routes
from adapters.slack_blocks import payloads
from adapters.slack_events import Own
from adapters.slack_manifest import PATH
from adapters.slack_people import TROUBLE, People, asked, code
from adapters.slack_reach import QUIET, SlackCourier, SlackReach, patient
from bot.adapter import Ability, Can, Counter, Payload, Wanted
from bot.addresses import is_safe
from bot.credentials import FILE, Credentials, variable
from bot.errors import MissingSetting, WrongSetting
from bot.events import Event, Opened
from bot.messages import Message
from bot.places import Platform
from bot.settings import Settings

REFUSED = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
    }
)
"""What Slack answers to a token that no waiting will make right."""
SLOWEST = 60.0
"""Seconds between two attempts to connect, at most."""
STEADY = 60.0
"""Seconds after which a connection counts as having held."""
LOOK = 0.5
"""Seconds between two looks at whether the connection still holds."""
SESSION = aiohttp.ClientTimeout(total=30)

ABILITIES = (
    Ability(what=Wanted.mention, can=Can.yes, how="`@Quoth …` in a channel that the bot was invited to"),
    Ability(what=Wanted.direct, can=Can.yes, how="Write to Quoth under Apps, or from the agent's entry"),
    Ability(what=Wanted.command, can=Can.yes, how="`/policy …`, in any conversation but inside a thread"),
    Ability(what=Wanted.check, can=Can.yes, how="“Check against policy” in a message's menu"),
    Ability(
        what=Wanted.follow_up,
        can=Can.yes,
        how="Mention it again in the thread; a direct message needs no mention",
    ),
    Ability(
        what=Wanted.private,
        can=Can.yes,
        how="A message that only the asker sees, gone when Slack is reloaded; a direct message stays",
    ),
    Ability(what=Wanted.share, can=Can.yes, how="Posted by the bot, with the name of who shared it"),
    Ability(
        what=Wanted.context, can=Can.yes, how="A link to the clause's page, where a public address is set"
    ),
    Ability(what=Wanted.feedback, can=Can.yes, how="Buttons below the answer"),
    Ability(what=Wanted.long_quotes, can=Can.yes, how="Continued in further messages"),
    Ability(what=Wanted.prompts, can=Can.yes, how="In the direct conversation"),
    Ability(
        what=Wanted.pinning,
        can=Can.partly,
        how="Pin the message, or react to it with :pushpin:, where others see it too or in the direct conversation; "
        "below an answer that only you see, press *Pin*",
    ),
    Ability(
        what=Wanted.unasked,
        can=Can.yes,
        how="In the direct conversation with each person, and in a channel that the bot was invited to",
    ),
    Ability(what=Wanted.files, can=Can.yes, how="Attach it to a direct message"),
    Ability(what=Wanted.roles, can=Can.yes, how="Slack user groups, on paid plans; else people one by one"),
    Ability(what=Wanted.no_address, can=Can.yes, how="Socket Mode"),
)


class SlackAdapter:
    """The adapter for Slack: Socket Mode where there is an app-level token, else HTTP mode on the web server.

    Raises WrongSetting where a secret is missing, or the API's address would send secrets in the clear.
    """

    name = Platform.slack

    def __init__(self, credentials: Credentials, settings: Settings, web: Routes) -> None:
        token = credentials.need("slack_bot_token")
        if not (credentials.slack_app_token or credentials.slack_signing_secret):
            raise MissingSetting(
                setting=variable("slack_app_token"),
                why=f", and so is {variable('slack_signing_secret')}: Slack needs one of the two",
                place=f"the environment or {FILE}",
            )
        self._app_token = credentials.need("slack_app_token") if credentials.slack_app_token else ""
        self._secret = "" if self._app_token else credentials.need("slack_signing_secret")
        self._client = AsyncWebClient(
            token=token, base_url=_checked(settings.slack_api), logger=QUIET, retry_handlers=patient()
        )
        self._own = Own()
        self._people = People(self._client)
        self._courier = SlackCourier(self._client, self._people, "")
        self._counter: Counter | None = None
        self._app: AsyncApp | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._doors: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        if not self._app_token:
            web.add(PATH, self._endpoint)

    def read(self, raw: Mapping[str, object]) -> Event | None:
        """Give the event that a payload tells of, or None."""
        return slack_events.read(raw, self._own)

    def render(self, message: Message) -> Sequence[Payload]:
        """Give the payloads that show a message."""
        return payloads(message, workspace=self._own.team)

    async def run(self, counter: Counter) -> None:
        """Connect, and hand every event to the counter until cancelled; raises WrongSetting for a refused token."""
        async with aiohttp.ClientSession(timeout=SESSION) as session:
            self._client.session = session
            self._own = await self._introduced()
            self._courier = SlackCourier(self._client, self._people, self._own.team)
            self._app = self._bolt()
            self._counter = counter
            try:
                if self._app_token:
                    await self._stay_connected(counter)
                counter.connected(self.name, self._courier)
                await asyncio.Event().wait()
            finally:
                self._counter = None
                counter.connected(self.name, None)
                await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _introduced(self) -> Own:
        """Ask Slack whom the token belongs to, until it answers."""
        for wait in _waits():
            try:
                found = (await self._client.api_call("auth.test")).data
            except TROUBLE as fault:
                _refused(fault, "slack_bot_token")
                structlog.get_logger().warning("connecting failed", platform="slack", error=code(fault))
                await asyncio.sleep(wait)
                continue
            if not isinstance(found, dict) or not found.get("bot_id"):
                raise _wrong("slack_bot_token", "it is not a bot's token, which begins with xoxb-.")
            return Own(team=found.get("team_id", ""), user=found.get("user_id", ""), bot=found["bot_id"])
        raise AssertionError("the waits never end")

    def _bolt(self) -> AsyncApp:
        """What checks requests, and passes over what the bot did itself, before they are taken."""
        own = AuthorizeResult(
            enterprise_id=None, team_id=self._own.team, bot_user_id=self._own.user, bot_id=self._own.bot
        )

        async def authorized() -> AuthorizeResult:
            return own

        # Given a token, Bolt would ask Slack who it is at every event that comes before the first answer.
        app = AsyncApp(
            client=AsyncWebClient(base_url=self._client.base_url, logger=QUIET),
            authorize=authorized,
            signing_secret=self._secret,
            request_verification_enabled=not self._app_token,
            logger=QUIET,
        )
        app.use(self._taken)
        return app

    async def _stay_connected(self, counter: Counter) -> None:
        """Hold a connection in Socket Mode, and open another one with a new address whenever it is lost."""
        waits = _waits()
        while True:
            # The SDK would try the same address again for ever, though each is good for one connection.
            client = SocketModeClient(
                self._app_token, QUIET, web_client=self._client, auto_reconnect_enabled=False
            )
            client.socket_mode_request_listeners.append(self._envelope)
            began = time.monotonic()
            try:
                async with asyncio.timeout(SLOWEST):
                    client.wss_uri = await client.issue_new_wss_url()
                    await client.connect()  # type: ignore[no-untyped-call]
                counter.connected(self.name, self._courier)
                while await client.is_connected():
                    await asyncio.sleep(LOOK)
            except TROUBLE as fault:
                _refused(fault, "slack_app_token")
                structlog.get_logger().warning("connecting failed", platform="slack", error=code(fault))
            finally:
                counter.connected(self.name, None)
                await client.close()  # type: ignore[no-untyped-call]
            if time.monotonic() - began > STEADY:
                waits = _waits()
            await asyncio.sleep(next(waits))

    async def _envelope(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        if self._app:
            answer = await run_async_bolt_app(self._app, request)
            await send_async_response(client, request, answer, time.time())

    async def _endpoint(self, request: Request) -> Response:
        """Take a request in HTTP mode; Bolt has its signature and its age checked before it is taken."""
        if self._app is None or self._counter is None:
            return Response(status_code=503)
        try:
            return await AsyncSlackRequestHandler(self._app).handle(request)
        except (ValueError, AttributeError, TypeError, RecursionError):
            # Bolt parses a body before it checks who signed it.
            return Response(status_code=400)

    async def _taken(self, body: dict[str, Any]) -> BoltResponse:
        """Acknowledge whatever comes at once, and answer what is an event in a task of its own."""
        event = self.read(body)
        if event and self._counter:
            task = asyncio.create_task(self._answered(event, self._counter, body))
            self._tasks.add(task)
            task.add_done_callback(self._finished)
        return BoltResponse(status=200, body="")

    async def _answered(self, event: Event, counter: Counter, body: Mapping[str, object]) -> None:
        on_home = slack_events.is_home(body)
        # What a person did first is handed on first, however long it takes to learn who they are.
        async with self._doors.setdefault(event.person.id, asyncio.Lock()):
            if isinstance(event, Opened) and not on_home and not await self._first_look(event):
                return
            event = await self._people.known(event, counter.groups(self.name))
            reach = SlackReach(self._courier, event, slack_events.response_url(body), on_home)
            handled = asyncio.create_task(counter.handle(event, reach))
        await handled

    async def _first_look(self, event: Event) -> bool:
        """Whether nothing was said yet in a direct conversation; Slack tells of every time it is opened."""
        about = {"channel": event.place.channel, "limit": "1"}
        found = await asked(self._client, "conversations.history", about)
        return found is not None and not found.get("messages")

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        fault = None if task.cancelled() else task.exception()
        if fault:
            structlog.get_logger().error("an event was lost", platform="slack", exc_info=fault)


def _waits() -> Iterator[float]:
    """Seconds to wait before each further attempt: doubling, and never quite the same for two servers."""
    for attempt in itertools.count():
        yield min(SLOWEST, 0.5 * 2 ** min(attempt, 10)) * (0.5 + secrets.randbelow(1_000) / 2_000)


def _refused(fault: BaseException, secret: str) -> None:
    """Raise WrongSetting where a fault says that a token is no good."""
    why = code(fault)
    if isinstance(fault, SlackApiError) and why in REFUSED:
        raise _wrong(secret, f"Slack refuses it ({why}).") from None


def _wrong(secret: str, why: str) -> WrongSetting:
    return WrongSetting(setting=variable(secret), why=why, place=f"the environment or {FILE}")


def _checked(api: str) -> str:
    """The API's address with a slash at its end."""
    if not is_safe(urlsplit(api)):
        raise WrongSetting(
            setting="slack_api", why="it must begin with https://.", place="quoth.toml or QUOTH_SLACK_API"
        )
    return f"{api.rstrip('/')}/"
