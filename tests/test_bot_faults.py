"""A damaged index, wherever it is damaged, leaves what was published answering; damaged words answer nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import structlog
from structlog.testing import capture_logs

from bot.answers import Kind
from bot.desk import Desk
from bot.errors import VerificationFailed
from bot.repairing import fault_of, repair, tallies
from index.errors import DamagedSnapshot
from index.snapshot import Snapshots
from tests.bot_desks import CONDUCT, TODAY, TRUST, desk, file, published, question
from tests.bot_spoiling import HARMS
from tests.fakes import FakeEncoder

FRIEND = "may I accept a friend request from a pupil"


def pointer(held: Desk) -> str:
    found = held.store.current_snapshot(TRUST)
    assert found is not None
    return found


def counting(home: Path) -> tuple[Desk, FakeEncoder]:
    """A desk as a process that starts anew would open it, and its encoder, which counts."""
    encoder = FakeEncoder(line=0.0)
    opened = desk(home)
    return Desk(
        opened.settings, opened.store, Snapshots(home / "snapshots"), lambda: encoder, lambda: TODAY
    ), encoder


def revise(home: Path, by: str = "tests") -> None:
    """Publish a conduct policy of which one clause is worded otherwise."""
    held = desk(home)
    held.add(TRUST, [file(home / "in", "conduct.md", CONDUCT.replace("a lift only", "a ride only"))])
    held.publish(TRUST, by=by)


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
@pytest.mark.parametrize("whole", [False, True], ids=["this index", "the whole folder"])
def test_a_process_that_starts_answers_from_a_damaged_index_as_from_a_whole_one(
    tmp_path: Path, harm: Callable[[Path], None], whole: bool
) -> None:
    held = published(tmp_path)
    before = held.ask(question(FRIEND))
    harm(tmp_path / "snapshots" if whole else tmp_path / "snapshots" / pointer(held))
    after = desk(tmp_path).ask(question(FRIEND))
    assert (after.quotes, after.kind, after.snapshot) == (before.quotes, Kind.quoted, before.snapshot)


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
def test_a_process_that_has_the_index_open_keeps_it(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    held = published(tmp_path)
    before = held.ask(question(FRIEND)).quotes
    harm(tmp_path / "snapshots")
    with capture_logs() as said:
        assert held.ask(question(FRIEND)).quotes == before
    assert said == []


@pytest.mark.parametrize("harm", [HARMS["truncated"], HARMS["altered"]], ids=["truncated", "altered"])
def test_the_damage_is_named_once_and_without_any_path(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    held = published(tmp_path)
    harm(tmp_path / "snapshots")
    again = desk(tmp_path)
    with capture_logs() as said:
        for _ in range(3):
            again.ask(question(FRIEND))
    damage = [each for each in said if each["log_level"] == "error"]
    assert damage == [
        {
            "event": "an index is damaged",
            "organisation": "larkmere-trust",
            "snapshot": pointer(held),
            "error": "DamagedSnapshot",
            "log_level": "error",
        }
    ]


def test_what_another_index_holds_already_is_not_encoded_again(tmp_path: Path) -> None:
    published(tmp_path)
    revise(tmp_path)
    held, encoder = counting(tmp_path)
    HARMS["emptied"](tmp_path / "snapshots" / pointer(held))
    assert held.ask(question("may I give a pupil a ride in my car")).kind is Kind.quoted
    encoded = [text for text in encoder.seen if "Learner" in text or "photograph" in text]
    assert encoded == []
    assert any("ride only" in text for text in encoder.seen)


def test_an_index_of_another_machine_is_built_here_and_kept(tmp_path: Path) -> None:
    held = published(tmp_path)
    before = held.ask(question(FRIEND)).quotes
    shutil.rmtree(tmp_path / "snapshots")
    first, building = counting(tmp_path)
    assert first.ask(question(FRIEND)).quotes == before
    assert Snapshots(tmp_path / "snapshots").ids() == (pointer(held),)
    second, opening = counting(tmp_path)
    assert second.ask(question(FRIEND)).quotes == before
    assert len(opening.seen) < len(building.seen)


def test_a_damaged_index_is_left_as_it_lies_until_it_is_repaired(tmp_path: Path) -> None:
    held = published(tmp_path)
    HARMS["altered"](tmp_path / "snapshots")
    desk(tmp_path).ask(question(FRIEND))
    with pytest.raises(DamagedSnapshot):
        Snapshots(tmp_path / "snapshots").open(pointer(held))


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
def test_repair_writes_the_index_anew_under_the_same_name(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    held = published(tmp_path)
    before = held.ask(question(FRIEND)).quotes
    harm(tmp_path / "snapshots")
    again, _ = counting(tmp_path)
    kept = Snapshots(tmp_path / "snapshots")
    done = list(repair(again.store, kept, lambda: again.encoder, again.store.organisations()))
    assert [each.what for each in done][:1] == ["larkmere-trust"]
    assert kept.open(pointer(held)).id == pointer(held)
    fresh, encoder = counting(tmp_path)
    assert fresh.ask(question(FRIEND)).quotes == before
    assert len(encoder.seen) <= 2  # what is asked, and nothing else
    assert list(repair(fresh.store, kept, lambda: fresh.encoder, fresh.store.organisations())) == []


def test_repair_removes_damaged_indexes_that_answer_for_nobody_and_what_is_half_written(
    tmp_path: Path,
) -> None:
    old = pointer(published(tmp_path))
    revise(tmp_path)
    held = desk(tmp_path)
    folder = tmp_path / "snapshots"
    HARMS["altered"](folder / old)
    (folder / ".writing-left").mkdir()
    (folder / ".writing-left" / "clauses.json").write_text("[")
    kept = Snapshots(folder)
    done = [each.said for each in repair(held.store, kept, lambda: held.encoder, held.store.organisations())]
    assert any(old in each for each in done)
    assert any("half written" in each for each in done)
    assert kept.ids() == (pointer(held),)
    assert not list(folder.glob(".writing-*"))
    held.publisher.roll_back(held.organisation(TRUST), "tests", held.store.audit(TRUST)[-1].at)
    assert "a lift only" in str(desk(tmp_path).ask(question("may I give a pupil a lift")).quotes)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents SET text = replace(text, 'must not', 'may')",
        "UPDATE documents SET text_sha256 = 'x'",
        "UPDATE documents SET details = replace(details, 'Larkmere', 'Darkmere')",
        "UPDATE documents SET state = 'draft'",
        "DELETE FROM documents WHERE policy = 'conduct'",
    ],
)
def test_no_index_is_built_of_words_that_are_not_what_was_published(tmp_path: Path, statement: str) -> None:
    held = published(tmp_path)
    with held.store.database.writing() as connection:
        connection.exec_driver_sql(statement)
    HARMS["gone"](tmp_path / "snapshots")
    for _ in range(2):
        with pytest.raises(VerificationFailed, match="nothing was answered"):
            desk(tmp_path).ask(question(FRIEND))
    assert Snapshots(tmp_path / "snapshots").ids() == ()


def test_a_file_of_the_index_that_may_not_be_read_is_a_fault_like_any_other(tmp_path: Path) -> None:
    held = published(tmp_path)
    id = pointer(held)
    shutil.rmtree(tmp_path / "snapshots" / id)
    (tmp_path / "snapshots" / id).write_text("a file where a folder was")
    kept = Snapshots(tmp_path / "snapshots")
    assert fault_of(kept, held.organisation(TRUST)) is not None
    assert desk(tmp_path).ask(question(FRIEND)).kind is Kind.quoted


def test_a_store_that_tells_two_stories_is_noticed(tmp_path: Path) -> None:
    held = published(tmp_path)
    assert tallies(held.store, held.organisation(TRUST))
    with held.store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE organisations SET snapshot_id = 'x'")
    assert not tallies(held.store, held.organisation(TRUST))


def test_nothing_that_is_asked_is_logged_with_a_fault(tmp_path: Path) -> None:
    published(tmp_path)
    HARMS["altered"](tmp_path / "snapshots")
    structlog.reset_defaults()
    with capture_logs() as said:
        desk(tmp_path).ask(question("quokka friend request"))
    assert said
    assert "quokka" not in str(said)
