"""Trains, exports and calibrates the default encoder: `python -m index.training` (`make train`)."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from index.encoder import DEFAULT_FOLDER
from index.training import calibrate, material, measure
from index.training.base import base_weights
from index.training.export import export
from index.training.material import Policy
from index.training.model import Finder, Finders
from index.training.polish import polish
from index.training.train import train


@dataclass(frozen=True, slots=True)
class Stage:
    """Epochs over what some of material.HANDS wrote."""

    hands: tuple[str, ...]
    epochs: int


FIRST, SECOND, THIRD, FOURTH, FIFTH, SIXTH = material.HANDS
MEMBERS = (
    (Stage((FIRST, SECOND), epochs=3), Stage((FIRST, SECOND, THIRD, FOURTH), epochs=1)),
    (
        Stage((FIRST, SECOND), epochs=1),
        Stage((FIRST, SECOND, THIRD), epochs=1),
        Stage((THIRD, FOURTH), epochs=1),
    ),
)
"""The stages of each member, which start from the same weights with seeds of their own."""

READERS = (Stage((FIFTH,), epochs=2), Stage((SIXTH,), epochs=2))
"""What the readers are then trained on, over encoders that have not seen it."""

LAST = Stage((FIFTH, SIXTH), epochs=1)
"""What the second member still reads after that, its reader with it."""


def main() -> None:
    """Train on everything but what is kept back, and write what serving needs into the package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=DEFAULT_FOLDER, help="folder for what serving needs")
    parser.add_argument("--keep", type=Path, help="file for the trained weights")
    parser.add_argument("--start", type=Path, help="trained weights to export, without training")
    given = parser.parse_args()
    torch.set_num_threads(os.cpu_count() or 1)
    torch.set_flush_denormal(True)
    policies = material.read()
    if given.start:
        finders = Finders([Finder(base_weights()) for _ in MEMBERS])
        finders.load_state_dict(torch.load(given.start, weights_only=True))
    else:
        finders = Finders([trained(stages, seed, policies) for seed, stages in enumerate(MEMBERS, 1)])
        foreign = material.foreign(_chosen(policies, material.HANDS))
        for seed, stage in enumerate(READERS, 1):
            polish(finders, _chosen(policies, stage.hands), foreign, stage.epochs, seed)
        train(finders.members[1], _chosen(policies, LAST.hands), material.messages(), LAST.epochs, seed=2)
        print(json.dumps(measure.figures(finders, [policy for policy in policies if material.held(policy)])))
    if given.keep:
        torch.save(finders.state_dict(), given.keep)
    export(finders, base_weights(), given.out)
    calibrate.calibrate(policies, given.out)


def trained(stages: Sequence[Stage], seed: int, policies: Sequence[Policy]) -> Finder:
    """Train one member through its stages, each with a rate that rises and falls again."""
    torch.manual_seed(seed)
    finder = Finder(base_weights())
    apart = [policy for policy in policies if material.held(policy)]
    for stage in stages:
        train(finder, _chosen(policies, stage.hands), material.messages(), stage.epochs, seed)
        print(json.dumps(measure.figures(finder, apart)), flush=True)
    return finder


def _chosen(policies: Sequence[Policy], hands: Sequence[str]) -> list[Policy]:
    return [policy for policy in policies if not material.held(policy) and policy.hand in hands]


if __name__ == "__main__":
    main()
