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
from bot.members import Holder
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

    def present(self, organisation: str, offices: Iterable[Office], but: str = "") -> tuple[Place, ...]:
        """Where those are written to who hold one of these offices by their own id and are not away; but not `but`."""
        wanted = frozenset(offices)
        away = self.arrangements.absent(organisation, self.now().date())
        held = (each for each in self.directory.holders(organisation) if each.role in wanted)
        here = dict.fromkeys(each.who for each in held if each.who not in away and each.who != but)
        places = (self.place_of(organisation, who) for who in here)
        return tuple(each for each in places if each is not None)

    def leads(self, organisation: str, but: str = "") -> tuple[Place, ...]:
        """Where the leads are written to, or the deputies where no lead is there."""
        return self.present(organisation, [Office.lead], but) or self.deputies(organisation, but)

    def deputies(self, organisation: str, but: str = "") -> tuple[Place, ...]:
        """Where the deputies are written to."""
        return self.present(organisation, [Office.deputy], but)

    def place_of(self, organisation: str, who: str) -> Place | None:
        """Where somebody is written to directly; None for a group, and on a platform that is not connected."""
        holder = Holder(role=Office.lead, who=who)
        if ":" not in who or holder.group or holder.platform_name not in set(Platform):
            return None
        there = [each for each in self.directory.workspaces(organisation) if each.platform is holder.platform]
        if not there:
            return None
        return Place(platform=holder.platform, workspace=there[0].workspace, channel=holder.id, direct=True)
