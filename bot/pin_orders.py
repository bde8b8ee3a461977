"""Orders to pin: what the command line says of a pin → the pin made or changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot import given, phrases, pinning
from bot.answers import Cited
from bot.errors import BadPin, NoSuchPin, NoSuchPolicy, WrongUse
from bot.people import Organisation
from bot.pins import Pin, PinState
from bot.settings import did_you_mean
from corpus.document import Audience, Value

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.directory import Directory


class Order(Value):
    """What is wanted of a pin; what is None is not said, and where it is empty, nothing is wanted there.

    `clauses` are numbers or ids, `policy` the short name of the policy that has them, and `by` the lead who does it;
    empty, whoever runs the command.
    """

    questions: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    policy: str = ""
    note: str | None = None
    audience: tuple[Audience, ...] | None = None
    review_on: str | None = None
    by: str = ""

    @property
    def only_for(self) -> tuple[Audience, ...]:
        """Whom the pin is served to; empty, to everyone."""
        wanted = dict.fromkeys(self.audience or ())
        return () if Audience.all in wanted else tuple(wanted)

    @property
    def review(self) -> dt.date | None:
        """The review date; raises WrongUse where it is no day."""
        return given.day(self.review_on, "--review-on") if self.review_on else None

    def reviewed(self, today: dt.date) -> dt.date | None:
        """The review date; raises WrongUse where it is no day to come."""
        found = self.review
        if found is not None and found <= today:
            raise WrongUse(what=phrases.REVIEW_PAST)
        return found


def made(desk: Desk, directory: Directory, organisation: Organisation, order: Order, at: dt.datetime) -> Pin:
    """Make the pin that is wanted; raises WrongUse, BadPin, NoSuchPolicy, NoSuchClause and ChangedMeanwhile."""
    if not order.questions:
        raise WrongUse(what=phrases.PIN_NEEDS_QUESTION)
    by = given.doer(order.by, directory, organisation)
    review_on = order.reviewed(at.date())
    return pinning.pinned(
        desk,
        organisation.short,
        order.questions,
        _clauses(desk, organisation, order),
        by,
        at,
        order.note or "",
        order.only_for,
        review_on,
    )


def edited(desk: Desk, directory: Directory, id: str, order: Order, at: dt.datetime, org: str = "") -> Pin:
    """Change a pin as is wanted, in one transaction; raises NoSuchPin, and what `made` raises."""
    pin = desk.pins.get(id)
    organisation = desk.organisation(org or pin.organisation)
    if organisation.short != pin.organisation:
        raise NoSuchPin(id=id)
    by = given.doer(order.by, directory, organisation)
    change = _changes(pin, order, at.date())
    clauses = _clauses(desk, organisation, order)
    if not (change or clauses):
        raise WrongUse(what=phrases.NOTHING_TO_CHANGE)
    if pin.state is PinState.dropped and not clauses:
        raise WrongUse(what=phrases.DROPPED_SO.format(id=id))
    after = pin.model_copy(update=change)
    if not (clauses or after.rests or after.note):
        raise BadPin(why=phrases.PIN_WOULD_SAY_NOTHING)
    if clauses:
        return pinning.rested(desk, pin, after, clauses, by, at)
    return desk.pins.change(pin, after, by, "edited pin", at)


def _changes(pin: Pin, order: Order, today: dt.date) -> dict[str, object]:
    """What is changed besides the clauses."""
    change: dict[str, object] = {}
    if order.questions or order.remove:
        change["phrasings"] = _phrasings(pin, order)
    if order.note is not None:
        change["note"] = pinning.noted(order.note)
    if order.audience is not None:
        change["audience"] = order.only_for
    if order.review_on is not None:
        change["review_on"] = order.reviewed(today)
    return change


def _phrasings(pin: Pin, order: Order) -> tuple[str, ...]:
    gone = pinning.worded(order.remove)
    if not set(gone) <= set(pin.phrasings):
        raise WrongUse(what=phrases.NO_SUCH_QUESTION.format(id=pin.id))
    left = pinning.worded((*(each for each in pin.phrasings if each not in gone), *order.questions))
    if not left:
        raise BadPin(why=phrases.PIN_WOULD_ANSWER_NOTHING)
    return left


def _clauses(desk: Desk, organisation: Organisation, order: Order) -> Sequence[Cited]:
    """The clauses that are wanted, each once; raises NoSuchPolicy and NoSuchClause."""
    if not order.policy:
        return tuple(dict.fromkeys(pinning.numbered(desk, organisation.short, order.clauses)))
    if not order.clauses:
        raise WrongUse(what=phrases.POLICY_WITH_CLAUSE)
    known = [line.policy for line in desk.policies(organisation.short) if line.state == "published"]
    if order.policy not in known:
        hint = did_you_mean(order.policy, known)
        raise NoSuchPolicy(organisation=organisation.name, name=order.policy, hint=hint)
    return tuple(dict.fromkeys(pinning.numbered(desk, organisation.short, order.clauses, order.policy)))
