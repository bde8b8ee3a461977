"""Glyphs: characters that stand for others in office files, put back as a person reads them."""

from __future__ import annotations

# Symbol and Wingdings characters arrive in the private-use area; most of them are bullets.
_SYMBOLS = {
    0xF0B7: "•", 0xF0A7: "▪", 0xF06F: "o", 0xF0D8: "➢", 0xF076: "❖", 0xF0FC: "✓", 0xF0FE: "☑",
    0xF0FB: "✗", 0xF0E0: "→", 0xF0E8: "➔", 0xF06E: "■", 0xF071: "❑", 0xF072: "❒", 0xF0A8: "◻",
    0xF02D: "-", 0xF0BE: "–", 0xF06C: "●", 0xF09F: "•", 0xF0B0: "°", 0xF0B3: "≥", 0xF0A3: "≤",
    0xF0A9: "©", 0xF02A: "*",
}  # fmt: skip
_LIGATURES = {
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st",
}  # fmt: skip
_SPACES = (0x00A0, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009,
           0x200A, 0x202F, 0x205F, 0x3000)  # fmt: skip
_NOTHING = (0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x200E, 0x200F, 0x202A, 0x202C)
_MENDED: dict[int, str] = (
    _SYMBOLS
    | _LIGATURES
    | dict.fromkeys(_SPACES, " ")
    | dict.fromkeys(_NOTHING, "")
    | {0x2011: "-", 0x2028: "\n", 0x2029: "\n", 0x0085: "\n"}
    | {code: "" for code in range(0x20) if code not in (0x09, 0x0A)}
)


def mended(text: str) -> str:
    """Replace symbol-font bullets, ligatures, odd spaces and invisible characters."""
    plain = text.translate(_MENDED)
    if any("\ue000" <= character <= "\uf8ff" for character in plain):
        return "".join(_bullet_or_same(character) for character in plain)
    return plain


def _bullet_or_same(character: str) -> str:
    """Symbol fonts repeat the Latin alphabet from U+F020; a picture of unknown meaning is a bullet."""
    if "\uf021" <= character <= "\uf07e" and chr(ord(character) - 0xF000) in "().,;:/+=<>[]&%!?0123456789":
        return chr(ord(character) - 0xF000)
    return "•" if "\uf000" <= character <= "\uf0ff" else ""


def tidy(text: str) -> str:
    """Mend the glyphs and drop the white space around each line and the empty lines."""
    lines = (line.strip() for line in mended(text).split("\n"))
    return "\n".join(line for line in lines if line)
