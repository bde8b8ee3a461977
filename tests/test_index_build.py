"""The same documents give the same snapshot, and only new words are encoded."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.assemble import document
from corpus.clauses import cut
from corpus.document import Audience
from index.build import build, index_clauses
from index.encoder import DEFAULT_MODEL, open_encoder
from index.passages import passages
from index.search import search
from index.snapshot import Snapshots
from tests.fakes import FakeEncoder
from tests.policies import FRIENDS, Rule, policy

PHONES = b"""# Phones

## 1. In lessons

1.1 Staff must not use a phone in a lesson.

1.2 Pupils should:

(a) keep the phone in a bag;

(b) hand it in when asked. It is given back at the end of the day.

## 2. Trips

2.1 Leaders carry the trip phone. They must charge it the night before.
"""


def files(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_build_indexes_every_clause_that_is_cut() -> None:
    phones = document(PHONES, "phones.md")
    snapshot = build("Otter School", [phones], FakeEncoder())
    assert snapshot.clauses == cut(phones)
    assert len(snapshot.units) == len([clause for clause in snapshot.clauses if clause.part_of is None])
    assert len(snapshot.tables.unit_rows) == len(snapshot.units)


def test_the_order_of_documents_is_no_matter() -> None:
    one, two = document(PHONES, "phones.md"), document(PHONES.replace(b"phone", b"laptop"), "laptops.md")
    assert build("Otter", [one, two], FakeEncoder()).id == build("Otter", [two, one], FakeEncoder()).id


words = st.lists(
    st.sampled_from(["staff", "must", "not", "lend", "a", "badge", "pupils", "—", "ß", "🙂", "…"]),
    min_size=1,
    max_size=9,
)
rules = st.lists(
    st.builds(
        Rule,
        words=words.map(" ".join),
        lead=st.one_of(st.just(""), words.map(" ".join)),
        audience=st.lists(st.sampled_from(Audience), min_size=1, max_size=2).map(tuple),
        headings=st.lists(words.map(" ".join), max_size=2).map(tuple),
    ),
    max_size=8,
)


@settings(deadline=None, max_examples=25)
@given(rules, rules)
def test_building_twice_gives_the_same_id_and_the_same_bytes_whatever_came_before(
    now: list[Rule], before: list[Rule]
) -> None:
    doc, clauses = policy("rules", now)
    old_doc, old_clauses = policy("rules", before)
    fresh = index_clauses("Otter", [doc], clauses, FakeEncoder())
    old = index_clauses("Otter", [old_doc], old_clauses, FakeEncoder())
    grown = index_clauses("Otter", [doc], clauses, FakeEncoder(), previous=old)
    assert fresh.id == grown.id
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        Snapshots(Path(one)).save(fresh)
        Snapshots(Path(two)).save(grown)
        assert files(Path(one) / fresh.id) == files(Path(two) / fresh.id)
        opened = Snapshots(Path(one)).open(fresh.id)
        for clause in opened.units:
            search(opened, FakeEncoder(), [clause.text], frozenset({Audience.staff}))


def test_only_changed_words_are_encoded(tmp_path: Path) -> None:
    encoder = FakeEncoder()
    doc, clauses = policy("friends", FRIENDS)
    first = index_clauses("Otter", [doc], clauses, encoder)
    store = Snapshots(tmp_path)
    previous = store.open(store.save(first))
    assert len(encoder.seen) == len(set(encoder.seen))

    encoder.seen.clear()
    index_clauses("Otter", [doc], clauses, encoder, previous)
    assert encoder.seen == []

    reworded = (Rule("Staff must never accept a friend request.", headings=("2 Friends",)), *FRIENDS[1:])
    doc, clauses = policy("friends", reworded)
    index_clauses("Otter", [doc], clauses, encoder, previous)
    assert encoder.seen == ["friends > 2 Friends: Staff must never accept a friend request."]


def test_a_renumbered_and_moved_clause_is_not_encoded_again() -> None:
    encoder = FakeEncoder()
    doc, clauses = policy("friends", FRIENDS)
    previous = index_clauses("Otter", [doc], clauses, encoder)
    encoder.seen.clear()
    doc, clauses = policy("friendships", tuple(reversed(FRIENDS[:6])), title="friends")
    index_clauses("Otter", [doc], clauses, encoder, previous)
    assert encoder.seen == []


def test_another_encoders_vectors_are_never_taken_over() -> None:
    doc, clauses = policy("friends", FRIENDS)
    old = index_clauses("Otter", [doc], clauses, FakeEncoder("fake-1"))
    other = FakeEncoder("fake-2")
    new = index_clauses("Otter", [doc], clauses, other, previous=old)
    assert new.id != old.id
    assert len(other.seen) == new.tables.flat.ntotal


def test_progress_runs_from_nothing_to_all() -> None:
    doc, clauses = policy("many", [Rule(f"Room {number} is shut.") for number in range(90)])
    told: list[tuple[int, int]] = []
    snapshot = index_clauses(
        "Otter", [doc], clauses, FakeEncoder(), None, lambda done, total: told.append((done, total))
    )
    assert told[0] == (0, 90)
    assert told[-1] == (90, 90)
    assert told == sorted(told)
    told.clear()
    index_clauses(
        "Otter", [doc], clauses, FakeEncoder(), snapshot, lambda done, total: told.append((done, total))
    )
    assert told == [(0, 0)]


def test_two_clauses_of_one_id_are_refused() -> None:
    doc, clauses = policy("friends", FRIENDS)
    with pytest.raises(ValueError, match="share an id"):
        index_clauses("Otter", [doc], [*clauses, clauses[0]], FakeEncoder())


def test_a_unit_is_found_by_all_that_it_stands_under() -> None:
    doc, clauses = policy("friends", FRIENDS, title="Friends and Phones")
    assert passages(clauses[1], doc).text() == (
        "Friends and Phones: Staff must not: disclose a password; lend a badge to anyone; leave a door open."
    )
    found = passages(clauses[0], doc)
    assert found.text() == f"Friends and Phones > 2 Friends: {clauses[0].text}"
    assert found.text(title=False) == f"2 Friends: {clauses[0].text}"
    assert found.text(title=False, headings=False) == clauses[0].text


def test_the_real_encoder_builds_the_same_bytes_whatever_came_before(tmp_path: Path) -> None:
    encoder = open_encoder(DEFAULT_MODEL, threads=2)
    phones = document(PHONES, "phones.md")
    old = build("Otter", [document(PHONES[:150], "phones.md")], encoder)
    fresh, grown = build("Otter", [phones], encoder), build("Otter", [phones], encoder, previous=old)
    Snapshots(tmp_path / "one").save(fresh)
    Snapshots(tmp_path / "two").save(grown)
    assert files(tmp_path / "one" / fresh.id) == files(tmp_path / "two" / grown.id)
