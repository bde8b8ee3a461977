"""Received: what became of the files that somebody sent, as pages tell of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.filing import Added
from bot.records import DraftOutcome
from bot.shelf import Waiting
from corpus.document import Value


class Received(Value):
    """What became of one file: the draft that it is now, the question whose revision it is, or why it was not kept.

    `document` is the id of the draft and `title` what its policy is called. `changed` counts the clauses that it changes
    of what is in force, None where nothing is; `otherwise` those of them that bind otherwise. `told` are sentences on
    the corrections of its policy. `asked` is the file on the shelf, where nobody has said yet whose revision it is.
    """

    name: str
    outcome: DraftOutcome | None = None
    document: str = ""
    policy: str = ""
    title: str = ""
    clauses: int = 0
    faults: int = 0
    changed: int | None = None
    otherwise: int = 0
    told: tuple[str, ...] = ()
    problem: str = ""
    asked: Waiting | None = None
    dropped: bool = False


@dataclass
class Batch:
    """The files of one form, in the order in which they were sent; an answer about one of them takes its place."""

    files: list[Received] = field(default_factory=list)

    @property
    def kept(self) -> int:
        """How many are drafts now."""
        return sum(each.outcome in (DraftOutcome.new, DraftOutcome.replaced) for each in self.files)

    @property
    def asked(self) -> int:
        """Of how many somebody has to say whose revision they are."""
        return sum(each.asked is not None for each in self.files)

    def answered(self, id: str, received: Received) -> None:
        """Put what a file became in the place of the question about it."""
        self.files = [received if each.asked and each.asked.id == id else each for each in self.files]


def received(added: Added, title: str) -> Received:
    """What became of a file that was read; `title` is what its policy is called."""
    document, compared = added.document, added.compared
    if document is None or added.outcome is None:
        return Received(name=added.source, problem=_plain(added.source, added.problem or ""))
    return Received(
        name=added.source,
        outcome=added.outcome,
        document=document.id,
        policy=document.policy,
        title=title,
        clauses=sum(each.part_of is None for each in added.clauses),
        faults=len(document.faults),
        changed=compared.changed + compared.around if compared else None,
        otherwise=compared.otherwise if compared else 0,
        told=added.put_right,
    )


def _plain(name: str, problem: str) -> str:
    """A sentence about a file without the name that it stands beside."""
    return problem.removeprefix(f"{name}: ")
