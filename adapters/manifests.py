"""What each platform needs to install the bot, as text to show and as files to write."""

from __future__ import annotations

import json
from collections.abc import Mapping

from pydantic import JsonValue

from bot.credentials import load
from bot.errors import WrongUse
from bot.places import Platform
from bot.settings import Settings
from corpus.document import Value


class Made(Value):
    """A manifest: the text to show, and the files to write, by name."""

    shown: str
    files: Mapping[str, bytes]


def files(platform: Platform, settings: Settings, application: str = "", http: bool = False) -> Made:
    """Make a platform's manifest; raises WrongUse or WrongSetting for what it needs and was not given.

    `application` is the id of the application or client; `http` is for Slack without Socket Mode.
    """
    made = {Platform.slack: _slack, Platform.teams: _teams, Platform.discord: _discord}
    return made[platform](settings, application, http)


def _slack(settings: Settings, _application: str, http: bool) -> Made:
    from adapters.slack_manifest import manifest

    if http and not settings.public_url:
        raise WrongUse(what="Without Socket Mode, Slack needs an https address: set QUOTH_PUBLIC_URL.")
    shown = _json(manifest(settings.public_url if http else ""))
    return Made(shown=shown, files={"slack-manifest.json": shown.encode()})


def _teams(settings: Settings, application: str, _http: bool) -> Made:
    from adapters.teams_manifest import manifest, package

    secret = load(settings.home).teams_client_id
    client = application or (secret.get_secret_value() if secret else "")
    if not client:
        raise WrongUse(what="Say with --application which client id the bot has in Microsoft Entra.")
    return Made(
        shown=_json(manifest(client, settings.public_url)),
        files={"quoth-teams.zip": package(client, settings.public_url)},
    )


def _discord(_settings: Settings, application: str, _http: bool) -> Made:
    from adapters.discord_manifest import commands, invitation, manifest

    if not application.isdigit():
        raise WrongUse(
            what="Say with --application which application id Discord gave the bot: a long number."
        )
    return Made(
        shown=f"{invitation(application)}\n\n{_json(manifest(application))}",
        files={
            "discord-invitation.txt": f"{invitation(application)}\n".encode(),
            "discord-commands.json": _json(commands()).encode(),
        },
    )


def _json(value: JsonValue) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
