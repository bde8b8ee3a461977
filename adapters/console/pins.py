"""Pins: the list with their use, one pin with its clauses and its history, and what a lead does with it."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from adapters.console.access import Access
from adapters.console.addresses import clause_href
from adapters.console.attached import attached
from adapters.console.page import Page
from adapters.console.visit import Turned, Visit
from bot import audit, choosing, composing, pin_lists, pinning
from bot import console_phrases as phrases
from bot import phrases as said
from bot.answers import Quote
from bot.desk_lists import pins_csv
from bot.errors import ChangedMeanwhile, NoSuchPin
from bot.messages import Quoted
from bot.pins import Pin, PinState
from bot.sides import Sides
from corpus.document import Value

EACH = 20
"""Pins on a page."""

STATES: dict[str, tuple[PinState, ...]] = {
    "": pin_lists.SERVED,
    **{str(each): (each,) for each in PinState},
    "all": tuple(PinState),
}
"""The states that can be chosen, by what the address calls them."""


class Shown(Value):
    """A quote as pages draw it, where it stands in few words, and the address of its clause."""

    quote: Quoted
    place: str
    href: str


class Pair(Value):
    """What a clause said when it was pinned, and what says it now; nothing where the policy does not any more."""

    old: Shown | None
    new: tuple[Shown, ...]
    kept: bool


def pins(visit: Visit) -> Response:
    """List the pins that are wanted, those that need somebody first."""
    state = visit.query("state", 20)
    words, policy = visit.query("words", 200), visit.query("policy", 100)
    held = visit.cabinet.pins.all(visit.short)
    found = pin_lists.chosen(held, words, policy, STATES.get(state, pin_lists.SERVED))
    page = visit.number("page")
    return visit.render(
        "pins.html",
        rows=pin_lists.rows(visit.desk, visit.organisation, found[page * EACH : (page + 1) * EACH]),
        number=len(found),
        suspended=sum(each.state is PinState.suspended for each in held),
        any=bool(held),
        policies=choosing.policies(visit.desk, visit.organisation),
        wanted={"state": state, "words": words, "policy": policy},
        today=visit.now.date(),
        page=page,
        further=len(found) > (page + 1) * EACH,
    )


def lines(visit: Visit) -> Response:
    """Give all pins as JSON, an object a line, as `quoth pins --json` does."""
    rows = pin_lists.rows(visit.desk, visit.organisation, visit.cabinet.pins.all(visit.short))
    text = "".join(f"{each.model_dump_json()}\n" for each in rows)
    return _file(visit, text.encode(), "jsonl", "application/x-ndjson")


def table(visit: Visit) -> Response:
    """Give all pins as a table for spreadsheets."""
    rows = pin_lists.rows(visit.desk, visit.organisation, visit.cabinet.pins.all(visit.short))
    return _file(visit, pins_csv(rows).encode(), "csv", "text/csv; charset=utf-8")


def _file(visit: Visit, data: bytes, kind: str, media: str) -> Response:
    name = f"{visit.short}-pins.{kind}"
    return Response(data, media_type=media, headers={"Content-Disposition": attached(name)})


def pin(visit: Visit) -> Response:
    """Show one pin."""
    return page_of(visit, mine(visit))


def collisions(visit: Visit) -> Response:
    """Show the pins that answer one of a pin's questions otherwise."""
    found = mine(visit)
    others = visit.cabinet.pins.all(visit.short, (PinState.active,))
    live = found.state is not PinState.dropped
    collided = visit.desk.matcher.collisions(found, others) if live else ()
    template = "pin_collisions_list.html" if visit.partial else "pin_collisions.html"
    return visit.render(template, pin=found, collided=collided)


def approve(visit: Visit) -> Response:
    """Serve a pin again with the words that its owner was shown; where they have changed since, they are shown anew."""
    found = mine(visit)
    if found.state is PinState.active:
        return visit.redirect(visit.href("pins", found.id), said.APPROVED_ALREADY)
    if visit.field("shown", 100) != pinning.token(visit.desk, found):
        return page_of(visit, found, 409, phrases.PIN_CHANGED_AGAIN)
    try:
        done = pinning.approved(visit.desk, found, visit.who, visit.now)
    except ChangedMeanwhile:
        return page_of(visit, mine(visit), 409, phrases.PIN_CHANGED_AGAIN)
    if done is None:
        return page_of(visit, found, 409, phrases.PIN_NOTHING_LEFT)
    return visit.redirect(visit.href("pins", found.id), said.APPROVED)


def dropping(visit: Visit) -> Response:
    """Ask whether a pin is to be dropped."""
    found = mine(visit)
    return visit.render("pin_drop.html", pin=found)


def drop(visit: Visit) -> Response:
    """Serve a pin to nobody any more."""
    found = mine(visit)
    if found.state is PinState.dropped:
        return visit.redirect(visit.href("pins", found.id), said.DROPPED_ALREADY)
    pinning.dropped(visit.desk, found, visit.who, visit.now)
    return visit.redirect(visit.href("pins", found.id), said.DROPPED)


def mine(visit: Visit) -> Pin:
    """The pin that the address names, if it is the organisation's."""
    try:
        found = visit.cabinet.pins.get(visit.path("pin"))
    except NoSuchPin:
        raise Turned(404, said.PIN_GONE) from None
    if found.organisation != visit.short:
        raise Turned(404, said.PIN_GONE)
    return found


def shown(visit: Visit, quotes: Sequence[Quote], quiet: bool = False) -> tuple[Shown, ...]:
    """Quotes as pages draw them."""
    return tuple(
        Shown(
            quote=composing.quoted(each, quiet),
            place=composing.where(each),
            href=clause_href(visit, each.document_id, each.clause_id),
        )
        for each in quotes
    )


def page_of(visit: Visit, found: Pin, status: int = 200, fault: str = "") -> Response:
    """The page of a pin, with a sentence above it where something did not work."""
    pairs = _pairs(visit, found)
    return visit.render(
        "pin.html",
        status,
        pin=found,
        pairs=pairs,
        left=any(each.new for each in pairs) or bool(found.note and not found.rests),
        shown=pinning.token(visit.desk, found),
        fault=fault,
        today=visit.now.date(),
        history=[
            (each, pin_lists.changed(each))
            for each in reversed(audit.entries(visit.desk.store.database, visit.short, found.id))
        ],
        states=said.PIN_STATES,
        fields=phrases.PIN_FIELDS,
    )


def _pairs(visit: Visit, found: Pin) -> tuple[Pair, ...]:
    """Each clause of a pin as it was pinned and as it stands."""
    organisation = visit.organisation
    source = visit.desk.source(organisation)
    sides = Sides(visit.desk, organisation)
    pairs = []
    for rest in found.rests:
        if source is not None and source.holds((rest.cited,)):
            pairs.append(Pair(old=None, new=shown(visit, source.alone((rest.cited,))), kept=True))
            continue
        fate = sides.fate(rest.cited, visit.today)
        now = fate.now if source is not None and source.holds(fate.now) else ()
        new = shown(visit, source.alone(now)) if source is not None and now else ()
        old = shown(visit, [fate.old], quiet=True)[0] if fate.old is not None else None
        pairs.append(Pair(old=old, new=new, kept=fate.kept))
    return tuple(pairs)


PAGES = (
    Page("GET", "/o/{organisation}/pins", Access.lead, pins),
    Page("GET", "/o/{organisation}/pins/export.jsonl", Access.lead, lines),
    Page("GET", "/o/{organisation}/pins/export.csv", Access.lead, table),
    Page("GET", "/o/{organisation}/pins/{pin}", Access.lead, pin),
    Page("GET", "/o/{organisation}/pins/{pin}/collisions", Access.lead, collisions),
    Page("POST", "/o/{organisation}/pins/{pin}/approve", Access.lead, approve),
    Page("GET", "/o/{organisation}/pins/{pin}/drop", Access.lead, dropping),
    Page("POST", "/o/{organisation}/pins/{pin}/drop", Access.lead, drop),
)
