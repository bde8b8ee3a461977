"""Corrections by hand applied to a document: read as somebody put it right, and what of that no longer fits."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.clauses import lapsed
from corpus.document import Correction, CorrectionKind, Details, Document, StatedDate, Value

FIELDS = ("title", "revision", "effective_on", "reviewed_on", "review_on", "owner", "audience")
"""The details that can be put right."""

DATES = frozenset({"effective_on", "reviewed_on", "review_on"})
OF_ONE_REVISION = DATES | {"revision"}
"""The details that are another revision's own: what was missing in one is not missing so in the next."""


class Corrected(Value):
    """A document as it is read with corrections, and those of them that do not apply to it."""

    document: Document
    lapsed: tuple[Correction, ...] = ()


def corrected(document: Document, corrections: Sequence[Correction], same_words: bool = True) -> Corrected:
    """Read a document with these corrections and no others, each where the same is read in the same wrong way.

    Without `same_words` it is another revision than they were made for: a date or a version that was missing there and
    filled in by hand is then left missing. Every text is the same slice of the same document as before.
    """
    plain = as_read(document)
    details, fits, gone = plain.details, list[Correction](), list[Correction]()
    # Two may be equal, of which the second applies to nothing, as the first has put it right.
    asked = [each.model_copy() for each in corrections]
    for each in asked:
        if each.kind is not CorrectionKind.detail:
            fits.append(each)
        elif stated(details, each.field) == each.was and (
            same_words or each.was or each.field not in OF_ONE_REVISION
        ):
            details = _with(details, each.field, each.right)
            fits.append(each)
        else:
            gone.append(each)
    read = plain.model_copy(update={"details": details, "corrections": tuple(fits)})
    if any(each.kind is not CorrectionKind.detail for each in fits):
        gone += lapsed(read)
        # What applied to nothing has changed nothing.
        read = read.model_copy(update={"corrections": tuple(each for each in fits if not _among(each, gone))})
    return Corrected(document=read, lapsed=tuple(each for each in asked if _among(each, gone)))


def as_read(document: Document) -> Document:
    """The document as it was read, before anything of it was put right."""
    details = document.details
    for each in reversed(document.corrections):
        if each.kind is CorrectionKind.detail:
            details = _with(details, each.field, each.was)
    return document.model_copy(update={"details": details, "corrections": ()})


def stated(details: Details, field: str) -> str:
    """A detail as a correction holds it: a date in ISO 8601, several audiences a line each, empty where there is none."""
    value = getattr(details, field)
    if isinstance(value, StatedDate):
        return value.iso
    return "\n".join(value) if isinstance(value, tuple) else value or ""


def _with(details: Details, field: str, said: str) -> Details:
    value: object = said or None
    if field in DATES:
        value = StatedDate.parse(said) if said else None
    elif field == "audience":
        value = tuple(said.split("\n")) if said else ()
    return details.model_copy(update={field: value})


def _among(correction: Correction, others: Sequence[Correction]) -> bool:
    return any(each is correction for each in others)
