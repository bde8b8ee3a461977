"""A revision of a policy with what it changed marked in its text, beside any earlier or later one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from starlette.responses import Response

from adapters.console.access import Access
from adapters.console.addresses import policy_href
from adapters.console.comparing import kinds
from adapters.console.documents import about
from adapters.console.page import Page
from adapters.console.paper import paper
from adapters.console.printed import Changed, Changes, Remark, Removed
from adapters.console.readable import read, readable
from adapters.console.visit import Turned, Visit
from bot import console_phrases as phrases
from bot import revision_phrases as revised
from bot.diff_marks import Fate, marked
from bot.diff_rows import shown
from bot.readings import Reading
from corpus.differences import SAYS_THE_SAME, Difference, differences
from corpus.document import BlockKind, Clause, Document
from corpus.revisions import Change

TONES = {
    Change.force_changed: "bad",
    Change.audience_changed: "warn",
    Change.added: "good",
    Change.removed: "bad",
}
"""What a badge looks like that says how a clause was changed."""


def since(visit: Visit) -> Response:
    """Show a revision, with what is other than in another one of the same policy marked."""
    new_held, old_held = (readable(visit, visit.path(each)) for each in ("document", "before"))
    same = new_held.organisation.short == old_held.organisation.short
    if not same or new_held.revision.policy != old_held.revision.policy:
        raise Turned(404, phrases.NO_SUCH_POLICY)
    new, old = read(visit, new_held), read(visit, old_held)
    key = ("since", new_held.organisation.short, new.document, old.document)
    found = visit.console.comparisons.of(key, lambda: differences(old.edition, new.edition))
    drawn = paper(
        new.document,
        new.clauses,
        sheet=visit.number("sheet", least=1) or None,
        changes=changes(old, new, found),
    )
    document_id, before = new.document.id, old.document.id

    def sheet_href(number: int) -> str:
        return visit.href("policies", document_id, "since", before, sheet=str(number))

    return visit.render(
        "marked.html",
        about=about(visit, new_held, new.document.details),
        before=about(visit, old_held, old.document.details),
        plain=policy_href(visit, document_id),
        other=policy_href(visit, before),
        turned=visit.href("policies", before, "since", document_id),
        kinds=kinds(found),
        details=[shown(each) for each in found if each.detail],
        paper=drawn,
        elsewhere=lambda end: f"{sheet_href(end.sheet)}#{quote(end.clause)}",
        sheet_href=sheet_href,
    )


def changes(old: Reading, new: Reading, found: Sequence[Difference]) -> Changes:
    """What a revision changed, put so that it can be marked in its text."""
    told = [each for each in found if not each.detail]
    clauses = {unit.id: made for each in told for unit, made in _changed(each)}
    return Changes(clauses=clauses, removed=tuple(_removed(old, new, told)))


def _changed(each: Difference) -> Iterator[tuple[Clause, Changed]]:
    """What became of the clauses of a difference as they stand now."""
    if each.change is Change.unchanged or not each.new:
        return
    made = shown(each)
    said = [made.label, *(some for some in (made.binds, made.speaks) if some)]
    if each.change in (Change.moved, Change.renumbered) and made.place:
        said = [f"{made.label} {made.place}"]
    if each.change is Change.added:
        said = said[:1]
    remarks = tuple(Remark(label=label, tone=TONES.get(each.change, "")) for label in said)
    one = len(each.old) == len(each.new) == 1
    for unit in each.new:
        marks = marked(each.old[0].text, unit.text) if one and each.change not in SAYS_THE_SAME else ()
        other = any(mark.fate is not Fate.kept for mark in marks)
        yield unit, Changed(remarks=remarks, marks=marks if other else (), added=each.change is Change.added)


def _removed(old: Reading, new: Reading, told: Sequence[Difference]) -> Iterator[Removed]:
    """The clauses that are gone, each before the clause that stands where it stood."""
    now = {before.id: each.new for each in told for before in each.old if each.new}
    gone = {before.id for each in told if each.change is Change.removed for before in each.old}
    units = sorted((each for each in old.clauses if each.part_of is None), key=lambda each: each.span.start)
    found: list[Removed] = []
    at = 0
    for unit in units:
        if unit.id in gone:
            found.append(_printed(old.document, unit, at))
        elif unit.id in now:
            # What moved elsewhere takes nothing with it.
            behind = [each.span.end for each in now[unit.id]]
            at = max(at, *behind) if _follows(at, behind, new.document) else at
    yield from sorted(found, key=lambda each: each.at)


def _follows(at: int, behind: Sequence[int], document: Document) -> bool:
    """Whether a clause stands not much further down than the one before it."""
    return max(behind) - at <= max(2_000, len(document.text) // 4)


def _printed(document: Document, unit: Clause, at: int) -> Removed:
    """A clause as its revision printed it."""
    block = next(
        (each for each in document.blocks if each.span.start <= unit.span.start < each.span.end), None
    )
    first = block is not None and block.span.start == unit.span.start
    return Removed(
        kind=block.kind if block and block.kind is not BlockKind.heading else BlockKind.paragraph,
        marker=block.marker.of(document.text) if block and block.marker and first else "",
        words=unit.text,
        at=at,
        remarks=(Remark(label=revised.CHANGES[Change.removed], tone="bad"),),
    )


PAGES = (Page("GET", "/o/{organisation}/policies/{document}/since/{before}", Access.desk, since),)
