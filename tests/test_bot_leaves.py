"""Printed pages of PDFs as pictures: within limits, whatever the file holds."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

import corpus
from bot.leaf import HIGHEST, WIDEST
from bot.leaves import Leaves, NotDrawn

SAMPLE = Path(corpus.__file__).parent / "samples" / "thornbeck-vale-academies-trust" / "child-protection.pdf"


def pdf(*sizes: tuple[float, float]) -> bytes:
    """A PDF with a page of each size, in points."""
    written = io.BytesIO()
    canvas = Canvas(written)
    for size in sizes:
        canvas.setPageSize(size)
        canvas.drawString(10, 10, "Staff must not.")
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def test_a_page_is_drawn_once_and_its_number_told() -> None:
    leaves, data = Leaves(), SAMPLE.read_bytes()
    leaf = leaves.leaf(data, 2)
    assert (leaf.number, leaf.of) == (2, 5)
    picture = Image.open(io.BytesIO(leaf.picture))
    assert picture.format == "PNG"
    assert picture.width == WIDEST
    assert len(leaf.picture) < 300_000
    assert leaves.leaf(data, 2) is leaf


def test_no_page_makes_too_large_a_picture() -> None:
    data = pdf((14_400, 14_400), (2, 14_400), (14_400, 2), (595, 842))
    for number in range(1, 5):
        picture = Image.open(io.BytesIO(Leaves().leaf(data, number).picture))
        assert picture.width <= WIDEST
        assert picture.height <= HIGHEST


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"\x00" * 1000, SAMPLE.read_bytes()[:900], b"<html>"])
def test_what_is_no_pdf_is_not_drawn(data: bytes) -> None:
    with pytest.raises(NotDrawn) as told:
        Leaves().leaf(data, 1)
    assert told.value.of == 0


def test_a_page_behind_the_last_is_told_from_one_that_cannot_be_drawn() -> None:
    with pytest.raises(NotDrawn) as told:
        Leaves().leaf(SAMPLE.read_bytes(), 6)
    assert told.value.of == 5
