"""Recognising: which of an organisation's policies a document is a revision of, if of any."""

from __future__ import annotations

import sqlalchemy as sa

from bot import revision_phrases as phrases
from bot import rows
from bot.records import State
from bot.store import Store
from bot.tables import documents
from corpus.document import Document
from corpus.resemblance import A_FEW, Face, Resemblance, resemblance

_CURRENT = (State.draft, State.published, State.scheduled)


def recognised(store: Store, organisation: str, document: Document) -> Resemblance | None:
    """The policy that a document, read without being told whose it is, resembles most; None where it resembles none."""
    if store.organisation(organisation) is None:
        return None
    mine = Face(
        policy=document.policy, source=document.source, title=document.details.title, text=document.text
    )
    found: dict[str, Resemblance] = {}
    for known in _faces(store, organisation):
        near = resemblance(mine, known)
        before = found.get(known.policy)
        if near.likely and (before is None or near.rank > before.rank):
            found[known.policy] = near
    ranked = sorted(found.values(), key=lambda each: each.rank, reverse=True)
    # What has the policy's own short name is its revision, whatever else it resembles.
    own = next((each for each in ranked if each.policy == document.policy and each.sure), None)
    return own or (ranked[0] if ranked else None)


def why(near: Resemblance) -> str:
    """What speaks for it, in words."""
    said = []
    if near.same_name:
        said.append(phrases.SAME_NAME)
    if near.same_title:
        said.append(phrases.SAME_TITLE)
    if near.share >= A_FEW or not said:
        said.append(phrases.SHARE_OF_WORDS.format(share=round(100 * near.share)))
    return phrases.AND_WHY.join([", ".join(said[:-1]), said[-1]]) if said[:-1] else said[-1]


def _faces(store: Store, organisation: str) -> list[Face]:
    with store.database.reading() as connection:
        row = rows.found(connection, organisation)
        wanted = (documents.c.organisation_id == row.id) & documents.c.state.in_(
            [str(each) for each in _CURRENT]
        )
        columns = (documents.c.policy, documents.c.source, documents.c.details, documents.c.text)
        held = connection.execute(sa.select(*columns).where(wanted)).all()
    return [
        Face(policy=each.policy, source=each.source, title=each.details.get("title"), text=each.text)
        for each in held
    ]
