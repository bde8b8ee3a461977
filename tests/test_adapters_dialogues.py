"""Conversations as staff have them, at a sample school with the real encoder, on each platform alike.

A dialogue is a text file in tests/dialogues: lines of who says or presses what, and of who is shown what.
`ann is shown:` waits for words in anything delivered to her since somebody last did something.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import shutil
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path

import pytest

from adapters.service import Service
from bot.arrangements import Arrangement, Arrangements
from bot.desk import Desk
from bot.directory import Directory
from bot.members import holder
from bot.messages import To
from bot.people import Contact, Office
from bot.places import Platform
from bot.settings import Settings
from bot.store import Store
from corpus.document import Details, StatedDate
from index.encoder import Encoder, open_encoder
from index.snapshot import Snapshots
from tests import houses
from tests.chats import Chat, Shown

pytestmark = pytest.mark.anyio

DIALOGUES = sorted((Path(__file__).parent / "dialogues").glob("*.txt"))
SAMPLES = Path(__file__).parent.parent / "corpus" / "samples" / "alderfen-lane-primary-school"
SCHOOL = "Alderfen Lane Primary School"
SHORT = "alderfen-lane-primary-school"
POLICIES = ("staff-social-media", "mobile-phones")

DOES = re.compile(r"(\w+) (mentions|writes|commands|checks|presses|pins by hand): ?(.*)")
PASSES = re.compile(r"(\d+) (minutes|hours|days) pass")
HOLDS = re.compile(r"(\w+) is an? (deputy|admin)")
REVISED = re.compile(r"(a draft of )?the policy on phones says “(.*)” in place of “(.*)”")
REVIEWED = re.compile(r"the policy on phones is to be reviewed in (\d+) days")
KEEPS = re.compile(r"(\w+) keeps the policy on phones")
PLACED = "the lead's questions go to a channel"
ANNOUNCED = "publications are announced in a channel"
TWO_PEOPLE = "two people have to agree to a publication"
ADDRESS = "the console has an address"
NO_CONSOLE = "the console is switched off"
SHOWN = re.compile(r"(\w+) is (not )?shown: (.*)")
BUTTONS = re.compile(r"(\w+) has buttons: (.*)")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@cache
def encoder() -> Encoder:
    """The encoder that ships, opened once."""
    return open_encoder(Settings.model_fields["model"].default)


def opened(home: Path) -> Desk:
    """A desk with the real encoder, on a day on which no sample policy is overdue."""
    settings = Settings(home=home)
    store = Store(settings.database)
    store.migrate()
    return Desk(
        settings,
        store,
        Snapshots(settings.snapshots),
        encoder,
        lambda: dt.date(2026, 11, 21),
    )


@pytest.fixture(scope="session")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home folder in which two policies of the sample school are published."""
    home = tmp_path_factory.mktemp("school")
    desk = opened(home)
    files = [next(SAMPLES.glob(f"{name}.*")) for name in POLICIES]
    assert [each.problem for each in desk.add(SCHOOL, files)] == [None, None]
    desk.publish(SCHOOL)
    desk.store.set_contact(
        SHORT, Contact(role="Designated safeguarding lead", name="Priya Osgathorpe", reach="01632 960117")
    )
    desk.store.close()
    return home


@pytest.fixture(params=["slack", "slack over HTTP", "teams", "discord"])
async def chat(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Chat]:
    """A stand-in for each platform in turn."""
    made: Chat
    if request.param == "teams":
        from tests.teams_chat import TeamsChat

        made = TeamsChat()
    elif request.param == "discord":
        from tests.discord_chat import DiscordChat

        made = DiscordChat(tmp_path / "discord")
    else:
        from tests.slack_chat import SlackChat

        made = SlackChat(http=request.param != "slack")
    yield made
    await made.close()


class Conversation:
    """A dialogue under way: who has been shown what since somebody last did something."""

    def __init__(self, chat: Chat, desk: Desk, book: Directory) -> None:
        self.chat = chat
        self.desk = desk
        self.book = book
        self.service: Service | None = None
        self.since = 0
        self.passed = dt.timedelta()

    def now(self) -> dt.datetime:
        """The moment, as the dialogue has it."""
        return dt.datetime.now(dt.UTC) + self.passed

    async def begin(self) -> None:
        """Start the service, or start it again."""
        if self.service is not None:
            await self.end()
        self.service = houses.service(self.desk, self.book, now=self.now)
        await self.chat.start(self.service)

    async def end(self) -> None:
        """Stop it."""
        assert self.service is not None
        await self.service.settled()
        await self.chat.stop()

    async def go_on(self, line: str) -> None:
        """Do what one line of the dialogue says, or see that it is so."""
        if line == "restart":
            await self.begin()
        elif found := PASSES.fullmatch(line):
            await self.wait(int(found[1]), found[2])
        elif found := HOLDS.fullmatch(line):
            self.book.appoint(SHORT, holder(Office(found[2]), self.key(found[1])))
        elif found := REVISED.fullmatch(line):
            await asyncio.to_thread(self.revise, found[3], found[2], publish=not found[1])
        elif found := REVIEWED.fullmatch(line):
            await asyncio.to_thread(self.review, int(found[1]))
        elif found := KEEPS.fullmatch(line):
            self.arrange(owners={"mobile-phones": self.key(found[1])})
        elif line == PLACED:
            self.arrange(place=self.chat.channel_place("leads"))
        elif line == ANNOUNCED:
            self.arrange(announce=self.chat.channel_place("news"))
        elif line == TWO_PEOPLE:
            self.arrange(two_people=True)
        elif line in (ADDRESS, NO_CONSOLE):
            self.set(public_url="https://quoth.example", console=line == ADDRESS)
        elif found := SHOWN.fullmatch(line):
            who, never, words = found.groups()
            await (self.never(who, words) if never else self.see(who, words))
        elif found := BUTTONS.fullmatch(line):
            who, labels = found.groups()
            last = [each for each in await self.all(who) if each.buttons][-1]
            assert set(last.buttons) == set(labels.split(", "))
        elif found := DOES.fullmatch(line):
            await self.does(*found.groups())
        else:
            raise AssertionError(f"not understood: {line}")

    async def does(self, who: str, what: str, words: str) -> None:
        """Let somebody say or press something, once everything before is done."""
        assert self.service is not None
        if what == "presses":
            await self.button(words)
        await self.service.settled()
        self.since = len(await self.chat.shown(0))
        doing = {
            "mentions": self.chat.mention,
            "writes": self.chat.direct,
            "commands": self.chat.command,
            "checks": self.chat.check,
            "presses": self.chat.press,
            "pins by hand": self.chat.mark,
        }
        await doing[what](words, who)

    async def button(self, label: str) -> None:
        """Wait until there is a button of that label to press."""
        shown = await self.chat.shown(0)
        while not any(label in each.buttons for each in shown):
            shown = await self.chat.shown(len(shown) + 1)

    async def wait(self, number: int, unit: str) -> None:
        """Let time pass, and have everything sent that has come to be due."""
        assert self.service is not None
        await self.service.settled()
        self.since = len(await self.chat.shown(0))
        self.passed += dt.timedelta(**{unit: number})
        await self.service.tick()

    def key(self, who: str) -> str:
        """Somebody on this platform."""
        return f"{self.chat.platform}:{self.chat.id(who)}"

    def arrange(self, **wanted: object) -> None:
        """Arrange something of how the desk works, and leave the rest."""
        arrangements = Arrangements(self.desk.store.database)
        before = dict(arrangements.of(SHORT))
        arrangements.arrange(SHORT, Arrangement.model_validate({**before, **wanted}), "tests")

    def set(self, **settings: object) -> None:
        """Set something of Quoth itself anew."""
        self.desk.settings = self.desk.settings.model_copy(update=settings)

    def revise(self, old: str, new: str, publish: bool = True) -> None:
        """Add a revision of the policy on mobile phones, and publish it."""
        text = (SAMPLES / "mobile-phones.html").read_text(encoding="utf-8")
        assert old in text
        path = self.desk.settings.home / "mobile-phones.html"
        path.write_text(text.replace(old, new), encoding="utf-8")
        assert [each.problem for each in self.desk.add(SCHOOL, [path])] == [None]
        if publish:
            self.desk.publish(SCHOOL)

    def review(self, days: int) -> None:
        """Publish the policy on mobile phones with another date for its review."""
        day = self.now().date() + dt.timedelta(days=days)
        details = Details(review_on=StatedDate(year=day.year, month=day.month, day=day.day))
        path = SAMPLES / "mobile-phones.html"
        assert [each.problem for each in self.desk.add(SCHOOL, [path], details)] == [None]
        self.desk.publish(SCHOOL)

    async def see(self, who: str, words: str) -> None:
        """Wait until somebody is shown these words."""
        count = self.since
        while True:
            count += 1
            found = (await self.chat.shown(count))[count - 1]
            if _sees(found, who) and words in f"{found.text}\n{found.quotes}":
                return

    async def never(self, who: str, words: str) -> None:
        """See that somebody was not shown these words."""
        assert not any(words in f"{each.text}\n{each.quotes}" for each in await self.all(who))

    async def all(self, who: str) -> list[Shown]:
        """Everything that somebody was shown since anybody last did something."""
        assert self.service is not None
        await self.service.settled()
        return [each for each in (await self.chat.shown(0))[self.since :] if _sees(each, who)]


def _sees(shown: Shown, who: str) -> bool:
    return (
        shown.to is To.everyone if who == "everyone" else shown.person == who and shown.to is not To.everyone
    )


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda path: path.stem)
async def test_the_dialogue_goes_as_it_is_written(
    dialogue: Path, chat: Chat, school: Path, tmp_path: Path
) -> None:
    if "pins by hand" in dialogue.read_text(encoding="utf-8") and chat.platform is Platform.teams:
        pytest.skip("Teams tells a bot of no gesture, as the table of abilities says")
    shutil.copytree(school, tmp_path / "home")
    desk = opened(tmp_path / "home")
    desk.snapshot(desk.organisation(SHORT))
    book = Directory(desk.store.database)
    book.connect(SHORT, chat.platform, chat.workspace)
    book.appoint(SHORT, holder(Office.lead, f"{chat.platform}:{chat.id('lead')}"))
    conversation = Conversation(chat, desk, book)
    await conversation.begin()
    lines = dialogue.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            try:
                await conversation.go_on(line.strip())
            except (AssertionError, TimeoutError) as fault:
                raise AssertionError(f"{dialogue.name}, line {number}: {line}") from fault
    await conversation.end()


def test_there_are_dialogues() -> None:
    assert len(DIALOGUES) >= 8
