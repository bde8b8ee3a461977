"""Binding a channel of a connected workspace to certain policies or to a role, or to nothing again."""

from __future__ import annotations

from bot import phrases
from bot.desk import Desk
from bot.directory import Directory
from bot.errors import NoSuchPolicy, NotConnected
from bot.members import Binding
from bot.places import Platform
from bot.settings import did_you_mean


def policies(desk: Desk, organisation: str) -> tuple[str, ...]:
    """The policies that a channel may be bound to, by short name: those of the organisation, and those that hold there too."""
    return tuple(dict.fromkeys(line.policy for line in desk.policies(organisation)))


def bind(
    desk: Desk, directory: Directory, platform: Platform, workspace: str, binding: Binding, by: str
) -> None:
    """Bind a channel, in place of what it was bound to; to nothing frees it.

    Raises NotConnected, NoSuchPolicy, and BadName for what cannot be the id of a channel.
    """
    known = directory.workspace(platform, workspace)
    if known is None:
        raise NotConnected(kind=phrases.WORKSPACES[platform], platform=platform, workspace=workspace)
    there = policies(desk, known.organisation.short)
    for name in sorted(binding.policies):
        if name not in there:
            hint = did_you_mean(name, list(there))
            raise NoSuchPolicy(organisation=known.organisation.name, name=name, hint=hint)
    directory.bind(platform, workspace, binding, by)
