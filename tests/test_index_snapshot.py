"""A snapshot is there whole or not at all, and says so when it is damaged."""

from __future__ import annotations

import errno
import gc
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Audience, Document
from index import keeping
from index.build import index_clauses
from index.errors import DamagedSnapshot, OutdatedSnapshot, UnknownSnapshot
from index.part import Part, mask, name_of
from index.search import search
from index.snapshot import Snapshot, Snapshots, snapshot_id
from tests.fakes import FakeEncoder
from tests.policies import FRIENDS, Rule, policy

STAFF = frozenset({Audience.staff})


def built(rules: tuple[Rule, ...] = FRIENDS, name: str = "friends") -> Snapshot:
    document, clauses = policy(name, rules, title="Friends and Phones")
    return index_clauses("Otter School", [document], clauses, FakeEncoder())


def several(*names: str) -> Snapshot:
    titles = {"friends": "Friends and Phones"}
    made = [policy(name, FRIENDS, title=titles.get(name, name)) for name in names]
    clauses = [clause for _, theirs in made for clause in theirs]
    return index_clauses("Otter School", [document for document, _ in made], clauses, FakeEncoder())


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


def test_what_is_open_survives_whatever_becomes_of_its_files(kept: tuple[Snapshots, Snapshot]) -> None:
    store, snapshot = kept
    opened = store.open(snapshot.id)
    for path in (store.folder / "parts").iterdir():
        path.write_bytes(b"")  # a file that is mapped into memory would end the process here
    shutil.rmtree(store.folder)
    question = ["may a pupil keep a phone in the bag"]
    assert search(opened, FakeEncoder(), question, STAFF) == search(snapshot, FakeEncoder(), question, STAFF)
    assert opened.clauses == snapshot.clauses


def test_opening_many_snapshots_holds_no_file_open(tmp_path: Path) -> None:
    store = Snapshots(tmp_path)
    before = len(list(Path("/proc/self/fd").iterdir()))
    held = [store.open(store.save(built(name=f"policy{number}"))) for number in range(20)]
    assert len(list(Path("/proc/self/fd").iterdir())) <= before
    assert len({each.id for each in held}) == 20


def test_a_part_is_read_once_and_shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Snapshots(tmp_path)
    one, two = several("one", "two"), several("two", "three")
    first = store.open(store.save(one))
    read: list[int] = []

    def noting(data: bytes) -> str:
        read.append(len(data))
        return name_of(data)

    monkeypatch.setattr("index.shelf.name_of", noting)
    second = Snapshots(tmp_path).open(store.save(two))
    assert second.parts[0] is first.parts[1]
    assert read == []
    del one, two, first, second
    gc.collect()
    store.open(store.ids()[0])
    assert len(read) == 4


def test_a_part_that_was_touched_is_compared_again(kept: tuple[Snapshots, Snapshot]) -> None:
    store, snapshot = kept
    opened = store.open(snapshot.id)
    path = store.folder / "parts" / opened.parts[0].name
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + b"?")
    with pytest.raises(DamagedSnapshot, match=r"The part of “friends” in .* was altered"):
        store.open(snapshot.id)
    path.write_bytes(whole)
    assert store.open(snapshot.id).clauses == opened.clauses


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
    held = [path for path in store.folder.rglob("*") if path.is_file() and path.name != ".lock"]
    assert len(held) == 3
    for path in held:
        whole = path.read_bytes()
        for broken in (whole[:-1], bytes([whole[0] ^ 1]) + whole[1:], b"", None):
            path.unlink() if broken is None else path.write_bytes(broken)
            with pytest.raises(DamagedSnapshot, match="Publish again to build it anew"):
                store.open(snapshot.id)
            assert "Publish again to build it anew" in store.verify()[snapshot.id]
            path.write_bytes(whole)
    assert store.open(snapshot.id).clauses == snapshot.clauses
    assert store.verify() == {}


@given(place=st.integers(0, 2**31), bit=st.integers(0, 7))
def test_no_bit_of_a_part_can_change_unseen(place: int, bit: int) -> None:
    (part,) = built().parts
    data = bytearray(part.data)
    data[place % len(data)] ^= 1 << bit
    assert name_of(bytes(data)) != part.name


@given(st.binary(max_size=200))
def test_bytes_that_are_no_part_are_refused_in_one_way(data: bytes) -> None:
    for each in (data, len(data).to_bytes(8, "little") + data, built().parts[0].data[: len(data)]):
        with pytest.raises(ValueError, match="These bytes are"):
            Part(each, lambda name: b"")


def test_a_part_is_what_every_reader_of_its_format_reads(tmp_path: Path) -> None:
    numpy_reader = pytest.importorskip("safetensors.numpy")
    (part,) = built().parts
    (tmp_path / "part").write_bytes(part.data)
    (tmp_path / "tokens").write_bytes(part.tokens.data)
    read = numpy_reader.load_file(tmp_path / "part")
    assert (numpy_reader.load_file(tmp_path / "tokens")["codes"] == part.tokens.codes).all()
    assert (read["vectors"] == part.table.vectors).all()
    assert Document.model_validate_json(read["document"].tobytes()) == part.document


def test_the_audiences_keep_the_bits_that_kept_parts_were_written_with() -> None:
    # Another order needs another FORMAT.
    assert [mask([Audience(each)]) for each in ("staff", "learners", "managers", "governors")] == [1, 2, 4, 8]
    assert [mask([Audience(each)]) for each in ("parents", "volunteers", "all")] == [16, 32, 64]


def test_a_snapshot_of_an_earlier_form_is_outdated_and_no_fault(kept: tuple[Snapshots, Snapshot]) -> None:
    store, snapshot = kept
    path = store.folder / snapshot.id / "manifest.json"
    path.write_text('{"format": 2, "id": "' + snapshot.id + '", "files": {}}')
    with pytest.raises(OutdatedSnapshot, match="of form 2, not 3"):
        store.open(snapshot.id)
    assert store.verify() == {}


def test_a_renamed_snapshot_is_not_taken_for_another(kept: tuple[Snapshots, Snapshot]) -> None:
    store, snapshot = kept
    (store.folder / snapshot.id).rename(store.folder / ("0" * 32))
    with pytest.raises(DamagedSnapshot, match="does not hold what its name says"):
        store.open("0" * 32)


@pytest.mark.parametrize("broken", ["part", "tokens", "manifest"])
def test_saving_mends_a_damaged_snapshot(kept: tuple[Snapshots, Snapshot], broken: str) -> None:
    store, snapshot = kept
    found = {"part": store.folder / "parts" / snapshot.parts[0].name}
    found["tokens"] = store.folder / "parts" / snapshot.parts[0].label.tokens
    found["manifest"] = store.folder / snapshot.id / "manifest.json"
    found[broken].write_bytes(b"")
    store.save(built())
    assert store.open(snapshot.id).clauses == snapshot.clauses
    assert sorted(path.name for path in store.folder.iterdir()) == [".lock", snapshot.id, "parts"]


@pytest.mark.parametrize("id", ["", ".", "..", "../snapshots", "f" * 32, "../" + "f" * 32, "/etc"])
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
from index.snapshot import Snapshots
from tests.test_index_snapshot import several
left, fsync = int(sys.argv[2]), os.fsync
def dying(handle):
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
    fsync(handle)
os.fsync = dying
Snapshots(pathlib.Path(sys.argv[1])).save(several("friends", "later", "latest"))
print("saved")
"""
FLUSHES = 9  # two parts and their tokens, their folder and the one around it; the manifest, its folder and the one around it


@pytest.mark.parametrize("step", range(FLUSHES))
def test_a_writer_killed_at_any_step_leaves_what_was_there(
    kept: tuple[Snapshots, Snapshot], step: int
) -> None:
    store, snapshot = kept
    later = several("friends", "later", "latest")
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", KILLED, str(store.folder), str(step)], cwd=root, check=False)
    assert done.returncode == -signal.SIGKILL
    assert store.verify() == {}
    assert store.open(snapshot.id).clauses == snapshot.clauses
    for id in store.ids():
        store.open(id)
    assert store.save(later) == later.id
    assert store.open(later.id).clauses == later.clauses
    assert not list(store.folder.rglob(".writing-*"))


def test_every_step_of_saving_was_a_step_to_be_killed_at(kept: tuple[Snapshots, Snapshot]) -> None:
    root = Path(__file__).parent.parent
    command = [sys.executable, "-c", KILLED, str(kept[0].folder), str(FLUSHES)]
    assert subprocess.run(command, cwd=root, check=True, capture_output=True).stdout == b"saved\n"


@pytest.mark.parametrize("step", range(FLUSHES))
def test_a_full_disk_leaves_nothing_but_what_was_there(
    kept: tuple[Snapshots, Snapshot], step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, snapshot = kept
    before = {path for path in store.folder.rglob("*") if path.is_file()}
    left, fsync = [step], os.fsync

    def full(handle: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        fsync(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left on device"):
            store.save(several("friends", "later", "latest"))
    assert store.verify() == {}
    assert store.open(snapshot.id).clauses == snapshot.clauses
    assert not list(store.folder.rglob(".writing-*"))
    if step < FLUSHES - 2:  # afterwards it is there, though who saved it cannot rely on that
        assert {path for path in store.folder.rglob("*") if path.is_file()} == before


def test_a_snapshot_without_a_clause_is_kept_and_finds_nothing(tmp_path: Path) -> None:
    snapshot = index_clauses("Otter School", [], [], FakeEncoder())
    opened = Snapshots(tmp_path).open(Snapshots(tmp_path).save(snapshot))
    assert search(opened, FakeEncoder(), ["may i?"], STAFF).hits == ()


def test_others_may_read_what_is_kept(kept: tuple[Snapshots, Snapshot]) -> None:
    store, snapshot = kept
    assert (store.folder / snapshot.id).stat().st_mode & 0o777 == 0o755
    assert (store.folder / "parts" / snapshot.parts[0].name).stat().st_mode & 0o777 == 0o644


def test_what_nobody_needs_is_cleared_away(tmp_path: Path) -> None:
    store = Snapshots(tmp_path)
    one, two, three = several("one", "two"), several("two", "three"), several("four")
    for each in (one, two, three):
        store.save(each)
    cleared = store.prune({two.id})
    assert cleared.snapshots == tuple(sorted((one.id, three.id)))
    assert cleared.bytes == sum(len(part.data) + part.label.size for part in (one.parts[0], three.parts[0]))
    assert store.ids() == (two.id,)
    assert {path.name for path in (tmp_path / "parts").iterdir()} == {
        name for part in two.parts for name in (part.name, part.label.tokens)
    }
    assert store.open(two.id).clauses == two.clauses
    assert store.prune({two.id}).snapshots == ()


def test_clearing_away_touches_no_part_while_a_list_to_keep_cannot_be_read(tmp_path: Path) -> None:
    store = Snapshots(tmp_path)
    one, two = several("one"), several("two")
    store.save(one), store.save(two)
    (tmp_path / two.id / "manifest.json").write_bytes(b"{")
    assert store.prune({two.id}).bytes == 0
    assert len(list((tmp_path / "parts").iterdir())) == 4


def test_clearing_away_where_nothing_is_kept_is_no_matter(tmp_path: Path) -> None:
    assert Snapshots(tmp_path / "nowhere").prune(()).snapshots == ()
    assert Snapshots(tmp_path / "nowhere").verify() == {}


def test_a_part_that_was_cleared_away_before_it_was_saved_is_written_again(tmp_path: Path) -> None:
    store = Snapshots(tmp_path)
    old = several("one", "two")
    store.save(old)
    held = store.open(old.id)
    document, clauses = policy("three", FRIENDS)
    documents = [*held.documents, document]
    candidate = index_clauses("Otter School", documents, [*held.clauses, *clauses], FakeEncoder(), held)
    assert candidate.parts[:2] == held.parts
    store.prune(())
    store.save(candidate)
    assert store.verify() == {}
    assert Snapshots(tmp_path).open(candidate.id).clauses == candidate.clauses


def test_clearing_away_waits_for_whoever_writes(tmp_path: Path) -> None:
    store, snapshot = Snapshots(tmp_path), several("one")
    tmp_path.mkdir(exist_ok=True)
    pruner = threading.Thread(target=store.prune, args=({snapshot.id},))
    with keeping.locked(tmp_path):
        pruner.start()
        with store._shelf.keeping(snapshot.parts):
            assert pruner.is_alive()
            assert (tmp_path / "parts" / snapshot.parts[0].name).exists()
    pruner.join()
    store.save(snapshot)
    assert store.open(snapshot.id).clauses == snapshot.clauses


def test_tokens_left_for_later_are_compared_when_they_are_asked_for(tmp_path: Path) -> None:
    store, question = Snapshots(tmp_path), ["may a pupil keep a phone"]
    id = store.save(built())
    gc.collect()
    path = tmp_path / "parts" / store.open(id, whole=False).parts[0].label.tokens
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    opened = store.open(id, whole=False)
    assert opened.clauses == built().clauses
    with pytest.raises(DamagedSnapshot, match=r"The part of “friends” in .* was altered"):
        search(opened, FakeEncoder(), question, STAFF)
    path.write_bytes(whole)
    assert search(opened, FakeEncoder(), question, STAFF) == search(built(), FakeEncoder(), question, STAFF)


@pytest.mark.parametrize("size", [0, 5, None])
def test_tokens_left_for_later_have_to_be_there(kept: tuple[Snapshots, Snapshot], size: int | None) -> None:
    store, snapshot = kept
    path = store.folder / "parts" / snapshot.parts[0].label.tokens
    path.unlink() if size is None else path.write_bytes(b"?" * size)
    with pytest.raises(DamagedSnapshot, match="is missing" if size is None else "was altered"):
        store.open(snapshot.id, whole=False)


def test_what_is_said_of_one_policy_is_given_alone(tmp_path: Path) -> None:
    snapshot = several("one", "two")
    assert snapshot.policies == ("one", "two")
    assert {unit.policy for unit in snapshot.units_of("two")} == {"two"}
    assert snapshot.units_of("one") + snapshot.units_of("two") == snapshot.units
    assert snapshot.units_of("three") == ()
    assert [snapshot.unit(place) for place in range(snapshot.size)] == list(snapshot.units)
