"""Training: the steps of an epoch, and the losses."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from index.fitted import COVER
from index.search import reading
from index.training import material
from index.training.material import Message, Policy, Question
from index.training.model import (
    CLAUSE_TOKENS,
    QUESTION_TOKENS,
    SCALE,
    Encoded,
    Finder,
    covered,
    encode,
)
from index.training.noise import mistype
from index.training.reading import judged, ranking_loss, read

ENCODER_RATE, HEADS_RATE = 1e-4, 1e-3
QUESTIONS = 128  # of one policy a step, at most
FOREIGN = 6  # a step, other business and small talk from any policy's material
MESSAGES = 36  # a step, that disclose a concern or look like it
GONE = 0.12  # of the questions lose their governing clauses, so that nothing answers them
READ_SHARE = 0.4  # of the questions of a step, which the reader reads
READ = 6  # clauses of each question that the reader reads in training


@dataclass(frozen=True, slots=True)
class Step:
    """Questions and the clauses laid before them, with (questions, clauses) marks of right and of neutral."""

    questions: list[str]
    clauses: list[str]
    right: Tensor
    neutral: Tensor
    messages: list[str]
    urgency: Tensor


def steps(policies: Sequence[Policy], messages: Sequence[Message], chance: random.Random) -> Iterator[Step]:
    """Give one epoch: every question once, beside all clauses of its policy and often some of a second one.

    A few questions on other matters stand among them.
    """
    parts: list[tuple[Policy, list[Question]]] = []
    for policy in policies:
        questions = list(policy.questions)
        chance.shuffle(questions)
        parts += [(policy, questions[at : at + QUESTIONS]) for at in range(0, len(questions), QUESTIONS)]
    chance.shuffle(parts)
    foreign = material.foreign(policies)
    for policy, questions in parts:
        questions = [*questions, *chance.sample(foreign, min(FOREIGN, len(foreign)))]
        others = [one for one in policies if one.organisation == policy.organisation and one is not policy]
        extra = list(chance.choice(others).clauses) if others and chance.random() < 0.5 else []
        chance.shuffle(extra)
        clauses = [*policy.clauses, *extra[:24]]
        right = torch.zeros(len(questions), len(clauses), dtype=torch.bool)
        neutral = torch.zeros_like(right)
        for row, question in enumerate(questions):
            right[row, list(question.gold)] = True
            neutral[row, list(question.also)] = True
            if question.gold and chance.random() < GONE:  # its rule is taken away: nothing answers it
                neutral[row] |= right[row]
                right[row] = False
        neutral &= ~right
        heard = chance.sample(messages, MESSAGES)
        yield Step(
            [typed(question, chance) for question in questions],
            [clause.text(*_kept(chance)) for clause in clauses],
            right,
            neutral,
            [mistype(one.text, chance) if chance.random() < 0.3 else one.text for one in heard],
            torch.tensor([one.urgency for one in heard]),
        )


def typed(question: Question, chance: random.Random) -> str:
    """Give a question as it is read, three in ten of them with slips of the thumb."""
    text = reading(question.turns)
    return mistype(text, chance) if chance.random() < 0.3 else text


def _kept(chance: random.Random) -> tuple[bool, bool]:
    return chance.random() < 0.7, chance.random() < 0.85


def loss_of(finder: Finder, step: Step) -> tuple[Tensor, dict[str, float]]:
    """Give the loss of one step, and its parts by name."""
    clauses = encode(finder, step.clauses, CLAUSE_TOKENS, 3)
    questions = encode(finder, step.questions, QUESTION_TOKENS, 2)
    cosine = questions.vectors @ clauses.vectors.T
    cover = covered(questions, clauses)
    both = (cosine + COVER * cover) * SCALE
    order, verdict = _reading_losses(finder, step, questions, clauses, cosine, cover, both.detach())
    heard = encode(finder, step.messages, QUESTION_TOKENS, 1)
    parts = {
        "cosine": ranking_loss(cosine * SCALE, step.right, step.neutral),
        "cover": ranking_loss(cover * COVER * SCALE, step.right, step.neutral),
        "both": ranking_loss(both, step.right, step.neutral),
        "read": order,
        "judge": 4 * verdict,
        "concern": functional.cross_entropy(heard.concern, step.urgency),
        # Nearly every question is no disclosure; a few describe one, so they count little.
        "calm": -0.2 * questions.concern.log_softmax(1)[:, 0].mean(),
    }
    total = torch.stack(list(parts.values())).sum()
    return total, {name: float(value.detach()) for name, value in parts.items()}


def _reading_losses(
    finder: Finder,
    step: Step,
    questions: Encoded,
    clauses: Encoded,
    cosine: Tensor,
    cover: Tensor,
    both: Tensor,
) -> tuple[Tensor, Tensor]:
    """Have part of the questions read beside their right clauses and the likeliest wrong ones.

    Gives the loss of the order of the logits, and of what each says by itself.
    """
    asked = torch.randperm(len(both))[: math.ceil(READ_SHARE * len(both))]
    order = both.masked_fill(step.neutral, -1e4).masked_fill(step.right, 1e4)[asked]
    columns = order.topk(min(READ, order.shape[1]), dim=1).indices
    logits = read(finder, questions.some(asked), clauses, cosine[asked], cover[asked], columns)
    return judged(logits, step.right[asked].gather(1, columns), step.neutral[asked].gather(1, columns))


def train(
    finder: Finder,
    policies: Sequence[Policy],
    messages: Sequence[Message],
    epochs: int,
    seed: int,
) -> None:
    """Train a finder in place.

    AdamW, warmed up over a tenth of the steps and then falling to nothing in a straight line.
    """
    torch.manual_seed(seed)
    chance = random.Random(seed)
    own = [value for name, value in finder.named_parameters() if name.startswith(("bert.", "sentence."))]
    known = {id(value) for value in own}
    new = [value for value in finder.parameters() if id(value) not in known]
    optimiser = torch.optim.AdamW(
        [{"params": own, "lr": ENCODER_RATE}, {"params": new, "lr": HEADS_RATE}], weight_decay=0.01
    )
    count = sum(-(-len(policy.questions) // QUESTIONS) for policy in policies)
    total, at = count * epochs, 0
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (0.1 * total), max(0.0, (total - step) / (0.9 * total)))
    )
    begun = time.monotonic()
    for epoch in range(epochs):
        finder.train()
        sums: dict[str, float] = {}
        for number, step in enumerate(steps(policies, messages, chance), 1):
            loss, parts = loss_of(finder, step)
            loss.backward()  # type: ignore[no-untyped-call]  # torch does not say
            torch.nn.utils.clip_grad_norm_(finder.parameters(), 1.0)
            optimiser.step()
            optimiser.zero_grad()
            schedule.step()
            at += 1
            for name, value in parts.items():
                sums[name] = sums.get(name, 0.0) * 0.95 + value * 0.05
            if number % 20 == 0:
                spent = time.monotonic() - begun
                print(
                    f"epoch {epoch + 1} step {at}/{total} {spent / 60:.1f} min, {spent / at * (total - at) / 60:.0f} left",
                    {k: round(v, 3) for k, v in sums.items()},
                    flush=True,
                )
