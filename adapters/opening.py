"""Opening the console from the machine that it runs on: its address there, and a link that signs in whoever sits at it."""

from __future__ import annotations

import datetime as dt
import os
import sys
import urllib.error
import urllib.request
import webbrowser
from contextlib import suppress

from bot.desk import Desk
from bot.places import OPERATOR, Person, Platform
from bot.session import who
from bot.sessions import CONSOLE, Sessions, entrance
from bot.settings import Settings

SECONDS = 2.0
"""Seconds that a server on this machine is waited for."""

EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104  # recognised, not listened on


def address(settings: Settings, port: int) -> str:
    """The address of the console on this machine, where it listens on that port."""
    return f"{_base(settings, port)}{CONSOLE}/"


def listens(settings: Settings) -> bool:
    """Whether a server of Quoth's listens at that address already."""
    if not settings.port:
        return False
    try:
        with urllib.request.urlopen(f"{_base(settings, settings.port)}/healthz", timeout=SECONDS) as answer:  # noqa: S310
            return bool(answer.read(10) == b"ok\n")
    except (urllib.error.URLError, OSError, ValueError):
        return False


def link(held: Desk, port: int) -> str:
    """Make a link that signs in whoever runs this, where the console listens on that port."""
    person = Person(platform=Platform.console, id=f"{OPERATOR}{who()}", name=who())
    token = Sessions(held.store.database).link(person, dt.datetime.now(dt.UTC))
    return entrance(_base(held.settings, port), token)


def show(href: str) -> None:
    """Open an address in the browser of this machine, where it has a screen; elsewhere nothing happens."""
    # Without a screen it would be a browser of text, which takes the terminal.
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        return
    with suppress(webbrowser.Error, OSError):
        webbrowser.open(href)


def _base(settings: Settings, port: int) -> str:
    host = "127.0.0.1" if settings.host in EVERYWHERE else settings.host
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"
