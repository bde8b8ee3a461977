"""Arranging the lead's desk: what is changed of an arrangement, checked and kept."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

from bot.arrangements import Arrangement
from bot.cabinet import Cabinet
from bot.people import Organisation


class Unfit(Exception):
    """An arrangement that cannot be: its `field` is out of bounds, or `early`: the deputies would come before the reminder."""

    def __init__(self, field: str, early: bool = False) -> None:
        self.field = field
        self.early = early
        super().__init__(field)


def arrange(
    cabinet: Cabinet, organisation: Organisation, change: Mapping[str, object], by: str
) -> Arrangement:
    """Keep what is changed of an arrangement, if anything is; raises Unfit, and then nothing was changed."""
    if not change:
        return cabinet.arrangements.of(organisation.short)
    return cabinet.arrangements.change(organisation.short, lambda before: _changed(before, change), by)


def _changed(before: Arrangement, change: Mapping[str, object]) -> Arrangement:
    try:
        after = Arrangement.model_validate({**dict(before), **change})
    except ValidationError as faults:
        raise Unfit(str(faults.errors(include_input=False)[0]["loc"][0])) from None
    if after.deputy_minutes <= after.remind_minutes:
        raise Unfit("deputy_minutes", early=True)
    return after
