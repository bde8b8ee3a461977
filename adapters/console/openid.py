"""Signing in with an organisation's own provider: going there, and coming back."""

from __future__ import annotations

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor

import structlog
from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.responses import RedirectResponse, Response

from adapters.console.access import Access
from adapters.console.entering import entered
from adapters.console.page import Page
from adapters.console.provider import Provider, Transaction
from adapters.console.refusals import NotSignedIn, Why
from adapters.console.visit import Turned, Visit
from bot import console_phrases as phrases

COOKIE = "quoth-openid"
"""The cookie that holds the state of somebody's attempt to sign in, signed."""

SECONDS = 10 * 60
"""Seconds that somebody may take at the provider."""

STATUS = {
    Why.unreachable: 502,
    Why.wrong_client: 502,
    Why.not_for_us: 502,
    Why.unverified: 403,
    Why.stranger: 403,
}
"""The statuses of HTTP that tell whose fault it is; all others are 400."""

BACK = "/openid/back"

THREADS = ThreadPoolExecutor(4, thread_name_prefix="openid")
"""Threads of their own, so that a provider that does not answer holds up no other page."""


async def begin(visit: Visit) -> Response:
    """Send the browser to the provider."""
    return await asyncio.get_running_loop().run_in_executor(THREADS, _begun, visit)


async def back(visit: Visit) -> Response:
    """Begin a session for whom the provider vouches, if it was this browser that we sent there."""
    return await asyncio.get_running_loop().run_in_executor(THREADS, _back, visit)


def _begun(visit: Visit) -> Response:
    provider = _provider(visit)
    state = secrets.token_urlsafe(32)
    try:
        response = RedirectResponse(provider.asks(_attempt(visit, provider, state)), 303)
    except NotSignedIn as fault:
        raise _turned(provider, fault.why) from None
    response.set_cookie(
        COOKIE,
        str(_signed(provider).dumps(state)),
        max_age=SECONDS,
        path=visit.console.at(BACK),
        secure=visit.console.secure(visit.request),
        httponly=True,
        samesite="lax",
    )
    return response


def _back(visit: Visit) -> Response:
    provider = _provider(visit)
    state = visit.query("state")
    if not state or not secrets.compare_digest(state.encode(), _remembered(visit, provider).encode()):
        raise _turned(provider, Why.again)
    try:
        if visit.query("error"):
            raise NotSignedIn(Why.refused)
        attempt = _attempt(visit, provider, state)
        person = provider.vouches(attempt, visit.query("code", 4_000), visit.query("iss"))
    except NotSignedIn as fault:
        raise _turned(provider, fault.why) from None
    console = visit.console
    begun = console.sessions.begin(person, visit.now, console.settings.session_hours)
    response = entered(visit, *begun)
    response.delete_cookie(COOKIE, path=console.at(BACK))
    return response


def _provider(visit: Visit) -> Provider:
    if visit.console.provider is None:
        raise Turned(404)
    return visit.console.provider


def _attempt(visit: Visit, provider: Provider, state: str) -> Transaction:
    # Without a public address it is tried on this machine: the guard has seen to whom the browser speaks.
    here = (
        visit.console.url(BACK)
        or f"{visit.request.url.scheme}://{visit.request.url.netloc}{visit.console.at(BACK)}"
    )
    return provider.transaction(state, here)


def _signed(provider: Provider) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(provider.signing, salt=b"quoth oidc 1")


def _remembered(visit: Visit, provider: Provider) -> str:
    """The state with which this browser was sent to the provider, or nothing."""
    try:
        return str(_signed(provider).loads(visit.request.cookies.get(COOKIE, ""), max_age=SECONDS))
    except BadData:
        return ""


def _turned(provider: Provider, why: Why) -> Turned:
    structlog.get_logger().warning("not signed in", why=why.value)
    return Turned(STATUS.get(why, 400), phrases.OPENID[why].format(name=provider.name))


PAGES = (
    Page("GET", "/openid", Access.anyone, begin),
    Page("GET", BACK, Access.anyone, back),
)
