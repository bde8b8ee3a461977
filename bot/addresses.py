"""Web addresses: whether a host is this machine, and whether what is sent to an address is safe on its way."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself: localhost, 127.0.0.1 and their like."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def is_safe(address: SplitResult, scheme: str = "https") -> bool:
    """Whether an address is encrypted, as `scheme` is, or as it is without its "s" on this machine."""
    if address.scheme == scheme:
        return True
    return address.scheme == scheme.removesuffix("s") and is_loopback(address.hostname or "")
