"""How a check and an organisation's own questions look in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from bot import lists, phrases
from bot import revision_phrases as said
from bot.checking import Checked, PinFate
from bot.proposing import Proposal
from bot.question_files import OwnQuestion
from bot.terminal import Screen
from bot.verdicts import Asked

MARKS = {True: "✓", False: "✗"}
STYLES = {True: "green", False: "bold red"}


def checked(screen: Screen, found: Checked, organisation: str) -> None:
    """Show what a check found: each question, then what becomes of the pins, then how many failed."""
    if not found.questions:
        screen.line(said.NO_QUESTIONS.format(organisation=organisation))
    for each in (*found.questions, *found.below):
        _asked(screen, each)
    for sentence in found.warnings:
        screen.line(sentence, style="yellow")
    for pin in found.pins:
        _pin(screen, pin)
    standing = sum(1 for pin in found.pins if pin.served and pin.would_be_served and pin.on is None)
    if standing:
        screen.line(said.PINS_STAND.format(pins=phrases.counted(standing, "pin", "pins")))
    if found.questions or found.below:
        passing = found.passed + sum(each.passed for each in found.below)
        passed = phrases.counted(passing, "question", "questions")
        failed = phrases.counted(len(found.failures), "question", "questions")
        sentence = said.SOME_FAIL if found.failures else said.NONE_FAILS
        screen.line(sentence.format(passed=passed, failed=failed), style=STYLES[not found.failures])


def _asked(screen: Screen, each: Asked) -> None:
    when = f" ({said.FROM_THE_DAY.format(day=phrases.day(each.on))})" if each.on else ""
    whose = f"{each.organisation} " if each.organisation else ""
    screen.line(
        f"{MARKS[each.passed]} {whose}{each.number}. {each.question}{when}",
        style="" if each.passed else "bold",
    )
    if not each.passed:
        screen.line(f"    {said.SHOULD_BE.format(expected=each.expected)}")
        screen.line(f"    {said.WOULD_BE.format(got=each.got)}")
    if each.why:
        screen.line(f"    {each.why}", style="dim" if each.passed else "")


def _pin(screen: Screen, pin: PinFate) -> None:
    when = f" {said.FROM_THE_DAY.format(day=phrases.day(pin.on))}" if pin.on else ""
    if pin.served and not pin.would_be_served:
        sentence = said.PIN_SUSPENDS.format(id=pin.id, question=pin.question, when=when, why=pin.why)
        screen.line(sentence, style="yellow")
    elif pin.would_be_served and not pin.served:
        screen.line(said.PIN_RESUMES.format(id=pin.id, question=pin.question, when=when))


def questions(screen: Screen, found: Sequence[OwnQuestion]) -> None:
    """Show an organisation's own questions, by their numbers."""
    rows = [(str(number), each.ask, each.expected, each.asker) for number, each in enumerate(found, start=1)]
    lists.table(screen, ("Number", "Question", "Must be", "Asker"), rows)


def proposals(screen: Screen, found: Sequence[Proposal]) -> None:
    """Show what could be kept, by the numbers by which it is."""
    rows = [
        (str(number), each.question.ask, each.question.expected, each.source)
        for number, each in enumerate(found, start=1)
    ]
    lists.table(screen, ("Number", "Question", "Must be", "From"), rows)
    screen.line(said.PROPOSED_HOW)
