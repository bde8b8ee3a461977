"""What scores are worth: constants that belong to an encoder, and lie beside its weights."""

from __future__ import annotations

import bisect
import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from index.errors import WeightsDamaged

COVER = 1.5  # what coverage counts beside the cosine where units are chosen to be read
FIRST = 5  # units of which the mean logit is taken


class Fitted(BaseModel):
    """What weighs how much when clauses are ranked, and what their scores are worth.

    `cosine`, `covered`, `lexical` and `logit` weigh a unit's features (see `search.FEATURES`) into its
    score, and with `slope` and `constant` that gives the log-odds that it governs. The `any_...` turn the
    best unit's logit and the mean of the first five's into the log-odds that anything governs; the `sure_...`
    its logit, its score's lead over the second's and its cosine into those that it is this one, if any. `lines` are pairs, in ascending order: a
    share of wrong answers, and the surety from which on no greater share was wrong. `beside` is how far
    below the best one's score a unit's may lie to be quoted beside it. `concern` and `immediate` are the
    shares from which on a message discloses a concern, and an immediate one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    cosine: float
    covered: float
    lexical: float
    logit: float
    slope: float
    constant: float
    any_logit: float
    any_mean: float
    any_constant: float
    sure_logit: float
    sure_lead: float
    sure_cosine: float
    sure_constant: float
    beside: float
    lines: tuple[tuple[float, float], ...]
    concern: float
    immediate: float

    @classmethod
    def load(cls, path: Path) -> Fitted:
        """Read the constants; raises WeightsDamaged where the file does not hold them."""
        try:
            return cls.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as fault:
            raise WeightsDamaged(
                f"The encoder's file {path} is missing or damaged. Install Quoth again."
            ) from fault

    def closeness(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """Rank units before they are read, by cosine and coverage, float32 (units, 2)."""
        return np.asarray(scores[:, 0] + COVER * scores[:, 1], np.float32)

    def scores(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Rank units that were read, by their features, float32 (units, 4)."""
        weights = np.array([self.cosine, self.covered, self.lexical, self.logit], np.float32)
        return np.asarray(features @ weights, np.float32)

    def governs(self, score: float) -> float:
        """Tell how likely a unit of this score governs, 0 to 1."""
        return share(self.slope * score + self.constant)

    def surety(self, scores: NDArray[np.float32], features: NDArray[np.float32]) -> float:
        """Tell how sure it is that the best unit governs, 0 to 1, from units in order, best first.

        `scores` float32 (units,), `features` float32 (units, 4). It is how likely anything here governs,
        times how likely the first one does if anything does.
        """
        cosine, logit = float(features[0, 0]), float(features[0, 3])
        anything = self.any_logit * logit + self.any_mean * float(features[:FIRST, 3].mean())
        first = self.sure_logit * logit + self.sure_lead * lead(scores) + self.sure_cosine * cosine
        return share(anything + self.any_constant) * share(first + self.sure_constant)

    def line(self, wrong: float) -> float:
        """Give the surety below which to be silent, so that at most the share `wrong` of answers is wrong.

        0, which is no line, where every answer may be wrong; 1, which nothing reaches, where fewer may be
        than was ever measured.
        """
        if wrong >= 1:
            return 0.0
        place = bisect.bisect_right([accepted for accepted, _ in self.lines], wrong) - 1
        return self.lines[place][1] if place >= 0 else 1.0


def lead(scores: NDArray[np.float32]) -> float:
    """Tell how far the first of the scores lies above the second; more than 5 is no surer than 5."""
    return min(float(scores[0] - scores[1]), 5.0) if len(scores) > 1 else 0.0


def share(odds: float) -> float:
    """Turn log-odds into a share, 0 to 1."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


PLAIN = Fitted(
    cosine=5.0,
    covered=10.0,
    lexical=0.0,
    logit=0.0,
    slope=1.0,
    constant=-7.0,
    any_logit=0.0,
    any_mean=0.0,
    any_constant=30.0,
    sure_logit=0.0,
    sure_lead=0.0,
    sure_cosine=10.0,
    sure_constant=-4.0,
    beside=4.0,
    lines=((0.0, 0.5),),
    concern=1.0,
    immediate=1.0,
)
"""For an encoder that was not trained here: fitted on nothing, a sensible order and a rough line."""
