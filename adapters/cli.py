"""The whole command line: the bot's commands, and those that need the platforms."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from bot import cli
from bot.places import Platform
from bot.session import desk, directory

app = cli.app


def serve(
    platforms: Annotated[
        list[Platform] | None,
        typer.Argument(metavar="[PLATFORM]...", help="Only these; left out, all that are configured."),
    ] = None,
) -> None:
    """Answer on Slack, Teams and Discord, until stopped.

    Serves every platform whose secrets are set, and a small web server for Teams, for Slack without Socket Mode and for
    the page that shows a clause in its document. Ctrl-C or SIGTERM stops it: answers under way are finished first.

    Examples:

      quoth serve

      quoth serve discord
    """
    import asyncio

    from adapters.serving import Serving
    from bot.credentials import FILE, load
    from bot.errors import NothingToServe
    from bot.logs import serve_logs

    held = desk()
    book = directory(held)
    credentials = load(held.settings.home)
    development = (Platform.teams,) if held.settings.teams_development else ()
    wanted = tuple(platforms or dict.fromkeys((*credentials.configured(), *development)))
    if not wanted:
        raise NothingToServe(place=str(held.settings.home / FILE))
    serve_logs()
    asyncio.run(Serving(held, book, credentials, wanted).run())


for command in (serve,):
    app.command()(command)


def run() -> None:
    """The `quoth` command."""
    sys.exit(cli.main())


if __name__ == "__main__":
    run()
