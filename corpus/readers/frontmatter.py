"""YAML front matter at the head of a text or Markdown file."""

from __future__ import annotations

import re

import yaml

from corpus.errors import Damaged

_FRONT = re.compile(r"\A\s*---[ \t]*\r?\n(?P<yaml>.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_LIMIT = 20_000


def split_front_matter(text: str, source: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """Take front matter off: its keys and values as text, and the body after it.

    A list becomes its members joined by commas. Raises Damaged where it is not YAML.
    """
    match = _FRONT.match(text)
    if match is None or ":" not in match.group("yaml") or len(match.group("yaml")) > _LIMIT:
        return (), text
    try:
        # BaseLoader keeps every value as the text that was typed: a version 4.0 stays "4.0".
        loaded = yaml.load(match.group("yaml"), Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError):
        raise Damaged(
            source, "its front matter (between the two --- lines) is not YAML.", "Correct it, or take it out."
        ) from None
    if not isinstance(loaded, dict):
        return (), text
    pairs = []
    for key, value in loaded.items():
        shown = ", ".join(str(member) for member in value) if isinstance(value, list) else str(value)
        pairs.append((str(key).strip().lower(), shown.strip()))
    return tuple(pairs), text[match.end() :]
