"""The gate before a publication: the organisation's own questions must pass, and a second person may have to agree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.arrangements import Arrangements
from bot.checking import Checked, check
from bot.errors import ApprovalNeeded, BadQuestions, CheckFailed
from bot.invitations import one_hand
from bot.outbox import Item
from bot.publishing import Candidate, Published
from bot.requests import Request, Requests

if TYPE_CHECKING:
    from bot.desk import Desk

LAPSE = dt.timedelta(days=30)
"""How long a request to publish waits for a second person."""

Told = Callable[[Request], Sequence[Item]]
"""Gives the letters that tell the others that somebody asks to publish."""


def nobody_told(_request: Request) -> Sequence[Item]:
    """Tell nobody."""
    return ()


@dataclass(frozen=True)
class Passed:
    """What came of publishing: what was published, and what the check found."""

    published: Published
    checked: Checked


@dataclass(frozen=True)
class Gate:
    """Publishes what passes, over one desk; `told` gives the letters to those who have to approve."""

    desk: Desk
    told: Told = nobody_told

    def candidate(self, organisation: str, progress: Callable[[int, int], None]) -> Candidate:
        """What would be published now, with its index; raises NothingToPublish."""
        return self.desk.publisher.candidate(
            self.desk.organisation(organisation), self.desk.today(), progress
        )

    def publish(
        self,
        organisation: str,
        by: str,
        at: dt.datetime,
        progress: Callable[[int, int], None],
        override: str | None = None,
    ) -> Passed:
        """Check the drafts and put them in force.

        Raises CheckFailed where a question fails and no reason is given to `override` it, and ApprovalNeeded where
        somebody else has to agree; that they were asked is kept then.
        """
        candidate = self.candidate(organisation, progress)
        checked = self.checked(candidate, progress, override)
        if checked.failures and not override:
            raise CheckFailed(
                organisation=candidate.organisation.name, failures=" ".join(checked.failures[:3])
            )
        reason = override if checked.failures else None
        asked = self._agreed(candidate, by, at, reason) if candidate.changed else None
        if asked and reason and asked.reason and asked.reason != reason:
            reason = f"{asked.reason} / {reason}"  # why each of them overrides it
        approved_by = asked.asked_by if asked else None
        published = self.desk.publisher.publish(candidate, by, at, reason=reason, approved_by=approved_by)
        return Passed(published, checked)

    def checked(
        self, candidate: Candidate, progress: Callable[[int, int], None], override: str | None
    ) -> Checked:
        """What the check found; a file of questions that cannot be read is a failure that can be overridden too."""
        try:
            return check(self.desk, candidate, progress)
        except BadQuestions as fault:
            if not override:
                raise
            return Checked(organisation=candidate.organisation.short, failures=(str(fault),))

    def _agreed(self, candidate: Candidate, by: str, at: dt.datetime, reason: str | None) -> Request | None:
        """What somebody else asked for before, where two have to agree; raises ApprovalNeeded where nobody did.

        What was asked longer ago than LAPSE counts no more. Whoever one of two has let in by a link is no second person.
        """
        organisation, database = candidate.organisation, self.desk.store.database
        if not Arrangements(database).of(organisation.short).two_people:
            return None
        requests = Requests(database)
        drafts = tuple(sorted(each.document_id for each in candidate.drafts))
        asked = requests.of(organisation.short)
        if asked and at - asked.asked_at > LAPSE:
            asked = None
        same = asked is not None and asked.drafts == drafts and bool(asked.reason or not reason)
        if asked and same and not one_hand(database, organisation.short, asked.asked_by, by):
            return asked
        if asked is None or asked.asked_by != by or asked.drafts != drafts or asked.reason != reason:
            request = Request(
                organisation=organisation.short, drafts=drafts, asked_by=by, asked_at=at, reason=reason
            )
            requests.ask(request, *self.told(request))
        raise ApprovalNeeded(organisation=organisation.name, who=by)
