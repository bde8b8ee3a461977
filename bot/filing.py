"""How a policy gets in: files to drafts, and what is listed of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import structlog
from pydantic import JsonValue

from bot import correction_phrases, corrections, phrases
from bot.diffing import Compared, compared
from bot.errors import FileMissing, NoDraft, NoSuchPolicy, QuothError, UnreadableFile, WhichPolicy
from bot.people import Organisation
from bot.recognising import recognised as resembling
from bot.recognising import why
from bot.records import DraftOutcome
from bot.settings import did_you_mean
from bot.store import Store
from corpus.document import Clause, Correction, Details, Document, StatedDate, Value
from corpus.errors import TooLarge, UnreadableDocument
from corpus.resemblance import Resemblance
from index.encoder import Encoder
from index.errors import IndexFault
from index.snapshot import Snapshot, Snapshots

Choose = Callable[[Resemblance], bool]
"""Asks somebody whether a file is a revision of the policy that it resembles."""


class Added(Value):
    """What became of one file: the draft and its clauses, or the problem that kept it out.

    `recognised` is the policy that it was recognised as a revision of; beside a problem, the one that it may be a
    revision of, so that somebody can be asked. `compared` is what the draft changes of what is in force, `lapsed` what was
    put right by hand in an earlier revision and does not apply to it.
    """

    source: str
    outcome: DraftOutcome | None = None
    document: Document | None = None
    clauses: tuple[Clause, ...] = ()
    problem: str | None = None
    recognised: Resemblance | None = None
    compared: Compared | None = None
    lapsed: tuple[Correction, ...] = ()

    @property
    def put_right(self) -> tuple[str, ...]:
        """A sentence for each correction by hand that applies, and for each that does not."""
        applied = self.document.corrections if self.document else ()
        told = [correction_phrases.APPLIES.format(what=corrections.told(each)) for each in applied]
        return (*told, *self.lapses)

    @property
    def lapses(self) -> tuple[str, ...]:
        """A sentence for each correction by hand that does not apply."""
        return tuple(correction_phrases.LAPSED.format(what=corrections.told(each)) for each in self.lapsed)

    @property
    def unsure(self) -> bool:
        """Whether it was not kept because nobody has said whose revision it is."""
        return self.problem is not None and self.recognised is not None

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
            "recognised": self.recognised.policy if self.recognised else None,
            "changed": self.compared.changed + self.compared.around if self.compared else None,
            "force_changed": self.compared.otherwise if self.compared else None,
            "faults": list(document.faults) if document else [],
            "put_right": list(self.put_right),
        }


def _summary(details: Details) -> dict[str, JsonValue]:
    """The details for programs: a date as `2026`, `2026-10` or `2026-10-31`, as exactly as it is stated."""
    dates = {name: value.iso for name, value in details if isinstance(value, StatedDate)}
    return {**details.model_dump(mode="json"), **dates}


def add(
    store: Store,
    organisation: str,
    path: Path,
    details: Details | None,
    policy: str | None,
    by: str,
    choose: Choose | None = None,
) -> Added:
    """Read one file and keep it as its policy's draft, in one transaction; a bad file leaves no trace."""
    try:
        data = _bytes(path)
    except OSError as fault:
        why = (fault.strerror or "it is not a file").lower()
        return Added(source=path.name, problem=str(FileMissing(path=str(path), why=why)))
    except UnreadableDocument as fault:
        return Added(source=path.name, problem=str(fault))
    return add_bytes(store, organisation, path.name, data, details, policy, by, choose)


def add_bytes(
    store: Store,
    organisation: str,
    name: str,
    data: bytes,
    details: Details | None = None,
    policy: str | None = None,
    by: str = "",
    choose: Choose | None = None,
) -> Added:
    """Keep what a file of this name holds as its policy's draft.

    Without `policy` it is recognised as a revision of a policy by its name, title and words. Where that is not sure,
    `choose` is asked; without it, nothing is kept and the problem says which policy it may be.
    """
    # The readers of all formats are imported only by the command that reads.
    from corpus.assemble import document as assemble
    from corpus.clauses import cut

    try:
        document = assemble(data, name, details, policy)
        near = resembling(store, organisation, document) if policy is None else None
        if near is not None and not near.sure:
            another = near.policy != document.policy
            if choose is None or (not (accepted := choose(near)) and not another):
                return _unsure(name, near)
            near = near if accepted else None
        if near is not None:
            document = document.model_copy(update={"policy": near.policy})
        document, lapsed = corrections.applying(store, organisation, document)
        clauses = cut(document)
    except UnreadableDocument as fault:
        return Added(source=name, problem=str(fault))
    except QuothError:
        raise
    except Exception as fault:
        # A fault in a reader must cost one file, never the files after it.
        structlog.get_logger().error("reading failed", file=name, fault=repr(fault)[:500])
        return Added(
            source=name,
            problem=str(UnreadableFile(sentence=phrases.READING_FAILED.format(file=name))),
        )
    outcome = store.save_draft(organisation, document, data, by=by, create=True)
    found = None if outcome is DraftOutcome.unchanged else _compared(store, organisation, document.policy)
    return Added(
        source=name,
        outcome=outcome,
        document=document,
        clauses=clauses,
        recognised=near,
        compared=found,
        lapsed=lapsed,
    )


def _unsure(name: str, near: Resemblance) -> Added:
    told = WhichPolicy(file=name, policy=near.policy, title=near.title, why=why(near))
    return Added(source=name, problem=str(told), recognised=near)


def _compared(store: Store, organisation: str, policy: str) -> Compared | None:
    """What a draft changes of what is in force; None where nothing of its policy is, or it has just been published."""
    named = store.organisation(organisation)
    try:
        found = compared(store, named, policy)[0] if named else None
    except NoDraft:
        return None
    return found if found and found.before else None


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
    """Open what answers for an organisation with this encoder; raises VerificationFailed and IndexDamaged.

    Where its index was built with another encoder, or by a Quoth that kept indexes in another form, is damaged or lies
    on another machine, one is built from the stored documents.
    """
    try:
        found = snapshots.open(organisation.snapshot or "")
    except (IndexFault, OSError) as fault:
        from bot import repairing

        return repairing.standing_in(store, snapshots, encoder, organisation, fault)
    if found.encoder == encoder.name:
        return found
    from index.build import build, rebuilt  # cutting is slow to import, and seldom needed to answer

    try:
        return rebuilt(organisation.short, found.documents, encoder, snapshots)
    except OSError:
        # It cannot be kept, on a full disk say; it answers all the same.
        return build(organisation.short, found.documents, encoder)


def current(store: Store, organisation: str, drafts_first: bool) -> Sequence[tuple[Document, bool]]:
    """Each policy's document and whether it is a draft: the published one first, or the draft first."""
    published = {document.policy: (document, False) for document in store.published(organisation)}
    drafts = {document.policy: (document, True) for document in store.drafts(organisation)}
    chosen = {**published, **drafts} if drafts_first else {**drafts, **published}
    return [chosen[policy] for policy in sorted(chosen)]


def listed(
    store: Store, organisation: Organisation, policy: str, drafts_first: bool
) -> Iterator[tuple[Document, tuple[Clause, ...], bool]]:
    """Each policy's document, or one policy's, its clauses, and whether it is a draft; raises NoSuchPolicy."""
    documents = current(store, organisation.short, drafts_first)
    known = [document.policy for document, _ in documents]
    if policy and policy not in known:
        raise NoSuchPolicy(organisation=organisation.name, name=policy, hint=did_you_mean(policy, known))
    for document, draft in documents:
        if policy in ("", document.policy):
            yield document, cut(document), draft


def cut(document: Document) -> tuple[Clause, ...]:
    """The clauses of a document."""
    from corpus.clauses import cut as cut_clauses

    return cut_clauses(document)
