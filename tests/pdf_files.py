"""Writes small PDFs word by word, so that a test says exactly where each stands."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

Word = tuple[float, float, str]
"""Place from the left and from the top of the page in points, and the text."""


def pages(*contents: Sequence[Word], size: float = 11, **options: Any) -> bytes:
    """A PDF with these words on its pages."""
    whole = io.BytesIO()
    canvas = Canvas(whole, pagesize=A4, invariant=1, **options)
    for words in contents:
        for left, top, text in words:
            canvas.setFont("Helvetica", size)
            canvas.drawString(left, A4[1] - top, text)
        canvas.showPage()
    canvas.save()
    return whole.getvalue()


def many_pages(count: int) -> bytes:
    """A PDF of any number of empty pages, written by hand as reportlab would take too long."""
    kids = " ".join(f"{at + 3} 0 R" for at in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {count} /Kids [{kids}] >>".encode(),
    ]
    objects += [b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"] * count
    return by_hand(objects)


_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def tagged(pages: Sequence[Sequence[tuple[int, Sequence[Word]]]], table: str = "Table") -> bytes:
    """A PDF of one tagged table: each page holds rows by their number, each row its cells.

    `table` is the tag of the whole; a row named on two pages is one row that the page breaks.
    """
    row_numbers = sorted({number for rows in pages for number, _ in rows})
    first = 4 + 2 * len(pages)
    row_at = {number: first + 2 + at for at, number in enumerate(row_numbers)}
    cells: list[bytes] = []
    kids: dict[int, dict[int, list[str]]] = {number: {} for number in row_numbers}
    parents: list[str] = []
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R /MarkInfo << /Marked true >> /StructTreeRoot {first} 0 R >>".encode(),
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{4 + 2 * at} 0 R' for at in range(len(pages)))}] >>".encode(),
        _FONT,
    ]
    start = first + 2 + len(row_numbers)
    places: dict[tuple[int, int], int] = {}
    for rows in pages:
        for number, words in rows:
            for column in range(len(words)):
                places.setdefault((number, column), start + len(places))
    for at, rows in enumerate(pages):
        drawn = b""
        owners: list[str] = []
        for number, words in rows:
            for column, (left, top, text) in enumerate(words):
                mark = len(owners)
                drawn += f"/TD << /MCID {mark} >> BDC BT /F1 11 Tf {left} {842 - top} Td ({text}) Tj ET EMC\n".encode()
                owners.append(f"{places[number, column]} 0 R")
                marked = f"<< /Type /MCR /Pg {4 + 2 * at} 0 R /MCID {mark} >>"
                kids[number].setdefault(column, []).append(marked)
        parents.append(f"{at} [{' '.join(owners)}]")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /StructParents {at} /Contents {5 + 2 * at} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(f"<< /Length {len(drawn)} >> stream\n".encode() + drawn + b"endstream")
    objects.append(
        f"<< /Type /StructTreeRoot /K [{first + 1} 0 R] /ParentTree << /Nums [{' '.join(parents)}] >> >>".encode()
    )
    whole = " ".join(f"{row_at[number]} 0 R" for number in row_numbers)
    objects.append(f"<< /Type /StructElem /S /{table} /P {first} 0 R /K [{whole}] >>".encode())
    for number in row_numbers:
        inner = " ".join(f"{places[number, column]} 0 R" for column in sorted(kids[number]))
        objects.append(f"<< /Type /StructElem /S /TR /P {first + 1} 0 R /K [{inner}] >>".encode())
    for number, column in sorted(places, key=lambda place: places[place]):
        held = " ".join(kids[number][column])
        cells.append(f"<< /Type /StructElem /S /TD /P {row_at[number]} 0 R /K [{held}] >>".encode())
    return by_hand([*objects, *cells])


def with_ligature(text: str, code: str, letters: str) -> bytes:
    """A PDF of one line whose glyph `code` stands for several `letters`."""
    drawn = f"BT /F1 11 Tf 72 700 Td ({text}) Tj ET".encode()
    mapped = "".join(f"{ord(letter):04x}" for letter in letters)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"1 beginbfchar <{ord(code):02x}> <{mapped}> endbfchar\nendcmap end end"
    ).encode()
    return by_hand([
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(drawn)} >> stream\n".encode() + drawn + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>",
        f"<< /Length {len(cmap)} >> stream\n".encode() + cmap + b"\nendstream",
    ])  # fmt: skip


def by_hand(objects: Sequence[bytes]) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for at, inner in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{at} 0 obj\n".encode() + inner + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += "".join(f"{place:010d} 00000 n \n" for place in places).encode()
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
