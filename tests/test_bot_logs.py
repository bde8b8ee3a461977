"""The log of the service is one JSON object a line, and holds nothing that anybody wrote."""

from __future__ import annotations

import ast
import json
import logging
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.logs import ALLOWED, EVENT, LIBRARY, allowed, serve_logs, set_up

WORDS = "Kayla told me her uncle hits her"
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Leave the logs of other tests as they were."""
    root = logging.getLogger()
    kept = (structlog.get_config(), root.handlers[:], root.level, logging.raiseExceptions)
    hook, shown = threading.excepthook, warnings.showwarning
    named = {name: logging.getLogger(name) for name in list(logging.root.manager.loggerDict)}
    before = {name: (each.handlers[:], each.propagate, each.level) for name, each in named.items()}
    yield
    logging.captureWarnings(False)
    structlog.configure(**kept[0])
    root.handlers[:], root.level, logging.raiseExceptions = kept[1], kept[2], kept[3]
    threading.excepthook, warnings.showwarning = hook, shown
    for name, (handlers, propagate, level) in before.items():
        named[name].handlers[:], named[name].propagate = handlers, propagate
        named[name].setLevel(level)


def lines(capsys: Capture) -> list[dict[str, object]]:
    captured = capsys.readouterr()
    assert captured.out == ""
    assert WORDS not in captured.err
    assert "Kayla" not in captured.err
    return [json.loads(line) for line in captured.err.splitlines()]


def test_a_line_says_when_how_bad_and_what_and_then_its_fields(capsys: Capture) -> None:
    serve_logs()
    structlog.get_logger().info("request", route="/clause/{token}", status=200, seconds=0.012)
    (line,) = lines(capsys)
    assert list(line)[:3] == ["at", "level", "event"]
    assert (line["level"], line["event"]) == ("info", "request")
    assert (line["route"], line["status"], line["seconds"]) == ("/clause/{token}", 200, 0.012)
    assert str(line["at"]).endswith("Z")


def test_what_is_below_the_level_is_left_out(capsys: Capture) -> None:
    serve_logs(logging.WARNING)
    structlog.get_logger().info("request")
    structlog.get_logger().warning("reconnecting", platform="slack")
    assert [line["event"] for line in lines(capsys)] == ["reconnecting"]


@pytest.mark.parametrize("field", ["text", "question", "person", "user", "name", "message", "payload"])
def test_a_field_that_is_not_allowed_is_left_out_and_said_to_be(capsys: Capture, field: str) -> None:
    serve_logs()
    structlog.get_logger().info("answered", platform="slack", **{field: WORDS})
    (line,) = lines(capsys)
    assert (line["platform"], line["left_out"]) == ("slack", [field])
    assert field not in ALLOWED


@pytest.mark.parametrize("value", [WORDS, [WORDS], {"text": WORDS}, WORDS.encode(), Path(WORDS), "x" * 101])
def test_an_allowed_field_holds_a_word_or_a_number_and_nothing_else(capsys: Capture, value: object) -> None:
    serve_logs()
    structlog.get_logger().info("answered", kind=value, seconds=1.5)
    (line,) = lines(capsys)
    assert (line.get("kind"), line["seconds"], line["left_out"]) == (None, 1.5, ["kind"])


def test_an_event_into_which_text_was_put_is_withheld(capsys: Capture) -> None:
    serve_logs()
    structlog.get_logger().info(f"asked: {WORDS}", platform="slack")
    structlog.get_logger().info("asked %s", WORDS, platform="slack")
    assert [(line["event"], line["platform"]) for line in lines(capsys)] == [("withheld", "slack")] * 2


plain = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text())


@given(st.text(), st.dictionaries(st.one_of(st.text(), st.sampled_from(sorted(ALLOWED))), plain))
def test_whatever_is_given_a_line_holds_only_allowed_fields_without_spaces(
    event: str, fields: dict[str, object]
) -> None:
    entry = dict(allowed(None, "info", {**fields, "event": event}))
    told = entry.pop("left_out", [])
    assert set(entry) <= ALLOWED
    assert all(" " not in str(value) for name, value in entry.items() if name != "event")
    assert isinstance(told, list)
    assert all(" " not in name for name in told)


def test_whatever_the_adapters_log_is_allowed() -> None:
    calls = 0
    for path in (Path(__file__).parent.parent / "adapters").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if ast.unparse(node.func.value) not in ("log", "self._log", "structlog.get_logger()"):
                continue
            calls += 1
            fields = {keyword.arg or "**" for keyword in node.keywords} - {"exc_info"}
            assert fields <= ALLOWED, f"{path.name}:{node.lineno}"
            events = [each for each in ast.walk(node.args[0]) if isinstance(each, ast.Constant)]
            assert not [each for each in ast.walk(node.args[0]) if isinstance(each, ast.JoinedStr)]
            for each in events:
                assert EVENT.fullmatch(str(each.value)), f"{path.name}:{node.lineno}"
    assert calls


def test_an_exception_is_told_by_its_class_and_its_place_alone(capsys: Capture) -> None:
    serve_logs()
    try:
        raise ValueError(WORDS)
    except ValueError:
        structlog.get_logger().exception("answering failed", reference="a1b2c3d4")
    (line,) = lines(capsys)
    assert (line["error"], line["reference"], line["level"]) == ("ValueError", "a1b2c3d4", "error")
    assert str(line["where"]).startswith("test_bot_logs.py:")


def test_an_exception_that_was_never_raised_has_a_class_and_no_place(capsys: Capture) -> None:
    serve_logs()
    structlog.get_logger().error("answering failed", exc_info=KeyError(WORDS))
    (line,) = lines(capsys)
    assert line["error"] == "KeyError"
    assert "where" not in line


@pytest.mark.parametrize("name", ["slack_bolt.App", "slack_sdk", "discord.gateway", "httpx", "asyncio"])
def test_a_library_is_told_by_its_name_and_level_alone(capsys: Capture, name: str) -> None:
    serve_logs()
    logging.getLogger(name).warning("Unhandled request: %s", {"text": WORDS})
    try:
        raise RuntimeError(WORDS)
    except RuntimeError:
        logging.getLogger(name).exception(WORDS)
    first, second = lines(capsys)
    assert (first["event"], first["logger"], first["level"]) == (LIBRARY, name, "warning")
    assert (second["level"], second["error"]) == ("error", "RuntimeError")
    assert set(first) == {"at", "level", "event", "logger"}


def test_a_library_that_only_informs_is_not_told_of(capsys: Capture) -> None:
    serve_logs()
    logging.getLogger("httpx").info(WORDS)
    logging.getLogger("discord").debug(WORDS)
    assert lines(capsys) == []


def test_levels_of_a_librarys_own_are_told_as_the_nearest_below(capsys: Capture) -> None:
    serve_logs()
    logging.getLogger("odd").log(35, WORDS)
    logging.getLogger("odd").log(99, WORDS)
    assert [line["level"] for line in lines(capsys)] == ["warning", "critical"]


def test_a_library_that_brought_its_own_way_to_print_loses_it(capsys: Capture) -> None:
    loud = logging.getLogger("tests.loud")
    loud.addHandler(logging.StreamHandler())
    loud.propagate = False
    serve_logs()
    loud.error(WORDS)
    assert [line["logger"] for line in lines(capsys)] == ["tests.loud"]


def test_a_message_that_cannot_be_put_together_is_not_printed_either(capsys: Capture) -> None:
    serve_logs()
    logging.getLogger("odd").error("%d", WORDS)
    assert [line["logger"] for line in lines(capsys)] == ["odd"]


def test_a_warning_is_told_without_its_words(capsys: Capture) -> None:
    serve_logs()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        warnings.warn(WORDS, UserWarning, stacklevel=1)
        logging.captureWarnings(False)
    assert [line["logger"] for line in lines(capsys)] == ["py.warnings"]


def test_a_thread_that_fails_is_told_without_its_words(capsys: Capture) -> None:
    serve_logs()

    def fail() -> None:
        raise LookupError(WORDS)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    (line,) = lines(capsys)
    assert (line["event"], line["error"]) == ("a thread failed", "LookupError")


def test_a_process_of_its_own_logs_one_object_a_line_whatever_is_thrown_at_it() -> None:
    program = f"""
import asyncio, logging
import structlog
from bot.logs import serve_logs

serve_logs()
structlog.get_logger().info("starting", port=8642)
logging.getLogger("slack_bolt").error({WORDS!r} + "\\n" + {WORDS!r})

async def forgotten():
    raise RuntimeError({WORDS!r})

async def main():
    task = asyncio.create_task(forgotten())
    await asyncio.wait([task])
    del task

asyncio.run(main())
structlog.get_logger().info("stopped", signal="SIGTERM")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert WORDS not in done.stderr + done.stdout
    found = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["event"] for line in found] == ["starting", LIBRARY, LIBRARY, "stopped"]
    assert (found[2]["logger"], found[2]["error"]) == ("asyncio", "RuntimeError")


def test_commands_still_log_plain_lines(capsys: Capture) -> None:
    set_up()
    structlog.get_logger().warning("unknown setting", variable="QUOTH_X")
    err = capsys.readouterr().err
    assert "unknown setting" in err
    assert "QUOTH_X" in err
