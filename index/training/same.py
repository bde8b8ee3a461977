"""Trains the network that tells whether two questions mean the same: `python -m index.training.same`.

It trains, exports, chooses the line on two authors who were kept back, and measures on a third.
`--rates` measures what ships, and trains nothing.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from sentence_transformers import SentenceTransformer
from torch import Tensor, nn
from torch.nn import functional

from index.encoder import DEFAULT_FOLDER, ENCODER, TOKENIZER, open_encoder, open_tokenizer
from index.likeness import LINE, SAME, OnnxLikeness, Pairing
from index.training import pairs, rates
from index.training.base import base_weights
from index.training.export import _write
from index.training.pairs import Pair, Pin
from index.training.restore import restored

PLAIN_RATE, RATE, HEAD_RATE = 2e-4, 1.4e-4, 3e-4
PINS = 4  # a step
PIECES = 3  # batches of like length in which a step is read
RANKED = 0.5  # what the order within a pin counts in the loss
PLAIN_EPOCHS, EPOCHS = 1, 12  # of questions as they were written, then of such in other manners too
HIDDEN = 256
MEMBER = 1  # of the shipped encoder, from which training starts


class Same(nn.Module):
    """A BERT over both questions, and a layer that judges its last states."""

    def __init__(self, sentence: SentenceTransformer) -> None:
        super().__init__()
        part: Any = sentence[0]
        self.bert: Any = part.auto_model
        self.bert.config._attn_implementation = "eager"  # the quickest way back over texts so short
        for layer in self.bert.encoder.layer:
            layer.attention.self.dropout.p = 0.0
        self.bert.embeddings.word_embeddings.weight.requires_grad_(False)
        width = self.bert.config.hidden_size
        self.judge = nn.Sequential(
            nn.Linear(5 * width, HIDDEN), nn.GELU(), nn.Dropout(0.1), nn.Linear(HIDDEN, 1)
        )

    def forward(self, ids: Tensor, mask: Tensor, kinds: Tensor) -> Tensor:
        """Give a logit a pair (pairs,), "they mean the same"; all of ids, mask and kinds (pairs, tokens)."""
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.training):
            states = self.bert(input_ids=ids, attention_mask=mask, token_type_ids=kinds).last_hidden_state
        states = states.float()
        pinned = _mean(states, (mask * (1 - kinds)).unsqueeze(-1).float())
        asked = _mean(states, (mask * kinds).unsqueeze(-1).float())
        logits: Tensor = self.judge(
            torch.cat([states[:, 0], pinned, asked, pinned * asked * 4, (pinned - asked).abs()], -1)
        ).squeeze(-1)
        return logits


def _mean(states: Tensor, kept: Tensor) -> Tensor:
    return (states * kept).sum(1) / kept.sum(1).clamp(min=1)


def logits_of(network: Same, pairing: Pairing, texts: Sequence[tuple[str, str]], size: int) -> Tensor:
    """Give the logits of pairs of texts, read in batches of `size` and like length."""
    laid = [pairing.ids(*each) for each in texts]
    order = sorted(range(len(laid)), key=lambda place: len(laid[place][0]))
    parts = []
    for at in range(0, len(order), size):
        some = [laid[place] for place in order[at : at + size]]
        longest = len(some[-1][0])
        ids, mask, kinds = (
            torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows])
            for rows in (
                [ids for ids, _ in some],
                [[1] * len(ids) for ids, _ in some],
                [kinds for _, kinds in some],
            )
        )
        parts.append(network(ids, mask, kinds))
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    return torch.cat(parts)[back]


def loss_of(logits: Tensor, step: Sequence[Pair]) -> Tensor:
    """Yes or no on each pair, and the order of what is asked of one phrasing."""
    same = torch.tensor([pair.same for pair in step])
    verdict = functional.binary_cross_entropy_with_logits(logits, same.float())
    orders = []
    for number in {pair.ranked for pair in step} - {None}:
        mine = torch.tensor([pair.ranked == number for pair in step])
        gaps = logits[mine & same].unsqueeze(1) - logits[mine & ~same].unsqueeze(0)
        orders.append(functional.softplus(-gaps).mean())
    return verdict + RANKED * torch.stack(orders).mean()


@dataclass(frozen=True, slots=True)
class Stage:
    """How often, how fast and how the pins are read."""

    epochs: int
    rate: float
    dressed: bool
    seed: int


def train(network: Same, pairing: Pairing, pins: Sequence[Pin], stage: Stage) -> None:
    """Train a network in place.

    AdamW, warmed up over a tenth of the steps and then falling to nothing in a straight line. The vectors of words stay as they are.
    """
    torch.manual_seed(stage.seed)
    chance = random.Random(stage.seed)
    near = pairs.neighbours(pins, open_encoder())
    learnt = [(name, value) for name, value in network.named_parameters() if value.requires_grad]
    own = [value for name, value in learnt if name.startswith("bert.")]
    new = [value for name, value in learnt if not name.startswith("bert.")]
    optimiser = torch.optim.AdamW(
        [{"params": own, "lr": stage.rate}, {"params": new, "lr": HEAD_RATE}], weight_decay=0.01
    )
    total, at = stage.epochs * -(-len(pins) // PINS), 0
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: max(0.0, min((step + 1) / (0.1 * total), (total - step) / (0.9 * total)))
    )
    begun, mean = time.monotonic(), 0.0
    network.train()
    for epoch in range(stage.epochs):
        for step in pairs.steps(pins, near, PINS, stage.dressed, chance):
            texts = [(pair.pinned, pair.asked) for pair in step]
            loss = loss_of(logits_of(network, pairing, texts, -(-len(texts) // PIECES)), step)
            loss.backward()  # type: ignore[no-untyped-call]  # torch does not say
            torch.nn.utils.clip_grad_norm_([*own, *new], 1.0)
            optimiser.step()
            optimiser.zero_grad()
            schedule.step()
            at += 1
            mean = mean * 0.95 + float(loss.detach()) * 0.05
            if at % 20 == 0:
                spent = (time.monotonic() - begun) / 60
                left = spent / at * (total - at)
                print(
                    f"epoch {epoch + 1} step {at}/{total} {spent:.1f} min, {left:.0f} left, loss {mean:.3f}",
                    flush=True,
                )
    network.eval()


def write_same(network: Same, target: Path) -> None:
    """Write a network as serving runs it, each matrix rounded to eight bits a channel."""
    network.eval()
    ids = torch.tensor([[101, 2064, 102, 1045, 102]])
    kinds = torch.tensor([[0, 0, 0, 1, 1]])
    axes = {name: {0: "pairs", 1: "tokens"} for name in ("ids", "mask", "kinds")} | {"logits": {0: "pairs"}}
    _write(network, (ids, torch.ones_like(ids), kinds), ["ids", "mask", "kinds"], ["logits"], axes, target)


def trained(pins: Sequence[Pin]) -> Same:
    """Train on questions as they were written, then, longer, on such in other manners too."""
    pairing = Pairing(open_tokenizer(base_weights() / TOKENIZER))
    network = start()
    train(network, pairing, pins, Stage(PLAIN_EPOCHS, PLAIN_RATE, dressed=False, seed=2))
    train(network, pairing, pins, Stage(EPOCHS, RATE, dressed=True, seed=3))
    return network


def start() -> Same:
    """Give an untrained network over what the shipped encoder's second member has learnt of people's questions."""
    return Same(restored(DEFAULT_FOLDER / ENCODER, base_weights())[MEMBER])


def main() -> None:
    """Train on every author but those kept back, write what serving needs, choose the line, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=DEFAULT_FOLDER, help="folder for what serving needs")
    parser.add_argument("--keep", type=Path, help="file for the trained weights")
    parser.add_argument("--start", type=Path, help="trained weights to export, without training")
    parser.add_argument("--rates", action="store_true", help="only measure what ships")
    given = parser.parse_args()
    torch.set_num_threads(os.cpu_count() or 1)
    torch.set_flush_denormal(True)
    pins = pairs.read()
    if not given.rates:
        if given.start:
            network = start()
            network.load_state_dict(torch.load(given.start, weights_only=True))
        else:
            network = trained([pin for pin in pins if pin.author not in pairs.KEPT])
        if given.keep:
            torch.save(network.state_dict(), given.keep)
        given.out.mkdir(parents=True, exist_ok=True)
        write_same(network, given.out / SAME)
        shutil.copyfile(base_weights() / TOKENIZER, given.out / TOKENIZER)
        (given.out / LINE).write_text('{"line": 0.5}', encoding="utf-8")  # until it is chosen
    chosen = {author: rates.asked(pins, author, OnnxLikeness(given.out)) for author in pairs.CHOOSING}
    both = [each for some in chosen.values() for each in some]
    if not given.rates:
        rates.fit(both, given.out)
    likeness = OnnxLikeness(given.out)
    rates.report(both, " and ".join(chosen), likeness.line)
    for author in pairs.KEPT:
        rates.report(chosen.get(author) or rates.asked(pins, author, likeness), author, likeness.line)
        rates.beside(pins, author)


if __name__ == "__main__":
    main()
