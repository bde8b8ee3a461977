"""What each button below an answer does: who may press it, and what is said then."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from bot import admin, composing, phrases
from bot.admin import Admin
from bot.alerts import Alert
from bot.answering import Source
from bot.answers import AnswerCard
from bot.awaiting import Awaited
from bot.cabinet import Cabinet
from bot.clock import Clock
from bot.composing import button, said
from bot.errors import NoSuchPin
from bot.events import Pressed, Verb
from bot.history import Given
from bot.leading import Leading
from bot.letters import Letters
from bot.members import Member
from bot.outcomes import Outcome
from bot.people import whom_to_tell
from bot.places import Person
from bot.queue import Waiting
from bot.tallies import Counted, Tally, week_of
from bot.turns import Disclosures

KIND = "pressed"


LEADS = frozenset(
    {
        Verb.seen,
        Verb.claim,
        Verb.reply,
        Verb.close,
        Verb.vouch,
        Verb.phrase,
        Verb.note,
        Verb.approve,
        Verb.edit,
        Verb.replace_pin,
        Verb.drop,
    }
)
"""The buttons that stand below no answer, and are for leads and deputies."""


@dataclass(frozen=True)
class Buttons:
    """The buttons below answers; whatever shows a clause again quotes and verifies it anew, as it is in force now."""

    cabinet: Cabinet
    clock: Clock
    leading: Leading
    address: composing.Address
    disclosed: Disclosures

    @classmethod
    def over(cls, cabinet: Cabinet, address: composing.Address) -> Buttons:
        """The buttons over a cabinet; `address` gives the page of a quote."""
        clock = Clock(cabinet)
        return cls(cabinet, clock, Leading(cabinet, Letters(cabinet), clock), address, Disclosures())

    def pressed(self, member: Member, event: Pressed) -> Outcome:
        """Do what a button says, if the person may; every press is answered.

        An answer is its asker's: nobody else shares, rates or follows it up. A lead may pin any answer of
        their organisation.
        """
        if event.verb is Verb.now:
            return self._now(member, event)
        if event.verb in admin.VERBS:
            return Admin(self.cabinet).pressed(member, event)
        if event.verb in LEADS:
            return self.leading.pressed(member, event)
        given = self.cabinet.history.given(event.answer)
        if given is None or given.organisation != member.workspace.organisation.short:
            return _said(phrases.ANSWER_GONE)
        if event.verb is Verb.pin:
            return self.leading.vouching.pin(member, given)
        if given.person != event.person.key:
            return _said(phrases.ANSWER_OF_ANOTHER)
        does = {
            Verb.share: self._share,
            Verb.context: self._context,
            Verb.more: self._more,
            Verb.helpful: self._helpful,
            Verb.unhelpful: self._unhelpful,
            Verb.why: self._why,
            Verb.ask_lead: self._ask_lead,
        }
        do = does.get(event.verb)
        # What merely opens a page is never pressed, but may be made up.
        return do(member, given) if do else _said(phrases.ANSWER_GONE)

    def _share(self, member: Member, given: Given) -> Outcome:
        if given.place.direct:
            return _said(phrases.NOT_TO_SHARE)
        there = self.cabinet.directory.workspace(given.place.platform, given.place.workspace)
        if there is None or there.organisation.short != given.organisation:
            return _said(phrases.ANSWER_GONE)
        card = self._again(member, given)
        if card is None:
            return _said(phrases.CHANGED_SINCE)
        if not self.cabinet.history.share(given.id, self.cabinet.now()):
            return _said(phrases.SHARED_ALREADY)
        return Outcome(
            kind=KIND,
            messages=(
                composing.shared(card, given.place, member.person, given.id),
                said(phrases.SHARED),
            ),
            otherwise=said(phrases.NOT_POSTED),
        )

    def _context(self, member: Member, given: Given) -> Outcome:
        source = self._source(member, given)
        if source is None:
            return _said(phrases.CHANGED_SINCE)
        message = composing.in_context(
            source.around(given.clauses),
            frozenset(given.clauses),
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
        self._rate(member, given, helpful=True)
        return _said(phrases.HELPFUL)

    def _unhelpful(self, member: Member, given: Given) -> Outcome:
        self._rate(member, given, helpful=False)
        message = said(phrases.WHY_NOT).model_copy(update={"buttons": (button(Verb.why, given.id),)})
        return Outcome(kind=KIND, messages=(message,))

    def _rate(self, member: Member, given: Given, helpful: bool) -> None:
        before = self.cabinet.history.rate(given.id, member.person, helpful, self.cabinet.now())
        if before is helpful:
            return
        week = week_of(given.given_at)
        kinds = {True: Counted.helpful, False: Counted.unhelpful}
        changed = [Tally(week=week, kind=kinds[helpful])]
        changed += [] if before is None else [Tally(week=week, kind=kinds[before], times=-1)]
        self.cabinet.tallies.count(given.organisation, changed)

    def _why(self, member: Member, given: Given) -> Outcome:
        what = Awaited(organisation=given.organisation, verb=Verb.why, about=given.id)
        self.cabinet.awaiting.expect(member.person, what, self.cabinet.now())
        return _said(phrases.WRITE_WHY)

    def _ask_lead(self, member: Member, given: Given) -> Outcome:
        """Put the question into the queue, and have it brought to the lead's place or to the leads."""
        waiting = Waiting(
            id=given.id,
            organisation=given.organisation,
            text=given.text,
            clauses=given.clauses or given.further,
            answered=bool(given.clauses),
            asker=_known(member),
            place=given.place,
            asked_at=self.cabinet.now(),
        )
        known = self.cabinet.queue.get(given.id)
        if known is not None:
            return _said(_already(known))
        letters = self.clock.asked(waiting)
        if not letters:
            return Outcome(kind=KIND, messages=(self.leading.nobody(given.organisation),))
        if not self.cabinet.queue.add(waiting, *letters):
            return _said(phrases.PASSED_ON_ALREADY)
        return _said(phrases.PASSED_ON if given.text else phrases.PASSED_ON_WITHOUT)

    def _now(self, member: Member, event: Pressed) -> Outcome:
        """Alert the leads: who needs them and where, and nothing else, for nothing else is kept."""
        organisation = member.workspace.organisation.short
        alert = Alert(
            id=event.answer,
            organisation=organisation,
            asker=_known(member),
            place=self.disclosed.place(event.answer) or event.place,
            raised_at=self.cabinet.now(),
        )
        letters = self.clock.alert(alert)
        if not letters:
            contacts = self.cabinet.desk.store.contacts(organisation)
            return _said(phrases.ALERT_NOBODY.format(ask=whom_to_tell(contacts)))
        if not self.cabinet.alerts.add(alert, *letters):
            return _said(phrases.ALERTED_ALREADY)
        return _said(phrases.ALERTING)

    def _source(self, member: Member, given: Given) -> Source | None:
        """What answers now, if the clauses of that answer are still in force."""
        source = self.cabinet.desk.source(member.workspace.organisation)
        return source if source and given.clauses and source.holds(given.clauses) else None

    def _again(self, member: Member, given: Given) -> AnswerCard | None:
        """The card of an answer, quoted and verified anew; None where a clause of it is no longer in force."""
        source = self._source(member, given)
        if source is None:
            return None
        blank = self.cabinet.desk.blank(member.workspace.organisation, given.asker)
        with suppress(NoSuchPin):
            pin = self.cabinet.pins.get(given.pin or "")
            # What was changed of it since was never seen by whoever shares it.
            if pin.changed_at > given.given_at or pin.clauses != given.clauses:
                return None
            return source.vouched(blank, pin, 0.0)
        return source.again(blank, given.clauses, given.addressed_to)


def _known(member: Member) -> Person:
    """The person as a lead needs to know them: who they are, and not which groups they are in."""
    return Person(platform=member.person.platform, id=member.person.id, name=member.person.name)


def _already(known: Waiting) -> str:
    """What is said where a question was passed on before."""
    if known.open or known.closed_at is None:
        return phrases.PASSED_ON_ALREADY
    at = known.closed_at.astimezone()
    return phrases.ANSWERED_ALREADY.format(at=f"{at.day} {at:%B, %H:%M}")


def _said(sentence: str) -> Outcome:
    return Outcome(kind=KIND, messages=(said(sentence),))
