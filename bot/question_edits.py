"""Changing an organisation's own questions one by one, or their file whole: only as they were when they were shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot import revision_phrases as phrases
from bot import rows
from bot.chain import digest
from bot.errors import ChangedMeanwhile
from bot.own_questions import above, brought_up, changed, citing, key_of, table_of
from bot.question_files import Changing, OwnQuestion, OwnQuestions, place, rewriting

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.people import Organisation

_NAMES = ("cite", "words", "silent", "pinned", "ask", "asker")
"""What the table of a question may hold."""


def drop_this(desk: Desk, organisation: Organisation, number: int, shown: OwnQuestion, by: str) -> None:
    """Drop the question of that number if it is the one that was shown; raises ChangedMeanwhile."""

    def change(file: Changing) -> Sequence[OwnQuestion]:
        _demand(file, organisation, number, shown)
        file.drop(number)
        return (shown,)

    changed(desk, organisation, by, "dropped question", change)


def replace(
    desk: Desk, organisation: Organisation, number: int, shown: OwnQuestion, wanted: OwnQuestion, by: str
) -> bool:
    """Put a question in the place of the one of that number, if it is the one that was shown; raises ChangedMeanwhile.

    False where the wanted one is among the others already; then nothing is changed.
    """
    own, others = desk.edition(organisation), above(desk, organisation)

    def change(file: Changing) -> Sequence[OwnQuestion]:
        _demand(file, organisation, number, shown)
        rest = (each for place, each in enumerate(file.held.questions, 1) if place != number)
        if key_of(wanted) in {key_of(each) for each in rest}:
            return ()
        brought_up(file, citing(desk.store, organisation, own, others, file.held), own, [wanted])
        table, fresh = file.tables[number - 1], table_of(wanted)
        for name in _NAMES:
            if name not in fresh:
                table.pop(name, None)
            elif table.get(name) != fresh[name]:
                table[name] = fresh[name]
        return (wanted,)

    return bool(changed(desk, organisation, by, "changed question", change))


def rewrite(desk: Desk, organisation: Organisation, content: str, shown: str, by: str) -> OwnQuestions:
    """Write the whole file as somebody wrote it, if it still is as it was shown, and give what it says.

    `shown` is the digest of that, as `written` gives it. Raises ChangedMeanwhile, and BadQuestions for the first thing that
    is wrong; then the file is as it was.
    """
    path = place(desk.settings.home, organisation.short)
    with desk.store.database.writing() as connection:
        row = rows.found(connection, organisation.short)
        with rewriting(path) as file:
            if digest(file.before) != shown:
                raise ChangedMeanwhile(organisation=organisation.name)
            held = file.write(content)
        count = len(held.questions)
        rows.note(
            connection, row.id, by, "wrote questions", row.short, dt.datetime.now(dt.UTC), None, {"questions": count}
        )  # fmt: skip
    return held


def written(desk: Desk, organisation: Organisation) -> tuple[str, str]:
    """The whole file as it stands, or what a new one begins with, and its digest; bytes that are no text are shown as such."""
    path = place(desk.settings.home, organisation.short)
    with rewriting(path) as file:
        before = file.before
    head = phrases.QUESTIONS_HEAD.format(organisation=" ".join(organisation.name.split()))
    return before or head, digest(before)


def _demand(file: Changing, organisation: Organisation, number: int, shown: OwnQuestion) -> None:
    """Raise ChangedMeanwhile unless the question of that number is the one that was shown."""
    held = file.held.questions
    if not 1 <= number <= len(held) or held[number - 1] != shown:
        raise ChangedMeanwhile(organisation=organisation.name)
