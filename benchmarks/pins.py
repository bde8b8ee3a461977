"""What many pins add to the time an answer takes: `python -m benchmarks.pins [--pins 500] [--phrasings 11]`.

Publishes one small policy in a folder that is removed afterwards and asks the same questions before and after it
has as many invented pins, none of which answers them. Prints the median of each, their ratio, how much of it is
the network that reads the nearest phrasings, and how long the pins took to make ready.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bot import matching
from bot.answers import Question
from bot.desk import Desk
from bot.pins import MOST_PHRASINGS, Pin, PinState
from bot.settings import Settings

NAME = "Larkmere Trust"
POLICY = """# Staff Conduct

1.1 Staff may give a pupil a lift only if the head has agreed in writing.
1.2 Staff must not accept a friend request from a pupil.
"""
ASKED = tuple(
    f"may I {what} {when}"
    for what in (
        "give a pupil a lift",
        "accept a present",
        "take my phone to class",
        "leave early",
        "paint a room",
    )
    for when in ("on Friday", "if the head agrees", "after school", "on a trip")
)
WORDS = Path(matching.__file__).parent / "wordlists" / "words.txt"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pins", type=int, default=500)
    parser.add_argument("--phrasings", type=int, default=11, choices=range(1, MOST_PHRASINGS + 1))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="quoth-pins-") as folder:
        desk = Desk.opened(Settings.model_validate({"home": Path(folder) / "home"}))
        file = Path(folder) / "conduct.md"
        file.write_text(POLICY, encoding="utf-8")
        desk.add(NAME, [file])
        desk.publish()
        without = _seconds(lambda text: desk.ask(Question(text=text, organisation=NAME)))
        _pin(desk, given.pins, given.phrasings)
        started = time.perf_counter()
        desk.warm(desk.organisation())
        warmed = time.perf_counter() - started
        held = desk.pins.all(desk.organisation().short, (PinState.active,))
        likeness = desk.likeness()
        nearest = held[0].phrasings[:1] * matching.READ
        reading = _seconds(lambda text: likeness.alike(nearest, text))
        pinned = _seconds(lambda text: desk.ask(Question(text=text, organisation=NAME)))
    print(
        f"{given.pins} pins, {given.phrasings} phrasings each, made ready in {warmed:.1f} s\n"
        f"without pins {without * 1e3:.1f} ms, with them {pinned * 1e3:.1f} ms: {pinned / without:.1f} times as long,"
        f" of which reading {matching.READ} phrasings {reading * 1e3:.1f} ms"
    )


def _seconds(ask: Callable[[str], object]) -> float:
    """The median time of a question; the first ones are not counted."""
    took = []
    for text in (*ASKED[:3], *ASKED):
        started = time.perf_counter()
        ask(text)
        took.append(time.perf_counter() - started)
    return statistics.median(took[3:])


def _pin(desk: Desk, count: int, phrasings: int) -> None:
    chance, words = random.Random(1), WORDS.read_text(encoding="utf-8").split()
    at = dt.datetime.now(dt.UTC)
    organisation = desk.organisation()
    for _ in range(count):
        asked = tuple(f"can I {' '.join(chance.sample(words, 7))}" for _ in range(phrasings))
        made = Pin(
            id="",
            organisation=organisation.short,
            state=PinState.active,
            phrasings=asked,
            note="Ask me first.",
            pinned_by="benchmark",
            pinned_at=at,
            changed_at=at,
        )
        desk.pins.make(made, organisation.snapshot)


if __name__ == "__main__":
    main()
