"""Lines: the address at which a platform last took messages for a workspace, so that it can be written to unasked."""

from __future__ import annotations

from typing import Protocol

import sqlalchemy as sa

from bot.database import Database
from bot.places import Platform
from bot.tables import workspaces


class Lines(Protocol):
    """Keeps the newest address of each workspace of one platform; it may wait for the store."""

    def recall(self, workspace: str) -> str:
        """Give the address that was kept last, or nothing."""

    def remember(self, workspace: str, address: str) -> None:
        """Keep an address in place of the one before."""


class StoredLines:
    """The lines of one platform in the store: kept of connected workspaces, for as long as they are connected."""

    def __init__(self, database: Database, platform: Platform) -> None:
        self._database, self._platform = database, platform

    def recall(self, workspace: str) -> str:
        """Give the address that was kept last, or nothing."""
        with self._database.reading() as connection:
            kept = sa.select(workspaces.c.line).where(self._named(workspace))
            return connection.execute(kept).scalar() or ""

    def remember(self, workspace: str, address: str) -> None:
        """Keep an address in place of the one before; of a workspace that is not connected nothing is kept."""
        with self._database.writing() as connection:
            connection.execute(workspaces.update().where(self._named(workspace)).values(line=address))

    def _named(self, workspace: str) -> sa.ColumnElement[bool]:
        return (workspaces.c.platform == self._platform) & (workspaces.c.workspace == workspace)
