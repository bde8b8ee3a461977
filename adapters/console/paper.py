"""Paper: a policy as a page can draw it, every word a slice of the document, its clauses findable, marked and linked."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.console.paper_blocks import blocks_of
from adapters.console.paper_groups import grouped
from adapters.console.paper_sheets import entries, sheets_of
from adapters.console.paper_ties import tied
from adapters.console.printed import Changes, Paper, Printed, Tie
from corpus.document import Clause, Document, Span


def paper(
    document: Document,
    clauses: Sequence[Clause],
    shown: Span | None = None,
    sheet: int | None = None,
    changes: Changes | None = None,
) -> Paper:
    """Make a document ready to be drawn, with what is `shown` marked and, of a revision, its `changes`.

    A long document gets several sheets: the one asked for, else the one with what is shown. Sheet 0 is the whole.
    """
    blocks, after = blocks_of(document, clauses, shown, changes or Changes())
    blocks = tied(blocks, clauses)
    sheets = sheets_of(blocks)
    contents = entries(sheets)
    if sheet is None:
        sheet = next((place for place, each in enumerate(sheets, 1) if any(b.marked for b in each)), 1)
    sheet = min(sheet, len(sheets))
    chosen = blocks if sheet == 0 else sheets[sheet - 1]
    return Paper(
        document_id=document.id,
        groups=grouped(_linked(chosen, sheets, sheet)),
        after=after if sheet in (0, len(sheets)) else "",
        contents=contents,
        sheet=sheet,
        sheets=len(sheets),
    )


def _linked(chosen: Sequence[Printed], sheets: Sequence[Sequence[Printed]], sheet: int) -> list[Printed]:
    """The blocks of a sheet, with each link that leads off it told to which."""
    where: dict[str, int] = {}
    for place, blocks in enumerate(sheets, 1):
        for block in blocks:
            for clause in block.clauses:
                where.setdefault(clause, place)

    def led(tie: Tie) -> Tie:
        places = [where.get(each.clause, 0) for each in tie.ends]
        ends = (
            each.model_copy(update={"sheet": 0 if place == sheet else place})
            for each, place in zip(tie.ends, places, strict=True)
        )
        return tie.model_copy(update={"ends": tuple(ends)})

    if sheet == 0 or len(sheets) == 1:
        return list(chosen)
    return [
        block.model_copy(update={"ties": tuple(map(led, block.ties))}) if block.ties else block
        for block in chosen
    ]
