"""Discord on loopback: the gateway and the REST routes that Quoth uses, strict about what it is sent.

Every body is checked with Discord's own description of its API where that is present. What Discord does
besides is here too: the three seconds for an acknowledgement, the first follow-up that takes the place and
the privacy of "thinking", closed conversations, lost permissions, 429 and Retry-After, a nonce that is known
already, and resuming.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.discord_guild import APPLICATION, EPHEMERAL, GUILD, ME, PEOPLE, Given, Guild, Json
from tests.discord_schema import violations

TOKEN = "a.loopback.token"
RETRY_AFTER = 0.05


@dataclass
class Delivery:
    """A message as it arrived: its body, who sees it (empty: everyone), where, and what Discord calls it."""

    body: Json
    person: str
    channel: str
    ephemeral: bool = False
    id: str = ""


@dataclass
class Interaction:
    """A command, a menu or a button in use: by whom, where, and what has become of its "thinking"."""

    person: str
    channel: str
    acknowledged: asyncio.Future[Json] = field(default_factory=asyncio.Future)
    thinking: bool = False
    thinking_ephemeral: bool = False


class DiscordServer(Guild):
    """The server; a test speaks through `dispatch` and `interact`, and reads `deliveries`."""

    def __init__(self) -> None:
        super().__init__()
        self.deliveries: list[Delivery] = []
        self.requests: list[tuple[str, str]] = []
        self.faults: list[str] = []
        self.files: dict[str, bytes] = {}
        self.fetched: list[str] = []
        self.loses_files = False
        self.commands: list[Json] = []
        self.refused: set[str] = set()
        self.no_access: set[str] = set()
        self.not_members = {PEOPLE["guest"]}
        self.limited = 0
        self.limits_told = 0
        self.unavailable = 0
        self.cut: list[str] = []
        self.lost: list[str] = []
        self.busy: list[str] = []
        self.token_right = True
        self.identified: list[Json] = []
        self.resumed = 0
        self.changed = asyncio.Condition()
        self._sequence = 0
        self._socket: web.WebSocketResponse | None = None
        self._interactions: dict[str, Interaction] = {}
        self._nonces: dict[tuple[str, object], object] = {}

    # Starting and stopping.

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/gateway/", self._gateway)
        app.router.add_route("*", "/api/v10/{path:.*}", self._rest)
        app.router.add_get("/attachments/{id}/{name}", self._stored)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def close(self) -> None:
        await self._runner.cleanup()

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v10"

    @property
    def gateway(self) -> str:
        return f"ws://127.0.0.1:{self.port}/gateway/"

    async def note(self, change: Callable[[], None]) -> None:
        """Change something that a test may wait for."""
        async with self.changed:
            change()
            self.changed.notify_all()

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is true; fails after five seconds."""
        async with asyncio.timeout(20), self.changed:
            await self.changed.wait_for(true)

    # Files.

    def file(self, name: str, data: bytes) -> Json:
        """A file that somebody has attached, as a message tells of it."""
        id = self.new_id()
        self.files[id] = data
        # In a name of the store's own there are no spaces.
        plain = name.replace(" ", "_")
        url = f"http://127.0.0.1:{self.port}/attachments/{id}/{plain}?ex=68&is=67&hm=secret"
        title = {"title": name.rpartition(".")[0]} if plain != name else {}
        about = {"id": id, "filename": plain, "size": len(data), "url": url, "proxy_url": url}
        return about | title | {"content_type": "application/octet-stream"}

    async def _stored(self, request: web.Request) -> web.Response:
        self.fetched.append(request.match_info["id"])
        if "Authorization" in request.headers:
            self.faults.append("a token was sent to where files lie")
        data = self.files.get(request.match_info["id"])
        return web.Response(status=404) if data is None or self.loses_files else web.Response(body=data)

    # The gateway.

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._socket = socket
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 41250}})
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                await self._take(socket, json.loads(frame.data))
        return socket

    async def _take(self, socket: web.WebSocketResponse, said: Json) -> None:
        if said["op"] == 1:
            await socket.send_json({"op": 11})
        elif said["op"] == 2:
            if not self.token_right or said["d"]["token"] != TOKEN:
                await socket.close(code=4004, message=b"Authentication failed.")
                return
            await self.dispatch("READY", self.ready(self.gateway))
            await self.dispatch("GUILD_CREATE", self.guild())
            await self.note(lambda: self.identified.append(said["d"]))
        elif said["op"] == 6:
            await self.dispatch("RESUMED", {})
            await self.note(lambda: setattr(self, "resumed", self.resumed + 1))

    async def dispatch(self, name: str, data: Mapping[str, Any]) -> None:
        assert self._socket is not None
        self._sequence += 1
        await self._socket.send_json({"op": 0, "t": name, "s": self._sequence, "d": dict(data)})

    async def replay(self, recorded: Json) -> None:
        """Send a recorded payload; the interaction in it, if it is one, can be answered."""
        data = recorded["d"]
        if "token" in data:
            who = data.get("member", data)["user"]["id"]
            self._interactions.setdefault(data["token"], Interaction(who, data["channel_id"]))
        await self.dispatch(recorded["t"], data)

    async def drop(self, code: int = 4000) -> None:
        """Close the connection with one of Discord's codes; 4000 says that something went wrong there."""
        assert self._socket is not None
        await self._socket.close(code=code)

    async def thread(self, id: str) -> None:
        """Open a thread in the channel, unless it is open."""
        if id not in self.threads:
            await self.dispatch("THREAD_CREATE", self.new_thread(id))

    # What a test does besides `dispatch`.

    async def interact(self, kind: int, data: Json, person: str, channel: str, **more: Any) -> Json:
        """Use a command, a menu or a button; gives the acknowledgement, and fails where it takes over three seconds."""
        id, token = self.new_id(), f"token-{self.new_id()}"
        used = self._interactions[token] = Interaction(person, channel)
        payload: Json = {"id": id, "application_id": APPLICATION, "type": kind, "token": token, "version": 1}
        payload |= {"data": data, "channel_id": channel, "channel": self.channel(channel), "locale": "en-GB"}
        payload |= {
            "entitlements": [],
            "authorizing_integration_owners": {"0": GUILD},
            "attachment_size_limit": 1,
        }
        if channel in self.dms:
            payload |= {"context": 1, "user": self.user(person)}
        else:
            member = self.member(person) | {"user": self.user(person), "permissions": "0"}
            payload |= {
                "context": 0,
                "guild_id": GUILD,
                "guild": {"id": GUILD, "features": []},
                "member": member,
            }
        await self.dispatch("INTERACTION_CREATE", payload | more)
        async with asyncio.timeout(3):
            return await used.acknowledged

    def thinking(self) -> int:
        """How many interactions still show "thinking"."""
        return sum(each.thinking for each in self._interactions.values())

    # REST.

    async def _rest(self, request: web.Request) -> web.Response:
        method, path = request.method, "/" + request.match_info["path"]
        body = json.loads(await request.text() or "null")
        await self.note(lambda: self.requests.append((method, path)))
        authorised = request.headers.get("Authorization") == f"Bot {TOKEN}" and self.token_right
        if not authorised and not path.startswith(("/interactions/", "/webhooks/")):
            return _json(401, {"code": 0, "message": "401: Unauthorized"})
        if self.unavailable:
            self.unavailable -= 1
            return _json(503, {"code": 0, "message": "upstream connect error"})
        if self.limited:
            self.limited -= 1
            self.limits_told += 1
            told = {"message": "You are being rate limited.", "retry_after": RETRY_AFTER, "global": False}
            return _json(429, told, {"Retry-After": "1", "Via": "1.1 google"})
        if _next_is(self.cut, path):
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        if _next_is(self.busy, path):
            return web.Response(status=429, text="busy", headers={"Retry-After": str(RETRY_AFTER)})
        if wrong := violations(method, path, body):
            self.faults += [f"{method} {path}: {each}" for each in wrong]
            return _json(400, {"code": 50035, "message": "Invalid Form Body"})
        status, answer = await self._route(method, path.strip("/").split("/"), body)
        if _next_is(self.lost, path):
            assert request.transport is not None
            request.transport.close()
        return _json(status, answer)

    async def _route(self, method: str, path: list[str], body: Any) -> Given:
        match (method, *path):
            case ("GET", "users", "@me"):
                return 200, ME
            case ("GET", "oauth2" | "applications", *_):
                return 200, self.application()
            case ("PUT", "applications", _, "commands"):
                self.commands = body
                return 200, [{"id": self.new_id(), "version": "1"} | each for each in body]
            case ("GET", "guilds", _, "members", person):
                if person in self.not_members:
                    return 404, {"code": 10007, "message": "Unknown Member"}
                return 200, self.member(person) | {"user": self.user(person)}
            case ("POST", "users", "@me", "channels"):
                return 200, self.channel(self.dm(body["recipient_id"]))
            case ("GET", "channels", channel):
                return self.found(channel)
            case ("POST", "channels", channel, "messages"):
                return await self._post(channel, body)
            case ("POST", "interactions", _, token, "callback"):
                return await self._acknowledge(token, body)
            case ("POST", "webhooks", _, token):
                return await self._follow_up(token, body)
            case ("DELETE", "webhooks", _, token, "messages", "@original"):
                await self.note(lambda: setattr(self._interactions[token], "thinking", False))
                return 204, None
        return 404, {"code": 0, "message": "404: Not Found"}

    async def _post(self, channel: str, body: Json) -> Given:
        person = self.dms.get(channel, "")
        if body.get("enforce_nonce") and (known := self._nonces.get((channel, body["nonce"]))):
            return 200, known
        if person and "direct" in self.refused:
            return 403, {"code": 50007, "message": "Cannot send messages to this user"}
        if not person and ("public" in self.refused or channel in self.no_access):
            return 403, {"code": 50013, "message": "Missing Permissions"}
        status, posted = await self._deliver(Delivery(body, person, channel))
        self._nonces[channel, body.get("nonce")] = posted
        return status, posted

    async def _acknowledge(self, token: str, body: Json) -> Given:
        used = self._interactions[token]
        if used.acknowledged.done():
            return 400, {"code": 40060, "message": "Interaction has already been acknowledged."}
        used.thinking = body["type"] == 5
        used.thinking_ephemeral = bool(body.get("data", {}).get("flags", 0) & EPHEMERAL)
        used.acknowledged.set_result(body)
        about = {"id": self.new_id(), "type": 2, "response_message_id": self.new_id()}
        return 200, {"interaction": about | {"response_message_loading": True}}

    async def _follow_up(self, token: str, body: Json) -> Given:
        used = self._interactions[token]
        # The first one after "thinking" takes its place, and is as private as that was, whatever its flags say.
        ephemeral = used.thinking_ephemeral if used.thinking else bool(body.get("flags", 0) & EPHEMERAL)
        if ("private" if ephemeral else "public") in self.refused:
            return 404, {"code": 10015, "message": "Unknown Webhook"}
        used.thinking = False
        person = used.person if ephemeral or used.channel in self.dms else ""
        return await self._deliver(Delivery(body, person, used.channel, ephemeral))

    async def _deliver(self, delivery: Delivery) -> Given:
        posted = self.message(delivery.channel, ME, components=delivery.body.get("components", []))
        delivery.id = posted["id"]
        await self.note(lambda: self.deliveries.append(delivery))
        return 200, posted


def _next_is(parts: list[str], path: str) -> bool:
    """Whether a path is the next one of those with this part in them, which counts once."""
    part = next((each for each in parts if each in path), None)
    if part is not None:
        parts.remove(part)
    return part is not None


def _json(status: int, answer: object, headers: Mapping[str, str] | None = None) -> web.Response:
    """discord.py takes an answer for JSON only where its type is exactly this."""
    if status == 204:
        return web.Response(status=204)
    body = json.dumps(answer).encode()
    return web.Response(
        status=status, body=body, headers={"Content-Type": "application/json", **(headers or {})}
    )
