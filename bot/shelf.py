"""The shelf: files that wait until somebody has said which policy they revise."""

from __future__ import annotations

import datetime as dt
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

from pydantic import ConfigDict, ValidationError

from corpus.document import Value

FOLDER = "shelf"
LIFE = dt.timedelta(days=1)
"""How long a file waits."""

_ID = re.compile(r"[0-9a-f]{16}")


class Shelved(Value):
    """A file that waits, whose it is, and the policy that it may be a revision of, by its short name."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    organisation: str
    name: str
    data: bytes
    policy: str


class Shelf:
    """The files that wait, in a folder of their own in the home folder, for a day at most."""

    def __init__(self, home: Path) -> None:
        self._folder = home / FOLDER

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
