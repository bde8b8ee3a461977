"""How long a publication keeps everyone else who writes waiting, where ten thousand answers are kept.

`python -m benchmarks.publication`: one answer each to as many people, on SQLite. Prints the seconds in which answers
follow inside the transaction where the words that everyone was quoted change, where they only get another number, and
where their policy is left alone, and the ratio of each to reading the same answers.
"""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa

from bot import following, notices
from bot.people import Organisation
from bot.tables import answers
from corpus.revisions import Edition
from tests.bot_desks import CONDUCT, TRUST, file, question
from tests.bot_receptions import SHORT, School, person, place, revised, school

MANY = 10_000
CHANGES = {
    "words changed": ("in writing", "in advance"),
    "number changed": ("2.1 Staff may give", "2.1 Staff must be kind.\n\n2.2 Staff may give"),
    "left alone": ("", ""),
}


def answered(home: Path) -> School:
    """A school at which many people have been quoted one clause."""
    house = school(home)
    card = house.desk.ask(question("may I give a pupil a lift"), most=1)
    house.history.keep(SHORT, card, person(), place(), house.now)
    with house.desk.store.database.writing() as connection:
        kept = connection.execute(sa.select(answers)).one()._asdict()
        more = [kept | {"id": str(number), "person": f"slack:U{number}"} for number in range(1, MANY)]
        connection.execute(answers.insert(), more)
    return house


def seconds(house: School, home: Path, old: str, new: str) -> tuple[float, float]:
    """Seconds of following inside the transaction of one publication, and of reading the answers that are kept."""
    with house.desk.store.database.reading() as connection:
        began = time.perf_counter()
        connection.execute(sa.select(answers)).all()
        reading = time.perf_counter() - began
    follow, taken = notices.follow, []

    def timed(
        connection: sa.Connection,
        organisation: Organisation,
        before: Edition,
        after: Edition,
        at: dt.datetime,
    ) -> None:
        """Follow, and note how long it took."""
        began = time.perf_counter()
        follow(connection, organisation, before, after, at)
        taken.append(time.perf_counter() - began)

    following.notices.follow = timed
    if old:
        revised(house.desk, home, old, new)
    else:
        house.desk.add(TRUST, [file(home / "in", "another.md", CONDUCT.replace("Staff Conduct", "Another"))])
        house.desk.publish(TRUST)
    following.notices.follow = follow
    return taken[0], reading


def main() -> None:
    """Time each change and print it."""
    for what, (old, new) in CHANGES.items():
        home = Path(tempfile.mkdtemp())
        following, reading = seconds(answered(home), home, old, new)
        print(f"{what}: {following:.2f} s, {following / reading:.1f} times reading {MANY} answers")


if __name__ == "__main__":
    main()
