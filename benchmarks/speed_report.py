"""What `benchmarks.speed` has measured, as a table, and whether it lies within its bounds."""

from __future__ import annotations

import os
import statistics
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.organisation import Organisation
from benchmarks.rivals.environments import PLAIN

QUOTH, ALONE = "Quoth", "Quoth, no second model"
PASSES, PLAINS, LATE, START, MEMORY = 1.5, 2.0, 2.0, 1.5, 350e6  # the bounds
MINUTE_LOAD = 0.5  # processes that may run besides before the figures are called into doubt


@dataclass
class Figures:
    """What was measured of one system, over all rounds; `missing` says why where nothing was."""

    seconds: list[float] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    resident: int = 0
    peak: int = 0
    missing: str = ""

    @property
    def median(self) -> float:
        """The median time of a question, in seconds."""
        return statistics.median(self.seconds)

    @property
    def late(self) -> float:
        """The time within which 95 of 100 questions are answered, in seconds."""
        return sorted(self.seconds)[max(0, -(-len(self.seconds) * 95 // 100) - 1)]


@dataclass
class Bench:
    """A run: the folder it works in, what it asks, and what it has found."""

    folder: Path
    organisation: Organisation
    questions: list[dict[str, Any]]
    figures: dict[str, Figures]
    notes: list[str]
    results: list[dict[str, Any]] = field(default_factory=list)

    @property
    def home(self) -> dict[str, str]:
        """What tells a process of Quoth where its organisation is."""
        return {"QUOTH_HOME": str(self.folder / "home")}


def passes(name: str) -> str:
    """Name the row of a system's encoder pass."""
    return f"{name}: encoder pass"


def report(bench: Bench, core: int, rounds: int) -> int:
    """Print the table, the bounds and what is to be known about both; gives the exit code."""
    shown = Console(width=max(110, Console().width))
    figures = bench.figures
    plain = figures.get(PLAIN.name)
    measured = plain is not None and not plain.missing and bool(plain.seconds)
    table = Table(
        title=f"{len(bench.organisation.clauses):,} clauses of {bench.organisation.policies} policies, "
        f"{len(bench.questions)} questions, rounds: {rounds}, core {core}",
        title_justify="left",
    )
    table.add_column("system", no_wrap=True)
    for column in ("median ms", "p95 ms", "to plain", "resident MB", "peak MB", "start s"):
        table.add_column(column, justify="right")
    first = (QUOTH, passes(QUOTH), ALONE, passes(ALONE))
    for name in (*first, *(name for name in figures if name not in first)):
        one = figures.get(name)
        if one is None or one.missing or not one.seconds:
            continue
        table.add_row(
            name,
            f"{one.median * 1000:.2f}",
            f"{one.late * 1000:.2f}",
            f"{one.median / plain.median:.2f}" if measured and plain else "–",
            f"{one.resident / 1e6:.0f}" if one.resident else "–",
            f"{one.peak / 1e6:.0f}" if one.peak else "–",
            f"{statistics.median(one.starts):.2f}" if one.starts else "–",
        )
    shown.print(table)
    for name, one in figures.items():
        if one.missing:
            shown.print(f"{name}: not measured. {one.missing}", soft_wrap=True, markup=False, highlight=False)
    bounds = _bounds(bench, plain if measured else None)
    shown.print()
    for said, value, most, unit in bounds:
        verdict = (
            "not measured" if value is None else f"{value:.2f}{unit}, {'met' if value <= most else 'NOT MET'}"
        )
        shown.print(
            f"{said}, at most {most:g}{unit}: {verdict}", soft_wrap=True, markup=False, highlight=False
        )
    shown.print()
    for note in [*bench.notes, *_doubts()]:
        shown.print(note, soft_wrap=True, markup=False, highlight=False)
    return int(any(value is not None and value > most for _, value, most, _ in bounds))


def _bounds(bench: Bench, plain: Figures | None) -> list[tuple[str, float | None, float, str]]:
    """Each bound: what is bounded, its value or None where it was not measured, the most allowed, the unit."""
    quoth = bench.figures[QUOTH]
    name = ALONE if ALONE in bench.figures else QUOTH
    alone, one = bench.figures[name], bench.figures[passes(name)]
    worst = max(each.late / each.median for each in (quoth, alone))
    return [
        ("Median of an answer where no second model reads along, to one encoder pass", alone.median / one.median, PASSES, " x"),
        (f"Median of an answer with everything on, to {PLAIN.name}", quoth.median / plain.median if plain else None, PLAINS, " x"),
        ("95th percentile of an answer, to its median", worst, LATE, " x"),
        ("Cold start of `quoth ask`, median", statistics.median(quoth.starts) if quoth.starts else None, START, " s"),
        ("Resident memory of a serving process, at its peak", quoth.peak / 1e6, MEMORY / 1e6, " MB"),
    ]  # fmt: skip


def _doubts() -> list[str]:
    """Say so where other processes have made the figures worse than they are."""
    busy = os.getloadavg()[1] - 1
    if busy <= MINUTE_LOAD:
        return []
    return [f"Some {busy:.1f} other processes ran meanwhile: these figures are worse than the machine's."]
