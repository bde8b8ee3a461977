"""The app package that a school's administrator uploads to Teams: the manifest and two icons, zipped."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from importlib.metadata import version
from importlib.resources import files
from urllib.parse import urlsplit

from pydantic import JsonValue

from adapters.teams_events import CHECK, COMMAND
from bot import phrases
from bot.credentials import FILE
from bot.errors import WrongSetting

SCHEMA = "1.29"
"""The first version that lets people write to the bot so that only it sees it."""

NAME = "Quoth"
ICONS = ("color.png", "outline.png")
ACCENT = "#26326E"
SHORT = "Quotes the exact words of your policies, and says where they stand."
FULL = (
    "Ask what your organisation's policies say, in your own words. Quoth answers with the exact words of the rule "
    "that governs, whom it binds and how strictly, and where it stands. Only you see the answer, until you share it. "
    "It writes no rules of its own. What you ask is kept for a while without names, for your safeguarding lead to "
    "learn where the policies are silent; a message that may tell of somebody at risk is never kept."
)
ASK = "Ask what the policies say: policy may I accept a gift?"
CHECK_TITLE = "Check against policy"
CHECK_ABOUT = "Shows what the policies say about this message, to you alone"

_DATE = (1980, 1, 1, 0, 0, 0)
"""The same for every file of the package, for it to be the same whenever it is made."""


def manifest(client_id: str, public_url: str) -> dict[str, JsonValue]:
    """Give the manifest for a bot with this client id; raises WrongSetting for what Teams would refuse."""
    site = _site(public_url)
    return {
        "$schema": f"https://developer.microsoft.com/json-schemas/teams/v{SCHEMA}/MicrosoftTeams.schema.json",
        "manifestVersion": SCHEMA,
        "version": version("quoth"),
        "id": str(uuid.uuid5(_guid(client_id), "quoth")),
        "developer": {
            "name": NAME,
            "websiteUrl": public_url,
            "privacyUrl": public_url,
            "termsOfUseUrl": public_url,
        },
        "name": {"short": NAME, "full": "Quoth: the exact words of your policies"},
        "description": {"short": SHORT, "full": FULL},
        "icons": {"color": ICONS[0], "outline": ICONS[1]},
        "accentColor": ACCENT,
        "defaultInstallScope": "personal",
        # Shared and private channels: whoever comes from elsewhere is a guest, and told so.
        "supportsChannelFeatures": "tier1",
        "bots": [_bot(client_id)],
        "composeExtensions": [_action(client_id)],
        "validDomains": [site],
    }


def package(client_id: str, public_url: str) -> bytes:
    """Give the package: a zip archive of the manifest and the icons."""
    icons = files("adapters") / "icons"
    contents = {name: (icons / name).read_bytes() for name in ICONS}
    written = json.dumps(manifest(client_id, public_url), indent=2, ensure_ascii=False)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {"manifest.json": written.encode(), **contents}.items():
            archive.writestr(zipfile.ZipInfo(name, _DATE), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _bot(client_id: str) -> JsonValue:
    command: JsonValue = {"title": COMMAND, "description": ASK}
    prompts: list[JsonValue] = [
        {"type": "prompt", "title": question, "description": question, "prompt": question}
        for question in phrases.PROMPTS
    ]
    return {
        "botId": client_id,
        "scopes": ["personal", "team", "groupChat"],
        "supportsFiles": True,
        "isNotificationOnly": False,
        "supportsTargetedMessages": True,
        "commandLists": [
            {"scopes": ["personal"], "triggers": ["mention"], "commands": [command, *prompts]},
            # In a group, what is typed after a slash reaches the bot alone.
            {"scopes": ["team", "groupChat"], "triggers": ["mention", "slash"], "commands": [command]},
        ],
    }


def _action(client_id: str) -> JsonValue:
    return {
        "botId": client_id,
        "commands": [
            {
                "id": CHECK,
                "type": "action",
                "context": ["message"],
                "title": CHECK_TITLE,
                "description": CHECK_ABOUT,
                "fetchTask": True,
            }
        ],
    }


def _guid(client_id: str) -> uuid.UUID:
    try:
        return uuid.UUID(client_id)
    except ValueError:
        raise WrongSetting(
            setting="QUOTH_TEAMS_CLIENT_ID",
            why="it is not the application (client) id that Microsoft Entra gives: 32 digits and letters in five groups.",
            place=f"the environment or {FILE}",
        ) from None


def _site(public_url: str) -> str:
    parts = urlsplit(public_url)
    if parts.scheme != "https" or not parts.hostname:
        raise WrongSetting(
            setting="QUOTH_PUBLIC_URL",
            why="Teams sends messages to it, so it must be an address that begins with https://.",
            place="the environment or quoth.toml",
        )
    return parts.hostname
