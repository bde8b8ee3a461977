"""Invented documents with perfect clauses, for tests that need no reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.document import Audience, Block, BlockKind, Clause, Details, Document, Force, Span


@dataclass(frozen=True)
class Rule:
    """One printed unit: its words, its lead-in, and whom it speaks to."""

    words: str
    lead: str = ""
    audience: tuple[Audience, ...] = (Audience.staff,)
    headings: tuple[str, ...] = ()
    part_of: int | None = None


def policy(name: str, rules: Sequence[Rule], title: str | None = None) -> tuple[Document, tuple[Clause, ...]]:
    """Put rules into a document and give it with their clauses, `name#1`, `name#2` and so on."""
    text, blocks, spans = "", [], []
    for rule in rules:
        lead: tuple[Span, ...] = ()
        if rule.lead:
            lead = (Span(start=len(text), end=len(text) + len(rule.lead)),)
            blocks.append(Block(kind=BlockKind.paragraph, span=lead[0]))
            text += rule.lead + "\n"
        span = Span(start=len(text), end=len(text) + len(rule.words))
        blocks.append(Block(kind=BlockKind.item, span=span))
        text += rule.words + "\n"
        spans.append((span, lead))
    document = Document(
        policy=name,
        source=f"{name}.md",
        sha256="0" * 64,
        text=text,
        blocks=tuple(blocks),
        details=Details(title=title),
    )
    clauses = tuple(
        Clause(
            id=f"{name}#{number}",
            document_id=document.id,
            policy=name,
            number=str(number),
            headings=rule.headings,
            lead=lead,
            span=span,
            text=rule.words,
            force=Force.obligation,
            audience=rule.audience,
            part_of=f"{name}#{rule.part_of}" if rule.part_of else None,
        )
        for number, (rule, (span, lead)) in enumerate(zip(rules, spans, strict=True), start=1)
    )
    return document, clauses


FRIENDS = (
    Rule("Staff must not accept a friend request from a pupil.", headings=("2 Friends",)),
    Rule("disclose a password; lend a badge to anyone; leave a door open.", lead="Staff must not:"),
    Rule("Pupils may keep a phone in their bag.", audience=(Audience.learners,), headings=("3 Phones",)),
    Rule("Everyone is to report a lost badge to the office the same day.", audience=(Audience.all,)),
    Rule("Photographs of the class need the written consent of every parent."),
    Rule("Managers approve trips. They keep the list of drivers.", audience=(Audience.managers,)),
    Rule("They keep the list of drivers.", audience=(Audience.managers,), part_of=6),
)
