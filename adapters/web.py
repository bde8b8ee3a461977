"""The web server of `quoth serve`: the platforms' own routes, the clause in its document, health and figures."""

from __future__ import annotations

import asyncio
import datetime as dt
import errno
import secrets
import socket
import time
from collections.abc import Callable, Mapping
from typing import Self

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.figures import Figures
from adapters.pages import InContext, Pages, Withdrawn, in_context
from adapters.routes import Endpoint
from bot.errors import StoreUnavailable, WrongSetting
from bot.signing import ClauseLink, LinkExpired, LinkInvalid, Links
from bot.store import Store

MOST_BYTES = 1024 * 1024
"""Of a request's body; the platforms' own events are a few kilobytes."""

FINISH_SECONDS = 10
"""How long requests in flight may take when the server stops."""


log = structlog.get_logger()


class Web:
    """The one web server; `app` is what a server runs.

    `ready` says of each part of the service, by name, whether it works; it is called in a thread, as the
    store is. `answer_days` says how long answers are kept, `today` which day it is, for review dates.
    """

    def __init__(
        self,
        store: Store,
        links: Links,
        figures: Figures,
        ready: Callable[[], Mapping[str, bool]],
        answer_days: int,
        today: Callable[[], dt.date] = dt.date.today,
    ) -> None:
        self._store = store
        self._links = links
        self._figures = figures
        self._ready = ready
        self._answer_days = answer_days
        self._today = today
        self._pages = Pages()
        self._offered: Callable[[Request, ClauseLink, str], str] | None = None
        self._starlette = Starlette(
            routes=[
                Route("/", self._about),
                Route("/healthz", self._health),
                Route("/readyz", self._readiness),
                Route("/metrics", self._metrics),
                Route("/clause/{token}", self._clause),
            ],
            exception_handlers={HTTPException: self._refused, Exception: self._broken},
            max_body_size=MOST_BYTES,
        )
        # Off, for it would answer with an address made from whatever host the request names.
        self._starlette.router.redirect_slashes = False
        self.app: ASGIApp = _Observed(self._starlette, self._headers(), figures)

    def add(self, path: str, endpoint: Endpoint) -> None:
        """Let an endpoint answer what is posted to a path; raises ValueError where another does already."""
        if any(isinstance(route, Route) and route.path == path for route in self._starlette.routes):
            raise ValueError(f"{path} is taken")

        # Starlette takes only functions for endpoints, and a bound object for an application of its own.
        async def answer(request: Request) -> Response:
            return await endpoint(request)

        self._starlette.router.routes.append(Route(path, answer, methods=["POST"]))

    def mount(self, path: str, app: ASGIApp, most: int) -> None:
        """Let an application answer everything below a path; `most` bytes may be sent to it at once."""

        async def below(_request: Request) -> Response:
            return RedirectResponse(f"{path}/", 308)

        self._starlette.router.routes += [Route(path, below), Mount(path, app, max_body_size=most)]

    def offer(self, offered: Callable[[Request, ClauseLink, str], str]) -> None:
        """Let the page of a clause lead on to the console: `offered` gives its address there, for those who may open it."""
        self._offered = offered

    def _headers(self) -> Mapping[str, str]:
        return {
            "Content-Security-Policy": self._pages.policy,
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "private, no-store",
            "X-Robots-Tag": "noindex, nofollow",
            "X-Content-Type-Options": "nosniff",
        }

    async def _about(self, _request: Request) -> Response:
        return self._pages.about(self._answer_days)

    async def _health(self, _request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def _readiness(self, _request: Request) -> Response:
        found = dict(await asyncio.to_thread(self._ready))
        return JSONResponse(found, 200 if all(found.values()) else 503)

    async def _metrics(self, _request: Request) -> Response:
        text, kind = self._figures.text()
        return Response(text, headers={"Content-Type": kind})

    async def _clause(self, request: Request) -> Response:
        try:
            link = self._links.read(request.path_params["token"])
            found = await asyncio.to_thread(self._in_context, request, link)
        except LinkExpired:
            return self._pages.expired()
        except (LinkInvalid, Withdrawn):
            return self._pages.missing()
        return self._pages.clause(found)

    def _in_context(self, request: Request, link: ClauseLink) -> InContext:
        asked = request.query_params.get("sheet", "")
        sheet = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 4 else 0
        found = in_context(self._store, link, self._today(), sheet or None)
        console = self._offered(request, link, found.clause_id) if self._offered and found.clause_id else ""
        return found.model_copy(update={"console": console})

    async def _refused(self, _request: Request, fault: Exception) -> Response:
        status = fault.status_code if isinstance(fault, HTTPException) else 500
        if status == 404:
            return self._pages.missing()
        headers = fault.headers if isinstance(fault, HTTPException) else None
        return PlainTextResponse(f"{status}\n", status, headers)

    async def _broken(self, request: Request, fault: Exception) -> Response:
        return self._pages.broken(
            request.scope["quoth.reference"], 503 if isinstance(fault, StoreUnavailable) else 500
        )


class _Observed:
    """Logs every request by its route, never by its address, and gives every response the same headers."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str], figures: Figures) -> None:
        self._app = app
        self._headers = headers
        self._figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began, status = time.monotonic(), 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if status == 413:
                    # What is left of the body is not waited for.
                    headers["Connection"] = "close"
            await send(message)

        scope["quoth.reference"] = secrets.token_hex(4)
        try:
            await self._app(scope, receive, noting)
        except Exception:
            # Told here and not handed on: a server would log the exception's message, and that may be text.
            log.exception("request failed", route=_route(scope), reference=scope["quoth.reference"])
            self._figures.error("web", "unexpected")
        finally:
            seconds = round(time.monotonic() - began, 3)
            log.info("request", route=_route(scope), status=status, seconds=seconds)


def _route(scope: Scope) -> str:
    """The path of the route as it was added, "/clause/{token}"; "none" where there was none."""
    inside = scope.get("quoth.route")
    if isinstance(inside, str):
        return inside
    route = scope.get("route")
    return route.path if isinstance(route, Route) else "none"


def serve(web: Web, host: str, port: int) -> Listening:
    """Take the port, and give what listens there while it is entered; raises WrongSetting where it cannot be had."""
    return Listening(web.app, bound(host, port))


class Listening:
    """A server on a port that is taken already: `async with` starts it, and lets requests in flight finish.

    It leaves signals to whoever runs it. `port` is the one it listens on.
    """

    def __init__(self, app: ASGIApp, taken: socket.socket) -> None:
        self.port: int = taken.getsockname()[1]
        self._taken = taken
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,
                http="h11",
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=FINISH_SECONDS,
            )
        )

    async def __aenter__(self) -> Self:
        server = self._server
        server.config.load()
        server.lifespan = server.config.lifespan_class(server.config)
        await server.startup(sockets=[self._taken])
        # The steps of uvicorn's own serve(), which would take the signals as well.
        self._ticking = asyncio.create_task(server.main_loop())
        return self

    async def __aexit__(self, *_fault: object) -> None:
        self._server.should_exit = True
        await self._ticking
        await self._server.shutdown(sockets=[self._taken])


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens; raises WrongSetting, which names the host or the port."""
    try:
        # Where a name means both, the older protocol: it is what a proxy on the same machine tries.
        found = sorted(socket.getaddrinfo(host or " ", port, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError):
        raise _wrong("QUOTH_HOST", "it is no address of this machine.") from None
    family, kind, protocol, _, address = found[0]
    taken = socket.socket(family, kind, protocol)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(address)
        taken.listen()
        taken.setblocking(False)
    except OSError as fault:
        taken.close()
        if fault.errno == errno.EADDRINUSE:
            raise _wrong("QUOTH_PORT", f"another program listens on {port} already.") from None
        if fault.errno == errno.EACCES:
            raise _wrong("QUOTH_PORT", f"this user may not listen on {port}.") from None
        raise _wrong("QUOTH_HOST", "it is no address of this machine.") from None
    return taken


def _wrong(setting: str, why: str) -> WrongSetting:
    return WrongSetting(setting=setting, why=why, place="the environment or quoth.toml")
