"""The outbox: what is to be sent arrives once, whatever happens in between."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.outbox import ATTEMPTS, LEASE, Item, Letter, Outbox
from bot.places import Place, Platform
from bot.store import Store

pytest_plugins = ("tests.bot_databases",)

NOW = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)
PLACE = Place(platform=Platform.slack, workspace="T1", channel="ULEAD", direct=True)
SLACK = (Platform.slack,)


@pytest.fixture
def store(url: str) -> Store:
    made = Store(url)
    made.migrate()
    made.create_organisation("Larkmere Trust")
    return made


@pytest.fixture
def box(store: Store) -> Outbox:
    return Outbox(store.database)


def item(key: str = "asked:1", kind: Letter = Letter.asked, due: dt.datetime = NOW) -> Item:
    """A letter to the lead."""
    return Item(
        key=key,
        organisation="larkmere-trust",
        kind=kind,
        about="1",
        place=PLACE,
        person="ULEAD",
        due_at=due,
    )


def test_what_was_put_in_is_taken_once(box: Outbox, store: Store) -> None:
    box.put(item())
    assert [each.key for each in box.take(NOW, SLACK)] == ["asked:1"]
    assert box.take(NOW, SLACK) == ()
    store.close()


def test_a_key_that_is_known_is_passed_over_even_after_it_was_sent(box: Outbox, store: Store) -> None:
    box.put(item())
    (taken,) = box.take(NOW, SLACK)
    box.done(taken, NOW)
    box.put(item(), item("asked:2"))
    assert [each.key for each in box.take(NOW, SLACK)] == ["asked:2"]
    store.close()


def test_nothing_is_taken_before_it_is_due_nor_for_a_platform_that_is_down(box: Outbox, store: Store) -> None:
    box.put(item(due=NOW + dt.timedelta(minutes=1)))
    assert not box.is_due(NOW)
    assert box.take(NOW, SLACK) == ()
    later = NOW + dt.timedelta(minutes=1)
    assert box.take(later, (Platform.teams,)) == ()
    assert len(box.take(later, SLACK)) == 1
    store.close()


def test_what_a_sender_took_and_never_gave_back_is_sent_again_and_marked_as_doubtful(
    box: Outbox, store: Store
) -> None:
    box.put(item())
    (first,) = box.take(NOW, SLACK)
    (again,) = box.take(NOW + LEASE, SLACK)
    assert (first.doubtful, again.doubtful) == (False, True)
    store.close()


def test_what_did_not_arrive_is_tried_again_with_growing_pauses_and_then_given_up(
    box: Outbox, store: Store
) -> None:
    box.put(item())
    now, pauses = NOW, []
    for _ in range(ATTEMPTS - 1):
        (taken,) = box.take(now, SLACK)
        assert not taken.doubtful
        assert box.again(taken, now)
        (waiting,) = box.waiting("larkmere-trust")
        pauses.append(waiting.due_at - now)
        now = waiting.due_at
    (last,) = box.take(now, SLACK)
    assert not box.again(last, now)
    assert pauses == sorted(pauses)
    assert pauses[0] < pauses[-1]
    store.close()


def test_an_alert_goes_before_everything_else(box: Outbox, store: Store) -> None:
    box.put(item(), item("alert:1", Letter.alert, NOW + dt.timedelta(seconds=1)))
    taken = box.take(NOW + dt.timedelta(seconds=2), SLACK)
    assert [each.kind for each in taken] == [Letter.alert, Letter.asked]
    store.close()


def test_two_senders_never_take_the_same(url: str) -> None:
    stores = [Store(url) for _ in range(4)]
    stores[0].migrate()
    stores[0].create_organisation("Larkmere Trust")
    Outbox(stores[0].database).put(*(item(f"asked:{number}") for number in range(40)))

    def take(store: Store) -> list[str]:
        box, found = Outbox(store.database), []
        while taken := box.take(NOW, SLACK, most=3):
            found += [each.key for each in taken]
        return found

    with ThreadPoolExecutor(4) as threads:
        taken = [key for keys in threads.map(take, stores) for key in keys]
    assert sorted(taken) == sorted(f"asked:{number}" for number in range(40))
    for store in stores:
        store.close()
