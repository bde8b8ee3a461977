"""What it costs to publish a revision of one clause, by how many clauses there are.

    python -m benchmarks.revision [--sizes 1000 10000 100000] [--nothing CLAUSES]

An organisation of invented policies, a hundred clauses each, is indexed. Then one process builds the index with one
clause of one policy reworded and keeps it; another, which was answering from the index before, follows it; a third is
started afresh and answers from it. Every step's seconds are printed, on the clock and of the processor, and how the
latter grow from the smallest size to the largest. The vectors are made up (of the true length), for what the encoder takes for one clause does not grow.

With --nothing so many clauses are read, cut, encoded by the encoder that ships and kept, and nothing else is measured.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import os
import random
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

import numpy as np
from rich.console import Console
from rich.table import Table

from corpus.assemble import document
from corpus.clauses import cut
from corpus.document import Audience, Clause, Document
from index.build import build, index_clauses, revised
from index.encoder import Reader, Words, open_encoder
from index.fitted import PLAIN
from index.search import search
from index.snapshot import Snapshot, Snapshots

EACH = 100  # clauses of a policy
WRITTEN = 12  # policies that are written and cut; the others are these under other titles
QUESTION = "may a visitor lend the minibus in the library"
WORDS = {
    "who": "Staff Managers Volunteers Governors Parents Teachers Visitors Contractors Tutors",
    "force": "must|must not|should|may|should not",
    "act": "record store lend publish photograph collect report review approve carry lock label repair inspect",
    "thing": "badge laptop register key minibus projector form medicine cabinet ladder kiln bicycle archive rota",
    "place": "in the hall|on the field|at reception|in the library|on a trip|at the gate|in the kitchen",
    "limit": "before the first lesson|within two working days|unless the head has agreed|until the audit is closed",
}
T = TypeVar("T")
Seconds = dict[str, tuple[float, float]]


class MadeUp:
    """An encoder of the true lengths that takes next to no time: a text's vectors are drawn by its hash."""

    name, dimensions, width, hears, fitted = "made-up-1", 768, 256, False, PLAIN
    reader: Reader | None = None

    def __init__(self) -> None:
        drawn = np.random.default_rng(1).standard_normal((64, self.dimensions)).astype(np.float32)
        self._drawn = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)

    def spell(self, texts: Sequence[str]) -> tuple[Words, ...]:
        """Give each text's vectors."""
        return tuple(self._spell(text) for text in texts)

    def _spell(self, text: str) -> Words:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4])
        tokens = self._drawn[(seed + np.arange(len(text.split()) + 6)) % 64, : self.width]
        vector = np.roll(self._drawn[seed % 64], seed % self.dimensions)
        return Words(vector, tokens, np.full(len(tokens), 1 / len(tokens), np.float32))


def written(number: int, changed: bool = False) -> Document:
    """Read a policy of EACH distinct clauses, the middle one reworded where it is `changed`."""
    return document(text(number, changed).encode(), f"policy-{number:05d}.md")


def text(number: int, changed: bool = False) -> str:
    """Write such a policy."""
    chance = random.Random(number)
    choices = {name: line.split("|") if "|" in line else line.split() for name, line in WORDS.items()}
    lines = ["---", f'title: "{title(number)}"', "---", ""]
    for clause in range(EACH):
        if clause % 10 == 0:
            lines += [f"## {clause // 10 + 1} {chance.choice(choices['thing']).title()}", ""]
        said = {name: chance.choice(each) for name, each in choices.items()}
        verb = "finally" if changed and clause == EACH // 2 else "always"
        lines += [
            f"{clause // 10 + 1}.{clause % 10 + 1} {said['who']} {said['force']} {verb} {said['act']} the "
            f"{said['thing']} {chance.randrange(10**6)} {said['place']} {said['limit']}, as case {number}-{clause} shows.",
            "",
        ]
    return "\n".join(lines)


def title(number: int) -> str:
    """Give each policy a title of its own."""
    return f"Policy {number}"


def organisation(policies: int) -> tuple[list[Document], list[Clause]]:
    """Make so many policies and their clauses."""
    cuts = [(one, cut(one)) for one in map(written, range(min(WRITTEN, policies)))]
    documents, clauses = [], []
    for number in range(policies):
        one, theirs = cuts[number % WRITTEN]
        named = one.model_copy(
            update={
                "policy": f"policy-{number:05d}",
                "details": one.details.model_copy(update={"title": title(number)}),
            }
        )
        documents.append(named)
        change = {"policy": named.policy, "document_id": named.id}
        clauses += [
            each.model_copy(update={**change, "id": each.id.replace(one.policy, named.policy, 1)})
            for each in theirs
        ]
    return documents, clauses


def timed(seconds: Seconds, what: str, act: Callable[[], T]) -> T:
    """Do something and note how long it took, on the clock and of the processor."""
    began, worked = time.perf_counter(), time.process_time()
    done = act()
    seconds[what] = (time.perf_counter() - began, time.process_time() - worked)
    return done


def answer(snapshot: Snapshot) -> str:
    """Find a clause, as the first question after a publication does."""
    return search(snapshot, MadeUp(), [QUESTION], frozenset({Audience.staff})).hits[0].clause_id


def publishing(folder: Path, old: str, ends: Connection) -> None:
    """Build the revision and keep it, in a process that has nothing open."""
    seconds: Seconds = {}
    kept, new = Snapshots(folder), written(1, changed=True)
    previous = timed(seconds, "publishing: open what is published", lambda: kept.open(old))
    now = timed(seconds, "publishing: build", lambda: revised(previous, [new], MadeUp(), kept=kept))
    timed(seconds, "publishing: keep", lambda: kept.save(now))
    timed(seconds, "publishing: first question that checks it", lambda: answer(now))
    timed(seconds, "publishing: next question that checks it", lambda: answer(now))
    ends.send((now.id, seconds))


def serving(folder: Path, old: str, ends: Connection) -> None:
    """Answer from the old index, then from the new one as soon as it is named."""
    seconds: Seconds = {}
    kept = Snapshots(folder)
    before = kept.open(old)
    answer(before)
    ends.send((old, {}))
    new = ends.recv()
    after = timed(seconds, "serving: open the new one", lambda: kept.open(new))
    timed(seconds, "serving: its first answer", lambda: answer(after))
    timed(seconds, "serving: its next answer", lambda: answer(after))
    ends.send((before.id, seconds))


def starting(folder: Path, new: str, ends: Connection) -> None:
    """Answer from the new index in a process that has nothing open."""
    seconds: Seconds = {}
    after = timed(seconds, "afresh: open", lambda: Snapshots(folder).open(new))
    timed(seconds, "afresh: first answer", lambda: answer(after))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    seconds["afresh: memory at its peak, MB"] = (peak, peak)
    ends.send((new, seconds))


def started(work: Callable[[Path, str, Connection], None], folder: Path, id: str) -> Connection:
    """Start a process of its own."""
    ours, theirs = multiprocessing.Pipe()
    multiprocessing.get_context("spawn").Process(target=work, args=(folder, id, theirs), daemon=True).start()
    return ours


def kept(folder: Path, policies: int, seconds: Seconds) -> str:
    """Index an organisation and keep it; gives the id."""
    whole = index_clauses("Otter", *organisation(policies), MadeUp())
    return timed(seconds, "from nothing: keep", lambda: Snapshots(folder).save(whole))


def measured(clauses: int) -> Seconds:
    """Give the seconds of every step at one size."""
    with tempfile.TemporaryDirectory(prefix="quoth-revision-") as made:
        folder, seconds = Path(made), Seconds()
        old = kept(folder, max(2, clauses // EACH), seconds)
        served = started(serving, folder, old)
        served.recv()
        new, found = started(publishing, folder, old).recv()
        seconds |= found
        served.send(new)
        seconds |= served.recv()[1]
        _, last = started(starting, folder, new).recv()
        return {**seconds, **last}


def nothing(clauses: int) -> None:
    """Read, cut, encode and keep so many clauses, and print how long it took."""
    seconds: Seconds = {}
    shown = Console()
    encoder = open_encoder()
    texts = timed(seconds, "read", lambda: [written(number) for number in range(clauses // EACH)])

    def told(done: int, of: int) -> None:
        shown.print(f"{done} of {of} texts encoded", end="\r")

    whole = timed(seconds, "cut and encode", lambda: build("Otter", texts, encoder, progress=told))
    with tempfile.TemporaryDirectory(prefix="quoth-revision-") as made:
        timed(seconds, "keep", lambda: Snapshots(Path(made)).save(whole))
    shown.print()
    for what, (taken, worked) in seconds.items():
        shown.print(f"{what}: {taken:.1f} s, of the processor {worked:.1f}, for {whole.size} clauses")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--nothing", type=int, metavar="CLAUSES")
    given = parser.parse_args()
    if given.nothing:
        return nothing(given.nothing)
    show({size: measured(size) for size in sorted(given.sizes)})
    return None


def show(found: dict[int, Seconds]) -> None:
    """Print the seconds of every step at each size, and how those of the processor grow."""
    least, most = min(found), max(found)
    table = Table(
        title=f"Seconds on the clock, and of the processor; {os.getloadavg()[0]:.1f} processes running",
        title_justify="left",
    )
    table.add_column("step")
    for size in found:
        table.add_column(f"{size:,} clauses", justify="right")
    table.add_column(f"times, for {most // least} times the clauses", justify="right")
    for step in found[least]:
        growth = found[most][step][1] / found[least][step][1]
        table.add_row(
            step, *(f"{each[step][0]:.3f}  {each[step][1]:.3f}" for each in found.values()), f"{growth:.1f}"
        )
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
