"""Stand-ins that take whatever comes: where much is sent at once, checking it would take longer than sending it.

What is sent is checked in all other tests, against the vendors' schemas.
"""

from __future__ import annotations

from collections.abc import Callable

from tests import discord_server, slack_faults, teams_server


class NothingWrong:
    """A schema that everything meets."""

    def iter_errors(self, _content: object) -> tuple[()]:
        """Find nothing."""
        return ()


def _put(module: object, name: str, stand_in: object) -> None:
    vars(module)[name] = stand_in


def unchecked(put: Callable[[object, str, object], None] = _put) -> None:
    """Have the stand-ins check no schema; `put` replaces what a module holds under a name."""
    put(slack_faults, "_schema_faults", lambda *_given: iter(()))
    put(discord_server, "violations", lambda *_given: [])
    put(teams_server, "_schema", NothingWrong)
