"""Asking and pressing on the console's pages, as tests do it."""

from __future__ import annotations

import httpx
from selectolax.lexbor import LexborHTMLParser

from tests.console_served import Visitor
from tests.contract import BELL
from tests.houses import SHORT

ASK = f"/o/{SHORT}/ask"
PRESS = f"/o/{SHORT}/press"


def presses(response: httpx.Response) -> dict[str, str]:
    """The buttons of a page, by what they do."""
    found = LexborHTMLParser(response.text).css("button[name=press]")
    values = [str(each.attributes["value"]) for each in found]
    return {value.partition(" ")[0]: value for value in values}


def asked(visitor: Visitor, text: str = BELL) -> httpx.Response:
    return visitor.post(ASK, {"text": text})


def pressed(visitor: Visitor, verb: str, on: httpx.Response) -> httpx.Response:
    return visitor.post(PRESS, {"press": presses(on)[verb]})


def awaited(response: httpx.Response) -> str:
    """What the form for writing brings back."""
    found = LexborHTMLParser(response.text).css_first("form.writing input[name=awaited]")
    assert found is not None
    return str(found.attributes["value"])
