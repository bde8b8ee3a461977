"""The command that says who is reminded of a policy's review: owners."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from bot.options import Json, Org, Policy
from bot.session import desk as opened
from bot.session import say, screen, who


def register(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command()(owners)


def owners(
    org: Org = "",
    policy: Policy = "",
    person: Annotated[
        str,
        typer.Option(
            "--who",
            metavar="WHO",
            help="Who keeps that policy, such as slack:U0123; they are reminded 60, 30 and 0 days before its review.",
            show_default=False,
        ),
    ] = "",
    nobody: Annotated[
        bool, typer.Option("--nobody", help="Name nobody for it any more; its admins are reminded instead.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List who keeps which policy and is reminded of its review, or name them.

    Where nobody is named, the admins are reminded, and where there is none, the leads.

    Examples:

      quoth owners --org brindlewood --policy mobile-phones --who slack:U0123ABCD

      quoth owners --org brindlewood --policy mobile-phones --nobody
    """
    from bot import revision_phrases as revised
    from bot.arrangements import Arrangements
    from bot.errors import WrongUse
    from bot.owning import name_owner

    if (bool(person) and nobody) or bool(policy) != (bool(person) or nobody):
        raise WrongUse(what=revised.OWNER_WHO)
    held = opened()
    organisation = held.organisation(org)
    if policy:
        sentence = name_owner(held.store, organisation, policy, person, who())
        if not as_json:
            screen().line(sentence)
            return
    found = Arrangements(held.store.database).of(organisation.short).owners
    if as_json:
        say(json.dumps(dict(sorted(found.items())), ensure_ascii=False))
    elif found:
        from bot import lists

        lists.table(screen(), ("Policy", "Who"), sorted(found.items()))
    else:
        screen().line(revised.OWNERS_NONE.format(short=organisation.short))
