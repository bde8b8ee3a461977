"""Who keeps which policy, and is reminded of its review."""

from __future__ import annotations

from bot import revision_phrases as phrases
from bot.arrangements import Arrangements
from bot.errors import NoSuchPolicy, WrongUse
from bot.members import holder
from bot.people import Office, Organisation
from bot.settings import did_you_mean
from bot.store import Store


def name_owner(store: Store, organisation: Organisation, policy: str, person: str, by: str) -> str:
    """Name who keeps a policy, or nobody, and give the sentence that says so.

    Raises NoSuchPolicy, BadName where `person` is no id, and WrongUse for a group, or where nobody was named.
    """
    arrangements = Arrangements(store.database)
    before = arrangements.of(organisation.short)
    named = dict(before.owners)
    if not person:
        if named.pop(policy, None) is None:
            raise WrongUse(what=phrases.OWNER_NOT_NAMED.format(policy=policy))
        arrangements.arrange(organisation.short, before.model_copy(update={"owners": named}), by)
        return phrases.OWNER_NONE.format(policy=policy)
    known = sorted({each.policy for each in store.publications.revisions(organisation.short)})
    if policy not in known:
        raise NoSuchPolicy(organisation=organisation.name, name=policy, hint=did_you_mean(policy, known))
    owner = holder(Office.admin, person)
    if owner.group:
        raise WrongUse(what=phrases.NOT_AN_OWNER.format(who=owner.who))
    if named.get(policy) != owner.who:
        named[policy] = owner.who
        arrangements.arrange(organisation.short, before.model_copy(update={"owners": named}), by)
    return phrases.OWNER_IS.format(who=owner.who, policy=policy)
