"""The desk: the one object that every face of Quoth holds, and all that can be asked of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from bot import hearing, levels, phrases
from bot.answering import Source
from bot.answers import AnswerCard, Kind, Question, Urgency
from bot.concerns import most_urgent, said_plainly, surely, weigh
from bot.conversations import gathered
from bot.errors import (
    ChangedMeanwhile,
    ModelUnavailable,
    VerificationFailed,
)
from bot.finding import Spelt
from bot.languages import is_foreign
from bot.manners import small_talk
from bot.matching import Matcher
from bot.models import Models
from bot.opened import Opened
from bot.out_of_force import named_where_absent, nothing
from bot.people import Organisation, Role
from bot.pins import Pins, PinState
from bot.reporting import Reporting
from bot.settings import Settings
from bot.store import Store

if TYPE_CHECKING:
    from bot.filing import Added, Choose
    from bot.policy_lines import PolicyLine
    from bot.publishing import Published, Publisher
    from corpus.document import Clause, Details, Document
    from corpus.revisions import Edition
    from index.encoder import Encoder
    from index.likeness import Likeness
    from index.snapshot import Snapshot, Snapshots

REMEMBERED = 3
"""Earlier turns of a conversation in which a concern is still heard."""

HEARD = 4_000
"""Characters of one message that are listened to: its end."""

QUOTES_BESIDE_A_CONCERN = 2
"""Clauses that answer, at most, beside whom to tell, unless more were asked for."""

BESIDE_A_CONCERN = 0.3
"""Share of wrong answers accepted, at most, where the message surely discloses a concern: a loose quote would distract."""


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
        self._reporting = Reporting()
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

        What it, or one whose policies hold for it too, published for a day that has come is put in force first.
        """
        found = self._named(name)
        due = [each for each in found.levels if each.next_on and each.next_on <= self._today()]
        for each in due:
            try:
                self.publisher.take_effect(each, self._today(), dt.datetime.now(dt.UTC))
            except ChangedMeanwhile:
                pass  # another process has just done it
            except Exception as fault:
                # Until it can be done, what was in force before answers.
                structlog.get_logger().error("a revision could not take effect", error=type(fault).__name__)
        return self._named(found.short) if due else found

    def _named(self, name: str) -> Organisation:
        return self.store.the(name or self.settings.org)

    def added(
        self,
        organisation: str,
        files: Iterable[Path],
        details: Details | None = None,
        policy: str | None = None,
        by: str = "",
        choose: Choose | None = None,
    ) -> Iterator[Added]:
        """Read policy files one by one and keep each as a draft; a bad one is reported and the others still added.

        `choose` is asked whether a file is a revision of the policy that it resembles, where that is not sure.
        """
        from bot import filing
        from bot.records import slug

        slug(organisation)
        for path in files:
            yield filing.add(self.store, organisation, path, details, policy, by, choose)

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
        from bot.own_questions import follow
        from bot.publishing import Publisher

        return Publisher(self.store, self._snapshots, lambda: self.encoder, partial(follow, self))

    def policies(self, organisation: str = "") -> tuple[PolicyLine, ...]:
        """Every policy of all organisations, or of one, and then with those that hold for it too."""
        from bot.policy_lines import holding_too, policy_lines

        if organisation:
            found = self.organisation(organisation)
            own = policy_lines(self.store, found, self._today())
            return (*own, *holding_too(self.store, found, self._today()))
        everyone = self.store.organisations()
        return tuple(line for each in everyone for line in policy_lines(self.store, each, self._today()))

    def clauses(
        self, organisation: str = "", policy: str = "", drafts: bool = False
    ) -> Iterator[tuple[Document, tuple[Clause, ...], bool]]:
        """Each policy's document, its clauses, and whether it is a draft; raises NoSuchPolicy.

        A policy is shown as published, or as drafted where nothing is published; `drafts` turns that round.
        """
        from bot import filing

        yield from filing.listed(self.store, self.organisation(organisation), policy, drafts)

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

    def editions(self, organisation: Organisation) -> tuple[Edition, ...]:
        """What the policies say now of each organisation whose policies hold here, its own first."""
        return tuple(self.edition(each) for each in organisation.levels)

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
            spelt = Spelt(self.encoder)
            for each in organisation.levels:
                found = gathered(question, text, spelt, self.snapshot(each))
                if found is not question:
                    # What one level answers by itself begins a new subject.
                    return found
            return question
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
        return self._source(self._named(organisation.short), Spelt(self.encoder), None)

    def _source(self, organisation: Organisation, spelt: Spelt, day: dt.date | None) -> Source | None:
        """What answers for an organisation as it was read, now or on a day."""
        held = [
            self.snapshot(each) if day is None else self._opened.as_of(each, day)
            for each in organisation.levels
        ]
        return levels.source(self.store, organisation, held, spelt, day or self._today())

    def ready(self, organisation: Organisation) -> bool:
        """Whether the organisation's index is open, so that an answer need not wait for it."""
        return all(map(self._opened.ready, organisation.levels))

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
        if spelt.encoder is not self.encoder:
            spelt = Spelt(self.encoder)
        source = self._source(organisation, spelt, day)
        if source is not None:
            named, *above = (each.snapshot.id for each in source.levels)
            card = card.model_copy(update={"snapshot": named, "above": tuple(above), "as_of": day})
            if card.concern is not Urgency.none:
                card = card.model_copy(update={"reporting": self._reporting.quoted(source, card.asker)})
        said = small_talk(text, bool(question.earlier)) if text else phrases.NOTHING_ASKED
        if said is not None:
            return card.model_copy(update={"remark": said, "small_talk": True})
        if is_foreign(text):
            return card.model_copy(update={"remark": phrases.ENGLISH_ONLY})
        if source is None:
            return self._named_where_absent(nothing(card, organisation, day), question, organisation, spelt)
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
        line = spelt.encoder.fitted.line(self.settings.wrong_answers)
        out = map(self._opened.out_of_force, organisation.levels)
        return named_where_absent(card, question, spelt, line, out)

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
