"""What a trained finder gives on policies it never saw, before it is rounded and calibrated."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from index.fitted import COVER
from index.search import reading
from index.training import reading as beside
from index.training.material import Policy, Question
from index.training.model import CLAUSE_TOKENS, QUESTION_TOKENS, Finder, Finders, covered, encode

READ = 10
KINDS = ("near", "far", "chat")
Scored = tuple[NDArray[np.float32], Question]


def figures(finder: Finder | Finders, policies: Sequence[Policy]) -> dict[str, dict[str, float]]:
    """Rank every policy's clauses for its questions, by the cosine, by coverage, by both and by the reader.

    Of each: all@k and MRR over the answerable, all@3 of the threads, and how well the top score tells the
    answerable from the near, the far and the chat (area under the curve).
    """
    finder.eval()
    found: dict[str, list[Scored]] = {name: [] for name in ("cosine", "covered", "both", "read", "mixed")}
    with torch.no_grad():
        for policy in policies:
            clauses = encode(finder, [clause.text() for clause in policy.clauses], CLAUSE_TOKENS, 3)
            for at in range(0, len(policy.questions), 64):
                asked = policy.questions[at : at + 64]
                questions = encode(finder, [reading(each.turns) for each in asked], QUESTION_TOKENS, 2)
                cosine = questions.vectors @ clauses.vectors.T
                cover = covered(questions, clauses)
                both = cosine + COVER * cover
                columns = both.topk(min(READ, both.shape[1]), dim=1).indices
                logits = beside.read(finder, questions, clauses, cosine, cover, columns)
                read = torch.full_like(both, -50.0).scatter(1, columns, logits)
                scores = {"cosine": cosine, "covered": cover, "both": both, "read": read}
                scores["mixed"] = read + 10 * both
                for name, matrix in scores.items():
                    found[name] += list(zip(matrix.numpy(), asked, strict=True))
    return {name: _summary(rows) for name, rows in found.items()}


def _summary(rows: Sequence[Scored]) -> dict[str, float]:
    last: list[int] = []
    threads: list[bool] = []
    first: list[float] = []
    for scores, question in rows:
        if question.gold:
            order = np.argsort(-scores, kind="stable").argsort()
            last.append(int(order[list(question.gold)].max()))
            first.append(1 / (1 + int(order[[*question.gold, *question.also]].min())))
            if len(question.turns) > 1:
                threads.append(last[-1] < 3)
    good = np.array([scores.max() for scores, question in rows if question.gold])
    result = {f"all@{k}": float(np.mean(np.array(last) < k)) for k in (1, 3, 5)}
    result |= {"mrr": float(np.mean(first)), "threads": float(np.mean(threads or [False]))}
    for kind in KINDS:
        bad = np.array([scores.max() for scores, question in rows if question.kind == kind])
        if len(bad):
            result[kind] = float((good[:, None] > bad).mean())
    return {name: round(value, 3) for name, value in result.items()}
