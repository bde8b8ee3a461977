"""Of what people write no more is kept than was settled, and of a disclosure nothing at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import phrases
from bot.events import Verb
from tests.bot_receptions import (
    DISCLOSED,
    FRIEND,
    OTHER,
    School,
    asked,
    checked,
    person,
    place,
    school,
    sentences,
    strong,
)

pytest_plugins = ("tests.bot_databases", "tests.bot_schools")

EVERYDAY = (
    f"{FRIEND} quokka",
    "quokka",
    "hello quokka",
    "may quokkas photograph anyone in lessons",
    "czy mogę zaprosić ucznia quokka do znajomych",
)


@pytest.fixture
def newly_founded(url: str, tmp_path: Path) -> Iterator[School]:
    """A school over an empty database of each kind."""
    made = school(tmp_path / "home", url, question_days=0)
    yield made
    made.desk.store.close()


def test_no_words_of_any_message_are_kept_where_none_are_to_be(newly_founded: School, tmp_path: Path) -> None:
    larkmere = newly_founded
    for text in (*EVERYDAY, DISCLOSED, "quokka " * 3_000):
        message = larkmere.ask(text)
        for button in message.buttons:
            larkmere.press(button.verb, button.answer)
        larkmere.reception.meet(checked(text))
        larkmere.reception.meet(asked(text, person("UGUEST", guest=True)))
        larkmere.reception.meet(asked(text, where=place(workspace="T999")))
    assert "quokka" not in repr(larkmere.kept())
    larkmere.desk.store.close()
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert b"quokka" not in path.read_bytes(), path


def test_of_a_disclosure_nothing_is_kept_but_that_some_event_was_handled(newly_founded: School) -> None:
    larkmere = newly_founded
    before = larkmere.kept()
    for event in (asked(DISCLOSED, id="seen-1"), checked(DISCLOSED).model_copy(update={"id": "seen-2"})):
        outcome = larkmere.reception.meet(event)
        (message,) = outcome.messages
        assert (outcome.kind, [each.verb for each in message.buttons]) == ("concern", [Verb.now])
        assert strong(message)[0] == phrases.IMMEDIATE
        assert phrases.KEPT_NOWHERE in sentences(message)
        assert message.plain == phrases.NOTIFICATION
    after = larkmere.kept()
    assert [row[0] for row in after.pop("handled")] == ["slack:seen-1", "slack:seen-2"]
    assert before.pop("handled") == []
    assert after == before


def test_of_small_talk_no_answer_is_kept(larkmere: School) -> None:
    assert larkmere.reception.meet(asked("hello")).kind == "talk"
    assert larkmere.kept()["answers"] == []


def test_of_an_answer_only_what_its_buttons_need_is_kept(larkmere: School) -> None:
    larkmere.ask(FRIEND)
    (row,) = larkmere.kept()["answers"]
    assert FRIEND in repr(row)
    assert OTHER not in repr(row)


def test_a_message_that_is_checked_is_not_kept_for_it_is_somebody_elses(larkmere: School) -> None:
    larkmere.reception.meet(checked(f"{FRIEND} quokka"))
    assert len(larkmere.kept()["answers"]) == 1
    assert "quokka" not in repr(larkmere.kept())


def test_the_words_of_a_question_are_forgotten_after_their_days_and_the_figures_stay(
    larkmere: School,
) -> None:
    larkmere.ask(f"{FRIEND} quokka")
    mail = larkmere.reception.mail
    mail.tidy(larkmere.now + dt.timedelta(days=29))
    assert "quokka" in repr(larkmere.kept())
    mail.tidy(larkmere.now + dt.timedelta(days=31))
    assert "quokka" not in repr(larkmere.kept())
    assert [each[-1] for each in larkmere.kept()["tallies"] if "quoted" in each] == [1]
