"""News: letters on what was published, what somebody asks to publish, and which policy is due for review."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from bot import admin_checks, phrases, publication_lines
from bot import admin_messages as shown
from bot import revision_phrases as revised
from bot.admin_messages import sure
from bot.approving import Approvals, named, plan_of
from bot.cabinet import Cabinet
from bot.events import Verb
from bot.messages import Message, Part, Said
from bot.outbox import Item, Letter
from bot.places import Place, Platform
from bot.records import Publication, Revision, State

STAGES = (0, 30, 60)
"""Days before a policy is due for review on which its owner is reminded."""

_REVIEW = {
    "how": revised.REVIEW_HOW,
    "send": revised.REVIEW_SEND,
    "nobody": revised.REVIEW_NO_OWNER,
}
"""What the reminder of a review says in chat, where whoever runs Quoth has its commands."""


@dataclass(frozen=True)
class News:
    """Composes these letters from what is kept now, and says which reminders are due."""

    cabinet: Cabinet

    def published(self, item: Item) -> Message | None:
        """What a publication changed, for everybody in the organisation's channel."""
        desk = self.cabinet.desk
        publication = desk.store.publications.get(int(item.about))
        if publication is None or publication.organisation != item.organisation:
            return None
        if self.cabinet.arrangements.of(item.organisation).announce != item.place:
            return None
        name = desk.organisation(item.organisation).name
        before = self._before(publication)
        coming = publication_lines.coming(desk, item.organisation, before, publication)
        old, new = (before.documents if before else ()), publication.documents
        found = shown.between(desk, item.organisation, old, new)
        if any(each.policy for each in found):
            head, changes = revised.ANNOUNCED[publication.act], shown.summary(desk, item.organisation, found)
        elif coming:
            come = set(publication.scheduled).difference(before.scheduled if before else ())
            head, changes = revised.ANNOUNCED_COMING if come else revised.ANNOUNCED_TAKEN_BACK, []
        else:
            return None
        return Message(parts=(Said(text=head.format(organisation=name)), *changes, *coming))

    def _before(self, publication: Publication) -> Publication | None:
        earlier = [
            each
            for each in self.cabinet.desk.store.publications.all(publication.organisation)
            if each.number < publication.number
        ]
        return earlier[-1] if earlier else None

    def approval(self, item: Item) -> Message | None:
        """What somebody asks another admin to agree to, with the button that publishes exactly that."""
        desk, approvals = self.cabinet.desk, Approvals(self.cabinet)
        asked = approvals.pending(item.organisation)
        if asked is None or named(asked) != item.about:
            return None
        if not approvals.is_admin(item.organisation, f"{item.place.platform}:{item.person}"):
            return None
        organisation = desk.organisation(item.organisation)
        plan = desk.publisher.candidates.plan(organisation, desk.today())
        platform, _, id = asked.asked_by.partition(":")
        near = platform == item.place.platform
        reader = f"{item.place.platform}:{item.person}"
        whom = shown.somebody(asked.asked_by, reader)
        who = revised.ANOTHER_ADMIN if whom == revised.ANOTHER else whom
        parts: list[Part] = [
            Said(text=revised.APPROVAL_LETTER.format(who=who, organisation=organisation.name))
        ]
        parts += shown.changed(desk, organisation, plan.drafts)
        if asked.reason:
            # What is agreed with is that these questions fail, so they are shown as they are now.
            checked = admin_checks.found(desk, desk.publisher.candidates.build(plan, _quiet))
            parts += admin_checks.told(checked)
            reason = " ".join(asked.reason.split())
            overrides = revised.APPROVAL_OVERRIDES.format(who=who, reason=reason)
            parts.append(Said(text=overrides if checked.failures else revised.OVERRIDES_NOTHING))
        button = sure(Verb.publish_now, item.organisation, plan_of(plan, asked.reason), label=revised.APPROVE)
        return Message(
            parts=tuple(parts),
            buttons=(button, *shown.buttons(item.organisation, Verb.check)),
            by=id if near else "",
        )

    # Reviews.

    def review_due(self, item: Item) -> Message | None:
        """That a policy is due for review, to whoever keeps it; None where it was revised meanwhile."""
        found = [each for each in self._due(item.organisation) if each[1] == item.about]
        if not found:
            return None
        revision, _, left = found[0]
        owner = self.owner(item.organisation, revision.policy)
        if item.place not in self.reviewers(item.organisation, revision.policy):
            return None
        day, short = revision.details.review_on, item.organisation
        head = revised.REVIEW_DUE if left > 0 else revised.REVIEW_OVERDUE if left else revised.REVIEW_TODAY
        days = phrases.counted(left, "day", "days")
        parts: list[Part] = [Said(text=head.format(title=shown.title(revision), day=day, days=days))]
        if revision.details.owner:
            parts.append(Said(text=revised.REVIEW_OWNER.format(owner=revision.details.owner)))
        who = f"{item.place.platform}:{item.place.channel}"
        keeps = Approvals(self.cabinet).is_admin(short, who)
        there, about = item.place.platform is Platform.console, {"short": short, "policy": revision.policy}
        said = revised.REVIEW_CONSOLE if there else _REVIEW
        send = said["send"] if keeps else revised.REVIEW_GIVE
        parts.append(Said(text=f"{said['how'].format(**about)} {send}", quiet=True))
        if owner is None:
            parts.append(Said(text=said["nobody"].format(**about), quiet=True))
        return Message(parts=tuple(parts))

    def reviews(self, organisation: str) -> Iterator[Item]:
        """The reminders of reviews that are due now, each once for each policy, date and stage."""
        for revision, about, _ in self._due(organisation):
            for place in self.reviewers(organisation, revision.policy):
                yield Item(
                    key=f"{Letter.review_due}:{about}:{place.platform}:{place.channel}",
                    organisation=organisation,
                    kind=Letter.review_due,
                    about=about,
                    place=place,
                    person=place.channel,
                    due_at=self.cabinet.now(),
                )

    def _due(self, organisation: str) -> Iterator[tuple[Revision, str, int]]:
        """The policies in force whose review is near or past: each with what names its reminder, and the days left.

        One whose next revision is published already, for a later day, is being reviewed.
        """
        publications, today = self.cabinet.desk.store.publications, self.cabinet.now().date()
        coming = {each.policy for each in publications.revisions(organisation, (State.scheduled,))}
        for each in publications.revisions(organisation, (State.published,)):
            day = each.details.review_on
            if day is None or each.policy in coming:
                continue
            left = (day.last_day - today).days
            stage = next((stage for stage in STAGES if left <= stage), None)
            if stage is not None:
                policy = hashlib.sha256(f"{organisation}/{each.policy}".encode()).hexdigest()[:24]
                yield each, f"{policy}:{day.last_day}:{stage}", left

    def owner(self, organisation: str, policy: str) -> Place | None:
        """Where the person is written to who keeps a policy, if somebody is named who can be reached."""
        who = self.cabinet.arrangements.of(organisation).owners.get(policy)
        return self.cabinet.place_of(organisation, who) if who else None

    def reviewers(self, organisation: str, policy: str) -> tuple[Place, ...]:
        """Who is reminded: the owner, else the admins, else the leads."""
        owner = self.owner(organisation, policy)
        admins = Approvals(self.cabinet).admins(organisation)
        leads = self.cabinet.leads(organisation) or self.cabinet.everyone(organisation)
        return (owner,) if owner else admins or leads


def _quiet(_done: int, _of: int) -> None:
    """Show no progress."""
