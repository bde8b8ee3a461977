"""What a card says besides its quotes, in plain sentences for every platform."""

from __future__ import annotations

from collections.abc import Iterable

from bot import phrases, revision_phrases
from bot.answers import AnswerCard, Cited, Conflict, Kind, Note, NoteKind, Quote, Urgency
from bot.differing import BY_DEGREE, gravity
from bot.people import Role, whom_to_ask, whom_to_tell
from corpus.document import Audience, LinkKind

FIRST_WORDS = 6
"""Words by which a clause without a number is named."""


URGENT = 2
"""Of the sentences that say whom to tell, those that must not be overlooked."""


def route(card: AnswerCard) -> tuple[str, ...]:
    """The sentences that come before everything where somebody may be at risk: whom to tell."""
    if card.concern is Urgency.none:
        return ()
    first = phrases.IMMEDIATE if card.concern is Urgency.immediate else phrases.HIGH
    told = (first, whom_to_tell(card.contacts), phrases.DO_NOT_INVESTIGATE, phrases.KEPT_NOWHERE)
    return (*told, phrases.HOW_TO_REPORT) if card.reporting else told


def before(card: AnswerCard) -> tuple[str, ...]:
    """The sentences that lead the answer."""
    said: list[str] = []
    if card.concern is not Urgency.none and card.quotes:
        said.append(phrases.WHAT_THE_POLICY_SAYS)
    if card.pin:
        said.append(phrases.PINNED_BY_DSL.format(on=phrases.day(card.pin.on)))
        said += [phrases.DSL_SAYS.format(note=card.pin.note)] if card.pin.note else []
    if card.as_of and card.quotes:
        said.append(phrases.AS_OF.format(organisation=card.organisation, day=phrases.day(card.as_of)))
    if card.remark:
        said.append(card.remark)
    if card.addressed_to:
        others = _listed(
            tuple("everyone" if each.value == "all" else each.value for each in card.addressed_to)
        )
        said.append(phrases.ADDRESSED_TO.format(asker=_plural(card.asker), audiences=others))
    said += [_pull_apart(card, conflict) for conflict in card.conflicts]
    return tuple(said)


def _pull_apart(card: AnswerCard, conflict: Conflict) -> str:
    """Which two of the card's quotes pull apart, and whom to ask."""
    first, second = conflict.first, conflict.second
    pair = [
        next(each for each in card.quotes if each.cited == Cited(clause_id=clause, document_id=document))
        for clause, document in ((first, conflict.first_of), (second, conflict.second_of))
    ]
    places = [_place(each) for each in pair]
    if any(each.whose for each in pair):
        places = [
            revision_phrases.PLACE_OF.format(place=place, title=title(each))
            for place, each in zip(places, pair, strict=True)
        ]
    grave = gravity(pair[0].force, pair[1].force)
    phrase = revision_phrases.BIND_UNLIKE if grave in BY_DEGREE else phrases.PULL_APART
    return phrase.format(first=places[0], second=places[1], ask=whom_to_ask(card.contacts))


def _place(quote: Quote) -> str:
    """How to name a quote in a sentence: its number, else its first words."""
    words = quote.words.text.split()
    first = " ".join(words[:FIRST_WORDS]) + ("…" if len(words) > FIRST_WORDS else "")
    return quote.number or f"“{first}”"


def _plural(role: Role) -> str:
    return role.value if role is Role.staff else f"{role.value}s"


def _listed(names: tuple[str, ...]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def travels(quote: Quote) -> str | None:
    """What a quote is to another rule: "Exception to 3.2"; None where it is nothing to one."""
    found = quote.travels
    if found is None:
        return None
    rule = found.rule or phrases.THE_RULE
    said = phrases.GOES_WITH[found.kind].format(rule=rule, term=found.term or "")
    return said[:1].upper() + said[1:]


def why(quote: Quote) -> str | None:
    """Why a quote is shown: whose policy it is where not the asker's own, and what it is to another rule."""
    return " · ".join(each for each in (mark(quote), travels(quote)) if each) or None


def mark(quote: Quote) -> str | None:
    """Whose policy a quote is from: "Larkmere Trust's policy, which holds here too"; None for the asker's own."""
    if quote.whose is None:
        return None
    phrase = revision_phrases.HOLDS_FOR_ALL if quote.whose.for_all else revision_phrases.HOLDS_HERE_TOO
    return phrase.format(organisation=quote.whose.name)


def title(quote: Quote) -> str:
    """The title of the policy that a quote is from, and whose it is where not the asker's own."""
    return f"{quote.title} ({quote.whose.name})" if quote.whose else quote.title


def after(card: AnswerCard) -> tuple[str, ...]:
    """The sentences that close the card: whom to ask, first when it is silent and else in case of doubt."""
    if card.small_talk or card.concern is not Urgency.none:
        return ()
    whom = whom_to_ask(card.contacts)
    return (whom,) if card.kind is Kind.silent else (f"{phrases.NOT_SETTLED} {whom[0].lower()}{whom[1:]}",)


def citation(quote: Quote) -> str:
    """Where a quote stands: title, number, headings, revision, date and page, as far as the policy states them."""
    parts = [title(quote)]
    if quote.number:
        parts.append(quote.number)
    headings = [each for each in quote.headings if each.casefold() != quote.title.casefold()]
    if headings:
        parts.append(" › ".join(headings))
    if quote.revision:
        parts.append(f"version {quote.revision}")
    if quote.effective_on:
        parts.append(f"in effect from {quote.effective_on}")
    if quote.page:
        parts.append(f"page {quote.page}")
    return " · ".join(part.replace("\n", " ") for part in parts)


def audience(quote: Quote) -> str:
    """Whom the quote speaks to."""
    return said_audience(quote.audience)


def said_audience(audiences: Iterable[Audience]) -> str:
    """Whom a clause speaks to, as the line below it says so."""
    names = ["everyone" if name is Audience.all else name.value for name in audiences]
    return phrases.AUDIENCE.format(audiences=", ".join(names))


def note_label(note: Note) -> str:
    """What a note is to the rule it goes with, and its number."""
    label = {
        NoteKind.starred: phrases.STARRED_NOTE,
        NoteKind.note: phrases.NOTE,
        NoteKind.definition: phrases.DEFINITION,
    }[note.kind]
    if note.term and note.kind is NoteKind.definition:
        label = phrases.GOES_WITH[LinkKind.definition].format(term=note.term)
    return f"{label} ({note.number})" if note.number else label


def own_notes(quote: Quote) -> tuple[Note, ...]:
    """The notes that are shown with the quote itself; definitions are shown once a card."""
    return tuple(note for note in quote.notes if note.kind is not NoteKind.definition)
