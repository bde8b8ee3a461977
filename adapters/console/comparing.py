"""Comparing: what drafts and publications change, clause by clause, as pages show it; what was compared once is kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cachetools import LRUCache

from adapters.console.addresses import clause_href, draft_href
from adapters.console.visit import Visit
from bot import revision_phrases as revised
from bot.admin_messages import between
from bot.diff_rows import Shown, shown
from bot.diffing import QUIET, Compared, compared
from bot.records import State
from corpus.differences import ORDER, Difference, counted
from corpus.revisions import Change

MOST = 32
"""Comparisons that are kept."""

FIRST = frozenset({Change.force_changed, Change.audience_changed})
"""The changes that nobody may overlook."""

T = TypeVar("T")


class Comparisons:
    """What was compared last, by what it was made of; safe to share between threads."""

    def __init__(self) -> None:
        self._known: LRUCache[Hashable, object] = LRUCache(MOST)
        self._lock = threading.Lock()

    def of(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is known by that key, made where it is not known yet."""
        with self._lock:
            if key in self._known:
                return self._known[key]  # type: ignore[return-value]
        made = make()
        with self._lock:
            self._known[key] = made
        return made


@dataclass(frozen=True, slots=True)
class Row:
    """A difference as a page shows it: `kind` by which it is filtered, and where the clause stands: in force, else in its draft."""

    shown: Shown
    kind: str
    title: str
    href: str
    first: bool
    weight: int


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of change: what it is called, and how many there are of it."""

    name: str
    label: str
    count: int


def drafts(visit: Visit, policy: str = "") -> tuple[Compared, ...]:
    """Every draft of the organisation, or one policy's, beside what it would replace; those first that bind otherwise.

    Raises NoDraft where a policy is named that has none; without one there may be none.
    """
    held = visit.desk.store.publications.revisions(
        visit.short, (State.draft, State.published, State.scheduled)
    )
    if not policy and not any(each.state is State.draft for each in held):
        return ()
    key = (
        "drafts",
        visit.short,
        policy,
        *((each.key, each.document_id, each.state, each.starts_on) for each in held),
    )
    found = visit.console.comparisons.of(key, lambda: compared(visit.desk.store, visit.organisation, policy))
    return tuple(
        sorted(found, key=lambda each: (-each.otherwise, -each.changed, each.draft.title.casefold()))
    )


def changed(visit: Visit, old: Sequence[str], new: Sequence[str]) -> tuple[Difference, ...]:
    """What changes from some revisions to others, by their ids."""
    key = ("between", visit.short, tuple(sorted(old)), tuple(sorted(new)))
    return visit.console.comparisons.of(key, lambda: between(visit.desk, visit.short, old, new))


def kinds(found: Sequence[Difference]) -> list[Kind]:
    """The kinds of change among differences, the weightiest first, but for what is only counted."""
    counts = counted(found)
    return [
        Kind(str(each), revised.CHANGES[each], counts[str(each)])
        for each in ORDER
        if each not in QUIET and str(each) in counts
    ]


def counted_as(counts: Mapping[str, int]) -> str:
    """How many clauses were changed, in the words in which pages name the kinds of change."""
    return ", ".join(f"{count} {revised.CHANGES.get(kind, kind).lower()}" for kind, count in counts.items())


def quiet(found: Sequence[Difference]) -> list[Kind]:
    """The kinds of change that are only counted."""
    counts = {each: sum(one.change is each for one in found) for each in ORDER if each in QUIET}
    return [Kind(str(each), revised.CHANGES[each].lower(), count) for each, count in counts.items() if count]


def renumbered(found: Sequence[Difference]) -> list[Kind]:
    """The clauses of which only the number is another, where there are any: they are shown to whoever asks for them."""
    return [each for each in quiet(found) if each.name == Change.renumbered]


def rows(visit: Visit, found: Sequence[Difference], title: str = "", kind: str = "") -> list[Row]:
    """Differences as a page shows them, the weightiest first; those of one kind, where one is named."""
    told = [each for each in found if (kind == each.change if kind else each.change not in QUIET)]
    told.sort(key=lambda each: ORDER.index(each.change))
    return [_row(visit, each, title) for each in told]


def _row(visit: Visit, each: Difference, title: str) -> Row:
    made = shown(each)
    if each.old:
        href = clause_href(visit, each.old[0].document_id, each.old[0].id)
    elif each.new:
        href = draft_href(visit, each.new[0].document_id, each.new[0].id)
    else:
        href = ""
    words = sum(len(text) for text in (*made.old, *made.new))
    words += sum(len(mark.words) for mark in (*made.marks, *made.lead_marks)) * 2
    return Row(made, str(each.change), title, href, each.change in FIRST, words + 400)
