"""A visit: one request to the console, who makes it, and what they may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote, urlencode

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from adapters.console import access
from adapters.console.jobs import Done, Job, Progress
from bot import console_phrases as phrases
from bot.errors import NoSuchOrganisation
from bot.members import Member
from bot.people import Organisation
from bot.places import Person, Place
from bot.sessions import Session
from corpus.document import Value

if TYPE_CHECKING:
    from adapters.console.access import Access
    from adapters.console.console import Console
    from bot.cabinet import Cabinet
    from bot.desk import Desk

QUICK = 0.4
"""Seconds that a job is waited for before its own page is shown."""

LONGEST_FIELD = 20_000
"""Characters of one field of a form, at most."""

Form = TypeVar("Form", bound=Value)
Found = TypeVar("Found")


class Turned(Exception):
    """A page turns a visit away: with this status, and a sentence that may be shown."""

    def __init__(self, status: int, sentence: str = "") -> None:
        self.status = status
        self.sentence = sentence
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent: its name, without folders, and its bytes."""

    name: str
    data: bytes


@dataclass
class Visit:
    """A request, its session if there is one, and the member whose organisation the address names.

    `form` are the fields that were posted, `uploads` the files. `csrf` is what every form has to bring back.
    """

    console: Console
    request: Request
    session: Session | None = None
    found: Member | None = None
    form: Mapping[str, list[str]] = field(default_factory=dict)
    uploads: tuple[Upload, ...] = ()
    csrf: str = ""

    @property
    def member(self) -> Member:
        """The member whose organisation the address names; only pages of an organisation ask for it."""
        if self.found is None:
            raise Turned(404)
        return self.found

    @property
    def person(self) -> Person:
        """Who has signed in; only pages for visitors ask for it."""
        if self.session is None:
            raise Turned(401)
        return self.session.person

    @property
    def who(self) -> str:
        """Whoever does it, for the audit."""
        return self.person.key

    @property
    def organisation(self) -> Organisation:
        """The organisation that the address names, as it was when the visit began."""
        return self.member.workspace.organisation

    @property
    def short(self) -> str:
        """The short name of the organisation that the address names."""
        return self.organisation.short

    @property
    def place(self) -> Place:
        """The direct conversation with the member, which is where everything said in the console belongs."""
        return Place(
            platform=self.person.platform,
            workspace=self.member.workspace.workspace,
            channel=self.person.id,
            direct=True,
        )

    @property
    def cabinet(self) -> Cabinet:
        """Everything that is kept for the people at the desk."""
        return self.console.cabinet

    @property
    def desk(self) -> Desk:
        """The desk."""
        return self.cabinet.desk

    @property
    def now(self) -> dt.datetime:
        """The moment."""
        return self.cabinet.now()

    @property
    def today(self) -> dt.date:
        """The day."""
        return self.desk.today()

    @property
    def partial(self) -> bool:
        """Whether only a part of a page is asked for, by htmx."""
        return self.request.headers.get("HX-Request") == "true"

    def may(self, wanted: Access) -> bool:
        """Whether the member may open pages of this access."""
        return self.found is not None and access.may(wanted, self.found)

    def path(self, name: str) -> str:
        """A part of the address, as it was named in the page's path."""
        return str(self.request.path_params.get(name, ""))

    def query(self, name: str, most: int = 500) -> str:
        """A parameter of the address, or nothing; what is longer than `most` is no parameter of ours."""
        # No database keeps such a sign.
        value = self.request.query_params.get(name, "").replace("\x00", "")
        return value if len(value) <= most else ""

    def number(self, name: str, least: int = 0, most: int = 1_000_000, default: int = 0) -> int:
        """A whole number among the address's parameters, or the default where there is none within the bounds."""
        value = self.query(name, 9)
        return (
            int(value) if value.isascii() and value.isdecimal() and least <= int(value) <= most else default
        )

    def field(self, name: str, most: int = LONGEST_FIELD) -> str:
        """A field of the form, or nothing; raises Turned for one that is too long."""
        value = next(iter(self.form.get(name, ())), "")
        if len(value) > most:
            raise Turned(422, phrases.TOO_LONG.format(most=f"{most:,}"))
        return value.replace("\r\n", "\n")

    def fields(self, name: str) -> list[str]:
        """All that was chosen under one name."""
        return list(self.form.get(name, ()))

    def read(self, form: type[Form]) -> Form:
        """The whole form as a value, each field by its name; raises Turned, which names the field that is wrong."""
        given = {name: self.field(name) for name in form.model_fields if name in self.form}
        try:
            return form.model_validate(given)
        except ValidationError as faults:
            first = faults.errors()[0]
            name = str(first["loc"][0]).replace("_", " ") if first["loc"] else phrases.THE_FORM
            raise Turned(422, phrases.BAD_FIELD.format(name=name, why=first["msg"])) from None

    def href(self, *parts: str, **query: str) -> str:
        """An address of the console: /o/{organisation}/ and these parts, each made safe."""
        inside = "/".join(quote(each, safe="") for each in ("o", self.short, *parts))
        return self.console.at(f"/{inside}") + (f"?{urlencode(query)}" if query else "")

    def render(self, template: str, status: int = 200, **shown: object) -> Response:
        """A page, made of a template."""
        return self.console.views.page(self, template, status, shown)

    def redirect(self, href: str, told: str = "") -> Response:
        """Send the browser on to another page of the console, where a sentence is shown."""
        if told and self.session:
            self.console.sessions.tell(self.session, told)
        if self.partial:
            return Response(status_code=204, headers={"HX-Redirect": href})
        return RedirectResponse(href, 303)

    def work(self, title: str, back: str, work: Callable[[Progress], Done]) -> Response:
        """Do in a thread what may take long; the browser is sent on when it is done, and shown how far it is until then."""
        short = self.short if self.found else ""
        job = Job(person=self.who, organisation=short, title=title, back=back)
        if not self.console.jobs.start(job, work):
            raise Turned(429, phrases.TOO_MANY_JOBS)
        if job.over.wait(QUICK) and job.ended is not None:
            return self.redirect(job.ended.href, job.ended.told)
        return self.redirect(self.href("jobs", job.id) if short else self.console.at(f"/jobs/{job.id}"))

    def finding(self, kind: type[Found]) -> Found:
        """What a job of the visitor's found, of the id in the address; raises Turned where it is not known any more."""
        found = self.console.findings.get(self.path("found"), self.who, self.short, kind)
        if found is None:
            raise Turned(404, phrases.FINDING_GONE)
        return found

    def organisations(self) -> tuple[Organisation, ...]:
        """The organisations that whoever signed in belongs to."""
        found = self.console.belonging.workspaces_of(self.person)
        return tuple({each.organisation.short: each.organisation for each in found}.values())

    def known(self, short: str) -> Organisation:
        """An organisation of the visitor's own by its short name; raises NoSuchOrganisation."""
        for each in self.organisations():
            if each.short == short:
                return each
        raise NoSuchOrganisation(name=short, hint="")
