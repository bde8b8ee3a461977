"""The commands about organisations as a tree: organisations and conflicts."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.options import Json, Org, organisations_known
from bot.session import desk, say, screen, who


def register(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    for command in (organisations, conflicts):
        app.command()(command)


def organisations(
    org: Org = "",
    under: Annotated[
        str,
        typer.Option(
            "--under",
            metavar="NAME",
            autocompletion=organisations_known,
            help="Put it under this one, whose policies hold for it from then on too.",
            show_default=False,
        ),
    ] = "",
    alone: Annotated[
        bool, typer.Option("--alone", help="Put it under no other one any more.", show_default=False)
    ] = False,
    for_all: Annotated[
        bool | None,
        typer.Option(
            "--for-all/--not-for-all",
            help="Whether its policies hold for every organisation, as national documents do.",
            show_default=False,
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """List the organisations, each under the one whose policies hold for it too, or place one.

    A trust's policies hold for its schools: where a school's own policy answers, it is quoted first and the trust's
    beside it. No school is quoted another one's policies, and the trust none of its schools'.

    Examples:

      quoth organisations

      quoth organisations --org "Ash School" --under "Larkmere Trust"

      quoth organisations --org "National Guidance" --for-all
    """
    from bot import level_lists, revision_phrases
    from bot.errors import WrongUse
    from bot.lineage import Tree

    held = desk()
    tree = Tree(held.store.database)
    if under and alone:
        raise WrongUse(what=revision_phrases.UNDER_OR_ALONE)
    if under or alone or for_all is not None:
        if not org:
            raise WrongUse(what=revision_phrases.PLACE_WHICH)
        tree.arrange(org, who(), under=under, alone=alone, for_all=for_all)
    branches = tree.branches()
    if as_json:
        for branch in branches:
            say(branch.model_dump_json())
    elif not branches:
        screen().line(revision_phrases.NO_ORGANISATIONS)
    else:
        level_lists.organisations(screen(), branches)


def conflicts(org: Org = "", as_json: Json = False) -> None:
    """List where an organisation's own policies bind otherwise than those that hold there too.

    A clause of its own stands beside one of its trust's, or of one that is for all, on the same matter: one may what the
    other must not, or must what the other should. The gravest come first. It is told by how alike they read, so look at
    each; none is proof that there is none.

    Example:

      quoth conflicts --org "Ash School"
    """
    from bot import level_lists, phrases, revision_phrases
    from bot.differing import listed

    held = desk()
    organisation = held.organisation(org)
    source = held.source(organisation)
    found = listed(source) if source is not None else ()
    if as_json:
        for each in found:
            say(level_lists.DifferingRow.of(each, organisation).model_dump_json())
        return
    shown = screen()
    if not organisation.above:
        shown.line(
            revision_phrases.NO_LEVELS.format(organisation=organisation.name, short=organisation.short)
        )
    elif not found:
        shown.line(revision_phrases.NO_CONFLICTS.format(organisation=organisation.name))
    else:
        pairs = phrases.counted(len(found), "clause", "clauses")
        shown.line(revision_phrases.CONFLICTS.format(pairs=pairs, organisation=organisation.name))
        level_lists.differing(shown, found)
