"""How quickly and in how much memory Quoth answers, on one core, beside what else one might build it from.

    python -m benchmarks.speed [MATERIAL...] [--rivals]

MATERIAL are folders of policies as index/training/material/policies holds them, and that one where none is
given. They become one organisation of some 2,000 clauses, published as anybody's; every system is then asked
the same questions about the same clauses, in a process of its own on one core and one thread. With --rivals,
plain sentence-transformers + FAISS, txtai, LlamaIndex and Haystack are asked too, with all-MiniLM-L6-v2 as
it is published, each in an environment that is set up in --environments the first time (some gigabytes).

Run it where nothing else runs. The exit code is 1 where a bound that was measured is not met.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import platformdirs
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from benchmarks.organisation import published
from benchmarks.rivals.environments import RIVALS, Rival, Unavailable, python, run
from benchmarks.speed_report import ALONE, QUOTH, Bench, Figures, passes, report
from bot.errors import QuothError
from index.training.material import FOLDER, read

WARM = 20  # questions asked before any is timed


def main() -> int:
    """Set up, ask, and print the table and the bounds."""
    given = _options()
    shown = Console(stderr=True)
    try:
        core = _core(given.core)
        policies = [policy for folder in given.material or [FOLDER / "policies"] for policy in read(folder)]
        if not policies:
            raise Unavailable("The material holds no policies (*.jsonl).")
        with tempfile.TemporaryDirectory(prefix="quoth-speed-") as folder, _bar(shown) as bar:
            bench = _prepared(Path(folder), policies, given, bar)
            environments = _environments(given, bench, bar) if given.rivals else {}
            # This thread and every process that it starts; the progress bar's own thread stays where it was.
            os.sched_setaffinity(0, {core})
            _measure(bench, environments, given, bar)
        if given.keep:
            given.keep.write_text(json.dumps(bench.results), encoding="utf-8")
    except KeyboardInterrupt:
        shown.print("Stopped; nothing was kept but the rivals' environments.")
        return 130
    except (Unavailable, QuothError, OSError, ValueError, KeyError) as fault:
        shown.print(
            f"The benchmark cannot run. {_sentence(fault)}", style="bold", soft_wrap=True, markup=False
        )
        return 2
    return report(bench, core, given.rounds)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.speed",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("material", type=Path, nargs="*", help="folders of policies as JSONL files")
    parser.add_argument("--rivals", action="store_true", help="measure the other systems too")
    parser.add_argument("--clauses", type=_number, default=2000)
    parser.add_argument("--questions", type=_number, default=300)
    parser.add_argument("--rounds", type=_number, default=3, help="times each system is asked everything")
    parser.add_argument("--starts", type=_number, default=7, help="cold starts of each system")
    parser.add_argument("--core", type=int, help="the core that everything runs on (default: the last)")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="keep every time and first hit, as JSON")
    parser.add_argument(
        "--environments",
        type=Path,
        metavar="FOLDER",
        default=platformdirs.user_cache_path("quoth-benchmarks", False),
        help="where the rivals are installed (default: %(default)s)",
    )
    return parser.parse_args()


def _number(typed: str) -> int:
    if not typed.isdecimal() or not int(typed):
        raise argparse.ArgumentTypeError(f"{typed!r} is not a whole number from 1")
    return int(typed)


def _core(core: int | None) -> int:
    """Choose the core on which everything is measured."""
    if not hasattr(os, "sched_setaffinity") or not Path("/proc/self/status").exists():
        raise Unavailable("Only Linux says how much memory a process has and keeps it to one core.")
    allowed = os.sched_getaffinity(0)
    chosen = max(allowed) if core is None else core
    if chosen not in allowed:
        raise Unavailable(
            f"There is no core {chosen} here; there are {', '.join(map(str, sorted(allowed)))}."
        )
    return chosen


@contextmanager
def _bar(shown: Console) -> Iterator[Progress]:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=shown, transient=True, disable=not shown.is_terminal) as bar:
        yield bar


def _prepared(folder: Path, policies: Sequence[Any], given: argparse.Namespace, bar: Progress) -> Bench:
    """Publish the organisation, and choose questions that are answered by a search."""
    task = bar.add_task("Publishing", total=None)
    (folder / "home").mkdir()
    organisation = published(
        folder / "home", policies, given.clauses, lambda done, of: bar.update(task, completed=done, total=of)
    )
    bar.update(task, description="Choosing questions", completed=0, total=None)
    every = organisation.questions
    if not every:
        raise Unavailable("The material holds no questions.")
    wanted = min(given.questions, len(every))
    turns = [every[place * len(every) // wanted] for place in range(wanted)]
    (folder / "turns.json").write_text(json.dumps(turns), encoding="utf-8")
    home = {"QUOTH_HOME": str(folder / "home")}
    run([*_serving("hear"), str(folder / "turns.json"), str(folder / "texts.json")], home)
    texts = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
    bar.remove_task(task)
    questions = [
        {"turns": asked, "text": text} for asked, text in zip(turns, texts, strict=True) if text is not None
    ]
    if not questions:
        raise Unavailable("Every question of the material is answered without a search.")
    notes = []
    if len(questions) < len(turns):
        notes.append(
            f"{len(turns) - len(questions)} of {len(turns)} questions are answered without a search and were left out."
        )
    (folder / "questions.json").write_text(json.dumps(questions), encoding="utf-8")
    (folder / "asked.json").write_text(json.dumps([one["text"] for one in questions]), encoding="utf-8")
    (folder / "one.json").write_text(json.dumps([questions[0]["text"]]), encoding="utf-8")
    (folder / "clauses.json").write_text(
        json.dumps([{"id": id, "text": text} for id, text in organisation.clauses]), encoding="utf-8"
    )
    return Bench(folder, organisation, questions, {QUOTH: Figures()}, notes)


def _environments(given: argparse.Namespace, bench: Bench, bar: Progress) -> dict[Rival, Path]:
    """Set up the rivals and have each keep the clauses; one that cannot is reported as missing."""
    ready = {}
    given.environments.mkdir(parents=True, exist_ok=True)
    for rival in RIVALS:
        task = bar.add_task(rival.name, total=None)
        told = _teller(bar, task, rival)
        bench.figures[rival.name] = Figures()
        try:
            interpreter = python(rival, given.environments, told)
            told("indexing the clauses")
            index = [str(bench.folder / "clauses.json"), str(bench.folder / rival.file)]
            run([str(interpreter), str(rival.script), "index", *index])
            ready[rival] = interpreter
        except Unavailable as why:
            bench.figures[rival.name].missing = str(why)
        bar.remove_task(task)
    return ready


def _teller(bar: Progress, task: Any, rival: Rival) -> Callable[[str], None]:
    def told(step: str) -> None:
        bar.update(task, description=f"{rival.name}: {step}")
        if bar.disable:
            print(f"{rival.name}: {step}", file=sys.stderr, flush=True)

    return told


def _measure(bench: Bench, environments: dict[Rival, Path], given: argparse.Namespace, bar: Progress) -> None:
    """Ask every system in every round, one after the other, so that none has the quiet minutes to itself."""
    task = bar.add_task(
        "Asking", total=given.rounds * (2 + len(environments)) + given.starts * (1 + len(environments))
    )
    for turn in range(1, given.rounds + 1):
        bar.update(task, description=f"Asking, round {turn} of {given.rounds}: {QUOTH}")
        reads = _ask_quoth(bench, QUOTH)
        bar.advance(task)
        if reads:
            _ask_quoth(bench, ALONE)
        bar.advance(task)
        for rival, interpreter in environments.items():
            bar.update(task, description=f"Asking, round {turn} of {given.rounds}: {rival.name}")
            _ask_rival(bench, rival, interpreter)
            bar.advance(task)
    for turn in range(1, given.starts + 1):
        bar.update(task, description=f"Starting, {turn} of {given.starts}")
        _start(bench.figures[QUOTH], [*_quoth(), "ask", "--", bench.questions[0]["turns"][-1]], bench.home)
        bar.advance(task)
        for rival, interpreter in environments.items():
            asked = [str(bench.folder / "one.json"), str(bench.folder / rival.file)]
            _start(bench.figures[rival.name], [str(interpreter), str(rival.script), "ask", *asked])
            bar.advance(task)


def _ask_quoth(bench: Bench, name: str) -> bool:
    """Ask Quoth everything; tells whether a second model read along."""
    result = bench.folder / "result.json"
    alone = ["--alone"] if name == ALONE else []
    asked = [str(bench.folder / "questions.json"), str(result), "--warm", str(WARM)]
    run([*_serving("ask"), *asked, *alone], bench.home)
    found = _taken(bench, name, result)
    # One pass is measured beside the answers that it is compared with.
    encoding = bench.figures.setdefault(passes(name), Figures())
    encoding.seconds += found["passes"]
    encoded, asked_of = sum(found["encoded"]), len(found["encoded"])
    note = (
        f"{name}: {found['silent']} of {asked_of} questions got no quote; "
        f"{encoded / asked_of:.2f} encoder passes an answer."
    )
    if note not in bench.notes:
        bench.notes.append(note)
    return bool(found["reader"])


def _ask_rival(bench: Bench, rival: Rival, interpreter: Path) -> None:
    figures = bench.figures[rival.name]
    if figures.missing:
        return
    result = bench.folder / "result.json"
    kept = [str(bench.folder / "asked.json"), str(bench.folder / rival.file), str(result)]
    try:
        run([str(interpreter), str(rival.script), "ask", *kept, "--warm", str(WARM)])
    except Unavailable as why:
        figures.missing = str(why)
        return
    _taken(bench, rival.name, result)


def _taken(bench: Bench, name: str, result: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    figures = bench.figures.setdefault(name, Figures())
    figures.seconds += found["seconds"]
    figures.resident = max(figures.resident, found["resident"])
    figures.peak = max(figures.peak, found["peak"])
    bench.results.append({"system": name, **found})
    return found


def _start(figures: Figures, command: list[str], more: dict[str, str] | None = None) -> None:
    """Time a process from its start to its end, which answers one question."""
    if figures.missing:
        return
    started = time.perf_counter()
    run(command, more or {})
    figures.starts.append(time.perf_counter() - started)


def _serving(work: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks.serving", work]


def _quoth() -> list[str]:
    """The command `quoth`, as it is installed where there is one."""
    installed = Path(sys.executable).with_name("quoth")
    return [str(installed)] if installed.exists() else [sys.executable, "-m", "bot.cli"]


def _sentence(fault: BaseException) -> str:
    if isinstance(fault, KeyError):
        return f"A row of the material has no {fault}."
    if isinstance(fault, OSError) and fault.filename:
        return f"{fault.filename}: {(fault.strerror or 'it cannot be read').lower()}."
    return str(fault)


if __name__ == "__main__":
    sys.exit(main())
