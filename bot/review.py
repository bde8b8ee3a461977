"""The review pack of one policy: what was asked of it, clause by clause, for the meeting at its review date."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from bot import phrases
from bot.desk import Desk
from bot.errors import NoSuchPolicy, WrongUse
from bot.gaps import Gaps, Group, feedback, gaps
from bot.history import History
from bot.people import Organisation
from bot.pins import Pin, Pins, PinState
from bot.quoting import verified, warnings
from bot.settings import did_you_mean
from bot.standing import Standing, Stands, quoted
from bot.tallies import Tallies, week_of
from corpus.document import Audience, Details, Document, Force, Value


class ClauseLine(Value):
    """One clause of the policy in its exact words, where those stand that change it, and its figures.

    `times` in the time of the pack, `ever` since counting began; `unhelpful` counts answers that quoted it and were
    marked as no help; `near` questions without a rule that it came nearest to.
    """

    stands: Standing
    force: Force
    audience: tuple[Audience, ...]
    lead: tuple[str, ...]
    words: str
    goes_with: tuple[Standing, ...]
    times: int
    ever: int
    unhelpful: int
    near: int
    pins: tuple[Pin, ...]


class Section(Value):
    """A part of the policy by its heading, and the questions that found no rule and came nearest to a clause of it."""

    heading: str
    groups: tuple[Group, ...]

    @property
    def number(self) -> int:
        """How many questions these are."""
        return sum(each.number for each in self.groups)

    @property
    def nearest(self) -> tuple[Standing, ...]:
        """The clauses that came nearest, each once."""
        return tuple(
            {each.nearest[0].stands.clause_id: each.nearest[0].stands for each in self.groups}.values()
        )


class Pack(Value):
    """All that a review pack shows.

    `sections` in the order of the policy; `nowhere` are the groups that came near no clause of any policy in force, and
    `elsewhere` counts by title those that came nearest to another policy. `unhelped` quoted this policy.
    """

    gaps: Gaps
    policy: str
    title: str
    details: Details
    warnings: tuple[str, ...]
    clauses: tuple[ClauseLine, ...]
    sections: tuple[Section, ...]
    unhelped: tuple[Group, ...]
    nowhere: tuple[Group, ...]
    elsewhere: tuple[tuple[str, int], ...]
    pins: tuple[Pin, ...]

    @property
    def number(self) -> int:
        """How many questions without a rule came nearest to this policy."""
        return sum(each.number for each in self.sections)

    @property
    def times(self) -> int:
        """How often clauses of it were quoted."""
        return sum(each.times for each in self.clauses)


def pack(
    desk: Desk,
    history: History,
    tallies: Tallies,
    pins: Pins,
    organisation: Organisation,
    policy: str,
    since: dt.date,
    now: dt.datetime,
) -> Pack:
    """The pack of a policy in force, of what was asked from the week of the day `since` on.

    Raises NoSuchPolicy, WrongUse where nothing is published, and VerificationFailed where the stored policy is not what
    was published.
    """
    stands = Stands(desk, organisation)
    document = _document(desk, organisation, stands, policy)
    found = gaps(desk, history, tallies, pins, organisation, since, now)
    here = [each for each in found.unanswered if each.nearest and each.nearest[0].stands.policy == policy]
    others = [each for each in found.unanswered if each.nearest and each not in here]
    elsewhere: Counter[str] = Counter()
    for each in others:
        elsewhere[each.nearest[0].stands.title] += each.number
    clauses = _clauses(document, stands, found, history, tallies, pins, now)
    mine = {pin.id: pin for line in clauses for pin in line.pins}
    return Pack(
        gaps=found,
        policy=policy,
        title=document.details.title or policy,
        details=document.details,
        warnings=warnings(document.details, now.date()),
        clauses=clauses,
        sections=_sections(clauses, here),
        unhelped=tuple(each for each in found.unhelped if _quotes(each, policy)),
        nowhere=tuple(each for each in found.unanswered if not each.nearest),
        elsewhere=tuple(elsewhere.most_common()),
        pins=tuple(mine.values()),
    )


def _document(desk: Desk, organisation: Organisation, stands: Stands, policy: str) -> Document:
    if not stands.documents:
        sentence = phrases.PACK_NOTHING_PUBLISHED.format(organisation=organisation.name)
        raise WrongUse(what=sentence)
    known = {each.policy: each for each in stands.documents}
    if policy not in known:
        hint = did_you_mean(policy, list(known))
        raise NoSuchPolicy(organisation=organisation.name, name=policy, hint=hint)
    document = known[policy]
    verified(document, desk.store.stored_document(document.id, organisation.short))
    return document


def _clauses(
    document: Document,
    stands: Stands,
    found: Gaps,
    history: History,
    tallies: Tallies,
    pins: Pins,
    now: dt.datetime,
) -> tuple[ClauseLine, ...]:
    counted = [each for each in tallies.since(found.organisation, dt.date.min) if each.week <= week_of(now)]
    ever = quoted(counted)
    times = quoted(each for each in counted if each.week >= found.since)
    unhelpful = _unhelpful(stands, found, history, now)
    near: Counter[str] = Counter()
    for group in found.unanswered:
        for each in group.nearest[:1]:
            near[each.stands.clause_id] += group.number
    pinned = _pinned(stands, pins.all(found.organisation, (PinState.active, PinState.suspended)))
    return tuple(
        ClauseLine(
            stands=stands.of(unit),
            force=unit.force,
            audience=unit.audience,
            lead=tuple(span.of(document.text) for span in unit.lead),
            words=unit.span.of(document.text),
            goes_with=stands.goes_with(unit),
            times=times[unit.policy, unit.fingerprint],
            ever=ever[unit.policy, unit.fingerprint],
            unhelpful=unhelpful[unit.id],
            near=near[unit.id],
            pins=pinned.get(unit.id, ()),
        )
        for unit in stands.units(document.policy)
    )


def _unhelpful(stands: Stands, found: Gaps, history: History, now: dt.datetime) -> Counter[str]:
    """How many answers that quoted each clause were marked as no help, by the clause's id; of those still kept."""
    first = dt.datetime.combine(found.since, dt.time(), dt.UTC)
    kept = [each for each in history.since(found.organisation, first) if each.given_at <= now]
    rated = feedback(history, kept)
    times: Counter[str] = Counter()
    for given in kept:
        if rated.get(given.id, (True, None))[0] is False:
            now_said = (stands.now(each) for each in given.clauses)
            times.update({each.id for each in now_said if each is not None})
    return times


def _pinned(stands: Stands, found: Iterable[Pin]) -> Mapping[str, tuple[Pin, ...]]:
    """The pins on each clause in force, by the clause's id."""
    pinned: dict[str, tuple[Pin, ...]] = {}
    for pin in found:
        clauses = (stands.now(each) for each in pin.clauses)
        for id in {each.id for each in clauses if each is not None}:
            pinned[id] = (*pinned.get(id, ()), pin)
    return pinned


def _sections(clauses: Sequence[ClauseLine], here: Sequence[Group]) -> tuple[Section, ...]:
    """The groups under the headings of the clauses they came nearest to, in the order of the policy."""
    order = list(dict.fromkeys(each.stands.section for each in clauses))
    found = []
    for heading in order:
        groups = tuple(each for each in here if each.nearest[0].stands.section == heading)
        if groups:
            found.append(Section(heading=heading or phrases.PACK_NO_SECTION, groups=groups))
    return tuple(found)


def _quotes(group: Group, policy: str) -> bool:
    return any(each.stands.policy == policy for each in group.nearest)
