"""The file of questions that comes with an imported organisation: in place with it, and never over another."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.errors import FolderUnavailable, QuestionsThere
from bot.question_files import place
from bot.records import slug
from bot.store import Store


@dataclass(frozen=True)
class Brought:
    """The questions of an organisation that is being imported, None where it has none, and where they are to lie."""

    organisation: str
    path: Path
    content: bytes | None

    @classmethod
    def of(cls, home: Path, name: str, content: bytes | None, renamed: Mapping[str, str]) -> Brought:
        """The questions for an organisation of that name, with the pins they name by their new ids."""
        for old, new in renamed.items():
            content = content and content.replace(f'"{old}"'.encode(), f'"{new}"'.encode())
        return cls(name, place(home, slug(name)), content)

    def demand(self) -> bool:
        """Whether the file is there already, as an import that was stopped left it; raises QuestionsThere for another one."""
        try:
            found = self.path.read_bytes()
        except FileNotFoundError:
            return False
        except OSError as fault:
            raise self._unusable(fault) from fault
        if found != self.content:
            raise QuestionsThere(path=str(self.path), organisation=self.organisation)
        return True

    @contextlib.contextmanager
    def kept(self, store: Store) -> Iterator[None]:
        """Have the file in place while the organisation is made, and take it away again where it was not.

        It comes first, so that at no moment the organisation is there without it. Raises QuestionsThere and
        FolderUnavailable.
        """
        if self.demand() or self.content is None:
            yield
            return
        self._write(self.content)
        try:
            yield
        except BaseException:
            # Somebody else may have imported the same meanwhile, whose questions these are then.
            with contextlib.suppress(Exception):
                if store.organisation(slug(self.organisation)) is None:
                    self.path.unlink(missing_ok=True)
            raise

    def _write(self, content: bytes) -> None:
        """Write a file that only its owner may read, whole or not at all."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(prefix=".", dir=self.path.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).replace(self.path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as fault:
            raise self._unusable(fault) from fault

    def _unusable(self, fault: OSError) -> FolderUnavailable:
        return FolderUnavailable(path=str(self.path), why=(fault.strerror or type(fault).__name__).lower())
