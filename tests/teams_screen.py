"""What a person sees of a Teams message: its boxes, what stands outside them, and its buttons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bot.adapter import Payload


def boxes(payloads: Iterable[Payload]) -> list[str]:
    """The text of every shaded box, in order: the document's words."""
    return [_text(element) for element in _elements(payloads) if element.get("style") == "emphasis"]


def outside(payloads: Iterable[Payload]) -> list[str]:
    """Every text that stands in no shaded box, in order: Quoth's own words."""
    return [
        _text(element)
        for element in _elements(payloads)
        if element["type"] != "ActionSet" and element.get("style") != "emphasis"
    ]


def read(payloads: Iterable[Payload]) -> str:
    """All that is read, a line for each block, buttons apart."""
    return "\n".join(_text(element) for element in _elements(payloads) if element["type"] != "ActionSet")


def buttons(payloads: Iterable[Payload]) -> list[dict[str, Any]]:
    """The buttons, in order; suggested questions apart."""
    return [action for element in _elements(payloads) for action in element.get("actions", ())]


def prompts(payloads: Iterable[Payload]) -> list[str]:
    """The questions that a press asks."""
    return [
        element["selectAction"]["data"]["ask"] for element in _elements(payloads) if "selectAction" in element
    ]


def links(payloads: Iterable[Payload]) -> list[str]:
    """What the words of texts open."""
    runs = (run for element in _elements(payloads) for run in element.get("inlines", ()))
    return [run["selectAction"]["url"] for run in runs if "selectAction" in run]


def _elements(payloads: Iterable[Payload]) -> Iterator[dict[str, Any]]:
    for payload in payloads:
        for attachment in payload["attachments"]:  # type: ignore[union-attr]
            yield from attachment["content"]["body"]  # type: ignore[index,call-overload,misc]


def _text(element: dict[str, Any]) -> str:
    """The text of an element, as a reader of the card gets it: runs follow one another without a gap."""
    if element["type"] == "Container":
        return "".join(_text(item) for item in element["items"])
    assert element["type"] == "RichTextBlock", element["type"]
    return "".join(run["text"] for run in element["inlines"])
