"""The same documents give the same snapshot, and only new words are encoded."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import index.build
from corpus.assemble import document
from corpus.clauses import cut
from corpus.document import Audience, Clause, Document
from index.build import build, index_clauses, rebuilt, revised
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
    return {path.name: path.read_bytes() for path in (folder / "parts").iterdir()}


def phones_and_laptops(changed: str = "") -> list[Document]:
    laptops = PHONES.replace(b"phone", b"laptop").replace(b"The night before", b"")
    texts = {"phones.md": PHONES, "laptops.md": laptops, "trips.md": PHONES.replace(b"phone", b"torch")}
    return [
        document(text.replace(b"Staff must", b"Nobody may") if name == changed else text, name)
        for name, text in texts.items()
    ]


def test_build_indexes_every_clause_that_is_cut() -> None:
    phones = document(PHONES, "phones.md")
    snapshot = build("Otter School", [phones], FakeEncoder())
    assert snapshot.clauses == cut(phones)
    assert len(snapshot.units) == len([clause for clause in snapshot.clauses if clause.part_of is None])
    assert snapshot.tables.units == snapshot.size == len(snapshot.units)
    assert [snapshot.unit(place) for place in range(snapshot.size)] == list(snapshot.units)


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
        assert files(Path(one)) == files(Path(two))
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
    assert len(other.seen) == len(FRIENDS) - 1


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


def test_progress_counts_up_what_is_to_do_while_documents_are_cut() -> None:
    told: list[tuple[int, int]] = []
    documents = phones_and_laptops()
    build("Otter", documents, FakeEncoder(), None, lambda done, total: told.append((done, total)))
    assert told[:3] == [(0, 4), (0, 7), (0, 10)]  # one text stands in all three
    assert told[-1] == (10, 10)
    told.clear()
    previous = build("Otter", documents, FakeEncoder())
    build("Otter", documents, FakeEncoder(), previous, lambda done, total: told.append((done, total)))
    assert told == [(0, 0)]


def test_damaged_tokens_of_what_came_before_are_encoded_again(tmp_path: Path) -> None:
    kept, encoder = Snapshots(tmp_path), FakeEncoder()
    id = kept.save(build("Otter", phones_and_laptops(), FakeEncoder()))
    gc.collect()
    previous = kept.open(id, whole=False)
    label = next(part.label for part in previous.parts if part.label.policy == "laptops")
    path = tmp_path / "parts" / label.tokens
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    changed = build("Otter", phones_and_laptops("laptops.md"), encoder, previous)
    assert len(encoder.seen) == 3
    assert kept.open(kept.save(changed)).clauses == changed.clauses


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
    assert files(tmp_path / "one") == files(tmp_path / "two")


@contextmanager
def cutting(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Note the policies that are cut."""
    noted: list[str] = []

    def noting(document: Document) -> tuple[Clause, ...]:
        noted.append(document.policy)
        return cut(document)

    with monkeypatch.context() as patch:
        patch.setattr(index.build, "cut", noting)
        yield noted


def test_a_document_that_stays_is_neither_cut_nor_encoded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = FakeEncoder()
    previous = build("Otter", phones_and_laptops(), encoder)
    encoder.seen.clear()
    with cutting(monkeypatch) as noted:
        now = build("Otter", phones_and_laptops("laptops.md"), encoder, previous)
    assert noted == ["laptops"]
    assert encoder.seen == ["Phones > 1. In lessons: Nobody may not use a laptop in a lesson."]
    assert [part in previous.parts for part in now.parts] == [False, True, True]
    assert now.digest_of("phones") == previous.digest_of("phones")
    assert now.digest_of("laptops") != previous.digest_of("laptops")
    assert now.digest_of("lifts") is None


def test_a_rollback_takes_over_what_any_kept_snapshot_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder, kept = FakeEncoder(), Snapshots(tmp_path)
    kept.save(build("Otter", phones_and_laptops(), encoder))
    kept.save(now := build("Otter", phones_and_laptops("laptops.md"), encoder))
    encoder.seen.clear()
    with cutting(monkeypatch) as noted:
        back = build("Otter", phones_and_laptops(), encoder, now, kept=kept)
    assert (noted, encoder.seen) == ([], [])
    assert back.documents == build("Otter", phones_and_laptops(), FakeEncoder()).documents


def test_what_another_version_of_the_cutter_cut_is_cut_again_but_not_encoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder, kept = FakeEncoder(), Snapshots(tmp_path)
    previous = build("Otter", phones_and_laptops(), encoder)
    kept.save(previous)
    encoder.seen.clear()
    monkeypatch.setattr("index.cutting.cutter", lambda: "another")
    with cutting(monkeypatch) as noted:
        build("Otter", phones_and_laptops(), encoder, previous, kept=kept)
    assert sorted(noted) == ["laptops", "phones", "trips"]
    assert encoder.seen == []


@pytest.mark.parametrize("without", [frozenset(), frozenset({"trips"})])
def test_revising_gives_what_building_all_gives(without: frozenset[str]) -> None:
    previous = build("Otter", phones_and_laptops(), FakeEncoder())
    changed = phones_and_laptops("laptops.md")
    whole = build("Otter", [each for each in changed if each.policy not in without], FakeEncoder())
    grown = revised(previous, changed[1:2], FakeEncoder(), without)
    assert grown.id == whole.id
    assert [part.data for part in grown.parts] == [part.data for part in whole.parts]


def test_a_snapshot_of_another_encoder_cannot_be_revised() -> None:
    previous = build("Otter", phones_and_laptops(), FakeEncoder("fake-1"))
    with pytest.raises(ValueError, match="built with fake-1, not with fake-2"):
        revised(previous, [], FakeEncoder("fake-2"))


def test_what_is_damaged_is_made_again_and_nothing_else(tmp_path: Path) -> None:
    encoder, kept = FakeEncoder(), Snapshots(tmp_path)
    whole = kept.save(build("Otter", phones_and_laptops(), encoder))
    before = files(tmp_path)
    (part,) = (part for part in kept.open(whole).parts if part.label.policy == "laptops")
    (tmp_path / "parts" / part.name).write_bytes(b"")
    assert list(kept.verify()) == [whole]
    encoder.seen.clear()
    assert rebuilt("Otter", phones_and_laptops(), encoder, Snapshots(tmp_path)).id == whole
    assert {"laptop" in text for text in encoder.seen} == {True}
    assert (files(tmp_path), kept.verify()) == (before, {})


def test_what_is_whole_is_opened_without_writing(tmp_path: Path) -> None:
    encoder, kept = FakeEncoder(), Snapshots(tmp_path)
    whole = kept.save(build("Otter", phones_and_laptops(), encoder))
    encoder.seen.clear()
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert rebuilt("Otter", phones_and_laptops(), encoder, kept).id == whole
    assert encoder.seen == []
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_a_text_that_stands_in_two_policies_is_one_row() -> None:
    rules = [Rule(f"Room {number} is shut on day {number}.") for number in range(6)]
    one, their = policy("one", rules, title="Rooms")
    two, others = policy("two", [Rule("Room 9 is open."), *reversed(rules)], title="Rooms")
    tables = index_clauses("Otter", [one, two], [*their, *others], FakeEncoder()).tables
    assert tables.unit_rows.tolist() == [0, 1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1, 0]
    assert tables.flat.ntotal == 7
    for unit, text in enumerate(["Rooms: " + clause.text for clause in (*their, *others)]):
        (words,) = FakeEncoder().spell([text])
        row = tables.unit_rows.item(unit)
        assert tables.vectors[row] == pytest.approx(words.vector)
        assert tables.tokens(row) == pytest.approx(words.tokens, abs=0.01)
