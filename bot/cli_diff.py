"""The command that shows what drafts change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.options import Json, Org, Policy
from bot.session import desk, say, screen


def register(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command()(diff)


def diff(
    org: Org = "",
    policy: Policy = "",
    html: Annotated[
        Path | None,
        typer.Option(
            "--html", metavar="FILE", help="Write it as a page, to read, send or print.", show_default=False
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show what the drafts of an organisation change, clause by clause.

    Each draft is compared with what is in force of its policy, or will be until the draft is. What binds otherwise
    stands first. Clauses are told by their words, not by their numbers.

    Examples:

      quoth diff --org brindlewood

      quoth diff --org brindlewood --policy mobile-phones --html changes.html
    """
    from bot import diff_lists
    from bot import revision_phrases as phrases
    from bot.diff_rows import rows
    from bot.diffing import compared
    from bot.errors import WrongUse

    if as_json and html is not None:
        raise WrongUse(what=phrases.JSON_OR_HTML)
    held = desk()
    organisation = held.organisation(org)
    found = compared(held.store, organisation, policy)
    if as_json:
        told = [row.model_dump(mode="json") for each in found for row in rows(each.differences)]
        say(json.dumps(told, ensure_ascii=False, indent=1))
    elif html is not None:
        from bot.diff_pages import page

        html.write_text(page(organisation.name, found), encoding="utf-8")
        screen().line(phrases.DIFF_WRITTEN.format(file=html))
    else:
        for place, each in enumerate(found):
            if place:
                screen().line()
            diff_lists.draft(screen(), each)
