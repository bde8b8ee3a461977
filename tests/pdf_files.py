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
