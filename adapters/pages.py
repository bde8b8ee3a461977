"""The pages that the web server shows: what Quoth is, the clause in its document, and why there is none."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from importlib import resources
from urllib.parse import quote

import jinja2
from markupsafe import Markup
from starlette.responses import HTMLResponse

from adapters.console.paper import paper
from adapters.console.printed import End, Paper
from bot.pack_files import exactly
from bot.phrases import FORCES
from bot.quoting import warnings
from bot.readings import Readings, nearest
from bot.records import State
from bot.signing import ClauseLink
from bot.store import Store
from bot.wording import said_audience
from corpus.document import Clause, Details, Span, Value


class Withdrawn(Exception):
    """The link was good once, and what it leads to is not the organisation's policy any more."""


class InContext(Value):
    """A clause in its document, ready to be drawn: where it stands, how it binds, whom it is for, and the document.

    `replaced`: another revision is published now; what this one said of its dates is then left out. `console` is the
    address at which the console shows it, for whoever has signed in there.
    """

    organisation: str
    title: str
    details: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    replaced: bool = False
    number: str = ""
    path: str = ""
    force: str = ""
    audience: str = ""
    clause_id: str = ""
    console: str = ""
    paper: Paper


def in_context(store: Store, link: ClauseLink, today: dt.date, sheet: int | None = None) -> InContext:
    """Read the document that a link leads to, with the clause marked; verified as every quote is.

    Raises Withdrawn where no revision of its policy is published, and VerificationFailed where the stored
    text is not what was stored.
    """
    organisation = store.organisation(link.organisation)
    if organisation is None:
        raise Withdrawn
    readings = Readings(store.database)
    held = readings.revisions(organisation, link.document_id.rpartition("@")[0], PUBLISHED_ONCE)
    current = next((each for each in held if each.state is State.published), None)
    if current is None or all(each.document_id != link.document_id for each in held):
        raise Withdrawn
    replaced = current.document_id != link.document_id
    reading = readings.read(organisation, nearest(held, link.document_id))
    if link.end > len(reading.document.text):
        raise Withdrawn
    details = current.details
    clause = reading.over(link.start, link.end)
    shown = Span(start=link.start, end=link.end)
    found = InContext(
        organisation=organisation.name,
        title=current.title,
        details=() if replaced else _stated(details),
        warnings=() if replaced else warnings(details, today),
        replaced=replaced,
        paper=paper(reading.document, reading.clauses, shown, sheet=sheet),
    )
    return found if clause is None else found.model_copy(update=_standing(clause, current.title))


PUBLISHED_ONCE = tuple(each for each in State if each is not State.draft)
"""The states of what somebody may have been quoted."""


def _standing(clause: Clause, title: str) -> dict[str, object]:
    """Where a clause stands, how it binds, and whom it is for."""
    return {
        "clause_id": clause.id,
        "number": clause.place or "",
        "path": " › ".join(each for each in clause.headings if each.casefold() != title.casefold()),
        "force": FORCES[clause.force],
        "audience": said_audience(clause.audience),
    }


def _stated(details: Details) -> tuple[str, ...]:
    """What the policy says of its revision and its dates."""
    stated = (
        ("Version {}", details.revision),
        ("In effect from {}", details.effective_on),
        ("Last reviewed {}", details.reviewed_on),
        ("To be reviewed by {}", details.review_on),
    )
    return tuple(said.format(value) for said, value in stated if value)


def _on_sheet(end: End) -> str:
    """The address of a clause on another sheet of the same document."""
    return f"?sheet={end.sheet}#{quote(end.clause)}"


PAPER, AROUND = "/* A policy on paper", "/* Around the paper"
"""What the part of the console's stylesheet begins with that is for policies, and the part behind it."""


class Pages:
    """The pages in HTML, each with its status; `policy` is the content security policy they all keep."""

    def __init__(self) -> None:
        files = resources.files("adapters")
        style = files.joinpath("templates", "style.css").read_text(encoding="utf-8")
        console = files.joinpath("console", "static", "console.css").read_text(encoding="utf-8")
        # The policy looks here as it does in the console.
        style += console[console.index(PAPER) : console.index(AROUND)]
        # Nothing is fetched and nothing runs; the one style is allowed by what it says.
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        self.policy = (
            f"default-src 'none'; style-src 'sha256-{digest}'; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        self._templates = jinja2.Environment(
            loader=jinja2.ChoiceLoader(
                [jinja2.PackageLoader("adapters"), jinja2.PackageLoader("adapters.console")]
            ),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
        )
        self._templates.globals["style"] = Markup(style)  # noqa: S704  # our own file
        self._templates.filters["exactly"] = exactly

    def about(self, answer_days: int) -> HTMLResponse:
        """What Quoth is, what it keeps and for how long, and whom to ask."""
        return self._page("about.html", 200, answer_days=answer_days)

    def clause(self, found: InContext) -> HTMLResponse:
        """The document, with the clause marked."""
        shown = {name: getattr(found, name) for name in InContext.model_fields}
        return self._page("clause.html", 200, elsewhere=_on_sheet, **shown)

    def expired(self) -> HTMLResponse:
        """Why an old link leads nowhere, and how to get a new one."""
        return self._page("expired.html", 410)

    def missing(self) -> HTMLResponse:
        """That there is nothing at this address."""
        return self._page("missing.html", 404)

    def broken(self, reference: str, status: int) -> HTMLResponse:
        """That something went wrong, and under which reference the log tells of it."""
        return self._page("broken.html", status, reference=reference)

    def _page(self, template: str, status: int, **shown: object) -> HTMLResponse:
        return HTMLResponse(self._templates.get_template(template).render(**shown), status)
