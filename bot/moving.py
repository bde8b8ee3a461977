"""What admins do in chat that changes what is in force: it is shown first, and done by a press that names what was shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot import admin_messages as shown
from bot import phrases, publishing
from bot import revision_phrases as revised
from bot.admin_messages import buttons, sure, token
from bot.approving import Approvals, plan_of
from bot.cabinet import Cabinet
from bot.candidates import Candidate
from bot.checking import Checked, check
from bot.composing import said
from bot.errors import ApprovalNeeded, ChangedMeanwhile
from bot.events import Verb
from bot.gate import Gate
from bot.members import Member
from bot.messages import Button, Message, Part, Said
from bot.people import Organisation
from bot.records import Publication, Revision, State
from bot.requests import Request, Requests
from bot.settings import did_you_mean

LONGEST_REASON = 500
"""Characters of why a failed check is overridden."""


@dataclass(frozen=True)
class Confirmed(Gate):
    """The gate for exactly what somebody was shown; it lets nothing else through."""

    shown: str = ""
    reason: str | None = None

    def candidate(self, organisation: str, progress: Callable[[int, int], None]) -> Candidate:
        """What would be published, if it is what was shown; raises ChangedMeanwhile."""
        found = super().candidate(organisation, progress)
        if plan_of(found.plan, self.reason) != self.shown:
            raise ChangedMeanwhile(organisation=found.organisation.name)
        return found


@dataclass(frozen=True)
class Moving:
    """Publishing, rolling back, withdrawing and dropping drafts, for one admin at a time."""

    cabinet: Cabinet
    approvals: Approvals

    @property
    def _requests(self) -> Requests:
        return Requests(self.cabinet.desk.store.database)

    def check(self, member: Member) -> Message:
        """What the check finds: of the drafts, or where there are none, of what is in force."""
        short, desk = _short(member), self.cabinet.desk
        parts = _checked(check(desk, Gate(desk).candidate(short, _quiet)))
        drafts = bool(desk.store.publications.revisions(short, (State.draft,)))
        return _told(parts, buttons(short, *((Verb.diff, Verb.publish) if drafts else ())))

    def publish(self, member: Member, reason: str = "", above: Sequence[Part] = ()) -> Message:
        """Show what would be published, after a check, and ask once more; or ask the others, where two have to agree."""
        short, desk = _short(member), self.cabinet.desk
        if len(reason) > LONGEST_REASON:
            return said(phrases.TOO_LONG_REPLY.format(limit=LONGEST_REASON))
        candidate = Gate(desk).candidate(short, _quiet)
        if not candidate.changed:
            return _told([*above, Said(text=revised.NOTHING_NEW)])
        checked = check(desk, candidate)
        asked = self.approvals.by_another(candidate.plan, member.person.key)
        given = reason.strip()
        reason = (asked.reason if asked and asked.reason else given) if checked.failures else ""
        parts = [*above, *shown.changed(desk, candidate.organisation, candidate.drafts), *_checked(checked)]
        if given and not checked.failures:
            parts.append(Said(text=revised.OVERRIDES_NOTHING, quiet=True))
        if checked.failures and not reason:
            return _told([*parts, Said(text=revised.CHECK_WHY)], buttons(short, Verb.diff, Verb.check))
        agrees = asked is not None and (bool(asked.reason) or not reason)
        if self.cabinet.arrangements.of(short).two_people and not agrees:
            return self._ask_others(member, reason or None)
        if reason:
            parts.append(Said(text=revised.PUBLISH_OVERRIDES.format(reason=reason)))
            self._keep_reason(member, candidate, reason)
        if asked:
            parts.append(Said(text=revised.AGREES_WITH.format(who=asked.asked_by)))
        now = candidate.snapshot is None or candidate.snapshot.id != candidate.organisation.snapshot
        parts.append(Said(text=revised.PUBLISH_SURE if now else revised.PUBLISH_SURE_LATER, strong=True))
        return _told(parts, (sure(Verb.publish_now, short, plan_of(candidate.plan, reason or None)),))

    def publish_now(self, member: Member, exactly: str) -> Message:
        """Publish what was shown and nothing else; where that has changed, show it anew."""
        short, who, desk = _short(member), member.person.key, self.cabinet.desk
        asked = self._requests.of(short)
        plan = desk.publisher.candidates.plan(desk.organisation(short), desk.today())
        # Whoever presses below a reason that somebody else gave agrees with it.
        reason = asked.reason if asked and plan_of(plan, asked.reason) == exactly else None
        gate = Confirmed(desk, self.approvals.letters, exactly, reason)
        try:
            done = gate.publish(short, who, self.cabinet.now(), _quiet, reason).published
        except ChangedMeanwhile:
            return self.publish(member, above=[Said(text=revised.CHANGED_SINCE_SHOWN)])
        if asked:
            self._requests.over(short)
        return shown.published(done, back=self._goes_back(short))

    def _ask_others(self, member: Member, reason: str | None) -> Message:
        """Ask the other admins to agree; nothing is in force by that, so nothing is asked once more."""
        short = _short(member)
        before = self._requests.of(short)
        gate = Gate(self.cabinet.desk, self.approvals.letters)
        try:
            done = gate.publish(short, member.person.key, self.cabinet.now(), _quiet, reason).published
        except ApprovalNeeded:
            asked = self._requests.of(short)
            if asked is None or asked == before:
                return said(revised.ASKED_BEFORE)
            told = revised.ASKED_TOLD if self.approvals.letters(asked) else revised.ASKED_TOLD_NOBODY
            return said(revised.ASKED_OTHERS.format(told=told))
        return shown.published(done, back=self._goes_back(short))

    def _keep_reason(self, member: Member, candidate: Candidate, reason: str) -> None:
        """Keep why the check is overridden until the press comes that publishes."""
        drafts = tuple(sorted(each.document_id for each in candidate.drafts))
        before = self._requests.of(_short(member))
        if before is None or (before.drafts, before.reason) != (drafts, reason):
            who, now = member.person.key, self.cabinet.now()
            self._requests.ask(
                Request(organisation=_short(member), drafts=drafts, asked_by=who, asked_at=now, reason=reason)
            )

    def roll_back(self, member: Member, number: str = "", above: Sequence[Part] = ()) -> Message:
        """Show what would be in force again, and ask once more."""
        short, desk = _short(member), self.cabinet.desk
        organisation, history = desk.organisation(short), desk.store.publications.all(short)
        target = _target(history, organisation, number)
        found = shown.between(desk, short, history[-1].documents, target.documents)
        parts = [*above, *shown.summary(desk, short, found)]
        parts.append(Said(text=shown.publication_line(target), quiet=True))
        parts.append(Said(text=revised.ROLL_BACK_SURE.format(number=target.number), strong=True))
        return _told(parts, (sure(Verb.roll_back_now, short, _back_to(organisation, history, target)),))

    def roll_back_now(self, member: Member, exactly: str) -> Message:
        """Roll back to what was shown, if what is in force is still what it was then."""
        short, desk = _short(member), self.cabinet.desk
        organisation, history = desk.organisation(short), desk.store.publications.all(short)
        then = [each for each in history if _back_to(organisation, history, each) == exactly]
        if not then:
            return self.roll_back(member, above=[Said(text=revised.CHANGED_SINCE_SHOWN)])
        done = desk.publisher.roll_back(
            organisation, member.person.key, self.cabinet.now(), to=then[0].number
        )
        return shown.published(done, back=True)

    def _goes_back(self, short: str) -> bool:
        return len(self.cabinet.desk.store.publications.all(short)) > 1

    def withdraw(self, member: Member, policy: str) -> Message:
        """Show which policy would be withdrawn, and ask once more."""
        short = _short(member)
        live = self._live(short)
        known = list(dict.fromkeys(each.policy for each in live))
        one = shown.named(live, policy) if policy else None
        if one is None:
            hint = did_you_mean(policy, known) if policy else ""
            sentence = revised.ADMIN_NO_POLICY if policy else revised.WITHDRAW_WHICH
            return said(sentence.format(name=policy, hint=hint, policies=phrases.listed(known)))
        sentence = revised.WITHDRAW_SURE.format(title=shown.title(one))
        return _told([Said(text=sentence, strong=True)], (sure(Verb.withdraw_now, short, self._out(one)),))

    def withdraw_now(self, member: Member, exactly: str) -> Message:
        """Withdraw the policy that was shown, if it still stands as it did."""
        short, desk = _short(member), self.cabinet.desk
        found = [each for each in self._live(short) if self._out(each) == exactly]
        if not found:
            return said(revised.WITHDRAW_CHANGED)
        done = desk.publisher.withdraw(
            desk.organisation(short), found[0].policy, member.person.key, self.cabinet.now()
        )
        return shown.published(done, back=True)

    def _live(self, short: str) -> tuple[Revision, ...]:
        return self.cabinet.desk.store.publications.revisions(short, (State.published, State.scheduled))

    def _out(self, revision: Revision) -> str:
        return token("withdraw", revision.key, revision.document_id, revision.state)

    def drop(self, member: Member, policy: str) -> Message:
        """Drop the draft of a policy."""
        drafts = self.cabinet.desk.store.publications.revisions(_short(member), (State.draft,))
        if not drafts:
            return said(revised.NO_DRAFTS)
        known = [each.policy for each in drafts]
        one = shown.named(drafts, policy) if policy else None
        if one is None:
            hint = did_you_mean(policy, known) if policy else ""
            sentence = revised.NO_DRAFT_OF if policy else revised.DROP_WHICH
            return said(sentence.format(name=policy, hint=hint, policies=phrases.listed(known)))
        return self._dropped(member, one)

    def drop_shown(self, member: Member, exactly: str) -> Message:
        """Drop the draft that was shown, if it is still that one."""
        drafts = self.cabinet.desk.store.publications.revisions(_short(member), (State.draft,))
        found = [each for each in drafts if shown.draft_token(each) == exactly]
        return self._dropped(member, found[0]) if found else said(revised.DRAFT_GONE)

    def _dropped(self, member: Member, draft: Revision) -> Message:
        gone = self.cabinet.desk.store.drop_draft(_short(member), draft.policy, member.person.key)
        return said(revised.DROPPED_DRAFT.format(title=shown.title(draft)) if gone else revised.DRAFT_GONE)


def _target(history: Sequence[Publication], organisation: Organisation, number: str) -> Publication:
    """The publication to go back to; raises NothingToRollBack and NoSuchPublication."""
    if number:
        return publishing.named(history, int(number), organisation)
    return publishing.before(history, organisation)


def _back_to(organisation: Organisation, history: Sequence[Publication], target: Publication) -> str:
    """What a press names that rolls back: where to, and from which publication."""
    return token("back", organisation.snapshot, history[-1].number, target.number)


def _checked(checked: Checked) -> list[Part]:
    """What a check found: each question that fails, and how many pins would be suspended."""
    failing = [
        revised.CHECK_FAILS_SO.format(question=each.question, why=each.why)
        for each in checked.questions
        if not each.passed
    ]
    parts: list[Part] = []
    if checked.failures:
        parts += [Said(text=revised.CHECK_FAILS), *shown.lines(failing or checked.failures)]
    elif checked.passed:
        questions = phrases.counted(checked.passed, "question", "questions")
        parts.append(Said(text=revised.CHECK_PASSED.format(questions=questions), quiet=True))
    else:
        parts.append(Said(text=revised.CHECK_NO_QUESTIONS, quiet=True))
    if checked.suspended:
        pins = phrases.counted(len(checked.suspended), "pin", "pins")
        parts.append(Said(text=revised.CHECK_SUSPENDS.format(pins=pins)))
    return parts


def _short(member: Member) -> str:
    return member.workspace.organisation.short


def _told(parts: Sequence[Part], below: Sequence[Button] = ()) -> Message:
    return Message(parts=tuple(parts), buttons=tuple(below))


def _quiet(_done: int, _of: int) -> None:
    """Show no progress."""
