"""Approvals: what somebody asks to publish where two people have to agree, and the letters that tell the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.admin_messages import token
from bot.cabinet import Cabinet
from bot.candidates import Plan
from bot.invitations import one_hand
from bot.outbox import Item, Letter
from bot.people import Office
from bot.places import Place
from bot.records import State
from bot.requests import Request, Requests


def plan_of(plan: Plan, reason: str | None) -> str:
    """What a press names that publishes a plan: these drafts, on what is in force now, and why a check is overridden."""
    ids = [[each.document_id for each in some] for some in (plan.drafts, plan.in_force, plan.later)]
    return of_plan(plan.organisation.short, plan.organisation.snapshot, ids, reason)


def of_plan(organisation: str, snapshot: str | None, ids: Iterable[Iterable[str]], reason: str | None) -> str:
    """The same, by the ids of what would be published, be in force, and be so from a later day on."""
    return token("publish", organisation, snapshot, *(sorted(each) for each in ids), reason or "")


@dataclass(frozen=True)
class Approvals:
    """Requests to publish that are still of some use, and whom to tell of them."""

    cabinet: Cabinet

    def pending(self, organisation: str) -> Request | None:
        """What somebody has asked for and another has to agree to: the drafts as they are now; else None."""
        if not self.cabinet.arrangements.of(organisation).two_people:
            return None
        store = self.cabinet.desk.store
        asked = Requests(store.database).of(organisation)
        drafts = store.publications.revisions(organisation, (State.draft,))
        return asked if asked and asked.drafts == _ids(each.document_id for each in drafts) else None

    def by_another(self, plan: Plan, who: str) -> Request | None:
        """What somebody else has asked for, if it is this plan."""
        short = plan.organisation.short
        asked = self.pending(short)
        if asked is None or asked.drafts != _ids(each.document_id for each in plan.drafts):
            return None
        database = self.cabinet.desk.store.database
        return None if one_hand(database, short, asked.asked_by, who) else asked

    def letters(self, request: Request) -> tuple[Item, ...]:
        """The letters that ask the other admins to agree."""
        return tuple(
            Item(
                key=f"{Letter.approval}:{named(request)}:{place.platform}:{place.channel}",
                organisation=request.organisation,
                kind=Letter.approval,
                about=named(request),
                place=place,
                person=place.channel,
                due_at=self.cabinet.now(),
            )
            for place in self.admins(request.organisation, but=request.asked_by)
        )

    def admins(self, organisation: str, but: str = "") -> tuple[Place, ...]:
        """Where the admins are written to who hold the office by their own id, but not `but`."""
        return self.cabinet.present(organisation, [Office.admin], but)

    def is_admin(self, organisation: str, who: str) -> bool:
        """Whether somebody is an admin by their own id, or may be by a group of their platform."""
        held = [each for each in self.cabinet.directory.holders(organisation) if each.role is Office.admin]
        platform = who.partition(":")[0]
        return any(each.who == who or (each.group and each.platform_name == platform) for each in held)


def named(request: Request) -> str:
    """What a letter names a request by."""
    drafts, at = ",".join(request.drafts), request.asked_at.isoformat()
    return token("request", request.organisation, request.asked_by, at, drafts)


def _ids(drafts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(drafts))
