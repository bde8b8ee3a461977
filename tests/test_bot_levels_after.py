"""What is done with an answer that quotes a school's trust: buttons, pins, notices and links go on working."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from adapters.pages import Pages, in_context
from bot import pinning
from bot.answers import Kind
from bot.desk import Desk
from bot.directory import Directory
from bot.errors import ChangedMeanwhile
from bot.events import Verb
from bot.history import History
from bot.limits import Limits
from bot.lineage import Tree
from bot.members import holder, settled
from bot.messages import Message, Quoted
from bot.notices import Notices
from bot.outbox import Item, Letter
from bot.people import Office
from bot.pins import Pin, PinState
from bot.places import Platform
from bot.signing import ClauseLink
from bot.tallies import Counted
from corpus.revisions import Change
from tests.bot_desks import TODAY, question
from tests.bot_receptions import LEAD, Listening, School, answer_of, read, sentences
from tests.bot_trusts import (
    ABOVE,
    ASH,
    LIFTS,
    PHONES,
    SCHOOL,
    SCHOOL_CONDUCT,
    TRUST,
    TRUST_CONDUCT,
    put,
    trusts,
)
from tests.web_served import text_of

NOW = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)
LIFT = "Staff must not give a pupil a lift in a private car."
PHONE = "Staff must not use a mobile phone in lessons."
LAXER = TRUST_CONDUCT.replace("2.1 Staff must not give", "2.1 Staff may give")
RENUMBERED = TRUST_CONDUCT.replace("2.1 Staff", "2.0 Staff must drive with care.\n2.1 Staff")


def house(home: Path) -> School:
    """The school's workspace, over the desk at which its trust publishes too."""
    held = trusts(home)
    directory = Directory(held.store.database, settled({}))
    directory.connect(SCHOOL, Platform.slack, "T1")
    directory.appoint(SCHOOL, holder(Office.lead, "slack:ULEAD"))
    return School(Listening(held), directory, History(held.store.database), Limits(1_000, 10_000))


def words(message: Message) -> list[str]:
    """The words of the clauses that a message shows as what it is about."""
    return [part.words for part in message.parts if isinstance(part, Quoted) and not part.quiet]


def pinned(held: Desk, *numbers: str) -> Pin:
    """A pin of the school's that answers a question about lifts."""
    clauses = pinning.numbered(held, SCHOOL, numbers)
    return pinning.pinned(held, SCHOOL, [LIFTS], clauses, "slack:ULEAD", NOW)


def test_an_answer_of_two_levels_is_shared_as_it_was_given(tmp_path: Path) -> None:
    school = house(tmp_path)
    given = school.ask(PHONES)
    shared = school.press(Verb.share, answer_of(given)).messages[0]
    assert words(shared) == words(given) == [PHONE, "Staff may use a mobile phone in lessons."]
    assert "which holds here too" in read(shared)
    assert any("different directions" in each for each in sentences(shared))


def test_each_clause_of_an_answer_is_shown_in_its_own_organisations_document(tmp_path: Path) -> None:
    school = house(tmp_path)
    message = school.press(Verb.context, answer_of(school.ask(PHONES))).messages[0]
    assert words(message) == [PHONE, "Staff may use a mobile phone in lessons."]
    assert sentences(message)[0] == "In Staff Conduct:"
    assert "In Staff Conduct (Larkmere Trust):" in sentences(message)
    quiet = [part.words for part in message.parts if isinstance(part, Quoted) and part.quiet]
    assert LIFT in quiet


def test_the_page_of_a_trusts_clause_opens_for_a_schools_asker(tmp_path: Path) -> None:
    held = trusts(tmp_path)
    (quote,) = held.ask(question(LIFTS, SCHOOL)).quotes
    assert quote.whose is not None
    span = quote.words.span
    link = ClauseLink(
        organisation=quote.whose.short, document_id=quote.document_id, start=span.start, end=span.end
    )
    page = Pages().clause(in_context(held.store, link, TODAY))
    assert text_of(bytes(page.body).decode(), "#clause") == LIFT


def test_a_lead_pins_an_answer_that_quotes_the_trust(tmp_path: Path) -> None:
    school = house(tmp_path)
    given = school.ask(LIFTS, LEAD)
    school.press(Verb.pin, answer_of(given), LEAD)
    (pin,) = school.desk.pins.all(SCHOOL)
    assert pin.state is PinState.active
    card = school.desk.ask(question(LIFTS, SCHOOL))
    assert (card.kind, [each.words.text for each in card.quotes]) == (Kind.pinned, [LIFT])


def test_a_pin_is_refused_that_rests_on_words_the_trust_has_just_changed(tmp_path: Path) -> None:
    held = trusts(tmp_path)
    organisation = held.organisation(SCHOOL)
    pin = pinned(held, "2.1")
    put(held, tmp_path, ABOVE, "staff-conduct.md", LAXER)
    with pytest.raises(ChangedMeanwhile):
        held.pins.make(pin, organisation.snapshot, "another", organisation.above)


def test_a_schools_pin_is_suspended_when_the_trust_changes_the_words_it_rests_on(tmp_path: Path) -> None:
    held = trusts(tmp_path)
    pin = pinned(held, "2.1")
    put(held, tmp_path, ABOVE, "staff-conduct.md", LAXER)
    assert held.pins.get(pin.id).state is PinState.suspended
    assert [each.did for each in held.store.audit(SCHOOL)][-1] == "suspended pin"
    put(held, tmp_path, ABOVE, "staff-conduct.md", TRUST_CONDUCT.replace("2027-08-31", "2027-09-30"))
    assert held.pins.get(pin.id).state is PinState.active


def test_a_schools_pin_follows_the_trusts_clause_to_another_revision(tmp_path: Path) -> None:
    held = trusts(tmp_path)
    pin = pinned(held, "2.1")
    put(held, tmp_path, ABOVE, "staff-conduct.md", RENUMBERED)
    card = held.ask(question(LIFTS, SCHOOL))
    assert (card.kind, [each.words.text for each in card.quotes]) == (Kind.pinned, [LIFT])
    assert held.pins.get(pin.id).clauses != pin.clauses


def test_a_pin_that_the_trusts_words_keep_suspended_stays_so_when_the_school_publishes(
    tmp_path: Path,
) -> None:
    held = trusts(tmp_path)
    pin = pinned(held, "1.1", "2.1")
    put(held, tmp_path, ABOVE, "staff-conduct.md", LAXER)
    put(held, tmp_path, ASH, "staff-conduct.md", SCHOOL_CONDUCT.replace("2027-01-31", "2027-02-28"))
    assert held.pins.get(pin.id).state is PinState.suspended
    put(held, tmp_path, ABOVE, "staff-conduct.md", TRUST_CONDUCT.replace("2027-08-31", "2027-09-30"))
    assert held.pins.get(pin.id).state is PinState.active


def test_a_school_that_publishes_leaves_alone_what_rests_on_its_trust(tmp_path: Path) -> None:
    held = trusts(tmp_path)
    pin = pinned(held, "2.1")
    put(held, tmp_path, ASH, "staff-conduct.md", SCHOOL_CONDUCT.replace("must not", "may"))
    assert held.pins.get(pin.id) == pin


def test_a_pin_is_suspended_when_its_school_leaves_the_trust_and_served_again_when_it_is_back(
    tmp_path: Path,
) -> None:
    held = trusts(tmp_path)
    pin = pinned(held, "2.1")
    tree = Tree(held.store.database)
    tree.arrange(SCHOOL, "tests", alone=True)
    assert held.pins.get(pin.id).state is PinState.suspended
    tree.arrange(SCHOOL, "tests", under=TRUST)
    assert held.pins.get(pin.id).state is PinState.active


def test_whoever_was_quoted_the_trusts_old_words_at_a_school_is_told(tmp_path: Path) -> None:
    school = house(tmp_path)
    school.ask(PHONES)
    put(school.desk, tmp_path, ABOVE, "staff-conduct.md", TRUST_CONDUCT.replace("may use", "must not use"))
    (notice,) = Notices(school.desk.store.database).all(SCHOOL)
    assert [each.became.change for each in notice.changes] == [Change.force_changed]
    item = Item(
        key="n", organisation=SCHOOL, kind=Letter.notice, about=str(notice.id), place=notice.place, due_at=NOW
    )
    letter = school.reception.letters.compose(item)
    assert letter is not None
    assert "Staff may use a mobile phone in lessons." in read(letter)
    assert "which holds here too" in read(letter)
    assert Notices(school.desk.store.database).all(TRUST) == ()


def test_an_answer_whose_trust_changed_nothing_of_it_can_still_be_shared(tmp_path: Path) -> None:
    school = house(tmp_path)
    given = school.ask(PHONES)
    put(school.desk, tmp_path, ABOVE, "staff-conduct.md", RENUMBERED)
    put(school.desk, tmp_path, ASH, "staff-conduct.md", SCHOOL_CONDUCT.replace("2027-01", "2027-02"))
    assert Notices(school.desk.store.database).all(SCHOOL) == ()
    shared = school.press(Verb.share, answer_of(given)).messages[0]
    assert words(shared) == [PHONE, "Staff may use a mobile phone in lessons."]


def test_an_answer_given_while_the_trust_publishes_follows_it(tmp_path: Path) -> None:
    school = house(tmp_path)
    held, before = school.desk, school.desk.ask

    def ask(*asked: object, **more: object) -> object:
        card = before(*asked, **more)  # type: ignore[arg-type]
        put(held, tmp_path, ABOVE, "staff-conduct.md", LAXER)
        return card

    held.ask = ask  # type: ignore[method-assign, assignment]
    school.ask(LIFTS)
    (notice,) = Notices(held.store.database).all(SCHOOL)
    assert [each.became.change for each in notice.changes] == [Change.force_changed]


def test_the_figures_count_only_the_organisations_own_clauses(tmp_path: Path) -> None:
    school = house(tmp_path)
    school.ask(PHONES)
    tallies = school.reception.cabinet.tallies.since(SCHOOL, dt.date(2026, 1, 1))
    assert [each.policy for each in tallies if each.kind is Counted.clause] == ["staff-conduct"]
