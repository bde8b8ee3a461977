"""The commands about what is kept: the audit, what is kept of a person, and forgetting them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from bot.options import Json, organisations_known
from bot.session import desk, say, screen, who

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.members import Holder

OneOrg = Annotated[
    str,
    typer.Option(
        "--org",
        metavar="NAME",
        autocompletion=organisations_known,
        help="Only this organisation, by name or short name; left out, all of them.",
    ),
]
User = Annotated[
    str, typer.Argument(metavar="USER", help="The person, as their platform knows them: slack:U0123ABCD.")
]


class Step(StrEnum):
    """What is done with the audit."""

    list = "list"
    verify = "verify"


def register(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    for command in (audit, data, forget):
        app.command()(command)


def audit(
    step: Annotated[
        Step,
        typer.Argument(
            help="List who did what and when, or verify that nothing of it was changed or left out.",
        ),
    ],
    org: OneOrg = "",
    head: Annotated[
        str,
        typer.Option(
            metavar="HASH",
            help="For verify: the hash that it printed an earlier time, which must still be there.",
            show_default=False,
        ),
    ] = "",
    as_json: Json = False,
) -> None:
    """List or verify the audit.

    Each entry is hashed with the one before it. What that alone cannot show is that the newest were cut off, so note
    down the hash that verify prints, somewhere else, and give it the next time. It always verifies all organisations'.
    With --json the list also tells what each thing was before and after.

    Examples:

      quoth audit list --org brindlewood

      quoth audit verify --head 3f1c…
    """
    from bot.errors import WrongUse

    if step is Step.list and head:
        raise WrongUse(what="--head goes with `quoth audit verify`.")
    if step is Step.verify and org:
        raise WrongUse(what="The audit is one chain for all organisations; verify it without --org.")
    if step is Step.list:
        _list(org, as_json)
    else:
        _verify(head, as_json)


def _list(org: str, as_json: bool) -> None:
    from bot import audit as audited
    from bot import lists, phrases

    held = desk()
    found = audited.entries(held.store.database, held.organisation(org).short if org else None)
    if as_json:
        for each in found:
            say(each.model_dump_json())
    elif not found:
        screen().line(phrases.AUDIT_EMPTY)
    else:
        heads = ("When", "Organisation", "Who", "Did", "What")
        rows = [
            (f"{each.at:%Y-%m-%d %H:%M:%S}Z", each.organisation or "", each.who, each.did, each.thing)
            for each in found
        ]
        lists.table(screen(), heads, rows)


def _verify(head: str, as_json: bool) -> None:
    import json

    from bot import audit as audited
    from bot import phrases

    found = audited.verify(desk().store.database, head)
    if as_json:
        say(json.dumps({**found.model_dump(mode="json"), "whole": found.whole}))
    elif found.whole:
        out = screen()
        out.line(phrases.AUDIT_WHOLE.format(entries=phrases.counted(found.entries, "entry", "entries")))
        if found.noted:
            out.line(phrases.AUDIT_NOTED)
        out.line(phrases.AUDIT_HEAD.format(head=found.head))
    if not found.guarded and not as_json:
        screen().line(phrases.AUDIT_UNGUARDED, style="yellow")
    found.demand()


def data(user: User, org: OneOrg = "", as_json: Json = False) -> None:
    """Show everything that is kept of a person.

    They can ask for it themselves in chat, by writing "my data".

    Example:

      quoth data slack:U0123ABCD
    """
    from bot import members, phrases
    from bot.kept import said_of
    from bot.remembering import data_of

    held, person = desk(), members.person(user)
    short = held.organisation(org).short if org else None
    kept = data_of(held.store.database, person, short, _settled(held))
    if as_json:
        say(kept.model_dump_json())
        return
    out = screen()
    out.line(phrases.KEPT_OF.format(who=person), style="bold")
    for sentence in said_of(kept, most=None):
        out.line(sentence)


def forget(user: User, org: OneOrg = "", as_json: Json = False) -> None:
    """Forget a person, at once and for good.

    It prints what was forgotten, and what stays and why. They can ask for it themselves in chat, by writing "forget me".

    Example:

      quoth forget slack:U0123ABCD
    """
    from bot import forgetting, members, phrases

    held, person = desk(), members.person(user)
    short, at = held.organisation(org).short if org else None, dt.datetime.now(dt.UTC)
    done = forgetting.forget(held.store.database, person, at, short, by=who(), settled=_settled(held))
    if as_json:
        say(done.model_dump_json())
        return
    out = screen()
    out.line(phrases.FORGOTTEN_OF.format(who=person), style="bold")
    for sentence in forgetting.said_after(done):
        out.line(sentence)


def _settled(held: Desk) -> Mapping[str, Sequence[Holder]]:
    """The holders that the settings name, by organisation; raises WrongSetting."""
    from bot.errors import BadName, WrongSetting
    from bot.members import settled
    from bot.settings import FILE

    try:
        return settled(held.settings.roles)
    except BadName as fault:
        raise WrongSetting(setting="roles", why=str(fault), place=str(held.settings.home / FILE)) from None
