"""The cabinet: everything that is kept for the people at one desk, in one place to hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bot.alerts import Alerts
from bot.arrangements import Arrangements
from bot.awaiting import Awaiting
from bot.desk import Desk
from bot.directory import Directory
from bot.history import History
from bot.members import LEADS, Holder
from bot.notices import Notices
from bot.outbox import Outbox
from bot.people import Office
from bot.pins import Pins
from bot.places import Place, Platform
from bot.queue import Queue
from bot.tallies import Tallies


@dataclass(frozen=True)
class Cabinet:
    """Desk, directory and history, and beside them all that the lead's desk keeps; `now` tells the moment."""

    desk: Desk
    directory: Directory
    history: History
    now: Callable[[], dt.datetime]
    pins: Pins = field(init=False)
    queue: Queue = field(init=False)
    alerts: Alerts = field(init=False)
    outbox: Outbox = field(init=False)
    arrangements: Arrangements = field(init=False)
    notices: Notices = field(init=False)
    tallies: Tallies = field(init=False)
    awaiting: Awaiting = field(init=False)

    def __post_init__(self) -> None:
        database = self.desk.store.database
        made = (Pins, Queue, Alerts, Outbox, Arrangements, Notices, Tallies, Awaiting)
        for kind in made:
            object.__setattr__(self, kind.__name__.lower(), kind(database))

    def present(
        self, organisation: str, offices: Iterable[Office], but: str = "", near: Place | None = None
    ) -> tuple[Place, ...]:
        """Where those are written to who hold one of these offices by their own id and are not away; but not `but`."""
        wanted = frozenset(offices)
        away = self.arrangements.absent(organisation, self.now().date())
        held = (each for each in self.directory.holders(organisation) if each.role in wanted)
        here = dict.fromkeys(each.who for each in held if each.who not in away and each.who != but)
        places = (self.place_of(organisation, who, near) for who in here)
        return tuple(each for each in places if each is not None)

    def leads(self, organisation: str, but: str = "", near: Place | None = None) -> tuple[Place, ...]:
        """Where the leads are written to, or the deputies where no lead is there."""
        return self.present(organisation, [Office.lead], but, near) or self.deputies(organisation, but, near)

    def deputies(self, organisation: str, but: str = "", near: Place | None = None) -> tuple[Place, ...]:
        """Where the deputies are written to."""
        return self.present(organisation, [Office.deputy], but, near)

    def everyone(self, organisation: str, but: str = "", near: Place | None = None) -> tuple[Place, ...]:
        """Where all leads and deputies are written to, those who are away too."""
        held = self.directory.holders(organisation)
        who = dict.fromkeys(each.who for each in held if each.role in LEADS and each.who != but)
        return tuple(place for each in who if (place := self.place_of(organisation, each, near)))

    def may_lead(self, organisation: str, who: str) -> bool:
        """Whether somebody is lead or deputy by their own id, or may be by a group of their platform."""
        held = [each for each in self.directory.holders(organisation) if each.role in LEADS]
        platform = who.partition(":")[0]
        return any(each.who == who or (each.group and each.platform_name == platform) for each in held)

    def place_of(self, organisation: str, who: str, near: Place | None = None) -> Place | None:
        """Where somebody is written to directly; None for a group, and on a platform that is not connected.

        Of several workspaces, in that of `near`, else where they were last answered, else in the first.
        """
        holder = Holder(role=Office.lead, who=who)
        if ":" not in who or holder.platform_name not in set(Platform) or holder.group:
            return None
        if holder.platform is Platform.console:
            return Place(platform=Platform.console, workspace=organisation, channel=holder.id, direct=True)
        connected = self.directory.workspaces(organisation)
        there = [each.workspace for each in connected if each.platform is holder.platform]
        if not there:
            return None
        likely = [near.workspace] if near and near.platform is holder.platform else []
        if len(there) > 1:
            likely += [each.place.workspace for each in self.history.of(organisation, who)[-1:]]
        workspace = next((each for each in likely if each in there), there[0])
        return Place(platform=holder.platform, workspace=workspace, channel=holder.id, direct=True)

    def connected(self, organisation: str, place: Place) -> bool:
        """Whether a place still belongs to the organisation; a direct message on Discord belongs to no workspace."""
        if not place.workspace:
            return True
        found = self.directory.workspace(place.platform, place.workspace)
        return found is not None and found.organisation.short == organisation
