"""What leads and deputies do with pins, in chat and in the console: make them, word them, and look after those whose words have changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from bot import composing, phrases, pinning
from bot.answers import Cited, Question
from bot.awaiting import Awaited
from bot.cabinet import Cabinet
from bot.composing import button, said
from bot.errors import BadPin, NoSuchPin
from bot.events import Verb
from bot.history import Given
from bot.letters import Letters, questions
from bot.members import Member
from bot.messages import Button, Message, Part, Said
from bot.outcomes import Outcome
from bot.pins import LONGEST_PHRASING, Pin, PinState
from bot.places import Place
from bot.scrubbing import scrubbed
from bot.turns import BETWEEN

KIND = "pressed"

REVIEWED = dt.timedelta(days=365)
"""After this a pin that rests on no clause, so that no publication can suspend it, is shown to its owner again."""


@dataclass(frozen=True)
class Vouching:
    """What the buttons do that are about pins, and what is written to them; all of it is for leads and deputies."""

    cabinet: Cabinet
    letters: Letters
    expect: Callable[[Member, Verb, str, str], Outcome]

    def pressed(self, member: Member, verb: Verb, id: str) -> Outcome:
        """Do what a button says; raises NoSuchPin and ChangedMeanwhile."""
        does: dict[Verb, Callable[[Member, str], Outcome]] = {
            Verb.vouch: self.vouch,
            Verb.phrase: self._phrase,
            Verb.note: self._note,
            Verb.approve: self._approve,
            Verb.edit: self._edit,
            Verb.replace_pin: self._replace,
            Verb.drop: self._drop,
        }
        return does[verb](member, id)

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
        return self._pin(member, given.id, _worded(given.text), given.clauses)

    def vouch(self, member: Member, id: str) -> Outcome:
        """Pin a lead's own reply; where clauses answered as well, with these."""
        waiting = self.cabinet.queue.get(id)
        if waiting is None or waiting.organisation != _organisation(member) or not waiting.reply:
            return _said(phrases.QUEUE_GONE)
        given = self.cabinet.history.given(id)
        clauses = given.clauses if given else waiting.clauses if waiting.answered else ()
        source = self.cabinet.desk.source(member.workspace.organisation)
        if clauses and not (source and source.holds(clauses)):
            return _said(phrases.CHANGED_SINCE)
        note = scrubbed(waiting.reply, filter(None, (waiting.asker.name,)))
        return self._pin(member, id, _worded(waiting.text), clauses, note)

    def _pin(
        self, member: Member, id: str, phrasings: tuple[str, ...], clauses: tuple[Cited, ...], note: str = ""
    ) -> Outcome:
        cabinet = self.cabinet
        try:
            known = cabinet.pins.get(id)
        except NoSuchPin:
            known = None
        if known is not None and known.state is not PinState.dropped:
            return _said(phrases.PINNED_ALREADY)
        by, at = member.person.key, cabinet.now()
        review_on = None if clauses else (at + REVIEWED).date()
        try:
            if known is None:
                organisation = _organisation(member)
                made = pinning.pinned(
                    cabinet.desk, organisation, phrasings, clauses, by, at, note, (), review_on, id
                )
            else:
                made = pinning.rested(cabinet.desk, known, known, clauses, by, at)
        except BadPin as fault:
            return _said(str(fault))
        return Outcome(kind=KIND, messages=self.shown(made))

    def shown(self, pin: Pin) -> tuple[Message, ...]:
        """What a lead is told of a new pin, and of the pins that it collides with."""
        source = self.cabinet.desk.source(self.cabinet.desk.organisation(pin.organisation))
        quotes = source.alone(pin.clauses) if source and source.holds(pin.clauses) else ()
        what = "; ".join(composing.where(each) for each in quotes) or phrases.YOUR_WORDS
        sentence = phrases.PINNED if pin.phrasings else phrases.PINNED_WITHOUT
        parts: list[Part] = [Said(text=sentence.format(what=what))]
        if pin.phrasings:
            parts.append(Said(text=phrases.PINNED_FOR.format(questions=questions(pin))))
        if pin.note:
            parts.append(Said(text=phrases.DSL_SAYS.format(note=pin.note)))
        others = self.cabinet.pins.all(pin.organisation, (PinState.active,))
        collided = self.cabinet.desk.matcher.collisions(pin, others) if pin.phrasings else ()
        if collided:
            parts.append(Said(text=phrases.COLLIDES))
        buttons = tuple(button(verb, pin.id) for verb in (Verb.phrase, Verb.note, Verb.edit, Verb.drop))
        return (Message(parts=tuple(parts), buttons=buttons), *(self.letters.pin(each) for each in collided))

    def _phrase(self, member: Member, id: str) -> Outcome:
        self._mine(member, id)
        return self.expect(member, Verb.phrase, id, phrases.WRITE_PHRASING)

    def _note(self, member: Member, id: str) -> Outcome:
        self._mine(member, id)
        return self.expect(member, Verb.note, id, phrases.WRITE_NOTE)

    def _approve(self, member: Member, id: str) -> Outcome:
        """Approve what its owner was shown: where the policy has changed since, it is shown anew instead."""
        mine, _, shown = id.partition("-")
        pin = self._mine(member, mine)
        if pin.state is PinState.active:
            return _said(phrases.APPROVED_ALREADY)
        if pin.state is PinState.suspended and shown != pinning.token(self.cabinet.desk, pin):
            return Outcome(kind=KIND, messages=(said(phrases.CHANGED_AGAIN), self.letters.suspended(pin)))
        done = pinning.approved(self.cabinet.desk, pin, member.person.key, self.cabinet.now())
        if done is None:
            return _said(phrases.NOTHING_LEFT)
        return Outcome(kind=KIND, messages=(said(phrases.APPROVED), self.letters.pin(done)))

    def _edit(self, member: Member, id: str) -> Outcome:
        """Show what is answered to the pin's question now, to be pinned instead."""
        pin = self._mine(member, id)
        for text in pin.phrasings:
            question = Question(text=text, organisation=pin.organisation, statement=True)
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
        if given is None or given.organisation != pin.organisation or not given.clauses:
            return _said(phrases.ANSWER_GONE)
        by, at = member.person.key, self.cabinet.now()
        done = pinning.rested(self.cabinet.desk, pin, pin, given.clauses, by, at)
        return Outcome(kind=KIND, messages=self.shown(done))

    def _drop(self, member: Member, id: str) -> Outcome:
        pin = self._mine(member, id)
        if pin.state is PinState.dropped:
            return _said(phrases.DROPPED_ALREADY)
        pinning.dropped(self.cabinet.desk, pin, member.person.key, self.cabinet.now())
        back = Button(label=phrases.PUT_BACK, verb=Verb.approve, answer=pin.id)
        return Outcome(kind=KIND, messages=(said(phrases.DROPPED).model_copy(update={"buttons": (back,)}),))

    def edited(self, member: Member, what: Awaited, text: str) -> Outcome:
        """Take another wording or a note for a pin, as it was written; raises NoSuchPin and BadPin."""
        pin = self._mine(member, what.about)
        if pin.state is PinState.dropped:
            return _said(phrases.DROPPED_ALREADY)
        if what.verb is Verb.phrase:
            wording = pinning.nameless(self.cabinet.desk, pin.organisation, [text], [member.person.name])
            change: dict[str, object] = {"phrasings": pinning.worded((*pin.phrasings, *wording))}
        else:
            change = {"note": pinning.noted(text)}
        by, at = member.person.key, self.cabinet.now()
        done = self.cabinet.pins.change(pin, pin.model_copy(update=change), by, "edited pin", at)
        if what.verb is Verb.note:
            return Outcome(kind=KIND, messages=(said(phrases.NOTE_KEPT), self.letters.pin(done)))
        sentence = phrases.PHRASING_ADDED.format(questions=questions(done))
        return Outcome(kind=KIND, messages=(said(sentence), *self.shown(done)[1:]))

    def _mine(self, member: Member, id: str) -> Pin:
        """The pin of that id, if it is the member's organisation's; raises NoSuchPin."""
        pin = self.cabinet.pins.get(id)
        if pin.organisation != _organisation(member):
            raise NoSuchPin(id=id)
        return pin


def _worded(text: str | None) -> tuple[str, ...]:
    """What was asked as a pin's wording; what was only understood after another question is none."""
    return (text[:LONGEST_PHRASING],) if text and BETWEEN not in text else ()


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
