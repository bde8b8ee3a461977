"""Admins in chat: what is in force, what waits and what was done; and everything they may order or press."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot import admin_messages as shown
from bot import phrases, publication_lines, wording
from bot import revision_phrases as revised
from bot.admin_messages import buttons, lines, mark
from bot.answers import AnswerCard, Quote, Urgency
from bot.approving import Approvals
from bot.cabinet import Cabinet
from bot.composing import button, said, where
from bot.concerns import said_plainly
from bot.errors import QuothError
from bot.events import Asked, Pressed, Verb
from bot.hearing import heard
from bot.members import Member
from bot.messages import Button, Message, Part, Said
from bot.moving import Moving
from bot.orders import begun, ordered
from bot.outcomes import Outcome
from bot.people import Office
from bot.records import Revision, State
from bot.settings import did_you_mean

KIND = "pressed"

FIRST_WORDS = 40
"""Characters by which a clause without a number is named."""

VERBS = frozenset(
    {
        Verb.diff,
        Verb.check,
        Verb.publish,
        Verb.publish_now,
        Verb.roll_back,
        Verb.roll_back_now,
        Verb.withdraw_now,
        Verb.drop_draft,
        Verb.keep_true,
    }
)
"""The buttons that are for admins alone."""


def is_admin(member: Member) -> bool:
    """Whether somebody keeps the policies; to lead is another office."""
    return Office.admin in member.roles


def keepable(message: Message, card: AnswerCard, member: Member) -> Message:
    """An answer as an admin sees it: with the button that has its question asked before every publication."""
    if not (is_admin(member) and message.buttons) or card.concern is not Urgency.none:
        return message
    below = (*message.buttons, button(Verb.keep_true, card.id))
    return message.model_copy(update={"buttons": below})


@dataclass(frozen=True)
class Admin:
    """What admins may do in chat; every answer is for them alone."""

    cabinet: Cabinet

    @property
    def moving(self) -> Moving:
        """What they do that changes what is in force, or what waits."""
        return Moving(self.cabinet, Approvals(self.cabinet))

    def typed(self, member: Member, event: Asked) -> Outcome | None:
        """What comes of an order, or None where the text is a question."""
        order = ordered(event.text)
        # Whatever discloses a risk is met as what it is, and nothing of it is kept.
        unclear = order is None and is_admin(member) and begun(event.text)
        if not (order or unclear) or said_plainly([heard(event.text)]) is not Urgency.none:
            return None
        if not is_admin(member):
            return _said(revised.ONLY_ADMINS)
        if order is None:
            told = [Said(text=each) for each in (revised.ORDER_UNCLEAR, *revised.ADMIN_HELP)]
            return Outcome(kind=KIND, messages=(_told(told),))
        does: dict[str, Callable[[], Message]] = {
            "status": lambda: self._status(member),
            "drafts": lambda: self._drafts(member),
            "history": lambda: self._history(member),
            "help": lambda: _told([Said(text=each) for each in revised.ADMIN_HELP]),
            "diff": lambda: self._diff(member, order.about),
            "check": lambda: self.moving.check(member),
            "publish": lambda: self.moving.publish(member),
            "override": lambda: self.moving.publish(member, order.about),
            "rollback": lambda: self.moving.roll_back(member, order.about),
            "withdraw": lambda: self.moving.withdraw(member, order.about),
            "drop": lambda: self.moving.drop(member, order.about),
        }
        return _safely(does[order.what])

    def pressed(self, member: Member, event: Pressed) -> Outcome:
        """Do what an admin's button says; whoever is none is told so."""
        if not is_admin(member):
            return _said(revised.ONLY_ADMINS)
        if event.verb is Verb.keep_true:
            return _safely(lambda: self._keep_true(member, event.answer))
        whose, _, exactly = event.answer.partition("-")
        if whose != mark(_short(member)):
            return _said(revised.OF_ANOTHER_ORGANISATION)
        does: dict[Verb, Callable[[], Message]] = {
            Verb.diff: lambda: self._diff(member, ""),
            Verb.check: lambda: self.moving.check(member),
            Verb.publish: lambda: self.moving.publish(member),
            Verb.publish_now: lambda: self.moving.publish_now(member, exactly),
            Verb.roll_back: lambda: self.moving.roll_back(member, ""),
            Verb.roll_back_now: lambda: self.moving.roll_back_now(member, exactly),
            Verb.withdraw_now: lambda: self.moving.withdraw_now(member, exactly),
            Verb.drop_draft: lambda: self.moving.drop_shown(member, exactly),
        }
        return _safely(does[event.verb])

    def _status(self, member: Member) -> Message:
        short, today = _short(member), self.cabinet.desk.today()
        name = member.workspace.organisation.name
        now, later, drafts = (
            self._held(short, state) for state in (State.published, State.scheduled, State.draft)
        )
        policies = phrases.counted(len(now), "policy", "policies")
        head = revised.STATUS if now else revised.STATUS_NOTHING
        parts: list[Part] = [Said(text=head.format(organisation=name, policies=policies))]
        parts += lines(shown.policy_line(each, today) for each in _gravest(now, today))
        parts += self._above(short, today)
        if later:
            parts.append(Said(text=revised.STATUS_COMING))
            parts += lines(shown.waiting_line(each, today) for each in later)
        parts.append(Said(text=revised.STATUS_DRAFTS if drafts else revised.STATUS_NO_DRAFTS))
        parts += lines(shown.waiting_line(each, today) for each in drafts)
        history = self.cabinet.desk.store.publications.all(short)
        if history:
            parts.append(Said(text=revised.STATUS_LAST))
            parts.append(
                Said(text=publication_lines.history_lines(self.cabinet.desk, history, member.person.key)[0])
            )
        request = Approvals(self.cabinet).pending(short)
        if request:
            parts.append(Said(text=shown.request_line(request, member.person.key)))
        verbs = (Verb.diff, Verb.check, Verb.publish) if drafts else ()
        back = (Verb.roll_back,) if len(history) > 1 else ()
        return _told(parts, buttons(short, *verbs, *back))

    def _drafts(self, member: Member) -> Message:
        short, today = _short(member), self.cabinet.desk.today()
        drafts = self._held(short, State.draft)
        if not drafts:
            return said(revised.NO_DRAFTS)
        parts: list[Part] = [Said(text=revised.STATUS_DRAFTS)]
        parts += lines(shown.waiting_line(each, today) for each in drafts)
        verbs = buttons(short, Verb.diff, Verb.check, Verb.publish)
        return _told(parts, (*verbs, *shown.drop(short, drafts)))

    def _history(self, member: Member) -> Message:
        short = _short(member)
        found = self.cabinet.desk.store.publications.all(short)
        if not found:
            return said(phrases.NOTHING_PUBLISHED.format(organisation=member.workspace.organisation.name))
        parts: list[Part] = [Said(text=revised.HISTORY_IS)]
        parts += lines(publication_lines.history_lines(self.cabinet.desk, found, member.person.key))
        return _told(parts, buttons(short, *((Verb.roll_back,) if len(found) > 1 else ())))

    def _diff(self, member: Member, policy: str) -> Message:
        short = _short(member)
        drafts = self._held(short, State.draft)
        if not drafts:
            return said(revised.NO_DRAFTS)
        if policy:
            one = shown.named(drafts, policy)
            if one is None:
                hint = did_you_mean(policy, [each.policy for each in drafts])
                return said(revised.NO_DRAFT_OF.format(name=policy, hint=hint))
            drafts = (one,)
        parts = shown.changed(self.cabinet.desk, member.workspace.organisation, drafts)
        return _told(parts, (*buttons(short, Verb.check, Verb.publish), *shown.drop(short, drafts)))

    def _above(self, short: str, today: dt.date) -> list[Part]:
        """The policies in force of the organisations whose policies hold here too, under their names."""
        desk, parts = self.cabinet.desk, list[Part]()
        for each in desk.organisation(short).above:
            theirs = desk.store.publications.revisions(each.short, (State.published,))
            if theirs:
                parts.append(Said(text=revised.STATUS_ABOVE.format(organisation=each.name)))
                parts += lines(shown.policy_line(one, today) for one in _gravest(theirs, today))
        return parts

    def _held(self, short: str, state: State) -> tuple[Revision, ...]:
        return self.cabinet.desk.store.publications.revisions(short, (state,))

    def _keep_true(self, member: Member, answer: str) -> Message:
        """Keep that a question has to be answered as it was, to be checked before every publication."""
        given, short, desk = self.cabinet.history.given(answer), _short(member), self.cabinet.desk
        if given is None or given.organisation != short:
            return said(phrases.ANSWER_GONE)
        if given.person != member.person.key:
            return said(phrases.ANSWER_OF_ANOTHER)
        if not given.text:
            return said(revised.KEEP_NO_WORDS)
        source = desk.source(desk.organisation(short))
        if source is None or (given.clauses and not source.holds(given.clauses)):
            return said(phrases.CHANGED_SINCE)
        from bot import own_questions  # slow to import, and seldom needed

        kept = own_questions.keep_true(
            desk, short, given.text, given.clauses, member.person.key, given.asker, given.pin is not None
        )
        if not kept:
            return said(revised.KEPT_TRUE_ALREADY)
        if not given.clauses:
            return said(revised.KEPT_SILENT)
        what = phrases.listed([*dict.fromkeys(_named(each) for each in source.alone(given.clauses))])
        return said(revised.KEPT_TRUE.format(what=what))


def _gravest(held: Sequence[Revision], today: dt.date) -> list[Revision]:
    """Policies in force, those first whose review is overdue."""
    return sorted(held, key=lambda each: (not shown.overdue(each, today), shown.title(each).casefold()))


def _named(quote: Quote) -> str:
    """A clause by its title and number, or where it has none by its first words."""
    words = " ".join(quote.words.text.split())
    first = words if len(words) <= FIRST_WORDS else f"{words[:FIRST_WORDS].rsplit(' ', 1)[0]} …"
    return where(quote) if quote.number else f"{wording.title(quote)}, “{first}”"


def _plain(fault: QuothError) -> str:
    """A fault in words for chat, where its own speak of the command line."""
    phrase = revised.FAULTS.get(type(fault).__name__)
    return phrase.format(**fault.about) if phrase else str(fault)


def _short(member: Member) -> str:
    return member.workspace.organisation.short


def _told(parts: Sequence[Part], below: Sequence[Button] = ()) -> Message:
    return Message(parts=tuple(parts), buttons=tuple(below))


def _safely(does: Callable[[], Message]) -> Outcome:
    """Do it; what Quoth can name is said as it is."""
    try:
        return Outcome(kind=KIND, messages=(does(),))
    except QuothError as fault:
        return _said(_plain(fault))


def _said(sentence: str) -> Outcome:
    return Outcome(kind=KIND, messages=(said(sentence),))
