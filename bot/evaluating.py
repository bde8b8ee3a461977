"""How well the desk answers questions whose answers are known, and tells which of them a pin may be served to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from bot.answers import Kind, Question
from bot.errors import BadRow, NoSuchOrganisation, WhichOrganisation
from bot.people import Role
from bot.programs import QUOTES, ServedRow, TriedRow, json_objects, why
from corpus.document import Value
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


class Served(Value):
    """Of questions of one kind, how many a pin is served to; `match`: whether it may be."""

    match: bool
    why: str | None
    questions: int
    served: int

    @property
    def share(self) -> float:
        """How many of these it is served to: 0 to 1."""
        return self.served / self.questions


class PinFigures(Value):
    """How often a pin is served where it may be, and where it may not; None where no row asks that."""

    questions: int
    served: float | None
    wrongly_served: float | None
    by_why: tuple[Served, ...]


def tried(desk: Desk, row: TriedRow) -> ServedRow:
    """Try a question on the phrasings of a pin, whatever organisation's; raises ModelUnavailable."""
    score, served = desk.matcher.alike(row.pinned, row.question)
    return ServedRow(id=row.id, served=served, score=score)


def pin_figures(rows: Sequence[tuple[TriedRow, ServedRow]]) -> PinFigures:
    """The figures of the rows that say whether the pin may be served."""
    known = [(row, made.served) for row, made in rows if row.match is not None]
    kinds = dict.fromkeys((bool(row.match), row.why) for row, _ in known if row.why is not None)
    return PinFigures(
        questions=len(known),
        served=_share([served for row, served in known if row.match]),
        wrongly_served=_share([served for row, served in known if not row.match]),
        by_why=tuple(_served(known, match, reason) for match, reason in sorted(kinds, key=str)),
    )


def _served(known: Sequence[tuple[TriedRow, bool]], match: bool, reason: str | None) -> Served:
    mine = [served for row, served in known if (row.match, row.why) == (match, reason)]
    return Served(match=match, why=reason, questions=len(mine), served=sum(mine))


def _share(served: Sequence[bool]) -> float | None:
    return sum(served) / len(served) if served else None
