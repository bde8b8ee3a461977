"""Lists of pins: those in some state that rest on a policy and hold certain words, those that need somebody first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.audit import Entry
from bot.desk import Desk
from bot.people import Organisation
from bot.pins import Pin, PinState
from bot.programs import PinRow
from bot.sides import Sides

SERVED = (PinState.active, PinState.suspended)
"""The states of the pins that are listed unless others are wanted."""

_FIRST = {PinState.suspended: 0, PinState.active: 1, PinState.dropped: 2}


def chosen(
    found: Iterable[Pin], words: str = "", policy: str = "", states: Sequence[PinState] = SERVED
) -> tuple[Pin, ...]:
    """The pins in these states that hold all these words and quote that policy; suspended ones first, then the newest."""
    wanted = words.casefold().split()
    mine = (each for each in found if each.state in states and policy in ("", *_policies(each)))
    kept = [each for each in mine if all(word in _text(each) for word in wanted)]
    kept.sort(key=lambda each: each.pinned_at, reverse=True)
    return tuple(sorted(kept, key=lambda each: _FIRST[each.state]))


def rows(desk: Desk, organisation: Organisation, found: Iterable[Pin]) -> tuple[PinRow, ...]:
    """Pins of one organisation with what their clauses said and what they say now."""
    sides = Sides(desk, organisation)
    return tuple(PinRow.of(each, sides.all(each.clauses)) for each in found)


def changed(entry: Entry) -> tuple[str, ...]:
    """What of a pin an entry of the audit says was changed, by the names of its fields."""
    before, after = entry.before, entry.after
    if not isinstance(before, dict) or not isinstance(after, dict):
        return ()
    return tuple(name for name, value in after.items() if before.get(name) != value)


def _policies(pin: Pin) -> tuple[str, ...]:
    return tuple(each.document_id.partition("@")[0] for each in pin.clauses)


def _text(pin: Pin) -> str:
    places = (f"{each.document_id} {each.clause_id}" for each in pin.clauses)
    return " ".join((pin.id, *pin.phrasings, pin.note, *places)).casefold()
