"""What leads and deputies do, in chat and in the console: take questions and answer them, and confirm alerts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot import phrases
from bot.awaiting import Awaited
from bot.cabinet import Cabinet
from bot.clock import Clock
from bot.composing import button, said
from bot.errors import BadPin, ChangedMeanwhile, NoSuchPin
from bot.events import Asked, Pressed, Verb
from bot.letters import Letters
from bot.members import Member
from bot.messages import Message, Said
from bot.outbox import Letter
from bot.outcomes import Outcome
from bot.people import whom_to_ask
from bot.queue import LONGEST_REPLY, Waiting
from bot.vouching import Vouching

KIND = "pressed"


@dataclass(frozen=True)
class Leading:
    """What the buttons do that only leads and deputies may press, and what they were asked to write."""

    cabinet: Cabinet
    letters: Letters
    clock: Clock

    @property
    def vouching(self) -> Vouching:
        """What the buttons do that are about pins."""
        return Vouching(self.cabinet, self.letters, self.expect)

    def pressed(self, member: Member, event: Pressed) -> Outcome:
        """Do what a lead's button says; whoever is none is told so."""
        if not member.leads:
            return _said(phrases.ONLY_LEADS_DO)
        does: dict[Verb, Callable[[Member, str], Outcome]] = {
            Verb.seen: self.seen,
            Verb.claim: self.claim,
            Verb.reply: self._reply,
            Verb.close: self.close,
        }
        try:
            if event.verb in does:
                return does[event.verb](member, event.answer)
            return self.vouching.pressed(member, event.verb, event.answer)
        except NoSuchPin:
            return _said(phrases.PIN_GONE)
        except ChangedMeanwhile:
            return _said(phrases.CHANGED_SINCE)

    # Alerts and questions.

    def seen(self, member: Member, id: str) -> Outcome:
        """Take note that a lead has seen an alert, and have whoever raised it told."""
        alert = self.cabinet.alerts.get(id)
        if alert is None or alert.organisation != _organisation(member):
            return _said(phrases.ALERT_GONE)
        if alert.asker.key == member.person.key:
            return _said(phrases.OWN_ALERT)
        letter = self.clock.to_asker(Letter.seen, alert)
        if self.cabinet.alerts.see(id, member.person, self.cabinet.now(), letter):
            return _said(phrases.SEEN_THANKS.format(who=alert.asker.name or phrases.THE_ASKER))
        seen = self.cabinet.alerts.get(id)
        assert seen is not None
        assert seen.seen_at is not None
        who = seen.seen_by.name if seen.seen_by and seen.seen_by.name else phrases.SOMEBODY
        return _said(phrases.SEEN_BY.format(who=who, at=f"{seen.seen_at.astimezone():%H:%M}"))

    def claim(self, member: Member, id: str) -> Outcome:
        """Let a lead take a question, and have the asker told; says so where somebody else was quicker."""
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
        sentence = phrases.WRITE_REPLY.format(who=who)
        if waiting.taken_by and waiting.taken_by.key != member.person.key:
            taken = phrases.TAKEN_BY.format(who=waiting.taken_by.name or phrases.SOMEBODY)
            sentence = f"{taken} {sentence}"
        return self.expect(member, Verb.reply, id, sentence)

    def close(self, member: Member, id: str) -> Outcome:
        """Close a question without a written reply, and have the asker told."""
        waiting = self.cabinet.queue.get(id)
        if waiting is None or waiting.organisation != _organisation(member):
            return _said(phrases.QUEUE_GONE)
        letter = self.clock.to_asker(Letter.closed, waiting)
        closed = self.cabinet.queue.close(id, member.person, self.cabinet.now(), letter)
        if closed is None:
            return _said(phrases.QUEUE_GONE)
        return _said(phrases.CLOSED_TO_LEAD.format(who=waiting.asker.name or phrases.THE_ASKER))

    def give_back(self, member: Member, id: str) -> Outcome:
        """Let others have a question that this lead has taken; they are told of it again."""
        waiting = self.cabinet.queue.get(id)
        if waiting is None or waiting.organisation != _organisation(member) or not waiting.open:
            return _said(phrases.QUEUE_GONE)
        if waiting.taken_by is None or waiting.taken_by.key != member.person.key:
            return _said(phrases.NOT_YOURS_TO_GIVE_BACK)
        letters = self.clock.again(waiting, member.person.key)
        self.cabinet.queue.release(id, self.cabinet.now(), *letters, by=member.person)
        return _said(phrases.GIVEN_BACK)

    def answered(self, member: Member, id: str, text: str) -> Waiting | None:
        """Keep a lead's reply, which is brought to the asker; None where the question is open no more."""
        waiting = self.cabinet.queue.get(id)
        if waiting is None or waiting.organisation != _organisation(member):
            return None
        letter = self.clock.to_asker(Letter.reply, waiting)
        return self.cabinet.queue.answer(id, member.person, text, self.cabinet.now(), letter)

    # What was asked for in writing.

    def written(self, member: Member, event: Asked, what: Awaited) -> Outcome:
        """Take what a lead was asked to write: a reply, a wording or a note."""
        if not member.leads:
            return _said(phrases.ONLY_LEADS_DO)
        text = event.text.strip()
        try:
            if what.verb is Verb.reply:
                return self._replied(member, what.about, text)
            return self.vouching.edited(member, what, text)
        except NoSuchPin:
            return _said(phrases.PIN_GONE)
        except ChangedMeanwhile:
            return _said(phrases.CHANGED_SINCE)
        except BadPin as fault:
            return self.expect(member, what.verb, what.about, str(fault))

    def _replied(self, member: Member, id: str, text: str) -> Outcome:
        if len(text) > LONGEST_REPLY:
            return self.expect(member, Verb.reply, id, phrases.TOO_LONG_REPLY.format(limit=LONGEST_REPLY))
        done = self.answered(member, id, text)
        if done is None:
            return _said(phrases.QUEUE_GONE)
        parts: list[Said] = [Said(text=phrases.REPLIED.format(who=done.asker.name or phrases.THE_ASKER))]
        if not done.text:
            return Outcome(kind=KIND, messages=(Message(parts=tuple(parts)),))
        parts.append(Said(text=phrases.VOUCH_OFFER, quiet=True))
        message = Message(parts=tuple(parts), buttons=(button(Verb.vouch, id),))
        return Outcome(kind=KIND, messages=(message,))

    def expect(self, member: Member, verb: Verb, about: str, sentence: str) -> Outcome:
        """Ask somebody to write something, and take their next private message for it."""
        what = Awaited(organisation=_organisation(member), verb=verb, about=about)
        self.cabinet.awaiting.expect(member.person, what, self.cabinet.now())
        return _said(sentence)

    def nobody(self, organisation: str) -> Message:
        """What is said where no lead can be reached in chat: whom to ask."""
        contacts = self.cabinet.desk.store.contacts(organisation)
        return said(phrases.LEAD_NOT_HERE.format(ask=whom_to_ask(contacts)))


def _organisation(member: Member) -> str:
    return member.workspace.organisation.short


def _said(sentence: str) -> Outcome:
    return Outcome(kind=KIND, messages=(said(sentence),))
