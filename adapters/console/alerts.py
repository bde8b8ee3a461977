"""Alerts: who needs a lead now, and where they wrote; never what."""

from __future__ import annotations

import datetime as dt

from starlette.responses import Response

from adapters.console.access import Access
from adapters.console.leads import leading, told
from adapters.console.page import Page
from adapters.console.visit import Turned, Visit
from bot.alerts import Alert

RECENT = dt.timedelta(days=7)
"""For so long an alert is listed that somebody has confirmed."""


def listed(visit: Visit) -> tuple[Alert, ...]:
    """The organisation's alerts, those that nobody has confirmed first, else the newest first."""
    found = visit.cabinet.alerts.all(visit.short, visit.now - RECENT)
    newest = sorted(found, key=lambda each: each.raised_at, reverse=True)
    return tuple(sorted(newest, key=lambda each: each.seen_at is not None))


def seen(visit: Visit) -> Response:
    """Take note that a lead has seen an alert."""
    alert = visit.cabinet.alerts.get(visit.path("alert"))
    if alert is None or alert.organisation != visit.short:
        raise Turned(404)
    return visit.redirect(visit.href("questions"), told(leading(visit).seen(visit.member, alert.id)))


PAGES = (Page("POST", "/o/{organisation}/alerts/{alert}/seen", Access.lead, seen),)
