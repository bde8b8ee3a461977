"""What the bot says, before any platform gives it a form: sentences, quotes and buttons."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from bot import phrases
from bot.answers import Cited
from bot.events import Verb
from bot.places import Place
from corpus.document import Force, Value


class Said(Value):
    """A sentence of the bot's own; `strong` where it must not be overlooked, `quiet` where it may be."""

    text: str = Field(min_length=1)
    strong: bool = False
    quiet: bool = False


class Added(Value):
    """A note that changes a quoted clause: what it is to it, and its exact words."""

    label: str
    words: str = Field(min_length=1)


class Quoted(Value):
    """A clause: its exact words, what belongs to them, and where they stand.

    `lead`, `words` and every note's words are slices of a stored document and are shown as they are.
    `why` says what the clause is to another one ("Exception to 3.2"), else it is empty. A `quiet` quote
    only came near, or stands beside the answer, and is none. `cited` names the clause where a platform can lead to it.
    """

    force: Force
    label: str
    why: str = ""
    lead: tuple[str, ...] = ()
    words: str = Field(min_length=1)
    notes: tuple[Added, ...] = ()
    citation: str
    audience: str
    warnings: tuple[str, ...] = ()
    quiet: bool = False
    cited: Cited | None = None

    @property
    def exact(self) -> tuple[str, ...]:
        """Everything that is the document's, in the order in which it is shown."""
        return (*self.lead, self.words, *(note.words for note in self.notes))


class Defined(Value):
    """A definition that the quoted clauses lean on, in its exact words."""

    words: str = Field(min_length=1)

    @property
    def exact(self) -> tuple[str, ...]:
        """The definition, as a quote gives what is exact."""
        return (self.words,)


class Where(Value):
    """A place that a sentence ends with; each platform shows it by its name where it is its own."""

    text: str = Field(min_length=1)
    place: Place


Part = Said | Quoted | Defined | Where


class Button(Value):
    """A button: what it says and does, and the answer it belongs to; with `url` it opens a page instead."""

    label: str = Field(min_length=1, max_length=40)
    verb: Verb
    answer: str = Field(max_length=64)
    url: str = ""


class To(StrEnum):
    """Who is to see a message."""

    asker = "asker"
    everyone = "everyone"
    person = "person"


NOTIFICATIONS = {
    To.asker: phrases.NOTIFICATION,
    To.everyone: phrases.NOTIFICATION_TO_EVERYONE,
    To.person: phrases.NOTIFICATION_TO_LEAD,
}
"""What a notification says of all that is more than one plain sentence."""


class Message(Value):
    """One thing the bot says: its parts in order, then its buttons.

    To the `asker` it is private: seen by the person whose event it answers and by nobody else, or not
    sent at all. To `everyone` it is posted in `place`. To a `person`, whose id on the platform is given, it
    goes as a direct message. `by` is the id of the person in whose name it is shown, if any. `prompts` are
    questions that may be offered for a press where the platform can. `about` is the id of the answer that it shows, if
    it shows one; `key` is the same whenever the same thing is sent again. `notification`
    is what a notification says of it, where that is not what it says of most.
    """

    parts: tuple[Part, ...] = Field(min_length=1)
    buttons: tuple[Button, ...] = ()
    to: To = To.asker
    place: Place | None = None
    person: str = ""
    by: str = ""
    prompts: tuple[str, ...] = ()
    about: str = Field(default="", max_length=64)
    key: str = ""
    notification: str = ""

    @model_validator(mode="after")
    def _addressed(self) -> Self:
        if (self.to is To.everyone) != (self.place is not None):
            raise ValueError("a message to everyone names the place, and no other does")
        if (self.to is To.person) != bool(self.person):
            raise ValueError("a message to a person names them, and no other does")
        return self

    @model_validator(mode="after")
    def _one_button_a_verb(self) -> Self:
        verbs = [button.verb for button in self.buttons]
        if len(set(verbs)) != len(verbs):
            raise ValueError("a message has each button once")
        return self

    @property
    def exact(self) -> tuple[str, ...]:
        """Everything in it that is a document's, in the order in which it is shown."""
        return tuple(
            text for part in self.parts if isinstance(part, (Quoted, Defined)) for text in part.exact
        )

    @property
    def together(self) -> tuple[tuple[Part, ...], ...]:
        """The parts by what belongs together: sentences, and a quote or definitions with the sentence above them.

        Sentences that must not be overlooked are apart from the others.
        """
        found: list[list[Part]] = [[]]
        for part in self.parts:
            above = found[-1][-1] if found[-1] else None
            if isinstance(part, (Said, Where)):
                strong = isinstance(part, Said) and part.strong
                calm = isinstance(above, Where) and not strong
                goes_on = calm or (isinstance(above, Said) and above.strong == strong)
            else:
                goes_on = isinstance(part, Defined) and isinstance(above, Defined)
            if not goes_on:
                leads = isinstance(above, Said) and not (above.strong or isinstance(part, (Said, Where)))
                found.append([found[-1].pop()] if leads else [])
            found[-1].append(part)
        return tuple(tuple(each) for each in found if each)

    @property
    def plain(self) -> str:
        """What a notification may show, on a locked phone too: a sentence that tells nothing of question or answer."""
        if self.notification:
            return self.notification
        only = self.parts[0] if len(self.parts) == 1 else None
        return only.text if isinstance(only, Said) and not only.strong else NOTIFICATIONS[self.to]
