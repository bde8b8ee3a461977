"""A disk that is full, or that may not be written, leaves what was published answering, and says what is the matter."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from bot.repairing import tallies
from bot.settings import Settings
from bot.store import Store
from tests.bot_desks import CONDUCT, file
from tests.bot_readers import ROOT, Reader, reading

SHORT = "larkmere-trust"
OLD, NEW = "accept a friend request", "accept any friend request"
MEGABYTE = 1024**2
ENCODER = "quoth-minilm"
pytest_plugins = ("tests.bot_homes",)

# Root may write everywhere unless it gives that right up.
PLAIN = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all")


def quoth(
    home: Path, *arguments: str, before: Sequence[str] = (), limit: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one command as its own process."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QUOTH_")}
    return subprocess.run(
        [*before, sys.executable, "-m", "adapters.cli", *arguments],
        cwd=ROOT,
        env={**environment, "QUOTH_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        preexec_fn=limit,
    )


def revised(folder: Path) -> Path:
    """A conduct policy of which one clause is worded otherwise."""
    return file(folder, "conduct.md", CONDUCT.replace(OLD, NEW))


def add(home: Path, path: Path) -> None:
    """Add the revision."""
    done = quoth(home, "add", str(path), "--org", SHORT, "--policy", "conduct")
    assert done.returncode == 0, done.stderr


def refused(done: subprocess.CompletedProcess[str]) -> None:
    """That a command ended with a sentence on what the machine refused."""
    assert done.returncode == 10, (done.returncode, done.stdout, done.stderr)
    assert "cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


def whole(home: Path, publications: int, drafts: int, serving: Reader | None = None) -> None:
    """That one state is in force, nothing is half written, and whoever serves quotes it."""
    store = Store(Settings(home=home).database)
    found = store.organisation(SHORT)
    assert found is not None
    assert tallies(store, found)
    assert len(store.publications.all(SHORT)) == publications
    assert len(store.drafts(SHORT)) == drafts
    store.close()
    if not drafts:
        assert not list((home / "snapshots").glob(".writing-*"))
    words = OLD if publications == 1 else NEW
    if serving is not None:
        told = serving.ask()
        assert told.fault == ""
        assert any(words in quote.text for quote in told.quotes)
        return
    asked = quoth(home, "ask", "may I accept a friend request from a pupil", "--org", SHORT)
    assert asked.returncode == 0, asked.stderr
    assert words in asked.stdout


def filled(folder: Path) -> Path:
    """Leave no room on the disk of a folder; returns the file to remove for there to be room again."""
    path = folder / "filler"
    with path.open("wb", buffering=0) as filler:
        for size in (MEGABYTE, 4096, 1):
            try:
                while filler.write(b"\0" * size) == size:
                    pass
            except OSError:
                continue
    return path


def mounted(path: Path, size: int) -> None:
    """Mount a small disk of its own at a folder; skips where that is not allowed."""
    path.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("a small disk can only be mounted as root")
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(path)], capture_output=True, check=False
    )
    if done.returncode != 0:
        pytest.skip("a small disk may not be mounted here")


@pytest.fixture
def disks(home: Path, tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """A home on a small disk of its own, and its indexes on another."""
    there = tmp_path / "disk"
    snapshots = there / "home" / "snapshots"
    mounts = [there, snapshots]
    try:
        mounted(there, 12 * MEGABYTE)
        mounted(snapshots, 12 * MEGABYTE)
        shutil.copytree(home, there / "home", dirs_exist_ok=True)
        yield there / "home", snapshots
    finally:
        for each in reversed(mounts):
            if os.path.ismount(each):
                subprocess.run(["umount", "--lazy", str(each)], check=True)


def test_a_full_disk_under_the_indexes_blocks_a_publication_and_nothing_else(
    disks: tuple[Path, Path], tmp_path: Path
) -> None:
    home, snapshots = disks
    with reading(home, 1, encoder=ENCODER) as (serving,):
        serving.ask()
        add(home, revised(tmp_path / "in"))
        filler = filled(snapshots)
        refused(quoth(home, "publish", "--org", SHORT))
        whole(home, 1, 1, serving)
        filler.unlink()
        assert quoth(home, "publish", "--org", SHORT).returncode == 0
        whole(home, 2, 0, serving)


def test_a_full_disk_under_the_database_blocks_adding_and_publishing_and_nothing_else(
    disks: tuple[Path, Path], tmp_path: Path
) -> None:
    home, _ = disks
    with reading(home, 1, encoder=ENCODER) as (serving,):
        serving.ask()
        filler = filled(home)
        refused(quoth(home, "add", str(revised(tmp_path / "in")), "--org", SHORT, "--policy", "conduct"))
        whole(home, 1, 0, serving)
        filler.unlink()
        add(home, revised(tmp_path / "in"))
        filler = filled(home)
        refused(quoth(home, "publish", "--org", SHORT))
        whole(home, 1, 1, serving)
        filler.unlink()
        assert quoth(home, "publish", "--org", SHORT).returncode == 0
        whole(home, 2, 0, serving)


def test_an_index_that_cannot_be_kept_answers_all_the_same(disks: tuple[Path, Path]) -> None:
    home, snapshots = disks
    for each in snapshots.iterdir():
        shutil.rmtree(each) if each.is_dir() else each.unlink()
    filled(snapshots)
    asked = quoth(home, "ask", "may I accept a friend request from a pupil", "--org", SHORT)
    assert asked.returncode == 0, asked.stderr
    assert OLD in asked.stdout


@pytest.mark.parametrize("command", ["add", "publish", "export"])
def test_a_file_that_may_grow_no_further_is_a_full_disk_to_us(
    home: Path, tmp_path: Path, command: str
) -> None:
    path = revised(tmp_path / "in")
    arguments = {
        "add": ("add", str(path), "--org", SHORT, "--policy", "conduct"),
        "publish": ("publish", "--org", SHORT),
        "export": ("export", "--org", SHORT, str(tmp_path / "trust.zip")),
    }[command]
    if command == "publish":
        add(home, path)

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (512, 512))

    refused(quoth(home, *arguments, limit=limited))
    whole(home, 1, int(command == "publish"))
    assert not list(tmp_path.glob("*.zip")) + list(tmp_path.glob(".quoth-*"))
    assert quoth(home, *arguments).returncode == 0


def unwritable(folder: Path, yes: bool = True) -> None:
    """Forbid everybody to write in a folder and to what is in it, or allow its owner again."""
    for path in (folder, *folder.rglob("*")):
        mode = path.stat().st_mode
        path.chmod(mode & ~0o222 if yes else mode | 0o200)


@pytest.fixture
def plain() -> tuple[str, ...]:
    """What stands before a command so that it runs without root's rights."""
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("nothing here takes root's rights away")
    return PLAIN


def test_a_folder_of_indexes_that_may_not_be_written_blocks_a_publication_and_nothing_else(
    home: Path, tmp_path: Path, plain: tuple[str, ...]
) -> None:
    add(home, revised(tmp_path / "in"))
    unwritable(home / "snapshots")
    with reading(home, 1, before=plain, encoder=ENCODER) as (serving,):
        refused(quoth(home, "publish", "--org", SHORT, before=plain))
        whole(home, 1, 1, serving)
        unwritable(home / "snapshots", yes=False)
        assert quoth(home, "publish", "--org", SHORT, before=plain).returncode == 0
        whole(home, 2, 0, serving)


def test_whoever_serves_goes_on_when_the_whole_home_may_not_be_written_any_more(
    home: Path, tmp_path: Path, plain: tuple[str, ...]
) -> None:
    with reading(home, 1, before=plain, encoder=ENCODER) as (serving,):
        serving.ask()
        unwritable(home)
        path = revised(tmp_path / "in")
        refused(quoth(home, "add", str(path), "--org", SHORT, "--policy", "conduct", before=plain))
        told = serving.ask()
        assert told.fault == ""
        assert any(OLD in quote.text for quote in told.quotes)
        unwritable(home, yes=False)
        whole(home, 1, 0, serving)
        add(home, path)
        assert quoth(home, "publish", "--org", SHORT, before=plain).returncode == 0
        whole(home, 2, 0, serving)
