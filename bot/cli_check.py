"""The commands for an organisation's own questions: check and questions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bot.options import As, Json, Org
from bot.people import Role
from bot.session import desk, progress, say, screen, who

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.people import Organisation
    from bot.question_files import OwnQuestion

SHOWN = 3
"""Failures that the closing sentence names."""


def register(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    for command in (check, questions):
        app.command()(command)


def check(org: Org = "", as_json: Json = False) -> None:
    """Ask an organisation's own questions of its drafts, as though they were published.

    Without drafts they are asked of what is in force. Every pin is looked at too: one whose words change would be
    suspended, which is said and is no failure. The questions of the organisations below are asked too where they
    cite a policy of this one. Nothing is changed.

    A question that must cite a clause passes where its words are shown: quoted, or going along with what is quoted. Its
    clause is found again where the draft renumbers, moves or rewords it.

    With --json one object with the rows under questions, below and pins.

    Example:

      quoth check --org brindlewood
    """
    from bot import check_lists, phrases, question_files, revision_phrases
    from bot.checking import check as checked
    from bot.errors import QuestionsFail
    from bot.gate import Gate

    held = desk()
    with progress(phrases.PREPARING) as moved:
        candidate = Gate(held).candidate(org, moved)
    with progress(revision_phrases.CHECKING) as moved:
        found = checked(held, candidate, moved)
    organisation = candidate.organisation
    if as_json:
        say(found.model_dump_json())
    else:
        check_lists.checked(screen(), found, organisation.name)
    if found.failures:
        failing = [each for each in (*found.questions, *found.below) if not each.passed]
        shorts = dict.fromkeys(each.organisation or organisation.short for each in failing)
        files = [str(question_files.place(held.settings.home, each)) for each in shorts]
        raise QuestionsFail(
            organisation=organisation.name,
            failures=" ".join(found.failures[:SHOWN]),
            file=phrases.listed(files),
        )


def questions(
    org: Org = "",
    propose: Annotated[
        bool, typer.Option("--propose", help="Propose some, from pins and from answers that helped.")
    ] = False,
    add: Annotated[
        list[int] | None,
        typer.Option(
            "--add", metavar="NUMBER", help="Keep the proposal of this number; may be given several times."
        ),
    ] = None,
    ask: Annotated[
        str,
        typer.Option("--ask", metavar="TEXT", help="Keep this question.", show_default=False),
    ] = "",
    cite: Annotated[
        list[str] | None,
        typer.Option(
            "--cite",
            metavar="CLAUSE",
            help='With --ask: a clause that must be cited, such as "staff-conduct 4.1"; may be given several times.',
        ),
    ] = None,
    silent: Annotated[bool, typer.Option("--silent", help="With --ask: nothing may be quoted.")] = False,
    pinned: Annotated[bool, typer.Option("--pinned", help="With --ask: a pin must answer it.")] = False,
    asker: As = Role.staff,
    drop: Annotated[
        list[int] | None,
        typer.Option(
            "--drop", metavar="NUMBER", help="Drop the question of this number; may be given several times."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """List or change the questions that must go on being answered as they are.

    They stand in a file that may be edited too: questions/NAME.toml in the home folder. `quoth check` asks them, and
    `quoth publish` publishes nothing where one fails.

    Examples:

      quoth questions --org brindlewood

      quoth questions --ask "can i give a pupil a lift home?" --cite "staff-conduct 4.1"

      quoth questions --propose --org brindlewood
    """
    from bot import revision_phrases as said
    from bot.errors import WrongUse

    if [propose, bool(add), bool(ask), bool(drop)].count(True) > 1:
        raise WrongUse(what=said.ONE_THING)
    expected = [bool(cite), silent, pinned].count(True)
    if (expected != 1) if ask else expected:
        raise WrongUse(what=said.ASK_WITH)
    held = desk()
    organisation = held.organisation(org)
    if ask:
        _keep(
            held, organisation, [_asked(held, organisation, ask, cite or (), asker, silent, pinned)], as_json
        )
    elif add:
        _keep(held, organisation, _proposed(held, organisation, add), as_json)
    elif drop:
        _drop(held, organisation, drop, as_json)
    elif propose:
        _propose(held, organisation, as_json)
    else:
        _list(held, organisation, as_json)


def _asked(
    held: Desk,
    organisation: Organisation,
    ask: str,
    cite: Sequence[str],
    asker: Role,
    silent: bool,
    pinned: bool,
) -> OwnQuestion:
    """The question that the options say; raises WrongUse where there is no such clause."""
    from bot import given, own_questions
    from bot.question_files import OwnQuestion

    return OwnQuestion(
        ask=own_questions.asked(given.whole(ask)),
        asker=asker,
        cite=own_questions.cited(held, organisation, [given.whole(each) for each in cite]),
        silent=silent,
        pinned=pinned,
    )


def _proposed(held: Desk, organisation: Organisation, numbers: Sequence[int]) -> list[OwnQuestion]:
    from bot import revision_phrases as said
    from bot.errors import WrongUse
    from bot.proposing import proposals

    found = proposals(held, organisation)
    for number in numbers:
        if not 1 <= number <= len(found):
            kind, count = said.KIND_PROPOSAL, len(found)
            raise WrongUse(what=said.NO_SUCH_NUMBER.format(kind=kind, number=number, count=count))
    return [found[number - 1].question for number in dict.fromkeys(numbers)]


def _keep(held: Desk, organisation: Organisation, wanted: Sequence[OwnQuestion], as_json: bool) -> None:
    from bot import own_questions
    from bot import revision_phrases as said
    from bot.checking import stands

    kept = own_questions.keep(held, organisation, wanted, who())
    if as_json:
        say(_rows(own_questions.questions(held, organisation).questions))
        return
    for each in wanted:
        if each in kept:
            screen().line(said.QUESTION_KEPT.format(question=each.ask, expected=each.expected))
            if not stands(held, organisation, each):
                screen().line(said.NOT_SO_TODAY, style="yellow")
        else:
            screen().line(said.QUESTION_KNOWN.format(question=each.ask))


def _drop(held: Desk, organisation: Organisation, numbers: Sequence[int], as_json: bool) -> None:
    from bot import own_questions
    from bot import revision_phrases as said

    dropped = own_questions.drop(held, organisation, numbers, who())
    if as_json:
        say(_rows(own_questions.questions(held, organisation).questions))
        return
    for each in dropped:
        screen().line(said.QUESTION_DROPPED.format(question=each.ask))


def _propose(held: Desk, organisation: Organisation, as_json: bool) -> None:
    from bot import check_lists
    from bot import revision_phrases as said
    from bot.proposing import proposals

    found = proposals(held, organisation)
    if as_json:
        say(_rows([each.question for each in found]))
    elif found:
        check_lists.proposals(screen(), found)
    else:
        screen().line(said.NO_PROPOSALS)


def _list(held: Desk, organisation: Organisation, as_json: bool) -> None:
    from bot import check_lists, own_questions
    from bot import revision_phrases as said

    found = own_questions.questions(held, organisation).questions
    if as_json:
        say(_rows(found))
    elif found:
        check_lists.questions(screen(), found)
    else:
        screen().line(said.NO_QUESTIONS.format(organisation=organisation.name))


def _rows(found: Sequence[OwnQuestion]) -> str:
    """Questions for programs, each with its number."""
    rows = [
        {"number": number, **each.model_dump(mode="json"), "expected": each.expected}
        for number, each in enumerate(found, start=1)
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1)
