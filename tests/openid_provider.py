"""A provider of OpenID Connect on this machine: it checks what it is asked as a real one does, and can be made to lie."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.console_served import listening

CLIENT = "quoth-at-larkmere"
SECRET = "the-providers-secret"  # invented


def key(id: str) -> RSAKey:
    """A key of its own."""
    return RSAKey.generate_key(2048, {"kid": id, "use": "sig", "alg": "RS256"})


@dataclass
class StandIn:
    """The provider. `says` are the claims about whoever signs in; `signs` makes the token of head and claims.

    `refuses` is what it answers instead of letting somebody in; `known` what it says of itself besides.
    """

    says: dict[str, Any]
    at: str = ""
    key: RSAKey = field(default_factory=lambda: key("1"))
    signs: Callable[[dict[str, Any]], str] | None = None
    refuses: str = ""
    known: dict[str, Any] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    down: bool = False
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._itself),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/keys", self._keys),
                Route("/me", self._me),
            ]
        )

    def claims(self, nonce: str) -> dict[str, Any]:
        """What a true token says."""
        now = int(time.time())
        whole = {"iss": self.at, "aud": CLIENT, "sub": "17", "iat": now, "exp": now + 300, "nonce": nonce}
        return {**whole, **self.says}

    def signed(self, claims: dict[str, Any], by: RSAKey | None = None) -> str:
        """A token of these claims, signed with its key, or with another."""
        used = by or self.key
        return jwt.encode({"alg": "RS256", "kid": "1"}, claims, used)

    async def _itself(self, _request: Request) -> Response:
        if self.down:
            return Response("down for the night", 503)
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        told = {name: f"{self.at}/{path}" for name, path in ends.items()}
        return JSONResponse({"issuer": self.at, **told, **self.known})

    async def _keys(self, _request: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        self.asked.append(asked)
        right = (asked["client_id"], asked["response_type"], asked["code_challenge_method"])
        assert right == (CLIENT, "code", "S256")
        assert "openid" in asked["scope"].split()
        if self.refuses:
            back = {"error": self.refuses, "state": asked["state"]}
        else:
            code = secrets.token_urlsafe(8)
            self._codes[code] = asked
            back = {"code": code, "state": asked["state"], "iss": self.at}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(back)}", 303)

    async def _token(self, request: Request) -> Response:
        kind, _, given = request.headers.get("Authorization", "").partition(" ")
        client, _, secret = base64.b64decode(given).decode().partition(":")
        if (kind, unquote(client), unquote(secret)) != ("Basic", CLIENT, SECRET):
            return JSONResponse({"error": "invalid_client"}, 401)
        form = await request.form()
        asked = self._codes.pop(str(form["code"]), None)
        digest = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        proven = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            asked is None
            or proven != asked["code_challenge"]
            or form["redirect_uri"] != asked["redirect_uri"]
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        claims = self.claims(asked["nonce"])
        token = self.signs(claims) if self.signs else self.signed(claims)
        return JSONResponse(
            {"access_token": "shown-to-me", "token_type": "Bearer", "expires_in": 60, "id_token": token}
        )

    async def _me(self, request: Request) -> Response:
        assert request.headers["Authorization"] == "Bearer shown-to-me"
        return JSONResponse(self.more)


@contextmanager
def standing_in(**says: Any) -> Iterator[StandIn]:
    """The provider, listening."""
    made = StandIn(says)
    with listening(made.app()) as port:
        made.at = f"http://127.0.0.1:{port}"
        yield made
