"""How Discord's clients show the text of a message: a model of their markup, to read a rendered message back.

The clients parse with Khan Academy's simple-markdown and rules of their own. At each place the first rule
that matches there wins, and a rule that wants the start of a line looks at what was matched just before.
The model is eager where the clients are choosy: it takes every `:name:` for an emoji and every
`scheme://…` for a link, so that what it leaves alone the clients leave alone too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

BLOCK_QUOTE = re.compile(r" *>>> +([\s\S]*)| *>(?!>>) +[^\n]*(?:\n *>(?!>>) +[^\n]*)*\n?")
QUOTE_MARK = re.compile(r"(?:^|(?<=[\n\r\u2028\u2029])) *> ?")
HEADING = re.compile(r" *#{1,3}\s+((?!\s*#{1,3}\s)[^\n]+?)#*\s*(?:\n|\Z)")
SMALL = re.compile(r"-# +((?!(?:-#)+)[^\n]+?) *(?:\n|\Z)")
LIST = re.compile(r" *(?:[*+-]|\d+\.) +\S")
ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
LINE_START = re.compile(r"(?:\A|\n) *\Z")
STYLES = {
    "strong": re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)"),
    "underline": re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)"),
    "em": re.compile(r"\*(?=\S)((?:\\[\s\S]|[^\\*])+?)\*(?!\*)|_((?:__|\\[\s\S]|[^\\_])+?)_"),
    "strike": re.compile(r"~~([\s\S]+?)~~(?!_)"),
    "spoiler": re.compile(r"\|\|([\s\S]+?)\|\|"),
}
THINGS = {
    "code block": re.compile(r"```(?:[a-z0-9_+\-.#]+?\n)?\n*[^\n][\s\S]*?\n*```", re.I),
    "code": re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)"),
    "masked link": re.compile(r"\[[^\]]*\]\([^)]*\)"),
    "link": re.compile(r"<?\w+://\S+"),
    "mail": re.compile(r"<[^\s<>@]+@[^\s<>@]+>|<(?:tel|sms):[^>]+>|<\+[\d ()-]+>"),
    "mention": re.compile(r"<(?:@[!&$]?|#)\d+>|@everyone|@here|@silent"),
    "command": re.compile(r"</[^:>]+:\d+>"),
    "route": re.compile(r"<id:\w+>"),
    "time": re.compile(r"<t:-?\d+(?::\w)?>"),
    "custom emoji": re.compile(r"<a?:\w+:\d+>"),
    "emoji name": re.compile(r":[^\s:]+?:"),
    "shrug": re.compile(r"¯\\_\(ツ\)_/¯"),
}
TEXT = re.compile(r"[\s\S]+?(?=[^0-9A-Za-z\s\u00c0-\uffff]|\n| {2,}\n|\w+:\S|[0-9]+\.|\Z)")


@dataclass(frozen=True)
class Piece:
    """A stretch of what is read: what it is ("text", "quote", "heading", "mention", …), its words and what is in it."""

    kind: str
    words: str
    inside: tuple[Piece, ...] = ()


def prepared(text: str) -> str:
    """What the clients make of line breaks, form feeds and tabs before they parse."""
    return re.sub(r"\r\n?", "\n", text).replace("\f", "").replace("\t", "    ")


def seen(text: str) -> str:
    """What a person sees of words without markup: no spaces at a line's end, where there are two or more."""
    return re.sub(r" {2,}(?=\n)", "", prepared(text) + "\n").removesuffix("\n")


def parsed(text: str, quoted: bool = False) -> Iterator[Piece]:
    """Cut a prepared text into pieces as the clients do."""
    at = 0
    while at < len(text):
        piece, end = _next(text, at, bool(LINE_START.search(text, 0, at)), quoted)
        yield piece
        at = end


def _next(text: str, at: int, line_starts: bool, quoted: bool) -> tuple[Piece, int]:
    if line_starts:
        if not quoted and (found := BLOCK_QUOTE.match(text, at)):
            inside = QUOTE_MARK.sub("", found[0])
            return Piece("quote", inside, tuple(parsed(inside, quoted=True))), found.end()
        for kind, rule in (("heading", HEADING), ("small", SMALL)):
            if found := rule.match(text, at):
                return Piece(kind, found[0], tuple(parsed(found[1], quoted))), found.end()
        if found := LIST.match(text, at):
            return Piece("list", found[0]), found.end()
    if found := ESCAPE.match(text, at):
        return Piece("text", found[1]), found.end()
    for kind, rule in THINGS.items():
        if found := rule.match(text, at):
            return Piece(kind, found[0]), found.end()
    for kind, rule in STYLES.items():
        if found := rule.match(text, at):
            inside = next(each for each in found.groups() if each is not None)
            return Piece(kind, found[0], tuple(parsed(inside, quoted))), found.end()
    found = re.compile(r" {2,}\n").match(text, at)
    if found:
        return Piece("text", "\n"), found.end()
    found = TEXT.match(text, at)
    end = found.end() if found else at + 1
    return Piece("text", text[at:end]), end


def read(pieces: Sequence[Piece]) -> str:
    """All that is read, markup apart."""
    return "".join(
        read(each.inside) + "\n" * (each.kind != "strong") if each.inside else each.words for each in pieces
    )


def contents(payload: Mapping[str, Any]) -> Iterator[str]:
    """The contents of a payload's text displays, in order."""
    for component in payload["components"]:
        if component["type"] == 10:
            yield component["content"]
        elif component["type"] == 17:
            yield from contents(component)


def kinds(payloads: Sequence[Mapping[str, Any]]) -> set[str]:
    """What the clients would make of anything inside the quotes; only "text" is harmless."""
    return {
        each.kind
        for payload in payloads
        for content in contents(payload)
        for quote in parsed(prepared(content))
        if quote.kind == "quote"
        for each in quote.inside
    }


def quotes(payloads: Sequence[Mapping[str, Any]]) -> str:
    """The quoted words as a person sees them, of all payloads joined.

    A block quote takes the line break after it along, and it is not one of the words.
    """
    return "".join(
        read(piece.inside).removesuffix("\n")
        for payload in payloads
        for content in contents(payload)
        for piece in parsed(prepared(content.strip()))
        if piece.kind == "quote"
    )


def sent(payloads: Sequence[Mapping[str, Any]]) -> str:
    """The quoted words as they are in the payloads, byte for byte: block quotes without marks and backslashes.

    Discord trims what a text begins and ends with, and so does this.
    """
    found: list[str] = []
    for payload in payloads:
        for content in contents(payload):
            lines = re.split(r"(\r\n?|\n)", content.strip())
            words, inside = "", False
            for line, end in zip(lines[::2], [*lines[1::2], ""], strict=True):
                if line.startswith("> "):
                    words += ESCAPE.sub(r"\1", line[2:]) + end
                    inside = True
                elif inside:
                    found.append(_without_last_break(words))
                    words, inside = "", False
            if inside:
                found.append(words)
    return "".join(found)


def _without_last_break(words: str) -> str:
    return words.removesuffix("\n")


def labels(payload: Mapping[str, Any]) -> tuple[str, ...]:
    """The labels of a payload's buttons."""
    return tuple(
        button["label"] for row in payload["components"] if row["type"] == 1 for button in row["components"]
    )
