"""What tells who somebody is goes out of a question before it is stored, and the rest stays as it was."""

import re
import string
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.scrubbing import LONGEST, scrubbed
from bot.wordlists import lists

SETS = Path(__file__).parent / "data" / "scrubbing"
TO_GO = re.compile(r"\{([^{}]+?)(?:\|(?:handle|number|link|e-mail))?\}")
MARK = re.compile(r"\[(?:name|handle|e-mail|number|link)\]")


@dataclass(frozen=True)
class Measured:
    """How many of the stretches that had to go went whole, and how many of the other words stayed."""

    telling: int
    gone: int
    other: int
    kept: int
    faults: tuple[str, ...]


def measured(file):
    telling = gone = other = kept = 0
    faults = []
    for line in (SETS / file).read_text(encoding="utf-8").splitlines()[1:]:
        typed = TO_GO.sub(r"\1", line)
        stretches, shift = [], 0
        for found in TO_GO.finditer(line):
            begin = found.start() - shift
            stretches.append((begin, begin + len(found[1])))
            shift += len(found[0]) - len(found[1])
        gone_from = removed(typed, scrubbed(typed))
        whole = [all(gone_from[at] for at in range(*stretch) if typed[at].isalnum()) for stretch in stretches]
        words = [
            word.span()
            for word in re.finditer(r"\w+", typed)
            if not any(start <= word.start() < end for start, end in stretches)
        ]
        left = [not any(gone_from[at] for at in range(*word)) for word in words]
        telling, gone, other, kept = (
            telling + len(whole),
            gone + sum(whole),
            other + len(left),
            kept + sum(left),
        )
        if not (all(whole) and all(left)):
            faults.append(f"{line}  →  {scrubbed(typed)}")
    return Measured(telling, gone, other, kept, tuple(faults))


def removed(typed, left):
    """Which characters of a text are no more in what is left of it, found by the pieces between the marks."""
    gone = [True] * len(typed)
    pieces = MARK.split(left)
    at = 0
    for number, piece in enumerate(pieces):
        last = number == len(pieces) - 1
        begin = len(typed) - len(piece) if last else typed.index(piece, at)
        gone[begin : begin + len(piece)] = [False] * len(piece)
        at = begin + len(piece) + (0 if last else 1)
    return gone


@pytest.mark.parametrize(("file", "gone", "kept"), [("tuned.txt", 0.96, 0.99), ("reported.txt", 0.95, 0.98)])
def test_nearly_all_that_tells_goes_and_nearly_all_else_stays(file, gone, kept):
    found = measured(file)
    assert found.telling > 100
    assert found.gone / found.telling >= gone, found.faults
    assert found.kept / found.other >= kept, found.faults


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("told priya's mum. is that ok", "told [name]'s mum. is that ok"),
        ("Mr Okafor and miss p. saw it", "Mr [name] and miss [name]. saw it"),
        ("WHY IS KAYLEIGH IN THE HALL", "WHY IS [name] IN THE HALL"),
        ("Tomasz Kowalski hit Ellie-Mae O'Neill", "[name] hit [name]"),
        ("will told me, and Grace in 9B", "[name] told me, and [name] in 9B"),
        ("will the school mark the grace period in May?", "will the school mark the grace period in May?"),
        ("The DSL at St Mary's in Leeds teaches RE", "The DSL at St Mary's in Leeds teaches RE"),
        ("shes on Insta as kay_lou and @kay.lou", "shes on Insta as [handle] and [handle]"),
        ("ask <@U0123AB> or Sam#4821", "ask [handle] or [handle]"),
        ("write to a.b@c.sch.uk or a.b at c dot com", "write to [e-mail] or [e-mail]"),
        ("ring 07700 900123 before 3.30", "ring [number] before 3.30"),
        ("born 12/03/2011, UPN A123456789012, LS6 2AB", "born [number], UPN [number], [number]"),
        ("is bit.ly/3xY or pupils.com ok", "is [link] or [link] ok"),
        ("he left.is it ok to add him, he is 16", "he left.is it ok to add him, he is 16"),
        ("clause 3.2.1 of KCSIE 2024/25, 1,200 pupils", "clause 3.2.1 of KCSIE 2024/25, 1,200 pupils"),
        ("wat r the rulse for recieving gifts", "wat r the rulse for recieving gifts"),
        ("can we put on Romeo and Juliet", "can we put on Romeo and Juliet"),
    ],
)
def test_a_question_is_scrubbed_like_this(typed, left):
    assert scrubbed(typed) == left


def test_a_name_that_is_known_goes_in_any_case_of_letters_and_only_as_a_whole_word():
    assert scrubbed("zorblat and ZORBLAT, not zorblats", ["Ann Zorblat"]) == "[name] and [name], not zorblats"
    assert scrubbed("zorblat", []) == "zorblat"


def test_a_known_name_of_ordinary_words_goes_whole_but_its_words_alone_stay():
    left = scrubbed("did hope green say hope is green, will they", ["Hope Green", "Will"])
    assert left == "did [name] say hope is green, will they"


def test_a_known_title_is_no_name():
    assert scrubbed("a mr or a miss came", ["Mr Zorblat"]) == "a mr or a miss came"


def test_a_text_that_is_too_long_is_cut_off_and_no_mark_is_cut_in_two():
    left = scrubbed("x" * 9_990 + " told priya and more", [])
    assert len(left) <= LONGEST
    assert "[" not in MARK.sub("", left)


def test_ten_thousand_characters_of_any_shape_take_less_than_three_seconds():
    for shape in ("a.", "a@", "1 ", "12-", "a1", "jay and grace ", "will ", "a-", "<@", "(", "www.", "a at "):
        began = time.perf_counter()
        scrubbed((shape * LONGEST)[:LONGEST])
        assert time.perf_counter() - began < 3, shape


KNOWN = st.lists(st.text(max_size=20), max_size=3)
PLAIN = string.ascii_lowercase + string.digits
PIECES = "will mark Grace hope told jay Priya and & , . Mr miss p ' 's in 9B [name] [ ] @ # <@U1> 07700 900123 x@y.z a.com https:// called is May \n"
FRAGMENTS = st.sampled_from(PIECES.split(" "))


@given(st.one_of(st.text(max_size=400), st.lists(FRAGMENTS, max_size=30).map(" ".join)), KNOWN)
@settings(deadline=None)
def test_any_text_comes_out_no_longer_than_allowed_and_scrubbing_again_changes_nothing(typed, known):
    once = scrubbed(typed, known)
    assert len(once) <= min(LONGEST, 8 * len(typed))
    assert scrubbed(once, known) == once


@st.composite
def addresses(draw):
    label = st.text(PLAIN, min_size=2, max_size=12)
    user = draw(st.lists(label, min_size=1, max_size=3).map(draw(st.sampled_from([".", "_", "-", "+"])).join))
    host = ".".join(
        [
            *draw(st.lists(label, min_size=1, max_size=3)),
            draw(st.sampled_from(["com", "sch.uk", "org", "co.uk", "io"])),
        ]
    )
    return draw(st.sampled_from([str.lower, str.upper, str.title]))(f"{user}@{host}")


@st.composite
def links(draw):
    host = draw(st.text(string.ascii_lowercase, min_size=3, max_size=12)) + draw(
        st.sampled_from([".com", ".org.uk", ".co.uk", ".net"])
    )
    path = draw(st.text(PLAIN + "-_/?=&%.", max_size=30)).rstrip("?.&=%-_/")
    return draw(st.sampled_from(["https://", "http://", "www.", ""])) + host + (f"/{path}" if path else "")


@st.composite
def telephones(draw):
    area, rest = draw(
        st.sampled_from([("07", 9), ("01", 9), ("02", 9), ("+447", 9), ("00447", 9), ("+3361", 7)])
    )
    digits = area + "".join(draw(st.lists(st.sampled_from(string.digits), min_size=rest, max_size=rest)))
    gap = draw(st.sampled_from(["", " ", "-"]))
    first, second = draw(st.sampled_from([(5, 8), (4, 7), (3, 7)]))
    return gap.join([digits[:first], digits[first:second], digits[second:]])


@given(addresses())
def test_an_e_mail_address_never_survives(address):
    left = scrubbed(f"write to {address} pls")
    assert left == "write to [e-mail] pls"


@given(links())
def test_a_link_never_survives(link):
    left = scrubbed(f"look at {link} pls")
    assert left == "look at [link] pls"


@given(telephones())
def test_a_telephone_number_never_survives(number):
    left = scrubbed(f"ring {number} pls")
    assert left == "ring [number] pls"


@given(st.integers(1, 28), st.integers(1, 12), st.integers(1950, 2022), st.sampled_from(["/", "-", "."]))
def test_a_date_of_birth_never_survives(day, month, year, sign):
    assert scrubbed(f"dob {day:02}{sign}{month:02}{sign}{year} ok") == "dob [number] ok"


def test_the_lists_are_read_and_phone_numbers_known_only_when_there_is_something_to_scrub():
    asked = "import sys, bot.scrubbing; print(any(name in sys.modules for name in ('phonenumbers', 'linkify_it')))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_no_word_is_on_the_lists_of_names_and_of_ordinary_words_at_once():
    words = lists()
    assert not words.given & words.words
    assert not words.given & words.either
    assert not words.family & words.words
