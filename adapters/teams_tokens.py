"""The tokens with which Quoth shows Microsoft who it is, and what is wrong where Microsoft gives none."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from tenacity import AsyncRetrying, retry_if_exception, wait_exponential_jitter

from adapters.teams_sdk import ClientCredentials, CloudEnvironment, TokenManager
from bot.credentials import FILE, Credentials, variable
from bot.errors import WrongSetting

Sleep = Callable[[float], Awaitable[None]]
Tokens = Callable[[str], Awaitable[str]]
"""Gives the token for a scope; raises ValueError with Microsoft's word for it where it is refused."""

LONGEST_PAUSE = 60.0
"""Seconds between two attempts to sign in."""

# Entra's words for a refusal, or how the library that asks puts it: the secret to blame, and why.
_REFUSALS = {
    "invalid_client": ("teams_client_secret", "Microsoft refuses it."),
    "unauthorized_client": ("teams_client_id", "Microsoft knows no such app in the tenant."),
    "invalid_request": ("teams_tenant_id", "Microsoft knows no such tenant."),
    "invalid_tenant": ("teams_tenant_id", "Microsoft knows no such tenant."),
    "Unable to get authority": ("teams_tenant_id", "Microsoft knows no such tenant."),
}


def tokens_of(credentials: Credentials, cloud: CloudEnvironment) -> Tokens:
    """Get tokens by the SDK, which keeps each until it expires; raises WrongSetting for a secret not set."""
    given = ClientCredentials(
        client_id=credentials.need("teams_client_id"),
        client_secret=credentials.need("teams_client_secret"),
        tenant_id=credentials.need("teams_tenant_id"),
    )
    manager = TokenManager(given, cloud)

    async def token(scope: str) -> str:
        return str(await manager.get_app_token(scope))

    return token


async def no_token(_scope: str) -> str:
    """Give what stands for a token in development, where nobody looks at it."""
    return "development"


async def sign_in(
    tokens: Tokens, scope: str, unreachable: Callable[[], None], sleep: Sleep = asyncio.sleep
) -> None:
    """Get a first token, however long Microsoft cannot be reached; raises WrongSetting for a refused secret."""

    async def once() -> None:
        try:
            await tokens(scope)
        except ValueError as fault:
            _blame(str(fault))
            raise

    def pause(_state: object) -> None:
        unreachable()
        structlog.get_logger().warning("signing in failed, trying again", platform="teams")

    retrying = AsyncRetrying(
        retry=retry_if_exception(_passes),
        wait=wait_exponential_jitter(multiplier=1, max=LONGEST_PAUSE),
        before_sleep=pause,
        sleep=sleep,
        reraise=True,
    )
    await retrying(once)


def _passes(fault: BaseException) -> bool:
    return isinstance(fault, Exception) and not isinstance(fault, WrongSetting)


def _blame(refusal: str) -> None:
    for word, (secret, why) in _REFUSALS.items():
        if refusal.startswith(word):
            raise WrongSetting(setting=variable(secret), why=why, place=f"the environment or {FILE}")
