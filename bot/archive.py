"""An organisation as one file: a zip of fixed names, with the SHA-256 of each, written and read whole or not at all."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NoReturn, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from bot import revision_phrases as phrases
from bot.arrangements import Arrangement
from bot.errors import BadArchive, FileMissing
from bot.members import Holder
from bot.people import Contact
from bot.pins import Pin
from bot.records import Publication, State
from corpus.document import Correction, Document, Value

FORMAT = 2
PLAIN_FORMAT = 1
"""The form of an archive without corrections by hand, which every Quoth reads."""

MANIFEST = "quoth.json"
SETTLED = "organisation.json"
PUBLICATIONS = "publications.json"
PINS = "pins.json"
CORRECTIONS = "corrections.json"
QUESTIONS = "questions.toml"
NAMES = re.compile(
    r"(organisation|publications|pins|corrections)\.json|questions\.toml|revisions/[0-9]{6}\.json|sources/[0-9a-f]{64}"
)
"""What an archive may hold besides its manifest."""

MOST_FILES = 100_000
MOST_BYTES = 64 * 1024**2
"""Bytes that one file in it may hold once unpacked: three times as many as a policy file."""
MOST_IN_ALL = 4 * 1024**3
BEGUN = dt.datetime(2000, 1, 1)
"""When every file in it was made, so that the same contents make the same bytes."""

_PUBLICATIONS = TypeAdapter(tuple[Publication, ...])
_PINS = TypeAdapter(tuple[Pin, ...])
T = TypeVar("T", bound=Value)


class Manifest(Value):
    """What an archive says of itself: its form, which Quoth made it and when, whose it is, and the SHA-256 of each file."""

    format: int
    quoth: str
    organisation: str
    made_at: dt.datetime
    files: dict[str, str]


class Settled(Value):
    """What is settled for an organisation besides its policies; `parent` is the name of the one it stands under."""

    name: str
    short: str
    created_at: dt.datetime
    snapshot: str | None = None
    parent: str | None = None
    for_all: bool = False
    contacts: tuple[Contact, ...] = ()
    holders: tuple[Holder, ...] = ()
    arrangement: Arrangement = Arrangement()


class Kept(Value):
    """One revision with its words and its state; `original` is the SHA-256 of the file that it was read from."""

    document_id: str
    document: Document
    original: str = Field(pattern=r"[0-9a-f]{64}")
    state: State
    added_at: dt.datetime
    published_at: dt.datetime | None = None
    starts_on: dt.date | None = None
    ended_at: dt.datetime | None = None
    taken_back: bool = False


class PutRight(Value):
    """What somebody put right by hand in how a policy is read."""

    policy: str
    correction: Correction
    made_by: str
    made_at: dt.datetime


_CORRECTIONS = TypeAdapter(tuple[PutRight, ...])


class Writing:
    """An archive that is being written."""

    def __init__(self, zipped: zipfile.ZipFile) -> None:
        self._zip = zipped
        self.files: dict[str, str] = {}
        self.format = PLAIN_FORMAT

    def add(self, name: str, data: bytes) -> str:
        """Put a file in, unless it is there, and return the SHA-256 of its bytes."""
        digest = hashlib.sha256(data).hexdigest()
        if name not in self.files:
            self.files[name] = digest
            self._put(name, data)
        return digest

    def source(self, data: bytes) -> str:
        """Put in the file that a revision was read from, once, and return its SHA-256."""
        return self.add(f"sources/{hashlib.sha256(data).hexdigest()}", data)

    def publications(self, held: tuple[Publication, ...]) -> None:
        """Put the publications in, oldest first."""
        self.add(PUBLICATIONS, _PUBLICATIONS.dump_json(held, indent=1))

    def pins(self, held: tuple[Pin, ...]) -> None:
        """Put the pins in, oldest first."""
        self.add(PINS, _PINS.dump_json(held, indent=1))

    def corrections(self, held: tuple[PutRight, ...]) -> None:
        """Put in what was put right by hand, oldest first."""
        if held:
            self.add(CORRECTIONS, _CORRECTIONS.dump_json(held, indent=1))
            self.format = FORMAT

    def revision(self, number: int, kept: Kept) -> None:
        """Put a revision in, as the one of this number."""
        self.add(f"revisions/{number:06}.json", kept.model_dump_json(indent=1).encode())
        if kept.document.corrections:
            self.format = FORMAT

    def seal(self, organisation: str, at: dt.datetime) -> str:
        """Put the manifest in, and give its SHA-256, which stands at the end of the file too."""
        made = Manifest(
            format=self.format, quoth=_version(), organisation=organisation, made_at=at, files=self.files
        )
        data = made.model_dump_json(indent=1).encode()
        self._put(MANIFEST, data)
        digest = hashlib.sha256(data).hexdigest()
        self._zip.comment = digest.encode()
        return digest

    def _put(self, name: str, data: bytes) -> None:
        made = zipfile.ZipInfo(name, BEGUN.timetuple()[:6])
        made.external_attr = 0o600 << 16
        made.compress_type = zipfile.ZIP_DEFLATED
        self._zip.writestr(made, data)


@contextlib.contextmanager
def written(path: Path) -> Iterator[Writing]:
    """Write an archive beside `path`, have it flushed to the disk, and give it its name; on any error nothing is left.

    Only its owner may read it. What is there already is replaced if it is an archive, else FileMissing is raised.
    """
    if path.exists() and not _is_archive(path):
        raise FileMissing(path=str(path), why=phrases.IN_THE_WAY)
    handle, name = tempfile.mkstemp(prefix=".quoth-", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
                yield Writing(zipped)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


class Archive:
    """An archive that is being read; every file is compared with its SHA-256 each time it is read."""

    def __init__(self, path: Path, zipped: zipfile.ZipFile) -> None:
        self._path, self._zip = path, zipped
        names = [each.filename for each in zipped.infolist()]
        if len(names) > MOST_FILES or sum(each.file_size for each in zipped.infolist()) > MOST_IN_ALL:
            self.refuse(phrases.ARCHIVE_TOO_LARGE)
        if len(set(names)) != len(names) or MANIFEST not in names:
            self.refuse(phrases.NO_EXPORT)
        data = self._bytes(MANIFEST)
        if hashlib.sha256(data).hexdigest().encode() != zipped.comment:
            self.refuse(phrases.ARCHIVE_ALTERED.format(name=MANIFEST))
        self.manifest = self._manifest(data)
        if set(names) - {MANIFEST} != set(self.manifest.files) or not all(
            NAMES.fullmatch(each) for each in self.manifest.files
        ):
            self.refuse(phrases.ARCHIVE_OTHER_FILES)

    @property
    def name(self) -> str:
        """The name of its file."""
        return self._path.name

    def settled(self) -> Settled:
        """What is settled for the organisation."""
        return self._value(SETTLED, Settled)

    def publications(self) -> tuple[Publication, ...]:
        """The publications, oldest first."""
        with self._valid(PUBLICATIONS):
            return _PUBLICATIONS.validate_json(self.read(PUBLICATIONS))

    def pins(self) -> tuple[Pin, ...]:
        """The pins, oldest first."""
        with self._valid(PINS):
            return _PINS.validate_json(self.read(PINS))

    def corrections(self) -> tuple[PutRight, ...]:
        """What was put right by hand, oldest first."""
        if CORRECTIONS not in self.manifest.files:
            return ()
        with self._valid(CORRECTIONS):
            return _CORRECTIONS.validate_json(self.read(CORRECTIONS))

    def questions(self) -> bytes | None:
        """The file of the organisation's own questions, or None."""
        return self.read(QUESTIONS) if QUESTIONS in self.manifest.files else None

    def revisions(self) -> Iterator[tuple[Kept, bytes]]:
        """The revisions one by one, in the order in which they were added, and the files they were read from."""
        for name in sorted(each for each in self.manifest.files if each.startswith("revisions/")):
            kept = self._value(name, Kept)
            if kept.document.id != kept.document_id:
                self.refuse(phrases.ARCHIVE_ALTERED.format(name=name))
            yield kept, self.read(f"sources/{kept.original}")

    def read(self, name: str) -> bytes:
        """The bytes of one file; raises BadArchive where they are not what the manifest says."""
        data = self._bytes(name) if name in self.manifest.files else b""
        if hashlib.sha256(data).hexdigest() != self.manifest.files.get(name):
            self.refuse(phrases.ARCHIVE_ALTERED.format(name=name))
        return data

    def refuse(self, why: str) -> NoReturn:
        """Raise BadArchive."""
        raise BadArchive(file=self._path.name, why=why)

    def _manifest(self, data: bytes) -> Manifest:
        with self._valid(MANIFEST):
            said = json.loads(data)
            form = said.get("format") if isinstance(said, dict) else None
            if isinstance(form, int) and form > FORMAT:
                self.refuse(phrases.ARCHIVE_NEWER)
            return Manifest.model_validate_json(data)

    def _value(self, name: str, kind: type[T]) -> T:
        with self._valid(name):
            return kind.model_validate_json(self.read(name))

    @contextlib.contextmanager
    def _valid(self, name: str) -> Iterator[None]:
        try:
            yield
        except (ValidationError, ValueError, RecursionError):
            self.refuse(phrases.ARCHIVE_UNREADABLE.format(name=name))

    def _bytes(self, name: str) -> bytes:
        if self._zip.getinfo(name).file_size > MOST_BYTES:
            self.refuse(phrases.ARCHIVE_TOO_LARGE)
        try:
            with self._zip.open(name) as file:
                data = file.read(MOST_BYTES + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
            self.refuse(phrases.ARCHIVE_UNREADABLE.format(name=name))
        return data


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Open an archive; raises FileMissing, and BadArchive where it is none or was altered."""
    try:
        zipped = zipfile.ZipFile(path)
    except OSError as fault:
        raise FileMissing(path=str(path), why=(fault.strerror or "it is not a file").lower()) from fault
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as fault:
        raise BadArchive(file=path.name, why=phrases.NO_EXPORT) from fault
    with zipped:
        yield Archive(path, zipped)


def _is_archive(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as zipped:
            return MANIFEST in zipped.namelist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def _version() -> str:
    try:
        return version("quoth")
    except PackageNotFoundError:
        return "0"
