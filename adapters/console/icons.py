"""Draws the console's icons anew: `python -m adapters.console.icons`, where the tests' Pillow is installed."""

from __future__ import annotations

from pathlib import Path

COLOUR = "#0b4f9e"
FINE = 4
"""How many times larger it is drawn than it is kept, so that its edges are smooth."""


def draw(folder: Path) -> None:
    """Draw a pair of quotation marks in each size: with round corners, and to the edge where the phone cuts its own."""
    from PIL import Image, ImageDraw

    for name, size, round_by in (("icon-192", 192, 36), ("icon-512", 512, 96), ("icon-maskable", 512, 0)):
        side = size * FINE
        image = Image.new("RGBA", (side, side), (0, 0, 0, 0))
        canvas = ImageDraw.Draw(image)
        canvas.rounded_rectangle((0, 0, side - 1, side - 1), round_by * FINE, fill=COLOUR)
        for left in (0.26, 0.53):
            _mark(canvas, left * side, side)
        small = image.resize((size, size), Image.Resampling.LANCZOS)
        small.quantize(64, method=Image.Quantize.FASTOCTREE).save(folder / f"{name}.png", optimize=True)


def _mark(canvas: object, left: float, side: int) -> None:
    """One of the two marks: a ball, and the tail that rises from it to the right."""
    from PIL import ImageDraw

    assert isinstance(canvas, ImageDraw.ImageDraw)
    across, top = 0.21 * side, 0.49 * side
    canvas.ellipse((left, top, left + across, top + across), fill="white")
    tail = ((0, 0.55), (0.05, 0.05), (0.3, -0.4), (0.78, -0.72), (0.9, -0.42), (0.62, -0.18), (0.5, 0.2))
    canvas.polygon([(left + x * across, top + y * across) for x, y in tail], fill="white")


if __name__ == "__main__":
    draw(Path(__file__).parent / "static")
