"""The clauses that an own question names: as links to where they stand, and as somebody writes them in a form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.console.addresses import clause_href
from adapters.console.visit import Visit
from bot import console_phrases as phrases
from bot import own_questions
from bot.answers import Quote
from bot.citing import Cite, found
from bot.composing import where
from bot.people import Role
from bot.question_files import OwnQuestion

ROWS = 3
"""Rows for clauses that a form shows at least."""

MOST_ROWS = 20
"""Clauses that a question names, at most."""


@dataclass(frozen=True, slots=True)
class Link:
    """Where a clause stands, in words, and its page; no page where it is not in force."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A clause as it is written in a form: its policy by its short name, and its number or id."""

    policy: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """A question as it stands in a form; `kind` is cite, silent or pinned."""

    ask: str = ""
    asker: str = str(Role.staff)
    kind: str = "cite"
    rows: tuple[Row, ...] = ()


class Citations:
    """Finds what questions name in what is in force for a visit's organisation."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._standing = own_questions.editions(visit.desk, visit.organisation)

    @property
    def policies(self) -> list[tuple[str, str]]:
        """The policies in force by the name under which a question cites them, each with its title, and whose it is."""
        above = {each.short: f" ({each.name})" for each in self._visit.organisation.above}
        return [
            (
                f"{whose}/{each.policy}".lstrip("/"),
                " ".join((each.details.title or each.policy).split()) + above.get(whose, ""),
            )
            for whose, edition in self._standing.items()
            for each in edition.documents.values()
        ]

    def links(self, question: OwnQuestion) -> list[Link]:
        """What a question must be answered with, in words that lead to the clauses."""
        if question.silent:
            return [Link(phrases.SILENCE)]
        if question.pinned:
            return [Link(phrases.A_PIN)]
        return [self._link(each) for each in question.cite]

    def _link(self, cite: Cite) -> Link:
        edition = self._standing.get(cite.whose)
        clauses = found(cite, edition).clauses if edition else ()
        if edition is None or not clauses:
            return Link(str(cite))
        clause = clauses[0]
        title = edition.documents[clause.document_id].details.title or cite.own_policy
        text = f"{' '.join(title.split())} {cite.number}" if cite.number else str(cite)
        return Link(text, clause_href(self._visit, clause.document_id, clause.id))

    def rows(self, question: OwnQuestion) -> tuple[Row, ...]:
        """The clauses of a question as a form shows them, with empty rows below for more."""
        mine = tuple(Row(each.policy, self._number(each)) for each in question.cite)
        return mine + (Row(),) * max(1, ROWS - len(mine))

    def _number(self, cite: Cite) -> str:
        """The number of a clause, or its id where it has none or shares it."""
        edition = self._standing.get(cite.whose)
        plain = cite.model_copy(update={"words": ""})
        if edition is None or (cite.number and found(plain, edition).clauses):
            return cite.number
        clauses = found(cite, edition).clauses
        return clauses[0].id if clauses else cite.number

    def read(self, typed: Typed, before: OwnQuestion | None = None) -> OwnQuestion:
        """The question that a form says; a clause that `before` named so is kept as it was.

        Raises EmptyQuestion, QuestionTooLong, NoSuchPolicy, NoSuchClause and WrongUse.
        """
        kept = {(row.policy, row.number): cite for row, cite in self._paired(before)}
        cites: list[Cite] = []
        for row in typed.rows if typed.kind == "cite" else ():
            known = kept.get((row.policy, row.number))
            cites += (
                [known]
                if known
                else own_questions.cited(
                    self._visit.desk, self._visit.organisation, [f"{row.policy} {row.number}"]
                )
            )
        return OwnQuestion(
            ask=own_questions.asked(typed.ask),
            asker=Role(typed.asker),
            cite=tuple(dict.fromkeys(cites)),
            silent=typed.kind == "silent",
            pinned=typed.kind == "pinned",
            pin=before.pin if before and typed.kind == "pinned" else "",
        )

    def _paired(self, before: OwnQuestion | None) -> Sequence[tuple[Row, Cite]]:
        return list(zip(self.rows(before), before.cite, strict=False)) if before else []


def quoted_links(visit: Visit, quotes: Sequence[Quote]) -> list[Link]:
    """What would be quoted, in words that lead to the clauses."""
    return [Link(where(each), clause_href(visit, each.document_id, each.clause_id)) for each in quotes]
