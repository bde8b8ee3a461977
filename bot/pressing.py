"""What each button does: who may press it, and what is said then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from bot import composing, phrases
from bot.answering import Source
from bot.answers import AnswerCard
from bot.composing import said
from bot.desk import Desk
from bot.directory import Directory
from bot.events import Pressed, Verb
from bot.history import Given, History
from bot.members import LEADS, Member
from bot.messages import Message, To
from bot.outcomes import Outcome
from bot.people import whom_to_ask

KIND = "pressed"


@dataclass(frozen=True)
class Buttons:
    """The buttons below answers; whatever shows a clause again quotes and verifies it anew, as it is in force now."""

    desk: Desk
    directory: Directory
    history: History
    address: composing.Address
    now: Callable[[], dt.datetime]

    def pressed(self, member: Member, event: Pressed) -> Outcome:
        """Do what a button says, if the person may; every press is answered.

        An answer is its asker's: nobody else shares, rates or follows it up. A lead may pin any answer of
        their organisation.
        """
        given = self.history.given(event.answer)
        if given is None or given.organisation != member.workspace.organisation.short:
            return _said(phrases.ANSWER_GONE)
        if event.verb is Verb.pin:
            return self._pin(member, given)
        if given.person != event.person.key:
            return _said(phrases.ANSWER_OF_ANOTHER)
        does = {
            Verb.share: self._share,
            Verb.context: self._context,
            Verb.more: self._more,
            Verb.helpful: self._helpful,
            Verb.unhelpful: self._unhelpful,
            Verb.ask_lead: self._ask_lead,
        }
        return does[event.verb](member, given)

    def _share(self, member: Member, given: Given) -> Outcome:
        if given.place.direct:
            return _said(phrases.NOT_TO_SHARE)
        there = self.directory.workspace(given.place.platform, given.place.workspace)
        if there is None or there.organisation.short != given.organisation:
            return _said(phrases.ANSWER_GONE)
        card = self._again(member, given)
        if card is None:
            return _said(phrases.CHANGED_SINCE)
        if not self.history.share(given.id, self.now()):
            return _said(phrases.SHARED_ALREADY)
        return Outcome(
            kind=KIND,
            messages=(composing.shared(card, given.place, member.person), said(phrases.SHARED)),
            otherwise=said(phrases.NOT_POSTED),
        )

    def _context(self, member: Member, given: Given) -> Outcome:
        source = self._source(member, given)
        if source is None:
            return _said(phrases.CHANGED_SINCE)
        message = composing.in_context(
            source.around(given.clauses),
            frozenset(each.clause_id for each in given.clauses),
            given.id,
            lambda quote: self.address(given.organisation, quote),
        )
        return Outcome(kind=KIND, messages=(message,))

    def _more(self, member: Member, given: Given) -> Outcome:
        source = self._source(member, given)
        if source is None:
            return _said(phrases.CHANGED_SINCE)
        further = [each for each in given.further if source.holds((each,))]
        shown = composing.clauses(phrases.MORE, source.alone(further)) if further else said(phrases.NO_MORE)
        return Outcome(kind=KIND, messages=(shown,))

    def _helpful(self, member: Member, given: Given) -> Outcome:
        self.history.rate(given.id, member.person, True, self.now())
        return _said(phrases.HELPFUL)

    def _unhelpful(self, member: Member, given: Given) -> Outcome:
        self.history.rate(given.id, member.person, False, self.now())
        return _said(phrases.UNHELPFUL)

    def _ask_lead(self, member: Member, given: Given) -> Outcome:
        """Tell the leads whom the platform knows who would like to ask them, and which clauses they were shown."""
        contacts = self.desk.store.contacts(given.organisation)
        nobody = said(phrases.LEAD_NOT_HERE.format(ask=whom_to_ask(contacts)))
        leads = self._leads(member)
        if not leads:
            return Outcome(kind=KIND, messages=(nobody,))
        if not self.history.ask(given.id, self.now()):
            return _said(phrases.LEAD_TOLD_ALREADY)
        shown = self._shown_to(member, given)
        told = (
            shown.model_copy(update={"to": To.person, "person": lead, "by": member.person.id})
            for lead in leads
        )
        return Outcome(kind=KIND, messages=(*told, said(phrases.LEAD_TOLD)), otherwise=nobody)

    def _shown_to(self, member: Member, given: Given) -> Message:
        """What a lead is told: that somebody would like to ask, and what they were shown if it still stands."""
        clauses = given.clauses or given.further
        if not clauses:
            return said(phrases.LEAD_ASKED_NOTHING)
        source = self.desk.source(member.workspace.organisation)
        if source is None or not source.holds(clauses):
            return said(phrases.LEAD_ASKED_BEFORE)
        if given.clauses:
            return composing.clauses(phrases.LEAD_ASKED, source.alone(clauses), quiet=False)
        return composing.clauses(f"{phrases.LEAD_ASKED_NOTHING} {phrases.NEAREST}", source.alone(clauses))

    def _leads(self, member: Member) -> tuple[str, ...]:
        """The ids of the leads and deputies on the person's platform, but for the person."""
        holders = self.directory.holders(member.workspace.organisation.short)
        mine = (
            each
            for each in holders
            if each.role in LEADS and each.platform is member.person.platform and not each.group
        )
        return tuple(dict.fromkeys(each.id for each in mine if each.who != member.person.key))

    def _pin(self, member: Member, given: Given) -> Outcome:
        if not member.leads:
            return _said(phrases.ONLY_LEADS)
        source = self._source(member, given)
        if source is None:
            return _said(phrases.CHANGED_SINCE)
        new = self.history.pin(given, member.person, self.now())
        if not new:
            return _said(phrases.PINNED_ALREADY)
        named = (f"{each.title} {each.number or ''}".strip() for each in source.alone(given.clauses))
        return _said(phrases.PINNED.format(what=", ".join(named)))

    def _source(self, member: Member, given: Given) -> Source | None:
        """What answers now, if the clauses of that answer are still in force."""
        source = self.desk.source(member.workspace.organisation)
        return source if source and given.clauses and source.holds(given.clauses) else None

    def _again(self, member: Member, given: Given) -> AnswerCard | None:
        """The card of an answer, quoted and verified anew; None where a clause of it is no longer in force."""
        source = self._source(member, given)
        if source is None:
            return None
        blank = self.desk.blank(member.workspace.organisation, given.asker)
        return source.again(blank, given.clauses, given.addressed_to)


def _said(sentence: str) -> Outcome:
    return Outcome(kind=KIND, messages=(said(sentence),))
