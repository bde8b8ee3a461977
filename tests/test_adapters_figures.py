"""The figures count what happens, in few and fixed words."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from adapters.figures import DELIVERIES, ERRORS, KINDS, PLATFORMS, Figures
from bot.answers import Kind
from bot.credentials import Credentials
from bot.settings import Settings


def read(figures: Figures) -> dict[tuple[str, ...], float]:
    """Every sample of Quoth's own: its name and its labels' values, and its value."""
    families = text_string_to_metric_families(figures.text()[0].decode())
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
        if family.name.startswith("quoth_")
    }


def test_an_answer_is_counted_and_timed() -> None:
    figures = Figures()
    figures.answered("slack", "quoted", 0.2)
    figures.answered("slack", "quoted", 2.5)
    figures.answered("teams", "silent", 30.0)
    found = read(figures)
    assert found["quoth_answers_total", "quoted", "slack"] == 2
    assert found["quoth_answers_total", "silent", "teams"] == 1
    assert found["quoth_answer_seconds_count", "slack"] == 2
    assert found["quoth_answer_seconds_sum", "slack"] == pytest.approx(2.7)
    assert found["quoth_answer_seconds_bucket", "0.2", "slack"] == 1
    assert found["quoth_answer_seconds_bucket", "3.0", "slack"] == 2
    assert found["quoth_answer_seconds_bucket", "10.0", "teams"] == 0
    assert found["quoth_answer_seconds_bucket", "+Inf", "teams"] == 1


def test_what_waits_what_fails_what_is_sent_and_what_is_connected() -> None:
    figures = Figures()
    figures.waiting("discord", 1)
    figures.waiting("discord", 1)
    figures.waiting("discord", -1)
    figures.error("web", "unexpected")
    figures.delivered("teams", "privately")
    figures.connected("slack", True)
    figures.connected("discord", True)
    figures.connected("discord", False)
    found = read(figures)
    assert found["quoth_waiting", "discord"] == 1
    assert found["quoth_errors_total", "web", "unexpected"] == 1
    assert found["quoth_deliveries_total", "privately", "teams"] == 1
    assert (found["quoth_connected", "slack"], found["quoth_connected", "discord"]) == (1, 0)


@given(st.lists(st.text(max_size=40), min_size=1, max_size=20))
def test_whatever_words_are_given_the_labels_stay_the_known_ones(words: list[str]) -> None:
    figures = Figures()
    for word in words:
        figures.answered(word, word, 0.1)
        figures.error(word, word)
        figures.delivered(word, word)
        figures.waiting(word, 1)
        figures.connected(word, True)
    known = PLATFORMS | KINDS | ERRORS | DELIVERIES | {"other"}
    text, _ = figures.text()
    labels = {
        value
        for family in text_string_to_metric_families(text.decode())
        if family.name.startswith("quoth_")
        for sample in family.samples
        for name, value in sample.labels.items()
        if name != "le"
    }
    assert labels
    assert labels <= known


def test_every_kind_of_answer_has_its_word() -> None:
    assert {kind.value for kind in Kind} <= KINDS
    figures = Figures()
    figures.answered("slack", Kind.silent, 0.1)
    assert read(figures)["quoth_answers_total", "silent", "slack"] == 1


def test_every_word_that_the_service_counts_by_is_known() -> None:
    root = Path(__file__).parent.parent
    files = [*(root / "bot").glob("*.py"), *(root / "adapters").glob("*.py")]
    code = "".join(path.read_text(encoding="utf-8") for path in files)
    kinds = set(re.findall(r'Outcome\(\s*kind="(\w+)"', code))
    errors = set(re.findall(r'figures\.error\([^()]*"(\w+)"\)', code))
    deliveries = set(re.findall(r'figures\.delivered\([^()]*"(\w+)"\)', code))
    # An event that was answered before is not answered again, and not counted.
    assert kinds - {"ignored"} <= KINDS
    assert errors <= ERRORS
    assert deliveries <= DELIVERIES
    assert {"unexpected"} <= errors


def test_the_manual_names_every_figure_and_every_word_and_no_setting_that_is_none() -> None:
    manual = (Path(__file__).parent.parent / "docs" / "running.md").read_text(encoding="utf-8")
    figures = Figures()
    figures.answered("slack", "quoted", 0.1)
    families = text_string_to_metric_families(figures.text()[0].decode())
    # The library adds to each counter when it was made.
    names = {each.name for each in families if re.fullmatch(r"quoth_\w+(?<!_created)", each.name)}
    assert {name for name in names if name not in manual} == set()
    assert {word for word in KINDS | ERRORS | DELIVERIES | {"other"} if f"`{word}`" not in manual} == set()
    known = {f"QUOTH_{name.upper()}" for name in (*Settings.model_fields, *Credentials.model_fields)}
    assert set(re.findall(r"QUOTH_[A-Z_]+", manual)) <= known


def test_two_services_in_one_process_count_apart() -> None:
    first, second = Figures(), Figures()
    first.error("slack", "store")
    assert ("quoth_errors_total", "slack", "store") in read(first)
    assert ("quoth_errors_total", "slack", "store") not in read(second)


def test_many_threads_lose_no_count() -> None:
    figures = Figures()
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: figures.answered("slack", "quoted", 0.1), range(2000)))
    assert read(figures)["quoth_answers_total", "quoted", "slack"] == 2000


def test_the_process_tells_of_itself() -> None:
    text, kind = Figures().text()
    assert kind.startswith("text/plain")
    assert b"process_resident_memory_bytes" in text
