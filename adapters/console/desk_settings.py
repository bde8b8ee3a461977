"""The lead's desk as it is arranged: where questions go, the clocks, what is sent, and who is away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from starlette.responses import Response

from adapters.console.access import Access
from adapters.console.page import Page
from adapters.console.visit import Turned, Visit
from bot import console_phrases as phrases
from bot import given
from bot.arrangements import Absence, Arrangement
from bot.arranging import Unfit, arrange
from bot.errors import NotConnected, WrongUse
from bot.members import LEADS, Workspace
from bot.people import Office
from bot.places import CHATS, Place

CLOCKS = ("remind_minutes", "deputy_minutes", "alert_minutes", "notice_minutes")
SWITCHES = ("notices", "monthly")

UNITS = {"m": 1, "h": 60, "d": 1_440}
"""Minutes of each unit that a clock can be given in."""

LONGEST_AWAY = dt.timedelta(days=3 * 366)
"""Nobody is noted as away for longer."""


def desk(visit: Visit) -> Response:
    """Show how the desk is arranged, and who is away."""
    found = visit.cabinet.arrangements.of(visit.short)
    return _shown(visit, _typed(found))


def keep(visit: Visit) -> Response:
    """Keep how the desk is arranged; what cannot be is shown again as it was typed."""
    names = ("where", "workspace", "channel", *CLOCKS, *(f"{each}_unit" for each in CLOCKS), *SWITCHES)
    typed = {name: visit.field(name, 300).strip() for name in names}
    try:
        change: dict[str, object] = {name: _minutes(typed, name) for name in CLOCKS}
        change |= {name: typed[name] == "yes" for name in SWITCHES}
        change["place"] = _place(visit, typed)
        arrange(visit.cabinet, visit.organisation, change, visit.who)
    except Unfit as fault:
        why = phrases.DEPUTY_LATER if fault.early else phrases.CLOCK_UNFIT[fault.field]
        return _shown(visit, typed, why, 422)
    except WrongUse as fault:
        sentence = phrases.NO_SUCH_PLACE if isinstance(fault, NotConnected) else str(fault.about["what"])
        return _shown(visit, typed, sentence, 422)
    return visit.redirect(visit.href("desk"), phrases.DESK_KEPT)


def leave(visit: Visit) -> Response:
    """Note that somebody is away: a lead for themselves, an admin for any lead."""
    who, days = _whom(visit), [visit.field(name, 40).strip() for name in ("first_day", "last_day")]
    typed = dict(zip(("first_day", "last_day"), days, strict=True)) | {"who": who}
    shown = _typed(visit.cabinet.arrangements.of(visit.short)) | typed
    try:
        first, last = map(dt.date.fromisoformat, days)
    except ValueError:
        return _shown(visit, shown, phrases.AWAY_DAYS, 422)
    if last < first or last < visit.now.date() or last - first > LONGEST_AWAY:
        return _shown(visit, shown, phrases.AWAY_DAYS, 422)
    absence = Absence(who=who, first_day=first, last_day=last)
    visit.cabinet.arrangements.away(visit.short, absence, visit.who)
    return visit.redirect(visit.href("desk"), phrases.AWAY_KEPT)


def back(visit: Visit) -> Response:
    """Note that somebody is back."""
    gone = visit.cabinet.arrangements.back(visit.short, _whom(visit), visit.who)
    return visit.redirect(visit.href("desk"), phrases.BACK_KEPT if gone else phrases.NOT_AWAY)


def _whom(visit: Visit) -> str:
    """Whose absence it is; raises Turned where it is not for the visitor to say."""
    who = visit.field("who", 300).strip()
    if who not in _absentees(visit):
        raise Turned(422, phrases.NOT_YOURS_TO_SAY)
    return who


def _absentees(visit: Visit) -> tuple[str, ...]:
    """Those whose absence the visitor may note: themselves, and for an admin every lead and deputy."""
    held = [each for each in visit.cabinet.directory.holders(visit.short) if each.role in LEADS]
    named = dict.fromkeys(each.who for each in held if not each.group)
    if Office.admin in visit.member.roles:
        return tuple(named)
    return (visit.who,) if visit.member.leads else ()


def _minutes(typed: Mapping[str, str], name: str) -> int:
    """What a clock was set to, in minutes; raises Unfit where that is no number."""
    number, unit = typed[name], UNITS.get(typed[f"{name}_unit"])
    if unit is None or not (number.isascii() and number.isdecimal() and len(number) < 7):
        raise Unfit(name)
    return int(number) * unit


def _place(visit: Visit, typed: Mapping[str, str]) -> Place | None:
    """The channel that questions go to, or None: to each lead directly; raises WrongUse where it is none of ours."""
    if typed["where"] != "channel":
        return None
    if typed["workspace"] not in {_name(each) for each in _workspaces(visit)} or not typed["channel"]:
        raise WrongUse(what=phrases.NO_SUCH_PLACE)
    return given.place(
        f"{typed['workspace']}:{typed['channel']}", visit.cabinet.directory, visit.organisation
    )


def _workspaces(visit: Visit) -> list[Workspace]:
    return [each for each in visit.cabinet.directory.workspaces(visit.short) if each.platform in CHATS]


def _name(workspace: Workspace) -> str:
    return f"{workspace.platform}:{workspace.workspace}"


def _typed(found: Arrangement) -> dict[str, str]:
    """An arrangement as its form shows it."""
    place = found.place
    typed = {
        "where": "channel" if place else "direct",
        "workspace": f"{place.platform}:{place.workspace}" if place else "",
        "channel": place.channel if place else "",
    }
    for name in CLOCKS:
        minutes = int(getattr(found, name))
        unit = next((each for each in ("d", "h") if minutes and minutes % UNITS[each] == 0), "m")
        typed |= {name: str(minutes // UNITS[unit]), f"{name}_unit": unit}
    return typed | {name: "yes" if getattr(found, name) else "" for name in SWITCHES}


def _shown(visit: Visit, typed: Mapping[str, str], fault: str = "", status: int = 200) -> Response:
    holders = [each for each in visit.cabinet.directory.holders(visit.short) if each.role in LEADS]
    absent = visit.cabinet.arrangements.absences(visit.short)
    return visit.render(
        "desk.html",
        status,
        typed=typed,
        fault=fault,
        workspaces=[(_name(each), each) for each in _workspaces(visit)],
        holders=holders,
        absences=[each for each in absent if each.last_day >= visit.now.date()],
        absentees=_absentees(visit),
        today=visit.now.date(),
    )


PAGES = (
    Page("GET", "/o/{organisation}/desk", Access.desk, desk),
    Page("POST", "/o/{organisation}/desk", Access.desk, keep),
    Page("POST", "/o/{organisation}/desk/away", Access.desk, leave),
    Page("POST", "/o/{organisation}/desk/back", Access.desk, back),
)
