"""What leads and deputies do in chat: pin, take and answer questions, confirm alerts, and look after their pins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot import composing, phrases, pinning
from bot.answers import Cited, Question
from bot.awaiting import Awaited
from bot.cabinet import Cabinet
from bot.clock import Clock
from bot.composing import button, said
from bot.errors import BadPin, ChangedMeanwhile, NoSuchPin
from bot.events import Asked, Pressed, Verb
from bot.history import Given
from bot.letters import Letters, questions
from bot.members import Member
from bot.messages import Message, Part, Said
from bot.outbox import Letter
from bot.outcomes import Outcome
from bot.people import whom_to_ask
from bot.pins import LONGEST_PHRASING, Pin, PinState
from bot.places import Place
from bot.queue import LONGEST_REPLY

KIND = "pressed"


@dataclass(frozen=True)
class Leading:
    """What the buttons do that only leads and deputies may press, and what they were asked to write."""

    cabinet: Cabinet
    letters: Letters
    clock: Clock

    def pressed(self, member: Member, event: Pressed) -> Outcome:
        """Do what a lead's button says; whoever is none is told so."""
        if not member.leads:
            return _said(phrases.ONLY_LEADS_DO)
        does: dict[Verb, Callable[[Member, str], Outcome]] = {
            Verb.seen: self._seen,
            Verb.claim: self._claim,
            Verb.reply: self._reply,
            Verb.close: self._close,
            Verb.vouch: self._vouch,
            Verb.phrase: self._phrase,
            Verb.note: self._note,
            Verb.approve: self._approve,
            Verb.edit: self._edit,
            Verb.replace_pin: self._replace,
            Verb.drop: self._drop,
        }
        try:
            return does[event.verb](member, event.answer)
        except NoSuchPin:
            return _said(phrases.PIN_GONE)
        except ChangedMeanwhile:
            return _said(phrases.CHANGED_SINCE)

    # Alerts and questions.

    def _seen(self, member: Member, id: str) -> Outcome:
        alert = self.cabinet.alerts.get(id)
        if alert is None or alert.organisation != _organisation(member):
            return _said(phrases.ALERT_GONE)
        letter = self.clock.to_asker(Letter.seen, alert)
        if self.cabinet.alerts.see(id, member.person, self.cabinet.now(), letter):
            return _said(phrases.SEEN_THANKS.format(who=alert.asker.name or phrases.THE_ASKER))
        seen = self.cabinet.alerts.get(id)
        assert seen is not None
        assert seen.seen_at is not None
        who = seen.seen_by.name if seen.seen_by and seen.seen_by.name else phrases.SOMEBODY
        return _said(phrases.SEEN_BY.format(who=who, at=f"{seen.seen_at.astimezone():%H:%M}"))

    def _claim(self, member: Member, id: str) -> Outcome:
        waiting = self.cabinet.queue.get(id)
        if waiting is None or waiting.organisation != _organisation(member):
            return _said(phrases.QUEUE_GONE)
        letter = self.clock.to_asker(Letter.claimed, waiting)
        taken = self.cabinet.queue.claim(id, member.person, self.cabinet.now(), letter)
        if taken is not None:
            message = said(phrases.TAKEN.format(who=waiting.asker.name or phrases.THE_ASKER))
            buttons = (button(Verb.reply, id), button(Verb.close, id))
            return Outcome(kind=KIND, messages=(message.model_copy(update={"buttons": buttons}),))
        if waiting.open and waiting.taken_by and waiting.taken_by.key != member.person.key:
            return _said(phrases.TAKEN_BY.format(who=waiting.taken_by.name or phrases.SOMEBODY))
        return _said(phrases.QUEUE_GONE if not waiting.open else phrases.TAKEN_BY_YOU)

    def _reply(self, member: Member, id: str) -> Outcome:
        waiting = self.cabinet.queue.get(id)
        if waiting is None or waiting.organisation != _organisation(member) or not waiting.open:
            return _said(phrases.QUEUE_GONE)
        who = waiting.asker.name or phrases.THE_ASKER
        return self._await(member, Verb.reply, id, phrases.WRITE_REPLY.format(who=who))

    def _close(self, member: Member, id: str) -> Outcome:
        waiting = self.cabinet.queue.get(id)
        if waiting is None or waiting.organisation != _organisation(member):
            return _said(phrases.QUEUE_GONE)
        letter = self.clock.to_asker(Letter.closed, waiting)
        closed = self.cabinet.queue.close(id, member.person, self.cabinet.now(), letter)
        if closed is None:
            return _said(phrases.QUEUE_GONE)
        return _said(phrases.CLOSED_TO_LEAD.format(who=waiting.asker.name or phrases.THE_ASKER))

    def _vouch(self, member: Member, id: str) -> Outcome:
        """Pin a lead's own reply, with the clauses that answered where there were any."""
        waiting = self.cabinet.queue.get(id)
        if waiting is None or waiting.organisation != _organisation(member) or not waiting.reply:
            return _said(phrases.QUEUE_GONE)
        given = self.cabinet.history.given(id)
        source = self.cabinet.desk.source(member.workspace.organisation)
        clauses = given.clauses if given and source and source.holds(given.clauses) else ()
        phrasings = (waiting.text,) if waiting.text else ()
        return self._pin(member, id, phrasings, clauses, waiting.reply)

    # Pins.

    def pin(self, member: Member, given: Given) -> Outcome:
        """Pin an answer, as a lead's press or gesture asks for."""
        if not member.leads:
            return _said(phrases.ONLY_LEADS)
        if given.pin is not None:
            return _said(phrases.PINNED_ALREADY)
        if not given.clauses:
            return _said(phrases.NOTHING_TO_PIN)
        source = self.cabinet.desk.source(member.workspace.organisation)
        if source is None or not source.holds(given.clauses):
            return _said(phrases.CHANGED_SINCE)
        return self._pin(member, given.id, (given.text,) if given.text else (), given.clauses)

    def _pin(
        self, member: Member, id: str, phrasings: tuple[str, ...], clauses: tuple[Cited, ...], note: str = ""
    ) -> Outcome:
        cabinet, organisation = self.cabinet, _organisation(member)
        cut = tuple(each[:LONGEST_PHRASING] for each in phrasings)
        try:
            known = cabinet.pins.get(id)
        except NoSuchPin:
            known = None
        if known is not None and known.state is not PinState.dropped:
            return _said(phrases.PINNED_ALREADY)
        by, at = member.person.key, cabinet.now()
        try:
            if known is None:
                made = pinning.pinned(cabinet.desk, organisation, cut, clauses, by, at, note, id=id)
            else:
                made = pinning.rested(cabinet.desk, known, clauses, by, at)
        except ChangedMeanwhile:
            return _said(phrases.CHANGED_SINCE)
        except BadPin as fault:
            return _said(str(fault))
        return Outcome(kind=KIND, messages=self.shown(made))

    def shown(self, pin: Pin) -> tuple[Message, ...]:
        """What a lead is told of a new pin, and of the pins that it collides with."""
        source = self.cabinet.desk.source(self.cabinet.desk.organisation(pin.organisation))
        quotes = source.alone(pin.clauses) if source and source.holds(pin.clauses) else ()
        what = ", ".join(f"{each.title} {each.number or ''}".strip() for each in quotes) or phrases.YOUR_WORDS
        sentence = phrases.PINNED if pin.phrasings else phrases.PINNED_WITHOUT
        parts: list[Part] = [Said(text=sentence.format(what=what))]
        if pin.phrasings:
            parts.append(Said(text=phrases.PINNED_FOR.format(questions=questions(pin))))
        others = self.cabinet.pins.all(pin.organisation, (PinState.active,))
        collided = self.cabinet.desk.matcher.collisions(pin, others) if pin.phrasings else ()
        buttons = tuple(button(verb, pin.id) for verb in (Verb.phrase, Verb.note, Verb.drop))
        if collided:
            parts.append(Said(text=phrases.COLLIDES))
        first = Message(parts=tuple(parts), buttons=buttons)
        return (first, *(self.letters.pin(each) for each in collided))

    def _phrase(self, member: Member, id: str) -> Outcome:
        self._mine(member, id)
        return self._await(member, Verb.phrase, id, phrases.WRITE_PHRASING)

    def _note(self, member: Member, id: str) -> Outcome:
        self._mine(member, id)
        return self._await(member, Verb.note, id, phrases.WRITE_NOTE)

    def _approve(self, member: Member, id: str) -> Outcome:
        pin = self._mine(member, id)
        if pin.state is not PinState.suspended:
            return _said(phrases.APPROVED_ALREADY)
        done = pinning.approved(self.cabinet.desk, pin, member.person.key, self.cabinet.now())
        if done is None:
            return _said(phrases.NOTHING_LEFT)
        return Outcome(kind=KIND, messages=(said(phrases.APPROVED), self.letters.pin(done)))

    def _edit(self, member: Member, id: str) -> Outcome:
        """Show what is answered to the pin's question now, to be pinned instead."""
        pin = self._mine(member, id)
        for text in pin.phrasings:
            question = Question(text=text, organisation=pin.organisation)
            card = self.cabinet.desk.ask(question)
            clauses = tuple(each.cited for each in card.quotes[: card.answering])
            if not clauses:
                continue
            self.cabinet.history.keep(
                pin.organisation, card, member.person, _place(member), self.cabinet.now()
            )
            quotes = (composing.quoted(each) for each in card.quotes)
            parts: tuple[Part, ...] = (Said(text=phrases.EDIT_ASKED), *quotes)
            buttons = (button(Verb.replace_pin, f"{pin.id}-{card.id}"), button(Verb.drop, pin.id))
            return Outcome(kind=KIND, messages=(Message(parts=parts, buttons=buttons),))
        message = said(phrases.EDIT_NOTHING).model_copy(update={"buttons": (button(Verb.drop, pin.id),)})
        return Outcome(kind=KIND, messages=(message,))

    def _replace(self, member: Member, id: str) -> Outcome:
        mine, _, answer = id.partition("-")
        pin, given = self._mine(member, mine), self.cabinet.history.given(answer)
        if given is None or given.organisation != pin.organisation:
            return _said(phrases.ANSWER_GONE)
        by, at = member.person.key, self.cabinet.now()
        done = pinning.rested(self.cabinet.desk, pin, given.clauses, by, at)
        return Outcome(kind=KIND, messages=self.shown(done))

    def _drop(self, member: Member, id: str) -> Outcome:
        pin = self._mine(member, id)
        if pin.state is PinState.dropped:
            return _said(phrases.DROPPED_ALREADY)
        dropped = pin.model_copy(update={"state": PinState.dropped})
        self.cabinet.pins.change(dropped, member.person.key, "dropped pin", self.cabinet.now())
        return _said(phrases.DROPPED)

    # What was asked for in writing.

    def written(self, member: Member, event: Asked, what: Awaited) -> Outcome:
        """Take what a lead was asked to write: a reply, a wording or a note."""
        if not member.leads:
            return _said(phrases.ONLY_LEADS_DO)
        text = event.text.strip()
        try:
            if what.verb is Verb.reply:
                return self._replied(member, what.about, text)
            return self._edited(member, what, text)
        except NoSuchPin:
            return _said(phrases.PIN_GONE)
        except BadPin as fault:
            return self._await(member, what.verb, what.about, str(fault))

    def _replied(self, member: Member, id: str, text: str) -> Outcome:
        if len(text) > LONGEST_REPLY:
            return self._await(member, Verb.reply, id, phrases.TOO_LONG_REPLY.format(limit=LONGEST_REPLY))
        waiting = self.cabinet.queue.get(id)
        if waiting is None or waiting.organisation != _organisation(member):
            return _said(phrases.QUEUE_GONE)
        letter = self.clock.to_asker(Letter.reply, waiting)
        done = self.cabinet.queue.answer(id, member.person, text, self.cabinet.now(), letter)
        if done is None:
            return _said(phrases.QUEUE_GONE)
        parts = [Said(text=phrases.REPLIED.format(who=waiting.asker.name or phrases.THE_ASKER))]
        if not done.text:
            return Outcome(kind=KIND, messages=(Message(parts=tuple(parts)),))
        parts.append(Said(text=phrases.VOUCH_OFFER, quiet=True))
        message = Message(parts=tuple(parts), buttons=(button(Verb.vouch, id),))
        return Outcome(kind=KIND, messages=(message,))

    def _edited(self, member: Member, what: Awaited, text: str) -> Outcome:
        pin = self._mine(member, what.about)
        if what.verb is Verb.phrase:
            change: dict[str, object] = {"phrasings": pinning.worded((*pin.phrasings, text))}
        else:
            change = {"note": pinning.noted(text)}
        by, at = member.person.key, self.cabinet.now()
        done = self.cabinet.pins.change(pin.model_copy(update=change), by, "edited pin", at)
        if what.verb is Verb.note:
            return Outcome(kind=KIND, messages=(said(phrases.NOTE_KEPT), self.letters.pin(done)))
        sentence = phrases.PHRASING_ADDED.format(questions=questions(done))
        return Outcome(kind=KIND, messages=(said(sentence), *self.shown(done)[1:]))

    def _await(self, member: Member, verb: Verb, about: str, sentence: str) -> Outcome:
        what = Awaited(organisation=_organisation(member), verb=verb, about=about)
        self.cabinet.awaiting.expect(member.person, what, self.cabinet.now())
        return _said(sentence)

    def _mine(self, member: Member, id: str) -> Pin:
        """The pin of that id, if it is the member's organisation's; raises NoSuchPin."""
        pin = self.cabinet.pins.get(id)
        if pin.organisation != _organisation(member):
            raise NoSuchPin(id=id)
        return pin

    def nobody(self, organisation: str) -> Message:
        """What is said where no lead can be reached in chat: whom to ask."""
        contacts = self.cabinet.desk.store.contacts(organisation)
        return said(phrases.LEAD_NOT_HERE.format(ask=whom_to_ask(contacts)))


def _organisation(member: Member) -> str:
    return member.workspace.organisation.short


def _said(sentence: str) -> Outcome:
    return Outcome(kind=KIND, messages=(said(sentence),))


def _place(member: Member) -> Place:
    """The direct conversation with a member."""
    return Place(
        platform=member.person.platform,
        workspace=member.workspace.workspace,
        channel=member.person.id,
        direct=True,
    )
