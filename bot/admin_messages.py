"""What admins are shown in chat: what is in force and what waits, what would change, and what came of it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Sequence

from bot import composing, diff_cards, phrases
from bot import revision_phrases as revised
from bot.desk import Desk
from bot.diff_cards import announced
from bot.diff_lists import counts
from bot.diffing import QUIET, compared
from bot.editions import edition_of
from bot.errors import BadName
from bot.events import Verb
from bot.messages import Button, Message, Part, Said
from bot.people import Organisation
from bot.places import Platform
from bot.publishing import Published
from bot.records import Act, Revision, State, slug
from bot.requests import Request
from corpus.differences import Difference, differences
from corpus.document import Document

MOST = 100
"""Policies, drafts or publications that one message lists."""

MOST_CHANGES = 10
"""Changes that one message shows in their words, and drafts of which it shows any."""


def mark(organisation: str) -> str:
    """What stands for an organisation on a button, so that a press is known to be about it."""
    return "o" + hashlib.sha256(organisation.encode()).hexdigest()[:12]


def whose(organisations: Iterable[Organisation], id: str) -> str:
    """The short name of the organisation that a button's id begins with the mark of, or nothing."""
    return next((each.short for each in organisations if mark(each.short) == id.partition("-")[0]), "")


def named(revisions: Iterable[Revision], policy: str) -> Revision | None:
    """The revision of the policy of that short name or title, or None."""
    wanted, found = _slug(policy), list(revisions)
    titled = [each for each in found if wanted and _slug(each.title) == wanted]
    return next((each for each in found if each.policy == wanted), titled[0] if len(titled) == 1 else None)


def _slug(name: str) -> str:
    try:
        return slug(name)
    except BadName:
        return ""


def token(*shown: object) -> str:
    """What tells whether something is still as it was shown."""
    return hashlib.sha256("\n".join(map(str, shown)).encode()).hexdigest()[:24]


def buttons(organisation: str, *verbs: Verb) -> tuple[Button, ...]:
    """Buttons that begin something for an organisation, and change nothing by themselves."""
    return tuple(composing.button(verb, mark(organisation)) for verb in verbs)


def sure(verb: Verb, organisation: str, shown: str, label: str = "") -> Button:
    """The button that does something with exactly what was shown."""
    made = composing.button(verb, f"{mark(organisation)}-{shown}")
    return made.model_copy(update={"label": label}) if label else made


def drop(organisation: str, drafts: Sequence[Revision]) -> tuple[Button, ...]:
    """The button that drops a draft, where it is the only one that is shown."""
    one = drafts[0] if len(drafts) == 1 else None
    return (sure(Verb.drop_draft, organisation, draft_token(one)),) if one else ()


def draft_token(draft: Revision) -> str:
    """What a press names that drops a draft."""
    return token("drop", draft.key, draft.document_id)


def lines(sentences: Iterable[str], most: int = MOST) -> list[Part]:
    """Lines of a list, and how many there are beyond the most that are shown."""
    every = list(sentences)
    shown: list[Part] = [Said(text=each) for each in every[:most]]
    if len(every) > most:
        shown.append(Said(text=revised.AND_MORE.format(number=len(every) - most), quiet=True))
    return shown


def policy_line(revision: Revision, today: dt.date) -> str:
    """A policy in force: its title, its revision, and when it is to be reviewed."""
    details = revision.details
    review = details.review_on
    told = [
        revised.REVISION_IS.format(revision=details.revision) if details.revision else "",
        revised.SINCE.format(day=phrases.day(revision.starts_on)) if revision.starts_on else "",
        revised.REVIEW_BY.format(day=review) if review else revised.NO_REVIEW,
        revised.OVERDUE if overdue(revision, today) else "",
    ]
    return line(title(revision), told)


def overdue(revision: Revision, today: dt.date) -> bool:
    """Whether a policy should have been reviewed by now."""
    review = revision.details.review_on
    return review is not None and review.last_day < today


def waiting_line(revision: Revision, today: dt.date) -> str:
    """A draft, or what is published for a later day: its title, its file, and from when it holds."""
    details = revision.details
    stated = revision.starts_on or (details.effective_on.first_day if details.effective_on else None)
    later = stated is not None and stated > today
    told = [
        revised.REVISION_IS.format(revision=details.revision) if details.revision else "",
        revised.FROM_FILE.format(file=revision.source) if revision.state is State.draft else "",
        revised.TAKES_EFFECT_ON.format(day=phrases.day(stated)) if stated and later else "",
    ]
    return line(title(revision), told)


def somebody(who: str, reader: str) -> str:
    """Who did something, to whoever reads it: people are not told of by their ids, accounts of the machine are."""
    if who == reader:
        return revised.YOU
    return revised.ANOTHER if who.partition(":")[0] in set(Platform) and ":" in who else who


def titled(revisions: Iterable[Revision]) -> str:
    """Policies by their titles, each with its short name, by which it can be ordered."""
    named = dict.fromkeys(f"“{title(each)}” ({each.policy})" for each in revisions)
    return phrases.listed(sorted(named, key=str.casefold))


def request_line(request: Request, reader: str) -> str:
    """Somebody's wish to publish, which a second person has to agree to."""
    at, who = request.asked_at.astimezone(), somebody(request.asked_by, reader)
    return revised.REQUEST_IS.format(
        who=who[:1].upper() + who[1:], day=f"{phrases.day(at.date())}, {at:%H:%M}"
    )


def changes(counts: dict[str, int]) -> str:
    """How many clauses were changed, by the kind of change."""
    return ", ".join(f"{count} {kind}" for kind, count in counts.items())


def between(desk: Desk, organisation: str, old: Sequence[str], new: Sequence[str]) -> tuple[Difference, ...]:
    """What changes from some revisions to others, by their ids; those that are in both are passed over."""
    gone = [each for each in old if each not in new]
    come = [each for each in new if each not in old]
    held = documents(desk, organisation, [*gone, *come])
    before, after = ([held[id] for id in ids if id in held] for ids in (gone, come))
    return differences(edition_of(before), edition_of(after))


def changed(desk: Desk, organisation: Organisation, drafts: Sequence[Revision]) -> list[Part]:
    """What drafts change of what is in force, in the exact words of both."""
    wanted = {each.policy for each in drafts}
    found = [each for each in compared(desk.store, organisation) if each.draft.policy in wanted]
    if len(found) > MOST_CHANGES:
        return lines(
            revised.COUNTS_OF.format(title=title(each.draft), policy=each.draft.policy, counts=counts(each))
            for each in found
        )
    most = max(1, MOST_CHANGES // max(1, len(found)))
    return [part for each in found for part in diff_cards.changes(each, most).parts]


def documents(desk: Desk, organisation: str, ids: Iterable[str]) -> dict[str, Document]:
    """The revisions of these ids, drafts too."""
    wanted = set(ids)
    rows = {each.document_id: each.key for each in desk.store.publications.revisions(organisation)}
    keys = [rows[id] for id in sorted(wanted & rows.keys())]
    return {each.id: each for each in desk.store.publications.documents(organisation, keys)}


def summary(desk: Desk, organisation: str, found: Sequence[Difference]) -> list[Part]:
    """What changes, in short: of which policies, what binds otherwise in its new words, and how many clauses there are."""
    told = [each for each in found if each.change not in QUIET]
    if not told:
        return [Said(text=revised.NOTHING_CHANGES)]
    ids = {clause.document_id for each in told for clause in each.new}
    held = desk.store.publications.revisions(organisation)
    details = {each.policy: each.details for each in sorted(held, key=lambda each: each.document_id in ids)}
    titles = [
        f"“{' '.join((details[policy].title or policy).split())}”"
        for policy in dict.fromkeys(each.policy for each in told)
    ]
    return [Said(text=revised.CHANGES_IN.format(titles=phrases.listed(titles))), *announced(told, details)]


def published(done: Published, back: bool, counting: Callable[[dict[str, int]], str] = changes) -> Message:
    """What came of a publication; with a button to go back, where it can be gone back from.

    `counting` puts how many clauses were changed by each kind of change.
    """
    parts: list[Part] = [Said(text=_done(done))]
    parts += [
        Said(text=phrases.TAKES_EFFECT.format(policy=policy, day=phrases.day(day)))
        for policy, day in done.scheduled
    ]
    if done.suspended:
        pins = phrases.counted(len(done.suspended), "pin is", "pins are")
        parts.append(Said(text=revised.PINS_SUSPENDED_NOW.format(pins=pins)))
    if done.publication and done.publication.changes:
        parts.append(
            Said(text=revised.CHANGED_SO.format(changes=counting(done.publication.changes)), quiet=True)
        )
    short = done.publication.organisation if done.publication else ""
    return Message(parts=tuple(parts), buttons=buttons(short, Verb.roll_back) if back and short else ())


def _done(done: Published) -> str:
    if not done.policies:
        return revised.NOTHING_IN_FORCE_NOW.format(organisation=done.organisation)
    act = done.publication.act if done.publication else Act.published
    if act is Act.rolled_back:
        phrase = revised.ROLLED_BACK
    else:
        phrase = phrases.PUBLISHED if done.publication else phrases.PUBLISHED_ALREADY
    return phrase.format(
        organisation=done.organisation,
        policies=phrases.counted(len(done.policies), "policy", "policies"),
        clauses=phrases.counted(done.clauses, "clause", "clauses"),
    )


def title(revision: Revision) -> str:
    """A policy's title, in one line."""
    return " ".join(revision.title.split())


def line(head: str, told: Iterable[str]) -> str:
    """What a line is about, and what there is to say of it."""
    return f"{head}: {', '.join(filter(None, told))}" if any(told) else head
