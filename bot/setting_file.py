"""The file of settings: where each setting comes from, and changing some of them without losing a comment."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

import tomlkit
from pydantic import ValidationError
from tomlkit.exceptions import TOMLKitError

from bot.errors import WrongSetting
from bot.settings import FILE, Settings

CHANGEABLE = (
    "answer_days",
    "question_days",
    "link_days",
    "session_hours",
    "person_limit",
    "workspace_limit",
    "max_quotes",
    "wrong_answers",
    "teams_targeted",
)
"""The settings that may be changed by whoever keeps every organisation; no other can lock anybody out or harm anybody."""


class Origin(StrEnum):
    """Where a setting comes from."""

    environment = "environment"
    file = "quoth.toml"
    default = "default"


class SettingFile:
    """The file of settings in a home folder; it need not be there."""

    def __init__(self, home: Path) -> None:
        self.path = home / FILE

    def text(self) -> str:
        """What stands in it; raises WrongSetting where it cannot be read."""
        try:
            return self.path.read_text(encoding="utf-8") if self.path.exists() else ""
        except (OSError, UnicodeDecodeError) as fault:
            raise self._wrong(FILE, f"it cannot be read ({type(fault).__name__}).") from None

    def mark(self) -> str:
        """What tells this state of the file from another."""
        return _marked(self.text())

    def stated(self) -> Mapping[str, object]:
        """What it sets, by name; raises WrongSetting where it is not TOML."""
        return self._read(self.text())

    def _read(self, text: str) -> dict[str, object]:
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as fault:
            raise self._wrong(FILE, f"it is not TOML ({fault}).") from None

    def origin(self, name: str) -> Origin:
        """Where a setting comes from at the next start."""
        return self.origins((name,))[name]

    def origins(self, names: Iterable[str]) -> Mapping[str, Origin]:
        """Where each of these settings comes from at the next start."""
        stated = self.stated()
        return {name: _origin(name, stated) for name in names}

    def next(self) -> Settings:
        """The settings as they are read at the next start; raises WrongSetting."""
        return self._valid(self.text(), {})

    def change(self, values: Mapping[str, object], mark: str) -> tuple[str, ...] | None:
        """Set these, validated first and written whole or not at all; returns the names of those that are others now.

        None where the file is not what it was when `mark` was taken, and then nothing is done. Raises WrongSetting for a
        value that cannot be, one that is set in the environment, and one that is not to be changed so.
        """
        with self._locked():
            return self._change(values, mark)

    def _change(self, values: Mapping[str, object], mark: str) -> tuple[str, ...] | None:
        text = self.text()
        if _marked(text) != mark:
            return None
        before = self._valid(text, {})
        stated = self.stated()
        try:
            written = tomlkit.parse(text)
        except TOMLKitError as fault:
            raise self._wrong(FILE, f"it is not TOML ({type(fault).__name__}).") from None
        changed = self._changed(before, values)
        for name, value in changed.items():
            written[name] = value
        after = tomlkit.dumps(written)
        if self._read(after) != {**stated, **changed}:
            raise self._wrong(FILE, "it is written in a way that cannot be changed from here.")
        self._valid(after, {})
        if changed:
            self._write(after)
        return tuple(changed)

    def _changed(self, before: Settings, values: Mapping[str, object]) -> dict[str, object]:
        """The values that are others than before, as the settings have them; raises WrongSetting."""
        changed: dict[str, object] = {}
        for name, value in values.items():
            if name not in CHANGEABLE:
                raise self._wrong(name, "it can be changed on the machine only.")
            was = getattr(before, name)
            given = getattr(self._valid("", {name: value}), name)
            if given == was:
                continue
            if self.origin(name) is Origin.environment:
                raise WrongSetting(
                    setting=variable(name), why="it is set in the environment, which goes before the file.", place="there"
                )  # fmt: skip
            changed[name] = given
        return changed

    def _valid(self, text: str, values: Mapping[str, object]) -> Settings:
        """The settings that a file of this text gives with these values; raises WrongSetting."""
        stated = self._read(text)
        # What is given outright goes before the environment, which goes before the file.
        given = {name: value for name, value in stated.items() if _origin(name, stated) is Origin.file}
        try:
            return Settings.model_validate({**given, **values, "home": self.path.parent})
        except ValidationError as faults:
            first = faults.errors(include_input=False)[0]
            name = str(first["loc"][0]) if first["loc"] else FILE
            why = first["msg"][:1].lower() + first["msg"][1:] + "."
            raise self._wrong(name, why) from None

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep every other change out, from reading to writing; raises WrongSetting where that cannot be."""
        try:
            lock = os.open(self.path.parent, os.O_RDONLY | os.O_CLOEXEC)  # a folder can be locked, too
        except OSError as fault:
            raise self._wrong(FILE, f"it cannot be written ({type(fault).__name__}).") from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)  # the system lets go of it when the process dies
            yield
        finally:
            os.close(lock)

    def _write(self, text: str) -> None:
        """Put another text in its place, at once; raises WrongSetting where that cannot be."""
        # Where it is a link to a file elsewhere, that file is changed and the link stays.
        target = self.path.resolve()
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o600
        temporary: Path | None = None
        try:
            handle, name = tempfile.mkstemp(prefix=".writing-", dir=target.parent)
            temporary = Path(name)
            with os.fdopen(handle, "wb") as file:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(mode)
            temporary.replace(target)
        except OSError as fault:
            raise self._wrong(FILE, f"it cannot be written ({type(fault).__name__}).") from None
        finally:
            if temporary is not None:
                temporary.unlink(missing_ok=True)

    def _wrong(self, setting: str, why: str) -> WrongSetting:
        return WrongSetting(setting=setting, why=why, place=FILE)


def variable(name: str) -> str:
    """The environment's name of a setting."""
    return f"QUOTH_{name.upper()}"


def _marked(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _origin(name: str, stated: Mapping[str, object]) -> Origin:
    # As with every setting, an empty variable is none.
    if os.environ.get(variable(name), ""):
        return Origin.environment
    return Origin.file if name in stated else Origin.default
