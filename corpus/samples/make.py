"""Make the samples that are not plain text: Word and PDF files from the pages in `sources/`.

Run `python corpus/samples/make.py` with the `test` extra installed. The same sources give the same
bytes: every date inside the files is fixed. The other samples (.txt, .md, .html) are kept as they are.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

import docx
import yaml
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Pt
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle as PrintStyle
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Spacer, Table, TableStyle
from reportlab.platypus import Paragraph as Printed

HERE: Final = Path(__file__).parent
ALDERFEN: Final = "alderfen-lane-primary-school"
THORNBECK: Final = "thornbeck-vale-academies-trust"

# Source page → organisation's folder and the format it is issued in.
ISSUED: Final = {
    "staff-social-media": (ALDERFEN, ".docx"),
    "whistleblowing": (ALDERFEN, ".docx"),
    "staff-code-of-conduct": (ALDERFEN, ".pdf"),
    "child-protection": (THORNBECK, ".pdf"),
    "behaviour-and-searching": (THORNBECK, ".docx"),
}

# How Word numbers each level of a page: number format and pattern, outermost first.
NUMBERING: Final = {
    "staff-social-media": (("decimal", "%1"), ("decimal", "%1.%2"), ("lowerLetter", "(%3)")),
    "behaviour-and-searching": (("upperLetter", "%1"), ("decimal", "%1%2"), ("lowerRoman", "(%3)")),
}

COUNTED: Final = {
    "upperLetter": "A B C D E F G H",
    "lowerLetter": "a b c d e f g h",
    "lowerRoman": "i ii iii iv v vi vii viii",
}

NUMBER: Final = re.compile(r"(\([a-z]+\)|[A-Z]\d+|\d+(?:\.\d+)*\.?|[A-Z]\.|[A-Z](?= ))\s+(.*)")
FOOTNOTE: Final = re.compile(r"\[\^(\d+)\]")
BOLD: Final = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True)
class Unit:
    """One line of a source page: its kind, the number in front of it and its words."""

    kind: str
    text: str
    number: str = ""
    cells: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Page:
    """A source page: what stands in its front matter, its units and its footnotes."""

    name: str
    front: dict[str, str]
    units: tuple[Unit, ...]
    footnotes: dict[str, str]


def page(name: str) -> Page:
    """Read one source page."""
    path = HERE / "sources" / ISSUED[name][0] / f"{name}.md"
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    units: list[Unit] = []
    footnotes: dict[str, str] = {}
    rows: list[tuple[str, ...]] = []
    for line in [*body.splitlines(), ""]:
        if line.startswith("|"):
            if not line.startswith("|--"):
                rows.append(tuple(cell.strip() for cell in line.strip("|").split("|")))
            continue
        if rows:
            units.append(Unit("table", "", cells=tuple(rows)))
            rows = []
        if found := re.match(r"\[\^(\d+)\]: (.*)", line):
            footnotes[found[1]] = found[2]
        elif line.strip() and not line.startswith("# "):
            units.append(_unit(line))
    facts = {key: str(value) for key, value in yaml.safe_load(front).items()}
    return Page(name, facts, tuple(units), footnotes)


def _unit(line: str) -> Unit:
    if line.startswith("## "):
        found = NUMBER.fullmatch(line[3:])
        return Unit("heading", found[2], found[1]) if found else Unit("heading", line[3:])
    if line.startswith("- "):
        return Unit("bullet", line[2:])
    found = NUMBER.fullmatch(line)
    if found and not re.fullmatch(r"[A-Z]", found[1]):
        return Unit("item" if found[1].startswith("(") else "clause", found[2], found[1])
    return Unit("note" if line[0] in "*†" and not line.startswith("**") else "paragraph", line)


def word(source: Page) -> bytes:
    """Issue a page as a Word file: real styles, automatic numbering, tables and footnotes."""
    made = docx.Document()
    made.core_properties.title = source.front["title"]
    made.core_properties.author = source.front["owner"]
    made.core_properties.created = made.core_properties.modified = dt.datetime(2026, 9, 1, 9, 0)
    made.core_properties.revision = 1
    _word_styles(made, NUMBERING.get(source.name))
    made.sections[0].header.paragraphs[0].text = f"{source.front['organisation']}\t\t{source.front['title']}"
    foot = made.sections[0].footer.paragraphs[0]
    foot.add_run(f"Version {source.front['version']}\t\tPage ")
    _field(foot, "PAGE")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES")
    made.add_paragraph(source.front["organisation"], style="Subtitle")
    made.add_paragraph(source.front["title"], style="Title")
    _word_table(made, _facts(source), heads=False)
    counts = [0, 0, 0]
    for unit in source.units:
        if unit.kind == "table":
            _word_table(made, unit.cells, heads=True)
            continue
        style = {"heading": "Heading 1", "clause": "Clause", "item": "Clause item", "bullet": "List Bullet",
                 "note": "Note", "paragraph": "Body Text"}[unit.kind]  # fmt: skip
        if unit.number:
            _agrees(source.name, unit, counts)
        _word_runs(made.add_paragraph(style=style), unit.text)
    if source.footnotes:
        _word_footnotes(made, source.footnotes)
    held = io.BytesIO()
    made.save(held)
    return _undated(held.getvalue())


def _facts(source: Page) -> tuple[tuple[str, str], ...]:
    stated = {"Version": "version", "Effective from": "effective", "Review date": "review",
              "Policy owner": "owner", "Applies to": "audience"}  # fmt: skip
    return tuple((label, source.front[key]) for label, key in stated.items())


def _agrees(name: str, unit: Unit, counts: list[int]) -> None:
    """Stop if the number Word will print is not the one written in the source."""
    level = ("heading", "clause", "item").index(unit.kind)
    counts[level] += 1
    counts[level + 1 :] = [0] * (2 - level)
    printed = NUMBERING[name][level][1]
    for place, count in enumerate(counts[: level + 1]):
        form = NUMBERING[name][place][0]
        printed = printed.replace(
            f"%{place + 1}", COUNTED[form].split()[count - 1] if form in COUNTED else str(count)
        )
    if printed != unit.number:
        raise SystemExit(f"{name}: Word would number {unit.number!r} as {printed!r}")


def _word_styles(made: Document, numbering: tuple[tuple[str, str], ...] | None) -> None:
    for name, indent in (("Clause", 1.25), ("Clause item", 2.25), ("Note", 0.0)):
        style = made.styles.add_style(name, 1)
        assert isinstance(style, ParagraphStyle)
        style.base_style = made.styles["Body Text"]
        style.paragraph_format.left_indent = Cm(indent)
        style.paragraph_format.first_line_indent = Cm(-1.0 if indent else 0)
    made.styles["Note"].font.size = Pt(9)
    if numbering is None:
        return
    levels = "".join(
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:pStyle w:val="{style}"/><w:lvlText w:val="{pattern}"/><w:lvlJc w:val="left"/></w:lvl>'
        for place, ((form, pattern), style) in enumerate(
            zip(numbering, ("Heading1", "Clause", "Clauseitem"), strict=True)
        )
    )
    root = made.part.numbering_part.element
    root.insert(0, parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="900">'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    ))  # fmt: skip
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="900"><w:abstractNumId w:val="900"/></w:num>'))
    for place, name in enumerate(("Heading 1", "Clause", "Clause item")):
        numbered = made.styles[name].element.get_or_add_pPr().get_or_add_numPr()
        numbered.get_or_add_ilvl().val = place
        numbered.get_or_add_numId().val = 900


def _word_runs(paragraph: Paragraph, text: str) -> None:
    for place, part in enumerate(BOLD.split(text)):
        for turn, piece in enumerate(FOOTNOTE.split(part)):
            if turn % 2:
                reference = paragraph.add_run()
                reference.font.superscript = True
                reference._r.append(parse_xml(f'<w:footnoteReference {nsdecls("w")} w:id="{piece}"/>'))
            elif piece:
                paragraph.add_run(piece).bold = True if place % 2 else None


def _word_table(made: Document, rows: tuple[tuple[str, ...], ...], heads: bool) -> None:
    table = made.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for cells in rows:
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    if heads:
        table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    made.add_paragraph(style="Body Text")


def _word_footnotes(made: Document, footnotes: dict[str, str]) -> None:
    notes = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
        f'<w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> {escape(text, quote=False)}</w:t></w:r></w:p>'
        "</w:footnote>"
        for number, text in footnotes.items()
    )
    rule = '<w:footnote w:type="{}" w:id="{}"><w:p><w:r><w:{}/></w:r></w:p></w:footnote>'
    blob = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f"<w:footnotes {nsdecls('w')}>{rule.format('separator', -1, 'separator')}"
        f"{rule.format('continuationSeparator', 0, 'continuationSeparator')}{notes}</w:footnotes>"
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, blob.encode(), made.part.package)
    made.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _field(paragraph: Paragraph, name: str) -> None:
    paragraph._p.append(parse_xml(
        f'<w:fldSimple {nsdecls("w")} w:instr="{name}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    ))  # fmt: skip


def _undated(packed: bytes) -> bytes:
    """The same zip with every entry dated alike, so that it is the same bytes on every day."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as before, zipfile.ZipFile(held, "w") as after:
        for name in before.namelist():
            entry = zipfile.ZipInfo(name, (2026, 9, 1, 9, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            after.writestr(entry, before.read(name))
    return held.getvalue()


def portable(source: Page) -> bytes:
    """Issue a page as a PDF: running heads, page numbers, sentences that go on over the page."""
    plain = PrintStyle(
        "plain", fontName="Times-Roman", fontSize=11, leading=14, spaceAfter=7, alignment=TA_LEFT
    )
    styles = {
        "title": PrintStyle("title", plain, fontName="Helvetica-Bold", fontSize=20, leading=25, spaceAfter=14),
        "heading": PrintStyle("heading", plain, fontName="Helvetica-Bold", fontSize=13, leading=17, spaceBefore=8),
        "clause": PrintStyle("clause", plain, leftIndent=1.1 * cm, bulletFontName="Times-Roman", bulletFontSize=11),
        "item": PrintStyle("item", plain, leftIndent=2 * cm, bulletIndent=1.1 * cm,
                           bulletFontName="Times-Roman", bulletFontSize=11),
        "note": PrintStyle("note", plain, fontSize=9.5, leading=12),
        "paragraph": plain,
        "cell": PrintStyle("cell", plain, fontSize=9.5, leading=12, spaceAfter=0),
    }  # fmt: skip
    story: list[Flowable] = [Printed(escape(source.front["title"]), styles["title"])]
    facts = [[Printed(escape(cell), styles["cell"]) for cell in row] for row in _facts(source)]
    story += [
        Table(facts, colWidths=(4 * cm, 11 * cm), style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "grey")]))
    ]
    story += [Spacer(1, 14)]
    for unit in source.units:
        words = BOLD.sub(r"<b>\1</b>", escape(unit.text, quote=False))
        if unit.kind == "heading":
            story.append(Printed(f"{unit.number} {words}".strip(), styles["heading"]))
        else:
            story.append(Printed(words, styles[unit.kind], bulletText=unit.number or None))

    def around(canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.saveState()
        canvas.setFont("Helvetica", 8.5)
        canvas.drawString(2.5 * cm, A4[1] - 1.4 * cm, source.front["organisation"])
        canvas.drawRightString(A4[0] - 2.5 * cm, A4[1] - 1.4 * cm, source.front["title"])
        canvas.drawString(2.5 * cm, 1.2 * cm, f"Version {source.front['version']}")
        canvas.drawRightString(A4[0] - 2.5 * cm, 1.2 * cm, f"Page {canvas.getPageNumber()}")
        canvas.restoreState()

    held = io.BytesIO()
    # allowSplitting with no widow control lets sentences break over pages, as office PDFs do.
    made = BaseDocTemplate(
        held, pagesize=A4, title=source.front["title"], author=source.front["owner"], invariant=1
    )
    frame = Frame(2.5 * cm, 2 * cm, A4[0] - 5 * cm, A4[1] - 4.4 * cm, id="body")
    made.addPageTemplates(PageTemplate("page", [frame], onPage=around))
    made.build(story)
    return held.getvalue()


def main() -> None:
    """Write every issued file again."""
    for name, (folder, suffix) in ISSUED.items():
        made = (word if suffix == ".docx" else portable)(page(name))
        (HERE / folder / f"{name}{suffix}").write_bytes(made)
        print(f"{folder}/{name}{suffix}: {len(made):,} bytes")


if __name__ == "__main__":
    main()
