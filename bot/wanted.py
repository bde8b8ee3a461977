"""What somebody wants to have put right, understood as a correction of one document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from bot import correction_phrases as phrases
from bot.errors import BadCorrection
from corpus.document import Audience, Clause, Correction, CorrectionKind, Document, Value

LONGEST_NUMBER = 40
LONGEST_DETAIL = 300
"""Characters."""

_CLAUSES_END = re.compile(r"[,;:]\s+|\n\s*")


class Wanted(Value):
    """One thing that somebody wants to have put right in a document, as they typed or chose it.

    `clause` is the id of a whole clause of the document as it stands (for an audience also of a sentence of one); of a
    detail there is a `field` instead, one of `FIELDS`. `right` is what is right: a number; audiences, separated by
    commas; or a detail, a date as "31 August 2026" or "2026-08-31". Empty: it has none. `at` is where in the text of the
    clause the second one begins (only of a split).
    """

    kind: CorrectionKind
    clause: str = ""
    field: str = ""
    right: str = ""
    at: int = 0


class Cut(Value):
    """A place at which a clause may be split: how many characters stand before it, and the words behind it up to the next."""

    at: int
    words: str


def cuts(clause: Clause) -> tuple[Cut, ...]:
    """Where a clause may be split: before each of its sentences and lines, and what follows a comma, colon or semicolon."""
    from corpus.sentences import sentences

    text = clause.text
    begin = {each.start for each in sentences(text)} | {each.end() for each in _CLAUSES_END.finditer(text)}
    places = sorted(at for at in begin if _parts_hold_words(text, at))
    return tuple(Cut(at=at, words=text[at:end].rstrip()) for at, end in pairwise([*places, len(text)]))


def understood(document: Document, clauses: Sequence[Clause], wanted: Wanted) -> Correction:
    """The correction of a document, cut into these clauses, that somebody wants; raises BadCorrection with why."""
    if wanted.kind is CorrectionKind.detail:
        return _detail(document, wanted)
    clause = next((each for each in clauses if each.id == wanted.clause), None)
    if clause is None:
        raise BadCorrection(why=phrases.NO_CLAUSE)
    if clause.part_of is not None and wanted.kind is not CorrectionKind.audience:
        raise BadCorrection(why=phrases.WHOLE_ONLY)
    named = _named(clause, clauses, wanted.kind)
    match wanted.kind:
        case CorrectionKind.number:
            return _differing(named, clause.place or "", _number(wanted.right))
        case CorrectionKind.audience:
            right = ", ".join(_audience(wanted.right))
            return _differing(named, ", ".join(clause.audience), right)
        case CorrectionKind.parted:
            return named.model_copy(update={"at": _at(clause.text, wanted.at)})
        case CorrectionKind.joined:
            return named.model_copy(update={"following": _following(document, clause)})


def _named(clause: Clause, clauses: Sequence[Clause], kind: CorrectionKind) -> Correction:
    """A correction of this clause, by its words and by which of those that say the same it is."""
    words = " ".join(clause.text.split())
    part = clause.part_of is not None
    same = [
        each.id
        for each in clauses
        if (each.part_of is not None) is part and " ".join(each.text.split()) == words
    ]
    # An audience has to be right from the beginning; the others are filled in.
    right = ", ".join(clause.audience) if kind is CorrectionKind.audience else ""
    return Correction(
        kind=kind,
        words=words,
        nth=same.index(clause.id) + 1,
        sentence=part,
        place=clause.place,
        right=right,
    )


def _differing(named: Correction, was: str, right: str) -> Correction:
    if was == right:
        raise BadCorrection(why=phrases.SAME_ALREADY)
    return named.model_copy(update={"was": was, "right": right})


def _number(typed: str) -> str:
    right = " ".join(typed.split())
    if right and (len(right) > LONGEST_NUMBER or not re.search(r"[^\W_]", right) or not right.isprintable()):
        raise BadCorrection(why=phrases.LONG_NUMBER.format(most=LONGEST_NUMBER))
    return right


def _audience(typed: str) -> tuple[Audience, ...]:
    named = [each.strip().casefold() for each in typed.split(",") if each.strip()]
    if not named:
        raise BadCorrection(why=phrases.WHO)
    for each in named:
        if each not in {*Audience}:
            known = ", ".join(Audience)
            raise BadCorrection(why=phrases.NO_AUDIENCE.format(typed=repr(each[:40]), known=known))
    if Audience.all in named or {Audience.staff, Audience.learners} <= {*named}:
        return (Audience.all,)
    return tuple(each for each in Audience if each in named)


def _at(text: str, at: int) -> int:
    """Where among the plain words of a clause the second one begins."""
    if not 0 < at < len(text):
        raise BadCorrection(why=phrases.NO_PLACE)
    if text[at - 1].isalnum() and text[at].isalnum():
        raise BadCorrection(why=phrases.IN_A_WORD)
    if not _parts_hold_words(text, at):
        raise BadCorrection(why=phrases.EMPTY_PART)
    before = text[:at]
    return len(" ".join(before.split())) + before[-1].isspace()


def _parts_hold_words(text: str, at: int) -> bool:
    return bool(re.search(r"\w", text[:at]) and re.search(r"\w", text[at:]))


def _following(document: Document, clause: Clause) -> str:
    from corpus.clauses import behind

    found = behind(document, clause.id)
    if not found:
        raise BadCorrection(why=phrases.NOTHING_BEHIND)
    return found


def _detail(document: Document, wanted: Wanted) -> Correction:
    from corpus.corrections import DATES, FIELDS, stated

    if wanted.field not in FIELDS:
        raise BadCorrection(why=phrases.NO_FIELD.format(known=", ".join(FIELDS)))
    if wanted.field in DATES:
        right = _date(wanted.right)
    elif wanted.field == "audience":
        right = "\n".join(dict.fromkeys(_line(each) for each in wanted.right.split(",") if each.strip()))
    else:
        right = _line(wanted.right)
    if len(right) > LONGEST_DETAIL:
        raise BadCorrection(why=phrases.LONG_DETAIL.format(most=LONGEST_DETAIL))
    named = Correction(kind=CorrectionKind.detail, field=wanted.field)
    return _differing(named, stated(document.details, wanted.field), right)


def _date(typed: str) -> str:
    from corpus.details import DATE, stated_date

    said = _line(typed)
    if not said:
        return ""
    # A date that lacks its year would otherwise be one of this century's first.
    found = stated_date(said) if re.fullmatch(rf"{DATE}|\d{{4}}-\d{{2}}", said, re.IGNORECASE) else None
    if found is None:
        raise BadCorrection(why=phrases.NO_DATE.format(typed=repr(said[:40])))
    return found.iso


def _line(typed: str) -> str:
    return " ".join("".join(each if each.isprintable() or each.isspace() else " " for each in typed).split())
