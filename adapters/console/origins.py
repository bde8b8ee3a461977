"""Where a request comes from, and by which name it reaches us, as far as it can be believed."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from starlette.requests import Request

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})

NAME = re.compile(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
"""What a browser calls us: a name or an address, and perhaps a port."""

LONGEST_ADDRESS = 64
"""Characters of a client's address, at most."""


def host(request: Request) -> str | None:
    """The name by which the browser reaches us, without a port; None where it gives none that could be one."""
    found = NAME.fullmatch(request.headers.get("Host", ""))
    return found[1].strip("[]").lower() if found else None


def client(request: Request) -> str:
    """The address that a request comes from; behind a proxy on this machine, the one that the proxy says."""
    found = request.client.host if request.client else ""
    # A proxy adds the address that it saw itself at the end.
    if found in LOOPBACK and (told := request.headers.get("X-Forwarded-For", "")):
        return told.rpartition(",")[2].strip()[:LONGEST_ADDRESS]
    return found


def own(request: Request) -> bool:
    """Whether a form was sent from a page of ours, as far as the browser says."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc == request.headers.get("Host")
    except ValueError:
        return False
