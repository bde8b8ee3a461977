"""What the manner of a question alone would tell of whether a pin answers it: nothing in life, much in our material.

Writers who look for other words in one column and for the same words in the other leave marks that a network would
learn instead of the meaning. Rates are therefore measured also with those questions counting more whose manner misleads.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline, make_union

from index.training.pairs import Pin

LEAST, MOST = 0.4, 4.0  # what a question counts


def counts_of(pins: Sequence[Pin], judge: Pipeline) -> dict[str, float]:
    """Give what each question counts, by text: more, the more its manner misleads a judge of manners."""
    texts, same = _told(pins)
    likely = judge.predict_proba(texts)[:, 1]
    weights = np.where(same, same.mean() / likely, (1 - same.mean()) / (1 - likely)).clip(LEAST, MOST)
    for one in (True, False):
        weights[same == one] /= weights[same == one].mean()
    return dict(zip(texts, weights.tolist(), strict=True))


def judge_of(pins: Sequence[Pin]) -> Pipeline:
    """Fit a judge who sees no phrasing: words and letters of the question, counted."""
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), min_df=3)
    judge = make_pipeline(make_union(words, letters), LogisticRegression(C=3, max_iter=2_000))
    texts, same = _told(pins)
    return judge.fit(texts, same)


def _told(pins: Sequence[Pin]) -> tuple[list[str], np.ndarray]:
    same = [text for pin in pins for text in pin.served]
    other = [text for pin in pins for text in pin.not_served]
    return [*same, *other], np.array([True] * len(same) + [False] * len(other))
