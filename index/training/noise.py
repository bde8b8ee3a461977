"""Mistakes of typing, as thumbs make them."""

from __future__ import annotations

import random


def mistype(text: str, chance: random.Random) -> str:
    """Mistype a text: one to three words lose, double or swap a letter; capitals and apostrophes may go."""
    words = text.split(" ")
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(words))
        words[place] = _slip(words[place], chance)
    typed = " ".join(words)
    if chance.random() < 0.3:
        typed = typed.lower()
    elif chance.random() < 0.05:
        typed = typed.upper()
    return typed.replace("'", "").replace("’", "") if chance.random() < 0.5 else typed


def _slip(word: str, chance: random.Random) -> str:
    if len(word) < 4:
        return word
    at = chance.randrange(1, len(word) - 1)
    return chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )
