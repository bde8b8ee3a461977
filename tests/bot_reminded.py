"""A house whose leads were reminded long ago of the policy that is overdue, so that other letters come alone."""

from __future__ import annotations

import datetime as dt

from bot.cabinet import Cabinet
from bot.desk import Desk
from bot.directory import Directory
from bot.history import History
from bot.news import News

LONG_AGO = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)


def reminded(held: Desk, book: Directory, organisation: str) -> None:
    """Take note that every reminder of a review has arrived that is due to those who lead now."""
    cabinet = Cabinet(held, book, History(held.store.database), lambda: LONG_AGO)
    letters = tuple(News(cabinet).reviews(organisation))
    cabinet.outbox.put(*letters)
    keys = {each.key for each in letters}
    for item in cabinet.outbox.waiting(organisation):
        if item.key in keys:
            cabinet.outbox.done(item, LONG_AGO)
