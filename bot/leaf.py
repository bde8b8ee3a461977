"""Draws one page of a PDF, in a process of its own: standard input is the file, standard output the picture.

Started by bot/leaves.py as a program by itself, so that a page that takes for ever, takes all memory or brings down the
library that draws it costs nothing but its picture. The first line that it writes is the number of pages.
"""

from __future__ import annotations

import contextlib
import resource
import sys

WIDEST, HIGHEST = 1_240, 2_480
"""Pixels of a picture, at most: an A4 page at 150 to the inch."""

COLOURS = 128
"""Colours of a picture: print has few, and the grey edges of its letters need most of them."""

MEMORY = 1_536 * 1024 * 1024
SECONDS = 15


def main() -> None:
    """Draw the page whose number, from 1, is the only argument."""
    for limit, most in ((resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_AS, MEMORY)):
        with contextlib.suppress(ValueError, OSError):  # where the system knows no such limit
            resource.setrlimit(limit, (most, most))
    import pypdfium2
    from PIL.Image import Palette

    document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    sys.stdout.buffer.write(f"{len(document)}\n".encode())
    page = document[int(sys.argv[1]) - 1]
    width, height = page.get_size()
    scale = min(WIDEST / max(width, 1), HIGHEST / max(height, 1))
    picture = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    picture.thumbnail((WIDEST, HIGHEST))
    picture = picture.convert("P", palette=Palette.ADAPTIVE, colors=COLOURS)  # a third of the bytes
    picture.save(sys.stdout.buffer, "PNG")


if __name__ == "__main__":
    main()
