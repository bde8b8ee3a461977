"""A snapshot is there whole or not at all, and says so when it is damaged."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from corpus.document import Audience
from index.build import index_clauses
from index.errors import DamagedSnapshot, UnknownSnapshot
from index.search import search
from index.snapshot import Snapshot, Snapshots, snapshot_id
from tests.fakes import FakeEncoder
from tests.policies import FRIENDS, Rule, policy

STAFF = frozenset({Audience.staff})


def built(rules: tuple[Rule, ...] = FRIENDS, name: str = "friends") -> Snapshot:
    document, clauses = policy(name, rules, title="Friends and Phones")
    return index_clauses("Otter School", [document], clauses, FakeEncoder())


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Snapshots, Snapshot]:
    store, snapshot = Snapshots(tmp_path / "snapshots"), built()
    store.save(snapshot)
    return store, snapshot


def test_what_is_opened_is_what_was_saved(kept: tuple[Snapshots, Snapshot]) -> None:
    store, snapshot = kept
    opened = store.open(snapshot.id)
    assert opened.documents == snapshot.documents
    assert opened.clauses == snapshot.clauses
    assert (opened.id, opened.organisation, opened.encoder) == (snapshot.id, "Otter School", "fake-1")
    assert opened.built_at == snapshot.built_at
    question = ["may a pupil keep a phone in the bag", "and a friend request?"]
    assert search(opened, FakeEncoder(), question, STAFF) == search(snapshot, FakeEncoder(), question, STAFF)
    assert opened.clause("friends#4").number == "4"
    assert opened.document(opened.documents[0].id) == snapshot.documents[0]


def test_tables_are_mapped_into_memory_not_read(kept: tuple[Snapshots, Snapshot]) -> None:
    store, snapshot = kept
    opened = store.open(snapshot.id)
    assert isinstance(opened.tables.token_codes, np.memmap)
    assert not opened.tables.token_codes.flags.writeable
    assert (opened.tables.vectors == snapshot.tables.vectors).all()


def test_saving_twice_keeps_the_first(kept: tuple[Snapshots, Snapshot]) -> None:
    store, snapshot = kept
    before = {path: path.stat().st_mtime_ns for path in store.folder.rglob("*") if path.name != ".lock"}
    assert store.save(built()) == snapshot.id
    assert {
        path: path.stat().st_mtime_ns for path in store.folder.rglob("*") if path.name != ".lock"
    } == before
    assert store.ids() == (snapshot.id,)


def test_the_id_names_the_contents(kept: tuple[Snapshots, Snapshot]) -> None:
    _, snapshot = kept
    names = {
        snapshot.id,
        snapshot_id("Other School", snapshot.encoder, snapshot.documents, snapshot.clauses),
        snapshot_id(snapshot.organisation, "fake-2", snapshot.documents, snapshot.clauses),
        snapshot_id(snapshot.organisation, snapshot.encoder, (), snapshot.clauses),
        snapshot_id(snapshot.organisation, snapshot.encoder, snapshot.documents, snapshot.clauses[:-1]),
    }
    assert len(names) == 5
    assert snapshot.id == snapshot_id(
        snapshot.organisation, snapshot.encoder, snapshot.documents, snapshot.clauses
    )


def test_every_file_is_guarded(kept: tuple[Snapshots, Snapshot]) -> None:
    store, snapshot = kept
    folder = store.folder / snapshot.id
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        whole = path.read_bytes()
        for broken in (whole[:-1], bytes([whole[0] ^ 1]) + whole[1:], None):
            path.unlink() if broken is None else path.write_bytes(broken)
            with pytest.raises(DamagedSnapshot, match="Publish again to build it anew"):
                store.open(snapshot.id)
            path.write_bytes(whole)
    assert store.open(snapshot.id).clauses == snapshot.clauses


def test_a_renamed_snapshot_is_not_taken_for_another(kept: tuple[Snapshots, Snapshot]) -> None:
    store, snapshot = kept
    (store.folder / snapshot.id).rename(store.folder / ("0" * 32))
    with pytest.raises(DamagedSnapshot, match="does not hold what its name says"):
        store.open("0" * 32)


def test_saving_mends_a_damaged_snapshot(kept: tuple[Snapshots, Snapshot]) -> None:
    store, snapshot = kept
    (store.folder / snapshot.id / "vectors.faiss").write_bytes(b"")
    store.save(built())
    assert store.open(snapshot.id).clauses == snapshot.clauses
    assert [path.name for path in store.folder.iterdir() if path.name != ".lock"] == [snapshot.id]


@pytest.mark.parametrize("id", ["", ".", "..", "../snapshots", "f" * 32, "/etc"])
def test_an_unknown_snapshot_is_refused(kept: tuple[Snapshots, Snapshot], id: str) -> None:
    with pytest.raises(UnknownSnapshot, match="Publish to build one"):
        kept[0].open(id)


def test_an_empty_folder_keeps_none(tmp_path: Path) -> None:
    assert Snapshots(tmp_path / "nowhere").ids() == ()


def test_leftovers_of_a_dead_writer_are_swept_by_the_next(kept: tuple[Snapshots, Snapshot]) -> None:
    store, snapshot = kept
    leftover = store.folder / ".writing-abc"
    leftover.mkdir()
    (leftover / "manifest.json").write_text("{}")
    assert store.ids() == (snapshot.id,)
    store.save(snapshot)
    assert not leftover.exists()


def test_writers_at_the_same_time_do_not_hurt_each_other(tmp_path: Path) -> None:
    snapshots = [built((*FRIENDS, Rule(f"Room {number} is shut."))) for number in range(4)]
    threads = [
        threading.Thread(target=Snapshots(tmp_path).save, args=(snapshot,))
        for snapshot in snapshots
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(Snapshots(tmp_path).ids()) == {snapshot.id for snapshot in snapshots}
    for snapshot in snapshots:
        assert Snapshots(tmp_path).open(snapshot.id).clauses == snapshot.clauses
    assert not list(tmp_path.glob(".writing-*"))


KILLED = """
import os, signal, sys, pathlib
from index import snapshot
from tests.test_index_snapshot import built
left, flush = int(sys.argv[2]), snapshot._flush
def dying(path):
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
    flush(path)
snapshot._flush = dying
snapshot.Snapshots(pathlib.Path(sys.argv[1])).save(built(name="later"))
"""


@pytest.mark.parametrize("step", [0, 1, 8, 16])
def test_a_writer_killed_at_any_step_leaves_what_was_there(
    kept: tuple[Snapshots, Snapshot], step: int
) -> None:
    store, snapshot = kept
    later = built(name="later")
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", KILLED, str(store.folder), str(step)], cwd=root, check=False)
    assert done.returncode == -signal.SIGKILL
    assert store.open(snapshot.id).clauses == snapshot.clauses
    for id in store.ids():
        store.open(id)
    assert store.save(later) == later.id
    assert store.open(later.id).clauses == later.clauses
    assert not list(store.folder.glob(".writing-*"))


def test_a_snapshot_without_a_clause_is_kept_and_finds_nothing(tmp_path: Path) -> None:
    snapshot = index_clauses("Otter School", [], [], FakeEncoder())
    opened = Snapshots(tmp_path).open(Snapshots(tmp_path).save(snapshot))
    assert search(opened, FakeEncoder(), ["may i?"], STAFF).hits == ()


def test_others_may_read_what_is_kept(kept: tuple[Snapshots, Snapshot]) -> None:
    store, snapshot = kept
    assert (store.folder / snapshot.id).stat().st_mode & 0o777 == 0o755
