"""The reception: who may ask what of which organisation, and what is said to each event; the same on every platform."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable

import structlog

from bot import admin, composing, hearing, meant, phrases
from bot import revision_phrases as revised
from bot.adapter import Unfetched
from bot.answers import LONGEST_QUESTION, AnswerCard, Kind, Question, Urgency
from bot.belonging import Belonging
from bot.cabinet import Cabinet
from bot.composing import said
from bot.concerns import most_urgent, said_plainly
from bot.desk import HEARD, Desk
from bot.directory import Directory
from bot.errors import QuothError
from bot.events import Asked, Checked, Event, File, Handed, Marked, Opened, Pressed
from bot.handing import VERBS, Handing, unfetched
from bot.history import History
from bot.limits import Limits
from bot.mail import Mail
from bot.members import Member
from bot.messages import Message, Said, To
from bot.outcomes import IGNORED, Outcome
from bot.places import Platform
from bot.pressing import Buttons
from bot.refusing import refused
from bot.scrubbing import scrubbed
from bot.shelf import Shelf
from bot.tallies import Counted, Tally, week_of
from bot.turns import BETWEEN, Turns
from bot.typed import Typed

SEEN = 10_000
"""Events known by heart to have been met, besides those that the store knows."""


class Reception:
    """Meets every event of every platform, and says what is to be delivered; safe to share between threads."""

    def __init__(
        self,
        desk: Desk,
        directory: Directory,
        history: History,
        limits: Limits,
        address: composing.Address,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self.desk = desk
        self.directory = directory
        self.history = history
        self.now = now
        self._limits = limits
        self.cabinet = Cabinet(desk, directory, history, now)
        self._buttons = Buttons.over(self.cabinet, address)
        self.clock = self._buttons.clock
        self.letters = self._buttons.leading.letters
        self.mail = Mail(self.cabinet, self.letters, self.clock)
        self.handing = Handing(self.cabinet, Shelf(desk.settings.home))
        self.belonging = Belonging(self.cabinet, self.handing)
        self.turns = Turns()
        self.typed = Typed(self._buttons.leading, self.turns)
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, None] = OrderedDict()

    def meet(self, event: Event) -> Outcome:
        """Answer an event once; raises what Desk.ask raises, and then nothing was answered."""
        key = f"{event.place.platform}:{event.id}"
        if event.person.bot or not self._first_here(key):
            return IGNORED
        if isinstance(event, Marked) and not self._shown_by(event):
            return IGNORED
        # Before anything is written, so that a flood costs nobody else.
        if refusal := self._limits.refusal(event.person, event.place):
            return Outcome(kind="limited", messages=(refused(event, refusal, HEARD),))
        met = phrases.GUEST if event.person.guest else self.belonging.met(event)
        # Whoever opens the conversation too early is greeted when they open it again.
        early = isinstance(event, Opened) and isinstance(met, str)
        if early:
            self._forget(key)
            # Teams tells of it twice.
            if not self._first_here(f"{key} early"):
                return IGNORED
        elif not self.history.first(key, self.now()):
            return IGNORED
        if isinstance(met, str):
            if isinstance(event, Marked):
                return IGNORED
            return Outcome(kind="refused", messages=(refused(event, met, helps=False),))
        if isinstance(event, Opened):
            return Outcome(kind="opened", messages=(said(phrases.WELCOME_HERE, phrases.PROMPTS),))
        if isinstance(event, Pressed):
            return (self.handing if event.verb in VERBS else self._buttons).pressed(met, event)
        if isinstance(event, Marked):
            return self._marked(met, event)
        if isinstance(event, Handed):
            return self._handed(met, event)
        if isinstance(event, Asked):
            return self._asked(met, meant.plain(event, met.workspace.organisation))
        if isinstance(event, Checked):
            return self._asked(met, event)
        return IGNORED

    def read(self, event: Handed, file: File, data: bytes | Unfetched) -> Outcome:
        """Say what became of one file of a message, given its bytes or why it could not be had."""
        met = self.belonging.met(event)
        if isinstance(met, str) or not self.handing.wanted(met, event):
            return IGNORED
        if isinstance(data, Unfetched):
            return Outcome(kind="handed", messages=(said(unfetched(file, data, event.place.platform)),))
        read = self.handing.read(met, file.name, data)
        if not self.belonging.to_several(event):
            return read
        # Who belongs to several sees for which of them it was taken.
        told = Said(text=revised.MEANT_FOR.format(organisation=met.workspace.organisation.name))
        parted = (each.model_copy(update={"parts": (told, *each.parts)}) for each in read.messages)
        return read.model_copy(update={"messages": tuple(parted)})

    def _handed(self, met: Member, event: Handed) -> Outcome:
        """Answer the words of a message with files, and say which of the files are to be fetched."""
        wanted = self.handing.wanted(met, event)
        if wanted:
            taken = self.handing.taken(wanted, event.place.platform)
            # Words beside a policy mostly say what it is; only a question is one.
            asks = "?" in event.text or said_plainly([hearing.heard(event.text)]) is not Urgency.none
            if not asks:
                return taken
            # Whose policy a file is does not say whose are asked about.
            words = Asked(id=event.id, place=event.place, person=event.person, text=event.text)
            asker = self.belonging.met(words)
            if isinstance(asker, str):
                refusal = refused(event, asker, helps=False)
                return taken.model_copy(update={"messages": (refusal, *taken.messages)})
            answered = self._asked(asker, event)
            both = (*answered.messages, *taken.messages)
            return taken.model_copy(update={"kind": answered.kind, "messages": both})
        sentence = self.handing.unread(met, event)
        if not event.text.strip():
            return Outcome(kind="refused", messages=(said(sentence),))
        answered = self._asked(met, event)
        messages = list(answered.messages)
        if messages and messages[-1].to is To.asker:
            parts = (*messages[-1].parts, Said(text=sentence, quiet=True))
            messages[-1] = messages[-1].model_copy(update={"parts": parts})
        return answered.model_copy(update={"messages": tuple(messages)})

    def broken(self, event: Event, reference: str) -> Message:
        """What is said where answering failed; whom to tell goes first where a message plainly discloses a risk."""
        return refused(event, phrases.BROKEN.format(reference=reference))

    def building(self, event: Event) -> bool:
        """Whether an answer has to wait for the organisation's index."""
        met = self.belonging.met(event)
        return not isinstance(met, str) and not self.desk.ready(met.workspace.organisation)

    def undelivered(self, event: Event) -> None:
        """Take note that what somebody shared or passed on reached nobody, so that they may try again."""
        if isinstance(event, Pressed):
            self.history.undo(event.answer, event.verb)

    def _first_here(self, key: str) -> bool:
        """Whether an event is met for the first time by this process, as far as it remembers."""
        with self._lock:
            if key in self._seen:
                return False
            self._seen[key] = None
            if len(self._seen) > SEEN:
                self._seen.popitem(last=False)
            return True

    def _forget(self, key: str) -> None:
        with self._lock:
            self._seen.pop(key, None)

    def posted(self, platform: Platform, answer: str, messages: Iterable[str]) -> None:
        """Take note of a platform's messages that show an answer, for whoever marks one of them there."""
        self.history.post(answer, [f"{platform}:{each}" for each in messages])

    def _marked(self, met: Member, event: Marked) -> Outcome:
        """Pin the answer that a message shows; any other message that somebody keeps is no business of ours."""
        given = self.history.given(self._shown_by(event) or "")
        if given is None or given.organisation != met.workspace.organisation.short:
            return IGNORED
        return self._buttons.leading.vouching.pin(met, given)

    def _shown_by(self, event: Marked) -> str | None:
        return self.history.shown_by(f"{event.place.platform}:{event.message}")

    def _asked(self, met: Member, event: Asked | Checked) -> Outcome:
        if isinstance(event, Asked) and (typed := self.typed.met(met, event)):
            return typed
        if len(event.text) > LONGEST_QUESTION:
            sentence = phrases.TOO_LONG.format(limit=LONGEST_QUESTION)
            return Outcome(kind="refused", messages=(refused(event, sentence),))
        bound = met.workspace.binding(event.place.channel)
        checked = isinstance(event, Checked)
        # A message that is checked stands by itself.
        earlier = () if checked else self.turns.earlier(event.place, event.person)
        before = most_urgent([each for each in earlier if isinstance(each, Urgency)])
        question = Question(
            text=event.text,
            organisation=met.workspace.organisation.short,
            earlier=tuple(each for each in earlier if not isinstance(each, Urgency)),
            concern=before,
            loose=True,
            statement=checked,
            asker=met.asks_as(bound.role),
            policies=bound.policies,
        )
        card = self.desk.ask(question)
        if not card.small_talk and not checked:
            # Of what discloses a risk no word is kept, in memory either; and what stems from earlier wears off.
            worn = card.followed and before is not Urgency.none
            turn = event.text if card.concern is Urgency.none else Urgency.none if worn else card.concern
            self.turns.add(event.place, event.person, turn, anew=not card.followed)
        if composing.has_buttons(card):
            # A question that says enough by itself is kept by itself.
            apart = not card.followed or len(event.text.split()) >= hearing.ENOUGH
            read = BETWEEN.join((event.text,) if apart else (*question.earlier, event.text))
            looked = card.kind is not Kind.silent or searched(card)
            text = self._kept(read, met) if looked and not checked else None
            if not self.history.keep(
                question.organisation, card, event.person, event.place, self.now(), text
            ):
                self._catch_up(question.organisation, card.id)
            if looked:
                self._count(question.organisation, card)
        if card.concern is not Urgency.none:
            self._buttons.disclosed.add(card.id, event.place)
        public = isinstance(event, Asked) and event.public
        message = composing.answer(card, event.place, met.leads, checked, public)
        if not checked and (card.quotes or searched(card)):
            message = admin.keepable(message, card, met)
        return Outcome(kind=kind(card), messages=(message,))

    def _catch_up(self, organisation: str, answer: str) -> None:
        """Let an answer follow what was published while it was made."""
        try:
            found = self.desk.organisation(organisation)
            edition, *above = self.desk.editions(found)
            self.cabinet.notices.catch_up(answer, found, edition, self.now(), above)
        except QuothError as fault:
            # No reason to answer nothing: the next publication makes up for it.
            structlog.get_logger().error("answer not caught up", error=type(fault).__name__)

    def _kept(self, text: str, met: Member) -> str | None:
        """What is kept of a question: its words without names, or nothing."""
        if not self.desk.settings.question_days:
            return None
        contacts = self.desk.store.contacts(met.workspace.organisation.short)
        return scrubbed(text, filter(None, (met.person.name, *(each.name for each in contacts))))

    def _count(self, organisation: str, card: AnswerCard) -> None:
        """Count an answer, and each clause that answered."""
        week = week_of(self.now())
        clauses = (
            Tally(week=week, kind=Counted.clause, policy=quote.policy, clause=quote.fingerprint)
            for quote in card.quotes[: card.answering]
            if quote.whose is None  # the figures are about the organisation's own policies
        )
        self.cabinet.tallies.count(organisation, (Tally(week=week, kind=Counted(card.kind)), *clauses))
        if card.pin:
            self.cabinet.pins.count_served(card.pin.id)


def searched(card: AnswerCard) -> bool:
    """Whether a silent card is so because no clause governs, and not because nothing was looked up."""
    return card.remark == phrases.NOTHING_GOVERNS.format(organisation=card.organisation)


def kind(card: AnswerCard) -> str:
    """What kind of answer a card is, in one word for the figures."""
    if card.concern is not Urgency.none:
        return "concern"
    if card.small_talk:
        return "talk"
    return str(card.kind)
