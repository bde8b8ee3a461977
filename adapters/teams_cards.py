"""Messages as Teams shows them: Adaptive Cards in which a document's words stand in shaded boxes, untouched.

Every text is a TextRun of a RichTextBlock, because a TextBlock is Markdown and would change a quote. What
stands in a box (a container of the style `emphasis`) is a document's and nothing else: the boxes of a
message's cards, read in order and joined, are `"".join(message.exact)`. Outside them stand Quoth's own words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from types import MappingProxyType
from typing import Any
from urllib.parse import quote as escaped

from pydantic import JsonValue

from bot import phrases
from bot.adapter import Payload
from bot.events import Verb
from bot.messages import Button, Defined, Message, Quoted, Said, To, Where
from bot.places import Place, Platform
from bot.splitting import pieces, utf16
from corpus.document import Force

CARD = "application/vnd.microsoft.card.adaptive"
VERSION = "1.5"
"""The newest version of Adaptive Cards that Teams shows on desktop, web and phone alike."""

MOST_BYTES = 80_000
"""Of one message in UTF-16. Teams takes about 100 KB, the frame around the card included."""

FRAME_BYTES = 2_000
"""What a message and a card weigh before anything is in them, with room to spare."""

MOST_IN_BOX = 12_000
"""UTF-16 units of JSON in one text or box, so that two always fit one message, labels and buttons included."""

MOST_BUTTONS = 2
"""Side by side, as a phone is wide; of more than six in one row, Teams folds the rest away."""

MOST_IN_SUMMARY = 200
"""Characters of a notification, which shows one line of it."""

DATES = re.compile(r"(?<={)(?={(?:DATE|TIME)\()")
"""Within {{DATE(…)}}, which Teams would set in the reader's own time zone, if it stood in one run."""

RUN_UNITS = 120
"""What one more run weighs at most, besides its text."""

PRESS = "press"
"""The key under which a button carries its verb and its answer's id."""

ASK = "ask"
"""The key under which a suggested question carries itself."""

# Kept apart from the other buttons, for the eye to find them in one place.
FEEDBACK = frozenset({Verb.helpful, Verb.unhelpful})

URGENT = MappingProxyType({Verb.now: "destructive", Verb.seen: "positive"})
"""The buttons that stand out, above all others and each in a row of its own, and the style that makes them."""

LINKS = "https://teams.microsoft.com/l"
"""What opens a place in Teams (Teams documentation: deep link to a Teams chat)."""

# What the ids of places begin with that others than the bot may see, and those of channels end with.
_SHARED, _CHANNEL = "19:", "@thread.tacv2"

COLOURS = MappingProxyType(
    {
        Force.prohibition: "Attention",
        Force.obligation: "Accent",
        Force.permission: "Good",
    }
)
"""The colour of a label; the others have none of their own. Warnings' yellow cannot be read on white."""

Element = dict[str, Any]
Group = tuple[Element, ...]


def render(message: Message, sharer: str = "") -> tuple[Payload, ...]:
    """Give the messages that show one message, in order; `sharer` is the name of the person `by` is the id of."""
    rows = _buttons(message)
    room = MOST_BYTES - FRAME_BYTES - weight(rows)
    cards = list(_packed(_groups(message, sharer), room)) or [[]]
    cards[-1] = [*cards[-1], *rows]
    return tuple(_posted(body, message.plain) for body in cards)


def whole(messages: Iterable[Message]) -> JsonValue:
    """Give one attachment that shows several messages below one another, however much it weighs."""
    return _card(
        [
            element
            for message in messages
            for element in (*chain.from_iterable(_groups(message, "")), *_buttons(message))
        ]
    )


def weight(value: object) -> int:
    """What a value weighs as Teams counts it: bytes of its JSON in UTF-16."""
    return 2 * utf16(json.dumps(value, ensure_ascii=False))


def _posted(body: list[Element], plain: str) -> Payload:
    posted: dict[str, JsonValue] = {"type": "message", "attachments": [_card(body)]}
    # Teams shows the summary in the notification, where a card cannot be shown.
    return {**posted, "summary": next(pieces(plain, MOST_IN_SUMMARY))} if plain else posted


def _card(body: list[Element]) -> JsonValue:
    return {
        "contentType": CARD,
        "content": {
            "type": "AdaptiveCard",
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "version": VERSION,
            "msteams": {"width": "full"},
            "body": list(body),
        },
    }


def _packed(groups: Iterable[Group], room: int) -> Iterator[list[Element]]:
    """Fill cards in order; a group stays together where it fits one card."""
    body: list[Element] = []
    left = room
    for group in groups:
        together = weight(group) <= room
        for part in (group,) if together else ((element,) for element in group):
            if weight(part) > left and body:
                yield body
                body, left = [], room
            body += part
            left -= weight(part)
    if body:
        yield body


def _groups(message: Message, sharer: str) -> Iterator[Group]:
    if message.by:
        shared = message.to is To.everyone and message.about
        line = phrases.SHARED_BY if shared else phrases.ASKED_BY
        yield _lines(line.format(who=sharer or message.by), size="Small", isSubtle=True)
    for parts in message.together:
        said = [part for part in parts if isinstance(part, (Said, Where))]
        groups = [group for part in parts if isinstance(part, (Quoted, Defined)) for group in _shown(part)]
        if groups:
            yield from _led(map(_said, said), groups)
            continue
        for strong, some in groupby(said, lambda part: isinstance(part, Said) and part.strong):
            if strong:
                yield from _alarm(part.text for part in some)
            else:
                yield from map(_said, some)


def _alarm(sentences: Iterable[str]) -> Iterator[Group]:
    """What must not be overlooked, in one box."""
    lines = (_lines(text, weight="Bolder", size="Medium", spacing="Small") for text in sentences)
    yield from ((box,) for box in _boxed(chain.from_iterable(lines), "attention", spacing="Small"))


def _said(said: Said | Where) -> Group:
    if isinstance(said, Where):
        return _where(said)
    return _lines(said.text, size="Small", isSubtle=True) if said.quiet else _lines(said.text)


def _where(where: Where) -> Group:
    """A sentence and the place that it ends with: a link, where Teams can open it; nobody is told by one."""
    *above, last = _lines(where.text)
    label, url = _named(where.place)
    link = {"selectAction": {"type": "Action.OpenUrl", "url": url}} if url else {}
    place = {"type": "TextRun", "text": label, **link}
    return (*above, {**last, "inlines": [*last["inlines"], *_runs(" ", {}), place]})


def _named(place: Place) -> tuple[str, str]:
    """What a place is called, for Teams tells a bot no place's name, and what opens it, or nothing."""
    if place.platform is not Platform.teams:
        return phrases.TEAMS_ELSEWHERE.format(platform=place.platform.capitalize()), ""
    if place.direct or not place.channel.startswith(_SHARED):
        return phrases.TEAMS_OWN_CHAT, ""
    channel, thread, tenant = (escaped(id, safe="") for id in (place.channel, place.thread, place.workspace))
    if not place.channel.endswith(_CHANNEL):
        return phrases.TEAMS_CHAT, f"{LINKS}/chat/{channel}/conversations"
    if not thread:
        return phrases.TEAMS_CHANNEL, ""
    about = f"tenantId={tenant}&parentMessageId={thread}&createdTime={thread}"
    return phrases.TEAMS_CHANNEL, f"{LINKS}/message/{channel}/{thread}?{about}"


def _led(sentences: Iterable[Group], groups: Sequence[Group]) -> Iterator[Group]:
    """Put sentences above what they lead to, never to be torn from it, and a line above both."""
    top, *below = chain(*sentences, groups[0])
    yield ({**top, "separator": True, "spacing": "Large"}, *below)
    yield from groups[1:]


def _shown(part: Quoted | Defined) -> Iterator[Group]:
    if isinstance(part, Quoted):
        yield from _quoted(part)
    else:
        yield from ((box,) for box in _boxes((part.words,), quiet=False))


def _quoted(quote: Quoted) -> Iterator[Group]:
    first, *others = _boxes((*quote.lead, quote.words), quote.quiet)
    yield (*_heading(quote), first)
    yield from ((box,) for box in others)
    for note in quote.notes:
        first, *others = _boxes((note.words,), quote.quiet)
        label = _lines(note.label, size="Small", weight="Bolder", isSubtle=True, spacing="Small")
        yield (*label, first)
        yield from ((box,) for box in others)
    print_ = [*_lines(quote.citation, size="Small", isSubtle=True, spacing="Small")]
    print_ += _lines(quote.audience, size="Small", isSubtle=True, spacing="None")
    yield (*print_, *_warned(quote))


def _warned(quote: Quoted) -> Iterator[Element]:
    """What to beware of; in a box, but below what is shown quietly itself."""
    if quote.quiet:
        for warning in quote.warnings:
            yield from _lines(warning, size="Small", weight="Bolder", isSubtle=True, spacing="None")
        return
    lines = (_lines(warning, size="Small", weight="Bolder") for warning in quote.warnings)
    yield from _boxed(chain.from_iterable(lines), "warning", spacing="Small")


def _heading(quote: Quoted) -> Group:
    """What stands above the words: what the clause is to another one, and how binding it is."""
    why = _lines(quote.why, size="Small", isSubtle=True)
    look = {"size": "Small", "isSubtle": True} if quote.quiet else {"size": "Medium"}
    if not quote.quiet and quote.force in COLOURS:
        look["color"] = COLOURS[quote.force]
    return (*why, *_lines(quote.label, weight="Bolder", spacing="None" if why else "Small", **look))


def _boxes(texts: Iterable[str], quiet: bool) -> Iterator[Element]:
    """A document's words in boxes that join without a gap: one, where they fit it."""
    look: dict[str, JsonValue] = {"isSubtle": True} if quiet else {}
    lines = chain.from_iterable(_lines(text, spacing="Small", **look) for text in texts)
    return _boxed(lines, "emphasis", spacing="None")


def _boxed(lines: Iterable[Element], style: str, spacing: str) -> Iterator[Element]:
    box: list[Element] = []
    for line in lines:
        if box and weight([*box, line]) > 2 * MOST_IN_BOX:
            yield {"type": "Container", "style": style, "spacing": spacing, "items": box}
            box = []
        box.append(line)
    if box:
        yield {"type": "Container", "style": style, "spacing": spacing, "items": box}


def _lines(text: str, *, spacing: str = "Default", **look: JsonValue) -> Group:
    """A text as it is, in as many blocks as it takes, and none where it is empty."""
    return tuple(
        {"type": "RichTextBlock", "spacing": spacing, "inlines": [*_runs(piece, look)]}
        for piece in pieces(text, MOST_IN_BOX, _length)
    )


def _runs(text: str, look: dict[str, JsonValue]) -> Iterator[Element]:
    """A text as runs that follow one another without a gap."""
    for run in DATES.split(text):
        yield {"type": "TextRun", "text": run, **look}


def _length(text: str) -> int:
    return utf16(json.dumps(text, ensure_ascii=False)) + RUN_UNITS * len(DATES.findall(text))


def _buttons(message: Message) -> list[Element]:
    """The rows of buttons: what cannot wait, what can be done, how helpful it was, then questions to begin with."""
    urgent = [_button(each) for each in message.buttons if each.verb in URGENT]
    doing = [_button(each) for each in message.buttons if each.verb not in {*URGENT, *FEEDBACK}]
    feedback = [_button(each) for each in message.buttons if each.verb in FEEDBACK]
    rows = [*([each] for each in urgent), *_rows(doing), *_rows(feedback)]
    sets = [
        {"type": "ActionSet", "spacing": "Small" if above else "Medium", "actions": row}
        for above, row in enumerate(rows)
    ]
    return [*sets, *(_prompt(each) for each in message.prompts)]


def _rows(actions: list[Element]) -> Iterator[list[Element]]:
    return (actions[start : start + MOST_BUTTONS] for start in range(0, len(actions), MOST_BUTTONS))


def _button(button: Button) -> Element:
    if button.url:
        return {"type": "Action.OpenUrl", "title": button.label, "url": button.url}
    carried = f"{button.verb}:{button.answer}"
    style = {"style": URGENT[button.verb]} if button.verb in URGENT else {}
    return {"type": "Action.Submit", "title": button.label, **style, "data": {PRESS: carried}}


def _prompt(question: str) -> Element:
    """What asks the question when pressed; no button, for the label of one is not broken into lines."""
    action = {"type": "Action.Submit", "title": question, "data": {ASK: question}}
    return {
        "type": "Container",
        "style": "accent",
        "spacing": "Small",
        "selectAction": action,
        "items": [*_lines(question)],
    }
