"""A desk whose day can be moved, and revisions of a policy to publish there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from bot.answers import AnswerCard
from bot.desk import Desk
from bot.people import Organisation
from bot.publishing import Published
from bot.settings import Settings
from bot.store import Store
from index.snapshot import Snapshots
from tests.alike import Alike
from tests.bot_desks import TRUST, file, question
from tests.fakes import FakeEncoder

LIFTS = "can i give a pupil a lift"
NOON = dt.time(12, tzinfo=dt.UTC)


def conduct(
    lift: str = "Staff may give a pupil a lift in writing.", effective: str = "", more: str = ""
) -> str:
    """A conduct policy with this rule on lifts."""
    stated = f"effective: {effective}\n" if effective else ""
    return f"---\ntitle: Staff Conduct\n{stated}---\n\n# Staff Conduct\n\n## 1 Lifts\n\n1.1 {lift}\n\n{more}"


@dataclass
class Days:
    """A desk over one home, and the day that it is there."""

    home: Path
    day: dt.date = dt.date(2026, 9, 1)
    line: float = 0.0
    database_url: str = ""
    desk: Desk = field(init=False)
    encoder: FakeEncoder = field(init=False)

    def __post_init__(self) -> None:
        self.desk = self.again()

    def again(self) -> Desk:
        """Another desk over the same home, as a second process would have it."""
        settings = Settings.model_validate({"home": self.home, "database_url": self.database_url})
        self.home.mkdir(exist_ok=True, parents=True)
        store = Store(settings.database)
        store.migrate()
        self.encoder = FakeEncoder(line=self.line)
        encoder = self.encoder
        return Desk(
            settings, store, Snapshots(settings.snapshots), lambda: encoder, lambda: self.day, Alike()
        )

    @property
    def at(self) -> dt.datetime:
        """Noon of the day."""
        return dt.datetime.combine(self.day, NOON)

    @property
    def organisation(self) -> Organisation:
        """The organisation as it is now."""
        return self.desk.organisation(TRUST)

    def add(self, text: str, name: str = "conduct.md") -> None:
        """Add a file as a draft."""
        (added,) = self.desk.add(
            TRUST, [file(self.home / "in", name, text)], policy=Path(name).stem, by="tests"
        )
        assert added.problem is None

    def publish(self, *texts: str) -> Published:
        """Publish the drafts, after adding these."""
        for text in texts:
            self.add(text)
        publisher = self.desk.publisher
        return publisher.publish(publisher.candidate(self.organisation, self.day, quiet), "tests", self.at)

    def roll_back(self, to: int | None = None) -> Published:
        """Roll back."""
        return self.desk.publisher.roll_back(self.organisation, "tests", self.at, to)

    def withdraw(self, policy: str = "conduct") -> Published:
        """Withdraw a policy."""
        return self.desk.publisher.withdraw(self.organisation, policy, "tests", self.at)

    def asked(self, text: str = LIFTS, as_of: dt.date | None = None, desk: Desk | None = None) -> AnswerCard:
        """What is answered."""
        asked = question(text).model_copy(update={"as_of": as_of})
        return (desk or self.desk).ask(asked)

    def said(self, text: str = LIFTS, as_of: dt.date | None = None) -> tuple[str, ...]:
        """The words that are quoted."""
        return tuple(each.words.text for each in self.asked(text, as_of).quotes)


def quiet(_done: int, _of: int) -> None:
    """Show no progress."""
