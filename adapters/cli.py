"""The whole command line: the bot's commands, and those that need the platforms."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot import cli
from bot.options import Chat, Json, chat
from bot.places import Platform
from bot.session import desk, directory, progress, say, screen

app = cli.app
main = cli.main


def serve(
    platforms: Annotated[
        list[Platform] | None,
        typer.Argument(
            parser=chat,
            metavar="[PLATFORM]...",
            help="Only these; left out, all that are configured.",
        ),
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

    from adapters.recent import RECENT
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
    serve_logs(also=(RECENT,))
    asyncio.run(Serving(held, book, credentials, wanted).run())


def console(
    opens: Annotated[
        bool,
        typer.Option(
            "--open", help="Sign in: make a link that works once, and open it in the browser of this machine."
        ),
    ] = False,
) -> None:
    """Serve the web console alone, until stopped; `quoth serve` serves it beside the chat platforms.

    Whoever opens it with --open may do all that the command line does. While Quoth serves already, --open only makes
    the link. Where this machine has no screen, open the link elsewhere.

    Examples:

      quoth console --open
    """
    import asyncio

    from adapters.opening import address, link, listens, show
    from adapters.recent import RECENT
    from adapters.serving import Serving
    from bot.console_phrases import OPERATOR_LINK
    from bot.credentials import load
    from bot.logs import serve_logs

    held = desk()
    # The setting says what `quoth serve` does.
    held.settings = held.settings.model_copy(update={"console": True})

    def began(port: int) -> None:
        if opens:
            href = link(held, port)
            say(OPERATOR_LINK.format(link=href))
            show(href)
        else:
            say(address(held.settings, port))

    if opens and listens(held.settings):
        began(held.settings.port)
        return
    book = directory(held)
    serve_logs(also=(RECENT,))
    asyncio.run(Serving(held, book, load(held.settings.home), ()).run(began=began))


def manifest(
    platform: Chat,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Write it into this folder, made where there is none."),
    ] = None,
    application: Annotated[
        str,
        typer.Option(
            metavar="ID", help="The application's id: Discord's, or Teams' client id where it is not set."
        ),
    ] = "",
    http: Annotated[bool, typer.Option("--http", help="For Slack without Socket Mode.")] = False,
) -> None:
    """Print or write what a platform needs to install the bot.

    For Slack the app manifest, for Teams the app package (with --out) or its manifest, for Discord the link that
    invites the bot and its commands. The how-to pages say where each goes.

    Examples:

      quoth manifest slack

      quoth manifest teams --out teams-app

      quoth manifest discord --application 112233445566778899
    """
    from adapters.manifests import files

    made = files(platform, desk().settings, application, http)
    if out is None:
        say(made.shown)
        return
    out.mkdir(parents=True, exist_ok=True)
    for name, data in made.files.items():
        (out / name).write_bytes(data)
        screen().line(str(out / name))


def doctor(
    repair: Annotated[
        bool,
        typer.Option(
            "--repair",
            help="First write damaged indexes anew from the stored policies, and clear away what was left half written.",
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Check everything that serving needs, and say what to do.

    Looks at the home folder, the database, the policies, the secrets and the web address, and asks each configured
    platform whether it knows us. The exit code is 13 where something is wrong. It may be repaired while Quoth serves.

    Examples:

      quoth doctor

      quoth doctor --repair
    """
    from itertools import chain

    from adapters.doctor import STYLES, Health, examined, repaired
    from bot import phrases
    from bot.errors import NotWell
    from bot.logs import set_up

    held = desk()
    # What the doctor finds it says itself.
    set_up(logging.CRITICAL)
    with progress(phrases.PREPARING) as moved:
        done = list(repaired(held, moved)) if repair else []
    found = []
    for each in chain(done, examined(held, directory(held))):
        found.append(each)
        if as_json:
            say(each.model_dump_json())
        else:
            screen().line(f"{each.health:<6}{each.what}: {each.said}", style=STYLES[each.health])
    if any(each.health is Health.ill for each in found):
        raise NotWell


for command in (serve, console, manifest, doctor):
    app.command()(command)


def run() -> None:
    """The `quoth` command."""
    sys.exit(main())


if __name__ == "__main__":
    run()
