"""Fetching what people attach in Discord: from Discord's own store of files, which asks for no token."""

from __future__ import annotations

from urllib.parse import urlsplit

import aiohttp
import discord
from discord.http import HTTPClient, Route

from bot.adapter import Unfetchable, Unfetched
from bot.addresses import is_loopback
from bot.events import File

HOSTS = frozenset({"cdn.discordapp.com", "media.discordapp.net"})
"""Where Discord keeps files (Discord documentation: attachment object)."""


async def fetched(http: HTTPClient, file: File, most: int) -> bytes:
    """The bytes of a file, of at most so many; raises Unfetchable."""
    # discord.py reads it whole, so that what Discord says of its size counts first.
    if file.size is None or file.size > most:
        raise Unfetchable(Unfetched.too_large)
    if not discords(file.address):
        raise Unfetchable(Unfetched.elsewhere)
    try:
        data = await http.get_from_cdn(file.address)
    except (discord.NotFound, discord.Forbidden):
        raise Unfetchable(Unfetched.gone) from None
    except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError, RuntimeError):
        raise Unfetchable(Unfetched.failed) from None
    if len(data) > most:
        raise Unfetchable(Unfetched.too_large)
    return data


def discords(address: str) -> bool:
    """Whether an address is Discord's own, or where a stand-in is used, that stand-in."""
    try:
        parts, own = urlsplit(address), urlsplit(Route.BASE)
    except ValueError:
        return False
    if is_loopback(own.hostname or ""):
        return (parts.scheme, parts.netloc) == (own.scheme, own.netloc)
    return parts.scheme == "https" and parts.hostname in HOSTS
