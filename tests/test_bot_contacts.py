"""Contacts are changed, removed and put into order whole or not at all, on either database."""

from __future__ import annotations

import pytest

from bot import contacts
from bot.audit import entries, verify
from bot.errors import BadName, ChangedMeanwhile
from bot.people import Contact
from bot.store import Store

pytest_plugins = ("tests.bot_databases",)
SHORT = "larkmere-trust"
LEAD, HEAD = Contact(role="Lead", name="R. Ainsley"), Contact(role="Head", reach="ext. 1")


@pytest.fixture
def named(store: Store) -> Store:
    """A school with two contacts, and another one with a head."""
    store.create_organisation("Larkmere Trust")
    store.create_organisation("Other School")
    for each in (LEAD, HEAD):
        store.set_contact(SHORT, each)
    store.set_contact("other-school", HEAD)
    return store


def test_contacts_are_put_into_another_order(named: Store) -> None:
    contacts.order(named.database, SHORT, ["Head", "Lead"], "amy")
    assert named.contacts(SHORT) == (HEAD, LEAD)
    assert named.contacts("other-school") == (HEAD,)
    assert entries(named.database, SHORT)[-1].did == "ordered contacts"
    assert verify(named.database).whole


@pytest.mark.parametrize("roles", [["Lead"], ["Lead", "Head", "Nurse"], ["Lead", "Lead"], []])
def test_an_order_of_others_than_there_are_changes_nothing(named: Store, roles: list[str]) -> None:
    with pytest.raises(ChangedMeanwhile):
        contacts.order(named.database, SHORT, roles, "amy")
    assert named.contacts(SHORT) == (LEAD, HEAD)


def test_a_contact_keeps_its_place_when_its_role_is_called_otherwise(named: Store) -> None:
    contacts.change(named.database, SHORT, "Lead", Contact(role="DSL", name="Ann"), "amy")
    assert [each.role for each in named.contacts(SHORT)] == ["DSL", "Head"]
    with pytest.raises(BadName):
        contacts.change(named.database, SHORT, "DSL", Contact(role="Head"), "amy")
    with pytest.raises(ChangedMeanwhile):
        contacts.change(named.database, SHORT, "Lead", LEAD, "amy")
    assert [each.name for each in named.contacts(SHORT)] == ["Ann", ""]


def test_a_contact_is_removed_once(named: Store) -> None:
    assert contacts.remove(named.database, SHORT, "Head", "amy")
    assert not contacts.remove(named.database, SHORT, "Head", "amy")
    assert named.contacts(SHORT) == (LEAD,)
    assert named.contacts("other-school") == (HEAD,)
    assert [each.did for each in entries(named.database, SHORT)].count("removed contact") == 1
