"""What the service logs stands in the table that whoever runs it looks it up in."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from bot.logs import EVENT, LIBRARY

ROOT = Path(__file__).parent.parent
LEVELS = {"debug", "info", "warning", "error", "exception"}


def logged(source: str) -> Iterator[str]:
    """The events that a module's log calls name."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        call = ast.unparse(node.func)
        speaks = call == "log" or (call.rpartition(".")[2] in LEVELS and "log" in call)
        for part in ast.walk(node.args[0]) if speaks else ():
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value


def test_every_event_of_the_log_is_explained_and_no_other() -> None:
    events = {LIBRARY, "a thread failed", "pins not matched"}
    for path in sorted((ROOT / "adapters").glob("*.py")):
        events.update(logged(path.read_text(encoding="utf-8")))
    assert all(EVENT.fullmatch(event) for event in events)
    running = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    table = running.partition("| `event` |")[2].partition("\n\n")[0]
    explained = {name for row in table.splitlines() for name in re.findall("`([^`]+)`", row.split("|")[1])}
    assert len(events) > 30
    assert explained == events


def test_a_log_call_is_found_however_it_is_written() -> None:
    source = 'log.info("a")\nself._log.error("b", x="c")\nstructlog.get_logger().warning("d" if e else "f")\nlog("g", x=1)'
    assert list(logged(source)) == ["a", "b", "d", "f", "g"]
