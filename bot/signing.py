"""Links to a clause in its document: signed, so that nobody can make one up, and good for some days."""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from itsdangerous import BadData, SignatureExpired, TimestampSigner, URLSafeTimedSerializer
from pydantic import Field, ValidationError, model_validator

from bot.addresses import is_safe
from bot.credentials import Credentials
from bot.errors import WrongSetting
from corpus.document import Value

FILE = "web.key"
"""In the home folder, what links are signed with where QUOTH_WEB_SECRET is not set."""

SHORTEST = 32
"""Characters that a secret has at least; as `bot.credentials` asks."""

DAY = 24 * 60 * 60


class LinkInvalid(Exception):
    """The link was not made with this secret, or was changed."""


class LinkExpired(Exception):
    """The link was good, and is too old."""


class ClauseLink(Value):
    """Which characters of which stored document a link leads to; `organisation` is its short name."""

    organisation: str = Field(min_length=1, max_length=200)
    document_id: str = Field(min_length=1, max_length=300)
    start: int = Field(ge=0)
    end: int

    @model_validator(mode="after")
    def _holds_something(self) -> ClauseLink:
        if self.end <= self.start:
            raise ValueError(f"a clause cannot end ({self.end}) where it starts ({self.start}) or before")
        return self


class _Signer(TimestampSigner):
    """Signs with the time of a given clock, in seconds since 1970."""

    def __init__(self, secrets: list[bytes], salt: bytes, now: Callable[[], float]) -> None:
        super().__init__(secrets, salt=salt, key_derivation="hmac", digest_method=hashlib.sha256)
        self._now = now

    def get_timestamp(self) -> int:
        return int(self._now())


class Links:
    """Makes links to clauses and reads them back; safe to share between threads.

    `base` is the public address of the web server, empty where it has none; `days` for how long a link is
    good; `now` the clock. Raises WrongSetting for a base that is neither https nor on this machine.
    """

    def __init__(self, secret: str, days: int, base: str, now: Callable[[], float] = time.time) -> None:
        self._base = _checked(base)
        self._seconds = days * DAY
        self._signed = URLSafeTimedSerializer(
            secret, salt=b"quoth clause 1", signer=_Signer, signer_kwargs={"now": now}
        )

    def url(self, link: ClauseLink) -> str:
        """The address at which the clause is shown, or nothing where there is no public address."""
        if not self._base:
            return ""
        token = self._signed.dumps([link.organisation, link.document_id, link.start, link.end])
        return f"{self._base}/clause/{token}#clause"

    def read(self, token: str) -> ClauseLink:
        """What a link's token leads to; raises LinkExpired or LinkInvalid."""
        try:
            organisation, document_id, start, end = self._signed.loads(token, max_age=self._seconds)
            return ClauseLink(organisation=organisation, document_id=document_id, start=start, end=end)
        except SignatureExpired:
            raise LinkExpired from None
        except (BadData, ValidationError, TypeError, ValueError):
            raise LinkInvalid from None


def _checked(base: str) -> str:
    """The base without its last slashes; raises WrongSetting where links to it would not be safe or whole."""
    if not base:
        return ""
    try:
        parts = urlsplit(base)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise _wrong("it is not an address.") from None
    if not is_safe(parts):
        raise _wrong("it must begin with https://.")
    if not host or any(character.isspace() for character in base):
        raise _wrong("it names no host, or holds a space.")
    if parts.username is not None or parts.query or parts.fragment:
        raise _wrong("it holds more than a host, a port and a path.")
    return base.rstrip("/")


def _wrong(why: str) -> WrongSetting:
    return WrongSetting(
        setting="QUOTH_PUBLIC_URL", why=why, place="the environment, or public_url in quoth.toml"
    )


def secret_of(home: Path, credentials: Credentials) -> str:
    """What links are signed with: the secret that is set, else the home folder's own, made where there is none.

    Raises WrongSetting for a key that others may read, or that is no key.
    """
    if credentials.web_secret is not None:
        return credentials.web_secret.get_secret_value()
    path = home / FILE
    try:
        return _kept(path)
    except FileNotFoundError:
        _make(path)
        return _kept(path)


def _kept(path: Path) -> str:
    try:
        mode = path.stat().st_mode
        if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
            why = f"others than its owner may use it (mode {stat.S_IMODE(mode):o}); it must be 600."
            raise WrongSetting(setting=FILE, why=why, place=str(path))
        secret = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise
    except (OSError, UnicodeDecodeError):
        raise WrongSetting(setting=FILE, why="it cannot be read.", place=str(path)) from None
    if len(secret) < SHORTEST:
        why = f"it is shorter than {SHORTEST} characters. Remove it, and a new one is made."
        raise WrongSetting(setting=FILE, why=why, place=str(path))
    return secret


def _make(path: Path) -> None:
    """Put a new key in place, unless somebody else was quicker: of two who start at once both read one key."""
    # The key is written whole before it gets its name, and a name that is taken is not taken over.
    own = path.with_name(f".{FILE}.{secrets.token_hex(8)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48) + "\n")
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(own, path)
        finally:
            own.unlink(missing_ok=True)
    except OSError as fault:
        why = f"no key can be kept in the home folder ({(fault.strerror or 'refused').lower()}), so one must be set."
        place = "the environment or secrets.env"
        raise WrongSetting(setting="QUOTH_WEB_SECRET", why=why, place=place) from None
