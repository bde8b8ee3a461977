"""The secrets that chat platforms give out: from the environment, or from a file that only its owner may read."""

from __future__ import annotations

import io
import os
import re
import stat
from pathlib import Path

from dotenv.parser import parse_stream
from pydantic import Field, SecretStr

from bot.errors import MissingSetting, WrongSetting
from bot.places import CHATS, Platform
from corpus.document import Value

FILE = "secrets.env"
"""In the home folder, lines of `QUOTH_SLACK_BOT_TOKEN=…`, unless QUOTH_SECRETS names another file."""

NAMES_FILE = "QUOTH_SECRETS"
"""The environment's variable that names the file, where it lies elsewhere."""

_NAME = re.compile("QUOTH_[A-Z_]+")
"""What a secret's name looks like. Anything else may be a secret itself, and is not repeated."""

NEEDS = {
    Platform.slack: ("slack_bot_token",),
    Platform.teams: ("teams_client_id", "teams_client_secret", "teams_tenant_id"),
    Platform.discord: ("discord_token",),
}
"""Without which a platform cannot be served; Slack needs `slack_app_token` or `slack_signing_secret` besides."""


class Credentials(Value):
    """The secrets, each None where it is not set; none is ever shown."""

    slack_bot_token: SecretStr | None = Field(
        default=None, description="Slack: the bot token, which begins with xoxb-."
    )
    slack_app_token: SecretStr | None = Field(
        default=None,
        description="Slack: the app-level token, which begins with xapp-. With it Quoth uses Socket Mode and needs no public address.",
    )
    slack_signing_secret: SecretStr | None = Field(
        default=None,
        description="Slack: the signing secret. For HTTP mode, where there is no app-level token.",
    )
    teams_client_id: SecretStr | None = Field(default=None, description="Teams: the bot's client id.")
    teams_client_secret: SecretStr | None = Field(default=None, description="Teams: the bot's client secret.")
    teams_tenant_id: SecretStr | None = Field(
        default=None, description="Teams: the id of the tenant that the bot is registered in."
    )
    discord_token: SecretStr | None = Field(default=None, description="Discord: the bot's token.")
    oidc_secret: SecretStr | None = Field(
        default=None, description="OpenID Connect: the secret that the provider gave out for Quoth."
    )
    web_secret: SecretStr | None = Field(
        default=None,
        description="What links to a clause are signed with: 32 characters or more. Left out, one is made and kept in the home folder; set it where several copies serve together.",
    )

    def configured(self) -> tuple[Platform, ...]:
        """The platforms of which at least one secret is set."""
        return tuple(
            platform
            for platform in CHATS
            if any(name.startswith(platform.value) and value for name, value in self)
        )

    def missing(self, platform: Platform) -> tuple[str, ...]:
        """The environment's names of the secrets that a platform cannot be served without and that are not set."""
        lacking = [name for name in NEEDS.get(platform, ()) if getattr(self, name) is None]
        if platform is Platform.slack and not (self.slack_app_token or self.slack_signing_secret):
            lacking.append("slack_app_token")
        return tuple(map(variable, lacking))

    def need(self, name: str) -> str:
        """The secret itself; raises MissingSetting where it is not set."""
        value: SecretStr | None = getattr(self, name)
        if value is None:
            raise MissingSetting(setting=variable(name), why="", place=f"the environment or {FILE}")
        return value.get_secret_value()


def variable(name: str) -> str:
    """The environment's name of a secret."""
    return f"QUOTH_{name.upper()}"


def variables() -> frozenset[str]:
    """The environment's names of all secrets."""
    return frozenset(map(variable, Credentials.model_fields))


def load(home: Path) -> Credentials:
    """Read the secrets; raises WrongSetting for a file that others may read, and for a name that is none."""
    named = os.environ.get(NAMES_FILE, "").strip()
    path = Path(named or home / FILE).expanduser()
    if named and not path.is_file():
        raise WrongSetting(setting=NAMES_FILE, why="there is no such file.", place="the environment")
    found = _of_file(path) if path.exists() else {}
    # As with settings, an empty variable is none.
    found |= {name: os.environ[name] for name in variables() if os.environ.get(name, "").strip()}
    given = {name: found.get(variable(name), "").strip() for name in Credentials.model_fields}
    for name, value in given.items():
        if not (value.isascii() and value.isprintable()) or " " in value:
            raise WrongSetting(
                setting=variable(name),
                why="it holds a space, a line break or another sign that no secret has.",
                place=f"the environment or {path}",
            )
    secret = given["web_secret"]
    if secret and len(secret) < 32:
        raise WrongSetting(
            setting=variable("web_secret"),
            why="it is shorter than 32 characters.",
            place=f"the environment or {path}",
        )
    return Credentials.model_validate({name: value for name, value in given.items() if value})


def _of_file(path: Path) -> dict[str, str]:
    try:
        mode = path.stat().st_mode
        if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise WrongSetting(
                setting=path.name,
                why=f"others than its owner may use it (mode {stat.S_IMODE(mode):o}); it must be 600.",
                place=str(path),
            )
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise WrongSetting(setting=path.name, why=f"it cannot be read ({fault}).", place=str(path)) from None
    found = {}
    for line in parse_stream(io.StringIO(text)):
        if line.error or (line.key is not None and not _NAME.fullmatch(line.key)):
            why = f"line {line.original.line} of it is not of the form QUOTH_NAME=value."
            raise WrongSetting(setting=path.name, why=why, place=str(path))
        if line.key is None:
            continue
        if line.key not in variables():
            raise WrongSetting(setting=line.key, why="there is no such secret.", place=str(path))
        found[line.key] = line.value or ""
    return found
