"""What a check finds, as admins are shown it in chat."""

from __future__ import annotations

from bot import admin_messages as shown
from bot import phrases
from bot import revision_phrases as revised
from bot.candidates import Candidate
from bot.checking import Checked, Progress, check, quiet
from bot.desk import Desk
from bot.errors import BadQuestions
from bot.messages import Part, Said


def found(desk: Desk, candidate: Candidate, progress: Progress = quiet) -> Checked:
    """What the check finds; questions that cannot be read are a failure too, told without where their file lies."""
    try:
        return check(desk, candidate, progress)
    except BadQuestions as fault:
        unread = revised.QUESTIONS_UNREAD.format(line=fault.about["line"], why=fault.about["why"])
        return Checked(organisation=candidate.organisation.short, failures=(unread,))


def failing(checked: Checked) -> list[str]:
    """A sentence for each question that fails: the own ones in their words, those of others by their numbers."""
    own = [
        revised.CHECK_FAILS_SO.format(question=each.question, why=each.why)
        for each in checked.questions
        if not each.passed
    ]
    return [*own, *checked.failures[len(own) :]]


def told(checked: Checked) -> list[Part]:
    """What a check found: each question that fails, and how many pins would be suspended."""
    parts: list[Part] = []
    if checked.failures:
        parts += [Said(text=revised.CHECK_FAILS), *shown.lines(failing(checked))]
    elif checked.passed:
        questions = phrases.counted(checked.passed, "question", "questions")
        parts.append(Said(text=revised.CHECK_PASSED.format(questions=questions), quiet=True))
    else:
        parts.append(Said(text=revised.CHECK_NO_QUESTIONS, quiet=True))
    parts += shown.lines(checked.warnings)
    if checked.suspended:
        pins = phrases.counted(len(checked.suspended), "pin", "pins")
        parts.append(Said(text=revised.CHECK_SUSPENDS.format(pins=pins)))
    return parts
