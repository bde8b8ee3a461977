"""Who keeps which policy, and is reminded of its review."""

from __future__ import annotations

from bot import revision_phrases as phrases
from bot.arrangements import Arrangement, Arrangements
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
    if not person:
        arrangements.change(organisation.short, lambda before: _kept_by(before, policy, ""), by)
        return phrases.OWNER_NONE.format(policy=policy)
    known = sorted({each.policy for each in store.publications.revisions(organisation.short)})
    if policy not in known:
        raise NoSuchPolicy(organisation=organisation.name, name=policy, hint=did_you_mean(policy, known))
    owner = holder(Office.admin, person)
    if owner.group:
        raise WrongUse(what=phrases.NOT_AN_OWNER.format(who=owner.who))
    arrangements.change(organisation.short, lambda before: _kept_by(before, policy, owner.who), by)
    return phrases.OWNER_IS.format(who=owner.who, policy=policy)


def _kept_by(before: Arrangement, policy: str, who: str) -> Arrangement:
    """An arrangement in which somebody keeps a policy, or nobody does; raises WrongUse where nobody did before."""
    owners = {name: each for name, each in before.owners.items() if name != policy}
    if not who and len(owners) == len(before.owners):
        raise WrongUse(what=phrases.OWNER_NOT_NAMED.format(policy=policy))
    return before.model_copy(update={"owners": {**owners, policy: who} if who else owners})
