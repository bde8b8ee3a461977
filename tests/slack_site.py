"""A web server on loopback for what Slack sends in HTTP mode."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.slack_manifest import PATH


class Site:
    """A web server on loopback with the routes that an adapter adds."""

    def __init__(self) -> None:
        self.routes: list[Route] = []
        self.address = ""

    def add(self, path: str, endpoint: Callable[[Request], Awaitable[Response]]) -> None:
        self.routes.append(Route(path, endpoint, methods=["POST"]))

    async def start(self) -> None:
        listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{listening.getsockname()[1]}{PATH}"
        config = uvicorn.Config(Starlette(routes=self.routes), log_config=None, lifespan="off")
        self._server = uvicorn.Server(config)
        # Signals belong to the test runner.
        self._server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]
        self._serving = asyncio.create_task(self._server.serve(sockets=[listening]))

    async def stop(self) -> None:
        self._server.should_exit = True
        await self._serving
