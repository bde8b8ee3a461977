"""What installs the bot on Discord: the link, the commands, and what is said of what it can do."""

from __future__ import annotations

import json
from typing import Any

from adapters.discord import ABILITIES
from adapters.discord_manifest import commands, invitation, manifest, permissions
from bot.adapter import Wanted
from tests.discord_schema import needs_schema, violations


def test_the_invitation_asks_for_three_permissions_and_no_more() -> None:
    assert permissions() == 274877910016
    assert invitation("900") == (
        "https://discord.com/oauth2/authorize?client_id=900&scope=bot+applications.commands"
        f"&permissions={permissions()}&integration_type=0"
    )
    assert manifest("900")["permissions"] == ["View Channels", "Send Messages", "Send Messages in Threads"]


@needs_schema
def test_discord_would_take_the_commands() -> None:
    assert violations("PUT", "/applications/900/commands", commands()) == []
    too_long: list[dict[str, Any]] = [{"type": 1, "name": "x" * 33, "description": "x"}]
    assert violations("PUT", "/applications/900/commands", too_long) != []


def test_the_commands_stay_in_the_server_and_the_bots_own_conversation() -> None:
    for command in json.loads(json.dumps(commands())):
        assert command["integration_types"] == [0]
        assert command["contexts"] == [0, 1]
        assert len(command["name"]) <= 32
        assert len(command.get("description", "")) <= 100


def test_every_ability_has_its_row() -> None:
    assert [each.what for each in ABILITIES] == list(Wanted)
    assert all(each.how for each in ABILITIES)
