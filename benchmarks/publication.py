"""How long a publication keeps everyone else who writes waiting, where ten thousand answers are kept.

`python -m benchmarks.publication`: one answer each to as many people, under an encoder that costs nothing, on SQLite.
Prints the seconds of a publication that changes the words that everyone was quoted, of one that only moves them, of
one that leaves their policy alone, and the ratio of each to the same publication where nothing was answered. Of all
that, reading the files and building the index is outside the transaction, and small here.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bot.answers import AnswerCard
from tests.bot_desks import CONDUCT, LEARNERS, TRUST, file, question
from tests.bot_receptions import SHORT, School, person, place, school
from tests.fakes import answers_kept

MANY = 10_000
"""Answers that are kept: a month of a large trust's."""
