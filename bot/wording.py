"""What a card says besides its quotes, in plain sentences for every platform."""

from __future__ import annotations

from bot import phrases
from bot.answers import AnswerCard, Kind, Note, NoteKind, Quote, Urgency
from bot.people import whom_to_ask, whom_to_tell


def before(card: AnswerCard) -> tuple[str, ...]:
    """The sentences that lead the card: whom to tell of a concern comes before everything."""
    said: list[str] = []
    if card.concern is not Urgency.none:
        said.append(phrases.IMMEDIATE if card.concern is Urgency.immediate else phrases.HIGH)
        said += [whom_to_tell(card.contacts), phrases.DO_NOT_INVESTIGATE, phrases.KEPT_NOWHERE]
        if card.quotes:
            said.append(phrases.WHAT_THE_POLICY_SAYS)
    if card.remark:
        said.append(card.remark)
    return tuple(said)


def after(card: AnswerCard) -> tuple[str, ...]:
    """The sentences that close the card: whom to ask, first when it is silent and else in case of doubt."""
    if card.small_talk or card.concern is not Urgency.none:
        return ()
    whom = whom_to_ask(card.contacts)
    return (whom,) if card.kind is Kind.silent else (f"{phrases.NOT_SETTLED} {whom[0].lower()}{whom[1:]}",)


def citation(quote: Quote) -> str:
    """Where a quote stands: title, number, headings, revision, date and page, as far as the policy states them."""
    parts = [quote.title]
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
    names = ["everyone" if name.value == "all" else name.value for name in quote.audience]
    return phrases.AUDIENCE.format(audiences=", ".join(names))


def note_label(note: Note) -> str:
    """What a note is to the rule it goes with, and its number."""
    label = {
        NoteKind.starred: phrases.STARRED_NOTE,
        NoteKind.note: phrases.NOTE,
        NoteKind.definition: phrases.DEFINITION,
    }[note.kind]
    return f"{label} ({note.number})" if note.number else label


def own_notes(quote: Quote) -> tuple[Note, ...]:
    """The notes that are shown with the quote itself; definitions are shown once a card."""
    return tuple(note for note in quote.notes if note.kind is not NoteKind.definition)
