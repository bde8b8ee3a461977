"""The console as one application: every page behind its session, its token, its limits and its access."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import quote, urlsplit

import structlog
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route, compile_path
from starlette.types import ASGIApp

from adapters.console.access import Access, may
from adapters.console.adapter import ConsoleAdapter
from adapters.console.comparing import Comparisons
from adapters.console.findings import Findings
from adapters.console.jobs import Jobs
from adapters.console.origins import LOOPBACK, client, host, own
from adapters.console.page import Page
from adapters.console.provider import Provider
from adapters.console.returning import NEXT, inside
from adapters.console.tokens import masked, unmasked
from adapters.console.views import Views
from adapters.console.visit import Turned, Upload, Visit
from adapters.service import Service
from bot import console_phrases as phrases
from bot import revision_phrases as revised
from bot.cabinet import Cabinet
from bot.errors import NoSuchOrganisation, QuothError, StoreUnavailable, VerificationFailed
from bot.leaves import Leaves
from bot.sessions import CONSOLE, Session, Sessions
from bot.settings import Settings

COOKIE = "quoth-session"
SAFE_COOKIE = "__Host-quoth-session"
"""The cookie's name where the connection is secure: no other site of the same domain can set it."""

MOST_VISITS = 300
"""Pages that one session may open in a minute."""

MOST_POSTS = 90
"""Forms that one session may send in a minute."""

MOST_STRANGERS = 600
"""Pages that may be opened in a minute from one address by whoever has not signed in."""

UNCOUNTED = frozenset({"/static/{mark}/{name}", "/manifest.webmanifest"})
"""Paths of the files that pages need: they are the same for all, and not counted."""

MOST_SENT = 25 * 1024 * 1024
"""Bytes that a form with files may have, at most: one policy of the largest kind, or several usual ones."""

MOST_FIELDS = 1_000
"""Fields of a form, at most."""

MOST_FILES = 20
"""Files of a form, at most."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""The content security policy of every page: nothing inline runs, and nothing comes from elsewhere."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "X-Frame-Options": "DENY",
}

log = structlog.get_logger()


class Console:
    """All pages over one service; `app` is what the web server mounts at CONSOLE.

    `settings` say at which address the world reaches it; `provider` vouches for people besides, where there is one.
    What the pages share stands here: the cabinet, the sessions, the jobs and what they found, and the views.
    """

    def __init__(
        self,
        service: Service,
        settings: Settings,
        pages: Sequence[Page] | None = None,
        provider: Provider | None = None,
    ) -> None:
        from adapters.console.pages import PAGES

        self.service = service
        self.settings = settings
        self.provider = provider
        self.cabinet: Cabinet = service.reception.cabinet
        self.belonging = service.reception.belonging
        self.sessions = Sessions(self.cabinet.desk.store.database)
        self.jobs = Jobs()
        self.findings = Findings()
        self.comparisons = Comparisons()
        self.leaves = Leaves()
        self.views = Views()
        self.pages = tuple(PAGES if pages is None else pages)
        self._base = urlsplit(settings.public_url)
        self._window = MovingWindowRateLimiter(MemoryStorage())
        self._shown = [compile_path(each.path)[0] for each in self.pages if each.method == "GET"]
        starlette = Starlette(
            routes=[
                Route(each.path, self._answering(each), methods=[each.method], max_body_size=each.most)
                for each in self.pages
            ],
            middleware=[Middleware(GZipMiddleware, minimum_size=1_000)],
            exception_handlers={HTTPException: self._refused, Exception: self._broken},
        )
        starlette.router.redirect_slashes = False
        self.app: ASGIApp = starlette

    def adapter(self, visit: Visit) -> ConsoleAdapter:
        """The console as an adapter, for whoever visits."""
        return ConsoleAdapter(lambda message: self.views.message(visit, message))

    def at(self, path: str) -> str:
        """The address of a path of the console on this host."""
        return f"{self._base.path.rstrip('/')}{CONSOLE}{path}"

    def where(self, request: Request) -> str:
        """The address that a request asks for, as this host knows it: its path, and what stands behind it."""
        return self.here(request) + (f"?{request.url.query}" if request.url.query else "")

    def here(self, request: Request) -> str:
        """The path that a request asks for, as `at` gives it."""
        below = request.url.path.removeprefix(request.scope.get("root_path", ""))
        return self.at(quote(below, safe="/"))

    def url(self, path: str) -> str:
        """The whole address of a path of the console as the world reaches it, or nothing where it has none."""
        base = self.settings.public_url.rstrip("/")
        return f"{base}{CONSOLE}{path}" if base else ""

    def enter(self, response: Response, request: Request, key: str, session: Session) -> None:
        """Give the browser its session's key."""
        seconds = max(0, int((session.expires_at - self.cabinet.now()).total_seconds()))
        secure = self.secure(request)
        name = SAFE_COOKIE if secure else COOKIE
        response.set_cookie(name, key, max_age=seconds, secure=secure, httponly=True, samesite="lax")

    def session(self, request: Request) -> Session | None:
        """The session whose key a browser brings along, if it has one that is not over."""
        key = request.cookies.get(SAFE_COOKIE if self.secure(request) else COOKIE, "")
        return self.sessions.of(key, self.cabinet.now()) if key else None

    def leave(self, response: Response, request: Request) -> None:
        """Take the session's key from the browser."""
        secure = self.secure(request)
        name = SAFE_COOKIE if secure else COOKIE
        response.delete_cookie(name, secure=secure, httponly=True, samesite="lax")

    def secure(self, request: Request) -> bool:
        """Whether the browser reaches us by the public address, and that is a secure one."""
        return self._base.scheme == "https" and host(request) == self._base.hostname

    def _answering(self, page: Page) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            request.scope["quoth.route"] = f"{CONSOLE}{page.path}"
            visit = Visit(self, request)
            try:
                response = await self._answered(page, visit)
            except Turned as away:
                response = await self._turned(visit, away.status, away.sentence)
            except QuothError as fault:
                response = await self._turned(visit, _status(fault), said(fault))
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)
            return response

        return answer

    async def _answered(self, page: Page, visit: Visit) -> Response:
        request = visit.request
        if host(request) not in {*LOOPBACK, self._base.hostname, self.settings.host} - {None, ""}:
            raise Turned(421, phrases.WRONG_HOST)
        # No database keeps such a sign, and no page of ours has it in its address.
        if any("\x00" in str(each) for each in request.path_params.values()):
            raise Turned(404)
        visit.session = await asyncio.to_thread(self.session, request)
        # Before anything else, so that what is refused is counted too.
        self._limit(page, visit)
        await asyncio.to_thread(self._recognise, page, visit)
        if page.method == "POST":
            await self._take(page, visit)
        if inspect.iscoroutinefunction(page.answer):
            return await page.answer(visit)  # type: ignore[no-any-return]
        return await asyncio.to_thread(page.answer, visit)  # type: ignore[arg-type]

    def _recognise(self, page: Page, visit: Visit) -> None:
        """Find out what they are here, and turn away whoever may not open the page."""
        if visit.session is not None:
            visit.csrf = masked(visit.session.csrf)
        if page.access is Access.anyone:
            return
        if visit.session is None:
            raise Turned(401)
        short = visit.path("organisation")
        if not short:
            if page.access is Access.operator and not visit.person.operator:
                raise Turned(403, phrases.NOT_YOURS)
            return
        mine = (
            each for each in self.belonging.workspaces_of(visit.person) if each.organisation.short == short
        )
        workspace = next(mine, None)
        # Who does not belong to it does not learn whether there is such an organisation.
        if workspace is None:
            raise Turned(404)
        # Read anew, for what was published for today takes effect now.
        organisation = self.cabinet.desk.organisation(short)
        workspace = workspace.model_copy(update={"organisation": organisation})
        visit.found = self.belonging.member(visit.person, workspace)
        if not may(page.access, visit.found):
            raise Turned(403, phrases.NOT_YOURS)

    def _limit(self, page: Page, visit: Visit) -> None:
        """Count a visit; raises Turned where there were too many in the last minute."""
        if page.path in UNCOUNTED:
            return
        if visit.session is None:
            fine = self._window.hit(RateLimitItemPerMinute(MOST_STRANGERS), "stranger", client(visit.request))
        else:
            fine = self._window.hit(RateLimitItemPerMinute(MOST_VISITS), "visit", visit.session.id)
            if fine and page.method == "POST":
                fine = self._window.hit(RateLimitItemPerMinute(MOST_POSTS), "post", visit.session.id)
        if not fine:
            raise Turned(429, phrases.TOO_MANY)

    async def _take(self, page: Page, visit: Visit) -> None:
        """Read what was posted, and see that it comes from a page of this session."""
        request = visit.request
        if not own(request):
            raise Turned(403, phrases.FORM_EXPIRED)
        try:
            async with request.form(
                max_fields=MOST_FIELDS, max_files=MOST_FILES, max_part_size=page.most
            ) as sent:
                form: dict[str, list[str]] = {}
                uploads = []
                for name, value in sent.multi_items():
                    if isinstance(value, UploadFile):
                        if value.filename:
                            uploads.append(Upload(_plain_name(value.filename), await value.read()))
                    else:
                        form.setdefault(name, []).append(_keepable(value))
        except HTTPException as fault:
            if fault.status_code == 413:
                raise Turned(413, phrases.TOO_LARGE.format(most=_size(page.most))) from None
            raise Turned(400, phrases.NOT_WHOLE) from None
        visit.form, visit.uploads = form, tuple(uploads)
        if page.access is not Access.anyone:
            given = visit.field("csrf", 300)
            if visit.session is None or not unmasked(given, visit.session.csrf):
                raise Turned(403, phrases.FORM_EXPIRED)

    async def _turned(self, visit: Visit, status: int, sentence: str) -> Response:
        """The page that says why there is none; whoever has not signed in is shown how to."""
        if visit.partial and status == 401:
            return Response(status_code=204, headers={"HX-Redirect": self.at("/sign-in")})
        if status == 401:
            where = self.where(visit.request)
            response: Response = RedirectResponse(self.at("/sign-in"), 303)
            if visit.request.method == "GET" and inside(self, where):
                secure = self.secure(visit.request)
                response.set_cookie(NEXT, where, max_age=900, secure=secure, httponly=True, samesite="lax")
            return response
        response = await asyncio.to_thread(self._away, visit, status, sentence)
        if status == 429:
            response.headers["Retry-After"] = "60"
        return response

    def _away(self, visit: Visit, status: int, sentence: str) -> Response:
        return visit.render("turned.html", status, away=status, sentence=sentence)

    async def _refused(self, request: Request, fault: Exception) -> Response:
        """The page for an address that leads nowhere, or not in this way."""
        status = fault.status_code if isinstance(fault, HTTPException) else 500
        above = self._above(request) if status == 405 else ""
        if above:
            return RedirectResponse(above, 303, HEADERS)
        visit = Visit(self, request)
        sentence = phrases.TOO_LARGE.format(most=_size(MOST_SENT)) if status == 413 else ""
        response = await self._turned(visit, status, sentence)
        response.headers.update({**HEADERS, **(getattr(fault, "headers", None) or {})})
        return response

    def _above(self, request: Request) -> str:
        """The page right above an address that takes only a form, for whoever typed it or loads it anew; else nothing."""
        if request.method not in ("GET", "HEAD"):
            return ""
        below = request.url.path.removeprefix(request.scope.get("root_path", "")).rpartition("/")[0]
        shown = any(each.fullmatch(below) for each in self._shown)
        return self.at(quote(below, safe="/")) if shown else ""

    async def _broken(self, request: Request, _fault: Exception) -> Response:
        """The page for what nobody foresaw; the web server logs it under this number."""
        sentence = phrases.BROKEN.format(reference=request.scope.get("quoth.reference", ""))
        response = await self._turned(Visit(self, request), 500, sentence)
        response.headers.update(HEADERS)
        return response


def said(fault: QuothError) -> str:
    """A fault in words for people at a page, where its own speak of the command line."""
    name = type(fault).__name__
    phrase = phrases.FAULTS.get(name) or revised.FAULTS.get(name)
    return phrase.format(**fault.about) if phrase else str(fault)


def _status(fault: QuothError) -> int:
    """The status of HTTP that tells of a fault."""
    if isinstance(fault, StoreUnavailable):
        return 503
    if isinstance(fault, VerificationFailed):
        return 500
    return 404 if isinstance(fault, NoSuchOrganisation) else 409


def _size(most: int) -> str:
    """So many bytes, as people say it."""
    return f"{most // 1024**2} MB" if most >= 1024**2 else f"{most // 1024} KB"


def _keepable(text: str) -> str:
    """A field without what no database keeps: halves of a sign, which a made-up encoding leaves, and NUL."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")


def _plain_name(name: str) -> str:
    """The name of a file that was sent, without folders and what no name of a file holds."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(each for each in last if each.isprintable())[-200:].strip() or "policy"
