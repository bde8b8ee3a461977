"""Carrying an organisation elsewhere: as one file that is downloaded, and back from one that is sent."""

from __future__ import annotations

import os
import tempfile
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from starlette.responses import Response, StreamingResponse

from adapters.console.access import Access
from adapters.console.attached import attached
from adapters.console.console import MOST_SENT
from adapters.console.jobs import Done, Progress
from adapters.console.page import Page
from adapters.console.visit import Visit
from bot import console_phrases as phrases
from bot import exporting
from bot import revision_phrases as revised
from bot.errors import BadArchive
from bot.exporting import Exported
from bot.importing import Imported, Importer
from bot.phrases import counted

PIECE = 64 * 1024
"""Bytes that are read at a time."""

LONGEST_NAME = 200


@dataclass(frozen=True)
class Parcel:
    """An organisation as one file, which has no name on the disk any more: it is gone when nobody holds it.

    `file` is its descriptor, open for reading.
    """

    about: Exported
    file: int

    def __post_init__(self) -> None:
        weakref.finalize(self, os.close, self.file)

    def pieces(self) -> Iterator[bytes]:
        """The bytes of the file; several may read it at once."""
        at = 0
        while piece := os.pread(self.file, PIECE, at):
            at += len(piece)
            yield piece


def carrying(visit: Visit) -> Response:
    """Show what an export holds, and the button that makes one."""
    return visit.render("carrying.html")


def export(visit: Visit) -> Response:
    """Write the organisation to a file, as a job; then show where it is downloaded."""
    desk, short, who, at = visit.desk, visit.short, visit.who, visit.now

    def work(_progress: Progress) -> Done:
        with tempfile.TemporaryDirectory(prefix="quoth-") as folder:
            path = Path(folder) / f"{short[:100]}.zip"
            about = exporting.export(desk.store.database, desk.settings.home, short, path, at)
            # Opened before its name is taken away, so that it lies on the disk only as long as it is held.
            parcel = Parcel(about, os.open(path, os.O_RDONLY | os.O_CLOEXEC))
        return Done(visit.href("carrying", visit.console.findings.keep(who, short, parcel)))

    return visit.work(phrases.EXPORTING, visit.href("carrying"), work)


def exported(visit: Visit) -> Response:
    """Say what went into the file, and lead to it."""
    return visit.render("exported.html", about=visit.finding(Parcel).about, id=visit.path("found"))


def download(visit: Visit) -> Response:
    """Give the file, piece by piece."""
    parcel = visit.finding(Parcel)
    headers = {
        "Content-Disposition": attached(parcel.about.file.rpartition("/")[2]),
        "Content-Length": str(parcel.about.bytes),
        "Cache-Control": "no-store",
    }
    return StreamingResponse(parcel.pieces(), media_type="application/zip", headers=headers)


def bringing(visit: Visit) -> Response:
    """Show the form that takes a file."""
    return _bringing(visit)


def bring(visit: Visit) -> Response:
    """Make an organisation from a file that was exported; it is checked first, and nothing is done where it is not whole."""
    name = visit.field("name").strip()
    if not visit.uploads:
        return _bringing(visit, name, phrases.CHOOSE_A_FILE)
    if len(name) > LONGEST_NAME:
        return _bringing(visit, name, phrases.TOO_LONG.format(most=LONGEST_NAME))
    upload, desk, who, at = visit.uploads[0], visit.desk, visit.who, visit.now

    def work(progress: Progress) -> Done:
        with tempfile.TemporaryDirectory(prefix="quoth-") as folder:
            path = Path(folder) / "upload.zip"
            path.write_bytes(upload.data)
            try:
                done = Importer.at(desk).restore(path, name, who, at, progress)
            except BadArchive as fault:
                raise BadArchive(file=upload.name, why=fault.about["why"]) from None
        return Done(visit.console.at(f"/o/{done.short}/revisions"), _brought(done))

    return visit.work(phrases.IMPORTING, visit.console.at("/import"), work)


def _brought(done: Imported) -> str:
    """What came out of a file, in words."""
    phrase = revised.IMPORTED if done.snapshot else revised.IMPORTED_UNPUBLISHED
    told = [
        phrase.format(
            organisation=done.organisation,
            policies=counted(done.policies, "policy", "policies"),
            revisions=counted(done.revisions, "revision", "revisions"),
            publications=counted(done.publications, "publication", "publications"),
            pins=counted(done.pins, "pin", "pins"),
        )
    ]
    told += [revised.IMPORTED_ALONE.format(parent=done.parent)] if done.parent else []
    told += [phrases.IMPORTED_NOT_FOR_ALL.format(organisation=done.organisation)] if done.for_all_left else []
    return " ".join([*told, phrases.IMPORTED_QUIET])


def _bringing(visit: Visit, name: str = "", fault: str = "") -> Response:
    return visit.render(
        "bringing.html", 422 if fault else 200, name=name, fault=fault, most=MOST_SENT // 1024**2
    )


PAGES = (
    Page("GET", "/o/{organisation}/carrying", Access.admin, carrying),
    Page("POST", "/o/{organisation}/carrying", Access.admin, export),
    Page("GET", "/o/{organisation}/carrying/{found}", Access.admin, exported),
    Page("GET", "/o/{organisation}/carrying/{found}/file", Access.admin, download),
    Page("GET", "/import", Access.operator, bringing),
    Page("POST", "/import", Access.operator, bring, most=MOST_SENT),
)
