"""Writes the word lists beside it: which words are names, which are ordinary, and which may be either.

Not part of serving. It reads four packages that need not be installed for anything else:
`pip install faker==40.54.0 names==0.3.0 nicknames==1.0.1 symspellpy==6.10.1 english-words==2.0.2 && python -m bot.wordlists.make`.
Given and family names come from Faker's lists by country (MIT), the names of the United States' census (package names, MIT)
and nicknames (Apache 2.0); ordinary words from symspellpy's list by frequency (MIT). What is chosen by hand stands in `chosen.txt`.
"""

# mypy: ignore-errors

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from bot.wordlists import bare

HERE = Path(__file__).parent
_COUNTRIES = "cs_CZ de_DE es_ES fr_FR ga_IE hr_HR hu_HU it_IT lt_LT lv_LV nl_NL pl_PL pt_PT ro_RO sk_SK sl_SI sv_SE tr_TR en en_GB en_IE en_IN en_KE en_NG en_NZ en_PK en_US ha_NG ig_NG sw tw_GH yo_NG zu_ZA uz_UZ vi_VN zh_CN az_AZ"
COUNTRIES = _COUNTRIES.split()
ORDINARY = 60_000
"""Words taken as ordinary, by frequency; rarer ones are as often a name or a slip of the keyboard."""

FAMILIES = 5_000
"""Family names taken from the census; Faker's lists come whole."""

_NO_SURNAMES = "head heads lead leads staff day monday friday sunday english french street road house school academy college site trust"
NO_SURNAMES = frozenset(_NO_SURNAMES.split())
"""Family names that follow a name in schools as an office, a day or a place."""

SHORTEST_FAMILY = 4
"""Letters below which a family name in lower case is rather a slip or a short form of something else."""


def write() -> None:
    """Write given.txt, family.txt and words.txt, one word a line."""
    chosen = _chosen()
    frequent = _by_frequency()
    given, family = _given(), _family()
    lower = _dictionary()
    # A name that is in a dictionary as a word is taken for a name only where somebody chose so.
    clear = {name for name in given if not (name in frequent and _is_word(name, lower)) and len(name) > 3}
    clear = (
        (clear - chosen["words"] | chosen["given"]) - chosen["never"] - chosen["either"] - chosen["places"]
    )
    families = {name for name in family if not (name in frequent and _is_word(name, lower))}
    families = (
        (families - chosen["words"] | chosen["family"])
        - chosen["never"]
        - chosen["either"]
        - chosen["places"]
        - clear
    )
    ordinary = {word for word, rank in frequent.items() if rank < ORDINARY and len(word) > 1}
    ordinary = (ordinary | chosen["words"]) - clear - families
    # A family name in lower case has to be no word at all, however rare.
    bare_families = {name for name in families if len(name) >= SHORTEST_FAMILY}
    surnames = {word for word in ordinary if word in family and word not in NO_SURNAMES}
    for file, words in (
        ("given", clear),
        ("family", bare_families),
        ("words", ordinary),
        ("both", surnames),
    ):
        (HERE / f"{file}.txt").write_text("\n".join(sorted(words)) + "\n", encoding="utf-8")


def _is_word(name: str, dictionary: set[str]) -> bool:
    stems = {name.removesuffix(end) for end in ("s", "es", "d", "ed", "ing", "r", "er", "ers", "ly")}
    return not stems.isdisjoint(dictionary)


def _chosen() -> dict[str, frozenset[str]]:
    paragraphs = (HERE / "chosen.txt").read_text(encoding="utf-8").split("\n[")[1:]
    return {
        head: frozenset(words.split())
        for head, words in (paragraph.split("]", 1) for paragraph in paragraphs)
    }


def _given() -> set[str]:
    names = set(_from_faker("first"))
    package = Path(importlib.import_module("names").__file__).parent
    for file in ("dist.female.first", "dist.male.first"):
        names |= {line.split()[0].lower() for line in (package / file).read_text().splitlines()}
    nicknames = Path(importlib.import_module("nicknames").__file__).parent / "names.csv"
    for line in nicknames.read_text().splitlines():
        names |= {name for name in line.split(",")[::2] if name.isalpha()}
    return names


def _family() -> set[str]:
    package = Path(importlib.import_module("names").__file__).parent
    census = (package / "dist.all.last").read_text().splitlines()[:FAMILIES]
    return set(_from_faker("last")) | {line.split()[0].lower() for line in census}


def _from_faker(which: str) -> Iterator[str]:
    for country in COUNTRIES:
        provider = importlib.import_module(f"faker.providers.person.{country}").Provider
        for field in dir(provider):
            if (
                which not in field
                or "format" in field
                or "prefix" in field
                or callable(getattr(provider, field))
            ):
                continue
            for name in _flat(getattr(provider, field)):
                yield from (
                    part for part in re.split(r"[\s-]+", bare(name)) if re.fullmatch(r"[a-z']{2,}", part)
                )


def _flat(names: str | Mapping[str, float] | Iterable[object]) -> Iterator[str]:
    if isinstance(names, str):
        yield names
        return
    for each in names:
        yield from _flat(each)


def _by_frequency() -> dict[str, int]:
    package = Path(importlib.import_module("symspellpy").__file__).parent
    lines = (package / "frequency_dictionary_en_82_765.txt").read_text(encoding="utf-8-sig").splitlines()
    return {line.split()[0]: rank for rank, line in enumerate(lines)}


def _dictionary() -> set[str]:
    from english_words import get_english_words_set

    return {word for word in get_english_words_set(["web2", "gcide"]) if word.islower()}


if __name__ == "__main__":
    write()
