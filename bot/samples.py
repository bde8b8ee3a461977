"""The built-in samples: the policies of an invented school and an invented trust, to try Quoth on."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import UnreadableFile
from bot.people import Contact

if TYPE_CHECKING:
    from bot.desk import Desk

KNOWN = frozenset({".docx", ".pdf", ".html", ".md", ".txt"})


@contextmanager
def folders() -> Iterator[list[Path]]:
    """The folders of the sample organisations, by short name; they are there while it is entered."""
    with as_file(files("corpus") / "samples") as folder:
        found = sorted(each for each in Path(folder).iterdir() if each.is_dir())
        yield [each for each in found if any(sample_files(each))]


def sample_files(folder: Path) -> list[Path]:
    """The policy files of one sample organisation, by name."""
    return sorted(each for each in folder.iterdir() if each.suffix in KNOWN and each.stem.lower() != "readme")


def load(held: Desk, folder: Path, by: str, moved: Callable[[int, int], None]) -> str | None:
    """Add and publish one sample organisation; returns its name, or None where it answers already."""
    there = held.store.organisation(folder.name)
    if there is not None and there.snapshot is not None:
        return None
    told = tomllib.loads((folder / "organisation.toml").read_text(encoding="utf-8"))
    for file in held.add(told["name"], sample_files(folder), by=by):
        if file.problem:
            raise UnreadableFile(sentence=file.problem)
    for contact in told.get("contact", []):
        held.store.set_contact(told["name"], Contact.model_validate(contact), by)
    return held.publish(told["name"], by, moved).organisation
