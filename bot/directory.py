"""Whose bot it is: the workspaces of each organisation, what their channels are bound to, and who holds which role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa

from bot import lineage, phrases, rows
from bot.database import Database
from bot.errors import BadName, ConnectedElsewhere, NotConnected
from bot.members import GROUP, ID, Binding, Holder, Workspace, role
from bot.people import Role
from bot.places import Platform
from bot.tables import bindings, holders, organisations, workspaces


class Directory:
    """Workspaces, bindings and role holders, kept in the store's database; every method is one transaction.

    `settled` are the holders that the settings name, by organisation; they go with those that are kept.
    """

    def __init__(self, database: Database, settled: dict[str, tuple[Holder, ...]] | None = None) -> None:
        self._database = database
        self.settled = settled or {}

    def connect(
        self,
        organisation: str,
        platform: Platform,
        workspace: str,
        role: Role | None = None,
        by: str = "",
    ) -> Workspace:
        """Connect a workspace to an organisation, as staff unless a role is given; again, the role may be changed.

        Raises BadName for what cannot be an id, and ConnectedElsewhere for another organisation's.
        """
        if not ID.fullmatch(workspace):
            raise BadName(name=repr(workspace[:40]), why="it is not the id of a workspace")
        with self._database.writing() as connection:
            row = rows.found(connection, organisation)
            mine = _named(platform, workspace)
            known = connection.execute(sa.select(workspaces).where(mine)).one_or_none()
            if known and known.organisation_id != row.id:
                other = sa.select(organisations.c.name).where(organisations.c.id == known.organisation_id)
                name = connection.execute(other).scalar_one()
                kind = phrases.WORKSPACES[platform]
                raise ConnectedElsewhere(kind=kind, platform=platform, workspace=workspace, organisation=name)
            if known:
                connection.execute(workspaces.update().where(mine).values(role=role or known.role))
            else:
                values = {"platform": platform, "workspace": workspace, "role": role or Role.staff}
                at = dt.datetime.now(dt.UTC)
                connection.execute(
                    workspaces.insert().values(organisation_id=row.id, connected_at=at, **values)
                )
            rows.note(connection, row.id, by, "connected", f"{platform}:{workspace}")
        found = self.workspace(platform, workspace)
        if found is None:
            raise _not_connected(platform, workspace)
        return found

    def disconnect(self, platform: Platform, workspace: str, by: str = "") -> None:
        """Disconnect a workspace and forget what its channels are bound to; raises NotConnected."""
        with self._database.writing() as connection:
            known = _connected(connection, platform, workspace)
            connection.execute(bindings.delete().where(bindings.c.workspace_id == known.id))
            connection.execute(workspaces.delete().where(workspaces.c.id == known.id))
            rows.note(connection, known.organisation_id, by, "disconnected", f"{platform}:{workspace}")

    def workspace(self, platform: Platform, workspace: str) -> Workspace | None:
        """The connected workspace of that id, or None; every organisation has one in the console, by its short name."""
        if platform is Platform.console:
            return self._console(workspace)
        found = self._workspaces(_named(platform, workspace))
        return found[0] if found else None

    def _console(self, short: str) -> Workspace | None:
        with self._database.reading() as connection:
            found = lineage.levels(connection, short)
        if not found:
            return None
        organisation = rows.organisation(found[0], found[1:])
        return Workspace(platform=Platform.console, workspace=short, organisation=organisation)

    def workspaces(self, organisation: str = "") -> tuple[Workspace, ...]:
        """All connected workspaces, or those of one organisation, by platform and id."""
        if not organisation:
            return self._workspaces(sa.true())
        with self._database.reading() as connection:
            row = rows.found(connection, organisation)
        return self._workspaces(workspaces.c.organisation_id == row.id)

    def _workspaces(self, wanted: sa.ColumnElement[bool]) -> tuple[Workspace, ...]:
        with self._database.reading() as connection:
            joined = sa.select(workspaces, *rows.ORGANISATION)
            joined = joined.join(organisations).where(wanted)
            found = connection.execute(joined.order_by(workspaces.c.platform, workspaces.c.workspace)).all()
            ids = [each.id for each in found]
            bound = connection.execute(
                sa.select(bindings).where(bindings.c.workspace_id.in_(ids)).order_by(bindings.c.channel)
            ).all()
        return tuple(
            Workspace(
                platform=Platform(each.platform),
                workspace=each.workspace,
                organisation=rows.organisation(each),
                role=Role(each.role),
                bindings=tuple(
                    Binding(
                        channel=one.channel,
                        policies=frozenset(one.policies),
                        role=Role(one.role) if one.role else None,
                    )
                    for one in bound
                    if one.workspace_id == each.id
                ),
            )
            for each in found
        )

    def bind(self, platform: Platform, workspace: str, binding: Binding, by: str = "") -> None:
        """Bind a channel, in place of what it was bound to; to nothing frees it.

        Raises BadName for what cannot be an id, and NotConnected.
        """
        if not ID.fullmatch(binding.channel):
            raise BadName(name=repr(binding.channel[:40]), why="it is not the id of a channel")
        with self._database.writing() as connection:
            known = _connected(connection, platform, workspace)
            mine = (bindings.c.workspace_id == known.id) & (bindings.c.channel == binding.channel)
            connection.execute(bindings.delete().where(mine))
            if binding.policies or binding.role:
                values = {"policies": sorted(binding.policies), "role": binding.role}
                connection.execute(
                    bindings.insert().values(workspace_id=known.id, channel=binding.channel, **values)
                )
            rows.note(
                connection, known.organisation_id, by, "bound", f"{platform}:{workspace}:{binding.channel}"
            )

    def appoint(self, organisation: str, holder: Holder, by: str = "") -> None:
        """Give a role to a person or a group."""
        with self._database.writing() as connection:
            row = rows.found(connection, organisation)
            mine = _held(row.id, holder)
            if connection.execute(sa.select(holders.c.id).where(mine)).one_or_none() is None:
                values = {"organisation_id": row.id, "role": holder.role, "who": holder.who}
                connection.execute(holders.insert().values(values))
                rows.note(connection, row.id, by, f"made {holder.role}", holder.who)

    def dismiss(self, organisation: str, holder: Holder, by: str = "") -> bool:
        """Take a role away again; False where they did not hold it by the command line."""
        with self._database.writing() as connection:
            row = rows.found(connection, organisation)
            gone = connection.execute(holders.delete().where(_held(row.id, holder))).rowcount
            if gone:
                rows.note(connection, row.id, by, f"no longer {holder.role}", holder.who)
            return bool(gone)

    def holders(self, organisation: str) -> tuple[Holder, ...]:
        """Everyone who holds a role, those that the settings name first."""
        with self._database.reading() as connection:
            row = rows.found(connection, organisation)
            kept = connection.execute(
                sa.select(holders).where(holders.c.organisation_id == row.id).order_by(holders.c.id)
            ).all()
        settled = self.settled.get(row.short, ())
        return tuple(
            dict.fromkeys((*settled, *(Holder(role=role(each.role), who=each.who) for each in kept)))
        )

    def groups(self, platform: Platform) -> frozenset[str]:
        """The ids of the platform's groups that hold some role in some organisation."""
        with self._database.reading() as connection:
            prefix = f"{platform}:{GROUP}"
            kept = connection.execute(
                sa.select(holders.c.who).where(holders.c.who.startswith(prefix))
            ).scalars()
            named: Iterable[str] = [each.removeprefix(prefix) for each in kept]
        settled = (each for some in self.settled.values() for each in some if each.platform is platform)
        return frozenset((*named, *(each.group for each in settled if each.group)))


def _named(platform: Platform, workspace: str) -> sa.ColumnElement[bool]:
    return (workspaces.c.platform == platform) & (workspaces.c.workspace == workspace)


def _not_connected(platform: Platform, workspace: str) -> NotConnected:
    return NotConnected(kind=phrases.WORKSPACES[platform], platform=platform, workspace=workspace)


def _held(organisation_id: int, holder: Holder) -> sa.ColumnElement[bool]:
    mine = (holders.c.organisation_id == organisation_id) & (holders.c.role == holder.role)
    return mine & (holders.c.who == holder.who)


def _connected(connection: sa.Connection, platform: Platform, workspace: str) -> rows.Row:
    found = connection.execute(sa.select(workspaces).where(_named(platform, workspace))).one_or_none()
    if found is None:
        raise _not_connected(platform, workspace)
    return found
