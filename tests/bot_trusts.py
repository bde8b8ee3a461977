"""A trust, two of its schools and a national body, each with policies of its own, at one desk."""

from __future__ import annotations

from pathlib import Path

from bot.desk import Desk
from bot.lineage import Tree
from tests.bot_desks import desk, file

ABOVE, ASH, ELM, NATION = "Larkmere Trust", "Ash School", "Elm School", "National Board"
TRUST, SCHOOL, SISTER, NATIONAL = "larkmere-trust", "ash-school", "elm-school", "national-board"

TRUST_CONDUCT = """---
title: Staff Conduct
review: 2027-08-31
audience: [staff]
---

# Staff Conduct

## 1 Phones

1.1 Staff may use a mobile phone in lessons.

## 2 Lifts

2.1 Staff must not give a pupil a lift in a private car.
2.2 Staff must record every lift on the lift form.
"""

SCHOOL_CONDUCT = """---
title: Staff Conduct
review: 2027-01-31
audience: [staff]
---

# Staff Conduct

## 1 Phones

1.1 Staff must not use a mobile phone in lessons.
"""

SISTER_DOGS = "Dogs\n\n1. Staff must keep a dog on a lead in the yard.\n"

NATIONAL_GUIDE = """---
title: National Guide
audience: [staff]
---

# National Guide

1. Staff must report a gift worth more than fifty pounds.
"""

PHONES = "may staff use a mobile phone in lessons"
LIFTS = "may staff give a pupil a lift in a private car"
DOGS = "must staff keep a dog on a lead in the yard"
GIFTS = "must staff report a gift worth more than fifty pounds"


def trusts(home: Path, line: float = 0.9, **settings: object) -> Desk:
    """A desk at which all have published; the schools stand under the trust, and the national guide is for all."""
    made = desk(home, line, **settings)
    put(made, home, ABOVE, "staff-conduct.md", TRUST_CONDUCT)
    put(made, home, ASH, "staff-conduct.md", SCHOOL_CONDUCT)
    put(made, home, ELM, "dogs.txt", SISTER_DOGS)
    put(made, home, NATION, "guide.md", NATIONAL_GUIDE)
    tree = Tree(made.store.database)
    tree.arrange(SCHOOL, "tests", under=TRUST)
    tree.arrange(SISTER, "tests", under=TRUST)
    tree.arrange(NATIONAL, "tests", for_all=True)
    return made


def put(made: Desk, home: Path, organisation: str, name: str, text: str) -> None:
    """Publish a policy of an organisation."""
    path = file(home / "in" / organisation, name, text)
    (added,) = made.add(organisation, [path], policy=path.stem, by="tests")
    assert added.problem is None
    made.publish(organisation, by="tests")
