"""Fits what scores are worth, on the policies kept back: `python -m index.training.calibrate`.

Each kept-back policy is asked alone, among policies on other matters, and with part of its clauses gone;
some questions lose their governing clauses, so that what is left only resembles an answer. The constants
are fitted on half of the policies and reported on the other half, both ways round, then fitted on all.
"""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from torch import Tensor
from torch.nn import functional

from index.build import CHUNK
from index.encoder import CONSTANTS, DEFAULT_FOLDER, Encoder, OnnxEncoder, Words
from index.fitted import FIRST, PLAIN, Fitted, lead
from index.lexicon import Lexicon
from index.search import FEATURES, READ, compared, reading
from index.tables import Passage, Tables, quantise, tables
from index.training import material
from index.training.material import Policy, Question, held

OTHER_MATTERS = (
    "leave",
    "medicine",
    "trips",
    "data-",
    "visits",
    "photos",
    "gifts",
    "assessment",
    "behaviour",
)
BESIDE = 3.0  # chosen from what `report` prints: more quotes, or more complete answers
CONCERN, IMMEDIATE = 0.07, 0.15  # chosen from what `hear` prints
AROUND = 4  # policies on other matters that a policy is asked among
FOREIGN = 20.0  # what a foreign question counts where the surety is fitted
SHARES = (0.02, 0.05, 0.1, 0.15, *(share / 100 for share in range(20, 41)))


@dataclass(frozen=True, slots=True)
class Asked:
    """One question in one setting: the candidates' features (units, 4), which govern, which would do."""

    policy: str
    setting: str
    kind: str
    features: NDArray[np.float32]
    right: NDArray[np.bool_]
    fine: NDArray[np.bool_]
    governing: int


def ask(policies: Sequence[Policy], around: Sequence[Policy], encoder: Encoder) -> list[Asked]:
    """Ask every question of each policy in each setting."""
    chance = random.Random(5)
    rows: list[Asked] = []
    for policy in policies:
        spelt = spelt_texts([clause.text() for clause in policy.clauses], encoder)
        others = [clause.text() for other in chance.sample(list(around), AROUND) for clause in other.clauses]
        amid = [*spelt, *spelt_texts(others, encoder)]
        texts = [reading(question.turns) for question in policy.questions]
        words = [one for at in range(0, len(texts), CHUNK) for one in encoder.spell(texts[at : at + CHUNK])]
        alone, among = tables_of(spelt, encoder), tables_of(amid, encoder)
        for question, text, one in zip(policy.questions, texts, words, strict=True):
            everything = np.ones(len(spelt), np.bool_)
            known: dict[int, float] = {}
            rows.append(_row(policy, "alone", question, alone, encoder, one, text, everything, known))
            # What the other policies say may well answer what this one leaves open.
            if question.gold:
                whole = np.ones(len(amid), np.bool_)
                rows.append(_row(policy, "among", question, among, encoder, one, text, whole, {}))
            some = np.array([chance.random() < 0.5 for _ in spelt])
            some[list(question.gold)] = True
            rows.append(_row(policy, "part", question, alone, encoder, one, text, some, known))
            if question.gold and chance.random() < 0.25:
                rest = everything.copy()
                rest[[*question.gold, *question.also]] = False
                rows.append(_row(policy, "gone", question, alone, encoder, one, text, rest, known))
    return rows


def spelt_texts(texts: Sequence[str], encoder: Encoder) -> list[tuple[str, Passage]]:
    """Texts as an index keeps them, each with its passage."""
    spelt = [one for at in range(0, len(texts), CHUNK) for one in encoder.spell(texts[at : at + CHUNK])]
    return [
        (text, Passage(one.vector, *quantise(one.tokens))) for text, one in zip(texts, spelt, strict=True)
    ]


def tables_of(spelt: Sequence[tuple[str, Passage]], encoder: Encoder) -> Tables:
    """The tables of these texts, each a unit of its own."""
    return tables(
        digests=[number.to_bytes(16, "big") for number in range(len(spelt))],
        passages=[passage for _, passage in spelt],
        unit_rows=list(range(len(spelt))),
        dimensions=encoder.dimensions,
        width=encoder.width,
        lexicon=Lexicon.of([text for text, _ in spelt]),
    )


def _row(
    policy: Policy,
    setting: str,
    question: Question,
    kept: Tables,
    encoder: Encoder,
    words: Words,
    text: str,
    heard: NDArray[np.bool_],
    known: dict[int, float],
) -> Asked:
    found = compared(kept, encoder, words, text, heard, known)
    gold = question.gold if setting != "gone" else ()
    return Asked(
        policy=policy.name,
        setting=setting,
        kind=question.kind if setting != "gone" else "gone",
        features=found.features,
        right=np.isin(found.units, gold),
        fine=np.isin(found.units, [*gold, *question.also] if gold else []),
        governing=len(gold),
    )


def fit(asked: Sequence[Asked], fitted: Fitted) -> Fitted:
    """Fit the ranking, what its scores are worth, the surety and the lines."""
    weights = _ranking(asked)
    scores = np.concatenate([one.features @ np.array(weights, np.float32) for one in asked])
    right = np.concatenate([one.right for one in asked])
    neutral = np.concatenate([one.fine & ~one.right for one in asked])
    worth = LogisticRegression(C=10.0).fit(scores[~neutral, None], right[~neutral])
    names = ("cosine", "covered", "lexical", "logit")
    update = {name: round(value, 3) for name, value in zip(names, weights, strict=True)}
    update |= _named(("slope",), worth, "constant")
    fitted = fitted.model_copy(update=update)
    # Foreign questions and small talk are rare in the material and common in life.
    whole = [one for one in asked if one.setting == "alone"]
    counts = [FOREIGN if one.kind in ("far", "chat") else 1.0 for one in whole]
    anything = LogisticRegression(C=10.0, max_iter=2000).fit(
        [_anything(one, fitted) for one in whole],
        [bool(one.governing) for one in whole],
        sample_weight=counts,
    )
    answerable = [one for one in asked if one.governing]
    first = LogisticRegression(C=10.0, max_iter=2000).fit(
        [_top(one, fitted) for one in answerable], [_first_right(one, fitted) for one in answerable]
    )
    fitted = fitted.model_copy(
        update=_named(("any_logit", "any_mean"), anything, "any_constant")
        | _named(("sure_logit", "sure_lead", "sure_cosine"), first, "sure_constant")
    )
    # A line is set by questions as they are asked: of the whole policy, nothing taken away.
    return fitted.model_copy(update={"lines": lines(whole, fitted)})


def _named(names: Sequence[str], fit: LogisticRegression, constant: str) -> dict[str, float]:
    weights = {name: round(float(value), 3) for name, value in zip(names, fit.coef_[0], strict=True)}
    return weights | {constant: round(float(fit.intercept_[0]), 3)}


def _ranking(asked: Sequence[Asked]) -> list[float]:
    """Fit the weights of the features so that each right unit leads the wrong ones of its question."""
    rows = [one for one in asked if one.right.any()]
    features = torch.zeros(len(rows), READ, len(FEATURES))
    right, wrong = torch.zeros(len(rows), READ), torch.zeros(len(rows), READ)
    for place, one in enumerate(rows):
        count = len(one.right)
        features[place, :count] = torch.from_numpy(one.features)
        right[place, :count] = torch.from_numpy(one.right)
        wrong[place, :count] = torch.from_numpy(~(one.fine | one.right))
    weights = torch.zeros(len(FEATURES), requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=100)

    def loss() -> Tensor:
        optimiser.zero_grad()
        scores = features @ weights
        against = scores.masked_fill(wrong == 0, -1e4).logsumexp(1, keepdim=True)
        losses = (functional.softplus(against - scores) * right).sum(1) / right.sum(1)
        total = losses.mean() + 1e-4 * (weights**2).sum()
        total.backward()  # type: ignore[no-untyped-call]  # torch does not say
        return total

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    return [float(value) for value in weights.detach()]


def lines(asked: Sequence[Asked], fitted: Fitted) -> tuple[tuple[float, float], ...]:
    """Give, for each of SHARES, the surety from which on no greater share of first quotes is wrong."""
    sure = np.array([_surety(one, fitted) for one in asked])
    good = np.array([_first_right(one, fitted) for one in asked])
    order = np.argsort(-sure)
    wrong = np.cumsum(~good[order]) / np.arange(1, len(order) + 1)
    found = []
    for accepted in SHARES:
        under = np.flatnonzero(wrong <= accepted)
        found.append((accepted, round(float(sure[order][under[-1]]) if len(under) else 1.0, 4)))
    return tuple(found)


def _ordered(one: Asked, fitted: Fitted) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    scores = fitted.scores(one.features)
    order = np.argsort(-scores, kind="stable")
    return scores[order], order


def _top(one: Asked, fitted: Fitted) -> list[float]:
    scores, order = _ordered(one, fitted)
    best = one.features[order[0]]
    return [float(best[3]), lead(scores), float(best[0])]


def _anything(one: Asked, fitted: Fitted) -> list[float]:
    _, order = _ordered(one, fitted)
    logits = one.features[order, 3]
    return [float(logits[0]), float(logits[:FIRST].mean())]


def _surety(one: Asked, fitted: Fitted) -> float:
    scores, order = _ordered(one, fitted)
    return fitted.surety(scores, one.features[order])


def _first_right(one: Asked, fitted: Fitted) -> bool:
    _, order = _ordered(one, fitted)
    return bool((one.fine | one.right)[order[0]])


def report(asked: Sequence[Asked], fitted: Fitted, name: str) -> None:
    """Print what the constants give."""
    for setting in ("alone", "among", "part"):
        rows = [one for one in asked if one.setting == setting]
        answerable = [one for one in rows if one.governing]
        places = []
        first = []
        for one in answerable:
            _, order = _ordered(one, fitted)
            places.append(one.right[order].nonzero()[0][-1] if one.right.sum() == one.governing else 99)
            hits = (one.right | one.fine)[order].nonzero()[0]
            first.append(1 / (1 + hits[0]) if len(hits) else 0.0)
        reach = {k: float(np.mean([place < k for place in places])) for k in (1, 3, 5)}
        print(
            f"{name} {setting:6}",
            {f"all@{k}": round(v, 3) for k, v in reach.items()},
            "MRR",
            round(float(np.mean(first)), 3),
        )
    good = np.array([_surety(one, fitted) for one in asked if one.governing])
    for line in (float(np.quantile(good, share)) for share in (0.04, 0.06, 0.08)):
        shares = {}
        for kind in ("answerable", "near", "far", "chat", "gone"):
            sure = [_surety(one, fitted) for one in asked if one.kind == kind]
            if sure:
                shares[kind] = round(float(np.mean(np.array(sure) < line)), 3)
        print(f"{name} silent below {line:.3f}:", shares)
    for beside in (1.0, 1.5, 2.0, 2.5, 3.0, 4.0):
        shown, complete = [], []
        for one in asked:
            if one.governing and one.setting != "part":
                scores, order = _ordered(one, fitted)
                kept = min(int((scores >= scores[0] - beside).sum()), 5)
                shown.append(kept)
                complete.append(one.right[order][: min(kept, 3)].sum() == one.governing)
        print(
            f"{name} beside {beside}: quotes {np.mean(shown):.2f}, complete in three {np.mean(complete):.3f}"
        )


def hear(encoder: Encoder) -> None:
    """Print what each line gives on the messages kept back, of which some disclose a concern."""
    messages = material.messages(material.FOLDER / "concerns" / "held.jsonl")
    spelt = encoder.spell([one.text for one in messages])
    concern = np.array([1 - float(one.concern[0]) for one in spelt if one.concern is not None])
    immediate = np.array([float(one.concern[2]) for one in spelt if one.concern is not None])
    urgency = np.array([one.urgency for one in messages])
    for line in (0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.2, 0.4):
        caught, cried = (concern[urgency > 0] >= line).mean(), (concern[urgency == 0] >= line).mean()
        print(f"concern from {line}: recall {caught:.3f}, false alarms {cried:.3f}")
    for line in (0.05, 0.1, 0.15, 0.2, 0.3):
        caught, cried = (immediate[urgency == 2] >= line).mean(), (immediate[urgency == 1] >= line).mean()
        print(f"immediate from {line}: of immediate ones {caught:.3f}, of high ones {cried:.3f}")


def calibrate(policies: Sequence[Policy], folder: Path) -> None:
    """Fit the constants of the encoder in `folder`, report them, and write them beside it."""
    if not (folder / CONSTANTS).exists():
        (folder / CONSTANTS).write_text(PLAIN.model_dump_json(), encoding="utf-8")
    encoder = OnnxEncoder(folder, workers=os.cpu_count() or 1)
    apart = [one for one in policies if held(one)]
    names = sorted(one.name for one in apart)
    around = [one for one in policies if not held(one) and any(word in one.name for word in OTHER_MATTERS)]
    asked = ask(apart, around, encoder)
    for fold in (0, 1):
        own = set(names[fold::2])
        fitted = fit([one for one in asked if one.policy in own], encoder.fitted)
        report([one for one in asked if one.policy not in own], fitted, f"fold {fold}")
    fitted = fit(asked, encoder.fitted)
    report(asked, fitted, "all")
    hear(encoder)
    fitted = fitted.model_copy(update={"beside": BESIDE, "concern": CONCERN, "immediate": IMMEDIATE})
    (folder / CONSTANTS).write_text(fitted.model_dump_json(indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    calibrate(material.read(), DEFAULT_FOLDER)
