"""Quoth on Microsoft Teams: activities come in by the web server, messages go out by the SDK's client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, Coroutine, Mapping, Sequence
from functools import partial

import structlog
from pydantic import JsonValue
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from adapters import teams_cards
from adapters.routes import Routes
from adapters.teams_door import SERVICES, Door, OpenDoor, body_of
from adapters.teams_events import Activity, activity_of, event_of
from adapters.teams_files import HERE, Storage
from adapters.teams_reach import Exchange, Here, InDialog, Unasked
from adapters.teams_sdk import PUBLIC, Client, ClientOptions, CloudEnvironment
from adapters.teams_service import Patience, Service
from adapters.teams_tokens import Tokens, no_token, sign_in, tokens_of
from bot import phrases
from bot.adapter import Ability, Can, Counter, Payload, Wanted
from bot.addresses import is_loopback
from bot.credentials import Credentials
from bot.errors import WrongSetting
from bot.events import Event
from bot.lines import Lines
from bot.messages import Message
from bot.places import Platform
from bot.settings import Settings

PATH = "/api/messages"
"""Where Teams posts activities."""

GRAPH = "https://graph.microsoft.com"
ENDPOINT = "https://smba.trafficmanager.net/teams/"
"""Where messages go to a tenant of which no service's own address is known (Teams documentation: proactive messages)."""

DEVELOPMENT = "development"
"""In development, the workspace where Teams names no tenant."""

SECONDS_IN_DIALOG = 8.0
"""Teams gives up on a dialog after ten."""

TIMEOUT = 15.0
TITLE = "Quoth"
"""Above a dialog."""

ABILITIES = (
    Ability(
        what=Wanted.mention, can=Can.yes, how="`@Quoth …` in a channel, a group chat or a meeting's chat."
    ),
    Ability(what=Wanted.direct, can=Can.yes, how="In the chat with Quoth."),
    Ability(
        what=Wanted.command,
        can=Can.partly,
        how="`/policy …` in a channel or group chat, which only Quoth sees, where Teams offers bots' commands after a slash; else `policy …` after @Quoth or in the chat with it.",
    ),
    Ability(
        what=Wanted.check,
        can=Can.yes,
        how="“Check against policy” in the menu of a message; the answer opens in a dialog.",
    ),
    Ability(what=Wanted.follow_up, can=Can.yes, how="With @Quoth in the thread, or in the chat with Quoth."),
    Ability(
        what=Wanted.private,
        can=Can.partly,
        how="As a message that only the asker sees, gone after 24 hours; where Teams refuses it, in the chat with Quoth.",
    ),
    Ability(what=Wanted.share, can=Can.yes, how="A button below the answer."),
    Ability(what=Wanted.context, can=Can.yes, how="A button that opens the clause's page."),
    Ability(what=Wanted.feedback, can=Can.yes, how="Buttons below the answer."),
    Ability(
        what=Wanted.long_quotes,
        can=Can.yes,
        how="In one message up to some 15,000 characters, then in further ones; a run of spaces looks like one space.",
    ),
    Ability(what=Wanted.prompts, can=Can.yes, how="Below the welcome, when the app is added."),
    Ability(
        what=Wanted.pinning,
        can=Can.partly,
        how="By the button *Pin* below the answer: Teams tells no bot of what people pin themselves.",
    ),
    Ability(
        what=Wanted.unasked,
        can=Can.yes,
        how="In the chat with Quoth of everybody who has the app, and in channels of teams that it was added to.",
    ),
    Ability(what=Wanted.files, can=Can.yes, how="Attach it to a message in the chat with Quoth."),
    Ability(
        what=Wanted.roles,
        can=Can.partly,
        how="By group, where the app may read group memberships in Microsoft Graph; else by person.",
    ),
    Ability(what=Wanted.no_address, can=Can.no, how="Microsoft posts to an https address that it can reach."),
)
"""What people expect of a chat bot, and how far Teams lets Quoth do it."""


class TeamsAdapter:
    """Microsoft Teams: chats, group chats and channels of the tenants that Quoth is installed in.

    `lines` keeps where each tenant was last reached. `cloud`, `services`, `endpoint`, `graph`, `storage` and
    `tokens` are Microsoft's own; only tests give others.
    """

    def __init__(
        self,
        credentials: Credentials,
        settings: Settings,
        web: Routes,
        lines: Lines | None = None,
        *,
        cloud: CloudEnvironment = PUBLIC,
        services: Collection[str] = SERVICES,
        endpoint: str = ENDPOINT,
        graph: str = GRAPH,
        storage: Storage | None = None,
        tokens: Tokens | None = None,
    ) -> None:
        self._workspace = DEVELOPMENT if settings.teams_development else ""
        self._door: Door | OpenDoor
        own: Tokens = no_token
        bot = ""
        if settings.teams_development:
            _only_here(settings.host)
            self._door = OpenDoor()
        else:
            own = tokens or tokens_of(credentials, cloud)
            client_id = credentials.need("teams_client_id")
            self._door = Door(client_id, cloud, services)
            bot = f"28:{client_id}"
        self._sign_in = partial(sign_in, own, cloud.bot_scope)
        self._client = Client(ClientOptions(timeout=TIMEOUT, token=lambda: own(cloud.bot_scope)))
        self._client.use(Patience())
        self._service = Service(self._client, own, graph, cloud.graph_scope, settings.teams_targeted)
        self._exchange = Exchange(endpoint, bot, self._door.serves, lines)
        self._storage = storage or (Storage(HERE) if settings.teams_development else Storage())
        self._counter: Counter | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        web.add(PATH, self._receive)

    @property
    def name(self) -> Platform:
        """The platform."""
        return Platform.teams

    def read(self, raw: Mapping[str, JsonValue]) -> Event | None:
        """Give the event that an activity tells of, or None."""
        activity = activity_of(raw)
        return event_of(activity, self._workspace) if activity else None

    def render(self, message: Message) -> Sequence[Payload]:
        """Give the activities that show a message, each within Teams' limits."""
        return teams_cards.render(message)

    async def run(self, counter: Counter) -> None:
        """Answer activities until cancelled; raises WrongSetting for credentials that Microsoft refuses."""
        try:
            await self._sign_in(lambda: counter.connected(Platform.teams, None))
            self._counter = counter
            counter.connected(Platform.teams, Unasked(self._service, self._exchange))
            await asyncio.Event().wait()
        finally:
            self._counter = None
            counter.connected(Platform.teams, None)
            await asyncio.gather(*self._tasks, return_exceptions=True)
            self._door.close()
            await self._client.http.aclose()

    async def _receive(self, request: Request) -> Response:
        """Take one activity: check where it comes from, and acknowledge it before it is answered."""
        body = await body_of(request)
        if body is None:
            return Response(status_code=413)
        try:
            raw = json.loads(body)
        except (ValueError, RecursionError):
            raw = None
        if not isinstance(raw, dict):
            return Response(status_code=400)
        counter = self._counter
        if counter is None:
            return Response(status_code=503, headers={"Retry-After": "5"})
        activity = activity_of(raw)
        if activity is None:
            return Response(status_code=400)
        if not await self._door.genuine(request.headers.get("Authorization", ""), activity):
            return Response(status_code=401)
        if not self._door.from_teams(activity):
            return Response(status_code=403)
        self._hear(counter, activity)
        event = event_of(activity, self._workspace)
        if event is None:
            return JSONResponse({}) if activity.type == "invoke" else Response(status_code=200)
        if activity.dialog:
            return JSONResponse(await self._dialog(counter, activity, event))
        self._start(self._answer(counter, activity, event, Here(self._service, activity, self._storage)))
        return JSONResponse({}) if activity.type == "invoke" else Response(status_code=200)

    def _hear(self, counter: Counter, activity: Activity) -> None:
        """Take note of where a connected tenant is reached."""
        tenant = activity.tenant or self._workspace
        if tenant in counter.workspaces(Platform.teams):
            self._start(self._exchange.heard(tenant, activity.service_url))

    async def _dialog(self, counter: Counter, activity: Activity, event: Event) -> JsonValue:
        """Answer in a dialog; what takes longer than Teams waits goes another way."""
        reach = InDialog(self._service, activity)
        task = self._start(self._answer(counter, activity, event, reach))
        await asyncio.wait({task}, timeout=SECONDS_IN_DIALOG)
        card = reach.show()
        if card is None:
            said = phrases.SENT_DIRECTLY if reach.elsewhere else phrases.LOOKING_THERE
            return {} if task.done() and not reach.elsewhere else {"task": {"type": "message", "value": said}}
        value: JsonValue = {"title": TITLE, "height": "large", "width": "medium", "card": card}
        return {"task": {"type": "continue", "value": value}}

    async def _answer(self, counter: Counter, activity: Activity, event: Event, reach: Here) -> None:
        try:
            person = await self._service.known(activity, event.person, counter)
            await counter.handle(event.model_copy(update={"person": person}), reach)
        except Exception as fault:
            structlog.get_logger().error("answering failed", platform="teams", error=type(fault).__name__)

    def _start(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _only_here(host: str) -> None:
    if not is_loopback(host):
        raise WrongSetting(
            setting="QUOTH_TEAMS_DEVELOPMENT",
            why="it checks no tokens, so it may only be on where QUOTH_HOST is this machine, such as 127.0.0.1.",
            place="the environment or quoth.toml",
        )
