"""A watched folder gives each policy once it is whole, whatever a client writes beside it or does to the folder."""

from __future__ import annotations

import os
import queue
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath

import pytest

from bot.watching import AGAIN, SWEEP, Away, Kind, Watch, kind

PATIENCE = 20
"""Seconds after which what was awaited counts as not having come."""


@dataclass
class Keeper:
    """A keeper that takes down what it is given; what is in `refused` it does not keep."""

    refused: set[str] = field(default_factory=set)
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    fresh: dict[str, bool] = field(default_factory=dict)
    passed_over: dict[str, Kind] = field(default_factory=dict)
    shut: list[str] = field(default_factory=list)
    told: queue.Queue[object] = field(default_factory=queue.Queue)

    def whole(self, path: Path, data: bytes, fresh: bool) -> bool:
        self.taken.append((path.name, data))
        self.fresh[path.name] = fresh
        self.told.put(path.name)
        return path.name not in self.refused

    def left(self, path: Path, kind: Kind) -> None:
        self.passed_over[path.name] = kind
        self.told.put(path.name)

    def unopened(self, path: Path, fault: OSError) -> None:
        self.shut.append(path.name)

    def away(self, state: Away) -> None:
        self.told.put(state)


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Folder:
    """A folder, what watches it, and its clock."""

    path: Path
    keeper: Keeper
    clock: Clock
    watch: Watch

    def put(self, name: str, data: bytes = b"1. Staff must sign out.") -> Path:
        path = self.path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        return path

    def look(self, *seconds: float) -> list[str]:
        """Look through the folder after each of so many seconds more; gives the names of what was taken."""
        before = len(self.keeper.taken)
        for each in seconds or (0.0, 3.0):
            self.clock.now += each
            self.watch.look()
        return [name for name, _ in self.keeper.taken[before:]]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    path = tmp_path / "policies"
    path.mkdir()
    keeper, clock = Keeper(), Clock()
    return Folder(path, keeper, clock, Watch(path, keeper, clock=clock))


# Which files.


@pytest.mark.parametrize(
    "name",
    [
        "~$phones.docx", "~WRL0003.tmp", ".phones.docx.swp", ".~lock.phones.odt#", "phones.docx.partial",
        "phones.crdownload", "phones.part", "desktop.ini", "Thumbs.db", ".DS_Store", "phones.docx.download",
    ],
)  # fmt: skip
def test_what_programs_put_beside_a_file_is_passed_over_without_a_word(folder: Folder, name: str) -> None:
    folder.put(name)
    assert folder.look() == []
    assert folder.keeper.passed_over == {}


@pytest.mark.parametrize(
    "name",
    [
        "phones (Ann Lee's conflicted copy 2026-11-22).docx",
        "phones.sync-conflict-20261122-101500-ABCDEFG.docx",
        "phones (conflicted).docx", "phones [Conflict].docx", "phones (1).docx", "phones(2).docx",
        "phones - Copy.docx", "phones - Copy (2).docx", "phones-DESKTOP-4F2K1.docx", "phones-LAPTOP7.docx",
    ],
)  # fmt: skip
def test_a_second_version_beside_a_file_is_named_and_not_taken(folder: Folder, name: str) -> None:
    folder.put("phones.docx")
    folder.put(name)
    assert folder.look() == ["phones.docx"]
    assert folder.keeper.passed_over == {name: Kind.conflict}


@pytest.mark.parametrize(
    "name",
    [
        "phones (1).docx", "phones-2026.docx", "phones - Copy.docx", "internet-pc-use.docx",
        "resolving conflict.docx", "conflict of interest 2.pdf", "Copy of rules.md", "KONFLIKT.HTM",
    ],
)  # fmt: skip
def test_a_policy_that_only_sounds_like_one_is_taken(folder: Folder, name: str) -> None:
    folder.put("internet.docx" if name.startswith("internet") else "other.docx")
    assert kind(PurePath(name), {"internet.docx": 1, "other.docx": 1}) is Kind.policy
    folder.put(name)
    assert name in folder.look()


@pytest.mark.parametrize("name", ["poster.png", "rota.xlsx", "old.doc", "notes.gdoc", "README"])
def test_a_file_of_another_kind_is_named_once(folder: Folder, name: str) -> None:
    folder.put(name)
    folder.look()
    folder.keeper.passed_over.clear()
    folder.look(3.0, 3.0)
    assert (folder.keeper.taken, folder.keeper.passed_over) == ([], {})


def test_what_lies_deeper_is_looked_at_only_where_each_organisation_has_a_folder(folder: Folder) -> None:
    folder.put("larkmere/phones.md")
    (folder.path / "larkmere" / "old").mkdir()
    (folder.path / "larkmere" / "old" / "phones.md").write_text("1. Old.")
    folder.put(".trash/phones.md")
    assert folder.look() == []
    folder.watch.depth = 2
    assert folder.look() == ["phones.md"]


def test_a_link_to_a_folder_that_is_a_circle_does_no_harm(folder: Folder) -> None:
    (folder.path / "round.md").symlink_to(folder.path)
    (folder.path / "nowhere.md").symlink_to(folder.path / "gone")
    folder.watch.depth = 2
    folder.put("phones.md")
    assert "phones.md" in folder.look()


# When it is whole.


def test_a_file_is_taken_once_it_has_rested_and_not_before(folder: Folder) -> None:
    folder.put("phones.md")
    assert folder.look(0.0, 1.9) == []
    assert folder.look(0.2) == ["phones.md"]
    assert folder.look(3.0, 3.0) == []


def test_a_file_that_is_written_in_pieces_is_taken_whole(folder: Folder) -> None:
    path = folder.put("phones.md", b"1. Staff")
    for piece in (b" must", b" sign", b" out."):
        assert folder.look(1.5) == []
        with path.open("ab") as file:
            file.write(piece)
    assert folder.look() == ["phones.md"]
    assert folder.keeper.taken == [("phones.md", b"1. Staff must sign out.")]


def test_a_file_that_is_renamed_into_place_is_taken(folder: Folder) -> None:
    folder.put("phones.md.tmp").rename(folder.path / "phones.md")
    assert folder.look() == ["phones.md"]


def test_a_file_in_place_of_one_of_the_same_size_and_time_is_taken(folder: Folder) -> None:
    path = folder.put("phones.md", b"1. Staff must sign in.")
    os.utime(path, (1e9, 1e9))
    folder.look()
    other = folder.put("new.tmp", b"1. Staff must sing in.")
    os.utime(other, (1e9, 1e9))
    other.replace(path)
    assert folder.look() == ["phones.md"]


def test_a_file_that_is_only_touched_is_not_taken_again(folder: Folder) -> None:
    path = folder.put("phones.md")
    folder.look()
    os.utime(path, (1e9, 1e9))
    assert folder.look() == []


def test_what_lay_there_is_told_from_what_came(folder: Folder) -> None:
    folder.put("old.md")
    folder.look()
    folder.put("new.md")
    folder.put("old.md", b"1. Changed.")
    folder.look()
    assert folder.keeper.fresh == {"old.md": True, "new.md": True}
    assert folder.keeper.taken[0] == ("old.md", b"1. Staff must sign out.")


def test_what_could_not_be_kept_comes_again(folder: Folder) -> None:
    folder.put("phones.md")
    folder.keeper.refused = {"phones.md"}
    assert folder.look() == ["phones.md"]
    assert folder.look(AGAIN - 1) == []
    folder.keeper.refused = set()
    assert folder.look(2.0) == ["phones.md"]
    assert folder.look(AGAIN) == []


def test_what_cannot_be_opened_is_named_once_and_tried_again(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.put("phones.md")
    locked = True

    def opened(path: Path, *given: object, **more: object) -> object:
        if locked:
            raise PermissionError(13, "another program uses it")
        return real(path, *given, **more)

    real = Path.open
    monkeypatch.setattr(Path, "open", opened)
    assert folder.look(0.0, 3.0, AGAIN, AGAIN) == []
    locked = False
    assert folder.look(AGAIN) == ["phones.md"]
    assert folder.keeper.shut == ["phones.md"]


# The loop.


@pytest.fixture(params=[0.0, 0.1], ids=["told by the system", "by polling"])
def running(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Path, Keeper]]:
    path = tmp_path / "policies"
    path.mkdir()
    (path / "there.md").write_text("1. There.")
    keeper, stop = Keeper(), threading.Event()
    watch = Watch(path, keeper, rest=0.05, poll=request.param)
    thread = threading.Thread(target=lambda: watch.run(stop, tick=0.05))
    thread.start()
    assert keeper.told.get(timeout=PATIENCE) == "there.md"
    yield path, keeper
    stop.set()
    thread.join(PATIENCE)
    assert not thread.is_alive()


def test_a_file_that_comes_is_taken(running: tuple[Path, Keeper]) -> None:
    path, keeper = running
    (path / "new.md").write_text("1. New.")
    assert keeper.told.get(timeout=PATIENCE) == "new.md"
    assert keeper.fresh == {"there.md": False, "new.md": True}


def test_a_folder_that_vanishes_is_waited_for_and_what_is_new_in_it_taken(
    running: tuple[Path, Keeper],
) -> None:
    path, keeper = running
    path.rename(path.with_name("away"))
    assert keeper.told.get(timeout=PATIENCE) is Away.gone
    (path.with_name("away") / "new.md").write_text("1. New.")
    path.with_name("away").rename(path)
    assert keeper.told.get(timeout=PATIENCE) is Away.back
    assert keeper.told.get(timeout=PATIENCE) == "new.md"


def test_a_folder_that_is_replaced_by_another_one_is_watched_on(running: tuple[Path, Keeper]) -> None:
    path, keeper = running
    made = path.with_name("made")
    made.mkdir()
    shutil.rmtree(path)
    made.rename(path)
    (path / "new.md").write_text("1. New.")
    told = [keeper.told.get(timeout=PATIENCE)]
    while told[-1] in (Away.gone, Away.back):  # if it was seen to be away
        told.append(keeper.told.get(timeout=PATIENCE))
    assert told[-1] == "new.md"


def test_the_whole_folder_is_looked_through_now_and_then_even_if_the_system_is_silent(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = threading.Event()

    def silent(_stop: threading.Event, _tick: float) -> Iterator[object]:
        for _ in range(3):
            folder.clock.now += SWEEP
            yield set()
        stop.set()

    monkeypatch.setattr(folder.watch, "_changes", silent)
    folder.put("phones.md")
    folder.watch.run(stop, tick=0.0)
    assert [name for name, _ in folder.keeper.taken] == ["phones.md"]


def test_what_comes_before_the_system_tells_of_changes_is_not_missed(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = threading.Event()

    def late(_stop: threading.Event, _tick: float) -> Iterator[object]:
        folder.put("phones.md")
        for _ in range(3):
            folder.clock.now += 2.5
            yield set()
        stop.set()

    monkeypatch.setattr(folder.watch, "_changes", late)
    folder.watch.run(stop, tick=0.0)
    assert [name for name, _ in folder.keeper.taken] == ["phones.md"]


def test_a_system_that_has_no_notifications_left_to_give_is_not_asked_in_a_circle(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, asked = threading.Event(), []

    def exhausted(_stop: threading.Event, _tick: float) -> Iterator[object]:
        asked.append(1)
        folder.clock.now += 3.0
        if len(asked) == 3:
            stop.set()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder.watch, "_changes", exhausted)
    folder.put("phones.md")
    folder.watch.run(stop, tick=0.01)
    assert [name for name, _ in folder.keeper.taken] == ["phones.md"]
