"""How answers look in a terminal: boxes and colours for people, plain lines when piped; a quote is never altered."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from bot import phrases, wording
from bot.answers import AnswerCard, Quote
from corpus.document import Force

if TYPE_CHECKING:
    from rich.progress import Progress

NARROW = 44
WIDEST = 100

COLOURS = {
    Force.prohibition: "red",
    Force.obligation: "blue",
    Force.recommendation: "cyan",
    Force.advised_against: "yellow",
    Force.permission: "green",
    Force.information: "white",
}


# The controls of ASCII have pictures; those of Latin-1, which some terminals obey as well, have none.
_MADE_VISIBLE = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\n\t"}
_MADE_VISIBLE |= {0x7F: 0x2421} | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)


class Screen:
    """Where cards and lists are shown: standard output, rich for a terminal and plain for anything else."""

    def __init__(self, out: TextIO | None = None, rich: bool | None = None, width: int | None = None) -> None:
        self.out = out or sys.stdout
        self.console = Console(file=self.out, force_terminal=rich, width=width, highlight=False, markup=False)
        self.rich = self.console.is_terminal if rich is None else rich
        self.narrow = self.console.width < NARROW

    def line(self, text: str = "", style: str = "") -> None:
        """Show one line; in a terminal it is wrapped at words, when piped it stays as it is."""
        if self.rich:
            self.console.print(Text(shown(text), style=style))
        else:
            self.out.write(text + "\n")

    def show(self, renderable: RenderableType) -> None:
        """Show something of rich's own."""
        self.console.print(renderable)

    def card(self, card: AnswerCard) -> None:
        """Show an answer card: whom to tell first, then the quotes, then whom to ask."""
        for sentence in wording.route(card):
            self.line(sentence, style="bold red")
        if card.reporting:
            self.quote(card.reporting)
        for sentence in wording.before(card):
            self.line(sentence)
        for quote in card.quotes:
            self.quote(quote)
        if card.definitions:
            self.line(phrases.DEFINITIONS + ":", style="bold")
            for note in card.definitions:
                self._words(note.words.text, indent=2)
        for sentence in wording.after(card):
            self.line(sentence)
        if card.nearest:
            self.line()
            self.line(phrases.NEAREST, style="dim")
            for quote in card.nearest:
                self.quote(quote, dim=True)

    def quote(self, quote: Quote, dim: bool = False) -> None:
        """Show one quote with its force, lead-in, notes, citation and warnings."""
        label = phrases.FORCES[quote.force]
        if not self.rich:
            self._plain_quote(quote, label)
            return
        why = wording.why(quote)
        parts: list[RenderableType] = [_text(why + ":", "dim")] if why else []
        parts += [_text(passage.text, "italic") for passage in quote.lead]
        parts.append(_text(quote.words.text, "" if dim else "bold"))
        for note in wording.own_notes(quote):
            parts.append(_text(wording.note_label(note) + ":", "dim"))
            parts.append(_text(note.words.text))
        parts.append(Text())
        parts.append(_text(f"{wording.citation(quote)}\n{wording.audience(quote)}", "dim"))
        parts += [_text(f"⚠ {warning}", "yellow") for warning in quote.warnings]
        colour = COLOURS[quote.force]
        if self.narrow:
            self.show(Group(Text(label, style=f"bold {colour}"), *parts, Text()))
            return
        title = Text(f" {label} ", style=f"bold {colour}")
        border = "dim" if dim else colour
        width = min(self.console.width, WIDEST)
        self.show(Panel(Group(*parts), title=title, title_align="left", border_style=border, width=width))

    def _plain_quote(self, quote: Quote, label: str) -> None:
        self.line()
        why = wording.why(quote)
        self.line(f"[{label}] {wording.audience(quote)}" + (f" ({why})" if why else ""))
        for passage in quote.lead:
            self.line(passage.text)
        self.line(quote.words.text)
        for note in wording.own_notes(quote):
            self.line(f"{wording.note_label(note)}:")
            self.line(note.words.text)
        self.line(f"({wording.citation(quote)})")
        for warning in quote.warnings:
            self.line(f"Warning: {warning}")

    def _words(self, text: str, indent: int) -> None:
        if self.rich:
            self.show(Padding(_text(text), (0, 0, 0, indent)))
        else:
            self.line(text)


def _text(text: str, style: str = "") -> Text:
    """Text as it is: no markup read, no word cut off; too long a word goes on in the next line."""
    return Text(shown(text), style=style, overflow="fold")


def shown(text: str) -> str:
    """The text with control characters made visible, so that no document can steer the terminal."""
    return text.translate(_MADE_VISIBLE)


def complain(sentence: str) -> None:
    """Say on standard error what went wrong."""
    console = Console(stderr=True, highlight=False, markup=False)
    if console.is_terminal:
        console.print(Text(sentence, style="red"))
    else:
        sys.stderr.write(sentence + "\n")


def progress_bar() -> Progress:
    """A progress bar on standard error; silent where that is not a terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
