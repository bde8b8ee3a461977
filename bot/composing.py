"""Cards as messages: what is said first, the quotes, whom to ask, and which buttons go below."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot import phrases, wording
from bot.answers import AnswerCard, Cited, Kind, Note, Quote, Urgency, definitions
from bot.events import Verb
from bot.messages import Added, Button, Defined, Message, Part, Quoted, Said, To
from bot.places import Person, Place

Address = Callable[[str, Quote], str]
"""Gives the web address that shows a quote of an organisation in its document, or nothing."""


def answer(
    card: AnswerCard, place: Place, pins: bool = False, checked: bool = False, public: bool = False
) -> Message:
    """Compose the private message that shows a card.

    `pins`: the person may pin. `checked`: it is about somebody's message, and not a question of their own.
    `public`: others can read what was asked.
    """
    parts: list[Part] = _route(card)
    if public and parts and not card.followed:
        parts.insert(wording.URGENT, Said(text=phrases.OTHERS_READ))
    if card.reporting:
        parts.append(quoted(card.reporting))
    if checked and card.quotes and card.concern is Urgency.none:
        parts.append(Said(text=phrases.CHECKED))
    parts += _body(card)
    if card.nearest:
        parts.append(Said(text=phrases.NEAREST, quiet=True))
        parts += [quoted(quote, quiet=True) for quote in card.nearest]
    if card.concern is not Urgency.none:
        parts.append(Said(text=phrases.NEED_NOW, quiet=True))
    return Message(parts=_warned_once(parts), buttons=buttons(card, place, pins), about=card.id)


def _route(card: AnswerCard) -> list[Part]:
    """Whom to tell: what must not be overlooked, then what else there is to know."""
    sentences = wording.route(card)
    return [Said(text=each, strong=place < wording.URGENT) for place, each in enumerate(sentences)]


def shared(card: AnswerCard, place: Place, by: Person, about: str) -> Message:
    """Compose the message that shows a card to everybody in a place, under the name of who shares it.

    `about` is the id of the answer it was at first.
    """
    return Message(parts=_warned_once(_body(card)), to=To.everyone, place=place, by=by.id, about=about)


def _warned_once(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts, with each warning of a policy at the first of its quotes alone."""
    warned: set[tuple[str, ...]] = set()
    calmer: list[Part] = []
    for part in parts:
        if isinstance(part, Quoted) and part.warnings:
            about = (part.citation.partition(" · ")[0], *part.warnings)
            calmer.append(part.model_copy(update={"warnings": ()}) if about in warned else part)
            warned.add(about)
        else:
            calmer.append(part)
    return tuple(calmer)


def _body(card: AnswerCard) -> list[Part]:
    parts: list[Part] = [Said(text=sentence) for sentence in wording.before(card)]
    parts += [quoted(quote) for quote in card.quotes]
    parts += defined(card.definitions)
    # Below a quote, whom to ask is small print; below silence it is the answer.
    return parts + [Said(text=sentence, quiet=bool(card.quotes)) for sentence in wording.after(card)]


def defined(notes: Sequence[Note]) -> list[Part]:
    """Give definitions the form in which every platform shows them, below a line that says so."""
    if not notes:
        return []
    return [
        Said(text=phrases.DEFINITIONS + ":", quiet=True),
        *(Defined(words=note.words.text) for note in notes),
    ]


def clauses(sentence: str, quotes: Sequence[Quote], quiet: bool = True) -> Message:
    """Compose a private message that shows clauses below a sentence."""
    shown = (quoted(each, quiet) for each in quotes)
    return Message(parts=_warned_once((Said(text=sentence), *shown, *defined(definitions(quotes)))))


def in_context(
    quotes: Sequence[Quote], clauses: frozenset[Cited], answer: str, address: Callable[[Quote], str]
) -> Message:
    """Compose the private message that shows clauses between their neighbours, which are quiet.

    The button opens the page of the first of them.
    """
    parts: list[Part] = []
    for quote in quotes:
        title = phrases.IN_CONTEXT.format(title=wording.title(quote).replace("\n", " "))
        if title not in (part.text for part in parts if isinstance(part, Said)):
            parts.append(Said(text=title))
        parts.append(quoted(quote, quiet=quote.cited not in clauses))
    url = next((address(each) for each in quotes if each.cited in clauses), "")
    opens = Button(label=phrases.OPEN_DOCUMENT, verb=Verb.context, answer=answer, url=url)
    return Message(
        parts=_warned_once((*parts, *defined(definitions(quotes)))), buttons=(opens,) if url else ()
    )


def said(sentence: str, prompts: tuple[str, ...] = ()) -> Message:
    """Compose a private message of one sentence."""
    return Message(parts=(Said(text=sentence),), prompts=prompts)


def quoted(quote: Quote, quiet: bool = False) -> Quoted:
    """Give a quote the form in which every platform shows it."""
    return Quoted(
        force=quote.force,
        label=phrases.FORCES[quote.force],
        why=wording.why(quote) or "",
        lead=tuple(passage.text for passage in quote.lead),
        words=quote.words.text,
        notes=tuple(
            Added(label=wording.note_label(note), words=note.words.text) for note in wording.own_notes(quote)
        ),
        citation=wording.citation(quote),
        audience=wording.audience(quote),
        warnings=quote.warnings,
        quiet=quiet,
        cited=quote.cited,
    )


def buttons(card: AnswerCard, place: Place, pins: bool) -> tuple[Button, ...]:
    """Give the buttons below a card: none below small talk, and where somebody may be at risk the one for help."""
    # Nothing is kept of a disclosure, so that there is nothing for another button to work on.
    if card.concern is not Urgency.none:
        return (button(Verb.now, card.id),)
    if not has_buttons(card):
        return ()
    verbs: list[Verb] = []
    if card.quotes:
        verbs += [] if place.direct else [Verb.share]
        verbs.append(Verb.context)
        verbs += [Verb.more] if card.further else []
    if card.kind is not Kind.silent:
        verbs += [Verb.helpful, Verb.unhelpful]
    verbs.append(Verb.ask_lead)
    if pins and card.kind is Kind.quoted:
        verbs.append(Verb.pin)
    return tuple(button(verb, card.id) for verb in verbs)


def where(quote: Quote) -> str:
    """Name a clause by its title and number, or where it has none by its heading."""
    return f"{wording.title(quote)} {quote.number or next(reversed(quote.headings), '')}".strip()


def button(verb: Verb, about: str) -> Button:
    """Give the button that does something about an answer, a question or a pin, by its id."""
    return Button(label=phrases.BUTTONS[verb], verb=verb, answer=about)


def has_buttons(card: AnswerCard) -> bool:
    """Whether a card has buttons, and so has to be kept for them."""
    return not card.small_talk and card.concern is Urgency.none
