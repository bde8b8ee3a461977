"""How a policy gets in: files to drafts, and what is listed of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import structlog
from pydantic import JsonValue

from bot import phrases
from bot.errors import FileMissing, IndexDamaged, UnreadableFile
from bot.people import Organisation
from bot.records import DraftOutcome
from bot.store import Store
from corpus.document import Clause, Details, Document, StatedDate, Value
from corpus.errors import TooLarge, UnreadableDocument
from index.encoder import Encoder
from index.errors import IndexFault, OutdatedSnapshot
from index.snapshot import Snapshot, Snapshots


class Added(Value):
    """What became of one file: the draft and its clauses, or the problem that kept it out."""

    source: str
    outcome: DraftOutcome | None = None
    document: Document | None = None
    clauses: tuple[Clause, ...] = ()
    problem: str | None = None

    def summary(self) -> dict[str, JsonValue]:
        """What became of the file, for programs."""
        document = self.document
        return {
            "source": self.source,
            "outcome": self.outcome.value if self.outcome else None,
            "problem": self.problem,
            "policy": document.policy if document else None,
            "document": document.id if document else None,
            "details": _summary(document.details) if document else None,
            "clauses": len(self.clauses),
            "faults": list(document.faults) if document else [],
        }


def _summary(details: Details) -> dict[str, JsonValue]:
    """The details for programs: a date as `2026`, `2026-10` or `2026-10-31`, as exactly as it is stated."""
    dates = {name: value.iso for name, value in details if isinstance(value, StatedDate)}
    return {**details.model_dump(mode="json"), **dates}


class PolicyLine(Value):
    """One policy of an organisation, as `quoth policies` lists it."""

    organisation: str
    policy: str
    state: str
    title: str
    revision: str | None
    effective_on: str | None
    review_on: str | None
    overdue: bool
    source: str


def add(
    store: Store, organisation: str, path: Path, details: Details | None, policy: str | None, by: str
) -> Added:
    """Read one file and keep it as its policy's draft, in one transaction; a bad file leaves no trace."""
    # The readers of all formats are imported only by the command that reads.
    from corpus.assemble import document as assemble
    from corpus.clauses import cut

    try:
        data = _bytes(path)
    except OSError as fault:
        why = (fault.strerror or "it is not a file").lower()
        return Added(source=path.name, problem=str(FileMissing(path=str(path), why=why)))
    except UnreadableDocument as fault:
        return Added(source=path.name, problem=str(fault))
    try:
        document = assemble(data, path.name, details, policy)
        clauses = cut(document)
    except UnreadableDocument as fault:
        return Added(source=path.name, problem=str(fault))
    except Exception as fault:
        # A fault in a reader must cost one file, never the files after it.
        structlog.get_logger().error("reading failed", file=path.name, fault=repr(fault)[:500])
        return Added(
            source=path.name,
            problem=str(UnreadableFile(sentence=phrases.READING_FAILED.format(file=path.name))),
        )
    outcome = store.save_draft(organisation, document, data, by=by, create=True)
    return Added(source=path.name, outcome=outcome, document=document, clauses=clauses)


def _bytes(path: Path) -> bytes:
    """The bytes of a file; one that is too large is refused before it is read."""
    from corpus.readers.limits import MOST_BYTES

    if path.exists() and not path.is_file():
        raise OSError
    size = path.stat().st_size
    if size > MOST_BYTES:
        reason = phrases.FILE_TOO_LARGE.format(size=size // 1024**2, most=MOST_BYTES // 1024**2)
        raise TooLarge(path.name, reason, phrases.SPLIT_IT)
    return path.read_bytes()


def answering(store: Store, snapshots: Snapshots, encoder: Encoder, organisation: Organisation) -> Snapshot:
    """Open what answers for an organisation with this encoder; raises IndexDamaged.

    Where its index was built with another encoder, or by a Quoth that kept indexes in another form, one is
    built from the published documents and kept beside the old, which stays what other processes answer from.
    """
    try:
        found = snapshots.open(organisation.snapshot or "")
    except OutdatedSnapshot:
        found = None
    except IndexFault as fault:
        raise IndexDamaged(organisation=organisation.name, why=_reason(fault)) from fault
    if found is not None and found.encoder == encoder.name:
        return found
    from index.build import rebuilt  # cutting is slow to import, and seldom needed to answer

    documents = found.documents if found is not None else store.published(organisation.short)
    return rebuilt(organisation.short, documents, encoder, snapshots)


def _reason(fault: IndexFault) -> str:
    """What is wrong, without what to do next, which the error around it says."""
    said = str(fault).split(". ")[0].rstrip(".")
    return said[:1].lower() + said[1:]


def current(store: Store, organisation: str, drafts_first: bool) -> Sequence[tuple[Document, bool]]:
    """Each policy's document and whether it is a draft: the published one first, or the draft first."""
    published = {document.policy: (document, False) for document in store.published(organisation)}
    drafts = {document.policy: (document, True) for document in store.drafts(organisation)}
    chosen = {**published, **drafts} if drafts_first else {**drafts, **published}
    return [chosen[policy] for policy in sorted(chosen)]


def cut(document: Document) -> tuple[Clause, ...]:
    """The clauses of a document."""
    from corpus.clauses import cut as cut_clauses

    return cut_clauses(document)


def policy_lines(store: Store, organisation: Organisation, today: dt.date) -> list[PolicyLine]:
    """A line for every published policy and every draft of one organisation, by policy."""
    states = [("published", store.published(organisation.short)), ("draft", store.drafts(organisation.short))]
    lines = []
    for state, documents in states:
        for document in documents:
            details = document.details
            lines.append(
                PolicyLine(
                    organisation=organisation.short,
                    policy=document.policy,
                    state=state,
                    title=details.title or document.policy,
                    revision=details.revision,
                    effective_on=details.effective_on.iso if details.effective_on else None,
                    review_on=details.review_on.iso if details.review_on else None,
                    overdue=details.review_on is not None and details.review_on.last_day < today,
                    source=document.source,
                )
            )
    return sorted(lines, key=lambda line: (line.policy, line.state))
