"""How often force and audience are labelled right, given perfect clauses.

    python benchmarks/clause_labels.py PRACTICE_FOLDER GOLDEN_FILE [POLICIES_FOLDER]

PRACTICE_FOLDER holds `clauses/*.jsonl` and `policies/*.md`; POLICIES_FOLDER the texts that GOLDEN_FILE is about
(without it, a policy's text is what its rows quote). Nothing is learned from either: the labels come from rules.
Advice and advice against count as one force, as in the golden set's own score; one audience in common is enough.
`--misses` prints every row that is labelled otherwise.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from corpus.audience import AudienceReader
from corpus.force import Reader
from corpus.sentences import sentences

ONE_FORCE = {"discouraged": "recommendation", "advised against": "recommendation"}


@dataclass(frozen=True)
class Row:
    """A labelled clause."""

    id: str
    policy: str
    lead: str
    text: str
    headings: tuple[str, ...]
    force: str
    audience: frozenset[str]


def rows(file: Path) -> Iterator[Row]:
    """The rows of a practice or golden file."""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.strip():
            row = json.loads(line)
            stated = row["audience"]
            yield Row(
                id=row["id"],
                policy=row.get("policy") or row["id"].split("#")[0],
                lead=row.get("lead") or "",
                text=row.get("text") or row["plain"],
                headings=tuple(row["headings"])
                if "headings" in row
                else tuple(row["clause"].split(" > ")[:-1]),
                force=ONE_FORCE.get(row["force"], row["force"]),
                audience=frozenset([stated] if isinstance(stated, str) else stated),
            )


def readers(policy: str, texts: dict[str, Path], of: list[Row]) -> tuple[Reader, AudienceReader]:
    """The two readers of a policy, from its file where there is one."""
    title, audience, text = "", (), "\n".join(f"{row.lead} {row.text}" for row in of)
    if file := texts.get(policy):
        text = file.read_text(encoding="utf-8")
        title = text.strip().splitlines()[0].strip("#* ")
        if text.startswith("---"):
            _, front, text = text.split("---", 2)
            details = yaml.safe_load(front)
            title, audience = details["title"], tuple(details["audience"])
    return Reader(text), AudienceReader(title, audience, text)


def score(name: str, labelled: Iterable[Row], texts: dict[str, Path], misses: bool) -> None:
    """Print how many labels are right, in all and by policy."""
    by_policy: dict[str, list[Row]] = defaultdict(list)
    for row in labelled:
        by_policy[row.policy].append(row)
    right: Counter[str] = Counter()
    total = 0
    for policy, of in by_policy.items():
        force, audience = readers(policy, texts, of)
        own: Counter[str] = Counter()
        for row in of:
            parts = [span.of(row.text) for span in sentences(row.text)]
            read = force.clause(row.text, row.lead, parts).value
            groups = {group.value for group in audience.of(row.text, row.lead, row.headings)}
            own["force"] += ONE_FORCE.get(read, read) == row.force
            own["audience"] += bool(groups & row.audience)
            if misses and ONE_FORCE.get(read, read) != row.force:
                print(f"  force     {row.force} read as {read}: {row.id}")
            if misses and not groups & row.audience:
                print(f"  audience  {'+'.join(row.audience)} read as {'+'.join(sorted(groups))}: {row.id}")
        right.update(own)
        total += len(of)
        print(f"  {policy:40} force {own['force'] / len(of):.2f}  audience {own['audience'] / len(of):.2f}")
    for label in ("force", "audience"):
        print(f"{name} {label} {right[label]}/{total} {right[label] / total:.3f}")


def main() -> None:
    """Score both sets."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("practice", type=Path)
    parser.add_argument("golden", type=Path)
    parser.add_argument("policies", type=Path, nargs="?")
    parser.add_argument("--misses", action="store_true")
    args = parser.parse_args()
    folders = [args.practice / "policies", *([args.policies] if args.policies else [])]
    texts = {file.stem: file for folder in folders if folder.is_dir() for file in sorted(folder.iterdir())}
    practice = [row for file in sorted((args.practice / "clauses").glob("*.jsonl")) for row in rows(file)]
    score("practice", practice, texts, args.misses)
    score("golden", rows(args.golden), texts, args.misses)


if __name__ == "__main__":
    main()
