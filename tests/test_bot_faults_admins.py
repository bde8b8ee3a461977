"""Two admins who publish at once, and a clock that is set back: one order, one story, nothing half done."""

from __future__ import annotations

import datetime as dt
import itertools
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from bot.audit import verify
from bot.desk import Desk
from bot.errors import ChangedMeanwhile, QuothError
from bot.publishing import Candidate
from bot.records import Act, State
from bot.repairing import tallies
from bot.settings import Settings
from bot.store import Store
from index.snapshot import Snapshots
from tests.alike import Alike
from tests.bot_desks import CONDUCT, TRUST, desk, file, published, question
from tests.fakes import FakeEncoder

FRIEND = "may I accept a friend request from a pupil"
OLD, NEW = "a friend request", "any friend request"
NOON = dt.datetime(2026, 9, 1, 12, tzinfo=dt.UTC)
DAY = NOON.date()
ROOT = Path(__file__).parent.parent


def on(home: Path, day: dt.date) -> Desk:
    """A desk whose clock says that day."""
    settings = Settings(home=home)
    store, encoder = Store(settings.database), FakeEncoder(line=0.0)
    store.migrate()
    return Desk(settings, store, Snapshots(settings.snapshots), lambda: encoder, lambda: day, Alike())


def draft(held: Desk, home: Path, words: str, effective: str = "2025-01-01") -> None:
    """Add a wording of the conduct policy as its draft."""
    text = CONDUCT.replace(OLD, words).replace("effective: 2025-01-01", f"effective: {effective}")
    done = held.add(TRUST, [file(home / "in", "conduct.md", text)], policy="conduct", by="tests")
    assert [each.problem for each in done] == [None]


def candidate(held: Desk, day: dt.date = DAY) -> Candidate:
    return held.publisher.candidate(held.organisation(TRUST), day, lambda _done, _of: None)


def sound(home: Path, publications: int) -> None:
    """That everything that is kept tells one story."""
    held = desk(home)
    assert tallies(held.store, held.organisation(TRUST))
    assert len(held.store.publications.all(TRUST)) == publications
    assert verify(held.store.database).whole
    held.store.close()


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """What came of acts that were begun at the same moment: what each gave, or the fault it raised."""
    start, came = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int) -> None:
        start.wait()
        try:
            came[place] = acts[place]()  # type: ignore[call-overload]
        except QuothError as fault:
            came[place] = fault  # type: ignore[call-overload]

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return list(came)


def test_of_two_admins_who_publish_the_same_drafts_at_once_one_wins_and_the_other_is_told(
    tmp_path: Path,
) -> None:
    published(tmp_path)
    for number in range(4):
        one, two = desk(tmp_path), desk(tmp_path)
        draft(one, tmp_path, f"friend request {number}")
        wanted = [candidate(one), candidate(two)]
        came = at_once(
            [
                partial(one.publisher.publish, wanted[0], "one", NOON),
                partial(two.publisher.publish, wanted[1], "two", NOON),
            ]
        )
        lost = [each for each in came if isinstance(each, ChangedMeanwhile)]
        assert len(lost) == 1
        assert "changed by somebody else meanwhile" in str(lost[0])
        sound(tmp_path, number + 2)
        assert f"friend request {number}" in desk(tmp_path).ask(question(FRIEND)).quotes[0].words.text


def test_one_publishes_while_another_rolls_back_and_a_third_withdraws_and_one_of_them_wins(
    tmp_path: Path,
) -> None:
    held = published(tmp_path)
    draft(held, tmp_path, NEW)
    held.publish(TRUST, by="tests")
    draft(held, tmp_path, "each friend request")
    desks = [desk(tmp_path) for _ in range(3)]
    wanted, trusts = candidate(desks[0]), [each.organisation(TRUST) for each in desks]
    came = at_once(
        [
            lambda: desks[0].publisher.publish(wanted, "one", NOON),
            lambda: desks[1].publisher.roll_back(trusts[1], "two", NOON),
            lambda: desks[2].publisher.withdraw(trusts[2], "conduct", "three", NOON),
        ]
    )
    assert sum(isinstance(each, ChangedMeanwhile) for each in came) == 2
    sound(tmp_path, 3)


def test_a_draft_that_is_replaced_while_somebody_publishes_is_not_published_unseen(tmp_path: Path) -> None:
    one, two = published(tmp_path), desk(tmp_path)
    draft(one, tmp_path, NEW)
    wanted = candidate(one)
    draft(two, tmp_path, "each friend request")
    with pytest.raises(ChangedMeanwhile):
        one.publisher.publish(wanted, "one", NOON)
    sound(tmp_path, 1)
    assert OLD in desk(tmp_path).ask(question(FRIEND)).quotes[0].words.text


PROGRAM = """
import sys, datetime as dt
from pathlib import Path
from bot.errors import QuothError
from tests.bot_desks import TRUST, desk
held = desk(Path(sys.argv[1]))
wanted = held.publisher.candidate(held.organisation(TRUST), dt.date(2026, 9, 1), lambda _done, _of: None)
sys.stdout.write("ready\\n"); sys.stdout.flush(); sys.stdin.readline()
try:
    held.publisher.publish(wanted, sys.argv[2], dt.datetime.now(dt.UTC))
except QuothError as fault:
    sys.stdout.write(str(fault)); sys.exit(fault.exit_code)
"""


def test_of_three_processes_that_publish_at_once_one_wins_and_the_others_end_with_the_sentence(
    tmp_path: Path,
) -> None:
    held = published(tmp_path)
    draft(held, tmp_path, NEW)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(tmp_path), f"admin-{number}"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for number in range(3)
    ]  # fmt: skip
    for each in running:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in running:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    said = [each.communicate(timeout=60)[0] for each in running]
    assert sorted(each.returncode for each in running) == [0, 9, 9]
    assert sum("changed by somebody else meanwhile" in each for each in said) == 2
    sound(tmp_path, 2)
    assert NEW in held.ask(question(FRIEND)).quotes[0].words.text


def test_a_clock_that_is_set_back_changes_neither_the_order_nor_what_is_in_force(tmp_path: Path) -> None:
    published(tmp_path)
    today = on(tmp_path, NOON.date())
    draft(today, tmp_path, NEW)
    today.publisher.publish(candidate(today), "tests", NOON)
    yesterday = on(tmp_path, NOON.date() - dt.timedelta(days=1))
    draft(yesterday, tmp_path, "each friend request")
    back = NOON - dt.timedelta(days=1)
    yesterday.publisher.publish(candidate(yesterday, back.date()), "tests", back)
    for held in (today, yesterday):
        assert "each friend request" in held.ask(question(FRIEND)).quotes[0].words.text
    sound(tmp_path, 3)
    numbers = [each.number for each in today.store.publications.all(TRUST)]
    assert numbers == sorted(numbers)
    trust = today.organisation(TRUST)
    assert today.publisher.roll_back(trust, "tests", back).publication is not None
    assert NEW in today.ask(question(FRIEND)).quotes[0].words.text
    entries = [each.did for each in today.store.audit(TRUST) if each.did in ("published", "rolled back")]
    assert entries == ["published", "published", "published", "rolled back"]
    sound(tmp_path, 4)


def test_what_took_effect_stays_in_force_when_the_clock_is_set_back_before_its_day(tmp_path: Path) -> None:
    published(tmp_path)
    before, after = on(tmp_path, dt.date(2026, 9, 1)), on(tmp_path, dt.date(2026, 9, 10))
    draft(before, tmp_path, NEW, effective="2026-09-05")
    before.publisher.publish(candidate(before), "tests", NOON)
    assert OLD in before.ask(question(FRIEND)).quotes[0].words.text
    assert NEW in after.ask(question(FRIEND)).quotes[0].words.text
    for _ in range(2):
        assert NEW in before.ask(question(FRIEND)).quotes[0].words.text
    acts = [each.act for each in after.store.publications.all(TRUST)]
    assert acts == [Act.published, Act.published, Act.took_effect]
    sound(tmp_path, 3)
    draft(before, tmp_path, "each friend request", effective="2026-09-03")
    before.publisher.publish(candidate(before), "tests", NOON)
    assert NEW in before.ask(question(FRIEND)).quotes[0].words.text
    states = {
        each.state: each.details.effective_on.iso
        for each in before.store.publications.revisions(TRUST)
        if each.policy == "conduct" and each.details.effective_on
    }
    assert states[State.published] == "2026-09-05"


def test_many_publications_by_clocks_that_differ_keep_one_chain(tmp_path: Path) -> None:
    published(tmp_path)
    for number, hours in enumerate(itertools.islice(itertools.cycle((0, -30, 48)), 6)):
        held = desk(tmp_path)
        draft(held, tmp_path, f"friend request {number}")
        held.publisher.publish(candidate(held), "tests", NOON + dt.timedelta(hours=hours))
        assert f"friend request {number}" in desk(tmp_path).ask(question(FRIEND)).quotes[0].words.text
    sound(tmp_path, 7)
