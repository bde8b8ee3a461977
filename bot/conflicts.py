"""Do two quoted clauses of one policy pull apart: does one permit what the other prohibits?"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from bot.answers import Conflict
from corpus.document import Audience, Force

if TYPE_CHECKING:
    from corpus.document import Clause, Document

SHARED = 3
"""Words that both clauses must have in common."""

CONTAINED, ALIKE = 0.75, 0.5
"""How much of the shorter clause's words the other must have, and how much of all words both must."""

# A rule with a condition, and one that holds at a place or time, leave room for each other.
_CONDITION = re.compile(
    r"\b(?:unless|except\w*|only|if|when\w*|where\w*|while|once|until|before|after|provided|providing|without|subject to|"
    r"as long as|so long as|however|emergenc\w+|otherwise|permission|consent|agree\w*|approv\w*|authoris\w*)\b",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"\b(?:in|at|on|during|for|with|by|from|within|outside|inside|through|over|under|to|of)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+|\d+")
# What says that something is permitted or prohibited, and to whom, says nothing of what it is.
_FRAME_STEMS = (
    "must may not never can cannot could should shall will allow permit forbidden forbid prohibit ban free welcom entitl staff member "
    "anyon nobodi everyon all ani person peopl you your they their we our one who is are be been have has had do doe it this that these "
    "those and or also but either so"
)
_FRAME = frozenset(_FRAME_STEMS.split())


def conflicts(clauses: Sequence[Clause], document: Callable[[str], Document]) -> tuple[Conflict, ...]:
    """The pairs among the clauses of which one permits what the other prohibits, in order.

    Cautious: of a rule and its exception, of rules with conditions, and of rules for different people,
    places or times it says nothing. `document` gives a document by its id.
    """
    forces = {clause.force for clause in clauses}
    if not {Force.permission, Force.prohibition} <= forces:
        return ()
    return tuple(
        Conflict(first=one.id, second=other.id, first_of=one.document_id, second_of=other.document_id)
        for one, other in combinations(clauses, 2)
        if one.document_id == other.document_id
        and {one.force, other.force} == {Force.permission, Force.prohibition}
        and _meet(one, other)
        and _of_one_matter(whole(one, document), whole(other, document))
    )


def _meet(one: Clause, other: Clause) -> bool:
    """Whether two clauses speak to the same people and neither is tied to the other."""
    tied = {link.clause_id for link in one.links} | {link.clause_id for link in other.links}
    ties = tied | {*one.notes, *other.notes}
    if one.id in ties or other.id in ties:
        return False
    both = {*one.audience, *other.audience}
    return Audience.all in both or bool({*one.audience} & {*other.audience})


def whole(clause: Clause, document: Callable[[str], Document]) -> str:
    """What a clause says, its lead-ins included; `document` gives a document by its id."""
    text = document(clause.document_id).text
    return " ".join([*(span.of(text) for span in clause.lead), clause.text])


def _of_one_matter(one: str, other: str) -> bool:
    if _CONDITION.search(one) or _CONDITION.search(other):
        return False
    first, second = stems(one), stems(other)
    shared = first.keys() & second.keys()
    if len(shared) < SHARED or len(shared) < CONTAINED * min(len(first), len(second)):
        return False
    if len(shared) < ALIKE * len(first.keys() | second.keys()):
        return False
    return not (_confines(one, first, shared) or _confines(other, second, shared))


def _confines(text: str, stems: dict[str, int], shared: set[str]) -> bool:
    """Whether a phrase of place, time or manner that only this clause has confines it."""
    for preposition in _PREPOSITION.finditer(text):
        following = [stem for stem, place in stems.items() if place > preposition.start()]
        nearest = min(following, key=lambda stem: stems[stem], default=None)
        if nearest is not None and nearest not in shared:
            return True
    return False


def stems(text: str) -> dict[str, int]:
    """The stems of the words that say what a clause is about, each with the place where it first stands."""
    from index import lexicon

    found: dict[str, int] = {}
    for match in _WORD.finditer(text):
        for stem in lexicon.stems(match.group()):
            if stem not in _FRAME:
                found.setdefault(stem, match.start())
    return found
