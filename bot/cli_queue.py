"""The commands that show what waits at the lead's desk: queue and notices."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli_desk import cabinet
from bot.options import Json, Org
from bot.session import say, screen


def register(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    for command in (queue, notices):
        app.command()(command)


def queue(
    org: Org = "",
    every: Annotated[bool, typer.Option("--all", help="Also those that are answered or closed.")] = False,
    reply: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--reply",
            metavar="ID TEXT",
            help="Reply to a question; the asker is told privately, in your words.",
        ),
    ] = None,
    close: Annotated[
        str, typer.Option("--close", metavar="ID", help="Close a question without a written reply.")
    ] = "",
    by: Annotated[
        str,
        typer.Option(
            "--as", metavar="WHO", help="The lead or deputy who replies or closes, such as slack:U0123."
        ),
    ] = "",
    as_json: Json = False,
) -> None:
    """List the questions that people have put to the lead, or reply to one.

    What was asked is shown as long as it is kept, without names. `quoth serve` brings the reply to the asker.

    Examples:

      quoth queue --org brindlewood

      quoth queue --reply 3f9a0c1d2b4e5f60 "Yes, if you tell me first." --as slack:U0123ABCD
    """
    from bot import desk_lists, given, phrases
    from bot.errors import WrongUse
    from bot.queue import OPEN, QueueState

    if reply and close:
        raise WrongUse(what=phrases.REPLY_OR_CLOSE)
    if reply or close:
        _settle(org, reply[0] if reply else close, given.whole(reply[1]) if reply else None, by)
        return
    if by:
        raise WrongUse(what=phrases.AS_WITH_REPLY)
    held = cabinet()
    organisation = held.desk.organisation(org)
    found = held.queue.all(organisation.short, tuple(QueueState) if every else OPEN)
    if as_json:
        for each in found:
            say(each.model_dump_json())
    elif found:
        desk_lists.waiting(screen(), found)
    else:
        screen().line(phrases.QUEUE_EMPTY)


def _settle(org: str, id: str, reply: str | None, by: str) -> None:
    """Reply to a question, or close it; the letter to the asker is kept in the same transaction."""
    from bot import given, phrases
    from bot.clock import Clock
    from bot.errors import WrongUse
    from bot.members import Holder
    from bot.outbox import Letter
    from bot.people import Office
    from bot.places import Person
    from bot.queue import LONGEST_REPLY

    held = cabinet()
    waiting = held.queue.get(id)
    if waiting is None or (org and held.desk.organisation(org).short != waiting.organisation):
        raise WrongUse(what=phrases.NO_SUCH_QUESTION_ASKED.format(id=id))
    if not by:
        raise WrongUse(what=phrases.SAY_WHO_REPLIES)
    organisation = held.desk.organisation(waiting.organisation)
    lead = Holder(role=Office.lead, who=given.lead(by, held.directory, organisation))
    person = Person(platform=lead.platform, id=lead.id)
    if reply is not None and not reply.strip():
        raise WrongUse(what=phrases.EMPTY_REPLY)
    if reply is not None and len(reply.strip()) > LONGEST_REPLY:
        raise WrongUse(what=phrases.TOO_LONG_REPLY.format(limit=LONGEST_REPLY))
    clock, now = Clock(held), held.now()
    asker = waiting.asker.name or phrases.THE_ASKER
    if reply is None:
        done = held.queue.close(id, person, now, clock.to_asker(Letter.closed, waiting))
        sentence = phrases.CLOSED_TO_LEAD
    else:
        letter = clock.to_asker(Letter.reply, waiting)
        done = held.queue.answer(id, person, reply.strip(), now, letter)
        sentence = phrases.WILL_BE_SENT
    if done is None:
        raise WrongUse(what=phrases.QUEUE_GONE)
    screen().line(sentence.format(who=asker))


def notices(org: Org = "", as_json: Json = False) -> None:
    """List who is told that words they were quoted have changed.

    With --json an object a line, which also holds of each clause what they were quoted (old) and what the policy says now (new,
    null where it says nothing of it any more).

    Example:

      quoth notices --org brindlewood
    """
    from bot import desk_lists, phrases
    from bot.programs import NoticeRow
    from bot.sides import Sides

    held = cabinet()
    organisation = held.desk.organisation(org)
    listed = held.notices.all(organisation.short)
    if not listed:
        if not as_json:
            screen().line(phrases.NO_NOTICES)
        return
    sides = Sides(held.desk, organisation)
    found = [NoticeRow.of(each, sides.all([change.cited for change in each.changes])) for each in listed]
    if as_json:
        for row in found:
            say(row.model_dump_json())
    else:
        desk_lists.notices(screen(), found)
