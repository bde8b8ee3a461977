"""The command that watches a folder into which policies are put: watch."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from bot.options import Json, Org
from bot.session import desk, say, screen, who

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.inbox import Line
    from bot.people import Organisation

LEAST, MOST = 0.1, 3600.0
"""Seconds that the options take."""


def register(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command()(watch)


def watch(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder to watch.")],
    org: Org = "",
    poll: Annotated[
        float | None,
        typer.Option(
            "--poll",
            metavar="SECONDS",
            help="Look every so often, where the system tells of no changes: on a network share.",
            show_default=False,
        ),
    ] = None,
    rest: Annotated[
        float,
        typer.Option(
            "--rest", metavar="SECONDS", help="How long a file has to lie untouched before it is read."
        ),
    ] = 2.0,
    as_json: Json = False,
) -> None:
    """Watch a folder, and keep every policy file that appears or changes there as a draft, until stopped.

    The folder may be one that OneDrive, Google Drive or Dropbox keeps in step. A file is read once it is whole. What may
    be a revision of one policy or another is named and left alone. Nobody is quoted a draft: `quoth publish` puts it in
    force. Where there are several organisations and --org is left out, each has a folder of its short name in FOLDER.

    Examples:

      quoth watch ~/OneDrive/Policies --org brindlewood

      quoth watch /mnt/share/policies --poll 30
    """
    from bot import phrases
    from bot import revision_phrases as revised
    from bot.inbox import Inbox
    from bot.terminal import complain
    from bot.watching import Watch

    _check(rest, "--rest")
    if poll is not None:
        _check(poll, "--poll")
    place, held = _folder(folder), desk()
    organisation = _organisation(held, org)
    inbox = Inbox(held, place, organisation, who(), lambda line: _told(line, as_json))
    watched = Watch(place, inbox, depth=1 if organisation else 2, rest=rest, poll=poll or 0.0)
    named = [organisation] if organisation else held.store.organisations()
    # What programs read is about files alone.
    told = complain if as_json else screen().line
    with _until_stopped() as stop:
        told(
            revised.WATCHING.format(folder=place, organisations=phrases.listed([each.name for each in named]))
        )
        sys.stdout.flush()
        watched.run(stop)
    told(revised.WATCH_STOPPED.format(folder=place))


def _check(seconds: float, option: str) -> None:
    from bot import revision_phrases as revised
    from bot.errors import WrongUse

    if not LEAST <= seconds <= MOST:
        raise WrongUse(what=revised.WATCH_SECONDS.format(option=option, least=f"{LEAST:g}", most=f"{MOST:g}"))


def _folder(folder: Path) -> Path:
    """The folder, which has to be there to begin with; raises FileMissing."""
    from bot import revision_phrases as revised
    from bot.errors import FileMissing

    try:
        found = folder.expanduser().resolve(strict=True)
        next(found.iterdir(), None)
    except NotADirectoryError:
        raise FileMissing(path=str(folder), why=revised.WATCH_NO_FOLDER) from None
    except (OSError, RuntimeError) as fault:
        why = (getattr(fault, "strerror", None) or type(fault).__name__).lower()
        raise FileMissing(path=str(folder), why=why) from None
    return found


def _organisation(held: Desk, org: str) -> Organisation | None:
    """Whose the files are, or None where there are several organisations and each has a folder."""
    from bot.errors import WhichOrganisation

    try:
        return held.organisation(org)
    except WhichOrganisation:
        return None


def _told(line: Line, as_json: bool) -> None:
    """Say one line: on standard error where it complains, else on standard output, at once."""
    from bot.terminal import complain

    if line.complaint:
        complain(line.sentence)
    elif not as_json:
        screen().line(line.sentence)
    if as_json and line.added is not None:
        shown = {"organisation": line.organisation, **line.added.summary()}
        say(json.dumps(shown, ensure_ascii=False))
    sys.stdout.flush()
    sys.stderr.flush()


@contextmanager
def _until_stopped() -> Iterator[Event]:
    """An event that SIGTERM or SIGINT sets."""
    stop = Event()

    def told(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {name: signal.signal(name, told) for name in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
