"""Who is let in: activities that are no larger than they may be, Microsoft's own, and from Teams."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import structlog
from starlette.requests import Request

from adapters.teams_events import Activity
from adapters.teams_sdk import CloudEnvironment, TokenValidator
from bot.addresses import is_loopback

MOST_BYTES = 1_048_576
"""Of one activity; Teams sends far less."""

SERVICES = frozenset(
    {
        "https://smba.trafficmanager.net",
        "https://smba.onyx.prod.teams.trafficmanager.net",
        "https://smba.infra.gcc.teams.microsoft.com",
    }
)
"""Where answers may go: Teams' services in the public cloud (Teams SDK documentation: service URL validation)."""

_CHANNELS = frozenset({"msteams"})
_CHANNELS_IN_DEVELOPMENT = frozenset({"msteams", "emulator"})
_ADDRESS = re.compile(r"https?://[\w.\[\]:-]+(?:/[\w./~-]*)?", re.ASCII)


async def body_of(request: Request) -> bytes | None:
    """Read a request's body; None as soon as it is longer than an activity may be."""
    stated = request.headers.get("Content-Length", "0")
    if not stated.isdigit() or int(stated) > MOST_BYTES:
        return None
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


class Door:
    """Lets in what Microsoft signed for this bot and sends from Teams, as the SDK and this list find."""

    def __init__(self, client_id: str, cloud: CloudEnvironment, services: Collection[str]) -> None:
        # Not the SDK's wider one: that takes Entra's tokens for agents too, in which nobody signs the service's
        # address, and fetches keys for whatever tenant an unchecked token names.
        self._validator = TokenValidator.for_service(client_id, cloud=cloud)
        self._services = frozenset(services)
        # The SDK waits while it fetches the keys of Microsoft's tokens: here, where it keeps nobody else waiting.
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="teams-tokens")

    async def genuine(self, authorization: str, activity: Activity) -> bool:
        """Whether the SDK finds the token to be Microsoft's, for this bot and for the activity's service."""
        scheme, _, token = authorization.partition(" ")
        if scheme != "Bearer" or not token:
            return False
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._threads, self._check, token, activity.service_url)
        except Exception as fault:
            structlog.get_logger().warning("token refused", platform="teams", error=type(fault).__name__)
            return False
        return True

    def from_teams(self, activity: Activity) -> bool:
        """Whether it comes from Teams and may be answered where it says, neither of which the SDK looks at."""
        return activity.channel_id in _CHANNELS and self.serves(activity.service_url)

    def serves(self, url: str) -> bool:
        """Whether messages may go to this address."""
        if not _ADDRESS.fullmatch(url):
            return False
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.netloc.lower()}" in self._services

    def close(self) -> None:
        """Let no more in."""
        self._threads.shutdown(wait=False)

    def _check(self, token: str, service_url: str) -> None:
        asyncio.run(self._validator.validate_token(token, service_url))


class OpenDoor:
    """In development, lets in whatever is to be answered on this machine."""

    async def genuine(self, _authorization: str, _activity: Activity) -> bool:
        """Whatever comes; no token is looked at."""
        return True

    def from_teams(self, activity: Activity) -> bool:
        """Whether it may be answered where it says: on this machine and nowhere else."""
        return activity.channel_id in _CHANNELS_IN_DEVELOPMENT and self.serves(activity.service_url)

    def serves(self, url: str) -> bool:
        """Whether messages may go to this address: on this machine and nowhere else."""
        return bool(_ADDRESS.fullmatch(url)) and is_loopback(urlsplit(url).hostname or "")

    def close(self) -> None:
        """Let no more in."""
