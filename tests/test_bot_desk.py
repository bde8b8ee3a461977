"""The desk answers with the organisation's own stored words, or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.answers import Kind, NoteKind, Urgency
from bot.desk import Desk
from bot.errors import (
    BadName,
    ModelUnavailable,
    NoSuchOrganisation,
    VerificationFailed,
    WhichOrganisation,
)
from bot.people import Contact, Role, audiences
from corpus.document import Audience, Details, Force, StatedDate
from index.errors import EncoderUnavailable
from index.snapshot import Snapshots
from tests.bot_desks import CONDUCT, TODAY, TRUST, desk, file, published, question
from tests.fakes import FakeEncoder

FRIEND = "may I accept a friend request from a pupil"


def test_a_quote_is_slices_of_the_stored_document(tmp_path: Path) -> None:
    held = published(tmp_path)
    card = held.ask(question(FRIEND))
    assert card.kind is Kind.quoted
    for quote in card.quotes:
        stored = held.store.stored_document(quote.document_id, TRUST)
        assert stored is not None
        cut = [*quote.lead, quote.words, *(note.words for note in quote.notes)]
        assert [each.span for each in cut] == list(quote.spans)
        assert all(stored.text[each.span.start : each.span.end] == each.text for each in cut)


def test_a_rule_comes_with_its_lead_in_and_its_starred_note(tmp_path: Path) -> None:
    first = published(tmp_path).ask(question(FRIEND)).quotes[0]
    assert [passage.text for passage in first.lead] == ["Staff must not:"]
    assert "accept a friend request from a pupil" in first.words.text
    assert first.force is Force.prohibition
    assert [note.kind for note in first.notes] == [NoteKind.starred]
    assert "anyone on roll" in first.notes[0].words.text


def test_a_card_says_where_the_words_stand_and_that_the_policy_is_overdue(tmp_path: Path) -> None:
    first = published(tmp_path).ask(question(FRIEND)).quotes[0]
    assert (first.title, first.revision) == ("Staff Conduct", "2")
    assert first.effective_on == StatedDate(year=2025, month=1, day=1)
    assert "1 Friends online" in first.headings[-1]
    assert first.warnings == (
        "This policy was due for review by 31 August 2026. Check that it still stands.",
    )


def test_a_policy_that_does_not_apply_yet_is_named_and_not_quoted(tmp_path: Path) -> None:
    held = desk(tmp_path)
    later = Details(effective_on=StatedDate(year=2027, month=1), review_on=StatedDate(year=2026))
    held.add(TRUST, [file(tmp_path / "in", "conduct.md", CONDUCT)], later)
    held.publish(TRUST)
    card = held.ask(question(FRIEND))
    assert (card.quotes, card.nearest) == ((), ())
    assert "takes effect on 1 January 2027" in (card.remark or "")


@pytest.mark.parametrize("role", list(Role))
def test_nobody_is_quoted_a_clause_for_others(tmp_path: Path, role: Role) -> None:
    held = published(tmp_path)
    for text in (FRIEND, "may learners photograph anyone", "phones in lessons", "a lift for a pupil"):
        card = held.ask(question(text, asker=role))
        for quote in (*card.quotes, *card.nearest):
            assert audiences(role) & set(quote.audience)


def test_learners_rules_are_quoted_to_learners_and_not_to_staff(tmp_path: Path) -> None:
    held = published(tmp_path)
    phones = "must phones be switched off in lessons"
    shown = [quote.audience for quote in held.ask(question(phones, asker=Role.learner)).quotes]
    assert (Audience.learners,) in shown
    assert (Audience.learners,) not in [quote.audience for quote in held.ask(question(phones)).quotes]


def test_another_organisation_is_never_quoted(tmp_path: Path) -> None:
    held = published(tmp_path)
    other = file(tmp_path / "in", "pets.txt", "Pets\n\n1. Staff must not bring a dog to work.\n")
    held.add("Other School", [other])
    held.publish("Other School")
    card = held.ask(question(FRIEND, organisation="Other School"))
    assert {quote.policy for quote in (*card.quotes, *card.nearest)} == {"pets"}
    assert "pets" not in {quote.policy for quote in held.ask(question("may I bring a dog")).quotes}


def test_below_the_line_there_is_silence_and_the_nearest_clauses_are_offered_as_such(tmp_path: Path) -> None:
    card = published(tmp_path, line=1.1).ask(question(FRIEND))
    assert (card.kind, card.quotes) == (Kind.silent, ())
    assert "accept a friend request" in card.nearest[0].words.text
    assert card.score > 0
    assert card.remark == "I found no rule in Larkmere Trust's policies that answers this."


def test_nothing_published_is_said_and_not_raised(tmp_path: Path) -> None:
    held = desk(tmp_path)
    held.add(TRUST, [file(tmp_path / "in", "conduct.md", CONDUCT)])
    card = held.ask(question(FRIEND))
    assert (card.kind, card.snapshot) == (Kind.silent, None)
    assert card.remark is not None
    assert "published no policy" in card.remark


def test_a_draft_is_not_quoted_before_it_is_published(tmp_path: Path) -> None:
    held = published(tmp_path)
    before = held.ask(question(FRIEND))
    held.add(
        TRUST,
        [file(tmp_path / "in", "conduct.md", CONDUCT.replace("a friend request", "any friend request"))],
    )
    assert held.ask(question(FRIEND)).quotes == before.quotes
    held.publish(TRUST)
    assert "any friend request" in held.ask(question(FRIEND)).quotes[0].words.text


def test_at_most_so_many_quotes_as_the_setting_says(tmp_path: Path) -> None:
    assert len(published(tmp_path, max_quotes=1).ask(question(FRIEND)).quotes) == 1


def test_small_talk_is_answered_without_quotes(tmp_path: Path) -> None:
    held = published(tmp_path)
    for text in ("hi", "Hello there!", "thanks", "who are you?", "   "):
        card = held.ask(question(text))
        assert card.small_talk, text
        assert (card.kind, card.nearest) == (Kind.silent, ())


def test_a_follow_up_is_understood_with_the_turn_before(tmp_path: Path) -> None:
    held = published(tmp_path)
    card = held.ask(question("and in writing?", earlier=("may staff give a pupil a lift",)))
    assert "lift" in card.quotes[0].words.text


LIFT = "may staff give a pupil a lift"


def test_of_turns_said_in_the_same_place_those_that_a_question_refers_back_to_are_read_with_it(
    tmp_path: Path,
) -> None:
    held = published(tmp_path)
    for text in ("and in writing?", "what if he is 17?", "is that so"):
        card = held.ask(question(text, earlier=(LIFT,), loose=True))
        assert card.followed, text
        assert "lift" in card.quotes[0].words.text
        assert card.quotes == held.ask(question(text, earlier=(LIFT,))).quotes


def test_a_question_that_stands_by_itself_is_answered_as_if_nothing_had_been_said_before(
    tmp_path: Path,
) -> None:
    held = published(tmp_path)
    alone = held.ask(question(FRIEND))
    card = held.ask(question(FRIEND, earlier=(LIFT,), loose=True))
    assert not card.followed
    assert (card.quotes, card.score) == (alone.quotes, alone.score)
    assert not alone.followed
    assert held.ask(question(FRIEND, earlier=(LIFT,))).followed


def test_a_concern_goes_on_in_what_refers_back_to_it_and_not_in_a_new_question(tmp_path: Path) -> None:
    held = published(tmp_path)
    after = held.ask(question("what if he is 17?", concern=Urgency.immediate, loose=True))
    assert (after.followed, after.concern) == (True, Urgency.immediate)
    anew = held.ask(question(FRIEND, concern=Urgency.immediate, loose=True))
    assert (anew.followed, anew.concern) == (False, Urgency.none)


def test_at_most_two_quotes_that_answer_stand_beside_a_concern(tmp_path: Path) -> None:
    held = published(tmp_path, max_quotes=5)
    disclosed = "a pupil just told me her dad hits her, may I accept her friend request or message her"
    assert held.ask(question(f"{FRIEND} or message a pupil or give a pupil a lift")).answering > 2
    card = held.ask(question(disclosed))
    assert (card.concern, card.answering) == (Urgency.immediate, 2)


def test_a_disclosure_is_met_with_whom_to_tell_and_the_policy_still_quoted(tmp_path: Path) -> None:
    held = published(tmp_path)
    held.store.set_contact(TRUST, Contact(role="Designated safeguarding lead", name="R. Ainsley"))
    card = held.ask(question("a pupil just told me her dad hits her"))
    assert card.concern is Urgency.immediate
    assert card.contacts[0].name == "R. Ainsley"
    assert card.kind is Kind.quoted


def _tamper(held: Desk, statement: str) -> None:
    engine = sa.create_engine(held.settings.database)
    with engine.begin() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents SET text = replace(text, 'must not', 'may')",
        "UPDATE documents SET text_sha256 = 'x'",
        "UPDATE documents SET state = 'draft' WHERE policy = 'conduct'",
    ],
)
def test_words_that_are_not_what_was_published_are_not_sent(tmp_path: Path, statement: str) -> None:
    held = published(tmp_path)
    _tamper(held, statement)
    with pytest.raises(VerificationFailed):
        held.ask(question(FRIEND))


def test_text_and_hash_altered_together_are_still_not_what_was_published(tmp_path: Path) -> None:
    import hashlib

    held = published(tmp_path)
    document = next(each for each in held.store.published(TRUST) if each.policy == "conduct")
    forged = document.text.replace("must not", "may     ")
    engine = sa.create_engine(held.settings.database)
    with engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE documents SET text = :text, text_sha256 = :hash WHERE policy = 'conduct'"),
            {"text": forged, "hash": hashlib.sha256(forged.encode()).hexdigest()},
        )
    engine.dispose()
    with pytest.raises(VerificationFailed):
        held.ask(question(FRIEND))


def test_a_damaged_index_answers_all_the_same_and_publishing_again_mends_it(tmp_path: Path) -> None:
    held = published(tmp_path)
    pointer = held.store.current_snapshot(TRUST)
    assert pointer is not None
    before = held.ask(question(FRIEND)).quotes
    for path in (tmp_path / "snapshots").rglob("*"):
        if path.is_file():
            path.chmod(0o600)
            path.write_bytes(b"")
    assert desk(tmp_path).ask(question(FRIEND)).quotes == before
    desk(tmp_path).publish(TRUST)
    assert Snapshots(tmp_path / "snapshots").open(pointer).id == pointer


def test_another_model_rebuilds_the_index_by_itself_and_only_once(tmp_path: Path) -> None:
    held = published(tmp_path)
    before = held.ask(question(FRIEND)).quotes[0]
    kept = Snapshots(tmp_path / "snapshots")

    def changed() -> tuple[Desk, FakeEncoder]:
        other = FakeEncoder("another", line=0.0)
        return Desk(held.settings, held.store, kept, lambda: other, lambda: TODAY), other

    desk_of_another, first = changed()
    card = desk_of_another.ask(question(FRIEND))
    assert card.kind is Kind.quoted
    assert before.words in [quote.words for quote in card.quotes]
    assert {kept.open(each).encoder for each in kept.ids()} == {"fake-1", "another"}

    again, second = changed()
    again.ask(question(FRIEND))
    assert len(second.seen) < len(first.seen)
    assert held.ask(question(FRIEND)).kind is Kind.quoted


def test_a_model_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    def missing() -> FakeEncoder:
        raise EncoderUnavailable("there is no such folder")

    held = published(tmp_path)
    without = Desk(held.settings, held.store, Snapshots(tmp_path / "snapshots"), missing)
    with pytest.raises(ModelUnavailable, match="no such folder"):
        without.ask(question(FRIEND))


def test_an_organisation_is_found_by_name_short_name_or_by_being_the_only_one(tmp_path: Path) -> None:
    held = desk(tmp_path)
    with pytest.raises(NoSuchOrganisation, match="quoth add"):
        held.organisation()
    held.store.create_organisation(TRUST)
    assert {held.organisation(name).short for name in ("", TRUST, "larkmere-trust", "LARKMERE TRUST")} == {
        "larkmere-trust"
    }
    with pytest.raises(NoSuchOrganisation, match="Did you mean larkmere-trust"):
        held.organisation("larkmere-trst")
    held.store.create_organisation("Second")
    with pytest.raises(WhichOrganisation, match="larkmere-trust, second"):
        held.organisation()
    with pytest.raises(BadName):
        held.add("!!!", [tmp_path])


def test_one_desk_answers_many_threads_alike(tmp_path: Path) -> None:
    held = published(tmp_path)
    expected = held.ask(question(FRIEND)).quotes
    with ThreadPoolExecutor(8) as threads:
        cards = list(threads.map(lambda _: held.ask(question(FRIEND)), range(40)))
    assert {card.quotes for card in cards} == {expected}


def test_an_answer_given_while_another_desk_publishes_is_wholly_old_or_wholly_new(tmp_path: Path) -> None:
    reader, writer = published(tmp_path), desk(tmp_path)
    seen = set()
    for number in range(5):
        changed = CONDUCT.replace("a friend request", f"friend request {number}")
        writer.add(TRUST, [file(tmp_path / "in", "conduct.md", changed)])
        seen.add(reader.ask(question(FRIEND)).quotes[0].words.text)
        writer.publish(TRUST)
        assert f"friend request {number}" in reader.ask(question(FRIEND)).quotes[0].words.text
    assert len(seen) == 5


def test_no_word_of_a_question_is_kept(tmp_path: Path) -> None:
    held = published(tmp_path)
    held.ask(question("xylophone quokka friend request from a pupil"))
    held.store.close()
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert b"quokka" not in path.read_bytes(), path
