"""Titles: what names policies as files and commands do, said by the titles under which people know them."""

from __future__ import annotations

import re
from functools import cached_property

from adapters.console.citations import Citations
from adapters.console.visit import Visit
from bot import admin_messages
from bot import console_phrases as phrases
from bot import revision_phrases as revised

OF_THE_FILE = {
    revised.NO_CLAUSE_BEGINS: phrases.CLAUSE_IS_GONE,
    revised.TWO_CLAUSES: phrases.CLAUSE_IS_ANOTHER,
    revised.SEVERAL_SO: phrases.CLAUSE_IS_SEVERAL,
}
"""What tells how to mend the file of questions, and what is said instead to whoever has a form."""


def _found_in(phrase: str) -> re.Pattern[str]:
    """What finds a phrase in a sentence, whatever stands in its gaps."""
    gaps = {r"\{policy\}": r"(?P<policy>[^\s;]+)", r"\{number\}": r"(?P<number>[^;]*?)"}
    return re.compile(re.sub(r"\\\{\w+\\\}", lambda gap: gaps[gap[0]], re.escape(phrase)))


MENDED = [(_found_in(phrase), instead) for phrase, instead in OF_THE_FILE.items()]


class Titles:
    """Puts titles into what is said to a visitor; words that are quoted in it stay as they are."""

    def __init__(self, visit: Visit, citations: Citations | None = None) -> None:
        self._visit = visit
        self._citations = citations or Citations(visit)

    @cached_property
    def by_name(self) -> dict[str, str]:
        """The titles of the policies by the names under which questions cite them, of those that are no more too."""
        held = self._visit.desk.store.publications.revisions(self._visit.short)
        own = {each.policy: admin_messages.title(each) for each in held}
        below = {f"{self._visit.short}/{policy}": title for policy, title in own.items()}
        return {**own, **below, **dict(self._citations.policies)}

    @cached_property
    def _names(self) -> re.Pattern[str]:
        names = "|".join(map(re.escape, sorted(self.by_name, key=len, reverse=True)))
        return re.compile(rf"“[^”]*”|(?<![\w/-])(?:{names})(?![\w/-])")

    def said(self, sentence: str) -> str:
        """A sentence with titles where it has short names, and without what only the file of questions knows."""
        for pattern, instead in MENDED:
            for found in [*pattern.finditer(sentence)]:
                sentence = sentence.replace(found[0], instead.format(**found.groupdict()))
        if not self.by_name:
            return sentence
        return self._names.sub(lambda found: self.by_name.get(found[0], found[0]), sentence)
