"""A card becomes a message with what matters first, the document's words untouched, and only buttons that can work."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import composing, phrases, wording
from bot.answers import AnswerCard, Kind, Urgency
from bot.desk import Desk
from bot.events import Verb
from bot.messages import Defined, Message, Quoted, Said, To
from bot.people import Contact, Role
from bot.places import Person, Place, Platform
from tests.bot_desks import TRUST, desk, file, published, question

PLACE = Place(platform=Platform.slack, workspace="T1", channel="C1")
DIRECT = PLACE.model_copy(update={"direct": True})
ANN = Person(platform=Platform.slack, id="UANN")
FRIEND = "may I accept a friend request from a pupil"
DISCLOSED = "a pupil just told me her dad hits her"

SAFETY = """# Keeping Safe

1.1 Staff must report any safeguarding concern about a child to the designated safeguarding lead at once.

1.2 Staff must not lend a key to anyone.*

1.3 The rule in 1.2 does not apply to the caretaker.

1.4 Staff must wear their fobs on a lanyard.

1.5 A "fob" means a tag that opens a door.

\\* A locksmith may be lent one.
"""


@pytest.fixture
def safe(tmp_path: Path) -> Desk:
    """A desk that answers from a policy with an exception, a star, a definition and a clause about reporting."""
    made = desk(tmp_path, max_quotes=1)
    made.add(TRUST, [file(tmp_path / "in", "safety.md", SAFETY)])
    made.publish(TRUST)
    made.store.set_contact(TRUST, Contact(role="Designated safeguarding lead", name="R. Ainsley"))
    return made


def quoted(message: Message) -> list[Quoted]:
    return [part for part in message.parts if isinstance(part, Quoted)]


def said(message: Message) -> list[str]:
    return [part.text for part in message.parts if isinstance(part, Said)]


def verbs(message: Message) -> list[Verb]:
    return [button.verb for button in message.buttons]


def test_the_words_are_the_documents_own_in_the_order_of_the_card(tmp_path: Path) -> None:
    held = published(tmp_path)
    card = held.ask(question(FRIEND))
    message = composing.answer(card, PLACE)
    stored = {document.id: document.text for document in held.store.published(TRUST)}
    expected = [span.of(stored[quote.document_id]) for quote in card.quotes for span in quote.spans]
    assert list(message.exact) == expected


def test_a_rule_is_labelled_cited_and_shown_with_its_star_and_what_travels_with_it(safe: Desk) -> None:
    rule, exception = quoted(composing.answer(safe.ask(question("may staff lend a key to anyone")), PLACE))
    assert (rule.label, rule.why, rule.words) == (
        "MUST NOT",
        "",
        "Staff must not lend a key to anyone.*",
    )
    assert [note.words for note in rule.notes] == ["A locksmith may be lent one."]
    assert rule.citation.startswith("Keeping Safe · 1.2")
    assert exception.why == "Exception to 1.2"
    assert not rule.quiet


def test_a_definition_is_shown_once_below_the_quotes(safe: Desk) -> None:
    message = composing.answer(safe.ask(question("must staff wear their fobs on a lanyard")), PLACE)
    (defined,) = [part for part in message.parts if isinstance(part, Defined)]
    assert "means a tag that opens a door" in defined.words
    assert message.parts.index(defined) > message.parts.index(quoted(message)[-1])
    assert all("means a tag" not in note.words for part in quoted(message) for note in part.notes)


def test_whom_to_tell_comes_first_then_what_the_policy_says_about_reporting(safe: Desk) -> None:
    message = composing.answer(safe.ask(question(DISCLOSED)), PLACE, pins=True)
    first, second, *_ = said(message)
    assert first == phrases.IMMEDIATE
    assert "R. Ainsley" in second
    assert list(message.parts[:5]) == [
        Said(text=first, strong=True),
        Said(text=second, strong=True),
        Said(text=phrases.DO_NOT_INVESTIGATE),
        Said(text=phrases.KEPT_NOWHERE),
        Said(text=phrases.HOW_TO_REPORT),
    ]
    assert isinstance(message.parts[5], Quoted)
    assert "designated safeguarding lead" in quoted(message)[0].words
    assert [each.verb for each in message.buttons] == [Verb.now]
    assert not composing.has_buttons(safe.ask(question(DISCLOSED)))


def test_a_notification_of_a_disclosure_tells_nothing_of_it(safe: Desk) -> None:
    assert composing.answer(safe.ask(question(DISCLOSED)), PLACE).plain == phrases.NOTIFICATION


def test_whoever_disclosed_something_in_public_is_told_so_right_after_whom_to_tell(safe: Desk) -> None:
    card = safe.ask(question(DISCLOSED))
    private, public = (composing.answer(card, PLACE, public=each) for each in (False, True))
    assert phrases.OTHERS_READ not in said(private)
    others = Said(text=phrases.OTHERS_READ)
    assert public.parts == (*private.parts[: wording.URGENT], others, *private.parts[wording.URGENT :])
    # What they write afterwards need not be the disclosure.
    followed = composing.answer(card.model_copy(update={"followed": True}), PLACE, public=True)
    assert followed.parts == private.parts


def test_others_may_read_what_discloses_nothing(safe: Desk) -> None:
    for text in (FRIEND, "hello", "may staff lend a key"):
        assert phrases.OTHERS_READ not in said(composing.answer(safe.ask(question(text)), PLACE, public=True))


def test_nothing_but_whom_to_tell_is_strong(safe: Desk) -> None:
    for text in (FRIEND, "hello", "may staff lend a key"):
        message = composing.answer(safe.ask(question(text)), PLACE)
        assert not any(part.strong for part in message.parts if isinstance(part, Said))


def test_silence_says_whom_to_ask_and_shows_what_came_near_quietly(tmp_path: Path) -> None:
    message = composing.answer(published(tmp_path, line=1.1).ask(question(FRIEND)), PLACE, pins=True)
    assert said(message) == [
        "I found no rule in Larkmere Trust's policies that answers this.",
        phrases.ASK_THE_USUAL_PEOPLE,
        phrases.NEAREST,
    ]
    assert quoted(message)
    assert all(part.quiet for part in quoted(message))
    assert verbs(message) == [Verb.ask_lead]


def test_small_talk_has_no_quote_and_no_button(safe: Desk) -> None:
    message = composing.answer(safe.ask(question("hello")), PLACE, pins=True)
    assert (message.exact, message.buttons, len(message.parts)) == ((), (), 1)


@pytest.mark.parametrize(("place", "pins"), [(PLACE, True), (PLACE, False), (DIRECT, True), (DIRECT, False)])
def test_only_what_can_be_done_there_and_by_them_is_offered(tmp_path: Path, place: Place, pins: bool) -> None:
    card = published(tmp_path).ask(question(FRIEND))
    found = verbs(composing.answer(card, place, pins))
    assert (Verb.share in found) is not place.direct
    assert (Verb.pin in found) is pins
    assert (Verb.more in found) is bool(card.further)
    assert {Verb.context, Verb.helpful, Verb.unhelpful, Verb.ask_lead} <= set(found)


def test_a_button_carries_its_label_its_verb_and_the_cards_id(tmp_path: Path) -> None:
    card = published(tmp_path).ask(question(FRIEND))
    for button in composing.answer(card, PLACE, pins=True).buttons:
        assert (button.label, button.answer, button.url) == (phrases.BUTTONS[button.verb], card.id, "")


def test_every_verb_has_a_label() -> None:
    assert set(phrases.BUTTONS) == set(Verb)


def test_what_is_checked_is_said_to_be_about_that_message(tmp_path: Path) -> None:
    card = published(tmp_path).ask(question(FRIEND))
    assert said(composing.answer(card, PLACE, checked=True))[0] == phrases.CHECKED
    assert phrases.CHECKED not in said(composing.answer(card, PLACE))


def test_what_is_shared_is_the_answer_for_everyone_without_buttons(tmp_path: Path) -> None:
    card = published(tmp_path).ask(question(FRIEND))
    message = composing.shared(card, PLACE, ANN, card.id)
    assert (message.to, message.place, message.by, message.buttons) == (To.everyone, PLACE, "UANN", ())
    assert message.exact == composing.answer(card, PLACE).exact


def test_what_was_disclosed_and_what_only_came_near_is_never_in_what_is_shared(safe: Desk) -> None:
    card = safe.ask(question("may staff lend a key to anyone"))
    worse = card.model_copy(update={"concern": Urgency.immediate, "reporting": card.quotes[0]})
    message = composing.shared(worse, PLACE, ANN, worse.id)
    assert not any(part.strong for part in message.parts if isinstance(part, Said))
    assert len(quoted(message)) == len(card.quotes)


def test_others_rules_are_said_to_be_others(tmp_path: Path) -> None:
    held = published(tmp_path)
    card = held.ask(question(FRIEND, asker=Role.staff))
    told = card.model_copy(update={"asker": Role.learner, "addressed_to": card.quotes[0].audience})
    for message in (composing.answer(told, PLACE), composing.shared(told, PLACE, ANN, told.id)):
        assert said(message)[0].startswith("I found no rule for learners that answers this.")


def test_below_a_quote_whom_to_ask_is_small_print_and_below_silence_it_is_the_answer(
    tmp_path: Path,
) -> None:
    held, card = published(tmp_path), published(tmp_path, line=1.1).ask(question(FRIEND))
    *_, last = composing.answer(held.ask(question(FRIEND)), PLACE).parts
    assert isinstance(last, Said)
    assert last.text.startswith(phrases.NOT_SETTLED)
    assert last.quiet
    assert Said(text=phrases.ASK_THE_USUAL_PEOPLE) in composing.answer(card, PLACE).parts


def test_a_clause_in_its_document_is_loud_among_quiet_neighbours(safe: Desk) -> None:
    source = safe.source(safe.organisation(TRUST))
    assert source is not None
    card = safe.ask(question("may staff lend a key to anyone"))
    around = source.around([card.quotes[0].cited])
    clauses = frozenset({card.quotes[0].cited})
    message = composing.in_context(around, clauses, card.id, lambda _quote: "https://quoth.example/1")
    assert [part.words for part in quoted(message) if not part.quiet] == [card.quotes[0].words.text]
    assert message.parts[0] == Said(text="In Keeping Safe:")
    assert said(message).count("In Keeping Safe:") == 1
    assert [button.url for button in message.buttons] == ["https://quoth.example/1"]
    assert composing.in_context(around, clauses, card.id, lambda _quote: "").buttons == ()


def test_in_context_each_document_begins_with_its_title(safe: Desk) -> None:
    source = safe.source(safe.organisation(TRUST))
    assert source is not None
    card = safe.ask(question("may staff lend a key to anyone"))
    around = source.around([card.quotes[0].cited])
    other = [quote.model_copy(update={"title": "Keys\nand Doors"}) for quote in around]
    message = composing.in_context([*around, *other], frozenset(), card.id, lambda _quote: "")
    stands = [part.text if isinstance(part, Said) else type(part).__name__ for part in message.parts]
    shown = ["Quoted"] * len(around)
    assert stands[: 2 * len(shown) + 2] == ["In Keeping Safe:", *shown, "In Keys and Doors:", *shown]


def test_a_card_of_every_kind_makes_a_message(safe: Desk) -> None:
    for text in ("", "hello", DISCLOSED, FRIEND, "czy mogę zaprosić ucznia do znajomych?"):
        card = safe.ask(question(text))
        assert composing.answer(card, PLACE, checked=True).parts
    bare = AnswerCard(
        kind=Kind.silent,
        organisation=TRUST,
        asker=Role.staff,
        concern=Urgency.high,
        answered_on=card.answered_on,
    )
    assert said(composing.answer(bare, PLACE))[0] == phrases.HIGH


def test_a_policy_past_its_review_date_is_warned_of_once_a_message(tmp_path: Path) -> None:
    overdue = published(tmp_path / "home")
    card = overdue.ask(question("accept a friend request from a pupil, message a pupil, give a pupil a lift"))
    assert len(card.quotes) > 1
    assert all(quote.warnings for quote in card.quotes if quote.policy == "conduct")
    message = composing.answer(card, PLACE)
    warned = [part for part in quoted(message) if part.warnings]
    assert len(warned) == 1
    assert warned[0] == quoted(message)[0]
