"""Pinning: an answer or clauses → a pin, a pin whose words changed → a pin again; and pins that collide."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from collections.abc import Iterable, Sequence

from bot import phrases
from bot.answers import Cited
from bot.desk import Desk
from bot.errors import BadPin, ChangedMeanwhile, NoSuchClause
from bot.pins import LONGEST_NOTE, LONGEST_PHRASING, MOST_PHRASINGS, Pin, PinState, Rest, rest
from bot.scrubbing import scrubbed
from bot.settings import did_you_mean
from bot.sides import Sides
from corpus.document import Audience, Clause
from corpus.revisions import Edition


def pinned(
    desk: Desk,
    organisation: str,
    phrasings: Iterable[str],
    clauses: Sequence[Cited],
    by: str,
    at: dt.datetime,
    note: str = "",
    audience: Iterable[Audience] = (),
    review_on: dt.date | None = None,
    id: str = "",
) -> Pin:
    """Pin clauses that are in force as the answer to a question in these wordings.

    Raises BadPin for what no pin can be, and ChangedMeanwhile where a clause is not in force, or something was published
    meanwhile.
    """
    found = desk.organisation(organisation)
    pin = Pin(
        id="new",
        organisation=found.short,
        state=PinState.active,
        phrasings=worded(phrasings),
        rests=rests(clauses, desk.editions(found), found.name),
        note=noted(note),
        audience=tuple(audience),
        review_on=review_on,
        pinned_by=by,
        pinned_at=at,
        changed_at=at,
    )
    if not (pin.rests or pin.note):
        raise BadPin(why="it quotes no clause and says nothing: give a clause or a note")
    return desk.pins.make(pin, found.snapshot, id, found.above)


def rests(clauses: Sequence[Cited], editions: Sequence[Edition], organisation: str) -> tuple[Rest, ...]:
    """What a pin rests on that quotes these clauses, each of the first edition that has it.

    Raises ChangedMeanwhile where one is not in force.
    """
    try:
        return tuple(rest(each, _holding(each, editions)) for each in clauses)
    except KeyError:
        raise ChangedMeanwhile(organisation=organisation) from None


def _holding(cited: Cited, editions: Sequence[Edition]) -> Edition:
    """The first edition that holds the revision in which a clause was cited; raises KeyError where none does."""
    for edition in editions:
        if cited.document_id in edition.documents:
            return edition
    raise KeyError(cited.document_id)


def worded(phrasings: Iterable[str]) -> tuple[str, ...]:
    """Wordings of a question, each once, in one line; raises BadPin for one that is empty or too long."""
    said = tuple(dict.fromkeys(" ".join(each.split()) for each in phrasings))
    if any(not each for each in said):
        raise BadPin(why="one of its questions is empty")
    if any(len(each) > LONGEST_PHRASING for each in said):
        raise BadPin(why=f"one of its questions is longer than {LONGEST_PHRASING} characters")
    if len(said) > MOST_PHRASINGS:
        raise BadPin(why=f"it has more than {MOST_PHRASINGS} questions")
    return said


def noted(note: str) -> str:
    """A lead's note; raises BadPin where it is too long."""
    if len(note.strip()) > LONGEST_NOTE:
        raise BadPin(why=f"its note is longer than {LONGEST_NOTE} characters")
    return note.strip()


def approved(desk: Desk, pin: Pin, by: str, at: dt.datetime) -> Pin | None:
    """Let a suspended pin rest on what its clauses say now; None where the policy says nothing of it any more.

    Raises ChangedMeanwhile where something was published meanwhile.
    """
    organisation = desk.organisation(pin.organisation)
    sides = Sides(desk, organisation).all(pin.clauses)
    clauses = tuple(itertools.chain.from_iterable(side.now for side in sides))
    if not clauses and not (pin.note and not pin.rests):
        return None
    change = {
        "state": PinState.active,
        "suspended_at": None,
        "rests": rests(tuple(dict.fromkeys(clauses)), desk.editions(organisation), organisation.name),
    }
    changed = pin.model_copy(update=change)
    return desk.pins.change(pin, changed, by, "approved pin", at, organisation.snapshot, organisation.above)


def dropped(desk: Desk, pin: Pin, by: str, at: dt.datetime) -> Pin:
    """Serve a pin to nobody any more."""
    gone = pin.model_copy(update={"state": PinState.dropped})
    return desk.pins.change(pin, gone, by, "dropped pin", at)


def edited(
    desk: Desk,
    pin: Pin,
    phrasings: Iterable[str],
    note: str,
    audience: Iterable[Audience],
    review_on: dt.date | None,
    by: str,
    at: dt.datetime,
) -> Pin:
    """Let a pin answer other wordings, or say or be something else; what it quotes stays. Raises BadPin."""
    said = {
        "phrasings": worded(phrasings),
        "note": noted(note),
        "audience": tuple(dict.fromkeys(audience)),
        "review_on": review_on,
    }
    after = pin.model_copy(update=said)
    if pin.phrasings and not after.phrasings:
        raise BadPin(why=phrases.PIN_WITHOUT_QUESTION)
    if not (after.rests or after.note):
        raise BadPin(why=phrases.PIN_WOULD_SAY_NOTHING)
    if review_on is not None and review_on != pin.review_on and review_on <= at.date():
        raise BadPin(why=phrases.PIN_REVIEW_PAST)
    return pin if after == pin else desk.pins.change(pin, after, by, "edited pin", at)


def rested(desk: Desk, was: Pin, pin: Pin, clauses: Sequence[Cited], by: str, at: dt.datetime) -> Pin:
    """Let a pin, as it `was` read, quote other clauses, which are in force; raises ChangedMeanwhile where one is not."""
    organisation = desk.organisation(pin.organisation)
    change = {
        "state": PinState.active,
        "suspended_at": None,
        "rests": rests(clauses, desk.editions(organisation), organisation.name),
    }
    changed = pin.model_copy(update=change)
    return desk.pins.change(was, changed, by, "edited pin", at, organisation.snapshot, organisation.above)


def token(desk: Desk, pin: Pin) -> str:
    """What tells whether the clauses that approving a pin would have it rest on have changed."""
    organisation = desk.organisation(pin.organisation)
    editions = desk.editions(organisation)
    said = []
    for side in Sides(desk, organisation).all(pin.clauses):
        for each in rests(side.now, editions, organisation.name):
            said += [each.identity, each.binding]
    return hashlib.sha256("".join(said).encode()).hexdigest()[:12]


def numbered(desk: Desk, organisation: str, numbers: Iterable[str], policy: str = "") -> tuple[Cited, ...]:
    """The clauses in force of these numbers or ids, of the nearest level that has any such.

    Raises NoSuchClause, also for a number that several policies of that level have.
    """
    found = desk.organisation(organisation)
    levels = [edition.units for edition in desk.editions(found)]
    return tuple(cited for each in numbers for cited in _nearest(levels, each, policy, found.name))


def _nearest(
    levels: Sequence[Sequence[Clause]], number: str, policy: str, organisation: str
) -> tuple[Cited, ...]:
    """The clauses of that number at the nearest level where there is any."""
    for units in levels:
        if any(_matching(units, number, policy)):
            return _numbered(units, number, policy, organisation)
    return _numbered(levels[0], number, policy, organisation)


def _numbered(units: Sequence[Clause], number: str, policy: str, organisation: str) -> tuple[Cited, ...]:
    """The clause of that number, or the items of the list that stands under it."""
    mine, listed = _matching(units, number, policy)
    where = f" in {policy}" if policy else ""
    found = mine if len(mine) == 1 else [] if mine else listed
    if found and len({each.policy for each in found}) == 1:
        return tuple(Cited(clause_id=each.id, document_id=each.document_id) for each in found)
    if mine or listed:
        policies = sorted({each.policy for each in mine or listed})
        many = f" There are several: say which with --policy ({', '.join(policies)}), or give its id."
        raise NoSuchClause(organisation=organisation, number=number, where=where + " alone", hint=many)
    places = [each.place for each in units if each.place and policy in ("", each.policy)]
    hint = did_you_mean(number, places)
    raise NoSuchClause(organisation=organisation, number=number, where=where, hint=hint)


def _matching(units: Sequence[Clause], number: str, policy: str) -> tuple[list[Clause], list[Clause]]:
    """The clauses of exactly that number or id, and those that stand under it."""
    wanted = " ".join(number.split()).rstrip(".")
    there = [each for each in units if policy in ("", each.policy)]
    mine = [each for each in there if wanted in (each.id, each.place, (each.place or "").rstrip("."))]
    listed = [each for each in there if (each.place or "").startswith((f"{wanted} ", f"{wanted}("))]
    return mine, listed


def nameless(desk: Desk, organisation: str, phrasings: Iterable[str], names: Iterable[str] = ()) -> list[str]:
    """Wordings of a question without what tells who somebody is; `names` go besides those of the contacts."""
    known = [*names, *(each.name for each in desk.store.contacts(organisation))]
    return [scrubbed(each, filter(None, known)) for each in phrasings]
