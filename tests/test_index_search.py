"""Search shows whole units of one snapshot to those they speak to, best first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from corpus.document import Audience
from index.build import index_clauses
from index.encoder import DEFAULT_MODEL, Encoder, Words, open_encoder
from index.errors import MixedEncoders
from index.lexicon import Lexicon
from index.search import NOTHING, READ, candidates, search
from index.snapshot import Snapshot
from tests.fakes import FakeEncoder
from tests.policies import FRIENDS, Rule, policy

STAFF = frozenset({Audience.staff})
ALL = frozenset({Audience.all})


def built(encoder: Encoder, rules: tuple[Rule, ...] = FRIENDS) -> Snapshot:
    document, clauses = policy("friends", rules, title="Friends and Phones")
    return index_clauses("Otter School", [document], clauses, encoder)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return open_encoder(DEFAULT_MODEL, threads=1)


@pytest.fixture(scope="module")
def snapshot(encoder: Encoder) -> Snapshot:
    return built(encoder)


def ids(snapshot: Snapshot, encoder: Encoder, *turns: str, audiences: frozenset[Audience] = ALL) -> list[str]:
    return [hit.clause_id for hit in search(snapshot, encoder, turns, audiences, 10).hits]


def test_the_governing_unit_comes_first(snapshot: Snapshot, encoder: Encoder) -> None:
    assert ids(snapshot, encoder, "a pupil sent me a friend request, can i say yes")[0] == "friends#1"
    assert ids(snapshot, encoder, "ive lost my id card")[0] == "friends#4"
    assert ids(snapshot, encoder, "is it ok to tell a colleague my login")[0] == "friends#2"


def test_hits_stand_best_first_and_no_more_than_asked_for(snapshot: Snapshot, encoder: Encoder) -> None:
    found = search(snapshot, encoder, ["can i take a photo of the children"], ALL, 3)
    assert len(found.hits) == 3
    assert [hit.score for hit in found.hits] == sorted((hit.score for hit in found.hits), reverse=True)
    assert (
        search(snapshot, encoder, ["can i take a photo"], ALL, 1).hits[0].clause_id == found.hits[0].clause_id
    )


def test_only_whole_units_are_shown(snapshot: Snapshot, encoder: Encoder) -> None:
    shown = ids(snapshot, encoder, "who keeps the list of drivers")
    assert shown[0] == "friends#6"
    assert "friends#7" not in shown


@pytest.mark.parametrize(
    ("audiences", "hidden"),
    [
        ({Audience.staff}, {"friends#3", "friends#6"}),
        ({Audience.learners}, {"friends#1", "friends#2", "friends#5", "friends#6"}),
        ({Audience.staff, Audience.managers}, {"friends#3"}),
        ({Audience.all}, set()),
        (set(), {"friends#1", "friends#2", "friends#3", "friends#5", "friends#6"}),
    ],
)
def test_units_for_others_are_not_even_ranked(audiences: set[Audience], hidden: set[str]) -> None:
    fake = FakeEncoder()
    snapshot = built(fake)
    shown = ids(
        snapshot, fake, "Pupils may keep a phone, managers approve trips", audiences=frozenset(audiences)
    )
    assert set(shown) == {unit.id for unit in snapshot.units} - hidden


def test_the_score_tells_the_covered_from_the_foreign(snapshot: Snapshot, encoder: Encoder) -> None:
    covered = search(snapshot, encoder, ["can i accept a friend request from one of the pupils?"], STAFF)
    foreign = search(snapshot, encoder, ["what's for lunch"], STAFF)
    assert 0 <= foreign.score < encoder.fitted.line(0.2) < covered.score <= 1


def test_a_follow_up_is_read_with_what_was_asked_before(snapshot: Snapshot, encoder: Encoder) -> None:
    before = "can i put a picture of my class on the website"
    assert ids(snapshot, encoder, before, "who has to agree?")[0] == "friends#5"
    assert ids(snapshot, encoder, before, "and where do i report that my badge is gone?")[0] == "friends#4"


def test_a_question_of_blanks_finds_nothing(snapshot: Snapshot, encoder: Encoder) -> None:
    assert search(snapshot, encoder, ["", " \n"], STAFF) == NOTHING
    assert search(snapshot, encoder, [], STAFF) == NOTHING


def test_nobodys_policy_finds_nothing() -> None:
    fake = FakeEncoder()
    snapshot = built(fake, (Rule("Pupils sit down.", audience=(Audience.learners,)),))
    assert search(snapshot, fake, ["sit down"], STAFF) == NOTHING


def test_an_index_never_mixes_encoders(snapshot: Snapshot) -> None:
    with pytest.raises(MixedEncoders, match="Publish again"):
        search(snapshot, FakeEncoder(), ["may i"], STAFF)


def test_a_rule_is_found_among_thousands_by_meaning_and_by_rare_words() -> None:
    fake = FakeEncoder()
    rules = tuple(Rule(f"Room {number} is shut on day {number % 7}.") for number in range(1500))
    snapshot = built(fake, (*rules, *FRIENDS))
    assert len(candidates(snapshot, fake, ["badge"], ALL).units) == READ
    assert ids(snapshot, fake, "lost badge")[0] == "friends#1504"
    assert ids(snapshot, fake, "is room 1234 shut")[0] == "friends#1235"


class CountingReader:
    """A reader that counts the clauses it is given; the more of the question one matches, the likelier."""

    def __init__(self) -> None:
        self.read_so_far = 0

    def read(
        self, question: Words, clauses: Sequence[NDArray[np.float32]], scores: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        self.read_so_far += len(clauses)
        return scores[:, 1]


def test_no_clause_is_read_twice_with_the_same_question() -> None:
    fake = FakeEncoder()
    snapshot = built(fake)
    fake.reader = reader = CountingReader()
    known: dict[int, float] = {}
    search(snapshot, fake, ["lend my badge"], STAFF, known=known)
    few = reader.read_so_far
    assert 0 < few == len(known) < len(snapshot.units)
    search(snapshot, fake, ["lend my badge"], STAFF, known=known)
    assert reader.read_so_far == few
    search(snapshot, fake, ["lend my badge"], ALL, known=known)
    assert reader.read_so_far == len(known) > few


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(max_size=300), max_size=4), st.sets(st.sampled_from(Audience)))
def test_any_text_is_answered_without_a_crash(turns: list[str], audiences: set[Audience]) -> None:
    fake = FakeEncoder()
    found = search(SNAPSHOT, fake, turns, frozenset(audiences))
    assert 0 <= found.score <= 1
    assert len(found.hits) <= 5


SNAPSHOT = built(FakeEncoder())


@pytest.mark.parametrize(
    "text", ["🙂🙂", "WHAT IF THEY ARE 19???", "Czy mogę?", "a" * 50_000, "rm -rf / \x00\x07", "?"]
)
def test_hostile_questions_are_answered_by_the_real_encoder(
    snapshot: Snapshot, encoder: Encoder, text: str
) -> None:
    found = search(snapshot, encoder, [text, text], STAFF)
    assert 0 <= found.score <= 1


def test_words_are_scored_by_their_stems() -> None:
    lexicon = Lexicon.of(["Photographing is forbidden", "lunch", ""])
    scores = lexicon.scores("may I photograph?")
    assert scores[0] > 0
    assert scores[1:].tolist() == [0, 0]
    assert Lexicon.of(["", "the"]).scores("the photograph").tolist() == [0, 0]
