"""Manifests: what the folder of a snapshot lists, its identity and its parts."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from corpus.document import Value
from index.errors import DamagedSnapshot, OutdatedSnapshot, UnknownSnapshot
from index.part import FORMAT, Label, Name

MANIFEST = "manifest.json"
_ID = re.compile("[0-9a-f]{32}")


class Listed(Value):
    """One part of a snapshot: its label and its name."""

    label: Label
    part: Name


class Manifest(BaseModel):
    """What a snapshot's folder holds: its identity and the names of its parts, in order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    id: str
    organisation: str
    encoder: str
    built_at: dt.datetime
    parts: tuple[Listed, ...]


def read(beside: Path, id: str) -> Manifest:
    """Read what a snapshot's folder lists; raises UnknownSnapshot, DamagedSnapshot or OutdatedSnapshot."""
    folder = beside / id
    if not _ID.fullmatch(id) or not folder.is_dir():
        raise UnknownSnapshot(f"There is no snapshot {id!r} in {beside}. Publish to build one.")
    try:
        found = json.loads((folder / MANIFEST).read_bytes())
        form = found["format"]
        if isinstance(form, int) and form < FORMAT:
            raise OutdatedSnapshot(
                f"The snapshot in {folder} is of form {form}, not {FORMAT}. Publish again."
            )
        manifest = Manifest.model_validate(found)
    except FileNotFoundError as fault:
        raise damaged(folder, "has no manifest") from fault
    except (OSError, ValueError, KeyError, TypeError, ValidationError) as fault:
        raise damaged(folder, "has a manifest that cannot be read") from fault
    said = [each.label.contents for each in manifest.parts]
    if id != manifest.id or id_of(manifest.organisation, manifest.encoder, said) != manifest.id:
        raise damaged(folder, "does not hold what its name says")
    return manifest


def ids(folder: Path) -> tuple[str, ...]:
    """Name the snapshots that have a folder in `folder`, whole or not, in alphabetical order."""
    if not folder.is_dir():
        return ()
    return tuple(sorted(path.name for path in folder.iterdir() if _ID.fullmatch(path.name)))


def id_of(organisation: str, encoder: str, said: Sequence[str]) -> str:
    """Name a snapshot by the contents of its parts, as 32 hexadecimal digits."""
    hashes = [hashlib.sha256(each.encode()).hexdigest() for each in (organisation, encoder)]
    return hashlib.sha256("\n".join([str(FORMAT), *hashes, *said]).encode()).hexdigest()[:32]


def damaged(folder: Path, how: str) -> DamagedSnapshot:
    """Say what is wrong with a snapshot."""
    return DamagedSnapshot(f"The snapshot in {folder} {how}. Publish again to build it anew.")
