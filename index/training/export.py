"""Writes a trained finder as what serving runs: the encoder in eight bits, the reader, the tokenizer."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from index.encoder import ENCODER, READER, TOKENIZER
from index.training.model import Finders, Readers

OPSET = 17


class _Encoder(nn.Module):
    """The encoder as a graph: ids and mask to vectors, words, weights and concern."""

    def __init__(self, finder: Finders) -> None:
        super().__init__()
        self.finder: Any = finder

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        encoded = self.finder.spelt(ids, mask)
        return encoded.vectors, encoded.words, encoded.weights, encoded.concern.softmax(-1)


def write_encoder(finder: Finders, target: Path) -> None:
    """Write the encoder, each matrix rounded to eight bits a channel."""
    finder.eval()
    ids = torch.tensor([[101, 2064, 1045, 102]])
    axes = {name: {0: "texts", 1: "tokens"} for name in ("ids", "mask", "words", "weights")}
    axes |= {name: {0: "texts"} for name in ("vectors", "concern")}
    outputs = ["vectors", "words", "weights", "concern"]
    _write(_Encoder(finder), (ids, torch.ones_like(ids)), ["ids", "mask"], outputs, axes, target)


def write_reader(reader: Readers, target: Path) -> None:
    """Write the reader, its matrices rounded to eight bits a channel too."""
    reader.eval()
    pair = (
        torch.rand(2, 5, reader.width),
        torch.ones(2, 5, dtype=torch.bool),
        torch.rand(2, 7, reader.width),
        torch.ones(2, 7, dtype=torch.bool),
        torch.rand(2, 2),
    )
    names = ["question", "asked", "clause", "said", "scores"]
    axes = {
        "question": {0: "pairs", 1: "n"},
        "asked": {0: "pairs", 1: "n"},
        "clause": {0: "pairs", 1: "m"},
        "said": {0: "pairs", 1: "m"},
        "scores": {0: "pairs"},
        "logits": {0: "pairs"},
    }
    _write(reader, pair, names, ["logits"], axes, target)


def _write(
    module: nn.Module,
    example: tuple[Tensor, ...],
    inputs: list[str],
    outputs: list[str],
    axes: dict[str, dict[int, str]],
    target: Path,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            module,
            example,
            str(whole),
            input_names=inputs,
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )
        quantize_dynamic(
            str(whole),
            str(target),
            per_channel=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Gather", "Gemm"],
        )


def export(finder: Finders, weights: Path, out: Path) -> None:
    """Write what serving needs of a finder into the folder `out`; `weights` is the base model's folder."""
    out.mkdir(parents=True, exist_ok=True)
    write_encoder(finder, out / ENCODER)
    write_reader(finder.reader, out / READER)
    shutil.copyfile(weights / TOKENIZER, out / TOKENIZER)
