"""The chain of audit entries: each is hashed with the one before it, so that none can be changed or left out unseen."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

from pydantic import JsonValue

START = "0" * 64
"""What the first entry is hashed with."""


def link(
    previous: str,
    organisation: int | None,
    at: dt.datetime,
    who: str,
    did: str,
    thing: str,
    before: JsonValue = None,
    after: JsonValue = None,
) -> str:
    """SHA-256 of an entry and the hash of the one before it, in hexadecimal."""
    moment = at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    said = json.dumps([previous, organisation, moment, who, did, thing, before, after], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def digest(text: str) -> str:
    """What stands in the audit for words that may not: the first half of their SHA-256."""
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()[:32]}"
