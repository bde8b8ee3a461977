"""The commands that carry an organisation elsewhere as one file: export and import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.options import Json, Org
from bot.session import desk, progress, say, screen, who

if TYPE_CHECKING:
    from bot.importing import Imported


def register(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    app.command("export")(export)
    app.command("import")(restore)


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write, such as brindlewood.zip.")],
    org: Org = "",
    as_json: Json = False,
) -> None:
    """Write an organisation to one file, from which it can be made again elsewhere.

    In it are its policies in all their revisions with the files they came from, its publications, pins, own questions,
    contacts, roles and arrangements. No answer, no question that somebody asked and no notice is in it. It can be
    written at any time, while Quoth serves. Keep it where only admins can read it.

    Example:

      quoth export --org brindlewood brindlewood.zip
    """
    import datetime as dt

    from bot import exporting, phrases
    from bot import revision_phrases as said

    held = desk()
    organisation = held.organisation(org)
    database, at = held.store.database, dt.datetime.now(dt.UTC)
    done = exporting.export(database, held.settings.home, organisation.short, file, at)
    if as_json:
        say(done.model_dump_json())
        return
    screen().line(
        said.EXPORTED.format(
            organisation=done.organisation,
            file=done.file,
            policies=phrases.counted(done.policies, "policy", "policies"),
            revisions=phrases.counted(done.revisions, "revision", "revisions"),
            publications=phrases.counted(done.publications, "publication", "publications"),
            pins=phrases.counted(done.pins, "pin", "pins"),
        )
    )


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that `quoth export` wrote.")],
    org: Annotated[
        str,
        typer.Option(
            "--org",
            metavar="NAME",
            help="Another name for it; left out, it is called as it was.",
            show_default=False,
        ),
    ] = "",
    as_json: Json = False,
) -> None:
    """Make an organisation from a file that `quoth export` wrote.

    It answers as it did, with its history and its pins; what is published for a later day takes effect on that day.
    Where there is one of that name already, or other questions of its own lie there, or the file is not as it was
    exported, nothing is done. What held for every organisation does so here only where it is the first and keeps its
    name. Its workspaces have to be connected again.

    Examples:

      quoth import brindlewood.zip

      quoth import brindlewood.zip --org "Brindlewood, for trying out"
    """
    import datetime as dt

    from bot import phrases
    from bot.importing import Importer

    held = desk()
    with progress(phrases.PREPARING) as moved:
        done = Importer.at(held).restore(file, org, who(), dt.datetime.now(dt.UTC), moved)
    if as_json:
        say(done.model_dump_json())
        return
    _show(done)


def _show(done: Imported) -> None:
    from bot import phrases
    from bot import revision_phrases as said

    shown = screen()
    phrase = said.IMPORTED if done.snapshot else said.IMPORTED_UNPUBLISHED
    shown.line(
        phrase.format(
            organisation=done.organisation,
            policies=phrases.counted(done.policies, "policy", "policies"),
            revisions=phrases.counted(done.revisions, "revision", "revisions"),
            publications=phrases.counted(done.publications, "publication", "publications"),
            pins=phrases.counted(done.pins, "pin", "pins"),
        )
    )
    if done.parent:
        shown.line(said.IMPORTED_ALONE.format(parent=done.parent))
    if done.for_all_left:
        shown.line(said.IMPORTED_NOT_FOR_ALL.format(organisation=done.organisation, short=done.short))
    shown.line(said.IMPORTED_QUIET)
