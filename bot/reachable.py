"""Finds what a person can be reached or looked up by: addresses, links, handles, and numbers of a certain kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from linkify_it import LinkifyIt

_MENTION = re.compile(r"<[@#][^<>\s][^<>\n]{0,100}>|<at\b[^>\n]{0,100}>[^<\n]{1,100}</at>", re.IGNORECASE)
_AT = re.compile(r"(?<![\w.@])@(?!(?:here|channel|everyone|all)\b)\w(?:[\w.\-]{0,60}\w)?", re.IGNORECASE)
_DISCORD = re.compile(r"(?<![\w#])[^\W_][\w.]{1,31}#\d{4}(?!\d)")
# A name that somebody chose for themselves online is told by its underscore, or by digits behind letters.
_CHOSEN_NAME = re.compile(
    r"(?<![\w@./\-])(?=[\w.]*[^\W\d_])(?:[^\W_][\w.]*_[\w.]*\w|_+[^\W_][\w.]*\w|[^\W\d_]{3,}[._]?\d{2,}[\w]*|[^\W\d_]{2,}\.[^\W\d_]+\d+\w*|\w{0,40}[a-z]\d{1,12}[a-z]{1,30}\w{0,40}\d\w*|[xX]{2}\w+[xX]{2}\d*)(?![\w@])"
)
_NO_CHOSEN_NAME = re.compile(
    r"(?:year|yr|years|yrs|ks|eyfs|covid|room|rm|set|part|section|clause|annex|appendix|page|para|gcse|kcsie|form|class|level|lvl|inset|term|week|wk|age|aged|under|over|rule|jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|bs|iso|act|policy)s?[._]?\d+\w{0,2}",
    re.IGNORECASE,
)
_SAID_NAME = re.compile(
    r"\b(?:user ?name|gamer ?tag|handle|insta(?:gram)?|snap(?:chat)?|tiktok|discord|twitter)(?:\s+(?:name|handle|user))?(?:\s+(?:is|was)\s*|\s*[:=]\s*)@?((?=[\w.]*[._\d])[^\W_][\w.]{2,}\w)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"[^\s@<>()\[\],;:\"]+@[^\s@<>()\[\],;:\"]+\.[^\s@<>()\[\],;:\".]+(?:\.[^\s@<>()\[\],;:\".]+)*",
    re.IGNORECASE,
)
_ENDS = "(?:co|com|sch|ac|gov|org|uk|net|ie|scot|wales|cymru)"
_SPELT_ADDRESS = re.compile(
    rf"(?<![\w.+\-])[\w.+\-]{{1,64}}(?:\s{{0,3}}[(\[{{]at[)\]}}]\s{{0,3}}[\w\-]{{1,63}}(?:\s{{0,3}}(?:[(\[{{]dot[)\]}}]|\bdot\b|\.)\s{{0,3}}{_ENDS})+|\s{{1,3}}at\s{{1,3}}[\w\-]{{1,63}}(?:\s{{1,3}}dot\s{{1,3}}{_ENDS})+)\b",
    re.IGNORECASE,
)
_PLAIN_LINK = re.compile(r"\b(?:[a-z][a-z0-9+.\-]{1,20}://|www\.)[^\s<>\"\]]+", re.IGNORECASE)
_BARE_DOMAIN = re.compile(
    r"(?<![\w@.])(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.)+(?:com|org|net|edu|gov|info|biz|app|dev|online|site|xyz|school|academy|cloud|chat|link|page|social|live|london|scot|wales|cymru|uk|gg|tv|ly|io|ai|eu|de|fr|be|me|co|ie|us)\b(?:[/?#][^\s<>\"\]]*)?",
    re.IGNORECASE,
)
# Also a sentence that ends and one that begins with no space between: "he did it.me too".
_LIKE_WORDS = "is it in so to no my me at be do us as am an by he we or if of on go ai all chat link live page school online site app co info cloud social academy"
_ENDS_LIKE_WORDS = frozenset(_LIKE_WORDS.split())
_POSTCODE = re.compile(r"\b(?:[A-Z]{1,2}\d[A-Z\d]?|GIR)\s?\d[ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE)
_DATE = re.compile(
    r"(?<![\d./\-])(?:\d{1,2}\s?/\s?\d{1,2}\s?/\s?\d{2,4}|\d{1,2}-\d{1,2}-\d{2,4}|\d{1,2}\.\d{1,2}\.(?:19|20)\d\d|(?:19|20)\d\d([-/.])\d{1,2}\1\d{1,2})(?![\d/\-])"
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_BIRTHDAY = re.compile(
    rf"(?:\bborn\b|\bdob\b|\bd\.o\.b\.?|\bbirthday\b|\bbirth\b)[^\d\n]{{0,20}}?((?:\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?),?(?:\s+(?:\d{{4}}|\d\d\b))?|\d{{1,2}}[./ \-]\d{{1,2}}[./ \-]\d{{2,4}})",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"\b(?:ext|extn|extension)\.?\s?(\d{3,6})\b", re.IGNORECASE)
_PUPIL = re.compile(
    r"(?<!\w)(?:[A-Z]\d{12}|[A-Z]\d{11}[A-Z]|[A-Z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D])(?!\w)", re.IGNORECASE
)
_LONG = re.compile(r"(?<![\w£$€])\d{6,}(?!\w)|(?<!\w)[A-Z]{0,3}\d{7,}[A-Z]{0,3}(?!\w)", re.IGNORECASE)
_GROUPED = re.compile(r"(?<![\w./£$€])(?:\+|\(\s?0?)?\d(?:[ \t().\-–/]{0,3}\d){8,19}(?!\w)")
_CLAUSES = re.compile(r"\d{1,2}(?:\.\d{1,2}){2,}|(?:19|20)\d\d\s?[-–/]\s?(?:19|20)?\d\d|\d{1,3}(?:,\d{3})+")


def reachable(text: str) -> Iterator[tuple[int, int, str]]:
    """Each address, link, handle and number in a text: where it starts, where it ends, and which it is; they may overlap."""
    yield from _links(text)
    for pattern, kind in (
        (_MENTION, "handle"),
        (_DISCORD, "handle"),
        (_AT, "handle"),
        (_SAID_NAME, "handle"),
        (_POSTCODE, "number"),
        (_DATE, "number"),
        (_BIRTHDAY, "number"),
        (_EXTENSION, "number"),
        (_PUPIL, "number"),
        (_LONG, "number"),
    ):
        for found in pattern.finditer(text):
            group = 1 if pattern in (_SAID_NAME, _BIRTHDAY, _EXTENSION) else 0
            yield *found.span(group), kind
    for found in _CHOSEN_NAME.finditer(text):
        if not _NO_CHOSEN_NAME.fullmatch(found[0]):
            yield *found.span(), "handle"
    yield from _telephones(text)


def _links(text: str) -> Iterator[tuple[int, int, str]]:
    if "@" in text:
        for found in _ADDRESS.finditer(text):
            yield *found.span(), "e-mail"
    for found in _SPELT_ADDRESS.finditer(text):
        yield *found.span(), "e-mail"
    if "." in text or "://" in text:
        for found in _PLAIN_LINK.finditer(text):
            yield *found.span(), "link"
        for found in _BARE_DOMAIN.finditer(text):
            if not _is_two_sentences(found[0]):
                yield *found.span(), "link"
        for link in _linkify().match(text) or []:
            if link.schema == "mailto:":
                yield link.index, link.last_index, "e-mail"
            elif link.schema or not _is_two_sentences(link.raw):
                yield link.index, link.last_index, "link"


def _is_two_sentences(link: str) -> bool:
    """Whether what looks like a bare domain is rather the end of one sentence and the beginning of the next."""
    host, *path = link.split("/", 1)
    *_, last = host.lower().split(".")
    return (
        not path
        and host.count(".") == 1
        and last in _ENDS_LIKE_WORDS
        and not any(sign in host for sign in "-0123456789")
    )


def _telephones(text: str) -> Iterator[tuple[int, int, str]]:
    if sum(character.isdigit() for character in text) < 6:
        return
    # Its data on all countries takes 40 ms to import, and few questions hold so many digits.
    from phonenumbers import Leniency, PhoneNumberMatcher

    for found in _GROUPED.finditer(text):
        if not _CLAUSES.fullmatch(found[0]):
            yield *found.span(), "number"
    for number in PhoneNumberMatcher(text, "GB", leniency=Leniency.POSSIBLE, max_tries=1_000):
        if not _CLAUSES.search(number.raw_string) and sum(map(str.isdigit, number.raw_string)) >= 7:
            yield number.start, number.end, "number"


@cache
def _linkify() -> LinkifyIt:
    from linkify_it import LinkifyIt

    return LinkifyIt()
