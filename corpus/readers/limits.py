"""Limits: how large a policy file may be, and the checks that refuse what exceeds them.

No policy of a school or college comes near these figures; a file that does is a mistake or an attack.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from corpus.errors import Damaged, Encrypted, TooLarge

MOST_BYTES = 20 * 1024 * 1024
MOST_PAGES = 500
MOST_CHARACTERS = 1_000_000
LONGEST_LINE = 100_000
LONGEST_PARAGRAPH = 50_000
DEEPEST = 256
MOST_SECONDS = 30.0
MOST_MEMBERS = 2_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 200
RATIO_COUNTS_FROM = 10 * 1024 * 1024
CHUNK = 256 * 1024

_SPLIT = "Split it into several files, or save it without its pictures."
_AGAIN = "Open it in the program that made it and save it again."


def _mebibytes(size: int) -> str:
    return f"{size / 1024 / 1024:.0f} MB"


def check_size(data: bytes, source: str) -> None:
    """Refuse an empty file (Damaged) and one of more than MOST_BYTES (TooLarge)."""
    if not data:
        raise Damaged(source, "The file is empty.", "Check that it was copied or downloaded completely.")
    if len(data) > MOST_BYTES:
        reason = f"The file holds {_mebibytes(len(data))}; the most that is read is {_mebibytes(MOST_BYTES)}."
        raise TooLarge(source, reason, _SPLIT)


def check_pages(count: int, source: str) -> None:
    """Refuse a document of more than MOST_PAGES pages."""
    if count > MOST_PAGES:
        reason = f"The document has {count:,} pages; the most that are read are {MOST_PAGES}."
        raise TooLarge(source, reason, "Save the pages that hold the policy as a file of their own.")


def check_characters(count: int, source: str) -> None:
    """Refuse a text of more than MOST_CHARACTERS characters."""
    if count > MOST_CHARACTERS:
        reason = f"The text has more than {MOST_CHARACTERS:,} characters, which is no policy."
        raise TooLarge(source, reason, "Split it into one file for each policy.")


def check_line(length: int, source: str) -> None:
    """Refuse a line or paragraph of more than LONGEST_LINE characters."""
    if length > LONGEST_LINE:
        reason = (
            f"One line of the text has {length:,} characters; the most that are read are {LONGEST_LINE:,}."
        )
        raise TooLarge(
            source, reason, "Check that the file is a policy, and divide its text into paragraphs."
        )


def check_paragraph(length: int, source: str) -> None:
    """Refuse a paragraph of more than LONGEST_PARAGRAPH characters."""
    if length > LONGEST_PARAGRAPH:
        reason = f"One paragraph has {length:,} characters; the most that are read are {LONGEST_PARAGRAPH:,}."
        raise TooLarge(
            source, reason, "Save it again with its line breaks, so that its clauses can be told apart."
        )


def check_depth(depth: int, source: str, most: int = DEEPEST) -> None:
    """Refuse lists, tables or boxes nested more than `most` deep."""
    if depth > most:
        reason = f"Its parts are nested more than {most} deep, which no written page needs."
        raise TooLarge(source, reason, "Copy the text into a new document and save that.")


def check_seconds(seconds: float, source: str) -> None:
    """Refuse a file whose reading has taken longer than MOST_SECONDS."""
    if seconds > MOST_SECONDS:
        reason = f"Reading it takes longer than {MOST_SECONDS:.0f} seconds."
        raise TooLarge(source, reason, _SPLIT)


def _bomb(source: str) -> TooLarge:
    reason = "The file unpacks to far more than it holds, as a decompression bomb does."
    return TooLarge(source, reason, "Do not open it; ask the sender for the original document.")


def unpack(data: bytes, source: str, suffixes: tuple[str, ...] = (".xml", ".rels")) -> dict[str, bytes]:
    """Unpack a zip file's members whose names end in `suffixes`, by name, within every limit.

    The members left out (pictures, fonts) are weighed by the central directory only and never unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_directory(members, len(data), source)
            wanted = [member for member in members if member.filename.lower().endswith(suffixes)]
            return _unpacked(archive, wanted, len(data), source)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise Damaged(
            source, "The file is damaged or was cut short, so it cannot be unpacked.", _AGAIN
        ) from error


def _check_directory(members: list[zipfile.ZipInfo], packed: int, source: str) -> None:
    if len(members) > MOST_MEMBERS:
        reason = (
            f"The file is a bundle of {len(members):,} parts; the most that are read are {MOST_MEMBERS:,}."
        )
        raise TooLarge(source, reason, _SPLIT)
    if any(member.flag_bits & 0x1 for member in members):
        raise Encrypted(source, "The file is locked with a password.", "Save a copy without a password.")
    _check_unpacked(sum(member.file_size for member in members), packed, source)


def _check_unpacked(unpacked: int, packed: int, source: str) -> None:
    if unpacked > MOST_UNPACKED or (unpacked > RATIO_COUNTS_FROM and unpacked > MOST_RATIO * packed):
        raise _bomb(source)


def _unpacked(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], packed: int, source: str
) -> dict[str, bytes]:
    total = 0
    found: dict[str, bytes] = {}
    for member in members:
        # Only these two bound what one read can give; the others unpack a whole block at once.
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Damaged(source, "The file is packed in a way that Office programs never use.", _AGAIN)
        parts: list[bytes] = []
        with archive.open(member) as stream:
            while chunk := stream.read(CHUNK):
                total += len(chunk)
                _check_unpacked(total, packed, source)
                parts.append(chunk)
        found[member.filename] = b"".join(parts)
    return found
