"""What a revision of one clause takes from file to publication, by how many clauses there are.

    python -m benchmarks.publishing [--sizes 1000 10000 100000] [--commands]

An organisation of invented policies, a hundred clauses each, is published. Then one clause of one policy is reworded, and
the file is added, compared, checked and published at a desk in this process. Seconds are printed, on the clock and of the
processor, and how the latter grow from the smallest size to the largest. The vectors are made up (of the true length).

With --commands the four commands are run as an admin runs them, one after another, each in a process of its own and with
the encoder that ships, over 10,000 clauses; what took how long before that, from nothing, is printed, too.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

from benchmarks.revision import EACH, MadeUp, Seconds, show, text, timed, written
from bot.checking import check
from bot.desk import Desk
from bot.diffing import compared
from bot.gate import Gate
from bot.settings import Settings
from bot.store import Store
from index.snapshot import Snapshots

SHORT = "otter"
MANY = 10_000


def file_of(folder: Path, number: int, changed: bool = False) -> Path:
    """Write a policy's file."""
    path = folder / f"policy-{number:05d}.md"
    path.write_text(text(number, changed), encoding="utf-8")
    return path


def desk(home: Path) -> Desk:
    """A desk over a home folder, whose vectors are made up."""
    settings = Settings.model_validate({"home": home})
    store = Store(settings.database)
    store.migrate()
    encoder = MadeUp()
    return Desk(settings, store, Snapshots(settings.snapshots), lambda: encoder)


def quiet(_done: int, _of: int) -> None:
    """Show no progress."""


def published(held: Desk, policies: int) -> None:
    """Publish so many policies."""
    for number in range(policies):
        document = written(number)
        held.store.save_draft(SHORT, document, document.text.encode(), create=True)
    held.publish(SHORT, "benchmark")


def measured(clauses: int) -> Seconds:
    """Give the seconds of every step at one size."""
    with tempfile.TemporaryDirectory(prefix="quoth-publishing-") as made:
        home, seconds = Path(made), Seconds()
        published(desk(home), max(2, clauses // EACH))
        held = desk(home)
        organisation, gate = held.organisation(SHORT), Gate(held)
        path = file_of(home, 1, changed=True)
        (added,) = timed(seconds, "add", lambda: held.add(SHORT, [path], by="benchmark"))
        if added.problem:
            raise SystemExit(added.problem)
        (found,) = timed(seconds, "compare", lambda: compared(held.store, organisation))
        if found.changed != 1:
            raise SystemExit(f"{found.changed} clauses are named as changed, not one")
        timed(seconds, "check", lambda: check(held, gate.candidate(SHORT, quiet)))
        at = dt.datetime.now(dt.UTC)
        timed(seconds, "check and publish", lambda: gate.publish(SHORT, "benchmark", at, quiet))
        whole = (sum(each[place] for each in seconds.values()) for place in (0, 1))
        seconds["all of it"] = (next(whole), next(whole))
        return seconds


def commands() -> None:
    """Run the four commands over many clauses, and print how long each took."""
    shown = Console()
    with tempfile.TemporaryDirectory(prefix="quoth-publishing-") as made:
        folder = Path(made)
        environment = {**os.environ, "QUOTH_HOME": str(folder / "home")}
        files = [file_of(folder, number) for number in range(MANY // EACH)]

        def run(*arguments: str) -> float:
            began = time.perf_counter()
            command = [sys.executable, "-m", "bot.cli", *arguments]
            subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
            taken = time.perf_counter() - began
            shown.print(f"quoth {arguments[0]}: {taken:.2f} s")
            return taken

        shown.print(f"From nothing, {MANY:,} clauses:")
        shown.print(f"{run('add', *map(str, files), '--org', SHORT) + run('publish'):.1f} s in all")
        changed = file_of(folder, 1, changed=True)
        shown.print("One clause reworded:")
        taken = [run("add", str(changed), "--org", SHORT), run("diff"), run("check"), run("publish")]
        shown.print(f"{sum(taken):.2f} s in all")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--commands", action="store_true")
    given = parser.parse_args()
    if given.commands:
        return commands()
    show({size: measured(size) for size in sorted(given.sizes)})
    return None


if __name__ == "__main__":
    main()
