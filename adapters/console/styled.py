"""How days and moments are written on pages."""

from __future__ import annotations

import datetime as dt

from markupsafe import Markup, escape

from corpus.document import StatedDate


def said_day(day: dt.date | StatedDate | None) -> str:
    """A day as people write it, 3 September 2026; nothing where there is none."""
    if day is None:
        return ""
    return str(day) if isinstance(day, StatedDate) else f"{day.day} {day:%B %Y}"


def said_moment(moment: dt.datetime | None) -> Markup:
    """A moment where this machine stands, for people and machines; nothing where there is none."""
    if moment is None:
        return Markup()
    local = moment.astimezone()
    words = escape(f"{local.day} {local:%B %Y, %H:%M}")
    return Markup('<time datetime="{}">{}</time>').format(moment.isoformat(timespec="seconds"), words)
