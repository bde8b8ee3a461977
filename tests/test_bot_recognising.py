"""A file is recognised as the revision of a policy that it is, and nothing is taken for one that may not be."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import filing
from bot.desk import Desk
from bot.records import DraftOutcome
from corpus.resemblance import Resemblance
from tests.bot_desks import CONDUCT, TRUST, file, published

UNLIKE = "# Kitchen Rota\n\n1. Staff must wash up before noon.\n2. Fridges must be emptied on Friday.\n"
REVISED = CONDUCT.replace("only if the head has agreed", "only if a governor has agreed")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk at which conduct and learners are published."""
    return published(tmp_path)


def added(desk: Desk, name: str, text: str, **more: object) -> filing.Added:
    """What became of a file."""
    path = file(desk.settings.home / "in", name, text)
    (found,) = desk.added(TRUST, [path], by="tests", **more)  # type: ignore[arg-type]
    return found


def policies(desk: Desk) -> list[str]:
    """The policies of which there is a draft."""
    return [each.policy for each in desk.store.drafts(TRUST)]


@pytest.mark.parametrize("name", ["conduct.md", "Conduct 2026 v3 FINAL.md", "CONDUCT-draft.md"])
def test_a_file_of_the_same_name_and_title_is_a_revision(desk: Desk, name: str) -> None:
    found = added(desk, name, REVISED)
    assert (found.outcome, found.problem, policies(desk)) == (DraftOutcome.new, None, ["conduct"])


def test_a_file_of_another_name_is_told_by_its_title_and_words(desk: Desk) -> None:
    found = added(desk, "hr-012.md", REVISED)
    assert policies(desk) == ["conduct"]
    assert found.recognised is not None
    assert (found.recognised.policy, found.recognised.same_title) == ("conduct", True)


def test_what_resembles_nothing_is_a_policy_of_its_own(desk: Desk) -> None:
    found = added(desk, "kitchen.md", UNLIKE)
    assert (found.outcome, found.recognised, policies(desk)) == (DraftOutcome.new, None, ["kitchen"])


def test_the_same_words_under_another_title_are_not_surely_a_revision(desk: Desk) -> None:
    renamed = REVISED.replace("Staff Conduct", "Volunteers and Visitors")
    found = added(desk, "volunteers.md", renamed)
    assert found.recognised is not None
    assert (found.outcome, found.unsure, policies(desk)) == (None, True, [])
    assert found.recognised.policy == "conduct"
    assert "--policy conduct" in (found.problem or "")


def test_the_same_name_over_wholly_different_words_is_not_surely_a_revision(desk: Desk) -> None:
    found = added(desk, "conduct.md", UNLIKE)
    assert (found.unsure, policies(desk)) == (True, [])
    assert "named alike" in (found.problem or "")


def test_a_short_name_that_is_given_decides(desk: Desk) -> None:
    assert added(desk, "conduct.md", UNLIKE, policy="kitchen").outcome is DraftOutcome.new
    assert added(desk, "rota.md", UNLIKE, policy="conduct").outcome is DraftOutcome.new
    assert policies(desk) == ["conduct", "kitchen"]


def test_whoever_is_asked_decides(desk: Desk) -> None:
    asked: list[Resemblance] = []

    def yes(near: Resemblance) -> bool:
        asked.append(near)
        return True

    renamed = REVISED.replace("Staff Conduct", "Volunteers and Visitors")
    assert added(desk, "volunteers.md", renamed, choose=yes).outcome is DraftOutcome.new
    assert ([each.policy for each in asked], policies(desk)) == (["conduct"], ["conduct"])
    desk.store.drop_draft(TRUST, "conduct", "tests")
    added(desk, "conduct.md", REVISED)
    assert added(desk, "visitors.md", renamed, choose=lambda _: False).outcome is DraftOutcome.new
    assert policies(desk) == ["conduct", "visitors"]


def test_a_no_to_a_file_named_as_the_policy_keeps_nothing(desk: Desk) -> None:
    found = added(desk, "conduct.md", UNLIKE, choose=lambda _: False)
    assert (found.unsure, policies(desk)) == (True, [])


def test_nobody_is_asked_where_it_is_sure(desk: Desk) -> None:
    def never(_near: Resemblance) -> bool:
        raise AssertionError

    assert added(desk, "conduct.md", REVISED, choose=never).outcome is DraftOutcome.new


def test_a_draft_is_known_as_well_as_what_is_published(desk: Desk) -> None:
    added(desk, "kitchen.md", UNLIKE)
    again = added(desk, "Kitchen (new) 2027.md", UNLIKE.replace("noon", "three"))
    assert (again.outcome, policies(desk)) == (DraftOutcome.replaced, ["kitchen"])


def test_another_organisations_policies_are_not_looked_at(desk: Desk) -> None:
    path = file(desk.settings.home / "in", "conduct.md", UNLIKE)
    (found,) = desk.added("Other School", [path])
    assert (found.outcome, found.recognised) == (DraftOutcome.new, None)


def test_bytes_are_kept_as_a_file_is(desk: Desk) -> None:
    found = filing.add_bytes(desk.store, TRUST, "conduct.md", REVISED.encode(), by="slack:U1")
    assert (found.outcome, policies(desk)) == (DraftOutcome.new, ["conduct"])
    assert desk.store.audit(TRUST)[-1].who == "slack:U1"


def test_bytes_that_are_no_document_are_a_problem_and_leave_no_trace(desk: Desk) -> None:
    found = filing.add_bytes(desk.store, TRUST, "conduct.docx", b"nothing")
    assert (found.outcome, found.unsure, policies(desk)) == (None, False, [])
    assert "conduct.docx" in (found.problem or "")


def test_what_is_added_is_compared_with_what_is_in_force(desk: Desk) -> None:
    found = added(desk, "conduct.md", REVISED.replace("Staff must not:", "Staff may:"))
    assert found.compared is not None
    assert (found.compared.changed, found.compared.otherwise) == (3, 2)
    assert added(desk, "kitchen.md", UNLIKE).compared is None


def test_policies_that_differ_in_a_number_of_their_titles_are_policies_of_their_own(desk: Desk) -> None:
    rules = {
        1: "Keys must be signed for, and handed back before the office closes.",
        2: "Ladders are used by two people, one of whom stands at its foot.",
        11: "A visitor wears a badge from the gate to the gate.",
        12: "No kiln is opened while it is warm, whoever asks for it.",
    }
    for number, rule in rules.items():
        text = f"---\ntitle: Policy {number}\n---\n\n## 1 Rules\n\n1.1 {rule}\n"
        assert added(desk, f"policy-{number}.md", text).problem is None
    assert len(desk.store.drafts(TRUST)) == len(rules)
