"""The forms of pins: making one by hand, changing what it answers and says, and choosing what it quotes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from starlette.responses import Response

from adapters.console.access import Access
from adapters.console.leads import concern
from adapters.console.page import Page
from adapters.console.pins import mine, shown
from adapters.console.visit import Visit
from bot import choosing, pinning
from bot import console_phrases as phrases
from bot import phrases as said
from bot.answers import Cited, Question
from bot.errors import BadPin, ChangedMeanwhile
from bot.pins import LONGEST_NOTE, LONGEST_PHRASING, MOST_PHRASINGS, Pin, PinState
from corpus.document import Audience, Value

FOUND = "found"
"""The place in a page where the clauses stand that were found."""


class Typed(Value):
    """What was typed into the form of a pin, as it was typed."""

    questions: str = ""
    note: str = ""
    audience: tuple[str, ...] = ()
    review_on: str = ""

    @classmethod
    def sent(cls, visit: Visit) -> Typed:
        """What a form brought."""
        return cls(
            questions=visit.field("questions"),
            note=visit.field("note"),
            audience=tuple(visit.fields("audience")[: len(Audience)]),
            review_on=visit.field("review_on", 40).strip(),
        )

    @classmethod
    def of(cls, pin: Pin) -> Typed:
        """What a pin has now."""
        return cls(
            questions="\n".join(pin.phrasings),
            note=pin.note,
            audience=tuple(map(str, pin.audience)),
            review_on=pin.review_on.isoformat() if pin.review_on else "",
        )

    @property
    def wordings(self) -> list[str]:
        """The questions, one a line."""
        return [each.strip() for each in self.questions.splitlines() if each.strip()]

    @property
    def only_for(self) -> tuple[Audience, ...]:
        """Whom it is served to; nobody named, to everyone."""
        wanted = [each for each in Audience if each.value in self.audience]
        return () if Audience.all in wanted else tuple(wanted)

    def day(self) -> dt.date | None:
        """The review date; raises BadPin where it is no day."""
        try:
            return dt.date.fromisoformat(self.review_on) if self.review_on else None
        except ValueError:
            raise BadPin(why=phrases.NOT_A_REVIEW_DAY) from None


def fresh(visit: Visit) -> Response:
    """Show the form for a pin made by hand."""
    return _form(visit, Typed())


def make(visit: Visit) -> Response:
    """Find clauses for a pin, or make it of those that were chosen."""
    typed, chosen = Typed.sent(visit), _chosen(visit)
    if visit.field("step", 10) == "find":
        return _form(visit, typed, chosen, found=_found(visit, typed.wordings))
    if not typed.wordings:
        return _form(visit, typed, chosen, phrases.PIN_NEEDS_QUESTION, 422)
    risk = concern(visit, *typed.wordings, typed.note)
    if risk:
        return _form(visit, typed, chosen, risk, 422, risk=True)
    try:
        review_on = typed.day()
        if review_on is not None and review_on <= visit.now.date():
            raise BadPin(why=said.PIN_REVIEW_PAST)
        made = pinning.pinned(
            visit.desk,
            visit.short,
            pinning.nameless(visit.desk, visit.short, typed.wordings, [visit.person.name]),
            chosen,
            visit.who,
            visit.now,
            typed.note,
            typed.only_for,
            review_on,
        )
    except BadPin as fault:
        return _form(visit, typed, chosen, str(fault), 422)
    except ChangedMeanwhile:
        return _form(visit, typed, _standing(visit, chosen), phrases.CHOSEN_CHANGED, 409)
    return visit.redirect(visit.href("pins", made.id), phrases.PIN_MADE)


def edit(visit: Visit) -> Response:
    """Show the form that changes what a pin answers and says."""
    pin = mine(visit)
    return _edit(visit, pin, Typed.of(pin))


def keep(visit: Visit) -> Response:
    """Change what a pin answers and says; nothing is lost where somebody else was quicker."""
    pin, typed = mine(visit), Typed.sent(visit)
    if pin.state is PinState.dropped:
        return visit.redirect(visit.href("pins", pin.id), phrases.PIN_IS_DROPPED)
    if visit.field("changed", 60) != pin.changed_at.isoformat():
        return _edit(visit, pin, typed, phrases.PIN_CHANGED_MEANWHILE, 409)
    new = [each for each in typed.wordings if each not in pin.phrasings]
    risk = concern(visit, *new, *([typed.note] if typed.note.strip() != pin.note else []))
    if risk:
        return _edit(visit, pin, typed, risk, 422, risk=True)
    nameless = dict(
        zip(new, pinning.nameless(visit.desk, visit.short, new, [visit.person.name]), strict=True)
    )
    wordings = [nameless.get(each, each) for each in typed.wordings]
    try:
        review_on = typed.day()
        pinning.edited(visit.desk, pin, wordings, typed.note, typed.only_for, review_on, visit.who, visit.now)
    except BadPin as fault:
        return _edit(visit, pin, typed, str(fault), 422)
    return visit.redirect(visit.href("pins", pin.id), phrases.PIN_KEPT)


def clauses(visit: Visit) -> Response:
    """Show what a pin quotes and what answers its question now, to choose from."""
    pin = mine(visit)
    return _choose(visit, pin, _standing(visit, pin.clauses), _answering(visit, pin.phrasings))


def choose(visit: Visit) -> Response:
    """Find more clauses, or let a pin quote those that were chosen."""
    pin, chosen = mine(visit), _chosen(visit)
    if visit.field("step", 10) == "find":
        return _choose(visit, pin, chosen, _found(visit, pin.phrasings))
    if visit.field("changed", 60) != pin.changed_at.isoformat():
        return _choose(visit, pin, chosen, (), phrases.PIN_CHANGED_MEANWHILE, 409)
    if not chosen:
        return _choose(visit, pin, chosen, (), phrases.CHOOSE_A_CLAUSE, 422)
    try:
        pinning.rested(visit.desk, pin, pin, chosen, visit.who, visit.now)
    except ChangedMeanwhile:
        standing = _standing(visit, chosen)
        return _choose(visit, mine(visit), standing, (), phrases.CHOSEN_CHANGED, 409)
    return visit.redirect(visit.href("pins", pin.id), phrases.PIN_RESTS_ANEW)


# What is chosen and found.


def _chosen(visit: Visit) -> tuple[Cited, ...]:
    """The clauses that were ticked, each once."""
    pairs = (each.partition(" ") for each in visit.fields("clause"))
    named = (Cited(document_id=document, clause_id=id) for document, _, id in pairs if document and id)
    return tuple(dict.fromkeys(named))


def _standing(visit: Visit, clauses: Sequence[Cited]) -> tuple[Cited, ...]:
    """Those of the clauses that are in force."""
    source = visit.desk.source(visit.organisation)
    return tuple(each for each in clauses if source is not None and source.holds((each,)))


def _found(visit: Visit, questions: Sequence[str]) -> tuple[Cited, ...]:
    """The clauses that were looked for; without words, those that answer the questions now."""
    words = visit.field("words", 500)
    if not words.strip():
        return _answering(visit, questions)
    choice = choosing.offered(visit.desk, visit.organisation, words, visit.field("policy", 200))
    return tuple(each.cited for each in choice.quotes)


def _answering(visit: Visit, questions: Sequence[str]) -> tuple[Cited, ...]:
    """The clauses that answer the first of some questions that any clause answers."""
    # What is longer or more than a pin may have is told of when it is made.
    for text in questions[:MOST_PHRASINGS]:
        if len(text) > LONGEST_PHRASING:
            continue
        card = visit.desk.ask(Question(text=text, organisation=visit.short, statement=True))
        if card.quotes:
            return tuple(each.cited for each in card.quotes[: card.answering])
    return ()


def _picked(visit: Visit, chosen: Sequence[Cited], found: Sequence[Cited]) -> dict[str, object]:
    """What the part of a form needs in which clauses are found and ticked."""
    chosen = _standing(visit, chosen)
    source = visit.desk.source(visit.organisation)
    others = tuple(each for each in dict.fromkeys(found) if each not in chosen)

    def drawn(cited: Sequence[Cited]) -> list[tuple[str, object]]:
        quotes = source.alone(cited) if source is not None and cited else ()
        keys = (f"{each.document_id} {each.clause_id}" for each in quotes)
        return list(zip(keys, shown(visit, quotes), strict=True))

    return {
        "chosen": drawn(chosen),
        "found": drawn(others),
        "looked": visit.field("step", 10) == "find",
        "words": visit.field("words", 500),
        "policy": visit.field("policy", 200),
        "policies": choosing.policies(visit.desk, visit.organisation),
    }


# The forms.


def _form(
    visit: Visit,
    typed: Typed,
    chosen: Sequence[Cited] = (),
    fault: str = "",
    status: int = 200,
    found: Sequence[Cited] = (),
    risk: bool = False,
) -> Response:
    picked = _picked(visit, chosen, found)
    return visit.render("pin_new.html", status, **_about(typed, fault, risk), **picked)


def _edit(
    visit: Visit, pin: Pin, typed: Typed, fault: str = "", status: int = 200, risk: bool = False
) -> Response:
    return visit.render("pin_edit.html", status, pin=pin, **_about(typed, fault, risk))


def _about(typed: Typed, fault: str, risk: bool) -> dict[str, object]:
    return {
        "typed": typed,
        "fault": fault,
        "risk": risk,
        "audiences": [each for each in Audience if each is not Audience.all],
        "most": MOST_PHRASINGS,
        "longest": LONGEST_NOTE,
    }


def _choose(
    visit: Visit,
    pin: Pin,
    chosen: Sequence[Cited],
    found: Sequence[Cited],
    fault: str = "",
    status: int = 200,
) -> Response:
    picked = _picked(visit, chosen, found)
    return visit.render("pin_clauses.html", status, pin=pin, fault=fault, **picked)


PAGES = (
    Page("GET", "/o/{organisation}/pins/new", Access.lead, fresh),
    Page("POST", "/o/{organisation}/pins/new", Access.lead, make),
    Page("GET", "/o/{organisation}/pins/{pin}/edit", Access.lead, edit),
    Page("POST", "/o/{organisation}/pins/{pin}/edit", Access.lead, keep),
    Page("GET", "/o/{organisation}/pins/{pin}/clauses", Access.lead, clauses),
    Page("POST", "/o/{organisation}/pins/{pin}/clauses", Access.lead, choose),
)
