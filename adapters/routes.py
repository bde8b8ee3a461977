"""The web server as adapters know it: a place to have what is posted to a path answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response

Endpoint = Callable[[Request], Awaitable[Response]]


class Routes(Protocol):
    """Something that takes endpoints; `adapters.web.Web` serves them."""

    def add(self, path: str, endpoint: Endpoint) -> None:
        """Let an endpoint answer what is posted to a path."""
