"""How lists look in a terminal: what was understood of a file, policies, clauses and figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from bot import phrases, revision_phrases
from bot.terminal import Screen, shown
from corpus.document import Clause, Details, Document

if TYPE_CHECKING:
    from bot.filing import Added
    from bot.policy_lines import PolicyLine
    from index.golden import Figures, Point

UNBOUNDED = 10_000  # columns: a measurement within the terminal's own would never say that it is too narrow

WIDEST_PLOT = 72  # columns

_DETAILS = (
    ("title", "Title"),
    ("organisation", "Organisation"),
    ("revision", "Version"),
    ("effective_on", "In effect from"),
    ("reviewed_on", "Last reviewed"),
    ("review_on", "Review by"),
    ("audience", "Audience"),
    ("owner", "Owner"),
)


def added(screen: Screen, file: Added) -> None:
    """Show what was understood of one file, and what was not."""
    if file.document is None or file.outcome is None:
        return
    screen.line(f"{file.source}: {phrases.OUTCOMES[file.outcome.value]}", style="bold")
    for label, value in understood(file.document.details):
        screen.line(f"  {label}: {value}", style="" if value != phrases.UNKNOWN else "dim")
    forces = Counter(clause.force for clause in file.clauses if clause.part_of is None)
    whole = sum(forces.values())
    each = ", ".join(f"{count} {force.value}" for force, count in forces.most_common())
    screen.line(f"  Clauses: {whole} ({each})" if whole else f"  {phrases.NO_RULES}")
    for fault in file.document.faults:
        screen.line(f"  Not understood: {fault}", style="yellow")
    for sentence in file.put_right:
        screen.line(f"  {sentence}")


def understood(details: Details) -> list[tuple[str, str]]:
    """Label and value of every detail, unknown ones too."""
    found = []
    for field, label in _DETAILS:
        value = getattr(details, field)
        said = ", ".join(value) if isinstance(value, tuple) else value
        found.append((label, str(said) if said else phrases.UNKNOWN))
    return found


def policies(screen: Screen, lines: Sequence[PolicyLine]) -> None:
    """Show policies, a table an organisation, or tab-separated lines when piped."""
    heads = ("Policy", "State", "Title", "Version", "In effect", "Review by")
    rows = [
        (
            line.policy,
            _state(line),
            f"{line.title} ({revision_phrases.HOLDS_TOO.format(whose=line.whose)})"
            if line.whose
            else line.title,
            line.revision or "",
            line.effective_on or "",
            (line.review_on or "") + (" (passed)" if line.overdue else ""),
        )
        for line in lines
    ]
    if not screen.rich:
        table(
            screen,
            ("Organisation", *heads),
            [(line.organisation, *row) for line, row in zip(lines, rows, strict=True)],
        )
        return
    for organisation in dict.fromkeys(line.organisation for line in lines):
        screen.line(organisation, style="bold")
        table(
            screen,
            heads,
            [row for line, row in zip(lines, rows, strict=True) if line.organisation == organisation],
        )


def _state(line: PolicyLine) -> str:
    """The state of a policy, and the day where one goes with it."""
    phrase = revision_phrases.STATES_ON.get(line.state)
    return phrase.format(day=line.on) if phrase and line.on else line.state


def table(screen: Screen, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Show rows under their heads: a table in a terminal with room for one, tab-separated lines when piped."""
    if not screen.rich:
        for row in (heads, *rows):
            screen.line("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in row))
        return
    for drawn in (Table(*heads), Table(*heads, box=None, pad_edge=False, padding=(0, 1, 0, 0))):
        for column, cells in zip(drawn.columns, zip(heads, *rows, strict=True), strict=True):
            column.no_wrap = not any(" " in cell for cell in cells[1:])
        for row in rows:
            drawn.add_row(*(Text(shown(cell), overflow="fold") for cell in row))
        unbounded = screen.console.options.update_width(UNBOUNDED)
        if Measurement.get(screen.console, unbounded, drawn).minimum <= screen.console.width:
            screen.show(drawn)
            return
    # Too narrow for columns: no name is broken, for it may be copied into the next command.
    for row in rows:
        for head, cell in zip(heads, row, strict=True):
            if cell:
                screen.line(f"{head}: {cell}")
        screen.line()


def clauses(screen: Screen, document: Document, found: Sequence[Clause], draft: bool) -> None:
    """Show the printed units of one document in order, under the headings they stand under."""
    title = document.details.title or document.policy
    screen.line(f"{title} ({document.policy}{', draft' if draft else ''})", style="bold underline")
    headings: tuple[str, ...] = ()
    for clause in (each for each in found if each.part_of is None):
        if clause.headings != headings:
            headings = clause.headings
            screen.line()
            screen.line(" › ".join(headings), style="bold")
        lead = " ".join(span.of(document.text) for span in clause.lead)
        number = f"{clause.place} " if clause.place else ""
        screen.line(f"  {number}[{phrases.FORCES[clause.force]}] {lead + ' ' if lead else ''}{clause.text}")
        if clause.notes:
            screen.line(f"    + {', '.join(clause.notes)}", style="dim")
    screen.line()


def figures(screen: Screen, found: Figures) -> None:
    """Show how well known questions were answered."""
    rows = [
        (phrases.PIECES_SHOWN.format(depth=depth), _share(share)) for depth, share in found.recall.items()
    ]
    rows += [
        (phrases.ALL_SHOWN.format(depth=depth), _share(share)) for depth, share in found.complete.items()
    ]
    rows.append((phrases.FIRST_RIGHT, f"{found.reciprocal_rank:.3f}"))
    rows.append((phrases.WRONGLY_SILENT, _share(found.wrongly_silent)))
    if found.coverage:
        rows.append((phrases.COVERAGE, _share(found.coverage.of_answerable)))
    screen.line(phrases.ASKED.format(questions=found.questions, answerable=found.answerable), style="bold")
    table(screen, ("Figure", "Share"), rows)
    if found.silence:
        kept = [
            (kind, str(each.questions), str(each.abstained), _share(each.recall), _share(each.precision))
            for kind, each in found.silence.items()
        ]
        screen.line()
        table(screen, ("No answer in the policy", "Questions", "Silent", "Of these", "Of all silences"), kept)
    if found.curve:
        curve(screen, found.curve)


def curve(screen: Screen, points: Sequence[Point]) -> None:
    """Show what each choice of the line gives: as a table, and drawn."""
    rows = [
        (
            f"{point.wrong_answers:g}",
            _share(point.answered),
            _share(point.wrong),
            _share(point.wrongly_silent),
        )
        for point in points
    ]
    screen.line()
    table(screen, ("wrong_answers", "Answered", "Of these wrong", "Answerable, but silent"), rows)
    screen.line()
    screen.line(phrases.CURVE)
    screen.line(_drawn(points, min(WIDEST_PLOT, screen.console.width) if screen.rich else WIDEST_PLOT))


def _drawn(points: Sequence[Point], width: int) -> str:
    import plotext

    plotext.clear_figure()
    plotext.plot_size(width, 16)
    plotext.theme("clear")
    plotext.plot(
        [100 * point.answered for point in points], [100 * point.wrong for point in points], marker="dot"
    )
    plotext.scatter(
        [100 * point.answered for point in points], [100 * point.wrong for point in points], marker="o"
    )
    plotext.xlabel(phrases.CURVE_ACROSS)
    plotext.ylabel(phrases.CURVE_UP)
    return str(plotext.uncolorize(plotext.build())).rstrip()


def _share(share: float) -> str:
    return f"{share:.1%}"
