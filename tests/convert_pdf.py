"""Writes a policy as a PDF of A4 pages: running header, "Page 3 of 9", wrapped text, ruled tables."""

from __future__ import annotations

import io
import re
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from tests.convert import Block, Policy


class _Pages(Canvas):
    """A canvas that knows the number of pages when it prints the running lines."""

    title = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._states: list[dict[str, Any]] = []

    def showPage(self) -> None:
        self._states.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]

    def save(self) -> None:
        for state in self._states:
            self.__dict__.update(state)
            self.setFont("Helvetica", 8)
            self.drawString(72, A4[1] - 40, self.title)
            self.drawCentredString(A4[0] / 2, 30, f"Page {self.getPageNumber()} of {len(self._states)}")
            super().showPage()
        super().save()


def _styles() -> dict[str, ParagraphStyle]:
    sheet: Any = getSampleStyleSheet()
    body = ParagraphStyle("body", parent=sheet["BodyText"], fontSize=10.5, leading=13, spaceAfter=6)
    return {
        "title": sheet["Title"],
        "heading0": ParagraphStyle("heading0", parent=sheet["Heading2"], spaceBefore=12),
        "heading1": sheet["Heading3"],
        "clause": ParagraphStyle("clause", parent=body, leftIndent=36, bulletIndent=0),
        "item": ParagraphStyle("item", parent=body, leftIndent=60, bulletIndent=42, spaceAfter=2),
        "text": body,
        "cell": ParagraphStyle("cell", parent=body, fontSize=9.5, leading=11.5, spaceAfter=0, spaceBefore=0),
        "head": ParagraphStyle("head", parent=body, fontName="Helvetica-Bold", fontSize=9.5, leading=11.5),
    }


def _text(text: str) -> str:
    return re.sub(r"\[(\d)\]", r"<super>\1</super>", escape(text))


def _flowables(policy: Policy, styles: dict[str, ParagraphStyle]) -> list[Flowable]:
    flow: list[Flowable] = [Paragraph(escape(policy.title), styles["title"])]
    flow += [Paragraph(f"<b>{label}:</b> {escape(value)}", styles["text"]) for label, value in policy.details]
    rows: list[Block] = []
    for block in (*policy.blocks, Block("end", "")):
        if block.kind in ("heads", "row"):
            rows.append(block)
            continue
        if rows:
            flow += [_table(rows, styles), Spacer(1, 8)]
            rows = []
        if block.kind in ("title", "end"):
            continue
        if block.kind == "heading":
            marker = f"{block.marker} " if block.marker else ""
            flow.append(Paragraph(marker + _text(block.text), styles[f"heading{min(block.depth, 1)}"]))
            continue
        style = styles[block.kind if block.kind in styles else "text"]
        flow.append(Paragraph(_text(block.text), style, bulletText=block.marker))
    return flow


def _table(rows: list[Block], styles: dict[str, ParagraphStyle]) -> Table:
    cells = [
        [Paragraph(escape(cell), styles["head" if row.kind == "heads" else "cell"]) for cell in row.cells]
        for row in rows
    ]
    widths = [440 / len(rows[0].cells)] * len(rows[0].cells)
    grid: list[Any] = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    return Table(cells, colWidths=widths, repeatRows=1, style=TableStyle(grid))


def written(policy: Policy) -> bytes:
    """The policy as the bytes of a PDF."""
    whole = io.BytesIO()
    maker: Any = type("_Titled", (_Pages,), {"title": policy.title})
    SimpleDocTemplate(whole, pagesize=A4, title=policy.title, invariant=1).build(
        _flowables(policy, _styles()), canvasmaker=maker
    )
    return whole.getvalue()
