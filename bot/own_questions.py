"""An organisation's own questions: what must go on being answered as it is, kept in a file that anyone can write in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import structlog

from bot import revision_phrases as phrases
from bot import rows
from bot.answers import LONGEST_QUESTION, Cited
from bot.chain import digest
from bot.citing import Cite, Citing, found, named
from bot.conversations import plain
from bot.editions import edition_of
from bot.errors import (
    ChangedMeanwhile,
    EmptyQuestion,
    NoSuchClause,
    NoSuchPolicy,
    NotAnsweredSo,
    QuestionTooLong,
    QuothError,
    WrongUse,
)
from bot.people import Organisation, Role
from bot.question_files import (
    QUESTIONS,
    REVISIONS,
    Changing,
    OwnQuestion,
    OwnQuestions,
    changing,
    place,
    read,
)
from bot.settings import did_you_mean

if TYPE_CHECKING:
    from tomlkit.items import Table

    from bot.candidates import Candidate
    from bot.desk import Desk
    from bot.store import Store
    from corpus.revisions import Edition

Change = Callable[[Changing], Sequence[OwnQuestion]]
"""Changes the file, and gives the questions that were kept or dropped."""


def questions(desk: Desk, organisation: Organisation) -> OwnQuestions:
    """The organisation's own questions; raises BadQuestions where the file cannot be read."""
    return read(place(desk.settings.home, organisation.short))


def keep_true(
    desk: Desk,
    organisation: str,
    text: str,
    cited: Sequence[Cited],
    by: str,
    asker: Role = Role.staff,
    pinned: bool = False,
) -> bool:
    """Keep that a question must go on being answered with these clauses; with silence where there are none.

    `text` is the question, scrubbed of names already; `pinned`: that a pin must answer it instead. False where that is
    kept already. Raises ChangedMeanwhile where a clause is not in force any more, NotAnsweredSo where the question by
    itself is answered otherwise today, and BadQuestions.
    """
    whose = desk.organisation(organisation)
    cites = names(editions(desk, whose), () if pinned else cited)
    if cites is None:
        raise ChangedMeanwhile(organisation=whose.name)
    question = OwnQuestion(
        ask=asked(text),
        asker=asker,
        cite=cites,
        silent=not (cites or pinned),
        pinned=pinned,
    )
    from bot.checking import stands  # which asks this room which questions there are

    if not stands(desk, whose, question):
        raise NotAnsweredSo
    return bool(keep(desk, whose, [question], by))


def asked(text: str) -> str:
    """A question's words, on one line; raises EmptyQuestion and QuestionTooLong."""
    words = " ".join(text.split())
    if not words:
        raise EmptyQuestion
    if len(words) > LONGEST_QUESTION:
        raise QuestionTooLong(limit=LONGEST_QUESTION)
    return words


def cited(desk: Desk, organisation: Organisation, clauses: Iterable[str]) -> tuple[Cite, ...]:
    """Clauses in force as somebody names them, such as "staff-conduct 4.1"; raises NoSuchPolicy and NoSuchClause."""
    standing = editions(desk, organisation)
    cites = []
    for each in clauses:
        policy, _, number = " ".join(each.split()).partition(" ")
        if not number:
            raise WrongUse(what=phrases.CITE_HOW)
        cite = Cite(policy=policy, number=number)
        edition = standing.get(cite.whose)
        if edition is None or cite.own_policy not in edition.by_policy:
            known = [f"{name}/{each}".lstrip("/") for name, one in standing.items() for each in one.by_policy]
            hint = did_you_mean(policy, sorted(known))
            raise NoSuchPolicy(organisation=organisation.name, name=policy, hint=hint)
        meant = found(cite, edition).clauses
        if not meant:
            places = [unit.place for unit, _ in edition.by_policy[cite.own_policy] if unit.place]
            hint = phrases.SEVERAL_IDS if number in places else did_you_mean(number, places)
            where = f" in {policy}"
            raise NoSuchClause(organisation=organisation.name, number=number, where=where, hint=hint)
        cites.append(named(meant[0], edition, cite.whose) if len(meant) == 1 else cite)
    return tuple(dict.fromkeys(cites))


def names(standing: Mapping[str, Edition], cited: Iterable[Cited]) -> tuple[Cite, ...] | None:
    """How questions name clauses, by the editions that hold for an organisation; None where one is not in force."""
    cites = []
    for each in cited:
        held = next((name for name, one in standing.items() if each.document_id in one.documents), None)
        clause = standing[held].clause(each.clause_id) if held is not None else None
        if held is None or clause is None:
            return None
        cites.append(named(clause, standing[held], held))
    return tuple(dict.fromkeys(cites))


def editions(desk: Desk, organisation: Organisation) -> dict[str, Edition]:
    """What is in force for an organisation: its own edition under an empty name, then those above it by short name."""
    return {"": desk.edition(organisation), **above(desk, organisation)}


def above(desk: Desk, organisation: Organisation) -> dict[str, Edition]:
    """What is in force of the organisations above one, by short name."""
    return {each.short: desk.edition(each) for each in organisation.above}


def keep(
    desk: Desk, organisation: Organisation, wanted: Iterable[OwnQuestion], by: str
) -> tuple[OwnQuestion, ...]:
    """Keep questions, and return them but for those that are among the organisation's already; raises BadQuestions."""
    own, others = desk.edition(organisation), above(desk, organisation)

    def change(file: Changing) -> Sequence[OwnQuestion]:
        known = {key_of(each) for each in file.held.questions}
        fresh = {key_of(each): each for each in wanted if key_of(each) not in known}
        if fresh:
            brought_up(file, citing(desk.store, organisation, own, others, file.held), own, fresh.values())
        for each in fresh.values():
            file.add(f"[[{QUESTIONS}]]", table_of(each))
        return tuple(fresh.values())

    return changed(desk, organisation, by, "kept question", change)


def drop(desk: Desk, organisation: Organisation, numbers: Iterable[int], by: str) -> tuple[OwnQuestion, ...]:
    """Drop the questions of these numbers, counted from 1, and return them; raises WrongUse where there is no such one."""
    wanted = sorted(set(numbers))

    def change(file: Changing) -> Sequence[OwnQuestion]:
        held = file.held.questions
        for number in wanted:
            if not 1 <= number <= len(held):
                kind, count = phrases.KIND_QUESTION, len(held)
                raise WrongUse(what=phrases.NO_SUCH_NUMBER.format(kind=kind, number=number, count=count))
        for number in reversed(wanted):
            file.drop(number)
        return tuple(held[number - 1] for number in wanted)

    return changed(desk, organisation, by, "dropped question", change)


def follow(desk: Desk, candidate: Candidate) -> None:
    """Let the numbers in an organisation's file follow a publication.

    What keeps the file from being written does not undo the publication: the words that stand beside the numbers tell the
    next time which clauses are meant.
    """
    organisation = candidate.organisation
    path = place(desk.settings.home, organisation.short)
    if not path.exists():
        return
    try:
        others = above(desk, organisation)
        with changing(path, "") as file:
            finds = citing(desk.store, organisation, candidate.old, others, file.held)
            brought_up(file, finds, candidate.new)
    except (QuothError, OSError) as fault:
        structlog.get_logger().error("questions do not follow", error=type(fault).__name__)


def changed(
    desk: Desk, organisation: Organisation, by: str, did: str, change: Change
) -> tuple[OwnQuestion, ...]:
    """Change the file, and write down who did it; without a question's words."""
    path = place(desk.settings.home, organisation.short)
    head = phrases.QUESTIONS_HEAD.format(organisation=" ".join(organisation.name.split()))
    with desk.store.database.writing() as connection:
        with changing(path, head) as file:
            done = change(file)
        row = rows.found(connection, organisation.short)
        for each in done:
            about = {"question": digest(each.ask), "expected": _audited(each)}
            rows.note(connection, row.id, by, did, row.short, dt.datetime.now(dt.UTC), None, {**about})
    return tuple(done)


def _audited(question: OwnQuestion) -> str:
    cites = (f"{each.policy} {each.number}".strip() for each in question.cite)
    return ", ".join(cites) or question.expected


def key_of(question: OwnQuestion) -> tuple[str, Role, bool, bool, frozenset[tuple[str, str]]]:
    """What makes two questions the same: what is asked, by whom, and what must answer it."""
    cites = frozenset((each.policy, each.number or each.words) for each in question.cite)
    return plain(question.ask), question.asker, question.silent, question.pinned, cites


def citing(
    store: Store,
    organisation: Organisation,
    in_force: Edition,
    others: Mapping[str, Edition],
    held: OwnQuestions,
) -> Citing:
    """What finds the clauses that an organisation's questions name; `others` are the editions of those above it."""

    def revision(whose: str, id: str) -> Edition | None:
        document = store.document(id, whose or organisation.short)
        return edition_of([document]) if document else None

    return Citing(in_force, others, held.revisions, revision)


def brought_up(file: Changing, finds: Citing, own: Edition, fresh: Iterable[OwnQuestion] = ()) -> None:
    """Write the numbers and first words that the named clauses have in an edition, and which revisions these are of."""
    for question, table in zip(file.held.questions, file.tables, strict=True):
        cites = tuple(finds.successor(each, own) for each in question.cite)
        if cites != question.cite:
            _put(table, cites)
    policies = {each.policy for one in (*file.held.questions, *fresh) for each in one.cite}
    _stamp(file, policies, {"": own, **finds.above})


def table_of(question: OwnQuestion) -> Table:
    """A question as it stands in the file."""
    import tomlkit

    table = tomlkit.table()
    table.add("ask", question.ask)
    if question.asker is not Role.staff:
        table.add("asker", str(question.asker))
    if question.cite:
        _put(table, question.cite)
    if question.silent:
        table.add("silent", True)
    if question.pinned:
        table.add("pinned", question.pin or True)
    return table


def _put(table: Table, cites: Sequence[Cite]) -> None:
    """Write what a question cites, and the words of each clause; a list has none."""
    table["cite"] = [f"{each.policy} {each.number}".strip() for each in cites]
    if any(each.words for each in cites):
        table["words"] = [each.words for each in cites]


def _stamp(file: Changing, policies: Iterable[str], standing: Mapping[str, Edition]) -> None:
    """Write down of which revisions the numbers are."""
    import tomlkit

    in_force = {
        f"{name}/{each.policy}".lstrip("/"): each.id.partition("@")[2]
        for name, edition in standing.items()
        for each in edition.documents.values()
    }
    known = {policy: in_force[policy] for policy in sorted(policies) if policy in in_force}
    if REVISIONS in file.document:
        held = file.document[REVISIONS]
        for policy, revision in known.items():
            if held.get(policy) != revision:
                held[policy] = revision
    elif known:
        table = tomlkit.table()
        for policy, revision in known.items():
            table.add(policy, revision)
        file.add(f"[{REVISIONS}]  # {phrases.REVISIONS_KEPT}", table)
