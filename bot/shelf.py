"""The shelf: files that wait until somebody has said which policy they revise."""

from __future__ import annotations

import datetime as dt
import os
import re
import secrets
import threading
from contextlib import suppress
from pathlib import Path

from cachetools import TTLCache
from pydantic import ConfigDict, ValidationError

from corpus.document import Value

FOLDER = "shelf"
LIFE = dt.timedelta(days=1)
"""How long a file waits."""

MOST_LISTED = 1_000
"""Files of which it is remembered what is listed of them."""

_ID = re.compile(r"[0-9a-f]{16}")


class Shelved(Value):
    """A file that waits, whose it is, and the policy that it may be a revision of, by its short name.

    `title` is what that policy is called, and `why` what speaks for it.
    """

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    organisation: str
    name: str
    data: bytes
    policy: str
    title: str = ""
    why: str = ""


class Waiting(Value):
    """What is listed of a file that waits: all but its bytes."""

    id: str
    organisation: str
    name: str
    policy: str
    title: str
    why: str


class Shelf:
    """The files that wait, in a folder of their own in the home folder, for a day at most; threads may share it."""

    def __init__(self, home: Path) -> None:
        self._folder = home / FOLDER
        # A file on the shelf never changes, and to list it need not be read again.
        self._listed: TTLCache[str, Waiting] = TTLCache(MOST_LISTED, LIFE.total_seconds())
        self._lock = threading.Lock()

    def put(self, shelved: Shelved, now: dt.datetime) -> str:
        """Keep a file, and give the id by which it is found again."""
        self.tidy(now)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        id = secrets.token_hex(8)
        part = self._folder / f"{id}.part"
        part.touch(mode=0o600)
        try:
            part.write_text(shelved.model_dump_json(), encoding="utf-8")
            part.replace(self._path(id))
        finally:
            part.unlink(missing_ok=True)
        os.utime(self._path(id), (now.timestamp(), now.timestamp()))
        return id

    def get(self, id: str, now: dt.datetime) -> Shelved | None:
        """The file of that id, or None where it waits no longer."""
        if not _ID.fullmatch(id):
            return None
        try:
            if self._age(self._path(id), now) > LIFE:
                return None
            return Shelved.model_validate_json(self._path(id).read_bytes())
        except (OSError, ValidationError):
            return None

    def waiting(self, organisation: str, now: dt.datetime) -> tuple[Waiting, ...]:
        """What waits of an organisation, by the files' names."""
        found = (self._waiting(each.stem, now) for each in self._folder.glob("*.json"))
        mine = (each for each in found if each and each.organisation == organisation)
        return tuple(sorted(mine, key=lambda each: (each.name, each.id)))

    def _waiting(self, id: str, now: dt.datetime) -> Waiting | None:
        with self._lock:
            known = self._listed.get(id)
        with suppress(OSError):
            if known and self._age(self._path(id), now) <= LIFE:
                return known
        shelved = self.get(id, now)
        if shelved is None:
            return None
        listed = Waiting(id=id, **shelved.model_dump(exclude={"data"}))
        with self._lock:
            self._listed[id] = listed
        return listed

    def drop(self, id: str) -> None:
        """Forget a file."""
        if _ID.fullmatch(id):
            self._path(id).unlink(missing_ok=True)

    def tidy(self, now: dt.datetime) -> None:
        """Forget the files that have waited too long, and what was left half written."""
        with suppress(OSError):
            for path in self._folder.iterdir():
                if self._age(path, now) > LIFE:
                    path.unlink(missing_ok=True)

    def _path(self, id: str) -> Path:
        return self._folder / f"{id}.json"

    @staticmethod
    def _age(path: Path, now: dt.datetime) -> dt.timedelta:
        return now - dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
