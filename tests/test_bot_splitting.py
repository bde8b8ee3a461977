"""Pieces of a text fit, lose nothing, add nothing, and cut no sign in two that fits."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from bot.splitting import MARKS, pieces, utf16

SIGN = regex.compile(r"\X")
NASTY = st.sampled_from(
    [
        "\r\n",
        "\n\n",
        "  ",
        " \u0301",
        "\n\u0301",
        "e\u0301",
        "👩🏽‍🏫",
        "🇬🇧",
        "\u202e",
        "\u0600",
        "क्षि",
        "\x00",
        "𝒳",
        "&lt;",
        "\ud800",
    ]
)
TEXTS = st.lists(st.text(max_size=6) | NASTY, max_size=40).map("".join)


def ends(text: str) -> set[int]:
    """Where signs end, as people see them."""
    return {sign.end() for sign in SIGN.finditer(text)}


@given(TEXTS, st.integers(2, 60), st.sampled_from([len, utf16]))
def test_the_pieces_fit_and_joined_are_the_text(text: str, most: int, length: Callable[[str], int]) -> None:
    found = list(pieces(text, most, length))
    assert "".join(found) == text
    assert all(0 < length(piece) <= most for piece in found)


@given(TEXTS, st.integers(2, 60))
def test_a_sign_is_cut_only_where_it_is_longer_than_a_piece(text: str, most: int) -> None:
    whole = ends(text)
    longest = max((len(sign) for sign in SIGN.findall(text)), default=0)
    reached = 0
    for piece in pieces(text, most):
        reached += len(piece)
        assert reached in whole or longest > most


@given(TEXTS, st.integers(2, 60))
def test_no_piece_is_less_than_half_full_but_the_last_or_for_a_long_sign(text: str, most: int) -> None:
    longest = max((len(sign) for sign in SIGN.findall(text)), default=0)
    for piece in list(pieces(text, most))[:-1]:
        assert len(piece) >= most // 2 or longest > most // 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("short", ["short"]),
        ("ten signs!", ["ten signs!"]),
        ("one two three", ["one two ", "three"]),
        ("one\ntwo three", ["one\ntwo ", "three"]),
        ("aaa bb\ncc dd", ["aaa bb\n", "cc dd"]),
        ("aaaa\n\nbb cc\ndd", ["aaaa\n\n", "bb cc\ndd"]),
        ("abcdefghijklm", ["abcdefghij", "klm"]),
        ("a bcdefghijklm", ["a bcdefghi", "jklm"]),
        ("      spaces", ["      ", "spaces"]),
    ],
)
def test_a_text_is_cut_at_paragraphs_lines_and_words_where_it_can(text: str, found: list[str]) -> None:
    assert list(pieces(text, 10)) == found


def test_an_accent_stays_on_the_space_it_stands_on() -> None:
    assert list(pieces("aaaaaa \u0301bbbb", 8)) == ["aaaaaa \u0301", "bbbb"]
    assert list(pieces("aaaaaa \u0301bbbb", 7)) == ["aaaaaa", " \u0301bbbb"]


def test_a_flag_a_family_and_a_syllable_stay_whole() -> None:
    for sign in ("🇬🇧", "👩‍👩‍👧‍👦", "क्षि", "e\u0301"):
        for before in range(12):
            found = list(pieces("x" * before + sign + "y" * 12, 12))
            assert any(sign in piece for piece in found), (sign, before)


def test_a_sign_longer_than_a_piece_is_cut_and_nothing_of_it_lost() -> None:
    piled = "e" + "\u0301" * 100
    found = list(pieces(piled, 10))
    assert "".join(found) == piled
    assert max(map(len, found)) <= 10


def test_length_is_counted_as_the_platform_counts() -> None:
    assert [utf16(text) for text in ("", "a£ह", "😀", "a😀b")] == [0, 3, 2, 4]
    assert list(pieces("😀😀😀", 4, utf16)) == ["😀😀", "😀"]


def test_where_not_even_one_character_fits_that_is_said() -> None:
    with pytest.raises(ValueError, match="a piece of 1 has no room for one character"):
        list(pieces("😀😀", 1, utf16))


def test_a_very_long_text_is_cut_in_time() -> None:
    text = "clean and bright, " * 20_000
    started = time.monotonic()
    assert len(list(pieces(text, 2_000, utf16))) >= 180
    assert time.monotonic() - started < 5


def test_every_mark_is_white_space() -> None:
    assert all(unicodedata.category(sign) in ("Zs", "Cc") for mark in MARKS for sign in mark)
