"""The command that loads the built-in samples."""

from __future__ import annotations

import typer

from bot.session import desk, progress, screen, who


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
    from bot.samples import folders, load

    held, shown = desk(), screen()
    with folders() as found:
        for organisation in found:
            with progress(phrases.PREPARING) as moved:
                name = load(held, organisation, who(), moved)
            told = phrases.SAMPLES_LOADED if name else phrases.SAMPLES_THERE
            shown.line(told.format(name=name or organisation.name, short=organisation.name))
