"""Which organisation an admin means who keeps the policies of several: the one they name, or else the only one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot import revision_phrases as revised
from bot.events import Asked, Event, Handed
from bot.handing import offered
from bot.hearing import heard
from bot.orders import begun, ordered
from bot.people import Organisation

_ADMIN = "admin "


def whose(
    event: Event, organisations: Sequence[Organisation], keeps: Callable[[Organisation], bool]
) -> Organisation | str | None:
    """Whose policies an admin means, or how to say so where nobody can tell; None where it is nothing that only admins do.

    `organisations` are those that the person belongs to; `keeps` tells those whose policies they keep.
    """
    if not _is_for_admins(event, organisations) or not isinstance(event, Asked):
        return None
    found, kept = _named(event, organisations), [each for each in organisations if keeps(each)]
    if isinstance(event, Handed) and found and kept and found not in kept:
        # It is not for any other that they keep.
        return revised.FILE_FOR_ANOTHER.format(organisation=found.name)
    if found and (kept or not isinstance(event, Handed)):
        return found
    if len(kept) > 1:
        return _which(event, kept)
    return kept[0] if kept else None


def plain(event: Asked, organisation: Organisation) -> Asked:
    """An order without the name of the organisation that it is for; any other message as it is."""
    if isinstance(event, Handed):
        return event
    return event.model_copy(update={"text": _apart(event.text, [organisation])[1]})


def _is_for_admins(event: Event, organisations: Sequence[Organisation]) -> bool:
    """Whether an event is what only those who keep the policies do: a policy handed over, or an order."""
    if isinstance(event, Handed):
        return event.place.direct and offered(event)
    return isinstance(event, Asked) and _orders(_apart(event.text, organisations)[1])


def _named(event: Asked, organisations: Sequence[Organisation]) -> Organisation | None:
    """The one organisation named behind “admin”, or anywhere beside a file; None where it is none or several."""
    if isinstance(event, Handed):
        found = _mentioned(event.text, organisations)
        return found[0] if len(found) == 1 else None
    return _apart(event.text, organisations)[0]


def _which(event: Asked, organisations: Sequence[Organisation]) -> str:
    """What is said where several are kept and none is named: how to name one."""
    shorts = sorted(each.short for each in organisations)
    if isinstance(event, Handed):
        return revised.WHICH_FILE_IS_FOR.format(shorts=_either(shorts))
    order = " ".join(heard(event.text).split()).strip(" `").partition(" ")[2]
    orders = [revised.ORDER_FOR.format(order=f"{_ADMIN}{short} {order}".strip()) for short in shorts]
    return revised.WHICH_ORDER_IS_FOR.format(orders=_either(orders))


def _apart(text: str, organisations: Sequence[Organisation]) -> tuple[Organisation | None, str]:
    """The organisation named behind “admin”, and the order without it; None and the text where it is no such order."""
    said = " ".join(heard(text).split()).strip(" `")
    if _orders(text) or not said.casefold().startswith(_ADMIN):
        return None, text
    for name, organisation in _names(organisations):
        found = re.match(rf"{name}(?!\S)", said[len(_ADMIN) :], re.IGNORECASE)
        order = f"{_ADMIN}{said[len(_ADMIN) + found.end() :].strip()}".strip() if found else ""
        if order and _orders(order):
            return organisation, order
    return None, text


def _orders(text: str) -> bool:
    """Whether a text is an order, or begins like one and is told how it is written."""
    return ordered(text) is not None or begun(text)


def _mentioned(text: str, organisations: Sequence[Organisation]) -> list[Organisation]:
    """The organisations that a text names."""
    rest = " ".join(heard(text).split())
    found: dict[str, Organisation] = {}
    for name, organisation in _names(organisations):
        # A name that stands in another's is not meant by that one.
        rest, times = re.subn(rf"(?<![\w-]){name}(?![\w-])", "\n", rest, flags=re.IGNORECASE)
        if times:
            found[organisation.short] = organisation
    return list(found.values())


def _names(organisations: Sequence[Organisation]) -> list[tuple[str, Organisation]]:
    """What each organisation may be called, as patterns, the longest first."""
    both = [(name, each) for each in organisations for name in {each.short, " ".join(each.name.split())}]
    longest = sorted(both, key=lambda each: (-len(each[0]), each[0]))
    return [(re.escape(heard(name)), each) for name, each in longest]


def _either(items: Sequence[str]) -> str:
    return " or ".join(each for each in (", ".join(items[:-1]), *items[-1:]) if each)
