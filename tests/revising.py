"""Revises policies as their authors do: one edit or several to a file's own text, and what a comparison has to name."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

from bot.editions import edition_of
from corpus.assemble import document
from corpus.revisions import Edition, words
from corpus.rewording import binds_otherwise, printed
from tests.revising_drafts import Draft, Named
from tests.revising_edits import EDITS


def revised(path: Path, edits: list[str], seed: int) -> tuple[Edition, Edition, list[Named]] | None:
    """A policy before and after some edits, and what has changed; None where the file offers no place for one of them.

    What a reader takes for something else than it was meant to be, such as a clause for a heading, is no revision
    to compare either.
    """
    text, old = _read(path)
    draft = Draft(path.name, text, old, random.Random(seed))
    if not all(EDITS[each](draft) for each in edits):
        return None
    new = edition_of([document(draft.text.encode(), path.name)])
    before, after = ([printed(each.text) for each in one.units] for one in (old, new))
    for change, was, now in draft.named:
        if change in ("details changed",) or " and duties" in now:
            continue
        if (was and printed(was) not in before) or (now and printed(now) not in after):
            return None
    touched = {printed(each) for named in draft.named for each in named[1:]}
    gone = {printed(was) for _, was, now in draft.named if was != now}
    come = {printed(now) for _, was, now in draft.named if was != now}
    if sorted(set(before) - gone) != sorted(set(after) - come):
        return None
    if "rename" not in edits and _otherwise(old, touched) != _otherwise(new, touched):
        return None
    return old, new, [_as_read(each, old, new) for each in draft.named]


@cache
def _read(path: Path) -> tuple[str, Edition]:
    text = path.read_text(encoding="utf-8")
    return text, edition_of([document(text.encode(), path.name)])


def _otherwise(edition: Edition, touched: set[str]) -> list[tuple[str, str, tuple[str, ...], int]]:
    """How the untouched units bind, and whom; an edit that turns a whole list round names more than was meant."""
    return sorted(
        (printed(each.text), each.force, each.audience, len(each.lead))
        for each in edition.units
        if printed(each.text) not in touched
    )


def _as_read(named: Named, old: Edition, new: Edition) -> Named:
    """A rewording or a move that binds otherwise, or others, is named so."""
    change, was, now = named
    if change not in ("reworded", "moved"):
        return change, words(was), words(now)
    one = next((each for each in old.units if printed(each.text) == printed(was)), None)
    other = next((each for each in new.units if printed(each.text) == printed(now)), None)
    if one and other and one.force is not other.force:
        change = "force changed"
    elif one and other and set(one.audience) != set(other.audience):
        change = "audience changed"
    elif binds_otherwise(was, now):
        change = "force changed"
    return change, words(was), words(now)
