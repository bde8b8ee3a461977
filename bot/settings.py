"""The settings: from the environment (QUOTH_…), else from quoth.toml in the home folder, else as they ship."""

from __future__ import annotations

import difflib
import os
import tomllib
from functools import cached_property
from pathlib import Path

import platformdirs
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from bot.errors import WrongSetting

FILE = "quoth.toml"


def default_home() -> Path:
    """Where Quoth keeps everything unless told otherwise: QUOTH_HOME, else the user's data folder."""
    named = os.environ.get("QUOTH_HOME", "").strip()
    return Path(named).expanduser() if named else platformdirs.user_data_path("quoth", appauthor=False)


class Settings(BaseSettings):
    """Everything that can be set; each field's description stands in the command-line reference."""

    model_config = SettingsConfigDict(env_prefix="QUOTH_", frozen=True, extra="forbid", env_ignore_empty=True)

    home: Path = Field(
        default_factory=default_home,
        description="The folder that holds the database, the indexes and quoth.toml. Set it in the environment only.",
    )
    database_url: str = Field(
        default="",
        description="The database, as an SQLAlchemy URL (sqlite:///… or postgresql://…); left out, it is quoth.sqlite in the home folder.",
    )
    model: str = Field(
        default="quoth-minilm",
        min_length=1,
        description="The encoder: quoth-minilm, which ships with Quoth, or the name or folder of any sentence-transformers model. After a change every index is rebuilt when it is first asked.",
    )
    wrong_answers: float = Field(
        default=0.34,
        ge=0,
        le=1,
        description="Of the questions that are answered, the share that may be answered first with a clause that does not govern, as measured on hard questions about policies the encoder had never seen: lower means silent more often, below 0.1 nearly always, and 1 never, except beside a disclosure. `quoth evaluate` shows what each choice costs on yours.",
    )
    max_quotes: int = Field(
        default=5,
        ge=1,
        le=20,
        description="How many clauses that answer are quoted at most; most answers have fewer. Exceptions and references that go with them fill up to five.",
    )
    org: str = Field(
        default="", description="The organisation meant where --org is left out: its name or short name."
    )

    host: str = Field(
        default="127.0.0.1",
        description="The address `quoth serve` listens on. Leave it, and let a reverse proxy with a certificate stand in front.",
    )
    port: int = Field(
        default=8642,
        ge=0,
        le=65_535,
        description="The port `quoth serve` listens on; 0 takes any that is free.",
    )
    public_url: str = Field(
        default="",
        description="The https address at which the world reaches `quoth serve`, such as https://quoth.example.org. Links to a clause in its document begin with it; without it there are none.",
    )
    console: bool = Field(
        default=True, description="Whether `quoth serve` serves the web console beside the chat platforms."
    )
    session_hours: float = Field(
        default=12,
        gt=0,
        le=24 * 30,
        description="Hours after which whoever signed in to the console has to sign in again.",
    )
    oidc_issuer: str = Field(
        default="",
        description="Signing in to the console by OpenID Connect: the https address of the provider, such as https://login.example.org/school. Without it there are only the links that the bot gives.",
    )
    oidc_client_id: str = Field(
        default="",
        description="OpenID Connect: what the provider calls Quoth. It sends people back to /console/openid/back below QUOTH_PUBLIC_URL, which it has to be told; the secret is QUOTH_OIDC_SECRET.",
    )
    oidc_org: str = Field(
        default="",
        description="OpenID Connect: the organisation whose staff the provider knows, by its short name; several are separated by commas.",
    )
    oidc_domains: str = Field(
        default="",
        description="OpenID Connect: what stands behind the @ of the addresses that may come in, such as school.example; several are separated by commas. The provider may know others than your staff.",
    )
    oidc_name: str = Field(
        default="your school account",
        min_length=1,
        max_length=100,
        description="OpenID Connect: what the button says after “Sign in with”.",
    )
    oidc_groups: str = Field(
        default="groups",
        description="OpenID Connect: what the provider calls the groups somebody is in. A role may be given to one as console:group:NAME.",
    )
    link_days: int = Field(
        default=7, ge=1, le=365, description="Days after which a link to a clause in its document expires."
    )
    answer_days: int = Field(
        default=30,
        ge=1,
        le=3_650,
        description="Days for which the buttons below an answer work, and for which somebody who was quoted words that change is told. What is kept for that is which clauses were quoted to whom.",
    )
    question_days: int = Field(
        default=30,
        ge=0,
        le=3_650,
        description="Days for which the words of a question are kept, without names, addresses and numbers, for the lead to see where the policy is silent; 0 keeps none. Afterwards only figures are left. What discloses a risk is never kept.",
    )
    person_limit: int = Field(
        default=20, ge=1, le=1_000, description="Questions that one person may ask in a minute."
    )
    workspace_limit: int = Field(
        default=600,
        ge=1,
        le=100_000,
        description="Questions that all people of one workspace may ask in a minute.",
    )
    roles: dict[str, dict[str, tuple[str, ...]]] = Field(
        default={},
        description='Who holds which role: in quoth.toml a table for each organisation, `[roles.SHORT-NAME]`, with lines such as `lead = ["slack:U0123", "teams:group:GROUP-ID"]`. `quoth roles` adds to it.',
    )
    slack_api: str = Field(
        default="https://slack.com/api/",
        description="Slack's API. Change it only to test against a stand-in.",
    )
    discord_api: str = Field(
        default="https://discord.com/api/v10",
        description="Discord's API. Change it only to test against a stand-in.",
    )
    discord_gateway: str = Field(
        default="wss://gateway.discord.gg/",
        description="Discord's gateway. Change it only to test against a stand-in.",
    )
    teams_targeted: bool = Field(
        default=True,
        description="Answer in Teams' channels and group chats by messages that only the asker sees, which Microsoft still calls a preview. Switched off, or where Teams refuses them, private answers go to the chat with Quoth.",
    )
    teams_development: bool = Field(
        default=False,
        description="For trying Teams on one machine, never in service: tokens of incoming messages are not checked and answers may go to an address on this machine. `quoth serve` refuses it unless it listens on a loopback address.",
    )

    @field_validator("home")
    @classmethod
    def _no_tilde(cls, home: Path) -> Path:
        return home.expanduser()

    @cached_property
    def database(self) -> str:
        """The database's SQLAlchemy URL, with the driver Quoth brings for PostgreSQL."""
        if not self.database_url:
            return f"sqlite:///{(self.home / 'quoth.sqlite').absolute()}"
        for scheme in ("postgres://", "postgresql://"):
            if self.database_url.startswith(scheme):
                return "postgresql+psycopg://" + self.database_url.removeprefix(scheme)
        return self.database_url

    @property
    def snapshots(self) -> Path:
        """The folder of the indexes."""
        return self.home / "snapshots"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given outright goes before the environment, and the environment before quoth.toml."""
        given = init_settings()
        home = Path(given["home"]) if "home" in given else default_home()
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=home / FILE)


def load() -> Settings:
    """Read the settings; raises WrongSetting, whose sentence names the setting, its fault and its place."""
    path = default_home() / FILE
    try:
        settings = Settings()
    except tomllib.TOMLDecodeError as fault:
        why = f'it is not TOML ({fault}). Texts stand in quotation marks, as in org = "example-school".'
        raise WrongSetting(setting=FILE, why=why, place=str(path)) from None
    except (OSError, UnicodeDecodeError) as fault:
        raise WrongSetting(setting=FILE, why=f"it cannot be read ({fault}).", place=str(path)) from None
    except ValidationError as faults:
        first = faults.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else FILE
        variable = f"QUOTH_{name.upper()}"
        why = first["msg"][:1].lower() + first["msg"][1:] + "."
        if first["type"] == "extra_forbidden":
            why = f"there is no such setting.{did_you_mean(name, list(Settings.model_fields))}"
        if variable in os.environ:
            raise WrongSetting(setting=variable, why=why, place="the environment") from None
        raise WrongSetting(setting=name, why=why, place=str(path)) from None
    if path.exists() and "home" in tomllib.loads(path.read_text(encoding="utf-8")):
        # The file lies in the home folder, so it cannot say where that is.
        raise WrongSetting(setting="home", why="it can only be set as QUOTH_HOME.", place=str(path))
    return settings


def did_you_mean(name: str, known: list[str]) -> str:
    """A hint with the nearest of the known names, or nothing; starts with a space."""
    near = difflib.get_close_matches(name.lower(), [each.lower() for each in known], n=1, cutoff=0.6)
    return f" Did you mean {next(each for each in known if each.lower() == near[0])}?" if near else ""


def unknown_variables() -> tuple[str, ...]:
    """Variables of the environment that look like settings and are none: perhaps misspelt."""
    from bot.credentials import NAMES_FILE, variables

    known = {f"QUOTH_{name.upper()}" for name in Settings.model_fields} | variables() | {NAMES_FILE}
    return tuple(sorted(name for name in os.environ if name.startswith("QUOTH_") and name not in known))
