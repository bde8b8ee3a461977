"""A policy that is sent to the bot as a file: who may send one, what is fetched, and what is said of it, on every platform."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.service import Service
from bot import phrases
from bot import revision_phrases as revised
from bot.desk import Desk
from bot.members import holder
from bot.messages import To
from bot.people import Office
from corpus.readers.limits import MOST_BYTES
from tests import houses
from tests.bot_desks import CONDUCT
from tests.chats import Chat
from tests.houses import SHORT, seen, until

pytestmark = pytest.mark.anyio
pytest_plugins = ("tests.house_made", "tests.fresh_logs")

REVISED = CONDUCT.replace('version: "2"', 'version: "3"').replace("Staff may give", "Staff must not give")
KEPT = "I keep it as a draft of"
BELL = "must we ring the bell before swimming?"
DISCLOSURE = "a pupil told me her stepdad hits her with a belt, this is her arm"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def held(house: Path, tmp_path: Path) -> Desk:
    return houses.copied(house, tmp_path / "home")


@pytest.fixture(params=["slack", "teams", "discord"])
async def chat(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Chat]:
    from tests.discord_chat import DiscordChat
    from tests.slack_chat import SlackChat
    from tests.teams_chat import TeamsChat

    made: Chat = {
        "slack": SlackChat,
        "teams": TeamsChat,
        "discord": lambda: DiscordChat(tmp_path),
    }[request.param]()
    yield made
    await made.close()


@pytest.fixture
async def running(chat: Chat, held: Desk) -> AsyncIterator[Service]:
    book = houses.directory(held, [chat])
    book.appoint(SHORT, holder(Office.admin, f"{chat.platform}:{chat.id('bob')}"))
    service = houses.service(held, book)
    await chat.start(service)
    yield service
    await service.settled()
    await chat.stop()


def drafts(held: Desk) -> dict[str, str]:
    """The drafts by policy, and their revisions."""
    return {each.policy: each.details.revision or "" for each in held.store.drafts(SHORT)}


async def test_a_policy_that_an_admin_sends_is_kept_as_a_draft_and_what_was_understood_is_said(
    chat: Chat, running: Service, held: Desk
) -> None:
    await chat.hand({"conduct.md": REVISED.encode()}, person="bob")
    answer = await until(chat, KEPT)
    assert drafts(held) == {"conduct": "3"}
    assert (answer.person, answer.to is not To.everyone) == ("bob", True)
    for told in ("Title: Staff Conduct", "Version: 3", "Review by: 31 August 2026", "MAY", "MUST NOT"):
        assert told in answer.text
    everything = "".join(each.quotes for each in await seen(chat, running) if each.person == "bob")
    assert "Staff must not give a pupil a lift only if the head has agreed in writing." in everything
    buttons = {label for each in await seen(chat, running) for label in each.buttons}
    assert buttons == {phrases.BUTTONS[verb] for verb in ("diff", "check", "publish")}


async def test_several_files_of_one_message_are_each_read_and_a_bad_one_costs_no_other(
    chat: Chat, running: Service, held: Desk
) -> None:
    files = {
        "conduct.md": REVISED.encode(),
        "poster.png": b"\x89PNG",
        "torn.pdf": b"%PDF-1.4 torn",
        "Lone working.txt": b"Lone Working\n\n1. Staff must sign out.\n",
    }
    await chat.hand(files, person="bob")
    await until(chat, "Lone working.txt: " + KEPT)
    text = "\n".join(each.text for each in await seen(chat, running))
    assert sorted(drafts(held)) == ["conduct", "lone-working"]
    assert "poster.png: Files whose names end in “.png” are not read." in text
    assert "torn.pdf: " in text
    assert revised.HAND_FIRST in text


async def test_somebody_else_is_told_who_may_and_nothing_is_fetched(
    chat: Chat, running: Service, held: Desk
) -> None:
    await chat.hand({"conduct.md": REVISED.encode()}, person="ann")
    answer = await until(chat, revised.HAND_ADMINS_ONLY)
    assert (answer.person, drafts(held), chat.fetched) == ("ann", {}, [])


async def test_a_lead_is_no_admin(chat: Chat, running: Service, held: Desk) -> None:
    await chat.hand({"conduct.md": REVISED.encode()}, person="lead")
    await until(chat, revised.HAND_ADMINS_ONLY)
    assert (drafts(held), chat.fetched) == ({}, [])


async def test_a_question_with_a_file_is_answered_as_any_other(
    chat: Chat, running: Service, held: Desk
) -> None:
    await chat.hand({"letter.docx": b"x"}, BELL, person="ann")
    answer = await until(chat, "ring the bell")
    assert "Staff must ring the bell before swimming." in answer.quotes
    assert revised.HAND_WORDS_ONLY in "\n".join(each.text for each in await seen(chat, running))
    assert chat.fetched == []


async def test_whom_to_tell_comes_first_whatever_file_comes_with_a_disclosure(
    chat: Chat, running: Service, held: Desk
) -> None:
    for person, name in (("ann", "arm.jpg"), ("bob", "conduct.md")):
        await chat.hand({name: REVISED.encode()}, DISCLOSURE, person=person)
        answer = await until(chat, "R. Ainsley", person=person)
        assert "belt" not in answer.text


async def test_a_note_beside_a_policy_is_no_question_and_a_question_is_answered_too(
    chat: Chat, running: Service, held: Desk
) -> None:
    await chat.hand({"conduct.md": REVISED.encode()}, "the new version, for swimming and bells", person="bob")
    await until(chat, KEPT)
    assert not any("ring the bell" in each.quotes for each in await seen(chat, running))
    await chat.hand({"conduct.md": REVISED.encode()}, BELL, person="bob")
    await until(chat, "ring the bell")
    await until(chat, "There is nothing to do.")


async def test_in_a_channel_no_file_is_read_and_the_question_is_answered(
    chat: Chat, running: Service, held: Desk
) -> None:
    await chat.hand({"conduct.md": REVISED.encode()}, BELL, person="bob", openly=True)
    await until(chat, "ring the bell")
    await running.settled()
    assert (drafts(held), chat.fetched) == ({}, [])
    if chat.platform != "teams":  # which tells nothing of a file in a channel
        assert revised.HAND_DIRECTLY in "\n".join(each.text for each in await seen(chat, running))


async def test_a_file_that_is_too_large_is_refused(chat: Chat, running: Service, held: Desk) -> None:
    await chat.hand({"conduct.md": b"x" * (MOST_BYTES + 1)}, person="bob")
    await until(chat, "The file is larger than 20 MB")
    stated = chat.platform != "teams"
    assert (drafts(held), bool(chat.fetched)) == ({}, not stated)


async def test_a_file_that_is_gone_is_said_to_be(chat: Chat, running: Service, held: Desk) -> None:
    chat.loses_files = True
    await chat.hand({"conduct.md": REVISED.encode(), "lone.txt": b"1. Staff must sign out."}, person="bob")
    for name in ("conduct.md", "lone.txt"):
        await until(chat, f"{name}: {str(chat.platform).title()} does not give it out any more.")
    assert drafts(held) == {}


async def test_a_message_with_files_that_comes_twice_is_read_once(
    chat: Chat, running: Service, held: Desk
) -> None:
    await chat.hand({"conduct.md": REVISED.encode()}, person="bob")
    await until(chat, KEPT)
    await chat.hand({"conduct.md": REVISED.encode()}, person="bob")
    answer = await until(chat, "There is nothing to do.")
    assert answer.buttons == ()
    added = [each for each in held.store.audit(SHORT) if each.did == "added" and "conduct" in each.thing]
    assert added[-1].who == f"{chat.platform}:{chat.id('bob')}"


async def test_what_is_not_sure_to_be_a_revision_is_asked_with_buttons(
    chat: Chat, running: Service, held: Desk
) -> None:
    await chat.hand({"conduct.md": b"Visitors\n\n1. Visitors must wear a badge.\n"}, person="bob")
    asked = await until(chat, "Is it a revision of “Staff Conduct”")
    assert set(asked.buttons) == {phrases.BUTTONS[verb] for verb in ("revises", "alone")}
    assert drafts(held) == {}
    await chat.press(phrases.BUTTONS["revises"], person="bob")
    await until(chat, KEPT)
    assert list(drafts(held)) == ["conduct"]


async def test_below_what_was_kept_an_admin_sees_what_changes(
    chat: Chat, running: Service, held: Desk
) -> None:
    await chat.hand({"conduct.md": REVISED.encode()}, person="bob")
    await until(chat, KEPT)
    before = len(await seen(chat, running))
    await chat.press(phrases.BUTTONS["diff"], person="bob")
    await until(chat, "MUST NOT", after=before, person="bob")
