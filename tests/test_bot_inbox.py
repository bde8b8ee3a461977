"""What is put into a watched folder is kept as a draft, or said why not, and asked about never."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import revision_phrases as revised
from bot.desk import Desk
from bot.errors import StoreUnavailable
from bot.inbox import Inbox, Line
from bot.watching import Away, Kind
from tests.bot_desks import CONDUCT, TRUST, published

SHORT = "larkmere-trust"
REVISED = CONDUCT.replace('"2"', '"3"').replace("Staff may give", "Staff must not give").encode()


class Put:
    """A desk, the inbox of a folder, and what it has said."""

    def __init__(self, home: Path, alone: bool = True) -> None:
        self.desk: Desk = published(home)
        self.folder = home / "watched"
        self.folder.mkdir()
        self.said: list[Line] = []
        owner = self.desk.organisation(TRUST) if alone else None
        self.inbox = Inbox(self.desk, self.folder, owner, "ann", self.said.append)

    def put(self, name: str, data: bytes, fresh: bool = True) -> bool:
        """Have a file arrive."""
        return self.inbox.whole(self.folder / name, data, fresh)

    @property
    def drafts(self) -> dict[str, str]:
        """The drafts by policy, and the files they are from."""
        return {each.policy: each.source for each in self.desk.store.drafts(SHORT)}


@pytest.fixture
def box(tmp_path: Path) -> Put:
    return Put(tmp_path)


def test_a_revision_is_kept_and_how_much_it_changes_is_said_in_one_line(box: Put) -> None:
    assert box.put("conduct.md", REVISED)
    (line,) = box.said
    assert (box.drafts, line.complaint, "\n" in line.sentence) == ({"conduct": "conduct.md"}, False, False)
    assert line.sentence.startswith(
        "conduct.md: kept as a new draft, “Staff Conduct” (conduct), 4 clauses. 1 clause changed, 1 of them binds"
    )
    assert "quoth diff --org larkmere-trust" in line.sentence


def test_a_new_policy_is_kept_under_its_own_name(box: Put) -> None:
    box.put("Lone working.txt", b"Lone Working\n\n1. Staff must sign out.\n")
    assert box.drafts == {"lone-working": "Lone working.txt"}
    assert box.said[0].sentence.endswith(revised.WATCH_FIRST)


def test_what_lay_there_already_and_is_known_is_passed_over_without_a_word(box: Put) -> None:
    box.put("conduct.md", REVISED)
    box.desk.publish(TRUST)
    box.said.clear()
    for known in (REVISED, CONDUCT.encode()):  # in force, and superseded
        assert box.put("conduct.md", known, fresh=False)
    assert (box.said, box.drafts) == ([], {})


def test_an_earlier_revision_that_is_put_there_is_a_draft_again(box: Put) -> None:
    box.put("conduct.md", REVISED)
    box.desk.publish(TRUST)
    box.put("conduct.md", CONDUCT.encode())
    assert box.drafts == {"conduct": "conduct.md"}


def test_what_may_be_a_revision_or_not_is_named_and_left_alone(box: Put) -> None:
    assert box.put("conduct.md", b"Visitors\n\n1. Visitors must wear a badge.\n2. Visitors must sign in.\n")
    (line,) = box.said
    assert (line.complaint, box.drafts) == (True, {})
    assert "may be a revision of “Staff Conduct” (conduct), or not" in line.sentence
    assert f"quoth add {box.folder / 'conduct.md'} --org larkmere-trust --policy NAME" in line.sentence


def test_what_cannot_be_read_is_named_with_the_reason(box: Put) -> None:
    assert box.put("torn.pdf", b"%PDF-1.4 torn")
    assert box.put("empty.md", b"")
    assert [line.sentence.partition(":")[0] for line in box.said] == ["torn.pdf", "empty.md"]
    assert all(line.complaint for line in box.said)
    assert box.drafts == {}


def test_a_store_that_cannot_be_written_is_named_once_and_the_file_comes_again(
    box: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unavailable(*_given: object, **_more: object) -> None:
        raise StoreUnavailable(why="the disk is full")

    monkeypatch.setattr(box.desk.store, "save_draft", unavailable)
    assert [box.put("conduct.md", REVISED) for _ in range(3)] == [False] * 3
    (line,) = box.said
    assert "the disk is full" in line.sentence
    monkeypatch.undo()
    assert box.put("conduct.md", REVISED)
    assert box.drafts == {"conduct": "conduct.md"}


def test_where_each_organisation_has_a_folder_a_file_goes_to_the_one_whose_folder_it_lies_in(
    tmp_path: Path,
) -> None:
    box = Put(tmp_path, alone=False)
    box.desk.store.create_organisation("Other School")
    for name in ("Larkmere Trust/conduct.md", "other-school/pets.txt", "loose.md", "elsewhere/x.md"):
        box.put(name, REVISED if name.endswith("conduct.md") else b"Pets\n\n1. Staff must not bring a dog.\n")
    assert box.drafts == {"conduct": "conduct.md"}
    assert [each.policy for each in box.desk.store.drafts("other-school")] == ["pets"]
    nowhere = [line.sentence for line in box.said if line.complaint]
    shorts = "larkmere-trust, other-school"
    assert nowhere == [
        revised.WATCH_NOWHERE.format(file=name, shorts=shorts) for name in ("loose.md", "elsewhere/x.md")
    ]


def test_what_is_left_alone_is_named_with_the_reason(box: Put) -> None:
    box.inbox.left(box.folder / "conduct (1).md", Kind.conflict)
    box.inbox.left(box.folder / "poster.png", Kind.other)
    box.inbox.unopened(box.folder / "open.md", PermissionError(13, "Permission denied"))
    box.inbox.away(Away.gone)
    box.inbox.away(Away.back)
    told = [line.sentence for line in box.said]
    assert told[0] == revised.WATCH_CONFLICT.format(file="conduct (1).md")
    assert told[1].startswith("poster.png: Files whose names end in “.png” are not read.")
    assert told[2] == revised.WATCH_UNOPENED.format(file="open.md", why="permission denied")
    assert told[3:] == [
        revised.WATCH_GONE.format(folder=box.folder),
        revised.WATCH_BACK.format(folder=box.folder),
    ]
    assert all(line.complaint for line in box.said)


def test_the_audit_says_who_watched(box: Put) -> None:
    box.put("conduct.md", REVISED)
    added = [who for who, did in audited(box.desk) if did == "added"]
    assert added[-1] == "ann"


def audited(desk: Desk) -> list[tuple[str, str]]:
    """Who did what, the oldest first."""
    import sqlalchemy as sa

    from bot.tables import audit

    with desk.store.database.reading() as connection:
        return [(each.who, each.did) for each in connection.execute(sa.select(audit).order_by(audit.c.id))]
