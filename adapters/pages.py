"""The pages that the web server shows: what Quoth is, the clause in its document, and why there is none."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from importlib import resources

import jinja2
from markupsafe import Markup
from starlette.responses import HTMLResponse

from bot.errors import VerificationFailed
from bot.pack_files import exactly
from bot.quoting import verified, warnings
from bot.signing import ClauseLink
from bot.store import Store
from corpus.document import Details, Document, Value


class Withdrawn(Exception):
    """The link was good once, and what it leads to is not the organisation's policy any more."""


class InContext(Value):
    """A clause in its document: the document's words before it, its own, and those after it.

    `replaced`: another revision is published now; what this one said of its dates is then left out.
    """

    organisation: str
    title: str
    details: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    replaced: bool = False
    before: str
    words: str
    after: str


def in_context(store: Store, link: ClauseLink, today: dt.date) -> InContext:
    """Read the document that a link leads to, and cut it at the clause; verified as every quote is.

    Raises Withdrawn where no revision of its policy is published, and VerificationFailed where the stored
    text is not what was stored.
    """
    organisation = store.organisation(link.organisation)
    if organisation is None:
        raise Withdrawn
    published = {document.policy: document for document in store.published(organisation.short)}
    current = published.get(link.document_id.rpartition("@")[0])
    stored = store.stored_document(link.document_id, organisation.short)
    if current is None or stored is None:
        raise Withdrawn
    replaced = current.id != link.document_id
    if replaced and not stored.intact:
        raise VerificationFailed(document=link.document_id)
    text = stored.text if replaced else verified(current, stored)
    if link.end > len(text):
        raise Withdrawn
    return InContext(
        organisation=organisation.name,
        title=_title(current),
        details=() if replaced else _stated(current.details),
        warnings=() if replaced else warnings(current.details, today),
        replaced=replaced,
        before=text[: link.start],
        words=text[link.start : link.end],
        after=text[link.end :],
    )


def _title(document: Document) -> str:
    return document.details.title or document.policy


def _stated(details: Details) -> tuple[str, ...]:
    """What the policy says of its revision and its dates."""
    stated = (
        ("Version {}", details.revision),
        ("In effect from {}", details.effective_on),
        ("Last reviewed {}", details.reviewed_on),
        ("To be reviewed by {}", details.review_on),
    )
    return tuple(said.format(value) for said, value in stated if value)


class Pages:
    """The pages in HTML, each with its status; `policy` is the content security policy they all keep."""

    def __init__(self) -> None:
        style = resources.files("adapters").joinpath("templates", "style.css").read_text(encoding="utf-8")
        # Nothing is fetched and nothing runs; the one style is allowed by what it says.
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        self.policy = (
            f"default-src 'none'; style-src 'sha256-{digest}'; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        self._templates = jinja2.Environment(
            loader=jinja2.PackageLoader("adapters"), autoescape=True, undefined=jinja2.StrictUndefined
        )
        self._templates.globals["style"] = Markup(style)  # noqa: S704  # our own file
        self._templates.filters["exactly"] = exactly

    def about(self, answer_days: int) -> HTMLResponse:
        """What Quoth is, what it keeps and for how long, and whom to ask."""
        return self._page("about.html", 200, answer_days=answer_days)

    def clause(self, found: InContext) -> HTMLResponse:
        """The document, with the clause marked."""
        shown = {name: getattr(found, name) for name in InContext.model_fields}
        return self._page("clause.html", 200, **shown)

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
