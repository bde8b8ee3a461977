"""Finds people's names in what somebody typed in haste, by lists of names and by what stands around a word."""

from __future__ import annotations

import re
from dataclasses import replace

from bot import name_cues
from bot.name_words import words
from bot.wordlists import lists

_SHORTENED = re.compile(r"(?:'(?:m|ll|ve|re|d)|n't)$")
_NEAR = re.compile(r"[ \t.,]{0,2}")
_JOINED = re.compile(r"\s*[&+/,]\s*|,?\s+(?:and|n|or|nd|und|&)\s+", re.IGNORECASE)


class Names:
    """Decides which words of one text are names."""

    def __init__(self, text: str, known: frozenset[str], perhaps: frozenset[str]) -> None:
        self.text = text
        self.lists = replace(lists(), either=lists().either | perhaps) if perhaps else lists()
        self.words = words(text)
        self.known = known
        self.found: set[int] = set()
        long = [word for word in self.words if len(word.text) > 3]
        capitals = sum(word.text[0].isupper() for word in long)
        # Where nearly every word has a capital, a capital says nothing.
        self.capitals_tell = len(long) < 6 or capitals < 0.75 * len(long)

    def spans(self) -> list[tuple[int, int]]:
        """Where the names stand, in order."""
        for rule in (self._titled, self._listed, self._said_to_be_names, self._by_what_is_around):
            for at in range(len(self.words)):
                if at not in self.found and rule(at):
                    self.found.add(at)
        self._spread()
        return [(self.words[at].start, self.words[at].end) for at in sorted(self.found)]

    def _spread(self) -> None:
        for at in range(len(self.words)):
            if at not in self.found and (self._goes_on(at) or self._is_joined(at, at - 1)):
                self.found.add(at)
        # Who is named once is named wherever the name stands again.
        again = (
            {self.words[at].bare for at in self.found}
            - self.lists.words
            - self.lists.places
            - self.lists.either
        )
        self.found |= {at for at, word in enumerate(self.words) if len(word.bare) > 2 and word.bare in again}
        for at in reversed(range(len(self.words))):
            if at not in self.found and self._is_joined(at, at + 1):
                self.found.add(at)

    def _word(self, at: int) -> str:
        return self.words[at].bare if 0 <= at < len(self.words) else ""

    def _between(self, at: int) -> str:
        """What stands between a word and the next."""
        return (
            self.text[self.words[at].end : self.words[at + 1].start] if 0 <= at < len(self.words) - 1 else ""
        )

    def _after(self, at: int) -> str:
        return self.text[self.words[at].end : self.words[at].end + 40]

    def _is_ordinary(self, at: int) -> bool:
        word = self.words[at]
        if len(word.parts) > 1:
            return all(len(part) < 2 or not part.isalpha() or self._is_word(part) for part in word.parts)
        return self._is_word(word.bare)

    def _is_word(self, word: str) -> bool:
        ends = {word, *(word.removesuffix(end) for end in ("s", "es", "'s"))}
        return (
            not self.lists.words.isdisjoint(ends)
            or not self.lists.places.isdisjoint(ends)
            or word in name_cues.NO_NAMES
            or word in name_cues.TITLES
            or _SHORTENED.search(word) is not None
            or not word.replace("'", "").isalpha()
        )

    def _is_listed(self, word: str) -> bool:
        return word in self.lists.given or word in self.lists.family or word in self.known

    def _may_be_family(self, at: int) -> bool:
        word = self.words[at]
        return any(
            part in self.lists.both or part in self.lists.either or self._is_listed(part)
            for part in word.parts
        )

    def _is_clear(self, at: int) -> bool:
        """Whether a word is a name wherever it stands."""
        word = self.words[at]
        if self._is_listed(word.bare) or word.bare.replace("-", "") in self.lists.given:
            return True
        if len(word.parts) > 1:
            listed = [self._is_listed(part) for part in word.parts]
            loosely = [part in self.lists.either or part in self.lists.both for part in word.parts]
            capitalised = word.is_capitalised and not all(part in self.lists.words for part in word.parts)
            every = all(a or b for a, b in zip(listed, loosely, strict=True))
            return (every and any(part in self.lists.given for part in word.parts)) or (
                any(listed) and capitalised
            )
        # "anyas brother", "the Thompsons": a possessive typed without its apostrophe, or a family.
        stem = word.bare.removesuffix("s")
        return (
            stem != word.bare
            and len(stem) > 3
            and stem in self.lists.given
            and word.bare not in self.lists.words
        )

    def _titled(self, at: int) -> bool:
        """After Mr, Mrs, Miss and the like."""
        title = self._word(at - 1)
        if title in name_cues.ROLES and self.words[at - 1].text[0].isupper() and self._between(at - 1) == " ":
            return self.words[at].is_capitalised and self.capitals_tell and self._may_be_family(at)
        if title not in name_cues.TITLES or not _NEAR.fullmatch(self._between(at - 1)):
            return False
        word = self.words[at]
        if word.bare in name_cues.NO_NAMES:
            return word.text.isupper() and len(word.text) == 1 and word.text != "I"
        if word.bare in name_cues.TITLES or not word.text[0].isalpha():
            return False
        if title in name_cues.WEAK_TITLES and title != "sir" and len(word.text) == 1:
            return title in ("miss", "ms")
        if title == "ms" and word.bare in name_cues.SCHOOL_SOFTWARE:
            return False
        if title in name_cues.WEAK_TITLES and self._is_ordinary(at):
            told = word.is_capitalised and self.capitals_tell
            return (
                (told or self._word(at - 2) not in name_cues.SUBJECT)
                and self._may_be_family(at)
                and (told or word.bare not in self.lists.words or title == "ms")
            )
        return True

    def _listed(self, at: int) -> bool:
        """On the list of names, or written like one and no word that is known."""
        if self._is_clear(at):
            return not self._is_school(at)
        word = self.words[at]
        if not word.is_capitalised or word.is_first or not self.capitals_tell or len(word.text) < 2:
            return False
        if word.bare in self.lists.either and word.bare not in name_cues.MONTHS:
            return not self._is_school(at)
        return not self._is_ordinary(at) and not self._is_school(at)

    def _is_school(self, at: int) -> bool:
        """St Mary's is a place."""
        return self._word(at - 1) in ("st", "saint", "sts") and self._between(at - 1).strip(". ") == ""

    def _said_to_be_names(self, at: int) -> bool:
        """After "called", "my name is", "this is … from", "hi", "thanks"."""
        word, before, earlier = self.words[at], self._word(at - 1), self._word(at - 2)
        loose = word.bare in self.lists.either or word.bare in self.lists.places
        possible = loose or not self._is_ordinary(at) or (word.is_capitalised and self._may_be_family(at))
        if (
            not possible
            or not word.text[0].isalpha()
            or (word.bare in name_cues.NO_NAMES and not loose)
            or self._between(at - 1).strip(" ,'\"“‘")
        ):
            return False
        if before in name_cues.CALLED or (before == "as" and earlier in ("known", "named")):
            return earlier not in name_cues.THINGS and (
                word.bare not in ("will", "may") or word.is_capitalised
            )
        if before in ("is", "was") and earlier in ("name", "names"):
            return True
        if before in ("this", "name's", "names", "it's", "its", "i'm", "im") or (
            before == "is" and earlier == "this"
        ):
            return bool(re.match(r"\s+(?:from|in|here|at|again)\b|,", self._after(at))) and before != "this"
        greets = before in name_cues.GREETINGS or (before == "you" and earlier == "thank")
        return greets and bool(name_cues.GREETING_ENDS.match(self._after(at))) and len(word.text) > 1

    def _by_what_is_around(self, at: int) -> bool:
        """A word that may be a name, where its neighbours treat it as one."""
        word, before = self.words[at], self._word(at - 1)
        if word.bare in self.lists.either or word.bare in self.lists.places:
            return self._acts(at)
        if (
            self._is_ordinary(at)
            or len(word.text) < 3
            or not word.text[0].isalpha()
            or (word.text.isupper() and self.capitals_tell)
        ):
            return False
        if word.is_first and word.is_capitalised and self.capitals_tell and len(word.text) > 3:
            # An unknown word with a capital opens the sentence, and does what people do: Temitayo told me.
            after = self._word(at + 1)
            owns = self._after(at).lower().startswith(("'s ", "’s "))
            if owns or after in name_cues.DOES or after in name_cues.IS or after in ("and", "in"):
                return True
        opens = (
            word.is_first
            or before in name_cues.STARTERS
            or before in name_cues.BEFORE_NAMES
            or before in name_cues.KIN
        )
        return opens and bool(name_cues.CLASS_NAME.match(self._after(at)))

    def _acts(self, at: int) -> bool:
        word, before, after = self.words[at], self._word(at - 1), self._word(at + 1)
        place = word.bare in self.lists.places or word.bare in name_cues.MONTHS
        owns = bool(re.match(r"['’]s\b", self._after(at)))
        opens = word.is_first or before in name_cues.STARTERS
        spaced = self._between(at).strip(" ") == "" and bool(self._between(at))
        if opens and not place and name_cues.WHO.match(self._after(at)):
            return True
        if spaced and opens and after in name_cues.DOES | (frozenset() if place else name_cues.IS):
            return not (word.bare in name_cues.BARELY and after in name_cues.IS and not word.is_capitalised)
        if name_cues.CLASS_NAME.match(self._after(at)) or (
            opens
            and not place
            and spaced
            and after in ("in", "from", "on")
            and (self._word(at + 3) if self._word(at + 2) == "my" else self._word(at + 2))
            in name_cues.PLACES_IN_SCHOOL
        ):
            return before not in name_cues.SUBJECT and not (
                place
                and before in ("in", "to", "of", "from", "for", "at", "this", "last", "next", "by", "until")
            )
        if place:
            return spaced and opens and self._is_clear_at(at + 1)
        if owns:
            return (
                opens
                or before in name_cues.BEFORE_NAMES
                or before in name_cues.KIN
                or before in name_cues.ASKING
                or before in ("with", "from", "to", "and", "about")
            )
        if spaced and (self._is_clear_at(at + 1) and word.bare not in name_cues.BARELY | {"mark"}):
            return True
        if word.bare not in ("will", "may") and (
            before in name_cues.BEFORE_NAMES or (before in name_cues.KIN and before != "ex")
        ):
            return True
        return spaced and before in name_cues.ASKING and after in name_cues.ACTS and word.bare not in ("may",)

    def _is_clear_at(self, at: int) -> bool:
        return 0 <= at < len(self.words) and (at in self.found or self._is_clear(at))

    def _is_part(self, at: int) -> bool:
        named = self.words[at].is_capitalised and not self.words[at].is_first
        return named or self._is_clear(at) or self.words[at].bare in name_cues.PARTICLES

    def _goes_on(self, at: int) -> bool:
        """The further parts of a name that has begun: Priya *Patel*, jay *o'neill*, Charlie *B*."""
        between = self._between(at - 1)
        if at - 1 not in self.found or not (
            between in (" ", "-") or (between == ". " and len(self._word(at - 1)) == 1)
        ):
            return False
        word = self.words[at]
        if word.bare in name_cues.PARTICLES:
            return at + 1 < len(self.words) and self._between(at) == " " and self._is_part(at + 1)
        if word.bare in name_cues.NO_NAMES and len(word.text) > 1:
            return False
        if len(word.text) == 1:
            return (word.text.isupper() and word.text != "I") or (
                word.text in "bdefghjlpqtvz" and word.text.isalpha()
            )
        if word.is_capitalised:
            return self._may_be_family(at) or (self.capitals_tell and not self._is_ordinary(at))
        return (
            self._may_be_family(at)
            and word.bare not in self.lists.words
            and word.bare not in self.lists.either
        )

    def _is_joined(self, at: int, other: int) -> bool:
        """A word that may be a name, coupled with one that is: grace *and* priya."""
        if other not in self.found or at not in range(len(self.words)):
            return False
        low, high = sorted((at, other))
        word = self.words[at]
        named = word.bare in self.lists.either or (word.bare in self.lists.places and word.is_capitalised)
        if (
            not named
            or word.bare in name_cues.BARELY
            or (word.bare in name_cues.MONTHS and not word.is_capitalised)
        ):
            return False
        return bool(_JOINED.fullmatch(self.text[self.words[low].end : self.words[high].start]))


def names(
    text: str, known: frozenset[str] = frozenset(), perhaps: frozenset[str] = frozenset()
) -> list[tuple[int, int]]:
    """Where names of people stand in a text: start and end of each word of them, in order.

    `known` are further words that are names, bare; `perhaps` such as are ordinary words too.
    """
    return Names(text, known, perhaps).spans()
