"""What Slack needs to know of the bot before it can be installed: the app manifest."""

from __future__ import annotations

from pydantic import JsonValue

from bot import phrases
from bot.errors import WrongSetting

NAME = "Quoth"
DESCRIPTION = "Answers a policy question with the exact words of your own policy."
COLOUR = "#1f3a5f"
COMMAND = "/policy"
COMMAND_DESCRIPTION = "Ask what the policy says. Only you see the answer."
COMMAND_HINT = "can I accept a friend request from a former pupil?"
CHECK = "check_policy"
"""The callback id of the message shortcut."""
CHECK_NAME = "Check against policy"
CHECK_DESCRIPTION = "Lays a message beside the policy. Only you see the answer."
PATH = "/slack/events"
"""Where Slack sends everything in HTTP mode, below the public address."""

SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "chat:write",
    "commands",
    "files:read",
    "im:history",
    "im:write",
    "pins:read",
    "reactions:read",
    "usergroups:read",
    "users:read",
)
"""What the bot may do in Slack, and no more; docs/slack.md says what each is for."""
EVENTS = ("app_home_opened", "app_mention", "message.im", "pin_added", "reaction_added")


def manifest(public_url: str = "") -> dict[str, JsonValue]:
    """The app manifest: for Socket Mode, or for HTTP mode where the public https address is given.

    Raises WrongSetting for an address that is not https, for Slack sends to no other.
    """
    if public_url and not public_url.startswith("https://"):
        raise WrongSetting(
            setting="public_url",
            why="Slack sends to an address that begins with https:// only.",
            place="quoth.toml or QUOTH_PUBLIC_URL",
        )
    url = f"{public_url.rstrip('/')}{PATH}" if public_url else ""
    return {
        "display_information": {"name": NAME, "description": DESCRIPTION, "background_color": COLOUR},
        "features": _features(url),
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**_sent_to(url, "request_url"), "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **_sent_to(url, "request_url")},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": False,
        },
    }


def _features(url: str) -> dict[str, JsonValue]:
    prompts: list[JsonValue] = [{"title": prompt, "message": prompt} for prompt in phrases.PROMPTS]
    command: dict[str, JsonValue] = {
        "command": COMMAND,
        **_sent_to(url, "url"),
        "description": COMMAND_DESCRIPTION,
        "usage_hint": COMMAND_HINT,
        "should_escape": False,
    }
    shortcut: dict[str, JsonValue] = {
        "name": CHECK_NAME,
        "type": "message",
        "callback_id": CHECK,
        "description": CHECK_DESCRIPTION,
    }
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "agent_view": {"agent_description": DESCRIPTION, "suggested_prompts": prompts},
        "bot_user": {"display_name": NAME, "always_online": True},
        "shortcuts": [shortcut],
        "slash_commands": [command],
    }


def _sent_to(url: str, field: str) -> dict[str, JsonValue]:
    return {field: url} if url else {}
