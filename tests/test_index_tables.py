"""What parts hold gives the same scores as one index of everything, to the last bit."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from corpus.document import Audience
from index.build import index_clauses
from index.lexicon import Lexicon, Terms, stems
from index.search import candidates
from tests.fakes import FakeEncoder
from tests.policies import Rule, policy

ALL = frozenset({Audience.all})
words = st.sampled_from(["staff", "badges", "badge", "lend", "pupils", "the", "a", "photograph", "ß", "x1"])
texts = st.lists(st.lists(words, max_size=12).map(" ".join), max_size=12)


def in_parts(texts: Sequence[str], cuts: Sequence[int]) -> Lexicon:
    places = sorted({0, *(min(cut, len(texts)) for cut in cuts), len(texts)})
    return Lexicon([Terms.of(texts[at:end]) for at, end in pairwise(places)])


def of_bm25s(texts: Sequence[str], question: str) -> NDArray[np.float32]:
    stemmed, wanted = [stems(text) for text in texts], stems(question)
    vocabulary = {stem: number for number, stem in enumerate(sorted({one for row in stemmed for one in row}))}
    known = [vocabulary[stem] for stem in wanted if stem in vocabulary]
    if not known:
        return np.zeros(len(texts), np.float32)
    ranking = bm25s.BM25(method="lucene")
    numbers = [[vocabulary[stem] for stem in row] for row in stemmed]
    ranking.index((numbers, vocabulary), create_empty_token=False, show_progress=False)
    scores = np.asarray(ranking.get_scores_from_ids(known), np.float32)
    return scores / np.float32(np.sqrt(len(wanted)))


@settings(deadline=None)
@given(texts, texts, st.lists(st.integers(0, 12), max_size=4))
def test_scores_are_those_of_bm25s_however_the_texts_are_parted(
    held: list[str], questions: list[str], cuts: list[int]
) -> None:
    lexicon = in_parts(held, cuts)
    for question in (*questions, "staff photograph pupils lend a badge"):
        assert lexicon.scores(question).tolist() == of_bm25s(held, question).tolist()
        assert lexicon.scores(question).tolist() == of_bm25s(held, question).tolist()  # from what it kept


def test_no_text_at_all_has_no_scores() -> None:
    assert Lexicon([]).scores("may staff lend a badge").shape == (0,)


def test_terms_are_given_back_as_they_were_taken() -> None:
    terms = Terms.of(["lend a badge", "", "badge badge"])
    held = Terms.held(terms.arrays())
    assert held.arrays().keys() == terms.arrays().keys()
    places, counts = held.of_stem("badg") or pytest.fail("the stem is gone")
    assert (places.tolist(), counts.tolist()) == ([0, 2], [1, 2])
    assert held.lengths.tolist() == [2, 0, 2]
    assert held.of_stem("boat") is None


def test_what_is_found_does_not_depend_on_how_policies_are_parted() -> None:
    rules = [Rule(f"Staff must not lend badge {number} to visitor {number % 7}.") for number in range(120)]
    one, whole = policy("rules", rules, title="Rules")
    halves = [
        policy(name, part, title="Rules") for name, part in (("rules", rules[:50]), ("more", rules[50:]))
    ]
    together = index_clauses("Otter", [one], whole, FakeEncoder())
    parted = index_clauses(
        "Otter",
        [each for each, _ in halves],
        [clause for _, each in halves for clause in each],
        FakeEncoder(),
    )
    for question in ("may i lend badge 55 to a visitor", "who is visitor 3", "boats"):
        found, again = (candidates(each, FakeEncoder(), [question], ALL) for each in (together, parted))
        assert found.units.tolist() == again.units.tolist()
        assert found.features.tolist() == again.features.tolist()
