"""An organisation to ask: the training material's policies as Markdown files, added and published as anybody's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from bot.desk import Desk
from bot.settings import Settings

if TYPE_CHECKING:
    from corpus.document import Clause, Document
    from index.passages import Passages
    from index.training.material import Policy, Question

NAME = "Benchmark Trust"
BY = "benchmark"


@dataclass(frozen=True, slots=True)
class Organisation:
    """What was published: every whole clause's id and text, and the questions that its policies were written for."""

    clauses: tuple[tuple[str, str], ...]
    questions: tuple[tuple[str, ...], ...]
    policies: int


def published(
    home: Path, policies: Sequence[Policy], clauses: int, progress: Callable[[int, int], None]
) -> Organisation:
    """Publish whole policies, the last one cut short, until there are `clauses` whole clauses or no more policies."""
    desk = Desk.opened(Settings.model_validate({"home": home}))
    folder = home / "files"
    folder.mkdir()
    whole, questions, taken = 0, [], 0
    for policy in policies:
        if whole >= clauses:
            break
        path = folder / f"{policy.name}.md"
        path.write_text(markdown(policy.title, policy.clauses[: clauses - whole]), encoding="utf-8")
        (added,) = desk.add(NAME, [path], by=BY)
        if added.problem:
            raise ValueError(added.problem)
        whole += sum(clause.part_of is None for clause in added.clauses)
        questions += [question.turns for question in policy.questions if _asks(question)]
        taken += 1
    desk.publish(NAME, BY, progress)
    texts = tuple(
        (clause.id, text(document, clause))
        for document, cut, _ in desk.clauses(NAME)
        for clause in cut
        if clause.part_of is None
    )
    return Organisation(texts, tuple(questions), taken)


def markdown(title: str, clauses: Sequence[Passages]) -> str:
    """Write clauses as a policy: numbered paragraphs under numbered headings, and lists under their lead-ins."""
    lines = ["---", f'title: "{title}"', f"organisation: {NAME}", "---", "", f"# {title}", ""]
    for section, (heading, under) in enumerate(groupby(clauses, key=lambda one: one.headings[-1]), start=1):
        lines += [f"## {section} {_unnumbered(heading)}", ""]
        number = 0
        for lead, together in groupby(under, key=lambda one: one.lead):
            if lead:
                number += 1
                lines += [
                    f"{section}.{number} {lead}",
                    "",
                    *(f"{_letter(place)} {one.words}\n" for place, one in enumerate(together)),
                ]
                continue
            for one in together:
                number += 1
                lines += [f"{section}.{number} {one.words}", ""]
    return "\n".join(lines)


def text(document: Document, clause: Clause) -> str:
    """Give a clause as a rival is given it: what it stands under, then its lead-ins and its words."""
    above = " > ".join((document.details.title or document.policy, *clause.headings))
    lead = " ".join(span.of(document.text) for span in clause.lead)
    return " ".join(f"{above}: {lead} {clause.text}".split())


def _asks(question: Question) -> bool:
    return question.kind != "chat"


def _unnumbered(heading: str) -> str:
    first, _, rest = heading.partition(" ")
    return rest if rest and any(character.isdigit() for character in first) else heading


def _letter(place: int) -> str:
    return f"({chr(ord('a') + place % 26)})"
