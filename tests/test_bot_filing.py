"""Policies come in as drafts and go out together, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import (
    NoSuchPolicy,
    NothingToPublish,
)
from bot.records import DraftOutcome
from corpus.document import Details, StatedDate
from tests.bot_desks import CONDUCT, TRUST, desk, file, published


def test_one_bad_file_is_reported_and_the_others_are_added(tmp_path: Path) -> None:
    held = desk(tmp_path)
    folder = tmp_path / "in"
    bad = folder / "scan.pdf"
    good = file(folder, "conduct.md", CONDUCT)
    bad.write_bytes(b"%PDF-1.4 nothing more")
    found = held.add(TRUST, [bad, folder / "absent.txt", good])
    assert [each.outcome for each in found] == [None, None, DraftOutcome.new]
    assert "scan.pdf" in (found[0].problem or "")
    assert "absent.txt" in (found[1].problem or "")
    assert [document.policy for document in held.store.drafts(TRUST)] == ["conduct"]


def test_what_is_no_file_or_too_large_is_refused_unread(tmp_path: Path) -> None:
    held = desk(tmp_path)
    large = tmp_path / "large.txt"
    with large.open("wb") as hollow:
        hollow.truncate(5 * 1024**3)
    found = held.add(TRUST, [large, tmp_path, Path("/dev/zero")])
    assert "5120 MB" in (found[0].problem or "")
    assert all("it is not a file" in (each.problem or "") for each in found[1:])


def test_a_reader_that_fails_costs_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import corpus.assemble

    real = corpus.assemble.document

    def failing(data: bytes, source: str, *more: object) -> object:
        if source == "odd.txt":
            raise ZeroDivisionError
        return real(data, source)

    monkeypatch.setattr(corpus.assemble, "document", failing)
    odd, good = file(tmp_path, "odd.txt", "x"), file(tmp_path, "good.txt", "Title\n\n1. Staff must ask.\n")
    found = desk(tmp_path).add(TRUST, [odd, good])
    assert "reading it failed" in (found[0].problem or "")
    assert found[1].outcome is DraftOutcome.new


def test_a_bad_file_alone_leaves_no_organisation_behind(tmp_path: Path) -> None:
    held = desk(tmp_path)
    assert held.add(TRUST, [file(tmp_path / "in", "empty.txt", "")])[0].problem
    assert held.store.organisations() == ()


def test_an_unchanged_file_changes_nothing(tmp_path: Path) -> None:
    held = published(tmp_path)
    audit, pointer = held.store.audit(TRUST), held.store.current_snapshot(TRUST)
    again = held.add(TRUST, [tmp_path / "in" / "conduct.md", tmp_path / "in" / "learners.txt"])
    assert [each.outcome for each in again] == [DraftOutcome.unchanged, DraftOutcome.unchanged]
    assert held.publish(TRUST).publication is None
    assert (held.store.audit(TRUST), held.store.current_snapshot(TRUST)) == (audit, pointer)
    assert held.store.drafts(TRUST) == ()


def test_what_is_given_overrides_what_is_found(tmp_path: Path) -> None:
    held = desk(tmp_path)
    given = Details(title="Conduct of Staff", review_on=StatedDate.parse("2030"))
    document = held.add(TRUST, [file(tmp_path / "in", "conduct.md", CONDUCT)], given, "code")[0].document
    assert document is not None
    assert (document.policy, document.details.title, document.details.revision) == (
        "code",
        "Conduct of Staff",
        "2",
    )
    assert document.details.review_on == StatedDate(year=2030)


def test_publishing_nothing_at_all_is_refused(tmp_path: Path) -> None:
    held = desk(tmp_path)
    held.store.create_organisation(TRUST)
    with pytest.raises(NothingToPublish):
        held.publish(TRUST)


def test_clauses_are_shown_as_published_or_as_drafted_where_nothing_is(tmp_path: Path) -> None:
    held = published(tmp_path)
    file(tmp_path / "in", "conduct.md", CONDUCT.replace("a friend request", "any friend request"))
    held.add(
        TRUST,
        [
            tmp_path / "in" / "conduct.md",
            file(tmp_path / "in", "new.txt", "New\n\n1. Staff must wear a badge.\n"),
        ],
    )
    shown = {document.policy: (document.text, draft) for document, _, draft in held.clauses(TRUST)}
    assert {policy: draft for policy, (_, draft) in shown.items()} == {
        "conduct": False,
        "learners": False,
        "new": True,
    }
    assert "any friend" not in shown["conduct"][0]
    drafted = {document.policy: draft for document, _, draft in held.clauses(TRUST, drafts=True)}
    assert drafted == {"conduct": True, "learners": False, "new": True}
    with pytest.raises(NoSuchPolicy, match="Did you mean conduct"):
        list(held.clauses(TRUST, "conduc"))


def test_policies_lists_published_and_drafts_with_what_is_overdue(tmp_path: Path) -> None:
    held = published(tmp_path)
    held.add(TRUST, [file(tmp_path / "in", "conduct.md", CONDUCT.replace("2026-08-31", "2030-08-31"))])
    lines = [(line.policy, line.state, line.overdue) for line in held.policies()]
    assert lines == [
        ("conduct", "draft", False),
        ("conduct", "published", True),
        ("learners", "published", False),
    ]
