"""The manifest asks Slack for what the adapter uses, for nothing more, and within the documented lengths."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from adapters.slack_manifest import EVENTS, PATH, SCOPES, manifest
from bot.errors import WrongSetting

ROOT = Path(__file__).resolve().parents[1]
PUBLIC = "https://quoth.example.org"

NEEDED = {
    "app_mention": "app_mentions:read",
    "pin_added": "pins:read",
    "reaction_added": "reactions:read",
    "message.im": "im:history",
    "conversations.history": "im:history",
    "conversations.open": "im:write",
    "chat.postMessage": "chat:write",
    "chat.postEphemeral": "chat:write",
    "files.info": "files:read",
    "users.info": "users:read",
    "usergroups.users.list": "usergroups:read",
    "assistant.threads.setSuggestedPrompts": "assistant:write",
    "slash_commands": "commands",
    "shortcuts": "commands",
}
"""Which scope each event and method needs, as docs.slack.dev has it; `auth.test` and `views.publish` need none."""
WITHOUT = {"auth.test", "views.publish", "apps.connections.open"}


def carried(public_url: str = "") -> dict[str, Any]:
    return json.loads(json.dumps(manifest(public_url)))


def test_the_scopes_are_those_that_are_used() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("adapters/slack*.py")))
    called = set(
        re.findall(
            r'"((?:auth|chat|views|conversations|files|users|usergroups\.users|assistant\.threads)\.\w+)"',
            source,
        )
    )
    assert called - WITHOUT <= set(NEEDED)
    used = called | set(EVENTS) | {"slash_commands", "shortcuts"}
    assert {NEEDED[each] for each in used if each in NEEDED} == set(SCOPES)


def test_every_scope_is_accounted_for_in_the_how_to() -> None:
    page = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")
    assert [scope for scope in SCOPES if f"`{scope}`" not in page] == []


def test_socket_mode_names_no_address() -> None:
    made = carried()
    assert made["settings"]["socket_mode_enabled"] is True
    assert "url" not in json.dumps(made)


def test_http_mode_names_one_address_for_everything() -> None:
    made = carried(f"{PUBLIC}/")
    url = f"{PUBLIC}{PATH}"
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["event_subscriptions"]["request_url"] == url
    assert made["settings"]["interactivity"]["request_url"] == url
    assert made["features"]["slash_commands"][0]["url"] == url


@pytest.mark.parametrize("url", ["http://quoth.example.org", "quoth.example.org"])
def test_an_address_that_slack_would_refuse_is_refused(url: str) -> None:
    with pytest.raises(WrongSetting, match="public_url"):
        manifest(url)


@pytest.mark.parametrize("url", ["", PUBLIC])
def test_every_text_is_as_short_as_slack_has_it(url: str) -> None:
    made = carried(url)
    shown, features = made["display_information"], made["features"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert re.fullmatch("#[0-9a-f]{6}", shown["background_color"])
    assert len(features["bot_user"]["display_name"]) <= 80
    (shortcut,), (command,) = features["shortcuts"], features["slash_commands"]
    assert len(shortcut["name"]) <= 24
    assert len(shortcut["description"]) <= 150
    assert len(command["command"]) <= 32
    assert len(command["usage_hint"]) <= 1_000
    assert 1 <= len(features["agent_view"]["suggested_prompts"]) <= 4
    assert all(set(each) == {"title", "message"} for each in features["agent_view"]["suggested_prompts"])


def test_the_manifest_is_this(snapshot: SnapshotAssertion) -> None:
    assert carried() == snapshot
