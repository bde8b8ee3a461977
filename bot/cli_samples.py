"""The command that loads the built-in samples: an invented trust, to try Quoth on."""

from __future__ import annotations

import tomllib
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.session import desk, progress, screen, who

if TYPE_CHECKING:
    from bot.desk import Desk


def register(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command()(samples)


def samples() -> None:
    """Load the built-in sample policies.

    They are those of an invented school and an invented trust, published at once. Does nothing
    where they are loaded already.

    Example:

      quoth samples
    """
    from bot import phrases

    held, shown = desk(), screen()
    with as_file(files("corpus") / "samples") as folder:
        for organisation in sorted(each for each in Path(folder).iterdir() if each.is_dir()):
            if any(sample_files(organisation)):
                name = load(held, organisation)
                shown.line(
                    (phrases.SAMPLES_LOADED if name else phrases.SAMPLES_THERE).format(
                        name=name or organisation.name, short=organisation.name
                    )
                )


def sample_files(folder: Path) -> list[Path]:
    """The policy files of one sample organisation, by name."""
    known = {".docx", ".pdf", ".html", ".md", ".txt"}
    return sorted(each for each in folder.iterdir() if each.suffix in known and each.stem.lower() != "readme")


def load(held: Desk, folder: Path) -> str | None:
    """Add and publish one sample organisation; returns its name, or None where it answers already."""
    from bot import phrases
    from bot.errors import UnreadableFile
    from bot.people import Contact

    there = held.store.organisation(folder.name)
    if there is not None and there.snapshot is not None:
        return None
    told = tomllib.loads((folder / "organisation.toml").read_text(encoding="utf-8"))
    for file in held.add(told["name"], sample_files(folder), by=who()):
        if file.problem:
            raise UnreadableFile(sentence=file.problem)
    for contact in told.get("contact", []):
        held.store.set_contact(told["name"], Contact.model_validate(contact), who())
    with progress(phrases.PREPARING) as moved:
        return held.publish(told["name"], who(), moved).organisation
