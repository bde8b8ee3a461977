"""What a policy says about itself: title, revision, dates, audience, owner."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from dateutil import parser as dates

from corpus.document import BlockKind, Details, StatedDate
from corpus.pieces import Piece

_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
DATE = (
    rf"(?:\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d{{2}})|"
    rf"\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+\d{{4}}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|"
    rf"{_MONTH},?\s+\d{{4}}|(?:19|20)\d{{2}})"
)
_GAP = r"[\s:|–—-]{0,6}(?:on|by|in|from|is|due)?[\s:|–—]{0,4}"

DETAILS_WITHIN = 15_000
"""Characters at either end of a document within which it states its details."""

_POLICY = re.compile(
    r"\b(?:policy|policies|procedures?|code|guidance|conduct|statement|handbook|rules|plan|protocol|agreement|use|social|safeguarding|safety)\b",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(
    r"\b(?:school|college|academy|academies|trust|council|service|nursery|university|federation|authority|centre)\b|\b(?:ltd|limited|plc|cic)\b\.?$",
    re.IGNORECASE,
)

_LABELS: dict[str, str] = {
    "effective_on": r"(?:effective(?: date| from| as of)?|in force from|comes? into (?:force|effect)|valid from|"
    r"(?:date of )?implementation(?: date)?|applies from|date adopted|adopted(?: on)?)",
    "review_on": r"(?:(?:date (?:of|for) )?next review(?: date)?|review(?: due)?(?: date)?|due for review|date of review|"
    r"to be reviewed|will (?:next )?be reviewed|review by|expiry date|expires)",
    "reviewed_on": r"(?:last reviewed|was (?:last )?reviewed|reviewed and updated|last updated|date of last review|"
    r"date reviewed|last review(?: date)?|updated)",
}
_TEXTS: dict[str, str] = {
    "revision": r"(?:version|revision|issue)(?:\s*(?:number|no\.?))?[ \t:|]{0,6}(?P<value>v?\d+(?:\.\d+)*[a-z]?)\b",
    "owner": r"(?:policy owner|document owner|owner|policy lead|responsible (?:person|officer|lead)|lead officer)[ \t]*[:|][ \t:|]*"
    r"(?P<value>[^\n|]{2,80}?)\s*(?:\.?$|\n|\|)",
    "organisation": r"(?:organi[sz]ation|name of (?:school|college|organi[sz]ation)|school name)[ \t]*[:|][ \t:|]*(?P<value>[^\n|]{2,80}?)\s*(?:$|\n|\|)",
    "audience": r"(?:(?:intended )?audience|applies to|for the attention of)[ \t]*[:|][ \t:|]*(?P<value>[^\n|]{2,160}?)\s*(?:\.?$|\n|\|)",
}
_META = {
    "title": ("title",),
    "organisation": ("organisation", "organization", "school", "college"),
    "revision": ("version", "revision", "issue"),
    "effective_on": ("effective", "effective_on", "effective date", "effective_date", "valid_from", "date"),
    "reviewed_on": ("reviewed", "reviewed_on", "last_reviewed"),
    "review_on": ("review", "review_on", "review date", "review_date", "next_review", "next review"),
    "audience": ("audience",),
    "owner": ("owner", "policy owner", "policy_owner"),
}


def stated_date(text: str) -> StatedDate | None:
    """Read a date day first, as exactly as it is written; None where it is none."""
    cleaned = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|\bof\b", "", text, flags=re.IGNORECASE).strip()
    if iso := re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(?:[T ].*)?", cleaned):
        return _date(*(int(part) if part else None for part in iso.groups()))
    try:
        # Parsed over two different defaults, the parts that differ were not in the text.
        one, two = (dates.parse(cleaned, dayfirst=True, default=datetime(2000, m, m)) for m in (1, 2))
    except (ValueError, OverflowError, TypeError):
        return None
    return _date(
        one.year, one.month if one.month == two.month else None, one.day if one.day == two.day else None
    )


def _date(year: int | None, month: int | None = None, day: int | None = None) -> StatedDate | None:
    if year is None or not 1900 <= year <= 2999:
        return None
    try:
        return StatedDate(year=year, month=month, day=day)
    except ValueError:
        return None


def recognise(pieces: Sequence[Piece], meta: Iterable[tuple[str, str]]) -> Details:
    """Gather the details that front matter, file properties and the text state.

    Front matter wins over the text; what neither states stays None.
    """
    pairs = [(key.strip().lower(), value.strip()) for key, value in meta if value.strip()]
    stated = {key: value for key, value in pairs if key != "running"}
    found: dict[str, object] = {}
    for name, keys in _META.items():
        value = next((stated[key] for key in keys if key in stated), None)
        if value is not None:
            found[name] = _as_field(name, value)
    words = [
        p
        for p in pieces
        if p.kind is not BlockKind.heading or re.search(r"\d{4}|^version\b", p.text, re.IGNORECASE)
    ]
    text = "\n".join(f"{p.marker + ' ' if p.marker and p.marker[0].isalnum() else ''}{p.text}" for p in words)
    if len(text) > 2 * DETAILS_WITHIN:
        text = f"{text[:DETAILS_WITHIN]}\n{text[-DETAILS_WITHIN:]}"
    # A review date is often printed only in the running foot.
    text = "\n".join([text, *(value for key, value in pairs if key == "running")])
    for name in ("effective_on", "review_on", "reviewed_on"):
        if found.get(name) is None:
            found[name] = _labelled_date(name, text)
    for name, pattern in _TEXTS.items():
        if found.get(name) is None and (
            match := re.search(rf"(?:^|\n|\s\s|\.\s+|\|\s*|(?<=\s)){pattern}", text, re.IGNORECASE)
        ):
            found[name] = _as_field(name, match.group("value"))
    headings = [p for p in pieces if p.kind is BlockKind.heading]
    opening = [p for p in headings[:3] if p.marker is None and p.level == headings[0].level] or headings[:1]
    if headings[:2] != opening[:2] and headings and _is_organisation(headings[0].text):
        first = next((at for at, p in enumerate(pieces) if p.kind is not BlockKind.heading), len(pieces))
        opening = headings[: min(max(first, 2), 5)]
    if found.get("title") is None and opening:
        named = next((p for p in opening if _POLICY.search(p.text)), None) or next(
            (p for p in opening if not _is_organisation(p.text)), opening[0]
        )
        found["title"] = _shown(named)
    if found.get("organisation") is None:
        found["organisation"] = next((p.text for p in pieces[:3] if _is_organisation(p.text)), None)
    reviewed = found.get("reviewed_on")
    if (
        found.get("review_on") is None
        and isinstance(reviewed, StatedDate)
        and re.search(
            r"reviewed (?:annually|every year|each year|yearly|once a year)|annual(?:ly)? review",
            text,
            re.IGNORECASE,
        )
    ):
        found["review_on"] = _date(
            reviewed.year + 1, reviewed.month, None if reviewed.day == 29 else reviewed.day
        )
    return Details.model_validate({name: value for name, value in found.items() if value is not None})


def _is_organisation(text: str) -> bool:
    """Whether a line is nothing but the name of a school, college, trust or service."""
    return (
        len(text.split()) <= 8
        and bool(_ORGANISATION.search(text))
        and not _POLICY.search(text)
        and not re.search(r"[.:]", text)
    )


def _labelled_date(name: str, text: str) -> StatedDate | None:
    """The last date that stands behind its label; a far word between them breaks the tie."""
    between = _GAP if name != "reviewed_on" else r"[^.\n]{0,40}?[\s(,:|]"
    pattern = rf"(?<![\w-])(?<!last )(?<!date of last ){_LABELS[name]}{between}(?P<date>{DATE})(?!\w)"
    if name == "reviewed_on":
        pattern = rf"(?<![\w-]){_LABELS[name]}{between}(?P<date>{DATE})(?!\w)"
    matches = list(re.finditer(pattern, text, re.IGNORECASE))
    return stated_date(matches[-1].group("date")) if matches else None


def _as_field(name: str, value: str) -> object:
    if name.endswith("_on"):
        return stated_date(value)
    if name == "audience":
        return tuple(part.strip() for part in re.split(r",|;|\band\b(?! carers)", value) if part.strip())
    return " ".join(value.split())


def _shown(piece: Piece) -> str:
    return f"{piece.marker} {piece.text}" if piece.marker else piece.text
