"""The files of a review pack: a page to print, and two tables for spreadsheets."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

from bot import phrases
from bot.errors import WrongUse
from bot.gaps import Week, day, figures, nearest, share
from bot.pins import PinState
from bot.records import slug
from bot.review import ClauseLine, Pack
from bot.standing import Often
from corpus.document import Value

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula."""

MOST = 10
"""Clauses that are listed as quoted most."""

WIDE, HIGH = 640, 180
"""The picture's size, in its own units."""

FEWEST = 8
"""Weeks that there is room for, at least, so that a bar is never a wall."""

LABELLED = 10
"""Weeks that are named below the picture, at most."""


def write(made: Pack, folder: Path) -> tuple[Path, ...]:
    """Write the page and the tables into a folder, whole or not at all; returns their paths, the page first.

    Raises WrongUse where the folder cannot be written to.
    """
    waiting: list[tuple[Path, Path]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for each, data in files(made).items():
            handle, temporary = tempfile.mkstemp(prefix=".writing-", dir=folder)
            waiting.append((Path(temporary), folder / each))
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if (folder / each).is_dir():
                raise IsADirectoryError(None, f"{each} is a folder")
        for ready, target in waiting:
            ready.replace(target)
    except OSError as fault:
        why = (fault.strerror or type(fault).__name__).lower()
        raise WrongUse(what=phrases.PACK_NOT_WRITTEN.format(folder=folder, why=why)) from None
    finally:
        for ready, _ in waiting:
            ready.unlink(missing_ok=True)
    return tuple(target for _, target in waiting)


def files(made: Pack) -> dict[str, bytes]:
    """The page and the tables, by the names of their files."""
    name = slug(made.policy)
    return {
        f"{name}-review.html": page(made).encode(),
        f"{name}-clauses.csv": clauses_table(made),
        f"{name}-questions.csv": questions_table(made),
    }


def clauses_table(made: Pack) -> bytes:
    """Every clause of the policy with its figures, as CSV."""
    heads = (
        "Clause", "Headings", "Force", "For", "Lead-in", "Words", "Times quoted", "Times quoted ever",
        "Marked not helpful", "Questions without a rule nearest to it", "Pins", "Pins suspended",
    )  # fmt: skip
    rows = [
        (
            each.stands.number or "",
            " > ".join(each.stands.headings),
            phrases.FORCES[each.force],
            ", ".join(each.audience),
            "\n".join(each.lead),
            each.words,
            each.times,
            each.ever,
            each.unhelpful,
            each.near,
            len(each.pins),
            sum(pin.state is PinState.suspended for pin in each.pins),
        )
        for each in made.clauses
    ]
    return _csv(heads, rows)


def questions_table(made: Pack) -> bytes:
    """Every question that found no rule or was marked not helpful, by group with the nearest clauses, as CSV."""
    heads = (
        "What happened", "Group", "Questions in the group", "People in the group", "Section", "Question",
        "Nearest clauses", "Why it was no help",
    )  # fmt: skip
    parts = [
        *(
            (phrases.GAPS_SILENT, section.heading, group)
            for section in made.sections
            for group in section.groups
        ),
        *((phrases.GAPS_SILENT, phrases.GAPS_NEAR_NOTHING, group) for group in made.nowhere),
        *((phrases.GAPS_UNHELPED, _section(group.nearest), group) for group in made.unhelped),
    ]
    rows = [
        (
            what, number, group.number, group.askers, section, text, nearest(group.nearest),
            "; ".join(group.reasons) if place == 0 else "",
        )
        for number, (what, section, group) in enumerate(parts, 1)
        for place, text in enumerate(group.texts)
    ]  # fmt: skip
    return _csv(heads, rows)


def _section(found: Sequence[Often]) -> str:
    return found[0].stands.section if found else ""


def _csv(heads: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    """Rows as CSV for spreadsheets: UTF-8 with its mark in front, and no cell that could be a formula."""
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(heads)
    table.writerows([cell if isinstance(cell, int) else harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """The text of a cell, with an apostrophe in front where a spreadsheet would take it for a formula."""
    begins = cell.lstrip().startswith(_FORMULA) or cell.startswith(("\t", "\r", "\n"))
    return f"'{cell}" if begins else cell


# The page.


def page(made: Pack) -> str:
    """The pack as one HTML page that needs nothing else and prints on A4."""
    counted = made.gaps.counted_since
    weeks = [each for each in made.gaps.weeks if counted is None or each.week >= counted]
    idle = [each for each in made.clauses if each.ever <= 0]
    often = sorted((each for each in made.clauses if each.times > 0), key=lambda each: -each.times)
    return (
        _templates()
        .get_template("review.html")
        .render(
            pack=made,
            gaps=made.gaps,
            details=made.details,
            figures=figures(made.gaps),
            picture=picture(weeks),
            often=often[:MOST],
            began=max(made.gaps.since, counted or made.gaps.since),
            lines={each.stands.clause_id: each for each in made.clauses},
            idle=idle,
            idle_by=_by_section(idle),
        )
    )


def _by_section(lines: Iterable[ClauseLine]) -> list[tuple[str, list[ClauseLine]]]:
    """Clauses by the heading they stand under, in the order of the policy."""
    found: dict[str, list[ClauseLine]] = {}
    for line in lines:
        found.setdefault(line.stands.section, []).append(line)
    return list(found.items())


@cache
def _templates() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("bot"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"exactly": exactly, "day": day, "share": share, "counted": phrases.counted}
    made.globals |= {"forces": phrases.FORCES, "phrases": phrases}
    return made


def exactly(text: str) -> Markup:
    """A document's words for HTML, so that a browser reads every character of them, a lone return too."""
    return Markup(str(escape(text)).replace("\r", "&#13;"))  # noqa: S704  # escaped here


class Bar(Value):
    """A week in the picture, in units of the picture: where its bar stands, and how high its two parts are."""

    week: Week
    left: float
    answered: float
    silent: float
    label: str


class Picture(Value):
    """The weeks as bars: the width of one, and the lines across with their numbers."""

    width: float
    bars: tuple[Bar, ...]
    lines: tuple[tuple[float, int], ...]


def picture(weeks: Sequence[Week]) -> Picture:
    """Where the bars of the weeks stand, the highest as high as the picture."""
    most = max((each.asked for each in weeks), default=0) or 1
    step = next(each * 10**power for power in range(9) for each in (1, 2, 5) if each * 10**power * 4 >= most)
    top = -(-most // step) * step
    room = WIDE / max(len(weeks), FEWEST)
    named = -(-len(weeks) // LABELLED)
    bars = tuple(
        Bar(
            week=each,
            left=round(place * room + room * 0.15, 1),
            answered=round(HIGH * each.answered / top, 1),
            silent=round(HIGH * each.silent / top, 1),
            label=f"{each.week.day} {each.week:%b}" if place % named == 0 else "",
        )
        for place, each in enumerate(weeks)
    )
    lines = tuple((round(HIGH * number / top, 1), number) for number in range(0, top + 1, step))
    return Picture(width=round(room * 0.7, 1), bars=bars, lines=lines)
