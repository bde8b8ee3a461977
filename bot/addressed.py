"""Which whole policies somebody may read who is no colleague: those that say that they are for them."""

from __future__ import annotations

from bot.people import Role, audiences
from corpus.document import Details
from corpus.groups import GUEST, TITLE, groups_in

COLLEAGUES = frozenset({Role.staff, Role.manager, Role.governor, Role.volunteer})
"""Who may read every policy that is in force: the work they do is bound by all of them."""


def speaks_to(details: Details, role: Role) -> bool:
    """Whether a policy is for people of this role, by whom it states it is for, else by its title.

    To learners and parents one that says neither is for colleagues: nothing tells that it was written for others.
    """
    if role in COLLEAGUES:
        return True
    entries = (each for each in details.audience if not GUEST.fullmatch(each.strip()))
    stated = {group for entry in entries for group in groups_in(entry)}
    titled = TITLE.search(" ".join((details.title or "").split()))
    named = stated or (groups_in(titled.group("who")) if titled else set())
    return not named.isdisjoint(audiences(role))
