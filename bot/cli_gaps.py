"""The commands that show where the policy is silent: gaps, and the review pack."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.options import Json, Org
from bot.session import desk, say, screen

WEEKS = 8

Weeks = Annotated[
    int, typer.Option("--weeks", min=1, max=520, help="How many weeks to look back, this one included.")
]


def register(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    for command in (gaps, pack):
        app.command()(command)


def gaps(org: Org = "", weeks: Weeks = WEEKS, as_json: Json = False) -> None:
    """Show where the policies are silent.

    Questions that found no rule or were marked not helpful, by what they ask about; the clauses quoted most
    and those never quoted; questions per week and the share answered. With --json as one object.

    Examples:

      quoth gaps --org brindlewood

      quoth gaps --weeks 26 --json
    """
    import datetime as dt

    from bot import gap_lists
    from bot.gaps import gaps as find
    from bot.history import History
    from bot.pins import Pins
    from bot.tallies import Tallies

    held = desk()
    database = held.store.database
    now = dt.datetime.now(dt.UTC)
    since = now.date() - dt.timedelta(weeks=weeks - 1)
    whose = held.organisation(org)
    found = find(held, History(database), Tallies(database), Pins(database), whose, since, now)
    if as_json:
        say(found.model_dump_json())
    else:
        gap_lists.gaps(screen(), found)


def pack(
    policy: Annotated[
        str, typer.Option("--policy", metavar="NAME", help="The short name of the policy under review.")
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="FOLDER", help="Where to put the pack; made where there is none.")
    ],
    org: Org = "",
    weeks: Weeks = 52,
) -> None:
    """Write the review pack of a policy: a page to print and two tables.

    The page tells which places of the policy to look at, and never how to word them. The tables are CSV
    files: every clause with how often it was quoted, and every question that found no rule.

    Example:

      quoth pack --org brindlewood --policy staff-conduct --out review
    """
    import datetime as dt

    from bot import pack_files, phrases, review
    from bot.history import History
    from bot.pins import Pins
    from bot.tallies import Tallies

    held = desk()
    database = held.store.database
    now = dt.datetime.now(dt.UTC)
    made = review.pack(
        held,
        History(database),
        Tallies(database),
        Pins(database),
        held.organisation(org),
        policy,
        now.date() - dt.timedelta(weeks=weeks - 1),
        now,
    )
    written = pack_files.write(made, out)
    screen().line(phrases.PACK_WRITTEN.format(files=", ".join(str(each) for each in written)))
    screen().line(phrases.PACK_OPEN.format(page=written[0]))
