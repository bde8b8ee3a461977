"""How a message looks on Discord: text displays in coloured containers, every word of a quote escaped.

Components V2 and not embeds, for three reasons. A person may switch embeds off and would then see an
empty answer; a bot without the permission to embed links loses them without an error; and a Components V2
message never unfurls a link.

A quote is a block quote ("> " before each line), with a backslash before every ASCII punctuation mark.
Discord's clients swallow a backslash before any character that is not a letter, a digit or white space, and
every piece of their markup but a bare `https://` and an emoji's own character begins or is completed with
ASCII punctuation. So what stays for them to read as markup is letters, digits, spaces and other scripts:
no list, heading, link, mention, emoji name or time stamp comes of it. A code block would need no escapes,
but it loses a text's first and last line breaks, ends at a fence in the text, and shows prose in small
typewriter letters. Each string of the document has a block quote of its own, parted by an unquoted line.

What the clients do to any text, escaped or not: a tab is shown as four spaces, a form feed not at all, and
spaces at the end of a line are not shown. The words in the payload have them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

import regex
from pydantic import JsonValue

from bot import phrases
from bot.adapter import Payload
from bot.events import Verb
from bot.messages import Button, Defined, Message, Quoted, Said, To, Where
from bot.places import Platform
from bot.splitting import pieces, utf16
from corpus.document import Force

LONGEST = 4000
"""Characters of all text in one message (Discord's documentation, Component Reference)."""
MOST_COMPONENTS = 40
"""Components in one message, nested ones counted (the same page)."""
ROW = 5
"""Buttons in one row (the same page)."""
LONGEST_ID = 100
"""Characters of a button's custom id (the same page)."""
LONGEST_LABEL = 80
"""Characters of a button's label (the same page)."""
LONGEST_URL = 512
"""Characters of a link button's address (the same page)."""

ROOM = 3500
"""What is used of LONGEST, in UTF-16 units: labels of buttons may count, and how Discord counts is not said."""
WORTH_FILLING = 600
"""Room in a begun text below which a long quote begins in a new one."""
EMOJI_WEIGHT = 20
"""The clients show no more than about 200 emoji of one text; so counted, none holds more than 175."""

ACTION_ROW, BUTTON, TEXT, CONTAINER = 1, 2, 10, 17
SECONDARY, DANGER, LINK = 2, 4, 5
STANDS_OUT = frozenset({Verb.now})
"""What the buttons do that are red, for somebody who needs help at once."""
COMPONENTS_V2 = 1 << 15
NOBODY: dict[str, JsonValue] = {"parse": [], "replied_user": False}
"""Allowed mentions: none."""

RED = 0xC62828
COLOURS = {
    Force.prohibition: RED,
    Force.obligation: 0xE65100,
    Force.recommendation: 0x1565C0,
    Force.advised_against: 0xAD1457,
    Force.permission: 0x2E7D32,
    Force.information: 0x546E7A,
}

GUARD = "-# ·"
"""Stands under a quote that ends in white space, for Discord trims what a text ends with."""

_PUNCTUATION = regex.compile(r"[!-/:-@\[-`{-~]")
# A carriage return is a line break to the clients, who look for block quotes only after turning it into one.
_BREAK = regex.compile(r"\r\n?|\n")
_EMOJI = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}")


class _Look(Enum):
    """What a line of a text is: what stands before and after its words."""

    heading = ("### ", "")
    plain = ("", "")
    strong = ("**", "**")
    small = ("-# ", "")
    label = ("-# **", "**")
    quote = ("> ", "")
    place = ("<#", ">")


@dataclass(frozen=True)
class _Line:
    """One thing on the card: the bot's own sentence, the place it ends with, or one exact string of the document."""

    look: _Look
    text: str


@dataclass(frozen=True)
class _Block:
    """Lines that belong together, and the colour of their container; None: without one."""

    lines: tuple[_Line, ...]
    colour: int | None


def escaped(text: str) -> str:
    """Put a backslash before every ASCII punctuation mark; Discord shows the text as it was."""
    return _PUNCTUATION.sub(r"\\\g<0>", text)


def render(message: Message, asked: bool = True) -> Sequence[Payload]:
    """Give the bodies of the messages that show it, in order; buttons are on the last.

    `asked`: it answers an event, and is not a letter, in which nobody shares anything.
    """
    buttons = _rows(message.buttons)
    most_texts = (MOST_COMPONENTS - 1 - len(message.buttons) - len(buttons)) // 2
    bodies: list[list[JsonValue]] = [[]]
    filled = 0
    for block in _blocks(message):
        for text in _texts(block.lines):
            size = _length(text)
            if bodies[-1] and (filled + size > ROOM or len(bodies[-1]) == most_texts):
                bodies.append([])
                filled = 0
            bodies[-1].append(_shown(text, block.colour))
            filled += size
    if message.by:
        shared = asked and message.to is not To.person
        line = phrases.SHARED_BY if shared else phrases.ASKED_BY
        bodies[0].insert(0, _shown(f"-# {line.format(who=_person(message.by))}", None))
    bodies[-1] += buttons
    return [{"flags": COMPONENTS_V2, "components": each, "allowed_mentions": NOBODY} for each in bodies]


def _blocks(message: Message) -> Iterator[_Block]:
    """The parts as blocks: what must not be overlooked in one, ordinary sentences in one, and each quote."""
    for parts in message.together:
        said = [part for part in parts if isinstance(part, (Said, Where))]
        if said:
            strong = any(isinstance(each, Said) and each.strong for each in said)
            yield _Block(tuple(line for each in said for line in _said(each)), RED if strong else None)
        for part in parts:
            if isinstance(part, Defined):
                yield _Block((_Line(_Look.quote, part.words),), None)
            elif isinstance(part, Quoted):
                yield _Block(tuple(_quoted(part)), None if part.quiet else COLOURS[part.force])


def _said(part: Said | Where) -> Iterator[_Line]:
    """A sentence, and the place that it ends with."""
    if isinstance(part, Said):
        look = _Look.strong if part.strong else _Look.small if part.quiet else _Look.plain
        yield _Line(look, part.text)
        return
    channel = part.place.thread or part.place.channel
    if part.place.platform is Platform.discord and not part.place.direct and channel.isdecimal():
        yield _Line(_Look.plain, part.text)
        yield _Line(_Look.place, channel)
    else:
        elsewhere = phrases.DISCORD_ELSEWHERE.format(platform=part.place.platform.title())
        yield _Line(_Look.plain, f"{part.text} {elsewhere}")


def _quoted(part: Quoted) -> Iterator[_Line]:
    """A clause from its label down to its small print."""
    yield _Line(_Look.label if part.quiet else _Look.heading, part.label)
    yield _Line(_Look.small, part.why)
    for words in (*part.lead, part.words):
        yield _Line(_Look.quote, words)
    for note in part.notes:
        yield _Line(_Look.label, note.label)
        yield _Line(_Look.quote, note.words)
    yield _Line(_Look.small, part.citation)
    yield _Line(_Look.small, part.audience)
    for warning in part.warnings:
        yield _Line(_Look.label, warning)


def _texts(lines: Iterable[_Line]) -> Iterator[str]:
    """The lines as texts of at most ROOM; what does not fit goes on in the next."""
    text, look = "", None
    for line in lines:
        for piece in _pieces(line, _length(text)):
            shown = _marked(line.look, piece)
            # Two quotes would run together without an unquoted line between them.
            joint = "\n\n" if look is line.look is _Look.quote else "\n"
            if line.look is _Look.place:
                joint = " "
            if text and _length(text + joint + shown) > ROOM - len(GUARD) - 1:
                yield _guarded(text)
                text = ""
            text = text + joint + shown if text else shown
            look = line.look
    if text:
        yield _guarded(text)


def _pieces(line: _Line, filled: int) -> Iterator[str]:
    """The words of a line in pieces that fit: the first beside what is there already, if that is worth it."""
    if line.look is not _Look.quote and not line.text.strip():
        return
    most = ROOM - 2 * len(GUARD)
    here = most - filled

    def length(text: str) -> int:
        return _length(_marked(line.look, text))

    rest = line.text
    if length(rest) > here >= WORTH_FILLING:
        first = next(pieces(rest, here, length))
        yield first
        rest = rest[len(first) :]
    yield from pieces(rest, most, length)


def _marked(look: _Look, text: str) -> str:
    """A line or a piece of it as Discord is given it."""
    before, after = look.value
    if look is _Look.quote:
        return before + _BREAK.sub(rf"\g<0>{before}", escaped(text))
    # These sentences are the bot's own: a blank line in one would only be shown as its marks.
    lines = [each.strip() for each in text.splitlines() if each.strip()]
    return "\n".join(f"{before}{escaped(each)}{after}" for each in lines)


def _guarded(text: str) -> str:
    return f"{text}\n{GUARD}" if text[-1].isspace() else text


def _length(text: str) -> int:
    return utf16(text) + EMOJI_WEIGHT * len(_EMOJI.findall(text))


def _person(by: str) -> str:
    """A person as Discord names them itself; nobody is told of it, for no mention is allowed."""
    return f"<@{by}>" if by.isdecimal() else escaped(by)


def _shown(text: str, colour: int | None) -> JsonValue:
    shown: JsonValue = {"type": TEXT, "content": text}
    return shown if colour is None else {"type": CONTAINER, "accent_color": colour, "components": [shown]}


def _rows(buttons: Sequence[Button]) -> list[JsonValue]:
    """The buttons in rows; one whose address Discord would refuse is left out."""
    fit = [_button(each) for each in buttons if len(each.url) <= LONGEST_URL]
    return [{"type": ACTION_ROW, "components": fit[at : at + ROW]} for at in range(0, len(fit), ROW)]


def _button(button: Button) -> JsonValue:
    if button.url:
        return {"type": BUTTON, "style": LINK, "label": button.label, "url": button.url}
    custom_id = f"{button.verb}:{button.answer}"
    style = DANGER if button.verb in STANDS_OUT else SECONDARY
    return {"type": BUTTON, "style": style, "label": button.label, "custom_id": custom_id}
