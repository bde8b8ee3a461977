"""The audit of an organisation: looking through it, verifying it, and taking it along."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable

from starlette.responses import Response

from adapters.console.access import Access
from adapters.console.attached import attached
from adapters.console.jobs import Done, Progress
from adapters.console.page import Page
from adapters.console.visit import Turned, Visit
from bot import audit as audited
from bot import audit_search
from bot import console_phrases as phrases
from bot.audit import HASH, Entry
from bot.audit_search import Wanted
from bot.pack_files import harmless
from bot.phrases import AUDIT_NOTED, AUDIT_UNGUARDED, AUDIT_WHOLE, counted
from bot.publications import NOTES

MOST = 50
"""Entries on a page."""

LONGEST = 400
"""Characters of what a thing was before and after that a page shows; the download has the rest."""


def audit(visit: Visit) -> Response:
    """Show the entries that are wanted, the newest first."""
    database, wanted = visit.desk.store.database, _wanted(visit)
    number = visit.number("page", 1, default=1)
    found = audit_search.search(database, wanted, (number - 1) * MOST, MOST)
    pages = max(1, -(-found.total // MOST))
    if number > pages:
        raise Turned(404)
    chosen = {
        "did": wanted.did,
        "who": wanted.who,
        "first": _iso(wanted.first_day),
        "last": _iso(wanted.last_day),
    }
    return visit.render(
        "audit.html",
        shown=[(each, _told(visit, each), _short(each.before), _short(each.after)) for each in found.entries],
        total=found.total,
        deeds=audit_search.deeds(database, visit.short),
        chosen=chosen,
        query={name: value for name, value in chosen.items() if value},
        number=number,
        pages=pages,
        publications=_publications(visit),
    )


def verify(visit: Visit) -> Response:
    """Walk the whole chain, and say whether it fits together."""
    head = visit.field("head", 200).strip().lower()
    if head and not HASH.fullmatch(head):
        raise Turned(422, phrases.NO_HASH)
    database, back = visit.desk.store.database, visit.href("audit")
    operator = visit.person.operator

    def work(_progress: Progress) -> Done:
        found = audited.verify(database, head)
        if not operator and not found.whole:
            return Done(back, phrases.AUDIT_MISFIT if found.fault else phrases.AUDIT_CUT)
        found.demand()
        # They are those of all organisations together, whose number is nobody else's business.
        all = AUDIT_WHOLE.format(entries=counted(found.entries, "entry", "entries"))
        said = [all if operator else phrases.AUDIT_FITS]
        said += [AUDIT_NOTED] if found.noted else []
        said += [] if found.guarded else [AUDIT_UNGUARDED]
        return Done(back, " ".join((*said, phrases.AUDIT_HEAD.format(head=found.head))))

    return visit.work(phrases.VERIFYING, back, work)


def download(visit: Visit) -> Response:
    """Give the entries that are wanted as a file, oldest first."""
    form = visit.query("as")
    if form not in ("csv", "jsonl"):
        raise Turned(404)
    database, wanted = visit.desk.store.database, _wanted(visit)
    found = audit_search.search(database, wanted, 0, 1_000_000).entries[::-1]
    text = _csv(found) if form == "csv" else "".join(f"{each.model_dump_json()}\n" for each in found)
    kind = "text/csv" if form == "csv" else "application/jsonl"
    name = f"{visit.short}-audit.{form}"
    return Response(text, media_type=kind, headers={"Content-Disposition": attached(name)})


def _wanted(visit: Visit) -> Wanted:
    return Wanted(
        organisation=visit.short,
        did=visit.query("did", 50),
        who=visit.query("who", 300).strip(),
        first_day=_day(visit.query("first", 10)),
        last_day=_day(visit.query("last", 10)),
        general=visit.person.operator,
    )


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    # Beyond these, a day begins at no moment that every machine can tell.
    return day if 1970 <= day.year <= 3000 else None


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _told(visit: Visit, entry: Entry) -> str:
    """Who it was: the visitor, a person by their id, or an account of the machine."""
    if entry.who == visit.who:
        return phrases.YOU
    return entry.who if ":" in entry.who or not entry.who else phrases.ACCOUNT.format(name=entry.who)


def _publications(visit: Visit) -> dict[tuple[str, dt.datetime], int]:
    """The numbers of the organisation's publications, by how and when the audit tells of each."""
    every = visit.desk.store.publications.all(visit.short)
    return {(NOTES[each.act], each.published_at): each.number for each in every}


def _short(value: object) -> str:
    if value is None:
        return ""
    said = json.dumps(value, ensure_ascii=False)
    return said if len(said) <= LONGEST else phrases.TOO_LONG_TO_SHOW


def _csv(found: Iterable[Entry]) -> str:
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(("id", "at", "who", "did", "thing", "before", "after", "hash"))
    for each in found:
        values = (each.who, each.did, each.thing, _json(each.before), _json(each.after))
        rows.writerow((each.id, each.at.isoformat(), *map(harmless, values), each.hash))
    return "\ufeff" + out.getvalue()


def _json(value: object) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False)


PAGES = (
    Page("GET", "/o/{organisation}/audit", Access.admin, audit),
    Page("POST", "/o/{organisation}/audit/verify", Access.admin, verify),
    Page("GET", "/o/{organisation}/audit/download", Access.admin, download),
)
