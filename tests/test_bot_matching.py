"""Matching a question with pins: right among any number of them, quick once they are known, and bounded; see bot/matching.py."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from adapters.serving import Serving
from bot import matching
from bot.answers import Kind
from bot.credentials import Credentials
from bot.desk import Desk
from bot.directory import Directory
from bot.matching import BATCH, ENOUGH, NEAR, READ, Matcher
from bot.pins import MOST_PHRASINGS, Pin, PinState
from bot.places import Platform
from index.encoder import Words
from tests.alike import Alike
from tests.bot_desks import TRUST, published, question
from tests.fakes import FakeEncoder

AT = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)
MOST_PINS, MOST_OF_ONE = 500, 11
LIFT = "may I give a pupil a lift"


class Reading(Alike):
    """A likeness that keeps what it was given to read."""

    def __init__(self) -> None:
        self.read: list[tuple[str, ...]] = []

    def alike(self, phrasings: Sequence[str], question: str) -> float:
        """The share of words in common with the nearest of the phrasings."""
        self.read.append(tuple(phrasings))
        return super().alike(phrasings, question)


class Mean(Reading):
    """A likeness that takes the mean over the phrasings, as the one that ships does."""

    def alike(self, phrasings: Sequence[str], question: str) -> float:
        """The mean share of words in common with the phrasings."""
        self.read.append(tuple(phrasings))
        return float(np.mean([Alike().alike((each,), question) for each in phrasings]))


class Batches(FakeEncoder):
    """An encoder that keeps how many texts it was given at a time."""

    def __init__(self) -> None:
        super().__init__(dimensions=8)
        self.sizes: list[int] = []

    def spell(self, texts: Sequence[str]) -> tuple[Words, ...]:
        """Give each text word by word."""
        self.sizes.append(len(texts))
        return super().spell(texts)


class Held(FakeEncoder):
    """An encoder that comes to a stop at some words until it is let go."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self.word = word
        self.stopped, self.let_go = threading.Event(), threading.Event()

    def spell(self, texts: Sequence[str]) -> tuple[Words, ...]:
        """Give each text word by word."""
        if any(self.word in text for text in texts):
            self.stopped.set()
            assert self.let_go.wait(30)
        return super().spell(texts)


class Idle:
    """An adapter that does nothing until it is ended."""

    async def run(self, service: object) -> None:
        """Wait."""
        await asyncio.Event().wait()


def pin(id: str, *phrasings: str, note: str = "Ask me.") -> Pin:
    """A pin that rests on no clause."""
    return Pin(
        id=id,
        organisation=TRUST,
        state=PinState.active,
        phrasings=phrasings,
        note=note or id,
        pinned_by="slack:ULEAD",
        pinned_at=AT,
        changed_at=AT,
    )


def many(count: int, of_one: int, subject: str = "thing") -> list[Pin]:
    """So many pins, each about another matter, with so many phrasings."""
    return [
        pin(f"{subject}-{place}", *(f"{subject}{place} way{way}" for way in range(of_one)), note="")
        for place in range(count)
    ]


def matcher(encoder: FakeEncoder, likeness: Alike | None = None) -> Matcher:
    """A matcher with these networks."""
    made = likeness or Reading()
    return Matcher(lambda: made, lambda: encoder)


def served(held: Matcher, pins: Sequence[Pin], asked: str) -> str | None:
    """The pin that is served, if one is."""
    match = held.match(pins, asked)
    return match.pin.id if match and match.serves else None


# What is encoded, and when.


def test_the_most_pins_that_an_organisation_has_are_encoded_once_and_then_only_the_question() -> None:
    encoder = Batches()
    held, pins = matcher(encoder), many(MOST_PINS, MOST_OF_ONE)
    assert served(held, pins, "thing77 way3") == "thing-77"
    assert len(encoder.seen) == MOST_PINS * MOST_OF_ONE + 1
    encoder.seen.clear()
    assert served(held, pins, "way3 thing78") == "thing-78"
    assert encoder.seen == ["way3 thing78"]


def test_one_organisations_pins_do_not_push_out_anothers() -> None:
    encoder = Batches()
    held, one, other = matcher(encoder), many(300, MOST_OF_ONE, "here"), many(300, MOST_OF_ONE, "there")
    held.warm(one)
    held.warm(other)
    encoder.seen.clear()
    assert [served(held, pins, "here7 way1") for pins in (one, other, one)] == ["here-7", None, "here-7"]
    assert encoder.seen == ["here7 way1"] * 3


def test_phrasings_are_encoded_some_at_a_time() -> None:
    encoder = Batches()
    matcher(encoder).warm(many(20, MOST_OF_ONE))
    assert len(encoder.sizes) == -(-20 * MOST_OF_ONE // BATCH)
    assert max(encoder.sizes) == BATCH


def test_of_a_pin_that_changed_only_what_is_new_is_encoded() -> None:
    encoder = FakeEncoder()
    held, pins = matcher(encoder), many(20, 3)
    held.warm(pins)
    encoder.seen.clear()
    pins[4] = pins[4].model_copy(update={"phrasings": (*pins[4].phrasings, LIFT)})
    assert served(held, pins, f"{LIFT} please") == "thing-4"
    assert Counter(encoder.seen) == {LIFT: 1, f"{LIFT} please": 1}


def test_a_phrasing_that_two_pins_share_is_encoded_once() -> None:
    encoder = FakeEncoder()
    matcher(encoder).warm([*many(20, 1), pin("a", LIFT), pin("b", LIFT)])
    assert encoder.seen.count(LIFT) == 1


def test_another_encoder_gets_vectors_of_its_own() -> None:
    encoders = [FakeEncoder("one", 32), FakeEncoder("two", 16)]
    turn = iter(encoders)
    held, pins = Matcher(Alike, lambda: next(turn)), many(20, 3)
    assert [served(held, pins, "thing7 way1") for _ in encoders] == ["thing-7", "thing-7"]
    assert [len(each.seen) for each in encoders] == [61, 61]


def test_few_pins_are_compared_without_an_encoder() -> None:
    def none() -> FakeEncoder:
        raise AssertionError

    likeness = Reading()
    held, pins = Matcher(lambda: likeness, none), many(NEAR, READ // NEAR)
    held.warm(pins)
    assert served(held, pins, "thing2 way1") == "thing-2"
    assert likeness.read == [each.phrasings for each in pins]


def test_more_phrasings_than_are_kept_are_still_compared_and_memory_stays_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(matching, "MOST_KEPT", 10)
    encoder = FakeEncoder()
    held, pins = matcher(encoder), many(20, 3)
    for _ in range(2):
        assert [served(held, pins, f"thing{place} way1") for place in (0, 19)] == ["thing-0", "thing-19"]
    assert encoder.seen.count("thing5 way0") == 4


# Several threads.


def test_threads_that_ask_at_once_encode_each_phrasing_once() -> None:
    encoder = FakeEncoder()
    held, pins, start = matcher(encoder), many(50, 4), threading.Barrier(4)

    def ask(place: int) -> str | None:
        start.wait(30)
        return served(held, pins, f"way1 thing{place}")

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, range(4))) == [f"thing-{place}" for place in range(4)]
    assert Counter(encoder.seen).most_common(1)[0][1] == 1


def test_while_an_organisations_pins_are_encoded_another_is_answered() -> None:
    encoder = Held("slow")
    held, ready = matcher(encoder), many(20, 2, "ready")
    held.warm(ready)
    warming = threading.Thread(target=held.warm, args=(many(20, 2, "slow"),))
    warming.start()
    try:
        assert encoder.stopped.wait(30)
        with ThreadPoolExecutor(1) as thread:
            try:
                assert thread.submit(served, held, ready, "ready3 way1").result(10) == "ready-3"
            finally:
                encoder.let_go.set()
    finally:
        encoder.let_go.set()
        warming.join(30)


# What is read.


@pytest.mark.parametrize(("count", "of_one"), [(1, 20), (3, 20), (5, 3), (5, 20), (40, 1), (40, 3), (40, 20)])
@pytest.mark.parametrize("asked", ["thing0 way1", "way2 thing0 too", "something else"])
def test_no_question_has_more_phrasings_read_than_the_bound(count: int, of_one: int, asked: str) -> None:
    likeness = Reading()
    matcher(FakeEncoder(), likeness).match(many(count, of_one), asked)
    assert sum(map(len, likeness.read)) <= READ
    read = {text.split()[0] for texts in likeness.read for text in texts}
    assert len(read) == min(count, NEAR)


def test_of_many_phrasings_the_nearest_are_read_and_of_the_likeliest_pin_most() -> None:
    likeness = Reading()
    pins = many(10, MOST_PHRASINGS)
    assert served(matcher(FakeEncoder(), likeness), pins, "thing3 way17") == "thing-3"
    assert likeness.read[0] == ("thing3 way17",)
    assert [len(texts) for texts in likeness.read] == [1] * NEAR + [READ - NEAR]
    assert {text.split()[0] for text in likeness.read[-1]} == {"thing3"}
    assert likeness.read[-1][0] == "thing3 way17"


def test_a_pin_of_many_phrasings_is_not_served_for_the_nearest_alone() -> None:
    pins = many(10, MOST_PHRASINGS)
    near = (
        LIFT,
        *(f"{LIFT} {way} by {way} or {way}x or not {way}y at {way}z ever again" for way in "abcdefg"),
    )
    match = matcher(FakeEncoder(), Mean()).match([*pins, pin("lift", *near)], LIFT)
    assert match is not None
    assert (match.pin.id, match.serves) == ("lift", False)


def test_nor_is_another_pin_of_which_there_is_only_room_to_read_that() -> None:
    loose = [f"{way} or {way}x, not {way}y but {way}z" for way in "abcdefg"]
    first = pin("first", LIFT, *(f"{LIFT} {each}" for each in loose[: READ - NEAR - ENOUGH + 1]))
    second = pin("second", f"{LIFT} home", *(f"{LIFT} home {each}" for each in loose))
    match = matcher(FakeEncoder(), Mean()).match([*many(10, MOST_PHRASINGS), first, second], LIFT)
    assert match is not None
    assert match.pin.id == "first"


def test_a_pin_is_read_whole_where_its_phrasings_fit() -> None:
    likeness = Mean()
    pins = [*many(10, ENOUGH), pin("lift", LIFT, f"{LIFT} home", f"{LIFT} now")]
    match = matcher(FakeEncoder(), likeness).match(pins, LIFT)
    assert match is not None
    assert match.pin.id == "lift"
    assert match.score == pytest.approx(Mean().alike(pins[-1].phrasings, LIFT))


@pytest.mark.parametrize("place", range(0, MOST_PHRASINGS, 3))
def test_a_question_in_the_very_words_of_any_phrasing_is_served(place: int) -> None:
    pins = many(30, MOST_PHRASINGS)
    assert served(matcher(FakeEncoder()), pins, pins[8].phrasings[place].upper()) == "thing-8"


def test_without_pins_or_phrasings_nothing_matches_and_nothing_is_opened() -> None:
    def none() -> FakeEncoder:
        raise AssertionError

    held = Matcher(none, none)
    for pins in ([], [pin("a")], [pin(str(place)) for place in range(20)]):
        held.warm(pins)
        assert held.match(pins, LIFT) is None


# Collisions.


def test_a_pin_collides_with_what_would_answer_one_of_its_phrasings_among_many() -> None:
    pins = many(40, MOST_PHRASINGS)
    new = pin("new", "thing3 way2", "nothing like it", "way9 thing31")
    assert {each.id for each in matcher(FakeEncoder()).collisions(new, pins)} == {"thing-3", "thing-31"}


def test_looking_for_collisions_reads_no_more_of_each_phrasing_than_the_bound() -> None:
    likeness = Reading()
    new = pin("new", "thing3 way2", "thing4 way2", "nothing like it")
    matcher(FakeEncoder(), likeness).collisions(new, many(40, MOST_PHRASINGS))
    assert sum(map(len, likeness.read)) <= READ * len(new.phrasings)


def test_what_was_looked_at_for_collisions_is_not_encoded_again() -> None:
    encoder = FakeEncoder()
    held, pins, new = matcher(encoder), many(40, 2), pin("new", LIFT)
    held.collisions(new, pins)
    assert served(held, [*pins, new], f"{LIFT} then") == "new"
    assert Counter(encoder.seen)[LIFT] == 1


# Serving.


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = published(tmp_path, port=0)
    organisation = made.organisation()
    for each in many(20, 3):
        made.pins.make(
            each.model_copy(update={"organisation": organisation.short}), organisation.snapshot, each.id
        )
    return made


def test_a_desk_that_is_warm_encodes_no_phrasing_for_a_question(desk: Desk) -> None:
    desk.warm(desk.organisation())
    encoder = desk.encoder
    assert isinstance(encoder, FakeEncoder)
    assert "thing7 way1" in encoder.seen
    encoder.seen.clear()
    assert desk.ask(question("thing7 way1 please")).kind is Kind.pinned
    assert set(encoder.seen) == {"thing7 way1 please"}


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    made = Held("thing")
    yield made
    made.let_go.set()


def test_serving_warms_the_pins_when_it_starts(desk: Desk, encoder: Held) -> None:
    made = Desk(desk.settings, desk.store, desk._snapshots, lambda: encoder, lambda: AT.date(), Alike())

    async def run() -> bool:
        serving = Serving(made, Directory(made.store.database), Credentials(), ())
        serving.adapters = {Platform.slack: Idle()}
        stop = asyncio.Event()
        running = asyncio.create_task(serving.run(stop))
        warmed = await asyncio.to_thread(encoder.stopped.wait, 30)
        encoder.let_go.set()
        stop.set()
        await running
        return warmed

    assert asyncio.run(run())
