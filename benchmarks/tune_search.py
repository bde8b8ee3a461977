"""Fit the constants of `index/fitted.py` on a practice folder, and say how well they do elsewhere.

    python -m benchmarks.tune_search PRACTICE_FOLDER [--golden GOLDEN_FOLDER] [--cache FOLDER]

The ranking is fitted on all of an organisation's policies together, the silence on single policies, whose
labels say what is unanswerable. Every figure on practice questions comes from constants fitted without the
organisation asked. SciPy does the fitting (the extra "encoders" brings it). The golden folder is only ever measured, with the constants that stand in `index/fitted.py`.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]

from benchmarks.material import golden, practice
from benchmarks.measure import Asked, ask, line, ranking, separation, sureties
from index.encoder import DEFAULT_MODEL, open_encoder
from index.fitted import FITTED, Fitted
from index.search import COSINE, COVERED, FEATURES

RIDGE = 1e-3
WRONGLY_SILENT = 0.08  # of the answerable plain questions
SHARES = (0.0, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.7, 1.0)


def fit_weights(asked: Sequence[Asked], fitted: Fitted) -> Fitted:
    """Fit the features' weights: each governing unit against all that do not govern (logistic loss)."""
    rows = [
        (one.read(fitted).features.astype(np.float64), *_marks(one))
        for one in asked
        if one.question.answerable
    ]
    rows = [row for row in rows if row[1].any()]
    spread = np.concatenate([features for features, _, _ in rows]).std(axis=0) + 1e-9

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope, count = 0.0, np.zeros_like(weights), 0
        for features, right, wrong in rows:
            scaled = features / spread
            scores = scaled @ weights
            scores -= scores.max()
            rivals = np.exp(scores) * wrong
            for place in np.flatnonzero(right):
                own = np.exp(scores[place])
                share = own + rivals.sum()
                total += np.log(share) - scores[place]
                slope += (scaled[place] * own + rivals @ scaled) / share - scaled[place]
                count += 1
        return total / count + RIDGE * float(weights @ weights), slope / count + 2 * RIDGE * weights

    found = minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B").x / spread
    return replace(fitted, **{name: float(value) for name, value in zip(FEATURES, found, strict=True)})


def fit_surety(asked: Sequence[Asked], fitted: Fitted) -> Fitted:
    """Fit the surety: a logistic regression, answerable and not weighing the same.

    The question's length stands beside the two features while fitting and is left out after: the
    practice questions that cannot be answered are shorter, which says nothing about a policy.
    """
    features = np.array([_sure(one, fitted) for one in asked])
    length = np.log([1 + len(" ".join(one.question.turns).split()) for one in asked])
    inputs = np.column_stack([features, length - length.mean(), np.ones(len(asked))])
    answerable = np.array([one.question.answerable for one in asked])
    weight = np.where(answerable, 0.5 / answerable.mean(), 0.5 / (1 - answerable.mean()))
    sign = np.where(answerable, 1.0, -1.0)

    def loss(factors: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margins = sign * (inputs @ factors)
        slope = -(weight * sign / (1 + np.exp(margins))) @ inputs / len(inputs)
        return float((weight * np.logaddexp(0, -margins)).mean()), slope

    cosine, covered, _, constant = minimize(loss, np.zeros(4), jac=True, method="L-BFGS-B").x
    return replace(
        fitted, sure_cosine=float(cosine), sure_covered=float(covered), sure_constant=float(constant)
    )


def fit_all(together: Sequence[Asked], single: Sequence[Asked]) -> Fitted:
    """Fit every constant but the threshold."""
    plain = [one for one in together if one.question.source != "threads"]
    fitted = fit_weights(plain, FITTED)
    threads = [one for one in together if one.question.source == "threads"]
    share = max(SHARES, key=lambda share: _thread_figure(threads, replace(fitted, last_turn=share)))
    fitted = replace(fitted, last_turn=share)
    return fit_surety([one for one in single if one.question.source == "questions"], fitted)


def main() -> None:
    """Fit, and print the constants and the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("practice", type=Path)
    parser.add_argument("--golden", type=Path)
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "quoth-encoders")
    given = parser.parse_args()
    encoder = open_encoder(DEFAULT_MODEL, given.cache)
    together = ask(practice(given.practice, by="organisation"), encoder)
    single = ask(practice(given.practice, by="policy"), encoder)
    organisations = sorted({one.question.organisation for one in single})
    held_out = {
        name: fit_all(
            [one for one in together if one.question.organisation != name],
            [one for one in single if one.question.organisation != name],
        )
        for name in organisations
    }
    print("PRACTICE, each organisation with constants fitted on the others")
    for scope, asked in (("one policy", single), ("all policies", together)):
        for source in ("questions", "indirect", "threads"):
            _print_ranking(
                f"{scope}: {source}", [one for one in asked if one.question.source == source], held_out
            )
    threshold = _print_silence(single, together, held_out)
    fitted = replace(fit_all(together, single), threshold=threshold)
    print("\nFITTED on all of it; for index/fitted.py")
    for name in Fitted.__dataclass_fields__:
        print(f"    {name}: float = {getattr(fitted, name):.3f}")
    if given.golden:
        report_golden(ask(golden(given.golden), encoder), FITTED)


def report_golden(asked: Sequence[Asked], fitted: Fitted) -> None:
    """Print the figures of a golden set with constants that never saw it."""
    print("\nGOLDEN, with the constants in index/fitted.py")
    for source in ("questions", "followups"):
        print(line(source, ranking([one for one in asked if one.question.source == source], fitted)))
    chosen = [one for one in asked if one.question.source == "questions"]
    scores = sureties(chosen, fitted)
    print(line("surety", {"AUC": separation(scores, np.array([one.question.answerable for one in chosen]))}))
    _print_kinds("silent at the threshold", chosen, scores, fitted.threshold)


def _print_ranking(name: str, asked: Sequence[Asked], held_out: dict[str, Fitted]) -> None:
    totals = {"n": 0.0}
    for organisation, fitted in held_out.items():
        figures = ranking([one for one in asked if one.question.organisation == organisation], fitted)
        for key, value in figures.items():
            totals[key] = totals.get(key, 0.0) + (value if key == "n" else value * figures["n"])
    print(line(name, {key: value if key == "n" else value / totals["n"] for key, value in totals.items()}))


def _print_silence(single: Sequence[Asked], together: Sequence[Asked], held_out: dict[str, Fitted]) -> float:
    """Print how well silence is kept on practice questions; return the threshold."""
    plain = [one for one in single if one.question.source == "questions"]
    scores = _held_out_scores(plain, held_out)
    answerable = np.array([one.question.answerable for one in plain])
    threshold = round(float(np.quantile(scores[answerable], WRONGLY_SILENT)), 3)
    print(
        line(
            "surety, one policy, plain questions",
            {"AUC": separation(scores, answerable), "threshold": threshold},
        )
    )
    for scope, asked in (("one policy", single), ("all policies", together)):
        for source in ("questions", "indirect", "threads"):
            chosen = [one for one in asked if one.question.source == source]
            _print_kinds(f"silent, {scope}, {source}", chosen, _held_out_scores(chosen, held_out), threshold)
    return threshold


def _print_kinds(name: str, asked: Sequence[Asked], scores: NDArray[np.float64], threshold: float) -> None:
    kinds = np.array([one.question.kind if not one.question.answerable else "answerable" for one in asked])
    silent = scores < threshold
    print(
        line(
            name,
            {
                kind: float(silent[kinds == kind].mean())
                for kind in ("answerable", "near", "far", "chat")
                if (kinds == kind).any()
            },
        )
    )


def _held_out_scores(asked: Sequence[Asked], held_out: dict[str, Fitted]) -> NDArray[np.float64]:
    return np.array([sureties([one], held_out[one.question.organisation])[0] for one in asked])


def _thread_figure(threads: Sequence[Asked], fitted: Fitted) -> float:
    figures = ranking(threads, fitted)
    return figures["all@3"] + figures["MRR"]


def _sure(one: Asked, fitted: Fitted) -> tuple[float, float]:
    features = one.read(fitted).features
    return float(features[:, COSINE].max()), float(features[one.scores(fitted).argmax(), COVERED])


def _marks(one: Asked) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    governing = {id for any_of in one.question.must for id in any_of}
    right = np.array([id in governing for id in one.ids])
    return right, np.array([id not in governing and id not in one.question.fine for id in one.ids])


if __name__ == "__main__":
    main()
