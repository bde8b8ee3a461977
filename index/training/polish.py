"""The last epochs: the readers alone, over encoders as they are served."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from index.fitted import COVER
from index.training.material import Policy, Question
from index.training.model import CLAUSE_TOKENS, QUESTION_TOKENS, Encoded, Finders, covered, encode
from index.training.reading import judged, ranking_loss, read
from index.training.train import GONE, READ, typed

POLISH_RATE = 4e-4
FOREIGN = 24  # questions of other matters that are asked of each policy
POLISHED = 48  # questions a step, where the readers are trained alone
BESIDE_BOTH = 10.0  # what cosine and coverage count beside the logit, about as they do in use


@dataclass(frozen=True, slots=True)
class Laid:
    """One policy's questions beside its clauses, encoded once; marks as in Step."""

    questions: Encoded
    clauses: Encoded
    cosine: Tensor
    cover: Tensor
    right: Tensor
    neutral: Tensor


def polish(
    finder: Finders, policies: Sequence[Policy], foreign: Sequence[Question], epochs: int, seed: int
) -> None:
    """Train the readers alone, on policies that no encoder has seen: there they find what they will find in use.

    On a policy that it was trained on, an encoder is far too sure, and a reader would learn to believe it.
    `foreign` are other business and small talk, some of which is asked of every policy.
    """
    torch.manual_seed(seed)
    chance = random.Random(seed)
    laid = [
        _laid(
            finder,
            policy,
            [*policy.questions, *chance.sample(list(foreign), min(FOREIGN, len(foreign)))],
            chance,
        )
        for policy in policies
    ]
    optimiser = torch.optim.AdamW(finder.reader.parameters(), lr=POLISH_RATE, weight_decay=0.01)
    total = epochs * sum(-(-len(one.right) // POLISHED) for one in laid)
    finder.reader.train()
    for number, (one, rows) in enumerate(_parts(laid, epochs, chance), 1):
        right, neutral = one.right[rows], one.neutral[rows]
        gone = (torch.rand(len(rows), 1) < GONE) & right.any(1, keepdim=True)
        right, neutral = right & ~gone, neutral | (right & gone)
        both = one.cosine[rows] + COVER * one.cover[rows]
        best = both.masked_fill(neutral, -1e4).masked_fill(right, 1e4)
        columns = best.topk(min(READ, best.shape[1]), dim=1).indices
        logits = read(
            finder, one.questions.some(rows), one.clauses, one.cosine[rows], one.cover[rows], columns
        )
        right, neutral = right.gather(1, columns), neutral.gather(1, columns)
        order, verdict = judged(logits, right, neutral)
        beside = ranking_loss(logits + BESIDE_BOTH * both.gather(1, columns), right, neutral)
        for group in optimiser.param_groups:
            group["lr"] = POLISH_RATE * min(1.0, number / 20) * (1 - (number - 1) / total)
        (order + beside + 4 * verdict).backward()  # type: ignore[no-untyped-call]  # torch does not say
        torch.nn.utils.clip_grad_norm_(finder.reader.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad()
        if number % 20 == 0:
            print(f"readers {number}/{total}", round(float(order), 3), round(float(verdict), 3), flush=True)


def _laid(finder: Finders, policy: Policy, asked: Sequence[Question], chance: random.Random) -> Laid:
    finder.eval()
    right = torch.zeros(len(asked), len(policy.clauses), dtype=torch.bool)
    neutral = torch.zeros_like(right)
    for row, question in enumerate(asked):
        right[row, list(question.gold)] = True
        neutral[row, list(question.also)] = True
    with torch.no_grad():
        clauses = encode(finder, [clause.text() for clause in policy.clauses], CLAUSE_TOKENS, 3)
        questions = encode(finder, [typed(question, chance) for question in asked], QUESTION_TOKENS, 6)
        cover = covered(questions, clauses)
    return Laid(questions, clauses, questions.vectors @ clauses.vectors.T, cover, right, neutral & ~right)


def _parts(laid: Sequence[Laid], epochs: int, chance: random.Random) -> Iterator[tuple[Laid, Tensor]]:
    for _ in range(epochs):
        parts = [
            (one, rows) for one in laid for rows in torch.split(torch.randperm(len(one.right)), POLISHED)
        ]
        chance.shuffle(parts)
        yield from parts
