"""Where somebody belongs: the organisation that an event is about, and what they are to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass

from bot import admin_messages, meant, phrases
from bot.cabinet import Cabinet
from bot.errors import NoSuchPin
from bot.events import Asked, Event, Pressed
from bot.handing import Handing
from bot.members import WIDEST, Member, Workspace
from bot.people import Office, Organisation, Role
from bot.places import Person, Platform


@dataclass(frozen=True)
class Belonging:
    """Finds whose member somebody is, by the place, by what they press or write, or by their workspaces."""

    cabinet: Cabinet
    handing: Handing

    def met(self, event: Event) -> Member | str:
        """Who it is and where they belong, or why they cannot be answered."""
        place, person = event.place, event.person
        if place.workspace:
            found = self.cabinet.directory.workspace(place.platform, place.workspace)
            if found is None:
                return phrases.NOT_CONNECTED.format(platform=place.platform, workspace=place.workspace)
        else:
            known = self._among(person)
            organisations = {each.organisation.short: each.organisation for each in known}
            one = len(organisations) < 2
            meant_is = None if one else meant.whose(event, [*organisations.values()], self._keeper(person))
            if isinstance(meant_is, str):
                return meant_is
            if theirs_is := meant_is.short if meant_is else self._organisation_of(event):
                # Whoever belongs to several organisations has pressed what one of them gave them.
                known = [each for each in known if each.organisation.short == theirs_is]
            if not known:
                return phrases.NO_WORKSPACE
            if len({each.organisation.short for each in known}) > 1:
                return phrases.WHICH_WORKSPACE
            found = min(known, key=lambda each: WIDEST.index(each.role))
        return self.member(person, found)

    def member(self, person: Person, workspace: Workspace) -> Member:
        """The person as a member of a workspace's organisation, with the roles they hold now."""
        return Member(workspace=workspace, person=person, roles=self._roles(person, workspace.organisation))

    def workspaces_of(self, person: Person) -> tuple[Workspace, ...]:
        """The workspaces through which somebody belongs to organisations, the widest role first.

        In the console, whoever runs Quoth belongs to all; of others it says for which organisations it vouches, and
        they belong to those too in which they hold a role.
        """
        if person.platform is not Platform.console:
            known = self._among(person)
        else:
            directory = self.cabinet.directory
            everyone = self.cabinet.desk.store.organisations()
            known = [
                Workspace(platform=Platform.console, workspace=each.short, organisation=each)
                for each in everyone
                if person.operator
                or each.short in person.workspaces
                or any(holder.is_held_by(person) for holder in directory.holders(each.short))
            ]
        return tuple(sorted(known, key=lambda each: (each.organisation.name, WIDEST.index(each.role))))

    def members_among(self, organisation: str, people: Iterable[Person]) -> tuple[Person, ...]:
        """Those of some people who belong to an organisation, but for whoever runs Quoth."""
        directory = self.cabinet.directory
        connected = {(each.platform, each.workspace) for each in directory.workspaces(organisation)}
        connected.add((Platform.console, organisation))
        holders = directory.holders(organisation)
        return tuple(
            each
            for each in people
            if not each.operator
            and (
                any((each.platform, workspace) in connected for workspace in each.workspaces)
                or (each.platform is Platform.console and any(one.is_held_by(each) for one in holders))
            )
        )

    def keeps_all(self, person: Person) -> bool:
        """Whether somebody keeps the policies of every organisation, and so may change what holds for all."""
        everyone = self.cabinet.desk.store.organisations()
        return bool(everyone) and all(Office.admin in self._roles(person, each) for each in everyone)

    def to_several(self, event: Event) -> bool:
        """Whether somebody who writes where no workspace is belongs to several organisations."""
        whose = {each.organisation.short for each in self._among(event.person)}
        return not event.place.workspace and len(whose) > 1

    def _among(self, person: Person) -> list[Workspace]:
        """The connected workspaces that somebody belongs to who writes where none is."""
        found = (self.cabinet.directory.workspace(person.platform, each) for each in person.workspaces)
        return [each for each in found if each is not None]

    def _roles(self, person: Person, organisation: Organisation) -> frozenset[Office | Role]:
        if person.operator:
            return frozenset(Office)
        holders = self.cabinet.directory.holders(organisation.short)
        return frozenset(each.role for each in holders if each.is_held_by(person))

    def _keeper(self, person: Person) -> Callable[[Organisation], bool]:
        """Tells of an organisation whether somebody keeps its policies."""
        return lambda organisation: Office.admin in self._roles(person, organisation)

    def _organisation_of(self, event: Event) -> str:
        """The organisation that a button or what somebody was asked to write belongs to, or nothing."""
        if isinstance(event, Asked):
            awaited = self.cabinet.awaiting.expected(event.person, self.cabinet.now())
            return awaited.organisation if awaited else ""
        if not isinstance(event, Pressed):
            return ""
        id = event.answer.partition("-")[0]
        if marked := admin_messages.whose(self.cabinet.desk.store.organisations(), event.answer):
            return marked
        if handed := self.handing.organisation(id):
            return handed
        found = self.cabinet.history.given(id) or self.cabinet.queue.get(id) or self.cabinet.alerts.get(id)
        if found is not None:
            return found.organisation
        with suppress(NoSuchPin):
            return self.cabinet.pins.get(id).organisation
        return ""
