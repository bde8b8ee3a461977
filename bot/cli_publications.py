"""The commands that put revisions in force and out of it: publish, rollback, withdraw and history."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from bot.options import Json, Org
from bot.session import desk, progress, say, screen, who

if TYPE_CHECKING:
    from bot.publishing import Published

Why = Annotated[
    str | None,
    typer.Option(
        "--reason", metavar="TEXT", help="Why; it is kept with the publication.", show_default=False
    ),
]
By = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="WHO",
        help="Who does it, such as slack:U0123; left out, whoever runs the command.",
        show_default=False,
    ),
]


def register(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    for command in (publish, rollback, withdraw, history):
        app.command()(command)


def publish(
    org: Org = "",
    override: Annotated[
        str | None,
        typer.Option(
            "--override",
            metavar="REASON",
            help="Publish although the organisation's own questions fail, and keep why.",
            show_default=False,
        ),
    ] = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Check the drafts of an organisation and put them in force.

    From then on they are what is quoted; one that states a later day is quoted from that day. Where a question of the
    organisation's own fails, nothing is published.

    Examples:

      quoth publish --org brindlewood

      quoth publish --org brindlewood --override "The governors decided so on 3 March."
    """
    import datetime as dt

    from bot import phrases
    from bot.errors import WrongUse
    from bot.gate import Gate

    if override is not None and not override.strip():
        raise WrongUse(what=phrases.OVERRIDE_WHY)
    held = desk()
    with progress(phrases.PREPARING) as moved:
        passed = Gate(held).publish(org, by or who(), dt.datetime.now(dt.UTC), moved, override)
    if as_json:
        shown = passed.published.model_dump(mode="json") | {"check": passed.checked.model_dump(mode="json")}
        say(json.dumps(shown, ensure_ascii=False))
    else:
        _show(passed.published, org)
        for each in passed.checked.warnings:
            screen().line(each, style="yellow")


def rollback(
    org: Org = "",
    to: Annotated[
        int | None,
        typer.Option(
            "--to",
            metavar="NUMBER",
            help="The publication to go back to, as `quoth history` numbers it; left out, the one before.",
            show_default=False,
        ),
    ] = None,
    reason: Why = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Put in force again what was so before the last publication.

    Nothing is lost: `quoth rollback --to` goes forward again too.

    Examples:

      quoth rollback --org brindlewood

      quoth rollback --org brindlewood --to 7 --reason "The wrong file."
    """
    import datetime as dt

    held = desk()
    organisation = held.organisation(org)
    done = held.publisher.roll_back(organisation, by or who(), dt.datetime.now(dt.UTC), to, reason)
    _say(done, org, as_json)


def withdraw(
    policy: Annotated[
        str,
        typer.Option("--policy", metavar="NAME", help="The policy, by its short name.", show_default=False),
    ],
    org: Org = "",
    reason: Why = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Take a policy out of force.

    Who asks what it used to answer is told that it was withdrawn, and when. `quoth rollback` brings it back. Own questions
    and pins that rested on it are named.

    Example:

      quoth withdraw --org brindlewood --policy mobile-phones --reason "Part of the staff code now."
    """
    import datetime as dt

    from bot.checking import loses

    held = desk()
    organisation = held.organisation(org)
    lost = loses(held, organisation, policy)
    done = held.publisher.withdraw(organisation, policy, by or who(), dt.datetime.now(dt.UTC), reason)
    if as_json:
        say(json.dumps(done.model_dump(mode="json") | {"loses": lost}, ensure_ascii=False))
        return
    _show(done, org)
    for each in lost:
        screen().line(each, style="yellow")


def _say(done: Published, org: str, as_json: bool) -> None:
    if as_json:
        say(done.model_dump_json())
    else:
        _show(done, org)


def _show(done: Published, org: str) -> None:
    from bot import phrases

    phrase = phrases.PUBLISHED if done.publication else phrases.PUBLISHED_ALREADY
    screen().line(
        phrase.format(
            organisation=done.organisation,
            policies=phrases.counted(len(done.policies), "policy", "policies"),
            clauses=phrases.counted(done.clauses, "clause", "clauses"),
        )
    )
    for policy, day in done.scheduled:
        screen().line(phrases.TAKES_EFFECT.format(policy=policy, day=phrases.day(day)))
    if done.suspended:
        pins = phrases.counted(len(done.suspended), "pin is", "pins are")
        screen().line(phrases.PINS_SUSPENDED.format(pins=pins, organisation=org or done.organisation))


def history(org: Org = "", as_json: Json = False) -> None:
    """List the publications of an organisation: when, by whom, and what changed.

    Example:

      quoth history --org brindlewood
    """
    from bot import phrases, revision_lists

    held = desk()
    organisation = held.organisation(org)
    found = held.store.publications.all(organisation.short)
    if as_json:
        say(json.dumps([each.model_dump(mode="json") for each in found], ensure_ascii=False, indent=1))
    elif not found:
        screen().line(phrases.NOTHING_PUBLISHED.format(organisation=organisation.name))
    else:
        revision_lists.history(screen(), found)
