"""A pin answers what means the same, and nothing that differs in a condition; see index/likeness.py."""

from __future__ import annotations

import json
import random
import re
import shutil
from pathlib import Path

import pytest

from index.encoder import DEFAULT_FOLDER, TOKENIZER
from index.errors import WeightsDamaged, WeightsMissing
from index.likeness import LINE, SAME, OnnxLikeness, open_likeness, together
from index.training import pairs

FORMER = ("Can I accept a friend request from a former pupil?", "Is it ok to add ex-pupils on Instagram?")
ADULT = ("Can I message a learner who is 19 or older from my own phone?",)
LIFT = ("Can I give a pupil a lift home in my car?", "Is it ok to drive a pupil home?")
PHONE = ("Can I have my phone with me in the classroom?", "Is it ok to carry my mobile during lessons?")

CONCERN = (
    "Do I have to report a low-level concern about a colleague?",
    "Must I pass on a small worry about another member of staff?",
)


@pytest.fixture(scope="module")
def likeness() -> OnnxLikeness:
    return OnnxLikeness(DEFAULT_FOLDER)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (SAME, LINE, TOKENIZER):
        shutil.copyfile(DEFAULT_FOLDER / name, tmp_path / name)
    return tmp_path


# Rewordings that tell a whole situation in other words often fall short of the line; what is asked plainly is claimed here.
@pytest.mark.parametrize(
    ("phrasings", "question"),
    [
        *(
            pytest.param(FORMER, missed, marks=pytest.mark.xfail(strict=True, reason="See docs/training.md."))
            for missed in (
                "former pupil friend request ok?",
                "a former pupil sent me a friend request, can i accept it",
            )
        ),
        (FORMER, "ok to accept friend request from former pupil"),
        (FORMER, "Am I allowed to add an ex-student on Facebook?"),
        (FORMER, "can i acept a freind request off a former pupil"),
        (ADULT, "ok to text an adult learner of 20 from my personal mobile?"),
        (LIFT, "may I take a student home in my car?"),
        (LIFT, "hi, quick one - can i give a pupil a lift home in my car or not?"),
        (LIFT, "my head of year says i can't drive a pupil home, is that so"),
        (PHONE, "Am I allowed to keep my mobile in my pocket while I teach?"),
        (PHONE, "ok to take my phone into class?"),
        (CONCERN, "do i need to report a low level concern about a colleague"),
        (CONCERN, "is it compulsory to report a low level concern about a colleague?"),
    ],
)
def test_another_wording_is_served(likeness: OnnxLikeness, phrasings: tuple[str, ...], question: str) -> None:
    assert likeness.alike(phrasings, question) >= likeness.line


@pytest.mark.parametrize(
    ("phrasings", "question"),
    [
        (FORMER, "Can I accept a friend request from a current pupil?"),
        (FORMER, "Can I accept a friend request from a former pupil's mother?"),
        (FORMER, "Can I send a friend request to a former pupil?"),
        (FORMER, "Who do I tell if a former pupil sends me a friend request?"),
        (ADULT, "Can I message a learner who is 16 from my own phone?"),
        (ADULT, "Can I message the parent of a learner from my own phone?"),
        (LIFT, "Can I give a parent a lift home in my car?"),
        (LIFT, "How do I insure my car for driving pupils home?"),
        (LIFT, "What happens to me if I drove a pupil home?"),
        (CONCERN, "Do I have to report a low-level concern about a pupil?"),
        (CONCERN, "By when must I report a low-level concern about a colleague?"),
        (PHONE, "Can pupils have their phones in the classroom?"),
        (PHONE, "Can I take photos with my phone in the classroom?"),
        (PHONE, "what's for lunch"),
    ],
)
def test_another_condition_is_not_served(
    likeness: OnnxLikeness, phrasings: tuple[str, ...], question: str
) -> None:
    assert likeness.alike(phrasings, question) < likeness.line


@pytest.mark.parametrize(
    "question", ["can i give a pupil a lift home in my car", "  Is it OK to drive a pupil home ?!"]
)
def test_a_phrasing_itself_is_served_however_it_is_typed(likeness: OnnxLikeness, question: str) -> None:
    assert likeness.alike(LIFT, question) == 1.0


def test_the_company_of_a_phrasing_counts_whatever_its_order(likeness: OnnxLikeness) -> None:
    question = "A lad has missed the last bus. May I run him home?"
    assert likeness.alike(LIFT, question) == likeness.alike(LIFT[::-1], question)


def test_every_phrasing_counts_alike() -> None:
    assert together([4.0, -4.0]) == together([0.0]) == 0.5
    assert together([1.0]) == pytest.approx(0.731, abs=1e-3)


@pytest.mark.parametrize("question", ["", "   ", "\n"])
def test_nothing_asked_is_like_nothing(likeness: OnnxLikeness, question: str) -> None:
    assert likeness.alike(LIFT, question) == 0.0
    assert likeness.alike((), "Can I give a pupil a lift?") == 0.0


@pytest.mark.parametrize("question", ["lift " * 20_000, "🙂 ‘学校’ \x00 ¶" * 300, "?", "a"])
def test_any_text_gives_a_share(likeness: OnnxLikeness, question: str) -> None:
    assert 0 <= likeness.alike(LIFT, question) <= 1


def test_of_a_long_text_the_beginning_and_the_end_are_read(likeness: OnnxLikeness) -> None:
    start, end = "It was raining by the gate. " * 12, " She had no umbrella at all." * 12
    assert likeness.logit(LIFT[0], f"{start}{'la ' * 500}{end}") == likeness.logit(
        LIFT[0], f"{start}{'la ' * 900}{end}"
    )


def test_the_shipped_network_opens_with_a_line(likeness: OnnxLikeness) -> None:
    assert open_likeness().line == likeness.line
    assert 0 < likeness.line < 1


@pytest.mark.parametrize("name", [SAME, TOKENIZER, LINE])
def test_a_damaged_file_says_so(folder: Path, name: str) -> None:
    (folder / name).write_bytes((folder / name).read_bytes()[:20])
    with pytest.raises(WeightsDamaged, match=name):
        OnnxLikeness(folder)


@pytest.mark.parametrize(
    "content", [{}, {"line": None}, {"line": "high"}, {"line": 1.5}, {"line": float("nan")}, []]
)
def test_a_line_that_is_none_is_damage(folder: Path, content: object) -> None:
    (folder / LINE).write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(WeightsDamaged, match=LINE):
        OnnxLikeness(folder)


@pytest.mark.parametrize("name", [SAME, TOKENIZER, LINE])
def test_a_missing_file_says_so(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(WeightsMissing, match=name):
        OnnxLikeness(folder)


def test_every_reworded_other_of_the_material_is_one_of_its_pins_others() -> None:
    pins = pairs.read()
    assert {pin.author for pin in pins} > set(pairs.KEPT)
    for pin in pins:
        places = [place for place, _ in pin.turned]
        assert len(set(places)) == len(places) <= len(pin.other), pin.topic
        assert all(0 <= place < len(pin.other) for place in places), pin.topic
        assert not set(pin.served) & set(pin.not_served), pin.topic


def test_training_takes_an_others_rewording_for_that_other_and_not_for_the_pin() -> None:
    """Marks of three letters, which no mistyping touches, tell the texts apart."""
    pin, stranger = (
        pairs.Pin(
            "someone",
            "a topic",
            (f"{mark}p0", f"{mark}p1"),
            tuple(f"{mark}s{number}" for number in range(8)),
            tuple((f"{mark}{number}o", "person") for number in range(9)),
            tuple(f"{mark}c{number}" for number in range(4)),
            tuple((number, f"{mark}{number}t") for number in range(4)),
        )
        for mark in "xy"
    )
    chance = random.Random(1)
    drawn = [
        (*(re.findall(r"[xy]\w\w", text.casefold())[0] for text in (pair.pinned, pair.asked)), pair.same)
        for _ in range(60)
        for step in pairs.steps([pin, stranger], [[stranger], [pin]], 2, False, chance)
        for pair in step
    ]
    meanings = [(_meaning(pinned), _meaning(asked), same) for pinned, asked, same in drawn]
    assert all(same == (pinned == asked) for pinned, asked, same in meanings)
    assert {("x", "x", True), ("x", "x0", False), ("x0", "x0", True), ("x", "y", False)} <= set(meanings)
    marks = {(pinned[1], asked[2], same) for pinned, asked, same in drawn}
    assert {("p", "t", False), ("p", "o", False)} <= marks


def _meaning(mark: str) -> str:
    return mark[:2] if mark[1].isdigit() else mark[0]


@pytest.mark.parametrize(
    "question",
    [
        "May I keep my phone in my pocket in lessons?",
        "hi, is it ok to keep my phone in my pocket during the lessons pls",
        "am i allowed to keep my phone in my pocket in lessons",
    ],
)
def test_another_way_of_asking_leave_is_the_same_question(question: str) -> None:
    assert open_likeness().alike(["Can I keep my phone in my pocket during lessons?"], question) == 1.0


def test_what_is_asked_leave_for_still_counts() -> None:
    other = "may i keep my keys in my pocket in lessons"
    assert open_likeness().alike(["Can I keep my phone in my pocket during lessons?"], other) < 1.0
