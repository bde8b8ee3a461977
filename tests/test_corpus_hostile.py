"""A file that is broken, locked, mislabelled or hostile is refused by name and reason, within seconds."""

from __future__ import annotations

import contextlib
import io
import os
import struct
import time
import zipfile
import zlib
from collections.abc import Callable

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption

from corpus.errors import Damaged, Encrypted, NoText, TooLarge, UnreadableDocument
from corpus.readers import read
from corpus.readers.limits import MOST_BYTES, MOST_PAGES
from tests.pdf_files import by_hand, many_pages, pages
from tests.word_files import para, table, word

SECONDS = 5.0
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(**parts: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return whole.getvalue()


def with_part(data: bytes, name: str, part: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A copy of a zip file with one part replaced or added."""
    whole = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(whole, "w", method) as after:
        for member in before.namelist():
            if member != name:
                after.writestr(member, before.read(member))
        after.writestr(name, part)
    return whole.getvalue()


def lying_bomb() -> bytes:
    """A .docx whose directory says that a part is small, though it unpacks to 400 MB."""
    name = "word/document.xml"
    data = bytearray(with_part(word(para("x")), name, b" " * 400_000_000))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        place = archive.getinfo(name).header_offset
    data[place + 22 : place + 26] = struct.pack("<I", 1000)
    entry = data.rindex(name.encode()) - 46
    data[entry + 24 : entry + 28] = struct.pack("<I", 1000)
    return bytes(data)


def pdf_bomb() -> bytes:
    packed = zlib.compress(b" " * 500_000_000, 9)
    stream = f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode() + packed + b"\nendstream"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"
    return by_hand(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>", page, stream]
    )


def entities() -> bytes:
    """The billion laughs: ten entities, each ten times the one before."""
    lines = ['<!DOCTYPE x [<!ENTITY a0 "lol">']
    lines += [f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 11)]
    return "".join([*lines, ']><w:document xmlns:w="x">&a10;</w:document>']).encode()


def old_office(*, encrypted: bool) -> bytes:
    return (
        _OLE
        + bytes(504)
        + ("EncryptedPackage" if encrypted else "WordDocument").encode("utf-16-le")
        + bytes(512)
    )


def nested_tables(depth: int) -> bytes:
    text = para("deep")
    for _ in range(depth):
        text = f"<w:tbl><w:tr><w:tc>{text}</w:tc></w:tr></w:tbl>"
    return word(text)


PDF = pages([(72, 100, "Staff must ask.")])
DOCX = word(para("Staff must ask."))
WORKBOOK = zipped(**{
    "[Content_Types].xml": b'<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.'
    b'openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    "xl/workbook.xml": b"<workbook/>",
})  # fmt: skip

CASES: dict[str, tuple[str, Callable[[], bytes], type[UnreadableDocument], str]] = {
    "an empty file": ("x.docx", lambda: b"", Damaged, "empty"),
    "an empty web page": ("x.html", lambda: b"", Damaged, "empty"),
    "an empty PDF": ("x.pdf", lambda: b"", Damaged, "empty"),
    "a file beyond the size limit": ("x.pdf", lambda: b"%PDF-" + bytes(MOST_BYTES), TooLarge, "MB"),
    "a line of 50 MB": ("x.html", lambda: b"<p>" + b"a" * 50_000_000, TooLarge, "MB"),
    "a line of 3 MB": ("x.html", lambda: b"<p>" + b"a" * 3_000_000, TooLarge, "One line"),
    "a Word paragraph of 3 MB": ("x.docx", lambda: word(para("a" * 3_000_000)), TooLarge, "One line"),
    "a PDF called .docx": ("x.docx", lambda: PDF, Damaged, "it is a PDF"),
    "a Word document called .pdf": ("x.pdf", lambda: DOCX, Damaged, "it is a zip file"),
    "a Word document called .html": ("x.html", lambda: DOCX, Damaged, "it is a zip file"),
    "a program called .docx": ("x.docx", lambda: b"MZ\x90\0" + os.urandom(5000), Damaged, "Windows program"),
    "a program called .html": ("x.html", lambda: b"MZ\x90\0" + os.urandom(5000), Damaged, "Windows program"),
    "a program called .pdf": ("x.pdf", lambda: b"MZ\x90\0" + os.urandom(5000), Damaged, "Windows program"),
    "random bytes called .docx": ("x.docx", lambda: b"\x01" + os.urandom(5000), Damaged, "not"),
    "random bytes called .pdf": ("x.pdf", lambda: b"\x01" + os.urandom(5000), Damaged, "not"),
    "a workbook called .docx": ("x.docx", lambda: WORKBOOK, Damaged, "Excel workbook"),
    "a zip file called .docx": ("x.docx", lambda: zipped(**{"a.txt": b"x"}), Damaged, "some other zip file"),
    "plain text called .docx": ("x.docx", lambda: b"Staff must ask.", Damaged, "not"),
    "plain text called .html": ("x.html", lambda: b"Staff must ask.", Damaged, "no HTML"),
    "an old .doc called .docx": ("x.docx", lambda: old_office(encrypted=False), Damaged, "old Office format"),
    "a locked Word document": ("x.docx", lambda: old_office(encrypted=True), Encrypted, "password"),
    "a locked PDF": ("x.pdf", lambda: pages([(72, 100, "x")], encrypt=StandardEncryption("secret", "more")), Encrypted, "password"),
    "half a Word document": ("x.docx", lambda: DOCX[: len(DOCX) // 2], Damaged, "cut short"),
    "a Word document with a broken part": ("x.docx", lambda: with_part(DOCX, "word/document.xml", b"<w:doc"), Damaged, "damaged"),
    "a Word document without its text": ("x.docx", lambda: with_part(zipped(), "[Content_Types].xml", b"x"), Damaged, "zip file"),
    "the first bytes of a PDF": ("x.pdf", lambda: PDF[:200], Damaged, "damaged"),
    "a zip bomb": ("x.docx", lambda: with_part(DOCX, "word/document.xml", b" " * 400_000_000), TooLarge, "unpacks"),
    "a zip bomb among the pictures": ("x.docx", lambda: with_part(DOCX, "word/media/a.png", bytes(400_000_000)), TooLarge, "unpacks"),
    "a zip bomb that lies about its size": ("x.docx", lying_bomb, UnreadableDocument, ""),
    "a part packed by bzip2": ("x.docx", lambda: with_part(DOCX, "word/x.xml", bytes(9_000_000), zipfile.ZIP_BZIP2), Damaged, "packed"),
    "a zip file of many parts": ("x.docx", lambda: zipped(**{f"{at}.xml": b"" for at in range(3000)}), TooLarge, "parts"),
    "an entity bomb": ("x.docx", lambda: with_part(DOCX, "word/document.xml", entities()), Damaged, "entities"),
    "a PDF stream bomb": ("x.pdf", pdf_bomb, TooLarge, "unpacks"),
    "10,000 nested lists": ("x.html", lambda: b"<ul><li>" * 10_000 + b"x", TooLarge, "nested"),
    "10,000 nested boxes": ("x.html", lambda: b"<div>" * 10_000 + b"x", TooLarge, "nested"),
    "10,000 nested tables": ("x.html", lambda: b"<table><tr><td>" * 10_000 + b"x", TooLarge, "nested"),
    "2,000,000 nested boxes": ("x.html", lambda: b"<div>" * 2_000_000 + b"x", TooLarge, "nested"),
    "1,000 nested tables in Word": ("x.docx", lambda: nested_tables(1000), TooLarge, "nested"),
    "NUL bytes in a web page": ("x.html", lambda: b"<p>a\0b</p>", Damaged, "NUL"),
    "a web page in UTF-16 without its mark": ("x.html", lambda: "<p>a</p>".encode("utf-16-le"), Damaged, "NUL"),
    "a PDF of 10,000 pages": ("x.pdf", lambda: many_pages(10_000), TooLarge, "10,000 pages"),
    "a PDF without text": ("x.pdf", lambda: pages([], []), NoText, "scan"),
    "a Word document without text": ("x.docx", lambda: word(para()), NoText, "no text"),
    "a web page without text": ("x.html", lambda: b"<p><script>x()</script>", NoText, "no text"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_it_is_refused_with_its_name_and_the_reason_within_seconds(case: str) -> None:
    source, make, kind, words = CASES[case]
    data = make()
    started = time.monotonic()
    with pytest.raises(kind) as refusal:
        read(data, source)
    assert time.monotonic() - started < SECONDS
    message = str(refusal.value)
    assert message.startswith(source)
    assert words in message
    assert refusal.value.remedy.endswith(".")


def test_a_pdf_of_as_many_pages_as_allowed_is_not_refused_for_them() -> None:
    with pytest.raises(NoText):
        read(many_pages(MOST_PAGES), "x.pdf")


def test_nesting_that_a_page_may_need_is_read() -> None:
    reading = read(b"<ul><li>" * 20 + b"deep", "x.html")
    assert [(piece.text, piece.level) for piece in reading.pieces] == [("deep", 20)]
    deep = table((f"<w:tc>{table(('inner', 'cells'), ('more', 'cells'))}</w:tc>", "beside"))
    assert len(read(word(deep), "x.docx").pieces) == 3


@pytest.mark.parametrize("cut", range(0, 100, 7))
def test_a_word_document_or_pdf_cut_anywhere_is_read_or_refused_but_never_crashes(cut: int) -> None:
    for source, whole in (("x.docx", DOCX), ("x.pdf", PDF)):
        with contextlib.suppress(UnreadableDocument):
            read(whole[: len(whole) * cut // 100], source)


@pytest.mark.parametrize("seed", range(30))
def test_damaged_bytes_are_read_or_refused_but_never_crash(seed: int) -> None:
    for source, whole in (("x.docx", DOCX), ("x.pdf", PDF)):
        broken = bytearray(whole)
        for step in range(8):
            broken[(seed * 7919 + step * 104729) % len(broken)] ^= 1 + seed % 255
        with contextlib.suppress(UnreadableDocument):
            read(bytes(broken), source)
