"""The commands that arrange the lead's desk: desk and away."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from bot.options import Json, Org
from bot.session import desk as opened
from bot.session import directory, say, screen, who

if TYPE_CHECKING:
    from bot.arrangements import Arrangement
    from bot.cabinet import Cabinet
    from bot.people import Organisation


def register(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    for command in (desk, away):
        app.command()(command)


def cabinet() -> Cabinet:
    """The cabinet over the user's home folder."""
    from bot.cabinet import Cabinet
    from bot.history import History

    over = opened()
    return Cabinet(over, directory(over), History(over.store.database), lambda: dt.datetime.now(dt.UTC))


def desk(
    org: Org = "",
    place: Annotated[
        str,
        typer.Option(
            metavar="PLATFORM:WORKSPACE:CHANNEL",
            help="Post questions for the lead in this channel of a connected workspace.",
            show_default=False,
        ),
    ] = "",
    direct: Annotated[
        bool, typer.Option("--direct", help="Bring them to each lead directly instead, as at first.")
    ] = False,
    remind: Annotated[
        str | None,
        typer.Option(
            metavar="TIME", help="Remind the lead of a question that nobody has taken: 30m, 4h or 1d."
        ),
    ] = None,
    deputy: Annotated[str | None, typer.Option(metavar="TIME", help="Bring it to the deputies, too.")] = None,
    alert: Annotated[
        str | None, typer.Option(metavar="TIME", help="Repeat an alert that nobody has confirmed.")
    ] = None,
    notices: Annotated[
        bool | None,
        typer.Option(
            "--notices/--no-notices",
            help="Tell people when words they were quoted change.",
            show_default=False,
        ),
    ] = None,
    notice_after: Annotated[
        str | None, typer.Option(metavar="TIME", help="How long after a publication they are told.")
    ] = None,
    monthly: Annotated[
        bool | None,
        typer.Option(
            "--monthly/--no-monthly",
            help="Send the leads a note on the first of the month on what was asked.",
            show_default=False,
        ),
    ] = None,
    announce: Annotated[
        str,
        typer.Option(
            metavar="PLATFORM:WORKSPACE:CHANNEL",
            help="Tell this channel what changed, whenever a policy is published.",
            show_default=False,
        ),
    ] = "",
    silent: Annotated[
        bool, typer.Option("--no-announce", help="Tell no channel of publications, as at first.")
    ] = False,
    two_people: Annotated[
        bool | None,
        typer.Option(
            "--two-people/--one-person",
            help="Whether a second person has to agree before anything is published.",
            show_default=False,
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show how an organisation's desk for the lead works and its policies are published, or change it.

    Times count from when the question was asked, the alert raised or the policy published.

    Examples:

      quoth desk --org brindlewood

      quoth desk --org brindlewood --place slack:T0123ABCD:C0456EFGH --remind 2h --deputy 1d

      quoth desk --org brindlewood --announce slack:T0123ABCD:C0789IJKL --two-people
    """
    from bot import given, phrases, revision_phrases
    from bot.errors import WrongUse

    held = cabinet()
    organisation = held.desk.organisation(org)
    if place and direct:
        raise WrongUse(what=phrases.PLACE_OR_DIRECT)
    if announce and silent:
        raise WrongUse(what=revision_phrases.ANNOUNCE_OR_NOT)
    times = {
        "remind_minutes": (remind, "--remind"),
        "deputy_minutes": (deputy, "--deputy"),
        "alert_minutes": (alert, "--alert"),
        "notice_minutes": (notice_after, "--notice-after"),
    }
    change: dict[str, object] = {
        name: given.minutes(text, option) for name, (text, option) in times.items() if text is not None
    }
    flags = (("notices", notices), ("monthly", monthly), ("two_people", two_people))
    change |= {name: wanted for name, wanted in flags if wanted is not None}
    if place:
        change["place"] = given.place(place, held.directory, organisation)
    if direct:
        change["place"] = None
    if announce:
        change["announce"] = given.place(announce, held.directory, organisation)
    if silent:
        change["announce"] = None
    _arrange(held, organisation, change)
    _show(held, organisation, as_json)


def _arrange(held: Cabinet, organisation: Organisation, change: dict[str, object]) -> None:
    """Keep what is changed of an arrangement; raises WrongUse for a time that is too short or too long."""
    from bot import phrases
    from bot.arranging import Unfit, arrange
    from bot.errors import WrongUse

    try:
        arrange(held, organisation, change, who())
    except Unfit as fault:
        if fault.early:
            raise WrongUse(what=phrases.DEPUTY_LATER) from None
        option = fault.field.removesuffix("_minutes")
        option = {"notice": "notice-after"}.get(option, option)
        raise WrongUse(what=phrases.TIME_OUT_OF_BOUNDS.format(option=f"--{option}")) from None


def _show(held: Cabinet, organisation: Organisation, as_json: bool) -> None:
    from bot import desk_lists, phrases
    from bot.members import LEADS

    found: Arrangement = held.arrangements.of(organisation.short)
    if as_json:
        say(found.model_dump_json())
        return
    holders = [each for each in held.directory.holders(organisation.short) if each.role in LEADS]
    today = held.now().date()
    absent = [each for each in held.arrangements.absences(organisation.short) if each.last_day >= today]
    desk_lists.arrangement(screen(), found, holders, absent)
    if not holders:
        screen().line(phrases.NO_LEADS.format(short=organisation.short))


def away(
    person: Annotated[
        str,
        typer.Argument(metavar="WHO", help="A lead or deputy, such as slack:U0123.", show_default=False),
    ] = "",
    first: Annotated[
        str, typer.Argument(metavar="FROM", help="The first day, such as 2026-12-21.", show_default=False)
    ] = "",
    last: Annotated[
        str, typer.Argument(metavar="TO", help="The last day, which counts too.", show_default=False)
    ] = "",
    org: Org = "",
    back: Annotated[bool, typer.Option("--back", help="They are back: forget their absence.")] = False,
    every: Annotated[bool, typer.Option("--list", help="List who is away, and when.")] = False,
    as_json: Json = False,
) -> None:
    """Say when a lead or deputy is out of office.

    What would come to them goes to the others meanwhile. Alerts still reach everyone.

    Examples:

      quoth away slack:U0123ABCD 2026-12-21 2027-01-04 --org brindlewood

      quoth away slack:U0123ABCD --back

      quoth away --list
    """
    from bot import phrases
    from bot.errors import WrongUse

    if every == bool(person) or (back and (first or last)) or (back and every):
        raise WrongUse(what=phrases.AWAY_WHO)
    held = cabinet()
    organisation = held.desk.organisation(org)
    if every:
        _absences(held, organisation, as_json)
    elif back:
        if not held.arrangements.back(organisation.short, person.strip(), who()):
            raise WrongUse(what=phrases.NOT_AWAY.format(who=person))
        screen().line(phrases.BACK_AGAIN.format(who=person))
    else:
        _leave(held, organisation, person, first, last)


def _absences(held: Cabinet, organisation: Organisation, as_json: bool) -> None:
    from bot import desk_lists, phrases

    found = held.arrangements.absences(organisation.short)
    if as_json:
        for each in found:
            say(each.model_dump_json())
    elif found:
        desk_lists.absences(screen(), found)
    else:
        screen().line(phrases.NOBODY_AWAY)


def _leave(held: Cabinet, organisation: Organisation, person: str, first: str, last: str) -> None:
    from bot import given, phrases
    from bot.arrangements import Absence
    from bot.errors import WrongUse

    if not (first and last):
        raise WrongUse(what=phrases.AWAY_DAYS)
    holder = given.lead(person, held.directory, organisation)
    days = given.day(first, "FROM"), given.day(last, "TO")
    if days[1] < days[0]:
        raise WrongUse(what=phrases.AWAY_BACKWARDS)
    absence = Absence(who=holder, first_day=days[0], last_day=days[1])
    held.arrangements.away(organisation.short, absence, who())
    screen().line(phrases.AWAY_NOTED.format(who=holder, first=days[0], last=days[1]))
