"""The changes of a draft or a publication as chat shows them: what binds otherwise first, and the exact words of both sides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot import phrases
from bot import revision_phrases as revised
from bot.diff_lists import beside, counts
from bot.diff_rows import shown
from bot.diffing import QUIET, Compared
from bot.messages import Message, Part, Quoted, Said
from corpus.differences import ORDER, Difference, counted
from corpus.document import Clause, Details
from corpus.revisions import Change

MOST = 10
"""Changes that a card shows; of the others it says how many there are."""

MOST_ANNOUNCED = 3
"""Clauses that bind otherwise which an announcement quotes."""


def changes(compared: Compared, most: int = MOST) -> Message:
    """The card of one draft: the weightiest changes in the exact words of both sides, then how many there are in all."""
    draft, before = compared.draft, compared.before
    title = revised.DIFF_CARD.format(title=draft.title)
    parts: list[Part] = [Said(text=title, strong=True), Said(text=beside(compared))]
    old = before.details if before else draft.details
    for each in compared.told[:most]:
        parts += _change(each, draft.title, old, draft.details)
    rest = len(compared.told) - most
    if rest > 0:
        more = phrases.counted(rest, "change is", "changes are")
        parts.append(Said(text=revised.DIFF_REST.format(more=more, policy=draft.policy)))
    parts.append(Said(text=counts(compared) if compared.told else revised.DIFF_NOTHING, quiet=True))
    return Message(parts=tuple(parts))


def announced(
    differences: Sequence[Difference], details: Mapping[str, Details], most: int = MOST_ANNOUNCED
) -> tuple[Part, ...]:
    """What an announcement says of a publication's changes: what binds otherwise as it reads now, and how many there are.

    `details` are those of the policies that are in force now, by their short names.
    """
    parts: list[Part] = []
    binding = [each for each in differences if each.change is Change.force_changed]
    for each in binding[:most]:
        now = details.get(each.policy, Details())
        parts.append(Said(text=_what(each, now.title or each.policy)))
        parts += [_quoted(unit, each.lead_now, now, quiet=False) for unit in each.new]
    told = counted(each for each in differences if each.change not in QUIET)
    if told:
        said = ", ".join(f"{told[str(kind)]} {kind}" for kind in ORDER if str(kind) in told)
        parts.append(Said(text=revised.DIFF_COUNTS.format(counts=said), quiet=True))
    return tuple(parts)


def _change(each: Difference, title: str, old: Details, new: Details) -> Iterable[Part]:
    """One change: a sentence that says what it is, and below it the words."""
    if each.detail:
        name = revised.DETAILS[each.detail]
        was, now = each.was or revised.NOTHING_STATED, each.now or revised.NOTHING_STATED
        yield Said(text=revised.DETAIL_FROM_TO.format(name=name, old=was, new=now))
        return
    yield Said(text=_what(each, title))
    if each.change is Change.moved:
        yield from (_quoted(unit, each.lead_now, new, quiet=False) for unit in each.new)
        return
    yield from (_quoted(unit, each.lead_was, old, quiet=True) for unit in each.old)
    if each.old and each.new:
        parts = {Change.split_up: revised.IN_PARTS, Change.merged: revised.IN_ONE}
        yield Said(text=parts.get(each.change, phrases.IT_SAYS_NOW))
    yield from (_quoted(unit, each.lead_now, new, quiet=False) for unit in each.new)


def _what(each: Difference, title: str) -> str:
    said = shown(each)
    where = f"{title} {said.place}".strip() if len(each.old) == len(each.new) == 1 else said.place
    binds = said.binds if each.old and each.new else ""
    what = " · ".join(part for part in (said.label, where, binds, said.speaks) if part)
    return revised.DIFF_CARD_CHANGE.format(what=what.replace("\n", " "))


def _quoted(clause: Clause, lead: tuple[str, ...], details: Details, quiet: bool) -> Quoted:
    """A clause of a draft or of what it replaces, whose words are a slice of that document."""
    parts = [details.title or clause.policy, clause.place or "", " › ".join(clause.headings)]
    parts += [f"version {details.revision}"] if details.revision else []
    names = ["everyone" if name.value == "all" else name.value for name in clause.audience]
    return Quoted(
        force=clause.force,
        label=phrases.FORCES[clause.force],
        lead=lead,
        words=clause.text,
        citation=" · ".join(part.replace("\n", " ") for part in parts if part),
        audience=phrases.AUDIENCE.format(audiences=", ".join(names)),
        quiet=quiet,
    )
