"""Fetching what people attach in Slack: with the bot's token, from Slack's own addresses and from nowhere else."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack_people import TROUBLE, code
from bot.adapter import Unfetchable, Unfetched
from bot.addresses import is_loopback
from bot.events import File

OWN = (".slack.com", ".slack-gov.com")
"""Where Slack keeps files; the token is sent nowhere else."""
MOST_HOPS = 3
"""Addresses that Slack may send on to, one after the other."""
PATIENCE = aiohttp.ClientTimeout(total=90, sock_read=30)
CHUNK = 64 * 1024
NOT_ALLOWED = frozenset({"missing_scope", "not_allowed_token_type", "no_permission", "access_denied"})
"""What Slack answers where the token may not read files."""


async def fetched(client: AsyncWebClient, file: File, most: int) -> bytes:
    """The bytes of a file, of at most so many; raises Unfetchable."""
    if file.address.startswith("F"):
        address = await _address(client, file.address)
    else:
        address = file.address
    if client.session is None or not address:
        raise Unfetchable(Unfetched.elsewhere if client.session else Unfetched.failed)
    try:
        return await _downloaded(client, client.session, address, most)
    except TROUBLE:
        raise Unfetchable(Unfetched.failed) from None


async def _address(client: AsyncWebClient, id: str) -> str:
    """Where a file lies of which the message told only the id, as it does of other workspaces' people."""
    try:
        answer = await client.api_call("files.info", http_verb="GET", params={"file": id})
    except TROUBLE as fault:
        refused = code(fault) in NOT_ALLOWED
        raise Unfetchable(Unfetched.not_allowed if refused else Unfetched.failed) from None
    found = answer.data.get("file") if isinstance(answer.data, dict) else None
    address = found.get("url_private_download") if isinstance(found, dict) else None
    return address if isinstance(address, str) else ""


async def _downloaded(
    client: AsyncWebClient, session: aiohttp.ClientSession, address: str, most: int
) -> bytes:
    for _ in range(MOST_HOPS):
        if not slacks(address, client.base_url):
            raise Unfetchable(Unfetched.elsewhere)
        headers = {"Authorization": f"Bearer {client.token}"}
        async with session.get(address, headers=headers, allow_redirects=False, timeout=PATIENCE) as answer:
            if answer.status in (301, 302, 303, 307, 308):
                address = urljoin(address, answer.headers.get("Location", ""))
                continue
            _check(answer)
            return await _body(answer, most)
    raise Unfetchable(Unfetched.not_allowed)


def _check(answer: aiohttp.ClientResponse) -> None:
    """Raise Unfetchable where what comes is no file."""
    if answer.status in (401, 403):
        raise Unfetchable(Unfetched.not_allowed)
    if answer.status in (404, 410):
        raise Unfetchable(Unfetched.gone)
    if answer.status != 200:
        raise Unfetchable(Unfetched.failed)
    # To a token without the scope Slack shows the page for signing in, as if that were the file.
    attached = answer.headers.get("Content-Disposition", "").lower().startswith("attachment")
    if answer.content_type == "text/html" and not attached:
        raise Unfetchable(Unfetched.not_allowed)


async def _body(answer: aiohttp.ClientResponse, most: int) -> bytes:
    body = bytearray()
    async for part in answer.content.iter_chunked(CHUNK):
        body += part
        if len(body) > most:
            raise Unfetchable(Unfetched.too_large)
    return bytes(body)


def slacks(address: str, api: str) -> bool:
    """Whether an address is Slack's own, or where a stand-in is used, that stand-in."""
    try:
        parts, own = urlsplit(address), urlsplit(api)
    except ValueError:
        return False
    if is_loopback(own.hostname or ""):
        return (parts.scheme, parts.netloc) == (own.scheme, own.netloc)
    return parts.scheme == "https" and f".{parts.hostname}".endswith(OWN)
