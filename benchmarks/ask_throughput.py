"""Questions a second of search over one snapshot, beside the encoder pass alone on the same questions.

    python -m benchmarks.ask_throughput PRACTICE_FOLDER [--clauses 2000] [--questions 1000] [--threads 1]

The index holds every practice clause, and copies of them with other words in front until it has as many as
asked for; the practice questions are asked with the follow-ups among them. Also printed: building, keeping
and opening the snapshot.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from benchmarks.material import Group, practice
from corpus.document import Audience, Clause, Document
from index.build import index_clauses
from index.encoder import DEFAULT_MODEL, open_encoder
from index.search import search
from index.snapshot import Snapshots

T = TypeVar("T")
STAFF = frozenset({Audience.staff, Audience.managers})


def main() -> None:
    """Build, ask, and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("practice", type=Path)
    parser.add_argument("--clauses", type=int, default=2000)
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    groups = practice(given.practice)
    documents, clauses = enough(groups, given.clauses)
    every = [question.turns for group in groups for question in group.questions]
    asked = every[:: max(1, len(every) // given.questions)][: given.questions]
    with tempfile.TemporaryDirectory() as folder:
        encoder, opening = _timed(lambda: open_encoder(DEFAULT_MODEL, Path(folder) / "cache", given.threads))
        _, reopening = _timed(lambda: open_encoder(DEFAULT_MODEL, Path(folder) / "cache", given.threads))
        built, building = _timed(lambda: index_clauses("Benchmark", documents, clauses, encoder))
        store = Snapshots(Path(folder) / "snapshots")
        _, keeping = _timed(lambda: store.save(built))
        snapshot, reading = _timed(lambda: store.open(built.id))
        size = sum(path.stat().st_size for path in Path(folder, "snapshots").rglob("*") if path.is_file())
        print(f"encoder: {opening:.2f} s the first time, {reopening:.2f} s after")
        print(
            f"snapshot of {len(snapshot.units)} units: built in {building:.1f} s, kept in {keeping:.2f} s, ",
            end="",
        )
        print(f"opened in {reading:.3f} s, {size / 2**20:.0f} MiB")

        def whole(turns: tuple[str, ...]) -> float:
            return _timed(lambda: search(snapshot, encoder, turns, STAFF))[1]

        def alone(turns: tuple[str, ...]) -> float:
            return _timed(lambda: encoder.encode([" ".join(turns)]))[1]

        for turns in asked[:50]:
            whole(turns)
        for name, work in (("search", whole), ("encoder alone", alone)):
            with ThreadPoolExecutor(given.threads) as workers:
                times, seconds = _timed(lambda work=work: sorted(workers.map(work, asked)))  # type: ignore[misc]
            median, late = statistics.median(times), times[int(len(times) * 0.95)]
            print(f"{name:<14} {len(asked) / seconds:6.0f} questions/s, ", end="")
            print(f"median {median * 1000:.2f} ms, 95th percentile {late * 1000:.2f} ms")
            if work is whole:
                slow = median
        print(f"ratio of the medians, search to encoder alone: {slow / median:.2f}")


def enough(groups: list[Group], wanted: int) -> tuple[list[Document], list[Clause]]:
    """Give documents and clauses, copied under other names and words until there are `wanted` clauses."""
    documents: list[Document] = []
    clauses: list[Clause] = []
    for copy in range(1 + wanted // max(1, sum(len(group.clauses) for group in groups))):
        for group in groups:
            renamed = {document.id: f"{document.id}-{copy}" for document in group.documents}
            for document in group.documents:
                changed = document.model_copy(update={"policy": f"{document.policy}-{copy}"})
                renamed[document.id] = changed.id
                documents.append(changed)
            for clause in group.clauses[: wanted - len(clauses)]:
                words = clause.text if not copy else f"In annex {copy}: {clause.text}"
                update = {
                    "id": f"{clause.id}-{copy}",
                    "document_id": renamed[clause.document_id],
                    "text": words,
                }
                clauses.append(clause.model_copy(update=update))
    return documents, clauses


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    started = time.perf_counter()
    return work(), time.perf_counter() - started


if __name__ == "__main__":
    main()
