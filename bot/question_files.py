"""The file of an organisation's own questions: read with every fault named by its line, and written whole or not at all."""

from __future__ import annotations

import fcntl
import os
import re
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, MutableSequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from pydantic import Field, model_validator

from bot import revision_phrases as phrases
from bot.answers import LONGEST_QUESTION
from bot.citing import Cite
from bot.errors import BadQuestions
from bot.people import Role
from bot.question_lines import HEADER, without
from bot.settings import did_you_mean
from corpus.document import Value

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import Table

QUESTIONS = "question"
REVISIONS = "revisions"
LOCK = ".lock"
_LINE = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")
_DEEP = re.compile(r"""(?<![\w"'-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){50}""")
"""A name of so many parts as no question has; to read one of thousands takes hours."""

_KEYS = ("ask", "asker", "cite", "words", "silent", "pinned")


class OwnQuestion(Value):
    """A question, and what it must go on being answered with: with clauses, with silence, or with a pin.

    `pin` is the id of the pin that it must be; empty, any will do.
    """

    ask: str = Field(min_length=1, max_length=LONGEST_QUESTION)
    asker: Role = Role.staff
    cite: tuple[Cite, ...] = ()
    silent: bool = False
    pinned: bool = False
    pin: str = ""

    @model_validator(mode="after")
    def _one_expectation(self) -> OwnQuestion:
        if (bool(self.cite), self.silent, self.pinned).count(True) != 1:
            raise ValueError("a question must cite, be silent or be pinned")
        return self

    @property
    def expected(self) -> str:
        """What it must be answered with, in words."""
        if self.cite:
            return phrases.MUST_CITE.format(clauses=", ".join(map(str, self.cite)))
        return phrases.MUST_BE_SILENT if self.silent else phrases.MUST_BE_PINNED.format(pin=self.pin).strip()


class OwnQuestions(Value):
    """All questions of an organisation, and the ids of the revisions, by policy, whose numbers they give."""

    questions: tuple[OwnQuestion, ...] = ()
    revisions: dict[str, str] = Field(default_factory=dict)


def place(home: Path, organisation: str) -> Path:
    """Where the questions of an organisation are kept, by its short name."""
    return home / "questions" / f"{organisation}.toml"


def read(path: Path) -> OwnQuestions:
    """Read the questions; none where there is no file. Raises BadQuestions for the first thing that is wrong in it."""
    try:
        return parsed(path.read_bytes(), path)
    except FileNotFoundError:
        return OwnQuestions()


def parsed(content: bytes, path: Path) -> OwnQuestions:
    """What a file of questions says; raises BadQuestions, which names the path."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise BadQuestions(line=line, file=str(path), why=phrases.BAD_BYTES) from None
    if deep := _DEEP.search(text):
        why = phrases.BAD_TOML.format(why=phrases.TOO_DEEP)
        raise BadQuestions(line=text.count("\n", 0, deep.start()) + 1, file=str(path), why=why)
    try:
        held = tomllib.loads(text)
    # A number of thousands of digits is refused by Python itself.
    except (ValueError, RecursionError) as fault:
        said = _LINE.search(str(fault))
        line = int(said[1]) if said and said[1] else text.count("\n") + 1
        why = _LINE.sub("", str(fault)).strip().rstrip(".").lower()
        raise BadQuestions(line=line, file=str(path), why=phrases.BAD_TOML.format(why=why)) from None
    return _Reader(text, path).all(held)


class _Reader:
    """Reads what TOML holds, and knows in which line each question stands."""

    def __init__(self, text: str, path: Path) -> None:
        self._lines = text.splitlines()
        self._path = path
        self._headers = [at for at, line in enumerate(self._lines, start=1) if HEADER.match(line)]

    def all(self, held: Mapping[str, object]) -> OwnQuestions:
        for name in held:
            if name not in (QUESTIONS, REVISIONS):
                self._bad(self._line(1, name), phrases.BAD_PART.format(name=name[:40]))
        tables = held.get(QUESTIONS, [])
        if not isinstance(tables, list) or len(tables) != len(self._headers):
            self._bad(self._line(1, QUESTIONS), phrases.BAD_HEADERS)
        kept = held.get(REVISIONS, {})
        if not isinstance(kept, dict) or not all(isinstance(each, str) for each in kept.values()):
            self._bad(self._line(1, f"[{REVISIONS}]"), phrases.BAD_REVISIONS)
        return OwnQuestions(
            questions=tuple(
                self._question(table, line) for table, line in zip(tables, self._headers, strict=True)
            ),
            revisions={
                policy: f"{policy.rpartition('/')[2]}@{revision}" for policy, revision in kept.items()
            },
        )

    def _question(self, table: Mapping[str, object], line: int) -> OwnQuestion:
        for name in table:
            if name not in _KEYS:
                hint = did_you_mean(name, list(_KEYS))
                self._bad(self._line(line, name), phrases.BAD_KEY.format(name=name[:40], hint=hint))
        ask = table.get("ask")
        if not isinstance(ask, str) or not ask.strip():
            self._bad(self._line(line, "ask"), phrases.BAD_ASK)
        if len(ask) > LONGEST_QUESTION:
            self._bad(self._line(line, "ask"), phrases.LONG_ASK.format(limit=LONGEST_QUESTION))
        asker = table.get("asker", Role.staff)
        if asker not in tuple(Role):
            self._bad(self._line(line, "asker"), phrases.BAD_ASKER.format(roles=", ".join(Role)))
        silent, pinned = table.get("silent", False), table.get("pinned", False)
        if not isinstance(silent, bool):
            self._bad(self._line(line, "silent"), phrases.BAD_SILENT)
        if not isinstance(pinned, bool | str) or pinned == "":
            self._bad(self._line(line, "pinned"), phrases.BAD_PINNED)
        if ("cite" in table, silent, pinned is not False).count(True) != 1:
            self._bad(line, phrases.BAD_EXPECTED)
        return OwnQuestion(
            ask=" ".join(ask.split()),
            asker=Role(str(asker)),
            cite=self._cited(table, line),
            silent=silent,
            pinned=pinned is not False,
            pin=pinned if isinstance(pinned, str) else "",
        )

    def _cited(self, table: Mapping[str, object], line: int) -> tuple[Cite, ...]:
        if "cite" not in table:
            if "words" in table:
                self._bad(self._line(line, "words"), phrases.BAD_WORDS)
            return ()
        cited, begun = _texts(table["cite"]), _texts(table.get("words", []))
        if not cited:
            self._bad(self._line(line, "cite"), phrases.BAD_CITE)
        if begun is None or len(begun) not in (0, len(cited)):
            self._bad(self._line(line, "words"), phrases.BAD_WORDS)
        found = []
        for each, begins in zip(cited, begun or [""] * len(cited), strict=True):
            policy, _, number = " ".join(each.split()).partition(" ")
            if not policy or not (number or begins.strip()):
                self._bad(self._line(line, "cite"), phrases.BAD_CITE)
            found.append(Cite(policy=policy, number=number, words=" ".join(begins.split())))
        return tuple(found)

    def _line(self, start: int, name: str) -> int:
        """The line from `start` on, but before the next question, that begins with a name; `start` where there is none."""
        end = next((each - 1 for each in self._headers if each > start), len(self._lines))
        for at in range(start, end + 1):
            if self._lines[at - 1].lstrip(" \t[\"'").startswith(name.lstrip("[").rstrip("]")):
                return at
        return start

    def _bad(self, line: int, why: str) -> NoReturn:
        raise BadQuestions(line=line, file=str(self._path), why=why)


def _texts(value: object) -> list[str] | None:
    """A text or a list of texts, as a list; None for anything else."""
    held = [value] if isinstance(value, str) else value
    return held if isinstance(held, list) and all(isinstance(each, str) for each in held) else None


class Changing:
    """A file of questions that is being changed: what it held, its document to change, and what is written below it."""

    def __init__(self, held: OwnQuestions, document: TOMLDocument) -> None:
        self.held = held
        self.document = document
        self._below: list[str] = []

    @property
    def tables(self) -> MutableSequence[Table]:
        """The questions' tables, in the order of what was held."""
        from tomlkit.items import AoT

        tables = self.document.get(QUESTIONS, [])
        return tables if isinstance(tables, AoT | list) else []

    def drop(self, number: int) -> None:
        """Take the question of that number away, counted from 1, and the comments right above it."""
        import tomlkit

        self.document = tomlkit.parse(without(tomlkit.dumps(self.document), number))

    def add(self, header: str, values: Table) -> None:
        """Write a table below all that there is."""
        self._below.append(f"{header}\n{values.as_string()}")

    @property
    def content(self) -> bytes:
        """The file as it is to be."""
        import tomlkit

        document = tomlkit.dumps(self.document)
        parts = [document, *self._below] if document.strip() else self._below
        return "\n".join(part.rstrip("\n") + "\n" for part in parts).encode()


@contextmanager
def changing(path: Path, head: str) -> Iterator[Changing]:
    """Give the file to change, a new one under `head` where there is none, and keep what was changed.

    Whoever else changes it meanwhile waits. Raises BadQuestions, also for what could not be read again; then the file is
    as it was.
    """
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _locked(path.parent):
        before = path.read_bytes() if path.exists() else head.encode()
        changed = Changing(parsed(before, path), _document(before, path))
        unchanged = changed.content
        yield changed
        if changed.content != unchanged:
            parsed(changed.content, path)
            _replace(path, changed.content)


class Rewriting:
    """A file of questions that is being written whole: what it held, and what is to stand there."""

    def __init__(self, path: Path, before: str) -> None:
        self.path = path
        self.before = before

    def write(self, content: str) -> OwnQuestions:
        """Write the file, and give what it says; raises BadQuestions, and then it is as it was."""
        held = parsed(content.encode(), self.path)
        _replace(self.path, content.encode())
        return held


@contextmanager
def rewriting(path: Path) -> Iterator[Rewriting]:
    """Give the file to write whole, also one that cannot be read; whoever else changes it meanwhile waits."""
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _locked(path.parent):
        before = path.read_bytes() if path.exists() else b""
        yield Rewriting(path, before.decode("utf-8-sig", errors="replace"))


def _document(content: bytes, path: Path) -> TOMLDocument:
    import tomlkit  # slow to import, and seldom needed
    from tomlkit.exceptions import ParseError

    try:
        return tomlkit.parse(content.decode("utf-8-sig"))
    except ParseError as fault:
        why = phrases.BAD_TOML.format(why=str(fault).partition(" at line")[0])
        raise BadQuestions(line=fault.line, file=str(path), why=why) from None


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the system lets go of it when the process dies
        yield
    finally:
        os.close(lock)


def _replace(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
