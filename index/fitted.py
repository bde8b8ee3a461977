"""The constants that search was fitted with, and the command that fits them again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fitted:
    """What weighs how much when clauses are ranked, and when to be silent.

    Fitted for all-MiniLM-L6-v2 on the invented practice policies by
    `python -m benchmarks.tune_search PRACTICE_FOLDER`, which prints these lines; never on the golden
    questions. The first six weigh a unit's features (see `search.FEATURES`); `last_turn` is the share
    of a follow-up's last turn by itself, beside all its turns together; the `sure_…` three turn the
    best cosine and the best unit's coverage into `Found.score`; below `threshold` nothing is answered.
    """

    words: float = 2.231
    sentence: float = 0.475
    heading: float = 2.132
    asked: float = 16.263
    covered: float = 10.767
    lexical: float = -0.048
    last_turn: float = 0.4
    sure_cosine: float = 3.264
    sure_covered: float = 6.867
    sure_constant: float = -2.744
    threshold: float = 0.427

    @property
    def weights(self) -> tuple[float, ...]:
        """The features' weights, in the order of `search.FEATURES`."""
        return (self.words, self.sentence, self.heading, self.asked, self.covered, self.lexical)


FITTED = Fitted()
