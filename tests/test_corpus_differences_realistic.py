"""Realistic revisions of real and invented policies: what was changed is named, and nothing else."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from corpus.differences import Difference, differences
from corpus.revisions import Change
from corpus.rewording import printed
from tests.revising import revised
from tests.shared import SHARED

REAL = sorted((SHARED / "policies").glob("*.txt"))
INVENTED = sorted((SHARED / "practice" / "policies").glob("*.md"))[1::4]
SILENT = (Change.unchanged, Change.renumbered)

pytestmark = pytest.mark.skipif(
    not REAL, reason=f"NOT MEASURED: no policies in {SHARED.name}/ beside the checkout"
)


def _named(each: Difference) -> list[tuple[str, str, str]]:
    if each.detail:
        details = each.change is Change.details_changed
        return [(str(each.change), "", "") if details else (str(each.change), each.was, each.now)]
    return [
        (str(each.change), one.text if one else "", other.text if other else "")
        for one in each.old or (None,)
        for other in each.new or (None,)
    ]


def _plain(named: tuple[str, str, str]) -> tuple[str, str, str]:
    return named[0], printed(named[1]).casefold(), printed(named[2]).casefold()


@pytest.mark.parametrize("path", [*REAL, *INVENTED], ids=lambda path: Path(path).stem)
@pytest.mark.parametrize(
    "edits",
    [
        ["reword"],
        ["insert"],
        ["remove"],
        ["replace"],
        ["move"],
        ["split"],
        ["merge"],
        ["force"],
        ["look"],
        ["rework", "extend", "reword"],
        ["reword", "insert", "remove", "look"],
    ],
    ids="+".join,
)
def test_exactly_what_was_changed_is_named(path: Path, edits: list[str]) -> None:
    made = revised(path, edits, 11)
    if made is None:
        pytest.skip(f"NOT MEASURED: {path.stem} offers no place for {'+'.join(edits)}")
    old, new, truth = made
    said = [named for each in differences(old, new) if each.change not in SILENT for named in _named(each)]
    assert Counter(map(_plain, said)) == Counter(map(_plain, truth))


@pytest.mark.parametrize("path", INVENTED, ids=lambda path: Path(path).stem)
def test_another_date_in_the_head_is_all_that_is_named(path: Path) -> None:
    made = revised(path, ["date"], 11)
    assert made is not None
    found = [each for each in differences(made[0], made[1]) if each.change not in SILENT]
    assert {each.change for each in found} == {Change.details_changed}
