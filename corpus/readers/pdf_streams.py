"""PDF streams: packed parts that unpack to far too much, found before pdfium unpacks them."""

from __future__ import annotations

import re
import zlib

from corpus.errors import TooLarge
from corpus.readers.limits import CHUNK, MOST_UNPACKED

_STREAM = re.compile(rb"stream\r?\n(?=[\x08\x18\x28\x38\x48\x58\x68\x78])")
_LOOKED_BACK = 600


def check_streams(data: bytes, source: str) -> None:
    """Refuse a PDF whose text and drawing streams unpack to more than MOST_UNPACKED bytes."""
    total = 0
    for match in _STREAM.finditer(data):
        head = data[max(0, match.start() - _LOOKED_BACK) : match.start()]
        if b"/Image" in head[head.rfind(b" obj") :]:
            # Pictures are never unpacked: nobody renders them.
            continue
        total = _unpacked(data, match.end(), total)
        if total > MOST_UNPACKED:
            reason = "The file unpacks to far more than it holds, as a decompression bomb does."
            raise TooLarge(source, reason, "Do not open it; ask the sender for the original document.")


def _unpacked(data: bytes, start: int, total: int) -> int:
    """Add a stream's unpacked size to `total`, stopping beyond the limit or at the first fault."""
    stream = zlib.decompressobj()
    at = start
    try:
        while not stream.eof and total <= MOST_UNPACKED:
            if stream.unconsumed_tail:
                packed = stream.unconsumed_tail
            else:
                packed = data[at : at + CHUNK]
                at += CHUNK
            if not packed:
                break
            total += len(stream.decompress(packed, CHUNK))
    except zlib.error:
        return total
    return total
