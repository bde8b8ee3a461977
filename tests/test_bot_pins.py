"""Pins: what they rest on, and what a publication does to them, in the same transaction."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

import pytest

from bot import pinning
from bot.answers import Kind
from bot.desk import Desk
from bot.errors import BadPin, ChangedMeanwhile, NoSuchClause, NoSuchPin
from bot.people import Role
from bot.pins import Pin, PinState
from bot.settings import Settings
from bot.store import Store
from corpus.document import Audience
from index.snapshot import Snapshots
from tests.alike import Alike
from tests.bot_desks import TRUST, file, question
from tests.fakes import FakeEncoder

pytest_plugins = ("tests.bot_databases",)

AT = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)
ASKED = "can I take a pupil home in my car"

LIFT = "Staff may give a pupil a lift only if the head has agreed in writing."
SEAT = "A second adult must be in the car. The pupil must sit in the back."
PRESENT = "Staff should not accept a present from a parent."
POLICY = f"""# Staff Conduct

## 1 Presents

1.1 {PRESENT}
1.2 Staff must tell the office about any present on the same day.

## 2 Lifts

2.1 {LIFT}
2.2 {SEAT}
"""


def opened(home: Path, url: str = "") -> Desk:
    """A desk over a home folder."""
    settings = Settings.model_validate({"home": home, **({"database_url": url} if url else {})})
    home.mkdir(exist_ok=True, parents=True)
    store = Store(settings.database)
    store.migrate()
    return Desk(
        settings, store, Snapshots(settings.snapshots), FakeEncoder, lambda: AT.date(), likeness=Alike()
    )


def publish(desk: Desk, text: str) -> None:
    """Publish a revision of the policy."""
    (added,) = desk.add(TRUST, [file(desk.settings.home / "in", "conduct.md", text)])
    assert added.problem is None
    desk.publish(TRUST)


def pin(desk: Desk, *numbers: str, asked: str = ASKED) -> Pin:
    """Pin clauses by their numbers."""
    clauses = pinning.numbered(desk, TRUST, numbers)
    return pinning.pinned(desk, TRUST, [asked], clauses, "slack:ULEAD", AT)


def state(desk: Desk, made: Pin) -> PinState:
    """The pin's state now."""
    return desk.pins.get(made.id).state


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = opened(tmp_path)
    publish(made, POLICY)
    return made


def test_a_question_that_means_the_same_is_served_the_pin_with_its_clause_and_its_date(desk: Desk) -> None:
    made = pin(desk, "2.1")
    card = desk.ask(question("can I take a pupil home in my car please"))
    assert (card.kind, card.quotes[0].words.text) == (Kind.pinned, LIFT)
    assert card.pin is not None
    assert (card.pin.id, card.pin.on) == (made.id, AT.date())


def test_another_question_is_not_served_it(desk: Desk) -> None:
    pin(desk, "2.1")
    assert desk.ask(question("may I accept a present from a parent")).kind is not Kind.pinned


def test_a_follow_up_is_never_served_a_pin(desk: Desk) -> None:
    pin(desk, "2.1")
    assert desk.ask(question(ASKED, earlier=("what about lifts",))).kind is not Kind.pinned


def test_a_pin_for_staff_is_not_served_to_a_learner(desk: Desk) -> None:
    pin(desk, "2.1")
    assert desk.ask(question(ASKED, asker=Role.learner)).kind is not Kind.pinned


def test_an_audience_of_its_own_narrows_whom_a_pin_is_served_to(desk: Desk) -> None:
    made = pin(desk, "2.1")
    narrowed = made.model_copy(update={"audience": (Audience.governors,)})
    desk.pins.change(made, narrowed, "slack:ULEAD", "edited pin", AT)
    assert desk.ask(question(ASKED)).kind is not Kind.pinned
    assert desk.ask(question(ASKED, asker=Role.governor)).kind is Kind.pinned


def test_a_leads_own_words_are_served_as_theirs_where_no_clause_answers(desk: Desk) -> None:
    pinning.pinned(desk, TRUST, ["may I bring my dog to work"], (), "slack:ULEAD", AT, note="Ask me first.")
    card = desk.ask(question("may I bring my dog to work"))
    assert (card.kind, card.quotes) == (Kind.pinned, ())
    assert card.pin is not None
    assert card.pin.note == "Ask me first."


CHANGES = {
    "untouched": (POLICY.replace(PRESENT, "Staff must hand in any present."), PinState.active),
    "reworded by one word": (POLICY.replace("in writing", "in person"), PinState.suspended),
    "removed": (POLICY.replace(f"2.1 {LIFT}\n", ""), PinState.suspended),
    "merged": (POLICY.replace(f"2.1 {LIFT}\n2.2 {SEAT}", f"2.1 {LIFT} {SEAT}"), PinState.suspended),
    "split": (
        POLICY.replace(LIFT, "Staff may give a pupil a lift.\n2.1.1 Only if the head has agreed in writing."),
        PinState.suspended,
    ),
    "renumbered": (
        POLICY.replace("2.2 A", "2.3 A").replace(f"2.1 {LIFT}", f"2.1 Staff must be kind.\n2.2 {LIFT}"),
        PinState.active,
    ),
    "moved": (
        POLICY.replace(f"2.1 {LIFT}\n", "").replace("1.1 Staff", f"1.0 {LIFT}\n1.1 Staff"),
        PinState.active,
    ),
    "force changed": (POLICY.replace("Staff may give", "Staff should give"), PinState.suspended),
    "typography alone": (
        POLICY.replace("Staff may give a pupil", "Staff  may give a pupil"),
        PinState.active,
    ),
    "with a new exception": (
        POLICY.replace("in writing.", "in writing*.") + "\n\\* This does not apply to a governor.\n",
        PinState.suspended,
    ),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_a_pin_follows_each_kind_of_change_as_it_must(desk: Desk, kind: str) -> None:
    made = pin(desk, "2.1")
    text, expected = CHANGES[kind]
    publish(desk, text)
    assert state(desk, made) is expected
    card = desk.ask(question(ASKED))
    assert (card.kind is Kind.pinned) is (expected is PinState.active)
    if card.kind is Kind.pinned:
        assert " ".join(card.quotes[0].words.text.split()) == LIFT


def test_a_pin_on_two_clauses_is_suspended_where_one_of_them_changes(desk: Desk) -> None:
    made = pin(desk, "2.1", "1.1")
    publish(desk, POLICY.replace("a present from a parent", "a present from a pupil"))
    assert state(desk, made) is PinState.suspended


def test_a_pin_is_served_again_once_the_old_words_are_back(desk: Desk) -> None:
    made = pin(desk, "2.1")
    publish(desk, POLICY.replace("in writing", "in person"))
    publish(desk, POLICY.replace("1.1 Staff should not accept a present", "1.1 Staff must not accept a gift"))
    assert state(desk, made) is PinState.active
    assert desk.ask(question(ASKED)).kind is Kind.pinned


def test_approving_a_suspended_pin_has_it_served_with_the_new_words(desk: Desk) -> None:
    made = pin(desk, "2.1")
    publish(desk, POLICY.replace("in writing", "in person"))
    done = pinning.approved(desk, desk.pins.get(made.id), "slack:ULEAD", AT)
    assert done is not None
    card = desk.ask(question(ASKED))
    assert (card.kind, card.quotes[0].words.text) == (Kind.pinned, LIFT.replace("in writing", "in person"))


def test_nothing_can_be_approved_of_what_was_removed(desk: Desk) -> None:
    made = pin(desk, "2.1")
    publish(desk, POLICY.replace(f"2.1 {LIFT}\n", ""))
    assert pinning.approved(desk, desk.pins.get(made.id), "slack:ULEAD", AT) is None
    assert state(desk, made) is PinState.suspended


def test_a_dropped_pin_stays_dropped_whatever_is_published(desk: Desk) -> None:
    made = pin(desk, "2.1")
    dropped = made.model_copy(update={"state": PinState.dropped})
    desk.pins.change(made, dropped, "slack:ULEAD", "dropped pin", AT)
    publish(desk, POLICY.replace("in writing", "in person"))
    publish(desk, POLICY)
    assert state(desk, made) is PinState.dropped


def test_editing_a_pin_that_was_suspended_meanwhile_does_not_have_it_served(desk: Desk) -> None:
    made = pin(desk, "2.1")
    publish(desk, POLICY.replace("in writing", "in person"))
    edited = made.model_copy(update={"note": "Ring me."})
    after = desk.pins.change(made, edited, "slack:ULEAD", "edited pin", AT)
    assert (after.state, after.note, state(desk, made)) == (
        PinState.suspended,
        "Ring me.",
        PinState.suspended,
    )


def test_what_was_dropped_meanwhile_is_not_brought_back_by_an_approval_that_read_it_before(
    desk: Desk,
) -> None:
    made = pin(desk, "2.1")
    publish(desk, POLICY.replace("in writing", "in person"))
    read = desk.pins.get(made.id)
    dropped = read.model_copy(update={"state": PinState.dropped})
    desk.pins.change(read, dropped, "slack:ULEAD", "dropped pin", AT)
    with pytest.raises(ChangedMeanwhile):
        pinning.approved(desk, read, "slack:UDEP", AT)
    assert state(desk, made) is PinState.dropped


def test_two_wordings_written_at_once_are_both_kept(desk: Desk) -> None:
    made = pin(desk, "2.1")
    for wording in ("lift home", "drive a pupil"):
        more = made.model_copy(update={"phrasings": (*made.phrasings, wording)})
        desk.pins.change(made, more, "slack:ULEAD", "edited pin", AT)
    assert desk.pins.get(made.id).phrasings == (ASKED, "lift home", "drive a pupil")


DEFINED = (
    POLICY.replace("give a pupil a lift", "give a pupil* a lift") + "\n\\* A pupil means anyone under 18.\n"
)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (DEFINED, DEFINED.replace("under 18", "under 16"), PinState.suspended),
        (DEFINED, DEFINED.replace("1.2 Staff must tell", "1.3 Staff must tell"), PinState.active),
        (
            POLICY.replace("in writing.", "in writing, subject to paragraph 2.2."),
            POLICY.replace("in writing.", "in writing, subject to paragraph 2.2.").replace(
                "A second adult", "No second adult"
            ),
            PinState.suspended,
        ),
        (
            POLICY.replace(SEAT, LIFT),
            POLICY.replace(f"2.2 {SEAT}", "").replace(f"2.1 {LIFT}", f"2.1 {LIFT}"),
            PinState.active,
        ),
        (
            POLICY.replace("## 2 Lifts", "## 2 Lifts for former pupils"),
            POLICY.replace("## 2 Lifts", "## 2 Lifts for present pupils"),
            PinState.suspended,
        ),
    ],
)
def test_what_goes_with_a_clause_counts_and_where_it_stands_does_not(
    tmp_path: Path, old: str, new: str, expected: PinState
) -> None:
    desk = opened(tmp_path)
    publish(desk, old)
    made = pin(desk, "2.1")
    publish(desk, new)
    assert state(desk, made) is expected


def test_of_two_clauses_that_say_the_same_a_pin_does_not_go_over_to_the_other(tmp_path: Path) -> None:
    desk = opened(tmp_path)
    publish(desk, POLICY.replace(f"1.1 {PRESENT}", f"1.1 {LIFT}"))
    made = pin(desk, "1.1")
    publish(desk, POLICY.replace(f"1.1 {PRESENT}\n", ""))
    assert state(desk, made) is PinState.suspended


def test_a_pin_read_from_an_older_snapshot_is_refused(desk: Desk) -> None:
    made = pin(desk, "1.1", asked="presents")
    old = desk.organisation(TRUST).snapshot
    publish(desk, POLICY.replace("in writing", "in person"))
    with pytest.raises(ChangedMeanwhile):
        desk.pins.make(made, old, id="another")
    with pytest.raises(NoSuchPin):
        desk.pins.get("another")


def test_every_change_of_a_pin_is_audited_without_its_words(desk: Desk) -> None:
    made = pin(desk, "2.1")
    publish(desk, POLICY.replace("in writing", "in person"))
    pinning.approved(desk, desk.pins.get(made.id), "slack:ULEAD", AT)
    did = [each for each in desk.store.audit(TRUST) if each.thing == made.id]
    assert [each.did for each in did] == ["pinned", "suspended pin", "approved pin"]
    assert "car" not in str([each.model_dump() for each in did])


@pytest.mark.parametrize(
    ("asked", "note", "why"),
    [
        ([""], "", "empty"),
        (["x" * 501], "", "longer"),
        ([ASKED], "y" * 2_001, "longer"),
        ([ASKED], "", "quotes no"),
    ],
)
def test_what_no_pin_can_be_is_refused_in_a_sentence(
    desk: Desk, asked: list[str], note: str, why: str
) -> None:
    with pytest.raises(BadPin, match=why):
        pinning.pinned(desk, TRUST, asked, (), "slack:ULEAD", AT, note=note)
    assert desk.pins.all("larkmere-trust") == ()


def test_a_number_that_no_clause_has_is_named(desk: Desk) -> None:
    with pytest.raises(NoSuchClause, match=r"9\.9"):
        pinning.numbered(desk, TRUST, ["9.9"])


def test_the_number_above_a_list_names_all_its_items(tmp_path: Path) -> None:
    desk = opened(tmp_path)
    publish(desk, "# Rules\n\n## 1 Online\n\n1.1 Staff must not:\n\n- accept a request\n- send a request\n")
    assert [each.clause_id.partition("/")[2] for each in pinning.numbered(desk, TRUST, ["1.1"])] == [
        each.id.partition("/")[2] for each in desk.edition(desk.organisation(TRUST)).units
    ]


def test_a_suspended_pin_is_shown_anew_when_its_policy_changes_once_more(desk: Desk) -> None:
    made = pin(desk, "2.1")
    publish(desk, POLICY.replace("in writing", "in person"))
    first = desk.pins.get(made.id).suspended_at
    publish(desk, POLICY.replace("in writing", "by telephone"))
    second = desk.pins.get(made.id).suspended_at
    assert first is not None
    assert second is not None
    assert first < second


def test_no_question_is_served_a_stale_pin_while_revisions_are_published(tmp_path: Path, url: str) -> None:
    desk = opened(tmp_path / "home", url)
    publish(desk, POLICY)
    made = pin(desk, "2.1")
    wrong: list[str] = []
    over = threading.Event()
    counted = [0]

    def ask() -> None:
        own = opened(tmp_path / "home", url)
        while not over.is_set():
            before = desk.pins.get(made.id).state
            pointer = own.organisation(TRUST).snapshot
            card = own.ask(question(ASKED))
            after = desk.pins.get(made.id).state
            counted[0] += 1
            steady = pointer == own.organisation(TRUST).snapshot == card.snapshot
            if card.kind is Kind.pinned and card.quotes[0].words.text != LIFT:
                wrong.append("other words")
            if card.kind is Kind.pinned and steady and before is after is PinState.suspended:
                wrong.append("suspended, and served")
        own.store.close()

    asking = [threading.Thread(target=ask) for _ in range(3)]
    for each in asking:
        each.start()
    for number in range(6):
        publish(desk, POLICY.replace("in writing", "in person") + f"\n2.{number + 5} Staff must be kind.\n")
        assert state(desk, made) is PinState.suspended
        assert desk.ask(question(ASKED)).kind is not Kind.pinned
        publish(desk, POLICY + f"\n2.{number + 5} Staff must be kind.\n")
        assert state(desk, made) is PinState.active
    over.set()
    for each in asking:
        each.join()
    desk.store.close()
    assert wrong == []
    assert counted[0] >= 10
