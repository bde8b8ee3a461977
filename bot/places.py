"""Where people write from: platforms, workspaces, places in them, and the people themselves."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from corpus.document import Value


class Platform(StrEnum):
    """Where Quoth is spoken with: the chat platforms, and its own web console."""

    slack = "slack"
    teams = "teams"
    discord = "discord"
    console = "console"


CHATS = (Platform.slack, Platform.teams, Platform.discord)
"""The platforms that are chats of somebody else's, with secrets and workspaces of their own."""

OPERATOR = "operator:"
"""What the console's ids begin with of those who signed in from the machine itself; no other way of signing in gives such ids."""


class Place(Value):
    """Where something is said: a channel or a conversation of one workspace, and the thread in it, if any.

    `workspace` is the platform's own id of a Slack team, a Teams tenant or a Discord guild, and in the console the
    short name of the organisation; in a direct message on Discord, which belongs to no guild, it is empty. `direct`:
    nobody but the person and the bot reads along.
    """

    platform: Platform
    workspace: str = Field(max_length=200)
    channel: str = Field(min_length=1, max_length=300)
    thread: str = Field(default="", max_length=300)
    direct: bool = False


class Person(Value):
    """Who says it: the platform's id, where they are known, and the groups or roles they are in.

    `workspaces` are those they belong to, where the place belongs to none. `guest`: they belong to
    another workspace than the place does. `bot` is true of programs. `name` is what the platform calls them, where
    it says.
    """

    platform: Platform
    id: str = Field(min_length=1, max_length=200)
    workspaces: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    guest: bool = False
    bot: bool = False
    name: str = Field(default="", max_length=200)

    @property
    def key(self) -> str:
        """The person on all platforms: "slack:U0123"."""
        return f"{self.platform}:{self.id}"

    @property
    def operator(self) -> bool:
        """Whether it is whoever runs Quoth on its own machine, who may do all that the command line does."""
        return self.platform is Platform.console and self.id.startswith(OPERATOR)

    @property
    def called(self) -> str:
        """What to call them: their name, else their id."""
        return self.name or self.key
