"""How well policies are cut into clauses: the golden policies, and the practice policies in every format.

    python -m benchmarks.reading SHARED_FOLDER

SHARED_FOLDER holds `policies/`, `golden/` (with `score_clauses.py`, whose figures these are) and `practice/`.
The practice policies are Markdown; `tests/convert.py` makes files of the other formats of them.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from bot.programs import ClauseRow
from corpus.assemble import document
from corpus.clauses import cut
from tests.convert import to_docx, to_html, to_pdf, to_txt

FORMATS: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "Markdown": ("md", str.encode),
    "text": ("txt", to_txt),
    "text, bullets lost": ("txt", lambda text: to_txt(text, bullet="")),
    "HTML, lists numbered by the browser": ("html", to_html),
    "HTML, typed numbers": ("html", lambda text: to_html(text, automatic_numbering=False)),
    "Word, automatic numbers": ("docx", lambda text: to_docx(text, automatic_numbering=True)),
    "Word, typed numbers": ("docx", lambda text: to_docx(text, automatic_numbering=False)),
    "PDF": ("pdf", to_pdf),
}
"""Each format's name, the ending of its files, and how one is made of a Markdown policy."""

_FIGURE = re.compile(r"^(\w+) (\d+)/(\d+) ", re.MULTILINE)


def rows(data: bytes, name: str) -> str:
    """The clauses of one policy file as `quoth clauses --jsonl` writes them."""
    read = document(data, name)
    return "".join(ClauseRow.of(clause, read).model_dump_json() + "\n" for clause in cut(read))


def scored(scorer: Path, gold: Path, clauses: str) -> dict[str, tuple[int, int]]:
    """What the scorer counts: right and all, by figure; a figure that does not apply is left out."""
    command = [sys.executable, str(scorer), str(gold)]
    printed = subprocess.run(command, input=clauses, capture_output=True, text=True, check=True).stdout
    return {name: (int(right), int(of)) for name, right, of in _FIGURE.findall(printed)}


def added(figures: Iterable[dict[str, tuple[int, int]]]) -> dict[str, tuple[int, int]]:
    """Figures of several policies as one."""
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for each in figures:
        for name, (some, all_of_them) in each.items():
            right[name] += some
            of[name] += all_of_them
    return {name: (right[name], of[name]) for name in of}


def golden(shared: Path) -> dict[str, tuple[int, int]]:
    """Figures of the five golden policies."""
    files = sorted((shared / "policies").glob("*.txt"))
    clauses = "".join(rows(file.read_bytes(), file.name) for file in files)
    return scored(shared / "golden" / "score_clauses.py", shared / "golden" / "clauses.jsonl", clauses)


def practice(shared: Path, kind: str) -> dict[str, tuple[int, int]]:
    """Figures of the practice policies in one of the FORMATS."""
    ending, made = FORMATS[kind]
    scorer = shared / "golden" / "score_clauses.py"
    return added(
        scored(
            scorer,
            shared / "practice" / "clauses" / f"{file.stem}.jsonl",
            rows(made(file.read_text(encoding="utf-8")), f"{file.stem}.{ending}"),
        )
        for file in sorted((shared / "practice" / "policies").glob("*.md"))
    )


def main() -> None:
    """Print the figures of every set."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    shared = Path(sys.argv[1])
    sets = {"golden policies": golden(shared)} | {
        f"practice, {kind}": practice(shared, kind) for kind in FORMATS
    }
    for name, figures in sets.items():
        shown = "  ".join(
            f"{figure} {right}/{of} {right / of:.3f}" for figure, (right, of) in figures.items()
        )
        print(f"{name:<46}{shown}", flush=True)


if __name__ == "__main__":
    main()
