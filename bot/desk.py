"""The desk: the one object that every face of Quoth holds, and all that can be asked of it."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot import phrases, quoting
from bot.answers import AnswerCard, Kind, Question, Quote
from bot.concerns import weigh
from bot.errors import (
    IndexOfAnotherModel,
    ModelUnavailable,
    NoOrganisationYet,
    NoSuchOrganisation,
    NoSuchPolicy,
    WhichOrganisation,
)
from bot.people import Organisation, audiences
from bot.settings import Settings, did_you_mean
from bot.store import Store
from corpus.document import Audience

if TYPE_CHECKING:
    from bot.filing import Added, PolicyLine, Published
    from corpus.document import Clause, Details, Document
    from index.encoder import Encoder
    from index.search import Hit
    from index.snapshot import Snapshot, Snapshots

NEAREST = 3
# A hit whose score lies this far below the best one's is not shown beside it. Of the practice questions' governing
# clauses at rank 2 and 3 this hides 1 in 100, and 1 in 10 of all hits there.
WEAKER = 4.0


def _quiet(_done: int, _of: int) -> None:
    """Show no progress."""


class Desk:
    """Answers questions and keeps policies, over one store, one folder of snapshots and one encoder.

    Safe to share between threads. `encoder` is called once, when first needed; `today` says which
    day it is, for review dates.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        snapshots: Snapshots,
        encoder: Callable[[], Encoder],
        today: Callable[[], dt.date] = dt.date.today,
    ) -> None:
        self.settings = settings
        self.store = store
        self._snapshots = snapshots
        self._open_encoder = encoder
        self._encoder: Encoder | None = None
        self._open: dict[str, Snapshot] = {}
        self._lock = threading.RLock()
        self._today = today

    @classmethod
    def opened(cls, settings: Settings) -> Desk:
        """The desk over the home folder that the settings name, made where there is none."""
        from index.encoder import open_encoder
        from index.snapshot import Snapshots

        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        store = Store(settings.database)
        store.migrate()
        return cls(
            settings,
            store,
            Snapshots(settings.snapshots),
            lambda: open_encoder(settings.model, settings.models),
        )

    @property
    def encoder(self) -> Encoder:
        """The encoder, opened when first asked for; raises ModelUnavailable."""
        from index.errors import IndexFault

        with self._lock:
            if self._encoder is None:
                try:
                    self._encoder = self._open_encoder()
                except IndexFault as fault:
                    raise ModelUnavailable(model=self.settings.model, why=str(fault).rstrip(".")) from fault
            return self._encoder

    def organisation(self, name: str = "") -> Organisation:
        """The organisation of this name or short name; without one, the setting's or the only one there is."""
        wanted = name or self.settings.org
        if wanted:
            found = self.store.organisation(wanted)
            if found is None:
                known = [each for one in self.store.organisations() for each in (one.short, one.name)]
                raise NoSuchOrganisation(name=wanted, hint=did_you_mean(wanted, known))
            return found
        everyone = self.store.organisations()
        if not everyone:
            raise NoOrganisationYet
        if len(everyone) > 1:
            raise WhichOrganisation(names=", ".join(each.short for each in everyone))
        return everyone[0]

    def added(
        self,
        organisation: str,
        files: Iterable[Path],
        details: Details | None = None,
        policy: str | None = None,
        by: str = "",
    ) -> Iterator[Added]:
        """Read policy files one by one and keep each as a draft; a bad one is reported and the others still added."""
        from bot import filing
        from bot.records import slug

        slug(organisation)
        for path in files:
            yield filing.add(self.store, organisation, path, details, policy, by)

    def add(
        self,
        organisation: str,
        files: Iterable[Path],
        details: Details | None = None,
        policy: str | None = None,
        by: str = "",
    ) -> tuple[Added, ...]:
        """Read policy files and keep each as a draft; returns what became of each."""
        return tuple(self.added(organisation, files, details, policy, by))

    def publish(
        self, organisation: str = "", by: str = "", progress: Callable[[int, int], None] = _quiet
    ) -> Published:
        """Make the organisation's drafts what answers; returns what is published then."""
        from bot import filing

        return filing.publish(
            self.store,
            self._snapshots,
            self.encoder,
            self.organisation(organisation),
            by,
            dt.datetime.now(dt.UTC),
            progress,
        )

    def policies(self, organisation: str = "") -> tuple[PolicyLine, ...]:
        """Every policy of one organisation, or of all, published and drafts."""
        from bot import filing

        named = (self.organisation(organisation),) if organisation else self.store.organisations()
        return tuple(line for each in named for line in filing.policy_lines(self.store, each, self._today()))

    def clauses(
        self, organisation: str = "", policy: str = "", drafts: bool = False
    ) -> Iterator[tuple[Document, tuple[Clause, ...], bool]]:
        """Each policy's document, its clauses, and whether it is a draft; raises NoSuchPolicy.

        A policy is shown as published, or as drafted where nothing is published; `drafts` turns that round.
        """
        from bot import filing

        found = self.organisation(organisation)
        documents = filing.current(self.store, found.short, drafts)
        known = [document.policy for document, _ in documents]
        if policy and policy not in known:
            raise NoSuchPolicy(organisation=found.name, name=policy, hint=did_you_mean(policy, known))
        for document, draft in documents:
            if policy in ("", document.policy):
                yield document, filing.cut(document), draft

    def snapshot(self, organisation: Organisation) -> Snapshot | None:
        """The snapshot that answers for the organisation now, kept open; None where nothing is published."""
        from bot import filing

        if organisation.snapshot is None:
            return None
        with self._lock:
            kept = self._open.get(organisation.short)
            if kept is None or kept.id != organisation.snapshot:
                kept = filing.opened(self._snapshots, organisation, organisation.snapshot)
                self._open[organisation.short] = kept
            return kept

    def ask(self, question: Question, most: int | None = None) -> AnswerCard:
        """Answer a question with the organisation's own words, or with silence.

        At most `most` clauses are quoted, by default as many as the settings say.
        Raises NoSuchOrganisation, IndexDamaged, IndexOfAnotherModel, ModelUnavailable and
        VerificationFailed; where it raises, nothing is answered.
        """
        organisation = self.organisation(question.organisation)
        snapshot = self.snapshot(organisation)
        card = AnswerCard(
            kind=Kind.silent,
            organisation=organisation.name,
            asker=question.asker,
            concern=weigh(question.text, question.earlier),
            contacts=self.store.contacts(organisation.short),
            snapshot=organisation.snapshot,
            answered_on=self._today(),
        )
        said = phrases.small_talk(question.text) if question.text.strip() else phrases.NOTHING_ASKED
        if said is not None:
            return card.model_copy(update={"remark": said, "small_talk": True})
        if snapshot is None:
            return card.model_copy(
                update={"remark": phrases.NOTHING_PUBLISHED.format(organisation=organisation.name)}
            )
        return self._answered(card, question, organisation, snapshot, most or self.settings.max_quotes)

    def _answered(
        self, card: AnswerCard, question: Question, organisation: Organisation, snapshot: Snapshot, most: int
    ) -> AnswerCard:
        from index.fitted import FITTED
        from index.search import search

        encoder = self.encoder
        if encoder.name != snapshot.encoder:
            raise IndexOfAnotherModel(
                organisation=organisation.name, built=snapshot.encoder, model=self.settings.model
            )
        allowed = audiences(question.asker)
        limit = max(most, NEAREST)
        # To the search, Audience.all means every clause there is; clauses for all are heard anyway.
        found = search(snapshot, encoder, (*question.earlier, question.text), allowed - {Audience.all}, limit)
        # Asked again here, for it must not depend on how anything was searched.
        hits = [hit for hit in found.hits if allowed.intersection(snapshot.clause(hit.clause_id).audience)]
        line = FITTED.threshold if self.settings.silence is None else self.settings.silence
        change: dict[str, object] = {"score": found.score}
        if hits and found.score >= line:
            hits = [hit for hit in hits if hit.score >= hits[0].score - WEAKER][:most]
            change |= {"kind": Kind.quoted, "quotes": self._quotes(organisation, snapshot, hits)}
        else:
            change["nearest"] = self._quotes(organisation, snapshot, hits[:NEAREST])
            change["remark"] = phrases.NOTHING_GOVERNS.format(organisation=organisation.name)
        return AnswerCard.model_validate({**dict(card), **change})

    def _quotes(
        self, organisation: Organisation, snapshot: Snapshot, hits: Sequence[Hit]
    ) -> tuple[Quote, ...]:
        clauses = [snapshot.clause(hit.clause_id) for hit in hits]
        ids = [clause.document_id for clause in clauses]
        stored = self.store.stored_documents(organisation.short, ids)
        return tuple(
            quoting.cut(
                clause,
                tuple(snapshot.clause(note) for note in clause.notes),
                snapshot.document(clause.document_id),
                stored.get(clause.document_id),
                self._today(),
                hit.score,
            )
            for hit, clause in zip(hits, clauses, strict=True)
        )
