"""Printed pages of PDFs as pictures: within limits, whatever the file holds."""

from __future__ import annotations

import io
import threading
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

import corpus
from bot import leaves as drawing
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


def test_a_page_that_could_not_be_drawn_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    leaves, data = Leaves(), SAMPLE.read_bytes()
    with pytest.raises(NotDrawn):
        leaves.leaf(data, 6)
    monkeypatch.setattr(drawing.sys, "executable", "/nowhere")
    with pytest.raises(NotDrawn) as told:
        leaves.leaf(data, 6)
    assert told.value.of == 5


def test_nobody_waits_long_while_slow_pages_are_drawn(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nexec /bin/sleep 60\n")
    slow.chmod(0o700)
    monkeypatch.setattr(drawing.sys, "executable", str(slow))
    monkeypatch.setattr(drawing, "SECONDS", 4)
    monkeypatch.setattr(drawing, "PATIENCE", 0.1)
    leaves, first = Leaves(), threading.Event()
    ended: list[bytes] = []

    def draw(data: bytes) -> None:
        with pytest.raises(NotDrawn):
            leaves.leaf(data, 1)
        ended.append(data)
        first.set()

    drawn = [threading.Thread(target=draw, args=(bytes([each]),)) for each in range(3)]
    for each in drawn:
        each.start()
    # Of three, the one that finds no slot gives up long before the others.
    assert first.wait(3)
    assert len(ended) == 1
    for each in drawn:
        each.join(20)
