"""Two hundred questions at once over three platforms: how long until each person hears something, and is answered.

`python -m benchmarks.chat_load`: loopback stand-ins of Slack, Teams and Discord with the real SDKs, the encoder that
ships, two sample policies, everything in one process. Prints seconds from an event's arrival to the first delivery
(an answer, or that it is coming) and to the answer, and the ratio of the whole to asking the desk the same questions
one after another. The stand-ins do not check what they are sent, as the tests let them: that alone would take longer
than answering.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

import numpy as np

from bot import phrases
from bot.adapter import Counter, Reach
from bot.answers import Question
from bot.directory import Directory
from bot.events import Event
from bot.messages import Message
from bot.places import Place
from tests import houses
from tests.chats import Chat, PassedOn
from tests.chats_unchecked import unchecked
from tests.discord_chat import DiscordChat
from tests.slack_chat import SlackChat
from tests.teams_chat import TeamsChat
from tests.test_adapters_dialogues import POLICIES, SAMPLES, SCHOOL, SHORT, opened

MANY = 200
QUESTIONS = (
    "can i accept a friend request from a former pupil",
    "is it ok to have my mobile out in class",
    "a mum has messaged me on facebook about homework, do i answer",
    "can i put a photo of my class on my own instagram",
    "who do i ask before i start a class blog",
)
MEMBERS = ("ann", "bob", "lead")


class Timed(PassedOn):
    """A counter that notes when each event's person first hears something, and when they are answered."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter)
        self.heard: list[float] = []
        self.answered: list[float] = []
        self.told_to_wait = 0

    async def handle(self, event: Event, reach: Reach) -> None:
        """Hand an event on, with its clock."""
        clock = Clock(reach, self)
        await super().handle(event, clock)
        self.heard.append(clock.first)
        self.answered.append(time.monotonic() - clock.began)


class Clock:
    """A reach that notes when its first delivery had arrived."""

    def __init__(self, reach: Reach, timed: Timed) -> None:
        self._reach = reach
        self._timed = timed
        self.began = time.monotonic()
        self.first = 0.0

    async def privately(self, message: Message) -> None:
        """Deliver, and note it."""
        self._timed.told_to_wait += message.plain == phrases.LOOKING
        await self._reach.privately(message)
        self.first = self.first or time.monotonic() - self.began

    async def directly(self, person: str, message: Message) -> None:
        """Deliver."""
        await self._reach.directly(person, message)

    async def publicly(self, place: Place, message: Message) -> None:
        """Deliver."""
        await self._reach.publicly(place, message)


async def run(home: Path) -> None:
    """Ask, wait, and print the figures."""
    unchecked()
    desk = opened(home)
    desk.add(SCHOOL, [next(SAMPLES.glob(f"{name}.*")) for name in POLICIES])
    desk.publish(SCHOOL)
    asked = [QUESTIONS[number % len(QUESTIONS)] for number in range(MANY)]
    desk.ask(Question(text=asked[0], organisation=SHORT))
    began = time.monotonic()
    for text in asked:
        desk.ask(Question(text=text, organisation=SHORT))
    alone = time.monotonic() - began
    chats: list[Chat] = [SlackChat(), TeamsChat(), DiscordChat(home / "discord")]
    book = Directory(desk.store.database)
    for chat in chats:
        book.connect(SHORT, chat.platform, chat.workspace)
    service = houses.service(desk, book, patience=1.5)
    timed = Timed(service)
    for chat in chats:
        await chat.start(timed)
    began = time.monotonic()
    acknowledged = await asyncio.gather(
        *(took(chats[number % 3].command(text, MEMBERS[number % 7 % 3])) for number, text in enumerate(asked))
    )
    await service.settled()
    whole = time.monotonic() - began
    for chat in chats:
        await chat.stop()
        await chat.close()
    print(
        f"{MANY} questions at once, {len(timed.answered)} answered; {timed.told_to_wait} told that it is coming"
    )
    for what, times in (
        ("acknowledged", acknowledged),
        ("first heard", timed.heard),
        ("answered", timed.answered),
    ):
        median, most, last = np.percentile(times, [50, 95, 100])
        print(f"{what:12}  median {median:5.2f} s   95th percentile {most:5.2f} s   last {last:5.2f} s")
    print(
        f"all of it: {whole:.2f} s, {whole / alone:.2f} x asking the desk one after another ({alone:.2f} s)"
    )


async def took(doing: object) -> float:
    """Seconds that something takes."""
    began = time.monotonic()
    assert asyncio.iscoroutine(doing)
    await doing
    return time.monotonic() - began


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(Path(folder)))
