"""A clause as an organisation's own question names it: by its policy, its number as printed, and its first words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot import revision_phrases as phrases
from bot.editions import NOTHING
from bot.settings import did_you_mean
from corpus.document import Clause, Value
from corpus.revisions import Became, Change, Edition, became, words
from corpus.rewording import parts

FEWEST_WORDS = 8
"""Words of a clause that are kept at least, where it has as many: more where others of its policy begin alike."""

MOST_WORDS = 40


class Cite(Value):
    """A clause as a question names it; `words` are the beginning of what it says.

    With words they tell which clause is meant, and the number may be empty; without, the number does. The `policy` is a
    short name, behind that of its organisation and a slash where it is one of an organisation above: "trust/conduct".
    """

    policy: str
    number: str = ""
    words: str = ""

    def __str__(self) -> str:
        begins = phrases.SOME_CLAUSE.format(words=self.words)
        return f"{self.policy} {self.number}" if self.number else f"{self.policy}: {begins}"

    @property
    def whose(self) -> str:
        """The short name of the organisation above whose policy it is; empty for the own."""
        return self.policy.rpartition("/")[0]

    @property
    def own_policy(self) -> str:
        """The short name of the policy as its organisation has it."""
        return self.policy.rpartition("/")[2]


@dataclass(frozen=True)
class Meant:
    """The clauses that a name means in an edition: several where it is the number of a list; else `why` it means none.

    `changes` are sentences on what became of them since they were named. `whose` is the short name of the organisation above
    whose clauses they are; empty for the own.
    """

    clauses: tuple[Clause, ...] = ()
    why: str = ""
    changes: tuple[str, ...] = ()
    whose: str = ""


Revision = Callable[[str, str], Edition | None]
"""Gives what a revision said, by the short name of its organisation (empty: the own) and its id; None where it is not stored."""


@dataclass(frozen=True)
class Citing:
    """Finds the clauses that questions name, in what is in force and in what would be.

    `above` are the editions of the organisations above, by short name, and `coming` what would be in force instead of
    those of them that stay not as they are. `revisions` are the ids of the revisions, by policy, in which the named
    clauses have their numbers.
    """

    in_force: Edition
    above: Mapping[str, Edition]
    revisions: Mapping[str, str]
    revision: Revision
    coming: Mapping[str, Edition] = field(default_factory=dict)

    def meant(self, cite: Cite, own: Edition) -> Meant:
        """The clauses that say what the named clause says, or its successors, where `own` is the organisation's edition."""
        old, new = self._named_in(cite), self.edition(cite, own)
        named = found(cite, old)
        if self._contradicts(cite, named):
            return Meant(why=phrases.TWO_CLAUSES.format(policy=cite.policy, number=cite.number))
        if not named.clauses:
            # What a revision brings can be asked for before it is in force.
            there = found(cite, new)
            known = there if there.clauses or not old.documents else named
            return replace(known, whose=cite.whose)
        fates = [(each, _fate(each, old, new)) for each in named.clauses]
        now = dict.fromkeys(id for _, fate in fates for id in fate.now)
        clauses = tuple(clause for id in now if (clause := new.clause(id)))
        changes = tuple(said for each, fate in fates if (said := _said(each, fate, new, cite.whose)))
        why = "" if clauses else changes[0] if changes else named.why
        return Meant(clauses, why, changes, cite.whose)

    def knows(self, cite: Cite, own: Edition) -> bool:
        """Whether there is what a question names, in what is in force or where `own` is the organisation's edition."""
        places = (self._named_in(cite), self.edition(cite, own))
        return any(found(cite, each).clauses for each in places)

    def successor(self, cite: Cite, own: Edition) -> Cite:
        """How to name what a question names where `own` is the organisation's edition; as it is where nothing says it."""
        before = found(cite, self._named_in(cite)).clauses
        after = self.meant(cite, own).clauses
        if not after or (len(after) > 1 and not before):
            return cite
        if before and _of_list(cite, before[0]):
            return cite.model_copy(update={"number": _list_number(cite.number, before[0], after[0])})
        chosen = _nearest(before[0], after) if before else after[0]
        return named(chosen, self.edition(cite, own), cite.whose)

    def edition(self, cite: Cite, own: Edition) -> Edition:
        """The edition in which a policy would stand: the `own`, or that of an organisation above."""
        return self.holding.get(cite.whose, NOTHING) if cite.whose else own

    @property
    def holding(self) -> dict[str, Edition]:
        """What would be in force of the organisations above, by short name."""
        return {**self.above, **self.coming}

    def _named_in(self, cite: Cite) -> Edition:
        """What the policy said when the clause was named; what is in force where that is not known."""
        standing = self.above.get(cite.whose, NOTHING) if cite.whose else self.in_force
        id = self.revisions.get(cite.policy)
        if not cite.words or id is None or id in standing.documents:
            return standing
        return self.revision(cite.whose, id) or standing

    def _contradicts(self, cite: Cite, meant: Meant) -> bool:
        """Whether somebody has changed the number of a clause and not its words."""
        places = {parts(each.place or "") for each in meant.clauses}
        known = cite.words and cite.number and cite.policy in self.revisions
        return bool(known and places and parts(cite.number) not in places)


def found(cite: Cite, edition: Edition) -> Meant:
    """The clauses that a name means in the edition itself."""
    there = [unit for unit, _ in edition.by_policy.get(cite.own_policy, ())]
    if not there:
        known = sorted(named_as(each, cite.whose) for each in edition.by_policy)
        hint = did_you_mean(cite.policy, known).rstrip("?").replace(" Did", "; did")
        return Meant(why=phrases.NO_POLICY_SO.format(policy=cite.policy, hint=hint))
    if cite.words:
        return _by_words(cite, there)
    wanted = cite.number.rstrip(".")
    mine = [each for each in there if wanted in (each.id, (each.place or "").rstrip("."))]
    mine = mine or [each for each in there if _numbered(cite, each)]
    if len(mine) > 1:
        return Meant(why=phrases.SEVERAL_SO.format(policy=cite.policy, number=cite.number))
    listed = [each for each in there if _item_of(wanted, each.place or "")]
    if mine or listed:
        return Meant(tuple(mine or listed))
    return Meant(why=phrases.NO_CLAUSE_SO.format(policy=cite.policy, number=cite.number))


def _by_words(cite: Cite, there: Sequence[Clause]) -> Meant:
    begins = words(cite.words).rstrip("… ").casefold()
    mine = [each for each in there if words(each.text).casefold().startswith(begins)]
    numbered = [each for each in mine if parts(each.place or "") == parts(cite.number)]
    if numbered or len(mine) == 1:
        return Meant(tuple((numbered or mine)[:1]))
    if mine:
        return Meant(why=phrases.SEVERAL_SO.format(policy=cite.policy, number=cite.number).replace("  ", " "))
    return Meant(why=phrases.NO_CLAUSE_BEGINS.format(policy=cite.policy))


def _numbered(cite: Cite, clause: Clause) -> bool:
    """Whether a clause has the number that a question names, however either is printed: "5.b)" and "5(b)"."""
    wanted = parts(cite.number)
    return bool(wanted) and parts(clause.place or "") == wanted


def _item_of(number: str, place: str) -> str:
    """What a place says behind the number of the list in which it is an item; nothing where it is none."""
    ends = (at.start() for at in re.finditer(r"[ (]", place)) if number else ()
    return next((place[end:] for end in ends if parts(place[:end]) == parts(number)), "")


def named(clause: Clause, edition: Edition, whose: str = "") -> Cite:
    """How a question names a clause: by its number, and as many of its first words as no other of its policy begins with.

    `whose` is the short name of the organisation above whose clause it is, if it is one's.
    """
    said = words(clause.text).split()
    others = [text.split() for unit, text in edition.by_policy.get(clause.policy, ()) if unit.id != clause.id]
    length = FEWEST_WORDS
    while length < min(len(said), MOST_WORDS) and any(each[:length] == said[:length] for each in others):
        length += 1
    return Cite(
        policy=named_as(clause.policy, whose), number=clause.place or "", words=" ".join(said[:length])
    )


def named_as(policy: str, whose: str) -> str:
    """How a question names a policy: behind the short name of the organisation above whose it is, if it is one's."""
    return f"{whose}/{policy}" if whose else policy


def place(clause: Clause, whose: str = "") -> str:
    """Where a clause stands, as a question names it; `whose` as for `named`."""
    return where(named_as(clause.policy, whose), clause.place, clause.text)


def where(policy: str, number: str | None, text: str) -> str:
    """Where words of a policy stand, by their number; or how they begin where they have none."""
    begins = " ".join(words(text).split()[:FEWEST_WORDS])
    return str(Cite(policy=policy, number=number or "", words=begins))


def described(clause: Clause, old: Edition, new: Edition, whose: str = "") -> str:
    """What becomes of a clause of one edition in another, in words; nothing where it is as it was."""
    return _said(clause, _fate(clause, old, new), new, whose)


def _fate(clause: Clause, old: Edition, new: Edition) -> Became:
    if clause.document_id in new.documents:
        return Became(change=Change.unchanged, now=(clause.id,))
    return became(clause, old, new)


def _said(clause: Clause, fate: Became, new: Edition, whose: str) -> str:
    """What became of a clause, in words; nothing where it is as it was."""
    if fate.change is Change.unchanged:
        return ""
    if not fate.now:
        return phrases.IS_REMOVED.format(clause=place(clause, whose))
    now = _listed((each for id in fate.now if (each := new.clause(id))), whose)
    if now == place(clause, whose):
        return phrases.IS_CHANGED.format(clause=now, change=fate.change)
    return phrases.IS_NOW.format(clause=place(clause, whose), now=now, change=fate.change)


def _listed(clauses: Iterable[Clause], whose: str) -> str:
    return ", ".join(dict.fromkeys(place(each, whose) for each in clauses))


def _nearest(clause: Clause, others: Sequence[Clause]) -> Clause:
    """Of the clauses that one was split into, the one that reads most like it."""
    from rapidfuzz import fuzz  # what only answers has no use for it

    return max(others, key=lambda each: fuzz.ratio(each.text, clause.text))


def _of_list(cite: Cite, item: Clause) -> bool:
    """Whether a name is the number of the list in which a clause that it means is an item."""
    return not cite.words and cite.number != item.id and parts(cite.number) != parts(item.place or "")


def _list_number(number: str, before: Clause, after: Clause) -> str:
    """The number of a list, told by that of an item of it before and after."""
    old, new = before.place or "", after.place or ""
    item = _item_of(number, old)
    return new.removesuffix(item) if item and new.endswith(item) and new != item else number
