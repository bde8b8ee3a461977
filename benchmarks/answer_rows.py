"""How many rows a second `quoth ask --jsonl` answers: `python -m benchmarks.answer_rows ROWS.jsonl [--org NAME]`.

Answers in the home that QUOTH_HOME names, whose organisations have published. Prints the time until
the first answer (encoder and index loaded) and rows a second after it.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from bot.desk import Desk
from bot.errors import BadRow
from bot.programs import AnsweredRow, asked_rows
from bot.settings import load


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=Path)
    parser.add_argument("--org", default="")
    given = parser.parse_args()
    started = time.perf_counter()
    desk = Desk.opened(load())
    with given.rows.open("rb") as lines:
        rows = [row for row in asked_rows(lines, given.rows.name) if not isinstance(row, BadRow)]
    desk.ask(rows[0].asked(given.org))
    loaded = time.perf_counter()
    for row in rows:
        AnsweredRow.of(row.id, desk.ask(row.asked(given.org))).model_dump_json()
    answered = time.perf_counter()
    print(f"first answer after {loaded - started:.2f} s, then {len(rows) / (answered - loaded):.0f} rows/s")


if __name__ == "__main__":
    main()
