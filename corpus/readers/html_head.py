"""What a web page says of itself: its title, its meta elements, and its lists of details."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from corpus.readers.html_noise import text_of
from corpus.readers.html_tables import pairs_of
from corpus.readers.properties import deliberate_title

_META = re.compile(
    r"(?:policy[-_. ])?(?:dc\.|dcterms\.)?(title|effective|review|version|owner|audience|organisation|organization)"
    r"(?:[-_. ]?(?:date|on))?$",
    re.IGNORECASE,
)
_KEYS = {
    "effective": "effective", "review": "review", "version": "version", "owner": "owner", "audience": "audience",
    "applies to": "audience", "organisation": "organisation",
}  # fmt: skip
_LABEL = re.compile(
    r"(?:policy )?(?:next )?(effective|review|version|owner|audience|applies to|organisation)(?: date| from| on)?\s*:?$",
    re.IGNORECASE,
)


def meta_of(page: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    """What the page says of itself in its head."""
    title, heading = page.css_first("title"), page.css_first("h1")
    stated = deliberate_title(title.text() if title is not None else None)
    if stated is not None:
        first = text_of(heading) if heading is not None else ""
        yield "title", first if first and first.lower() in stated.lower() else stated
    for element in page.css("meta[name][content]"):
        match = _META.match((element.attributes.get("name") or "").strip())
        value = " ".join((element.attributes.get("content") or "").split())
        if match and value:
            yield match[1].lower().replace("organization", "organisation"), value
    for description in page.css("dl"):
        for term, definition in pairs_of(description):
            label, value = _LABEL.match(text_of(term)), text_of(definition)
            if label and value:
                yield _KEYS[label[1].lower()], value
