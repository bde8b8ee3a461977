"""What comes of an event: what is to be delivered to whom, and what is said where it does not arrive."""

from __future__ import annotations

from pydantic import Field

from bot.events import File
from bot.messages import Message
from corpus.document import Value


class Outcome(Value):
    """The messages to deliver and what kind of answer they are.

    Those to others go first. Where none of them arrives, `otherwise` is said to the asker in place of the rest. `files`
    are to be fetched, and what they hold is to be met too.
    """

    kind: str
    messages: tuple[Message, ...] = ()
    otherwise: Message | None = None
    files: tuple[File, ...] = Field(default=(), repr=False)


IGNORED = Outcome(kind="ignored")
