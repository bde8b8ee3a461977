"""What every chat adapter does, whatever its platform: one suite that each of them inherits.

A subclass gives the fixture `chat`: a stand-in for its platform on loopback, with the real SDK connected.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import ClassVar

import pytest

from adapters.service import Service
from bot import phrases
from bot.desk import Desk
from bot.directory import Directory
from bot.messages import To
from bot.outbox import Letter, Outbox
from bot.people import Role
from tests import houses
from tests.chats import Chat, Shown
from tests.houses import AWKWARD, LONG, SHORT, Broken, Gated, seen, until

BELL = "must we ring the bell before swimming"
BELL_RULE = "Staff must ring the bell before swimming."
ABOUT_BELL = "ring the bell"
AWKWARD_QUESTION = "write hidden smile in a mascot's greeting"
LONG_QUESTION = "keep the aquarium clean and bright and quiet"
DISCLOSURE = "a pupil told me her stepdad hits her with a belt"


def to(person: str, shown: Sequence[Shown]) -> list[Shown]:
    """What this person was shown and nobody else."""
    return [each for each in shown if each.person == person and each.to is not To.everyone]


def to_everyone(shown: Sequence[Shown]) -> list[Shown]:
    """What was posted for everybody."""
    return [each for each in shown if each.to is To.everyone]


class Contract:
    """Every adapter's tests; `greets` where the platform tells of a first opening, `invites` is how a reply is asked for."""

    greets: ClassVar[bool] = True
    invites: ClassVar[str] = "What you write to me next"

    @pytest.fixture
    def anyio_backend(self) -> str:
        return "asyncio"

    @pytest.fixture
    def held(self, house: Path, tmp_path: Path) -> Desk:
        return houses.copied(house, tmp_path / "home")

    @pytest.fixture
    async def book(self, chat: Chat, held: Desk) -> Directory:
        return houses.directory(held, [chat])

    @pytest.fixture
    async def running(self, chat: Chat, held: Desk, book: Directory) -> AsyncIterator[Service]:
        service = houses.service(held, book)
        await chat.start(service)
        yield service
        await service.settled()
        await chat.stop()

    # Asking.

    async def test_a_mention_is_answered_to_the_asker_alone(self, chat: Chat, running: Service) -> None:
        await chat.mention(BELL)
        answer = await until(chat, ABOUT_BELL)
        shown = await seen(chat, running)
        assert (answer.person, answer.to is not To.everyone) == ("ann", True)
        assert BELL_RULE in answer.quotes
        assert not any(each.quotes for each in to_everyone(shown))

    async def test_a_direct_message_is_answered_there(self, chat: Chat, running: Service) -> None:
        await chat.direct(BELL)
        answer = await until(chat, ABOUT_BELL)
        assert (answer.person, len(await seen(chat, running))) == ("ann", 1)
        assert phrases.BUTTONS["share"] not in answer.buttons

    async def test_a_command_is_answered_to_the_asker_alone(self, chat: Chat, running: Service) -> None:
        await chat.command(BELL)
        answer = await until(chat, ABOUT_BELL)
        assert BELL_RULE in answer.quotes
        assert (answer.person, answer.to) == ("ann", To.asker)
        assert to_everyone(await seen(chat, running)) == []

    async def test_a_message_is_checked_for_the_asker_alone(self, chat: Chat, running: Service) -> None:
        await chat.check("we never ring the bell before swimming")
        answer = await until(chat, ABOUT_BELL)
        assert phrases.CHECKED in answer.text
        assert answer.person == "ann"
        assert to_everyone(await seen(chat, running)) == []

    async def test_a_first_opening_is_greeted(self, chat: Chat, running: Service) -> None:
        if not self.greets:
            pytest.skip("the platform does not tell of it, as the table of abilities says")
        await chat.greet()
        assert phrases.WELCOME_HERE in (await until(chat, "Quoth")).text

    async def test_whom_to_tell_comes_first_with_the_button_that_calls_them_and_no_other(
        self, chat: Chat, running: Service
    ) -> None:
        await chat.mention(DISCLOSURE)
        answer = await until(chat, "R. Ainsley")
        shown = await seen(chat, running)
        assert (answer.person, answer.buttons) == ("ann", (phrases.BUTTONS["now"],))
        assert not any("belt" in each.text or "Ainsley" in each.text for each in to_everyone(shown))

    # Exactly the words.

    @pytest.mark.parametrize(("question", "words"), [(AWKWARD_QUESTION, AWKWARD), (LONG_QUESTION, LONG)])
    async def test_the_words_arrive_as_they_stand(
        self, chat: Chat, running: Service, question: str, words: str
    ) -> None:
        await chat.command(question)
        await until(chat, words[-20:])
        arrived = "".join(each.quotes for each in to("ann", await seen(chat, running)))
        assert words in arrived

    async def test_the_buttons_of_a_long_answer_stand_below_its_end(
        self, chat: Chat, running: Service
    ) -> None:
        await chat.command(LONG_QUESTION)
        await until(chat, LONG[-20:])
        mine = to("ann", await seen(chat, running))
        assert [bool(each.buttons) for each in mine] == [False] * (len(mine) - 1) + [True]

    # Who is answered.

    async def test_other_bots_are_met_with_silence(self, chat: Chat, running: Service) -> None:
        await chat.mention(BELL, person="robot")
        await chat.command(BELL)
        await until(chat, ABOUT_BELL)
        assert {each.person for each in await seen(chat, running)} == {"ann"}

    async def test_unknown_events_are_ignored(self, chat: Chat, running: Service) -> None:
        await chat.unknown()
        await chat.command(BELL)
        await until(chat, ABOUT_BELL)
        assert len(await seen(chat, running)) == 1

    async def test_a_guest_is_refused(self, chat: Chat, running: Service) -> None:
        await chat.mention(BELL, person="guest")
        await until(chat, phrases.GUEST)
        assert not any(each.quotes for each in await seen(chat, running))

    async def test_a_workspace_that_is_not_connected_is_told_so(
        self, chat: Chat, running: Service, book: Directory
    ) -> None:
        book.disconnect(chat.platform, chat.workspace)
        await chat.command(BELL)
        answer = await until(chat, "not connected")
        assert (chat.workspace in answer.text, answer.quotes) == (True, "")

    async def test_a_workspace_is_answered_from_its_own_policies_only(
        self, chat: Chat, running: Service
    ) -> None:
        await chat.command("bring a dog to work")
        await chat.command(BELL)
        await until(chat, ABOUT_BELL)
        assert not any("bring a dog" in each.quotes for each in await seen(chat, running))

    async def test_an_event_that_is_delivered_again_is_answered_once(
        self, chat: Chat, running: Service
    ) -> None:
        await chat.mention(BELL, event="Ev777")
        await until(chat, ABOUT_BELL)
        await chat.mention(BELL, event="Ev777")
        await chat.command(BELL, person="bob")
        await until(chat, ABOUT_BELL, person="bob")
        assert len([each for each in to("ann", await seen(chat, running)) if each.quotes]) == 1

    async def test_a_person_who_asks_too_much_is_told_politely(
        self, chat: Chat, held: Desk, book: Directory
    ) -> None:
        service = houses.service(held, book, person=2)
        await chat.start(service)
        for _ in range(3):
            await chat.command(BELL)
        await until(chat, "questions in a minute")
        await chat.command(BELL, person="bob")
        await until(chat, ABOUT_BELL, after=3)
        assert [each.person for each in await seen(chat, service) if each.quotes] == ["ann", "ann", "bob"]
        await chat.stop()

    # Buttons.

    async def test_an_answer_bears_its_buttons(self, chat: Chat, running: Service) -> None:
        await chat.command(BELL)
        answer = await until(chat, ABOUT_BELL)
        below = ("share", "context", "more", "helpful", "unhelpful", "ask")
        assert set(answer.buttons) == {phrases.BUTTONS[verb] for verb in below}

    async def test_only_a_lead_is_offered_to_pin_and_may(
        self, chat: Chat, running: Service, held: Desk
    ) -> None:
        await chat.command(BELL, person="lead")
        assert phrases.BUTTONS["pin"] in (await until(chat, ABOUT_BELL)).buttons
        await chat.press("Pin", person="ann")
        await until(chat, phrases.ONLY_LEADS)
        await chat.press("Pin", person="lead")
        await until(chat, "Pinned.")
        (pin,) = held.pins.all(SHORT)
        assert pin.pinned_by == f"{chat.platform}:{chat.id('lead')}"

    async def test_sharing_posts_the_words_under_the_sharers_name(self, chat: Chat, running: Service) -> None:
        await chat.command(BELL)
        await until(chat, ABOUT_BELL)
        await chat.press("Share here")
        await until(chat, phrases.SHARED)
        (posted,) = to_everyone(await seen(chat, running))
        assert BELL_RULE in posted.quotes
        assert phrases.SHARED_BY.partition("{")[0] in posted.text
        assert posted.buttons == ()

    async def test_somebody_else_cannot_share_it(self, chat: Chat, running: Service) -> None:
        await chat.command(BELL)
        await until(chat, ABOUT_BELL)
        await chat.press("Share here", person="bob")
        assert (await until(chat, phrases.ANSWER_OF_ANOTHER)).person == "bob"
        assert to_everyone(await seen(chat, running)) == []

    async def test_the_clause_is_shown_in_its_document(self, chat: Chat, running: Service) -> None:
        await chat.command(BELL)
        await until(chat, ABOUT_BELL)
        await chat.press("Show in context")
        shown = await until(chat, phrases.IN_CONTEXT.format(title="House Rules"))
        everything = "".join(each.quotes for each in to("ann", await seen(chat, running)))
        assert (shown.person, AWKWARD in everything) == ("ann", True)
        assert any(phrases.OPEN_DOCUMENT in each.buttons for each in await seen(chat, running))

    async def test_the_other_buttons_answer_privately(self, chat: Chat, running: Service, held: Desk) -> None:
        await chat.command(BELL)
        await until(chat, ABOUT_BELL)
        for label, said in (
            ("Helpful", phrases.HELPFUL),
            ("Not helpful", phrases.WHY_NOT),
            ("More clauses", phrases.MORE),
        ):
            await chat.press(label)
            assert (await until(chat, said)).person == "ann"
        assert to_everyone(await seen(chat, running)) == []

    async def test_asking_the_lead_brings_them_the_question_and_the_clauses_and_the_asker_the_reply(
        self, chat: Chat, running: Service
    ) -> None:
        await chat.command(BELL)
        await until(chat, ABOUT_BELL)
        await chat.press("Ask the DSL")
        await until(chat, phrases.PASSED_ON)
        (told,) = to("lead", await seen(chat, running))
        assert BELL in told.text
        assert BELL_RULE in told.quotes
        assert set(told.buttons) == {phrases.BUTTONS[verb] for verb in ("claim", "reply", "close")}
        await chat.press("Reply", person="lead")
        await until(chat, self.invites, person="lead")
        await chat.direct("Yes, <b>always</b> & twice.", person="lead")
        reply = await until(chat, "“Yes, <b>always</b> & twice.”", person="ann")
        assert reply.quotes == ""
        assert to_everyone(await seen(chat, running)) == []

    async def test_an_alert_reaches_the_lead_with_who_and_where_and_is_confirmed(
        self, chat: Chat, running: Service
    ) -> None:
        await chat.mention(DISCLOSURE)
        await until(chat, "R. Ainsley")
        await chat.press(phrases.BUTTONS["now"])
        told = await until(chat, phrases.ALERT_NOT_KEPT, person="lead")
        assert phrases.ALERT_WHERE in told.text
        assert "belt" not in told.text
        await chat.press(phrases.BUTTONS["seen"], person="lead")
        await until(chat, "has seen your alert", person="ann")

    async def test_a_letter_that_is_refused_is_sent_once_the_platform_takes_it_again(
        self, chat: Chat, running: Service, held: Desk
    ) -> None:
        await chat.command(BELL)
        await until(chat, ABOUT_BELL)
        chat.refused = {"direct"}
        await chat.press("Ask the DSL")
        await until(chat, phrases.PASSED_ON)
        await running.settled()
        (waiting,) = Outbox(held.store.database).waiting(SHORT)
        assert (waiting.kind, waiting.attempts) == (Letter.asked, 1)
        assert to("lead", await seen(chat, running)) == []

    async def test_buttons_work_after_a_restart(self, chat: Chat, held: Desk, book: Directory) -> None:
        await chat.start(houses.service(held, book))
        await chat.command(BELL)
        await until(chat, ABOUT_BELL)
        await chat.stop()
        await chat.start(houses.service(held, book))
        await chat.press("Helpful")
        await until(chat, phrases.HELPFUL)
        await chat.stop()

    # What goes wrong.

    async def test_what_cannot_be_shown_privately_goes_by_direct_message(
        self, chat: Chat, running: Service
    ) -> None:
        chat.refused = {"private"}
        await chat.mention(BELL)
        await until(chat, ABOUT_BELL)
        shown = await seen(chat, running)
        assert BELL_RULE in "".join(each.quotes for each in to("ann", shown))
        assert [(each.text.strip(), each.quotes) for each in to_everyone(shown)] in (
            [],
            [(phrases.SENT_DIRECTLY, "")],
        )

    async def test_private_stays_private_where_nothing_arrives(self, chat: Chat, running: Service) -> None:
        chat.refused = {"private", "direct"}
        await chat.mention(BELL)
        notice = await until(chat, phrases.NOT_DELIVERED)
        shown = await seen(chat, running)
        assert (notice.to, [each.quotes for each in shown]) == (To.everyone, [""])

    async def test_what_cannot_be_posted_is_said_and_can_be_shared_again(
        self, chat: Chat, running: Service
    ) -> None:
        await chat.command(BELL)
        await until(chat, ABOUT_BELL)
        chat.refused = {"public"}
        await chat.press("Share here")
        await until(chat, phrases.NOT_POSTED)
        chat.refused = set()
        await chat.press("Share here")
        await until(chat, phrases.SHARED)
        assert len(to_everyone(await seen(chat, running))) == 1

    async def test_a_platform_that_asks_for_a_pause_is_obeyed(self, chat: Chat, running: Service) -> None:
        chat.limited = 1
        await chat.command(BELL)
        answer = await until(chat, ABOUT_BELL)
        assert (answer.person, chat.limited) == ("ann", 0)

    async def test_whoever_waits_is_told_so_and_answered_then(
        self, chat: Chat, held: Desk, book: Directory
    ) -> None:
        gated = Gated(held)
        service = houses.service(gated, book, patience=0.01)
        await chat.start(service)
        await chat.direct(BELL)
        first = await chat.shown(1)
        gated.gate.set()
        await until(chat, ABOUT_BELL, after=1)
        assert first[0].text.strip() in (phrases.LOOKING, phrases.INDEX_BEING_BUILT)
        await service.settled()
        await chat.stop()

    async def test_each_person_is_answered_in_order(self, chat: Chat, held: Desk, book: Directory) -> None:
        gated = Gated(held)
        service = houses.service(gated, book)
        await chat.start(service)
        await chat.direct(BELL)
        await chat.direct("give a pupil a lift")
        gated.gate.set()
        await until(chat, "lift")
        first, second = await seen(chat, service)
        assert (BELL_RULE in first.quotes, "lift" in second.quotes) == (True, True)
        await chat.stop()

    async def test_a_fault_is_said_with_its_reference(self, chat: Chat, held: Desk, book: Directory) -> None:
        service = houses.service(Broken(held), book)
        await chat.start(service)
        await chat.direct(BELL)
        answer = await until(chat, "Something went wrong")
        assert BELL not in answer.text
        await chat.direct(DISCLOSURE)
        assert phrases.TELL_THE_USUAL_PEOPLE in (await until(chat, "safeguarding", after=1)).text
        await service.settled()
        await chat.stop()

    async def test_a_bound_channel_answers_as_its_audience(
        self, chat: Chat, held: Desk, running: Service, book: Directory
    ) -> None:
        from bot.members import Binding

        await chat.command(BELL)
        place = (await until(chat, ABOUT_BELL)).place
        book.bind(chat.platform, chat.workspace, Binding(channel=place, role=Role.learner))
        await chat.command("photograph anyone without asking")
        learners = await until(chat, "photograph", after=1)
        assert "Learners must not photograph" in learners.quotes
