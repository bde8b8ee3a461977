"""How well the desk answers questions whose answers are known."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from bot.answers import Kind, Question
from bot.errors import BadRow, NoSuchOrganisation, WhichOrganisation
from bot.people import Role
from bot.programs import QUOTES, json_objects, why
from index.golden import Figures, GoldenAnswer, GoldenRow, figures

if TYPE_CHECKING:
    from bot.desk import Desk

_ROLE = TypeAdapter(Role)


def golden_rows(lines: Iterable[bytes], file: str) -> tuple[tuple[int, GoldenRow], ...]:
    """The rows of a golden file with their line numbers; raises BadRow at the first that is none."""
    rows = []
    for number, found in json_objects(lines, file):
        if isinstance(found, BadRow):
            raise found
        try:
            rows.append((number, GoldenRow.model_validate(found)))
        except ValidationError as faults:
            raise BadRow(line=number, file=file, why=why(faults)) from None
    return tuple(rows)


def evaluate(
    desk: Desk,
    rows: Iterable[tuple[int, GoldenRow]],
    file: str,
    organisation: str,
    progress: Callable[[int, int], None],
) -> Figures:
    """Ask every row and judge the answers; `organisation` is asked where a row names none."""
    listed = tuple(rows)
    answers = {}
    for done, (number, row) in enumerate(listed):
        progress(done, len(listed))
        try:
            card = desk.ask(
                Question(
                    text=row.asked[-1],
                    earlier=row.asked[:-1],
                    organisation=row.org or row.policy or organisation,
                    asker=_ROLE.validate_python(row.asker),
                ),
                most=QUOTES,
            )
        except ValidationError as faults:
            raise BadRow(line=number, file=file, why=why(faults)) from None
        except (NoSuchOrganisation, WhichOrganisation) as fault:
            raise BadRow(line=number, file=file, why=str(fault)) from None
        answers[row.id] = GoldenAnswer(
            id=row.id,
            quotes=tuple(quote.words.text for quote in card.quotes),
            abstained=card.kind is Kind.silent,
            score=card.score,
            best=next((quote.words.text for quote in (*card.quotes, *card.nearest)), None),
        )
    progress(len(listed), len(listed))
    return figures([row for _, row in listed], answers, desk.encoder.fitted.lines)
