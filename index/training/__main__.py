"""Trains, exports and calibrates the default encoder: `python -m index.training` (`make train`)."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

import torch

from index.encoder import DEFAULT_FOLDER
from index.training import calibrate, material, measure
from index.training.base import base_weights
from index.training.export import export
from index.training.model import Finder
from index.training.train import polish, train

EPOCHS = 3


def main() -> None:
    """Train on everything but what is kept back, and write what serving needs into the package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=DEFAULT_FOLDER, help="folder for what serving needs")
    parser.add_argument("--keep", type=Path, help="file for the trained weights")
    parser.add_argument("--start", type=Path, help="trained weights to export, without training")
    given = parser.parse_args()
    torch.set_num_threads(os.cpu_count() or 1)
    torch.set_flush_denormal(True)
    policies = material.read()
    apart = [policy for policy in policies if material.held(policy)]
    finder = Finder(base_weights())
    if given.start:
        finder.load_state_dict(torch.load(given.start, weights_only=True))
    else:

        def after(_epoch: int) -> None:
            print(json.dumps(measure.figures(finder, apart)), flush=True)

        chosen = [policy for policy in policies if not material.held(policy)]
        train(finder, chosen, material.messages(), given.epochs, given.seed, after)
        polish(finder, chosen, material.messages(), given.seed)
    if given.keep:
        torch.save(finder.state_dict(), given.keep)
    export(finder, base_weights(), given.out)
    calibrate.calibrate(policies, given.out)


if __name__ == "__main__":
    main()
