"""What was typed → what is read: without invisible characters, and where it is long, with its question last."""

from __future__ import annotations

import re
import unicodedata

from bot.answers import Question

LONG = 1_000
"""Characters from which on a message is a pasted text, in which the question has to be found first."""

ASKED = 400
"""Characters that are taken for the question where no sentence of a pasted text asks one."""

ENOUGH = 6
"""Words from which on the question of a pasted text is understood without what stands around it."""

_ASKS = re.compile(
    r"\?\s*$|^\W*(?:so |and |but |hi |hello )*(?:can|could|may|should|must|do|does|am|is|are|what|when|where|who|which|how|why|would|will)\b.{0,60}\b(?:i|we|they|he|she|you|it|staff|someone|anyone)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.?!])\s+|\n+")
_PICTURES = {"So", "Sk", "Cn", "Co"}


def heard(text: str) -> str:
    """The text without characters that nobody sees, in their plainest form; its lines stay lines.

    Control characters become spaces; zero-width and direction marks, and accents piled on one another, go.
    """
    if text.isascii() and text.isprintable():
        return text
    plain = unicodedata.normalize("NFKC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = []
    for character in plain:
        kind = unicodedata.category(character)
        if character == "\n":
            kept.append(character)
        elif kind == "Cc" or kind.startswith("Z"):
            kept.append(" ")
        elif kind not in ("Cf", "Mn", "Me", "Cs"):
            kept.append(character)
    return "".join(kept)


def read(question: Question) -> tuple[str, ...]:
    """The turns to search with, oldest first; the last of them is what is asked now."""
    text = _without_pictures(heard(question.text))
    earlier = tuple(_without_pictures(heard(turn)) for turn in question.earlier)
    if len(text) <= LONG:
        return (*earlier, text)
    now = asked(text)
    if len(now.split()) >= ENOUGH:
        return (*earlier, now)
    return (*earlier, text[-LONG:], now)


def asked(text: str) -> str:
    """The part of a long text that asks: its last sentences that do, else its end."""
    asking = [
        each.strip() for each in _SENTENCE.split(text) if _ASKS.search(each.strip()) and len(each) <= ASKED
    ]
    found = ""
    for each in reversed(asking):
        if len(found) + len(each) > ASKED:
            break
        found = f"{each} {found}".strip()
    return found or text[-ASKED:].partition(" ")[2] or text[-ASKED:]


def _without_pictures(text: str) -> str:
    """The text without emoji, which say nothing about the rule; as it is where nothing else would be left."""
    plain = "".join(" " if unicodedata.category(each) in _PICTURES else each for each in text)
    return plain if plain.strip() else text
