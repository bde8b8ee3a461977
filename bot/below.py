"""The own questions of the organisations below one: those that rest on its policies hold for its revisions too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot import own_questions, question_files
from bot import revision_phrases as phrases
from bot.errors import BadQuestions, QuothError
from bot.people import Organisation
from bot.question_files import OwnQuestion, OwnQuestions
from bot.verdicts import Asked, View, due, failure

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.rehearsal import Rehearsal


@dataclass(frozen=True)
class Below:
    """An organisation below, all its questions, and those with their numbers that cite a policy of the one above.

    `fault` is the sentence that its questions cannot be asked, if they cannot.
    """

    organisation: Organisation
    held: OwnQuestions = field(default_factory=OwnQuestions)
    citing: tuple[tuple[int, OwnQuestion], ...] = ()
    fault: str = ""


@dataclass(frozen=True)
class Held:
    """What came of the questions of those below: each row, a sentence for each that fails by this, and other warnings."""

    rows: tuple[Asked, ...] = ()
    failures: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def below(desk: Desk, organisation: Organisation, policy: str = "") -> Iterator[Below]:
    """The organisations for which one's policies hold too and whose questions cite one of them, or this one."""
    for each in desk.store.organisations():
        if organisation.short not in {one.short for one in each.above}:
            continue
        try:
            held = question_files.read(question_files.place(desk.settings.home, each.short))
        except BadQuestions:
            unread = phrases.BELOW_UNREAD.format(organisation=each.name, short=each.short)
            yield Below(each, fault=unread)
            continue
        citing = tuple(cited(held, policy, organisation.short))
        if citing:
            yield Below(each, held, citing)


def cited(held: OwnQuestions, policy: str, whose: str = "") -> Iterator[tuple[int, OwnQuestion]]:
    """The questions that cite a policy, or any, each with its number; `whose` as a clause is named."""
    for number, question in enumerate(held.questions, start=1):
        mine = (each for each in question.cite if each.whose == whose)
        if any(policy in ("", each.own_policy) for each in mine):
            yield number, question


def held(
    desk: Desk, organisation: Organisation, rehearsals: Sequence[Rehearsal], views: Sequence[View]
) -> Held:
    """Ask the questions of those below at each rehearsal of what would be in force above them; `views` are of the same.

    What fails today already is no failure of the one above.
    """
    rows, failures, warnings = list[Asked](), list[str](), list[str]()
    for each in below(desk, organisation):
        if each.fault:
            warnings.append(each.fault)
            continue
        try:
            for found, already in _asked(desk, organisation, each, rehearsals, views):
                if already:
                    said = failure(found, each.organisation.name)
                    warnings.append(phrases.FAILS_ALREADY.format(failure=said))
                    continue
                rows.append(found)
                if not found.passed:
                    failures.append(failure(found, each.organisation.name))
        except (QuothError, OSError):
            unasked = phrases.BELOW_UNASKED.format(
                organisation=each.organisation.name, short=each.organisation.short
            )
            warnings.append(unasked)
    return Held(tuple(rows), tuple(failures), tuple(dict.fromkeys(warnings)))


def _asked(
    desk: Desk,
    above: Organisation,
    one: Below,
    rehearsals: Sequence[Rehearsal],
    views: Sequence[View],
) -> Iterator[tuple[Asked, bool]]:
    """What comes of each question on each day, and whether it is one that fails today as well."""
    organisation = desk.organisation(one.organisation.short)
    own, levels = desk.edition(organisation), own_questions.above(desk, organisation)
    citing = own_questions.citing(desk.store, organisation, own, levels, one.held)
    today = View(citing, own)
    mine = [View(replace(citing, coming={above.short: each.own}), own, each.on) for each in views]
    for rehearsal, view in zip(rehearsals, mine, strict=True):
        for number, question in one.citing:
            if due(question, mine, view):
                found = view.verdict(rehearsal, organisation, number, question, organisation.short)
                already = not (found.passed or today.verdict(desk, organisation, number, question).passed)
                yield found, already
