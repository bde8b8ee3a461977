"""The options that several commands share, worded once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from bot.people import Role
from bot.places import CHATS, Platform


def organisations_known(incomplete: str) -> Sequence[str]:
    """Short names to complete --org with; none where the store cannot be read."""
    from bot.errors import QuothError
    from bot.settings import load
    from bot.store import Store

    try:
        settings = load()
        if not settings.database_url and not (settings.home / "quoth.sqlite").exists():
            return []
        return [
            each.short
            for each in Store(settings.database).organisations()
            if each.short.startswith(incomplete)
        ]
    except QuothError:
        return []


Org = Annotated[
    str,
    typer.Option(
        "--org",
        metavar="NAME",
        autocompletion=organisations_known,
        help="The organisation, by name or short name; may be left out where there is only one.",
    ),
]
As = Annotated[Role, typer.Option("--as", help="Who is asking: it decides which clauses may be quoted.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Policy = Annotated[str, typer.Option("--policy", metavar="NAME", help="Only the policy of this short name.")]


def chat(name: str) -> Platform:
    """The chat platform of that name; raises BadParameter."""
    for each in CHATS:
        if each == name.casefold():
            return each
    raise typer.BadParameter(f"{name!r} is none of {', '.join(CHATS)}.")


Chat = Annotated[Platform, typer.Argument(parser=chat, metavar="|".join(CHATS), help="The chat platform.")]
