"""The token that every form brings back: by it the console knows that a form was sent from a page of its own."""

from __future__ import annotations

import hmac
import secrets


def masked(csrf: str) -> str:
    """A session's token as one page carries it: another each time, so that its length compressed tells nothing."""
    nonce = secrets.token_urlsafe(12)
    return f"{nonce}.{_sealed(nonce, csrf)}"


def unmasked(given: str, csrf: str) -> bool:
    """Whether a form brought back a token of this session."""
    nonce, _, sealed = given.partition(".")
    return bool(nonce) and hmac.compare_digest(sealed.encode(), _sealed(nonce, csrf).encode())


def _sealed(nonce: str, csrf: str) -> str:
    return hmac.new(csrf.encode(), nonce.encode(), "sha256").hexdigest()
