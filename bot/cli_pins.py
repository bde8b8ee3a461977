"""The commands for pinned answers: pin, pins, unpin and approve."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from bot.options import Json, Org
from bot.session import desk, directory, progress, say, screen
from corpus.document import Audience

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.pins import Pin, PinState
    from bot.programs import PinRow

By = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="WHO",
        help="The lead or deputy who does it, such as slack:U0123; left out, whoever runs the command.",
        show_default=False,
    ),
]
Id = Annotated[str, typer.Argument(metavar="ID", help="The pin, as `quoth pins` lists it.")]


class Shown(StrEnum):
    """Which pins are listed."""

    active = "active"
    suspended = "suspended"
    dropped = "dropped"
    all = "all"


def register(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    for command in (pin, pins, unpin, approve):
        app.command()(command)


def pin(
    org: Org = "",
    question: Annotated[
        list[str] | None,
        typer.Option("--question", metavar="TEXT", help="A question it answers; may be given several times."),
    ] = None,
    clause: Annotated[
        list[str] | None,
        typer.Option(
            "--clause",
            metavar="NUMBER",
            help="A clause it quotes, by its number as printed or its id; may be given several times.",
        ),
    ] = None,
    policy: Annotated[
        str, typer.Option("--policy", metavar="NAME", help="The policy in which these clauses stand.")
    ] = "",
    note: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="What the lead says to it, shown as the lead's own words."),
    ] = None,
    audience: Annotated[
        list[Audience] | None,
        typer.Option(
            help="Serve it to these only; may be given several times. Left out, or all: to everyone its clauses speak to."
        ),
    ] = None,
    review_on: Annotated[
        str | None,
        typer.Option(
            "--review-on", metavar="DATE", help="The day on which its owner is asked to look at it again."
        ),
    ] = None,
    edit: Annotated[
        str,
        typer.Option(
            "--edit", metavar="ID", help="Change this pin instead of making one.", show_default=False
        ),
    ] = "",
    remove_question: Annotated[
        list[str] | None,
        typer.Option(
            "--remove-question", metavar="TEXT", help="With --edit: a question it is to answer no more."
        ),
    ] = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Pin an answer, so that whoever asks the same is given it first.

    It quotes the clauses as the policy has them, and is suspended when one of them changes. Without a clause it needs a
    note.

    With --edit ID only what is given is changed. --question adds a wording, and --remove-question takes one away.
    --clause takes the place of all the clauses it had, and puts a suspended or dropped pin back in service. --note,
    --audience and --review-on take the place of what there was; an empty note or date takes it away.

    Examples:

      quoth pin --org brindlewood --question "can i give a pupil a lift home?" --clause 4.2 --policy staff-conduct

      quoth pin --edit 5f0c2d1a9b7e4c33 --question "am i allowed to drive a student home?"
    """
    from bot import given, phrases
    from bot.errors import WrongUse
    from bot.pin_orders import Order, edited, made

    if remove_question and not edit:
        raise WrongUse(what=phrases.REMOVE_WITH_EDIT)
    order = Order(
        questions=tuple(map(given.whole, question or ())),
        remove=tuple(map(given.whole, remove_question or ())),
        clauses=tuple(clause or ()),
        policy=policy,
        note=None if note is None else given.whole(note),
        audience=tuple(audience) if audience else None,
        review_on=review_on,
        by=by,
    )
    held = desk()
    held.likeness()  # Where it cannot be opened no pin would be served, so none is made.
    now = dt.datetime.now(dt.UTC)
    if edit:
        done = edited(held, directory(held), edit, order, now, org)
    else:
        done = made(held, directory(held), held.organisation(org), order, now)
    _tell(held, done, phrases.PIN_CHANGED if edit else phrases.PIN_MADE, as_json)


def _tell(held: Desk, done: Pin, sentence: str, as_json: bool) -> None:
    """Say what a pin answers and with what, and which others collide with it."""
    from bot import desk_lists, phrases
    from bot.letters import questions
    from bot.pins import PinState

    (row,) = _rows(held, [done])
    if as_json:
        say(row.model_dump_json())
    else:
        shown = screen()
        shown.line(sentence.format(id=done.id), style="bold")
        shown.line(phrases.PINNED_FOR.format(questions=questions(done)))
        source = held.source(held.organisation(done.organisation))
        if source is not None and source.holds(done.clauses):
            for quote in source.alone(done.clauses):
                shown.quote(quote)
        else:
            desk_lists.sides(shown, row.clauses)
        if done.note:
            shown.line(phrases.DSL_SAYS.format(note=done.note))
        if done.state is not PinState.active:
            shown.line(phrases.PIN_STATES[done.state] + ".")
    if done.state is PinState.dropped:
        return
    collided = held.matcher.collisions(done, held.pins.all(done.organisation, (PinState.active,)))
    if collided:
        _warn(phrases.COLLIDES)
        for each in _rows(held, collided):
            _warn(f"  {each.id}  {' / '.join(each.phrasings)}")


def _warn(sentence: str) -> None:
    """Say something on standard error, where no program takes it for a row."""
    from bot.terminal import complain, shown

    complain(shown(sentence))


def _rows(held: Desk, found: Sequence[Pin]) -> list[PinRow]:
    """The rows of one organisation's pins."""
    from bot.programs import PinRow
    from bot.sides import Sides

    if not found:
        return []
    sides = Sides(held, held.organisation(found[0].organisation))
    return [PinRow.of(each, sides.all(each.clauses)) for each in found]


def pins(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="WORDS", help="Only pins that hold all these words.", show_default=False),
    ] = None,
    org: Org = "",
    state: Annotated[
        Shown | None,
        typer.Option(
            help="Only those in this state; left out, the active and the suspended, and with --json all.",
            show_default=False,
        ),
    ] = None,
    collisions: Annotated[
        bool,
        typer.Option("--collisions", help="List pairs that answer the same question differently instead."),
    ] = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV, for spreadsheets.")] = False,
    as_json: Json = False,
) -> None:
    """List the answers that leads have pinned.

    With --json an object a line, which also holds of each clause what it said when it was pinned (old) and what the
    policy says now (new: the same while nothing has changed, null where it says nothing of it any more).

    Examples:

      quoth pins --org brindlewood

      quoth pins friend request --state suspended --json

      quoth pins --state all --csv > pins.csv
    """
    from bot import desk_lists, phrases
    from bot.errors import WrongUse

    if csv and (as_json or collisions):
        raise WrongUse(what=phrases.CSV_ALONE)
    held = desk()
    organisation = held.organisation(org)
    listed = held.pins.all(organisation.short, _states(state, as_json and not collisions))
    found = [row for row in _rows(held, listed) if _holds(row, words or ())]
    if collisions:
        _collisions(held, [each for each in listed if each.id in {row.id for row in found}], as_json)
    elif as_json:
        for each in found:
            say(each.model_dump_json())
    elif csv:
        sys.stdout.write(desk_lists.pins_csv(found))
    elif not found:
        screen().line(_none(words or (), state))
    else:
        desk_lists.pins(screen(), found)


def _states(state: Shown | None, every: bool) -> Sequence[PinState]:
    from bot.pins import PinState

    if state is None and not every:
        return (PinState.active, PinState.suspended)
    return tuple(PinState) if state is None or state is Shown.all else (PinState(state.value),)


def _holds(row: PinRow, words: Sequence[str]) -> bool:
    """Whether all these words are in a pin's questions, its note, its id, or where its clauses stand."""
    places = (f"{each.place} {each.policy}" for each in row.clauses)
    text = " ".join((row.id, *row.phrasings, row.note, *places)).casefold()
    return all(each in text for word in words for each in word.casefold().split())


def _none(words: Sequence[str], state: Shown | None) -> str:
    from bot import phrases

    if words:
        return phrases.NO_PINS_FOUND.format(about=phrases.PINS_ABOUT.format(words=" ".join(words)))
    return phrases.NO_PINS if state is None else phrases.NO_PINS_SO.format(state=state)


def _collisions(held: Desk, found: Sequence[Pin], as_json: bool) -> None:
    """List the pairs of active pins of which one would answer a question of the other's."""
    from bot import desk_lists, phrases
    from bot.pins import PinState

    active = [each for each in found if each.state is PinState.active]
    pairs: dict[frozenset[str], tuple[Pin, Pin]] = {}
    with progress(phrases.COMPARING) as moved:
        for done, one in enumerate(active):
            moved(done, len(active))
            for other in held.matcher.collisions(one, active):
                pairs.setdefault(frozenset((one.id, other.id)), (one, other))
    if as_json:
        for one, other in pairs.values():
            say(json.dumps({"pins": [one.id, other.id]}))
        return
    if not pairs:
        screen().line(phrases.NO_COLLISIONS)
        return
    rows = {each.id: each for each in _rows(held, active)}
    desk_lists.collisions(screen(), [(rows[one.id], rows[other.id]) for one, other in pairs.values()])


def unpin(id: Id, by: By = "", as_json: Json = False) -> None:
    """Drop a pin: it is served to nobody any more.

    What it was stays in the list of dropped pins, and `quoth approve` puts it back.

    Example:

      quoth unpin 5f0c2d1a9b7e4c33
    """
    from bot import given, phrases, pinning
    from bot.errors import WrongUse
    from bot.pins import PinState

    held = desk()
    found = held.pins.get(id)
    organisation = held.organisation(found.organisation)
    who = given.doer(by, directory(held), organisation)
    if found.state is PinState.dropped:
        raise WrongUse(what=phrases.DROPPED_ALREADY)
    done = pinning.dropped(held, found, who, dt.datetime.now(dt.UTC))
    if as_json:
        say(_rows(held, [done])[0].model_dump_json())
    else:
        screen().line(phrases.DROPPED)


def approve(id: Id, by: By = "", as_json: Json = False) -> None:
    """Serve a suspended pin again, with what its clauses say now.

    Look at the old and the new words first: quoth pins --state suspended --json. A dropped pin is put back, too.

    Example:

      quoth approve 5f0c2d1a9b7e4c33 --as slack:U0123ABCD
    """
    from bot import given, phrases, pinning
    from bot.errors import WrongUse
    from bot.pins import PinState

    held = desk()
    found = held.pins.get(id)
    who = given.doer(by, directory(held), held.organisation(found.organisation))
    if found.state is PinState.active:
        raise WrongUse(what=phrases.ACTIVE_ALREADY.format(id=id))
    held.likeness()
    done = pinning.approved(held, found, who, dt.datetime.now(dt.UTC))
    if done is None:
        raise WrongUse(what=phrases.NOTHING_LEFT_SO.format(id=id))
    _tell(held, done, phrases.PIN_APPROVED, as_json)
