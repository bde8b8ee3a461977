"""What drafts change, as programs, a terminal, a page and chat are shown it."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from bot import diff_cards, diff_lists, diff_pages
from bot.desk import Desk
from bot.diff_marks import Fate, marked
from bot.diff_rows import DiffRow, rows
from bot.diffing import Compared, compared
from bot.errors import NoDraft
from bot.messages import Quoted, Said
from bot.terminal import Screen
from corpus.revisions import Change
from tests.bot_desks import CONDUCT, LEARNERS, TRUST, file, published

REVISED = CONDUCT.replace("Staff must not:", "Staff may:").replace("agreed in writing", "agreed by email")
REVISED = REVISED.replace("2026-08-31", "2027-08-31")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk at which conduct and learners are published."""
    return published(tmp_path)


def draft(desk: Desk, text: str = REVISED, name: str = "conduct.md") -> Compared:
    """A draft beside what is in force."""
    (added,) = desk.add(TRUST, [file(desk.settings.home / "in", name, text)])
    assert added.problem is None
    return next(
        each
        for each in compared(desk.store, desk.organisation(TRUST))
        if each.draft.policy == (added.document and added.document.policy)
    )


def test_a_clause_is_one_row_with_exactly_the_agreed_keys(desk: Desk) -> None:
    found = [row.model_dump(mode="json") for row in rows(draft(desk).differences)]
    keys = ["change", "number_old", "number_new", "text_old", "text_new", "force_old", "force_new"]
    assert [list(each) for each in found] == [keys] * len(found)
    assert found[0] == {
        "change": "force changed",
        "number_old": None,
        "number_new": None,
        "text_old": "accept a friend request from a pupil*",
        "text_new": "accept a friend request from a pupil*",
        "force_old": "prohibition",
        "force_new": "permission",
    }
    assert found[-1]["change"] == "unchanged"


def test_a_detail_is_a_row_without_numbers(desk: Desk) -> None:
    (row,) = (each for each in rows(draft(desk).differences) if each.change is Change.details_changed)
    assert row == DiffRow(
        change=Change.details_changed,
        text_old="Review by: 31 August 2026",
        text_new="Review by: 31 August 2027",
    )


def test_a_first_draft_is_all_added(desk: Desk) -> None:
    found = draft(desk, "# Keys\n\n1. Keys must be worn.\n", "keys.md")
    assert (found.before, [each.change for each in found.differences]) == (None, [Change.added])


def test_no_draft_is_said_to_be_none(desk: Desk) -> None:
    with pytest.raises(NoDraft, match=r"Larkmere Trust has no draft\."):
        compared(desk.store, desk.organisation(TRUST))
    draft(desk)
    with pytest.raises(NoDraft, match=r"no draft of learner\. Did you mean learners"):
        compared(desk.store, desk.organisation(TRUST), "learner")


def test_a_draft_for_a_later_day_is_compared_with_what_will_be_in_force_before_it(desk: Desk) -> None:
    sooner = CONDUCT.replace("2025-01-01", "2026-11-01").replace("agreed in writing", "agreed by telephone")
    draft(desk, sooner)
    desk.publish(TRUST, by="tests")
    found = draft(desk, REVISED.replace("2025-01-01", "2027-01-01"))
    assert found.before is not None
    assert found.before.starts_on == dt.date(2026, 11, 1)
    (lift,) = (row for row in rows(found.differences) if row.change is Change.reworded)
    assert (lift.text_old or "").endswith("agreed by telephone.")


def screen_of(found: Compared, rich: bool) -> str:
    """What a terminal shows of a draft."""
    import io

    out = io.StringIO()
    diff_lists.draft(Screen(out, rich=rich, width=100), found)
    return out.getvalue()


def test_without_colour_words_are_marked_with_signs(desk: Desk) -> None:
    said = screen_of(draft(desk), rich=False)
    assert "agreed [-in writing-]{+by email+}." in said
    assert said.index("MUST NOT is now MAY") < said.index("Reworded") < said.index("Review by")
    assert "only if" in said
    assert re.search(r"In all: 2 force changed, 1 reworded, .*unchanged\.", said)


ADVICE = "".join(f"3.{each} Staff should not share the {each} list.\n" for each in range(1, 8))
BINDING = CONDUCT.replace("Staff must not:", "Staff should not:") + f"\n## 3 Lists\n\n{ADVICE}"


def test_a_lead_in_that_binds_otherwise_is_shown_marked_above_each_of_its_items(desk: Desk) -> None:
    desk.add(TRUST, [file(desk.settings.home / "in", "conduct.md", BINDING)])
    desk.publish(TRUST, by="tests")
    found = draft(desk, BINDING.replace("Staff should not:", "Staff must not:"))
    assert {each.change for each in found.told} == {Change.force_changed}
    assert {each.old[0].force is each.new[0].force for each in found.told} == {True}
    assert screen_of(found, rich=False).count("Staff [-should-]{+must+} not:") == 2
    page = diff_pages.page(TRUST, [found])
    assert page.count("Staff <del>should</del> not:") == page.count("Staff <ins>must</ins> not:") == 2


def test_headings_and_lead_ins_are_counted_too(desk: Desk) -> None:
    new = CONDUCT.replace("Staff must not:", "All staff must not:").replace("2 Lifts", "2 Lifts and buses")
    found = draft(desk, new)
    assert (found.changed, found.around) == (0, 2)
    assert "In all: 2 reworded, 4 unchanged." in screen_of(found, rich=False)


def test_in_colour_no_sign_stands_among_the_words(desk: Desk) -> None:
    said = screen_of(draft(desk), rich=True)
    assert "[-" not in said
    assert "\x1b[" in said


def test_a_document_cannot_steer_the_terminal(desk: Desk) -> None:
    said = screen_of(draft(desk, REVISED.replace("by email", "by \x9b2Jemail")), rich=True)
    assert "\x9b" not in said


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Staff must ask.", "Staff should ask."),
        ("a  b", "a b c"),
        ("“Keys” – all of them", '"Keys" - none of them'),
        ("one two three", "four five six"),
    ],
)
def test_the_marked_words_are_the_new_wording_exactly(old: str, new: str) -> None:
    marks = marked(old, new)
    assert "".join(each.words for each in marks if each.fate is not Fate.gone) == new
    gone = "".join(each.words for each in marks if each.fate is not Fate.new)
    assert gone.split()[-1].rstrip('“”"') in old


def test_what_differs_only_in_its_look_is_not_marked() -> None:
    assert {each.fate for each in marked("“Keys” – all", '"Keys" - all')} == {Fate.kept}
    assert {each.fate for each in marked("phone-free staff", "phone\u2010free sta\ufb00")} == {Fate.kept}


def test_the_page_holds_every_change_marked_and_nothing_that_runs(desk: Desk) -> None:
    found = draft(desk, REVISED.replace("agreed by email", "agreed &lt;script&gt;alert(1)&lt;/script&gt;"))
    page = diff_pages.page(TRUST, [found])
    assert "<del>" in page
    assert "<ins>" in page
    assert "MUST NOT is now MAY" in page
    assert "<script" not in page
    assert "31 August 2027" in page
    assert not re.search(r'(?:src|href)="', page)


def test_a_card_gives_what_binds_otherwise_first_and_both_wordings_exactly(desk: Desk) -> None:
    found = draft(desk)
    message = diff_cards.changes(found)
    quotes = [part for part in message.parts if isinstance(part, Quoted)]
    assert [(each.label, each.quiet, each.lead) for each in quotes[:2]] == [
        ("MUST NOT", True, ("Staff must not:",)),
        ("MAY", False, ("Staff may:",)),
    ]
    texts = [document.text for document in (*desk.store.published(TRUST), *desk.store.drafts(TRUST))]
    assert all(any(words in text for text in texts) for words in message.exact)
    said = [part.text for part in message.parts if isinstance(part, Said)]
    assert "Review by: 31 August 2026; now 31 August 2027" in said


def test_a_card_says_how_many_changes_it_leaves_out(desk: Desk) -> None:
    new = "Learner Agreement\n\nPart for learners\n\n" + "".join(
        f"{n}. Learners must bring item number {n} of the list to every lesson.\n" for n in range(1, 15)
    )
    message = diff_cards.changes(draft(desk, new, "learners.txt"))
    (rest,) = (
        part.text for part in message.parts if isinstance(part, Said) and "not shown here" in part.text
    )
    assert rest.startswith("6 changes are not shown here.")
    assert LEARNERS not in rest


def test_an_announcement_quotes_only_what_binds_otherwise_as_it_reads_now(desk: Desk) -> None:
    found = draft(desk)
    parts = diff_cards.announced(found.differences, {"conduct": found.draft.details})
    assert [part.lead for part in parts if isinstance(part, Quoted)] == [("Staff may:",)] * 2
    last = parts[-1]
    assert isinstance(last, Said)
    assert last.text == "In all: 2 force changed, 1 reworded, 1 details changed."
    assert json.dumps([part.model_dump(mode="json") for part in parts])
