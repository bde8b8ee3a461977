"""How a message looks in Slack: its parts as Block Kit blocks, whole, in as many payloads as they need.

What is a document's goes into `rich_text_quote` elements alone, as plain text runs, one element for each
exact string or piece of one, and nothing else goes into them: the runs of all quotes of all payloads, joined
in order, are the words. Nothing in a run is parsed as a mention, a link, an emoji or a format.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from pydantic import JsonValue

from adapters.slack_manifest import NAME
from bot import phrases
from bot.adapter import Payload
from bot.events import Verb
from bot.messages import Button, Defined, Message, Part, Quoted, Said, To, Where
from bot.places import Place, Platform
from bot.splitting import pieces

MOST_BYTES = 9_000
"""Of one message's blocks, as JSON in UTF-8. Slack documents no limit, yet answers `msg_blocks_too_long` from
about 11,300 characters of blocks; counted in bytes, what is not in Latin letters stays far below it too."""
MOST_BLOCKS = 50
"""Blocks in one message (docs.slack.dev, Block Kit, "Blocks")."""
MOST_SMALL = 2_000
"""Characters of one text in a context block (docs.slack.dev: a text object has at most 3,000)."""
MOST_LABEL = 75
"""Characters on a button (docs.slack.dev, Block Kit, "Button element")."""
MOST_FALLBACK = 1_000
"""Characters of the text in a notification, of which a telephone shows two lines."""
SCRAP = 500
"""Bytes below which a quote is continued in the next message rather than begun in this one."""

LINK = "link"
"""What the action id of a button that opens a page begins with: pressing it asks nothing of the bot."""
FEEDBACK = "feedback"
"""The action id of the pair "Helpful" and "Not helpful"."""

NAMED = ("C", "G")
"""What the ids of conversations begin with that have a name, and so can be shown by it."""

Block = dict[str, JsonValue]


@dataclass(frozen=True)
class _Line:
    """A part of a card: an element of a rich text block, or a block that stands by itself.

    `words` are the run of a quote, which may be cut; nothing else ever is. What `begins` stands in a rich text
    block of its own with what follows it, a gap below what is above.
    """

    element: Block
    alone: bool = False
    begins: bool = False
    words: str = ""


@dataclass
class _Sheet:
    """The blocks of one payload as it is filled."""

    blocks: list[Block] = field(default_factory=list)

    def add(self, line: _Line) -> None:
        """Put one line below those that are there; neighbouring rich text becomes one block."""
        if line.alone:
            self.blocks.append(line.element)
            return
        last = self.blocks[-1] if self.blocks else {}
        elements = last.get("elements")
        if last.get("type") == "rich_text" and isinstance(elements, list) and not line.begins:
            elements.append(line.element)
        else:
            self.blocks.append({"type": "rich_text", "elements": [line.element]})

    def takes(self, lines: Sequence[_Line], below: Sequence[Block]) -> bool:
        """Whether some more lines fit, with the buttons that may come below them."""
        tried = _Sheet([_copied(block) for block in self.blocks])
        for line in lines:
            tried.add(line)
        blocks = [*tried.blocks, *below]
        return len(blocks) <= MOST_BLOCKS and weight(blocks) <= MOST_BYTES


def payloads(message: Message, sharer: str = "", workspace: str = "") -> tuple[Payload, ...]:
    """The payloads that show a message in a workspace; `sharer` is the name of the person it is shown `by`."""
    buttons = _buttons(message.buttons)
    sheets = [_Sheet()]
    for group in _groups(message, sharer, workspace):
        if sheets[-1].blocks and not sheets[-1].takes(group, buttons):
            sheets.append(_Sheet())
        for line in group:
            _flow(line, sheets, buttons)
    sheets[-1].blocks.extend(buttons)
    text = _escaped(message.plain[:MOST_FALLBACK]) or NAME
    return tuple(
        {"text": text, "blocks": list(sheet.blocks), "unfurl_links": False, "unfurl_media": False}
        for sheet in sheets
    )


def home(message: Message) -> Payload:
    """The view of the bot's Home tab that shows a message, without buttons: feedback has no place there."""
    blocks: list[JsonValue] = []
    for payload in payloads(message.model_copy(update={"buttons": ()})):
        more = payload["blocks"]
        blocks += more if isinstance(more, list) else []
    return {"type": "home", "blocks": blocks}


def weight(blocks: Sequence[Mapping[str, JsonValue]]) -> int:
    """The size of blocks in bytes, as they are sent."""
    return len(json.dumps(list(blocks), ensure_ascii=False, separators=(",", ":")).encode())


def _flow(line: _Line, sheets: list[_Sheet], buttons: Sequence[Block]) -> None:
    """Add a line to the last payload, or to a further one where it has no room; cut the words of long quotes."""
    if sheets[-1].takes([line], buttons):
        sheets[-1].add(line)
        return
    if not line.words:
        sheets.append(_Sheet())
        sheets[-1].add(line)
        return
    rest = line.words
    while rest:
        room = MOST_BYTES - weight([*sheets[-1].blocks, *_BARE_QUOTE, *buttons])
        if sheets[-1].blocks and (room < SCRAP or len(sheets[-1].blocks) + len(buttons) >= MOST_BLOCKS):
            sheets.append(_Sheet())
            continue
        piece = next(pieces(rest, room, _bytes))
        sheets[-1].add(_quote(piece))
        rest = rest[len(piece) :]


def _groups(message: Message, sharer: str, workspace: str) -> Iterator[tuple[_Line, ...]]:
    """What belongs together and stays so where it fits, each a gap below the one before."""
    if message.by:
        yield (_from(message, sharer),)
    for parts in message.together:
        lines = (_lines(part, workspace, first=place == 0) for place, part in enumerate(parts))
        first, *others = chain.from_iterable(lines)
        yield (replace(first, begins=True), *others)


def _lines(part: Part, workspace: str, first: bool) -> Iterator[_Line]:
    if isinstance(part, Said):
        yield from _said(part, signed=part.strong and first)
    elif isinstance(part, Where):
        yield _section([_run(f"{part.text} "), _place(part.place, workspace)])
    elif isinstance(part, Defined):
        yield _quote(part.words)
    else:
        yield from _quoted(part)


def _said(said: Said, signed: bool) -> Iterator[_Line]:
    """A sentence: bold, the first such behind a warning sign; in small print; or plain."""
    if said.quiet and not said.strong:
        yield from _small(said.text)
        return
    warning: list[JsonValue] = [{"type": "emoji", "name": "warning"}, _run(" ")] if signed else []
    for piece in pieces(said.text, MOST_SMALL):
        yield _section([*warning, _run(piece, bold=said.strong)])
        warning = []


def _place(place: Place, workspace: str) -> Block:
    """A channel of this workspace as Slack's own link to it, which rings nobody; any other place in words."""
    if place.platform is Platform.slack and not place.channel.startswith(NAMED):
        return _run(phrases.SLACK_CONVERSATION)
    # Slack knows no channel of another workspace, and might refuse the whole message for it.
    if place.platform is Platform.slack and place.workspace == workspace:
        return {"type": "channel", "channel_id": place.channel}
    return _run(phrases.SLACK_ELSEWHERE.format(platform=phrases.SLACK_PLATFORMS[place.platform]))


def _quoted(quote: Quoted) -> Iterator[_Line]:
    """A clause: its label and what it is to another, its words, its notes, and the small print."""
    runs: list[JsonValue] = [_run(quote.label, bold=not quote.quiet, italic=quote.quiet)]
    if quote.why:
        runs.append(_run(f" · {quote.why}", italic=quote.quiet))
    yield _section(runs)
    for words in filter(None, (*quote.lead, quote.words)):
        yield _quote(words)
    for note in quote.notes:
        if note.label:
            yield _section([_run(note.label, italic=True)])
        yield _quote(note.words)
    yield from _small("\n".join(filter(None, (quote.citation, quote.audience, *quote.warnings))))


def _from(message: Message, name: str) -> _Line:
    """Who it comes from: by name, for a mention would ping them; by mention where no name is known."""
    # What shows no answer was not shared by anybody: it is posted where the leads read.
    shared = message.to is To.everyone and message.about
    line = phrases.SHARED_BY if shared else phrases.ASKED_BY
    before, _, after = line.partition("{who}")
    who: Block = _run(name, bold=True) if name else {"type": "user", "user_id": message.by}
    return _section([*([_run(before)] if before else []), who, *([_run(after)] if after else [])])


def _run(text: str, *, bold: bool = False, italic: bool = False) -> Block:
    run: Block = {"type": "text", "text": text}
    style: Block = {name: True for name, on in (("bold", bold), ("italic", italic)) if on}
    return {**run, "style": style} if style else run


def _quote(words: str) -> _Line:
    return _Line({"type": "rich_text_quote", "elements": [_run(words)]}, words=words)


_BARE_QUOTE: tuple[Block, ...] = ({"type": "rich_text", "elements": [_quote("").element]},)
"""What a quote weighs before it has words."""


def _section(runs: list[JsonValue]) -> _Line:
    return _Line({"type": "rich_text_section", "elements": runs})


def _small(text: str) -> Iterator[_Line]:
    """Small print, as plain text, which Slack does not parse."""
    for piece in pieces(text, MOST_SMALL):
        yield _Line({"type": "context", "elements": [_plain(piece)]}, alone=True)


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}


def _buttons(buttons: Sequence[Button]) -> list[Block]:
    """The buttons in a row, and below it the pair that says whether an answer helped."""
    by_verb = {button.verb: button for button in buttons}
    helped, failed = by_verb.get(Verb.helpful), by_verb.get(Verb.unhelpful)
    paired = (helped, failed) if helped and failed else ()
    row: list[JsonValue] = [_button(button) for button in buttons if button not in paired]
    blocks: list[Block] = [{"type": "actions", "elements": row}] if row else []
    if helped and failed:
        pair: Block = {
            "type": "feedback_buttons",
            "action_id": FEEDBACK,
            "positive_button": {"text": _label(helped), "value": _value(helped)},
            "negative_button": {"text": _label(failed), "value": _value(failed)},
        }
        blocks.append({"type": "context_actions", "elements": [pair]})
    return blocks


def _button(button: Button) -> Block:
    if button.url:
        action = f"{LINK}:{button.verb}"
        return {"type": "button", "action_id": action, "text": _label(button), "url": button.url}
    style: Block = {"style": "danger"} if button.verb is Verb.now else {}
    return {
        "type": "button",
        "action_id": button.verb,
        "text": _label(button),
        "value": _value(button),
        **style,
    }


def _label(button: Button) -> Block:
    return _plain(button.label[:MOST_LABEL])


def _value(button: Button) -> str:
    return f"{button.verb}:{button.answer}"


def _bytes(text: str) -> int:
    """The size of a text inside JSON, without its quotation marks."""
    return len(json.dumps(text, ensure_ascii=False).encode()) - 2


def _copied(block: Block) -> Block:
    elements = block.get("elements")
    return {**block, "elements": list(elements)} if isinstance(elements, list) else dict(block)


def _escaped(text: str) -> str:
    """A text for a field that Slack parses: its three control characters written so that they are shown."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
