"""Word packages: the zip file around a .docx, checked and cleared of what is not text."""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import TYPE_CHECKING

import docx
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from corpus.errors import Damaged, UnreadableDocument
from corpus.readers.limits import DEEPEST, LONGEST_LINE, check_depth, check_line, check_size, unpack
from corpus.readers.signature import refuse_mislabelled

if TYPE_CHECKING:
    from docx.document import Document

_TYPES = "[Content_Types].xml"
_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_VARIANTS = (
    b"application/vnd.ms-word.document.macroEnabled.main+xml",
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
)
# "Strict Open XML" writes the same elements under other names, which python-docx does not know.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships",
     b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main",
     b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math",
     b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
)  # fmt: skip
_OTHERS = ((b"spreadsheetml", "an Excel workbook"), (b"presentationml", "a PowerPoint presentation"))
_WRONG_ENDING = "Save the policy from Word as .docx, or give the file its right ending."
_AGAIN = "Open it in Word and save it again."


def opened(data: bytes, source: str) -> Document:
    """Open the bytes of a .docx; raises TooLarge, Encrypted or Damaged for what is none or hostile."""
    check_size(data, source)
    refuse_mislabelled(data, source, "a Word document", "a zip file")
    parts = unpack(data, source)
    _refuse_others(parts, source)
    try:
        return docx.Document(io.BytesIO(_cleared(parts)))
    except UnreadableDocument:
        raise
    except etree.XMLSyntaxError as error:
        raise _syntax(error, source) from error
    except (KeyError, ValueError, AttributeError, TypeError, PackageNotFoundError) as error:
        raise Damaged(source, "The parts of this Word document do not fit together.", _AGAIN) from error


def parsed(part: bytes, source: str) -> etree._Element:
    """Parse one XML part without entities, network or unbounded depth."""
    try:
        return etree.fromstring(
            part, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        )
    except etree.XMLSyntaxError as error:
        raise _syntax(error, source) from error


def _syntax(error: etree.XMLSyntaxError, source: str) -> UnreadableDocument:
    message = str(error).lower()
    try:
        if "depth" in message:
            check_depth(DEEPEST + 1, source)
        if "huge" in message or "too long" in message:
            check_line(LONGEST_LINE * 100, source)
    except UnreadableDocument as refusal:
        return refusal
    return Damaged(source, "The text of this Word document is damaged.", _AGAIN)


def _refuse_others(parts: dict[str, bytes], source: str) -> None:
    types = parts.get(_TYPES, b"")
    if _MAIN not in types and not any(variant in types for variant in _VARIANTS):
        kind = next((name for word, name in _OTHERS if word in types), None)
        if kind is None:
            kind = "an OpenDocument file" if "META-INF/manifest.xml" in parts else "some other zip file"
        raise Damaged(source, f"Its name says a Word document, but it is {kind}.", _WRONG_ENDING)
    for part in parts.values():
        if b"<!DOCTYPE" in part or b"<!ENTITY" in part or "<!DOCTYPE".encode("utf-16-le") in part:
            reason = "The file declares XML entities, which Word never writes and attacks do."
            raise Damaged(source, reason, "Do not open it; ask the sender for the original document.")


def _cleared(parts: dict[str, bytes]) -> bytes:
    """Zip the text parts again, without the pictures and without references to what is missing."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            for strict, usual in _STRICT:
                part = part.replace(strict, usual)
            if name == _TYPES:
                for variant in _VARIANTS:
                    part = part.replace(variant, _MAIN)
            elif name.endswith(".rels"):
                part = _without_missing(part, name, parts)
            archive.writestr(name, part)
    return whole.getvalue()


def _without_missing(part: bytes, name: str, parts: dict[str, bytes]) -> bytes:
    """Drop relationships to absent parts: Word leaves some behind, and python-docx stops at them."""
    relationships = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))
    folder = posixpath.dirname(posixpath.dirname(name))
    for relationship in list(relationships):
        if relationship.get("TargetMode") == "External":
            continue
        target = relationship.get("Target") or ""
        path = (
            target.lstrip("/")
            if target.startswith("/")
            else posixpath.normpath(posixpath.join(folder, target))
        )
        if path not in parts:
            relationships.remove(relationship)
    return bytes(etree.tostring(relationships))
