"""Views: templates filled for one visit, and the files that every page needs."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

import jinja2
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from adapters.console.access import Access
from adapters.console.addresses import clause_href
from adapters.console.styled import ringable, said_day, said_moment, said_person
from bot import phrases
from bot.events import Verb
from bot.messages import Message
from bot.pack_files import exactly

if TYPE_CHECKING:
    from adapters.console.visit import Visit

FOREVER = 365 * 24 * 60 * 60
"""Seconds for which a browser may keep a file whose address names its contents."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the navigation: what it is called, which page it opens, and who sees it."""

    label: str
    part: str
    access: Access


NAVIGATION = (
    Entry("Ask", "ask", Access.member),
    Entry("Policies", "policies", Access.member),
    Entry("Messages", "messages", Access.member),
    Entry("Questions", "questions", Access.lead),
    Entry("Pins", "pins", Access.lead),
    Entry("Gaps", "gaps", Access.lead),
    Entry("Revisions", "revisions", Access.admin),
    Entry("Own questions", "checks", Access.admin),
    Entry("Calendar", "calendar", Access.admin),
    Entry("People", "people", Access.admin),
    Entry("Workspaces", "workspaces", Access.admin),
    Entry("Desk", "desk", Access.desk),
    Entry("Settings", "settings", Access.desk),
    Entry("Audit", "audit", Access.admin),
    Entry("Health", "health", Access.admin),
    Entry("Set-up", "set-up", Access.operator),
)
"""What leads to the pages of an organisation, in this order."""


class Views:
    """Fills templates; `static` are the files beside them, by name."""

    def __init__(self) -> None:
        folder = resources.files("adapters.console").joinpath("static")
        self.static = {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}
        self._marks = {name: hashlib.sha256(data).hexdigest()[:12] for name, data in self.static.items()}
        self._templates = jinja2.Environment(
            loader=jinja2.PackageLoader("adapters.console"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters |= {"exactly": exactly, "day": said_day, "moment": said_moment}
        self._templates.filters |= {"person": said_person, "ringable": ringable}
        self._templates.tests["kind"] = lambda value, name: type(value).__name__ == name
        self._templates.globals |= {"Access": Access, "Verb": Verb, "forces": phrases.FORCES}

    def page(self, visit: Visit, template: str, status: int, shown: Mapping[str, object]) -> Response:
        """A whole page, with the sentence that waits for this session."""
        return HTMLResponse(self.filled(visit, template, shown, tell=True), status)

    def filled(self, visit: Visit, template: str, shown: Mapping[str, object], tell: bool = False) -> Markup:
        """A template filled for a visit."""
        told = visit.session.told if visit.session and tell and not visit.partial else ""
        if told and visit.session:
            visit.console.sessions.tell(visit.session, "")
        entries = [each for each in NAVIGATION if visit.may(each.access)]
        known = {
            "visit": visit,
            "told": told,
            "entries": entries,
            "asset": lambda name: visit.console.at(self.path(name)),
            "at": visit.console.at,
            "hidden": Markup('<input type="hidden" name="csrf" value="{}">').format(visit.csrf),
            "leads_to": lambda cited: clause_href(visit, cited.document_id, cited.clause_id),
            "here": visit.console.here(visit.request),
        }
        return Markup(self._templates.get_template(template).render(**known, **shown))  # noqa: S704

    def message(self, visit: Visit, message: Message) -> Markup:
        """A message of the bot's as HTML: the same card as in chat, its quotes whole and exact."""
        return self.filled(visit, "message.html", {"message": message})

    def path(self, name: str) -> str:
        """The path of a file beside the templates, below the console: it names the file's contents."""
        return f"/static/{self._marks[name]}/{name}"

    def asset(self, mark: str, name: str) -> Response | None:
        """A file beside the templates, if there is one of this name and these contents."""
        if self._marks.get(name) != mark:
            return None
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        headers = {"Cache-Control": f"public, max-age={FOREVER}, immutable"}
        return Response(self.static[name], media_type=kind, headers=headers)
