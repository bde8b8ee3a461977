"""What reaches the bot from any platform, in the one form that the reception understands."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from bot.places import Person, Place
from corpus.document import Value

LONGEST_TEXT = 40_000
"""Characters of one message that a platform may hand on; Slack's are the longest."""

LONGEST_FILE_NAME = 255
"""Characters of a file's name."""


class Verb(StrEnum):
    """What a button does."""

    share = "share"
    context = "context"
    more = "more"
    helpful = "helpful"
    unhelpful = "unhelpful"
    ask_lead = "ask"
    pin = "pin"
    why = "why"
    now = "now"
    seen = "seen"
    claim = "claim"
    reply = "reply"
    close = "close"
    vouch = "vouch"
    phrase = "phrase"
    note = "note"
    approve = "approve"
    edit = "edit"
    replace_pin = "replace"
    drop = "drop"
    diff = "diff"
    check = "check"
    publish = "publish"
    publish_now = "publishnow"
    roll_back = "rollback"
    roll_back_now = "rollbacknow"
    withdraw_now = "withdrawnow"
    drop_draft = "dropdraft"
    keep_true = "keeptrue"
    revises = "revises"
    stands_alone = "alone"
    console = "console"


class Event(Value):
    """Something that a person did; `id` is the platform's own and the same when it is delivered again."""

    id: str = Field(min_length=1, max_length=300)
    place: Place
    person: Person


class Asked(Event):
    """A question put to the bot, in words of the person's own; `public` where others read along what they wrote.

    `apart`: it was not written as what the person was asked to write, and so is not taken for that.
    """

    text: str = Field(max_length=LONGEST_TEXT)
    public: bool = False
    apart: bool = False


class File(Value):
    """A file that came with a message: its name, its size in bytes where that is known, and where the platform has it.

    `address` is for the platform's own reach; it may hold a secret, and is neither kept nor logged.
    """

    name: str = Field(min_length=1, max_length=LONGEST_FILE_NAME)
    size: int | None = Field(default=None, ge=0)
    address: str = Field(default="", max_length=8_000, repr=False)


class Handed(Asked):
    """A message with files; its words, which may be none, are a question as any other."""

    files: tuple[File, ...] = Field(min_length=1, repr=False)


class Checked(Event):
    """A message that the person wants laid beside the policy: somebody's words, perhaps their own."""

    text: str = Field(max_length=LONGEST_TEXT)


class Pressed(Event):
    """A button: its verb and the id of what it is about, an answer or a pin, and nothing else."""

    verb: Verb
    answer: str = Field(max_length=64)


class Marked(Event):
    """The platform's own gesture for keeping a message, such as pinning it; `message` is its id, as `Reach` gives it."""

    message: str = Field(min_length=1, max_length=500)


class Opened(Event):
    """A first look at the bot: its home or its direct conversation was opened."""
