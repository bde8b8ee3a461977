"""The seam between Quoth and a chat platform: what every adapter is, and what it can do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Protocol, TypeVar

from pydantic import JsonValue

from bot.events import Event, File
from bot.messages import Message
from bot.places import Place, Platform
from corpus.document import Value

Raw = TypeVar("Raw", contravariant=True)
Payload = Mapping[str, JsonValue]

NO_PRIVATE_WAY = "no_private_way"
"""Why a message was not delivered where the place has no way of answering one person alone."""


class Undeliverable(Exception):
    """A message could not be delivered as it was to be; `why` is the platform's own short word for it."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class Unfetched(StrEnum):
    """Why a file could not be had from its platform."""

    too_large = "too_large"
    elsewhere = "elsewhere"
    not_allowed = "not_allowed"
    gone = "gone"
    failed = "failed"


class Unfetchable(Exception):
    """A file could not be had from its platform; `why` says which of the few reasons there are."""

    def __init__(self, why: Unfetched) -> None:
        self.why = why
        super().__init__(why.value)


Sent = Sequence[str]
"""What a platform calls the messages that were sent, as `Marked` names them; nothing where nobody can mark them."""


class Reach(Protocol):
    """How one event's person and place are reached; what delivers raises Undeliverable where it fails."""

    async def privately(self, message: Message) -> Sent:
        """Show a message to the event's person alone; never falls back to public."""

    async def directly(self, person: str, message: Message) -> Sent:
        """Send a message into the direct conversation with a person, by their id."""

    async def publicly(self, place: Place, message: Message) -> Sent:
        """Post a message for everybody in the place."""

    async def fetch(self, file: File, most: int) -> bytes:
        """Give the bytes of a file that came with the event, of at most so many; raises Unfetchable."""


class Courier(Protocol):
    """How people and places are reached that no event has just come from; raises Undeliverable where it fails."""

    async def carry(self, place: Place, message: Message) -> Sent:
        """Deliver a message to its person, whose workspace is that of `place`, or to everybody in its place."""


class Counter(Protocol):
    """What an adapter hands its events to, and asks about the people behind them."""

    async def handle(self, event: Event, reach: Reach) -> None:
        """Answer one event through its reach; never raises."""

    def connected(self, platform: Platform, courier: Courier | None) -> None:
        """Take note of the courier by whom the platform can be reached now, or that it cannot be."""

    def workspaces(self, platform: Platform) -> frozenset[str]:
        """Give the ids of the platform's workspaces that are connected to an organisation."""

    def groups(self, platform: Platform) -> frozenset[str]:
        """Give the ids of the platform's groups or roles that mean something to some organisation."""


class Adapter(Protocol[Raw]):
    """A chat platform: reads its events, renders messages, and runs until it is cancelled.

    `read` gives None for everything that is no business of the bot's, its own messages among it. `render`
    gives the platform's payloads that show one message, in order: more than one where it does not fit.
    """

    @property
    def name(self) -> Platform:
        """The platform."""

    def read(self, raw: Raw) -> Event | None:
        """Give the event that a payload of the platform tells of, or None."""

    def render(self, message: Message) -> Sequence[Payload]:
        """Give the payloads that show a message, each within the platform's limits."""

    async def run(self, counter: Counter) -> None:
        """Connect, and hand every event to the counter until cancelled; raises WrongSetting for a refused secret."""


class Wanted(StrEnum):
    """What people expect of a chat bot; the rows of the table of abilities."""

    mention = "Asking by a mention in a channel or group"
    direct = "Asking in a direct message"
    command = "Asking by a command"
    check = "Checking a message against policy"
    follow_up = "Following up in the same thread"
    private = "The answer is seen by the asker alone"
    share = "Sharing an answer with the channel"
    context = "Showing the clause in its document"
    feedback = "More clauses, helpful, not helpful, ask the DSL, pin"
    long_quotes = "Long quotes, whole"
    prompts = "Suggested questions on first opening"
    pinning = "Pinning an answer by the platform's own gesture"
    unasked = "Messages that answer no question: to the lead, replies, notices"
    files = "Giving it a policy as a file, for those who keep the policies"
    roles = "Roles by the platform's groups"
    no_address = "Works without a public web address"


class Can(StrEnum):
    """How far a platform lets Quoth do something."""

    yes = "yes"
    partly = "partly"
    no = "no"


class Ability(Value):
    """One thing that people expect of a chat bot, how far a platform lets Quoth do it, and how it does."""

    what: Wanted
    can: Can
    how: str
