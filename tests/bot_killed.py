"""Adds, publishes, rolls back or imports, and is killed at each moment in turn: the program that test_bot_kill runs.

    python -m tests.bot_killed add|publish|rollback|import FOLDER MOMENTS

Every run is a forked child that counts the operations that touch files or the database, before and
after each, and sends itself SIGKILL at the n-th. Another child then looks at what is left. One JSON
object a line: the moment, whether the child was killed, and what was found wrong ("" where nothing).
About MOMENTS are tried, evenly spread over all there are, and the last ones; 0 tries every one.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import alembic.command

import bot.cues
import bot.filing
import bot.gate
import bot.importing
import bot.repairing
import corpus.assemble
import corpus.clauses
import corpus.layout
import corpus.readers.markdown
import corpus.readers.text
import index.build
import index.search
from bot.audit import verify
from bot.errors import AlreadyThere
from bot.exporting import export
from bot.importing import Importer
from bot.repairing import tallies
from index.snapshot import Snapshots
from tests.bot_desks import CONDUCT, TRUST, desk, file, published, question

OLD, NEW = "a friend request", "any friend request"
ASKED = "may I accept a friend request from a pupil"
SECOND = "Dogs\n\n1. Nobody must bring a poodle to work.\n2. Guide dogs are welcome everywhere.\n"
LAST = 12
TOUCHES = frozenset(
    [
        "write",
        "writelines",
        "flush",
        "fsync",
        "truncate",
        "rename",
        "replace",
        "mkdir",
        "rmdir",
        "unlink",
        "remove",
        "link",
        "open",
        "close",
        "chmod",
        "execute",
        "executemany",
        "commit",
        "rollback",
        "tofile",
        "save",
        "flock",
    ]
)
# Imported up there only so that every child starts warm and counts its own operations alone.
WARM = (
    alembic.command,
    bot.cues,
    bot.filing,
    bot.gate,
    bot.importing,
    bot.repairing,
    corpus.assemble,
    corpus.clauses,
    corpus.layout,
    corpus.readers.markdown,
    corpus.readers.text,
    index.build,
    index.search,
)


def forked(act: Callable[[], None]) -> int:
    """Run `act` in a child; returns the status it ended with, negative for a signal."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        try:
            act()
        except BaseException as fault:
            sys.stderr.write(f"{type(fault).__name__}: {fault}\n")
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def counting(act: Callable[[], None], kill_at: int, tally: Path | None) -> Callable[[], None]:
    """`act`, counting the operations it makes, killed at the `kill_at`-th; the count goes to `tally`."""

    def counted() -> None:
        done = 0

        def met(_frame: object, event: str, function: object) -> None:
            nonlocal done
            if event in ("c_call", "c_return") and getattr(function, "__name__", "") in TOUCHES:
                done += 1
                if done == kill_at:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.setprofile(met)
        act()
        sys.setprofile(None)
        if tally is not None:
            tally.write_text(str(done))

    return counted


def add(home: Path) -> None:
    """Add a changed policy and a new one to what is published."""
    folder = home / "in"
    changed = file(folder, "conduct.md", CONDUCT.replace(OLD, NEW))
    added = desk(home).add(TRUST, [changed, file(folder, "second.txt", SECOND)])
    assert all(each.problem is None for each in added)


def publish(home: Path) -> None:
    """Publish the drafts."""
    desk(home).publish(TRUST)


def rollback(home: Path) -> None:
    """Go back to what was published before."""
    held = desk(home)
    held.publisher.roll_back(held.organisation(TRUST), "tests", dt.datetime.now(dt.UTC))


def restore(home: Path) -> None:
    """Import the trust, which is not there."""
    held = desk(home)
    importer = Importer(held.store, Snapshots(held.settings.snapshots), home, lambda: held.encoder)
    importer.restore(home / "trust.zip", "", "tests", dt.datetime.now(dt.UTC))


ACTS: dict[str, Callable[[Path], None]] = {
    "add": add,
    "publish": publish,
    "rollback": rollback,
    "import": restore,
}


def prepared(action: str, base: Path) -> None:
    """Make the home in which the action is to be done."""
    if action == "import":
        held = published(base / "elsewhere")
        (base / "elsewhere" / "questions").mkdir()
        (base / "elsewhere" / "questions" / "larkmere-trust.toml").write_text("# Ours\n")
        export(held.store.database, base / "elsewhere", TRUST, base / "trust.zip", dt.datetime.now(dt.UTC))
        held.store.close()
        shutil.rmtree(base / "elsewhere")
        desk(base).store.close()
        return
    published(base)
    if action != "add":
        add(base)
    if action == "rollback":
        publish(base)


def answers(home: Path) -> str:
    """What the desk quotes first; it has compared it with the stored document, or it would raise."""
    return desk(home).ask(question(ASKED)).quotes[0].words.text


def check(action: str, home: Path) -> None:
    """Look at what a killed run left, run it again, and look once more."""
    {"add": _check_add, "import": _check_import}.get(action, _check_moved)(home)
    held = desk(home)
    assert tallies(held.store, held.organisation(TRUST))
    assert verify(held.store.database).whole
    assert action == "add" or not list((home / "snapshots").glob(".writing-*"))


def _check_add(home: Path) -> None:
    before = answers(home)
    assert OLD in before, f"after a killed add: {before!r}"
    drafts = desk(home).store.drafts(TRUST)
    assert all(draft.text and draft.blocks for draft in drafts)
    add(home)
    assert [draft.policy for draft in desk(home).store.drafts(TRUST)] == ["conduct", "second"]
    assert OLD in answers(home)


def _check_moved(home: Path) -> None:
    """Look at what a killed publication or rollback left; the rollback is of the second publication."""
    held, before = desk(home), answers(home)
    assert OLD in before or NEW in before
    assert tallies(held.store, held.organisation(TRUST))
    publications = held.store.publications.all(TRUST)
    if held.store.drafts(TRUST) or len(publications) == 1:
        assert (len(publications), OLD in before) == (1, True), (
            "the pointer and the drafts tell different stories"
        )
        publish(home)
        assert NEW in answers(home)
    elif len(publications) == 2:
        assert NEW in before
    else:
        assert (len(publications), OLD in before) == (3, True)
    if len(desk(home).store.publications.all(TRUST)) == 2:
        publish(home)  # there is nothing to publish, and it says so without harm
        assert len(desk(home).store.publications.all(TRUST)) == 2
        rollback(home)
    assert OLD in answers(home)
    assert len(desk(home).store.publications.all(TRUST)) == 3


def _check_import(home: Path) -> None:
    held = desk(home)
    if held.store.organisation(TRUST) is None:
        assert held.store.organisations() == ()
        restore(home)
    else:
        assert OLD in answers(home)
        try:
            restore(home)
        except AlreadyThere:
            pass
        else:
            raise AssertionError("it was imported twice")
    assert OLD in answers(home)
    assert (home / "questions" / "larkmere-trust.toml").read_text() == "# Ours\n"


def main(action: str, folder: Path, moments: int) -> None:
    """Try the moments and report each."""
    base, tally = folder / "base", folder / "tally"

    assert forked(lambda: prepared(action, base)) == 0

    def tried(kill_at: int) -> tuple[int, Path]:
        home = folder / f"home-{kill_at}"
        shutil.copytree(base, home)
        return forked(counting(lambda: ACTS[action](home), kill_at, None if kill_at else tally)), home

    status, home = tried(0)
    assert status == 0
    shutil.rmtree(home)
    total = int(tally.read_text())
    step = max(1, total // moments) if moments else 1
    # The last moments lie around the commit, so all of them are tried.
    for kill_at in sorted({*range(1, total + 1, step), *range(max(1, total - LAST), total + LAST)}):
        status, home = tried(kill_at)
        # Runs differ by some operations, so that the last moments may come after the end, or the end after `total`.
        ended = status == -signal.SIGKILL or (status == 0 and kill_at > total - LAST)
        wrong = "" if ended else f"ended with {status} instead of being killed"
        left = "after" if forked(lambda home=home: _is_done(action, home)) == 0 else "before"
        if forked(lambda home=home: check(action, home)) != 0:
            wrong = wrong or "what was left is not whole"
        row = {"moment": kill_at, "of": total, "left": left, "wrong": wrong}
        sys.stdout.write(json.dumps(row) + "\n")
        sys.stdout.flush()
        shutil.rmtree(home)


def _is_done(action: str, home: Path) -> None:
    """End with another status unless the act's transaction was committed."""
    store = desk(home).store
    done = {
        "add": lambda: len(store.drafts(TRUST)) == 2,
        "publish": lambda: len(store.publications.all(TRUST)) == 2,
        "rollback": lambda: len(store.publications.all(TRUST)) == 3,
        "import": lambda: store.organisation(TRUST) is not None,
    }[action]
    if not done():
        os._exit(3)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
