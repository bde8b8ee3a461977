"""Discovery: what a provider of OpenID Connect says of itself, and its keys, asked for now and then and kept meanwhile."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from adapters.console.refusals import NotSignedIn, Why
from bot.addresses import is_safe
from corpus.document import Value

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

SECONDS = 10.0
"""Seconds that the provider is waited for."""

KEPT = 60 * 60.0
"""Seconds for which what the provider says of itself is kept, its keys among it."""

ANEW = 60.0
"""Seconds after which its keys may be asked for again, where a token names one that is not known."""

RESTED = 5.0
"""Seconds for which a provider that did not answer is left alone."""

MOST_BYTES = 1024 * 1024
"""Of what the provider answers, at most."""


class Known(Value):
    """What a provider says of itself; whatever else it says is left out."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)

    @property
    def by_header(self) -> bool:
        """Whether we give our secret in a header, and not in the form."""
        return "client_secret_basic" in self.token_endpoint_auth_methods_supported

    @property
    def safe(self) -> bool:
        """Whether everything that is sent to it is encrypted on its way."""
        ends = (self.authorization_endpoint, self.token_endpoint, self.jwks_uri, self.userinfo_endpoint)
        return all(_safe(each) for each in ends if each)


class Discovery:
    """Knows one provider by its address; every method raises NotSignedIn where it does not answer as it should.

    Safe to share between threads.
    """

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer.rstrip("/")
        self._known: Known | None = None
        self._keys: KeySet | None = None
        self._known_at = self._keys_at = self._failed_at = float("-inf")
        self._lock = threading.Lock()

    def known(self) -> Known:
        """What the provider says of itself."""
        with self._lock:
            if self._known is None or time.monotonic() - self._known_at > KEPT:
                told = self._fetched(f"{self._issuer}/.well-known/openid-configuration")
                named = {name: told[name] for name in Known.model_fields if name in told}
                try:
                    known = Known.model_validate(named)
                except ValidationError:
                    raise NotSignedIn(Why.unreachable) from None
                if known.issuer.rstrip("/") != self._issuer or not known.safe:
                    raise NotSignedIn(Why.not_for_us)
                self._known, self._keys, self._known_at = known, None, time.monotonic()
            return self._known

    def keys(self, known: Known, anew: bool = False) -> KeySet:
        """The keys with which it signs; with `anew` they are asked for again, if that was not done just now."""
        from joserfc.jwk import KeySet

        with self._lock:
            if self._keys is None or (anew and time.monotonic() - self._keys_at > ANEW):
                found = self._fetched(known.jwks_uri).get("keys", [])
                signing = [
                    each for each in found if each.get("kty") != "oct" and each.get("use", "sig") == "sig"
                ]
                self._keys, self._keys_at = KeySet.import_key_set({"keys": signing}), time.monotonic()
            return self._keys

    def _fetched(self, href: str) -> dict[str, Any]:
        """What the provider answers at an address."""
        import httpx2

        if time.monotonic() - self._failed_at < RESTED:
            raise NotSignedIn(Why.unreachable)
        try:
            answer = httpx2.get(href, timeout=SECONDS).raise_for_status()
            found = answer.json() if len(answer.content) <= MOST_BYTES else None
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError):
            found = None
        if not isinstance(found, dict):
            self._failed_at = time.monotonic()
            raise NotSignedIn(Why.unreachable)
        return found


def _safe(href: str) -> bool:
    try:
        return is_safe(urlsplit(href))
    except ValueError:
        return False
