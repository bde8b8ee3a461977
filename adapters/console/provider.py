"""The provider of an organisation's own sign-in (OpenID Connect): what is asked of it, and what of its answer is believed."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field

from adapters.console.discovery import SECONDS, Discovery, Known
from adapters.console.refusals import NotSignedIn, Why
from bot.addresses import is_safe
from bot.credentials import Credentials
from bot.errors import MissingSetting, PlatformNotInstalled, WrongSetting
from bot.places import Person, Platform
from bot.records import slug
from bot.settings import Settings
from corpus.document import Value

LEEWAY = 120
"""Seconds by which the provider's clock may differ from ours."""

SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""The ways of signing a token that are believed: those for which only the provider has the key."""

EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([a-z0-9-]+(?:\.[a-z0-9-]+)+)")
"""An address as it becomes somebody's id. No colon is in it, so it is never taken for a group or an operator."""

GROUP = re.compile(r"\S{1,200}")

MOST_GROUPS = 500


class Transaction(Value):
    """One attempt to sign in: where the provider sends the browser back to, and what nobody else can know of it."""

    back: str
    state: str = Field(repr=False)
    nonce: str = Field(repr=False)
    verifier: str = Field(repr=False)


@dataclass
class Provider:
    """A provider that vouches for the people of some organisations; safe to share between threads.

    `issuer` is its address, `organisations` are short names, `domains` those of the addresses that it is believed for,
    `name` what people call it, and `claim` what it calls the groups that somebody is in.
    """

    issuer: str
    client: str
    secret: str = field(repr=False)
    organisations: tuple[str, ...]
    domains: frozenset[str]
    name: str
    claim: str
    signing: str = field(repr=False)
    """What the secrets of each attempt are made of; of several copies of Quoth each has the same."""
    _discovery: Discovery = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._discovery = Discovery(self.issuer)

    @classmethod
    def of(cls, settings: Settings, credentials: Credentials, signing: str) -> Provider | None:
        """The provider that is set up, or None; raises WrongSetting, MissingSetting and PlatformNotInstalled."""
        if not settings.oidc_issuer:
            return None
        if not is_safe(urlsplit(settings.oidc_issuer)):
            raise WrongSetting(setting="QUOTH_OIDC_ISSUER", why="it must begin with https://.", place=PLACE)
        for name in ("oidc_client_id", "oidc_org", "oidc_domains"):
            if not _listed(getattr(settings, name)):
                raise MissingSetting(setting=f"QUOTH_{name.upper()}", why=NEEDED, place=PLACE)
        secret = credentials.need("oidc_secret")
        for package in ("authlib", "joserfc", "httpx2"):
            if find_spec(package) is None:
                raise PlatformNotInstalled(platform="oidc", package=package)
        return cls(
            issuer=settings.oidc_issuer.rstrip("/"),
            client=settings.oidc_client_id,
            secret=secret,
            organisations=tuple(map(slug, _listed(settings.oidc_org))),
            domains=frozenset(each.lower().removeprefix("@") for each in _listed(settings.oidc_domains)),
            name=settings.oidc_name,
            claim=settings.oidc_groups,
            signing=signing,
        )

    def transaction(self, state: str, back: str) -> Transaction:
        """The attempt of this state; what is secret of it is worked out anew, and kept nowhere."""
        made = (_derived(self.signing, each, state) for each in ("nonce", "verifier"))
        return Transaction(back=back, state=state, nonce=next(made), verifier=next(made))

    def asks(self, attempt: Transaction) -> str:
        """The provider's address at which somebody signs in for this attempt; raises NotSignedIn."""
        known = self._discovery.known()
        with self._client(known, attempt) as client:
            href, _ = client.create_authorization_url(
                known.authorization_endpoint,
                state=attempt.state,
                nonce=attempt.nonce,
                code_verifier=attempt.verifier,
            )
        return str(href)

    def vouches(self, attempt: Transaction, code: str, issuer: str) -> Person:
        """The person for whom the provider answers this code; raises NotSignedIn.

        `issuer` is who the browser says gave the code, where it says so.
        """
        from authlib.common.errors import AuthlibBaseError
        from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError

        known = self._discovery.known()
        if issuer and issuer != known.issuer:
            raise NotSignedIn(Why.not_for_us)
        try:
            claims = self._claims(known, attempt, code)
        except (ExpiredTokenError, InvalidClaimError) as fault:
            late = fault.claim in ("exp", "nbf", "iat")
            raise NotSignedIn(Why.clock if late else Why.not_for_us) from None
        except AuthlibBaseError as fault:
            raise NotSignedIn(Why.again if fault.error == "invalid_grant" else Why.wrong_client) from None
        except (JoseError, ValueError, TypeError, KeyError):
            raise NotSignedIn(Why.not_for_us) from None
        return self._person(claims)

    def _claims(self, known: Known, attempt: Transaction, code: str) -> Mapping[str, Any]:
        """What the provider says of whoever signed in, after everything about it has been checked."""
        import httpx2
        from authlib.oidc.core import CodeIDToken

        with self._client(known, attempt) as client:
            try:
                given = client.fetch_token(
                    known.token_endpoint,
                    code=code,
                    code_verifier=attempt.verifier,
                    grant_type="authorization_code",
                )
                header, said = self._read(known, str(given["id_token"]))
                wanted = {
                    "iss": {"essential": True, "value": known.issuer},
                    "aud": {"essential": True, "value": self.client},
                    "exp": {"essential": True},
                }
                asked = {
                    "nonce": attempt.nonce,
                    "client_id": self.client,
                    "access_token": given.get("access_token"),
                }
                CodeIDToken(said, header, wanted, asked).validate(leeway=LEEWAY)
                if "email" in said or not known.userinfo_endpoint:
                    return said
                more = client.get(known.userinfo_endpoint).raise_for_status().json()
            except httpx2.HTTPError:
                raise NotSignedIn(Why.unreachable) from None
        if more["sub"] != said["sub"]:
            raise NotSignedIn(Why.not_for_us)
        return {**more, **said}

    def _read(self, known: Known, token: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """The head and the claims of a token that one of the provider's keys has signed."""
        from joserfc import jwt
        from joserfc.errors import InvalidKeyIdError

        try:
            found = jwt.decode(token, self._discovery.keys(known), algorithms=SIGNED_BY)
        except (InvalidKeyIdError, ValueError):
            # The provider may have new keys.
            found = jwt.decode(token, self._discovery.keys(known, anew=True), algorithms=SIGNED_BY)
        return dict(found.header), dict(found.claims)

    def _person(self, said: Mapping[str, Any]) -> Person:
        """Whom the claims speak of; raises NotSignedIn where their address is not verified, or is none of ours."""
        # Microsoft says by `xms_edov` that the address's domain is verified.
        if said.get("email_verified") is not True and said.get("xms_edov") not in (True, 1, "1", "true"):
            raise NotSignedIn(Why.unverified)
        email = str(said.get("email", ""))
        found = EMAIL.fullmatch(email.lower()) if email.isascii() else None
        if found is None or found[1] not in self.domains:
            raise NotSignedIn(Why.stranger)
        groups = said.get(self.claim, ())
        named = (groups,) if isinstance(groups, str) else groups if isinstance(groups, list) else ()
        name = said.get("name", "")
        return Person(
            platform=Platform.console,
            id=found[0],
            workspaces=self.organisations,
            groups=tuple(
                each for each in named[:MOST_GROUPS] if isinstance(each, str) and GROUP.fullmatch(each)
            ),
            name="".join(each for each in str(name) if each.isprintable())[:200],
        )

    def _client(self, known: Known, attempt: Transaction) -> Any:
        from authlib.integrations.httpx_client import OAuth2Client

        return OAuth2Client(
            client_id=self.client,
            client_secret=self.secret,
            token_endpoint_auth_method="client_secret_basic" if known.by_header else "client_secret_post",
            scope="openid email profile",
            redirect_uri=attempt.back,
            code_challenge_method="S256",
            # Its answer is used at once, however short it is good for.
            leeway=0,
            timeout=SECONDS,
        )


PLACE = "the environment, quoth.toml or secrets.env"
NEEDED = ", which signing in by OpenID Connect needs"


def _derived(secret: str, what: str, state: str) -> str:
    return hmac.new(secret.encode(), f"quoth oidc 1 {what} {state}".encode(), hashlib.sha256).hexdigest()


def _listed(names: str) -> tuple[str, ...]:
    return tuple(filter(None, (each.strip() for each in names.split(","))))
