"""Cutting: how documents are cut into clauses, named so that what was cut in another way is cut again."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import corpus
from corpus.document import Document


@cache
def cutter() -> str:
    """Name the way in which documents are cut, by the SHA-256 of the modules that cut them."""
    modules = sorted(Path(folder) for each in corpus.__path__ for folder in Path(each).glob("*.py"))
    read = hashlib.sha256()
    for path in modules:
        read.update(f"{path.name}\n".encode())
        read.update(path.read_bytes())
    return read.hexdigest()


def source_of(document: Document) -> str:
    """Name a document and the way in which it is cut: where both are the same, so are its clauses."""
    said = hashlib.sha256(document.model_dump_json().encode()).hexdigest()
    return hashlib.sha256(f"{cutter()}\n{said}".encode()).hexdigest()[:32]
