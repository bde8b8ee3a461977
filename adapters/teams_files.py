"""Fetching what people attach in Teams: it lies in their OneDrive, at an address that is good for some minutes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx

from bot.adapter import Unfetchable, Unfetched
from bot.addresses import is_safe
from bot.events import File

KIND = "application/vnd.microsoft.teams.file.download.info"
"""What Teams calls an attachment that is a file (Teams documentation: receive files in personal chat)."""
HOSTS = (
    ".sharepoint.com",
    ".svc.ms",
    ".onedrive.com",
    ".1drv.com",
    ".live.com",
    ".microsoft.com",
    ".office.com",
    ".office.net",
)
"""Where Microsoft's public cloud keeps people's files."""
HERE = (".localhost", ".127.0.0.1", ".::1")
"""Where a stand-in for it is, in development."""
MOST_HOPS = 4
"""Addresses that are sent on to, one after the other."""
PATIENCE = httpx.Timeout(30.0)


@dataclass(frozen=True)
class Storage:
    """Where files may be fetched from, by how the names of its machines end; no token goes there."""

    hosts: Collection[str] = HOSTS

    async def fetched(self, file: File, most: int) -> bytes:
        """The bytes of a file, of at most so many; raises Unfetchable."""
        try:
            async with httpx.AsyncClient(timeout=PATIENCE) as client:
                return await self._followed(client, file.address, most)
        except httpx.HTTPError:
            raise Unfetchable(Unfetched.failed) from None

    async def _followed(self, client: httpx.AsyncClient, address: str, most: int) -> bytes:
        for _ in range(MOST_HOPS):
            if not self.holds(address):
                raise Unfetchable(Unfetched.elsewhere)
            async with client.stream("GET", address) as answer:
                if answer.is_redirect:
                    address = urljoin(address, answer.headers.get("Location", ""))
                    continue
                return await _body(answer, most)
        raise Unfetchable(Unfetched.failed)

    def holds(self, address: str) -> bool:
        """Whether an address is one of the storage's, and what comes from it is safe on its way."""
        try:
            parts = urlsplit(address)
        except ValueError:
            return False
        return is_safe(parts) and f".{(parts.hostname or '').lower()}".endswith(tuple(self.hosts))


async def _body(answer: httpx.Response, most: int) -> bytes:
    if answer.status_code in (401, 403, 404, 410):
        # The address carries its own permission, which has lapsed.
        raise Unfetchable(Unfetched.gone)
    if answer.status_code != 200:
        raise Unfetchable(Unfetched.failed)
    body = bytearray()
    async for part in answer.aiter_bytes():
        body += part
        if len(body) > most:
            raise Unfetchable(Unfetched.too_large)
    return bytes(body)
