"""The networks that are trained: an encoder, and a reader that lays a question beside a clause.

What serving runs of it is written by `export.py`: the encoder as int8 ONNX, the reader as a small
graph beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from sentence_transformers import SentenceTransformer
from torch import Tensor, nn
from torch.nn import functional

WIDTH = 128  # of a token's vector, as it is kept in the index
HIDDEN, HEADS = 128, 4  # of the reader
CLAUSE_TOKENS, QUESTION_TOKENS = 128, 72  # read at most, in training
SCALE = 20.0  # of a cosine, where it becomes a logit


@dataclass(frozen=True, slots=True)
class Encoded:
    """A batch of texts.

    `vectors` (texts, 384 a member), L2-normalised; `words` (texts, tokens, 128 a member), likewise, zero where
    `mask` (texts, tokens) is false; `weights` (texts, tokens), how much each counts, adding up to 1;
    `concern` (texts, 3), logits of no concern, a high and an immediate one.
    """

    vectors: Tensor
    words: Tensor
    weights: Tensor
    mask: Tensor
    concern: Tensor

    def some(self, rows: Tensor) -> Encoded:
        """Give the texts of some rows."""
        return Encoded(
            self.vectors[rows], self.words[rows], self.weights[rows], self.mask[rows], self.concern[rows]
        )


class Finder(nn.Module):
    """The encoder with its projection of tokens, and the reader."""

    tokenizer: Any
    bert: Any

    def __init__(self, weights: Path | str) -> None:
        super().__init__()
        self.sentence = SentenceTransformer(str(weights), device="cpu")
        self.tokenizer = self.sentence.tokenizer
        self.bert = self.sentence[0].auto_model
        # Dropping attention costs a sixth of the time.
        for layer in self.bert.encoder.layer:
            layer.attention.self.dropout.p = 0.0
        width = self.bert.config.hidden_size
        self.project = nn.Linear(width, WIDTH, bias=False)
        self.weigh = nn.Linear(width, 1)
        self.heed = nn.Linear(width, 4)
        self.concern = nn.Sequential(
            nn.Linear(4 * width, HIDDEN), nn.GELU(), nn.Dropout(0.2), nn.Linear(HIDDEN, 3)
        )
        self.reader = Reader()
        nn.init.orthogonal_(self.project.weight)
        nn.init.zeros_(self.weigh.weight)
        nn.init.zeros_(self.weigh.bias)

    def encode(self, texts: list[str], length: int) -> Encoded:
        """Encode texts of at most `length` tokens, the shorter ones padded."""
        batch = self.tokenizer(texts, padding=True, truncation=True, max_length=length, return_tensors="pt")
        return self.spelt(batch["input_ids"], batch["attention_mask"])

    def spelt(self, ids: Tensor, attention: Tensor) -> Encoded:
        """Encode token ids (texts, tokens), those of `attention` (texts, tokens) only."""
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.training):
            states = self.bert(input_ids=ids, attention_mask=attention).last_hidden_state
        states = states.float()
        kept = attention.unsqueeze(-1).float()
        vectors = functional.normalize((states * kept).sum(1), dim=-1)
        words = functional.normalize(self.project(states), dim=-1) * kept
        weights = functional.softplus(self.weigh(states)).squeeze(-1) * attention
        heeded = self.heed(states).masked_fill(kept == 0, -1e4).softmax(1)
        concern = self.concern((heeded.transpose(1, 2) @ states).flatten(1))
        return Encoded(vectors, words, weights / weights.sum(1, keepdim=True), attention.bool(), concern)


class Finders(nn.Module):
    """Finders that were trained apart, as one: their vectors lie side by side, what they judge is averaged.

    The cosine of two texts, and how well two words match, are then the means of the members'.
    """

    def __init__(self, members: Sequence[Finder]) -> None:
        super().__init__()
        self.members: Any = nn.ModuleList(members)
        self.tokenizer = members[0].tokenizer
        self.reader = Readers([member.reader for member in members])

    def encode(self, texts: list[str], length: int) -> Encoded:
        """Encode texts of at most `length` tokens, the shorter ones padded."""
        batch = self.tokenizer(texts, padding=True, truncation=True, max_length=length, return_tensors="pt")
        return self.spelt(batch["input_ids"], batch["attention_mask"])

    def spelt(self, ids: Tensor, attention: Tensor) -> Encoded:
        """Encode token ids (texts, tokens), those of `attention` (texts, tokens) only."""
        parts: list[Encoded] = [member.spelt(ids, attention) for member in self.members]
        even = len(parts) ** -0.5
        return Encoded(
            torch.cat([part.vectors for part in parts], -1) * even,
            torch.cat([part.words for part in parts], -1) * even,
            torch.stack([part.weights for part in parts]).mean(0),
            attention.bool(),
            torch.stack([part.concern for part in parts]).mean(0),
        )


def encode(finder: Finder | Finders, texts: Sequence[str], length: int, pieces: int) -> Encoded:
    """Encode texts in `pieces` batches of like length, which pads less, back in their order."""
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    size = -(-len(order) // pieces)
    parts = [
        finder.encode([texts[place] for place in order[at : at + size]], length)
        for at in range(0, len(order), size)
    ]
    longest = max(part.mask.shape[1] for part in parts)
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))

    def joined(values: list[Tensor]) -> Tensor:
        padded = [
            functional.pad(value, (0, 0) * (value.dim() - 2) + (0, longest - value.shape[1]))
            for value in values
        ]
        return torch.cat(padded)[back]

    return Encoded(
        torch.cat([part.vectors for part in parts])[back],
        joined([part.words for part in parts]),
        joined([part.weights for part in parts]),
        joined([part.mask for part in parts]),
        torch.cat([part.concern for part in parts])[back],
    )


def covered(question: Encoded, clauses: Encoded) -> Tensor:
    """Tell how much of each question each clause's words match: (questions, clauses), at most 1."""
    questions, tokens, width = question.words.shape
    similar = question.words.reshape(-1, width) @ clauses.words.reshape(-1, width).T
    similar = similar.view(questions, tokens, *clauses.mask.shape)
    similar = similar.masked_fill(~clauses.mask, -1.0)
    return (similar.amax(-1) * question.weights.unsqueeze(-1)).sum(1)


class Reader(nn.Module):
    """Reads one question and one clause together, over the vectors of their words.

    Each word is laid beside what of the other text it attends to; what the comparison gives is read in
    context by one layer of self-attention over both texts, and pooled into a logit: "this clause
    governs this question".
    """

    def __init__(self) -> None:
        super().__init__()
        self.sharpness = nn.Parameter(torch.tensor(12.0))
        self.compare = nn.Sequential(nn.Linear(4 * WIDTH + 1, HIDDEN), nn.GELU(), nn.LayerNorm(HIDDEN))
        self.side = nn.Embedding(2, HIDDEN)
        self.context = Context()
        self.judge = nn.Sequential(
            nn.Linear(4 * HIDDEN + 2, HIDDEN), nn.GELU(), nn.Dropout(0.1), nn.Linear(HIDDEN, 1)
        )

    def forward(
        self, question: Tensor, asked: Tensor, clause: Tensor, said: Tensor, scores: Tensor
    ) -> Tensor:
        """Give a logit a pair (pairs,).

        `question` (pairs, n, 128) and `clause` (pairs, m, 128) are words, `asked` (pairs, n) and `said`
        (pairs, m) their masks, `scores` (pairs, 2) the cosine and `covered`.
        """
        similar = question @ clause.transpose(1, 2)
        barred = torch.finfo(similar.dtype).min
        forward = similar.masked_fill(~said.unsqueeze(1), barred)
        backward = similar.transpose(1, 2).masked_fill(~asked.unsqueeze(1), barred)
        compared = self.compare(
            torch.cat([self._beside(question, clause, forward), self._beside(clause, question, backward)], 1)
        )
        length = question.shape[1]
        sides = torch.cat(
            [torch.zeros_like(asked, dtype=torch.long), torch.ones_like(said, dtype=torch.long)], 1
        )
        compared = compared + self.side(sides)
        read = self.context(compared, torch.cat([asked, said], 1))
        pooled = [
            pool
            for part, kept in ((read[:, :length], asked), (read[:, length:], said))
            for pool in _pools(part, kept.unsqueeze(-1))
        ]
        logits: Tensor = self.judge(torch.cat([*pooled, scores], 1)).squeeze(-1)
        return logits

    def _beside(self, own: Tensor, other: Tensor, similar: Tensor) -> Tensor:
        """Lay each word beside what of the other text it attends to: (pairs, words, 4 * 128 + 1)."""
        found = torch.softmax(similar * self.sharpness, -1) @ other
        best = similar.amax(-1, keepdim=True)
        return torch.cat([own, found, 8 * own * found, (own - found).abs(), best], -1)


class Readers(nn.Module):
    """The readers of several finders: each reads its own finder's words, and their logits are averaged."""

    def __init__(self, members: Sequence[Reader]) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)
        self.width = WIDTH * len(members)

    def forward(
        self, question: Tensor, asked: Tensor, clause: Tensor, said: Tensor, scores: Tensor
    ) -> Tensor:
        """Give a logit a pair (pairs,); see Reader, whose words here lie side by side."""
        even = len(self.members) ** 0.5
        logits = [
            reader(
                question[..., at : at + WIDTH] * even,
                asked,
                clause[..., at : at + WIDTH] * even,
                said,
                scores,
            )
            for reader, at in zip(self.members, range(0, self.width, WIDTH), strict=True)
        ]
        return torch.stack(logits).mean(0)


class Context(nn.Module):
    """One layer of self-attention and one of thought, each added to what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.before, self.between = nn.LayerNorm(HIDDEN), nn.LayerNorm(HIDDEN)
        self.split, self.join = nn.Linear(HIDDEN, 3 * HIDDEN), nn.Linear(HIDDEN, HIDDEN)
        self.think = nn.Sequential(nn.Linear(HIDDEN, 2 * HIDDEN), nn.GELU(), nn.Linear(2 * HIDDEN, HIDDEN))
        self.dropout = nn.Dropout(0.1)

    def forward(self, words: Tensor, mask: Tensor) -> Tensor:
        """Read words (pairs, tokens, 128) in context, those of `mask` (pairs, tokens) only."""
        parts = self.split(self.before(words)).unflatten(-1, (3, HEADS, HIDDEN // HEADS))
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        weights = query @ key.transpose(-1, -2) * (HIDDEN // HEADS) ** -0.5
        weights = weights.masked_fill(~mask[:, None, None], torch.finfo(weights.dtype).min).softmax(-1)
        words = words + self.dropout(self.join((weights @ value).transpose(1, 2).flatten(2)))
        read: Tensor = words + self.dropout(self.think(self.between(words)))
        return read


def _pools(read: Tensor, kept: Tensor) -> tuple[Tensor, Tensor]:
    mean = (read * kept).sum(1) / kept.sum(1)
    return mean, read.masked_fill(~kept, torch.finfo(read.dtype).min).amax(1)
