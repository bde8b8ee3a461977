"""A loopback Teams: it signs tokens, takes and checks what a bot sends, and knows who is a member and of which groups."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import unquote

import jsonschema
import jwt
import uvicorn
from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from adapters.teams_sdk import PUBLIC, CloudEnvironment, with_overrides
from tests.shared import SHARED

CLIENT = "11111111-1111-1111-1111-111111111111"
BOT = f"28:{CLIENT}"
TENANT = "22222222-2222-2222-2222-222222222222"
CHANNEL = "19:staffroom@thread.tacv2"
TOKEN = "outbound-token"
GRAPH_TOKEN = "graph-token"
KEY_ID = "key-1"
FIRST = 1_763_720_000_000
"""The id of the first message that arrives; Teams gives them by the clock."""

PATIENCE = 5.0
MOST_BYTES = 100_000
SCHEMA = SHARED / "platforms" / "schemas" / "ac-teams.schema.json"

Json = dict[str, Any]


@dataclass(frozen=True)
class Delivery:
    """A message that arrived: where, for whom alone if for one, the payload, and the id that Teams gave it.

    `unasked`: the bot opened the conversation to send it.
    """

    conversation: str
    payload: Json
    person: str = ""
    id: str = ""
    unasked: bool = False


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    """A key to sign with: "own" is published, any other is foreign."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Site:
    """A web server on a loopback port."""

    def __init__(self, routes: Sequence[BaseRoute] = ()) -> None:
        self.routes: list[BaseRoute] = list(routes)
        self.url = ""

    def add(self, path: str, endpoint: Callable[[Request], Awaitable[Response]]) -> None:
        self.routes.append(Route(path, endpoint, methods=["POST"]))

    async def start(self) -> None:
        listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        config = uvicorn.Config(Starlette(routes=self.routes), log_config=None, lifespan="off")
        config.load()
        self._server = uvicorn.Server(config)
        self._server.lifespan = config.lifespan_class(config)
        # Started and stopped by its parts, for as a whole it would take the test runner's signals, and its time.
        await self._server.startup(sockets=[listening])

    async def stop(self) -> None:
        for listening in self._server.servers:
            listening.close()
        for connection in list(self._server.server_state.connections):
            connection.shutdown()
        async with asyncio.timeout(PATIENCE):
            while self._server.server_state.connections:
                await asyncio.sleep(0)  # until the last one has told the server that it is gone


@dataclass
class TeamsServer:
    """Teams' service, Entra's keys and Graph on one port; what it takes amiss of the bot is in `faults`."""

    deliveries: list[Delivery] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    limited: int = 0
    retry_after: str = "0"
    members: dict[str, Json] = field(default_factory=dict)
    groups: dict[str, set[str]] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)
    channels: set[str] = field(default_factory=lambda: {CHANNEL})
    reached: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)
    loses_files: bool = False

    def __post_init__(self) -> None:
        service = [
            Route("/v3/conversations", self._open, methods=["POST"]),
            Route("/v3/conversations/{conversation:path}/activities", self._take, methods=["POST"]),
            Route("/v3/conversations/{conversation:path}/members/{person}", self._member),
        ]
        self.site = Site(
            [
                Route("/v1/.well-known/keys", self._keys),
                Route("/store/{id}", self._stored),
                Route("/graph/v1.0/users/{person}/checkMemberGroups", self._groups_of, methods=["POST"]),
                # Teams' service has an address for all tenants, and others in which a region is named.
                *(Mount(path, routes=service) for path in ("/teams", "/uk", "")),
            ]
        )
        self._changed = asyncio.Condition()

    @property
    def url(self) -> str:
        return self.site.url

    @property
    def cloud(self) -> CloudEnvironment:
        """Microsoft's cloud, but for the keys that tokens are signed with."""
        return with_overrides(PUBLIC, openid_metadata_url=f"{self.url}/v1/.well-known/openidconfiguration")

    async def tokens(self, scope: str) -> str:
        """The bot's tokens."""
        return GRAPH_TOKEN if "graph" in scope else TOKEN

    def token(self, signed_by: str = "own", algorithm: str = "RS256", **claims: Any) -> str:
        """A token as Microsoft puts it on an activity; a claim of None is left out."""
        now = int(time.time())
        usual = {
            "iss": PUBLIC.token_issuer,
            "aud": CLIENT,
            "serviceurl": self.url,
            "nbf": now,
            "exp": now + 600,
        }
        secret: Any = {"HS256": "s" * 32, "none": None}.get(algorithm, key(signed_by))
        given = {name: value for name, value in (usual | claims).items() if value is not None}
        return jwt.encode(given, secret, algorithm=algorithm, headers={"kid": KEY_ID})

    async def until(self, enough: Callable[[], bool]) -> None:
        """Wait until something holds; it is looked at whenever a call has come."""
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(enough)

    async def deliver(self, delivery: Delivery) -> None:
        """Put down what arrived, however it did."""
        self.deliveries.append(delivery)
        async with self._changed:
            self._changed.notify_all()

    def file(self, name: str, data: bytes) -> Json:
        """A file that somebody has attached, as a message tells of it."""
        id = f"{len(self.files) + 1}"
        self.files[id] = data
        content = {"downloadUrl": f"{self.url}/store/{id}?tempauth=v1.secret", "uniqueId": id}
        content |= {"fileType": name.rpartition(".")[2]}
        kind = "application/vnd.microsoft.teams.file.download.info"
        return {"contentType": kind, "contentUrl": f"{self.url}/browse", "name": name, "content": content}

    async def _stored(self, request: Request) -> Response:
        id = request.path_params["id"]
        self.fetched.append(id)
        if "Authorization" in request.headers:
            self.faults.append("a token was sent to where files lie")
        data = self.files.get(id)
        return Response(status_code=403) if data is None or self.loses_files else Response(data)

    async def _keys(self, _request: Request) -> Response:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key("own").public_key()))
        return JSONResponse({"keys": [public | {"kid": KEY_ID, "use": "sig", "endorsements": ["msteams"]}]})

    async def _open(self, request: Request) -> Response:
        if not (refusal := self._refusal(request, "direct")):
            asked = await request.json()
            assert asked["bot"] == {"id": BOT}
            self.reached.append(request.scope["root_path"])
            assert asked["tenantId"] == asked["channelData"]["tenant"]["id"] == TENANT
            [member] = asked["members"]
            known = [id for id, about in self.members.items() if member["id"] in {id, about["aadObjectId"]}]
            if not known:
                return _error(403, "ForbiddenOperationException")
            self.opened.add(chat_with(known[0]))
            return JSONResponse({"id": chat_with(known[0])}, 201)
        return refusal

    async def _take(self, request: Request) -> Response:
        conversation = unquote(request.path_params["conversation"])
        targeted = request.query_params.get("isTargetedActivity") == "true"
        direct = conversation.startswith("a:")
        way = "private" if targeted else "direct" if direct else "public"
        if refusal := self._refusal(request, way):
            return refusal
        channel = conversation.partition(";")[0]
        if channel.endswith("@thread.tacv2") and channel not in self.channels:
            return _error(403, "BotNotInConversationRoster")
        body = await request.body()
        payload = json.loads(body)
        recipient = payload.get("recipient", {})
        person = recipient["id"] if targeted else conversation.removeprefix("a:") if direct else ""
        if targeted is not bool(recipient.get("isTargeted")) or (targeted and direct):
            self.faults.append("a targeted message is for one person of a group")
        self._check(payload)
        id = str(FIRST + len(self.deliveries))
        self.reached.append(request.scope["root_path"])
        await self.deliver(Delivery(conversation, payload, person, id, conversation in self.opened))
        return JSONResponse({"id": id}, 201)

    async def _member(self, request: Request) -> Response:
        asked = unquote(request.path_params["person"])
        ids = (id for id, about in self.members.items() if asked in {id, about["aadObjectId"]})
        found = self.members.get(next(ids, ""))
        return self._refusal(request, "member") or (
            JSONResponse(found) if found else _error(404, "MemberNotFoundInConversation")
        )

    async def _groups_of(self, request: Request) -> Response:
        if refusal := self._refusal(request, "groups", GRAPH_TOKEN):
            return refusal
        asked = (await request.json())["groupIds"]
        if len(asked) > 20:
            self.faults.append("Graph looks for twenty groups at most")
        held = self.groups.get(request.path_params["person"], set())
        return JSONResponse({"value": [group for group in asked if group in held]})

    def _refusal(self, request: Request, way: str, token: str = TOKEN) -> Response | None:
        """Refuse a call that is to be refused or comes without the token."""
        self.calls.append(way)
        if request.headers.get("Authorization") != f"Bearer {token}":
            self.faults.append(f"{way}: not the token for it")
            return _error(401, "Unauthorized")
        if self.limited > 0:
            self.limited -= 1
            return _error(429, "TooManyRequests", {"Retry-After": self.retry_after})
        return _error(403, "BotNotInConversationRoster") if way in self.refused else None

    def _check(self, payload: Json) -> None:
        """Take it amiss where a message is not one that Teams would show."""
        if payload["type"] != "message" or "text" in payload:
            self.faults.append("not a message that is a card")
        if len(json.dumps(payload, ensure_ascii=False).encode("utf-16-le")) > MOST_BYTES:
            self.faults.append("larger than Teams takes")
        for attachment in payload["attachments"] if SCHEMA.is_file() else ():
            self.faults += [fault.message for fault in _schema().iter_errors(attachment["content"])]


def chat_with(person: str) -> str:
    """The id of the conversation between a person, by Teams' own id, and the bot."""
    return f"a:{person}"


@cache
def _schema() -> Any:
    return jsonschema.Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def _error(status: int, code: str, headers: dict[str, str] | None = None) -> Response:
    # Like Teams, it repeats in its sentence what only the two of them should know.
    return JSONResponse({"error": {"code": code, "message": "SECRET WORDS"}}, status, headers)
