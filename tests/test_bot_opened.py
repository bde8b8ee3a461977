"""What is kept open of other days follows every publication, also one that moves nothing today."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from tests.bot_desks import CONDUCT, TRUST, desk, file, published, question

FRIEND = "may I accept a friend request from a pupil"
LATER = dt.date(2026, 10, 5)


def test_a_day_to_come_is_asked_anew_once_something_is_published_for_it(tmp_path: Path) -> None:
    serving, admin = published(tmp_path), desk(tmp_path)
    asked = question(FRIEND).model_copy(update={"as_of": LATER})
    assert "any friend request" not in serving.ask(asked).quotes[0].words.text
    for words, day in (("any friend request", "2026-10-01"), ("each friend request", "2026-10-03")):
        text = CONDUCT.replace("a friend request", words).replace("2025-01-01", day)
        admin.add(TRUST, [file(tmp_path / "in", "conduct.md", text)], policy="conduct")
        admin.publish(TRUST)
        assert words in serving.ask(asked).quotes[0].words.text
        assert "a friend request" in serving.ask(question(FRIEND)).quotes[0].words.text


def test_a_policy_that_is_to_come_is_named_as_soon_as_it_is_published(tmp_path: Path) -> None:
    serving, admin = published(tmp_path, line=0.9), desk(tmp_path, line=0.9)
    asked = question("Staff must not bring a poodle to work.")
    remark = serving.ask(asked).remark or ""
    assert "Dogs" not in remark
    text = "---\ntitle: Dogs\neffective: 2026-10-01\n---\n\n1. Staff must not bring a poodle to work.\n"
    (added,) = admin.add(TRUST, [file(tmp_path / "in", "dogs.md", text)], policy="dogs")
    assert added.problem is None
    admin.publish(TRUST)
    assert "Dogs" in (serving.ask(asked).remark or "")
