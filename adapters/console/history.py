"""What was published, when and by whom; going back to it; withdrawing a policy; and what was said on a day."""

from __future__ import annotations

import datetime as dt

from starlette.responses import Response

from adapters.console import comparing
from adapters.console.access import Access
from adapters.console.jobs import Done, Progress
from adapters.console.page import Page
from adapters.console.paging import paged
from adapters.console.publishing import said_in
from adapters.console.revisions import publications
from adapters.console.visit import Turned, Visit
from bot import admin_messages, composing, publication_lines, publishing
from bot import console_phrases as phrases
from bot import revision_phrases as revised
from bot.answers import LONGEST_QUESTION, Question
from bot.approving import Approvals
from bot.checking import loses
from bot.errors import ChangedMeanwhile, NothingToRollBack
from bot.messages import Message
from bot.moving import LIVE, LONGEST_REASON, Moving, back_to, out_of
from bot.people import Role
from bot.records import Act, Publication, Revision, State


def history(visit: Visit) -> Response:
    """List what was published, the newest first."""
    every = visit.desk.store.publications.all(visit.short)
    rows = paged(visit, publications(visit, every))
    return visit.render("history.html", rows=rows, goes_back=publishing.goes_back(every))


def one(visit: Visit) -> Response:
    """Show what a publication changed, and what it put on the list for a later day."""
    every = visit.desk.store.publications.all(visit.short)
    made = _named(visit, every)
    before = next((each for each in reversed(every) if each.number < made.number), None)
    found = comparing.changed(visit, before.documents if before else (), made.documents)
    told = next(each for each in publications(visit, every) if each.publication.number == made.number)
    rows = comparing.rows(visit, found)
    return visit.render(
        "publication.html",
        line=told,
        made=made,
        newest=made.number == every[-1].number,
        coming=_coming(visit, before, made, publication_lines.CHANGES),
        before=before.number if before else None,
        rows=paged(visit, rows, weigh=lambda each: each.weight),
    )


def goes_back(visit: Visit) -> Response:
    """Show what would be in force again were the last change undone, and ask once more."""
    every = visit.desk.store.publications.all(visit.short)
    try:
        target = publishing.before(every, visit.organisation)
    except NothingToRollBack:
        raise Turned(
            404, phrases.FAULTS["NothingToRollBack"].format(organisation=visit.organisation.name)
        ) from None
    return _back(visit, every, target)


def back(visit: Visit) -> Response:
    """Show what would be in force again after a publication of the address's number, and ask once more."""
    every = visit.desk.store.publications.all(visit.short)
    return _back(visit, every, _named(visit, every))


def roll_back(visit: Visit) -> Response:
    """Roll back to what was shown, if what is in force is still what it was then."""
    every, desk, who = visit.desk.store.publications.all(visit.short), visit.desk, visit.who
    target, shown = _named(visit, every), visit.field("shown", 64)
    organisation, reason = visit.organisation, _reason(visit)
    if Moving(visit.cabinet, Approvals(visit.cabinet)).just_did(visit.member, Act.rolled_back, shown):
        return visit.redirect(visit.href("revisions", "history", str(every[-1].number)), revised.DONE_ALREADY)
    if shown != back_to(organisation, every, target):
        return _back(visit, every, target, phrases.CHANGED_SINCE, 409)
    if reason is None:
        return _back(visit, every, target, phrases.TOO_LONG.format(most=LONGEST_REASON), 422)

    def work(_progress: Progress) -> Done:
        if desk.store.publications.newest(organisation.short) != every[-1].number:
            raise ChangedMeanwhile(organisation=organisation.name)
        done = desk.publisher.roll_back(
            organisation, who, visit.now, to=target.number, reason=reason or None, today=visit.today
        )
        number = str(done.publication.number) if done.publication else ""
        told = said_in(admin_messages.published(done, False, comparing.counted_as))
        return Done(visit.href("revisions", "history", number), told)

    return visit.work(phrases.ROLLING_BACK, visit.href("revisions", "history"), work)


def withdrawing(visit: Visit) -> Response:
    """Show what rests on a policy, and ask once more before it is withdrawn."""
    return _withdrawing(visit, _live(visit))


def withdraw(visit: Visit) -> Response:
    """Withdraw the policy that was shown, if it still stands as it did."""
    live, shown, desk, who = _live(visit), visit.field("shown", 64), visit.desk, visit.who
    organisation, reason, policy = visit.organisation, _reason(visit), live.policy
    if shown != out_of(live, live.state):
        return _withdrawing(visit, live, phrases.CHANGED_SINCE, 409)
    if reason is None:
        return _withdrawing(visit, live, phrases.TOO_LONG.format(most=LONGEST_REASON), 422)

    def work(_progress: Progress) -> Done:
        done = desk.publisher.withdraw(organisation, policy, who, visit.now, reason or None)
        told = phrases.WITHDRAWN.format(title=admin_messages.title(live))
        became = said_in(admin_messages.published(done, False, comparing.counted_as))
        return Done(visit.href("revisions"), f"{told} {became}")

    return visit.work(phrases.WITHDRAWING, visit.href("revisions"), work)


def said(visit: Visit) -> Response:
    """Show the form that asks a question as of a day."""
    return _said(visit, visit.today.isoformat())


def said_on(visit: Visit) -> Response:
    """Answer a question from what was or will be in force on a day; nothing of it is kept."""
    day, text, asker = visit.field("day", 10), visit.field("question"), visit.field("asker", 40)
    try:
        on = dt.date.fromisoformat(day)
    except ValueError:
        return _said(visit, day, text, asker, phrases.WHICH_DAY, status=422)
    if not text.strip() or asker not in set(Role):
        return _said(visit, day, text, asker, phrases.FAULTS["EmptyQuestion"], status=422)
    if len(text) > LONGEST_QUESTION:
        fault = phrases.TOO_LONG.format(most=f"{LONGEST_QUESTION:,}")
        return _said(visit, day, text, asker, fault, status=422)
    asked = Question(text=text, organisation=visit.short, asker=Role(asker), as_of=on)
    message = composing.answer(visit.desk.ask(asked), visit.place).model_copy(update={"buttons": ()})
    return _said(visit, day, text, asker, message=message)


def _said(
    visit: Visit,
    day: str,
    text: str = "",
    asker: str = str(Role.staff),
    fault: str = "",
    message: Message | None = None,
    status: int = 200,
) -> Response:
    askers = [str(each) for each in Role]
    return visit.render(
        "said.html", status, day=day, text=text, asker=asker, askers=askers, fault=fault, message=message
    )


def _back(
    visit: Visit, every: tuple[Publication, ...], target: Publication, fault: str = "", status: int = 200
) -> Response:
    last = every[-1]
    rows = comparing.rows(visit, comparing.changed(visit, last.documents, target.documents))
    told = next(each for each in publications(visit, every) if each.publication.number == target.number)
    return visit.render(
        "roll_back.html",
        status,
        line=told,
        target=target,
        coming=_coming(visit, last, target, publication_lines.WOULD_CHANGE),
        rows=paged(visit, rows, weigh=lambda each: each.weight),
        shown=back_to(visit.organisation, every, target),
        same=target.number == last.number,
        fault=fault,
        given=visit.field("reason"),
        most=LONGEST_REASON,
    )


def _withdrawing(visit: Visit, live: Revision, fault: str = "", status: int = 200) -> Response:
    return visit.render(
        "withdraw.html",
        status,
        live=live,
        resting=loses(visit.desk, visit.organisation, live.policy),
        shown=out_of(live, live.state),
        fault=fault,
        given=visit.field("reason"),
        most=LONGEST_REASON,
    )


def _coming(
    visit: Visit, before: Publication | None, after: Publication, said: tuple[str, str, str]
) -> list[str]:
    """Sentences on what is to come on a later day after a publication and was not before."""
    parts = publication_lines.coming(visit.desk, visit.short, before, after, said)
    return [said_in(Message(parts=(each,))) for each in parts]


def _named(visit: Visit, every: tuple[Publication, ...]) -> Publication:
    """The publication whose number the address names; raises Turned where the organisation has none of it."""
    found = next((each for each in every if str(each.number) == visit.path("number")), None)
    if found is None:
        raise Turned(404)
    return found


def _live(visit: Visit) -> Revision:
    """The revision in force, or to come, of the policy that the address names; raises Turned where there is none."""
    held = visit.desk.store.publications.revisions(visit.short, LIVE)
    mine = [each for each in held if each.policy == visit.path("policy")]
    mine.sort(key=lambda each: each.state is not State.published)
    if not mine:
        raise Turned(404)
    return mine[0]


def _reason(visit: Visit) -> str | None:
    """Why something is done, if it was said; None where that is too long."""
    given = visit.field("reason").strip()
    return given if len(given) <= LONGEST_REASON else None


PAGES = (
    Page("GET", "/o/{organisation}/revisions/history", Access.admin, history),
    Page("GET", "/o/{organisation}/revisions/history/{number}", Access.admin, one),
    Page("GET", "/o/{organisation}/revisions/back", Access.admin, goes_back),
    Page("GET", "/o/{organisation}/revisions/back/{number}", Access.admin, back),
    Page("POST", "/o/{organisation}/revisions/back/{number}", Access.admin, roll_back),
    Page("GET", "/o/{organisation}/revisions/withdraw/{policy}", Access.admin, withdrawing),
    Page("POST", "/o/{organisation}/revisions/withdraw/{policy}", Access.admin, withdraw),
    Page("GET", "/o/{organisation}/revisions/said", Access.admin, said),
    Page("POST", "/o/{organisation}/revisions/said", Access.admin, said_on),
)
