"""Where the policy is silent: what was asked and not answered, which clauses are quoted, and which never are."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pydantic import computed_field

from bot import phrases
from bot.answers import Kind
from bot.grouping import grouped
from bot.history import Given, History
from bot.messages import Message, Said
from bot.people import Organisation
from bot.pins import Pins, PinState
from bot.standing import Often, Stands, Unquoted
from bot.tallies import Counted, Tallies, Tally, week_of
from corpus.document import Value

if TYPE_CHECKING:
    from bot.desk import Desk

BIGGEST = 3
"""Groups of questions that the monthly note tells of, and policies whose unquoted clauses it counts."""

LONGEST_EXAMPLE = 200
"""Characters of a question that the monthly note shows."""

BLOCKS = 20
"""Blocks of the bar of the busiest week."""

BATCH = 10_000
"""Answers whose feedback is read at a time: a database takes so many values in one statement."""


class Group(Value):
    """Questions that ask about the same thing: how many, by how many people, and what they were.

    `example` is the most central one and the first of `texts`, which holds all. `nearest` are the clauses that were
    shown with most of them, as they stand now. `reasons` are why answers were no help, where somebody said.
    """

    number: int
    askers: int
    example: str
    texts: tuple[str, ...]
    nearest: tuple[Often, ...] = ()
    reasons: tuple[str, ...] = ()


class Week(Value):
    """The answers given in the week that begins on a Monday, by kind."""

    week: dt.date
    quoted: int = 0
    pinned: int = 0
    silent: int = 0

    @property
    def answered(self) -> int:
        """Answers that quoted a clause or served a pin."""
        return self.quoted + self.pinned

    @property
    def asked(self) -> int:
        """Answers of every kind."""
        return self.answered + self.silent


class Gaps(Value):
    """Where an organisation's policies were silent, from the Monday `since` to the day `until`.

    `unanswered` and `unhelped` hold the groups of questions whose words are still kept, biggest first; a silent answer
    stands among the unanswered even where it was marked as no help. `wordless` and `unhelped_wordless` say how many
    more there were. `quoted` are the clauses in force that were quoted in that time, most often first; `replaced` counts
    quotes of words that are not in force any more. `never` goes back to `counted_since`, when counting began.
    """

    organisation: str
    name: str
    since: dt.date
    until: dt.date
    weeks: tuple[Week, ...] = ()
    helpful: int = 0
    unhelpful: int = 0
    unanswered: tuple[Group, ...] = ()
    wordless: int = 0
    unhelped: tuple[Group, ...] = ()
    unhelped_wordless: int = 0
    quoted: tuple[Often, ...] = ()
    replaced: int = 0
    never: tuple[Unquoted, ...] = ()
    counted_since: dt.date | None = None
    pins: int = 0
    suspended: int = 0

    @computed_field  # type: ignore[prop-decorator]
    @property
    def asked(self) -> int:
        """How many questions were answered with a quote, a pin or silence."""
        return sum(each.asked for each in self.weeks)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def answered(self) -> int:
        """How many of them with a quote or a pin."""
        return sum(each.answered for each in self.weeks)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def share(self) -> float | None:
        """The share answered, 0 to 1; None where nothing was asked."""
        return self.answered / self.asked if self.asked else None

    @property
    def silent(self) -> int:
        """How many found no rule."""
        return self.asked - self.answered

    @property
    def pinned(self) -> int:
        """How many were answered with a pin."""
        return sum(each.pinned for each in self.weeks)


def gaps(
    desk: Desk,
    history: History,
    tallies: Tallies,
    pins: Pins,
    organisation: Organisation,
    since: dt.date,
    now: dt.datetime,
    groups: bool = True,
) -> Gaps:
    """What an organisation's policies left open, from the week of the day `since` to the moment `now`.

    Weeks begin on Mondays and are counted whole. Without `groups` there are only figures, which are had at once: no
    question is put with others. Raises ModelUnavailable and IndexDamaged.
    """
    first = since - dt.timedelta(days=since.weekday())
    last = week_of(now)
    ever = [each for each in tallies.since(organisation.short, dt.date.min) if each.week <= last]
    counted = [each for each in ever if each.week >= first]
    from_then_on = dt.datetime.combine(first, dt.time(), dt.UTC)
    kept = [each for each in history.since(organisation.short, from_then_on) if each.given_at <= now]
    stands = Stands(desk, organisation)
    rated = feedback(history, kept)
    silent = [each for each in kept if each.kind is Kind.silent and each.text]
    useless = [each for each in kept if rated.get(each.id, (True, None))[0] is False and each.text]
    unhelped = [each for each in useless if each.kind is not Kind.silent]
    times = Counter({kind: sum(each.times for each in counted if each.kind is kind) for kind in Counted})
    quoted, replaced = stands.most_quoted(counted)
    states = Counter(each.state for each in pins.all(organisation.short))
    return Gaps(
        organisation=organisation.short,
        name=organisation.name,
        since=first,
        until=now.date(),
        weeks=tuple(_weeks(counted, first, last)),
        helpful=max(0, times[Counted.helpful]),
        unhelpful=max(0, times[Counted.unhelpful]),
        unanswered=_groups(silent, rated, stands, desk) if groups else (),
        wordless=max(0, times[Counted.silent] - len(silent)),
        unhelped=_groups(unhelped, rated, stands, desk) if groups else (),
        unhelped_wordless=max(0, times[Counted.unhelpful] - len(useless)),
        quoted=quoted,
        replaced=replaced,
        never=stands.never_quoted(ever),
        counted_since=min((each.week for each in ever), default=None),
        pins=states[PinState.active],
        suspended=states[PinState.suspended],
    )


def feedback(history: History, kept: Sequence[Given]) -> Mapping[str, tuple[bool, str | None]]:
    """How each of the answers was rated, and why, where it was."""
    ids = [each.id for each in kept]
    found: dict[str, tuple[bool, str | None]] = {}
    for start in range(0, len(ids), BATCH):
        found |= history.feedback(ids[start : start + BATCH])
    return found


def _weeks(counted: Iterable[Tally], first: dt.date, last: dt.date) -> Iterator[Week]:
    times: dict[dt.date, Counter[str]] = defaultdict(Counter)
    for each in counted:
        times[each.week][each.kind] += each.times
    week = first
    while week <= last:
        here = times[week]
        yield Week(week=week, quoted=here["quoted"], pinned=here["pinned"], silent=here["silent"])
        week += dt.timedelta(days=7)


def _groups(
    asked: Sequence[Given],
    rated: Mapping[str, tuple[bool, str | None]],
    stands: Stands,
    desk: Desk,
) -> tuple[Group, ...]:
    if not asked:
        return ()
    texts = [each.text or "" for each in asked]
    found = []
    for places in grouped(texts, desk.encoder):
        group = [asked[place] for place in places]
        reasons = [rated.get(each.id, (True, None))[1] for each in group]
        found.append(
            Group(
                number=len(group),
                askers=len({each.person for each in group}),
                example=texts[places[0]],
                texts=tuple(texts[place] for place in places),
                nearest=stands.nearest(group),
                reasons=tuple(each for each in reasons if each),
            )
        )
    return tuple(found)


def monthly(found: Gaps, console: bool = False) -> Message:
    """The note to the lead: how much was asked and answered, the biggest gaps, what is never quoted, and what to do.

    `console`: it is read there, where a review pack is a page.
    """
    between = {"name": found.name, "since": day(found.since), "until": day(found.until)}
    if not found.asked:
        return Message(parts=(Said(text=phrases.GAPS_NOTHING.format(**between)),))
    said = [phrases.GAPS_HEAD.format(**between) + ".", *figures(found), *_bars(found)]
    if found.unanswered:
        said.append(phrases.GAPS_BIGGEST)
    said += [_one(each, phrases.GAPS_ONE) for each in found.unanswered[:BIGGEST]]
    more = sum(each.number for each in found.unanswered[BIGGEST:]) + found.wordless
    if found.unanswered and more:
        said.append(phrases.GAPS_MORE.format(number=more))
    said += [_one(each, phrases.GAPS_UNHELPED_FIRST) for each in found.unhelped[:1]]
    if found.quoted:
        often = "; ".join(
            f"{each.stands.title} {each.stands.place} ({each.times})" for each in found.quoted[:BIGGEST]
        )
        said.append(phrases.GAPS_QUOTED_MOST.format(clauses=often))
    said += never(found)
    if found.suspended:
        number = phrases.counted(found.suspended, "pin is", "pins are")
        said.append(phrases.GAPS_SUSPENDED.format(pins=number))
    then = phrases.GAPS_NEXT_CONSOLE if console else phrases.GAPS_NEXT.format(short=found.organisation)
    return Message(parts=(*(Said(text=each) for each in said), Said(text=then, quiet=True)))


def figures(found: Gaps) -> list[str]:
    """How many questions there were, how many were answered, and how many of the answers helped, in sentences."""
    said = phrases.GAPS_FIGURES.format(
        asked=phrases.counted(found.asked, "question", "questions"),
        share=share(found.share),
        silent=found.silent,
    )
    if found.pinned:
        said += " " + phrases.GAPS_PINNED.format(pinned=found.pinned)
    rated = phrases.GAPS_RATED.format(helpful=found.helpful, unhelpful=found.unhelpful)
    return [said, rated] if found.helpful or found.unhelpful else [said]


def never(found: Gaps) -> list[str]:
    """How many clauses of which policies were never quoted, in at most one sentence."""
    idle = sorted((each for each in found.never if each.clauses), key=lambda each: -len(each.clauses))
    if not idle or found.counted_since is None:
        return []
    named = [
        phrases.GAPS_NEVER_ONE.format(
            number=len(each.clauses), of=phrases.counted(each.of, "clause", "clauses"), title=each.title
        )
        for each in idle[:BIGGEST]
    ]
    others = len(idle) - len(named)
    if others:
        number = phrases.counted(others, "other policy", "other policies")
        named.append(phrases.GAPS_NEVER_OTHERS.format(number=number))
    return [phrases.GAPS_NEVER_SAID.format(since=day(found.counted_since), policies="; ".join(named))]


def _bars(found: Gaps) -> Iterator[str]:
    """A line for each week that begins with its bar, so that the bars line up in any typeface."""
    most = max(each.asked for each in found.weeks)
    for each in found.weeks:
        about = {"asked": each.asked, "silent": each.silent, "week": f"{each.week.day} {each.week:%b}"}
        whole = max(1, round(BLOCKS * each.asked / most))
        light = max(1, round(whole * each.silent / each.asked)) if each.silent else 0
        bar = "█" * (whole - light) + "░" * light
        sentence = phrases.GAPS_BAR_SILENT if each.silent else phrases.GAPS_BAR_WEEK
        yield (sentence if each.asked else phrases.GAPS_BAR_NONE).format(bar=bar, **about)


def _one(group: Group, sentence: str) -> str:
    example = " ".join(group.example.split())
    if len(example) > LONGEST_EXAMPLE:
        example = example[:LONGEST_EXAMPLE].rsplit(" ", 1)[0] + "…"
    return sentence.format(
        number=phrases.counted(group.number, "question", "questions"),
        example=example,
        nearest=nearest(group.nearest[:1]),
    )


def nearest(found: Iterable[Often]) -> str:
    """Title and number of the clauses that came nearest, or that none did."""
    named = [f"{each.stands.title} {each.stands.place}" for each in found]
    return "; ".join(named) or phrases.GAPS_NEAR_NOTHING


def day(on: dt.date) -> str:
    """A day as it is written in a sentence."""
    return f"{on.day} {on:%B %Y}"


def share(of: float | None) -> str:
    """A share in whole per cent; never "100%" where one is missing, nor "0%" where there is one."""
    if of is None:
        return ""
    return f"{min(99, max(1, round(100 * of))) if 0 < of < 1 else round(100 * of)}%"
