"""Opening the console from the machine that it runs on: its address there, and a link that signs in whoever sits at it."""

from __future__ import annotations

import datetime as dt
import urllib.error
import urllib.request
import webbrowser

from bot import console_phrases as phrases
from bot.desk import Desk
from bot.places import OPERATOR, Person, Platform
from bot.session import who
from bot.sessions import CONSOLE, Sessions, entrance
from bot.settings import Settings

SECONDS = 2.0
"""Seconds that a server on this machine is waited for."""

EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104  # recognised, not listened on


def address(settings: Settings) -> str:
    """The address of the console on this machine."""
    return f"{_base(settings)}{CONSOLE}/"


def listens(settings: Settings) -> bool:
    """Whether a server of Quoth's listens at that address already."""
    try:
        with urllib.request.urlopen(f"{_base(settings)}/healthz", timeout=SECONDS) as answer:  # noqa: S310
            return bool(answer.read(10) == b"ok\n")
    except (urllib.error.URLError, OSError, ValueError):
        return False


def opened(held: Desk, where: str, org: str = "") -> str:
    """Make a link that signs in whoever runs this, and open it in a browser; returns what to tell them."""
    if org:
        held.organisation(org)
    person = Person(platform=Platform.console, id=f"{OPERATOR}{who()}", name=who())
    token = Sessions(held.store.database).link(person, dt.datetime.now(dt.UTC))
    link = entrance(where.removesuffix(f"{CONSOLE}/"), token)
    webbrowser.open(link)
    return phrases.OPERATOR_LINK.format(link=link)


def _base(settings: Settings) -> str:
    host = "127.0.0.1" if settings.host in EVERYWHERE else settings.host
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
