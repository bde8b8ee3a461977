"""What Discord needs to install the bot: the link that invites it, and its commands."""

from __future__ import annotations

from urllib.parse import urlencode

from pydantic import JsonValue

COMMAND = "policy"
QUESTION = "question"
CHECK = "Check against policy"

COMMAND_DESCRIPTION = "Ask what your organisation's policies say. Only you see the answer."
QUESTION_DESCRIPTION = "Your question, in your own words"
LONGEST_QUESTION = 4000
"""Characters of a question in the command; Discord's own bound is 6000."""

AUTHORISE = "https://discord.com/oauth2/authorize"
SCOPES = ("bot", "applications.commands")
PERMISSIONS = {
    "View Channels": 1 << 10,
    "Send Messages": 1 << 11,
    "Send Messages in Threads": 1 << 38,
}
"""All that the bot asks for: to be mentioned in channels and threads, and to post there what somebody shares or a lead is to see."""

_CHAT_INPUT, _MESSAGE, _STRING = 1, 3, 3
_GUILD_INSTALL = 0
_IN_GUILD, _IN_BOT_DM = 0, 1


def permissions() -> int:
    """The permissions as the one number that Discord writes them in."""
    return sum(PERMISSIONS.values())


def invitation(application: str) -> str:
    """The link that adds the application with this id to a server, with no more permissions than it needs."""
    return f"{AUTHORISE}?" + urlencode(
        {
            "client_id": application,
            "scope": " ".join(SCOPES),
            "permissions": permissions(),
            "integration_type": _GUILD_INSTALL,
        }
    )


def commands() -> list[JsonValue]:
    """The commands, as the route that replaces all of an application's commands takes them.

    They come with the server and not with a person's account, and work in the server and in the direct
    conversation with the bot; `quoth serve` registers them when it connects.
    """
    return [
        {
            "type": _CHAT_INPUT,
            "name": COMMAND,
            "description": COMMAND_DESCRIPTION,
            "options": [
                {
                    "type": _STRING,
                    "name": QUESTION,
                    "description": QUESTION_DESCRIPTION,
                    "required": False,
                    "max_length": LONGEST_QUESTION,
                }
            ],
            "integration_types": [_GUILD_INSTALL],
            "contexts": [_IN_GUILD, _IN_BOT_DM],
        },
        {
            "type": _MESSAGE,
            "name": CHECK,
            "integration_types": [_GUILD_INSTALL],
            "contexts": [_IN_GUILD, _IN_BOT_DM],
        },
    ]


def manifest(application: str) -> dict[str, JsonValue]:
    """All of it: the invitation, what each permission is for by name, and the commands."""
    return {
        "invitation": invitation(application),
        "scopes": list(SCOPES),
        "permissions": list(PERMISSIONS),
        "commands": commands(),
    }
