"""What admins do in chat that changes what is in force: it is shown first, and done by a press that names what was shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot import admin_checks, phrases, publication_lines, publishing
from bot import admin_messages as shown
from bot import revision_phrases as revised
from bot.admin_messages import buttons, sure, token
from bot.approving import Approvals, of_plan, plan_of
from bot.cabinet import Cabinet
from bot.candidates import Candidate, Plan
from bot.checking import Checked, loses
from bot.composing import said
from bot.diffing import QUIET
from bot.errors import ApprovalNeeded, BadQuestions, ChangedMeanwhile, CheckFailed
from bot.events import Verb
from bot.gate import Gate
from bot.members import Member
from bot.messages import Button, Message, Part, Said
from bot.people import Organisation
from bot.records import Act, Publication, Revision, State
from bot.requests import Requests
from bot.settings import did_you_mean

LIVE = (State.published, State.scheduled)

LONGEST_REASON = 500
"""Characters of why a failed check is overridden."""


@dataclass(frozen=True)
class Confirmed(Gate):
    """The gate for exactly what somebody was shown; it lets nothing else through.

    `failures` are those of the check as it was shown, where that is known: more than these are not overridden.
    """

    shown: str = ""
    reason: str | None = None
    failures: frozenset[str] | None = None

    def candidate(self, organisation: str, progress: Callable[[int, int], None]) -> Candidate:
        """What would be published, if it is what was shown; raises ChangedMeanwhile."""
        found = super().candidate(organisation, progress)
        if plan_of(found.plan, self.reason) != self.shown:
            raise ChangedMeanwhile(organisation=found.organisation.name)
        return found

    def checked(
        self, candidate: Candidate, progress: Callable[[int, int], None], override: str | None
    ) -> Checked:
        """What the check finds; raises ChangedMeanwhile where more fails than was shown."""
        found = super().checked(candidate, progress, override)
        if override and self.failures is not None and not self.failures.issuperset(found.failures):
            raise ChangedMeanwhile(organisation=candidate.organisation.name)
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
        parts = admin_checks.told(admin_checks.found(desk, Gate(desk).candidate(short, _quiet)))
        drafts = bool(desk.store.publications.revisions(short, (State.draft,)))
        return _told(parts, buttons(short, *((Verb.diff, Verb.publish) if drafts else ())))

    def publish(self, member: Member, reason: str = "", above: Sequence[Part] = ()) -> Message:
        """Show what would be published, after a check, and ask once more; nothing is done, asked for or agreed by that."""
        short, who, desk = _short(member), member.person.key, self.cabinet.desk
        if len(reason) > LONGEST_REASON:
            return said(phrases.TOO_LONG_REPLY.format(limit=LONGEST_REASON))
        candidate = Gate(desk).candidate(short, _quiet)
        if not candidate.changed:
            return _told([*above, Said(text=revised.NOTHING_NEW)])
        checked = admin_checks.found(desk, candidate)
        asked = self.approvals.by_another(candidate.plan, who)
        given = reason.strip()
        reason = (asked.reason if asked and asked.reason else given) if checked.failures else ""
        parts = [*above, *shown.changed(desk, candidate.organisation, candidate.drafts)]
        parts += admin_checks.told(checked)
        if given and not checked.failures:
            parts.append(Said(text=revised.OVERRIDES_NOTHING, quiet=True))
        if checked.failures and not reason:
            return _told([*parts, Said(text=revised.CHECK_WHY)], buttons(short, Verb.diff, Verb.check))
        if reason:
            parts.append(Said(text=revised.PUBLISH_OVERRIDES.format(reason=reason)))
        agrees = asked is not None and (bool(asked.reason) or not reason)
        asks = self.cabinet.arrangements.of(short).two_people and not agrees
        if asks and self._asks_already(member, candidate, reason):
            return _told([*above, Said(text=revised.ASKED_BEFORE)])
        if reason and not (asked and asked.reason):
            self._requests.show(short, who, reason, self.cabinet.now())
        if asked and agrees:
            parts.append(Said(text=revised.AGREES_WITH.format(who=shown.somebody(asked.asked_by, who))))
        exactly = plan_of(candidate.plan, reason or None)
        if asks:
            parts.append(Said(text=revised.ASK_SURE, strong=True))
            return _told(parts, (sure(Verb.publish_now, short, exactly, label=revised.ASK_TO_PUBLISH),))
        now = candidate.snapshot is None or candidate.snapshot.id != candidate.organisation.snapshot
        parts.append(Said(text=revised.PUBLISH_SURE if now else revised.PUBLISH_SURE_LATER, strong=True))
        return _told(parts, (sure(Verb.publish_now, short, exactly),))

    def _asks_already(self, member: Member, candidate: Candidate, reason: str) -> bool:
        """Whether somebody has asked for exactly this already, and only another may agree."""
        asked = self.approvals.pending(_short(member))
        return asked is not None and asked.asked_by == member.person.key and (asked.reason or "") == reason

    def publish_now(self, member: Member, exactly: str) -> Message:
        """Publish what was shown and nothing else, or ask the others for it; where that has changed, show it anew."""
        short, who, desk = _short(member), member.person.key, self.cabinet.desk
        if self.just_did(member, Act.published, exactly):
            return said(revised.DONE_ALREADY)
        before = self._requests.of(short)
        plan = desk.publisher.candidates.plan(desk.organisation(short), desk.today())
        reason = self._reason(member, plan, exactly)
        gate = Confirmed(desk, self.approvals.letters, exactly, reason)
        try:
            done = gate.publish(short, who, self.cabinet.now(), _quiet, reason).published
        except (ChangedMeanwhile, CheckFailed, BadQuestions):
            return self.publish(member, above=[Said(text=revised.CHANGED_SINCE_SHOWN)])
        except ApprovalNeeded:
            asked = self._requests.of(short)
            if asked is None or asked == before:
                return said(revised.ASKED_BEFORE)
            told = revised.ASKED_TOLD if self.approvals.letters(asked) else revised.ASKED_TOLD_NOBODY
            return said(revised.ASKED_OTHERS.format(told=told))
        self._requests.over(short)
        return shown.published(done, back=self._goes_back(short))

    def _reason(self, member: Member, plan: Plan, exactly: str) -> str | None:
        """The reason that somebody was shown: another's, with which they agree by pressing, or their own."""
        short, asked = _short(member), self._requests.of(_short(member))
        known = (asked.reason if asked else None, self._requests.shown(short, member.person.key))
        return next((each for each in known if each and plan_of(plan, each) == exactly), None)

    def just_did(self, member: Member, act: Act, exactly: str) -> bool:
        """Whether the newest publication is what that press did, so that it was pressed twice."""
        short, desk = _short(member), self.cabinet.desk
        history = desk.store.publications.all(short)
        newest, before = (history[-1] if history else None), (history[-2] if len(history) > 1 else None)
        if newest is None or (newest.act, newest.published_by) != (act, member.person.key):
            return False
        if act is Act.published:
            known = {*before.documents, *before.scheduled} if before else set[str]()
            drafts = [each for each in (*newest.documents, *newest.scheduled) if each not in known]
            ids = (drafts, newest.documents, newest.scheduled)
            return of_plan(short, newest.previous, ids, newest.reason) == exactly
        if act is Act.rolled_back:
            return before is not None and _back(newest.previous, before.number, newest.restores) == exactly
        gone = [each for each in desk.store.publications.revisions(short) if each.state not in LIVE]
        return any(out_of(each, state) == exactly for each in gone for state in LIVE)

    def roll_back(self, member: Member, number: str = "", above: Sequence[Part] = ()) -> Message:
        """Show what would be in force again, and ask once more."""
        short, desk = _short(member), self.cabinet.desk
        organisation, history = desk.organisation(short), desk.store.publications.all(short)
        target = _target(history, organisation, number)
        last = history[-1]
        found = shown.between(desk, short, last.documents, target.documents)
        coming = publication_lines.coming(desk, short, last, target, publication_lines.WOULD_CHANGE)
        quoted = shown.summary(desk, short, found)
        if coming and not any(each.change not in QUIET for each in found):
            quoted = [Said(text=revised.NOTHING_NOW)]
        parts = [*above, *quoted, *coming]
        parts.append(Said(text=publication_lines.publication_line(target, member.person.key), quiet=True))
        parts.append(Said(text=revised.ROLL_BACK_SURE.format(number=target.number), strong=True))
        return _told(parts, (sure(Verb.roll_back_now, short, back_to(organisation, history, target)),))

    def roll_back_now(self, member: Member, exactly: str) -> Message:
        """Roll back to what was shown, if what is in force is still what it was then."""
        if self.just_did(member, Act.rolled_back, exactly):
            return said(revised.DONE_ALREADY)
        short, desk = _short(member), self.cabinet.desk
        organisation, history = desk.organisation(short), desk.store.publications.all(short)
        then = [each for each in history if back_to(organisation, history, each) == exactly]
        if not then:
            return self.roll_back(member, above=[Said(text=revised.CHANGED_SINCE_SHOWN)])
        who, now, today = member.person.key, self.cabinet.now(), desk.today()
        try:
            done = desk.publisher.roll_back(organisation, who, now, to=then[0].number, today=today)
        except ChangedMeanwhile:
            return self.roll_back(member, above=[Said(text=revised.CHANGED_SINCE_SHOWN)])
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
            return said(sentence.format(name=policy, hint=hint, policies=shown.titled(live)))
        sentence = revised.WITHDRAW_SURE.format(title=shown.title(one))
        desk = self.cabinet.desk
        resting = shown.lines(loses(desk, desk.organisation(short), one.policy))
        press = sure(Verb.withdraw_now, short, out_of(one, one.state))
        return _told([*resting, Said(text=sentence, strong=True)], (press,))

    def withdraw_now(self, member: Member, exactly: str) -> Message:
        """Withdraw the policy that was shown, if it still stands as it did."""
        short, desk = _short(member), self.cabinet.desk
        found = [each for each in self._live(short) if out_of(each, each.state) == exactly]
        if not found:
            twice = self.just_did(member, Act.withdrawn, exactly)
            return said(revised.DONE_ALREADY if twice else revised.WITHDRAW_CHANGED)
        done = desk.publisher.withdraw(
            desk.organisation(short), found[0].policy, member.person.key, self.cabinet.now()
        )
        return shown.published(done, back=True)

    def _live(self, short: str) -> tuple[Revision, ...]:
        return self.cabinet.desk.store.publications.revisions(short, LIVE)

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
            return said(sentence.format(name=policy, hint=hint, policies=shown.titled(drafts)))
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


def back_to(organisation: Organisation, history: Sequence[Publication], target: Publication) -> str:
    """What a press names that rolls back: where to, and from which publication."""
    return _back(organisation.snapshot, history[-1].number, target.number)


def _back(snapshot: str | None, last: int, target: int | None) -> str:
    return token("back", snapshot, last, target)


def out_of(revision: Revision, state: State) -> str:
    """What a press names that withdraws: a revision, and what it was."""
    return token("withdraw", revision.key, revision.document_id, state)


def _short(member: Member) -> str:
    return member.workspace.organisation.short


def _told(parts: Sequence[Part], below: Sequence[Button] = ()) -> Message:
    return Message(parts=tuple(parts), buttons=tuple(below))


def _quiet(_done: int, _of: int) -> None:
    """Show no progress."""
