"""Questions read beside clauses: the readers' logits, and the losses that are taken of them."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from index.training.model import Encoded, Finder, Finders


def ranking_loss(scores: Tensor, right: Tensor, neutral: Tensor) -> Tensor:
    """Cross-entropy of each right clause against the wrong ones, a mean over questions that have one."""
    wrong = scores.masked_fill(right | neutral, -1e4).logsumexp(1, keepdim=True)
    losses = functional.softplus(wrong - scores) * right
    asked = right.any(1)
    if not asked.any():
        return scores.sum() * 0
    return (losses.sum(1) / right.sum(1).clamp(min=1))[asked].mean()


def read(
    finder: Finder | Finders,
    questions: Encoded,
    clauses: Encoded,
    cosine: Tensor,
    cover: Tensor,
    columns: Tensor,
) -> Tensor:
    """Have each question read beside the clauses of `columns` (questions, clauses): its logits, likewise."""
    rows = torch.arange(len(columns)).unsqueeze(1).expand_as(columns).reshape(-1)
    chosen = columns.reshape(-1)
    asked, said = questions.mask[rows], clauses.mask[chosen]
    # What is padding in all of them need not be read.
    asked, said = asked[:, asked.any(0)], said[:, said.any(0)]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits: Tensor = finder.reader(
            questions.words[rows][:, : asked.shape[1]],
            asked,
            clauses.words[chosen][:, : said.shape[1]],
            said,
            torch.stack([cosine[rows, chosen], cover[rows, chosen]], 1),
        )
    return logits.float().view(columns.shape)


def judged(logits: Tensor, right: Tensor, neutral: Tensor) -> tuple[Tensor, Tensor]:
    """Give the loss of the order of logits (questions, clauses), and of what each says by itself."""
    verdict = functional.binary_cross_entropy_with_logits(logits, right.float(), reduction="none")
    verdict = verdict.masked_fill(neutral, 0.0).sum() / (~neutral).sum().clamp(min=1)
    return ranking_loss(logits, right, neutral), verdict
