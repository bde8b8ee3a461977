"""Messages that the tests of Teams' cards have shown."""

from __future__ import annotations

from typing import Any

from bot.events import Verb
from bot.messages import Added, Button, Defined, Message, Quoted, Said, To, Where
from bot.places import Place, Platform
from corpus.document import Force

CHANNEL = Place(
    platform=Platform.teams, workspace="2f4a-9c1e", channel="19:8f7e@thread.tacv2", thread="1763712340000"
)

OFFERED = tuple(Verb)[:7]
"""What an answer offers to a lead."""


def quoted(words: str = "Staff must not use their own phone to contact a pupil.", **changed: Any) -> Quoted:
    given: dict[str, Any] = {
        "force": Force.prohibition,
        "label": "MUST NOT",
        "words": words,
        "citation": "Staff Code of Conduct · 3.2 · Online › Friends · version 4 · page 7",
        "audience": "For: staff",
    }
    return Quoted(**(given | changed))


def offered(*verbs: Verb) -> tuple[Button, ...]:
    return tuple(Button(label=verb.value.capitalize(), verb=verb, answer="3f2a") for verb in verbs)


ANSWER = Message(
    parts=(
        Said(text="What the policy says:"),
        quoted(
            lead=("Members of staff must not:",),
            words="(a) accept a friend request from a pupil;*",
            notes=(Added(label="Starred note", words="* Family members are excepted."),),
            warnings=("This policy was due for review by 1 September 2026. Check that it still stands.",),
        ),
        quoted("Siblings may be accepted.", force=Force.permission, label="MAY", why="Exception to 3.2"),
        Defined(words="“Pupil” means anyone on the roll."),
        quoted("Be careful.", force=Force.information, label="FOR INFORMATION", quiet=True),
        Said(text="If that does not settle it: ask Ann Lee.", quiet=True),
    ),
    buttons=offered(*OFFERED),
)
ALERT = Message(
    parts=(
        Said(text="Ann Lee needs you now.", strong=True),
        Where(text="They wrote to me in", place=CHANNEL),
        Said(text="I have not kept what they wrote."),
    ),
    buttons=(Button(label="I have seen this", verb=Verb.seen, answer="3f2a"),),
    to=To.everyone,
    place=Place(platform=Platform.teams, workspace="t", channel="19:desk@thread.tacv2"),
)
