"""Putting right by hand how a policy was read: a wrong cut, a wrong number, a wrong audience, wrong details."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar
from urllib.parse import urlencode

from starlette.responses import Response

from adapters.console.access import Access
from adapters.console.addresses import draft_href
from adapters.console.console import said as said_of
from adapters.console.correctable import Correctable, correctable
from adapters.console.jobs import Done, Progress
from adapters.console.page import Page
from adapters.console.visit import Turned, Visit
from bot import console_phrases as said
from bot import corrections
from bot.corrections import Redrafted, Wanted
from bot.errors import BadCorrection, ChangedMeanwhile
from bot.records import DraftOutcome
from corpus.document import Audience, Clause, CorrectionKind, StatedDate

LONGEST_NUMBER = 60
LONGEST_DETAIL = 2_000
"""Characters of a field."""

KINDS = {
    each.value: each
    for each in (
        CorrectionKind.number,
        CorrectionKind.audience,
        CorrectionKind.parted,
        CorrectionKind.joined,
    )
}
"""What of a clause can be put right, by the name that its form gives it."""


@dataclass(frozen=True, slots=True)
class Speaking:
    """A clause or a sentence of one, whom it speaks to, and its words where they are only a part of the clause."""

    id: str
    words: str
    chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed or chose of a clause, to be shown again with what is wrong with it."""

    fault: str = ""
    number: str | None = None
    at: int = 0
    of: str = ""
    audience: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filled:
    """What somebody typed of a policy's details, to be shown again with what is wrong with it."""

    fault: str
    fields: dict[str, str]


T = TypeVar("T")


def clause(visit: Visit) -> Response:
    """Show how a clause was read, and what of it can be put right."""
    read = _newest(visit)
    return _clause(visit, read, _unit(visit, read), _typed(visit, Typed) or Typed())


def correct(visit: Visit) -> Response:
    """Put a clause right."""
    read = _newest(visit)
    unit = _unit(visit, read)
    kind = KINDS.get(visit.field("kind", 20))
    at = visit.field("at", 9)
    typed = Typed(
        number=visit.field("number", LONGEST_NUMBER) if kind is CorrectionKind.number else None,
        at=int(at) if at.isascii() and at.isdecimal() else 0,
        of=visit.field("of", 500),
        audience=tuple(visit.fields("audience")[: len(Audience)]),
    )
    if kind is None:
        return _clause(visit, read, unit, Typed(fault=said.WHAT_TO_CORRECT))
    parts = [each.id for each in read.parts.get(unit.id, ())]
    of = typed.of if kind is CorrectionKind.audience and typed.of in parts else unit.id
    right = typed.number or "" if kind is CorrectionKind.number else ", ".join(typed.audience)
    wanted = Wanted(kind=kind, clause=of, right=right, at=typed.at)
    if kind in (CorrectionKind.parted, CorrectionKind.joined):
        wanted = wanted.model_copy(update={"right": ""})
    form = visit.href("drafts", read.document.id, "clause", *unit.id.split("/"))
    return _put_right(visit, read, (wanted,), form, lambda why: replace(typed, fault=why), unit.id)


def details(visit: Visit) -> Response:
    """Show what a policy says of itself, to be put right."""
    filled = _typed(visit, Filled)
    read = _newest(visit)
    return _details(visit, read, filled.fields, filled.fault) if filled else _details(visit, read)


def correct_details(visit: Visit) -> Response:
    """Put right what a policy says of itself: only what was changed in the form."""
    read = _newest(visit)
    before = {field: _stated(read, field) for field in said.DETAIL_LABELS}
    given = {
        field: visit.field(field, LONGEST_DETAIL).strip() if field in visit.form else before[field]
        for field in before
    }
    wanted = [
        Wanted(kind=CorrectionKind.detail, field=field, right=given[field])
        for field in before
        if given[field] != before[field]
    ]
    if not wanted:
        return _details(visit, read, given, said.NOTHING_CHANGED)
    form = visit.href("drafts", read.document.id, "details")
    return _put_right(visit, read, wanted, form, lambda why: Filled(why, given))


def take_back(visit: Visit) -> Response:
    """Forget a correction, and read the newest revision without it."""
    read = correctable(visit)
    number = visit.field("correction", 9)
    id = int(number) if number.isascii() and number.isdecimal() else 0
    store, policy, short, who, now = visit.desk.store, read.document.policy, visit.short, visit.who, visit.now
    if id not in {each.id for each in corrections.of(store, short, policy)}:
        raise Turned(404, said.CORRECTION_GONE)

    def work(_progress: Progress) -> Done:
        try:
            done = corrections.take_back(store, short, policy, id, who, now)
        except ChangedMeanwhile:
            return _meanwhile(visit, read)
        return Done(visit.href("drafts", done.document.id), _told(done, said.TAKEN_BACK))

    return visit.work(said.READING_AGAIN, visit.href("drafts", read.document.id), work)


def _put_right(
    visit: Visit,
    read: Correctable,
    wanted: Sequence[Wanted],
    form: str,
    again: Callable[[str], object],
    clause: str = "",
) -> Response:
    """Put a revision right and lead to what is understood of it then, or back to its form with what was typed.

    `again` gives what was typed, with the sentence why it cannot be.
    """
    store, short, who, now = visit.desk.store, visit.short, visit.who, visit.now

    def work(_progress: Progress) -> Done:
        try:
            done = corrections.correct(store, short, read.document.id, wanted, who, now)
        except BadCorrection as fault:
            kept = visit.console.findings.keep(who, short, again(said_of(fault)))
            return Done(f"{form}?{urlencode({'typed': kept})}")
        except ChangedMeanwhile:
            return _meanwhile(visit, read)
        query = {"clause": clause} if clause else {}
        return Done(visit.href("drafts", done.document.id, **query), _told(done, said.PUT_RIGHT))

    return visit.work(said.READING_AGAIN, form, work)


def _typed(visit: Visit, kind: type[T]) -> T | None:
    """What was typed into a form that was sent back, if the address names it."""
    return visit.console.findings.get(visit.query("typed", 40), visit.who, visit.short, kind)


def _told(done: Redrafted, sentence: str) -> str:
    """What became of the revision, and what was put right before and no longer applies to it."""
    waits = said.WAITS if done.outcome is not DraftOutcome.unchanged else said.READ_AS_IN_FORCE
    gone = [said.NO_LONGER_APPLIES.format(what=corrections.told(each)) for each in done.lapsed]
    return " ".join([sentence, waits, *gone])


def _meanwhile(visit: Visit, read: Correctable) -> Done:
    """Say that somebody else was quicker, and lead to the newest revision."""
    newest = corrections.newest(visit.desk.store, visit.short, read.document.policy)
    return Done(visit.href("drafts", newest.id), said.REVISED_MEANWHILE.format(title=read.title))


def _newest(visit: Visit) -> Correctable:
    """The revision that the address names, if it can be corrected; raises Turned."""
    read = correctable(visit)
    if not read.is_newest:
        raise Turned(409, said.NOT_NEWEST)
    return read


def _unit(visit: Visit, read: Correctable) -> Clause:
    found = read.units.get(visit.path("clause"))
    if found is None:
        raise Turned(404)
    return found


def _clause(visit: Visit, read: Correctable, unit: Clause, typed: Typed) -> Response:
    parts = read.parts.get(unit.id, ())
    # Where its sentences bind otherwise, each speaks for itself; the clause as a whole speaks through its first.
    speaking = [(unit, ""), *((each, each.text) for each in parts)]
    return visit.render(
        "correct_clause.html",
        422 if typed.fault else 200,
        read=read,
        clause=unit,
        fault=typed.fault,
        leads=[span.of(read.document.text) for span in unit.lead],
        number=typed.number if typed.number is not None else unit.place or "",
        speaking=[
            Speaking(each.id, words, typed.audience if typed.of == each.id else each.audience)
            for each, words in speaking
        ],
        audiences=list(Audience),
        cuts=corrections.cuts(unit),
        begins=typed.at,
        behind=_behind(read, unit),
        back=draft_href(visit, read.document.id, unit.id),
    )


def _behind(read: Correctable, unit: Clause) -> Clause | None:
    """The clause that stands right behind another, with nothing but its marker between."""
    units = list(read.units.values())
    place = units.index(unit) + 1
    if place == len(units):
        return None
    text = read.document.text
    between = text[unit.span.end : units[place].span.start].strip()
    markers = {each.marker.of(text).strip() for each in read.document.blocks if each.marker}
    return units[place] if not between or between in markers else None


def _details(
    visit: Visit, read: Correctable, given: dict[str, str] | None = None, fault: str = ""
) -> Response:
    fields = [
        (field, label, given[field] if given else _stated(read, field), hint)
        for field, (label, hint) in said.DETAIL_LABELS.items()
    ]
    return visit.render("correct_details.html", 422 if fault else 200, read=read, fields=fields, fault=fault)


def _stated(read: Correctable, field: str) -> str:
    """A detail as a form shows it."""
    value: StatedDate | tuple[str, ...] | str | None = getattr(read.document.details, field)
    return ", ".join(value) if isinstance(value, tuple) else str(value or "")


PAGES = (
    Page("GET", "/o/{organisation}/drafts/{document}/details", Access.admin, details),
    Page("POST", "/o/{organisation}/drafts/{document}/details", Access.admin, correct_details),
    Page("POST", "/o/{organisation}/drafts/{document}/take-back", Access.admin, take_back),
    Page("GET", "/o/{organisation}/drafts/{document}/clause/{clause:path}", Access.admin, clause),
    Page("POST", "/o/{organisation}/drafts/{document}/clause/{clause:path}", Access.admin, correct),
)
