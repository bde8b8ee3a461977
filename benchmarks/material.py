"""Labelled questions and perfect clauses, from a practice or a golden folder, as values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import yaml

from corpus.document import Audience, Block, BlockKind, Clause, Details, Document, Force, Span


class Row(TypedDict, total=False):
    """A line of the files, of any of their kinds."""

    id: str
    policy: str
    number: str
    headings: list[str]
    lead: str
    text: str
    plain: str
    unit: str
    clause: str
    audience: str | list[str]
    force: str
    question: str
    turns: list[str]
    gold: list[str]
    also: list[str]
    must: list[str | list[str]]
    tolerated: list[str]
    asker: str
    answerable: bool
    kind: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question and the units that a right answer shows: of each of `must` any one, of `fine` any."""

    id: str
    group: str
    organisation: str
    source: str
    turns: tuple[str, ...]
    must: tuple[tuple[str, ...], ...]
    fine: frozenset[str]
    answerable: bool
    kind: str
    asker: str


@dataclass(frozen=True, slots=True)
class Group:
    """What is asked together: documents, perfect clauses and questions of a policy or an organisation."""

    name: str
    documents: tuple[Document, ...]
    clauses: tuple[Clause, ...]
    questions: tuple[Labelled, ...]


def practice(folder: Path, by: str = "policy") -> list[Group]:
    """Read a practice folder, grouped by "policy" or by "organisation"."""
    documents: dict[str, list[tuple[Document, list[Clause]]]] = {}
    questions: dict[str, list[Labelled]] = {}
    for path in sorted((folder / "policies").glob("*.md")):
        front = yaml.safe_load(path.read_text(encoding="utf-8").split("---")[1])
        units = {row["id"]: row for row in _rows(folder / "clauses" / f"{path.stem}.jsonl")}
        group = str(front["organisation"]) if by == "organisation" else path.stem
        documents.setdefault(group, []).append(_document(path.stem, str(front["title"]), units))
        for source in ("questions", "indirect"):
            for row in _rows(folder / source / f"{path.stem}.jsonl"):
                labelled = Labelled(
                    id=row["id"],
                    group=group,
                    organisation=str(front["organisation"]),
                    source="threads" if "turns" in row else source,
                    turns=tuple(row.get("turns") or [row["question"]]),
                    must=tuple((gold,) for gold in row["gold"]),
                    fine=frozenset([*row["gold"], *row.get("also", [])]),
                    answerable=row["answerable"],
                    kind=row.get("kind", "answerable"),
                    asker=row.get("asker", "staff"),
                )
                questions.setdefault(group, []).append(labelled)
    return [_group(name, found, questions[name]) for name, found in documents.items()]


def golden(folder: Path) -> list[Group]:
    """Read a golden folder: a group a policy, its clauses joined to whole printed units."""
    units: dict[str, dict[str, Row]] = {}
    homes: dict[str, str] = {}
    for row in _rows(folder / "clauses.jsonl"):
        home = f"{row['policy']}/{row['unit']}"
        homes[row["id"]] = home
        known = units.setdefault(row["policy"], {})
        if home in known:
            known[home]["text"] += " " + row["plain"]
            known[home]["audience"] = sorted({*known[home]["audience"], str(row["audience"])})
        else:
            known[home] = Row(
                id=home,
                lead=row["lead"],
                text=row["plain"],
                audience=[str(row["audience"])],
                force=row["force"],
            )
    questions: dict[str, list[Labelled]] = {}
    for source in ("questions", "followups"):
        for row in _rows(folder / f"{source}.jsonl"):
            pieces = [[piece] if isinstance(piece, str) else piece for piece in row["must"]]
            must = tuple(
                dict.fromkeys(tuple(dict.fromkeys(homes[one] for one in any_of)) for any_of in pieces)
            )
            fine = (
                [one for any_of in pieces for one in any_of] + row.get("gold", []) + row.get("tolerated", [])
            )
            labelled = Labelled(
                id=row["id"],
                group=row["policy"],
                organisation=row["policy"],
                source=source,
                turns=tuple(row.get("turns") or [row["question"]]),
                must=must,
                fine=frozenset(homes[one] for one in fine if one in homes),
                answerable=row.get("answerable", True),
                kind=row.get("kind", "answerable"),
                asker=row.get("asker", "staff"),
            )
            questions.setdefault(row["policy"], []).append(labelled)
    return [_group(name, [_document(name, name, rows)], questions[name]) for name, rows in units.items()]


def _document(policy: str, title: str, rows: dict[str, Row]) -> tuple[Document, list[Clause]]:
    """Put perfect units into a document of their own, lead-ins as paragraphs before them."""
    text, blocks, clauses = "", [], []
    for id, row in rows.items():
        lead: tuple[Span, ...] = ()
        if row.get("lead"):
            lead = (Span(start=len(text), end=len(text) + len(row["lead"])),)
            blocks.append(Block(kind=BlockKind.paragraph, span=lead[0]))
            text += row["lead"] + "\n"
        span = Span(start=len(text), end=len(text) + len(row["text"]))
        blocks.append(Block(kind=BlockKind.item, span=span))
        text += row["text"] + "\n"
        audience = [row["audience"]] if isinstance(row["audience"], str) else row["audience"]
        force = Force.advised_against if row["force"] == "discouraged" else Force(row["force"])
        clauses.append(
            Clause(
                id=id,
                document_id="",
                policy=policy,
                number=row.get("number"),
                headings=tuple(row.get("headings", [])),
                lead=lead,
                span=span,
                text=row["text"],
                force=force,
                audience=tuple(Audience(one) for one in audience),
            )
        )
    document = Document(
        policy=policy,
        source=f"{policy}.md",
        sha256="0" * 64,
        text=text,
        blocks=tuple(blocks),
        details=Details(title=title),
    )
    return document, [clause.model_copy(update={"document_id": document.id}) for clause in clauses]


def _group(name: str, found: list[tuple[Document, list[Clause]]], questions: list[Labelled]) -> Group:
    clauses = tuple(clause for _, clauses in found for clause in clauses)
    return Group(name, tuple(document for document, _ in found), clauses, tuple(questions))


def _rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)
