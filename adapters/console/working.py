"""The page of something under way: how far it is, and where it leads."""

from __future__ import annotations

from starlette.responses import Response

from adapters.console.access import Access
from adapters.console.console import said
from adapters.console.page import Page
from adapters.console.visit import Turned, Visit
from bot import console_phrases as phrases


def work(visit: Visit) -> Response:
    """Show how far a job is; sends the browser on when it is done."""
    job = visit.console.jobs.get(visit.path("job"), visit.who, visit.short if visit.found else "")
    if job is None:
        raise Turned(404, phrases.JOB_GONE)
    if job.ended is not None:
        return visit.redirect(job.ended.href, job.ended.told)
    fault = said(job.fault) if job.fault else ""
    if job.over.is_set():
        if visit.partial:
            return Response(status_code=204, headers={"HX-Redirect": visit.console.here(visit.request)})
        return visit.render("failed.html", 200, job=job, fault=fault)
    return visit.render("work_bar.html" if visit.partial else "work.html", job=job)


PAGES = (
    Page("GET", "/o/{organisation}/jobs/{job}", Access.member, work),
    Page("GET", "/jobs/{job}", Access.visitor, work),
)
