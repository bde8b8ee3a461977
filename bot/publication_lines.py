"""Publications as admins and channels are told of them: which policies each was about, and what comes on a later day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from bot import phrases
from bot import revision_phrases as revised
from bot.admin_messages import changes, line, somebody, title
from bot.desk import Desk
from bot.messages import Part, Said
from bot.records import Publication, Revision, State

MOST_TITLES = 5
"""Policies that a line of the history names."""

CHANGES = (revised.ANNOUNCED_LATER, revised.ANNOUNCED_NEW_LATER, revised.ANNOUNCED_NOT)
"""How it is said that a policy changes on a later day, that a new one holds from then on, and that it does not after all."""

WOULD_CHANGE = (revised.WOULD_LATER, revised.WOULD_LATER, revised.WOULD_NOT)
"""How the same is said of what was not done yet."""


def publication_line(publication: Publication, reader: str, about: str = "") -> str:
    """One publication: its number, when, what it was, `about` which policies, by whom, and what changed."""
    what = str(publication.act)
    if publication.restores:
        what = revised.BACK_TO.format(what=what, number=publication.restores)
    by = publication.published_by
    told = [
        what,
        about,
        revised.DONE_BY.format(who=somebody(by, reader)) if by else "",
        changes(publication.changes),
    ]
    if publication.approved_by:
        told.append(revised.ASKED_FOR_BY.format(who=somebody(publication.approved_by, reader)))
    if publication.reason:
        told.append(revised.REASON_IS.format(reason=publication.reason))
    at = publication.published_at.astimezone()
    return line(f"{publication.number} · {phrases.day(at.date())}, {at:%H:%M}", told)


def history_lines(desk: Desk, history: Sequence[Publication], reader: str) -> list[str]:
    """All publications, the newest first, each with the policies that it was about."""
    told = about(desk, history)
    return [publication_line(each, reader, told[each.number]) for each in reversed(history)]


def about(desk: Desk, history: Sequence[Publication]) -> dict[int, str]:
    """Which policies each publication was about, by its number; `history` is all of an organisation's, oldest first."""
    held = standing(desk, history[0].organisation) if history else {}
    pairs = zip(history, [None, *history[:-1]], strict=True)
    return {each.number: _about(held, each, before) for each, before in pairs}


def _about(held: Mapping[str, Revision], publication: Publication, before: Publication | None) -> str:
    """Which policies a publication was about: what it put in force or took out of it, and what it did for a later day."""
    was, waited = (set(before.documents), set(before.scheduled)) if before else (set[str](), set[str]())
    now = was ^ set(publication.documents)
    later = waited ^ set(publication.scheduled)
    # A policy that got another title is one policy: it is named as it is called from then on.
    renewed = {held[id].policy for id in now & set(publication.documents) if id in held}
    gone = {id for id in now & was if id in held and held[id].policy in renewed}
    titles = [f"“{title(held[id])}”" for id in sorted(now - gone) if id in held]
    titles += [
        revised.FOR_DAY.format(title=title(held[id]), day=phrases.day(day))
        for id in sorted(later - now)
        if id in held and (day := held[id].starts_on)
    ]
    every = sorted(dict.fromkeys(titles))
    if len(every) > MOST_TITLES:
        rest = phrases.counted(len(every) - MOST_TITLES, "other", "others")
        every = [*every[:MOST_TITLES], rest]
    return phrases.listed(every)


def standing(desk: Desk, organisation: str) -> dict[str, Revision]:
    """The organisation's published revisions by their ids; of several of the same words the one nearest to being quoted."""
    held = [each for each in desk.store.publications.revisions(organisation) if each.state is not State.draft]
    held.sort(key=lambda each: (each.state not in (State.published, State.scheduled), -each.key))
    found: dict[str, Revision] = {}
    for each in held:
        found.setdefault(each.document_id, each)
    return found


def coming(
    desk: Desk,
    organisation: str,
    before: Publication | None,
    after: Publication,
    said: tuple[str, str, str] = CHANGES,
) -> list[Part]:
    """What is to take effect on a later day after a publication and was not before, and what is not any more."""
    held, today = standing(desk, organisation), desk.today()
    known = before.scheduled if before else ()
    in_force = {held[id].policy for id in after.documents if id in held}

    def days(ids: Iterable[str]) -> dict[tuple[str, dt.date], Revision]:
        """These revisions by policy and day, as far as the day is still to come."""
        wanted = (held[id] for id in ids if id in held)
        return {
            (each.policy, each.starts_on): each
            for each in wanted
            if each.starts_on and each.starts_on > today
        }

    come = days(id for id in after.scheduled if id not in known)
    gone = days(id for id in known if id not in (*after.scheduled, *after.documents))
    later, new, gone_now = said
    told = [
        (later if policy in in_force else new).format(title=title(each), day=phrases.day(day))
        for (policy, day), each in come.items()
    ]
    told += [
        gone_now.format(title=title(each), day=phrases.day(day))
        for (policy, day), each in gone.items()
        if (policy, day) not in come
    ]
    return [Said(text=each) for each in told]
