"""The console keeps the contract of every adapter, as far as a page can; what it cannot is skipped with the reason."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from markupsafe import Markup

from adapters.console import ABILITIES
from adapters.console.adapter import ConsoleAdapter, Submitted
from adapters.service import Service
from bot import console_phrases, phrases
from bot.adapter import Wanted
from bot.desk import Desk
from bot.directory import Directory
from bot.events import LONGEST_TEXT, Asked, Pressed, Verb
from bot.messages import Message, Said
from bot.places import OPERATOR, Person, Place, Platform
from tests.chats import Chat
from tests.console_chat import ConsoleChat, never
from tests.contract import ABOUT_BELL, BELL, BELL_RULE, DISCLOSURE, Contract, to, to_everyone
from tests.houses import AWKWARD, SHORT, seen, until

pytestmark = pytest.mark.anyio
pytest_plugins = ("tests.house_made",)

ANN = Person(platform=Platform.console, id="ann@larkmere.example")
PLACE = Place(platform=Platform.console, workspace=SHORT, channel=ANN.id, direct=True)


class TestConsole(Contract):
    """The web console, its pages over HTTP."""

    invites = f"{console_phrases.WRITE_HERE} goes to Ann as your reply."

    @pytest.fixture
    async def chat(self) -> AsyncIterator[Chat]:
        made = ConsoleChat()
        yield made
        await made.close()

    async def test_whom_to_tell_comes_first_with_the_button_that_calls_them_and_no_other(
        self, chat: Chat, running: Service
    ) -> None:
        await chat.direct(DISCLOSURE)
        answer = await until(chat, "R. Ainsley")
        assert answer.text.index("R. Ainsley") < answer.text.index(phrases.KEPT_NOWHERE)
        assert (answer.person, answer.buttons) == ("ann", (phrases.BUTTONS["now"],))
        assert "belt" not in answer.text

    async def test_an_answer_bears_its_buttons(self, chat: Chat, running: Service) -> None:
        await chat.direct(BELL)
        answer = await until(chat, ABOUT_BELL)
        below = ("more", "helpful", "unhelpful", "ask")
        assert set(answer.buttons) == {phrases.BUTTONS[verb] for verb in below}

    async def test_a_workspace_that_is_not_connected_is_told_so(
        self, chat: Chat, running: Service, book: Directory
    ) -> None:
        pytest.skip("every organisation has its console; who does not belong to it finds nothing there")

    async def test_somebody_else_cannot_share_it(self, chat: Chat, running: Service) -> None:
        never(Wanted.share)

    async def test_the_clause_is_shown_in_its_document(self, chat: Chat, running: Service) -> None:
        pytest.skip("every quote leads there by itself: see test_adapters_console_asking.py")

    async def test_an_alert_reaches_the_lead_with_who_and_where_and_is_confirmed(
        self, chat: Chat, running: Service
    ) -> None:
        await chat.direct(DISCLOSURE)
        await until(chat, "R. Ainsley")
        await chat.press(phrases.BUTTONS["now"])
        told = await until(chat, phrases.ALERT_NOT_KEPT, person="lead")
        assert "Ann needs you now" in told.text
        assert phrases.ALERT_CONSOLE in told.text
        assert "belt" not in told.text
        await chat.press(phrases.BUTTONS["seen"], person="lead")
        await until(chat, "has seen your alert", person="ann")

    async def test_whoever_waits_is_told_so_and_answered_then(
        self, chat: Chat, held: Desk, book: Directory
    ) -> None:
        pytest.skip("whoever waits for a page sees that they do")

    async def test_a_bound_channel_answers_as_its_audience(
        self, chat: Chat, held: Desk, running: Service, book: Directory
    ) -> None:
        never(Wanted.mention)

    async def test_every_clause_of_an_answer_is_whole(self, chat: Chat, running: Service) -> None:
        await chat.direct(BELL)
        await until(chat, ABOUT_BELL)
        await chat.press("More clauses")
        await until(chat, phrases.MORE)
        mine = to("ann", await seen(chat, running))
        assert BELL_RULE in mine[0].quotes
        assert AWKWARD in mine[1].quotes
        assert to_everyone(mine) == []


def adapter() -> ConsoleAdapter:
    return ConsoleAdapter(lambda message: Markup("<p>{}</p>").format(message.plain))


def test_every_ability_is_stated_once() -> None:
    assert [each.what for each in ABILITIES] == list(Wanted)
    assert all(each.how for each in ABILITIES)


def test_words_are_a_question_and_a_press_is_a_press() -> None:
    asked = adapter().read(Submitted(ANN, PLACE, text=BELL))
    assert isinstance(asked, Asked)
    assert (asked.text, asked.public, asked.apart) == (BELL, False, True)
    pressed = adapter().read(Submitted(ANN, PLACE, verb="helpful", about="a1"))
    assert isinstance(pressed, Pressed)
    assert (pressed.verb, pressed.answer) == (Verb.helpful, "a1")
    written = adapter().read(Submitted(ANN, PLACE, text="Yes.", awaited=True))
    assert isinstance(written, Asked)
    assert not written.apart


def test_each_event_is_another_though_it_says_the_same() -> None:
    first, second = (adapter().read(Submitted(ANN, PLACE, text=BELL)) for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.id != second.id


@pytest.mark.parametrize(
    "submitted",
    [
        Submitted(ANN, PLACE, verb="dawn", about="a1"),
        Submitted(ANN, PLACE, verb="helpful", about="a" * 65),
        Submitted(ANN, PLACE, text="x" * (LONGEST_TEXT + 1)),
    ],
)
def test_what_no_page_sends_is_no_event(submitted: Submitted) -> None:
    assert adapter().read(submitted) is None


def test_whoever_has_no_name_is_called_by_what_they_sign_in_with() -> None:
    event = adapter().read(Submitted(ANN, PLACE, text=BELL))
    operator = Person(platform=Platform.console, id=f"{OPERATOR}root")
    other = adapter().read(Submitted(operator, PLACE, text=BELL))
    slack = adapter().read(Submitted(Person(platform=Platform.slack, id="U1"), PLACE, text=BELL))
    assert [each.person.name for each in (event, other, slack) if each] == [
        "ann@larkmere.example",
        "root",
        "",
    ]


def test_a_message_is_one_payload() -> None:
    assert adapter().render(Message(parts=(Said(text="All <right>."),))) == (
        {"html": "<p>All &lt;right&gt;.</p>"},
    )
