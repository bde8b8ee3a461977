"""Asking each platform who we are, with the secrets as they are set; nothing is sent to anybody."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import MappingProxyType

from bot.credentials import Credentials
from bot.errors import WrongSetting
from bot.places import Platform
from bot.settings import Settings

Probe = Callable[[Credentials, Settings], Awaitable[str]]
"""Gives the name by which the platform knows us; raises WrongSetting, or whatever reaching it may end in."""


async def slack(credentials: Credentials, settings: Settings) -> str:
    """Ask Slack whose tokens these are."""
    from slack_sdk.errors import SlackApiError
    from slack_sdk.web.async_client import AsyncWebClient

    client = AsyncWebClient(base_url=settings.slack_api)
    asked = "slack_bot_token"
    try:
        found = await client.api_call("auth.test", headers=_bearer(credentials, asked))
        if credentials.slack_app_token:
            asked = "slack_app_token"
            # This only asks for an address; connecting to it would take events away from a running copy.
            await client.api_call("apps.connections.open", headers=_bearer(credentials, asked))
    except SlackApiError as fault:
        from adapters.slack_people import code

        raise refused(asked, code(fault)) from None
    return f"{found.get('user')} in {found.get('team')} ({found.get('team_id')})"


async def teams(credentials: Credentials, settings: Settings) -> str:
    """Ask Microsoft for a token."""
    from adapters.teams_sdk import PUBLIC
    from adapters.teams_tokens import sign_in, tokens_of

    if settings.teams_development:
        return "in development, where nobody asks"
    await sign_in(tokens_of(credentials, PUBLIC), PUBLIC.bot_scope, lambda: None)
    return credentials.need("teams_client_id")


async def discord(credentials: Credentials, settings: Settings) -> str:
    """Ask Discord whose token this is."""
    import aiohttp

    token = credentials.need("discord_token")
    address = f"{settings.discord_api.rstrip('/')}/users/@me"
    async with (
        aiohttp.ClientSession() as session,
        session.get(address, headers={"Authorization": f"Bot {token}"}) as found,
    ):
        if found.status in (401, 403):
            raise refused("discord_token", str(found.status))
        found.raise_for_status()
        me = await found.json()
        return f"{me.get('username')} ({me.get('id')})"


PROBES: MappingProxyType[Platform, Probe] = MappingProxyType(
    {Platform.slack: slack, Platform.teams: teams, Platform.discord: discord}
)


def introduced(platform: Platform, credentials: Credentials, settings: Settings, seconds: float) -> str:
    """The name by which the platform knows us; raises WrongSetting, and TimeoutError where it does not answer."""

    async def ask() -> str:
        async with asyncio.timeout(seconds):
            return await PROBES[platform](credentials, settings)

    return asyncio.run(ask())


def refused(secret: str, why: str) -> WrongSetting:
    """The error for a secret that the platform does not take."""
    from bot.credentials import FILE, variable

    return WrongSetting(
        setting=variable(secret), why=f"the platform refuses it ({why}).", place=f"the environment or {FILE}"
    )


def _bearer(credentials: Credentials, name: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {credentials.need(name)}"}
