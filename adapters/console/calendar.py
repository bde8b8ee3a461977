"""The calendar of reviews: every policy by the day by which it is to be reviewed, and who is reminded of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from starlette.responses import Response

from adapters.console.access import Access
from adapters.console.console import said
from adapters.console.page import Page
from adapters.console.paging import paged
from adapters.console.visit import Turned, Visit
from bot import admin_messages
from bot import console_phrases as phrases
from bot.errors import NoSuchPolicy, WrongUse
from bot.news import STAGES
from bot.owning import name_owner
from bot.people import Office
from bot.records import Revision, State

MOST = 60
"""Policies on a page."""

LONGEST_ID = 200


@dataclass(frozen=True, slots=True)
class Due:
    """A policy and its review: how many days there are to it, when somebody is reminded, and who."""

    revision: Revision
    day: dt.date | None
    days: int
    reminded: list[dt.date]
    owner: str


def calendar(visit: Visit) -> Response:
    """Show all policies in force by their review dates, those that are overdue first."""
    return _calendar(visit)


def own(visit: Visit) -> Response:
    """Name who keeps a policy and is reminded of its review, or nobody."""
    policy, who = visit.field("policy", LONGEST_ID), visit.field("who", LONGEST_ID).strip()
    titles = {each.revision.policy: admin_messages.title(each.revision) for each in _due(visit)}
    if policy not in titles:
        raise Turned(404)
    owners = visit.cabinet.arrangements.of(visit.short).owners
    if not who and policy not in owners:
        return visit.redirect(visit.href("calendar"), phrases.NOBODY_STILL)
    try:
        name_owner(visit.desk.store, visit.organisation, policy, who, visit.who)
    except (WrongUse, NoSuchPolicy) as fault:
        sentence = str(fault.about["what"]) if type(fault) is WrongUse else said(fault)
        return _calendar(visit, policy, who, sentence, 422)
    told = (phrases.OWNER_IS if who else phrases.OWNER_NONE).format(who=who, title=titles[policy])
    return visit.redirect(visit.href("calendar"), told)


def _calendar(
    visit: Visit, policy: str = "", typed: str = "", fault: str = "", status: int = 200
) -> Response:
    every = paged(visit, _due(visit), MOST)
    admins = [each for each in visit.cabinet.directory.holders(visit.short) if each.role is Office.admin]
    return visit.render(
        "calendar.html",
        status,
        due=every,
        months=[(name, list(some)) for name, some in groupby(every.entries, key=lambda each: _month(each))],
        stages=sorted(STAGES, reverse=True),
        policy=policy,
        typed=typed,
        fault=fault,
        admins=len(admins),
        people=_people(each.who for each in admins if not each.group),
        me=visit.who,
    )


def _due(visit: Visit) -> list[Due]:
    """All policies in force or to come, those that are overdue first, those without a date last."""
    held = visit.desk.store.publications.revisions(visit.short, (State.published, State.scheduled))
    newest: dict[str, Revision] = {}
    for each in sorted(held, key=lambda each: each.state is State.published):
        newest[each.policy] = each
    owners, today = visit.cabinet.arrangements.of(visit.short).owners, visit.today
    found = []
    for each in newest.values():
        stated = each.details.review_on
        day = stated.last_day if stated else None
        days = (day - today).days if day else 0
        ahead = [day - dt.timedelta(days=stage) for stage in STAGES] if day else []
        found.append(
            Due(each, day, days, sorted(on for on in ahead if on >= today), owners.get(each.policy, ""))
        )
    last = dt.date.max
    return sorted(found, key=lambda each: (each.day or last, admin_messages.title(each.revision).casefold()))


def _month(due: Due) -> str:
    """Under which heading a policy stands."""
    if due.day is None:
        return phrases.NO_REVIEW_DATE
    return phrases.OVERDUE if due.days < 0 else f"{due.day:%B %Y}"


def _people(who: Iterable[str]) -> list[str]:
    return sorted(dict.fromkeys(who))


PAGES = (
    Page("GET", "/o/{organisation}/calendar", Access.admin, calendar),
    Page("POST", "/o/{organisation}/calendar", Access.admin, own),
)
