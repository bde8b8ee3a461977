"""The commands that answer: ask, chat and evaluate."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from bot.options import As, Json, Org
from bot.people import Role
from bot.session import desk, progress, say, screen

if TYPE_CHECKING:
    import datetime as dt

    from bot.desk import Desk
    from bot.errors import BadRow
    from bot.programs import AskedRow

TURNS_KEPT = 3


def register(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    app.command()(ask)
    app.command()(chat)
    app.command()(evaluate)


def ask(
    question: Annotated[
        str | None,
        typer.Argument(metavar="[QUESTION]", help="The question, in quotation marks.", show_default=False),
    ] = None,
    org: Org = "",
    asker: As = Role.staff,
    after: Annotated[
        list[str] | None,
        typer.Option(
            "--after", metavar="TURN", help="What was asked before, oldest first; may be given several times."
        ),
    ] = None,
    as_of: Annotated[
        str,
        typer.Option(
            "--as-of",
            metavar="DATE",
            help="Answer from what was or will be in force on a day, such as 2027-01-31.",
            show_default=False,
        ),
    ] = "",
    as_json: Json = False,
    jsonl: Annotated[
        str | None,
        typer.Option(
            "--jsonl", metavar="FILE", help="Answer every row of a JSONL file (- for standard input)."
        ),
    ] = None,
) -> None:
    """Answer a question with the words of the policy.

    Examples:

      quoth ask "can i accept a friend request from a former pupil?"

      quoth ask "what if they are 19?" --after "an ex pupil wants to add me" --org brindlewood

      quoth ask --jsonl questions.jsonl > answers.jsonl
    """
    from bot.errors import EmptyQuestion, QuestionTooLong, WrongUse

    if jsonl is not None:
        if question is not None:
            raise WrongUse(what="Give a question or --jsonl, not both.")
        _answer_rows(jsonl, org, as_of)
        return
    from bot.answers import LONGEST_QUESTION, Question
    from bot.given import day, whole

    text = whole(question or "")
    if not text.strip():
        raise EmptyQuestion
    if len(text) > LONGEST_QUESTION:
        raise QuestionTooLong(limit=LONGEST_QUESTION)
    earlier = tuple(whole(turn) for turn in after or ())
    on = day(as_of, "--as-of") if as_of else None
    card = desk().ask(Question(text=text, organisation=org, earlier=earlier, asker=asker, as_of=on))
    if as_json:
        say(card.model_dump_json(indent=2))
    else:
        screen().card(card)


@contextmanager
def _opened(name: str) -> Iterator[tuple[BinaryIO, str]]:
    """A file's lines, or those of standard input for -, and what to call it."""
    if name == "-":
        yield sys.stdin.buffer, "standard input"
        return
    from bot.errors import FileMissing

    try:
        with Path(name).open("rb") as lines:
            yield lines, name
    except OSError as fault:
        if isinstance(fault, BrokenPipeError):
            raise
        raise FileMissing(path=name, why=(fault.strerror or "it cannot be read").lower()) from None


def _answer_rows(name: str, org: str, as_of: str) -> None:
    from bot.errors import BadRow
    from bot.given import day
    from bot.programs import asked_rows

    with _opened(name) as (lines, called):
        held = desk()
        rows = asked_rows(lines, called)
        on = day(as_of, "--as-of") if as_of else None
        _write(row if isinstance(row, BadRow) else _answer(held, row, org, called, on) for row in rows)


def _write(rows: Iterable[str | BadRow]) -> None:
    """Write rows in order; one that cannot be asked is named, left out, and makes the exit code 7."""
    from bot.terminal import complain

    bad: BadRow | None = None
    for row in rows:
        if isinstance(row, str):
            sys.stdout.write(row + "\n")
        else:
            complain(str(row))
            bad = row
    sys.stdout.flush()
    if bad:
        raise typer.Exit(bad.exit_code)


def _answer(held: Desk, row: AskedRow, org: str, name: str, as_of: dt.date | None) -> str | BadRow:
    from pydantic import ValidationError

    from bot.errors import BadRow, NoSuchOrganisation, WhichOrganisation
    from bot.programs import QUOTES, AnsweredRow, why

    try:
        card = held.ask(row.asked(org).model_copy(update={"as_of": as_of}), most=QUOTES)
    except ValidationError as faults:
        return BadRow(line=row.line, file=name, why=why(faults))
    except (NoSuchOrganisation, WhichOrganisation) as fault:
        return BadRow(line=row.line, file=name, why=str(fault))
    return json.dumps(AnsweredRow.of(row.id, card).model_dump(mode="json"), ensure_ascii=False)


def chat(org: Org = "", asker: As = Role.staff) -> None:
    """Ask one question after another, as a conversation.

    Each is understood in the light of those before it. An empty line starts a new subject, and Ctrl-D leaves. Nothing you type is kept.

    Example:

      quoth chat --org brindlewood --as volunteer
    """
    from bot import phrases
    from bot.answers import LONGEST_QUESTION, Question
    from bot.given import whole

    with suppress(ImportError):
        import readline  # noqa: F401  it gives input() its arrow keys; nothing of it is written to a file

    held, shown = desk(), screen()
    organisation = held.organisation(org)
    shown.line(phrases.CHAT.format(organisation=organisation.name), style="dim")
    earlier: tuple[str, ...] = ()
    while True:
        try:
            said = whole(input("> ")).strip()[-LONGEST_QUESTION:]
        except EOFError:
            return
        if not said:
            earlier = ()
            shown.line(phrases.NEW_SUBJECT, style="dim")
            continue
        card = held.ask(Question(text=said, organisation=organisation.short, earlier=earlier, asker=asker))
        shown.card(card)
        shown.line()
        if not card.small_talk:
            earlier = (*earlier, said)[-TURNS_KEPT:]


def evaluate(
    golden: Annotated[
        Path | None,
        typer.Argument(
            metavar="GOLDEN",
            help="A JSONL file of questions and the words a right answer quotes.",
            show_default=False,
        ),
    ] = None,
    org: Org = "",
    pins: Annotated[
        str | None,
        typer.Option(
            "--pins",
            metavar="FILE",
            help="Try questions on the phrasings of pins instead, as the rows of a JSONL file give them (- for standard input).",
        ),
    ] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="With --pins: write for every row whether the pin is served.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Measure how well known questions are answered, or to which questions a pin is served.

    Each line of GOLDEN is a question, and in must_quote words that a right answer quotes: all of them, as they stand in
    the rule itself, without its lead-in. Without must_quote the policies do not answer it. A conversation has "turns":
    ["can i vape?", "even outside?"] in place of a question.

    Each line of --pins is a pin's phrasings and a question, and in match whether the pin may be served to it. No
    organisation is asked. With --jsonl a row is written for each, in the same order: {"id", "served", "score"}.

    Examples of lines:

      {"id": "1", "question": "can i vape?", "must_quote": ["must not vape"]}

      {"id": "2", "question": "how many days of holiday do i get?"}

    Of --pins:

      {"pinned": ["can i vape?"], "question": "is vaping ok?", "match": true, "id": 3}

    Examples:

      quoth evaluate questions.jsonl --org brindlewood

      quoth evaluate --pins pairs.jsonl --jsonl
    """
    from bot import lists, phrases
    from bot.errors import FileMissing, WrongUse
    from bot.evaluating import evaluate as evaluated
    from bot.evaluating import golden_rows

    if (golden is None) == (pins is None):
        raise WrongUse(what=phrases.GOLDEN_OR_PINS)
    if jsonl and pins is None:
        raise WrongUse(what=phrases.JSONL_WITH_PINS)
    if golden is None:
        _try_rows(pins or "", jsonl, as_json)
        return
    try:
        with golden.open("rb") as lines:
            rows = golden_rows(lines, golden.name)
    except OSError as fault:
        raise FileMissing(path=str(golden), why=(fault.strerror or "it cannot be read").lower()) from None
    with progress(phrases.ASKING) as moved:
        found = evaluated(desk(), rows, golden.name, org, moved)
    if as_json:
        say(found.model_dump_json(indent=2))
    else:
        lists.figures(screen(), found)


def _try_rows(name: str, jsonl: bool, as_json: bool) -> None:
    """Try questions on pins: a row for each, or how often a pin was served where it may be and where it may not."""
    from bot import desk_lists, phrases
    from bot.errors import BadRow, WrongUse
    from bot.evaluating import pin_figures, tried
    from bot.programs import tried_rows

    with _opened(name) as (lines, called):
        rows = tried_rows(lines, called)
        if jsonl:
            held = desk()
            _write(row if isinstance(row, BadRow) else tried(held, row).model_dump_json() for row in rows)
            return
        listed = []
        for row in rows:
            if isinstance(row, BadRow):
                raise row
            listed.append(row)
    if not any(row.match is not None for row in listed):
        raise WrongUse(what=phrases.NOTHING_TO_MATCH.format(file=called))
    held = desk()
    made = []
    with progress(phrases.ASKING) as moved:
        for done, row in enumerate(listed):
            moved(done, len(listed))
            made.append((row, tried(held, row)))
    found = pin_figures(made)
    if as_json:
        say(found.model_dump_json(indent=2))
    else:
        desk_lists.pin_figures(screen(), found)
