"""Publishing on the store alone, where the index is no matter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.records import Act, Publication
from bot.store import Store
from corpus.document import Document


def put_in_force(
    store: Store,
    organisation: str,
    snapshot: str,
    documents: Sequence[Document],
    by: str,
    at: dt.datetime,
    previous: str | None,
    act: Act = Act.published,
) -> Publication:
    """Put these documents in force, as though `snapshot` were their index."""
    wanted = Publication(
        organisation=organisation,
        act=act,
        snapshot=snapshot,
        previous=previous,
        documents=tuple(each.id for each in documents),
        published_by=by,
        published_at=at,
    )
    return store.publications.move(wanted)
