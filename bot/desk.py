"""The desk: the one object that every face of Quoth holds, and all that can be asked of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from bot import hearing, phrases
from bot.answering import Source
from bot.answers import AnswerCard, Kind, Question, Urgency
from bot.concerns import most_urgent, said_plainly, surely, weigh
from bot.conversations import gathered
from bot.errors import (
    ChangedMeanwhile,
    ModelUnavailable,
    NoOrganisationYet,
    NoSuchOrganisation,
    NoSuchPolicy,
    VerificationFailed,
    WhichOrganisation,
)
from bot.finding import Spelt
from bot.languages import is_foreign
from bot.manners import small_talk
from bot.matching import Matcher
from bot.models import Models
from bot.opened import Opened
from bot.people import Organisation, Role
from bot.pins import Pins, PinState
from bot.settings import Settings, did_you_mean
from bot.store import Store

if TYPE_CHECKING:
    from bot.filing import Added, PolicyLine
    from bot.publishing import Published, Publisher
    from corpus.document import Clause, Details, Document
    from corpus.revisions import Edition
    from index.encoder import Encoder
    from index.likeness import Likeness
    from index.search import Hit
    from index.snapshot import Snapshot, Snapshots

REMEMBERED = 3
"""Earlier turns of a conversation in which a concern is still heard."""

HEARD = 4_000
"""Characters of one message that are listened to: its end."""

QUOTES_BESIDE_A_CONCERN = 2
"""Clauses that answer, at most, beside whom to tell, unless more were asked for."""

BESIDE_A_CONCERN = 0.3
"""Share of wrong answers accepted, at most, where the message surely discloses a concern: a loose quote would distract."""


def _nothing(card: AnswerCard, organisation: Organisation, day: dt.date | None) -> AnswerCard:
    """A card that says that there is nothing to quote."""
    if day is None:
        remark = phrases.NOTHING_PUBLISHED.format(organisation=organisation.name)
    else:
        remark = phrases.NOTHING_IN_FORCE.format(organisation=organisation.name, day=phrases.day(day))
    return card.model_copy(update={"remark": remark})


def _quiet(_done: int, _of: int) -> None:
    """Show no progress."""


class Desk:
    """Answers questions and keeps policies, over one store, one folder of snapshots and one encoder.

    Safe to share between threads. `encoder` is called once, when first needed; `today` says which
    day it is, for review dates. `likeness` tells whether two questions mean the same; left out, the network that ships is
    opened when it is first needed.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        snapshots: Snapshots,
        encoder: Callable[[], Encoder],
        today: Callable[[], dt.date] = dt.date.today,
        likeness: Likeness | None = None,
    ) -> None:
        self.settings = settings
        self.store = store
        self._snapshots = snapshots
        self._models = Models(settings.model, encoder, likeness)
        self._opened = Opened(store, snapshots, lambda: self.encoder, lambda: self.publisher)
        self._reporting: dict[str, tuple[str, dict[Role, Hit | None]]] = {}
        self._today = today
        self.pins = Pins(store.database)
        self.matcher = Matcher(self.likeness, lambda: self.encoder)

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
            lambda: open_encoder(settings.model),
        )

    @property
    def encoder(self) -> Encoder:
        """The encoder, opened when first asked for; raises ModelUnavailable."""
        return self._models.encoder

    def likeness(self) -> Likeness:
        """What tells whether two questions mean the same, opened when first asked for; raises LikenessUnavailable."""
        return self._models.likeness

    def organisation(self, name: str = "") -> Organisation:
        """The organisation of this name or short name; without one, the setting's or the only one there is.

        What was published for a day that has come is put in force first.
        """
        found = self._named(name)
        if found.next_on is None or found.next_on > self._today():
            return found
        try:
            self.publisher.take_effect(found, self._today(), dt.datetime.now(dt.UTC))
        except ChangedMeanwhile:
            pass  # another process has just done it
        except Exception as fault:
            # Until it can be done, what was in force before answers.
            structlog.get_logger().error("a revision could not take effect", error=type(fault).__name__)
            return found
        return self._named(found.short)

    def _named(self, name: str) -> Organisation:
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
        candidate = self.publisher.candidate(self.organisation(organisation), self._today(), progress)
        return self.publisher.publish(candidate, by, dt.datetime.now(dt.UTC))

    def today(self) -> dt.date:
        """Which day it is."""
        return self._today()

    @property
    def publisher(self) -> Publisher:
        """What puts revisions in force."""
        from bot.publishing import Publisher

        return Publisher(self.store, self._snapshots, lambda: self.encoder)

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
        """The snapshot that answers for the organisation now, kept open; None where nothing is published.

        Whoever asks the same organisation while it is opened waits for it; nobody else does.
        """
        return self._opened.snapshot(organisation)

    def warm(self, organisation: Organisation) -> None:
        """Make ready what compares questions with the organisation's pins, if it has any; raises ModelUnavailable."""
        self.matcher.warm(self.pins.all(organisation.short, (PinState.active,)))

    def edition(self, organisation: Organisation) -> Edition:
        """What the organisation's policies say now, clause by clause; empty where nothing is published."""
        return self._opened.edition(organisation)

    def ask(self, question: Question, most: int | None = None) -> AnswerCard:
        """Answer a question with the organisation's own words, or with silence.

        At most `most` clauses that answer are quoted, by default as many as the settings say, and behind
        them those that travel with them.
        Raises NoSuchOrganisation, IndexDamaged, ModelUnavailable and VerificationFailed; where it
        raises, nothing is answered. A message that plainly discloses a concern is answered with whom to
        tell even then.
        """
        organisation = self.organisation(question.organisation)
        text = hearing.heard(question.text).strip()
        if question.loose:
            question = self._gathered(question, organisation, text)
        earlier = tuple(hearing.heard(turn).strip() for turn in question.earlier)
        messages = [each[-HEARD:] for each in (*earlier[-REMEMBERED:], text) if each]
        card = self.blank(organisation, question.asker)
        plain = most_urgent((question.concern, said_plainly(messages)))
        followed = bool(earlier) or question.concern is not Urgency.none
        card = card.model_copy(update={"concern": plain, "followed": followed})
        try:
            spelt = Spelt(self._models.listener)
            card = card.model_copy(update={"concern": weigh(messages, spelt, card.concern)})
            surer = bool(text) and surely(messages[-1], spelt)
            return self._answered(card, question, organisation, text, most, spelt, surer)
        except (ModelUnavailable, VerificationFailed):
            if card.concern is Urgency.none:
                raise
            return card.model_copy(update={"remark": phrases.CANNOT_QUOTE_NOW})

    def _gathered(self, question: Question, organisation: Organisation, text: str) -> Question:
        try:
            return gathered(question, text, Spelt(self.encoder), self.snapshot(organisation))
        except (ModelUnavailable, VerificationFailed):
            return question

    def blank(self, organisation: Organisation, asker: Role) -> AnswerCard:
        """A silent card for one organisation and role, to be filled."""
        return AnswerCard(
            kind=Kind.silent,
            organisation=organisation.name,
            asker=asker,
            contacts=self.store.contacts(organisation.short),
            answered_on=self._today(),
        )

    def source(self, organisation: Organisation) -> Source | None:
        """What answers for an organisation now; None where nothing is published."""
        snapshot = self.snapshot(organisation)
        if snapshot is None:
            return None
        return Source(self.store, organisation, snapshot, Spelt(self.encoder), self._today())

    def ready(self, organisation: Organisation) -> bool:
        """Whether the organisation's index is open, so that an answer need not wait for it."""
        return self._opened.ready(organisation)

    def _answered(
        self,
        card: AnswerCard,
        question: Question,
        organisation: Organisation,
        text: str,
        most: int | None,
        spelt: Spelt,
        surer: bool,
    ) -> AnswerCard:
        day = question.as_of
        snapshot = self.snapshot(organisation) if day is None else self._opened.as_of(organisation, day)
        if spelt.encoder is not self.encoder:
            spelt = Spelt(self.encoder)
        source = None
        if snapshot is not None:
            card = card.model_copy(update={"snapshot": snapshot.id, "as_of": day})
            source = Source(self.store, organisation, snapshot, spelt, day or self._today())
            if card.concern is not Urgency.none:
                hit = self._reporting_hit(source, card.asker)
                card = card.model_copy(update={"reporting": hit and source.quote(hit, card.asker)})
        said = small_talk(text, bool(question.earlier)) if text else phrases.NOTHING_ASKED
        if said is not None:
            return card.model_copy(update={"remark": said, "small_talk": True})
        if is_foreign(text):
            return card.model_copy(update={"remark": phrases.ENGLISH_ONLY})
        if source is None:
            return self._named_where_absent(_nothing(card, organisation, day), question, organisation, spelt)
        if not (surer or question.earlier or card.followed or question.statement or day):
            served = self._pinned(card, question, source)
            if served is not None:
                return served
        wrong = self.settings.wrong_answers
        line = spelt.encoder.fitted.line(min(wrong, BESIDE_A_CONCERN) if surer else wrong)
        answered = source.answer(
            card,
            hearing.read(question),
            line,
            most or self._most(card),
            loosely=not surer,
            policies=question.policies,
        )
        return self._named_where_absent(answered, question, organisation, spelt)

    def _named_where_absent(
        self, card: AnswerCard, question: Question, organisation: Organisation, spelt: Spelt
    ) -> AnswerCard:
        """A silent card that says so where a policy would have answered that was withdrawn, or is not in force yet."""
        if card.kind is not Kind.silent or card.as_of or card.concern is not Urgency.none:
            return card
        policies = self._opened.out_of_force(organisation)
        if policies is None:
            return card
        line = spelt.encoder.fitted.line(self.settings.wrong_answers)
        absent = policies.governing(spelt, hearing.read(question), card.asker, line, question.policies)
        if absent is None:
            return card
        phrase = phrases.COMING if absent.coming else phrases.WITHDRAWN
        remark = phrase.format(title=absent.title, day=phrases.day(absent.on))
        return card.model_copy(update={"remark": remark, "nearest": ()})

    def _pinned(self, card: AnswerCard, question: Question, source: Source) -> AnswerCard | None:
        """Fill a card with the pin whose question means the same, if there is one and this person may be given it."""
        held = self.pins.all(source.organisation.short, (PinState.active,))
        mine = [each for each in held if source.serves(each, card.asker, question.policies)]
        if not mine:
            return None
        try:
            match = self.matcher.match(mine, hearing.read(question)[-1])
        except ModelUnavailable as fault:
            # Without it every question is answered as if nothing were pinned; `quoth doctor` says what is wrong.
            structlog.get_logger().error("pins not matched", error=type(fault).__name__)
            return None
        return source.vouched(card, match.pin, match.score) if match and match.serves else None

    def _most(self, card: AnswerCard) -> int:
        """How many clauses that answer are quoted."""
        most = self.settings.max_quotes
        return most if card.concern is Urgency.none else min(most, QUOTES_BESIDE_A_CONCERN)

    def _reporting_hit(self, source: Source, asker: Role) -> Hit | None:
        """Where the clause about reporting stands; it is looked for once for each role while a snapshot answers."""
        from bot.reporting import reporting_clause

        named, kept = self._reporting.get(source.organisation.short, ("", {}))
        if named != source.snapshot.id:
            kept = {}
            self._reporting[source.organisation.short] = (source.snapshot.id, kept)
        if asker not in kept:
            kept[asker] = reporting_clause(source.snapshot, source.spelt, asker)
        return kept[asker]
