"""Notices: who was quoted words that have changed is told once; whoever was not, is not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.answers import AnswerCard, Question
from bot.arrangements import Arrangement, Arrangements
from bot.errors import IndexDamaged
from bot.messages import Message, Quoted
from bot.notices import Notice, Notices
from bot.outbox import Letter
from bot.people import Organisation
from bot.reception import Reception
from corpus.revisions import Edition
from tests.bot_desks import CONDUCT, LEARNERS, TRUST, file, question
from tests.bot_receptions import (
    ANN,
    BOB,
    FRIEND,
    SHORT,
    Listening,
    School,
    answer_of,
    asked,
    person,
    place,
    revised,
    school,
)

pytest_plugins = ("tests.bot_databases",)
LIFTS = "may I give a pupil a lift"
RENUMBERED = "2.1 Staff must be kind.\n\n2.2 Staff may give"
OLD, NEW = "if the head has agreed in writing", "if the head and a parent have agreed in writing"


@pytest.fixture
def house(tmp_path: Path) -> School:
    made = school(tmp_path)
    made.now = dt.datetime.now(dt.UTC)
    return made


def notices(house: School) -> tuple[Notice, ...]:
    """The trust's notices."""
    return Notices(house.desk.store.database).all(SHORT)


def sent(reception: Reception, hours: float = 2) -> list[tuple[str, Message]]:
    """Send what is due, and give to whom it went."""
    reception.clock.tick()
    found = []
    for item in reception.cabinet.outbox.take(
        reception.now() + dt.timedelta(hours=hours), ("slack", "discord")
    ):
        message = reception.mail.compose(item)
        if message is None:
            reception.mail.void(item)
        else:
            found.append((item.person, message))
            reception.mail.arrived(item)
    return found


def quoted(message: Message) -> list[str]:
    """The clauses in a message."""
    return [part.words for part in message.parts if isinstance(part, Quoted)]


def works(house: School, answer: str) -> bool:
    """Whether an answer's buttons find its clauses in what is published now."""
    given = house.history.given(answer)
    source = house.desk.source(house.desk.organisation(SHORT))
    assert given is not None
    assert source is not None
    return source.holds(given.clauses)


class Overtaken(Listening):
    """A desk at which the policy is published with other words each time a question has just been read."""

    def __init__(self, inner: Listening, home: Path, old: str, new: str) -> None:
        super().__init__(inner)
        self.publish_anew = lambda: revised(inner, home, old, new)

    def ask(self, question: Question, most: int | None = None) -> AnswerCard:
        """Answer a question with the words that were in force when it was asked."""
        card = super().ask(question, most)
        self.publish_anew()
        return card


class Damaged(Overtaken):
    """A desk that is overtaken, and finds what was published then damaged."""

    def edition(self, organisation: Organisation) -> Edition:
        """Find the index cut short."""
        raise IndexDamaged(organisation=organisation.name, why="it is cut short")


def overtaken(house: School, home: Path, old: str, new: str, kind: type[Overtaken] = Overtaken) -> School:
    """The house, where whoever asks is overtaken by a publication."""
    desk = kind(house.desk, home, old, new)
    return School(desk, house.directory, house.history, house.limits, house.now)


@contextmanager
def statements(house: School) -> Iterator[list[str]]:
    """What the database is told meanwhile."""
    told: list[str] = []
    engine = house.desk.store.database.engine

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        told.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield told
    sa.event.remove(engine, "before_cursor_execute", note)


def test_whoever_was_quoted_the_old_words_is_told_old_and_new_and_nobody_else(
    house: School, tmp_path: Path
) -> None:
    house.ask(LIFTS)
    house.ask(FRIEND, BOB)
    revised(house.desk, tmp_path, OLD, NEW)
    told = [each for each in sent(house.reception) if "changed" in str(each[1])]
    ((person, message),) = told
    assert person == "UANN"
    old, new = quoted(message)
    assert OLD in old
    assert NEW in new


def test_somebody_is_told_once_however_often_they_were_quoted_and_never_again(
    house: School, tmp_path: Path
) -> None:
    house.ask(LIFTS)
    house.ask("lift for a pupil")
    revised(house.desk, tmp_path, OLD, NEW)
    assert len(sent(house.reception)) == 1
    assert sent(house.reception) == []
    (notice,) = notices(house)
    assert notice.told_at is not None


def test_several_publications_before_the_letter_goes_make_one_letter(house: School, tmp_path: Path) -> None:
    house.ask(LIFTS)
    house.ask(FRIEND)
    first = CONDUCT.replace(OLD, NEW)
    for text in (first, first.replace("a friend request", "any request")):
        house.desk.add(TRUST, [file(tmp_path / "in", "conduct.md", text)])
        house.desk.publish(TRUST)
    ((person, message),) = sent(house.reception)
    assert person == "UANN"
    assert len(quoted(message)) == 4


def test_words_that_were_changed_back_before_the_letter_went_are_not_told_of(
    house: School, tmp_path: Path
) -> None:
    house.ask(LIFTS)
    revised(house.desk, tmp_path, OLD, NEW)
    house.desk.add(TRUST, [file(tmp_path / "in", "conduct.md", CONDUCT)])
    house.desk.publish(TRUST)
    assert sent(house.reception) == []


def test_words_that_were_changed_back_and_changed_again_are_told_of(house: School, tmp_path: Path) -> None:
    house.ask(LIFTS)
    revised(house.desk, tmp_path, OLD, NEW)
    revised(house.desk, tmp_path, OLD, OLD)
    assert sent(house.reception) == []
    assert notices(house) == ()
    revised(house.desk, tmp_path, OLD, NEW)
    assert [person for person, _ in sent(house.reception)] == ["UANN"]


def test_nobody_is_told_where_the_organisation_has_switched_it_off(house: School, tmp_path: Path) -> None:
    arrangements = Arrangements(house.desk.store.database)
    arrangements.arrange(SHORT, Arrangement(notices=False), "tests")
    house.ask(LIFTS)
    revised(house.desk, tmp_path, OLD, NEW)
    assert (notices(house), sent(house.reception)) == ((), [])


def test_a_removed_clause_is_said_to_be_gone(house: School, tmp_path: Path) -> None:
    house.ask(LIFTS)
    revised(
        house.desk, tmp_path, "2.1 Staff may give a pupil a lift only if the head has agreed in writing.", ""
    )
    ((_, message),) = sent(house.reception)
    assert "no longer says this" in str(message)


def test_the_letter_waits_as_long_as_the_organisation_says(house: School, tmp_path: Path) -> None:
    house.ask(LIFTS)
    revised(house.desk, tmp_path, OLD, NEW)
    assert sent(house.reception, hours=0.9) == []
    assert len(sent(house.reception, hours=1.1)) == 1


def test_an_answer_whose_clause_only_got_another_number_works_on(house: School, tmp_path: Path) -> None:
    answer = answer_of(house.ask(LIFTS))
    revised(house.desk, tmp_path, "2.1 Staff may give", RENUMBERED)
    assert works(house, answer)
    assert notices(house) == ()


def test_a_person_on_another_platform_is_told_there(house: School, tmp_path: Path) -> None:
    from tests.bot_receptions import ada

    where = place("D7", "G1", platform=house.reception.directory.workspaces(SHORT)[0].platform)
    house.reception.meet(asked(LIFTS, ada("G1"), where))
    revised(house.desk, tmp_path, OLD, NEW)
    assert [person for person, _ in sent(house.reception)] == ["7"]


def test_the_kinds_of_letters_to_people_hold_no_button(house: School, tmp_path: Path) -> None:
    house.ask(LIFTS)
    revised(house.desk, tmp_path, OLD, NEW)
    house.reception.clock.tick()
    kinds = [each.kind for each in house.reception.cabinet.outbox.waiting(SHORT)]
    assert kinds == [Letter.notice]


def test_who_asked_while_the_policy_was_published_is_told_without_waiting_for_the_next_one(
    house: School, tmp_path: Path
) -> None:
    message = overtaken(house, tmp_path, OLD, NEW).ask(LIFTS)
    assert OLD in message.exact[0]
    ((who, letter),) = sent(house.reception)
    assert who == "UANN"
    old, new = quoted(letter)
    assert OLD in old
    assert NEW in new


def test_buttons_of_an_answer_made_while_its_clause_got_another_number_work_at_once(
    house: School, tmp_path: Path
) -> None:
    answer = answer_of(overtaken(house, tmp_path, "2.1 Staff may give", RENUMBERED).ask(LIFTS))
    assert works(house, answer)
    assert notices(house) == ()


def test_an_answer_is_given_even_where_it_cannot_be_caught_up_and_the_next_publication_makes_up_for_it(
    house: School, tmp_path: Path
) -> None:
    assert OLD in overtaken(house, tmp_path, OLD, NEW, Damaged).ask(LIFTS).exact[0]
    assert sent(house.reception) == []
    revised(house.desk, tmp_path, OLD, "if the head likes")
    ((_, letter),) = sent(house.reception)
    old, new = quoted(letter)
    assert OLD in old
    assert "if the head likes" in new


def test_an_answer_that_a_later_publication_took_along_is_not_taken_back(
    house: School, tmp_path: Path
) -> None:
    card = house.desk.ask(question(LIFTS))
    revised(house.desk, tmp_path, "2.1 Staff may give", RENUMBERED)
    assert not house.history.keep(SHORT, card, ANN, place(), house.now)
    then = house.desk.organisation(SHORT)
    edition = house.desk.edition(then)
    revised(house.desk, tmp_path, "2.1 Staff may give", RENUMBERED.replace("kind", "polite"))
    assert works(house, card.id)
    Notices(house.desk.store.database).catch_up(card.id, then, edition, house.now)
    assert works(house, card.id)


def test_words_that_changed_while_letters_were_switched_off_are_told_of_at_no_later_time(
    house: School, tmp_path: Path
) -> None:
    arrangements = Arrangements(house.desk.store.database)
    arrangements.arrange(SHORT, Arrangement(notices=False), "tests")
    house.ask(LIFTS)
    revised(house.desk, tmp_path, OLD, NEW)
    arrangements.arrange(SHORT, Arrangement(), "tests")
    revised(house.desk, tmp_path, "private account", "secret account")
    assert notices(house) == ()


def test_what_changes_while_a_letter_is_being_sent_goes_into_another_one(
    house: School, tmp_path: Path
) -> None:
    house.ask(LIFTS)
    house.ask(FRIEND)
    first = CONDUCT.replace(OLD, NEW)
    outbox = house.reception.cabinet.outbox
    for text in (first, first.replace("a friend request", "any request")):
        house.desk.add(TRUST, [file(tmp_path / "in", "conduct.md", text)])
        house.desk.publish(TRUST)
        assert len(outbox.take(house.now + dt.timedelta(hours=2), ("slack",))) == 1
    assert [len(each.changes) for each in notices(house)] == [1, 1]


def test_a_publication_tells_the_database_no_more_for_many_answers_than_for_a_few(
    tmp_path: Path, url: str
) -> None:
    house = school(tmp_path, url)
    house.now = dt.datetime.now(dt.UTC)
    texts = [OLD, NEW, OLD + " twice", NEW + " twice"]
    told = []
    for people, text in zip((2, 2, 40), texts[1:], strict=True):
        for number in range(people):
            house.ask(LIFTS, person(f"U{text}{number}"))
            house.ask(FRIEND, person(f"U{text}{number}"))
        with statements(house) as said:
            revised(house.desk, tmp_path, OLD, text)
        told.append(len(said))
    listed = notices(house)
    house.desk.store.close()
    assert [len(each.changes) for each in listed] == [1] * 44
    assert told[2] == told[1]


def test_answers_from_a_policy_that_was_not_published_anew_are_left_alone(
    house: School, tmp_path: Path
) -> None:
    house.ask(LIFTS)
    house.desk.add(
        TRUST, [file(tmp_path / "in", "learners.txt", LEARNERS.replace("phones", "phones and tablets"))]
    )
    with statements(house) as said:
        house.desk.publish(TRUST)
    assert not [each for each in said if each.startswith("UPDATE answers")]
    with statements(house) as said:
        revised(house.desk, tmp_path, "2.1 Staff may give", RENUMBERED)
    assert len([each for each in said if each.startswith("UPDATE answers")]) == 1
