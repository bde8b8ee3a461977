"""Notices: who was quoted words that have changed is told once; whoever was not, is not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot.arrangements import Arrangement, Arrangements
from bot.history import History
from bot.messages import Message, Quoted
from bot.notices import Notice, Notices
from bot.outbox import Letter
from bot.reception import Reception
from tests.bot_desks import CONDUCT, TRUST, file
from tests.bot_receptions import BOB, FRIEND, SHORT, School, answer_of, asked, revised, school

LIFTS = "may I give a pupil a lift"
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
    revised(house.desk, tmp_path, "2.1 Staff may give", "2.1 Staff must be kind.\n\n2.2 Staff may give")
    given = History(house.desk.store.database).given(answer)
    assert given is not None
    source = house.desk.source(house.desk.organisation(SHORT))
    assert source is not None
    assert source.holds(given.clauses)
    assert notices(house) == ()


def test_a_person_on_another_platform_is_told_there(house: School, tmp_path: Path) -> None:
    from tests.bot_receptions import ada, place

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
