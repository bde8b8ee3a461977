"""How exactly a comparison names what was changed: over realistic revisions of real and invented policies.

Run with `python -m benchmarks.differences FOLDER...`; half of the policies (by name) served to set the thresholds, the
figures are given for both halves apart. `--wrong` prints each change that was named wrongly or not at all, `--once`
revises each policy once by each kind of edit, not three times.
"""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

from corpus.differences import Difference, differences
from corpus.revisions import Change, words
from corpus.rewording import printed
from tests.revising import revised
from tests.revising_drafts import Named
from tests.revising_edits import EDITS

SILENT = (Change.unchanged, Change.renumbered)
MIXED = (
    ["reword", "insert", "remove", "look"],
    ["rework", "replace", "insert", "date"],
    ["split", "extend", "force", "remove"],
    ["merge", "insert", "move", "reword", "rename"],
    ["extend", "extend", "rework", "rework", "reword", "reword"],
    ["replace", "replace", "rework", "insert", "remove"],
)


def named(found: tuple[Difference, ...]) -> list[Named]:
    """What a comparison names as changed, as the generator names it."""
    said: list[Named] = []
    for each in found:
        if each.change in SILENT:
            continue
        if each.detail:
            details = each.change is Change.details_changed
            said.append(
                (str(each.change), "" if details else words(each.was), "" if details else words(each.now))
            )
            continue
        pairs = [(one, other) for one in each.old or (None,) for other in each.new or (None,)]
        said += [
            (str(each.change), words(one.text) if one else "", words(other.text) if other else "")
            for one, other in pairs
        ]
    return said


def _key(one: Named) -> Named:
    return one[0], printed(one[1]).casefold(), printed(one[2]).casefold()


def main() -> None:
    """Print precision and recall of named changes, by kind of revision and for both halves."""
    wrong, seeds = "--wrong" in sys.argv, range(1 if "--once" in sys.argv else 3)
    files = sorted(
        path for each in sys.argv[1:] if not each.startswith("--") for path in Path(each).glob("*.[tm][xd]*")
    )
    files = [path for path in files if path.name != "README.md"]
    figures: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    spent = 0.0
    for place, path in enumerate(files):
        for edits in [*([each] for each in EDITS), *MIXED]:
            for seed in seeds:
                made = revised(path, list(edits), seed)
                count = figures[(place % 2, "+".join(edits))]
                if made is None:
                    count["not made"] += 1
                    continue
                started = time.perf_counter()
                found = differences(made[0], made[1])
                spent += time.perf_counter() - started
                said, truth = Counter(map(_key, named(found))), Counter(map(_key, made[2]))
                if "date" in edits:
                    said = Counter({key: 1 if key[0] == "details changed" else n for key, n in said.items()})
                right = said & truth
                count["right"] += right.total()
                count["said"] += said.total()
                count["true"] += truth.total()
                count["revisions"] += 1
                count["exact"] += said == truth
                if wrong and said != truth:
                    print(path.name, edits, seed)
                    for label, these in (("  missed", truth - said), ("  wrongly", said - truth)):
                        for each in these:
                            print(label, each)
    for half, label in ((0, "to set the thresholds"), (1, "kept apart")):
        print(f"\nPolicies {label}")
        total: Counter[str] = Counter()
        for (of, edits), count in sorted(figures.items()):
            if of == half:
                total.update(count)
                _print(edits, count)
        _print("all", total)
    print(f"\n{spent:.1f} s for all comparisons")


def _print(label: str, count: Counter[str]) -> None:
    precision = count["right"] / count["said"] if count["said"] else 1.0
    recall = count["right"] / count["true"] if count["true"] else 1.0
    print(
        f"{label:52} {count['revisions']:4} revisions, {count['exact']:4} exact, "
        f"precision {precision:.3f}, recall {recall:.3f} ({count['not made']} not made)"
    )


if __name__ == "__main__":
    main()
