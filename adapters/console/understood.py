"""What was understood of a policy: its clauses beside the document, and what of them was put right by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from adapters.console.access import Access
from adapters.console.correctable import Correctable, correctable
from adapters.console.page import Page
from adapters.console.paper_blocks import blocks_of
from adapters.console.paper_groups import grouped
from adapters.console.paper_sheets import entries, sheets_of
from adapters.console.paper_ties import links
from adapters.console.printed import Changes, End, Paper, Printed, Tie
from adapters.console.visit import Turned, Visit
from bot import admin_messages, corrections, lists, phrases
from bot import console_phrases as said
from bot.corrections import Kept
from bot.wording import said_audience
from corpus.document import Clause

MOST = 24_000
"""Characters of HTML that the blocks of one sheet may make, roughly: each clause stands there a second time, in the list."""

LONGEST = 500
"""Characters of a clause's id, at most."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A clause as it was understood: what it hangs on, what it is linked with, and its sentences that bind otherwise."""

    clause: Clause
    lead: tuple[str, ...]
    parts: tuple[Clause, ...]
    ties: tuple[Tie, ...]
    audience: str


@dataclass(frozen=True, slots=True)
class Section:
    """Clauses that stand under the same headings."""

    headings: tuple[str, ...]
    clauses: tuple[Understood, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a long document as the page's navigation names it."""

    number: int
    label: str


@dataclass(frozen=True, slots=True)
class Made:
    """A correction that is kept: what it says, about which words, by whom, and whether it applies."""

    kept: Kept
    told: str
    by: str


def understood(visit: Visit) -> Response:
    """Show what was understood of a revision, a sheet at a time."""
    read = correctable(visit)
    wanted = visit.query("clause", LONGEST)
    paper, sheets = _paper(read, visit.number("sheet", least=1), read.units.get(wanted))
    here = _clauses(paper)
    return visit.render(
        "understood.html",
        read=read,
        details=lists.understood(read.document.details),
        paper=paper,
        sheets=sheets,
        sections=_sections(read, here),
        count=len(read.units),
        made=made(visit, read),
        by=lambda end: visit.href("drafts", read.document.id, clause=end.clause),
        correct=lambda id: visit.href("drafts", read.document.id, "clause", *id.split("/")),
        state=said.STATES[read.revision.state],
    )


def made(visit: Visit, read: Correctable) -> tuple[Made, ...]:
    """What was put right by hand of a policy."""
    kept = corrections.of(visit.desk.store, visit.short, read.document.policy)
    return tuple(
        Made(
            each,
            _sentence(corrections.told(each.correction)),
            admin_messages.somebody(each.made_by, visit.who),
        )
        for each in kept
    )


def _sentence(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}."


def drop(visit: Visit) -> Response:
    """Ask once more before a draft is dropped."""
    return visit.render("drop_draft.html", read=_drafted(visit))


def dropped(visit: Visit) -> Response:
    """Drop a draft."""
    read = _drafted(visit)
    if not visit.desk.store.drop_draft(visit.short, read.document.policy, visit.who):
        raise Turned(404, said.DRAFT_GONE)
    return visit.redirect(visit.href("policies"), said.DRAFT_DROPPED.format(title=read.title))


def _drafted(visit: Visit) -> Correctable:
    read = correctable(visit)
    if not read.is_draft:
        raise Turned(404, said.DRAFT_GONE)
    return read


def _paper(read: Correctable, sheet: int, shown: Clause | None) -> tuple[Paper, tuple[Sheet, ...]]:
    """The sheet that is asked for, or the one with the clause that is shown, and all there are."""
    blocks, after = blocks_of(read.document, read.reading.clauses, shown.span if shown else None, Changes())
    cut = sheets_of(_back(blocks, read), MOST)
    marked = next((place for place, each in enumerate(cut, 1) if any(b.marked for b in each)), 1)
    number = min(sheet or marked, len(cut))
    contents = entries(cut)
    paper = Paper(
        document_id=read.document.id,
        groups=grouped(cut[number - 1]),
        after=after if number == len(cut) else "",
        contents=contents,
        sheet=number,
        sheets=len(cut),
    )
    heads: dict[int, str] = {}
    for entry in contents:
        heads.setdefault(entry.sheet, entry.words)
    return paper, tuple(Sheet(place, heads.get(place, "")) for place in range(1, len(cut) + 1))


def _back(blocks: Sequence[Printed], read: Correctable) -> list[Printed]:
    """The blocks, each with what its clauses were read as, which leads to the list."""
    found: list[Printed] = []
    begun: set[str] = set()
    for block in blocks:
        mine = [read.units[each] for each in block.clauses if each not in begun]
        begun.update(block.clauses)
        ends = tuple(End(clause=f"read-{each.id}", label=_label(each)) for each in mine)
        tie = (Tie(label=said.READ_AS, ends=ends),) if ends else ()
        found.append(block.model_copy(update={"ties": tie}))
    return found


def _label(clause: Clause) -> str:
    """How a clause is named by its number and what it asks."""
    force = phrases.FORCES[clause.force]
    return f"{clause.place} {force}" if clause.place else force


def _clauses(paper: Paper) -> dict[str, None]:
    """The ids of the clauses that begin on a sheet, in order."""
    found: dict[str, None] = {}
    waiting = [item for group in paper.groups for item in group.items]
    while waiting:
        item = waiting.pop(0)
        for tie in item.block.ties:
            found.update({end.clause.removeprefix("read-"): None for end in tie.ends})
        waiting = [inner for group in item.below for inner in group.items] + waiting
    return found


def _sections(read: Correctable, here: Mapping[str, None]) -> tuple[Section, ...]:
    tied = links(read.units)
    found: list[Section] = []
    for id in here:
        unit = read.units[id]
        one = Understood(
            clause=unit,
            lead=tuple(span.of(read.document.text) for span in unit.lead),
            parts=read.parts.get(id, ()),
            ties=tuple(_seen(tie, here) for tie in tied.get(id, ())),
            audience=said_audience(unit.audience),
        )
        if found and found[-1].headings == unit.headings:
            found[-1] = Section(unit.headings, (*found[-1].clauses, one))
        else:
            found.append(Section(unit.headings, (one,)))
    return tuple(found)


def _seen(tie: Tie, here: Mapping[str, None]) -> Tie:
    ends = (each.model_copy(update={"here": each.clause in here}) for each in tie.ends)
    return tie.model_copy(update={"ends": tuple(ends)})


PAGES = (
    Page("GET", "/o/{organisation}/drafts/{document}", Access.admin, understood),
    Page("GET", "/o/{organisation}/drafts/{document}/drop", Access.admin, drop),
    Page("POST", "/o/{organisation}/drafts/{document}/drop", Access.admin, dropped),
)
