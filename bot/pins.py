"""Pins: the answers that leads vouch for, bound to the words they rest on; and where they are kept."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Sequence
from enum import StrEnum

import sqlalchemy as sa
from pydantic import Field, JsonValue

from bot import lineage, rows
from bot.answers import Cited
from bot.chain import digest
from bot.database import Database
from bot.errors import ChangedMeanwhile, NoSuchPin
from bot.fates import Moved
from bot.lineage import Ground
from bot.people import Organisation
from bot.tables import organisations, pins
from corpus.document import Audience, Value
from corpus.revisions import Edition, became

LONGEST_PHRASING = 500
LONGEST_NOTE = 2_000
MOST_PHRASINGS = 20


class PinState(StrEnum):
    """Whether a pin is served: only while it is active."""

    active = "active"
    suspended = "suspended"
    dropped = "dropped"


class Rest(Value):
    """A clause that a pin rests on: where it stands, and what it said when it was vouched for.

    `identity` is the SHA-256 of all that the clause says, `binding` of all that changes it (see `Edition`).
    """

    cited: Cited
    identity: str
    binding: str


class Pin(Value):
    """An answer that a lead vouches for: the questions it answers, the clauses, and the lead's own words, if any.

    `audience`: it is served only to whom one of these speaks to; empty, to everyone its clauses speak to.
    `suspended_at` is when a clause it rests on was published with other words. `served`, `helped` and `unhelped` count
    answers.
    """

    id: str
    organisation: str
    state: PinState
    phrasings: tuple[str, ...] = Field(max_length=MOST_PHRASINGS)
    rests: tuple[Rest, ...] = ()
    note: str = Field(default="", max_length=LONGEST_NOTE)
    audience: tuple[Audience, ...] = ()
    review_on: dt.date | None = None
    pinned_by: str
    pinned_at: dt.datetime
    changed_at: dt.datetime
    suspended_at: dt.datetime | None = None
    served: int = 0
    helped: int = 0
    unhelped: int = 0

    @property
    def clauses(self) -> tuple[Cited, ...]:
        """The clauses that it quotes."""
        return tuple(each.cited for each in self.rests)

    @property
    def audited(self) -> dict[str, JsonValue]:
        """What the audit says of it: no words of a question or of a lead, only what tells whether they changed."""
        return {
            "state": self.state,
            "phrasings": [digest(each) for each in self.phrasings],
            "clauses": [f"{each.document_id}#{each.clause_id}" for each in self.clauses],
            "note": digest(self.note) if self.note else "",
            "audience": list(self.audience),
            "review_on": self.review_on.isoformat() if self.review_on else None,
        }


class Pins:
    """The pins of all organisations; every method is one transaction, and every change is audited."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, pin: Pin, snapshot: str | None, id: str = "", above: Sequence[Organisation] = ()) -> Pin:
        """Keep a new pin; raises ChangedMeanwhile where the organisation no longer answers from `snapshot`.

        What it rests on was read from that snapshot, and from those of the organisations `above` it; nothing may be
        published in between.
        """
        made = pin.model_copy(update={"id": id or secrets.token_hex(8)})
        with self._database.writing() as connection:
            row = rows.found(connection, pin.organisation)
            if row.snapshot_id != snapshot or _left_behind(connection, above):
                raise ChangedMeanwhile(organisation=row.name)
            connection.execute(pins.insert().values(organisation_id=row.id, **_columns(made)))
            rows.note(connection, row.id, pin.pinned_by, "pinned", made.id, pin.pinned_at, None, made.audited)
        return made

    def change(
        self,
        was: Pin,
        pin: Pin,
        by: str,
        did: str,
        at: dt.datetime,
        snapshot: str | None = None,
        above: Sequence[Organisation] = (),
    ) -> Pin:
        """Keep what of a pin is different from how it `was` read; `did` is what the audit calls it.

        Where what it rests on is different, that was read from `snapshot` and those of the organisations `above`: raises
        ChangedMeanwhile where that is no longer what answers, or the pin itself rests on something else or is in another
        state meanwhile.
        """
        with self._database.writing() as connection:
            row = rows.found(connection, pin.organisation)
            before = self._one(connection, pin.id)
            update = {name: value for name, value in pin if value != getattr(was, name)}
            if "rests" in update or update.get("state") is PinState.active:
                moved = (before.state, before.rests) != (was.state, was.rests)
                if moved or row.snapshot_id != snapshot or _left_behind(connection, above):
                    raise ChangedMeanwhile(organisation=row.name)
            if "phrasings" in update and set(pin.phrasings) >= set(was.phrasings):
                update["phrasings"] = tuple(dict.fromkeys((*before.phrasings, *pin.phrasings)))
            after = before.model_copy(update={**update, "changed_at": at})
            connection.execute(pins.update().where(pins.c.id == pin.id).values(**_columns(after)))
            rows.note(connection, row.id, by, did, pin.id, at, before.audited, after.audited)
        return after

    def get(self, id: str) -> Pin:
        """The pin of that id; raises NoSuchPin."""
        with self._database.reading() as connection:
            return self._one(connection, id)

    def _one(self, connection: sa.Connection, id: str) -> Pin:
        found = _pins(connection, pins.c.id == id)
        if not found:
            raise NoSuchPin(id=id)
        return found[0]

    def all(self, organisation: str, states: Iterable[PinState] = tuple(PinState)) -> tuple[Pin, ...]:
        """The organisation's pins in these states, oldest first."""
        wanted = [str(each) for each in states]
        with self._database.reading() as connection:
            row = rows.found(connection, organisation)
            return _pins(connection, (pins.c.organisation_id == row.id) & pins.c.state.in_(wanted))

    def count_served(self, id: str) -> None:
        """Count that a pin was served."""
        with self._database.writing() as connection:
            connection.execute(pins.update().where(pins.c.id == id).values(served=pins.c.served + 1))


def follow(
    connection: sa.Connection,
    organisation_id: int,
    old: Edition,
    new: Edition,
    by: str,
    at: dt.datetime,
) -> tuple[Pin, ...]:
    """Let pins follow an organisation's publication, in its transaction; returns those that it suspended.

    Its own, and those of the organisations for which its policies hold too. A pin goes on being served where every
    clause it rests on still says the same, as strongly, to the same people, with the same exceptions and notes, wherever
    it stands now. One that was suspended is served again where that has become so again.
    """
    moved = Moved(organisation_id, old, new)
    holders = (organisation_id, *lineage.below(connection, organisation_id))
    return tuple(pin for holder in holders for pin in _follow(connection, holder, moved, by, at))


def settle(connection: sa.Connection, organisation_id: int, by: str, at: dt.datetime) -> tuple[Pin, ...]:
    """Let an organisation's pins follow a change of whose policies hold for it; returns those that it suspended."""
    return _follow(connection, organisation_id, None, by, at)


def foreseen(
    connection: sa.Connection, organisation_id: int, old: Edition, new: Edition, at: dt.datetime
) -> tuple[tuple[Pin, Pin], ...]:
    """The pins that an organisation's publication would reach, each as it is and as it would be; nothing is written."""
    moved = Moved(organisation_id, old, new)
    found: list[tuple[Pin, Pin]] = []
    for holder in (organisation_id, *lineage.below(connection, organisation_id)):
        held = _pins(connection, (pins.c.organisation_id == holder) & (pins.c.state != PinState.dropped))
        ground = Ground(connection, holder, [each.document_id for pin in held for each in pin.clauses])
        found += [(pin, _after(pin, moved, ground, at)) for pin in held]
    return tuple(found)


def _follow(
    connection: sa.Connection, holder: int, moved: Moved | None, by: str, at: dt.datetime
) -> tuple[Pin, ...]:
    suspended = []
    mine = (pins.c.organisation_id == holder) & (pins.c.state != PinState.dropped)
    held = _pins(connection, mine)
    ground = (
        Ground(connection, holder, [each.document_id for pin in held for each in pin.clauses])
        if held
        else None
    )
    for pin in held:
        assert ground is not None
        after = _after(pin, moved, ground, at)
        if after == pin:
            continue
        connection.execute(pins.update().where(pins.c.id == pin.id).values(**_columns(after)))
        if after.state is not pin.state:
            did = "suspended pin" if after.state is PinState.suspended else "resumed pin"
            rows.note(connection, holder, by, did, pin.id, at, pin.audited, after.audited)
        if after.state is PinState.suspended and pin.state is PinState.active:
            suspended.append(after)
    return tuple(suspended)


def _after(pin: Pin, moved: Moved | None, ground: Ground, at: dt.datetime) -> Pin:
    """A pin as it is after a publication."""
    rests = [_followed(each, moved, ground) for each in pin.rests]
    stands = all(each is not None for each in rests)
    update: dict[str, object] = {}
    if stands or len({ground.whose(each.document_id) for each in pin.clauses}) > 1:
        # Another organisation's publication cannot follow what stood in a revision of this one that is gone.
        update["rests"] = tuple(now or was for now, was in zip(rests, pin.rests, strict=True))
    if pin.state is PinState.active and not stands:
        update |= {"state": PinState.suspended, "suspended_at": at, "changed_at": at}
    elif pin.state is PinState.suspended and stands and pin.phrasings:
        update |= {"state": PinState.active, "suspended_at": None, "changed_at": at}
    elif pin.state is PinState.suspended and _touched(pin, moved, ground):
        # What its owner was shown is out of date, so they are shown it anew.
        update |= {"suspended_at": at}
    return pin.model_copy(update=update)


def _followed(rest: Rest, moved: Moved | None, ground: Ground) -> Rest | None:
    """Where a clause that a pin rests on stands now; None where it does not say the same any more."""
    document_id = rest.cited.document_id
    if moved is None or ground.whose(document_id) != moved.organisation_id:
        return rest if ground.in_force(document_id) else None
    old, new = moved.old, moved.new
    before = old.clause(rest.cited.clause_id)
    if before is not None and before.document_id == document_id:
        fate = became(before, old, new)
        now = new.clause(fate.now[0]) if fate.kept else None
    else:
        # It was suspended by an earlier publication, and what it said may be back.
        policy = document_id.partition("@")[0]
        same = new.saying(rest.identity, policy)
        now = next((each for each in same if new.binding(each) == rest.binding), None)
    if now is None or new.identity(now) != rest.identity or new.binding(now) != rest.binding:
        return None
    cited = Cited(clause_id=now.id, document_id=now.document_id)
    return Rest(cited=cited, identity=rest.identity, binding=rest.binding)


def _touched(pin: Pin, moved: Moved | None, ground: Ground) -> bool:
    """Whether a policy that a pin rests on is another revision now."""
    if moved is None:
        return False
    theirs = [each for each in pin.clauses if ground.whose(each.document_id) == moved.organisation_id]
    policies = {each.document_id.partition("@")[0] for each in theirs}
    revisions = [
        {id for id in each.documents if id.partition("@")[0] in policies} for each in (moved.old, moved.new)
    ]
    return revisions[0] != revisions[1]


def _left_behind(connection: sa.Connection, read: Iterable[Organisation]) -> bool:
    """Whether one of these organisations has published since it was read."""
    return any(rows.found(connection, each.short).snapshot_id != each.snapshot for each in read)


def rest(cited: Cited, edition: Edition) -> Rest:
    """What a pin rests on where it quotes a clause of the edition; raises KeyError where there is none."""
    clause = edition.clause(cited.clause_id)
    if clause is None or clause.document_id != cited.document_id:
        raise KeyError(cited.clause_id)
    return Rest(cited=cited, identity=edition.identity(clause), binding=edition.binding(clause))


def _pins(connection: sa.Connection, wanted: sa.ColumnElement[bool]) -> tuple[Pin, ...]:
    joined = sa.select(pins, organisations.c.short).join(organisations).where(wanted)
    found: Sequence[rows.Row] = connection.execute(joined.order_by(pins.c.pinned_at, pins.c.id)).all()
    return tuple(
        Pin.model_validate({**{name: getattr(row, name) for name in _FIELDS}, "organisation": row.short})
        for row in found
    )


_FIELDS = tuple(name for name in Pin.model_fields if name != "organisation")


def _columns(pin: Pin) -> dict[str, object]:
    """The columns of a pin, but for its organisation's."""
    values = pin.model_dump(exclude={"organisation"})
    values["rests"] = [each.model_dump() for each in pin.rests]
    values["audience"] = [str(each) for each in pin.audience]
    values["phrasings"] = list(pin.phrasings)
    values["state"] = str(pin.state)
    return values
