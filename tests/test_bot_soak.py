"""Publications and rollbacks under a steady stream of questions: every answer is true, whole, and there."""

from __future__ import annotations

import datetime as dt
import itertools
import time
from dataclasses import dataclass
from pathlib import Path

from bot.desk import Desk
from bot.records import Publication
from tests.bot_desks import TRUST, desk, file
from tests.bot_readers import Reader, Told, reading

PUBLICATIONS, ROLLBACKS, READERS = 20, 5, 3

CONDUCT = """# Staff Conduct

1. Staff must not accept a friend request of kind {number} from a pupil.
2. Staff may give a pupil a lift if the head has agreed.
"""
VISITORS = """# Visitors

1. Visitors must not send a friend request of kind {number} to a pupil.
2. Visitors must sign in.
"""


@dataclass(frozen=True)
class Stood:
    """What stood for a while: from when its publication began to when the next one was done."""

    began: float
    ended: float
    snapshot: str | None
    documents: frozenset[str]


def publish(held: Desk, home: Path, number: int) -> Publication:
    """Publish the next wording, of both policies or of one."""
    wordings = {"conduct": CONDUCT} | ({"visitors": VISITORS} if number % 3 == 1 else {})
    for policy, wording in wordings.items():
        written = file(home / "in", f"{policy}.md", wording.format(number=number))
        assert [each.problem for each in held.add(TRUST, [written], policy=policy, by="tests")] == [None]
    made = held.publish(TRUST, by="tests").publication
    assert made is not None
    return made


def roll_back(held: Desk) -> Publication:
    """Go back by one."""
    made = held.publisher.roll_back(held.organisation(TRUST), "tests", dt.datetime.now(dt.UTC)).publication
    assert made is not None
    return made


def soaked(home: Path, readers: list[Reader]) -> list[Stood]:
    """Publish and roll back while they ask, and tell what stood when."""
    held = desk(home)
    moved: list[tuple[float, float, Publication]] = []
    for number in range(1, PUBLICATIONS + 1):
        acts = [lambda number=number: publish(held, home, number)]
        if number % (PUBLICATIONS // ROLLBACKS) == 0:
            acts.append(lambda: roll_back(held))
        for act in acts:
            began = time.monotonic()
            made = act()
            moved.append((began, time.monotonic(), made))
            if number == 1:
                for each in readers:
                    each.go_on()
            for each in readers:
                each.since(moved[-1][1])
    ends = [done for _, done, _ in moved[1:]]
    return [
        Stood(began, ended, made.snapshot, frozenset(made.documents))
        for (began, _, made), ended in itertools.zip_longest(moved, ends, fillvalue=float("inf"))  # type: ignore[misc]
    ]


def of_one(told: Told, stood: list[Stood]) -> bool:
    """Whether an answer is wholly of one state, and of one that stood while it was made."""
    return any(
        each.began <= told.ended
        and told.began <= each.ended
        and told.snapshot == each.snapshot
        and {quote.document for quote in told.quotes} <= each.documents
        for each in stood
    )


def test_every_answer_is_true_and_wholly_of_one_state_and_none_is_missing(tmp_path: Path) -> None:
    with reading(tmp_path, READERS) as readers:
        stood = soaked(tmp_path, readers)
    told = [each for reader in readers for each in reader.told]
    assert len(stood) == PUBLICATIONS + ROLLBACKS
    assert [each.fault for each in told if each.fault] == []
    store = desk(tmp_path).store
    ids = sorted({quote.document for each in told for quote in each.quotes})
    texts = {id: each.text for id, each in store.stored_documents(TRUST, ids).items()}
    quotes = [quote for each in told for quote in each.quotes]
    assert [each for each in quotes if each.span.of(texts[each.document]) != each.text] == []
    # Both policies answer, each time.
    assert {len({quote.document.partition("@")[0] for quote in each.quotes}) for each in told} == {2}
    assert [each for each in told if not of_one(each, stood)] == []
    for reader in readers:
        seen = {each.snapshot for each in reader.told}
        assert seen == {each.snapshot for each in stood}, "somebody never heard of a publication"
