"""Writes the generated pages of the documentation: `python -m adapters.reference docs`."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from adapters.cli import app
from bot.adapter import Ability, Wanted
from bot.places import Platform
from bot.reference import reference

NAMES = {
    Platform.slack: "Slack",
    Platform.teams: "Microsoft Teams",
    Platform.discord: "Discord",
    Platform.console: "Web console",
}


def pages() -> dict[str, str]:
    """Every generated page, by its name in docs."""
    return {"commands.md": reference(app), "platforms.md": platforms()}


def platforms() -> str:
    """What each platform lets Quoth do, and what not, as the adapters state it themselves."""
    abilities = {each: {one.what: one for one in _abilities(each)} for each in NAMES}
    rows = [
        "# What Quoth can do on each platform\n",
        "Generated from the adapters by `python -m adapters.reference docs`; a test fails where it is out of date. "
        "How to connect each: [Slack](slack.md), [Microsoft Teams](teams.md), [Discord](discord.md).\n",
        f"| | {' | '.join(NAMES.values())} |",
        f"| --- |{' --- |' * len(NAMES)}",
    ]
    for wanted in Wanted:
        cells = [abilities[platform][wanted] for platform in NAMES]
        said = " | ".join(f"**{cell.can.capitalize()}.** {cell.how.rstrip('.')}." for cell in cells)
        rows.append(f"| {wanted} | {said} |")
    return "\n".join(rows) + "\n"


def _abilities(platform: Platform) -> tuple[Ability, ...]:
    found: tuple[Ability, ...] = import_module(f"adapters.{platform}").ABILITIES
    return found


if __name__ == "__main__":
    for name, text in pages().items():
        (Path(sys.argv[1]) / name).write_text(text, encoding="utf-8")
