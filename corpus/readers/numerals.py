"""Numerals: a count as Word and browsers print it: decimal, letters, Roman figures, words."""

from __future__ import annotations

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_FIRSTS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip
_CHICAGO = "*†‡§"


def roman(count: int) -> str:
    """Lower-case Roman figure; decimal beyond 3999, as every program does."""
    if not 0 < count < 4000:
        return str(count)
    figure = ""
    for value, letters in _ROMAN:
        times, count = divmod(count, value)
        figure += letters * times
    return figure


def repeated_letters(count: int) -> str:
    """Word's letters: a…z, then aa, bb, cc."""
    if count < 1:
        return str(count)
    times, letter = divmod(count - 1, 26)
    return chr(ord("a") + letter) * (times % 30 + 1)


def counted_letters(count: int) -> str:
    """A browser's letters: a…z, then aa, ab, ac."""
    letters = ""
    rest = count
    while rest > 0:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("a") + letter) + letters
    return letters or str(count)


def ordinal(count: int) -> str:
    """1st, 2nd, 3rd, 4th …"""
    ending = "th" if count % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"{count}{ending}"


def cardinal_word(count: int) -> str:
    """One, two … ninety-nine in words; decimal beyond."""
    if not 0 <= count < 100:
        return str(count)
    if count < 20:
        return _ONES[count]
    tens, ones = divmod(count, 10)
    return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")


def ordinal_word(count: int) -> str:
    """First, second … ninety-ninth in words; figures beyond."""
    word = cardinal_word(count)
    if word.isdigit():
        return ordinal(count)
    front, dash, last = word.rpartition("-")
    last = _FIRSTS.get(last) or (last[:-1] + "ieth" if last.endswith("y") else last + "th")
    return front + dash + last


def in_word(count: int, style: str) -> str:
    """A count in one of Word's `w:numFmt` styles; decimal for those no British policy uses."""
    match style:
        case "none" | "bullet":
            return ""
        case "lowerLetter":
            return repeated_letters(count)
        case "upperLetter":
            return repeated_letters(count).upper()
        case "lowerRoman":
            return roman(count)
        case "upperRoman":
            return roman(count).upper()
        case "decimalZero":
            return f"{count:02d}"
        case "ordinal":
            return ordinal(count)
        case "cardinalText":
            return cardinal_word(count).capitalize()
        case "ordinalText":
            return ordinal_word(count).capitalize()
        case "decimalEnclosedParen":
            return f"({count})"
        case "decimalEnclosedFullstop":
            return f"{count}."
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese":
            return chr(0x2460 + count - 1) if 1 <= count <= 20 else str(count)
        case "numberInDash":
            return f"- {count} -"
        case "chicago":
            return _CHICAGO[(count - 1) % 4] * ((count - 1) // 4 % 30 + 1) if count > 0 else str(count)
        case _:
            return str(count)


def in_browser(count: int, style: str) -> str:
    """A list item's marker in one of CSS's `list-style-type`s, with the full stop browsers print."""
    match style:
        case "none":
            return ""
        case "disc" | "circle" | "square" | "bullet":
            return "•"
        case "lower-alpha" | "lower-latin":
            return counted_letters(count) + "."
        case "upper-alpha" | "upper-latin":
            return counted_letters(count).upper() + "."
        case "lower-roman":
            return roman(count) + "."
        case "upper-roman":
            return roman(count).upper() + "."
        case "decimal-leading-zero":
            return f"{count:02d}."
        case _:
            return f"{count}."
