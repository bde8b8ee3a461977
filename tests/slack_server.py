"""A Slack on loopback: its Web API, Socket Mode, response addresses and signed requests, strict about what it gets.

It keeps every message that was delivered, and every fault it found in one.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import time
import urllib.parse
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, WSMsgType, web

from tests.slack_faults import Json, message_faults, view_faults

TEAM, OTHER_TEAM, BOT_USER, BOT = "T0HOME", "T0OTHER", "U0QUOTH", "B0QUOTH"
BOT_TOKEN, APP_TOKEN, SECRET = "xoxb-good", "xapp-good", "a signing secret"
CHANNEL = "C0STAFF"
PATIENCE = 20.0


@dataclass(frozen=True)
class Delivery:
    """One message as it came: by which way, where to, for whom alone (or empty), and its payload.

    `unasked`: into a conversation that the bot opened, and in which the person has done nothing since.
    """

    way: str
    channel: str
    person: str
    thread: str
    payload: Json
    ts: str
    unasked: bool = False


@dataclass
class SlackServer:
    """The stand-in; `url` is the API's address once started."""

    url: str = ""
    deliveries: list[Delivery] = field(default_factory=list)
    calls: list[tuple[str, Json]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    limited: int = 0
    pause: int = 0
    limited_at: list[float] = field(default_factory=list)
    bad_tokens: dict[str, str] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    held: dict[str, asyncio.Event] = field(default_factory=dict)
    users: dict[str, Json] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    member_of: set[str] = field(default_factory=lambda: {CHANNEL})
    opened: set[str] = field(default_factory=set)
    terse: bool = False
    connections: int = 0
    links_open: int = 0
    failures: int = 0
    files: dict[str, bytes] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)
    may_read_files: bool = True
    loses_files: bool = False
    sends_on_to: str = ""

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        self._sockets: list[web.WebSocketResponse] = []
        self._uses: dict[str, int] = {}
        self._acknowledged: dict[str, asyncio.Future[float]] = {}
        self._addresses: dict[str, tuple[str, str]] = {}
        self._changed = asyncio.Condition()
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/link", self._link)
        app.router.add_post("/respond/{id}", self._response)
        app.router.add_get("/files-pri/{id}/download/{name}", self._file)
        app.router.add_get("/store/{id}", self._stored)
        app.router.add_get("/login", self._login)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/api/"

    async def stop(self) -> None:
        await self.drop()
        if self._runner:
            await self._runner.cleanup()

    async def drop(self) -> None:
        """Break every Socket Mode connection, as a network does."""
        sockets, self._sockets = self._sockets, []
        for socket in sockets:
            await socket.close()

    async def disconnect(self) -> None:
        """Tell the bot to open another connection, as Slack does every few hours."""
        await self._sockets[-1].send_json({"type": "disconnect", "reason": "refresh_requested"})

    async def until(self, met: Any) -> None:
        """Wait until something holds of what was seen; fails after twenty seconds."""
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(met)

    def number(self) -> int:
        return next(self._numbers)

    def ts(self) -> str:
        return f"1795200000.{self.number():06d}"

    def response_address(self, channel: str, person: str) -> str:
        """A new response address of something that a person did in a channel."""
        path = f"/respond/{self.number()}"
        self._addresses[path] = (channel, person)
        return self.url.removesuffix("/api/") + path

    # Socket Mode

    async def send(self, kind: str, payload: Json) -> float:
        """Send an envelope, and give the seconds until it was acknowledged; fails after Slack's own three."""
        envelope = f"envelope-{self.number()}"
        acknowledged = self._acknowledged[envelope] = asyncio.get_running_loop().create_future()
        began = time.monotonic()
        await self._sockets[-1].send_json(
            {
                "envelope_id": envelope,
                "type": kind,
                "payload": payload,
                "accepts_response_payload": kind != "events_api",
            }
        )
        async with asyncio.timeout(3):
            return await acknowledged - began

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A0"}})
        self._sockets.append(socket)
        self.connections += 1
        self.links_open += 1
        await self._tell()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self._acknowledged[json.loads(message.data)["envelope_id"]].set_result(time.monotonic())
        self.links_open -= 1
        await self._tell()
        return socket

    # HTTP mode

    async def post(
        self, address: str, payload: Json | str, secret: str = SECRET, age: int = 0
    ) -> tuple[int, str]:
        """Send a signed request to the bot: JSON for events, a form for commands and presses."""
        form = isinstance(payload, str) or (
            "event" not in payload and payload.get("type") != "url_verification"
        )
        if isinstance(payload, str):
            body = payload
        elif form:
            inner = payload if "command" in payload else {"payload": json.dumps(payload)}
            body = urllib.parse.urlencode(inner)
        else:
            body = json.dumps(payload)
        at = str(int(time.time()) - age)
        signed = hmac.new(secret.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded" if form else "application/json",
            "X-Slack-Request-Timestamp": at,
            "X-Slack-Signature": f"v0={signed}",
        }
        async with (
            ClientSession() as session,
            session.post(address, data=body.encode(), headers=headers) as answer,
        ):
            return answer.status, await answer.text()

    # Response addresses

    async def _response(self, request: web.Request) -> web.Response:
        if self._is_limited():
            return web.json_response(
                {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(self.pause)}
            )
        payload = await request.json()
        self.calls.append(("response", payload))
        uses = self._uses[request.path] = self._uses.get(request.path, 0) + 1
        public = payload.get("response_type") == "in_channel"
        if uses > 5:
            return web.json_response({"ok": False, "error": "used_url"}, status=404)
        if ("public" if public else "private") in self.refused:
            return web.json_response({"ok": False, "error": "expired_url"}, status=404)
        if self._found_wrong(payload):
            return web.Response(text="invalid_blocks", status=400)
        channel, person = self._addresses[request.path]
        await self._deliver("response", channel, "" if public else person, payload)
        return web.Response(text="ok")

    # Files

    def file(self, name: str, data: bytes) -> Json:
        """A file that somebody has attached, as a message tells of it."""
        id = f"F{self.number()}"
        self.files[id] = data
        place = self.url.removesuffix("/api/") + f"/files-pri/{id}/download/{urllib.parse.quote(name)}"
        about = {"id": id, "name": name, "title": name, "size": len(data), "mode": "hosted"}
        return about | {"is_external": False, "url_private": place, "url_private_download": place}

    async def _file(self, request: web.Request) -> web.StreamResponse:
        """Send on to where the file lies, or to the page for signing in where the token may not read it."""
        self.fetched.append(request.match_info["id"])
        allowed = request.headers.get("Authorization") == f"Bearer {BOT_TOKEN}" and self.may_read_files
        there = self.sends_on_to or f"/store/{request.match_info['id']}"
        raise web.HTTPFound(there if allowed else "/login")

    async def _stored(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {BOT_TOKEN}":
            return web.Response(status=403)
        data = self.files.get(request.match_info["id"])
        if data is None or self.loses_files:
            return web.Response(status=404)
        return web.Response(body=data, headers={"Content-Disposition": "attachment"})

    async def _login(self, _request: web.Request) -> web.StreamResponse:
        return web.Response(text="<!doctype html><title>Sign in</title>", content_type="text/html")

    async def _files_info(self, given: Json) -> Json | str:
        if not self.may_read_files:
            return "missing_scope"
        if given["file"] not in self.files:
            return "file_not_found"
        place = self.url.removesuffix("/api/") + f"/files-pri/{given['file']}/download/x"
        return {"file": {"id": given["file"], "url_private_download": place}}

    # The Web API

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if request.content_type == "application/json":
            given = await request.json()
        else:
            given = {**request.query, **dict(await request.post())}
        if method in self.broken:
            self.failures += 1
            await self._tell()
            return web.Response(status=502, text="bad gateway")
        if token in self.bad_tokens:
            return _no(self.bad_tokens[token])
        if token != (APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN):
            return _no("invalid_auth" if token else "not_authed")
        if method in DELIVERING and self._is_limited():
            return web.json_response(
                {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(self.pause)}
            )
        self.calls.append((method, given))
        answer = getattr(self, "_" + method.replace(".", "_").lower(), None)
        if answer is None:
            self.faults.append(f"{method}: no such method")
            return _no("unknown_method")
        if method in self.held:
            await self.held[method].wait()
        said = await answer(given)
        await self._tell()
        return _no(said) if isinstance(said, str) else web.json_response({"ok": True, **said})

    async def _auth_test(self, _given: Json) -> Json:
        return {"team_id": TEAM, "user_id": BOT_USER, "bot_id": BOT, "user": "quoth", "team": "Home"}

    async def _apps_connections_open(self, _given: Json) -> Json:
        return {"url": self.url.replace("http", "ws").removesuffix("api/") + f"link?ticket={self.number()}"}

    async def _chat_postmessage(self, given: Json) -> Json | str:
        channel = given["channel"]
        if channel.startswith("U"):
            # A person stands for their conversation with the bot.
            channel = self.direct_channel(channel)
            given = given | {"channel": channel}
        if channel.startswith("D"):
            if "direct" in self.refused:
                return "messages_tab_disabled"
        elif "public" in self.refused or channel not in self.member_of:
            return "not_in_channel"
        return await self._posted("chat.postMessage", given, self.people_of(channel))

    async def _chat_postephemeral(self, given: Json) -> Json | str:
        if "private" in self.refused:
            return "user_not_in_channel"
        if given["channel"] not in self.member_of:
            return "channel_not_found"
        return await self._posted("chat.postEphemeral", given, given["user"])

    async def _posted(self, way: str, given: Json, person: str) -> Json | str:
        if self._found_wrong(given):
            return "invalid_blocks"
        ts = await self._deliver(way, given["channel"], person, given)
        return {"channel": given["channel"], "ts": ts}

    async def _conversations_open(self, given: Json) -> Json | str:
        if "direct" in self.refused:
            return "cannot_dm_bot"
        if given["users"] not in self.users:
            return "user_not_found"
        channel = self.direct_channel(given["users"])
        self.opened.add(channel)
        return {} if self.terse else {"channel": {"id": channel}}

    async def _conversations_history(self, given: Json) -> Json:
        return {"messages": [{"ts": each.ts} for each in self.deliveries if each.channel == given["channel"]]}

    async def _users_info(self, given: Json) -> Json | str:
        user = self.users.get(given["user"])
        return {"user": user} if user else "user_not_found"

    async def _usergroups_users_list(self, given: Json) -> Json | str:
        users = self.groups.get(given["usergroup"])
        return "no_such_subteam" if users is None else {"users": users}

    async def _views_publish(self, given: Json) -> Json | str:
        faults = list(view_faults(given["view"]))
        self.faults += faults
        if faults:
            return "invalid_arguments"
        await self._deliver("views.publish", "home", given["user_id"], given["view"])
        return {"view": {"id": "V0"}}

    async def _assistant_threads_setsuggestedprompts(self, given: Json) -> Json | str:
        if "thread_ts" in given or len(given["prompts"]) > 4:
            self.faults.append("setSuggestedPrompts: a thread, or more than four")
            return "invalid_arguments"
        return {}

    # What all of them share

    @staticmethod
    def direct_channel(person: str) -> str:
        return f"D{person[1:]}"

    @staticmethod
    def people_of(channel: str) -> str:
        return f"U{channel[1:]}" if channel.startswith("D") else ""

    def _is_limited(self) -> bool:
        self.limited -= 1
        if self.limited >= 0:
            self.limited_at.append(time.monotonic())
        return self.limited >= 0

    def _found_wrong(self, payload: Json) -> bool:
        faults = list(message_faults(payload))
        self.faults += faults
        return bool(faults)

    async def _deliver(self, way: str, channel: str, person: str, payload: Json) -> str:
        ts = self.ts()
        unasked = way == "chat.postMessage" and channel in self.opened
        thread = payload.get("thread_ts", "")
        self.deliveries.append(Delivery(way, channel, person, thread, payload, ts, unasked))
        await self._tell()
        return ts

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()


DELIVERING = ("chat.postMessage", "chat.postEphemeral", "conversations.open", "views.publish")


def _no(error: str) -> web.Response:
    return web.json_response({"ok": False, "error": error})
