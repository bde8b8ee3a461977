"""How the changes of a draft look in a terminal: in colour, or marked with signs where there is none."""

from __future__ import annotations

from rich.text import Text

from bot import revision_phrases as phrases
from bot.diff_marks import Fate, Mark
from bot.diff_rows import Shown, shown
from bot.diffing import Compared
from bot.phrases import day
from bot.terminal import Screen
from bot.terminal import shown as visible
from corpus.revisions import Change

STYLES = {Fate.kept: "", Fate.gone: "red strike", Fate.new: "green underline"}
SIGNS = {Fate.kept: "{words}", Fate.gone: "[-{words}-]", Fate.new: "{{+{words}+}}"}
COLOURS = {Change.force_changed: "bold red", Change.audience_changed: "bold yellow"}


def draft(screen: Screen, compared: Compared) -> None:
    """Show what one draft changes: what binds otherwise first, then the rest, and what is only counted."""
    screen.line(
        phrases.DIFF_TITLE.format(title=compared.draft.title, policy=compared.draft.policy),
        style="bold underline",
    )
    screen.line(beside(compared))
    for each in compared.told:
        _difference(screen, shown(each))
    screen.line()
    screen.line(counts(compared) if compared.told else phrases.DIFF_NOTHING)


def beside(compared: Compared) -> str:
    """What is compared with what."""
    before, stated = compared.before, compared.draft.details.effective_on
    if before is None:
        return phrases.DIFF_FIRST
    mine, its = (
        phrases.DIFF_VERSION.format(version=each.details.revision) if each.details.revision else ""
        for each in (compared.draft, before)
    )
    if stated and before.starts_on and stated.first_day > before.starts_on:
        return phrases.DIFF_LATER.format(version=mine, before=its, day=day(stated.first_day))
    return phrases.DIFF_AGAINST.format(version=mine, before=its)


def counts(compared: Compared) -> str:
    """How many clauses, headings and lead-ins there are of each kind of change, unchanged ones last."""
    return phrases.DIFF_COUNTS.format(
        counts=", ".join(f"{count} {change}" for change, count in compared.counts.items())
    )


def _difference(screen: Screen, each: Shown) -> None:
    screen.line()
    head = " · ".join(part for part in (each.label, each.place, each.binds, each.speaks) if part)
    screen.line(head, style=COLOURS.get(each.change, "bold"))
    above = " › ".join(part for part in (each.section, each.lead) if part)
    if above:
        screen.line(f"  {above}", style="dim")
    for marks in (each.lead_marks, each.marks):
        if marks:
            _marks(screen, marks)
    for fate, texts in ((Fate.gone, each.old), (Fate.new, each.new)):
        for text in texts:
            _marks(screen, (Mark(fate=fate, words=text),))


def _marks(screen: Screen, marks: tuple[Mark, ...]) -> None:
    if screen.rich:
        line = Text("  ", overflow="fold")
        for mark in marks:
            line.append(visible(mark.words), style=STYLES[mark.fate])
        screen.show(line)
    else:
        screen.line("  " + "".join(SIGNS[mark.fate].format(words=mark.words) for mark in marks))
