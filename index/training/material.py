"""The material that search is trained on: invented policies, and what people type about them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.passages import Passages

FOLDER = Path(__file__).parent / "material"
HELD_ORGANISATIONS = ("Ottermere Vale School",)  # whose policies no training sees, and these besides:
HELD_POLICIES = (
    "kk-academy-social",
    "tr-training-esafety",
    "sm-official-accounts",
    "sw-safer-working",
    "on-online-safety",
    "rt-remote-teaching",
    "j-school",
    "k-lancs",
    "m-ebacc",
)


HANDS = ("first", "second", "third", "fourth", "fifth", "sixth")  # in the order in which they wrote
URGENCIES = ("none", "high", "immediate")


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody typed, in turns, and the places in its policy's `clauses` that govern it.

    `also` may be quoted too. No `gold`: the policy does not answer it, and `kind` is "near" (right
    subject, the rule is missing), "far" (other business) or "chat"; else `kind` is "answerable".
    """

    turns: tuple[str, ...]
    gold: tuple[int, ...]
    also: tuple[int, ...]
    kind: str
    register: str


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy's clauses, as search reads them, and the questions about it."""

    name: str
    title: str
    organisation: str
    hand: str
    clauses: tuple[Passages, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A message, and the place in URGENCIES of the safeguarding concern that it discloses."""

    text: str
    urgency: int


def messages(path: Path = FOLDER / "concerns" / "train.jsonl") -> list[Message]:
    """Read messages that disclose a concern, and others that only look like it."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Message(row["text"], URGENCIES.index(row["urgency"])) for row in rows]


def read(folder: Path = FOLDER / "policies") -> list[Policy]:
    """Read every policy of a material folder; raises ValueError where a row names no clause of its policy."""
    return [_policy(path) for path in sorted(folder.glob("*.jsonl"))]


def _policy(path: Path) -> Policy:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    head = lines[0]
    clauses = [row for row in lines if "clause" in row]
    places = {row["clause"]: place for place, row in enumerate(clauses)}
    questions = []
    for row in lines[1:]:
        if "clause" in row:
            continue
        unknown = {*row["gold"], *row.get("also", [])} - places.keys()
        if row.get("also") and not row["gold"]:
            raise ValueError(f"{path.name}: {row} is answered by nothing, yet something would do.")
        if unknown:
            raise ValueError(f"{path.name}: {row} names {sorted(unknown)}, which the policy has not.")
        questions.append(
            Question(
                turns=tuple(row.get("turns") or [row["question"]]),
                gold=tuple(dict.fromkeys(places[one] for one in row["gold"])),
                also=tuple(places[one] for one in row.get("also", [])),
                kind=row.get("kind", "answerable"),
                register=row["register"],
            )
        )
    return Policy(
        name=head["policy"],
        title=head["title"],
        organisation=head["organisation"],
        hand=head["hand"],
        clauses=tuple(
            Passages.of(row["text"], row["lead"], row["headings"], head["title"]) for row in clauses
        ),
        questions=tuple(questions),
    )


def foreign(policies: Sequence[Policy]) -> list[Question]:
    """Give what some policies' material asks about other business, and its small talk."""
    return [one for policy in policies for one in policy.questions if one.kind in ("far", "chat")]


def held(policy: Policy) -> bool:
    """Tell whether a policy is kept back from training, to fit the line of silence and to measure on."""
    return policy.organisation in HELD_ORGANISATIONS or policy.name in HELD_POLICIES
