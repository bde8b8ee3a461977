"""What a revision changes, clause by clause: aligned by what clauses say, not by their numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from corpus.document import Clause, Details, Document, Value
from corpus.revisions import Change, Edition, became


class Difference(Value):
    """One change between two revisions of a policy: what it is, and the clauses before and after it.

    A clause that was split has several after it, clauses that were merged several before. A change of the policy's own
    details, such as a date, has no clauses but says under `detail` what it is about, and what it `was` and `now` is.
    """

    policy: str
    change: Change
    old: tuple[Clause, ...] = ()
    new: tuple[Clause, ...] = ()
    detail: str = ""
    was: str = ""
    now: str = ""


ORDER = (
    Change.force_changed,
    Change.audience_changed,
    Change.removed,
    Change.added,
    Change.reworded,
    Change.split_up,
    Change.merged,
    Change.notes_changed,
    Change.details_changed,
    Change.moved,
    Change.renumbered,
    Change.unchanged,
)
"""What is said first: what binds otherwise than before."""


def differences(old: Edition, new: Edition) -> tuple[Difference, ...]:
    """Give every clause of both editions once, in the order of what matters most; a policy that is the same is passed over."""
    before = {document.policy: document for document in old.documents.values()}
    after = {document.policy: document for document in new.documents.values()}
    found: list[Difference] = []
    for policy in sorted(before.keys() | after.keys()):
        one, other = before.get(policy), after.get(policy)
        if one and other and one.id == other.id:
            continue
        found += _of_policy(policy, old, new)
        found += _details(policy, one, other)
    return tuple(sorted(found, key=lambda each: ORDER.index(each.change)))


def counted(found: Iterable[Difference]) -> dict[str, int]:
    """How many changes there are of each kind, but for what is unchanged."""
    counts = Counter(str(each.change) for each in found if each.change is not Change.unchanged)
    return {str(change): counts[str(change)] for change in ORDER if counts[str(change)]}


def _of_policy(policy: str, old: Edition, new: Edition) -> Iterator[Difference]:
    fates = [(unit, became(unit, old, new)) for unit in old.units if unit.policy == policy]
    merged: dict[str, list[Clause]] = {}
    reached: set[str] = set()
    for unit, fate in fates:
        reached.update(fate.now)
        now = tuple(clause for id in fate.now if (clause := new.clause(id)))
        if fate.change is Change.merged and now:
            merged.setdefault(now[0].id, []).append(unit)
            continue
        yield Difference(policy=policy, change=fate.change, old=(unit,), new=now)
    for id, units in merged.items():
        clause = new.clause(id)
        yield Difference(
            policy=policy, change=Change.merged, old=tuple(units), new=(clause,) if clause else ()
        )
    for unit in new.units:
        if unit.policy == policy and unit.id not in reached:
            yield Difference(policy=policy, change=Change.added, new=(unit,))


_DETAILS = (
    "title",
    "organisation",
    "revision",
    "effective_on",
    "reviewed_on",
    "review_on",
    "audience",
    "owner",
)


def _details(policy: str, old: Document | None, new: Document | None) -> Iterator[Difference]:
    if old is None or new is None:
        return
    for name in _DETAILS:
        was, now = _stated(old.details, name), _stated(new.details, name)
        if was != now:
            yield Difference(policy=policy, change=Change.details_changed, detail=name, was=was, now=now)


def _stated(details: Details, name: str) -> str:
    value: object = getattr(details, name)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(str(each) for each in value)
    return "" if value is None else str(value)
