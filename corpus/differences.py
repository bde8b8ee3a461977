"""What a revision changes, clause by clause: aligned by what clauses say, not by their numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from corpus.alignment import Match, aligned
from corpus.document import Clause, Details, Document, Force, Span, Value
from corpus.revisions import Change, Edition
from corpus.rewording import binds_otherwise, only_details, parts, printed, same, same_line
from corpus.succession import Succession, path_of, succession

HEADING = "heading"
LEAD_IN = "lead-in"
"""What a difference is about that holds for several clauses and is said once."""


class Difference(Value):
    """One change between two revisions of a policy: what it is, and the clauses before and after it.

    A clause that was split has several after it, clauses that were merged several before. `lead_was` and `lead_now` are
    the lead-ins that the first of them hangs on, as they are printed. What is no clause says under `detail` what it is
    about, and what it `was` and `now` is: one of the policy's own details, such as a date, a heading, or a lead-in.
    """

    policy: str
    change: Change
    old: tuple[Clause, ...] = ()
    new: tuple[Clause, ...] = ()
    lead_was: tuple[str, ...] = ()
    lead_now: tuple[str, ...] = ()
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

_RANK = {change: place for place, change in enumerate(ORDER)}

SAYS_THE_SAME = frozenset({Change.unchanged, Change.renumbered, Change.moved})
"""The changes that leave what a clause says as it was."""


def differences(old: Edition, new: Edition) -> tuple[Difference, ...]:
    """Give every clause of both editions once, in the order of what matters most; a policy that is the same is passed over.

    Only the look of a text (white space, quotation marks, dashes, bullets) and the numbers by which clauses refer to
    others that were renumbered are no change. A heading or a lead-in that got other words is said once.
    """
    before = {document.policy: document for document in old.documents.values()}
    after = {document.policy: document for document in new.documents.values()}
    found: list[Difference] = []
    for policy in sorted(before.keys() | after.keys()):
        one, other = before.get(policy), after.get(policy)
        if one and other and one.id == other.id:
            continue
        found += _Compared(policy, (old, old.units_of(policy)), (new, new.units_of(policy))).differences()
        found += _details(policy, one, other)
    return tuple(sorted(found, key=lambda each: _RANK[each.change]))


def counted(found: Iterable[Difference]) -> dict[str, int]:
    """How many changes there are of each kind, but for what is unchanged."""
    counts = Counter(str(each.change) for each in found if each.change is not Change.unchanged)
    return {str(change): counts[str(change)] for change in ORDER if counts[str(change)]}


class _Compared:
    """One policy in two editions, its clauses matched."""

    def __init__(
        self, policy: str, old: tuple[Edition, Sequence[Clause]], new: tuple[Edition, Sequence[Clause]]
    ) -> None:
        self.policy, self.old, self.new = policy, old[0], new[0]
        self.places = {each.id: place for units in (old[1], new[1]) for place, each in enumerate(units)}
        self.matches = sorted(aligned(old[1], new[1], self.old, self.new), key=self._in_print)
        documents = [document for edition in (self.old, self.new) for document in edition.documents.values()]
        stated = [document.details for document in documents if document.policy == policy]
        self.details_differ = any(each != stated[0] for each in stated)
        self.succession: Succession = succession(self.matches)
        self.read_anew = any(map(self._reads_anew, self.matches))

    def differences(self) -> Iterator[Difference]:
        """What became of every clause, heading and lead-in, in the order of print."""
        clauses = [self._of(match) for match in self.matches]
        told = {
            unit.id for each in clauses if each.change not in SAYS_THE_SAME for unit in (*each.old, *each.new)
        }
        for was, now in self.succession.renamed:
            yield self._about(HEADING, was, now)
        yield from self._lead_ins(clauses, told)
        yield from clauses

    def _in_print(self, match: Match) -> tuple[int, int]:
        """Where a match stands: by its new clauses, a removed one by where it stood."""
        places = [self.places[each.id] for each in (match.new or match.old)]
        return min(places), not match.new

    def _of(self, match: Match) -> Difference:
        old, new = match.old, match.new
        return Difference(
            policy=self.policy,
            change=self._change(match),
            old=old,
            new=new,
            lead_was=self.old.lead_words(old[0]) if old else (),
            lead_now=self.new.lead_words(new[0]) if new else (),
        )

    def _change(self, match: Match) -> Change:
        if not match.old:
            return Change.added
        if not match.new:
            return Change.removed
        if len(match.new) > 1:
            return Change.split_up
        if len(match.old) > 1:
            return Change.merged
        old, new = match.old[0], match.new[0]
        numbered = Change.unchanged if _numbered_alike(old, new) else Change.renumbered
        if self._states_a_detail(old, new):
            return numbered
        if not _binds_alike(old, new) and not self._looks_otherwise_only(old, new):
            return Change.audience_changed if old.force is new.force else Change.force_changed
        if self._led_otherwise(old, new):
            return Change.force_changed
        if not self._says_the_same(old, new):
            return Change.force_changed if binds_otherwise(old.text, new.text) else Change.reworded
        if self.succession.has_moved(old, new):
            return Change.moved
        return numbered

    def _leads(self, old: Clause, new: Clause) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return self.old.lead_words(old), self.new.lead_words(new)

    def _reads_anew(self, match: Match) -> bool:
        """Whether a clause that is the same to the letter binds otherwise, or others, for what stands elsewhere."""
        if not len(match.old) == len(match.new) == 1:
            return False
        old, new = match.old[0], match.new[0]
        if _binds_alike(old, new):
            return False
        was, now = self._leads(old, new)
        return (old.text, was, old.headings) == (new.text, now, new.headings)

    def _looks_otherwise_only(self, old: Clause, new: Clause) -> bool:
        """Whether nothing but its look can have made a clause be read as binding otherwise, or others."""
        if self.read_anew or printed(old.text) != printed(new.text) or path_of(old) != path_of(new):
            return False
        was, now = self._leads(old, new)
        return tuple(map(printed, was)) == tuple(map(printed, now))

    def _led_otherwise(self, old: Clause, new: Clause) -> bool:
        """Whether a lead-in of a clause got a stronger or a weaker word of duty."""
        was, now = self._leads(old, new)
        return len(was) == len(now) and was != now and any(map(binds_otherwise, was, now))

    def _says_the_same(self, old: Clause, new: Clause) -> bool:
        if len(old.lead) != len(new.lead):
            return False
        return old.text == new.text or same(old.text, new.text, self.succession.numbers)

    def _states_a_detail(self, old: Clause, new: Clause) -> bool:
        """Whether a clause is a line such as "Review date: May 2027", which is said among the details."""
        if old.text == new.text or {old.force, new.force} != {Force.information}:
            return False
        return same_line(old.text, new.text) or (self.details_differ and only_details(old.text, new.text))

    def _lead_ins(self, clauses: Sequence[Difference], told: set[str]) -> Iterator[Difference]:
        """The lead-ins that got other words, where that is not said by what hangs on them."""
        said = [
            [(unit.document_id, unit.span) for unit in edition.units_of(self.policy) if unit.id in told]
            for edition in (self.old, self.new)
        ]
        seen: set[tuple[str, str]] = set()
        kept = self._lead_in_words(self.old) & self._lead_in_words(self.new)
        for each in clauses:
            if (
                len(each.old) != 1
                or len(each.new) != 1
                or each.change not in (*SAYS_THE_SAME, Change.reworded)
            ):
                continue
            old, new = each.old[0], each.new[0]
            for one, other, was, now in zip(old.lead, new.lead, each.lead_was, each.lead_now, strict=False):
                known = _within(old, one, said[0]) or _within(new, other, said[1])
                elsewhere = printed(was) in kept or printed(now) in kept
                if known or elsewhere or (was, now) in seen or same(was, now, self.succession.numbers):
                    continue
                seen.add((was, now))
                yield self._about(LEAD_IN, was, now)

    def _lead_in_words(self, edition: Edition) -> set[str]:
        """The lead-ins of an edition; a clause under another one of them has been moved, and no lead-in reworded."""
        mine = (unit for unit in edition.units_of(self.policy) if unit.lead)
        return {printed(each) for unit in mine for each in edition.lead_words(unit)}

    def _about(self, detail: str, was: str, now: str) -> Difference:
        return Difference(policy=self.policy, change=Change.reworded, detail=detail, was=was, now=now)


def _within(clause: Clause, lead: Span, said: Sequence[tuple[str, Span]]) -> bool:
    """Whether a lead-in of a clause stands in a unit of which a change is told."""
    return any(
        document == clause.document_id and span.start <= lead.start and lead.end <= span.end
        for document, span in said
    )


def _binds_alike(old: Clause, new: Clause) -> bool:
    """Whether two clauses bind as strongly, and the same people."""
    return old.force is new.force and (old.audience == new.audience or set(old.audience) == set(new.audience))


def _numbered_alike(old: Clause, new: Clause) -> bool:
    """Whether two clauses have the same number, however it is printed."""
    return old.place == new.place or parts(old.place or "") == parts(new.place or "")


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
        if printed(was).casefold() != printed(now).casefold():
            yield Difference(policy=policy, change=Change.details_changed, detail=name, was=was, now=now)


def _stated(details: Details, name: str) -> str:
    value: object = getattr(details, name)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(str(each) for each in value)
    return "" if value is None else str(value)
